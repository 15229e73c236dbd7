"""Heavy legs in the light of the runner's own normal: the run's own verdict, and how far the day lay from the usual."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from legcheck.core import Evidence, Finding, HeavyLegs, Status
from legcheck.heuristics import FOUND_AT, evidence_score
from legcheck.history.baseline import Baseline
from legcheck.history.deviation import Deviation
from legcheck.history.own_share import own_causes
from legcheck.history.own_word import own_word
from legcheck.history.summary import ActivitySummary
from legcheck.signals.bootstrap import Z_95

__all__ = ["WEIGHTS", "DayStrain", "day_strain", "headline"]

WEIGHTS: Mapping[str, float] = {
    "heart_rate_for_duration": 1.0,
    "fatigue": 1.0,
    "early_heart_rate": 0.5,
    "start_hour": -0.5,
    "walking": 0.5,
}
"""[-] Weight of each deviation, in SD. Signs are physiology: a heart that beats faster than it usually does in a run this long; more
load left from the days before; more beats at the same speed in the first minutes; and an early start, when muscles are cold and
strength is lowest (Chtourou H. & Souissi N., J Strength Cond Res 2012;26:1984-2005); more walking than usual. Whole and half weights,
not fitted."""

STRAIN_SPREAD = 2.0
"""[SD] Spread of the weighted sum over ordinary runs: more than the 1.66 of independent terms, as both heart rates move together."""

FULL_NORMAL_RUNS = 30
"""[runs] From here on the own normal is as well known as it will be."""

TOLD_FROM = 0.7
"""[SD] A weighted deviation from which it is put into words."""

OF_THE_RUN = ("heart_rate_for_duration", "early_heart_rate")
"""What the run itself shows: without one of these the load of the days before and the hour say nothing of it."""

LITTLE = 2
"""[-] So many deviations are named where none is large."""

IN_RUN_FROM = 25.0
"""[score] The run's own evidence counts from here on; below there is nothing to speak of."""

NAMES: Mapping[str, str] = {
    "heart_rate_for_duration": "heart rate against your own runs of this length",
    "fatigue": "load left from the days before, against what is usual for you",
    "early_heart_rate": "heart rate in minutes 3 to 12 against your own at that speed",
    "start_hour": "start of the run against your usual hour",
    "walking": "share walked against your usual",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStrain:
    """How hard the day lay on the runner, against the own normal.

    Attributes
    ----------
    z : float
        Weighted sum of the deviations over its usual spread; NaN when no heart rate of the run could be held against the normal. [SD]
    confidence : float
        0-1: how much of the weight is known, and from how many runs.
    known : mapping of str to Deviation
        The deviations that are known.
    reason : str
        Why nothing is known; empty when something is.
    """

    z: float
    confidence: float
    known: Mapping[str, Deviation]
    reason: str = ""

    @property
    def score(self) -> float:
        """0-100, as for every finding; 0 when unknown."""
        return 0.0 if math.isnan(self.z) else evidence_score(self.z)

    def weighted(self, name: str) -> float:
        """Contribution of one deviation. [SD]"""
        return WEIGHTS[name] * self.known[name].z


def day_strain(baseline: Baseline) -> DayStrain:
    """Sum up how far a run lies from the runner's normal.

    Parameters
    ----------
    baseline : Baseline

    Returns
    -------
    DayStrain

    Notes
    -----
    ``z = sum(weight * deviation) / 2``. A deviation that is not known adds nothing, so thin data give a score near the middle, not a
    high one; but load, hour and walking alone say nothing of a run whose heart rate has no normal. On 122 runs rated by one runner single numbers of this kind told how a run had felt (AUC 0.6 to 0.7) where rules about
    the run alone did not (0.5).
    """
    all_known: dict[str, Deviation] = {name: getattr(baseline, name) for name in WEIGHTS}
    known = {name: deviation for name, deviation in all_known.items() if deviation.is_usable}
    if not known.keys() & set(OF_THE_RUN):
        reason = f"heart rate against your own normal: {all_known['heart_rate_for_duration'].reason}"
        return DayStrain(z=math.nan, confidence=0.0, known={}, reason=reason)
    total = math.fsum(WEIGHTS[name] * deviation.z for name, deviation in known.items())
    share = math.fsum(abs(WEIGHTS[name]) for name in known) / math.fsum(map(abs, WEIGHTS.values()))
    runs = max(deviation.runs for deviation in known.values())
    return DayStrain(z=total / STRAIN_SPREAD, confidence=share * min(math.sqrt(runs / FULL_NORMAL_RUNS), 1.0), known=known)


def headline(
    summary: ActivitySummary,
    strain: DayStrain,
    start: Finding | None = None,
    *,
    own: float | None = None,
    doubt: str = "",
    drift: Finding | None = None,
) -> HeavyLegs:
    """Join the run's own verdict with the day's strain and with how the run began.

    Parameters
    ----------
    summary : ActivitySummary
    strain : DayStrain
    start : Finding, optional
        What ``heavy_from_start`` says of the run.
    own : float, optional
        The run's own score without what is usual for the runner (:func:`legcheck.history.own_share.own_score`), else the one of the
        summary. [score]
    doubt : str
        Why the run's heart rate is not believed; empty when it is.
    drift : Finding, optional
        What ``drift_against_own`` says of the run.

    Returns
    -------
    HeavyLegs
        ``not_assessed`` when neither could be told.

    Notes
    -----
    ``score = 100 (1 - (1 - day) (1 - run) (1 - start))`` with ``day`` the strain's score, ``run`` the run's own and ``start`` that of
    ``heavy_from_start`` as shares of 100; of the latter two a score below 50 counts less and less, and not at all below 25. So a run
    that was heavy by itself or from its start stays so, and among the others the day decides. Where the day is not known and the
    start was not heavy the run's own score stands as it is.

    Causes are those of the run alone. They are told where it is heavy by itself, and where the first is a limit of the body; but none
    that rests on a drift which is usual for the runner, as such a drift has no part in the score.
    """
    alone, day = summary.heavy_legs_score if own is None else own, strain.score / 100.0
    if math.isnan(strain.z) and (start is None or not start.is_found):
        return _alone(summary, alone, strain, doubt, drift)
    share = _share(alone)
    begun = 0.0 if start is None or start.score is None else _share(start.score)
    score = 100.0 * (1.0 - (1.0 - day) * (1.0 - share) * (1.0 - begun))
    found = score >= FOUND_AT
    by_itself = share >= FOUND_AT / 100.0
    told = _sentence(summary, strain, start, alone, found=found)
    causes, would_help = own_causes(summary, doubt, drift, by_itself=by_itself, found=found)
    return HeavyLegs(
        status=Status.FOUND if found else Status.CLEAR,
        score=score,
        confidence=_confidence(summary, strain, start, own=share, day=max(day, begun)),
        causes=causes,
        would_help=would_help,
        reason="; ".join(part for part in (told, doubt, own_word(summary, found=found)) if part),
        terms=_terms(strain, share, begun),
    )


def _alone(summary: ActivitySummary, score: float, strain: DayStrain, doubt: str, drift: Finding | None) -> HeavyLegs:
    """The run's own verdict, where there is no normal to hold it against; none where there is no such verdict."""
    if math.isnan(score):
        told = f"{summary.reason or 'cannot be judged'}; {doubt or strain.reason}"
        return HeavyLegs(status=Status.NOT_ASSESSED, score=None, confidence=None, causes=(), would_help="", reason=told)
    found = score >= FOUND_AT
    causes, would_help = own_causes(summary, doubt, drift, by_itself=found, found=found)
    return HeavyLegs(
        status=Status.FOUND if found else Status.CLEAR,
        score=score,
        confidence=summary.heavy_legs_confidence,
        causes=causes,
        would_help=would_help,
        reason="; ".join(part for part in (summary.reason or "judged by itself", doubt) if part),
    )


def _share(score: float) -> float:
    return 0.0 if math.isnan(score) else max(0.0, min(score, 2.0 * (score - IN_RUN_FROM))) / 100.0


def _confidence(summary: ActivitySummary, strain: DayStrain, start: Finding | None, *, own: float, day: float) -> float:
    """Of what made the score, each by its part in it; of both alike where nothing did."""
    alone = 0.0 if math.isnan(summary.heavy_legs_confidence) else summary.heavy_legs_confidence
    begun = 0.0 if start is None else start.confidence or 0.0
    beside = begun if math.isnan(strain.z) else strain.confidence
    if math.isnan(summary.heavy_legs_score):
        return beside
    return (own * alone + (day + 0.05) * beside) / (own + day + 0.05)


def _sentence(summary: ActivitySummary, strain: DayStrain, start: Finding | None, alone: float, *, found: bool) -> str:
    by_itself, begun = _share(alone) >= FOUND_AT / 100.0, start is not None and start.is_found
    parts = [summary.reason] if by_itself or (summary.heavy_legs_status != "not_assessed" and not found) else []
    parts += [start.reason] if start is not None and begun else []
    weighted = {name: strain.weighted(name) for name in strain.known}
    ordered = sorted(weighted, key=lambda name: -weighted[name])
    told = [_words(name, strain.known[name]) for name in ordered if weighted[name] >= TOLD_FROM]
    if told:
        parts.append(f"against your own normal: {', '.join(told)}")
    elif found and not begun and (not by_itself or strain.score >= FOUND_AT):
        raised = [_words(name, strain.known[name]) for name in ordered[:LITTLE] if weighted[name] > 0.0]
        parts.append(f"{'also ' if by_itself else ''}a little of each: {', '.join([*_in_part(start, alone), *raised])}")
    elif strain.known and not begun:
        parts.append("no more than usual against your own normal")
    return "; ".join(part for part in parts if part) or "nothing beyond what is usual for you"


def _in_part(start: Finding | None, alone: float) -> list[str]:
    """The run itself and its start, where they have a part in the score but are not found; in words."""
    early = math.nan if start is None or start.score is None else start.score
    scores = {"the run by itself": alone, "minutes 3 to 12": early}
    return [f"{name} ({score:.0f} of 100)" for name, score in scores.items() if 0.0 < _share(score) < FOUND_AT / 100.0]


def _words(name: str, deviation: Deviation) -> str:
    difference = deviation.difference
    return {
        "heart_rate_for_duration": f"heart rate {difference:+.0f} bpm in a run of this length",
        "fatigue": f"{100 * math.expm1(difference):+.0f} % load left from the days before",
        "early_heart_rate": f"{difference:+.0f} bpm at that speed in minutes 3 to 12",
        "start_hour": f"{abs(difference):.1f} h earlier in the day",
        "walking": f"{_walked(deviation.value):.0f} % walked instead of {_walked(deviation.expected):.0f} %",
    }[name]


def _terms(strain: DayStrain, own: float, begun: float) -> tuple[Evidence, ...]:
    own_term = Evidence(name="the run by itself", value=100.0 * own, unit="points")
    day_term = Evidence(name="the day against your own normal", value=strain.score, unit="points")
    start_term = Evidence(name="heavy from the first kilometre", value=100.0 * begun, unit="points")
    each = (_term(name, deviation) for name, deviation in strain.known.items())
    return own_term, day_term, start_term, *each


def _term(name: str, deviation: Deviation) -> Evidence:
    """A deviation with the interval that nineteen of twenty ordinary runs stay in."""
    reach = Z_95 * deviation.spread
    shown = (_as_told(name, deviation, shift) for shift in (0.0, -reach, reach))
    value, low, high = shown
    unit = {"start_hour": "h", "fatigue": "%", "walking": "points of %"}.get(name, "bpm")
    return Evidence(name=NAMES[name], value=value, unit=unit, low=low, high=high)


def _as_told(name: str, deviation: Deviation, shift: float) -> float:
    """A deviation in the unit people read, moved by ``shift`` in its own."""
    if name == "fatigue":
        return 100.0 * math.expm1(deviation.difference + shift)
    if name == "walking":
        return _walked(deviation.value + shift) - _walked(deviation.expected)
    return deviation.difference + shift


def _walked(root: float) -> float:
    return 100.0 * max(root, 0.0) ** 2
