"""How running time was split into easy, moderate and hard."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.core import Athlete, Status
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.intensity_split import IntensitySplit
from legcheck.history.timeline import Timeline

KNOWN = Athlete(max_hr_bpm=200.0, resting_hr_bpm=50.0)
"""First threshold 170 bpm, standard error 9.4; second 187 bpm, standard error 5.3."""


def judged(runs, athlete=KNOWN, diary=()):
    timeline = Timeline.of(runs, athlete=athlete, diary=diary)
    return IntensitySplit().judge(Judged(timeline=timeline, baselines=(), headlines=(), findings=()))


@pytest.fixture
def month(make_run):
    """Runs of an hour on every third day for 36 days, each with so many minutes at each heart rate."""
    return lambda **minutes: [
        make_run(day, heart_rate_s={int(beats[1:]): 60.0 * value for beats, value in minutes.items()})
        for day in range(0, 37, 3)
    ]


def test_clear_when_nearly_all_is_easy(month):
    finding = judged(month(b130=54, b195=6))
    # 130 bpm is 4.3 errors below the first threshold, 195 bpm 1.5 above the second
    assert finding.status is Status.CLEAR
    assert finding.evidence[0].value == pytest.approx(90.0)
    assert finding.score < 5.0


def test_found_when_hardly_any_is(month):
    finding = judged(month(b130=20, b190=40))
    # 190 bpm is 2.1 errors above the first threshold: easy in about 2 % of the draws, so not in the middle 90 %
    assert finding.status is Status.FOUND
    assert finding.evidence[0].value == pytest.approx(100 / 3)
    assert finding.score <= 60.0
    assert any("disagree" in told for told in finding.alternatives)
    assert any("80/17/3" in told for told in finding.alternatives)


def test_no_verdict_when_the_interval_lies_on_both_sides(month):
    finding = judged(month(b165=60))
    assert finding.status is Status.NOT_ASSESSED
    assert "too wide an interval" in finding.reason
    assert finding.evidence[0].low == pytest.approx(0.0)
    assert finding.evidence[0].high == pytest.approx(100.0)


def test_the_shares_make_a_whole_and_the_interval_is_that_of_the_draws(month):
    beats = range(120, 200, 2)
    finding = judged(month(**{f"b{rate}": 2 for rate in beats}))
    easy, moderate, hard = finding.evidence[:3]
    assert easy.value + moderate.value + hard.value == pytest.approx(100.0, abs=3.0)
    # minutes lie evenly from 120 to 200 bpm, so the easy share is (threshold - 120) / 80, with the threshold at 170.2 +- 9.36
    z = 1.960 * np.hypot(0.851 * 2, 0.046 * 200)
    assert easy.value == pytest.approx(100 * (170.2 - 120) / 80, abs=1.5)
    assert easy.low == pytest.approx(100 * (170.2 - z - 120) / 80, abs=2.0)
    assert easy.high == pytest.approx(100 * (170.2 + z - 120) / 80, abs=2.0)


def test_a_guessed_maximum_widens_the_interval(month):
    runs = month(**{f"b{rate}": 2 for rate in range(120, 180, 2)})
    known, guessed = judged(runs, Athlete(max_hr_bpm=182.0)), judged(runs, Athlete())
    width = [item.evidence[0].high - item.evidence[0].low for item in (known, guessed)]
    assert width[1] > 1.2 * width[0]
    assert "maximum heart rate" in guessed.reason


def test_the_same_files_give_the_same_interval(month):
    assert judged(month(b165=60)) == judged(month(b165=60)[::-1])


def test_what_is_missing_is_named_in_beats(month):
    # Two minutes at each of 120, 122 ... 198 bpm: 70 % of the time lies below 120 + 0.7 * 80 = 176, less half a beat.
    runs = month(**{f"b{rate}": 2 for rate in range(120, 200, 2)})
    assert "less if your first threshold lies below 176 bpm: a measured one (first_threshold_hr_bpm in" in judged(runs).reason
    assert "maximum heart rate from a test" in judged(runs, Athlete()).reason


@pytest.mark.parametrize(("threshold", "status"), [(150.0, "found"), (192.0, "clear"), (175.0, "not_assessed")])
def test_a_measured_threshold_settles_it(month, threshold, status):
    # 70 % of the time lies below 176 bpm; at 150 it is 25-50 %, at 192 83-98 %, and 175 +- 5 lies too close.
    runs = month(**{f"b{rate}": 2 for rate in range(120, 200, 2)})
    finding = judged(runs, Athlete(max_hr_bpm=210.0, first_threshold_hr_bpm=threshold))
    assert finding.status.value == status
    assert ("close to the one you gave" in finding.reason) == (status == "not_assessed")
    if status == "found":
        low, high = finding.evidence[0].low, finding.evidence[0].high
        # Half a beat lower 2 of 80 minutes are 2.5 %: 150 - 120 = 30 bpm are 37.5 %, +- 1.960 * 5 bpm = 12.3 points, to within a bin of 2.5.
        assert (low, high) == pytest.approx((37.5 - 12.3, 37.5 + 12.3), abs=2.5)


def test_only_the_last_four_weeks_count(make_run, month):
    hard_before = [make_run(-day, heart_rate_s={190: 36_000.0}) for day in range(1, 20)]
    assert judged([*hard_before, *month(b130=60)]).status is Status.CLEAR


def test_needs_eight_runs_with_heart_rate(make_run, month):
    silent = [make_run(day + 0.5, heart_rate_s={}) for day in range(8, 37)]
    eight = [run for place, run in enumerate(month(b130=60)) if place == 0 or place > 4]  # day 0 and eight from day 15 on
    assert judged([*eight, *silent]).status is Status.CLEAR
    finding = judged([*eight[:-1], *silent])
    assert (finding.status, finding.reason) == (Status.NOT_ASSESSED, "7 runs with heart rate in the last 28 days; needs 8")


def test_runs_without_heart_rate_lower_the_confidence(make_run, month):
    runs = month(b130=60)  # ten of them in the last four weeks
    finding = judged([*runs, *(make_run(day, heart_rate_s={}) for day in (20.5, 25.5))])
    assert finding.confidence == pytest.approx(0.85 * 10 / 12)


def test_ratings_are_shown_beside_the_heart(make_run, month):
    runs = month(b130=60)
    diary = [DiaryEntry(day=run.start_time.date(), effort=30.0 if place % 2 else 60.0) for place, run in enumerate(runs)]
    shown = judged(runs, diary=diary).evidence[-1]
    assert shown.name.startswith("runs rated easy")
    assert shown.value == pytest.approx(50.0)  # five of the last ten
    assert len(judged(runs).evidence) == 3


def test_files_may_be_missing(make_run):
    assert "needs 28" in judged([make_run(day) for day in range(20)]).reason
    assert judged([]).reason == "no runs with a date"
