"""The tables of the page on weeks and months, from outcomes to Markdown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

from evaluation_tables import FOUND, score_with_alarms, share, table
from history_cells import CELLS
from history_truth import EVEN, HARDLY_EASY, RUN_TRUTHS, expected_over_time

if TYPE_CHECKING:
    from evaluate_history import HistoryOutcome, RunOutcome

__all__ = ["page", "pattern_right"]

INTRODUCTION = (
    "How often legcheck is right about what only weeks and months show. Every history is eighteen weeks of another runner, three to five "
    "runs a week with one hard and one long, some rides, a season's temperatures, and heart rate at a speed that varies from day to day "
    "by 1.5 to 2.5 % (SD), in some by the 1.1 to 1.4 % of a laboratory. Every run is made second by second and goes through the whole of legcheck; "
    "nothing the runner says is used unless it is said so. No number was set on these runners. Made by "
    "`python benchmarks/evaluate_history.py`."
)

HEAVY_TEXT = (
    "Planted: heart rate at a speed up, or speed at a heart rate down, in single runs scattered over the weeks. A run counts once "
    "there are enough earlier ones to compare it with. How much can be found at all depends on how much an ordinary day varies: 6 % is "
    "three standard deviations of days that vary by 2 %. One line serves all runners, so fewer ordinary runs of even ones lie above it; one column "
    "tells what would be found with a line of 2 % false alarms for each kind. The best possible is what would be found at 2 % false alarms if the runner's "
    "normal were known without any error: with only the chance of the day left, and with the restlessness of heart rate and speed within the run as well, "
    "which leaves the mean of two stretches with an error of 1 % (measured on histories that numbers may be set on). A speed that is 6 % "
    "lower at the same heart rate is about 4 % of heart rate."
)

HEAVY_KINDS = (("heart rate +4 %", 0.04), ("heart rate +6 %", 0.06), ("heart rate +10 %", 0.10), ("speed -6 %", 0.0))

PAST_TEXT = (
    "Found where it is due, and where it is not. What is due follows from the plan alone; runs too close to call are left out. "
    "Elsewhere: in histories with something else planted."
)

RATES = (
    ("1.1 to 1.4 %, as in a laboratory", 0.0, 0.0145),
    ("1.5 to 2 %", 0.0145, 0.020),
    ("2 to 2.5 %", 0.020, 1.0),
)
"""Day-to-day variation of heart rate at a speed."""

WITHIN_RUN_SD = 0.010
"""[-] Error of a run's heart rate at equal speed, mean of minutes 3 to 12 and 10 to 40, beside the day: 1.45 bpm of 145."""

ALLOWED = 0.02
"""[-] Share of false alarms at which the best possible is told."""


def page(outcomes: Sequence[HistoryOutcome], real: str) -> str:
    """The whole page."""
    runs = sum(len(item.runs) for item in outcomes)
    parts = (
        "# Evaluation: weeks and months",
        INTRODUCTION,
        f"{len(outcomes)} histories, {runs:,} runs; {len(_clean(outcomes))} of the histories hold even training and nothing else.",
        "## Heavy from the first kilometre",
        HEAVY_TEXT,
        _heavy_from_start(outcomes),
        "## One run in the light of its past",
        PAST_TEXT,
        _past(outcomes),
        "## The whole history",
        _over_time(outcomes),
        _split_measured(outcomes),
        "## One bad day, or a pattern",
        _pattern(outcomes),
        *([real] if real else []),
    )
    return "\n\n".join(parts) + "\n"


def _judged(outcomes: Iterable[HistoryOutcome], finding: str, wanted: Callable[[RunOutcome], bool]) -> tuple[int, int, int]:
    """Found, judged, not assessed among the runs that are wanted."""
    said = [run.statuses[finding] for item in outcomes for run in item.runs if finding in run.statuses and wanted(run)]
    judged = [status for status in said if status != "not_assessed"]
    return judged.count(FOUND), len(judged), len(said) - len(judged)


def _due(finding: str, *, due: bool) -> Callable[[RunOutcome], bool]:
    return lambda run: run.truths[finding] is due


def _clean(outcomes: Sequence[HistoryOutcome]) -> list[HistoryOutcome]:
    return [item for item in outcomes if CELLS[item.cell].is_clean]


def _heavy_from_start(outcomes: Sequence[HistoryOutcome]) -> str:
    rows = []
    for kind, size in HEAVY_KINDS:
        chosen = [item for item in outcomes if CELLS[item.cell].name.startswith(f"scattered heavy runs, {kind}")]
        rows += _heavy_rows(kind, chosen, due=True, size=size, clean=_clean(outcomes))
    rows += _heavy_rows("nothing (false alarms)", _clean(outcomes), due=False)
    hot = [item for item in outcomes if CELLS[item.cell].name == "heat wave"]
    rows += _heavy_rows("two weeks 14 degrees above the season (false alarms)", hot, due=False)[:1]
    head = (
        "planted",
        "runs judged",
        "`heavy_from_start` found (Wilson 95 %)",
        "headline found",
        "`heavy_from_start` with its line at 2 % false alarms",
        "best possible, chance of the day",
        "and of the run",
    )
    return table(head, rows)


def _heavy_rows(
    name: str, outcomes: Sequence[HistoryOutcome], *, due: bool, size: float = 0.0, clean: Sequence[HistoryOutcome] = ()
) -> list[tuple[str, ...]]:
    """All together, and by how much days vary where they were drawn from the whole range."""
    rows = [_heavy_row(name, outcomes, due=due, size=0.0, clean=clean)]
    parts = [(told, *(_varying(some, low, high) for some in (outcomes, clean))) for told, low, high in RATES]
    if all(chosen for _, chosen, _ in parts):
        rows += [_heavy_row(f"... days vary by {told}", chosen, due=due, size=size, clean=even) for told, chosen, even in parts]
    return rows


def _varying(outcomes: Sequence[HistoryOutcome], low: float, high: float) -> list[HistoryOutcome]:
    return [item for item in outcomes if low <= item.day_sd < high]


def _heavy_row(
    name: str, outcomes: Sequence[HistoryOutcome], *, due: bool, size: float, clean: Sequence[HistoryOutcome]
) -> tuple[str, ...]:
    wanted = _due("heavy_from_start", due=due)
    hits, judged, _ = _judged(outcomes, "heavy_from_start", wanted)
    found, known, _ = _judged(
        outcomes, "heavy_legs", lambda run: wanted(run) and run.statuses["heavy_from_start"] != "not_assessed"
    )
    best = (_best(outcomes, size, error) if size else "" for error in (0.0, WITHIN_RUN_SD))
    return name, str(judged), share(hits, judged), share(found, known), _at_allowed(outcomes, clean), *best


def _at_allowed(outcomes: Sequence[HistoryOutcome], clean: Sequence[HistoryOutcome]) -> str:
    """Share found where the line is drawn so that 2 % of ordinary runs of such runners lie above it."""
    due, ordinary = (_start_scores(chosen, due=due) for chosen, due in ((outcomes, True), (clean, False)))
    if not ordinary:
        return ""
    level = score_with_alarms(ordinary, int(ALLOWED * len(ordinary)))
    return share(sum(score > level for score in due), len(due))


def _start_scores(outcomes: Sequence[HistoryOutcome], *, due: bool) -> list[float]:
    runs = (run for item in outcomes for run in item.runs if run.truths["heavy_from_start"] is due)
    return [run.start_score for run in runs if not math.isnan(run.start_score)]


def _best(outcomes: Sequence[HistoryOutcome], size: float, error: float) -> str:
    """What would be found, at 2 % false alarms, by someone who knows everything but the day's chance and an error of the run."""
    normal = NormalDist()
    each = [1.0 - normal.cdf(normal.inv_cdf(1.0 - ALLOWED) - size / math.hypot(item.day_sd, error)) for item in outcomes]
    return f"{100.0 * sum(each) / len(each):.0f} %"


def _past(outcomes: Sequence[HistoryOutcome]) -> str:
    clean = _clean(outcomes)
    others = [item for item in outcomes if not CELLS[item.cell].is_clean]
    rows = []
    for name in RUN_TRUTHS:
        cells = [
            _judged(chosen, name, _due(name, due=due)) for chosen, due in ((outcomes, True), (clean, False), (others, False))
        ]
        rows.append((f"`{name}`", *(f"{share(hits, judged)} of {judged:,}" for hits, judged, _ in cells), f"{cells[0][2]}"))
    head = ("finding", "where it is due", "even training", "elsewhere", "due, but not assessed")
    return table(head, rows)


def _over_time(outcomes: Sequence[HistoryOutcome]) -> str:
    rows = []
    for name in sorted({name for item in outcomes for name in item.over_time}):
        due = [item.over_time[name] for item in outcomes if expected_over_time(name, item.cell) is True]
        calm = [item.over_time[name] for item in outcomes if expected_over_time(name, item.cell) is False]
        found = (share(said.count(FOUND), len(said)) + f" of {len(said)}" if said else "-" for said in (due, calm))
        silent = (f"{said.count('not_assessed')} of {len(said)}" if said else "-" for said in (due, calm))
        rows.append((f"`{name}`", *found, *silent))
    head = ("finding", "where it is due", "where it is not", "due, but not assessed", "not due, not assessed")
    return table(head, rows)


def _split_measured(outcomes: Sequence[HistoryOutcome]) -> str:
    """The split of intensity once thresholds are known, which other runners' shares of the maximum leave open."""
    told = []
    for names in ((HARDLY_EASY,), EVEN):
        said = [item.split_measured for item in outcomes if CELLS[item.cell].name in names]
        counts = f"found in {said.count(FOUND)}, clear in {said.count('clear')}, left open in {said.count('not_assessed')} of {len(said)}"
        told.append(f"{names[0]}: {counts}")
    return (
        "`intensity_split` mostly leaves the question open: where other runners have their first threshold is known to 8 bpm only, and a whole "
        f"training may lie in that band. With measured thresholds given, themselves known to 5 bpm: {'; '.join(told)}."
    )


def pattern_right(item: HistoryOutcome, *, rated: bool) -> bool | None:
    """Whether the answer on a pattern is right; None where nothing was planted that it should tell from another thing."""
    due = expected_over_time("pattern", item.cell)
    said = (item.over_time_rated if rated else item.over_time).get("pattern")
    return None if due is None or said is None else (said == FOUND) is due


def _pattern(outcomes: Sequence[HistoryOutcome]) -> str:
    rows = []
    for number, cell in enumerate(CELLS):
        chosen = [item for item in outcomes if item.cell == number]
        if chosen and expected_over_time("pattern", number) is not None:
            due = "a pattern" if expected_over_time("pattern", number) else "none"
            possible = f"{sum(item.is_possible for item in chosen)} of {len(chosen)}"
            rows.append((cell.name, due, *(_right(chosen, rated=rated) for rated in (False, True)), possible))
    rows.append(("all of these", "", *(_right(outcomes, rated=rated) for rated in (False, True)), ""))
    head = ("histories", "truth", "`pattern` right (Wilson 95 %)", "right with feel and effort", "called possible only")
    return table(head, rows)


def _right(outcomes: Sequence[HistoryOutcome], *, rated: bool) -> str:
    known = [right for item in outcomes if (right := pattern_right(item, rated=rated)) is not None]
    return f"{share(sum(known), len(known))} of {len(known)}"
