"""How even a run was, by distance: halves, the spread of its kilometres, its slowest stretches.

These are the measures by which marathon runners have been said to hit the wall. No verdict is drawn here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Columns, Estimate, FloatArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import SPEED_DRIFT_SE, estimate
from legcheck.signals.splits import splits

__all__ = [
    "HALVES_KEPT_PCT",
    "HALVES_MARKED_PCT",
    "SLOWEST_1KM_PCT",
    "SLOWEST_5KM_PCT",
    "SPREAD_1KM",
    "SPREAD_5KM",
    "SUSTAINED_KM",
    "SUSTAINED_PCT",
    "WallMeasures",
    "wall_measures",
]

HALVES_KEPT_PCT, HALVES_MARKED_PCT = 10.0, 30.0
"""[%] Marathon halves: pace kept below the first, marked slowing from the second on; Deaner et al., Med Sci Sports Exerc 2015,
doi:10.1249/MSS.0000000000000432 (mean +15.6 % men, +11.7 % women)."""

SLOWEST_1KM_PCT, SLOWEST_5KM_PCT = 11.0, 7.3
"""[%] Slowest kilometre and slowest 5 km against the mean of the others, from which runners said they had hit the wall
(sensitivity 1.00 both, specificity 0.60 and 0.64; 83 marathon runners); Doherty et al., J Athl Train 2020,
doi:10.4085/1062-6050-243-19."""

SPREAD_1KM, SPREAD_5KM = 0.0532, 0.0346
"""[-] SD of splits over their mean, the same study (sensitivity 0.82 and 0.91, specificity 0.80 and 0.62)."""

BASE_KM = (5, 20)
"""[km] Stretch whose pace later kilometres are held against; Smyth B., PLoS ONE 2021, doi:10.1371/journal.pone.0251513."""

SUSTAINED_PCT, SUSTAINED_KM = 25.0, 5.0
"""[%], [km] A slowing this deep and long is what that study's runners at the wall far exceed (mean 40 % over 10.7 km in men, 37 %
over 9.6 km in women); these two numbers are ours."""

MIN_KM = 4
"""[-] Whole kilometres from which spread and slowest kilometre mean something."""

MIN_FIVES = 3
"""[-] Whole stretches of 5 km the same."""

FULL_M = 950.0
"""[m] A shorter last kilometre is left out."""

KM_ERROR = 0.015
"""[-] Standard error of the distance recorded over one kilometre, against that of the other kilometres: segments of races are off
by 0.6-1.9 % in the median, part of which is the same all the way. Over longer stretches it falls to 1 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WallMeasures:
    """Pacing by distance. Positive is slower later.

    Attributes
    ----------
    halves_pct : Estimate
        ``100 (t2 / t1 - 1)`` of the halves by distance. [%]
    spread_1km, spread_5km : Estimate
        SD of the pace of whole kilometres (stretches of 5 km) over its mean. [-]
    slowest_1km_pct, slowest_5km_pct : Estimate
        Pace of the slowest one over the mean of the others, less one. [%]
    slowest_1km_at : int
        Which kilometre that is, counted from 1; 0 when there is none.
    sustained_km : float
        Longest unbroken stretch of kilometres after km 20 that are at least 25 % slower than km 5-20. [km] NaN when the run is too
        short to have one.
    sustained_pct : float
        Mean slowing over it. [%] NaN without such a stretch.
    reason : str
        Why nothing could be measured; empty otherwise.
    """

    halves_pct: Estimate
    spread_1km: Estimate
    spread_5km: Estimate
    slowest_1km_pct: Estimate
    slowest_5km_pct: Estimate
    slowest_1km_at: int
    sustained_km: float
    sustained_pct: float
    reason: str = ""


def wall_measures(run: Run | Activity, *, on_the_flat: bool = False) -> WallMeasures:
    """Halves, spread and slowest stretches of a run.

    Parameters
    ----------
    run : Run or Activity
    on_the_flat : bool, default False
        Use grade-adjusted speed while moving instead of time over distance. The published thresholds are for the latter, on courses
        without much climb.

    Returns
    -------
    WallMeasures

    Notes
    -----
    Time is that of the timer, standing included and pauses left out, as in race results of a runner who does not stop the
    watch; standing before the first and after the last step is not part of the run. The interval holds what the device may have got wrong about distance (1.5 % a kilometre, falling to 1 % over longer
    stretches), not how much the runner's pace wanders: these are measures of the run as it was. The spread has the errors' own
    part taken out of its lower bound. The slowest of many kilometres is always somewhat slow: with 42 even kilometres and an
    unevenness of 2 % the slowest lies 4-5 % below the others.

    References
    ----------
    .. [1] Smyth B., How recreational marathon runners hit the wall: a large-scale data analysis of late-race pacing collapse in
       the marathon. PLoS ONE, 2021. doi:10.1371/journal.pone.0251513
    .. [2] Doherty C. et al., Devising a pace-based definition for "The Wall": an observational analysis of marathoners'
       subjective experiences of fatigue. J Athl Train, 2020;55:494-500. doi:10.4085/1062-6050-243-19
    .. [3] Deaner R.O. et al., Men are more likely than women to slow in the marathon. Med Sci Sports Exerc,
       2015;47:607-616. doi:10.1249/MSS.0000000000000432

    Examples
    --------
    >>> from legcheck import synth
    >>> wall = synth.run(duration_s=9000, fade_after_s=6000, fade_fraction=0.25, abrupt=True, seed=2).activity
    >>> measured = wall_measures(wall)
    >>> measured.slowest_1km_pct.value > SLOWEST_1KM_PCT, measured.slowest_1km_at > 18
    (True, True)
    """
    run = as_run(run)
    table = splits(run)
    if table.length < 2:
        return _missing("less than two kilometres")
    pace = _pace_s_per_km(run, table, on_the_flat=on_the_flat)
    whole = pace[(table["distance_m"] >= FULL_M) & np.isfinite(pace)]
    fives = whole[: len(whole) // 5 * 5].reshape(-1, 5).mean(axis=1)
    sustained_km, sustained_pct = _sustained(whole)
    enough, enough_fives = len(whole) >= MIN_KM, len(fives) >= MIN_FIVES
    few, few_fives = f"fewer than {MIN_KM} whole kilometres", f"fewer than {MIN_FIVES} whole stretches of 5 km"
    used = float(whole.sum())
    return WallMeasures(
        halves_pct=_halves(pace, table["distance_m"]),
        spread_1km=_spread(whole, KM_ERROR, used) if enough else Estimate.missing("-", few),
        spread_5km=_spread(fives, SPEED_DRIFT_SE, used) if enough_fives else Estimate.missing("-", few_fives),
        slowest_1km_pct=_slowest(whole, KM_ERROR, used) if enough else Estimate.missing("%", few),
        slowest_5km_pct=_slowest(fives, SPEED_DRIFT_SE, used) if enough_fives else Estimate.missing("%", few_fives),
        slowest_1km_at=int(np.argmax(whole)) + 1 if enough else 0,
        sustained_km=sustained_km,
        sustained_pct=sustained_pct,
    )


def _pace_s_per_km(run: Run, table: Columns, *, on_the_flat: bool) -> FloatArray:
    """Pace of each split. [s/km] A stretch that was not recorded although the timer ran counts with its time."""
    if on_the_flat:
        speed = table["grade_adjusted_speed_mps"]
        return np.asarray(1000.0 / np.where(speed > 0, speed, np.nan), dtype=np.float64)
    moving = np.flatnonzero(run.running | run.masks["walking"])
    timed = ~run.masks["paused"]
    if moving.size:
        timed = timed & (run.elapsed_s >= moving[0]) & (run.elapsed_s <= moving[-1])
    clock = np.concatenate([[0], np.cumsum(timed)])
    edges = [np.clip(table[name].astype(np.int64), 0, len(run)) for name in ("start_s", "end_s")]
    return np.asarray((clock[edges[1]] - clock[edges[0]]) / (table["distance_m"] / 1000.0), dtype=np.float64)


def _halves(pace: FloatArray, distance_m: FloatArray) -> Estimate:
    """The half-way point lies within a kilometre, whose time is divided evenly."""
    known = np.isfinite(pace)
    time_s, way_m = (pace * distance_m / 1000.0)[known], distance_m[known]
    marks = np.concatenate([[0.0], np.cumsum(way_m)])
    clock = np.concatenate([[0.0], np.cumsum(time_s)])
    first = float(np.interp(marks[-1] / 2.0, marks, clock))
    if not 0 < first < clock[-1]:
        return Estimate.missing("%", "no time or no distance in one half")
    ratio = (float(clock[-1]) - first) / first
    return estimate(100.0 * (ratio - 1.0), 100.0 * ratio * SPEED_DRIFT_SE, unit="%", used_s=float(clock[-1]))


def _spread(pace: FloatArray, error: float, used_s: float) -> Estimate:
    """SD over mean; errors of ``error`` add in squares to the true spread, so the lower bound takes them out once more."""
    count, value = len(pace), float(pace.std(ddof=1) / pace.mean())
    scatter = error**2 * math.sqrt(2.0 / (count - 1))
    # value^2 = true^2 + error^2, known to +-1.96 (scatter and the cross term 2 true error / sqrt(n - 1)).
    reach = 1.96 * math.hypot(scatter, 2.0 * value * error / math.sqrt(count - 1))
    low = math.sqrt(max(value**2 - error**2 - reach, 0.0))
    high = math.sqrt(value**2 + reach)
    return Estimate(value=value, low=low, high=high, unit="-", standard_error=(high - low) / 3.92, used_s=used_s)


def _slowest(pace: FloatArray, error: float, used_s: float) -> Estimate:
    index = int(np.argmax(pace))
    rest = float(np.delete(pace, index).mean())
    ratio = float(pace[index]) / rest
    relative = error * math.sqrt(1.0 + 1.0 / (len(pace) - 1))
    return estimate(100.0 * (ratio - 1.0), 100.0 * ratio * relative, unit="%", used_s=used_s)


def _sustained(pace: FloatArray) -> tuple[float, float]:
    """Length [km] and mean slowing [%] of the longest stretch slower than the base pace by the threshold."""
    start, end = BASE_KM
    if len(pace) < end + SUSTAINED_KM:
        return math.nan, math.nan
    slowing = 100.0 * (pace[end:] / pace[start:end].mean() - 1.0)
    slow: BoolArray = slowing >= SUSTAINED_PCT
    edges = np.flatnonzero(np.diff(np.concatenate([[False], slow, [False]]).astype(np.int8)))
    if not edges.size:
        return 0.0, math.nan
    lengths = edges[1::2] - edges[::2]
    best = int(np.argmax(lengths))
    return float(lengths[best]), float(slowing[edges[2 * best] : edges[2 * best + 1]].mean())


def _missing(reason: str) -> WallMeasures:
    nothing = {name: Estimate.missing("-", reason) for name in ("spread_1km", "spread_5km")}
    nothing |= {name: Estimate.missing("%", reason) for name in ("halves_pct", "slowest_1km_pct", "slowest_5km_pct")}
    return WallMeasures(**nothing, slowest_1km_at=0, sustained_km=math.nan, sustained_pct=math.nan, reason=reason)
