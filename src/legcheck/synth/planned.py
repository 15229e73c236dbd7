"""From planned sessions and days to what each activity is made from, and its truth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np

from legcheck.core.arrays import FloatArray
from legcheck.synth.athlete import Runner
from legcheck.synth.days import Day
from legcheck.synth.noise import stream
from legcheck.synth.training import HARD, SPEED_SHARE, Session

__all__ = ["ActivityTruth", "PlannedActivity", "activities_of"]

UTC_OFFSET_S = 3600.0
"""[s] The runner's clock minus UTC."""

SEEDS_PER_HISTORY, SEEDS_PER_DAY = 100_000, 10
"""[-] No two activities share a seed, and a day's activities keep theirs whatever is planted on other days."""

HEAVY_FROM = 0.04
"""[-] A run that costs so much more than usual counts as heavy; 4-6 % is what strength training costs the next day's run
(Doma K. & Deakin G.B., Appl Physiol Nutr Metab 2013;38:651, doi:10.1139/apnm-2012-0362)."""

HEAT_FROM_C, HEAT_BPM_PER_C = 19.0, 1.0
"""[degC], [bpm/degC] Warmer air takes more beats at a speed."""

HEAT_DRIFT_BPM_PER_H_PER_C, HOT_C = 1.3, 24.0
"""[bpm/h per degC], [degC] And lets heart rate drift; from the second on a day is called hot."""

DRIFT_RANGE_BPM_PER_H, DRIFT_SD_BPM_PER_H = (-2.0, 15.0), 2.5
"""[bpm/h] The runner's usual drift, held to a range so that months of it can be looked at, and its SD from run to run; ours."""

PACE_SD, CADENCE_SD_SPM, CONTACT_SD = 0.02, 1.0, 0.008
"""[-], [steps/min], [-] How pace, cadence and contact time vary from day to day; ours."""

TREND_MEAN, TREND_SD, TREND_DAYS = -0.01, 0.012, 140.0
"""[-], [days] Fitness: heart rate at a speed over twenty weeks, mean and SD between runners; ours."""

LEFT_DAYS = 2.0
"""[days] What is left of a session falls to 37 % in this time; ours."""

WORK_SHARE = {"tempo": 1.18, "intervals": 1.32}
"""[-] Speed of the hard parts over the reference speed: about 87 and 94 % of maximum heart rate."""

EFFORT = {"easy": 30.0, "long": 45.0, "steady": 55.0, "tempo": 65.0, "intervals": 75.0}
"""[-] What the runner rates an ordinary day, 0-100; ours."""

STRAIN_PER_COST, STRAIN_OF_DAY, STRAIN_OF_LOAD, RATING_SD = 1.0 / 0.03, 0.5, 0.3, 0.8
"""[-] Strain in SD: one for each 3 % that a run costs more, half the day's chance, a little of what is left of the days before; and
how inexactly a runner rates it. Ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTruth:
    """What was planted in one activity.

    Attributes
    ----------
    kind : str
        ``easy``, ``long``, ``tempo``, ``intervals``, ``steady``, ``strength`` or ``ride``.
    heavy : bool
        Whether the legs were heavy from the start: a run that costs four per cent or more than usual.
    why : tuple of str
        Which episodes burdened it.
    cost, slow : float
        Heart rate at a speed up, speed at a heart rate down, by this, chance not counted. [-]
    strain : float
        How hard it was on the runner, 0 usual; what feel and effort come from, with noise. [SD]
    distance_m : float
        As planned; NaN for what is no run. [m]
    fade_after_s : float or None
        When a planted fade sets in. [s]
    drift_bpm_per_h, cadence_spm, sensor_bpm : float
        More drift, more steps, and a sensor that shows too much, as planted; see :class:`legcheck.synth.training.Session`.
    """

    kind: str
    heavy: bool
    why: tuple[str, ...]
    cost: float
    slow: float
    strain: float
    distance_m: float
    fade_after_s: float | None
    drift_bpm_per_h: float = 0.0
    cadence_spm: float = 0.0
    sensor_bpm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedActivity:
    """One activity of the history, not yet made.

    Attributes
    ----------
    number : int
        Its place in the history.
    day : int
        Days since the first Monday.
    name : str
        File name.
    start_time : datetime
        UTC.
    settings : mapping
        Of a run: keywords of :func:`legcheck.synth.run`; else those of :func:`legcheck.synth.other_sports.other_activity`.
    truth : ActivityTruth
    """

    number: int
    day: int
    name: str
    start_time: datetime
    settings: Mapping[str, Any]
    truth: ActivityTruth

    @property
    def is_run(self) -> bool:
        """Whether it is a run."""
        return self.truth.kind in SPEED_SHARE

    @property
    def feel(self) -> float | None:
        """What the runner entered, 0-100; None for what is no run."""
        return self.settings.get("feel")

    @property
    def effort(self) -> float | None:
        """What the runner entered, 0-100; None for what is no run."""
        return self.settings.get("effort")


def activities_of(
    sessions: Sequence[Session], days: Sequence[Day], runner: Runner, *, seed: int, day_sd: float, recording: Mapping[str, Any]
) -> tuple[PlannedActivity, ...]:
    """Every session with the settings to make it from."""
    trend = TREND_MEAN + TREND_SD * float(stream(seed, "trend").standard_normal())
    early = bool(stream(seed, "habits").uniform() < 0.4)
    left = _left_over(sessions)
    made: list[PlannedActivity] = []
    of_day = dict.fromkeys((session.day for session in sessions), 0)
    names: set[str] = set()
    for number, (session, load) in enumerate(zip(sessions, left.tolist(), strict=True)):
        own_seed = seed * SEEDS_PER_HISTORY + session.day * SEEDS_PER_DAY + of_day[session.day]
        of_day[session.day] += 1
        day, chance = days[session.day], stream(own_seed, "planned").standard_normal(8).tolist()
        start = _start(session, day, chance[5], early=early)
        z = chance[0] * STRAIN_OF_DAY + load * STRAIN_OF_LOAD
        strain = (session.cost + session.slow) * STRAIN_PER_COST + z
        settings = {"seed": own_seed, "start_time": start, "utc_offset_s": UTC_OFFSET_S}
        if session.is_run:
            usual = (1.0 + day_sd * chance[0]) * (1.0 + trend * session.day / TREND_DAYS)
            settings |= (
                _run(session, day, runner, usual, chance) | _ratings(session, strain + RATING_SD * chance[6]) | dict(recording)
            )
        else:
            settings |= {"kind": session.kind, "duration_s": 60.0 * session.minutes, "runner": runner}
        name = f"{day.date.isoformat()}-{session.kind}.fit"
        name = name if name not in names else f"{day.date.isoformat()}-{session.kind}-{of_day[session.day]}.fit"
        names.add(name)
        truth = _truth(session, strain, settings)
        made.append(
            PlannedActivity(number=number, day=session.day, name=name, start_time=start, settings=settings, truth=truth)
        )
    return tuple(made)


def _left_over(sessions: Sequence[Session]) -> FloatArray:
    """What is left of earlier sessions before each, against its mean over the history. [SD]"""
    left, total, last = np.zeros(len(sessions)), 0.0, 0
    for number, session in enumerate(sessions):
        total *= math.exp(-(session.day - last) / LEFT_DAYS)
        left[number], last = total, session.day
        total += session.minutes * (1.6 if session.kind in HARD else 1.0)
    return np.asarray((left - left.mean()) / (left.std() or 1.0), dtype=np.float64) if left.size else left


def _start(session: Session, day: Day, chance: float, *, early: bool) -> datetime:
    """On the runner's habits: before or after work, at weekends in the morning; strength in the evening."""
    weekend = day.date.weekday() >= 5
    hour = 20.25 if session.kind == "strength" else 9.0 if weekend else 6.5 if early else 18.0
    moment = datetime.combine(day.date, time(), tzinfo=UTC) + timedelta(hours=hour, minutes=round(20.0 * chance))
    return moment - timedelta(seconds=UTC_OFFSET_S)


def _run(session: Session, day: Day, runner: Runner, usual: float, chance: Sequence[float]) -> dict[str, Any]:
    """Settings of a run; ``usual`` is the day's heart rate at a speed over the runner's own."""
    _, pace, drift, cadence, contact, *_ = chance
    air_c, day_pace = day.morning.temperature_c, math.exp(PACE_SD * pace)
    heat_c = max(air_c - HEAT_FROM_C, 0.0)
    speed = runner.reference_speed_mps * SPEED_SHARE[session.kind] * day_pace
    beats = runner.heart_rate_at(speed) * usual * (1.0 + session.cost) + HEAT_BPM_PER_C * heat_c
    seconds = float(round(60.0 * session.minutes))
    return {
        "duration_s": seconds,
        "speed_mps": speed * (1.0 - session.slow),
        "heart_rate_bpm": _shown(min(beats, runner.max_hr_bpm - 6.0), session, runner.cadence_at(speed)),
        "drift_bpm_per_h": float(np.clip(runner.drift_bpm_per_h, *DRIFT_RANGE_BPM_PER_H))
        + session.drift_bpm_per_h
        + DRIFT_SD_BPM_PER_H * drift
        + HEAT_DRIFT_BPM_PER_H_PER_C * heat_c,
        "runner": replace(
            runner,
            weight_kg=runner.weight_kg + day.added.weight_kg,
            resting_hr_bpm=runner.resting_hr_bpm + day.added.resting_hr_bpm,
            cadence_offset_spm=runner.cadence_offset_spm + session.cadence_spm + CADENCE_SD_SPM * cadence,
            contact_time_ms=runner.contact_time_ms * (1.0 + session.contact) * (1.0 + CONTACT_SD * contact),
        ),
        **({"heat_c": air_c} if air_c >= HOT_C else {"temperature_c": air_c}),
        **_structure(session, runner.reference_speed_mps * day_pace * (1.0 - session.slow), seconds),
    }


def _shown(beats: float, session: Session, steps: float) -> float:
    """What the sensor makes of a heart rate: more by a fixed number, or the steps in its place. [bpm]"""
    return steps if math.isinf(session.sensor_bpm) else beats + session.sensor_bpm


def _structure(session: Session, reference_mps: float, seconds: float) -> dict[str, Any]:
    if session.kind in HARD:
        warm_up = 900.0 if seconds >= 2400.0 else 600.0
        room = seconds - warm_up - 120.0
        speed = reference_mps * WORK_SHARE[session.kind]
        count, work, rest = (2, 600.0, 120.0) if session.kind == "tempo" else (6, 150.0, 90.0)
        fits = min(count, int(room // (work + rest)))
        return {"intervals": (fits, work, rest, speed), "warm_up_s": warm_up} if fits else {}
    if session.fade_after_s is None:
        return {}
    return {"fade_after_s": session.fade_after_s, "fade_fraction": session.fade_fraction, "fade_ramp_s": 300.0}


def _ratings(session: Session, felt: float) -> dict[str, float]:
    """Feel in steps of 25 and effort in steps of 10, as watches ask for them."""
    feel = 25.0 * round((75.0 - 17.0 * felt) / 25.0)
    effort = 10.0 * round((EFFORT[session.kind] + 7.0 * felt) / 10.0)
    return {"feel": min(max(feel, 0.0), 100.0), "effort": min(max(effort, 10.0), 100.0)}


def _truth(session: Session, strain: float, settings: Mapping[str, Any]) -> ActivityTruth:
    return ActivityTruth(
        kind=session.kind,
        heavy=session.is_run and session.cost + session.slow >= HEAVY_FROM - 1e-9,
        why=session.why,
        cost=session.cost,
        slow=session.slow,
        strain=strain,
        distance_m=_distance_m(settings) if session.is_run else math.nan,
        fade_after_s=session.fade_after_s,
        drift_bpm_per_h=session.drift_bpm_per_h,
        cadence_spm=session.cadence_spm,
        sensor_bpm=session.sensor_bpm,
    )


def _distance_m(settings: Mapping[str, Any]) -> float:
    """Planned distance; the jog between repetitions taken as part of the easy running."""
    count, work, _, speed = settings.get("intervals", (0, 0.0, 0.0, 0.0))
    easy = settings["duration_s"] - count * work
    return float(settings["speed_mps"] * easy + speed * count * work)
