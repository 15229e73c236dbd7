"""Weighs the causes that could have limited a run against each other.

Every cause says what it expects of each feature (a mean and a spread); the run's features, each with its own error, are
held against all of them at once. The result is a probability for each cause, never a verdict by one threshold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from legcheck.core import Cause, Estimate
from legcheck.heuristics.features import Feature, features_of
from legcheck.signals import RunSignals

__all__ = ["CAUSES", "CauseWeights", "weigh_causes"]

CAUSES: Mapping[str, str] = {
    "leg_limited": "the legs, not the heart",
    "heat_or_dehydration": "heat or fluid loss",
    "cardiac_drift": "the heart working harder at the same pace",
    "glycogen_wall": "running out of fuel (the wall)",
    "paced_too_hard": "starting too fast",
    "eased_off": "easing off on purpose",
    "terrain_or_gps": "terrain, wind or GPS rather than the body",
    "none": "nothing in particular",
}
"""Cause ids and how people read them."""

_PRIOR: Mapping[str, float] = {
    "none": 0.50,
    "leg_limited": 0.12,
    "heat_or_dehydration": 0.08,
    "cardiac_drift": 0.08,
    "eased_off": 0.07,
    "paced_too_hard": 0.07,
    "glycogen_wall": 0.05,
    "terrain_or_gps": 0.03,
}
"""[probability] Before anything is known of the run. Engineering values; half of all runs are taken to be fine."""

_EXPECTED: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "fade": {
        "none": (0.00, 0.03),
        "cardiac_drift": (0.00, 0.03),
        "heat_or_dehydration": (0.05, 0.05),
        "leg_limited": (0.14, 0.07),
        "glycogen_wall": (0.19, 0.09),
        "paced_too_hard": (0.12, 0.06),
        "eased_off": (0.12, 0.08),
        "terrain_or_gps": (0.06, 0.06),
    },
    "relief": {
        "none": (0.7, 0.6),
        "cardiac_drift": (-0.2, 0.5),
        "heat_or_dehydration": (0.0, 0.35),
        "leg_limited": (1.0, 0.30),
        "glycogen_wall": (0.65, 0.35),
        "paced_too_hard": (0.2, 0.3),
        "eased_off": (1.0, 0.30),
        "terrain_or_gps": (0.5, 0.8),
    },
    "drift": {
        "none": (6.0, 5.0),
        "cardiac_drift": (16.0, 6.0),
        "heat_or_dehydration": (18.0, 7.0),
        "leg_limited": (5.0, 6.0),
        "glycogen_wall": (8.0, 8.0),
        "paced_too_hard": (12.0, 7.0),
        "eased_off": (4.0, 6.0),
        "terrain_or_gps": (8.0, 8.0),
    },
    "onset_share": {
        "none": (0.55, 0.25),
        "cardiac_drift": (0.55, 0.25),
        "heat_or_dehydration": (0.50, 0.20),
        "leg_limited": (0.60, 0.15),
        "glycogen_wall": (0.75, 0.10),
        "paced_too_hard": (0.30, 0.12),
        "eased_off": (0.88, 0.07),
        "terrain_or_gps": (0.55, 0.25),
    },
    "abruptness": {
        "none": (0.5, 0.35),
        "cardiac_drift": (0.5, 0.35),
        "heat_or_dehydration": (0.15, 0.25),
        "leg_limited": (0.2, 0.25),
        "glycogen_wall": (0.9, 0.25),
        "paced_too_hard": (0.15, 0.25),
        "eased_off": (0.9, 0.25),
        "terrain_or_gps": (0.5, 0.35),
    },
    "contact_time": {
        "none": (0.0, 1.5),
        "cardiac_drift": (0.0, 1.5),
        "heat_or_dehydration": (0.5, 1.5),
        "leg_limited": (5.0, 2.5),
        "glycogen_wall": (5.0, 3.0),
        "paced_too_hard": (3.0, 2.5),
        "eased_off": (0.0, 1.5),
        "terrain_or_gps": (0.0, 2.0),
    },
    "cadence": {
        "none": (0.0, 1.8),
        "cardiac_drift": (0.0, 1.8),
        "heat_or_dehydration": (0.0, 1.8),
        "leg_limited": (-2.0, 2.5),
        "glycogen_wall": (-2.5, 3.0),
        "paced_too_hard": (-1.0, 2.5),
        "eased_off": (0.0, 1.8),
        "terrain_or_gps": (0.0, 2.5),
    },
    "early_surge": {
        "none": (0.01, 0.04),
        "cardiac_drift": (0.01, 0.04),
        "heat_or_dehydration": (0.02, 0.04),
        "leg_limited": (0.02, 0.04),
        "glycogen_wall": (0.03, 0.04),
        "paced_too_hard": (0.09, 0.05),
        "eased_off": (0.01, 0.04),
        "terrain_or_gps": (0.01, 0.05),
    },
}
"""Mean and spread of each feature under each cause, in the feature's unit. Directions come from the literature named in
the documentation ("What limits a run"); sizes are engineering values set on synthetic runs, not on recorded ones."""

_WEIGHT: Mapping[str, float] = {
    "fade": 1.0,
    "relief": 1.0,
    "drift": 0.85,
    "onset_share": 0.7,
    "abruptness": 0.7,
    "contact_time": 0.8,
    "cadence": 0.5,
    "early_surge": 0.8,
}
"""[-] Below 1 where features repeat part of what another one says."""

LEG_CAP = 0.65
"""[probability] Most that legs can get without ground contact time or the runner's own rating: choice looks alike."""

HEAT_CAP = 0.60
"""[probability] Most that heat can get without a temperature."""

WALL_CAP = 0.60
"""[probability] Most that fuel can get on a run shorter than 28 km, as what was eaten is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseWeights:
    """Posterior over causes and the terms behind it.

    Attributes
    ----------
    probabilities : mapping of str to float
        For every id of :data:`CAUSES`; they add up to 1.
    features : tuple of Feature
        The features that were known.
    log_likelihoods : mapping of str to mapping of str to float
        Feature name to cause to weighted log-likelihood: which term spoke for what.
    """

    probabilities: Mapping[str, float]
    features: tuple[Feature, ...]
    log_likelihoods: Mapping[str, Mapping[str, float]]

    def given_a_finding(self) -> CauseWeights:
        """The same once a finding stands: "nothing in particular" is then no answer and leaves its share to the others."""
        rest = 1.0 - self.probabilities["none"]
        shares = {cause: 0.0 if cause == "none" else value / rest for cause, value in self.probabilities.items()}
        return replace(self, probabilities=shares)

    @property
    def ranked(self) -> tuple[Cause, ...]:
        """All causes, most likely first."""
        items = sorted(self.probabilities.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Cause(id=name, probability=value) for name, value in items)


def weigh_causes(signals: RunSignals) -> CauseWeights:
    """Posterior probability of each cause.

    Parameters
    ----------
    signals : RunSignals

    Returns
    -------
    CauseWeights
        A feature that could not be measured is left out; it speaks for no cause.

    Notes
    -----
    ``P(cause) ~ prior(context) * prod N(feature; mean, sqrt(spread^2 + error^2)) ^ weight``. Context raises or lowers the
    prior: fuel needs a run of 75 min or more, heat depends on temperature, terrain on hills and trail.
    """
    features = features_of(signals)
    terms = {feature.name: _likelihoods(feature) for feature in features if feature.name in _EXPECTED}
    logs = {cause: math.log(_prior(cause, signals)) for cause in CAUSES}
    for likelihoods in terms.values():
        for cause, value in likelihoods.items():
            logs[cause] += value
    top = max(logs.values())
    raw = {cause: math.exp(value - top) for cause, value in logs.items()}
    total = sum(raw.values())
    probabilities = {cause: value / total for cause, value in raw.items()}
    return CauseWeights(probabilities=_capped(probabilities, signals), features=features, log_likelihoods=terms)


def _likelihoods(feature: Feature) -> dict[str, float]:
    weight = _WEIGHT[feature.name]
    return {
        cause: weight * _log_normal(feature.value, mean, math.hypot(spread, feature.error))
        for cause, (mean, spread) in _EXPECTED[feature.name].items()
    }


def _log_normal(value: float, mean: float, spread: float) -> float:
    return -0.5 * ((value - mean) / spread) ** 2 - math.log(spread)


def _prior(cause: str, signals: RunSignals) -> float:
    adjust: Mapping[str, Callable[[RunSignals], float]] = {
        "glycogen_wall": _fuel_prior,
        "heat_or_dehydration": _heat_prior,
        "terrain_or_gps": _terrain_prior,
        "eased_off": _choice_prior,
    }
    factor = adjust[cause](signals) if cause in adjust else 1.0
    return max(_PRIOR[cause] * factor, 1e-6)


def _fuel_prior(signals: RunSignals) -> float:
    """Few runners empty their stores before 18 km; Rapoport, PLoS Comput Biol 2010, doi:10.1371/journal.pcbi.1000960."""
    minutes, km = signals.run.moving_s / 60.0, signals.run.distance_m / 1000.0
    by_time = float(np.interp(minutes, [75.0, 100.0, 150.0], [0.02, 0.5, 1.0]))
    return max(by_time, float(np.interp(km, [15.0, 22.0, 28.0], [0.02, 0.5, 1.0])))


def _heat_prior(signals: RunSignals) -> float:
    """Sensors on a wrist read several degrees warm; 28 degC there is about where heat becomes likely."""
    temperature = _temperature(signals)
    if math.isnan(temperature):
        return 0.8
    return 0.05 + 5.0 / (1.0 + math.exp(-(temperature - 28.0) / 3.0))


def _choice_prior(signals: RunSignals) -> float:
    """Walking more at the end, or a long run, makes a free choice to slow down less likely."""
    walked = signals.gait.walking_share_late - signals.gait.walking_share_reference > 0.03
    length = float(np.interp(signals.run.moving_s / 60.0, [75.0, 150.0, 210.0], [1.0, 0.25, 0.08]))
    return length * (0.5 if walked else 1.0)


def _terrain_prior(signals: RunSignals) -> float:
    codes = {note.code for note in signals.run.notes}
    rough = signals.run.surface == "trail" or signals.session_type == "hilly"
    unsure = bool(codes & {"altitude_noisy", "no_altitude"})
    return (3.0 if rough else 1.0) * (2.0 if unsure else 1.0)


def _temperature(signals: RunSignals) -> float:
    from legcheck.signals._inputs import median_where

    run = signals.run
    return median_where(run["temperature_c"], run.masks["recorded"]) if run.has("temperature_c") else float("nan")


def _capped(probabilities: dict[str, float], signals: RunSignals) -> dict[str, float]:
    run = signals.run
    moved = dict(probabilities)
    rated = run.activity.effort is not None or run.activity.feel is not None
    if not rated and not _usable(signals.gait.contact_time_pct):
        _move_excess(moved, "leg_limited", LEG_CAP, "eased_off")
    if not run.has("temperature_c"):
        _move_excess(moved, "heat_or_dehydration", HEAT_CAP, "cardiac_drift")
    if run.distance_m < 28_000.0:
        _move_excess(moved, "glycogen_wall", WALL_CAP, "leg_limited")
    return moved


def _usable(estimate: Estimate) -> bool:
    return estimate.is_usable


def _move_excess(probabilities: dict[str, float], cause: str, cap: float, to: str) -> None:
    excess = max(probabilities[cause] - cap, 0.0)
    probabilities[cause] -= excess
    probabilities[to] += excess
