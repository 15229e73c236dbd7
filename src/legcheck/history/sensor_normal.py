"""What the heart has shown before at a run's speed, stretch by stretch, as long as no sensor was in doubt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from legcheck.core import FloatArray, IntArray
from legcheck.history.deviation import MIN_BASELINE_RUNS, Deviation
from legcheck.history.load import LimitsSoFar, RunnerLimits
from legcheck.history.sensor_model import normal_lines
from legcheck.history.timeline import Timeline
from legcheck.history.windows import Before
from legcheck.signals.load import heat_adjustment

__all__ = ["SHORT", "STRETCHES", "WHOLE", "Normal", "Stretch"]

NORMAL_DAYS, NORMAL_RUNS = 180.0, 45
"""[days], [runs] Older runs are not compared with, nor more than the latest so many."""

REACH = (0.2, 0.08)
"""[log m/s] How far below and above the earlier runs' speeds is still compared."""

LEAST_AHEAD, MOST_AHEAD = 16, 256
"""[runs] So many are held against the normal at once: few when it has just changed, as it may change again."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Names of the numbers of a stretch, and the stretch in words.

    Attributes
    ----------
    heart, speed, cadence : str
        As :meth:`ActivitySummary.number` knows them.
    words : str
    """

    heart: str
    speed: str
    cadence: str
    words: str


STRETCHES: Mapping[str, Stretch] = {
    "middle": Stretch("middle_heart_rate_bpm", "middle_speed_mps", "middle_cadence_spm", "minutes 10 to 40"),
    "early": Stretch("early_heart_rate_bpm", "early_speed_mps", "early_cadence_spm", "minutes 3 to 12"),
    "whole": Stretch("moving_heart_rate_bpm", "grade_adjusted_speed_mps", "cadence_spm", "the whole run"),
}
"""The stretches that are compared."""

SHORT, WHOLE = ("middle", "early"), "whole"
"""Where one of the former can be compared the whole run is not, which holds warm-up, stops and walking."""


class Normal:
    """Holds run after run against a normal from which runs can be taken away on the way.

    Parameters
    ----------
    timeline : Timeline
        As recorded.
    """

    def __init__(self, timeline: Timeline) -> None:
        warmth = timeline.column("temperature_c").tolist()
        heat = np.array([heat_adjustment(value).value if math.isfinite(value) else 0.0 for value in warmth])
        self._run, self._first, self._step = 0, 0, LEAST_AHEAD
        self._ahead: list[dict[str, Deviation]] = []
        self._before = Before.of(timeline, days=NORMAL_DAYS)
        self._resting_bpm = np.array([limits.resting_hr_bpm for limits in _limits_before(timeline)], dtype=np.float64)
        self._heart = {name: timeline.column(part.heart) - heat for name, part in STRETCHES.items()}
        self._believed = {name: values.copy() for name, values in self._heart.items()}
        self._speed = {name: _log(timeline.column(part.speed)) for name, part in STRETCHES.items()}

    def next(self) -> dict[str, Deviation]:
        """The next run against the runs before it, in the first stretches that can be compared. [bpm]"""
        if not self._ahead:
            self._look_ahead()
        self._run += 1
        return self._ahead.pop()

    def leave_out(self, run: int) -> None:
        """Take a run out of what comes next."""
        self._ahead, self._step = [], LEAST_AHEAD
        for values in self._believed.values():
            values[run] = np.nan

    def begin_with(self, runs: Sequence[int]) -> None:
        """Believe these after all, and nothing before them."""
        self._ahead, self._first = [], runs[0]
        for name, values in self._believed.items():
            values[runs] = self._heart[name][runs]

    def _look_ahead(self) -> None:
        """Hold the next runs against the normal as it is now, in the first stretches that can be compared; the next one comes last."""
        rows = np.arange(self._run, min(self._run + self._step, len(self._resting_bpm)))
        self._step = min(2 * self._step, MOST_AHEAD)
        ahead: list[dict[str, Deviation]] = [{} for _ in rows]
        for names in (SHORT, (WHOLE,)):
            left = [place for place, held in enumerate(ahead) if not any(item.is_usable for item in held.values())]
            for name in names if left else ():
                for place, deviation in zip(left, self._deviations(name, rows[left]), strict=True):
                    ahead[place][name] = deviation
        self._ahead = ahead[::-1]

    def _deviations(self, name: str, rows: IntArray) -> list[Deviation]:
        """One stretch of some runs against lines through the same stretch of earlier runs."""
        heart, speed = self._believed[name], self._speed[name]
        own, at = self._heart[name][rows], speed[rows]
        oldest = max(self._first, int(self._before.first[rows[0]]))
        inside = slice(oldest, int(rows[-1]))
        known = oldest + np.flatnonzero(np.isfinite(heart[inside] + speed[inside]))
        windows = self._before.latest(known, most=NORMAL_RUNS, rows=rows)
        x, y, there, count = windows.of(speed), windows.of(heart), windows.there, windows.count
        own = np.where(np.isfinite(own + at), own, math.nan)
        ready = np.isfinite(own) & (count >= MIN_BASELINE_RUNS)
        low, high = np.where(there, x, math.inf)[ready], np.where(there, x, -math.inf)[ready]
        covered = (low.min(axis=1) - REACH[0] <= at[ready]) & (at[ready] <= high.max(axis=1) + REACH[1])
        usable = np.flatnonzero(ready)[covered]
        expected, spread = np.full(len(rows), math.nan), np.full(len(rows), math.nan)
        expected[usable], spread[usable] = normal_lines(
            y[usable], x[usable], there[usable], at[usable], self._resting_bpm[rows[usable]]
        )
        columns = zip(own.tolist(), expected.tolist(), spread.tolist(), count.tolist(), strict=True)
        return [_deviation(*column) for column in columns]


def _deviation(own: float, expected: float, spread: float, count: int) -> Deviation:
    if math.isnan(own):
        return Deviation.missing("no heart rate at a known speed")
    if count < MIN_BASELINE_RUNS:
        return Deviation.missing(f"{count} earlier runs to compare with; needs {MIN_BASELINE_RUNS}", value=own)
    if math.isnan(expected):
        return Deviation.missing("outside what the earlier runs cover", value=own, runs=count)
    return Deviation(value=own, expected=expected, spread=spread, runs=count)


def _limits_before(timeline: Timeline) -> list[RunnerLimits]:
    """What was known of the limits before each run."""
    known = (LimitsSoFar(timeline.athlete).limits, *timeline.limits_then)
    return [known[place] for place in timeline.places.tolist()]


def _log(speed_mps: FloatArray) -> FloatArray:
    return np.log(np.where(speed_mps > 0.0, speed_mps, np.nan))
