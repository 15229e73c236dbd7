"""The runner's limits as far as the files up to a moment tell them, and how much an activity was against them."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from legcheck.core import Athlete, FloatArray
from legcheck.history.summary import ActivitySummary
from legcheck.signals.heart_rate import RESTING_HR_BPM
from legcheck.signals.intensity import (
    AGE_INTERCEPT_BPM,
    AGE_SD_BPM,
    AGE_SLOPE_BPM_PER_YEAR,
    KNOWN_SD_BPM,
    STATED_SD_BPM,
    cut_off_below,
)
from legcheck.signals.load import banister_weight

__all__ = ["LimitsSoFar", "RunnerLimits", "limits_of", "training_load"]

DEFAULT_AGE_YEARS = 38.0
"""[years] Taken when nothing tells; widens the interval of maximum heart rate by :data:`UNKNOWN_AGE_SD_BPM`."""

UNKNOWN_AGE_SD_BPM = 8.0
"""[bpm] 11 years (SD of adult runners' age, engineering value) at 0.7 bpm a year."""

OBSERVED_RANK = 2
"""[-] The second largest observed maximum is believed, so that one faulty file does not set it."""

LATEST = 15
"""[files] Of so many the middle maximum heart rate or age is believed: a corrected setting counts after eight runs, a stranger's file never.
Engineering value."""

RESERVE_WITHOUT_HEART_RATE = 0.65
"""[share of the heart-rate reserve] Taken for an activity without heart rate; an easy run. Engineering value."""

STRENGTH_RESERVE = 0.40
"""[share of the heart-rate reserve] The same for strength training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerLimits:
    """Maximum heart rate with its standard error, and resting heart rate.

    Attributes
    ----------
    max_hr_bpm, max_hr_se_bpm : float
        [bpm]
    resting_hr_bpm : float
        [bpm]
    max_hr_source, resting_hr_source : str
        ``"athlete"``, ``"files"``, ``"age"`` or ``"default"``.
    """

    max_hr_bpm: float
    max_hr_se_bpm: float
    resting_hr_bpm: float
    max_hr_source: str
    resting_hr_source: str


STATED = ("max_hr_bpm", "resting_hr_bpm", "age_years")
"""What the caller or the files may state."""

SET_ANEW = frozenset({"max_hr_bpm", "age_years"})
"""Of these only the latest figures count; a resting heart rate that a watch measures every day is steadier over all of them."""


@dataclass(slots=True)
class LimitsSoFar:
    """The runner's limits as they become known, activity by activity, so that nothing later has a part in them.

    Parameters
    ----------
    athlete : Athlete
        What the caller told; goes before what files say.

    Examples
    --------
    >>> so_far = LimitsSoFar(Athlete(resting_hr_bpm=48.0))
    >>> for beats in (171.0, 178.0):
    ...     so_far.add(ActivitySummary(path="", start_time=None, facts={"max_hr_bpm": 175.0}, measures={"max_heart_rate_bpm": beats}))
    >>> so_far.limits.max_hr_bpm, so_far.limits.max_hr_source  # 178 was reached but once
    (175.0, 'files')
    """

    athlete: Athlete
    _seen_bpm: list[float] = field(default_factory=list, init=False)
    _stated: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in STATED}, init=False)
    _key: tuple[float, ...] = field(default=(), init=False)
    _limits: RunnerLimits | None = field(default=None, init=False)

    def add(self, summary: ActivitySummary) -> None:
        """Take in an activity: what its file states, and the largest heart rate it reached."""
        self.reached(summary.number("max_heart_rate_bpm"))
        for name, values in self._stated.items():
            value = summary.facts.get(name, math.nan)
            if math.isfinite(value) and (summary.is_run or name != "max_hr_bpm"):  # a ride's is that of riding
                values.append(value)
                if name in SET_ANEW:
                    del values[:-LATEST]
                else:
                    insort(values, values.pop())

    def reached(self, heart_rate_bpm: float) -> None:
        """Take in a largest heart rate of an activity, if there is one. [bpm]"""
        if math.isfinite(heart_rate_bpm):
            insort(self._seen_bpm, heart_rate_bpm)
            del self._seen_bpm[:-OBSERVED_RANK]

    @property
    def limits(self) -> RunnerLimits:
        """What the activities taken in so far tell."""
        stated = {name: self._told(name) for name in STATED}
        reached = self._seen_bpm[0] if len(self._seen_bpm) == OBSERVED_RANK else 0.0
        key = (reached, *(-1.0 if math.isnan(value) else value for value, _ in stated.values()))
        if self._limits is None or key != self._key:
            self._key, self._limits = key, _limits(stated, reached)
        return self._limits

    def _told(self, name: str) -> tuple[float, str]:
        """The caller's figure, else the median of the files', of the latest :data:`LATEST` where it is set anew."""
        told: float | None = getattr(self.athlete, name)
        if told is not None:
            return told, "athlete"
        values = sorted(self._stated[name]) if name in SET_ANEW else self._stated[name]
        middle = len(values) // 2
        return (0.5 * (values[middle] + values[~middle]), "files") if values else (math.nan, "default")


def limits_of(summaries: Iterable[ActivitySummary], athlete: Athlete) -> RunnerLimits:
    """Maximum and resting heart rate of the runner.

    Parameters
    ----------
    summaries : iterable of ActivitySummary
        All activities, in any order.
    athlete : Athlete
        What the caller told; goes before what files say.

    Returns
    -------
    RunnerLimits
        The caller's figure, else the one in the files (median; of maximum heart rate that of the latest 15 runs), else ``208 - 0.7 age`` (Tanaka H. et al., J Am Coll Cardiol
        2001;37:153-156) cut off below the second largest 15-s median that any run reached.

    Examples
    --------
    >>> limits_of([], Athlete(max_hr_bpm=188.0, resting_hr_bpm=48.0)).max_hr_bpm
    188.0
    """
    so_far = LimitsSoFar(athlete)
    for summary in summaries:
        so_far.add(summary)
    return so_far.limits


def _limits(stated: dict[str, tuple[float, str]], reached_bpm: float) -> RunnerLimits:
    rest, rest_source = stated["resting_hr_bpm"]
    top, top_se, top_source = _maximum(stated, reached_bpm)
    return RunnerLimits(
        max_hr_bpm=top,
        max_hr_se_bpm=top_se,
        resting_hr_bpm=RESTING_HR_BPM if math.isnan(rest) else rest,
        max_hr_source=top_source,
        resting_hr_source=rest_source,
    )


def _maximum(stated: dict[str, tuple[float, str]], reached_bpm: float) -> tuple[float, float, str]:
    value, source = stated["max_hr_bpm"]
    if math.isfinite(value):
        return max(value, reached_bpm), KNOWN_SD_BPM if source == "athlete" else STATED_SD_BPM, source
    age, age_source = stated["age_years"]
    spread = AGE_SD_BPM if math.isfinite(age) else math.hypot(AGE_SD_BPM, UNKNOWN_AGE_SD_BPM)
    mean = AGE_INTERCEPT_BPM - AGE_SLOPE_BPM_PER_YEAR * (age if math.isfinite(age) else DEFAULT_AGE_YEARS)
    mean, spread = cut_off_below(mean, spread, reached_bpm)
    return mean, spread, "age" if age_source != "default" else "default"


def training_load(summary: ActivitySummary, limits: RunnerLimits) -> float:
    """Training impulse after Banister; of use only against the runner's own other activities.

    Parameters
    ----------
    summary : ActivitySummary
    limits : RunnerLimits

    Returns
    -------
    float
        Minutes times their weight (:func:`legcheck.signals.load.banister_weight`, mean of both sexes). [points] Without heart
        rate an easy run's share of the heart-rate reserve is taken.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> hour = ActivitySummary(path="a", start_time=datetime(2024, 5, 1, tzinfo=UTC), heart_rate_s={140: 3600.0})
    >>> limits = limits_of([], Athlete(max_hr_bpm=190.0, resting_hr_bpm=50.0))
    >>> round(training_load(hour, limits), 1)  # 60 min * x * mean(0.64 e^1.92x, 0.86 e^1.67x), x = 90 / 140
    90.9
    """
    beats = np.array(list(summary.heart_rate_s), dtype=np.float64)
    seconds = np.array(list(summary.heart_rate_s.values()), dtype=np.float64)
    if not seconds.sum():
        strength = summary.sport == "training" or "strength" in summary.sub_sport
        beats, seconds = np.array([math.nan]), np.array([summary.duration_s])
        reserve = np.array([STRENGTH_RESERVE if strength else RESERVE_WITHOUT_HEART_RATE])
    else:
        reserve = (beats - limits.resting_hr_bpm) / max(limits.max_hr_bpm - limits.resting_hr_bpm, 1.0)
    return float(_weight(reserve) @ seconds / 60.0)


def _weight(reserve: FloatArray) -> FloatArray:
    return 0.5 * (banister_weight(reserve, "man") + banister_weight(reserve, "woman"))
