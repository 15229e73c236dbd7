"""What the generator says it planted is really in the arrays, measured without its help."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from legcheck import synth
from legcheck.core import Span
from legcheck.synth.course import EQUAL_HEART_RATE_FACTOR, GRADE_PCT

SEEDS = range(40)


def window(run, channel, start_s, end_s):
    clock = run.activity.elapsed_s
    return run.activity[channel][(clock >= start_s) & (clock < end_s)]


def lagged_speed(speed_mps, tau_s=40.0):
    """First-order lag by convolution, written independently of the generator's filter."""
    kernel = np.exp(-np.arange(400) / tau_s)
    padded = np.concatenate([np.full(399, speed_mps[0]), speed_mps])
    return np.convolve(padded, kernel / kernel.sum(), "valid")


def regressed_drift_bpm_per_h(run, after_s=600):
    clock = run.activity.elapsed_s[after_s:]
    columns = [np.ones(clock.size), lagged_speed(run.activity["speed_mps"])[after_s:], clock / 3600.0]
    return np.linalg.lstsq(np.stack(columns, axis=1), run.activity["heart_rate_bpm"][after_s:], rcond=None)[0][2]


def mean_and_error(values):
    values = np.asarray(values)
    return values.mean(), values.std(ddof=1) / np.sqrt(values.size)


@pytest.mark.parametrize("drift", [-2.0, 8.4, 18.0])
def test_regression_of_heart_rate_gives_back_the_planted_drift(drift):
    found = [regressed_drift_bpm_per_h(synth.run(seed=seed, drift_bpm_per_h=drift)) for seed in SEEDS]
    mean, error = mean_and_error(found)
    assert error < 0.6
    assert abs(mean - drift) < 3.5 * error


def test_pace_lost_from_before_to_after_the_fade_is_the_planted_share():
    runs = [
        synth.run(seed=seed, fade_after_s=1800, fade_ramp_s=300, fade_fraction=0.12, course="line", altitude=False)
        for seed in SEEDS
    ]
    found = [1 - window(run, "speed_mps", 2100, 3600).mean() / window(run, "speed_mps", 600, 1800).mean() for run in runs]
    mean, error = mean_and_error(found)
    assert error < 0.004
    assert abs(mean - 0.12) < 3.5 * error
    assert runs[0].planned_fade(Span(600, 1800), Span(2100, 3600)) == pytest.approx(0.12, abs=0.001)


def test_pace_before_the_onset_is_untouched():
    fading, steady = synth.run(seed=5, fade_after_s=2400), synth.run(seed=5)
    before = slice(0, 2400)
    assert np.array_equal(fading.activity["speed_mps"][before], steady.activity["speed_mps"][before])
    assert np.all(fading.plan["speed_mps"][2500:] < steady.plan["speed_mps"][2500:])


@pytest.mark.parametrize("relief", [0.0, 0.5, 1.0])
def test_relief_is_the_share_of_the_possible_fall_of_heart_rate(relief):
    run = synth.run(noise=0.0, fade_after_s=1800, fade_ramp_s=60, fade_fraction=0.2, relief=relief, drift_bpm_per_h=0.0)
    # rest 52, reference 142 bpm: pace 20 % down asks for 52 + 90 * 0.8 = 124 bpm, 18 bpm less
    fallen = run.plan["heart_rate_bpm"][1700] - run.plan["heart_rate_bpm"][3500]
    assert fallen == pytest.approx(18.0 * relief, abs=0.05)


@pytest.mark.parametrize("cadence_spm", [150.0, 158.0, 185.0])
def test_mean_cadence_is_the_planted_one(cadence_spm):
    run = synth.run(cadence_spm=cadence_spm, seed=3)
    assert run.activity["cadence_spm"].mean() == pytest.approx(cadence_spm, abs=0.6)
    assert run.truth.cadence_spm == cadence_spm


def test_cadence_offset_is_counted_in_standard_deviations_of_runners_of_that_height():
    truth = synth.run(cadence_spm=154, speed_mps=3.1, height_m=1.72).truth
    # (150.02 + 6.012 * 3.1) * (1.72 / 1.81) ** -0.5 = 168.657 * 1.02583 = 173.01; (154 - 173.01) / 6.5 = -2.93
    assert truth.expected_cadence_spm == pytest.approx(173.01, abs=0.01)
    assert truth.cadence_offset_sd == pytest.approx(-2.93, abs=0.01)


def test_gait_changes_of_a_leg_limited_fade_are_beyond_the_own_curves():
    run = synth.run(noise=0.0, fade_after_s=1800, fade_ramp_s=60, fade_fraction=0.15)
    late, early = 3000, 1200
    # the own lines: 3.5 steps/min per m/s and contact time to the power -0.37 of speed
    on_line = run.plan["cadence_spm"][early] + 3.5 * (run.plan["speed_mps"][late] - run.plan["speed_mps"][early])
    ratio = run.plan["speed_mps"][late] / run.plan["speed_mps"][early]
    on_law = run.plan["contact_time_ms"][early] * ratio**-0.37
    assert run.plan["cadence_spm"][late] / on_line - 1 == pytest.approx(-0.02, abs=1e-4)
    assert run.plan["contact_time_ms"][late] / on_law - 1 == pytest.approx(0.05, abs=1e-4)
    assert run.truth.late_cadence_fraction == pytest.approx(-0.02)
    assert run.truth.late_contact_time_fraction == pytest.approx(0.05)


def test_an_eased_off_run_stays_on_its_own_curves():
    run = synth.plant("eased_off", noise=0.0)
    slower = run.plan["speed_mps"][3500] - run.plan["speed_mps"][1200]
    assert slower == pytest.approx(-0.75, abs=0.01)  # 25 % of 3 m/s
    assert run.plan["cadence_spm"][3500] - run.plan["cadence_spm"][1200] == pytest.approx(3.5 * slower, abs=0.01)
    assert run.truth.causes == ("eased_off",)


def test_on_hills_at_even_effort_heart_rate_stays_and_speed_goes_with_the_slope():
    run = synth.run(noise=0.0, hills=(8.0, 1000.0), hill_push=0.0, drift_bpm_per_h=0.0)
    settled = slice(600, 3500)
    assert np.ptp(run.plan["heart_rate_bpm"][settled]) < 0.5
    rise = np.gradient(run.plan["altitude_m"][settled])
    grade = 100.0 * rise / run.plan["speed_mps"][settled]
    assert grade.max() == pytest.approx(5.03, abs=0.05)  # 8 m * 2 pi / 1000 m
    assert grade.min() == pytest.approx(-5.03, abs=0.05)
    flat = run.plan["speed_mps"][settled] * np.interp(grade, GRADE_PCT, EQUAL_HEART_RATE_FACTOR)
    assert np.abs(flat - 3.0).max() < 0.02


def test_pushing_uphill_shows_in_heart_rate():
    even = synth.run(noise=0.0, hills=(8.0, 1000.0), hill_push=0.0)
    pushed = synth.run(noise=0.0, hills=(8.0, 1000.0), hill_push=1.0)
    assert np.ptp(pushed.plan["speed_mps"][600:]) < 0.01
    assert np.ptp(pushed.plan["heart_rate_bpm"][600:]) > 10 + np.ptp(even.plan["heart_rate_bpm"][600:])


def test_half_a_push_pays_half_of_the_slope_in_effort():
    plan = synth.run(noise=0.0, hills=(8.0, 1000.0), hill_push=0.5).plan
    steepest = 600 + int(np.argmax(plan["grade_pct"][600:1200]))
    # the factor at 5.03 % is 1.135 + (1.228 - 1.135) * 1.03 / 2 = 1.183; its root is 1.088: 3 / 1.088 = 2.758 m/s
    assert plan["speed_mps"][steepest] == pytest.approx(2.758, abs=0.01)
    assert plan["grade_adjusted_speed_mps"][steepest] == pytest.approx(3.263, abs=0.01)  # 2.758 * 1.183


def test_the_way_back_mirrors_the_way_out():
    run = synth.run(noise=0.0, course="out_and_back", hills=(6.0, 900.0), hill_push=1.0)
    out, back = run.plan["altitude_m"][:1800], run.plan["altitude_m"][-1:-1801:-1]
    assert np.abs(out - back).max() < 0.5
    places = np.stack([run.plan["latitude_deg"], run.plan["longitude_deg"]], axis=1)
    assert np.abs(places[300] - places[3300]).max() * 111_195 < 5.0


def test_noise_has_the_sizes_seen_in_real_steady_runs():
    def spread_and_memory(values):
        centred = values - values.mean()
        spectrum = np.abs(np.fft.rfft(centred, 2 * centred.size)) ** 2
        correlation = np.fft.irfft(spectrum)[: centred.size]
        return centred.std(), int(np.argmax(correlation < correlation[0] / np.e))

    speed, heart, steps, contact = [], [], [], []
    for seed in range(12):
        made = synth.run(seed=seed, duration_s=4200)
        part = slice(600, None)
        log_speed = np.log(made.activity["speed_mps"][part])
        trend = np.convolve(np.pad(log_speed, 450, "edge"), np.full(901, 1 / 901), "valid")
        speed.append(spread_and_memory(log_speed - trend))
        clock = made.activity.elapsed_s[part]
        columns = np.stack([np.ones(clock.size), lagged_speed(made.activity["speed_mps"])[part], clock], axis=1)
        beats = made.activity["heart_rate_bpm"][part]
        heart.append(spread_and_memory(beats - columns @ np.linalg.lstsq(columns, beats, rcond=None)[0]))
        line = np.polyfit(made.activity["speed_mps"][part], made.activity["cadence_spm"][part], 1)
        steps.append(spread_and_memory(made.activity["cadence_spm"][part] - np.polyval(line, made.activity["speed_mps"][part])))
        law = np.polyfit(log_speed, np.log(made.activity["contact_time_ms"][part]), 1)
        contact.append(spread_and_memory(np.log(made.activity["contact_time_ms"][part]) - np.polyval(law, log_speed)))
    assert np.median(speed, axis=0) == pytest.approx([0.044, 32], rel=0.2)
    assert np.median(heart, axis=0) == pytest.approx([3.4, 65], rel=0.25)
    assert np.median(steps, axis=0) == pytest.approx([2.0, 8], rel=0.25)
    assert np.median(contact, axis=0) == pytest.approx([0.012, 6], rel=0.35)


def test_heart_rate_lags_a_step_in_effort_by_forty_seconds():
    run = synth.run(noise=0.0, drift_bpm_per_h=0.0, second_half_fraction=0.2, lap_m=500)
    beats = run.plan["heart_rate_bpm"]
    done = (beats[1843] - beats[1799]) / (beats[2400] - beats[1799])
    assert done == pytest.approx(1 - np.exp(-1), abs=0.03)  # 40 s lag and 3 s to take up the speed


def test_stops_are_pauses_without_records_or_standstill_with_them():
    paused = synth.run(stops=(600.0, 40.0)).activity
    assert paused.pauses[0] == Span(600.0, 640.0)
    assert not np.any((paused.elapsed_s > 600) & (paused.elapsed_s < 640))
    assert paused.totals.timer_s == 3600 - 5 * 40
    standing = synth.run(stops=(600.0, 40.0), pause_at_stops=False).activity
    assert standing.pauses == ()
    assert np.all(standing["speed_mps"][600:640] == 0)
    assert np.all(standing["cadence_spm"][600:640] == 0)
    assert np.all(np.isnan(standing["contact_time_ms"][600:640]))


def test_walks_gaps_lock_and_smart_recording_are_where_they_were_planted():
    run = synth.run(walk_breaks=(900.0, 60.0), gaps=((2000.0, 45.0),), heart_rate_lock=(2400.0, 300.0))
    assert window(run, "cadence_spm", 902, 960).max() < 130
    assert window(run, "speed_mps", 910, 960).mean() == pytest.approx(1.5, abs=0.15)
    assert np.diff(run.activity.elapsed_s).max() == 46
    apart = np.abs(window(run, "heart_rate_bpm", 2400, 2700) - window(run, "cadence_spm", 2400, 2700))
    assert apart.max() <= 1.0
    steps = np.diff(synth.run(smart_recording=True).activity.elapsed_s)
    assert set(steps) == set(range(1, 9))


def test_intervals_have_their_speeds_and_lap_intensities():
    run = synth.run(duration_s=3300.0, intervals=(6, 180.0, 120.0, 4.3))
    kinds = [lap.intensity for lap in run.activity.laps]
    assert kinds == ["warmup", *["interval", "recovery"] * 6, "cooldown"]
    work = [lap.totals.distance_m / lap.totals.timer_s for lap in run.activity.laps if lap.intensity == "interval"]
    jog = [lap.totals.distance_m / lap.totals.timer_s for lap in run.activity.laps if lap.intensity == "recovery"]
    assert np.mean(work) == pytest.approx(4.3, abs=0.1)
    assert np.mean(jog) == pytest.approx(2.4, abs=0.1)


def test_laps_follow_each_other_and_add_up_to_the_totals():
    activity = synth.run(seed=9, stops=(700.0, 30.0)).activity
    spans = [lap.span for lap in activity.laps]
    assert spans[0].start_s == 0
    assert spans[-1].end_s == activity.elapsed_s[-1]
    assert all(before.end_s == after.start_s for before, after in pairwise(spans))
    assert sum(lap.totals.distance_m for lap in activity.laps) == pytest.approx(activity.totals.distance_m, abs=0.1)
    assert sum(lap.totals.timer_s for lap in activity.laps) == activity.totals.timer_s
    assert all(abs(lap.totals.distance_m - 1000.0) < 6.0 for lap in activity.laps[:-1])


def test_positions_speed_and_distance_tell_the_same_way():
    ratios = []
    for seed in range(20):
        activity = synth.run(seed=seed).activity
        north = np.diff(activity["latitude_deg"]) * 111_195
        east = np.diff(activity["longitude_deg"]) * 111_195
        ratios.append(np.hypot(north, east).sum() / activity.totals.distance_m)
        assert activity["distance_m"][-1] == pytest.approx(activity["speed_mps"][1:].sum(), abs=0.5)
    # distance follows the watch's speed, off by 0.7 % (SD) over an hour; the places do not drift away with it
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.006)
    assert np.std(ratios) < 0.012


@pytest.mark.parametrize("asymmetry", [0.0, 1.5])
def test_balance_shows_the_planted_asymmetry(asymmetry):
    activity = synth.run(asymmetry_points=asymmetry, late_asymmetry_points=2.0).activity
    balance = activity["contact_balance_left_pct"]
    assert balance[:300].mean() == pytest.approx(50.0 + asymmetry + 2.0 * 150 / 3600, abs=0.3)
    assert balance[-300:].mean() - balance[:300].mean() == pytest.approx(2.0 * 3300 / 3600, abs=0.4)


def test_wind_takes_speed_and_leaves_heart_rate():
    still, windy = (synth.run(noise=0.0, drift_bpm_per_h=0.0, **wind) for wind in ({}, {"headwind_after_s": 1800.0}))
    assert windy.truth.cause == "terrain_or_gps"
    after = slice(2400, 3500)
    assert windy.plan["speed_mps"][after] / still.plan["speed_mps"][after] == pytest.approx(0.9)  # 10 % by default
    assert windy.plan["heart_rate_bpm"][after] == pytest.approx(still.plan["heart_rate_bpm"][after], abs=0.01)
    np.testing.assert_allclose(windy.plan["speed_mps"][:1800], still.plan["speed_mps"][:1800])


def test_a_choice_to_slow_down_is_carried_out_as_fast_as_asked():
    eased = synth.run(noise=0.0, ease_off_after_s=1200.0, ease_off_ramp_s=1000.0, ease_off_fraction=0.2)
    speed = eased.plan["speed_mps"] / eased.plan["speed_mps"][600]
    assert speed[[1100, 1700, 2300]] == pytest.approx([1.0, 0.9, 0.8], abs=0.002)  # half way after 500 of 1,000 s
