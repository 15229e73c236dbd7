"""The runner's days: air, night, scale and pulse, and what of it is written into a diary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from legcheck.synth.athlete import Runner
from legcheck.synth.noise import stream
from legcheck.synth.training import DAYS_PER_WEEK, DailyEpisode, Episode, Morning

__all__ = ["DIARY_COLUMNS", "Day", "days_of", "diary_row"]

DIARY_COLUMNS = ("date", "feel", "rpe", "sleep_h", "shoes", "strength", "fuel", "illness", "weight", "resting_hr", "notes")
"""Columns of the diary, a row per day."""

MEAN_C, SEASON_C, DAY_SD_C, WARMEST_DAY = 10.0, 8.5, 2.5, 201
"""[degC] Air over a year and from day to day; about 20 July is the warmest day. A temperate, invented place."""

SLEEP_H, SLEEP_SD_H = 7.4, 0.6
"""[h] An ordinary night; ours."""

SCALE_SD_KG, PULSE_SD_BPM = 0.5, 2.0
"""[kg], [bpm] The same body weighs and beats differently from morning to morning; ours."""

FEEL_STEP = 25.0
"""[-] A diary counts feel from 1 to 5, a watch from 0 to 100."""

FIRST_SHOES = "first pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the history.

    Attributes
    ----------
    number : int
        Days since the first Monday.
    date : date
    morning : Morning
        What was measured that day.
    added : Morning
        What episodes added, free of chance.
    """

    number: int
    date: date
    morning: Morning
    added: Morning


def days_of(weeks: int, *, first_day: date, runner: Runner, episodes: Sequence[Episode], seed: int) -> tuple[Day, ...]:
    """Every day of the history."""
    chance = stream(seed, "days").standard_normal((weeks * DAYS_PER_WEEK, 4))
    listed = []
    for number, (air, night, scale, pulse) in enumerate(chance.tolist()):
        today = first_day + timedelta(days=number)
        added = Morning()
        for episode in episodes:
            if isinstance(episode, DailyEpisode):
                added = added + episode.morning(number)
        season = np.cos(2.0 * np.pi * (today.timetuple().tm_yday - WARMEST_DAY) / 365.25)
        own = Morning(
            temperature_c=MEAN_C + SEASON_C * float(season) + DAY_SD_C * air,
            sleep_h=SLEEP_H + SLEEP_SD_H * night,
            weight_kg=runner.weight_kg + SCALE_SD_KG * scale,
            resting_hr_bpm=runner.resting_hr_bpm + PULSE_SD_BPM * pulse,
            shoes=FIRST_SHOES,
        )
        listed.append(Day(number=number, date=today, morning=own + added, added=added))
    return tuple(listed)


def diary_row(day: Day, *, feel: float | None, effort: float | None, strength: bool, fuel: str) -> Mapping[str, str]:
    """A row of the diary; what there is nothing to say about stays empty."""
    seen = day.morning
    return {
        "date": day.date.isoformat(),
        "feel": "" if feel is None else f"{1.0 + feel / FEEL_STEP:.0f}",
        "rpe": "" if effort is None else f"{effort / 10.0:.0f}",
        "sleep_h": f"{seen.sleep_h:.1f}",
        "shoes": seen.shoes if feel is not None else "",
        "strength": "yes" if strength else "",
        "fuel": fuel,
        "illness": "yes" if seen.ill else "",
        "weight": f"{seen.weight_kg:.1f}",
        "resting_hr": f"{seen.resting_hr_bpm:.0f}",
        "notes": "",
    }
