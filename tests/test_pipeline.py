"""From anything that holds a run to a Report, or to one clear error."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from inspect import signature
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import legcheck
from legcheck import synth, testing
from legcheck.cleaning import clean
from legcheck.core import CHANNELS, Athlete, Finding, InputError, LegcheckError, NotARunError, Status
from legcheck.heuristics import Heuristic, all_heuristics
from legcheck.heuristics.late_fade import LateFade
from legcheck.parsers import ENGINES, from_frame
from legcheck.parsers.arguments import Engine, ReadingSettings
from legcheck.pipeline import analyze, choose_heuristics
from legcheck.report import Report
from legcheck.report.export import export


@pytest.fixture(scope="module")
def made():
    return synth.plant("late_fade", seed=9)


@pytest.fixture(scope="module")
def fit(made):
    return made.fit()


@pytest.fixture(scope="module")
def report(fit):
    return analyze(fit)


def verdicts(report):
    return {finding.id: (finding.status, finding.score and round(finding.score, 6)) for finding in report.findings}


def test_bytes_give_a_report(report):
    assert isinstance(report, Report)
    assert set(verdicts(report)) == {kind.id for kind in all_heuristics()}
    assert report["late_fade"].status is Status.FOUND
    assert report.heavy_legs.cause == "leg_limited"


@pytest.mark.parametrize("kind", ["path", "string", "file object", "bytearray"])
def test_other_ways_to_hand_over_a_file(kind, fit, report, tmp_path):
    path = tmp_path / "run.fit"
    path.write_bytes(fit)
    source = {"path": path, "string": str(path), "file object": io.BytesIO(fit), "bytearray": bytearray(fit)}[kind]
    assert verdicts(analyze(source)) == verdicts(report)


def test_an_activity_and_a_run_give_the_same(fit, report):
    activity = legcheck.read(fit)
    assert verdicts(analyze(activity)) == verdicts(report)
    assert verdicts(analyze(clean(activity))) == verdicts(report)


def test_the_three_formats_agree(made, report):
    for content in (made.gpx(), made.tcx()):
        other = analyze(content)
        assert other["late_fade"].status is Status.FOUND
        assert other["low_cadence"].status is report["low_cadence"].status
        assert other.heavy_legs.status is report.heavy_legs.status


def test_a_table_with_our_names(made, report):
    frame = made.activity.to_frame()
    columns = ["latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_mps", "heart_rate_bpm", "cadence_spm"]
    other = analyze(frame[columns])
    assert other["late_fade"].status is Status.FOUND
    assert other["low_cadence"].status is report["low_cadence"].status
    assert analyze(frame[columns], athlete=Athlete(height_m=1.6)).run.athlete.height_m == 1.6


def test_the_input_is_not_changed(made):
    frame = made.activity.to_frame()
    before = frame.copy()
    analyze(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_engines_agree(fit, report):
    assert verdicts(analyze(fit, engine="fitparse")) == verdicts(report)


def test_another_sport_is_no_run(made):
    cycling = replace(made.activity, sport="cycling")
    with pytest.raises(NotARunError, match="is cycling, not running; if it was a run, say so with sport='running'") as caught:
        analyze(cycling)
    assert caught.value.path == made.activity.source.name


def test_the_caller_may_say_it_was_a_run(made):
    frame = made.activity.to_frame()
    with pytest.raises(NotARunError):
        analyze(frame, sport="cycling")
    assert analyze(frame, sport="running")["late_fade"].status is Status.FOUND


def test_an_unstated_sport_is_told_by_movement(made):
    assert analyze(replace(made.activity, sport=""))["late_fade"].status is Status.FOUND
    channels = made.activity.channels
    fast = {**channels, "speed_mps": 2.6 * channels["speed_mps"], "distance_m": 2.6 * channels["distance_m"]}
    del fast["latitude_deg"], fast["longitude_deg"]
    with pytest.raises(NotARunError, match="unlike a run"):
        analyze(replace(made.activity, sport="", channels=type(channels)(fast)))


def test_facts_of_the_caller_reach_every_kind_of_source(fit):
    tall = Athlete(height_m=2.0)
    activity = legcheck.read(fit)
    for source in (fit, activity, clean(activity)):
        given = analyze(source, athlete=tall)
        assert given.run.athlete.height_m == 2.0
        assert given.run.athlete.weight_kg == activity.athlete.weight_kg
        assert given["low_cadence"].score < analyze(source)["low_cadence"].score + 1e-9


def test_chosen_heuristics(made):
    chosen = analyze(made.activity, heuristics=["low_cadence", "late_fade"])
    assert set(verdicts(chosen)) == {"low_cadence", "late_fade"}
    assert set(verdicts(analyze(made.activity, heuristics="late_fade"))) == {"late_fade"}


def test_own_thresholds(made):
    strict = LateFade(found_from_pct=40.0)
    for wanted in ([strict], strict):
        assert analyze(made.activity, heuristics=wanted)["late_fade"].status is Status.CLEAR


def test_no_heuristic_no_verdict(made):
    nothing = analyze(made.activity, heuristics=[])
    assert nothing.findings == ()
    assert nothing.heavy_legs.status is Status.NOT_ASSESSED


@pytest.mark.parametrize("wanted", [["late_fad"], [LateFade], [3], "nothing", 3, LateFade, b"late_fade"])
def test_an_unknown_heuristic_lists_those_there_are(wanted):
    with pytest.raises(InputError, match=r"no heuristic .*; there are: .*late_fade.*overstriding"):
        choose_heuristics(wanted)


def test_all_by_default():
    assert [type(each) for each in choose_heuristics(None)] == list(all_heuristics())


def test_type_checkers_know_the_settings_of_reading():
    assert get_args(Engine) == ENGINES
    known = signature(legcheck.read).parameters
    assert set(ReadingSettings.__annotations__) == {*known, "name"} - {"source"}  # a table has a name
    for setting in ("engine", "on_damage", "sport", "cadence_factor", "limits"):
        assert ReadingSettings.__annotations__[setting].__forward_arg__ == known[setting].annotation
    assert signature(analyze).parameters["reading"].annotation == "Unpack[ReadingSettings]"
    assert signature(analyze).parameters["source"].annotation == "Readable | Activity | Run | pd.DataFrame"
    assert Report.__annotations__["run_signals"] == "RunSignals"


@pytest.mark.parametrize("source", ["activity", "run", "table"])
def test_reading_options_are_for_files(made, source):
    given = {"activity": made.activity, "run": clean(made.activity), "table": made.activity.to_frame()}[source]
    with pytest.raises(InputError, match="engine: only for files"):
        analyze(given, engine="fitparse")


@pytest.mark.parametrize("source", [b"", b"no run", b"\x0e\x10", None, 42, "no/such/file.fit", object(), io.BytesIO(b"")])
def test_what_is_no_run_gives_one_clear_error(source):
    with pytest.raises(LegcheckError) as caught:
        analyze(source)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) > 10


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_shortest_tables(count):
    frame = pd.DataFrame({"elapsed_s": np.arange(float(count)), "speed_mps": 3.0, "cadence_spm": 170.0})
    if not count:
        with pytest.raises(InputError, match="no rows"):
            analyze(frame)
        return
    short = analyze(frame)
    assert short.heavy_legs.status is Status.NOT_ASSESSED
    assert {finding.status for finding in short.findings} == {Status.NOT_ASSESSED}


ANY_NUMBER = st.floats(allow_nan=True, allow_infinity=True) | st.floats(-10, 500) | st.integers(-5, 300)


@st.composite
def tables(draw):
    """Short tables of any numbers under our names, some with times in their index."""
    rows = draw(st.integers(0, 12))
    names = draw(st.lists(st.sampled_from(sorted(CHANNELS)), unique=True, max_size=6))
    if draw(st.booleans()) and "elapsed_s" not in names:
        names.append("elapsed_s")
    frame = pd.DataFrame({name: draw(st.lists(ANY_NUMBER, min_size=rows, max_size=rows)) for name in names}, dtype=float)
    if draw(st.booleans()):
        start = draw(st.datetimes(pd.Timestamp("1980-01-01"), pd.Timestamp("2100-01-01")))
        steps = draw(st.lists(st.integers(-100, 10_000), min_size=len(frame), max_size=len(frame)))
        frame.index = pd.DatetimeIndex([pd.Timestamp(start) + pd.Timedelta(seconds=step) for step in steps])
    return frame


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(tables())
def test_any_table_gives_a_report_or_one_of_our_errors(frame):
    try:
        report = analyze(frame)
    except LegcheckError:
        return
    assert report.heavy_legs.status is Status.NOT_ASSESSED


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e308, -1e308, 5e-324])
@pytest.mark.parametrize("channel", ["speed_mps", "cadence_spm", "distance_m", "altitude_m", "heart_rate_bpm"])
def test_no_number_is_too_large_or_too_small_to_be_reckoned_with(made, channel, value):
    """A seventh of a channel is beyond all bounds: no warning, and what is out of range is told."""
    frame = made.activity.to_frame().iloc[:900]
    frame.iloc[::7, frame.columns.get_loc(channel)] = value
    told = " ".join(note.message for note in analyze(frame).notes)
    assert f"blanked ({channel} 129)" in told or abs(value) < 1.0  # 900 / 7


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e308, -1e308])
@pytest.mark.parametrize("channel", ["latitude_deg", "longitude_deg"])
@pytest.mark.parametrize("without", [["distance_m"], ["distance_m", "speed_mps"]], ids=["speed", "positions alone"])
def test_a_position_that_is_nowhere_is_blanked_and_told(made, without, channel, value):
    frame = made.activity.to_frame().drop(columns=without).iloc[:900]
    frame.iloc[100, frame.columns.get_loc(channel)] = value
    notes = {note.code: note.message for note in analyze(frame).notes}
    assert notes["out_of_range"] == f"1 value outside the plausible range blanked ({channel} 1)"


@pytest.mark.parametrize(
    ("elapsed_s", "message"),
    [
        ([np.nan, 1.0], "elapsed_s must be a number in every row"),
        ([6.4e10, 1.0], "outside the years 1 to 9999"),
        ([-1.7e308, 1.0], "outside the years"),
    ],
)
def test_a_table_with_impossible_times_is_refused(elapsed_s, message):
    frame = pd.DataFrame({"elapsed_s": elapsed_s}, index=pd.DatetimeIndex(["2000-01-01", "2000-01-02"]))
    with pytest.raises(InputError, match=message):
        analyze(frame)


def finding_of(**changes):
    return Finding(
        **{"id": "faulty", "title": "Faulty", "status": Status.CLEAR, "score": 1.0, "confidence": 1.0, "reason": "r", **changes}
    )


FAULTS = {
    "raises": (lambda: 1 / 0, "ZeroDivisionError: division by zero"),
    "two lines": (lambda: int("a\nb"), r"ValueError: invalid literal for int\(\) with base 10: 'a\\nb'"),
    "a score of nan": (lambda: finding_of(score=float("nan")), "ValueError: faulty: score runs from 0 to 100, got nan"),
    "no finding": (lambda: 7, "TypeError: it gave 7 where a Finding of its id belongs"),
    "another id": (lambda: finding_of(id="late_fade"), "TypeError: it gave Finding.* where a Finding of its id belongs"),
    "no status": (lambda: finding_of(status="found"), "TypeError: it gave Finding.* where a Finding of its id belongs"),
}


@pytest.mark.parametrize(("answer", "said"), FAULTS.values(), ids=list(FAULTS))
def test_a_faulty_heuristic_of_somebody_else_costs_only_its_own_answer(made, answer, said):
    class Faulty(Heuristic):
        """Does not work."""

        id = "faulty"
        title = "Faulty"

        def detect(self, signals):
            return answer()

    told = analyze(made.activity, heuristics=["late_fade", Faulty()])
    assert told["late_fade"].status is Status.FOUND
    assert told["faulty"].status is Status.NOT_ASSESSED
    assert re.fullmatch(f"this heuristic failed: {said}", told["faulty"].reason)
    assert "faulty" in told.to_json()
    with pytest.raises((ZeroDivisionError, ValueError, AssertionError, AttributeError)):
        testing.check_heuristic(Faulty)  # whoever writes one is told


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "4", None, True])
def test_a_threshold_that_is_no_finite_number_is_named(value):
    with pytest.raises(InputError, match="late_fade: found_from_pct must be a finite number, got"):
        choose_heuristics([LateFade(found_from_pct=value)])
    assert choose_heuristics([LateFade(found_from_pct=np.int64(4))])[0].found_from_pct == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"athlete": {"height_m": 1.8}}, r"athlete is a legcheck\.Athlete, got dict"),
        ({"bogus": 2}, "unknown: bogus; known: athlete, heuristics, engine, on_damage, sport, cadence_factor, limits"),
        ({"sport": 3}, "sport is a text, got 3"),
        ({"engine": 3}, "engine is one of legcheck, fitparse, gpxpy; got 3"),
        ({"on_damage": []}, "on_damage is 'salvage' or 'raise'; got"),
        ({"limits": 5}, r"limits is a legcheck\.parsers\.Limits, got int"),
        ({"cadence_factor": "2"}, "it is 0.5, 1 or 2, got '2'"),
        ({"cadence_factor": 3}, "it is 0.5, 1 or 2, got 3"),
    ],
)
def test_an_argument_of_a_wrong_kind_is_named(fit, given, said):
    with pytest.raises(InputError, match=said):
        analyze(fit, **given)


def test_an_athlete_of_a_wrong_kind_is_named_for_every_source(made):
    for source in (made.activity, clean(made.activity), made.activity.to_frame()):
        with pytest.raises(InputError, match=r"athlete is a legcheck\.Athlete, got int"):
            analyze(source, athlete=5)


def test_what_is_left_open_may_be_none_for_a_table_too(made):
    frame = made.activity.to_frame()
    assert verdicts(analyze(frame, sport=None, name=None)) == verdicts(analyze(frame))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda activity: "run.fit", r"got str; legcheck\.read makes one of a file"),
        (lambda activity: activity.to_frame(), "got DataFrame; .* analyze takes a table too"),
        (clean, "got Run; it is clean already"),
        (lambda activity: None, "got NoneType"),
    ],
)
def test_clean_says_what_it_takes(made, make, said):
    with pytest.raises(InputError, match=f"clean takes an Activity, {said}"):
        clean(make(made.activity))


def test_what_convert_writes_comes_back(made, tmp_path):
    export(made.activity, tmp_path / "run.csv")
    again = from_frame(pd.read_csv(tmp_path / "run.csv"))
    assert again.start_time == made.activity.start_time
    assert list(again.channels) == list(made.activity.channels)
    np.testing.assert_allclose(again.elapsed_s, made.activity.elapsed_s)
    assert "times_without_zone" not in {note.code for note in again.notes}
    assert verdicts(analyze(pd.read_csv(tmp_path / "run.csv")))["late_fade"][0] is Status.FOUND
