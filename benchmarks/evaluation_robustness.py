"""Does a verdict hold when the same run is recorded worse? Planted runs judged twice, before and after.

The run stays the same, only its recording changes: records lost, distance out by 3 %, smart recording, no running dynamics, or
the detour over a GPX file. What both recordings allow to be judged should come out alike.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from evaluation_cells import CELLS, make
from evaluation_tables import FOUND, share, table

from legcheck import analyze, synth
from legcheck.core import Activity, Athlete, Columns, Totals
from legcheck.report import Report

__all__ = ["ROBUSTNESS_SEED", "VERDICTS", "WAYS", "Comparison", "comparisons", "jobs", "section"]

ROBUSTNESS_SEED = 7_000_000
"""First seed of these runs; no other part of the evaluation uses them."""

VERDICTS = ("late_fade", "heart_rate_drift", "low_cadence", "overstriding", "contact_time_drift")
"""What is held against each other, besides the first cause."""

LOST_FRACTION = 0.10
"""[-] Records left out, each for itself at random."""

BIAS = 0.03
"""[-] Error of distance and speed; watches differ by 3-6 % on one course."""

NEAR_LOW, NEAR_HIGH = 25.0, 75.0
"""[score] Between these a verdict is near its line, which is at 50."""

SURE = 0.6
"""[-] A first cause below this probability is a guess with a strong rival."""

DYNAMICS = frozenset(
    {"step_length_m", "contact_time_ms", "contact_balance_left_pct", "vertical_oscillation_mm", "vertical_ratio_pct"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One run before and after one change of its recording.

    Attributes
    ----------
    way : str
        Key of :data:`WAYS`.
    before, after : dict of str to bool
        Whether each verdict was found, for those judged both times.
    scores : dict of str to float
        Scores before.
    unjudged : tuple of str
        Verdicts given before that the changed recording does not allow.
    causes : tuple of (str, str) or None
        First cause before and after; None where one of the two is not judged.
    probability : float
        Of the first cause, before.
    """

    way: str
    before: dict[str, bool]
    after: dict[str, bool]
    scores: dict[str, float]
    unjudged: tuple[str, ...]
    causes: tuple[str, str] | None
    probability: float


# Ways to record a run worse ----------------------------------------------------------------------------------------------


def _with_losses(made: synth.SyntheticRun) -> Report:
    activity = made.activity
    kept = np.random.default_rng([made.recipe.seed, 10]).random(len(activity)) >= LOST_FRACTION
    kept[[0, -1]] = True
    return analyze(replace(activity, channels=Columns({name: values[kept] for name, values in activity.channels.items()})))


def _scaled(factor: float) -> Callable[[synth.SyntheticRun], Report]:
    return lambda made: analyze(scaled(made.activity, factor))


def scaled(activity: Activity, factor: float) -> Activity:
    """The activity of a watch whose distance is out by ``factor``, in its records, laps and totals alike."""
    factors = {"distance_m": factor, "speed_mps": factor, "step_length_m": factor, "vertical_ratio_pct": 1.0 / factor}
    return replace(
        activity,
        channels=Columns({name: values * factors.get(name, 1.0) for name, values in activity.channels.items()}),
        totals=_scaled_totals(activity.totals, factor),
        laps=tuple(replace(lap, totals=_scaled_totals(lap.totals, factor)) for lap in activity.laps),
    )


def _scaled_totals(totals: Totals, factor: float) -> Totals:
    return totals if totals.distance_m is None else replace(totals, distance_m=totals.distance_m * factor)


def _smart(made: synth.SyntheticRun) -> Report:
    return analyze(synth.run(replace(made.recipe, smart_recording=True)).activity)


def _without_dynamics(made: synth.SyntheticRun) -> Report:
    kept = {name: values for name, values in made.activity.channels.items() if name not in DYNAMICS}
    return analyze(replace(made.activity, channels=Columns(kept)))


def _gpx(*, facts: bool) -> Callable[[synth.SyntheticRun], Report | None]:
    def again(made: synth.SyntheticRun) -> Report | None:
        if not made.activity.has("latitude_deg"):
            return None
        return analyze(made.gpx(), athlete=made.activity.athlete if facts else Athlete())

    return again


WAYS: dict[str, Callable[[synth.SyntheticRun], Report | None]] = {
    "10 % of records lost": _with_losses,
    "3 % too long": _scaled(1.0 + BIAS),
    "3 % too short": _scaled(1.0 - BIAS),
    "smart recording": _smart,
    "no running dynamics": _without_dynamics,
    "GPX": _gpx(facts=True),
    "GPX, runner unknown": _gpx(facts=False),
}
"""The ways; a run without positions cannot go through GPX."""


# Comparing ---------------------------------------------------------------------------------------------------------------


def jobs(runs_per_cell: int) -> list[tuple[int, int]]:
    """Cell and seed of every run."""
    return [(index, ROBUSTNESS_SEED + index * 1_000 + number) for index in range(len(CELLS)) for number in range(runs_per_cell)]


def comparisons(job: tuple[int, int]) -> list[Comparison]:
    """One run, judged as it is and in every way."""
    index, seed = job
    made = make(CELLS[index], seed)
    first = analyze(made.activity)
    again = ((way, judge(made)) for way, judge in WAYS.items())
    return [_compared(way, first, second) for way, second in again if second is not None]


def _compared(way: str, first: Report, second: Report) -> Comparison:
    judged = [{name: report[name] for name in VERDICTS if report[name].score is not None} for report in (first, second)]
    both = [name for name in VERDICTS if name in judged[0] and name in judged[1]]
    causes = [report.heavy_legs.causes for report in (first, second)]
    return Comparison(
        way=way,
        before={name: judged[0][name].status.value == FOUND for name in both},
        after={name: judged[1][name].status.value == FOUND for name in both},
        scores={name: judged[0][name].score or 0.0 for name in both},
        unjudged=tuple(name for name in judged[0] if name not in judged[1]),
        causes=(causes[0][0].id, causes[1][0].id) if all(causes) else None,
        probability=causes[0][0].probability if causes[0] else math.nan,
    )


# The section -------------------------------------------------------------------------------------------------------------


def section(results: Iterable[Sequence[Comparison]]) -> str:
    """The section of the page."""
    listed = [result for run in results for result in run]
    by_way = {way: [result for result in listed if result.way == way] for way in WAYS}
    runs = max(map(len, by_way.values()), default=0)
    parts = (
        "## Does a verdict hold when the recording is worse?",
        _introduction(runs),
        _shares(by_way),
        "Which ones change: verdicts lost (−) and new (+), of the runs judged both times.",
        _changes(by_way),
        _nearness(listed),
    )
    return "\n\n".join(parts)


def _introduction(runs: int) -> str:
    return (
        f"{runs:,} runs of all the kinds above, with seeds of their own, judged a second time after their recording was made worse: "
        "a tenth of the records lost at random; distance and speed 3 % too long or too short; smart recording, with 1-8 s "
        "between records; running dynamics taken away; written as GPX and read again, with the runner's height and heart rates "
        "given by hand and without them. *Verdicts unchanged* means that the same ones of "
        f"{', '.join(f'`{name}`' for name in VERDICTS)} are found, as far as both recordings allow them to be judged; verdicts "
        "that the worse recording no longer allows are counted in the last column. Losing a tenth of the records at random leaves "
        "hardly a gap too long to bridge; a hole of minutes is another matter and is not tried here."
    )


def _shares(by_way: dict[str, list[Comparison]]) -> str:
    rows = []
    for way, results in by_way.items():
        with_cause = [result for result in results if result.causes is not None]
        same, same_cause = sum(map(_is_same, results)), sum(map(_has_same_cause, with_cause))
        both = sum(_is_same(result) and _has_same_cause(result) for result in with_cause)
        rows.append(
            (
                way,
                str(len(results)),
                share(same, len(results)),
                share(same_cause, len(with_cause)),
                share(both, len(with_cause)),
                str(sum(len(result.unjudged) for result in results)),
            )
        )
    head = ("recording", "runs", "verdicts unchanged (Wilson 95 %)", "first cause unchanged", "both", "no longer judged")
    return table(head, rows)


def _is_same(result: Comparison) -> bool:
    return result.before == result.after


def _has_same_cause(result: Comparison) -> bool:
    return result.causes is not None and result.causes[0] == result.causes[1]


def _changes(by_way: dict[str, list[Comparison]]) -> str:
    rows = [(f"`{name}`", *(_change(name, results) for results in by_way.values())) for name in VERDICTS]
    causes = [[result.causes for result in results if result.causes] for results in by_way.values()]
    named = [[pair for pair in pairs if pair[0] != "none"] for pairs in causes]
    for label, listed in (("first cause", causes), ("first cause, where one was named", named)):
        rows.append((label, *(f"{sum(one != two for one, two in pairs)} of {len(pairs)}" for pairs in listed)))
    return table(("verdict", *by_way), rows)


def _change(name: str, results: Sequence[Comparison]) -> str:
    judged = [(result.before[name], result.after[name]) for result in results if name in result.before]
    lost, new = judged.count((True, False)), judged.count((False, True))
    return f"−{lost} +{new} of {len(judged)}" if judged else "not judged"


def _nearness(listed: Sequence[Comparison]) -> str:
    scores = [r.scores[name] for r in listed for name in r.before if r.before[name] != r.after[name]]
    near = sum(NEAR_LOW <= score <= NEAR_HIGH for score in scores)
    changed = [result for result in listed if result.causes is not None and not _has_same_cause(result)]
    unsure = sum(result.probability < SURE for result in changed)
    swaps = Counter(result.causes for result in changed if result.causes).most_common(3)
    most = "; ".join(f"`{one}` to `{two}` ({count})" for (one, two), count in swaps)
    return (
        f"Of the {len(scores)} verdicts that changed, {near} had a score between {NEAR_LOW:.0f} and {NEAR_HIGH:.0f} before, near "
        f"the line at 50. Of the {len(changed)} first causes that changed, {unsure} had had a probability below "
        f"{100 * SURE:.0f} %" + (f"; most often {most}." if most else ".")
    )
