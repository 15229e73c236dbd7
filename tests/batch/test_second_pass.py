"""A folder over time: each activity once, the diary joined, every run in the light of those before it."""

from __future__ import annotations

import warnings
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from legcheck import analyze, synth
from legcheck.batch import analyze_folder
from legcheck.batch.digest import FROM_THE_START, HARD_DAY, lines, rows
from legcheck.core import InputError

FIRST = datetime(2024, 3, 4, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve easy runs and a thirteenth with 16 beats more; the seventh is there from a phone too."""
    folder = tmp_path_factory.mktemp("season")
    for number in range(13):
        heart = 138.0 + (16.0 if number == 12 else 0.0)
        run = synth.run(duration_s=2400, seed=number, start_time=FIRST + timedelta(days=2 * number), heart_rate_bpm=heart)
        run.write(folder / f"{number:02d}.fit")
        if number == 6:
            run.write(folder / "phone.gpx")
    return folder


def test_the_same_run_from_two_devices_is_kept_once_and_listed(season: Path) -> None:
    report = analyze_folder(season, jobs=1, cache=False)
    assert len(report.runs) == 13
    (twice,) = [outcome for outcome in report.outcomes if outcome.kind == "duplicate"]
    assert twice.path == "phone.gpx"
    assert "06.fit" in twice.reason


def test_a_heavy_day_shows_only_against_the_days_before(season: Path) -> None:
    alone = analyze(season / "12.fit").heavy_legs
    runs = analyze_folder(season, jobs=1, cache=False).runs.set_index("path")
    assert alone.score is not None
    assert alone.score < 50.0 < runs.loc["12.fit", "heavy_legs_score"]
    assert runs["heavy_legs_score"].drop("12.fit").max() < 50.0
    assert runs.loc["12.fit", "heavy_from_start"] > 50.0
    assert np.isnan(runs.loc["00.fit", "heavy_from_start"])  # nothing came before


def test_the_table_says_where_heaviness_lay_when_the_run_itself_does_not_tell(season: Path) -> None:
    folder = analyze_folder(season, jobs=1, cache=False)
    told = {run.path: row[7] for run, row in zip(folder.summaries(), rows(folder), strict=True)}
    for run in folder.summaries():
        if run.heavy_legs_status != "found":
            assert not told[run.path]
        elif not run.cause:
            assert told[run.path] == (FROM_THE_START if run.statuses["heavy_from_start"] == "found" else HARD_DAY)
    assert {FROM_THE_START, HARD_DAY} & set(told.values())


def test_the_report_of_a_run_carries_what_its_past_adds(season: Path) -> None:
    report = next(
        outcome.report for outcome in analyze_folder(season, jobs=1, cache=False).outcomes if outcome.path == "12.fit"
    )
    assert "heart rate" in report["heavy_legs"]["reason"]
    names = [term["name"] for term in report["heavy_legs"]["terms"]]
    assert "the day against your own normal" in names
    assert "heart-rate drift" in names  # what its own score is made of
    assert {"session_spike", "late_fade"} <= {finding["id"] for finding in report["findings"]}


def test_who_asks_for_one_heuristic_gets_no_others(season: Path) -> None:
    report = analyze_folder(season, jobs=1, cache=False, heuristics=["late_fade"])
    assert set(report.findings["id"]) == {"late_fade"}


def test_the_diary_fills_what_the_files_do_not_tell(season: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.csv"
    diary.write_text("date,feel,rpe\n2024-03-28,1,9\n", encoding="utf-8")
    runs = analyze_folder(season, jobs=1, cache=False, diary=diary).runs.set_index("path")
    assert (runs.loc["12.fit", "feel"], runs.loc["12.fit", "effort"]) == (0.0, 90.0)
    assert np.isnan(runs.loc["11.fit", "feel"])


def test_a_diary_that_cannot_be_read_is_an_error_that_names_the_row(season: Path, tmp_path: Path) -> None:
    diary = tmp_path / "diary.csv"
    diary.write_text("date,feel\n2024-03-28,cheerful\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2.*feel"):
        analyze_folder(season, jobs=1, cache=False, diary=diary)


def test_a_strava_list_that_cannot_be_read_is_one_failure(tmp_path: Path) -> None:
    synth.run(duration_s=900, seed=1).write(tmp_path / "a.fit")
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Activity Gear,Commute\n"
    (tmp_path / "activities.csv").write_text(head + "1,the day before,Run,Run,900,,false\n", encoding="utf-8")
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert len(report.runs) == 1
    assert any("activities.csv" in path for path in report.failures["path"])


def test_redacted_data_name_nobody(season: Path) -> None:
    data = analyze_folder(season, jobs=1, cache=False).to_json(redact=True)
    assert "2024-03" not in data
    assert "12.fit" not in data
    assert "phone.gpx" not in data


def test_an_activity_recorded_in_parts_counts_once_in_the_digest(tmp_path: Path) -> None:
    for number, minutes in enumerate((0, 52)):
        begins = FIRST + timedelta(minutes=minutes)
        synth.run(duration_s=3000, seed=number, start_time=begins).write(tmp_path / f"{number}.fit")
    folder = analyze_folder(tmp_path, jobs=1, cache=False)
    assert len(folder.runs) == 2
    assert len(folder.history.summaries) == 1
    told = lines(folder)
    assert told[0].startswith("2 runs")
    assert "Heavy legs in 0 of the 1 that could be judged" in told[1]
    assert lines(folder.redacted())[1] == told[1]


def zip_under_one_name(path: Path, contents: list[bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Duplicate name", category=UserWarning)
        for content in contents:
            archive.writestr("run.fit", content)


def test_two_files_of_one_name_keep_their_own_verdicts(tmp_path: Path) -> None:
    """An archive may hold both: the first fades by 14 %, the second, three days later, does not."""
    fading = synth.run(duration_s=4200, seed=3, start_time=FIRST, fade_after_s=2400, fade_fraction=0.14)
    even = synth.run(duration_s=3000, seed=9, start_time=FIRST + timedelta(days=3))
    zip_under_one_name(tmp_path / "export.zip", [fading.fit(), even.fit()])
    runs = analyze_folder(tmp_path, jobs=1, cache=False).runs
    assert list(runs["path"]) == ["export.zip/run.fit"] * 2
    assert list(runs["start_time"]) == [FIRST, FIRST + timedelta(days=3)]
    assert runs["heavy_legs_score"].iloc[0] > 50.0 > runs["heavy_legs_score"].iloc[1]


def test_the_same_file_twice_under_one_name_is_one(tmp_path: Path) -> None:
    content = synth.run(duration_s=900, seed=9, start_time=FIRST).fit()
    zip_under_one_name(tmp_path / "export.zip", [content, content])
    assert analyze_folder(tmp_path, jobs=1, cache=False).counts() == {"run": 1, "duplicate": 1}


@pytest.mark.parametrize("in_parts", [False, True])
def test_the_row_of_a_part_says_what_its_findings_say(tmp_path: Path, in_parts: bool) -> None:
    """A warm-up of 15 minutes is too short for a fade; the run after it fades. Both carry the verdict of the whole."""
    (tmp_path / "in").mkdir()
    fading = {"fade_after_s": 2400, "fade_fraction": 0.14}
    synth.run(duration_s=900, seed=3, start_time=FIRST).write(tmp_path / "in" / "a.fit")
    synth.run(duration_s=4200, seed=3, start_time=FIRST + timedelta(minutes=20), **fading).write(tmp_path / "in" / "b.fit")
    parts = tmp_path / "out" if in_parts else None
    folder = analyze_folder(tmp_path / "in", jobs=1, cache=False, parts=parts)
    runs, findings = folder.runs.set_index("path"), folder.findings
    told = findings[findings["id"] == "late_fade"].set_index("path")
    assert np.isnan(runs.loc["a.fit", "late_fade"])
    assert told.loc["a.fit", "status"] == "not_assessed"
    assert runs.loc["b.fit", "late_fade"] == pytest.approx(told.loc["b.fit", "score"], abs=1e-3)
    assert runs.loc["a.fit", "heavy_legs_score"] == runs.loc["b.fit", "heavy_legs_score"] > 50.0
    assert len(folder.history.summaries) == 1


def test_a_copy_of_a_file_that_holds_nothing_is_a_failure_too(tmp_path: Path) -> None:
    """Nothing was kept of it, so nothing is said to have been kept."""
    start = synth.run(duration_s=900, seed=3).fit()[:60]
    for name in ("x.fit", "y.fit"):
        (tmp_path / name).write_bytes(start)
    outcomes = analyze_folder(tmp_path, jobs=1, cache=False).outcomes
    assert [(item.path, item.kind) for item in outcomes] == [("x.fit", "error"), ("y.fit", "error")]
    assert outcomes[0].reason == outcomes[1].reason
