"""Weighs the causes that could have limited a run against each other.

Every cause says what it expects of each feature (a mean and a spread); the run's features, each with its own error, are
held against all of them at once. The result is a probability for each cause, never a verdict by one threshold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from legcheck.core import Cause
from legcheck.heuristics.cause_tables import EXPECTED, LEAN, OR_ELSE, PRIOR, SHARPNESS, WEIGHT
from legcheck.heuristics.features import Feature, features_of
from legcheck.signals import RunSignals

__all__ = ["CAUSES", "CauseWeights", "weigh_causes"]

CAUSES: Mapping[str, str] = {
    "leg_limited": "the legs",
    "heat_or_dehydration": "heat or fluid loss",
    "cardiac_drift": "the heart working harder at the same pace",
    "glycogen_wall": "running out of fuel (the wall)",
    "paced_too_hard": "starting too fast",
    "eased_off": "easing off on purpose",
    "terrain_or_gps": "terrain, wind or GPS rather than the body",
    "none": "nothing in particular",
}
"""Cause ids and how people read them."""

FARTHEST = 3.0
"""[spreads] A measurement farther from what a cause expects says no more against it: no single number, which may be wrong,
rules a cause out."""


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
    log_priors : mapping of str to float
        For every cause, what was known before these features: prior, context and calibration.
    """

    probabilities: Mapping[str, float]
    features: tuple[Feature, ...]
    log_likelihoods: Mapping[str, Mapping[str, float]]
    log_priors: Mapping[str, float]

    def given_a_finding(self) -> CauseWeights:
        """The same once a finding stands: "nothing in particular" is then no answer and leaves its share to the others."""
        rest = sum(value for cause, value in self.probabilities.items() if cause != "none")
        shares = {cause: 0.0 if cause == "none" else value / rest for cause, value in self.probabilities.items()}
        return replace(self, probabilities=shares)

    def given_no_finding(self, score: float) -> CauseWeights:
        """The same where nothing was found: each cause keeps as much of its share as there is evidence (0-100)."""
        shares = {cause: value * score / 100.0 for cause, value in self.probabilities.items() if cause != "none"}
        shares["none"] = 1.0 - sum(shares.values())
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
    ``P(cause) ~ prior(context) * lean * (prod N(feature; mean, sqrt(spread^2 + error^2)) ^ weight) ^ sharpness``. Context
    raises or lowers the prior: fuel needs a run of 75 min or more, terrain hills, trail or a missing altitude. Sharpness
    and leans were calibrated once on synthetic fades in which causes overlap. What no feature tells apart comes out at
    the prior odds.
    """
    features = features_of(signals)
    terms = {feature.name: _likelihoods(feature) for feature in features if feature.name in EXPECTED}
    priors = {cause: math.log(_prior(cause, signals)) + LEAN.get(cause, 0.0) for cause in CAUSES}
    logs = {cause: prior + sum(term[cause] for term in terms.values()) for cause, prior in priors.items()}
    top = max(logs.values())
    raw = {cause: math.exp(value - top) for cause, value in logs.items()}
    total = sum(raw.values())
    return CauseWeights(
        probabilities={cause: value / total for cause, value in raw.items()},
        features=features,
        log_likelihoods=terms,
        log_priors=priors,
    )


def _likelihoods(feature: Feature) -> dict[str, float]:
    weight = SHARPNESS * WEIGHT[feature.name]
    return {cause: weight * _log_likelihood(feature, cause) for cause in EXPECTED[feature.name]}


def _log_likelihood(feature: Feature, cause: str) -> float:
    """Of one feature under one cause, which may show in two ways."""
    mean, spread = EXPECTED[feature.name][cause]
    first = _log_normal(feature.value, mean, math.hypot(spread, feature.error))
    if cause not in OR_ELSE.get(feature.name, {}):
        return first
    mean, spread, share = OR_ELSE[feature.name][cause]
    second = _log_normal(feature.value, mean, math.hypot(spread, feature.error))
    return float(np.logaddexp(math.log(1.0 - share) + first, math.log(share) + second))


def _log_normal(value: float, mean: float, spread: float) -> float:
    return -0.5 * min(abs(value - mean) / spread, FARTHEST) ** 2 - math.log(spread)


def _prior(cause: str, signals: RunSignals) -> float:
    adjust: Mapping[str, Callable[[RunSignals], float]] = {
        "glycogen_wall": _fuel_prior,
        "terrain_or_gps": _terrain_prior,
        "eased_off": _choice_prior,
    }
    factor = adjust[cause](signals) if cause in adjust else 1.0
    return max(PRIOR[cause] * factor, 1e-6)


def _fuel_prior(signals: RunSignals) -> float:
    """Few runners empty their stores before 18 km; Rapoport, PLoS Comput Biol 2010, doi:10.1371/journal.pcbi.1000960."""
    minutes, km = signals.run.moving_s / 60.0, signals.run.distance_m / 1000.0
    by_time = float(np.interp(minutes, [75.0, 100.0, 150.0], [0.05, 1.2, 2.5]))
    return max(by_time, float(np.interp(km, [15.0, 22.0, 28.0], [0.05, 1.2, 2.5])))


def _choice_prior(signals: RunSignals) -> float:
    """A long run makes a free choice to slow down less likely."""
    return float(np.interp(signals.run.moving_s / 60.0, [75.0, 150.0, 210.0], [1.0, 0.25, 0.08]))


def _terrain_prior(signals: RunSignals) -> float:
    codes = {note.code for note in signals.run.notes}
    rough = signals.run.surface == "trail" or signals.session_type == "hilly"
    unsure = bool(codes & {"altitude_noisy", "no_altitude"})
    return (3.0 if rough else 1.0) * (3.0 if unsure else 1.0)
