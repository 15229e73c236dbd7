"""Which part of a run is compared with which: warm-up cut, reference window, late window, and even bins.

Windows are fixed in advance from the clock alone. Choosing the worst kilometre first and testing it afterwards finds
a fade in every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray, Run, Span

__all__ = ["Bins", "Windows", "analysis_windows", "bin_means", "running_mean"]

WARM_UP_S = 600.0
"""[s] Cut from the start: heart rate and gait settle in the first ten minutes."""

REFERENCE_END = 0.40
"""[share of recorded time] End of the reference window."""

REFERENCE_END_LATEST = 0.55
"""[share of recorded time] How far the reference window may stretch in a short run to hold its minimum."""

LATE_START = 0.75
"""[share of recorded time] Start of the late window: the last quarter."""

FINISH_CUT = 0.03
"""[share of recorded time] Cut from the end: a finishing sprint or a stop at the door is no sign of anything."""

LONGEST_WALK_HOME_S = 900.0
"""[s] A run that ends in a longer walk was walked for more than cooling down; engineering value."""

SHORTEST_WALK_HOME_S = 60.0
"""[s] A few steps to the door need no rule."""

STILL_RUN_SHARE = 0.15
"""[share] So much of a walk home may be run, across a road say."""

WALK_HOME_OF_RUN = 0.25
"""[share of moving time] A walk home is the end of a run and not most of it."""

MIN_WINDOW_S = 480.0
"""[s] Usable seconds a window needs; eight minutes hold about ten independent samples of speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The stretches of a run that are compared.

    Attributes
    ----------
    analysed : Span
        From the end of the warm-up to just before the finish. [s]
    reference, late : Span
        What "before" and "late" mean. [s]
    recorded_s : float
        Recorded time (pauses, gaps and a walk home left out). [s]
    walk_home_s : float
        Walking at the end that is left out. [s]
    """

    analysed: Span
    reference: Span
    late: Span
    recorded_s: float
    walk_home_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bins:
    """Means over even stretches of time.

    Attributes
    ----------
    time_s : ndarray of float64, shape (n,)
        Centre of each bin, elapsed time. [s]
    means : mapping of str to ndarray of float64, shape (n,)
        Mean of each series over the usable seconds of the bin.
    width_s : float
        Length of a bin. [s]
    """

    time_s: FloatArray
    means: Mapping[str, FloatArray]
    width_s: float

    def __len__(self) -> int:
        return len(self.time_s)

    def __getitem__(self, name: str) -> FloatArray:
        return self.means[name]

    def within(self, span: Span) -> BoolArray:
        """Which bins have their centre in ``span``."""
        return (self.time_s >= span.start_s) & (self.time_s < span.end_s)


def analysis_windows(run: Run) -> Windows:
    """Fix the windows of a run from its clock.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Windows
        The reference window runs from minute 10 to 40 % of the recorded time (stretched up to 55 % in short runs so
        that it holds eight minutes), the late window over the last quarter without the last 3 %. A cool-down lap
        marked as such by the device is left out altogether, and so is a walk of up to a quarter of an hour with which the run ends:
        whether the legs would not run or the runner was home cannot be told from it.
    """
    active = run.masks["recorded"] & (run.masks["running"] | run.masks["walking"]) & ~_marked(run, ("cooldown",))
    home = _walk_home_from(active, run.running)
    walk_home_s = float(np.count_nonzero(active[home:]))
    active = active & (np.arange(len(active)) < home)
    seconds = np.cumsum(active, dtype=np.int64)
    total = float(seconds[-1]) if seconds.size else 0.0
    reference_end = min(max(REFERENCE_END * total, WARM_UP_S + MIN_WINDOW_S), REFERENCE_END_LATEST * total)
    marks = [WARM_UP_S, reference_end, LATE_START * total, (1.0 - FINISH_CUT) * total]
    warm, reference, late, finish = (_moment(seconds, mark) for mark in marks)
    return Windows(
        analysed=Span(min(warm, finish), finish),
        reference=Span(min(warm, reference), reference),
        late=Span(min(late, finish), finish),
        recorded_s=total,
        walk_home_s=walk_home_s,
    )


def bin_means(
    series: Mapping[str, FloatArray], usable: BoolArray, *, width_s: float, span: Span, min_share: float = 0.5
) -> Bins:
    """Average 1-Hz series over even bins, keeping bins that are mostly usable.

    Parameters
    ----------
    series : mapping of str to ndarray of float64, shape (n,)
        1-Hz series of a run.
    usable : ndarray of bool, shape (n,)
        Seconds that count; a second also needs every series finite.
    width_s : float
        Length of a bin. [s]
    span : Span
        Stretch to cover. [s]
    min_share : float, default 0.5
        Share of a bin that must be usable for the bin to be kept.

    Returns
    -------
    Bins
        One row per kept bin.
    """
    start, stop = round(span.start_s), min(round(span.end_s), len(usable))
    width = max(round(width_s), 1)
    count = max((stop - start) // width, 0)
    cut = slice(start, start + count * width)
    good = usable[cut]
    blocks = {name: values[cut] for name, values in series.items()}
    for block in blocks.values():
        good = good & np.isfinite(block)
    centres = np.asarray(start + (np.arange(count) + 0.5) * width, dtype=np.float64)
    if np.count_nonzero(good) == good.size:
        whole = {name: block.reshape(count, width).sum(axis=1) / width for name, block in blocks.items()}
        return Bins(time_s=centres, means=whole, width_s=float(width))
    number = good.reshape(count, width).sum(axis=1)
    kept = number >= min_share * width
    divisor = np.maximum(number, 1)
    means = {
        name: (np.where(good, block, 0.0).reshape(count, width).sum(axis=1) / divisor)[kept] for name, block in blocks.items()
    }
    return Bins(time_s=centres[kept], means=means, width_s=float(width))


def running_mean(values: FloatArray, known: BoolArray, width: int) -> FloatArray:
    """Centred mean over ``width`` seconds (an even width reaches one second further back), in linear time.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        1-Hz series.
    known : ndarray of bool, shape (n,)
        Seconds that count.
    width : int
        [s]

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where no second counts.

    Examples
    --------
    >>> running_mean(np.array([1.0, 2.0, 6.0, 9.0]), np.array([True, True, True, False]), 3).tolist()
    [1.5, 3.0, 4.0, 6.0]
    """
    total, number = np.zeros(len(values) + 1), np.zeros(len(values) + 1)
    np.cumsum(np.where(known, values, 0.0), out=total[1:])
    np.cumsum(known, out=number[1:])
    return _over_window(total, width) / np.maximum(_over_window(number, width), 1.0)


def _over_window(sums: FloatArray, width: int) -> FloatArray:
    """Sums over windows that shrink at both ends, from sums up to each second."""
    count, ahead = len(sums) - 1, (width - 1) // 2
    behind, inside = width - 1 - ahead, max(count - ahead, 0)
    over = np.full(count, sums[-1])
    over[:inside] = sums[count + 1 - inside :]
    over[behind:] -= sums[: max(count - behind, 0)]
    return over


def _walk_home_from(active: BoolArray, running: BoolArray) -> int:
    """First second of the walk with which the run ends; the length of the run when it ends running."""
    moved = np.cumsum(active[::-1], dtype=np.int64)[::-1]
    ran = np.cumsum((active & running)[::-1], dtype=np.int64)[::-1]
    total = int(moved[0]) if moved.size else 0
    walks = active & ~running & (ran <= STILL_RUN_SHARE * moved)
    first = int(np.argmax(walks)) if walks.any() else len(active)
    length = int(moved[first]) if first < len(active) else 0
    longest = min(LONGEST_WALK_HOME_S, WALK_HOME_OF_RUN * total)
    return first if SHORTEST_WALK_HOME_S <= length <= longest else len(active)


def _moment(seconds: IntArray, mark: float) -> float:
    # The first second after `mark` of them have passed; a mark a rounding error below a whole second counts as that second.
    return float(np.searchsorted(seconds, np.floor(mark + 1e-6), side="right"))


def _marked(run: Run, intensities: tuple[str, ...]) -> BoolArray:
    mask = np.zeros(len(run), dtype=np.bool_)
    for lap in run.activity.laps:
        if lap.intensity in intensities:
            mask[max(round(lap.span.start_s), 0) : max(round(lap.span.end_s), 0)] = True
    return mask
