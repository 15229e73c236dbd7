"""Weeks with hardly a day of rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, BoolArray, Evidence, Finding, IntArray
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._load_sources import RISTOLAINEN
from legcheck.history.timeline import Timeline

__all__ = ["RestDays"]

BAD_WEEK_SCORE, FOUND_SCORE = 15.0, 60.0
"""[score] For each week without enough rest while they are too few to be named, and when they are named; engineering values."""

ASKED_DAYS = 2.0
"""[days a week] Below this the athletes of the questionnaire reported overuse problems more often."""

FEW_SCORE = 35.0
"""[score] At least this when the four weeks have fewer."""

EARLIER_SCORE = 50.0
"""[score] When it is over, but not for long."""

LIMITS = "runners who train daily and sleep and eat accordingly may need fewer days off; other sport on days without running is not counted here"
"""What else it may be."""

RETROSPECTIVE = (
    "one questionnaire about the past year among top-level skiers, swimmers and runners: it cannot tell what came first, and it asked for "
    "overuse problems, not for heavy legs"
)
"""What is not claimed."""


@dataclass(frozen=True, kw_only=True)
class RestDays(PatternHeuristic):
    """Counts the days without running and strength training, week by week over any four weeks.

    Attributes
    ----------
    per_week : float
        A week with fewer has not enough. [days]
    bad_weeks, weeks : int
        So many such weeks among so many are named. [weeks]
    looked_back_weeks : int
        Also when they ended so long before the last activity. [weeks]
    cap : float
        Highest score: one questionnaire. [score]
    """

    id: ClassVar[str] = "rest_days"
    title: ClassVar[str] = "Few days of rest"
    sources: ClassVar[tuple[str, ...]] = (RISTOLAINEN,)

    per_week: float = 1.0
    bad_weeks: int = 3
    weeks: int = 4
    looked_back_weeks: int = 12
    cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """The last four weeks first, then the worst before them."""
        timeline = judged.timeline
        length = 7 * self.weeks
        active, first_day = _active_days(timeline)
        if len(active) < length:
            return self.not_assessed(f"the files cover {len(active)} days; needs {length}")
        rest = _rest_by_week(active, self.weeks)
        bad = (rest < self.per_week).sum(axis=0)
        now, earlier = int(bad[-1]), np.flatnonzero(bad >= self.bad_weeks)
        earlier = earlier[earlier >= len(active) - 7 * self.looked_back_weeks]
        if now < self.bad_weeks:
            coverage = timeline.coverage(float(timeline.time_s[-1]) + 1.0, float(length) - 1.0)
            if not coverage.is_enough:
                return self.not_assessed(coverage.reason)
        a_week = float(rest[:, -1].mean())
        return self.finding(
            self._score(now, a_week, was_so=len(earlier) > 0),
            self._confidence(timeline, is_so=now >= self.bad_weeks),
            reason=self._reason(timeline, now, a_week, earlier + first_day),
            evidence=self._evidence(rest, a_week, now),
            alternatives=(LIMITS, RETROSPECTIVE),
            advice=(
                Advice(
                    text="plan one or two days a week without running and strength training, more while the legs are heavy",
                    source=RISTOLAINEN,
                ),
            ),
            cap=self.cap,
        )

    def _score(self, now: int, a_week: float, *, was_so: bool) -> float:
        low = FEW_SCORE if a_week < ASKED_DAYS else 0.0
        short = now - self.bad_weeks
        score = FOUND_SCORE + 10.0 * short if short >= 0 else min(BAD_WEEK_SCORE * now, FOUND_SCORE - 20.0)
        return max(score, low, EARLIER_SCORE if was_so else 0.0)

    def _confidence(self, timeline: Timeline, *, is_so: bool) -> Confidence:
        strength = len(timeline.strength_places) or len(timeline.strength_days)
        return Confidence(
            {
                "no strength training recorded: days with it may count as rest": 1.0 if strength else 0.9,
                "days without a file count as rest": 1.0 if is_so else 0.85,
            }
        )

    def _reason(self, timeline: Timeline, now: int, a_week: float, earlier: IntArray) -> str:
        told = f"{a_week:.1f} days a week without running or strength training over the last {self.weeks} weeks"
        few = f"less than {self.per_week:.0f} in"
        if now >= self.bad_weeks:
            told += f"; {few} {now} of them"
        elif len(earlier):
            told += f"; {few} {self.bad_weeks} or more of the {self.weeks} weeks up to {timeline.day_of(int(earlier[-1])).isoformat()}"
        if a_week >= ASKED_DAYS:
            return told
        return (
            f"{told}; among 446 top-level endurance athletes those with fewer than two a week reported overuse problems 5.2 times as often "
            "(95 % interval 1.9-14.1)"
        )

    def _evidence(self, rest: IntArray, a_week: float, now: int) -> tuple[Evidence, ...]:
        lowest = float(rest.mean(axis=0).min())
        return (
            Evidence(
                name="days of rest a week, last four weeks", value=a_week, unit="days", threshold=ASKED_DAYS, source=RISTOLAINEN
            ),
            Evidence(
                name="weeks without a day of rest, last four", value=float(now), unit="weeks", threshold=float(self.bad_weeks)
            ),
            Evidence(name="days of rest a week in the four weeks with the fewest", value=lowest, unit="days"),
        )


def _active_days(timeline: Timeline) -> tuple[BoolArray, int]:
    """For every day from the first activity to the last: whether there was running or strength training; and the first day."""
    if not len(timeline):
        return np.zeros(0, dtype=np.bool_), 0
    first, last = int(timeline.local_day[0]), int(timeline.local_day[-1])
    days = np.concatenate([timeline.run_day, timeline.local_day[timeline.strength_places], timeline.strength_days])
    active = np.zeros(last - first + 1, dtype=np.bool_)
    active[days[(days >= first) & (days <= last)] - first] = True
    return active, first


def _rest_by_week(active: BoolArray, weeks: int) -> IntArray:
    """Days of rest in each of the weeks that end with each day, latest week first; shape (weeks, days).

    Before the first four weeks are full every day counts as rest.
    """
    total = np.concatenate([np.zeros(7 * weeks), np.cumsum(active)])
    rest = [total[7 * (weeks - week) :][: len(active)] for week in range(weeks + 1)]
    return np.array([7 - (rest[week] - rest[week + 1]) for week in range(weeks)]).astype(np.int64)
