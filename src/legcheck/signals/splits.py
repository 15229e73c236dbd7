"""Per-kilometre splits."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, BoolArray, Columns, FloatArray, IntArray, Run
from legcheck.signals._inputs import as_run

__all__ = ["SPLIT_COLUMNS", "splits"]

SPLIT_M = 1000.0
"""[m] Length of a split."""

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
        Length of a split. [m]

    Returns
    -------
    Columns
        A row per split, the last one as long as it is: :data:`SPLIT_COLUMNS`. ``duration_s`` leaves pauses out;
        ``speed_mps`` is distance over it. Heart rate is the mean of trusted seconds, speed of moving and gait of running ones.

    Examples
    --------
    >>> from legcheck import synth
    >>> table = splits(synth.run(duration_s=1800, speed_mps=3.0, seed=1).activity)
    >>> table.length in (5, 6)
    True
    """
    run = as_run(run)
    distance = _known_distance(run)
    edges = _edges(distance, length_m)
    if len(edges) < 2:
        return Columns({name: np.empty(0) for name in SPLIT_COLUMNS})
    owner = np.repeat(np.arange(len(edges) - 1, dtype=np.int64), np.diff(edges))
    inside = slice(edges[0], edges[-1])
    moving = run.masks["running"] | run.masks["walking"]
    recorded = np.bincount(owner, run.masks["recorded"][inside].astype(np.float64), len(edges) - 1)
    lengths = np.diff(distance[edges])
    climb, drop = _climb(run, owner, inside, len(edges) - 1)
    cadence = _channel_means(run, "cadence_spm", run.running, owner, inside)
    columns = {
        "start_s": edges[:-1],
        "end_s": edges[1:],
        "distance_m": lengths,
        "duration_s": recorded,
        "speed_mps": np.where(recorded > 0, lengths / np.maximum(recorded, 1.0), np.nan),
        "grade_adjusted_speed_mps": _means(run["grade_adjusted_speed_mps"], moving, owner, inside),
        "heart_rate_bpm": _channel_means(run, "heart_rate_bpm", run.masks["heart_rate_trusted"], owner, inside),
        "cadence_spm": cadence,
        "step_length_m": 60 * _means(run["speed_mps"], run.running, owner, inside) / np.where(cadence > 0, cadence, np.nan),
        "ascent_m": climb,
        "descent_m": drop,
    }
    return Columns(columns)


def _known_distance(run: Run) -> FloatArray:
    distance = run["distance_m"]
    known = np.isfinite(distance)
    if not known.any():
        return np.zeros(len(run))
    last = np.maximum.accumulate(np.where(known, np.arange(len(distance)), -1))
    held = np.where(last >= 0, distance[np.maximum(last, 0)], distance[known][0])
    return np.asarray(np.maximum.accumulate(held) - held[0], dtype=np.float64)


def _edges(distance: FloatArray, length_m: float) -> IntArray:
    if not len(distance) or distance[-1] < MIN_LAST_M:
        return np.empty(0, dtype=np.int64)
    marks = np.arange(0.0, distance[-1], length_m)
    if len(marks) > 1 and distance[-1] - marks[-1] < MIN_LAST_M:
        marks = marks[:-1]
    starts = np.searchsorted(distance, marks, side="left")
    return np.unique(np.append(starts, len(distance) - 1)).astype(np.int64)


def _means(values: FloatArray, mask: BoolArray, owner: IntArray, inside: slice) -> FloatArray:
    good = (mask & np.isfinite(values))[inside]
    count = int(owner[-1]) + 1
    total = np.bincount(owner, np.where(good, values[inside], 0.0), count)
    number = np.bincount(owner, good.astype(np.float64), count)
    return np.asarray(np.where(number > 0, total / np.maximum(number, 1.0), np.nan), dtype=np.float64)


def _channel_means(run: Run, name: str, mask: BoolArray, owner: IntArray, inside: slice) -> FloatArray:
    if not run.has(name):
        return np.full(int(owner[-1]) + 1, np.nan)
    return _means(run[name], mask, owner, inside)


def _climb(run: Run, owner: IntArray, inside: slice, count: int) -> tuple[FloatArray, FloatArray]:
    if not run.has("altitude_m"):
        return np.full(count, np.nan), np.full(count, np.nan)
    rise = np.where(np.isfinite(run["speed_mps"]), run["grade_pct"] / 100.0 * run["speed_mps"], 0.0)[inside]
    rise = np.where(np.isfinite(rise), rise, 0.0)
    up, down = (np.bincount(owner, np.maximum(sign * rise, 0.0), count).astype(np.float64) for sign in (1.0, -1.0))
    return up, down
