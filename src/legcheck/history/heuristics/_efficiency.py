"""Heart rate at equal speed against the runner's ordinary earlier runs: heavy ones among them do not become the normal."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.baseline import BASELINE_DAYS
from legcheck.history.deviation import MIN_BASELINE_RUNS, SLOPE_PRIOR_RUNS
from legcheck.history.heuristics._base import Past
from legcheck.history.windows import Before, Windows, middles

__all__ = ["Standing", "standing"]

LEFT_OUT_BEYOND = 2.0
"""[SD] Earlier runs further above the usual are not ordinary; engineering value."""

KEPT = 0.89
"""[-] Share of a normal variance that is left when what lies above 2 SD is left out."""

LEAST_SCATTER = 1e-12
"""[(log m/s)^2] Below, all speeds are the same but for rounding."""

TINIEST = 1e-300
"""[-] Probabilities below it are one and the same."""

ROUNDS = 2
"""[-] Times the line is drawn anew through the ordinary runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a run lies among the ordinary ones before it.

    Attributes
    ----------
    z : float
        Mean deviation of minutes 3 to 12 and, where there are, 10 to 40, over the runner's own scatter, as rare as told. [normal SD]
    early_z : float
        Deviation in minutes 3 to 12 alone, over the own scatter there. [SD]
    early_bpm, middle_bpm : float
        Deviation in minutes 3 to 12 and in minutes 10 to 40; the latter of no meaning unless both could be compared. [bpm]
    early_scatter_bpm, middle_scatter_bpm : float
        The scatter in these, with the error of the line at this speed. [bpm]
    runs : int
        Ordinary runs it stands on.
    has_both : bool
        Whether both stretches could be compared.
    """

    z: float
    early_z: float
    early_bpm: float
    early_scatter_bpm: float
    middle_bpm: float
    middle_scatter_bpm: float
    runs: int
    has_both: bool


def standing(past: Past, *, runs: int, prior_runs: float, prior_bpm: float) -> tuple[Standing | None, ...]:
    """Hold every run's heart rate against lines through the ordinary runs before it.

    Parameters
    ----------
    past : Past
    runs : int
        Latest earlier runs to look at.
    prior_runs, prior_bpm : float
        Scatter expected beforehand and its weight. [runs], [bpm]

    Returns
    -------
    tuple of Standing or None
        For each run; None when minutes 3 to 12 were not measured or lie outside what earlier runs cover, when the heart had not come
        down from another activity, or with fewer than eight runs to compare with.

    Notes
    -----
    Heavy runs lie above. Those further above the median than twice the scatter that the runs below it show are left out, and lines and
    scatter are taken from the others, twice over. Slopes are drawn to heart rate in proportion to speed above rest. A scatter read from
    few runs may be too small by chance: deviations over it follow Student's t, and are told as those of a normal distribution that are as rare.
    """
    stretches, both, rows = _stretches(past, runs)
    early, middle = stretches
    keep = early.there & np.where(both[:, None], middle.there, True)
    used = keep
    for _ in range(ROUNDS):
        lines = [stretch.gaps(keep) for stretch in stretches]
        gaps, own, leverage = (_joined(both, one, two) for one, two in zip(*lines, strict=True))
        keep = used & _ordinary(gaps, used, prior_runs, prior_bpm)
    usual, scatter = _spread(gaps, leverage, keep, prior_runs, prior_bpm)
    (early_usual, early_scatter), (_, middle_scatter) = (
        _spread(each, more, keep, prior_runs, prior_bpm) for each, _, more in lines
    )
    early_bpm, middle_bpm = (off for _, off, _ in lines)
    count = np.count_nonzero(keep, axis=1)
    z, early_z = (
        _as_normal(off / spread, count + prior_runs)
        for off, spread in ((own - usual, scatter), (early_bpm - early_usual, early_scatter))
    )
    columns = (z, early_z, early_bpm, early_scatter, middle_bpm, middle_scatter, count, both)
    names = [entry.name for entry in fields(Standing)]
    told: list[Standing | None] = [None] * len(past.baselines)
    for place, *row in zip(rows.tolist(), *(column.tolist() for column in columns), strict=True):
        told[place] = Standing(**dict(zip(names, row, strict=True)))
    return tuple(told)


def _as_normal(t: FloatArray, freedom: FloatArray) -> FloatArray:
    """Deviations in units of a scatter that was itself estimated, as normal deviations of the same probability."""
    from scipy.special import ndtri, stdtr

    rarer = np.minimum(stdtr(freedom, -np.abs(t)), 0.5)
    return np.asarray(np.where(rarer > 0.0, np.copysign(-ndtri(np.maximum(rarer, TINIEST)), t), t), dtype=np.float64)


def _spread(
    gaps: FloatArray, leverage: FloatArray, keep: BoolArray, prior_runs: float, prior_bpm: float
) -> tuple[FloatArray, FloatArray]:
    """Usual height above the line of the kept runs, and the scatter of one more about it. [bpm]"""
    count = np.count_nonzero(keep, axis=1)
    usual = np.where(keep, gaps, 0.0).sum(axis=1) / (count + prior_runs)
    power = (np.where(keep, gaps - usual[:, None], 0.0) ** 2).sum(axis=1) / KEPT
    return usual, np.sqrt((prior_runs * prior_bpm**2 + power) / (prior_runs + count) * leverage)


class _Stretch(NamedTuple):
    """Heart rate and log speed of one stretch: of earlier runs (a row for each run) and of the run itself."""

    heart: FloatArray
    speed: FloatArray
    there: BoolArray
    own_heart: FloatArray
    own_speed: FloatArray
    resting_bpm: FloatArray

    def gaps(self, keep: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Heart rate above the line of the kept runs, of all and of the run itself; and by how much its error exceeds theirs (variance)."""
        count = np.maximum(np.count_nonzero(keep, axis=1), 1)
        level = np.where(keep, self.heart, 0.0).sum(axis=1) / count
        centre = np.where(keep, self.speed, 0.0).sum(axis=1) / count
        off = np.where(keep, self.speed - centre[:, None], 0.0)
        scatter, lean = (off**2).sum(axis=1), (off * np.where(keep, self.heart, 0.0)).sum(axis=1)
        prior, usual = SLOPE_PRIOR_RUNS * scatter / count, level - self.resting_bpm
        weight = np.maximum(scatter + prior, LEAST_SCATTER)
        varies = scatter + prior > LEAST_SCATTER
        slope = np.where(varies, (lean + prior * usual) / weight, usual)
        far = self.own_speed - centre
        leverage = 1.0 + 1.0 / count + np.where(varies, far**2 / weight, 0.0)
        gaps = self.heart - level[:, None] - slope[:, None] * (self.speed - centre[:, None])
        return gaps, self.own_heart - level - slope * far, leverage


def _stretches(past: Past, runs: int) -> tuple[tuple[_Stretch, _Stretch], BoolArray, IntArray]:
    """Minutes 3 to 12 and 10 to 40, whether the latter can be compared, too, and of which runs: those that can be compared at all."""
    windows = _earlier(past, runs)
    known = np.isfinite(past.heart_bpm) & np.isfinite(past.log_speed)
    early, late = (windows.there & column[windows.places] for column in known.T)
    usable = np.array([line.early_heart_rate.is_usable for line in past.baselines], dtype=np.bool_)
    rows = np.flatnonzero(usable & known[:, 0] & (np.count_nonzero(early, axis=1) >= MIN_BASELINE_RUNS))
    both = (known[:, 1] & (np.count_nonzero(early & late, axis=1) >= MIN_BASELINE_RUNS))[rows]
    resting = np.array([past.timeline.limits_at(int(place)).resting_hr_bpm for place in rows], dtype=np.float64)
    chosen = windows.places[rows]
    early, late = (
        _Stretch(
            np.where(there[rows], heart[chosen], 0.0),
            np.where(there[rows], speed[chosen], 0.0),
            there[rows],
            np.where(can, heart[rows], 0.0),
            np.where(can, speed[rows], 0.0),
            resting,
        )
        for heart, speed, there, can in zip(
            past.heart_bpm.T, past.log_speed.T, (early, early & late), (np.ones_like(both), both), strict=True
        )
    )
    return (early, late), both, rows


def _earlier(past: Past, runs: int) -> Windows:
    """The latest earlier runs, of the same device where there are enough."""
    before = Before.of(past.timeline, days=BASELINE_DAYS)
    before = replace(before, first=np.maximum(before.first, before.end - 2 * runs))
    places = np.arange(len(past.baselines))
    same = before.count(places, alike=np.ones(len(places), dtype=np.bool_))
    return before.latest(places, most=runs, alike=same >= MIN_BASELINE_RUNS)


def _joined(both: BoolArray, early: FloatArray, late: FloatArray) -> FloatArray:
    """Mean of both stretches where both can be compared, else the first."""
    return np.where(both.reshape(-1, *[1] * (early.ndim - 1)), 0.5 * (early + late), early)


def _ordinary(index: FloatArray, used: BoolArray, prior_runs: float, prior_bpm: float) -> BoolArray:
    """Which runs do not lie far above the others; at least eight are kept."""
    ordered = np.sort(np.where(used, index, math.inf), axis=1)
    off = index - middles(ordered, np.count_nonzero(used, axis=1))[:, None]
    below = used & (off < 0.0)
    power = 2.0 * (np.where(below, off, 0.0) ** 2).sum(axis=1)
    scatter = np.sqrt((prior_runs * prior_bpm**2 + power) / (prior_runs + 2.0 * np.count_nonzero(below, axis=1)))
    least = np.sort(np.where(used, off, math.inf), axis=1)[:, :MIN_BASELINE_RUNS].max(axis=1, initial=-math.inf)
    keep: BoolArray = off <= np.maximum(LEFT_OUT_BEYOND * scatter, least)[:, None]
    return keep
