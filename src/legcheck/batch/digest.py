"""A folder in ten lines that matter, then a table: as text, and as an HTML fragment for notebooks."""

from __future__ import annotations

import math
from collections import Counter
from html import escape
from textwrap import shorten
from typing import TYPE_CHECKING

from legcheck.history import ActivitySummary, History, Week
from legcheck.history.words import found_lines, section_lists, section_texts
from legcheck.report.html import STYLE, table
from legcheck.report.wording import SAFETY, cause_name, duration, pace, percent, printable

if TYPE_CHECKING:
    from legcheck.batch.folder import FolderReport

__all__ = ["HEADER", "as_html", "as_text", "lines", "rows"]

MOST_LINES = 10
"""Lines before the table; more is not read."""

MOST_NAMED = 3
"""Runs, findings and files that are named one by one."""

RECENT_WEEKS = 4
"""[weeks] Shown next to each other."""

LONGEST_REASON = 150
"""[characters] A reason is cut off here; the run's own report has all of it."""

MOST_HTML_ROWS = 60
"""Rows of the table in a notebook; the latest ones."""

FROM_THE_START, HARD_DAY = "from the start", "a hard day for you"
"""What stands in place of a cause where only the runner's own past tells that a run was heavy."""

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
    parts = ["\n".join(lines(report)), table_text, "\n\n".join(section_texts(report.history))]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(report: FolderReport) -> str:
    """The same for a notebook; every text is escaped."""
    head, *rest = lines(report)
    shown, runs = rows(report)[-MOST_HTML_ROWS:], report.summaries()[-MOST_HTML_ROWS:]
    heavy = frozenset(place for place, run in enumerate(runs) if run.heavy_legs_status == "found")
    parts = [f'<p class="verdict">{escape(head)}</p>', *(f"<p>{escape(line)}</p>" for line in rest)]
    if shown:
        title = "Runs" if len(shown) == report.counts()["run"] else f"The last {len(shown)} runs"
        runs_table = table(HEADER, shown, text_columns=TEXT_COLUMNS, marked=heavy, kind="runs")
        parts.append(f"<details open><summary>{title}</summary>{runs_table}</details>")
    parts += section_lists(report.history)
    return f'<style>{STYLE}</style><div class="legcheck wide">{"".join(parts)}</div>'


def lines(report: FolderReport) -> tuple[str, ...]:
    """What matters, most important first, at most ten lines."""
    runs = report.summaries()
    once = _once(runs, report.history)
    told = [
        _extent(runs),
        *_heavy(once),
        *found_lines(report.history.findings)[:MOST_NAMED],
        *_found(once, _titles(report), report.history.traits),
        *_strongest(once),
        *_recent(report.history.week_list()),
    ]
    told += [*_not_judged(once, _titles(report)), *_other_files(report)]
    return (*told[: MOST_LINES - 1], SAFETY)


def _once(runs: tuple[ActivitySummary, ...], history: History) -> tuple[ActivitySummary, ...]:
    """The runs, an activity that was recorded in parts once: its parts all carry the verdict of the whole."""
    whole = {run.sha256 for run in history.summaries}
    return tuple(run for run in runs if run.sha256 in whole) if whole else runs


def rows(report: FolderReport) -> tuple[tuple[str, ...], ...]:
    """A row of cells per run, by start time."""
    titles = _titles(report)
    return tuple(_row(run, titles, report.history.traits) for run in report.summaries())


def _row(run: ActivitySummary, titles: dict[str, str], traits: frozenset[str]) -> tuple[str, ...]:
    numbers = run.number
    found = sorted(name for name, status in run.statuses.items() if status == "found" and name not in traits)
    return (
        f"{run.start_time:%Y-%m-%d %H:%M}" if run.start_time else "—",
        "—" if math.isnan(numbers("distance_m")) else f"{numbers('distance_m') / 1000:.2f}",
        duration(numbers("moving_s")),
        pace(numbers("speed_mps")),
        _whole(numbers("heart_rate_bpm")),
        _whole(numbers("cadence_spm")),
        _whole(run.heavy_legs_score),
        _why(run) if run.heavy_legs_status == "found" else "",
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


def _extent(runs: tuple[ActivitySummary, ...]) -> str:
    if not runs:
        return "No runs found."
    starts = [run.start_time for run in runs if run.start_time is not None]
    days = sorted({f"{start:%Y-%m-%d}" for start in starts})
    when = f", {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""
    km, hours = _total(runs, "distance_m") / 1000, _total(runs, "moving_s") / 3600
    return f"{_count(len(runs), 'run')}{when}: {km:,.0f} km in {hours:,.0f} h of moving."


def _heavy(runs: tuple[ActivitySummary, ...]) -> list[str]:
    judged = [run for run in runs if run.heavy_legs_status != "not_assessed"]
    if not judged:
        return ["Heavy legs could not be judged in any of them."] if runs else []
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


def _strongest(runs: tuple[ActivitySummary, ...]) -> list[str]:
    heavy = [run for run in runs if run.heavy_legs_status == "found"]
    heavy.sort(key=lambda run: (-run.heavy_legs_score * run.heavy_legs_confidence, run.path))
    return [f"Heaviest: {_brief(run)}" for run in heavy[:MOST_NAMED]]


def _brief(run: ActivitySummary) -> str:
    day = f"{run.start_time:%Y-%m-%d}, " if run.start_time else ""
    score = f"{run.heavy_legs_score:.0f}/100 (confidence {run.heavy_legs_confidence:.2f})"
    why = cause_name(run.cause) if run.cause else shorten(run.reason, LONGEST_REASON, placeholder=" ...")
    return printable(f"{day}{score}, {run.path}: {why}")


def _recent(weeks: tuple[Week, ...]) -> list[str]:
    if len(weeks) < 2:
        return []
    shown = [f"{week.distance_m / 1000:.0f} km ({_count(week.runs, 'run')})" for week in weeks[-RECENT_WEEKS:]]
    return [f"Last {len(shown)} weeks: {', '.join(shown)}."]


def _not_judged(runs: tuple[ActivitySummary, ...], titles: dict[str, str]) -> list[str]:
    counts = Counter(titles[name] for run in runs for name, status in run.statuses.items() if status == "not_assessed")
    return [f"Could not be judged, for want of data: {_listed(counts)}."] if counts else []


def _other_files(report: FolderReport) -> list[str]:
    counts = report.counts()
    said = (
        ("not_a_run", "no run"),
        ("not_an_activity", "no activity"),
        ("duplicate", "the same as another"),
        ("ignored", "of another format"),
    )
    told = [f"{counts[kind]} {words}" for kind, words in said if counts[kind]]
    passed = [f"Other files: {', '.join(told)}."] if told else []
    errors = [outcome for outcome in report.outcomes if outcome.kind == "error"]
    if not errors:
        return passed
    example = printable(f"{errors[0].path}: {errors[0].reason}")
    return [f"{_count(len(errors), 'file')} could not be read{', such as' if len(errors) > 1 else ':'} {example}", *passed]


def _total(runs: tuple[ActivitySummary, ...], name: str) -> float:
    return math.fsum(run.number(name) for run in runs if not math.isnan(run.number(name)))


def _listed(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({count})" for name, count in ordered[:MOST_NAMED])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
