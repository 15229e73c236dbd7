"""Synthetic runs and the truth of every signal in them, read from the plan without noise.

Late-against-early truths are taken in the very windows that the estimator chose, truths of places at the very seconds it matched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import Columns, Estimate, Run, Span
from legcheck.signals import (
    Decoupling,
    Durability,
    DynamicsChange,
    MatchedPlaces,
    PaceDecay,
    RunSignals,
    decoupling,
    derive,
    durability,
    dynamics_change,
    efficiency_factor,
    matched_places,
    pace_decay,
)
from legcheck.signals.durability import ONSET_RATIO, REFERENCE_KM, SHORTEST_STRETCH_KM, STRETCH_KM
from legcheck.signals.dynamics import USUAL_HEIGHT_M
from legcheck.signals.spring_mass import flight_time_from, leg_stiffness_from

OUT_OF_REACH_BPM, MOST_DRIFT_BPM_PER_H = 215.0, 30.0


@dataclass(frozen=True)
class Case:
    """A run made from a seed, and its signals, each computed when asked for."""

    made: synth.SyntheticRun

    @cached_property
    def run(self) -> Run:
        """The recording, cleaned."""
        return clean(self.made.activity)

    @cached_property
    def planned(self) -> Run:
        """The same run with speed and heart rate as planned, the steps of the clock and the places as recorded."""
        channels = dict(self.run.channels.items())
        channels |= {name: self.made.plan[name] for name in ("grade_adjusted_speed_mps", "heart_rate_bpm")}
        return replace(self.run, channels=Columns(channels))

    @cached_property
    def signals(self) -> RunSignals:
        """What the verdicts are made from."""
        return derive(self.run)

    @cached_property
    def dynamics(self) -> DynamicsChange:
        """Running dynamics late against early."""
        return dynamics_change(self.run, self.signals.decay)

    @cached_property
    def places(self) -> MatchedPlaces:
        """The same places late against early."""
        return matched_places(self.run)

    @cached_property
    def planned_places(self) -> MatchedPlaces:
        """The same of the plan."""
        return matched_places(self.planned)

    @cached_property
    def halves(self) -> Decoupling:
        """Half against half."""
        return decoupling(self.run)

    @cached_property
    def durable(self) -> Durability:
        """Heart rate per speed by kilometre."""
        return durability(self.run)

    @cached_property
    def from_positions(self) -> PaceDecay:
        """Pace of the same run with speed taken from positions, as in a GPX file without extensions."""
        recorded = self.made.activity
        left_out = {"speed_mps", "distance_m", "step_length_m"}
        kept = {name: values for name, values in recorded.channels.items() if name not in left_out}
        return pace_decay(clean(replace(recorded, channels=Columns(kept))))

    @cached_property
    def fresh(self) -> dict[str, np.ndarray]:
        """Cadence and contact time as planned, without what tiredness changes at equal speed."""
        plan, truth = self.made.plan, self.made.truth
        return {
            "cadence_spm": plan["cadence_spm"] / (1.0 + truth.late_cadence_fraction * self.tired),
            "contact_time_ms": plan["contact_time_ms"] / (1.0 + truth.late_contact_time_fraction * self.tired),
        }

    @cached_property
    def tired(self) -> np.ndarray:
        """How far the fade has come, 0 to 1, one value a second."""
        seconds, truth = self.made.plan["elapsed_s"], self.made.truth
        if truth.onset_s is None or truth.complete_s is None:
            return np.zeros_like(seconds)
        return np.clip((seconds - truth.onset_s) / (truth.complete_s - truth.onset_s), 0.0, 1.0)

    def late(self, values: np.ndarray) -> float:
        """Mean over the late window less that over the reference window."""
        decay = self.signals.decay
        return _mean(values, decay.late) - _mean(values, decay.reference)


# Runs ------------------------------------------------------------------------------------------------------------------


def _anyone(seed: int, random: np.random.Generator, shortest_s: float, longest_s: float) -> dict[str, object]:
    """A runner at an easy to brisk pace; every second course has hills."""
    usual = synth.athlete(seed)
    # No ceiling within reach: there heart rate stops rising and drift is no one number any more.
    runner = replace(usual, max_hr_bpm=OUT_OF_REACH_BPM, drift_bpm_per_h=min(usual.drift_bpm_per_h, MOST_DRIFT_BPM_PER_H))
    hills = (float(random.uniform(2.0, 8.0)), 1000.0) if random.random() < 0.5 else None
    return {
        "seed": seed,
        "runner": runner,
        "duration_s": float(random.integers(shortest_s, longest_s)),
        "speed_mps": runner.reference_speed_mps * float(random.uniform(0.85, 1.05)),
        "hills": hills,
    }


def clean_run(seed: int) -> synth.SyntheticRun:
    """Nothing planted but the runner's usual drift."""
    random = np.random.default_rng([seed, 1])
    return synth.run(**_anyone(seed, random, 2700, 7200))


def drifting_run(seed: int) -> synth.SyntheticRun:
    """Heart rate that rises by 0 to 25 bpm/h at an even pace."""
    random = np.random.default_rng([seed, 2])
    return synth.run(**_anyone(seed, random, 2700, 7200), drift_bpm_per_h=float(random.uniform(0.0, 25.0)))


def fading_run(seed: int) -> synth.SyntheticRun:
    """Pace, heart and gait give in, each by a size of its own; sudden in one run of four."""
    random = np.random.default_rng([seed, 3])
    settings = _anyone(seed, random, 3000, 9000)
    return synth.run(
        **settings,
        fade_after_s=float(random.uniform(0.3, 0.7)) * float(str(settings["duration_s"])),
        fade_fraction=float(random.uniform(0.03, 0.25)),
        abrupt=bool(random.random() < 0.25),
        relief=float(random.uniform(0.0, 1.0)),
        drift_bpm_per_h=float(np.clip(random.normal(6.0, 4.0), 0.0, 12.0)),
        late_cadence_fraction=float(random.uniform(-0.04, 0.02)),
        late_contact_time_fraction=float(random.uniform(-0.01, 0.10)),
    )


def shaped_run(seed: int) -> synth.SyntheticRun:
    """Falls of every shape: within two minutes in one run of four, else over a tenth to all of what is left."""
    random = np.random.default_rng([seed, 4])
    settings = _anyone(seed, random, 3000, 9000)
    duration_s = float(str(settings["duration_s"]))
    onset_s = float(random.uniform(0.3, 0.8)) * duration_s
    sudden, share = random.random() < 0.25, float(random.uniform(0.1, 1.0))
    return synth.run(
        **settings,
        fade_after_s=onset_s,
        fade_fraction=float(random.uniform(0.05, 0.30)),
        fade_ramp_s=float(random.uniform(60.0, 120.0)) if sudden else share * (duration_s - onset_s),
        relief=float(random.uniform(0.0, 1.0)),
    )


def long_run(seed: int) -> synth.SyntheticRun:
    """Two to three and a half hours with drift, and a fade in every second one."""
    random = np.random.default_rng([seed, 5])
    settings = _anyone(seed, random, 7200, 12600)
    fades = bool(random.random() < 0.5)
    return synth.run(
        **settings,
        drift_bpm_per_h=float(random.uniform(0.0, 12.0)),
        fade_after_s=float(random.uniform(0.4, 0.7)) * float(str(settings["duration_s"])) if fades else None,
        fade_fraction=float(random.uniform(0.03, 0.20)),
        relief=float(random.uniform(0.0, 1.0)),
    )


# Truth -----------------------------------------------------------------------------------------------------------------


def _mean(values: np.ndarray, span: Span) -> float:
    return float(np.mean(values[int(span.start_s) : int(span.end_s)]))


def planted_fade(case: Case) -> float:
    """Loss of planned flat speed between the windows compared. [fraction]"""
    return 1.0 - math.exp(case.late(np.log(case.made.plan["grade_adjusted_speed_mps"])))


def planted_slope(case: Case) -> float:
    """Planted trend of log speed: none in runs without a fade. [1/h]"""
    return 0.0


def planted_onset(case: Case) -> float:
    """When the fade sets in. [s] None was planted in a clean run: any answer is wrong."""
    return case.made.truth.onset_s if case.made.truth.onset_s is not None else math.nan


def planted_drift(case: Case) -> float:
    """Linear rise at fixed effort. [bpm/h]"""
    return case.made.truth.drift_bpm_per_h


def planted_decoupling(case: Case) -> float:
    """Loss of planned speed per planned heartbeat from the first half of the stretch analysed to the second. [%]"""
    span = case.signals.drift.span
    middle = (span.start_s + span.end_s) / 2.0
    first, second = (_per_beat(case, half) for half in (Span(span.start_s, middle), Span(middle, span.end_s)))
    return 100.0 * (1.0 - second / first)


def planted_efficiency(case: Case) -> float:
    """Planned way per planned heartbeat over the stretch analysed. [m/beat]"""
    return 60.0 * _per_beat(case, case.signals.drift.span)


def _per_beat(case: Case, span: Span) -> float:
    plan = case.made.plan
    return _mean(plan["grade_adjusted_speed_mps"], span) / _mean(plan["heart_rate_bpm"], span)


def planted_cadence(case: Case) -> float:
    """Planned cadence minus the same without the planted change, late against reference. [steps/min]"""
    change = case.made.truth.late_cadence_fraction * case.tired
    return case.late(case.made.plan["cadence_spm"] * change / (1.0 + change))


def planted_contact(case: Case) -> float:
    """Planned log contact time beyond the speed curve, late against reference. [%]"""
    return case.late(100.0 * np.log1p(case.made.truth.late_contact_time_fraction * case.tired))


def planted_steps(case: Case) -> float:
    """The same of cadence. [%]"""
    return case.late(100.0 * np.log1p(case.made.truth.late_cadence_fraction * case.tired))


def planted_duty(case: Case) -> float:
    """Duty factor is contact time times cadence. [%]"""
    return planted_contact(case) + planted_steps(case)


def planted_bounce(case: Case) -> float:
    """Planted bounce goes with the square of the time of a step. [%]"""
    return -2.0 * planted_steps(case)


def planted_ratio(case: Case) -> float:
    """Bounce over step length, which at equal speed goes with the time of a step. [%]"""
    return -planted_steps(case)


def planted_flight(case: Case) -> float:
    """Planned flight time less that of the fresh runner at the same speed. [ms]"""
    plan, fresh = case.made.plan, case.fresh
    planned, usual = (flight_time_from(of["contact_time_ms"], of["cadence_spm"]) for of in (plan, fresh))
    return case.late(planned - usual)


def planted_stiffness(case: Case) -> float:
    """The same of log leg stiffness, at the mean speed throughout. [%]"""
    height_m = case.run.athlete.height_m or USUAL_HEIGHT_M
    even = np.full_like(case.tired, np.mean(case.made.plan["speed_mps"]))
    planned, usual = (
        leg_stiffness_from(of["contact_time_ms"], of["cadence_spm"], even, mass_kg=1.0, height_m=height_m)
        for of in (case.made.plan, case.fresh)
    )
    return case.late(100.0 * np.log(planned / usual))


def planted_fade_from_positions(case: Case) -> float:
    """Loss of planned flat speed between the windows that speed from positions chose. [fraction]"""
    log_speed, decay = np.log(case.made.plan["grade_adjusted_speed_mps"]), case.from_positions
    return 1.0 - math.exp(_mean(log_speed, decay.late) - _mean(log_speed, decay.reference))


def planted_places_heart(case: Case) -> float:
    """Planned heart rate at the same places, late against early. [bpm]"""
    return case.planned_places.heart_rate_bpm.value


def planted_places_speed(case: Case) -> float:
    """Planned log speed at the same places, late against early. [%]"""
    return case.planned_places.speed_pct.value


def planted_relief(case: Case) -> float:
    """Share of the relief due to the slower pace that the heart was given. [ratio]"""
    return case.made.recipe.relief


def planted_durability(case: Case) -> float:
    """Planned heartbeats per way over the last 5 km against km 5-10. [-]"""
    last_km = len(case.durable.km)
    return _planned_ratio(case, last_km - STRETCH_KM, last_km)


def planted_durability_onset(case: Case) -> float:
    """End of the first stretch over which that ratio is above 1.025; NaN when none is. [km]"""
    reference = REFERENCE_KM[1]
    for end in range(reference + SHORTEST_STRETCH_KM, len(case.durable.km) + 1):
        if _planned_ratio(case, max(end - STRETCH_KM, reference), end) > ONSET_RATIO:
            return float(end)
    return math.nan


def _planned_ratio(case: Case, start_km: int, end_km: int) -> float:
    distance = case.run["distance_m"]
    km = (distance - distance[np.isfinite(distance)][0]) / 1000.0
    late, early = ((np.searchsorted(km, start), np.searchsorted(km, end)) for start, end in ((start_km, end_km), REFERENCE_KM))
    return _per_beat(case, Span(*map(float, early))) / _per_beat(case, Span(*map(float, late)))


Truth = Callable[[Case], float]
Reading = tuple[str, Callable[[Case], Estimate], Truth]

DRIFT: Reading = ("drift", lambda case: case.signals.drift.drift_bpm_per_h, planted_drift)
DECOUPLING: Reading = ("decoupling", lambda case: case.signals.drift.decoupling_pct, planted_decoupling)
HALVES: Reading = ("decoupling, own", lambda case: case.halves.value_pct, planted_decoupling)
EFFICIENCY: Reading = ("efficiency", lambda case: efficiency_factor(case.run), planted_efficiency)
FADE: Reading = ("fade", lambda case: case.signals.decay.fade, planted_fade)
FADE_POSITIONS: Reading = ("fade, positions", lambda case: case.from_positions.fade, planted_fade_from_positions)
SLOPE: Reading = ("slope", lambda case: case.signals.decay.slope_per_h, planted_slope)
ONSET: Reading = ("onset", lambda case: case.signals.decay.onset_s, planted_onset)
CADENCE: Reading = ("cadence change", lambda case: case.signals.gait.cadence_spm, planted_cadence)
CONTACT: Reading = ("contact change", lambda case: case.signals.gait.contact_time_pct, planted_contact)
CONTACT_OWN: Reading = ("contact, own line", lambda case: case.dynamics.contact_time_pct, planted_contact)
DUTY: Reading = ("duty factor", lambda case: case.dynamics.duty_factor_pct, planted_duty)
BOUNCE: Reading = ("bounce", lambda case: case.dynamics.vertical_oscillation_pct, planted_bounce)
RATIO: Reading = ("vertical ratio", lambda case: case.dynamics.vertical_ratio_pct, planted_ratio)
FLIGHT: Reading = ("flight time", lambda case: case.dynamics.flight_time_ms, planted_flight)
STIFFNESS: Reading = ("leg stiffness", lambda case: case.dynamics.leg_stiffness_pct, planted_stiffness)
PLACES_HEART: Reading = ("places, heart", lambda case: case.places.heart_rate_bpm, planted_places_heart)
PLACES_SPEED: Reading = ("places, speed", lambda case: case.places.speed_pct, planted_places_speed)
RELIEF: Reading = ("relief", lambda case: case.signals.relief, planted_relief)
DURABILITY: Reading = ("durability", lambda case: case.durable.end, planted_durability)
DURABILITY_ONSET: Reading = ("durability onset", lambda case: case.durable.onset_km, planted_durability_onset)

GAIT = (CADENCE, CONTACT, CONTACT_OWN, DUTY, FLIGHT, BOUNCE, RATIO, STIFFNESS)
PLACES = (PLACES_HEART, PLACES_SPEED)

KINDS: dict[str, tuple[Callable[[int], synth.SyntheticRun], tuple[Reading, ...]]] = {
    "clean": (clean_run, (DRIFT, DECOUPLING, HALVES, EFFICIENCY, FADE, FADE_POSITIONS, SLOPE, *GAIT, *PLACES)),
    "drifting": (drifting_run, (DRIFT, DECOUPLING, HALVES, EFFICIENCY, PLACES_HEART)),
    "fading": (fading_run, (FADE, FADE_POSITIONS, ONSET, *GAIT, *PLACES, RELIEF, HALVES, EFFICIENCY)),
    "shaped": (shaped_run, (FADE, ONSET)),
    "long": (long_run, (DURABILITY, DURABILITY_ONSET, HALVES, EFFICIENCY)),
}
"""Runs of each kind and what is read from them."""
