"""Weighing causes, and the headline made of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import Athlete, Finding, Status
from legcheck.heuristics import CAUSES, CauseWeights, all_heuristics, heavy_legs, weigh_causes
from legcheck.heuristics import cause as cause_module
from legcheck.heuristics.late_fade import LateFade
from legcheck.signals import derive


@cache
def signals_of(name, **settings):
    return derive(synth.plant(name, seed=31, **settings).activity)


def findings_of(signals):
    return tuple(kind().judge(signals) for kind in all_heuristics())


def made_up(id_, score, confidence=0.9):
    status = Status.NOT_ASSESSED if score is None else Status.FOUND if score >= 50 else Status.CLEAR
    given = {} if score is None else {"score": score, "confidence": confidence}
    return Finding(id=id_, title=id_, status=status, reason=f"why {id_}", **given)


@pytest.mark.parametrize("name", ["steady", "late_fade", "heat_drift", "wall", "intervals", "treadmill", "eased_off"])
def test_probabilities_add_up_to_one(name):
    weights = weigh_causes(signals_of(name))
    for each in (weights, weights.given_a_finding()):
        assert set(each.probabilities) == set(CAUSES)
        assert sum(each.probabilities.values()) == pytest.approx(1.0)
        assert all(0.0 <= value <= 1.0 for value in each.probabilities.values())
    assert [cause.probability for cause in weights.ranked] == sorted(weights.probabilities.values(), reverse=True)


def test_once_a_finding_stands_nothing_in_particular_is_no_answer():
    weights = weigh_causes(signals_of("late_fade")).given_a_finding()
    assert weights.probabilities["none"] == 0.0
    assert weights.given_a_finding().probabilities == pytest.approx(dict(weights.probabilities))


def test_every_term_is_kept():
    weights = weigh_causes(signals_of("late_fade"))
    assert {"fade", "relief", "drift"} <= set(weights.log_likelihoods)
    assert all(set(terms) == set(CAUSES) for terms in weights.log_likelihoods.values())
    assert {feature.name for feature in weights.features} >= set(weights.log_likelihoods)


def test_what_was_not_measured_speaks_for_no_cause():
    weights = weigh_causes(signals_of("late_fade", heart_rate=False, dynamics=False))
    assert not {"relief", "drift", "contact_time"} & set(weights.log_likelihoods)


def test_without_contact_time_or_rating_legs_are_capped_and_choice_gets_the_rest(monkeypatch):
    signals = signals_of("late_fade", dynamics=False)
    rated = replace(signals, run=replace(signals.run, activity=replace(signals.run.activity, effort=80.0)))
    assert weigh_causes(signals).probabilities["leg_limited"] <= cause_module.LEG_CAP + 1e-9
    monkeypatch.setattr(cause_module, "LEG_CAP", 0.2)
    free, capped = weigh_causes(rated).probabilities, weigh_causes(signals).probabilities
    assert free["leg_limited"] > 0.2
    assert capped["leg_limited"] == pytest.approx(0.2)
    assert capped["eased_off"] == pytest.approx(free["eased_off"] + free["leg_limited"] - 0.2)


def test_without_temperature_heat_is_capped():
    blind = signals_of("heat_fade", temperature_c=None, heat_c=None)
    assert not blind.run.has("temperature_c")
    weights = weigh_causes(blind).probabilities
    assert weights["heat_or_dehydration"] <= cause_module.HEAT_CAP + 1e-9


def test_a_hot_day_speaks_for_heat():
    hot, cool = (weigh_causes(signals_of("heat_fade", heat_c=heat)).probabilities for heat in (33.0, 10.0))
    assert hot["heat_or_dehydration"] > 2 * cool["heat_or_dehydration"]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("late_fade", "leg_limited"),
        ("heat_fade", "heat_or_dehydration"),
        ("cardiac_drift", "cardiac_drift"),
        ("wall", "glycogen_wall"),
        ("paced_too_hard", "paced_too_hard"),
        ("eased_off", "eased_off"),
        ("steady", "none"),
    ],
)
def test_the_planted_cause_comes_first(name, cause):
    signals = signals_of(name)
    headline = heavy_legs(signals, findings_of(signals))
    assert headline.cause == cause
    assert len(headline.causes) == 2
    assert headline.causes[0].probability >= headline.causes[1].probability


@pytest.mark.parametrize(
    "findings", [(), (made_up("low_cadence", 80.0),), (made_up("late_fade", None), made_up("heart_rate_drift", None))]
)
def test_without_pace_and_heart_there_is_no_headline(findings):
    headline = heavy_legs(signals_of("steady"), findings)
    assert headline.status is Status.NOT_ASSESSED
    assert (headline.score, headline.confidence, headline.causes, headline.would_help) == (None, None, (), "")
    assert headline.reason.startswith("cannot be judged: ")
    for finding in findings:
        if finding.score is None:
            assert finding.reason in headline.reason


def test_the_score_by_hand():
    """100 (1 - (1 - fade * body) (1 - 0.6 drift) (1 - 0.25 form)) with fade 0.8, drift 0.5 and the larger of two forms 0.6:
    drift term 0.30, form term 0.15."""
    signals = signals_of("late_fade")
    findings = (
        made_up("late_fade", 80.0),
        made_up("heart_rate_drift", 50.0),
        made_up("low_cadence", 60.0),
        made_up("overstriding", 40.0),
    )
    weights = weigh_causes(signals).given_a_finding().probabilities
    body = 1 - weights["none"] - weights["eased_off"] - weights["terrain_or_gps"]
    headline = heavy_legs(signals, findings)
    assert headline.score == pytest.approx(100 * (1 - (1 - 0.8 * body) * (1 - 0.30) * (1 - 0.15)))
    assert [term.value for term in headline.terms] == pytest.approx([80 * body, 30.0, 15.0])


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_headline_is_whole_whatever_is_found(fade, drift, fade_confidence, drift_confidence):
    findings = (made_up("late_fade", fade, fade_confidence), made_up("heart_rate_drift", drift, drift_confidence))
    headline = heavy_legs(signals_of("steady"), findings)
    assert (headline.status is Status.FOUND) == (headline.score >= 50.0)
    stands = headline.status is Status.FOUND or any(finding.is_found for finding in findings)
    if stands:
        assert "none" not in {cause.id for cause in headline.causes if cause.probability > 0}
    assert 0.0 <= headline.confidence <= max(fade_confidence, drift_confidence)


def test_several_weak_signs_that_add_up_do_not_mean_nothing():
    signals = signals_of("cardiac_drift")
    weak = (made_up("late_fade", 49.0), made_up("heart_rate_drift", 49.0), made_up("low_cadence", 100.0))
    assert not any(finding.is_found for finding in weak[:2])
    headline = heavy_legs(signals, weak)
    assert headline.status is Status.FOUND
    assert "none" not in {cause.id for cause in headline.causes}


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        ({}, {"ground contact time", "heart rate", "temperature"}),
        ({"dynamics": False}, {"heart rate", "temperature"}),
        ({"heart_rate": False}, {"ground contact time", "temperature"}),
        ({"temperature_c": None}, {"ground contact time", "heart rate"}),
        ({"effort": 80.0}, {"ground contact time", "effort", "heart rate", "temperature"}),
        ({"feel": 25.0, "dynamics": False}, {"effort", "heart rate", "temperature"}),
    ],
)
@pytest.mark.parametrize("name", ["late_fade", "wall", "eased_off"])
def test_what_would_help_is_really_missing(name, settings, known):
    signals = signals_of(name, **settings)
    headline = heavy_legs(signals, findings_of(signals))
    wanted = headline.would_help.replace("maximum heart rate", "maximum")
    if headline.status is Status.FOUND:
        assert wanted
    assert [word for word in known if word in wanted] == []


def test_a_known_maximum_is_not_asked_for():
    signals = signals_of("paced_too_hard")
    for top in (None, 190.0):
        run = replace(signals.run, athlete=Athlete(max_hr_bpm=top))
        asked = heavy_legs(replace(signals, run=run), findings_of(signals)).would_help
        assert ("maximum heart rate" in asked) <= (top is None)


def test_half_the_story_is_told_with_less_confidence():
    signals = signals_of("late_fade")
    both = heavy_legs(signals, (made_up("late_fade", 90.0, 0.9), made_up("heart_rate_drift", 5.0, 0.9)))
    half = heavy_legs(signals, (made_up("late_fade", 90.0, 0.9), made_up("heart_rate_drift", None)))
    assert half.confidence < both.confidence <= 0.9


def test_a_clean_run_has_nothing_open():
    signals = signals_of("steady")
    headline = heavy_legs(signals, findings_of(signals))
    assert headline.status is Status.CLEAR
    assert headline.cause == "none"
    assert headline.would_help == ""
    assert headline.score < 25


def test_caps_hold_once_nothing_in_particular_is_dealt_out():
    """Once a finding stands the share of "nothing in particular" is dealt out, which must not lift a cause above its cap."""
    uncapped = {**dict.fromkeys(CAUSES, 0.0), "none": 0.40, "leg_limited": 0.58, "eased_off": 0.02}
    given = CauseWeights(
        probabilities=uncapped,
        features=(),
        log_likelihoods={},
        uncapped=uncapped,
        caps=(("leg_limited", cause_module.LEG_CAP, "eased_off"),),
    ).given_a_finding()
    # 0.58 / 0.60 = 0.967 goes to the legs, of which 0.65 stay and 0.317 join the 0.02 / 0.60 = 0.033 of choice.
    assert given.probabilities["leg_limited"] == pytest.approx(0.65)
    assert given.probabilities["eased_off"] == pytest.approx(0.35)
    assert given.probabilities["none"] == 0.0


def test_caps_hold_in_the_headline():
    signals = signals_of("late_fade", dynamics=False)
    headline = heavy_legs(signals, findings_of(signals))
    legs = {cause.id: cause.probability for cause in headline.causes}["leg_limited"]
    assert legs <= cause_module.LEG_CAP + 1e-9


def test_the_date_changes_no_cause():
    made = synth.plant("wall", seed=31)
    later = replace(made.activity, start_time=made.activity.start_time.replace(year=2030, hour=23))
    one, other = (derive(clean(activity)) for activity in (made.activity, later))
    assert heavy_legs(one, findings_of(one)) == heavy_legs(other, findings_of(other))


def test_where_nothing_was_found_causes_weigh_as_much_as_the_evidence():
    """0.2 of nothing and 0.8 of legs, with evidence of 25 in 100: legs keep 0.8 * 0.25 = 0.2, the rest is nothing."""
    uncapped = {**dict.fromkeys(CAUSES, 0.0), "none": 0.2, "leg_limited": 0.8}
    given = CauseWeights(probabilities=uncapped, features=(), log_likelihoods={}, uncapped=uncapped, caps=())
    assert given.given_no_finding(25.0).probabilities["none"] == pytest.approx(0.8)
    assert given.given_no_finding(0.0).probabilities["none"] == pytest.approx(1.0)


def test_a_headline_without_a_finding_names_no_cause():
    signals = signals_of("late_fade")
    strict = tuple(
        LateFade(found_from_pct=60.0).judge(signals) if finding.id == "late_fade" else finding
        for finding in findings_of(signals)
    )
    headline = heavy_legs(signals, strict)
    assert headline.status is Status.CLEAR
    assert headline.cause == "none"
