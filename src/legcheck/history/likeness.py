"""Whether two recordings show the same activity: by how speed and heart rate went, minute by minute of the clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray
from legcheck.history.summary import ActivitySummary

__all__ = ["Profiles"]

SHARED = 0.5
"""[share of what the one that knows less knows] In fewer stretches of two minutes both moved: they are of two activities, one of which was left
open while the other went on. Engineering value; a copy and a second device share all."""

MIN_SHARED = 6
"""[stretches] Fewer that both recorded in full say nothing."""

SPEED_APART = 0.03
"""[-] Standard deviation of the log ratio of two speeds over the stretches both share in full. Set on 2,700 synthetic runs of 20 to 75 minutes,
seeds from 3,100,000 (even, very even, with hills, stops, a fade, a progression, repetitions). Of 5,200 pairs of recordings of one run, by two watches or by watch
and phone (speed from positions), it is 1.5 % in the median and above 3 % in one; between two even runs of one runner it is 4.1 %, and above 3 % in 80 %
(20 minutes), 93 % (46) and 99 % (75). Very even runs and those on a belt are not told apart: their speed hardly varies."""

SPEED_APART_SHARE = 0.25
"""[-] By as large a share of the runs' own variation two devices may differ as well: one whose clock is 12 s off or that damps changes of speed by 15 %
goes beyond 3 % and a fifth of it in up to 65 % of the synthetic repetitions, beyond a quarter in 11 %; two sessions alike go beyond a quarter in 74 %."""

TOGETHER_SHARE = 0.75
"""[-] The same share for recordings that begin and end within seconds of each other, as copies do: chance seldom brings that about, and speed from positions
may be off by a tenth over a stretch. Two synthetic even runs stay below it in 2 % (20 minutes), 1 % (30) and 0 % (46) of the pairs."""

SAME_HEART_BPM = 6.0
"""[bpm] Median difference between two sensors on one runner; engineering value. Asked only where speed tells nothing: optical sensors
may be off all run long."""


ONE_HEART_BPM = 0.5
"""[bpm] Median difference below which two recordings have the beats of one sensor, whatever their speeds: below it are 0.2 % of 2,700 synthetic pairs
of runs of one runner."""

ONE_HEART_SHARE = 0.25
"""[-] It is less than such a share of their standard deviation too: heart rates that stand still are alike in any two runs."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of many recordings, one after the other.

    Attributes
    ----------
    first : ndarray of int64, shape (recordings,)
        Number of the first stretch of each since 1970 UTC.
    begins : ndarray of int64, shape (recordings + 1,)
        Place of that stretch below; the last one is the end of all.
    known : ndarray of int64, shape (recordings,)
        Stretches of each in which the runner moved and anything is known.
    log_speed, heart_rate_bpm : ndarray of float64, shape (stretches + 1,)
        [log m/s], [bpm] NaN where nothing is known, and at the end.

    Examples
    --------
    >>> speeds = (2.9, 3.1, 3.0, 2.8, 3.2, 2.9, 3.0, 2.7, 3.2)
    >>> lines = [speeds, tuple(1.02 * speed for speed in speeds), speeds[::-1], (2.9, 3.1)]
    >>> profiles = Profiles.of(ActivitySummary(path="", start_time=None, profile_speed_mps=line) for line in lines)
    >>> profiles.differ(0, np.array([1, 2, 3]), together=np.zeros(3, dtype=bool)).tolist()  # a phone that reads 2 % more, a friend, a fragment
    [False, True, False]
    """

    first: IntArray
    begins: IntArray
    known: IntArray
    log_speed: FloatArray
    heart_rate_bpm: FloatArray

    @classmethod
    def of(cls, summaries: Iterable[ActivitySummary]) -> Self:
        """Put the profiles of summaries one after the other."""
        known = tuple(summaries)
        lengths = [max(len(item.profile_speed_mps), len(item.profile_heart_rate_bpm)) for item in known]
        speed = _line((item.profile_speed_mps for item in known), lengths)
        heart = _line((item.profile_heart_rate_bpm for item in known), lengths)
        begins = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        so_far = np.concatenate([[0], np.cumsum(_known(speed, heart))])
        return cls(
            first=np.array([item.profile_from for item in known], dtype=np.int64),
            begins=begins,
            known=so_far[begins[1:]] - so_far[begins[:-1]],
            log_speed=np.log(speed),
            heart_rate_bpm=heart,
        )

    def differ(self, place: int, others: IntArray, *, together: BoolArray) -> BoolArray:
        """Which recordings are of another activity than one of them is.

        Parameters
        ----------
        place : int
            The one.
        others : ndarray of int64, shape (n,)
            Places of those to compare with it.
        together : ndarray of bool, shape (n,)
            Which of them begin and end with it, as copies do.

        Returns
        -------
        ndarray of bool, shape (n,)
            False too where there is too little to tell: less than twelve whole minutes shared.
        """
        beside, whole = self._beside(place, others)
        own = slice(self.begins[place], self.begins[place + 1])
        speed, speeds = self.log_speed[own], self.log_speed[beside]
        heart, hearts = self.heart_rate_bpm[own], self.heart_rate_bpm[beside]
        shared = _known(speed, heart) & _known(speeds, hearts)
        fewest = np.minimum(self.known[place], self.known[others])
        ratio = np.where(whole, speed - speeds, np.nan)
        beats = np.where(whole, np.abs(heart - hearts), np.nan)
        tells, tells_heart = (np.isfinite(gap).sum(axis=1) >= MIN_SHARED for gap in (ratio, beats))
        bound = np.maximum(SPEED_APART, np.where(together, TOGETHER_SHARE, SPEED_APART_SHARE) * _own_sd(speed, speeds, ratio))
        apart = tells & (np.sqrt(_variance(ratio)) > bound)
        asked = np.flatnonzero(tells_heart & (apart | ~tells))
        beat, own_beat = _median(beats[asked]), _own_sd(heart, hearts[asked], beats[asked])
        is_one = beat < np.minimum(ONE_HEART_BPM, ONE_HEART_SHARE * own_beat)
        apart[asked] = np.where(tells[asked], ~is_one, beat > SAME_HEART_BPM)
        different: BoolArray = apart | (shared.sum(axis=1) < SHARED * fewest)
        return different

    def _beside(self, place: int, others: IntArray) -> tuple[IntArray, BoolArray]:
        """For every other one and every stretch of the one: where the other's value stands, and whether both cover the stretch in full."""
        length = self.begins[place + 1] - self.begins[place]
        number = self.first[place] + np.arange(length)
        start, stop = self.first[others, None], (self.first[others] + np.diff(self.begins)[others])[:, None]
        inside = (number >= start) & (number < stop)
        beside = np.where(inside, self.begins[others, None] + number - start, self.begins[-1])
        from_, to = np.maximum(start, self.first[place]), np.minimum(stop, self.first[place] + length)
        return beside, (number > from_) & (number < to - 1)


def _line(rows: Iterable[tuple[float, ...]], lengths: Sequence[int]) -> FloatArray:
    """Rows one after the other, NaN where nothing is known (0 in a summary) and once more at the end."""
    filled = (row + (0.0,) * (length - len(row)) for row, length in zip(rows, lengths, strict=True))
    line = np.fromiter(chain(chain.from_iterable(filled), [0.0]), dtype=np.float64, count=sum(lengths) + 1)
    return np.where(line > 0.0, line, np.nan)


def _known(speed: FloatArray, heart: FloatArray) -> BoolArray:
    known: BoolArray = np.isfinite(speed) | np.isfinite(heart)
    return known


def _own_sd(one: FloatArray, others: FloatArray, shared: FloatArray) -> FloatArray:
    """How much the two themselves vary over what they share, in the mean."""
    left_out = 0.0 * shared
    return np.asarray(np.sqrt((_variance(one + left_out) + _variance(others + left_out)) / 2.0), dtype=np.float64)


def _median(values: FloatArray) -> FloatArray:
    """Of every row, NaN left out; each has a value."""
    ordered, rows, count = np.sort(values, axis=1), np.arange(len(values)), np.isfinite(values).sum(axis=1)
    return np.asarray((ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2.0, dtype=np.float64)


def _variance(values: FloatArray) -> FloatArray:
    """Of every row, NaN left out; 0 where fewer than two are known."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    mean = np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1)
    square = np.where(known, (values - mean[:, None]) ** 2, 0.0).sum(axis=1)
    return np.asarray(square / np.maximum(count - 1, 1), dtype=np.float64)
