"""Small array tools of cleaning: runs of a mask, running medians and means, all in linear time."""

from __future__ import annotations

import numpy as np

from legcheck.core.arrays import BoolArray, FloatArray, IntArray

__all__ = [
    "absorb_short_runs",
    "after_each",
    "drop_short_runs",
    "filled",
    "highest_median",
    "median",
    "near_any",
    "rolling_mean",
    "rolling_median",
    "rolling_reach",
    "run_bounds",
    "true_runs",
]

FEW = 8
"""[-] Medians at fewer than one place in so many are taken one by one."""


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
    if short.all():
        return np.zeros(mask.size, dtype=np.bool_)
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


def near_any(mask: BoolArray, reach: int) -> BoolArray:
    """True within ``reach`` samples of any True.

    Examples
    --------
    >>> near_any(np.array([True, False, False, False, True]), 1).tolist()
    [True, True, False, True, True]
    """
    change = np.zeros(mask.size + 1, dtype=np.int64)
    starts, ends = true_runs(mask)
    np.add.at(change, np.maximum(starts - reach, 0), 1)
    np.add.at(change, np.minimum(ends + reach, mask.size), -1)
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


def median(values: FloatArray) -> float:
    """Median of known values, NaN without any; the number of :func:`numpy.median` in a third of its time.

    Examples
    --------
    >>> median(np.array([4.0, 1.0, 2.0])), median(np.array([4.0, 1.0, 2.0, 3.0]))
    (2.0, 2.5)
    """
    if not values.size:
        return float("nan")
    half = values.size // 2
    parted = np.partition(values, half)
    middle = float(parted[half])
    return middle if values.size % 2 else 0.5 * (float(parted[:half].max()) + middle)


def rolling_median(values: FloatArray, width: int, *, where: BoolArray | None = None) -> FloatArray:
    """Centred running median over ``width`` samples (odd), missing ones interpolated first, ends held.

    With ``where``, it is taken there only; elsewhere the values stay as they are.

    Examples
    --------
    >>> rolling_median(np.array([1.0, 9.0, 1.0, 1.0]), 3).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    from scipy.ndimage import median_filter

    if values.size == 0:
        return values.copy()
    if where is not None and FEW * np.count_nonzero(where) <= values.size:
        few, at = values.copy(), np.flatnonzero(where)
        few[at] = np.partition(_padded(values, width)[at[:, None] + np.arange(width)], width // 2, axis=1)[:, width // 2]
        return few
    if width == 5:
        medians = _of_five(_padded(values, width))
    else:
        medians = np.asarray(median_filter(filled(values), size=width, mode="nearest"), dtype=np.float64)
    return medians if where is None else np.where(where, medians, values)


def rolling_reach(values: FloatArray, width: int) -> FloatArray:
    """How far each sample lies from the furthest one in the ``width`` (odd) around it: a bound on its way from their median.

    Examples
    --------
    >>> rolling_reach(np.array([1.0, 9.0, 2.0, 2.0]), 3).tolist()
    [8.0, 8.0, 7.0, 0.0]
    """
    lowest = highest = _padded(values, width)
    held = 1
    while held < width:
        step = min(held, width - held)
        lowest, highest = np.minimum(lowest[:-step], lowest[step:]), np.maximum(highest[:-step], highest[step:])
        held += step
    return np.asarray(np.maximum(values - lowest, highest - values), dtype=np.float64)


def highest_median(values: FloatArray, width: int) -> float:
    """Highest median of ``width`` (odd) samples in a row, all of them known and at least so many.

    Examples
    --------
    >>> highest_median(np.array([1.0, 9.0, 1.0, 4.0, 5.0, 2.0]), 3)  # of 1, 4, 5 and of 4, 5, 2
    4.0
    """
    half, blocks = width // 2, len(values) // width
    least = float(np.partition(values[: blocks * width].reshape(blocks, width), half, axis=1)[:, half].max())
    # Only a window with more than half its samples above the best so far has a higher median.
    above = np.concatenate(([0], np.cumsum(values > least)))
    starts = np.flatnonzero(above[width:] - above[:-width] > half)
    if not starts.size:
        return least
    return float(np.partition(values[starts[:, None] + np.arange(width)], half, axis=1)[:, half].max())


def rolling_mean(values: FloatArray, width: int) -> FloatArray:
    """Centred running mean of the known samples in ``width`` (odd); NaN where there is none."""
    if values.size == 0:
        return values.copy()
    known = np.isfinite(values)
    if known.all():
        half = width // 2
        count, short = np.full(values.size, float(width)), min(half, values.size)
        count[:short] -= np.arange(half, half - short, -1)
        count[values.size - short :] -= np.arange(half - short + 1, half + 1)
        return np.asarray(_rolling_sum(values, width) / count, dtype=np.float64)
    total = _rolling_sum(np.where(known, values, 0.0), width)
    count = _rolling_sum(known.astype(np.float64), width)
    return np.asarray(np.divide(total, count, out=np.full(values.size, np.nan), where=count > 0.5))


def _padded(values: FloatArray, width: int) -> FloatArray:
    """The values, missing ones interpolated, with half a window of the first and of the last beyond the ends."""
    whole, half = filled(values), width // 2
    padded = np.empty(values.size + 2 * half)
    padded[half : half + values.size] = whole
    padded[:half], padded[half + values.size :] = whole[0], whole[-1]
    return padded


def _of_five(values: FloatArray) -> FloatArray:
    """Medians of five values in a row, by comparing: the middle of the fifth and the two middle ones of the other four."""
    one, two, three, four, five = (values[first : first + values.size - 4] for first in range(5))
    low = np.maximum(np.minimum(one, two), np.minimum(three, four))
    high = np.minimum(np.maximum(one, two), np.maximum(three, four))
    return np.asarray(np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), five)), dtype=np.float64)


def _rolling_sum(values: FloatArray, width: int) -> FloatArray:
    half = width // 2
    running = np.zeros(values.size + 1)
    np.cumsum(values, out=running[1:])
    # The window shrinks at both ends, where the sums stop at the first and the last value.
    inside = max(values.size - half, 0)
    total = np.full(values.size, running[-1])
    total[:inside] = running[half + 1 :]
    total[half:] -= running[:inside]
    return total
