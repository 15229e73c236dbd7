"""Finding the work repetitions of an interval session, so that slowing on purpose is not taken for fading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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

ASHMAN_D = 2.0
"""[-] Separation of two groups in units of their spread; Ashman et al., Astron J 1994;108:2348-2361: above 2 is clean."""

MIN_SHARE = 0.10
"""[share] Of each half of the run that fast and slow running must both fill."""

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
    Laps that the device marks as work and recovery in turn are believed. Otherwise the 15-s mean of grade-adjusted speed
    must fall into two groups (Ashman's D above 2, fast at least 15 % above slow) that alternate at least three times
    with both groups present in both halves of the run, so that neither a fade nor walking breaks at its end count; and the fast
    group must have been faster as run too, or the groups are the two sides of hills. On
    trails only laps are believed: the ground alternates by itself.
    """
    speed = run["grade_adjusted_speed_mps"]
    marked = _from_laps(run)
    if marked is not None:
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
    return _measured(run, spans, "speed") if _is_regular(spans) else None


def _is_faster_as_run(speed: FloatArray, fast: BoolArray) -> bool:
    """Whether the fast group is running, and covers the ground faster: it is no group of climbs."""
    means = [_mean(speed[group]) for group in (fast, ~fast)]
    return not (means[0] < MIN_RAW_GAP_RATIO * means[1] or means[0] < WALK_TO_RUN_MPS)


def _from_laps(run: Run) -> tuple[Span, ...] | None:
    laps = run.activity.laps
    work = tuple(lap.span for lap in laps if lap.intensity in WORK_INTENSITIES and lap.span.duration_s >= MIN_REPETITION_S)
    rests = sum(lap.intensity in REST_INTENSITIES for lap in laps)
    return work if len(work) >= MIN_REPETITIONS and rests >= MIN_REPETITIONS - 1 else None


def _two_groups(speed: FloatArray) -> tuple[float, float] | None:
    """Means of two well separated groups of speed (the best cut of a sorted list), or None. [m/s]"""
    ordered = np.sort(speed)[:: max(len(speed) // 2000, 1)]
    count = np.arange(1, len(ordered))
    total, whole = np.cumsum(ordered)[:-1], float(ordered.sum())
    # The cut that leaves least within the groups is the one that puts most between them.
    best = int(np.argmax(total**2 / count + (whole - total) ** 2 / (len(ordered) - count)))
    low, high = ordered[: best + 1], ordered[best + 1 :]
    separation = (high.mean() - low.mean()) * np.sqrt(2.0) / max(float(np.hypot(low.std(), high.std())), 1e-6)
    apart = high.mean() >= MIN_GAP_RATIO * low.mean() and separation > ASHMAN_D
    return (float(low.mean()), float(high.mean())) if apart else None


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
