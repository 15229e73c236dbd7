"""The whole of a history: the same whatever the order of files and the zone of the machine."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legcheck.core import InputError
from legcheck.history import ActivitySummary, DiaryEntry, History, judge_history, load_summaries
from legcheck.report.json import finding_data


def training(make_run) -> list[ActivitySummary]:
    """Ten weeks, every second day, hard every third time; heavy at the end."""
    runs = [make_run(2 * day, moving_heart_rate_bpm=138.0 + day % 5, early_heart_rate_bpm=134.0 + day % 4) for day in range(32)]
    rides = [make_run(7 * week + 1.5, is_run=False, sport="cycling", moving_heart_rate_bpm=125.0) for week in range(9)]
    heavy = [make_run(64 + 2 * day, moving_heart_rate_bpm=156.0, early_heart_rate_bpm=152.0) for day in range(3)]
    return [*runs, *rides, *heavy]


def told(runs: list[ActivitySummary]) -> str:
    """Everything that is said, as text."""
    history = History.of(judge_history(runs))
    rows = [run.to_dict() for run in history.summaries]
    return json.dumps(
        [rows, [finding_data(finding) for finding in history.findings], history.to_dict()["weeks"]], sort_keys=True
    )


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(make_run, seed) -> None:
    runs = training(make_run)
    shuffled = list(runs)
    seed.shuffle(shuffled)
    assert told(shuffled) == told(runs)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_zone_of_the_machine_changes_nothing(make_run, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    here = told(training(make_run))
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert told(training(make_run)) == here
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_history_is_hashable_and_equal_to_itself_alone(make_run) -> None:
    """Numbers that are not known (NaN) are not equal to themselves, so values cannot be compared."""
    judged = judge_history(training(make_run))
    history, other = History.of(judged), History.of(judged)
    assert len({history, other}) == 2


def test_heavy_runs_stand_out_and_ordinary_ones_do_not(make_run) -> None:
    history = History.of(judge_history(training(make_run)))
    scores = [run.heavy_legs_score for run in history.summaries]
    assert min(scores[-3:]) > 50.0 > max(score for score in scores[8:-3] if not math.isnan(score))
    assert all("heart rate" in run.reason for run in history.summaries[-3:])


def test_a_history_says_itself_in_words(make_run) -> None:
    history = History.of(judge_history(training(make_run)))
    text, page = str(history), history._repr_html_()
    assert text.startswith("What stands out over the weeks\n")
    assert "<li>" in page
    assert "What stands out over the weeks" in page
    assert history["pattern"].status.value in {"found", "clear"}
    with pytest.raises(InputError, match=r"there are: .*pattern"):
        _ = history["patern"]


def test_the_baseline_is_a_table(make_run) -> None:
    history = History.of(judge_history(training(make_run)))
    table = history.baseline
    assert len(table) == len(history.summaries) == 35
    last = table.iloc[-1]
    assert last["heart_rate_for_duration"] - last["heart_rate_for_duration_expected"] > 10.0
    assert str(table["start_time"].dtype) == "datetime64[ns, UTC]"
    assert table["heart_rate_for_duration_z"].iloc[:8].isna().all()  # fewer than eight earlier runs


def test_kept_summaries_are_judged_alike(make_run, tmp_path: Path) -> None:
    runs = training(make_run)
    History.of(judge_history(runs)).save(tmp_path / "kept.jsonl")
    assert told(list(load_summaries(tmp_path / "kept.jsonl"))) == told(runs)


def test_what_the_diary_tells_is_not_kept_as_if_a_file_told_it(make_run, tmp_path: Path) -> None:
    """Else a corrected diary would count for nothing: files go first."""
    runs = [make_run(2 * day, path=f"{day}.fit") for day in range(6)]
    day = runs[3].start_time.date()
    history = History.of(judge_history(runs, diary=[DiaryEntry(day=day, feel=0.0, effort=90.0)]))
    assert (history.summaries[3].feel, history.summaries[3].effort) == (0.0, 90.0)
    history.save(tmp_path / "kept.jsonl")
    kept = load_summaries(tmp_path / "kept.jsonl")
    assert list(kept) == runs
    corrected = History.of(judge_history(kept, diary=[DiaryEntry(day=day, feel=75.0)]))
    assert corrected.summaries[3].feel == 75.0
    assert math.isnan(corrected.summaries[3].effort)


def test_redacted_data_keep_no_summaries(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="redacted"):
        History(()).save(tmp_path / "kept.jsonl")


def test_nothing_is_a_history_of_nothing() -> None:
    history = History.of(judge_history([]))
    assert history.summaries == ()
    assert all(finding.status.value == "not_assessed" for finding in history.findings)
    assert history.baseline.empty


@pytest.mark.parametrize(("cause", "told_as"), [("eased_off", ""), ("none", ""), ("leg_limited", "leg_limited")])
def test_a_choice_is_no_cause_of_a_heavy_day(make_run, cause: str, told_as: str) -> None:
    """The run itself is fine (20 of 100), so what it says of causes speaks only where it is about the body."""
    runs = training(make_run)
    last = make_run(
        72, moving_heart_rate_bpm=158.0, early_heart_rate_bpm=154.0, heavy_legs_score=20.0, heavy_legs_status="clear", causes={cause: 0.8, "wall": 0.1}
    )  # fmt: skip
    verdict = judge_history([*runs, last]).headlines[-1]
    assert verdict.score > 50.0
    assert (verdict.causes[0].id if verdict.causes else "") == told_as


@pytest.mark.parametrize(("last_bpm_per_h", "told_as"), [(20.0, ""), (60.0, "cardiac_drift")])
def test_a_drift_that_is_usual_is_no_cause(make_run, last_bpm_per_h: float, told_as: str) -> None:
    """One who drifts by 20 bpm/h in every run: 60 of 100 was drift alone (0.6 of 100), and is taken out."""
    drifting = {
        "statuses": {"heart_rate_drift": "found"},
        "scores": {"heart_rate_drift": 100.0},
        "confidences": {"heart_rate_drift": 0.9},
        "heavy_legs_score": 60.0,
        "heavy_legs_status": "found",
        "heavy_legs_confidence": 0.8,
        "causes": {"cardiac_drift": 0.9, "heat_or_dehydration": 0.1},
        "would_help": "the temperature",
    }
    usual = [make_run(2 * day, early_heart_rate_bpm=134.0 + day % 4, drift_bpm_per_h=20.0, **drifting) for day in range(24)]
    beats = {"moving_heart_rate_bpm": 158.0, "early_heart_rate_bpm": 154.0}
    judged = judge_history([*usual, make_run(48, drift_bpm_per_h=last_bpm_per_h, **beats, **drifting)])
    verdict = judged.headlines[-1]
    assert judged.findings[-1]["drift_against_own"].is_found is (told_as != "")
    assert verdict.score > 50.0
    assert (verdict.cause or "", verdict.would_help) == (told_as, "the temperature" if told_as else "")
    assert "heart rate" in verdict.reason
    assert not judged.headlines[-2].causes  # nor of a run that is clear
