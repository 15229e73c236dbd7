"""The numbers that tell causes apart, each with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Estimate, Span
from legcheck.signals import RunSignals

__all__ = ["Feature", "early_surge", "features_of"]

FADE_FLOOR = -0.03
"""[fraction] Getting faster by more says no more about causes than getting faster by this much."""

DRIFT_RANGE_BPM_PER_H = (-4.0, 26.0)
"""[bpm/h] Drift beyond this range says no more than its end."""

MIN_FADE = 0.04
"""[fraction] A run that slowed by less has no onset, no shape of its slowing and no fast start to pay for."""

GRADUAL = 0.1
"""[fraction] Abruptness of a slowing that one straight line describes."""

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
    ]
    surge = early_surge(signals)
    if _slowed(signals) and math.isfinite(surge) and decay.basis == "whole run" and run.surface != "treadmill":
        given.append(Feature(name="early_surge", value=max(surge, SURGE_FLOOR), error=0.01, unit="fraction"))
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
        if np.count_nonzero(inside) < 300:
            return float("nan")
        means.append(float(speed[inside].mean()))
    return math.log(means[0] / means[1]) if min(means) > 0 else float("nan")


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
    if not _slowed(signals) or signals.decay.basis != "whole run":
        return None
    return Feature(name="abruptness", value=share if math.isfinite(share) else GRADUAL, error=0.1, unit="fraction")


def _slowed(signals: RunSignals) -> bool:
    fade = signals.decay.fade
    return fade.is_usable and fade.value >= MIN_FADE
