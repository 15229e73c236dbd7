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
from legcheck.heuristics.cause_tables import EXPECTED, PRIOR, WEIGHT
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

LEG_CAP = 0.65
"""[probability] Most that legs can get without ground contact time or the runner's own rating: choice looks alike."""

HEAT_CAP = 0.60
"""[probability] Most that heat can get without a temperature."""

WALL_CAP = 0.60
"""[probability] Most that fuel can get on a run shorter than 28 km, as what was eaten is unknown."""

MARATHON_LIKE_M = 28_000.0
"""[m] Distance from which running out of fuel needs no further witness."""


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
    uncapped : mapping of str to float
        The same before the caps.
    caps : tuple of (str, float, str)
        Cause, the most it can be given on these data, and the cause that takes what is beyond.
    """

    probabilities: Mapping[str, float]
    features: tuple[Feature, ...]
    log_likelihoods: Mapping[str, Mapping[str, float]]
    uncapped: Mapping[str, float]
    caps: tuple[tuple[str, float, str], ...]

    def given_a_finding(self) -> CauseWeights:
        """The same once a finding stands: "nothing in particular" is then no answer and leaves its share to the others."""
        rest = 1.0 - self.uncapped["none"]
        shares = {cause: 0.0 if cause == "none" else value / rest for cause, value in self.uncapped.items()}
        return replace(self, probabilities=_capped(shares, self.caps), uncapped=shares)

    def given_no_finding(self, score: float) -> CauseWeights:
        """The same where nothing was found: each cause keeps as much of its share as there is evidence (0-100)."""
        shares = {cause: value * score / 100.0 for cause, value in self.uncapped.items() if cause != "none"}
        shares["none"] = 1.0 - sum(shares.values())
        return replace(self, probabilities=_capped(shares, self.caps), uncapped=shares)

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
    terms = {feature.name: _likelihoods(feature) for feature in features if feature.name in EXPECTED}
    logs = {cause: math.log(_prior(cause, signals)) for cause in CAUSES}
    for likelihoods in terms.values():
        for cause, value in likelihoods.items():
            logs[cause] += value
    top = max(logs.values())
    raw = {cause: math.exp(value - top) for cause, value in logs.items()}
    total = sum(raw.values())
    shares, caps = {cause: value / total for cause, value in raw.items()}, _caps(signals)
    return CauseWeights(
        probabilities=_capped(shares, caps), features=features, log_likelihoods=terms, uncapped=shares, caps=caps
    )


def _likelihoods(feature: Feature) -> dict[str, float]:
    weight = WEIGHT[feature.name]
    return {
        cause: weight * _log_normal(feature.value, mean, math.hypot(spread, feature.error))
        for cause, (mean, spread) in EXPECTED[feature.name].items()
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
    return max(PRIOR[cause] * factor, 1e-6)


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


def _caps(signals: RunSignals) -> tuple[tuple[str, float, str], ...]:
    """What these data cannot tell apart, whatever the numbers say; applied in this order."""
    run, caps = signals.run, []
    rated = run.activity.effort is not None or run.activity.feel is not None
    if run.distance_m < MARATHON_LIKE_M:
        caps.append(("glycogen_wall", WALL_CAP, "leg_limited"))
    if not rated and not signals.gait.contact_time_pct.is_usable:
        caps.append(("leg_limited", LEG_CAP, "eased_off"))
    if not run.has("temperature_c"):
        caps.append(("heat_or_dehydration", HEAT_CAP, "cardiac_drift"))
    return tuple(caps)


def _capped(probabilities: Mapping[str, float], caps: tuple[tuple[str, float, str], ...]) -> dict[str, float]:
    moved = dict(probabilities)
    for cause, most, to in caps:
        excess = max(moved[cause] - most, 0.0)
        moved[cause] -= excess
        moved[to] += excess
    return moved
