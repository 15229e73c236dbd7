"""Weighing causes, and the headline made of them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import Athlete, Finding, Status
from legcheck.heuristics import CAUSES, CauseWeights, all_heuristics, features, heavy_legs, weigh_causes
from legcheck.heuristics import cause as cause_module
from legcheck.heuristics import headline as headline_module
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


def test_a_finding_deals_out_the_share_of_nothing():
    """0.4 of nothing, 0.45 of legs, 0.15 of choice: legs become 0.45 / 0.6 = 0.75."""
    shares = {**dict.fromkeys(CAUSES, 0.0), "none": 0.40, "leg_limited": 0.45, "eased_off": 0.15}
    given = CauseWeights(probabilities=shares, features=(), log_likelihoods={}, log_priors={}).given_a_finding()
    assert given.probabilities["leg_limited"] == pytest.approx(0.75)
    assert given.probabilities["eased_off"] == pytest.approx(0.25)
    assert given.probabilities["none"] == 0.0


def test_probabilities_are_priors_times_terms():
    weights = weigh_causes(signals_of("wall"))
    terms = weights.log_likelihoods.values()
    raw = {cause: math.exp(weights.log_priors[cause] + sum(term[cause] for term in terms)) for cause in CAUSES}
    assert weights.probabilities == pytest.approx({cause: value / sum(raw.values()) for cause, value in raw.items()})


def test_every_term_is_kept():
    weights = weigh_causes(signals_of("late_fade"))
    assert {"fade", "relief", "drift"} <= set(weights.log_likelihoods)
    assert all(set(terms) == set(CAUSES) for terms in weights.log_likelihoods.values())
    assert {feature.name for feature in weights.features} >= set(weights.log_likelihoods)


def test_what_was_not_measured_speaks_for_no_cause():
    weights = weigh_causes(signals_of("late_fade", heart_rate=False, dynamics=False))
    assert not {"relief", "drift", "contact_time"} & set(weights.log_likelihoods)


def test_what_no_feature_tells_apart_stays_at_the_prior_odds(monkeypatch):
    """With the same expectations for legs and choice their odds are those of the priors, whatever was measured: 13 to 7.5."""
    alike = {name: {**row, "eased_off": row["leg_limited"]} for name, row in cause_module.EXPECTED.items()}
    monkeypatch.setattr(cause_module, "EXPECTED", alike)
    monkeypatch.setattr(cause_module, "LEAN", {})
    weights = weigh_causes(signals_of("late_fade"))
    assert signals_of("late_fade").run.moving_s < 75 * 60  # longer runs make a choice less likely
    odds = weights.probabilities["leg_limited"] / weights.probabilities["eased_off"]
    assert odds == pytest.approx(0.13 / 0.075)


def test_legs_without_contact_time_and_rating_are_no_certainty():
    """The same fade: what is said of legs shrinks with every witness that is missing."""
    rated = {"effort": 80.0, "feel": 20.0}
    even = {"dynamics": False, "late_cadence_fraction": 0.0}
    full, blind = (legs_of(signals_of("late_fade", **given)) for given in (rated, even))
    assert full > 0.95
    assert blind < 0.85


def legs_of(signals):
    return weigh_causes(signals).given_a_finding().probabilities["leg_limited"]


@pytest.mark.parametrize(("effort", "feel", "likelier"), [(85.0, 20.0, "leg_limited"), (25.0, 75.0, "eased_off")])
def test_the_runners_own_rating_parts_legs_from_choice(effort, feel, likelier):
    silent, told = (
        weigh_causes(signals_of("late_fade", dynamics=False, **given)).probabilities
        for given in ({}, {"effort": effort, "feel": feel})
    )
    other = {"leg_limited": "eased_off", "eased_off": "leg_limited"}[likelier]
    assert told[likelier] / told[other] > 3 * silent[likelier] / silent[other]


def test_without_temperature_heat_and_drift_stand_closer_together():
    hot = weigh_causes(signals_of("heat_fade")).probabilities
    blind = signals_of("heat_fade", temperature_c=None, heat_c=None)
    assert not blind.run.has("temperature_c")
    unsure = weigh_causes(blind).probabilities
    assert unsure["heat_or_dehydration"] / unsure["cardiac_drift"] < hot["heat_or_dehydration"] / hot["cardiac_drift"]


@pytest.mark.parametrize(
    ("temperature_c", "first"), [(10.0, "cardiac_drift"), (18.0, "cardiac_drift"), (30.0, "heat_or_dehydration")]
)
def test_where_the_pace_is_held_warmth_decides_between_heat_and_drift(temperature_c, first):
    run = synth.run(duration_s=5400, drift_bpm_per_h=18.0, temperature_c=temperature_c, seed=77)
    weights = weigh_causes(derive(run.activity)).given_a_finding()
    assert weights.ranked[0].id == first
    assert weights.ranked[0].probability > 0.6


def test_a_second_way_in_which_a_cause_shows_by_hand(monkeypatch):
    """Pace held exactly: 0.6 N(0; 0.1, 0.05) + 0.4 N(0; 0, 0.04), each without 1 / sqrt(2 pi):
    0.6 * 20 * exp(-2) + 0.4 * 25 = 1.624 + 10 = 11.624."""
    held = features.Feature(name="fade", value=0.0, error=0.0, unit="fraction")
    monkeypatch.setattr(cause_module, "EXPECTED", {"fade": {"heat_or_dehydration": (0.1, 0.05)}})
    monkeypatch.setattr(cause_module, "OR_ELSE", {"fade": {"heat_or_dehydration": (0.0, 0.04, 0.4)}})
    assert math.exp(cause_module._log_likelihood(held, "heat_or_dehydration")) == pytest.approx(11.624, abs=0.001)


def test_a_start_near_the_maximum_speaks_for_pacing():
    signals = signals_of("paced_too_hard")
    odds = []
    for top in (185.0, 215.0):  # 170 bpm and more early on: 0.93 of 185, 0.80 of 215
        run = replace(signals.run, athlete=replace(signals.run.athlete, max_hr_bpm=top))
        terms = weigh_causes(replace(signals, run=run)).log_likelihoods["early_intensity"]
        odds.append(terms["paced_too_hard"] - terms["leg_limited"])
    assert odds[0] > 0 > odds[1]


def test_one_number_far_off_rules_no_cause_out():
    """A measurement 3 spreads away weighs as much as one 30 spreads away: -4.5 and the spread, times weight and sharpness."""
    terms = weigh_causes(signals_of("late_fade", effort=0.0, feel=100.0)).log_likelihoods["effort"]
    spread = (15.0**2 + features.RATING_ERROR**2) ** 0.5
    by_hand = -0.5 * min(78.0 / spread, 3.0) ** 2 - math.log(spread)
    assert terms["glycogen_wall"] == pytest.approx(cause_module.SHARPNESS * by_hand)
    assert terms["glycogen_wall"] >= cause_module.SHARPNESS * (-4.5 - math.log(spread))


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


def test_several_weak_signs_do_not_add_up_to_a_finding():
    """49, 49 and form at 100 would make 1 - (1 - 0.49 body)(1 - 0.29)(1 - 0.25), over a half, with nothing found to show for it."""
    signals = signals_of("cardiac_drift")
    weak = (made_up("late_fade", 49.0), made_up("heart_rate_drift", 49.0), made_up("low_cadence", 100.0))
    headline = heavy_legs(signals, weak)
    assert (headline.status, headline.score) == (Status.CLEAR, 49.0)
    strong = heavy_legs(signals, (made_up("late_fade", 49.0), made_up("heart_rate_drift", 51.0), made_up("low_cadence", 100.0)))
    assert strong.status is Status.FOUND


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


def test_the_date_changes_no_cause():
    made = synth.plant("wall", seed=31)
    later = replace(made.activity, start_time=made.activity.start_time.replace(year=2030, hour=23))
    one, other = (derive(clean(activity)) for activity in (made.activity, later))
    assert heavy_legs(one, findings_of(one)) == heavy_legs(other, findings_of(other))


def test_where_nothing_was_found_causes_weigh_as_much_as_the_evidence():
    """0.2 of nothing and 0.8 of legs, with evidence of 25 in 100: legs keep 0.8 * 0.25 = 0.2, the rest is nothing."""
    shares = {**dict.fromkeys(CAUSES, 0.0), "none": 0.2, "leg_limited": 0.8}
    given = CauseWeights(probabilities=shares, features=(), log_likelihoods={}, log_priors={})
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


MEASURED_BY = {
    "contact_time_ms": ("contact_time",),
    "effort": ("effort", "feel"),
    "heart_rate_bpm": ("relief", "drift"),
    "temperature_c": ("temperature",),
    "max_hr_bpm": ("early_intensity",),
}
"""Features that a measurement makes known."""

NOT_WEIGHED = ({"cardiac_drift", "terrain_or_gps"}, {"glycogen_wall", "leg_limited"})
"""Pairs told apart by what no cause is weighed by: heights, which take slopes out of pace, and what was eaten."""

SETTLED = sorted((pair for pair in headline_module._SETTLES if "none" not in pair), key=sorted)
"""Pairs of causes for which a measurement is named."""


@pytest.mark.parametrize("pair", SETTLED, ids=lambda pair: "-".join(sorted(pair)))
def test_what_would_settle_a_pair_of_causes_parts_them(pair):
    """The first measurement named, where it is one that causes are weighed by, sets the means at least half a spread apart."""
    measurement = headline_module._SETTLES[pair][0]
    one, other = sorted(pair)
    apart = []
    for name in MEASURED_BY.get(measurement, ()):
        (mean, spread), (mean_other, spread_other) = (cause_module.EXPECTED[name][cause] for cause in (one, other))
        apart.append(abs(mean - mean_other) / ((spread**2 + spread_other**2) / 2) ** 0.5)
    assert (not apart) == (pair in NOT_WEIGHED)
    assert not apart or max(apart) >= 0.5
