"""A population of fades in which causes overlap as they do in life, for calibrating and for reporting their probabilities.

The cells of the evaluation plant every cause in its clearest form. Here size, onset, shape, heart, steps, weather and
recorded channels are drawn from distributions that overlap between causes, so that some fades cannot be told apart by
anybody. Where a paper names a size it is used; the other numbers are assumptions, written beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from legcheck import synth

__all__ = ["CALIBRATION_SEED", "REPORT_SEED", "SHARES", "Fade", "draw"]

CALIBRATION_SEED = 600_000
"""First seed of the fades that probabilities were calibrated on."""

REPORT_SEED = 8_000_000
"""First seed of the fades in the report; none of them was seen in calibration."""

SHARES: Mapping[str, float] = {
    "leg_limited": 0.30,
    "eased_off": 0.175,
    "paced_too_hard": 0.175,
    "heat_or_dehydration": 0.15,
    "glycogen_wall": 0.08,
    "cardiac_drift": 0.06,
    "terrain_or_gps": 0.06,
}
"""[-] How often each cause stands behind a fade of 8 % or more. Assumption; nobody has counted. Legs to choice is 63 to 37,
the odds that remain where nothing tells them apart."""

IN_HILLS = 0.25
"""[-] Share of runs over gentle hills of 3-6 m. Assumption."""

Settings = dict[str, Any]
Draw = Callable[[np.random.Generator, float, synth.Runner], Settings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """One run of the population.

    Attributes
    ----------
    cause : str
        What was planted.
    made : SyntheticRun
    can_tell : bool
        Whether everything was recorded that can tell causes apart: heart rate, ground contact time, temperature,
        maximum heart rate and the runner's own rating.
    """

    cause: str
    made: synth.SyntheticRun
    can_tell: bool


def draw(seed: int) -> Fade:
    """One fade: a cause by its share, then a runner, a day, a run and a recording."""
    random = np.random.default_rng([seed, 77])
    cause = str(random.choice(list(SHARES), p=list(SHARES.values())))
    drawn = synth.athlete(seed)
    runner = replace(drawn, cadence_offset_spm=float(np.clip(drawn.cadence_offset_spm, -5.0, 5.0)))
    minutes = _between(random, *MINUTES[cause])
    day = _day(random, cause, runner)
    recording, can_tell = _recording(random, cause)
    signs = DRAWS[cause](random, 60.0 * minutes, runner)
    signs |= _walks(random, cause, signs, latest_s=54.0 * minutes)
    settings = {"seed": seed, "runner": runner, "duration_s": 60.0 * minutes, **day, **signs, **recording}
    if settings["temperature_c"] is not None:
        settings["temperature_c"] = day["temperature_c"]
    return Fade(cause=cause, made=synth.run(**settings), can_tell=can_tell)


def _between(random: np.random.Generator, low: float, high: float) -> float:
    return float(random.uniform(low, high))


def _about(random: np.random.Generator, mean: float, sd: float, low: float, high: float) -> float:
    return float(np.clip(random.normal(mean, sd), low, high))


MINUTES: Mapping[str, tuple[float, float]] = {
    "leg_limited": (50.0, 160.0),
    "eased_off": (45.0, 130.0),
    "paced_too_hard": (45.0, 130.0),
    "heat_or_dehydration": (50.0, 150.0),
    "glycogen_wall": (95.0, 230.0),
    "cardiac_drift": (50.0, 140.0),
    "terrain_or_gps": (45.0, 140.0),
}
"""[min] Length of run. Assumption, but for fuel: few runners empty their stores before 18 km (Rapoport, PLoS Comput Biol 2010,
doi:10.1371/journal.pcbi.1000960)."""

INTENSITY: Mapping[str, tuple[float, float]] = {
    "leg_limited": (0.81, 0.055),
    "eased_off": (0.78, 0.06),
    "paced_too_hard": (0.875, 0.03),
    "heat_or_dehydration": (0.82, 0.05),
    "glycogen_wall": (0.85, 0.04),
    "cardiac_drift": (0.80, 0.05),
    "terrain_or_gps": (0.80, 0.06),
}
"""[-] Heart rate over its maximum at the planned speed, mean and SD; a fast start lifts it by about 0.05. The second threshold lies at 0.935 (SD 0.025; 1,411 runners, Sports 2026;14:29),
a start that costs a fade near it; running dry takes a high share of capacity (Rapoport). The others are assumptions."""

AIR_C: Mapping[str, tuple[float, float]] = {"heat_or_dehydration": (27.0, 4.5)}
ORDINARY_AIR_C = (14.0, 7.0)
"""[degC] Air temperature, mean and SD. Assumption. A fifth of the runs that end in fluid loss are on ordinary days, two degrees warmer."""

SENSOR_WARMTH_C = (3.0, 2.0)
"""[degC] How much warmer than the air the sensor reads, mean and SD: it sits on the wrist. Assumption."""

USUAL_DRIFT_BPM_PER_H = (6.0, 4.0)
"""[bpm/h] Drift that is not the story of the run; 82 steady runs: median 8.4, of which part is speed and slope."""

HOT_DRIFT_BPM_PER_H = (14.0, 4.0)
"""[bpm/h] Drift in heat and of a heart that drifts. 3 bpm for each 1 % of body mass lost (J Strength Cond Res 2014;28:2380), and 1 bpm
per degC above about 20."""

RATING: Mapping[str, tuple[float, float]] = {
    "leg_limited": (66.0, 40.0),
    "eased_off": (38.0, 58.0),
    "paced_too_hard": (78.0, 38.0),
    "heat_or_dehydration": (70.0, 38.0),
    "glycogen_wall": (80.0, 28.0),
    "cardiac_drift": (60.0, 48.0),
    "terrain_or_gps": (58.0, 52.0),
}
"""[0-100] Mean effort and feel that runners enter. Assumption; spread 16 and 18, as people rate differently."""


def _day(random: np.random.Generator, cause: str, runner: synth.Runner) -> Settings:
    cool = cause == "heat_or_dehydration" and random.random() < 0.2
    mean, sd = (16.0, ORDINARY_AIR_C[1]) if cool else AIR_C.get(cause, ORDINARY_AIR_C)
    air = _about(random, mean, sd, -5.0, 36.0)
    warm = _about(random, *SENSOR_WARMTH_C, 0.0, 8.0)
    thermal = cause in {"heat_or_dehydration", "cardiac_drift"}
    drift = HOT_DRIFT_BPM_PER_H if thermal else USUAL_DRIFT_BPM_PER_H
    share, share_sd = INTENSITY[cause]
    top = runner.max_hr_bpm
    return {
        "temperature_c": air + warm,
        "drift_bpm_per_h": _about(random, *drift, 5.0 if thermal else -2.0, 24.0 if thermal else 15.0),
        "heart_rate_bpm": top * _about(random, share, share_sd, 0.66, 0.96),
        "speed_mps": runner.reference_speed_mps * _between(random, 0.85, 1.05),
        "hills": (_between(random, 3.0, 6.0), 1000.0) if random.random() < IN_HILLS else None,
    }


def _recording(random: np.random.Generator, cause: str) -> tuple[Settings, bool]:
    """Which channels there are. Shares are assumptions about today's watches."""
    has = dict(zip(("beats", "contact", "warmth", "top", "rated", "height"), random.random(6).tolist(), strict=True))
    effort, feel = RATING[cause]
    rated = has["rated"] < 0.35
    told: Settings = {
        "heart_rate": has["beats"] < 0.95,
        "dynamics": has["contact"] < 0.55,
        "temperature_c": 0.0 if has["warmth"] < 0.80 else None,
        "athlete_in_file": has["top"] < 0.75,
        "altitude": has["height"] < (0.70 if cause == "terrain_or_gps" else 0.92),
        "effort": _about(random, effort, 16.0, 0.0, 100.0) if rated else None,
        "feel": _about(random, feel, 18.0, 0.0, 100.0) if rated else None,
    }
    needed = (told["heart_rate"], told["dynamics"], told["temperature_c"] is not None, told["athlete_in_file"], rated)
    return told, all(needed)


def _size(random: np.random.Generator, beyond: float) -> float:
    """Share of speed lost: 8 % and an exponential tail, at most 35 %."""
    return float(min(0.08 + random.exponential(beyond), 0.35))


def _ramp(random: np.random.Generator, left_s: float, gradual: float) -> float:
    """A gradual slowing takes most of what is left of the run, an abrupt one half a minute to some minutes."""
    if random.random() < gradual:
        return left_s * _between(random, 0.3, 1.0)
    return _between(random, 60.0, min(480.0, left_s))


def _fade(
    random: np.random.Generator,
    duration_s: float,
    *,
    onset: tuple[float, float],
    size: float,
    gradual: float,
    relief: tuple[float, float],
    cadence: tuple[float, float] = (0.0, 0.008),
    contact: tuple[float, float] = (0.0, 0.008),
) -> Settings:
    after_s = duration_s * _between(random, *onset)
    return {
        "fade_after_s": after_s,
        "fade_fraction": _size(random, size),
        "fade_ramp_s": _ramp(random, duration_s - after_s, gradual),
        "relief": _about(random, *relief, -0.4, 1.4),
        "late_cadence_fraction": float(random.normal(*cadence)),
        "late_contact_time_fraction": float(random.normal(*contact)),
        # One run in three starts a little fast without paying for it.
        "early_surge_fraction": _between(random, 0.0, 0.05) if random.random() < 1 / 3 else 0.0,
    }


def _legs(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """Gradual from 40-75 % in most. Half of runners change their gait when tired and half do not (Hunter & Smith, Eur J Appl
    Physiol 2007): contact 5 % longer, cadence 1.4-2 % lower in those who do (SMD 0.52 in a meta-analysis, PMID 38752790)."""
    changes = random.random() < 0.6
    gait = {"contact": (0.05, 0.02), "cadence": (-0.017, 0.012)} if changes else {}
    return _fade(random, duration_s, onset=(0.40, 0.78), size=0.06, gradual=0.8, relief=(0.97, 0.12), **gait)


def _choice(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """Two in three near the end, the others anywhere in the second half; half of all at once, half by and by."""
    late = random.random() < 0.65
    after_s = duration_s * (_between(random, 0.70, 0.90) if late else _between(random, 0.45, 0.70))
    ramp_s = _between(random, 30.0, 180.0) if random.random() < 0.55 else (duration_s - after_s) * _between(random, 0.3, 1.0)
    return {"ease_off_after_s": after_s, "ease_off_fraction": _size(random, 0.10), "ease_off_ramp_s": ramp_s}


def _too_hard(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """First quarter 3-12 % faster, fading from 15-45 % of the run, heart pegged or nearly so; many fade gently."""
    signs = _fade(
        random,
        duration_s,
        onset=(0.15, 0.45),
        size=0.04,
        gradual=0.9,
        relief=(0.25, 0.20),
        cadence=(-0.008, 0.012),
        contact=(0.02, 0.02),
    )
    return {**signs, "early_surge_fraction": _between(random, 0.03, 0.12)}


def _heat(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """Gradual from 30-70 %, the heart stays up (marathons: heart steady while speed fell, Proc Physiol Soc 23 PC87)."""
    return _fade(random, duration_s, onset=(0.30, 0.70), size=0.05, gradual=0.9, relief=(0.05, 0.20), contact=(0.005, 0.012))


def _heart(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """A runner who goes by heart rate slows as it drifts."""
    return _fade(random, duration_s, onset=(0.25, 0.65), size=0.025, gradual=0.95, relief=(0.10, 0.20))


def _wall(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """Abrupt in most, late, with the heart half relieved; ends in the large fades that define it (J Athl Train 2020;55:494)."""
    signs = _fade(
        random,
        duration_s,
        onset=(0.62, 0.85),
        size=0.08,
        gradual=0.25,
        relief=(0.65, 0.20),
        cadence=(-0.02, 0.015),
        contact=(0.045, 0.025),
    )
    return {**signs, "fade_fraction": max(signs["fade_fraction"], 0.11)}


WALKS: Mapping[str, float] = {
    "leg_limited": 0.20,
    "eased_off": 0.20,
    "paced_too_hard": 0.15,
    "heat_or_dehydration": 0.15,
    "glycogen_wall": 0.40,
}
"""[-] Share of fades in which the runner walks at times. Assumption."""


def _walks(random: np.random.Generator, cause: str, signs: Settings, *, latest_s: float) -> Settings:
    """A tired runner walks half a minute to two now and then and is slower between; one who takes rests walks longer and is not."""
    if random.random() >= WALKS.get(cause, 0.0):
        return {}
    if cause == "eased_off":
        period_s, after_s, runs_on = _between(random, 240.0, 480.0), signs["ease_off_after_s"], random.random() < 0.75
        kept = {"ease_off_fraction": _between(random, 0.0, 0.04)} if runs_on else {}
        return {**kept, "walk_breaks": (period_s, _between(random, 60.0, 150.0)), "walk_breaks_after_s": after_s}
    after_s = min(signs["fade_after_s"] + _between(random, 0.0, 900.0), latest_s)
    return {"walk_breaks": (_between(random, 300.0, 900.0), _between(random, 30.0, 120.0)), "walk_breaks_after_s": after_s}


def _outside(random: np.random.Generator, duration_s: float, _runner: synth.Runner) -> Settings:
    """Wind on the way back, or a climb that the altitude misses: slower at the same effort, from about half way."""
    return {"headwind_after_s": duration_s * _between(random, 0.35, 0.65), "headwind_fraction": _size(random, 0.03)}


DRAWS: Mapping[str, Draw] = {
    "leg_limited": _legs,
    "eased_off": _choice,
    "paced_too_hard": _too_hard,
    "heat_or_dehydration": _heat,
    "glycogen_wall": _wall,
    "cardiac_drift": _heart,
    "terrain_or_gps": _outside,
}
"""What each cause leaves in a run."""
