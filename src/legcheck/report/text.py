"""A Report as plain text: the verdict first, then what it rests on, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from legcheck.heuristics.headline import NOT_THE_BODY
from legcheck.report.cause_advice import advice_for
from legcheck.report.order import told
from legcheck.report.sides import is_beyond, seen
from legcheck.report.split_table import MARK, marking, split_table
from legcheck.report.summary_line import summary_line
from legcheck.report.wording import (
    SAFETY,
    SURE_ENOUGH,
    because,
    evidence_line,
    headline,
    printable,
    sentence,
    span,
)

__all__ = ["SEEN", "Section", "as_text", "document"]

Data = Mapping[str, Any]

SEEN = "Seen, not sure enough to name"
"""Title of what lies beyond its threshold without being found."""

MOST_FINDINGS = 3
"""Findings told in full; more than that is not read."""

MOST_EVIDENCE = 4
"""Numbers shown under the verdict, over all findings."""

SMALLEST_TERM = 0.5
"""[points] A part of the score below this is not listed."""

MOST_ALTERNATIVES = 3
"""Other readings of the same numbers that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of the text.

    Attributes
    ----------
    title : str
        Empty for the head.
    lines : tuple of str
        Lines with two leading spaces belong to the line before.
    header : tuple of str
        Column titles where the section is a table, else empty.
    rows : tuple of tuple of str
        Cells of the table.
    """

    title: str
    lines: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def as_text(data: Data) -> str:
    """The report as plain text without any colour, ending in a newline.

    Parameters
    ----------
    data : mapping
        :meth:`legcheck.report.Report.to_dict`.
    """
    parts = [_plain(section) for section in document(data)]
    return "\n\n".join(part for part in parts if part) + "\n"


def document(data: Data) -> tuple[Section, ...]:
    """The report as sections, empty ones left out."""
    sections = (
        _head(data),
        _why(data["findings"]),
        _open_questions(data),
        _advice(data),
        _splits(data),
        _seen(data["findings"]),
        _terms(data["heavy_legs"]),
        _not_found(data["findings"]),
        _not_judged(data["findings"]),
        Section(title="Notes on the data", lines=tuple(sentence(note["message"]) for note in data["notes"])),
        Section(title="", lines=(SAFETY,)),
    )
    return tuple(section for section in sections if section.lines or section.rows)


def _head(data: Data) -> Section:
    activity, heavy = data["activity"], data["heavy_legs"]
    day = [activity["start_time"][:16].replace("T", " ") + " UTC"] if activity["start_time"] else []
    sport = " ".join(part for part in (activity["sport"], activity["sub_sport"]) if part and part != "generic")
    device = " ".join(part for part in (activity["device"]["manufacturer"], activity["device"]["product"]) if part)
    origin = ", ".join(
        printable(part) for part in (PurePath(data["source"]["name"]).name, *day, sport.replace("_", " "), device) if part
    )
    lines = (headline(heavy), because(heavy), summary_line(data["summary"]), origin)
    return Section(title="", lines=tuple(line for line in lines if line))


def _why(findings: list[Data]) -> Section:
    """The first findings that are told, each with its numbers; a number that two of them rest on is given once."""
    found = told(findings)
    leading = found[:MOST_FINDINGS]
    lines: list[str] = []
    given: set[tuple[str, float]] = set()
    for finding in leading:
        fresh = [item for item in _supporting(finding) if (item["name"], item["value"]) not in given]
        shown = fresh[: max(MOST_EVIDENCE // len(leading), 1)]
        given |= {(item["name"], item["value"]) for item in shown}
        lines += [_finding_line(finding), *(f"  {_witness(item)}" for item in shown)]
    if len(found) > MOST_FINDINGS:
        others = ", ".join(f"{finding['title']} ({finding['score']:.0f})" for finding in found[MOST_FINDINGS:])
        lines.append(printable(f"Also found: {others}"))
    return Section(title="Why", lines=tuple(lines))


def _finding_line(finding: Data) -> str:
    spans = finding["spans"]
    more = f" and {len(spans) - 1} more" if len(spans) > 1 else ""
    where = f", {span(*spans[0])}{more}" if spans else ""
    strength = f"{finding['score']:.0f}/100, confidence {finding['confidence']:.2f}{where}"
    return printable(f"{finding['title']} ({strength}): {finding['reason']}")


def _evidence(finding: Data) -> list[Data]:
    """The numbers that were judged first, context after them."""
    known = [item for item in finding["evidence"] if item["value"] is not None]
    return sorted(known, key=lambda item: item["threshold"] is None)


def _supporting(finding: Data) -> list[Data]:
    """The same, and of those that were judged first what supports the finding."""
    return sorted(_evidence(finding), key=lambda item: (item["threshold"] is None, is_beyond(item) is False))


def _witness(item: Data) -> str:
    """A number under a finding; one on the other side of its threshold is no support, and says so."""
    return evidence_line(item) + (": does not support it" if is_beyond(item) is False else "")


def _advice(data: Data) -> Section:
    """Advice for the cause first, then that of the findings; how many steps to add is said once.

    A pace that most likely fell by choice or by the route asks for no advice against fading.
    """
    found = told(data["findings"])
    names = {finding["id"] for finding in found}
    causes = data["heavy_legs"]["causes"]
    needless = {"late_fade"} if causes and causes[0]["id"] in NOT_THE_BODY else set()
    given = [item for finding in found if finding["id"] not in needless for item in _own_advice(finding, names)]
    first = advice_for(data["heavy_legs"], frozenset(item["source"] for item in given))
    lines = {} if first is None else {sentence(first.text): printable(first.source)}
    lines |= {sentence(item["text"]): printable(item["source"]) for item in given}
    pairs = [(text, f"  {source}") if source else (text,) for text, source in lines.items()]
    return Section(title="What to try", lines=tuple(line for pair in pairs for line in pair))


def _own_advice(finding: Data, names: set[str]) -> list[Data]:
    """Advice of a finding, without how many steps to add where that of a low cadence says it."""
    told_already = finding["id"] == "overstriding" and "low_cadence" in names
    return list(finding["advice"][:1] if told_already else finding["advice"])


def _open_questions(data: Data) -> Section:
    found = told(data["findings"])
    lines = [sentence(text) for text in found[0]["alternatives"][:MOST_ALTERNATIVES]] if found else []
    heavy = data["heavy_legs"]
    is_open = not heavy["causes"] or heavy["causes"][0]["probability"] <= SURE_ENOUGH
    if heavy["would_help"] and heavy["status"] != "not_assessed" and is_open:
        lines.append(f"What would settle it: {printable(heavy['would_help'])}")
    return Section(title="What else it could be", lines=tuple(lines))


def _terms(heavy: Data) -> Section:
    """What raised and lowered the score."""
    known = [term for term in heavy["terms"] if term["value"] is not None and abs(term["value"]) >= SMALLEST_TERM]
    return Section(title="What the score is made of", lines=tuple(evidence_line(term) for term in known))


def _seen(findings: list[Data]) -> Section:
    """Numbers beyond their threshold that the data do not carry far enough: no finding, and not nothing either."""
    clear = [(finding, seen(finding)) for finding in findings if finding["status"] == "clear"]
    lines = [
        printable(f"{finding['title']} (score {finding['score']:.0f}): {evidence_line(number)}")
        for finding, number in clear
        if number is not None
    ]
    return Section(title=SEEN, lines=tuple(lines))


def _not_found(findings: list[Data]) -> Section:
    lines = []
    for finding in findings:
        if finding["status"] == "clear" and seen(finding) is None:
            first = _evidence(finding)
            lines.append(printable(f"{finding['title']}: {evidence_line(first[0]) if first else finding['reason']}"))
    return Section(title="Looked at, nothing found", lines=tuple(lines))


def _not_judged(findings: list[Data]) -> Section:
    lines = [printable(f"{item['title']}: {item['reason']}") for item in findings if item["status"] == "not_assessed"]
    return Section(title="Could not be judged", lines=tuple(lines))


def _splits(data: Data) -> Section:
    header, rows = split_table(data)
    marked = marking(data) if any(row[-1] == MARK for row in rows) else None
    lines = (printable(f"{MARK} within {marked['title'].lower()}"),) if marked else ()
    return Section(title="Splits", lines=lines, header=header, rows=rows)


def _plain(section: Section) -> str:
    bullet = "  " if section.title else ""
    lines = [section.title] if section.title else []
    lines += _aligned(section) + [bullet + line for line in section.lines]
    return "\n".join(lines)


def _aligned(section: Section) -> list[str]:
    table = (section.header, *section.rows) if section.rows else ()
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return ["  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
