"""Months of training: the plan holds what was planted, the truth says so, and the files read back as what they are."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from legcheck import read, synth
from legcheck.core import InputError
from legcheck.synth.episodes import (
    AlwaysMinute,
    CadenceChange,
    DriftDays,
    GreyZone,
    HardBackToBack,
    HeatWave,
    HeavyDay,
    HeavyWeeks,
    Illness,
    Layoff,
    LongBackToBack,
    NewShoes,
    NoRest,
    Ramp,
    RestingHeartRateUp,
    SensorFault,
    ShortNights,
    Spike,
    StrengthDays,
    WeightGain,
)

WEEKS = 16


def made(*episodes, seed=7, **settings):
    return synth.history(**{"weeks": WEEKS, "seed": seed, "episodes": episodes, **settings})


def runs(history):
    return [item for item in history.activities if item.is_run]


def km_by_week(history):
    weeks = np.zeros(WEEKS)
    for item in runs(history):
        weeks[item.day // 7] += item.truth.distance_m / 1000.0
    return weeks


def test_the_same_seed_gives_the_same_history_and_another_another_runner():
    one, two, other = made(HeavyWeeks()), made(HeavyWeeks()), made(HeavyWeeks(), seed=8)
    assert one.activities == two.activities
    assert one.fit(3) == two.fit(3)
    assert one.diary_csv() == two.diary_csv()
    assert one.runner != other.runner


def test_what_is_planted_changes_nothing_before_it():
    plain, heavy = made(), made(HeavyDay(week=10))
    changed = [one.day for one, two in zip(plain.activities, heavy.activities, strict=True) if one.settings != two.settings]
    assert len(changed) == 1
    assert 70 <= changed[0] < 77  # week 10 is days 70 to 76
    (day,) = changed
    before, after = (next(item for item in history.activities if item.day == day) for history in (plain, heavy))
    assert after.settings["heart_rate_bpm"] / before.settings["heart_rate_bpm"] == pytest.approx(1.06)
    assert after.settings["seed"] == before.settings["seed"]
    assert after.truth.strain - before.truth.strain == pytest.approx(2.0)  # 6 % at 3 % a unit
    assert after.truth.heavy
    assert after.truth.why == ("heavy day",)


def test_days_vary_as_asked():
    history = made(weeks=100, day_sd=0.02, seed=3)
    easy = [item for item in runs(history) if item.truth.kind == "easy"]
    against = [
        math.log(item.settings["heart_rate_bpm"] / history.runner.heart_rate_at(item.settings["speed_mps"])) for item in easy
    ]
    trend = np.polyval(np.polyfit([item.day for item in easy], against, 1), [item.day for item in easy])
    warm = np.array([item.settings.get("heat_c", item.settings.get("temperature_c")) > 19.0 for item in easy])
    rest = (np.array(against) - trend)[~warm]
    assert rest.std() == pytest.approx(0.02, rel=0.15)  # SE of an SD from 150 values: 6 %


def test_even_training_is_even():
    history = made(seed=2)
    km = km_by_week(history)
    assert km.std() / km.mean() < 0.2
    assert not any(item.truth.heavy for item in history.activities)
    assert history.heavy_share == 0.0
    assert {item.day % 7 for item in history.activities} == {1, 3, 4, 6}
    assert all(item.start_time.utcoffset() == timedelta(0) for item in history.activities)
    starts = [item.start_time for item in history.activities]
    assert starts == sorted(starts)


def test_half_of_the_runs_of_heavy_weeks_are_heavy():
    history = made(HeavyWeeks(week=10, weeks=6, share=0.5, cost=0.0, slow=0.06))
    inside = [item for item in runs(history) if item.day >= 70]
    assert sum(item.truth.heavy for item in inside) == round(0.5 * len(inside))
    assert not any(item.truth.heavy for item in runs(history) if item.day < 70)
    plain = {item.day: item for item in runs(made())}
    slower = [item for item in inside if item.truth.heavy]
    for item in slower:
        assert item.settings["speed_mps"] / plain[item.day].settings["speed_mps"] == pytest.approx(0.94)
        assert item.settings["heart_rate_bpm"] == plain[item.day].settings["heart_rate_bpm"]


def test_a_spike_is_measured_against_the_longest_of_a_month():
    history = made(Spike(week=10, ratio=1.4))
    minutes = {item.day: item.settings["duration_s"] for item in runs(history)}
    spike = next(item.day for item in runs(history) if item.truth.kind == "long" and item.day >= 70)
    longest = max(seconds for day, seconds in minutes.items() if spike - 30 <= day < spike)
    assert minutes[spike] / longest == pytest.approx(1.4, abs=0.001)  # whole seconds


def test_a_ramp_grows_by_its_fraction_each_week():
    # 50 % more, then 50 % more than that: 2.25 times the plan without it.
    ratio = km_by_week(made(Ramp(week=10, weeks=2, fraction=0.5))) / km_by_week(made())
    assert ratio[9:13].tolist() == pytest.approx([1.0, 1.5, 2.25, 1.0], abs=0.02)  # hard sessions add only easy running


@pytest.mark.parametrize(
    ("episode", "days_off", "cost"), [(Illness(week=8, days=9, cost=0.06), 9, 0.06), (Layoff(week=8, days=28), 28, 0.03)]
)
def test_after_days_off_runs_cost_more(episode, days_off, cost):
    history = made(episode)
    assert not [item for item in history.activities if 56 <= item.day < 56 + days_off]
    first = next(item for item in runs(history) if item.day >= 56 + days_off)
    assert first.truth.cost == pytest.approx(cost)
    last = runs(history)[-1]
    assert last.truth.cost < cost
    ill = [row["date"] for row in history.diary if row["illness"]]
    assert len(ill) == (days_off if isinstance(episode, Illness) else 0)


def test_strength_comes_on_the_evening_before():
    history = made(StrengthDays(week=4, weeks=8, per_week=2, cost=0.04))
    lifted = [item.day for item in history.activities if item.truth.kind == "strength"]
    assert len(lifted) == 16
    burdened = [item.day for item in runs(history) if item.truth.why == ("strength the day before",)]
    assert burdened == sorted(day + 1 for day in lifted)
    assert sum(row["strength"] == "yes" for row in history.diary) == 16


def test_training_episodes_leave_their_mark():
    days = [item.day for item in runs(made(NoRest(week=10, weeks=4)))]
    assert set(range(70, 98)) <= set(days)
    hard = {item.day for item in made(HardBackToBack(week=10, weeks=3)).activities if item.truth.kind in {"intervals", "tempo"}}
    assert {71, 72, 78, 79, 85, 86} <= hard  # Tuesdays of weeks 10 to 12 and the days after
    long = {item.day for item in made(LongBackToBack(week=10, weeks=2)).activities if item.truth.kind == "long"}
    assert {75, 76, 82, 83} <= long
    grey = made(GreyZone(week=4, weeks=12))
    assert not [item for item in runs(grey) if item.day >= 28 and item.truth.kind == "easy"]
    shares = [
        item.settings["speed_mps"] / grey.runner.reference_speed_mps for item in runs(grey) if item.truth.kind == "steady"
    ]
    assert np.mean(shares) == pytest.approx(1.17, abs=0.02)


def test_fades_come_at_their_minute():
    history = made(AlwaysMinute(week=0, weeks=WEEKS, minute=42.0), minutes=62.0)
    moments = [item.truth.fade_after_s for item in runs(history) if item.truth.fade_after_s is not None]
    assert len(moments) > 30
    assert np.mean(moments) == pytest.approx(2520.0, abs=25.0)
    assert np.std(moments) == pytest.approx(40.0, abs=15.0)
    anywhere = made(AlwaysMinute(week=0, weeks=WEEKS, minute=None), minutes=62.0)
    assert np.std([item.truth.fade_after_s for item in runs(anywhere) if item.truth.fade_after_s is not None]) > 300.0
    planted = next(item for item in history.activities if item.truth.fade_after_s is not None)
    assert history.run(planted.number).truth.onset_s == planted.truth.fade_after_s


def test_mornings_reach_the_diary():
    history = made(
        HeatWave(week=4, days=10, warmer_c=14.0),
        NewShoes(week=8, name="other"),
        WeightGain(week=2, weeks=10, kilograms=6.0),
        RestingHeartRateUp(week=12, days=14, beats_bpm=9.0),
        ShortNights(week=2, weeks=10, share=0.3),
    )
    plain = made()
    rows, usual = (list(csv.DictReader(io.StringIO(item.diary_csv()))) for item in (history, plain))
    assert len(rows) == 7 * WEEKS
    weight = [float(row["weight"]) - float(other["weight"]) for row, other in zip(rows, usual, strict=True)]
    assert weight[0] == pytest.approx(0.0, abs=0.11)  # tenths of a kilogram, rounded twice
    assert weight[-1] == pytest.approx(6.0, abs=0.11)
    beats = [float(row["resting_hr"]) - float(other["resting_hr"]) for row, other in zip(rows, usual, strict=True)]
    assert (beats[83], beats[84], beats[97], beats[98]) == (0.0, 9.0, 9.0, 0.0)  # weeks 12 and 13
    assert {row["shoes"] for row in rows[:56]} - {""} == {"first pair"}
    assert {row["shoes"] for row in rows[56:]} - {""} == {"other"}
    nights = [float(row["sleep_h"]) - float(other["sleep_h"]) for row, other in zip(rows, usual, strict=True)]
    assert sum(night < -2.0 for night in nights) == pytest.approx(0.3 * 70, abs=3)
    hot = [item for item in runs(history) if 28 <= item.day < 38]
    cool = {item.day: item for item in runs(plain)}
    for item in hot:
        air = item.settings.get("heat_c", item.settings.get("temperature_c"))
        assert air - cool[item.day].settings["temperature_c"] == pytest.approx(14.0)
    assert history.activities[-1].settings["runner"].weight_kg == pytest.approx(plain.runner.weight_kg + 6.0)


def test_heavy_runs_are_rated_worse():
    histories = [made(HeavyWeeks(week=2, weeks=14, share=0.5), seed=seed) for seed in range(6)]
    rated = [(item.truth.heavy, item.feel, item.effort) for history in histories for item in runs(history)]
    heavy, light = ([feel for is_heavy, feel, _ in rated if is_heavy is want] for want in (True, False))
    assert np.mean(light) - np.mean(heavy) == pytest.approx(
        34.0, abs=8.0
    )  # two units of strain at 17 each, clipped at the ends
    assert {feel for _, feel, _ in rated} <= {0.0, 25.0, 50.0, 75.0, 100.0}


def test_files_read_back_as_what_they_are(tmp_path):
    history = synth.history(weeks=1, seed=4, minutes=15.0, strength_per_week=1, rides_per_week=1)
    folder = history.write(tmp_path / "months")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(["diary.csv", *(item.name for item in history.activities)])
    for item in history.activities:
        activity = read(folder / item.name)
        assert activity.start_time == item.start_time
        assert activity.utc_offset_s == 3600.0
        expected = {"strength": ("training", "strength_training"), "ride": ("cycling", "road")}
        assert (activity.sport, activity.sub_sport) == expected.get(item.truth.kind, ("running", "generic"))
        if item.is_run:
            assert (activity.feel, activity.effort) == (item.feel, item.effort)
            assert activity.totals.distance_m == pytest.approx(item.truth.distance_m, rel=0.08)
        else:
            assert activity.totals.timer_s == pytest.approx(item.settings["duration_s"], abs=5.0)  # a record every 5 s
            assert 80.0 < np.nanmean(activity["heart_rate_bpm"]) < 150.0
            assert activity.has("distance_m") is (item.truth.kind == "ride")
    assert (folder / "diary.csv").read_text(encoding="utf-8") == history.diary_csv()


def test_the_first_day_is_a_monday():
    history = made(first_day=date(2023, 6, 15))  # a Thursday
    assert history.diary[0]["date"] == "2023-06-12"
    assert history.activities[0].start_time.date() == date(2023, 6, 13)


def test_settings_of_the_single_run_go_through():
    plain = synth.history(weeks=1, seed=1, minutes=12.0, dynamics=False, heart_rate_source="wrist").run(0)
    assert not plain.activity.has("contact_time_ms")
    assert plain.recipe.heart_rate_source == "wrist"


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"weeks": 0}, "weeks"), ({"runs_per_week": 9}, "between 2 and 6"), ({"speeed_mps": 3.0}, "speeed_mps")],
)
def test_what_makes_no_history_is_refused(settings, words):
    with pytest.raises(InputError, match=words):
        synth.history(**settings)


def test_a_strength_training_is_no_run():
    history = synth.history(weeks=2, seed=1, strength_per_week=1)
    number = next(item.number for item in history.activities if item.truth.kind == "strength")
    with pytest.raises(InputError, match="no run but strength"):
        history.run(number)
    with pytest.raises(InputError, match="between 0 and"):
        history.fit(len(history.activities))


def test_an_own_runner_runs():
    own = replace(synth.athlete(1), weight_kg=61.0)
    assert synth.history(weeks=1, runner=own).activities[0].settings["runner"].weight_kg == 61.0


def changed(episode):
    """Settings of the runs that an episode changes, before and after, and their truth."""
    pairs = zip(runs(made()), runs(made(episode)), strict=True)
    return [(one.settings, two.settings, two.truth) for one, two in pairs if one.settings != two.settings]


def test_a_sensor_reads_wrong_in_a_tenth_of_the_runs():
    found = changed(SensorFault(week=4, weeks=12, share=0.1, above_bpm=30.0))
    within = sum(item.day >= 28 for item in runs(made()))
    assert len(found) == round(0.1 * within)
    for before, after, truth in found:
        assert after["heart_rate_bpm"] == pytest.approx(before["heart_rate_bpm"] + 30.0)
        assert (truth.sensor_bpm, truth.heavy, truth.why) == (30.0, False, ("sensor fault",))


def test_a_sensor_shows_the_steps():
    runner = made().runner
    for before, after, truth in changed(SensorFault(week=4, above_bpm=math.inf)):
        assert after["heart_rate_bpm"] == pytest.approx(runner.cadence_at(before["speed_mps"]))
        assert math.isinf(truth.sensor_bpm)


def test_single_runs_drift_more_or_have_other_steps():
    for before, after, truth in changed(DriftDays(week=4, more_bpm_per_h=15.0)):
        assert after["drift_bpm_per_h"] == pytest.approx(before["drift_bpm_per_h"] + 15.0)
        assert truth.drift_bpm_per_h == 15.0
    for before, after, truth in changed(CadenceChange(week=4, more_spm=-6.0)):
        assert after["runner"].cadence_offset_spm == pytest.approx(before["runner"].cadence_offset_spm - 6.0)
        assert truth.cadence_spm == -6.0
    assert changed(DriftDays(week=4))
    assert changed(CadenceChange(week=4))
