"""Late changes at equal speed, and slowdowns divided: runs by hand, and planted changes."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import lap, make_run, without
from scipy.signal import lfilter

from legcheck import clean, synth
from legcheck.signals import dynamics_change, pace_decay, slowdown_split

SECONDS = 6000
LATE = np.arange(SECONDS) >= 3600


def by_hand(late_speed=3.0, late_contact=1.0, exponent=-0.35, late_cadence=1.0):
    """Speed waves through the run, so that the own line shows itself; everything steps at minute 60."""
    wave = 3.0 * np.exp(0.05 * np.sin(np.arange(SECONDS) / 150.0))
    speed = wave * np.where(LATE, late_speed / 3.0, 1.0)
    contact = 250.0 * (speed / 3.0) ** exponent * np.where(LATE, late_contact, 1.0)
    cadence = 165.0 * (speed / 3.0) ** 0.05 * np.where(LATE, late_cadence, 1.0)
    return make_run(SECONDS, speed, contact_time_ms=contact, cadence_spm=cadence, vertical_oscillation_mm=90.0)


def test_contact_time_that_only_follows_speed_has_not_changed():
    slower = dynamics_change(by_hand(late_speed=2.4))
    # At 2.4 m/s the own curve says 250 * 0.8^-0.35 = 270 ms: 8 % more, all of it explained.
    assert slower.contact_time_pct.value == pytest.approx(0.0, abs=0.1)
    assert slower.duty_factor_pct.value == pytest.approx(0.0, abs=0.1)


def test_a_planted_change_at_equal_speed_comes_back():
    found = dynamics_change(by_hand(late_speed=2.7, late_contact=1.05))
    assert found.contact_time_pct.value == pytest.approx(100 * np.log(1.05), abs=0.05)
    assert found.duty_factor_pct.value == pytest.approx(100 * np.log(1.05), abs=0.1)  # cadence on its line
    assert found.flight_time_ms.value == pytest.approx(-250 * 0.9**-0.35 * 0.05, abs=1.5)  # what contact takes, flight loses
    assert found.leg_stiffness_pct.high < 0


def test_the_runs_own_exponent_wins_over_the_usual_one():
    found = dynamics_change(by_hand(late_speed=2.4, exponent=-0.5)).contact_time_pct
    # With the usual -0.35 alone, 0.15 * ln(0.8) would leave 3.3 %; the wave shows that this runner's is -0.5.
    assert abs(found.value) < 0.6
    assert found.low < 0 < found.high


def with_satellites(seed, grade_effect=0.0, fade=0.2):
    """Contact time that follows true speed (power -0.37, and the slope if asked) in a run that fades; the recorded speed is off by 0.03 m/s."""
    rng = np.random.default_rng(seed)

    def remembering(sd, forgets_in_s):
        keep = np.exp(-1.0 / forgets_in_s)
        return lfilter([1.0], [1.0, -keep], sd * np.sqrt(1 - keep**2) * rng.standard_normal(SECONDS))

    grade = 1.9 * np.sin(np.arange(SECONDS) / 25.0)
    true = 3.0 * np.exp(remembering(0.042, 36.0)) * np.where(LATE, 1.0 - fade, 1.0) * np.exp(-0.02 * grade)
    contact = 250.0 * (true / 3.0) ** -0.37 * np.exp(grade_effect * grade)
    seen = true + remembering(0.03, 15.0)
    north = np.cumsum(seen) / 111_195.0
    places = {"latitude_deg": north, "longitude_deg": np.zeros(SECONDS)}
    return make_run(SECONDS, seen, contact_time_ms=contact, grade_pct=grade, **places)


def test_errors_of_satellite_speed_do_not_pass_for_a_change():
    """A slope flattened by (0.0075 / 0.033)^2 = 5 % would leave 0.05 * 37 * ln(1 / 0.8) = 0.4 % of contact time."""
    found = [dynamics_change(with_satellites(seed)).contact_time_pct.value for seed in range(30)]
    assert np.mean(found) == pytest.approx(0.0, abs=0.25)


def test_the_effect_of_slopes_is_no_effect_of_speed():
    """Contact time 1 % longer for each per cent of slope, where speed is 2 % lower: unseen, it would steepen the line by a third."""
    found = [dynamics_change(with_satellites(seed, grade_effect=0.01)).contact_time_pct.value for seed in range(20)]
    assert np.mean(found) == pytest.approx(0.0, abs=0.4)


def test_leg_stiffness_follows_contact_time_beyond_the_curve():
    """At one speed the model gives about -2.07 per cent of stiffness for a per cent of contact time: 5 % longer, 10 % softer."""
    found = dynamics_change(by_hand(late_speed=2.7, late_contact=1.05)).leg_stiffness_pct
    assert found.value == pytest.approx(-2.07 * 100 * np.log(1.05), abs=1.0)
    assert dynamics_change(by_hand(late_speed=2.4)).leg_stiffness_pct.value == pytest.approx(0.0, abs=1.0)


def test_planted_changes_lie_in_their_intervals():
    inside = dict.fromkeys(("contact", "cadence"), 0)
    for seed in range(12):
        made = synth.run(
            duration_s=6000,
            fade_after_s=2400,
            fade_ramp_s=600,
            fade_fraction=0.12,
            late_contact_time_fraction=0.06,
            late_cadence_fraction=-0.03,
            seed=seed,
        )
        run = clean(made.activity)
        # The late window lies wholly after the ramp, the reference window (to minute 40) before it.
        inside["contact"] += _holds(dynamics_change(run).contact_time_pct, 100 * np.log(1.06))
        inside["cadence"] += _holds(slowdown_split(run).cadence_beyond_pct, 100 * np.log(0.97))
    assert min(inside.values()) >= 10


def _holds(found, truth):
    return found.low <= truth <= found.high


def test_a_slowdown_divides_exactly():
    found = slowdown_split(by_hand(late_speed=2.7, late_cadence=0.98))
    # ln(2.7 / 3) = -10.54; cadence takes 0.05 of that and 2 % of its own: -0.53 - 2.02 = -2.55; steps the rest: -7.99.
    assert found.speed_pct.value == pytest.approx(-10.54, abs=0.3)
    assert found.cadence_pct.value == pytest.approx(-2.55, abs=0.05)
    assert found.step_pct.value + found.cadence_pct.value == pytest.approx(found.speed_pct.value, abs=1e-9)
    assert found.step_share == pytest.approx(0.758, abs=0.01)
    assert found.cadence_beyond_pct.value == pytest.approx(100 * np.log(0.98), abs=0.1)
    assert found.step_beyond_pct.value == -found.cadence_beyond_pct.value
    assert (found.step_beyond_pct.low, found.step_beyond_pct.high) == (
        -found.cadence_beyond_pct.high,
        -found.cadence_beyond_pct.low,
    )


def test_shorter_steps_alone_are_no_sign():
    found = slowdown_split(by_hand(late_speed=2.4))
    assert found.step_pct.high < -15
    assert found.step_beyond_pct.low < 0 < found.step_beyond_pct.high or abs(found.step_beyond_pct.value) < 0.05


def test_the_windows_of_a_fade_can_be_lent():
    made = synth.run(
        duration_s=6000, fade_after_s=4700, fade_ramp_s=60, fade_fraction=0.2, late_contact_time_fraction=0.08, seed=7
    )
    run = clean(made.activity)
    decay = pace_decay(run)
    assert decay.late.start_s > 4600
    own, lent = dynamics_change(run).contact_time_pct, dynamics_change(run, decay).contact_time_pct
    assert lent.used_s < own.used_s
    assert lent.value > own.value


def test_an_even_run_without_a_change_has_no_share():
    assert np.isnan(slowdown_split(by_hand()).step_share)


def test_why_not():
    run = by_hand()
    assert slowdown_split(without(run, "cadence_spm")).speed_pct.reason == "no usable cadence"
    missing = dynamics_change(without(run, "contact_time_ms"))
    assert missing.contact_time_pct.reason == "no usable ground contact time"
    assert missing.flight_time_ms.reason == "no usable contact time and cadence"
    assert missing.vertical_oscillation_pct.is_usable
    short = dynamics_change(make_run(900, 3.0, cadence_spm=165.0, contact_time_ms=250.0))
    assert not short.contact_time_pct.is_usable
    assert not dynamics_change(make_run(0, 3.0)).contact_time_pct.is_usable
    laps = [lap(600 + 400 * i, 800 + 400 * i, "interval") for i in range(6)]
    laps += [lap(800 + 400 * i, 1000 + 400 * i, "rest") for i in range(6)]
    session = make_run(3600, 3.0, cadence_spm=165.0, contact_time_ms=250.0, laps=laps)
    assert "interval session" in dynamics_change(session).duty_factor_pct.reason
    assert "interval session" in slowdown_split(session).cadence_pct.reason
