"""The headline: one score for heavy legs, its likely causes, and what would settle them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from legcheck.core import Cause, Evidence, Finding, HeavyLegs, Status
from legcheck.heuristics._base import FOUND_AT
from legcheck.heuristics._deciding import what_decided
from legcheck.heuristics.cause import CauseWeights, weigh_causes
from legcheck.signals import RunSignals
from legcheck.signals.relief import HEART_HAD_ROOM

__all__ = ["heavy_legs"]

LIMITS: Mapping[str, str] = {"late_fade": "the legs", "heart_rate_drift": "the heart"}
"""Heuristics that speak of a limit, and of whose; the others speak of form."""

NOT_THE_BODY = ("none", "eased_off", "terrain_or_gps")
"""Causes that are no limit of the body."""

DRIFT_WEIGHT = 0.6
"""[-] A heart that drifts makes a run hard without making legs heavy: it counts a little over half."""

FORM_WEIGHT = 0.25
"""[-] Low cadence or long steps alone are a possible contribution, not a limit."""

HEART_PEGGED = 0.3
"""[ratio] Cardiac relief up to which the heart counts as pegged."""

SINGLE_RUN = 0.85
"""[-] One run alone, without the runner's own past, carries a headline only so far: single-run rules did little better than
chance at telling how 122 rated runs had felt."""

WITHOUT_A_FINDING = 49.0
"""[score] Largest headline when neither pace nor heart rate alone is found: two weak signs of one run are seldom independent."""

BEYOND_DOUBT = 0.95
"""[probability] From here nobody asks what spoke for the first cause and against the second."""

SAME_NUMBER = frozenset({"low_cadence", "overstriding"})
"""Given speed, cadence and step length are one number."""

_SHORT: Mapping[str, str] = {
    "leg_limited": "legs",
    "heat_or_dehydration": "heat or fluid",
    "cardiac_drift": "the heart",
    "glycogen_wall": "fuel",
    "paced_too_hard": "a fast start",
    "eased_off": "choice",
    "terrain_or_gps": "route or GPS",
    "none": "nothing special",
}
"""Causes in a word or two."""

BOTH = 2
"""[-] Pace and heart rate."""

HALF_THE_STORY = 0.8
"""[-] Confidence is lowered to this when either pace or heart rate could not be judged."""

MOSTLY_WALKED = 0.5
"""[share] Where more of the slowing than this is walking, the contact time of what was run would settle nothing. Engineering value."""

_SETTLES: Mapping[frozenset[str], tuple[str, ...]] = {
    frozenset({"leg_limited", "eased_off"}): ("contact_time_ms", "effort"),
    frozenset({"leg_limited", "none"}): ("heart_rate_bpm", "contact_time_ms", "effort"),
    frozenset({"leg_limited", "glycogen_wall"}): ("fuel", "contact_time_ms"),
    frozenset({"leg_limited", "heat_or_dehydration"}): ("heart_rate_bpm", "temperature_c"),
    frozenset({"leg_limited", "cardiac_drift"}): ("heart_rate_bpm", "effort"),
    frozenset({"leg_limited", "paced_too_hard"}): ("max_hr_bpm", "heart_rate_bpm", "history"),
    frozenset({"leg_limited", "terrain_or_gps"}): ("heart_rate_bpm", "altitude_m", "contact_time_ms", "wind"),
    frozenset({"heat_or_dehydration", "cardiac_drift"}): ("temperature_c", "weight_loss"),
    frozenset({"heat_or_dehydration", "paced_too_hard"}): ("temperature_c", "max_hr_bpm"),
    frozenset({"heat_or_dehydration", "terrain_or_gps"}): ("temperature_c", "altitude_m", "wind"),
    frozenset({"heat_or_dehydration", "glycogen_wall"}): ("heart_rate_bpm", "temperature_c", "contact_time_ms", "fuel"),
    frozenset({"heat_or_dehydration", "eased_off"}): ("heart_rate_bpm", "effort", "temperature_c"),
    frozenset({"heat_or_dehydration", "none"}): ("temperature_c", "history"),
    frozenset({"cardiac_drift", "paced_too_hard"}): ("max_hr_bpm", "effort"),
    frozenset({"cardiac_drift", "terrain_or_gps"}): ("altitude_m", "wind"),
    frozenset({"cardiac_drift", "none"}): ("history",),
    frozenset({"paced_too_hard", "terrain_or_gps"}): ("max_hr_bpm", "effort", "wind"),
    frozenset({"paced_too_hard", "eased_off"}): ("heart_rate_bpm", "max_hr_bpm", "effort"),
    frozenset({"paced_too_hard", "glycogen_wall"}): ("max_hr_bpm", "fuel"),
    frozenset({"glycogen_wall", "eased_off"}): ("contact_time_ms", "effort", "fuel"),
    frozenset({"glycogen_wall", "terrain_or_gps"}): ("heart_rate_bpm", "contact_time_ms", "wind"),
    frozenset({"terrain_or_gps", "eased_off"}): ("heart_rate_bpm", "effort", "wind"),
    frozenset({"eased_off", "none"}): ("effort",),
}
"""For a pair of causes: the measurements that part them, best first."""

_MEASUREMENTS: Mapping[str, str] = {
    "contact_time_ms": "ground contact time (a running-dynamics sensor)",
    "effort": "your own rating of effort or feel after the run",
    "heart_rate_bpm": "heart rate",
    "temperature_c": "the temperature during the run",
    "altitude_m": "a barometric altitude",
    "max_hr_bpm": "your maximum heart rate",
    "fuel": "a note of what you ate before and during the run",
    "wind": "a note of wind and ground",
    "weight_loss": "your weight before and after the run",
    "history": "at least eight of your earlier runs to compare with",
}
"""How people read the measurements."""


def heavy_legs(signals: RunSignals, findings: tuple[Finding, ...]) -> HeavyLegs:
    """Join findings and causes into the headline.

    Parameters
    ----------
    signals : RunSignals
    findings : tuple of Finding
        Of this run.

    Returns
    -------
    HeavyLegs
        ``not_assessed`` when neither pace nor heart rate could be judged over the run, or nothing was found in the heart and the pace
        could not be judged: nobody looked at the legs.

    Notes
    -----
    ``score = 100 (1 - (1 - fade * limit) (1 - 0.6 drift) (1 - 0.25 form))`` with each finding's score as a share of 100 and
    ``limit`` the probability that the body, not choice or terrain, set the pace. Cadence and step length are one number
    and count once.
    """
    by_id = {finding.id: finding for finding in findings}
    asked = [by_id[name] for name in LIMITS if name in by_id]
    judged = [finding for finding in asked if finding.score is not None]
    seen = any(finding.is_found for finding in judged)
    if not judged or not (seen or _is_judged(by_id.get("late_fade"))):
        reasons = "; ".join(f"{finding.title.lower()}: {finding.reason}" for finding in asked if finding.score is None)
        return _not_assessed(reasons or "neither pace nor heart rate was judged")
    weights = weigh_causes(signals)
    terms = _terms(weights.given_a_finding() if seen else weights, by_id)
    score = 100.0 * (1.0 - math.prod(1.0 - term.value / 100.0 for term in terms))
    score = score if seen else min(score, WITHOUT_A_FINDING)
    found = score >= FOUND_AT
    strongest = max(_score(finding) for finding in judged)
    first, second, *_ = (weights.given_a_finding() if seen or found else weights.given_no_finding(strongest)).ranked
    top = first, second
    return HeavyLegs(
        status=Status.FOUND if found else Status.CLEAR,
        score=score,
        confidence=_confidence(signals, judged, score),
        causes=top,
        would_help=_would_help(signals, top) if found or top[0].id != "none" else "",
        reason=_sentence(signals, weights, top, findings, found=found),
        terms=terms,
    )


def _is_judged(finding: Finding | None) -> bool:
    """Whether a heuristic came to a verdict, or was not asked at all."""
    return finding is None or finding.score is not None


def _terms(weights: CauseWeights, by_id: Mapping[str, Finding]) -> tuple[Evidence, ...]:
    body = 1.0 - sum(weights.probabilities[cause] for cause in NOT_THE_BODY)
    form = max((_score(by_id.get(name)) for name in ("low_cadence", "overstriding")), default=0.0)
    return (
        Evidence(
            name="late fade, weighted by the chance that the body set the limit",
            value=_score(by_id.get("late_fade")) * body,
            unit="points",
        ),
        Evidence(name="heart-rate drift", value=DRIFT_WEIGHT * _score(by_id.get("heart_rate_drift")), unit="points"),
        Evidence(name="cadence and step length", value=FORM_WEIGHT * form, unit="points"),
    )


def _score(finding: Finding | None) -> float:
    return finding.score if finding is not None and finding.score is not None else 0.0


def _confidence(signals: RunSignals, judged: list[Finding], score: float) -> float:
    """Of the finding that speaks loudest when found, of the weaker one when clear; less when one half is missing."""
    known = [(finding.score or 0.0, finding.confidence or 0.0) for finding in judged]
    chosen = max(known)[1] if score >= FOUND_AT else min(confidence for _, confidence in known)
    complete = signals.run.has("heart_rate_bpm") and len(judged) == BOTH
    return SINGLE_RUN * (chosen if complete else HALF_THE_STORY * chosen)


def _would_help(signals: RunSignals, top: tuple[Cause, Cause]) -> str:
    run = signals.run
    known = {name for name in _MEASUREMENTS if run.has(name)}
    known |= {"effort"} if run.activity.effort is not None or run.activity.feel is not None else set()
    known |= {"max_hr_bpm"} if run.athlete.max_hr_bpm is not None else set()
    known |= {"contact_time_ms"} if signals.walked.is_usable and signals.walked.value > MOSTLY_WALKED else set()
    pair = frozenset(cause.id for cause in top)
    wanted = (*_SETTLES.get(pair, ()), "heart_rate_bpm", "effort", "contact_time_ms", "temperature_c", "history")
    return next((_MEASUREMENTS[name] for name in wanted if name not in known), "")


def _sentence(
    signals: RunSignals, weights: CauseWeights, top: tuple[Cause, Cause], findings: tuple[Finding, ...], *, found: bool
) -> str:
    told = [finding.reason for finding in findings if finding.id in LIMITS and finding.is_found]
    parts = told or [_no_sign([finding for finding in findings if finding.id in LIMITS])]
    witness = _witness(signals, top[0].id) if found or told else ""
    known = ("relief", "contact_time", "drift") if witness else ("drift",)
    contested = told and top[0].probability < BEYOND_DOUBT
    decided = what_decided(weights, top[0].id, top[1].id, told=known) if contested else ""
    speaks = f"{_SHORT[top[0].id]} rather than {_SHORT[top[1].id]}: {decided}" if decided else ""
    return "; ".join(part for part in (*parts, witness, speaks, _aside(findings)) if part)


def _no_sign(asked: list[Finding]) -> str:
    """What was looked at and gave no sign; what could not be looked at, and why."""
    whose = [LIMITS[finding.id] for finding in asked if finding.score is not None]
    both = "legs or heart" if len(whose) == BOTH else whose[0]
    open_ones = [f"{LIMITS[finding.id]} could not be judged: {finding.reason}" for finding in asked if finding.score is None]
    return "; ".join((f"no sign that {both} gave in", *open_ones))


def _aside(findings: tuple[Finding, ...]) -> str:
    """What else was found; cadence and step length are one number and told as one."""
    titles = {finding.id: finding.title.lower() for finding in findings if finding.id not in LIMITS and finding.is_found}
    if set(titles) >= SAME_NUMBER:
        titles["low_cadence"] = f"{titles['low_cadence']} ({titles.pop('overstriding')}: the same number)"
    return f"also seen: {', '.join(titles.values())}" if titles else ""


def _witness(signals: RunSignals, cause: str) -> str:
    """The number that speaks loudest for a cause, in words."""
    relief, contact = signals.relief, signals.gait.contact_time_pct
    ratio = f"(relief ratio {round(relief.value, 1) + 0.0:.1f})"
    if cause in {"leg_limited", "eased_off", "glycogen_wall"} and relief.is_usable and relief.value > HEART_HAD_ROOM:
        steps = f", and the feet stayed on the ground {contact.value:.0f} % longer at equal speed"
        longer = contact.is_usable and contact.low > 0 and cause != "eased_off"
        return f"heart rate came down with the pace {ratio}: the heart had room{steps if longer else ''}"
    if cause in {"heat_or_dehydration", "paced_too_hard", "cardiac_drift"} and relief.is_usable and relief.value < HEART_PEGGED:
        return f"heart rate stayed up although the pace fell {ratio}"
    return ""


def _not_assessed(reason: str) -> HeavyLegs:
    return HeavyLegs(
        status=Status.NOT_ASSESSED, score=None, confidence=None, causes=(), would_help="", reason=f"cannot be judged: {reason}"
    )
