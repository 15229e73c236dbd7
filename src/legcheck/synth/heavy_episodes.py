"""Episodes that make runs heavy: heavy weeks and days, what follows an illness or weeks off, strength training, fades."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from legcheck.synth.training import (
    HARD,
    DailyEpisode,
    Morning,
    Plan,
    PlanEpisode,
    Session,
    by_time,
    of_week,
    within,
)

__all__ = ["AlwaysMinute", "HeavyDay", "HeavyWeeks", "Illness", "Layoff", "StrengthDays"]

RECOVERY_DAYS = 3.0
"""[days] Time in which what an illness or a layoff costs falls to 37 %, after the first ``cost_days``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyWeeks(PlanEpisode):
    """Runs that are heavy from the first kilometre.

    Attributes
    ----------
    weeks : float
        How long. [weeks]
    share : float
        Share of the runs that are heavy. [-]
    cost : float
        Heart rate at a speed goes up by this. [-]
    slow : float
        Speed at a heart rate goes down by this. [-]
    contact : float
        Ground contact gets longer by this. [-]
    """

    weeks: float = 6.0
    share: float = 0.5
    cost: float = 0.06
    slow: float = 0.0
    contact: float = 0.0

    def reshape(self, plan: Plan) -> list[Session]:
        """Draw which runs are heavy; their number is the share, rounded."""
        eligible = [place for place, item in enumerate(plan.sessions) if item.is_run and within(item, self.week, self.weeks)]
        count = round(self.share * len(eligible))
        chosen = set(plan.rng.permutation(eligible)[:count].tolist()) if eligible else set()
        return [
            item.heavier("heavy weeks", cost=self.cost, slow=self.slow, contact=self.contact) if place in chosen else item
            for place, item in enumerate(plan.sessions)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyDay(PlanEpisode):
    """One heavy run: the first of a week. ``cost``, ``slow``: as in :class:`HeavyWeeks`. [-]"""

    cost: float = 0.06
    slow: float = 0.0

    def reshape(self, plan: Plan) -> list[Session]:
        """Make the first run from that day on heavy."""
        first = next((place for place, item in enumerate(plan.sessions) if item.is_run and item.day >= self.day), None)
        return [
            item.heavier("heavy day", cost=self.cost, slow=self.slow) if place == first else item
            for place, item in enumerate(plan.sessions)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness(PlanEpisode, DailyEpisode):
    """Days off, then runs that cost more.

    Attributes
    ----------
    days : int
        Without any activity. [days]
    cost : float
        Heart rate at a speed goes up by this afterwards. [-]
    cost_days : int
        For so long; from then on it falls away. [days]
    """

    days: int = 8
    cost: float = 0.06
    cost_days: int = 10

    def reshape(self, plan: Plan) -> list[Session]:
        """Take out the days off and burden what follows."""
        return _after_break(plan.sessions, self.day, self.days, self.cost, self.cost_days, "illness")

    def morning(self, day: int) -> Morning:
        """Ill on the days off, with a raised resting heart rate."""
        ill = self.day <= day < self.day + self.days
        return Morning(ill=ill, resting_hr_bpm=8.0 if ill else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layoff(PlanEpisode):
    """Weeks without any activity, then training as before. ``days`` [days], ``cost`` [-], ``cost_days`` [days]: as :class:`Illness`."""

    days: int = 28
    cost: float = 0.03
    cost_days: int = 14

    def reshape(self, plan: Plan) -> list[Session]:
        """Take out the days off and burden what follows."""
        return _after_break(plan.sessions, self.day, self.days, self.cost, self.cost_days, "layoff")


def _after_break(sessions: list[Session], day: int, days: int, cost: float, cost_days: int, why: str) -> list[Session]:
    kept = []
    for item in sessions:
        since = item.day - day - days
        if since >= 0 and item.is_run:
            left = cost * float(np.exp(-max(since - cost_days, 0) / RECOVERY_DAYS))
            kept.append(item.heavier(why, cost=left) if left > 0.1 * cost else item)
        elif since >= 0 or item.day < day:
            kept.append(item)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class StrengthDays(PlanEpisode):
    """Strength training on the evening before a run.

    Attributes
    ----------
    weeks : float
        [weeks]
    per_week : int
        Sessions. [1/week]
    cost : float
        Heart rate at a speed goes up by this in the run of the next day. [-]
    """

    weeks: float = 8.0
    per_week: int = 1
    cost: float = 0.04

    def reshape(self, plan: Plan) -> list[Session]:
        """Put in the sessions and burden the runs of the days after them."""
        taken = {item.day for item in plan.sessions if item.kind == "strength"}
        before: set[int] = set()
        for week in range(round(self.week), round(self.week + self.weeks)):
            days = sorted({item.day - 1 for item in of_week(plan.sessions, week) if item.is_run} - taken)
            before |= set(plan.rng.permutation(days)[: self.per_week].tolist()) if days else set()
        added = [Session(day=day, kind="strength", minutes=40.0) for day in sorted(before) if day >= 0]
        changed = [
            item.heavier("strength the day before", cost=self.cost) if item.is_run and item.day - 1 in before else item
            for item in plan.sessions
        ]
        return by_time([*changed, *added])


@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysMinute(PlanEpisode):
    """Runs that fade: always about the same minute, or at any.

    Attributes
    ----------
    weeks : float
        [weeks]
    minute : float or None
        When the fade sets in; None: anywhere between 20 minutes and 15 before the end. [min]
    spread_s : float
        Standard deviation about that minute. [s]
    size : float
        Share of speed lost within five minutes. [-]
    share : float
        Share of the runs that are long enough and fade. [-]
    """

    weeks: float = 10.0
    minute: float | None = 42.0
    spread_s: float = 40.0
    size: float = 0.12
    share: float = 1.0

    def reshape(self, plan: Plan) -> list[Session]:
        """Let runs fade."""
        changed = []
        for item in plan.sessions:
            moment_s = self._moment_s(item, plan.rng)
            hit = (
                plan.rng.uniform() < self.share
                and item.kind not in HARD
                and item.is_run
                and within(item, self.week, self.weeks)
            )
            lasts = item.minutes * 60.0 - moment_s >= 720.0
            changed.append(replace(item, fade_after_s=moment_s, fade_fraction=self.size) if hit and lasts else item)
        return changed

    def _moment_s(self, item: Session, rng: np.random.Generator) -> float:
        anywhere, beside = rng.uniform(), rng.standard_normal()
        if self.minute is None:
            return 1200.0 + float(anywhere) * max(item.minutes * 60.0 - 2100.0, 0.0)
        return 60.0 * self.minute + self.spread_s * float(beside)
