"""For every run at once the runs before it that it is held against, as tables with a row for each run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["Before", "Windows", "middles", "sums"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Earlier runs of many runs, oldest first and set to the right; a row for each run.

    Attributes
    ----------
    places : ndarray of int, shape (rows, width)
        Places among ``timeline.runs``; of no meaning where there is none.
    there : ndarray of bool, shape (rows, width)
        Where there is one.
    """

    places: IntArray
    there: BoolArray

    @property
    def count(self) -> IntArray:
        """How many there are for each run; shape (rows,)."""
        count: IntArray = np.count_nonzero(self.there, axis=1)
        return count

    def of(self, values: FloatArray, *, empty: float = 0.0) -> FloatArray:
        """Their numbers, ``empty`` where there is no run; shape (rows, width)."""
        return np.where(self.there, values[self.places], empty)

    def latest(self, chosen: BoolArray, most: int) -> Windows:
        """The latest so many of those that are chosen; the width is ``most``."""
        wanted = chosen & self.there
        back = np.cumsum(wanted[:, ::-1], axis=1)[:, ::-1]
        row, column = np.nonzero(wanted & (back <= most))
        places, there = np.zeros((len(wanted), most), dtype=np.int64), np.zeros((len(wanted), most), dtype=np.bool_)
        to = most - back[row, column]
        places[row, to], there[row, to] = self.places[row, column], True
        return Windows(places=places, there=there)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Which runs lie in the days before each run.

    Attributes
    ----------
    first, end : ndarray of int, shape (runs,)
        They are ``first`` to ``end - 1``.
    kind : ndarray of int, shape (runs,)
        Equal where runs are of one kind (of one device, say), counted from 0.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from legcheck.history.summary import ActivitySummary
    >>> runs = [ActivitySummary(path=str(day), start_time=datetime(2024, 5, day, tzinfo=UTC)) for day in (1, 3, 7, 8)]
    >>> before = Before.of(Timeline.of(runs), days=5.0)
    >>> before.latest(np.array([0, 2]), most=2).count.tolist()  # only the first and the third are of use
    [0, 1, 0, 1]
    """

    first: IntArray
    end: IntArray
    kind: IntArray

    @classmethod
    def of(cls, timeline: Timeline, *, days: float, kind: IntArray | None = None) -> Before:
        """Runs that began before each run, at most ``days`` earlier, as :meth:`Timeline.runs_before`; the kind is the device."""
        times = timeline.run_time_s
        first, end = np.searchsorted(times, times - days * DAY_S), np.searchsorted(times, times)
        return cls(first=first, end=end, kind=timeline.device_codes if kind is None else kind)

    def latest(
        self, known: IntArray, *, most: int = 0, rows: IntArray | None = None, alike: BoolArray | None = None
    ) -> Windows:
        """The latest of the runs before.

        Parameters
        ----------
        known : ndarray of int, shape (k,)
            Places of the runs that are of use, sorted.
        most : int
            So many at most, which is the width, so that sums over a row do not depend on other rows; 0 for all.
        rows : ndarray of int, optional
            Runs to look back from; all when left out.
        alike : ndarray of bool, optional
            For which of these rows only runs of the same kind are of use; for none when left out.
        """
        keys, low, high = self._bounds(known, rows, alike)
        width = most or int((high - low).max(initial=1))
        at = high[:, None] + np.arange(-width, 0)
        there = at >= low[:, None]
        return Windows(places=keys[np.where(there, at, -1)] % max(len(self.first), 1), there=there)

    def count(self, known: IntArray, *, rows: IntArray | None = None, alike: BoolArray | None = None) -> IntArray:
        """How many of the runs before are of use; parameters as in :meth:`latest`; shape (rows,)."""
        _, low, high = self._bounds(known, rows, alike)
        return high - low

    def mean(self, values: FloatArray, *, alike: BoolArray | None = None) -> FloatArray:
        """Mean of the known numbers of all the runs before; shape (runs,), NaN where there is none."""
        keys, low, high = self._bounds(np.flatnonzero(np.isfinite(values)), None, alike)
        order = np.argsort(low, kind="stable")  # so that stretches between two windows are added up but once
        ends = np.column_stack([low, high])[order].ravel()
        sums = np.empty(len(low))
        sums[order] = np.add.reduceat(values[keys % max(len(values), 1)], ends)[::2] if len(low) else 0.0
        means: FloatArray = np.divide(sums, high - low, out=np.full(len(low), np.nan), where=high > low)
        return means

    def _bounds(self, known: IntArray, rows: IntArray | None, alike: BoolArray | None) -> tuple[IntArray, IntArray, IntArray]:
        """Runs in one long row, all of them first, then kind by kind, and one more as the end; and which part of it each row needs."""
        count = len(self.first)
        first, end, kind = (item if rows is None else item[rows] for item in (self.first, self.end, self.kind))
        shift = np.zeros(len(first), dtype=np.int64) if alike is None else np.where(alike, (kind + 1) * count, 0)
        by_kind = known[:0] if alike is None else np.sort((self.kind[known] + 1) * count + known)
        keys = np.concatenate([known, by_kind])
        low, high = np.searchsorted(keys, shift + first), np.searchsorted(keys, shift + end)
        return np.append(keys, 0).astype(np.int64), low, high


def sums(values: FloatArray, there: BoolArray) -> FloatArray:
    """Sum of the numbers of each row that are there, to the last digit what each row gives alone, however wide the table; shape (rows,).

    Examples
    --------
    >>> sums(np.array([[9.0, 1.0, 2.0], [3.0, 4.0, 5.0]]), np.array([[False, True, True], [True, True, True]])).tolist()
    [3.0, 12.0]
    """
    if not len(values):
        return np.zeros(0)
    with_zero = np.zeros((len(values), 1))
    begins_with_zero = np.concatenate([with_zero, values], axis=1)[np.concatenate([with_zero == 0.0, there], axis=1)]
    starts = np.cumsum(np.append(0, np.count_nonzero(there, axis=1)[:-1] + 1))
    return np.asarray(np.add.reduceat(begins_with_zero, starts), dtype=np.float64)


def middles(values: FloatArray, count: IntArray) -> FloatArray:
    """Median of the ``count`` smallest of each row, which is sorted; infinite where there is none; shape (rows,).

    Examples
    --------
    >>> middles(np.array([[1.0, 2.0, np.inf], [1.0, 2.0, 4.0]]), np.array([2, 3])).tolist()
    [1.5, 2.0]
    """
    row, half = np.arange(len(values)), count // 2
    return np.asarray(0.5 * (values[row, np.maximum(count - 1, 0) // 2] + values[row, half]), dtype=np.float64)
