"""What stands out over weeks, in words: for the terminal and for notebooks."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from legcheck.core import Finding
from legcheck.report.html import STYLE
from legcheck.report.wording import SAFETY, printable, sentence

if TYPE_CHECKING:
    from legcheck.history.history import History

__all__ = [
    "as_html",
    "as_text",
    "finding_line",
    "found_lines",
    "section_list",
    "section_lists",
    "section_text",
    "section_texts",
    "unmatched_lines",
]

MOST_ROWS = 5
"""[rows] Rows of the diary that are named one by one."""


def finding_line(finding: Finding) -> str:
    """A finding over time in one line."""
    return printable(
        f"{finding.title} ({finding.score:.0f}/100, confidence {finding.confidence:.2f}): {finding.reason}.".replace("..", ".")
    )


def found_lines(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """What was found, strongest first."""
    return tuple(finding_line(finding) for finding in findings if finding.is_found)


def unmatched_lines(history: History) -> tuple[str, ...]:
    """What was written about runs that are not there: the first rows of the diary by name, of Strava how many."""
    rows = [entry for entry in history.unmatched if entry.source != "strava"]
    missing = len(history.unmatched) - len(rows)
    named = ", ".join(f"row {entry.row} ({entry.day})" if entry.row else f"{entry.day}" for entry in rows[:MOST_ROWS])
    more = ", ..." if len(rows) > MOST_ROWS else ""
    what = "1 diary row matches" if len(rows) == 1 else f"{len(rows):,} diary rows match"
    runs = "1 run in Strava's list has" if missing == 1 else f"{missing:,} runs in Strava's list have"
    told = ((rows, f"{what} no run: {named}{more}"), (missing, f"{runs} no file here"))
    return tuple(line for is_there, line in told if is_there)


def as_text(history: History) -> str:
    """Everything said over time: what was found with its advice, what was looked at, what could not be judged."""
    return "\n\n".join([*section_texts(history), SAFETY]) + "\n"


def as_html(history: History) -> str:
    """The same for a notebook; every text is escaped."""
    parts = [*section_lists(history), f"<p>{escape(SAFETY)}</p>"]
    return f'<style>{STYLE}</style><div class="legcheck wide">{"".join(parts)}</div>'


def section_texts(history: History) -> tuple[str, ...]:
    """Each section as text, without the safety line."""
    return tuple(section_text(title, lines) for title, lines in _sections(history))


def section_lists(history: History) -> tuple[str, ...]:
    """Each section as a list in HTML; every text is escaped."""
    return tuple(section_list(title, lines) for title, lines in _sections(history))


def section_text(title: str, lines: Iterable[str]) -> str:
    """Lines under a title, as text."""
    return "\n".join([title, *(f"  {line}" for line in lines)])


def section_list(title: str, lines: Iterable[str]) -> str:
    """The same as a list in HTML; every text is escaped."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<details open><summary>{escape(title)}</summary><ul>{items}</ul></details>"


def _sections(history: History) -> tuple[tuple[str, tuple[str, ...]], ...]:
    findings = history.findings
    clear = tuple(item for item in findings if item.status.value == "clear")
    unknown = tuple(item for item in findings if item.status.value == "not_assessed")
    advice = tuple(
        f"{sentence(advice.text)} {printable(advice.source)}" for item in findings if item.is_found for advice in item.advice
    )
    titled = (
        ("What stands out over the weeks", found_lines(findings) or (("Nothing.",) if findings else ())),
        ("What to try, over the weeks", tuple(dict.fromkeys(advice))),
        ("Written down, but not found among the files", unmatched_lines(history)),
        ("Looked at over the weeks, nothing found", tuple(printable(f"{item.title}: {item.reason}") for item in clear)),
        ("Could not be judged over the weeks", tuple(printable(f"{item.title}: {item.reason}") for item in unknown)),
    )
    return tuple((title, lines) for title, lines in titled if lines)
