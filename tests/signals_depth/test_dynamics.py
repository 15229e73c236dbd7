"""Contact, flight and stiffness by hand, and the spring against the equations of motion it stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from run_builder import make_run, without

from legcheck import Athlete, clean, synth
from legcheck.signals import contact_time, duty_factor, flight_time, leg_stiffness, vertical_oscillation, vertical_ratio
from legcheck.signals.spring_mass import duty_factor_from, flight_time_from, leg_stiffness_from

G = 9.81


def one(value):
    return np.array([value])


@pytest.mark.parametrize(
    ("contact_ms", "cadence", "duty"), [(220, 180, 0.33), (250, 170, 0.354), (280, 165, 0.385), (310, 160, 0.413)]
)
def test_duty_factors_of_usual_watch_values(contact_ms, cadence, duty):
    # contact / stride: a stride is 120000 / cadence ms, so 220 * 180 / 120000 = 0.33.
    assert duty_factor_from(one(contact_ms), one(cadence))[0] == pytest.approx(duty, abs=5e-4)


def test_flight_time_by_hand():
    assert flight_time_from(one(260.0), one(160.0))[0] == 115.0  # 60000 / 160 = 375 ms a step
    assert flight_time_from(one(400.0), one(160.0))[0] == -25.0  # walking: both feet down
    assert np.isnan(flight_time_from(one(260.0), one(0.0))[0])


@given(st.floats(180, 350), st.floats(140, 200))
def test_contact_and_flight_fill_the_step(contact_ms, cadence):
    flight = flight_time_from(one(contact_ms), one(cadence))[0]
    assert contact_ms + flight == pytest.approx(60_000 / cadence)
    # Duty factor above one half is the same as no flight.
    assert (duty_factor_from(one(contact_ms), one(cadence))[0] > 0.5) == (flight < 0)


def test_stiffness_by_hand():
    # tc 0.25 s, tf 0.125 s: Fmax / m = 9.81 * pi / 2 * 1.5 = 23.114 N/kg
    # dy = 23.114 * 0.0625 / 9.8696 - 9.81 * 0.0625 / 8 = 0.14637 - 0.07664 = 0.06973 m
    # L = 0.53 * 1.75 = 0.9275; sqrt(0.9275^2 - 0.375^2) = 0.84831; dL = 0.07919 + 0.06973 = 0.14892 m
    # k = 70 * 23.114 / 0.14892 = 10865 N/m
    found = leg_stiffness_from(one(250.0), one(160.0), one(3.0), mass_kg=70.0, height_m=1.75)
    assert found[0] == pytest.approx(10.865, abs=0.001)


@pytest.mark.parametrize(("contact_s", "flight_s"), [(0.25, 0.125), (0.2, 0.15), (0.3, 0.05)])
def test_the_fall_is_what_the_force_does_to_the_body(contact_s, flight_s):
    """Integrate the half sine wave from touch-down at -g tf / 2; the body must stand still at mid-stance."""
    steps = 200_000
    dt = contact_s / 2 / steps
    time = (np.arange(steps) + 0.5) * dt
    peak = G * np.pi / 2 * (flight_s / contact_s + 1)
    speed = -G * flight_s / 2 + np.cumsum(peak * np.sin(np.pi * time / contact_s) - G) * dt
    assert speed[-1] == pytest.approx(0.0, abs=1e-4)
    fall = -np.sum(speed) * dt
    assert fall == pytest.approx(peak * contact_s**2 / np.pi**2 - G * contact_s**2 / 8, abs=1e-5)
    # ... which with no way forward is the whole shortening of the leg.
    still = leg_stiffness_from(one(1000 * contact_s), one(60 / (contact_s + flight_s)), one(0.0), mass_kg=1.0, height_m=1.75)
    assert still[0] * 1000 == pytest.approx(peak / fall, rel=1e-4)


@given(st.floats(200, 300), st.floats(150, 190), st.floats(2.0, 4.5))
def test_stiffness_grows_with_mass_and_falls_with_contact(contact_ms, cadence, speed):
    light, heavy = (
        leg_stiffness_from(one(contact_ms), one(cadence), one(speed), mass_kg=m, height_m=1.8)[0] for m in (60.0, 75.0)
    )
    if np.isfinite(light):
        assert heavy == pytest.approx(1.25 * light)
        longer = leg_stiffness_from(one(contact_ms * 1.03), one(cadence), one(speed), mass_kg=60.0, height_m=1.8)[0]
        assert np.isnan(longer) or longer < light


def test_no_flight_makes_no_spring():
    assert np.isnan(leg_stiffness_from(one(400.0), one(160.0), one(2.0), mass_kg=70.0, height_m=1.75)[0])
    assert np.isnan(leg_stiffness_from(one(250.0), one(0.0), one(3.0), mass_kg=70.0, height_m=1.75)[0])


def test_series_are_there_while_running_only():
    speed = np.concatenate([np.full(100, 3.0), np.zeros(100)])
    run = make_run(
        200,
        speed,
        cadence_spm=160.0,
        contact_time_ms=250.0,
        vertical_oscillation_mm=90.0,
        athlete=Athlete(weight_kg=70, height_m=1.75),
    )
    for series, value in (
        (contact_time(run), 250.0),
        (flight_time(run), 125.0),
        (duty_factor(run), 1 / 3),
        (vertical_oscillation(run), 90.0),
        (vertical_ratio(run), 8.0),  # step 60 * 3 / 160 = 1.125 m; 90 / 1125
        (leg_stiffness(run), 10.865),
    ):
        assert series[:100] == pytest.approx(value, abs=1e-3)
        assert np.isnan(series[100:]).all()


def test_a_second_at_no_speed_has_no_ratio():
    speed = np.full(60, 3.0)
    speed[30] = 0.0
    run = make_run(
        60, speed, cadence_spm=160.0, contact_time_ms=250.0, vertical_oscillation_mm=90.0, masks={"running": np.ones(60)}
    )
    assert np.isnan(vertical_ratio(run)[30])
    assert np.isfinite(np.delete(vertical_ratio(run), 30)).all()


def test_what_was_not_recorded_is_nan_throughout():
    run = make_run(60, 3.0, cadence_spm=160.0, contact_time_ms=250.0)
    assert np.isnan(leg_stiffness(run)).all()  # nobody's mass
    assert np.isnan(vertical_ratio(run)).all()
    assert np.isnan(flight_time(without(run, "cadence_spm"))).all()
    assert contact_time(make_run(0, 3.0)).shape == (0,)


def test_recorded_and_computed_vertical_ratio_agree():
    run = clean(synth.run(duration_s=1200, seed=3).activity)
    computed = vertical_ratio(without(without(run, "vertical_ratio_pct"), "step_length_m"))
    assert np.nanmedian(computed / vertical_ratio(run)) == pytest.approx(1.0, abs=0.01)
