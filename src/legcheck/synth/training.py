"""Weeks of training as a plan: which day holds what, and what a morning was like; see :mod:`legcheck.synth.episodes` for what changes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

__all__ = [
    "DAYS_PER_WEEK",
    "HARD",
    "DailyEpisode",
    "Episode",
    "Habits",
    "Morning",
    "Plan",
    "PlanEpisode",
    "Session",
    "by_time",
    "of_week",
    "plan_sessions",
    "within",
]

DAYS_PER_WEEK = 7
"""[days]"""

RUN_DAYS: dict[int, tuple[int, ...]] = {
    2: (2, 6),
    3: (1, 3, 6),
    4: (1, 3, 4, 6),
    5: (1, 2, 4, 5, 6),
    6: (1, 2, 3, 4, 5, 6),
}
"""Days of the week that hold a run, Monday 0; the first is the hard one, the last the long one."""

HARD = ("intervals", "tempo")
"""Kinds of session that are hard."""

SPEED_SHARE = {"easy": 0.93, "long": 0.92, "tempo": 0.93, "intervals": 0.93, "steady": 1.17}
"""[-] Of the runner's reference speed (70 % of the heart-rate reserve); of a hard session its warm-up."""

LONG_FACTOR = 1.5
"""[-] Length of the long run over that of an easy one."""

WEEK_SD, WEEK_MEMORY = 0.06, 0.5
"""[-] Weeks wander: SD of their volume and how much of it lasts into the next; ours."""

SESSION_SD = 0.04
"""[-] A session is longer or shorter than planned; ours."""

LONG_SD = 0.02
"""[-] The long run less so; ours."""

SKIPPED = 0.04
"""[-] Share of easy runs that life prevents; ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How the runner trains, whatever happens.

    Attributes
    ----------
    minutes : float
        Of an easy run; long ones take half as long again. [min]
    strength_per_week, rides_per_week : int
        Other training. [1/week]
    day_sd : float
        Heart rate at a speed varies by this from day to day: 1.1-1.4 % in the laboratory, more outdoors. [-]
    first_day : date
        In week 0, which starts on its Monday.
    """

    minutes: float = 45.0
    strength_per_week: int = 0
    rides_per_week: int = 0
    day_sd: float = 0.018
    first_day: date = date(2024, 1, 1)

    @property
    def first_monday(self) -> date:
        """The first day of all."""
        return self.first_day - timedelta(days=self.first_day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One planned activity.

    Attributes
    ----------
    day : int
        Days since the first Monday.
    kind : str
        ``easy``, ``long``, ``tempo``, ``intervals``, ``steady``, ``strength`` or ``ride``.
    minutes : float
        [min]
    cost : float
        Heart rate at a speed is higher by this. [-]
    slow : float
        Speed at a heart rate is lower by this. [-]
    contact : float
        Ground contact is longer by this. [-]
    fade_after_s, fade_fraction : float
        When a fade sets in [s], None without one, and its size [-].
    drift_bpm_per_h, cadence_spm : float
        Heart rate drifts more by this [bpm/h]; more steps a minute at a speed [steps/min].
    sensor_bpm : float
        The heart-rate sensor shows this much more than the heart does; infinite: it shows the steps. [bpm]
    why : tuple of str
        What made it so.
    """

    day: int
    kind: str
    minutes: float
    cost: float = 0.0
    slow: float = 0.0
    contact: float = 0.0
    fade_after_s: float | None = None
    fade_fraction: float = 0.0
    drift_bpm_per_h: float = 0.0
    cadence_spm: float = 0.0
    sensor_bpm: float = 0.0
    why: tuple[str, ...] = ()

    @property
    def is_run(self) -> bool:
        """Whether it is a run."""
        return self.kind in SPEED_SHARE

    def heavier(self, why: str, *, cost: float = 0.0, slow: float = 0.0, contact: float = 0.0) -> Session:
        """The same with more to carry."""
        whys = (*self.why, why)
        return replace(self, why=whys, cost=self.cost + cost, slow=self.slow + slow, contact=self.contact + contact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """A day of the runner, or what an episode adds to it.

    Attributes
    ----------
    temperature_c, sleep_h, weight_kg, resting_hr_bpm : float
        Air, night, scale and pulse. [degC] [h] [kg] [bpm]
    ill : bool
    shoes : str
        Pair of the day; empty: as before.
    """

    temperature_c: float = 0.0
    sleep_h: float = 0.0
    weight_kg: float = 0.0
    resting_hr_bpm: float = 0.0
    ill: bool = False
    shoes: str = ""

    def __add__(self, other: Morning) -> Morning:
        return Morning(
            temperature_c=self.temperature_c + other.temperature_c,
            sleep_h=self.sleep_h + other.sleep_h,
            weight_kg=self.weight_kg + other.weight_kg,
            resting_hr_bpm=self.resting_hr_bpm + other.resting_hr_bpm,
            ill=self.ill or other.ill,
            shoes=other.shoes or self.shoes,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Sessions in order of time, and the chance that an episode draws from.

    Attributes
    ----------
    sessions : list of Session
    rng : numpy Generator
    """

    sessions: list[Session]
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Something that happens from a week on.

    Attributes
    ----------
    week : float
        Its start, 0 for the first Monday. [weeks]
    """

    week: float = 10.0

    @property
    def day(self) -> int:
        """Its first day."""
        return round(self.week * DAYS_PER_WEEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEpisode(Episode, ABC):
    """An episode that changes the sessions."""

    @abstractmethod
    def reshape(self, plan: Plan) -> list[Session]:
        """The sessions with this in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyEpisode(Episode, ABC):
    """An episode that changes the runner's days."""

    @abstractmethod
    def morning(self, day: int) -> Morning:
        """What it adds to a day."""


def plan_sessions(habits: Habits, *, weeks: int, runs_per_week: int, rng: np.random.Generator) -> list[Session]:
    """Even training: easy runs, one hard and one long a week, and at least one day of rest.

    Parameters
    ----------
    habits : Habits
    weeks, runs_per_week : int
        Two to six runs a week.
    rng : numpy Generator
    """
    volume, sessions = 0.0, []
    for week in range(weeks):
        volume = WEEK_MEMORY * volume + WEEK_SD * float(rng.standard_normal())
        noise, luck = rng.standard_normal(DAYS_PER_WEEK), rng.uniform(size=DAYS_PER_WEEK)
        for weekday in RUN_DAYS[runs_per_week]:
            kind = _kind(week, weekday, runs_per_week)
            spread = LONG_SD if kind == "long" else SESSION_SD
            factor = (LONG_FACTOR if kind == "long" else np.exp(volume)) * np.exp(spread * noise[weekday])
            if kind != "easy" or luck[weekday] >= SKIPPED:
                sessions.append(Session(day=week * DAYS_PER_WEEK + weekday, kind=kind, minutes=habits.minutes * float(factor)))
        sessions += _others(week, runs_per_week, habits)
    return by_time(sessions)


def _kind(week: int, weekday: int, runs_per_week: int) -> str:
    days = RUN_DAYS[runs_per_week]
    if weekday == days[-1]:
        return "long"
    if weekday == days[0] and runs_per_week > 2:
        return HARD[week % 2]
    return "easy"


def _others(week: int, runs_per_week: int, habits: Habits) -> list[Session]:
    """Strength after runs that no run follows on the next day, where there are such; rides on free days, Monday kept free."""
    days, first = RUN_DAYS[runs_per_week], week * DAYS_PER_WEEK
    alone = sorted(days, key=lambda day: (day + 1 in days, day))
    free = [day for day in range(1, DAYS_PER_WEEK) if day not in days]
    lifted = [Session(day=first + day, kind="strength", minutes=40.0) for day in alone[: habits.strength_per_week]]
    return lifted + [Session(day=first + day, kind="ride", minutes=60.0) for day in free[: habits.rides_per_week]]


def by_time(sessions: list[Session]) -> list[Session]:
    """In order of day; on one day the run before the strength training."""
    return sorted(sessions, key=lambda item: (item.day, item.kind == "strength", item.kind))


def within(item: Session, week: float, weeks: float) -> bool:
    """Whether a session lies in a stretch of weeks."""
    return bool(week * DAYS_PER_WEEK <= item.day < (week + weeks) * DAYS_PER_WEEK)


def of_week(sessions: list[Session], week: int) -> list[Session]:
    """Sessions of one week."""
    return [item for item in sessions if item.day // DAYS_PER_WEEK == week]
