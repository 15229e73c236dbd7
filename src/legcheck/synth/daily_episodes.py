"""Episodes of the days around the runs: heat, short nights, shoes, body mass, resting heart rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.synth.training import (
    DAYS_PER_WEEK,
    DailyEpisode,
    Morning,
    Plan,
    PlanEpisode,
    Session,
)

__all__ = ["HeatWave", "NewShoes", "RestingHeartRateUp", "ShortNights", "WeightGain"]

COST_PER_MASS = 0.8
"""[-] Heart rate grows by so much of the growth of body mass; running costs about as much as the mass that is carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatWave(DailyEpisode):
    """Hot days. ``days`` [days], ``warmer_c``: above the season [degC]."""

    days: int = 10
    warmer_c: float = 14.0

    def morning(self, day: int) -> Morning:
        """Warmer than the season."""
        return Morning(temperature_c=self.warmer_c if self.day <= day < self.day + self.days else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortNights(PlanEpisode, DailyEpisode):
    """Some nights of five hours, and a heavy run on the day after. ``weeks`` [weeks]; ``share`` of the nights, ``cost`` [-]."""

    weeks: float = 8.0
    share: float = 0.3
    cost: float = 0.05

    def _is_short(self, day: int) -> bool:
        """A fixed pattern with the wanted share, so that plan and mornings agree."""
        inside = self.day <= day < self.day + self.weeks * DAYS_PER_WEEK
        return inside and (day * 0.618034) % 1.0 < self.share

    def reshape(self, plan: Plan) -> list[Session]:
        """Burden the runs after short nights."""
        return [
            item.heavier("short night", cost=self.cost) if item.is_run and self._is_short(item.day) else item
            for item in plan.sessions
        ]

    def morning(self, day: int) -> Morning:
        """Two and a half hours less sleep."""
        return Morning(sleep_h=-2.5 if self._is_short(day) else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShoes(PlanEpisode, DailyEpisode):
    """Another pair. ``name``; ``cost``: heart rate at a speed goes up by this while they are on. [-]"""

    name: str = "second pair"
    cost: float = 0.0

    def reshape(self, plan: Plan) -> list[Session]:
        """Burden the runs in them, if they cost anything."""
        return [
            item.heavier("new shoes", cost=self.cost) if item.is_run and item.day >= self.day and self.cost else item
            for item in plan.sessions
        ]

    def morning(self, day: int) -> Morning:
        """Which pair is worn."""
        return Morning(shoes=self.name if day >= self.day else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightGain(PlanEpisode, DailyEpisode):
    """Body mass goes up. ``weeks`` [weeks], ``kilograms`` [kg]; runs cost more as it does."""

    weeks: float = 8.0
    kilograms: float = 4.0
    carried_kg: float = 70.0

    def _gained_kg(self, day: int) -> float:
        return self.kilograms * float(np.clip((day - self.day) / (self.weeks * DAYS_PER_WEEK), 0.0, 1.0))

    def reshape(self, plan: Plan) -> list[Session]:
        """Burden the runs by what is carried."""
        per_kg = COST_PER_MASS / self.carried_kg
        return [
            item.heavier("weight", cost=per_kg * self._gained_kg(item.day)) if item.is_run and item.day > self.day else item
            for item in plan.sessions
        ]

    def morning(self, day: int) -> Morning:
        """Heavier."""
        return Morning(weight_kg=self._gained_kg(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class RestingHeartRateUp(DailyEpisode):
    """Resting heart rate is raised for some time. ``days`` [days], ``beats_bpm`` [bpm]."""

    days: int = 14
    beats_bpm: float = 7.0

    def morning(self, day: int) -> Morning:
        """So many beats more."""
        return Morning(resting_hr_bpm=self.beats_bpm if self.day <= day < self.day + self.days else 0.0)
