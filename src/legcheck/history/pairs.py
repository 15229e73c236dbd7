"""Which recordings are of one activity: by sport, time, distance, and how speed went."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.likeness import Profiles
from legcheck.history.summary import ActivitySummary

__all__ = ["SAME_FILE_S", "SAME_OVERLAP", "length_s", "pairs", "sport_of", "start_s"]

SAME_OVERLAP = 0.8
"""[share of the shorter] Two recordings of one sport that overlap more are of one activity."""

SIMILAR = 1.2
"""[ratio] Distances, or distances per time, of two recordings of one run differ less: GPS errs by up to 9 %, a foot pod and a
treadmill by more; engineering value."""

SAME_FILE_S = 5.0
"""[s] Start and length of a copy in another format differ less."""

LEFT_OPEN_S = 6 * 3600.0
"""[s] A recording lasts at most so much longer than the runner moved, else it was left open; engineering value."""


def pairs(summaries: Sequence[ActivitySummary], *, one_device: bool) -> Iterable[tuple[int, int]]:
    """Pairs that are of one activity, by a sweep in order of start.

    Parameters
    ----------
    summaries : sequence of ActivitySummary
        By start; all have one.
    one_device : bool
        Look only among those of the same device.

    Yields
    ------
    place, other : int
        Places among ``summaries``, the earlier one first.
    """
    start, length = (np.array([value(summary) for summary in summaries]) for value in (start_s, length_s))
    distance = np.array([summary.number("distance_m") for summary in summaries])
    sports = _codes([sport_of(summary) for summary in summaries])
    devices = _codes([summary.device for summary in summaries])
    profiles = Profiles.of(summaries)
    beyond = np.searchsorted(start, start + length, side="left")
    for place in range(len(summaries)):
        others = slice(place + 1, max(int(beyond[place]), place + 1))
        if others.start == others.stop:
            continue
        fits = _fits(sports, place, others) & _is_same(start, length, distance, place, others)
        fits &= (devices[others] == devices[place]) if one_device else True
        near = place + 1 + np.flatnonzero(fits)
        together = np.maximum(start[near] - start[place], np.abs(length[near] - length[place])) <= SAME_FILE_S
        differ = profiles.differ(place, near, together=together)
        yield from ((place, int(other)) for other in near[~differ])


def _fits(sports: IntArray, place: int, others: slice) -> BoolArray:
    """Where the sport is the same, or one of the two does not tell."""
    fits: BoolArray = (sports[others] == sports[place]) | (sports[others] == 0) | (sports[place] == 0)
    return fits


def _is_same(start: FloatArray, length: FloatArray, distance: FloatArray, place: int, others: slice) -> BoolArray:
    """Where time and distance, or speed, speak for one activity; without a distance the longer one must be covered too."""
    own, theirs = length[place], length[others]
    overlap = np.minimum(start[place] + own, start[others] + theirs) - start[others]
    way, ways = distance[place], distance[others]
    covered = overlap > SAME_OVERLAP * np.minimum(own, theirs)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.fmin(np.abs(np.log(way / ways)), np.abs(np.log((way / own) / (ways / theirs))))
    known = (way > 0.0) & (ways > 0.0)
    same: BoolArray = covered & np.where(known, apart < math.log(SIMILAR), overlap > SAME_OVERLAP * np.maximum(own, theirs))
    return same


def start_s(summary: ActivitySummary) -> float:
    """Start, seconds since 1970 UTC; infinite where there is none. [s]"""
    return math.inf if summary.start_time is None else summary.start_time.timestamp()


def length_s(summary: ActivitySummary) -> float:
    """From start to end, but for what it was left open. [s]"""
    elapsed = summary.number("elapsed_s")
    return min(elapsed, summary.duration_s + LEFT_OPEN_S) if elapsed > 0.0 else summary.duration_s


def sport_of(summary: ActivitySummary) -> str:
    """Its sport; a run on a trail or a belt is a run."""
    return "running" if summary.is_run else summary.sport


def _codes(names: Sequence[str]) -> IntArray:
    """A number for each name, 0 for none."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(["", *names]))}
    return np.array([numbers[name] for name in names], dtype=np.int64)
