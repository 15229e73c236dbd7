"""Heart rate at equal speed against the runner's ordinary earlier runs: heavy ones among them do not become the normal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.baseline import BASELINE_DAYS
from legcheck.history.deviation import MIN_BASELINE_RUNS, SLOPE_PRIOR_RUNS
from legcheck.history.heuristics._base import Past

__all__ = ["Standing", "standing"]

LEFT_OUT_BEYOND = 2.0
"""[SD] Earlier runs further above the usual are not ordinary; engineering value."""

KEPT = 0.89
"""[-] Share of a normal variance that is left when what lies above 2 SD is left out."""

ROUNDS = 2
"""[-] Times the line is drawn anew through the ordinary runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run lies among the ordinary ones before it.

    Attributes
    ----------
    z : float
        Mean deviation of minutes 3 to 12 and, where there are, 10 to 40, over the runner's own scatter. [SD]
    early_bpm : float
        Deviation in minutes 3 to 12. [bpm]
    scatter_bpm : float
        The scatter, with the error of the line at this speed. [bpm]
    runs : int
        Ordinary runs it stands on.
    has_both : bool
        Whether both stretches could be compared.
    """

    z: float
    early_bpm: float
    scatter_bpm: float
    runs: int
    has_both: bool


def standing(past: Past, place: int, *, runs: int, prior_runs: float, prior_bpm: float) -> Standing | None:
    """Hold a run's heart rate against lines through the ordinary runs before it.

    Parameters
    ----------
    past : Past
    place : int
    runs : int
        Latest earlier runs to look at.
    prior_runs, prior_bpm : float
        Scatter expected beforehand and its weight. [runs], [bpm]

    Returns
    -------
    Standing or None
        None when minutes 3 to 12 were not measured or lie outside what earlier runs cover, when the heart had not come down from
        another activity, or with fewer than eight runs to compare with.

    Notes
    -----
    Heavy runs lie above. Those further above the median than twice the scatter that the runs below it show are left out, and lines and
    scatter are taken from the others, twice over. Slopes are drawn to heart rate in proportion to speed above rest.
    """
    if not past.baselines[place].early_heart_rate.is_usable:
        return None
    heart, speed = _table(past, _earlier(past, place, runs), place)
    if (
        not np.isfinite(heart[-1, 0] + speed[-1, 0])
        or int(np.isfinite(heart[:-1, 0] + speed[:-1, 0]).sum()) < MIN_BASELINE_RUNS
    ):
        return None
    known = np.isfinite(heart) & np.isfinite(speed)
    both = bool(known[-1, 1]) and int((known[:-1, 0] & known[:-1, 1]).sum()) >= MIN_BASELINE_RUNS
    columns = slice(0, 2 if both else 1)
    used = known[:, columns].all(axis=1)
    heart, speed = heart[used, columns], speed[used, columns]
    keep = np.ones(len(heart) - 1, dtype=np.bool_)
    for _ in range(ROUNDS):
        gaps, leverage = _gaps(heart, speed, keep, past.timeline.limits.resting_hr_bpm)
        index = gaps.mean(axis=1)
        keep = _ordinary(index[:-1], prior_runs, prior_bpm)
    rest = index[:-1][keep]
    middle = float(rest.sum()) / (len(rest) + prior_runs)
    power = float(((rest - middle) ** 2).sum()) / KEPT
    scatter = math.sqrt((prior_runs * prior_bpm**2 + power) / (prior_runs + len(rest)) * leverage)
    return Standing(
        z=(float(index[-1]) - middle) / scatter,
        early_bpm=float(gaps[-1, 0]),
        scatter_bpm=scatter,
        runs=int(keep.sum()),
        has_both=both,
    )


def _earlier(past: Past, place: int, runs: int) -> IntArray:
    """The latest earlier runs, of the same device where there are enough."""
    timeline = past.timeline
    earlier = timeline.runs_before(place, days=BASELINE_DAYS)[-2 * runs :]
    same = earlier[timeline.device_codes[earlier] == timeline.device_codes[place]]
    return (same if len(same) >= MIN_BASELINE_RUNS else earlier)[-runs:]


def _table(past: Past, earlier: IntArray, place: int) -> tuple[FloatArray, FloatArray]:
    """Heart rate less what heat adds, and log speed, of both stretches; the run itself comes last; shape (runs, 2)."""
    chosen = np.append(earlier, place)
    return past.heart_bpm[chosen], past.log_speed[chosen]


def _gaps(heart: FloatArray, speed: FloatArray, keep: BoolArray, resting_bpm: float) -> tuple[FloatArray, float]:
    """Heart rate above the line of the kept runs, for every run; and by how much the last one's error exceeds theirs (variance)."""
    y, x = heart[:-1][keep], speed[:-1][keep]
    off = x - x.mean(axis=0)
    scatter = (off**2).sum(axis=0)
    prior = SLOPE_PRIOR_RUNS * x.var(axis=0)
    usual = y.mean(axis=0) - resting_bpm
    weight = np.maximum(scatter + prior, 1e-12)
    slope = np.where(scatter + prior > 1e-12, ((off * y).sum(axis=0) + prior * usual) / weight, usual)
    far = speed - x.mean(axis=0)
    leverage = 1.0 + 1.0 / len(y) + np.where(scatter + prior > 1e-12, far[-1] ** 2 / weight, 0.0)
    return heart - y.mean(axis=0) - slope * far, float(leverage.mean())


def _ordinary(index: FloatArray, prior_runs: float, prior_bpm: float) -> BoolArray:
    """Which runs do not lie far above the others; at least eight are kept."""
    off = index - float(np.median(index))
    below = off[off < 0.0]
    power, count = 2.0 * float(below @ below), 2.0 * below.size
    scatter = math.sqrt((prior_runs * prior_bpm**2 + power) / (prior_runs + count))
    keep: BoolArray = off <= max(
        LEFT_OUT_BEYOND * scatter, float(np.partition(off, MIN_BASELINE_RUNS - 1)[MIN_BASELINE_RUNS - 1])
    )
    return keep
