"""The sentence under the headline: what decided between two causes, what else was seen, and what to try."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from legcheck import synth
from legcheck.core import Cause, Finding, Status
from legcheck.heuristics import CauseWeights, headline
from legcheck.heuristics._deciding import what_decided
from legcheck.heuristics.features import Feature
from legcheck.heuristics.late_fade import LateFade
from legcheck.signals import derive


def weights(**logs):
    """Features at 1 whose term for the first cause lies so much above that for the second."""
    return CauseWeights(
        probabilities={},
        features=tuple(Feature(name=name, value=1.0, error=0.0, unit="") for name in logs),
        log_likelihoods={name: {"paced_too_hard": log, "eased_off": 0.0} for name, log in logs.items()},
        log_priors={},
    )


def decided(told=(), **logs):
    return what_decided(weights(**logs), "paced_too_hard", "eased_off", told=told)


def test_the_two_that_speak_most_are_told_the_loudest_first():
    assert decided(cadence=0.8, effort=2.0, temperature=1.0) == "the effort you rated 1 of 100 and 1 °C at the sensor"


def test_what_does_not_double_the_odds_is_not_told():
    assert decided(cadence=math.log(2.0), effort=-3.0) == ""
    assert decided(cadence=0.71) == "cadence +1 steps/min at equal speed"


def test_what_the_reader_knows_is_not_told_again():
    assert decided(told=("effort",), effort=2.0, cadence=1.0) == "cadence +1 steps/min at equal speed"


def test_a_first_quarter_is_told_as_a_share_of_speed():
    """ln 1.12 = 0.1133."""
    surge = Feature(name="early_surge", value=0.1133, error=0.01, unit="fraction")
    terms = {"early_surge": {"paced_too_hard": 1.0, "eased_off": 0.0}}
    told = CauseWeights(probabilities={}, features=(surge,), log_likelihoods=terms, log_priors={})
    assert what_decided(told, "paced_too_hard", "eased_off") == "a first quarter run 12 % faster than what followed"


def found(id_, title):
    return Finding(id=id_, title=title, status=Status.FOUND, score=60.0, confidence=1.0, reason="seen")


def test_cadence_and_step_length_are_told_as_one():
    both = (found("low_cadence", "Low cadence"), found("overstriding", "Long steps"))
    assert headline._aside(both) == "also seen: low cadence (long steps: the same number)"
    assert headline._aside(both[1:]) == "also seen: long steps"
    assert headline._aside((found("late_fade", "Late fade"),)) == ""


@pytest.mark.parametrize(
    ("relief", "size", "told"),
    [(1.0, 0.22, True), (0.0, 0.22, False), (1.0, 0.11, False)],
    ids=["room for the heart", "heart pegged", "a smaller slowing"],
)
def test_damage_is_spoken_of_only_where_it_was_seen(relief, size, told):
    run = synth.run(duration_s=5400, fade_after_s=2700, fade_fraction=size, relief=relief, seed=12)
    finding = LateFade().judge(derive(run.activity))
    assert finding.status is Status.FOUND
    assert any("muscle damage" in item.text for item in finding.advice) is told


def verdicts(fade, drift):
    """Late fade and drift with these scores, None where not judged."""
    scores = {"late_fade": fade, "heart_rate_drift": drift}
    return tuple(
        Finding(id=name, title=name, status=Status.NOT_ASSESSED, score=None, confidence=None, reason=f"no {name}")
        if score is None
        else Finding(id=name, title=name, status=Status.CLEAR, score=score, confidence=1.0, reason="looked at")
        for name, score in scores.items()
    )


@pytest.fixture(scope="module")
def steady():
    return derive(synth.run(duration_s=3600, seed=12).activity)


def test_no_sign_is_said_of_what_was_looked_at_only(steady):
    assert headline.heavy_legs(steady, verdicts(3.0, 3.0)).reason == "no sign that legs or heart gave in"
    told = headline.heavy_legs(steady, verdicts(3.0, None))
    assert told.status is Status.CLEAR
    assert told.reason == "no sign that the legs gave in; the heart could not be judged: no heart_rate_drift"


def test_a_quiet_heart_alone_does_not_clear_the_legs(steady):
    told = headline.heavy_legs(steady, verdicts(None, 3.0))
    assert told.status is Status.NOT_ASSESSED
    assert told.reason == "cannot be judged: no late_fade".replace("no late", "late_fade: no late")
    found_drift = replace(verdicts(None, 80.0)[1], status=Status.FOUND)
    assert headline.heavy_legs(steady, (verdicts(None, 3.0)[0], found_drift)).status is not Status.NOT_ASSESSED


def test_a_heuristic_that_was_not_asked_for_leaves_nothing_open(steady):
    told = headline.heavy_legs(steady, verdicts(None, 3.0)[1:])
    assert told.reason == "no sign that the heart gave in"


def test_contact_time_is_not_asked_of_who_walked(steady):
    top = (Cause(id="leg_limited", probability=0.6), Cause(id="eased_off", probability=0.3))
    without = derive(synth.run(duration_s=3600, dynamics=False, seed=12).activity)
    walked = replace(without, walked=replace(without.decay.fade, value=0.6))
    assert "contact time" in headline._would_help(without, top)
    assert "effort" in headline._would_help(walked, top)


def test_without_heart_rate_nobody_is_sent_to_the_legs():
    run = synth.run(duration_s=5400, fade_after_s=2700, fade_fraction=0.22, heart_rate=False, seed=12)
    assert not any("muscle damage" in item.text for item in LateFade().judge(derive(run.activity)).advice)


def test_a_fade_lasts_to_the_end_where_the_end_is_slow():
    faded = derive(synth.run(duration_s=5400, fade_after_s=2700, fade_fraction=0.22, seed=12).activity)
    (span,) = LateFade().judge(faded).spans
    assert span.end_s == len(faded.run) - 1 > faded.decay.late.end_s
