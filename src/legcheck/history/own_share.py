"""What a run's own verdict is worth once its past is known: without traits, with drift against the own, without a heart rate in doubt."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from legcheck.core import Cause, Finding, Status
from legcheck.heuristics import all_heuristics
from legcheck.heuristics.headline import DRIFT_WEIGHT, FORM_WEIGHT, NOT_THE_BODY
from legcheck.history.summary import ActivitySummary
from legcheck.history.traits import FORM

__all__ = ["own_causes", "own_score", "without_heart_rate"]

DRIFT = "heart_rate_drift"
"""The finding about one run that ``drift_against_own`` goes before."""

OF_DRIFT = ("cardiac_drift", "heat_or_dehydration")
"""Causes that rest on a rising heart rate."""

ABOUT_THE_SENSOR = "heart_rate_unreliable"
"""Says itself how far heart rate can be trusted."""


def own_score(
    run: ActivitySummary, usual: Collection[str], said: Mapping[str, Finding], *, heart_rate_believed: bool = True
) -> float:
    """The headline score of a run alone, as far as it is news about this run.

    Parameters
    ----------
    run : ActivitySummary
    usual : collection of str
        Findings that earlier runs show to be usual for the runner.
    said : mapping of str to Finding
        What the heuristics over time say of the run.
    heart_rate_believed : bool, default True

    Returns
    -------
    float
        NaN where the run alone could not be judged. [score]

    Notes
    -----
    The run's score is ``100 (1 - (1 - fade) (1 - 0.6 drift) (1 - 0.25 form))``. The last two factors are taken out and put in again: form
    (cadence and step length are one number) not where it is usual, unless cadence lies off the own line; drift as ``drift_against_own`` scores it, and none where heart rate
    is not believed.

    Examples
    --------
    >>> run = ActivitySummary(path="", start_time=None, heavy_legs_score=60.0, scores={"heart_rate_drift": 100.0})
    >>> own_score(run, (), {}), own_score(run, (), {}, heart_rate_believed=False)  # 0.6 of 100 was drift alone
    (60.0, 0.0)
    """
    if math.isnan(run.heavy_legs_score):
        return math.nan
    changed = said.get("cadence_change")
    is_news = not set(FORM) & set(usual) or (changed is not None and changed.is_found)
    form = max(run.scores.get(name, 0.0) for name in FORM)
    was = _kept(run.scores.get(DRIFT, 0.0), form)
    now = _kept(_drift(run, said) if heart_rate_believed else 0.0, form if is_news else 0.0)
    if was == now:
        return run.heavy_legs_score
    return 100.0 * min(max(1.0 - (1.0 - run.heavy_legs_score / 100.0) * now / was, 0.0), 1.0)


def own_causes(
    run: ActivitySummary, doubt: str, drift: Finding | None, *, by_itself: bool, found: bool
) -> tuple[tuple[Cause, ...], str]:
    """Causes of a run alone, as far as they hold for what was found in the light of its past.

    Parameters
    ----------
    run : ActivitySummary
    doubt : str
        Why heart rate is not believed; empty when it is.
    drift : Finding or None
        What ``drift_against_own`` says of the run.
    by_itself : bool
        Whether :func:`own_score` is heavy.
    found : bool
        Whether heavy legs were found.

    Returns
    -------
    causes : tuple of Cause
        The two most likely. None where the first rests on a drift that has no part in the own score, or where the day was found heavy and
        the first is no limit of the body.
    would_help : str
        What would settle them; empty without causes.

    Examples
    --------
    >>> usual = Finding(id="drift_against_own", title="", status=Status.CLEAR, score=1.0, confidence=1.0, reason="usual")
    >>> run = ActivitySummary(path="", start_time=None, causes={"cardiac_drift": 0.9})
    >>> own_causes(run, "", usual, by_itself=False, found=True), own_causes(run, "", None, by_itself=False, found=True)[0][0].id
    (((), ''), 'cardiac_drift')
    """
    first = next(iter(run.causes), "")
    is_usual = drift is not None and drift.status is Status.CLEAR
    taken_out = first in OF_DRIFT and not by_itself and bool(doubt or is_usual)
    if taken_out or not (by_itself or not found or (first and first not in NOT_THE_BODY)):
        return (), ""
    return tuple(Cause(id=name, probability=chance) for name, chance in run.causes.items())[:2], run.would_help


def without_heart_rate(run: ActivitySummary, said: Mapping[str, Finding], doubt: str) -> dict[str, Finding]:
    """Findings in place of those that a heart rate in doubt has a part in.

    Parameters
    ----------
    run : ActivitySummary
    said : mapping of str to Finding
        What the heuristics over time say of the run, made without its heart rate.
    doubt : str
        Why heart rate is not believed.

    Returns
    -------
    dict of str to Finding
        By id: findings of the run alone that need heart rate, not assessed; those over time that could not be judged, with the reason.
    """
    told = {
        kind.id: kind().not_assessed(doubt)
        for kind in all_heuristics()
        if "heart_rate_bpm" in kind.needs and kind.id in run.statuses and kind.id != ABOUT_THE_SENSOR
    }
    for name in NEED_HEART_RATE:
        finding = said.get(name)
        if finding is not None and finding.status is Status.NOT_ASSESSED:
            told[name] = _not_assessed(finding, doubt)
    return told


NEED_HEART_RATE = ("heavy_from_start", "drift_against_own", "hard_days_back_to_back")
"""Heuristics over time that lack their heart rate then; the first still finds by gait."""


def _not_assessed(finding: Finding, reason: str) -> Finding:
    return Finding(id=finding.id, title=finding.title, status=Status.NOT_ASSESSED, reason=reason, sources=finding.sources)


def _drift(run: ActivitySummary, said: Mapping[str, Finding]) -> float:
    own = said.get("drift_against_own")
    return run.scores.get(DRIFT, 0.0) if own is None or own.score is None else own.score


def _kept(drift: float, form: float) -> float:
    """What drift and form leave of 1."""
    return (1.0 - DRIFT_WEIGHT * drift / 100.0) * (1.0 - FORM_WEIGHT * form / 100.0)
