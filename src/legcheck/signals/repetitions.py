"""Finding the work repetitions of an interval session, so that slowing on purpose is not taken for fading."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from legcheck.cleaning.grade import NO_SLOPES
from legcheck.core import BoolArray, FloatArray, Run, Span
from legcheck.signals.windows import running_mean

__all__ = ["Repetitions", "find_repetitions"]

SMOOTH_S = 15
"""[s] Running mean before repetitions are told from recoveries."""

MIN_REPETITIONS = 3
"""[-] Fewer fast stretches are surges, not a session."""

MIN_REPETITION_S = 20.0
"""[s] Shorter fast stretches are noise or strides."""

MIN_GAP_RATIO = 1.15
"""[-] Fast over slow speed; a rolling course with a steady effort stays below on grade-adjusted speed."""

MIN_RAW_GAP_RATIO = 1.12
"""[-] Fast over slow speed as run, slopes not allowed for. Even running over hills can fall into two groups of grade-adjusted speed, up and
down, where slopes are steep or their cost is put too high; as run it hardly differs. Engineering value: less than the ratio above asks for."""

WALK_TO_RUN_MPS = 2.0
"""[m/s] About where people change from walking to running (Hreljac A., Med Sci Sports Exerc 1993;25:1158-1162): slower "repetitions" are walking
with slower walking between."""

MOST_BETWEEN = 0.09
"""[share] Of the moving time that may lie in the middle quarter of the way from slow to fast. Any one hump cut in two at its best place has
more there: 16 % where it is normal, 12.5 % where it is even, 10 % where pace goes up and down in waves; repetitions have 2-5 %. Of
synthetic runs with speed noise of 3-10 % at most 0.6 % of those that are steady, fade, progress or stop pass, and 1-2 % of those over
hills that no altitude shows."""

LIKE_LENGTH = 0.7
"""[-] Stretches whose lengths differ from the median by less than this ratio are alike."""

MIN_ALIKE = 4
"""[-] Fast stretches needed before their likeness says anything."""

MIN_ALIKE_FAST_SHARE, MIN_ALIKE_SLOW_SHARE = 0.75, 0.60
"""[share] Of the time in fast stretches, and of the slow stretches between them, that is of one length in a planned session. Of chance swings of
pace a quarter is; fewer than 0.3 % of the runs above pass by this."""

MIN_LAP_RATIO = 1.25
"""[-] Speed in a lap of work over that in the laps before and after it, where the runner closed all three by hand."""

MIN_LAP_WORK_MPS = 2.5
"""[m/s] Slower laps are no work told from laps alone: between walking and running anything is 25 % faster."""

MIN_SHARE = 0.10
"""[share] Of each half of the run that fast and slow running must both fill; and of the whole run that work told from laps alone must fill, so
that strides at the end of an easy run make no session of it."""

MAX_FAST_SHARE = 0.80
"""[share] Of the moving time: beyond it the slow parts are breaks in a run, not recoveries between repetitions."""

HYSTERESIS = 0.25
"""[share] Of the way between the groups' means on either side of the middle: what lies between keeps its side."""

ODD_STRETCH_S = 360.0
"""[s] A fast stretch up to this is never too long to be one of several."""

ODD_STRETCH_RATIO = 3.0
"""[-] Longest fast stretch over the median one in a session; pyramids stay below."""

WORK_INTENSITIES = ("interval", "active")
"""Lap intensities that mean work."""

REST_INTENSITIES = ("rest", "recovery")
"""Lap intensities that mean recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetitions:
    """Work repetitions of an interval session.

    Attributes
    ----------
    spans : tuple of Span
        In time order. [s]
    speed_mps : ndarray of float64, shape (len(spans),)
        Mean grade-adjusted speed of each. [m/s]
    told_by : str
        ``"laps"`` (the device marked them) or ``"speed"``.
    """

    spans: tuple[Span, ...]
    speed_mps: FloatArray
    told_by: str


def find_repetitions(run: Run) -> Repetitions | None:
    """Work repetitions, or None when the run is no interval session.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Repetitions or None

    Notes
    -----
    Laps that the device marks as work and recovery in turn are believed, and so are laps closed by hand of which at least three are 25 %
    faster than those around them, as run and on grade-adjusted speed. Otherwise the 15-s mean of grade-adjusted speed
    must fall into two groups (fast at least 15 % above slow) that alternate at least three times
    with both groups present in both halves of the run, so that neither a fade nor walking breaks at its end count. Hardly any
    time may lie between the groups, or fast and slow stretches must each be of one length (where slopes are known), which chance
    does not make; and the fast group must have been faster as run too, or the groups are the two sides of hills. On
    trails only laps are believed: the ground alternates by itself.
    """
    speed = run["grade_adjusted_speed_mps"]
    marked = _from_intensities(run) or _from_laps_by_hand(run)
    if marked:
        return _measured(run, marked, "laps")
    moving = (run.masks["running"] | run.masks["walking"]) & np.isfinite(speed)
    if np.count_nonzero(moving) < 600 or run.surface == "trail":
        return None
    smooth = running_mean(speed, moving, SMOOTH_S)
    groups = _two_groups(smooth[moving])
    if groups is None:
        return None
    fast = np.zeros(len(run), dtype=np.bool_)
    fast[moving] = _with_hysteresis(smooth[moving], *groups)
    spans = _stretches(fast)
    if fast[moving].mean() > MAX_FAST_SHARE or not _is_faster_as_run(run["speed_mps"][moving], fast[moving]):
        return None
    alternates = all(MIN_SHARE <= half.mean() <= 1.0 - MIN_SHARE for half in np.array_split(fast[moving], 2))
    if len(spans) < MIN_REPETITIONS or not alternates:
        return None
    told = _share_between(smooth, moving, spans, *groups) <= MOST_BETWEEN or (_shows_slopes(run) and _are_alike(spans))
    return _measured(run, spans, "speed") if told and _is_regular(spans) else None


def _shows_slopes(run: Run) -> bool:
    """Whether hills would show; where they do not, hills of one length look like repetitions of one length."""
    return run.surface in {"track", "treadmill"} or not any(told.code in NO_SLOPES for told in run.notes)


def _share_between(smooth: FloatArray, moving: BoolArray, spans: tuple[Span, ...], low: float, high: float) -> float:
    """Share of the moving time that is neither fast nor slow, in all of the run or from the first fast stretch to the last, whichever is less. [-]

    A warm-up has a pace of its own and may lie between; where rests are stood, little but changes of pace lies between the stretches.
    """
    within = moving & (np.abs(smooth - (low + high) / 2.0) < HYSTERESIS * (high - low) / 2.0)
    block = slice(int(spans[0].start_s), int(spans[-1].end_s))
    return float(min(within[part].sum() / moving[part].sum() for part in (slice(None), block)))


def _is_faster_as_run(speed: FloatArray, fast: BoolArray) -> bool:
    """Whether the fast group is running, and covers the ground faster: it is no group of climbs."""
    means = [_mean(speed[group]) for group in (fast, ~fast)]
    return not (means[0] < MIN_RAW_GAP_RATIO * means[1] or means[0] < WALK_TO_RUN_MPS)


def _from_intensities(run: Run) -> tuple[Span, ...]:
    """Laps that the device calls work, where it calls others recovery."""
    laps = run.activity.laps
    work = tuple(lap.span for lap in laps if lap.intensity in WORK_INTENSITIES and lap.span.duration_s >= MIN_REPETITION_S)
    rests = sum(lap.intensity in REST_INTENSITIES for lap in laps)
    return work if len(work) >= MIN_REPETITIONS and rests >= MIN_REPETITIONS - 1 else ()


def _from_laps_by_hand(run: Run) -> tuple[Span, ...]:
    """Laps closed by hand that were run clearly faster than the ones before and after them."""
    laps = run.activity.laps
    if len(laps) < 2 * MIN_REPETITIONS:
        return ()
    ratios = _over_neighbours(run)
    work = tuple(
        laps[number].span
        for number in np.flatnonzero(ratios >= MIN_LAP_RATIO).tolist()
        if laps[number - 1].trigger == laps[number].trigger == "manual" and laps[number].span.duration_s >= MIN_REPETITION_S
    )
    moving_s = np.count_nonzero(run.masks["running"] | run.masks["walking"])
    enough = len(work) >= MIN_REPETITIONS and sum(span.duration_s for span in work) >= MIN_SHARE * moving_s
    return work if enough else ()


def _over_neighbours(run: Run) -> FloatArray:
    """Speed in each lap over that in the faster of the laps around it, as run or with slopes allowed for, whichever is less. Shape (laps,) [-]

    0 at the ends, where the lap is slow and where its length is not known.
    """
    laps = run.activity.laps
    totals = [(lap.totals.distance_m or 0.0, lap.totals.timer_s or lap.span.duration_s) for lap in laps]
    as_run = np.array([way_m / timer_s if timer_s > 0 else 0.0 for way_m, timer_s in totals])
    factor = np.array([_slope_factor(run, lap.span) for lap in laps])
    return np.fmin(_over_both(as_run), _over_both(as_run * factor)) * (as_run >= MIN_LAP_WORK_MPS)


def _slope_factor(run: Run, span: Span) -> float:
    """Grade-adjusted speed over speed, 1 where not known. [-]"""
    seconds = slice(round(span.start_s), round(span.end_s))
    factor = _mean(run["grade_adjusted_speed_mps"][seconds]) / max(_mean(run["speed_mps"][seconds]), 0.1)
    return factor if np.isfinite(factor) and factor > 0 else 1.0


def _over_both(speed: FloatArray) -> FloatArray:
    """Each value over the larger of the two around it, 0 at the ends."""
    return np.concatenate(([0.0], speed[1:-1] / np.maximum(np.maximum(speed[:-2], speed[2:]), 0.1), [0.0]))


def _two_groups(speed: FloatArray) -> tuple[float, float] | None:
    """Means of two groups of speed (the best cut of a sorted list), or None where they are too close. [m/s]"""
    ordered = np.sort(speed)
    count = np.arange(1, len(ordered))
    total, whole = np.cumsum(ordered)[:-1], float(ordered.sum())
    # The cut that leaves least within the groups is the one that puts most between them.
    cut = 1 + int(np.argmax(total**2 / count + (whole - total) ** 2 / (len(ordered) - count)))
    low, high = float(ordered[:cut].mean()), float(ordered[cut:].mean())
    return (low, high) if high >= MIN_GAP_RATIO * low else None


def _are_alike(spans: tuple[Span, ...]) -> bool:
    """Whether most fast stretches have one length, and most slow ones between them."""
    fast = np.array([span.duration_s for span in spans])
    slow = np.array([after.start_s - before.end_s for before, after in pairwise(spans)])
    enough = float(fast[_like_median(fast)].sum()) >= MIN_ALIKE_FAST_SHARE * float(fast.sum())
    return len(spans) >= MIN_ALIKE and enough and float(_like_median(slow).mean()) >= MIN_ALIKE_SLOW_SHARE


def _like_median(lengths_s: FloatArray) -> BoolArray:
    middle = float(np.median(lengths_s))
    return np.asarray((lengths_s >= LIKE_LENGTH * middle) & (lengths_s <= middle / LIKE_LENGTH))


def _with_hysteresis(speed: FloatArray, low: float, high: float) -> BoolArray:
    """Fast or slow, second by second; what lies in the middle keeps the side it came from."""
    middle, reach = (low + high) / 2.0, HYSTERESIS * (high - low) / 2.0
    decided = (speed > middle + reach) | (speed < middle - reach)
    last = np.maximum.accumulate(np.where(decided, np.arange(len(speed)), -1))
    return np.asarray(np.where(last >= 0, speed[np.maximum(last, 0)] > middle, speed > middle), dtype=np.bool_)


def _stretches(fast: BoolArray) -> tuple[Span, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], fast, [False]]).astype(np.int8)))
    starts, ends = edges[::2].astype(np.float64), edges[1::2].astype(np.float64)
    long_enough = ends - starts >= MIN_REPETITION_S
    return tuple(Span(float(start), float(end)) for start, end in zip(starts[long_enough], ends[long_enough], strict=True))


def _is_regular(spans: tuple[Span, ...]) -> bool:
    """Whether the fast stretches are of a kind: a steady run or a race with slow bits has one very long stretch."""
    lengths = np.array([span.duration_s for span in spans])
    longest = float(lengths.max())
    return longest <= 0.5 * float(lengths.sum()) and longest <= max(
        ODD_STRETCH_S, ODD_STRETCH_RATIO * float(np.median(lengths))
    )


def _measured(run: Run, spans: tuple[Span, ...], told_by: str) -> Repetitions | None:
    speed = run["grade_adjusted_speed_mps"]
    means = np.array([_mean(speed[round(span.start_s) : round(span.end_s)]) for span in spans])
    known = np.isfinite(means) & (means > 0.3)
    if np.count_nonzero(known) < MIN_REPETITIONS:
        return None
    kept = tuple(span for span, is_known in zip(spans, known, strict=True) if is_known)
    return Repetitions(spans=kept, speed_mps=means[known], told_by=told_by)


def _mean(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
