"""Heart rates that are no heart's: what is believed, what is set aside, and what is never looked at."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legcheck.core import Athlete, Status
from legcheck.history import History, judge_history, load_summaries
from legcheck.history.deviation import Deviation
from legcheck.history.heuristics import Judged, Past
from legcheck.history.heuristics.heart_rate_faults import HeartRateFaults
from legcheck.history.heuristics.heart_rate_implausible import HeartRateImplausible
from legcheck.history.sensor import IN_A_ROW, SURE, believed, sensor_checks
from legcheck.history.sensor_model import log_odds, normal_line
from legcheck.history.timeline import Timeline


def months(make_run, *last, count=24):
    """Runs every other day at 10 km/h and 138 to 142 bpm in turn, then one for each setting of ``last``."""
    runs = [run(make_run, 2 * day, 138.0 + day % 5) for day in range(count)]
    return [*runs, *(run(make_run, 2 * (count + place), **settings) for place, settings in enumerate(last))]


def run(make_run, day, bpm=140.0, **settings):
    """A run whose heart rate is the same in all stretches."""
    parts = {f"{part}_heart_rate_bpm": bpm for part in ("early", "middle", "moving")}
    speeds = {"middle_speed_mps": 10 / 3.6, "middle_s": 1800.0, "early_s": 540.0}
    cadences = {f"{part}_cadence_spm": 164.0 for part in ("early", "middle")}
    return make_run(day, **{**parts, **speeds, **cadences, "max_heart_rate_bpm": bpm + 12.0, **settings})


def checks(runs, **settings):
    return sensor_checks(Timeline.of(runs, **settings))


def test_the_odds_by_hand():
    # 40 bpm above 140 with a spread of 5, no cadence. Ordinary: exp(-32), nothing. Heavy: centre 11.9, SD hypot(4.2, 5) = 6.530,
    # z = 4.303: 0.08 * 0.3989 / 6.530 * exp(-9.258) = 4.657e-7. Elsewhere: SD hypot(8.4, 5) = 9.776, z = 4.092:
    # 0.04 * 0.3989 / 9.776 * exp(-8.372) = 3.776e-7. Fault: SD hypot(35, 5) = 35.355, z = 1.1314:
    # 0.025 * 0.3989 / 35.355 * exp(-0.640) = 1.4874e-4. Odds 1.4874e-4 / 8.433e-7 = 176.4.
    off = Deviation(value=180.0, expected=140.0, spread=5.0, runs=30)
    assert math.exp(log_odds(off, math.nan)) == pytest.approx(176.4, rel=0.005)


def test_steps_as_fast_as_the_heart_speak_for_the_steps():
    off = Deviation(value=166.0, expected=140.0, spread=5.0, runs=30)
    near, far = log_odds(off, 165.0), log_odds(off, 185.0)
    assert near > math.log(2.0) > log_odds(off, math.nan) >= far - 1e-3


def test_a_heart_that_usually_beats_like_the_steps_is_left_alone():
    usual = Deviation(value=166.0, expected=164.0, spread=5.0, runs=30)
    assert log_odds(usual, 165.0) < math.log(0.1)


def test_the_line_is_not_moved_by_single_odd_runs():
    speed = np.tile([-0.1, 0.0, 0.1, 0.0], 6)
    heart = 140.0 + 90.0 * speed + np.tile([1.0, -1.0], 12)
    clean = normal_line(heart, speed, 0.05, 50.0)
    odd = heart.copy()
    odd[[3, 11]] = 185.0
    assert normal_line(odd, speed, 0.05, 50.0)[0] == pytest.approx(clean[0], abs=0.5)
    assert normal_line(odd, speed, 0.05, 50.0)[1] == pytest.approx(clean[1], abs=0.3)
    # 90 bpm per log m/s is heart rate in proportion to speed above a rest of 50: at 0.05 it is 144.5.
    assert clean[0] == pytest.approx(144.5, abs=0.5)


@pytest.mark.parametrize("share", [1.05, 1.08, 1.10, 1.12])
def test_heavy_days_are_believed(make_run, share):
    (check,) = checks(months(make_run, {"bpm": 140.0 * share}))[-1:]
    assert (check.is_fault, check.chance < 0.2) == (False, True)


@pytest.mark.parametrize("bpm", [185.0, 100.0])
def test_what_no_day_explains_is_not(make_run, bpm):
    check = checks(months(make_run, {"bpm": bpm}))[-1]
    assert check.is_fault
    assert check.chance > SURE
    assert f"heart rate {bpm:.0f} bpm" in check.told
    assert "24 earlier runs" in check.told
    assert "more likely" in check.told


def test_heart_rate_on_the_steps_is_said_so(make_run):
    check = checks(months(make_run, {"bpm": 166.0}))[-1]
    assert check.is_fault
    assert "164 steps/min" in check.told
    assert not checks(months(make_run, {"bpm": 166.0, "early_cadence_spm": 184.0, "middle_cadence_spm": 184.0}))[-1].is_fault


def test_low_heart_rates_of_runs_full_of_rests_are_left_alone(make_run):
    rested = {"bpm": 105.0, "moving_s": 1800.0, "elapsed_s": 3600.0}
    assert not checks(months(make_run, rested))[-1].is_fault
    assert checks(months(make_run, {**rested, "elapsed_s": 1900.0}))[-1].is_fault
    assert checks(months(make_run, {**rested, "bpm": 190.0}))[-1].is_fault


def test_eight_earlier_runs_are_needed(make_run):
    assert checks(months(make_run, {"bpm": 195.0}, count=8))[-1].is_fault
    check = checks(months(make_run, {"bpm": 195.0}, count=7))[-1]
    assert (check.is_fault, math.isnan(check.chance), check.told) == (False, True, "7 earlier runs to compare with; needs 8")


def test_a_treadmill_has_a_speed_of_its_own(make_run):
    assert "treadmill" in checks(months(make_run, {"bpm": 190.0, "surface": "treadmill"}))[-1].told


def test_far_beyond_the_maximum_is_no_heart(make_run):
    # A stated maximum of 185 +- 2, and what a test may miss, 5: 3 * hypot(2, 5) = 16.2, so from 201.2 on.
    known = Athlete(max_hr_bpm=185.0)
    alone = run(make_run, 0, max_heart_rate_bpm=202.0)
    assert checks([alone], athlete=known)[0].is_fault
    assert not checks([run(make_run, 0, max_heart_rate_bpm=200.0)], athlete=known)[0].is_fault
    assert not checks([alone])[0].is_fault  # a guess of the maximum rules nothing out


@pytest.mark.parametrize(
    ("athlete", "facts", "sure"),
    [
        (Athlete(max_hr_bpm=185.0), {}, 1.0),
        (Athlete(), {"max_hr_bpm": 185.0}, 0.8),
        (Athlete(age_years=33.0), {}, 0.6),  # 208 - 0.7 * 33 = 185
        (Athlete(), {}, 0.6),
    ],
)
def test_a_maximum_that_is_guessed_lowers_the_confidence(make_run, athlete, facts, sure):
    runs = [run(make_run, 0, facts=facts), run(make_run, 2, max_heart_rate_bpm=254.0)]
    timeline = Timeline.of(runs, athlete=athlete)
    finding = HeartRateImplausible().judge(Past(timeline=timeline, baselines=(), sensors=sensor_checks(timeline)), 1)
    assert (finding.is_found, finding.score, finding.confidence) == (True, 50.0, sure)
    assert any("maximum heart rate is" in told for told in finding.alternatives) is (sure < 1.0)


def test_a_fault_has_no_part_in_later_normals_nor_in_the_maximum(make_run):
    wrong = {"bpm": 185.0, "max_heart_rate_bpm": 198.0}
    judged = judge_history(months(make_run, wrong, {"bpm": 141.0}, wrong, {"bpm": 141.0}))
    assert [check.is_fault for check in judged.sensors[-4:]] == [True, False, True, False]
    assert judged.baselines[-1].early_heart_rate.expected == pytest.approx(140.0, abs=0.5)
    assert judged.timeline.limits.max_hr_bpm < 195.0
    assert judge_history(months(make_run, wrong, wrong)).timeline.runs[-1].heart_rate_s == {}


def test_three_on_end_are_a_new_normal(make_run):
    told = checks(months(make_run, *({"bpm": 185.0} for _ in range(20))))[24:]
    assert [check.is_fault for check in told] == [True] * IN_A_ROW + [False] * 17
    assert told[-1].chance < 0.1  # by now there are runs enough of the new kind
    assert checks([*months(make_run, *({"bpm": 185.0} for _ in range(20))), run(make_run, 100, 140.0)])[-1].is_fault


def test_nothing_changes_where_all_is_believed(make_run):
    timeline = Timeline.of(months(make_run))
    assert believed(timeline)[0] is timeline


def fault(make_run):
    """A run whose heart rate is wrong, and which alone looked heavy by drift."""
    return months(
        make_run,
        {
            "bpm": 185.0,
            "heavy_legs_score": 55.0,
            "heavy_legs_status": "found",
            "heavy_legs_confidence": 0.8,
            "statuses": {"heart_rate_drift": "found", "low_cadence": "clear"},
            "scores": {"heart_rate_drift": 90.0, "low_cadence": 5.0},
            "confidences": {"heart_rate_drift": 0.9, "low_cadence": 0.9},
        },
    )


def test_no_verdict_by_a_heart_rate_in_doubt(make_run):
    judged = judge_history(fault(make_run))
    said, headline = judged.findings[-1], judged.headlines[-1]
    assert said["heart_rate_implausible"].is_found
    for name in ("heavy_from_start", "heart_rate_drift", "drift_against_own"):
        assert said[name].status is Status.NOT_ASSESSED, name
        assert said[name].reason == judged.sensors[-1].told
    assert headline.status is Status.CLEAR
    assert judged.sensors[-1].told in headline.reason
    assert "low_cadence" not in said


def test_the_history_says_it_once_and_keeps_what_was_recorded(make_run, tmp_path):
    runs = fault(make_run)
    history = History.of(judge_history(runs))
    told = history.summaries[-1]
    assert told.number("moving_heart_rate_bpm") == 185.0
    assert (told.statuses["heart_rate_drift"], told.statuses["low_cadence"]) == ("not_assessed", "clear")
    assert set(told.scores) & {"heart_rate_drift", "low_cadence"} == {"low_cadence"}
    finding = history["heart_rate_faults"]
    assert finding.is_found
    assert finding.reason.startswith("1 of 17 runs, last 2024-02-18: heart rate 185 bpm")  # 24 + 1 less the first eight
    history.save(tmp_path / "kept.jsonl")
    assert load_summaries(tmp_path / "kept.jsonl")[-1] == runs[-1]


def test_a_sensor_that_is_always_right_is_clear(make_run):
    judged = judge_history(months(make_run))
    assert HeartRateFaults().judge(judged).status is Status.CLEAR
    short = judge_history(months(make_run, count=12))
    assert HeartRateFaults().judge(short).reason == "4 runs whose heart rate could be held against earlier ones; needs 5"


def test_a_past_that_was_not_checked_says_so(make_run):
    timeline = Timeline.of(months(make_run))
    finding = HeartRateImplausible().judge(Past(timeline=timeline, baselines=()), 20)
    assert finding.status is Status.NOT_ASSESSED
    assert HeartRateFaults().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=())).score is None


def test_a_maximum_in_a_file_is_known_to_eight_beats(make_run):
    # A watch's profile says 168 +- 8: 3 * hypot(8, 5) = 28.3, so up to 196.3. The caller's own 168 +- 2: up to 184.2.
    told = [run(make_run, 2 * day, max_heart_rate_bpm=190.0, facts={"max_hr_bpm": 168.0}) for day in range(2)]
    assert [check.is_fault for check in checks(told)] == [False, False]
    assert checks([run(make_run, 0, max_heart_rate_bpm=197.0, facts={"max_hr_bpm": 168.0})] * 2)[1].is_fault
    assert checks(told, athlete=Athlete(max_hr_bpm=168.0))[1].is_fault


def peaks(make_run, *beats):
    """Every fourth run reaches so many beats, the others 152."""
    return [
        run(make_run, 2 * day, max_heart_rate_bpm=beats[day // 4] if day % 4 == 0 else 152.0) for day in range(4 * len(beats))
    ]


def test_a_maximum_that_three_runs_go_beyond_alike_was_too_low(make_run):
    # From 184.2 on no heart's, until three agree within 10 bpm, whatever lies between: the second largest, 192, is the maximum from then on.
    told = checks(peaks(make_run, 188.0, 194.0, 192.0, 193.0, 195.0), athlete=Athlete(max_hr_bpm=168.0))
    assert [check.is_fault for check in told[::4]] == [True, True, True, False, False]
    assert not any(check.is_fault for place, check in enumerate(told) if place % 4)


@pytest.mark.parametrize("beats", [(188.0, 201.0, 214.0), (226.0, 228.0, 230.0)])
def test_peaks_that_scatter_or_are_no_adults_stay_in_doubt(make_run, beats):
    told = checks(peaks(make_run, *beats, *beats), athlete=Athlete(max_hr_bpm=168.0))
    assert [check.is_fault for check in told[::4]] == [True] * 6


def test_peaks_of_runs_in_doubt_anyway_raise_no_maximum(make_run):
    wrong = {"bpm": 185.0, "max_heart_rate_bpm": 197.0}
    told = checks(months(make_run, *[wrong, {}, {}] * 3, {"max_heart_rate_bpm": 197.0}), athlete=Athlete(max_hr_bpm=168.0))
    assert told[-1].is_fault
    assert "the maximum is about 168" in told[-1].told
