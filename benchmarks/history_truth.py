"""What ought to be said of each run and each history, from what was planned, without looking at any recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from history_cells import CELLS

from legcheck.core import FloatArray
from legcheck.synth import SyntheticHistory
from legcheck.synth.planned import PlannedActivity

__all__ = ["EVEN", "EXPECTED_OVER_TIME", "HARDLY_EASY", "RUN_TRUTHS", "expected_over_time", "run_truths"]

Truth = bool | None
"""To be found, not to be found, or too close to call."""

HARDLY_EASY = "hardly any easy running"

EXPECTED_OVER_TIME: Mapping[str, tuple[str, ...]] = {
    "pattern": ("heavy weeks, half of the runs, +6 %", "heavy weeks, seven of ten runs, +8 %"),
    "what_precedes_heavy_runs": ("strength before runs, +6 %", "heavy after short nights"),
    "efficiency_drop": ("new shoes that cost 5 %", "five kilograms more"),
    "rest_days": ("no rest days",),
    "intensity_split": (HARDLY_EASY,),
    "reproducible_onset": ("fades at minute 42",),
    "weight_trend": ("five kilograms more",),
    "resting_heart_rate": ("resting heart rate up",),
    "heart_rate_faults": (
        "sensor 30 bpm too high in single runs",
        "sensor 40 bpm too high in single runs",
        "sensor 30 bpm too low in single runs",
    ),
}
"""Which findings over a whole history each kind is made for."""

EVEN = ("even training", "even training, days as in a laboratory")

CLEAR_OVER_TIME: Mapping[str, tuple[str, ...]] = {
    "pattern": (*EVEN, "one heavy run", "scattered heavy runs, heart rate +6 %", "heat wave"),
    "reproducible_onset": (*EVEN, "fades at any minute"),
    "efficiency_drop": (*EVEN, "heat wave"),
    "shoe_distance": (),
    "cadence_trait": (),
}
"""Where not all of even training, or more than that, ought to stay clear; shoes do wear in eighteen weeks, and some runners
do step slowly."""

MONTH_DAYS, WEEK_DAYS = 30, 7


def expected_over_time(finding: str, cell: int) -> Truth:
    """Whether a finding over the whole history is due for a kind of history."""
    name = CELLS[cell].name
    if name in EXPECTED_OVER_TIME.get(finding, ()):
        return True
    return False if name in CLEAR_OVER_TIME.get(finding, EVEN) else None


def run_truths(made: SyntheticHistory) -> list[dict[str, Truth]]:
    """For every run of a history: what each finding about it ought to be."""
    runs = [item for item in made.activities if item.is_run]
    day = np.array([item.day for item in runs])
    metres = np.array([item.truth.distance_m for item in runs])
    told = {name: judge(made.activities, runs, day, metres) for name, judge in RUN_TRUTHS.items()}
    return [{name: values[place] for name, values in told.items()} for place in range(len(runs))]


Activities = Sequence[PlannedActivity]


def _heavy(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    sizes = [item.truth.cost + item.truth.slow for item in runs]
    return [True if item.truth.heavy else False if size < 0.01 else None for item, size in zip(runs, sizes, strict=True)]


def _spike(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    longest = [metres[(day < now) & (day >= now - MONTH_DAYS)].max(initial=0.0) for now in day]
    ratios = [own / before if before else np.nan for own, before in zip(metres, longest, strict=True)]
    return [_between(ratio, 1.05, 1.13) if own >= MONTH_DAYS else None for ratio, own in zip(ratios, day, strict=True)]


def _ramp(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    """A week on the calendar against the three before it; after days off more is no ramp but a return."""
    now = np.array([metres[(day <= own) & (day > own - WEEK_DAYS)].sum() for own in day])
    before = np.array([metres[(day <= own - WEEK_DAYS) & (day > own - 4 * WEEK_DAYS)].sum() / 3.0 for own in day])
    ratio = np.divide(now, before, out=np.full(len(now), np.nan), where=(before > 0) & (day >= 4 * WEEK_DAYS))
    gap = np.diff(day, prepend=day[0])
    rested = [gap[(day <= own) & (day > own - 4 * WEEK_DAYS)].max(initial=0) > WEEK_DAYS - 1 for own in day]
    return [None if off else _between(value, 1.2, 1.4) for value, off in zip(ratio, rested, strict=True)]


def _hard(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    is_hard = np.array([item.truth.kind == "intervals" for item in runs])
    unclear = np.array([item.truth.kind in {"steady", "tempo"} for item in runs])
    told: list[Truth] = []
    for own, hard, steady in zip(day, is_hard, unclear, strict=True):
        near = (day < own) & (day >= own - 1)
        told.append(None if steady or unclear[near].any() else bool(hard and is_hard[near].any()))
    return told


def _long(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    is_long = np.array([item.truth.kind == "long" for item in runs])
    told: list[Truth] = []
    for own, long, far in zip(day, is_long, metres, strict=True):
        month, near = (day < own) & (day >= own - MONTH_DAYS), (day < own) & (day >= own - 2)
        longest = max(metres[month].max(initial=0.0), far)
        planted = bool(long and (is_long & near & (day == own - 1)).any())
        close = min(far, metres[near].max(initial=0.0)) / longest > 0.65
        told.append(True if planted else None if close else False)
    return told


def _strength(activities: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    lifted = np.array([item.day for item in activities if item.truth.kind == "strength"])
    since = [own - lifted[lifted <= own].max() if (lifted <= own).any() else np.inf for own in day]
    return [True if days == 1 else False if days > 3 else None for days in since]


def _layoff(activities: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    gap = np.diff(day, prepend=day[0])
    told: list[Truth] = []
    for own, days in zip(day, gap, strict=True):
        recent = gap[(day <= own) & (day > own - 42)].max(initial=0)
        told.append(True if days >= 21 else False if recent <= 6 else None)
    return told


def _between(value: float, low: float, high: float) -> Truth:
    return None if np.isnan(value) or low <= value <= high else bool(value > high)


def _wrong_sensor(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    """Due where the sensor reads 30 bpm or more too much or too little; one that shows the steps may be near the heart's own rate."""
    return [_over(abs(_sensor_error_bpm(item)), 25.0) for item in runs]


def _sensor_error_bpm(item: PlannedActivity) -> float:
    own = item.settings["runner"].heart_rate_at(item.settings["speed_mps"])
    shown = item.settings["heart_rate_bpm"]
    return shown - own if np.isinf(item.truth.sensor_bpm) else item.truth.sensor_bpm


def _more_drift(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    return [_over(item.truth.drift_bpm_per_h, 8.0) if not item.truth.sensor_bpm else None for item in runs]


def _other_steps(_: Activities, runs: Activities, day: FloatArray, metres: FloatArray) -> list[Truth]:
    return [_over(abs(item.truth.cadence_spm), 5.0) for item in runs]


def _over(size: float, enough: float) -> Truth:
    """Due from a size on, not due without any, too close to call between."""
    return bool(size >= enough) if size >= enough or size == 0.0 else None


RUN_TRUTHS: Mapping[str, Callable[[Activities, Activities, FloatArray, FloatArray], list[Truth]]] = {
    "heavy_legs": _heavy,
    "heavy_from_start": _heavy,
    "session_spike": _spike,
    "load_ramp": _ramp,
    "hard_days_back_to_back": _hard,
    "long_runs_back_to_back": _long,
    "strength_before_run": _strength,
    "return_after_layoff": _layoff,
    "heart_rate_implausible": _wrong_sensor,
    "drift_against_own": _more_drift,
    "cadence_change": _other_steps,
}
"""How each finding about a run in the light of its past follows from the plan."""
