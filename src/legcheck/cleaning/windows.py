"""Small array tools of cleaning: runs of a mask, running medians and means, all in linear time."""

from __future__ import annotations

import numpy as np

from legcheck.core.arrays import BoolArray, FloatArray, IntArray

__all__ = [
    "absorb_short_runs",
    "after_each",
    "drop_short_runs",
    "filled",
    "rolling_mean",
    "rolling_median",
    "run_bounds",
    "true_runs",
]


def true_runs(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """First index of every run of True, and the index after its last.

    Examples
    --------
    >>> starts, ends = true_runs(np.array([True, True, False, True]))
    >>> starts.tolist(), ends.tolist()
    ([0, 3], [2, 4])
    """
    padded = np.zeros(mask.size + 2, dtype=np.bool_)
    padded[1:-1] = mask
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[::2], edges[1::2]


def drop_short_runs(mask: BoolArray, shortest: int) -> BoolArray:
    """The mask without its runs of True of fewer than ``shortest`` samples.

    Examples
    --------
    >>> drop_short_runs(np.array([True, False, True, True]), 2).tolist()
    [False, False, True, True]
    """
    starts, ends = true_runs(mask)
    short = ends - starts < shortest
    if not short.any():
        return mask.copy()
    change = np.zeros(mask.size + 1, dtype=np.int64)
    change[starts[short]] += 1
    change[ends[short]] -= 1
    return np.asarray(mask & (np.cumsum(change[:-1]) == 0))


def after_each(mask: BoolArray, samples: int, *, longer_than: int = 0) -> BoolArray:
    """True for ``samples`` after the end of every run of True longer than ``longer_than``.

    Examples
    --------
    >>> after_each(np.array([True, True, False, False, False]), 2).tolist()
    [False, False, True, True, False]
    """
    starts, ends = true_runs(mask)
    ends = ends[ends - starts > longer_than]
    if not ends.size:
        return np.zeros(mask.size, dtype=np.bool_)
    change = np.zeros(mask.size + 1, dtype=np.int64)
    np.add.at(change, ends, 1)
    np.add.at(change, np.minimum(ends + samples, mask.size), -1)
    return np.asarray(np.cumsum(change[:-1]) > 0)


def run_bounds(known: BoolArray) -> tuple[IntArray, IntArray]:
    """For every sample of a run of True: first and last index of that run; its own index elsewhere."""
    index = np.arange(known.size)
    starts, ends = true_runs(known)
    first, last = index.copy(), index.copy()
    lengths = ends - starts
    first[known] = np.repeat(starts, lengths)
    last[known] = np.repeat(ends - 1, lengths)
    return first, last


def absorb_short_runs(labels: IntArray, shortest: int) -> IntArray:
    """Labels in which a run shorter than ``shortest`` takes the label before it (after it, at the very start).

    Examples
    --------
    >>> absorb_short_runs(np.array([1, 1, 1, 2, 1, 1]), 2).tolist()
    [1, 1, 1, 1, 1, 1]
    """
    if labels.size == 0:
        return labels.copy()
    starts = np.concatenate(([0], np.flatnonzero(np.diff(labels)) + 1))
    lengths = np.diff(np.concatenate((starts, [labels.size])))
    long = np.flatnonzero(lengths >= shortest)
    if long.size == 0:
        return labels.copy()
    source = long[np.maximum(np.searchsorted(long, np.arange(starts.size), side="right") - 1, 0)]
    return np.repeat(labels[starts[source]], lengths)


def filled(values: FloatArray) -> FloatArray:
    """The values with missing ones interpolated, ends held; for filters that know no NaN. All-NaN stays as it is."""
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values
    index = np.arange(values.size)
    return np.interp(index, index[known], values[known])


def rolling_median(values: FloatArray, width: int) -> FloatArray:
    """Centred running median over ``width`` samples (odd), missing ones interpolated first, ends held.

    Examples
    --------
    >>> rolling_median(np.array([1.0, 9.0, 1.0, 1.0]), 3).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    from scipy.ndimage import median_filter

    if values.size == 0:
        return values.copy()
    return np.asarray(median_filter(filled(values), size=width, mode="nearest"), dtype=np.float64)


def rolling_mean(values: FloatArray, width: int) -> FloatArray:
    """Centred running mean of the known samples in ``width`` (odd); NaN where there is none."""
    if values.size == 0:
        return values.copy()
    known = np.isfinite(values)
    total = _rolling_sum(np.where(known, values, 0.0), width)
    count = _rolling_sum(known.astype(np.float64), width)
    return np.asarray(np.divide(total, count, out=np.full(values.size, np.nan), where=count > 0.5))


def _rolling_sum(values: FloatArray, width: int) -> FloatArray:
    half = width // 2
    running = np.zeros(values.size + 1)
    np.cumsum(values, out=running[1:])
    # The window shrinks at both ends, where the sums stop at the first and the last value.
    upper, lower = np.full(values.size, running[-1]), np.zeros(values.size)
    upper[: max(values.size - half, 0)] = running[half + 1 :]
    lower[half:] = running[: max(values.size - half, 0)]
    return upper - lower
