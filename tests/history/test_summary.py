"""What is kept of an activity, and that it survives being written down."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from legcheck import analyze, synth
from legcheck.core import Activity, Athlete, Columns, InputError, Source
from legcheck.history import MEASURES, SUMMARY_NAMES, ActivitySummary, summary_of_activity, summary_of_report
from legcheck.history.history import load_summaries


@pytest.fixture(scope="module")
def faded() -> ActivitySummary:
    return summary_of_report(analyze(synth.plant("late_fade", seed=2, feel=25.0, utc_offset_s=7200.0).fit()), "a.fit")


def test_a_run_keeps_its_report_and_more(faded: ActivitySummary) -> None:
    report = analyze(synth.plant("late_fade", seed=2, feel=25.0, utc_offset_s=7200.0).fit())
    assert faded.numbers == {name: pytest.approx(getattr(report.summary, name), nan_ok=True) for name in SUMMARY_NAMES}
    assert (faded.feel, faded.statuses["late_fade"], faded.cause) == (25.0, "found", report.heavy_legs.cause)
    assert faded.scores["late_fade"] == report["late_fade"].score
    assert faded.session_type == report.session_type
    assert set(faded.measures) <= set(MEASURES)


def test_measures_are_those_planted(faded: ActivitySummary) -> None:
    # The plant: 3.1 m/s, from minute 40 on down to 15 % less.
    assert faded.number("early_speed_mps") == pytest.approx(3.1, rel=0.04)
    assert faded.number("fade_pct") == pytest.approx(15.0, abs=3.0)
    assert faded.number("onset_s") == pytest.approx(2400.0, abs=600.0)
    assert 400.0 < faded.number("early_s") <= 540.0
    assert faded.number("walking_share") < 0.02


def test_seconds_of_steps_do_not_ask_for_a_heart_rate() -> None:
    activity = synth.run(duration_s=3000, speed_mps=3.0, cadence_spm=172.0, seed=1).activity
    kept = {name: activity[name] for name in activity.channels if name != "heart_rate_bpm"}
    both, steps = (summary_of_report(analyze(item), "a") for item in (activity, replace(activity, channels=Columns(kept))))
    # minutes 3 to 12 and 10 to 40 of 50 level minutes of running
    for name, seconds in (("early", 540.0), ("middle", 1800.0)):
        assert (steps.number(f"{name}_gait_s"), steps.number(f"{name}_s")) == (seconds, 0.0)
        assert (both.number(f"{name}_gait_s"), both.number(f"{name}_s")) == (seconds, seconds)
        assert steps.number(f"{name}_speed_mps") == both.number(f"{name}_speed_mps") == pytest.approx(3.0, rel=0.04)
        assert steps.number(f"{name}_cadence_spm") == pytest.approx(172.0, abs=1.0)


def test_heart_rates_add_up_to_the_moving_time(faded: ActivitySummary) -> None:
    assert math.fsum(faded.heart_rate_s.values()) == pytest.approx(faded.number("moving_s"), abs=2.0)
    mean = sum(beats * time for beats, time in faded.heart_rate_s.items()) / sum(faded.heart_rate_s.values())
    assert mean == pytest.approx(faded.number("moving_heart_rate_bpm"), abs=2.0)


def test_local_time_is_the_runners(faded: ActivitySummary) -> None:
    assert str(faded.local_start) == "2024-05-05 08:30:00"  # 06:30 UTC, two hours east
    assert faded.start_time is not None
    assert faded.end_time == faded.start_time + timedelta(seconds=faded.number("elapsed_s"))


def test_json_and_back_changes_nothing(faded: ActivitySummary) -> None:
    again = ActivitySummary.from_dict(json.loads(json.dumps(faded.to_dict(), allow_nan=False)))
    assert again == faded
    assert again.heart_rate_s == faded.heart_rate_s


def test_seconds_with_heart_rate_stand_for_those_with_steps_in_a_summary_of_before(faded: ActivitySummary) -> None:
    old = faded.to_dict() | {"version": 1, "measures": {"early_s": 500.0, "middle_s": 1700.0, "fade_pct": 9.0}}
    read = ActivitySummary.from_dict(old)
    assert read.measures == {**old["measures"], "early_gait_s": 500.0, "middle_gait_s": 1700.0}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 3, "path": "x", "start_time": None},
        {"version": 1},
        {"version": 2},
        {"version": 2, "path": "x", "start_time": 5},
    ],
)
def test_what_is_no_summary_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        ActivitySummary.from_dict(data)


def test_an_activity_that_is_no_run_keeps_when_how_long_and_how_hard() -> None:
    heart = np.array([100.0] * 300 + [150.0] * 301)
    activity = Activity(
        source=Source(name="gym.fit", format="fit", sha256="0" * 64),
        start_time=datetime(2024, 5, 1, 17, tzinfo=UTC),
        channels=Columns({"elapsed_s": np.arange(601.0), "heart_rate_bpm": heart}),
        sport="training",
        sub_sport="strength_training",
        athlete=Athlete(weight_kg=70.0),
    )
    kept = summary_of_activity(activity, "gym.fit")
    assert (kept.is_run, kept.sport, kept.sub_sport, kept.duration_s) == (False, "training", "strength_training", 600.0)
    assert kept.heart_rate_s == {100: 300.0, 150: 300.0}
    assert kept.number("heart_rate_bpm") == 125.0
    assert kept.facts == {"weight_kg": 70.0}
    assert math.isnan(kept.number("distance_m"))


def test_a_long_silence_between_two_records_is_no_training() -> None:
    activity = Activity(
        source=Source(name="x", format="fit"),
        start_time=datetime(2024, 5, 1, tzinfo=UTC),
        channels=Columns({"elapsed_s": np.array([0.0, 10.0, 3610.0, 3620.0])}),
        sport="cycling",
    )
    assert summary_of_activity(activity, "x").number("timer_s") == 20.0  # 10 s, an hour of nothing, 10 s


def test_no_records_at_all_is_an_empty_summary() -> None:
    nothing = Activity(
        source=Source(name="x", format="fit"),
        start_time=datetime(2024, 5, 1, tzinfo=UTC),
        channels=Columns({"elapsed_s": np.array([])}),
        sport="yoga",
    )
    assert summary_of_activity(nothing, "x").duration_s == 0.0


def test_stored_summaries_name_the_line_that_is_wrong(tmp_path: Any, faded: ActivitySummary) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text(json.dumps(faded.to_dict()) + "\n{}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        load_summaries(path)
    path.write_text(json.dumps(faded.to_dict()) + "\n", encoding="utf-8")
    assert load_summaries(path) == (faded,)
