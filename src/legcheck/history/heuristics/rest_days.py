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

    Legs become stronger on the days between, so weeks with hardly any such day are a plain reason for heavy ones. Among 446
    top-level endurance athletes those with fewer than two days of rest a week reported overuse problems 5.2 times as often (95 %
    interval 1.9 to 14.1; Ristolainen et al., J Sports Med Phys Fitness, 2014).

    That is one questionnaire about the past year among skiers, swimmers and runners of the top level. It cannot tell what came
    first, the interval is wide, and it did not ask for heavy legs. Advice, not alarm.

    Attributes
    ----------
    per_week : float
        A week with fewer has not enough; engineering value. [days]
    bad_weeks, weeks : int
        So many such weeks among so many are named; engineering values. [weeks]
    looked_back_weeks : int
        Also when they ended so long before the last activity; engineering value. [weeks]
    cap : float
        Highest score: one questionnaire; engineering value. [score]

    Notes
    -----
    From the first to the last activity every calendar day is active or not: a run, a strength session from a file, or ``strength``
    in the diary make it active. Other sport does not. Weeks are counted back from the last day, and the four weeks up to each
    earlier day are looked at as well.

        rest = 7 - active days of a week           bad: rest < per_week

    Found when ``bad_weeks`` of the last ``weeks`` weeks are bad (a score of 60, 10 more for each further week), or when that was so
    at any time in the last ``looked_back_weeks`` (50). Below that 15 for each bad week, and 35 at least with fewer than two days of
    rest a week, the line of the questionnaire. No error is reckoned; ``cap`` is the most.

    Confidence is lower where no strength training is recorded at all, and, unless it is found in the last weeks, because days
    without a file count as rest. Not assessed: less than four weeks of files, or weeks that hold none while nothing is found in the
    last four.

    Warnings
    --------
    - How many days you need is not known to any file; some run daily, sleep and eat accordingly, and do well.
    - A day without a file may have been a hard one. Rides and other sport count as rest here.
    - The study links groups of athletes, and not rest with heavy legs.
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
