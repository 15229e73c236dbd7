"""A Report as plain text: the verdict first, then what it rests on, then the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from legcheck.core import STEPS_PER_STRIDE
from legcheck.report.wording import (
    SAFETY,
    SURE_ENOUGH,
    because,
    distance,
    duration,
    evidence_line,
    pace,
    printable,
    sentence,
    span,
    summary_line,
    verdict,
)

__all__ = ["Section", "as_text", "document", "split_table"]

Data = Mapping[str, Any]

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
        _splits(data),
        _advice(data["findings"]),
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
    lines = (verdict(heavy), because(heavy), summary_line(data["summary"]), origin)
    return Section(title="", lines=tuple(line for line in lines if line))


def _found(findings: Iterable[Data]) -> list[Data]:
    return [finding for finding in findings if finding["status"] == "found"]


def _why(findings: list[Data]) -> Section:
    """The strongest findings, each with its numbers; a number that two of them rest on is given once."""
    found = _found(findings)
    leading = found[:MOST_FINDINGS]
    lines: list[str] = []
    seen: set[tuple[str, float]] = set()
    for finding in leading:
        fresh = [item for item in _evidence(finding) if (item["name"], item["value"]) not in seen]
        told = fresh[: max(MOST_EVIDENCE // len(leading), 1)]
        seen |= {(item["name"], item["value"]) for item in told}
        lines += [_finding_line(finding), *(f"  {evidence_line(item)}" for item in told)]
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


def _advice(findings: list[Data]) -> Section:
    lines: dict[str, str] = {}
    for finding in _found(findings):
        for advice in finding["advice"]:
            lines[sentence(advice["text"])] = printable(advice["source"])
    told = [(text, f"  {source}") if source else (text,) for text, source in lines.items()]
    return Section(title="What to try", lines=tuple(line for item in told for line in item))


def _open_questions(data: Data) -> Section:
    found = _found(data["findings"])
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


def _not_found(findings: list[Data]) -> Section:
    lines = []
    for finding in findings:
        if finding["status"] == "clear":
            first = _evidence(finding)
            lines.append(printable(f"{finding['title']}: {evidence_line(first[0]) if first else finding['reason']}"))
    return Section(title="Looked at, nothing found", lines=tuple(lines))


def _not_judged(findings: list[Data]) -> Section:
    lines = [printable(f"{item['title']}: {item['reason']}") for item in findings if item["status"] == "not_assessed"]
    return Section(title="Could not be judged", lines=tuple(lines))


def _splits(data: Data) -> Section:
    header, rows = split_table(data)
    flagged = any(row[-1] == "*" for row in rows)
    lines = (f"* within {_found(data['findings'])[0]['title'].lower()}",) if flagged else ()
    return Section(title="Splits", lines=lines, header=header, rows=rows)


def split_table(data: Data) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The splits as a header and rows of cells; columns without any value are left out.

    Pace in minutes a kilometre, as run and as if on the flat; both step (one foot to the other) and stride (two
    steps) in metres. The last cell is ``*`` where the split lies in the strongest finding's stretch.
    """
    splits = data["splits"]
    if not splits:
        return (), ()
    columns: list[tuple[str, list[str]]] = [
        ("km", _kilometres(splits)),
        ("time", [duration(row["duration_s"]) for row in splits]),
    ]
    for title, name, words in (
        ("min/km", "speed_mps", pace),
        ("flat min/km", "grade_adjusted_speed_mps", pace),
        ("bpm", "heart_rate_bpm", _whole),
        ("steps/min", "cadence_spm", _whole),
        ("step m", "step_length_m", _two_decimals),
        ("stride m", "step_length_m", _stride),
        ("up m", "ascent_m", _whole),
        ("down m", "descent_m", _whole),
    ):
        values = [row[name] for row in splits]
        if any(value is not None for value in values):
            columns.append((title, [words(value) for value in values]))
    marks = _marks(data)
    if any(marks):
        columns.append(("", marks))
    return tuple(title for title, _ in columns), tuple(zip(*(cells for _, cells in columns), strict=True))


def _kilometres(splits: list[Data]) -> list[str]:
    """Whole kilometres as counted; the distance reached where the split is a remainder."""
    total = 0.0
    labels = []
    for count, row in enumerate(splits, start=1):
        total += row["distance_m"] or 0.0
        whole = row["distance_m"] is not None and abs(row["distance_m"] - 1000.0) < 50.0
        labels.append(str(count) if whole else distance(total).removesuffix(" km"))
    return labels


def _marks(data: Data) -> list[str]:
    found = _found(data["findings"])
    spans = found[0]["spans"] if found else []
    run_s = data["splits"][-1]["end_s"] - data["splits"][0]["start_s"]
    if not spans or sum(end - start for start, end in spans) > 0.8 * run_s:
        return ["" for _ in data["splits"]]
    middles = [(row["start_s"] + row["end_s"]) / 2 for row in data["splits"]]
    return ["*" if any(start <= middle < end for start, end in spans) else "" for middle in middles]


def _whole(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _two_decimals(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _stride(step_length_m: float | None) -> str:
    return _two_decimals(None if step_length_m is None else STEPS_PER_STRIDE * step_length_m)


def _plain(section: Section) -> str:
    bullet = "  " if section.title else ""
    lines = [section.title] if section.title else []
    lines += _aligned(section) + [bullet + line for line in section.lines]
    return "\n".join(lines)


def _aligned(section: Section) -> list[str]:
    table = (section.header, *section.rows) if section.rows else ()
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    return ["  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
