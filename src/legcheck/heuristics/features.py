"""The numbers that tell causes apart, each with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Estimate, Run, Span
from legcheck.signals import RunSignals
from legcheck.signals._inputs import median_where
from legcheck.signals.intensity import max_heart_rate

__all__ = ["Feature", "early_intensity", "early_surge", "features_of"]

FADE_FLOOR = -0.03
"""[fraction] Getting faster by more says no more about causes than getting faster by this much."""

DRIFT_RANGE_BPM_PER_H = (-4.0, 26.0)
"""[bpm/h] Drift beyond this range says no more than its end."""

MIN_FADE = 0.04
"""[fraction] A run that slowed by less has no onset, no shape of its slowing and no fast start to pay for."""

GRADUAL = 0.1
"""[fraction] Abruptness of a slowing that one straight line describes."""

TEMPERATURE_RANGE_C = (5.0, 38.0)
"""[degC] Cooler or warmer at the sensor says no more than the end of this range."""

TEMPERATURE_ERROR_C = 1.5
"""[degC] Error of a sensor on the wrist beside its warmth, which the expected values hold. An engineering value."""

INTENSITY_ERROR = 0.015
"""[fraction] Error of heart rate over its maximum: about 3 bpm in a maximum that was given. An engineering value."""

LEAST_S = 300
"""[s] Least running in a stretch whose mean is taken."""

SETTLED_S = 300.0
"""[s] Heart rate has come up by then."""

RATING_ERROR = 8.0
"""[0-100] One step of the ten or so that watches offer."""

SURGE_FLOOR = -0.02
"""[fraction] A slower start by more says no more about causes than one by this much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One number used to weigh causes.

    Attributes
    ----------
    name : str
    value, error : float
        In ``unit``; ``error`` is a standard error.
    unit : str
    """

    name: str
    value: float
    error: float
    unit: str


def features_of(signals: RunSignals) -> tuple[Feature, ...]:
    """The features that this run allows, in a fixed order."""
    decay, run = signals.decay, signals.run
    given: list[Feature | None] = [
        _clipped("fade", decay.fade, FADE_FLOOR, 0.6),
        _clipped("relief", signals.relief, -1.5, 2.5),
        _clipped("drift", signals.drift.drift_bpm_per_h, *DRIFT_RANGE_BPM_PER_H),
        _onset_share(signals),
        _abruptness(signals),
        _clipped("contact_time", signals.gait.contact_time_pct, -6.0, 15.0),
        _clipped("cadence", signals.gait.cadence_spm, -10.0, 10.0),
        _clipped("walked", signals.walked, 0.0, 1.0),
    ]
    surge = early_surge(signals)
    if _slowed(signals) and math.isfinite(surge) and not decay.is_between_repetitions and run.surface != "treadmill":
        given.append(Feature(name="early_surge", value=max(surge, SURGE_FLOOR), error=0.01, unit="fraction"))
    given += [
        _intensity(signals),
        _temperature(run),
        _rating("effort", run.activity.effort),
        _rating("feel", run.activity.feel),
    ]
    return tuple(feature for feature in given if feature is not None)


def early_surge(signals: RunSignals) -> float:
    """Log speed of the first quarter over that of the stretch from 25 to 60 %; NaN when unknown. [fraction]"""
    run, whole = signals.run, len(signals.run)
    speed = run["grade_adjusted_speed_mps"]
    moving = run.masks["running"] | run.masks["walking"]
    start = float(np.flatnonzero(moving)[0]) if moving.any() else 0.0
    parts = (Span(start + 60.0, start + 0.25 * whole), Span(start + 0.25 * whole, start + 0.60 * whole))
    means = []
    for part in parts:
        inside = moving & (run.elapsed_s >= part.start_s) & (run.elapsed_s < part.end_s) & np.isfinite(speed)
        if np.count_nonzero(inside) < LEAST_S:
            return float("nan")
        means.append(float(speed[inside].mean()))
    return math.log(means[0] / means[1]) if min(means) > 0 else float("nan")


def early_intensity(signals: RunSignals) -> float:
    """Mean heart rate from minute 5 to the end of the first quarter over its maximum; NaN unless both are known. [fraction]"""
    run = signals.run
    if run.athlete.max_hr_bpm is None or not run.has("heart_rate_bpm"):
        return float("nan")
    early = (run.elapsed_s >= SETTLED_S) & (run.elapsed_s < max(0.25 * len(run), 2 * SETTLED_S))
    beats = run["heart_rate_bpm"][early & run.running & run.masks["heart_rate_usable"]]
    return float(beats.mean()) / max_heart_rate(run).value if beats.size >= LEAST_S else float("nan")


def _intensity(signals: RunSignals) -> Feature | None:
    share = early_intensity(signals) if _slowed(signals) else float("nan")
    if not math.isfinite(share):
        return None
    maximum = max_heart_rate(signals.run)
    error = max(INTENSITY_ERROR, share * maximum.standard_error / maximum.value)
    return Feature(name="early_intensity", value=share, error=error, unit="fraction")


def _temperature(run: Run) -> Feature | None:
    if not run.has("temperature_c"):
        return None
    low, high = TEMPERATURE_RANGE_C
    value = min(max(median_where(run["temperature_c"], run.masks["recorded"]), low), high)
    return Feature(name="temperature", value=value, error=TEMPERATURE_ERROR_C, unit="degC") if math.isfinite(value) else None


def _rating(name: str, rated: float | None) -> Feature | None:
    return None if rated is None else Feature(name=name, value=rated, error=RATING_ERROR, unit="0-100")


def _clipped(name: str, estimate: Estimate, low: float, high: float) -> Feature | None:
    if not estimate.is_usable:
        return None
    error = estimate.standard_error if math.isfinite(estimate.standard_error) else 0.0
    return Feature(name=name, value=min(max(estimate.value, low), high), error=error, unit=estimate.unit)


def _onset_share(signals: RunSignals) -> Feature | None:
    onset = signals.decay.onset_s
    if not onset.is_usable or not _slowed(signals):
        return None
    whole = float(len(signals.run))
    return Feature(name="onset_share", value=onset.value / whole, error=onset.standard_error / whole, unit="fraction")


def _abruptness(signals: RunSignals) -> Feature | None:
    share = signals.decay.abruptness
    if not _slowed(signals) or signals.decay.is_between_repetitions:
        return None
    return Feature(name="abruptness", value=share if math.isfinite(share) else GRADUAL, error=0.1, unit="fraction")


def _slowed(signals: RunSignals) -> bool:
    fade = signals.decay.fade
    return fade.is_usable and fade.value >= MIN_FADE
