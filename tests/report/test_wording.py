"""Words for numbers: pace, durations, intervals, verdicts."""

from __future__ import annotations

import math

import pytest

from legcheck.heuristics.cause import CAUSES as WEIGHED_CAUSES
from legcheck.report import wording
from legcheck.report.summary_line import summary_line


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (59.4, "0:59"),
        (59.6, "1:00"),  # rounds up into the next minute
        (3599.6, "1:00:00"),  # ... and into the next hour
        (36_061.0, "10:01:01"),
        (-75.0, "-1:15"),
        (-0.2, "0:00"),
        (math.nan, "—"),
        (None, "—"),
    ],
)
def test_duration(seconds, text):
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("speed_mps", "text"),
    [
        (1000 / 300, "5:00"),
        (1000 / 299.5, "5:00"),  # 299.5 s rounds to even: 300 s
        (2.5, "6:40"),  # 1000 / 2.5 = 400 s
        (0.1, "—"),
        (math.inf, "0:00"),
        (math.nan, "—"),
        (None, "—"),
    ],
)
def test_pace(speed_mps, text):
    assert wording.pace(speed_mps) == text.replace("0:00", "—")


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        (9.994, None, "9.99"),
        (10.0, None, "10.0"),
        (100.0, None, "100"),
        (12_345.6, None, "12,346"),
        (-0.00001, None, "0.00"),
        (0.1, None, "0.10"),
        (0.0994, None, "0.099"),
        (-0.00432, None, "-0.0043"),
        (None, 1.0, "—"),
    ],
)
def test_number_has_the_decimals_its_size_deserves(value, like, text):
    assert wording.number(value, like) == text


def test_percent_never_rounds_to_certainty():
    assert [wording.percent(share) for share in (0.0, 0.004, 0.006, 0.994, 0.996, 1.0)] == [
        "0 %",
        "under 1 %",
        "1 %",
        "99 %",
        "over 99 %",
        "100 %",
    ]


def test_printable_takes_out_what_steers_a_terminal():
    assert wording.printable("run\x1b]0;title\x07.fit\u202etif.\r\n") == "run ]0;title .fit tif."


def test_every_cause_has_words():
    assert set(wording.CAUSES) == set(WEIGHED_CAUSES)


def test_evidence_says_value_unit_interval_and_threshold_with_equal_decimals():
    evidence = {"name": "drift", "value": 12.0, "unit": "bpm/h", "low": 3.456, "high": 20.1, "threshold": 9.0}
    assert wording.evidence_line(evidence) == "drift 12.0 bpm/h (95 % interval 3.5 to 20.1, threshold 9.0 bpm/h)"


def test_evidence_shows_two_digits_of_a_small_number_and_none_that_its_interval_leaves_open():
    scatter = {"name": "scatter", "value": 0.0123, "unit": "m/s", "low": None, "high": None, "threshold": 0.5}
    assert wording.evidence_line(scatter) == "scatter 0.012 m/s (threshold 0.50 m/s)"
    change = {"name": "change", "value": 0.0123, "unit": "%", "low": -1.234, "high": 1.259, "threshold": 3.0}
    assert wording.evidence_line(change) == "change 0.01 % (95 % interval -1.23 to 1.26, threshold 3.00 %)"


def test_evidence_shows_long_times_as_a_clock_and_no_unit_for_pure_numbers():
    onset = {"name": "onset", "value": 3480.0, "unit": "s", "low": 3300.0, "high": 3700.0, "threshold": None}
    ratio = {"name": "relief", "value": 0.9, "unit": "ratio", "low": None, "high": None, "threshold": None}
    assert wording.evidence_line(onset) == "onset 58:00 (95 % interval 55:00 to 1:01:40)"
    assert wording.evidence_line(ratio) == "relief 0.90"


def test_evidence_without_a_value_is_a_dash():
    assert (
        wording.evidence_line({"name": "x", "value": None, "unit": "s", "low": None, "high": None, "threshold": None})
        == "x — s"
    )


def heavy(status, score, *causes, reason="the pace fell"):
    return {
        "status": status,
        "score": score,
        "confidence": None if score is None else 0.7,
        "causes": [{"id": name, "probability": share} for name, share in causes],
        "reason": reason,
    }


def test_verdict_found_names_the_cause_and_the_runner_up():
    line = wording.verdict(heavy("found", 78.4, ("leg_limited", 0.71), ("glycogen_wall", 0.12)))
    assert line == "Heavy legs: 78/100 (confidence 0.70). Most likely the legs (leg-limited 71 %, wall 12 %)."


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (0.50, 0.49, "Either heat or fluid loss making the heart work harder or heart rate creeping up at the same effort"),
        (0.59, 0.41, "Either heat"),  # leads by 0.18
        (0.62, 0.38, "Most likely heat"),  # by 0.24
        (0.49, 0.48, "Either heat"),
        (0.45, 0.34, "The cause stays open; first guess: heat"),  # one of the two in 79 % only
    ],
)
def test_of_two_causes_that_are_about_as_likely_neither_is_called_the_most_likely(first, second, told):
    causes = [{"id": "heat_or_dehydration", "probability": first}, {"id": "cardiac_drift", "probability": second}]
    heavy = {"status": "found", "score": 60.0, "confidence": 0.7, "causes": causes, "reason": ""}
    assert told in wording.verdict(heavy)


def test_verdict_leaves_out_a_runner_up_that_is_out_of_the_race():
    line = wording.verdict(heavy("found", 99.0, ("leg_limited", 0.999), ("glycogen_wall", 0.001)))
    assert line.endswith("the legs (leg-limited over 95 %).")
    line = wording.verdict(heavy("found", 99.0, ("leg_limited", 0.94), ("glycogen_wall", 0.04)))
    assert line.endswith("the legs (leg-limited 94 %).")


def test_a_first_cause_less_likely_than_not_is_a_guess():
    line = wording.verdict(heavy("found", 60.0, ("leg_limited", 0.31), ("eased_off", 0.30)))
    assert line.endswith("The cause stays open; first guess: the legs (leg-limited 31 %, eased off 30 %).")


def test_no_cause_of_one_run_is_told_to_be_surer_than_95_percent():
    assert [wording.likelihood(share) for share in (1.0, 0.951, 0.95, 0.4)] == ["over 95 %", "over 95 %", "95 %", "40 %"]


def test_verdict_clear_says_so_and_names_a_cause_only_when_there_is_something():
    assert wording.verdict(heavy("clear", 8.0, ("none", 0.9))) == "No sign of heavy legs: 8/100 (confidence 0.70)."
    assert wording.verdict(heavy("clear", 25.0, ("none", 0.9))) == "Weak signs of heavy legs: 25/100 (confidence 0.70)."
    assert "eased off" in wording.verdict(heavy("clear", 30.0, ("eased_off", 0.8)))


def test_verdict_not_assessed_gives_the_reason_once():
    unjudged = heavy("not_assessed", None, reason="cannot be judged: only 8 min of running.")
    assert (
        wording.verdict(unjudged) == "Heavy legs: cannot be judged (only 8 min of running)."
    )  # all there is, in a list of runs
    assert wording.headline(unjudged) == "Heavy legs: cannot be judged."
    assert wording.because(unjudged) == "Only 8 min of running."


def test_the_headline_of_a_judged_run_is_its_verdict():
    judged = heavy("found", 78.4, ("leg_limited", 0.71))
    assert wording.headline(judged) == wording.verdict(judged)


def test_because_leaves_out_what_the_verdict_says():
    assert (
        wording.because(heavy("found", 80.0, reason="most likely the legs: the last quarter 13 % slower"))
        == "The last quarter 13 % slower."
    )
    assert wording.because(heavy("clear", 2.0, reason="no sign of it")) == "No sign of it."


def test_summary_line_says_only_what_was_recorded():
    assert summary_line({"distance_m": None, "moving_s": 600.0, "elapsed_s": 600.0}) == "10:00 moving"
    assert summary_line({}) == ""


@pytest.mark.parametrize(
    ("speed_mps", "told"), [(2.2, "while running 170 steps/min, step 1.00 m"), (2.8, "/km, 170 steps/min, step 1.00 m")]
)
def test_summary_line_says_that_the_steps_are_those_of_running_where_some_was_walked(speed_mps, told):
    assert told in summary_line({"speed_mps": speed_mps, "cadence_spm": 170.0, "step_length_m": 1.0})


def test_summary_line_spells_out_step_and_stride_and_the_time_standing():
    line = summary_line(
        {
            "distance_m": 5000.0,
            "moving_s": 1500.0,
            "elapsed_s": 1600.0,
            "speed_mps": 5000 / 1500,
            "grade_adjusted_speed_mps": 3.5,
            "step_length_m": 1.2,
            "stride_length_m": 2.4,
            "temperature_c": 21.4,
        }
    )
    # 1500 s / 5 km = 300 s/km; 1000 / 3.5 = 285.7 s/km
    assert (
        line
        == "5.00 km in 25:00 moving (26:40 from start to end), 5:00 min/km (4:46 on the flat), step 1.20 m (stride 2.40 m), 21 °C"
    )
