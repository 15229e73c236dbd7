"""Episodes of the training itself: more of it, longer, harder, or without rest."""

from __future__ import annotations

from dataclasses import dataclass, replace

from legcheck.synth.training import (
    DAYS_PER_WEEK,
    HARD,
    Plan,
    PlanEpisode,
    Session,
    by_time,
    of_week,
    within,
)

__all__ = ["GreyZone", "HardBackToBack", "LongBackToBack", "NoRest", "Ramp", "Spike"]

MONTH_DAYS = 30
"""[days] A spike is measured against the longest run of so many days before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp(PlanEpisode):
    """Weeks that grow. ``weeks`` [weeks]; each is larger than the one before by ``fraction`` [-]. Then it is as before."""

    weeks: int = 2
    fraction: float = 0.30

    def reshape(self, plan: Plan) -> list[Session]:
        """Stretch the runs of these weeks."""
        changed = []
        for item in plan.sessions:
            grown = (1.0 + self.fraction) ** (int((item.day - self.day) // DAYS_PER_WEEK) + 1)
            inside = item.is_run and within(item, self.week, self.weeks)
            changed.append(replace(item, minutes=item.minutes * grown) if inside else item)
        return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike(PlanEpisode):
    """One long run. ``ratio``: its length over that of the longest run of the thirty days before. [-]"""

    ratio: float = 1.4

    def reshape(self, plan: Plan) -> list[Session]:
        """Stretch the first long run from that day on."""
        place = next(
            (number for number, item in enumerate(plan.sessions) if item.kind == "long" and item.day >= self.day), None
        )
        if place is None:
            return plan.sessions
        day = plan.sessions[place].day
        before = [item.minutes for item in plan.sessions if item.is_run and day - MONTH_DAYS <= item.day < day]
        longer = replace(plan.sessions[place], minutes=self.ratio * max(before, default=plan.sessions[place].minutes))
        return [*plan.sessions[:place], longer, *plan.sessions[place + 1 :]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRest(PlanEpisode):
    """Weeks in which every day holds a run. ``weeks`` [weeks], ``minutes`` of the added runs [min]."""

    weeks: int = 4
    minutes: float = 35.0

    def reshape(self, plan: Plan) -> list[Session]:
        """Fill the free days."""
        taken = {item.day for item in plan.sessions if item.is_run}
        free = [day for day in range(self.day, self.day + self.weeks * DAYS_PER_WEEK) if day not in taken]
        return by_time([*plan.sessions, *(Session(day=day, kind="easy", minutes=self.minutes) for day in free)])


@dataclass(frozen=True, slots=True, kw_only=True)
class HardBackToBack(PlanEpisode):
    """Weeks in which a second hard session follows on the day after the hard one. ``weeks`` [weeks]"""

    weeks: int = 3

    def reshape(self, plan: Plan) -> list[Session]:
        """Make the run of the day after hard, or put one in."""
        hard = [item for item in plan.sessions if item.kind in HARD and within(item, self.week, self.weeks)]
        days = {item.day + 1: item.minutes for item in hard}
        kept = [item for item in plan.sessions if not (item.is_run and item.day in days)]
        return by_time([*kept, *(Session(day=day, kind="intervals", minutes=minutes) for day, minutes in days.items())])


@dataclass(frozen=True, slots=True, kw_only=True)
class LongBackToBack(PlanEpisode):
    """Weeks with a long run on the day before the long run. ``weeks`` [weeks]"""

    weeks: int = 3

    def reshape(self, plan: Plan) -> list[Session]:
        """Make the run of the day before long, or put one in."""
        added, days = [], set()
        for week in range(int(self.week), int(self.week) + self.weeks):
            for item in of_week(plan.sessions, week):
                if item.kind == "long":
                    days.add(item.day - 1)
                    added.append(replace(item, day=item.day - 1))
        kept = [item for item in plan.sessions if not (item.is_run and item.day in days)]
        return by_time([*kept, *added])


@dataclass(frozen=True, slots=True, kw_only=True)
class GreyZone(PlanEpisode):
    """Weeks in which the easy runs are not easy: between the first and the second threshold. ``weeks`` [weeks], ``also_long``: nor is the long run."""

    weeks: int = 8
    also_long: bool = False

    def reshape(self, plan: Plan) -> list[Session]:
        """Run the easy runs steadily hard."""
        kinds = ("easy", "long") if self.also_long else ("easy",)
        return [
            replace(item, kind="steady") if item.kind in kinds and within(item, self.week, self.weeks) else item
            for item in plan.sessions
        ]
