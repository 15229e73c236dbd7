"""How likely a heart rate is on an ordinary, a heavy and an odd day, and from a sensor that reads wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.deviation import SLOPE_PRIOR_RUNS, Deviation
from legcheck.history.robust import PER_MAD
from legcheck.history.windows import middles

__all__ = ["PRIORS", "STEPS_SD", "log_odds", "normal_line", "normal_lines"]

PRIORS: Mapping[str, float] = {"ordinary": 0.845, "heavy": 0.08, "elsewhere": 0.04, "fault": 0.025, "steps": 0.01}
"""[share of runs] Believed beforehand: an ordinary day; a heavy or ill one; ground, wind, company or a wrong speed; a sensor that reads
wrong; one that shows the steps. Optical sensors err on a few runs of a hundred, straps on fewer; engineering values."""

HEAVY_MEAN, HEAVY_SD = 0.085, 0.03
"""[share of the expected heart rate] What an ill or very heavy day adds at a speed; 5 to 12 % covers most. Engineering values."""

ELSEWHERE_SD = 0.06
"""[share of the expected heart rate] Spread where the ground, wind or speed were not what they seemed; engineering value."""

FAULT_SD_BPM = 35.0
"""[bpm] Spread of a sensor that reads wrong; engineering value."""

STEPS_SD = 0.015
"""[share of the cadence] A sensor that shows the steps is this close to them over ten minutes; engineering value."""

DAY_SD_BPM = 5.0
"""[bpm] Of heart rate at a speed from day to day before the runner's own is known; as for the runner's normal."""

PRIOR_RUNS = 4.0
"""[runs] Weight of that against the runner's own scatter."""

ORDINARY_SD, ROUNDS = 2.5, 3
"""[SD], [-] Runs further off the line are left out of it; times it is drawn, after
which it moves no more."""


def log_odds(deviation: Deviation, cadence_spm: float) -> float:
    """Logarithm of the odds of a sensor fault."""
    off, spread, usual = deviation.difference, deviation.spread, deviation.expected
    heavy, elsewhere = math.hypot(HEAVY_SD * usual, spread), math.hypot(ELSEWHERE_SD * usual, spread)
    heart = (
        PRIORS["ordinary"] * _density(off, spread)
        + PRIORS["heavy"] * _density(off - HEAVY_MEAN * usual, heavy)
        + PRIORS["elsewhere"] * _density(off, elsewhere)
    )
    fault = PRIORS["fault"] * _density(off, math.hypot(FAULT_SD_BPM, spread))
    if math.isfinite(cadence_spm):
        fault += PRIORS["steps"] * _density(deviation.value - cadence_spm, STEPS_SD * cadence_spm)
    return math.log(fault) - math.log(max(heart, 1e-300))


def normal_line(heart: FloatArray, speed: FloatArray, at: float, resting_bpm: float) -> tuple[float, float]:
    """What heart rate to expect at a speed, and the spread of a run about it; runs far off the others have no part in either. [bpm]

    The slope leans on heart rate in proportion to speed above rest, the spread on :data:`DAY_SD_BPM`.
    """
    there = np.ones((1, len(heart)), dtype=np.bool_)
    expected, spread = normal_lines(heart[None, :], speed[None, :], there, np.array([at]), np.array([resting_bpm]))
    return float(expected[0]), float(spread[0])


def normal_lines(
    heart: FloatArray, speed: FloatArray, there: BoolArray, at: FloatArray, resting_bpm: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """:func:`normal_line` of many runs at once: a row for each, numbers only where ``there``; each row holds at least one."""
    count = np.count_nonzero(there, axis=1)
    usual, centre = _middles(heart, there, count) - resting_bpm, _middles(speed, there, count)
    x = speed - centre[:, None]
    slope, keep = usual, there
    for _ in range(ROUNDS):
        rest = heart - slope[:, None] * x
        kept = np.count_nonzero(keep, axis=1)
        size = np.abs(rest - _middles(rest, keep, kept)[:, None])
        own = PER_MAD * _middles(size, keep, kept)
        scale = np.sqrt((PRIOR_RUNS * DAY_SD_BPM**2 + count * own**2) / (PRIOR_RUNS + count))
        keep = there & (size <= ORDINARY_SD * scale[:, None])
        line = _Line.through(x, heart, keep, usual)
        slope = line.slope
    return line.at(at - centre)


class _Line(NamedTuple):
    """A line for each row: its slope, middle, weight (of the slope), and what is left over of how many points."""

    slope: FloatArray
    about: FloatArray
    level: FloatArray
    weight: FloatArray
    left: FloatArray
    size: IntArray

    @classmethod
    def through(cls, x: FloatArray, heart: FloatArray, keep: BoolArray, usual: FloatArray) -> _Line:
        """Drawn through what is kept; leans on the usual slope."""
        count = np.count_nonzero(keep, axis=1)
        about, level = (np.where(keep, item, 0.0).sum(axis=1) / count for item in (x, heart))
        off, y = np.where(keep, x - about[:, None], 0.0), np.where(keep, heart - level[:, None], 0.0)
        scatter = (off * off).sum(axis=1)
        weight = scatter * (1.0 + SLOPE_PRIOR_RUNS / count)
        lean = (off * y).sum(axis=1) + SLOPE_PRIOR_RUNS / count * scatter * usual
        slope = np.where(weight > 0.0, lean / np.where(weight > 0.0, weight, 1.0), usual)
        left = ((y - slope[:, None] * off) ** 2).sum(axis=1)
        return cls(slope, about, level, weight, left, count)

    def at(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """What to expect there, and the spread of a run about it."""
        variance = (PRIOR_RUNS * DAY_SD_BPM**2 + self.left) / (PRIOR_RUNS + self.size - 1)
        far = x - self.about
        reach = np.where(self.weight > 0.0, far**2 / np.where(self.weight > 0.0, self.weight, 1.0), 0.0)
        return self.level + self.slope * far, np.sqrt(variance * (1.0 + 1.0 / self.size + reach))


def _middles(values: FloatArray, there: BoolArray, count: IntArray) -> FloatArray:
    return middles(np.sort(np.where(there, values, math.inf), axis=1), count)


def _density(off: float, spread: float) -> float:
    return math.exp(-0.5 * (off / spread) ** 2) / (spread * math.sqrt(2.0 * math.pi))
