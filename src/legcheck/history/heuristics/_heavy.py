"""Which runs count as heavy, by what, and whether so many of them are a pattern."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, Status
from legcheck.history.heuristics._base import Judged, Past
from legcheck.history.heuristics._statistics import beta_interval, beta_tail

__all__ = [
    "HEAVY_FEEL",
    "WEAK_FEEL",
    "HeavyRuns",
    "PatternRule",
    "Rate",
    "by_feel",
    "by_signs",
    "by_verdict",
    "felt",
    "for_association",
]

HEAVY_FEEL = 50.0
"""[0-100] A runner's rating of how the run felt, at or below which it counts as heavy ("normal" or worse on a watch)."""

SEEN = 0.8
"""[share] Of heavy runs those that a verdict is taken to see. Of 981 synthetic runs 6 to 8 % heavier it saw 71 %; a little more is taken, so that
three of six are a possible pattern, no sure one."""

WEAK_FEEL = 25.0
"""[0-100] "Weak" on a watch; what a talk with a physician is suggested from."""

MIN_CONFIDENCE = 0.4
"""[-] A headline less sure than this is not counted; engineering value."""

MIN_OF_EACH = 4
"""[runs] Rated runs of each kind, heavy and not, without which ratings are not used; engineering value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyRuns:
    """A yes or no for every run that has one.

    Attributes
    ----------
    heavy, known : ndarray of bool, shape (runs,)
    told_by : str
        What says so, in words.
    seen : float
        Share of the heavy runs that it sees. [-]
    """

    heavy: BoolArray
    known: BoolArray
    told_by: str
    seen: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many of the latest runs were heavy, and what that makes of them.

    Attributes
    ----------
    heavy, runs : int
    chance : float
        Probability that the runner's rate lies above what would be usual.
    low, high : float
        95 % credible interval of the rate.
    """

    heavy: int
    runs: int
    chance: float
    low: float
    high: float


def felt(past: Past) -> FloatArray:
    """How each run felt, from the file, else from the diary; shape (runs,). [0-100] NaN where not rated."""
    timeline = past.timeline
    written = (timeline.entries[place] for place in timeline.places)
    pairs = zip(timeline.runs, written, strict=True)
    return np.array(
        [run.feel if math.isfinite(run.feel) or note is None else note.feel for run, note in pairs], dtype=np.float64
    )


def by_feel(past: Past, *, limit: float = HEAVY_FEEL) -> HeavyRuns:
    """Heavy as the runner rated it."""
    feel = felt(past)
    known = np.isfinite(feel)
    word = "weak or worse" if limit <= WEAK_FEEL else "normal or worse"
    told = f"rated {word} by the runner (feel of {limit:.0f} of 100 or less)"
    return HeavyRuns(heavy=known & (np.nan_to_num(feel, nan=100.0) <= limit), known=known, told_by=told)


def by_verdict(judged: Judged, *, min_confidence: float = MIN_CONFIDENCE) -> HeavyRuns:
    """Heavy by the verdict in the light of the past, or heavy from the start; answers of little confidence are not counted."""
    known, heavy = [], []
    for headline, findings in zip(judged.headlines, judged.findings, strict=True):
        start = findings.get("heavy_from_start")
        answers = [item for item in (headline, start) if item is not None and (item.confidence or 0.0) >= min_confidence]
        known.append(bool(answers))
        heavy.append(any(item.status is Status.FOUND for item in answers))
    told = "heavy by heart rate, speed and what came before"
    found, judged_at_all = np.array(heavy, dtype=np.bool_), np.array(known, dtype=np.bool_)
    return HeavyRuns(heavy=found, known=judged_at_all, told_by=told, seen=SEEN)


def by_signs(judged: Judged) -> HeavyRuns:
    """Heavy by signs in the run itself: its own verdict, or heavy from the start. Nothing that came before is counted."""
    start = [findings.get("heavy_from_start") for findings in judged.findings]
    alone = [run.heavy_legs_status for run in judged.timeline.runs]
    known = [
        status != Status.NOT_ASSESSED or (early is not None and early.status is not Status.NOT_ASSESSED)
        for status, early in zip(alone, start, strict=True)
    ]
    heavy = [
        status == Status.FOUND or (early is not None and early.is_found) for status, early in zip(alone, start, strict=True)
    ]
    told = "heavy by signs in the run itself"
    return HeavyRuns(heavy=np.array(heavy, dtype=np.bool_), known=np.array(known, dtype=np.bool_), told_by=told)


def for_association(judged: Judged) -> HeavyRuns:
    """Ratings where there are enough of both kinds, else signs in the run.

    The verdict in the light of the past is not used: load and hour of the day are part of it, so it would be tied to them by
    construction.
    """
    rated = by_feel(judged)
    bad, rest = int(rated.heavy.sum()), int(rated.known.sum() - rated.heavy.sum())
    return rated if min(bad, rest) >= MIN_OF_EACH else by_signs(judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule:
    """From which share of heavy runs on one speaks of a pattern.

    Attributes
    ----------
    windows : tuple of int
        How many of the latest runs are looked at, shortest first. [runs]
    min_runs, min_heavy : int
        Runs without which nothing is said; heavy ones without which there is no pattern.
    usual_share : float
        A rate of heavy runs above it is a pattern; of those seen, so much fewer as are not seen. [share]
    sure, possible : float
        Probability of that from which it is one, and from which it may be.
    one_off_runs : int
        Runs with one heavy among them from which that one is a one-off.
    """

    windows: tuple[int, ...] = (10, 20)
    min_runs: int = 5
    min_heavy: int = 3
    usual_share: float = 0.3
    sure: float = 0.8
    possible: float = 0.5
    one_off_runs: int = 5

    def rate(self, runs: HeavyRuns) -> Rate | None:
        """The rate over the latest runs: in the window that speaks most clearly for a pattern, else in the longest."""
        series = runs.heavy[runs.known]
        if len(series) < self.min_runs:
            return None
        rates = [self._over(series[-window:], runs.seen) for window in self.windows]
        telling = [rate for rate in rates if rate.heavy >= self.min_heavy and rate.chance >= self.possible]
        return max(telling, key=lambda rate: (rate.chance, rate.runs)) if telling else rates[-1]

    def word(self, rate: Rate) -> str:
        """What a rate amounts to: ``"pattern"``, ``"possible pattern"``, ``"one-off"``, ``"none"`` or ``"undetermined"``.

        Examples
        --------
        >>> PatternRule().word(Rate(heavy=6, runs=10, chance=0.91, low=0.23, high=0.71))
        'pattern'
        """
        if rate.heavy >= self.min_heavy and rate.chance >= self.possible:
            return "pattern" if rate.chance >= self.sure else "possible pattern"
        if rate.heavy == 0:
            return "none"
        return "one-off" if rate.heavy == 1 and rate.runs >= self.one_off_runs else "undetermined"

    def _over(self, latest: BoolArray, seen: float) -> Rate:
        heavy, count = int(latest.sum()), len(latest)
        low, high = beta_interval(heavy, count)
        return Rate(heavy=heavy, runs=count, chance=beta_tail(heavy, count, self.usual_share * seen), low=low, high=high)
