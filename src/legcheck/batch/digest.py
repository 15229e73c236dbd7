"""A folder in ten lines that matter, then a table: as text, and as an HTML fragment for notebooks."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from textwrap import shorten
from typing import TYPE_CHECKING

from legcheck.batch.work import UNREAD_DIARY
from legcheck.cleaning.notes import count_of
from legcheck.history import ActivitySummary, Week
from legcheck.history.weeks import local_days
from legcheck.history.words import found_lines, section_list, section_lists, section_text, section_texts
from legcheck.report.html import STYLE, table
from legcheck.report.wording import SAFETY, cause_name, duration, pace, percent, printable

if TYPE_CHECKING:
    from datetime import date, datetime

    from legcheck.batch.folder import FolderReport
    from legcheck.batch.outcome import Outcome

__all__ = ["HEADER", "as_html", "as_text", "first_clauses", "heavy_rows", "lines", "rows"]

MOST_LINES = 10
"""Lines before the table; more is not read."""

MOST_NAMED = 3
"""Runs, findings and files that are named one by one."""

RECENT_WEEKS = 4
"""[weeks] Shown next to each other."""

LONGEST_REASON = 150
"""[characters] A reason is cut off here; the run's own report has all of it."""

LONGEST_EXAMPLE = 300
"""[characters] Likewise for a file that could not be read, and its reason; the section below names all of it."""

MOST_HTML_ROWS = 60
"""Rows of the table in a notebook; the latest ones."""

SECONDS_PER_HOUR = 3600.0
"""[s/h]"""

WHOLE_HOURS_FROM_S = 36_000.0
"""[s] Time moved is told to the hour from here on, to the second below."""

FROM_THE_START, HARD_DAY = "from the start", "a hard day for you"
"""What stands in place of a cause where only the runner's own past tells that a run was heavy."""

NOT_READ = "Could not be read"
"""Title of the section that names every such file."""

HEADER = ("start (UTC)", "km", "time", "min/km", "bpm", "steps/min", "heavy legs", "cause", "found", "file")
"""Columns of the table."""

TEXT_COLUMNS = frozenset({0, 7, 8, 9})
"""Columns set flush left."""


def as_text(report: FolderReport) -> str:
    """The ten lines and the table."""
    cells = (HEADER, *rows(report))
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    aligned = [
        "  ".join(_aligned(cell, width, place) for place, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    table_text = "\n".join(line.rstrip() for line in aligned) if len(cells) > 1 else ""
    unread = section_text(NOT_READ, errors) if (errors := _errors(report)) else ""
    parts = ["\n".join(lines(report)), table_text, unread, *section_texts(report.history)]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(report: FolderReport, *, level: int = 3) -> str:
    """The same for a notebook; every text is escaped.

    Parameters
    ----------
    report : FolderReport
    level : int
        Of the heading that the first line is: 1 on a page of its own, which has a row for every run.
    """
    head, *rest = lines(report)
    every, is_heavy = rows(report), heavy_rows(report)
    first = 0 if level == 1 else max(len(every) - MOST_HTML_ROWS, 0)
    shown = every[first:]
    heavy = frozenset(place for place, marked in enumerate(is_heavy[first:]) if marked)
    parts = [f'<h{level} class="verdict">{escape(head)}</h{level}>', *(f"<p>{escape(line)}</p>" for line in rest)]
    if shown:
        title = "Runs" if not first else f"The last {len(shown)} runs"
        runs_table = table(HEADER, shown, text_columns=TEXT_COLUMNS, marked=heavy, kind="runs", caption=title)
        parts.append(f"<details open><summary>{title}</summary>{runs_table}</details>")
    parts += [section_list(NOT_READ, errors)] if (errors := _errors(report)) else []
    parts += section_lists(report.history)
    return f'<style>{STYLE}</style><div class="legcheck wide">{"".join(parts)}</div>'


def lines(report: FolderReport) -> tuple[str, ...]:
    """What matters, most important first, at most ten lines; where they do not suffice, the heaviest runs give way: the table has them."""
    recorded, titles = _runs(report), _titles(report)
    once = tuple(outcome.to_summary() for outcome in recorded if not outcome.reason)
    days = _days(report)
    above = [
        _extent(tuple(outcome.to_summary() for outcome in recorded), len(once), days),
        *_heavy(once),
        *_not_read(_errors(report)),
        *found_lines(report.history.findings)[:MOST_NAMED],
        *_found(once, titles, report.history.traits),
    ]
    below = [*_recent(report.history.week_list()), *_other_files(report)]
    room = MOST_LINES - 1 - len(above) - len(below)
    told = [*above, *_strongest(once, days)[:room], *below, *_not_judged(once, titles)]
    return (*told[: MOST_LINES - 1], SAFETY)


def _runs(report: FolderReport) -> tuple[Outcome, ...]:
    """By start time. A lesser part of an activity has its reason: the verdict of the whole is told once, at its main part."""
    return tuple(outcome for outcome in report.light() if outcome.kind == "run")


def rows(report: FolderReport) -> tuple[tuple[str, ...], ...]:
    """A row of cells per run, by start time."""
    titles, traits = _titles(report), report.history.traits
    return tuple(_row(outcome.to_summary(), outcome.reason, titles, traits) for outcome in _runs(report))


def heavy_rows(report: FolderReport) -> tuple[bool, ...]:
    """Of each of :func:`rows`, whether it is told as heavy."""
    return tuple(not run.reason and run.summary["heavy_legs_status"] == "found" for run in _runs(report))


def _row(run: ActivitySummary, part: str, titles: dict[str, str], traits: frozenset[str]) -> tuple[str, ...]:
    numbers = run.number
    found = sorted(name for name, status in run.statuses.items() if status == "found" and name not in traits)
    return (
        f"{run.start_time:%Y-%m-%d %H:%M}" if run.start_time else "—",
        "—" if math.isnan(numbers("distance_m")) else f"{numbers('distance_m') / 1000:.2f}",
        duration(numbers("moving_s")),
        pace(numbers("speed_mps")),
        _whole(numbers("heart_rate_bpm")),
        _whole(numbers("cadence_spm")),
        "" if part else _whole(run.heavy_legs_score),
        part or (_why(run) if run.heavy_legs_status == "found" else ""),
        ", ".join(titles[name] for name in found),
        printable(run.path),
    )


def _why(run: ActivitySummary) -> str:
    """Cause of heavy legs, or where they lay when nothing in the run itself tells it."""
    if run.cause:
        return cause_name(run.cause)
    return FROM_THE_START if run.statuses.get("heavy_from_start") == "found" else HARD_DAY


def _aligned(cell: str, width: int, place: int) -> str:
    return cell.ljust(width) if place in TEXT_COLUMNS else cell.rjust(width)


def _whole(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.0f}"


def _titles(report: FolderReport) -> dict[str, str]:
    """Finding id to the name people read."""
    return {
        finding["id"]: printable(finding["title"])
        for item in report.outcomes
        if item.kind == "run"
        for finding in item.report["findings"]
    }


def _days(report: FolderReport) -> Mapping[datetime, date]:
    """The calendar day of each start on the runner's clock."""
    known = tuple(outcome.to_summary() for outcome in report.light() if outcome.summary)
    pairs = zip(known, local_days(known, known), strict=True)
    return {run.start_time: day for run, day in pairs if run.start_time is not None and day is not None}


def _extent(runs: tuple[ActivitySummary, ...], activities: int, days: Mapping[datetime, date]) -> str:
    if not runs:
        return "No runs found."
    seen = sorted({days[run.start_time] for run in runs if run.start_time is not None})
    when = f", {seen[0]}" + (f" to {seen[-1]}" if len(seen) > 1 else "") if seen else ""
    km, moving_s = _total(runs, "distance_m") / 1000, _total(runs, "moving_s")
    moving = f"{moving_s / SECONDS_PER_HOUR:,.0f} h" if moving_s >= WHOLE_HOURS_FROM_S else duration(moving_s)
    parted = f" in {len(runs):,} recordings" if activities < len(runs) else ""
    return f"{count_of(activities, 'run')}{parted}{when}: {km:,.0f} km in {moving} of moving."


def _heavy(runs: tuple[ActivitySummary, ...]) -> list[str]:
    judged = [run for run in runs if run.heavy_legs_status != "not_assessed"]
    if not judged:
        in_them = "" if len(runs) == 1 else " in any of them"
        return [f"Heavy legs could not be judged{in_them}."] if runs else []
    heavy = [run for run in judged if run.heavy_legs_status == "found"]
    why = f": {_listed(Counter(map(_why, heavy)))}" if heavy else ""
    share = percent(len(heavy) / len(judged))
    return [f"Heavy legs in {len(heavy)} of the {len(judged)} that could be judged ({share}){why}."]


def _found(runs: tuple[ActivitySummary, ...], titles: dict[str, str], traits: frozenset[str]) -> list[str]:
    """What runs have in common beyond the runner's traits, which are no news."""
    counts = Counter(
        titles[name] for run in runs for name, status in run.statuses.items() if status == "found" and name not in traits
    )
    return [f"Found most often: {_listed(counts)}."] if counts else []


def _strongest(runs: tuple[ActivitySummary, ...], days: Mapping[datetime, date]) -> list[str]:
    heavy = [run for run in runs if run.heavy_legs_status == "found"]
    heavy.sort(key=lambda run: (-run.heavy_legs_score, -run.heavy_legs_confidence, run.path))
    return [f"Heaviest: {_brief(run, days)}" for run in heavy[:MOST_NAMED]]


def _brief(run: ActivitySummary, days: Mapping[datetime, date]) -> str:
    day = f"{days[run.start_time]}, " if run.start_time else ""
    score = f"{run.heavy_legs_score:.0f}/100 (confidence {run.heavy_legs_confidence:.2f})"
    why = cause_name(run.cause) if run.cause else first_clauses(run.reason, LONGEST_REASON)
    return printable(f"{day}{score}, {run.path}: {why}")


def first_clauses(text: str, longest: int) -> str:
    """As many whole clauses of a reason as there is room for.

    Examples
    --------
    >>> first_clauses("minutes 3 to 12: +12 bpm (6, 18), as on no other day; slept 5.5 h, 6.9 h is usual", 75)
    'minutes 3 to 12: +12 bpm (6, 18), as on no other day ...'
    >>> first_clauses("heart rate +12 bpm (6, 18), as on no other day", 40)
    'heart rate +12 bpm (6, 18) ...'
    """
    if len(text) <= longest:
        return text
    for mark in (";", ","):
        ends = [found.start() for found in re.finditer(f"{mark} ", text[:longest])]
        whole = [text[:end] for end in ends if text.count("(", 0, end) == text.count(")", 0, end)]
        if whole:
            return f"{whole[-1]} ..."
    return shorten(text, longest, placeholder=" ...")


def _recent(weeks: tuple[Week, ...]) -> list[str]:
    if len(weeks) < 2:
        return []
    shown = [f"{week.distance_m / 1000:.0f} km ({count_of(week.runs, 'run')})" for week in weeks[-RECENT_WEEKS:]]
    return [f"Last {len(shown)} weeks: {', '.join(shown)}."]


def _not_judged(runs: tuple[ActivitySummary, ...], titles: dict[str, str]) -> list[str]:
    counts = Counter(titles[name] for run in runs for name, status in run.statuses.items() if status == "not_assessed")
    return [f"Not judged (too short, too few earlier runs, or not recorded): {_listed(counts)}."] if counts else []


def _errors(report: FolderReport) -> tuple[str, ...]:
    """Every file that could not be read, and why."""
    return tuple(printable(f"{outcome.path}: {outcome.reason}") for outcome in report.light() if outcome.kind == "error")


def _not_read(errors: tuple[str, ...]) -> list[str]:
    told = f"{count_of(len(errors), 'file')} could not be read{', such as' if len(errors) > 1 else ':'}"
    return [f"{told} {first_clauses(errors[0], LONGEST_EXAMPLE)}"] if errors else []


def _other_files(report: FolderReport) -> list[str]:
    counts = report.counts()
    said = (
        ("not_a_run", "no run"),
        ("not_an_activity", "no activity"),
        ("duplicate", "the same as another"),
        ("ignored", "of another format"),
    )
    told = [f"{counts[kind]} {words}" for kind, words in said if counts[kind]]
    diaries = [item.path for item in report.light() if item.kind == "ignored" and item.reason == UNREAD_DIARY]
    unread = f" {printable(diaries[0])}: {UNREAD_DIARY}." if diaries and report.history.judged is not None else ""
    return [f"Other files: {', '.join(told)}.{unread}"] if told else []


def _total(runs: tuple[ActivitySummary, ...], name: str) -> float:
    return math.fsum(run.number(name) for run in runs if not math.isnan(run.number(name)))


def _listed(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({count})" for name, count in ordered[:MOST_NAMED])
