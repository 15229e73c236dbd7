"""Per-kilometre splits."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.grade import NO_SLOPES
from legcheck.core import Activity, BoolArray, Columns, FloatArray, IntArray, Run
from legcheck.signals._inputs import as_run, check_number

__all__ = ["SPLIT_COLUMNS", "covered", "slope_ratio", "splits"]

SPLIT_M = 1000.0
"""[m] Length of a split."""

LEAST_SPLIT_M = 10.0
"""[m] Shorter stretches are lost in the error of positions; engineering value."""

MIN_LAST_M = 50.0
"""[m] A shorter rest at the end is no split of its own."""

SPLIT_COLUMNS = (
    "start_s",
    "end_s",
    "distance_m",
    "duration_s",
    "speed_mps",
    "grade_adjusted_speed_mps",
    "heart_rate_bpm",
    "cadence_spm",
    "step_length_m",
    "ascent_m",
    "descent_m",
)
"""Columns of a split table."""


def splits(run: Run | Activity, *, length_m: float = SPLIT_M) -> Columns:
    """Split a run by distance.

    Parameters
    ----------
    run : Run or Activity
    length_m : float, default 1000
        Length of a split, at least 10. [m]

    Returns
    -------
    Columns
        A row per split, the last one as long as it is: :data:`SPLIT_COLUMNS`. ``duration_s`` leaves pauses and gaps out and counts
        standing while the timer ran; ``speed_mps`` is that of the moving seconds, as in the summary of the run, NaN where nothing
        moved, and ``grade_adjusted_speed_mps`` as much faster or slower as slopes make them. Heart rate is the mean of trusted seconds,
        gait of running ones. Climb is NaN where slopes are not known.

    Raises
    ------
    InputError
        If ``length_m`` is no such number.

    Examples
    --------
    >>> from legcheck import synth
    >>> table = splits(synth.run(duration_s=1800, speed_mps=3.0, seed=1).activity)
    >>> table.length in (5, 6)
    True
    """
    check_number("length_m", length_m, LEAST_SPLIT_M)
    run = as_run(run)
    distance = _known_distance(run)
    edges = _edges(distance, length_m)
    if len(edges) < 2:
        return Columns({name: np.empty(0) for name in SPLIT_COLUMNS})
    moving = run.masks["running"] | run.masks["walking"]
    moving_s = _sums(moving, edges)
    speed = _sums(covered(run, moving), edges) / np.where(moving_s > 0, moving_s, np.nan)
    climb, drop = _climb(run, edges)
    cadence = _channel_means(run, "cadence_spm", run.running, edges)
    columns = {
        "start_s": edges[:-1],
        "end_s": edges[1:],
        "distance_m": np.diff(distance[edges]),
        "duration_s": _sums(run.masks["recorded"] | run.masks["stopped"], edges),
        "speed_mps": speed,
        "grade_adjusted_speed_mps": speed * slope_ratio(run, edges),
        "heart_rate_bpm": _channel_means(run, "heart_rate_bpm", run.masks["heart_rate_trusted"], edges),
        "cadence_spm": cadence,
        "step_length_m": 60 * _means(run["speed_mps"], run.running, edges) / np.where(cadence > 0, cadence, np.nan),
        "ascent_m": climb,
        "descent_m": drop,
    }
    return Columns(columns)


def covered(run: Run, mask: BoolArray) -> FloatArray:
    """Distance that each second of a mask covers, 0 elsewhere and in the last second. Shape (n,) [m]"""
    distance = _known_distance(run)
    return np.asarray(np.where(mask, np.diff(distance, append=distance[-1:]), 0.0), dtype=np.float64)


def slope_ratio(run: Run, edges: IntArray) -> FloatArray:
    """Grade-adjusted speed over speed, of the moving seconds from each edge to the next; NaN where nothing moved. Shape (edges - 1,) [-]"""
    moving = run.masks["running"] | run.masks["walking"]
    both = moving & np.isfinite(run["speed_mps"]) & np.isfinite(run["grade_adjusted_speed_mps"])
    as_run = _sums(np.where(both, run["speed_mps"], 0.0), edges)
    return _sums(np.where(both, run["grade_adjusted_speed_mps"], 0.0), edges) / np.where(as_run > 0, as_run, np.nan)


def _known_distance(run: Run) -> FloatArray:
    distance = run["distance_m"]
    known = np.isfinite(distance)
    if not known.any():
        return np.zeros(len(run))
    if not known.all():
        last = np.maximum.accumulate(np.where(known, np.arange(len(distance)), -1))
        distance = np.where(last >= 0, distance[np.maximum(last, 0)], distance[known][0])
    return np.asarray(np.maximum.accumulate(distance) - distance[0], dtype=np.float64)


def _edges(distance: FloatArray, length_m: float) -> IntArray:
    if not len(distance) or distance[-1] < MIN_LAST_M:
        return np.empty(0, dtype=np.int64)
    marks = np.arange(0.0, distance[-1], length_m)
    if len(marks) > 1 and distance[-1] - marks[-1] < MIN_LAST_M:
        marks = marks[:-1]
    starts = np.searchsorted(distance, marks, side="left")
    return np.unique(np.append(starts, len(distance) - 1)).astype(np.int64)


def _sums(values: FloatArray | BoolArray, edges: IntArray) -> FloatArray:
    """Sum from each edge up to the next."""
    return np.add.reduceat(values[edges[0] : edges[-1]], edges[:-1] - edges[0], dtype=np.float64)


def _means(values: FloatArray, mask: BoolArray, edges: IntArray) -> FloatArray:
    good = mask & np.isfinite(values)
    total, number = _sums(np.where(good, values, 0.0), edges), _sums(good, edges)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1.0), np.nan), dtype=np.float64)


def _channel_means(run: Run, name: str, mask: BoolArray, edges: IntArray) -> FloatArray:
    if not run.has(name):
        return np.full(len(edges) - 1, np.nan)
    return _means(run[name], mask, edges)


def _climb(run: Run, edges: IntArray) -> tuple[FloatArray, FloatArray]:
    if not run.has("altitude_m") or any(told.code in NO_SLOPES for told in run.notes):
        return np.full(len(edges) - 1, np.nan), np.full(len(edges) - 1, np.nan)
    rise = run["grade_pct"] / 100.0 * run["speed_mps"]
    rise = np.where(np.isfinite(rise), rise, 0.0)
    return _sums(np.maximum(rise, 0.0), edges), _sums(np.maximum(-rise, 0.0), edges)
