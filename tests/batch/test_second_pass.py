"""A folder over time: each activity once, the diary joined, every run in the light of those before it."""

from __future__ import annotations

import io
import shutil
import warnings
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from legcheck import analyze, synth
from legcheck.batch import FolderReport, Outcome, analyze_folder, analyze_paths
from legcheck.batch.digest import FROM_THE_START, HARD_DAY, first_clauses, heavy_rows, lines, rows
from legcheck.batch.lesser_parts import GOES_ON_FROM, GOES_ON_IN
from legcheck.batch.targets import read_strava_lists
from legcheck.core import Athlete, InputError
from legcheck.history import ActivitySummary
from legcheck.synth.pack import gzipped, zipped

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


STRAVA_HEAD = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Activity Gear,Perceived Exertion\n"


def exported(table: str) -> dict[str, bytes]:
    """What is in an export of two runs: 4 March, 06:00 and 6 March, 06:00, UTC."""
    two = (synth.run(duration_s=900, seed=seed, start_time=FIRST + timedelta(days=2 * seed)) for seed in (0, 1))
    members = {f"activities/{number}.fit.gz": gzipped(run.fit()) for number, run in enumerate(two)}
    return {"activities.csv": (STRAVA_HEAD + table).encode(), **members}


def test_the_list_of_an_export_is_read_as_downloaded(tmp_path: Path) -> None:
    """Of the zip itself, of a folder it lies in, and, once, where it is unpacked beside."""
    table = '1,"Mar 4, 2024, 6:00:00 AM",Morning,Run,900,Blue pair,7\n2,"Apr 1, 2024, 6:00:00 AM",No file,Run,900,,\n'
    members = exported(table)
    (tmp_path / "Export.ZIP").write_bytes(zipped(members))
    of_folder = analyze_folder(tmp_path, jobs=1, cache=False)
    of_zip = analyze_paths([tmp_path / "Export.ZIP"], jobs=1, cache=False)
    for name, content in members.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    unpacked_too = analyze_folder(tmp_path, jobs=1, cache=False)
    for report in (of_folder, of_zip, unpacked_too):
        effort = report.runs["effort"].to_numpy()
        assert effort[0] == 70.0  # 7 of 10
        assert np.isnan(effort[1])
        assert [entry.name for entry in report.history.unmatched] == ["No file"]
    assert analyze_paths([tmp_path / "Export.ZIP"], jobs=1, cache=False, history=False).runs["effort"].isna().all()


def test_a_list_in_an_export_that_cannot_be_read_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(zipped(exported("1,the day before,Run,Run,900,,\n")))
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert len(report.runs) == 2
    (failure,) = report.to_dict()["failures"]
    assert failure["path"].endswith("export.zip/activities.csv")
    assert "'the day before', expected a date" in failure["reason"]


def test_other_archives_are_no_exports(tmp_path: Path) -> None:
    """A damaged zip, another table of that name, and a list that is none by its size."""
    run = synth.run(duration_s=900, seed=1).fit()
    (tmp_path / "a.zip").write_bytes(zipped({"activities.csv": b"date,km\n2024-05-01,10\n", "a.fit": run}))
    (tmp_path / "b.zip").write_bytes(zipped(exported(""))[:-40])
    assert read_strava_lists([], [str(tmp_path / name) for name in ("a.zip", "b.zip", "none.zip")]) == ((), ())


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
    assert told[0].startswith("1 run in 2 recordings, 2024-03-04: ")
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


@pytest.fixture(scope="module")
def race_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An hour run hard from its first minute to its last, with a quarter of an hour easy in a file of its own before and after it."""
    folder = tmp_path_factory.mktemp("race")
    pieces = (("a", 0, 900, 120.0, {}), ("b", 17, 4200, 172.0, FADING), ("c", 90, 900, 125.0, {}))
    for name, minutes, length, heart, planted in pieces:
        begins = FIRST + timedelta(minutes=minutes)
        made = synth.run(duration_s=length, seed=3, start_time=begins, heart_rate_bpm=heart, **planted)
        made.write(folder / f"{name}.fit")
    return folder


FADING = {"fade_after_s": 2400, "fade_fraction": 0.14}
ROUTINE = ("no_warm_up", "no_cool_down")


@pytest.mark.parametrize("in_parts", [False, True])
def test_a_warm_up_in_another_file_is_not_missing(race_day: Path, tmp_path: Path, in_parts: bool) -> None:
    runner = Athlete(max_hr_bpm=185.0)
    alone = analyze(race_day / "b.fit", athlete=runner)
    assert [alone[name].status.value for name in ROUTINE] == ["found", "clear"]
    parts = tmp_path / "out" if in_parts else None
    folder = analyze_folder(race_day, jobs=1, cache=False, athlete=runner, parts=parts)
    told = folder.findings.set_index(["path", "id"])
    for name, reason in zip(ROUTINE, (GOES_ON_FROM, GOES_ON_IN), strict=True):
        assert tuple(told.loc[("b.fit", name), ["status", "reason"]]) == ("not_assessed", reason)
        assert np.isnan(folder.runs.set_index("path").loc["b.fit", name])
        (whole,) = folder.history.summaries
        assert whole.statuses[name] == "not_assessed"
        assert name not in whole.scores
    assert told.loc[("a.fit", "no_warm_up"), "reason"] != GOES_ON_FROM  # nothing was recorded before it
    assert told.loc[("c.fit", "no_cool_down"), "reason"] != GOES_ON_IN
    assert not any("warm-up" in line for line in lines(folder) if line.startswith("Found"))


@pytest.mark.parametrize("in_parts", [False, True])
def test_the_verdict_of_a_whole_is_told_once(race_day: Path, tmp_path: Path, in_parts: bool) -> None:
    folder = analyze_folder(race_day, jobs=1, cache=False, parts=tmp_path / "out" if in_parts else None)
    runs = folder.runs
    assert list(runs["start_time"]) == [FIRST + timedelta(minutes=minutes) for minutes in (0, 17, 90)]
    whole = f"part of {runs['distance_m'].sum() / 1000:.2f} km"
    shown = rows(folder)
    assert [row[7] for row in shown] == [whole, "leg-limited", whole]
    assert [row[6] for row in shown] == ["", f"{runs['heavy_legs_score'][1]:.0f}", ""]
    assert heavy_rows(folder) == (False, True, False)
    assert folder._repr_html_().count('<tr class="marked">') == 1
    assert lines(folder)[0].startswith("1 run in 3 recordings, ")
    assert sum(line.startswith("Heaviest") for line in lines(folder)) == 1
    assert [row[7] for row in rows(folder.redacted())] == [whole, "leg-limited", whole]


@pytest.mark.parametrize("in_parts", [False, True])
def test_rows_tell_which_recordings_are_parts(race_day: Path, tmp_path: Path, in_parts: bool) -> None:
    """Heavy runs are as many among rows of whole runs as in the text; kilometres are those of all rows."""
    folder = analyze_folder(race_day, jobs=1, cache=False, parts=tmp_path / "out" if in_parts else None)
    of = folder.runs.set_index("path")["part_of"]
    assert (of["a.fit"], of["c.fit"]) == ("b.fit", "b.fit")
    assert of.isna().tolist() == [False, True, False]
    assert [row["part_of"] for row in folder.to_dict()["runs"]] == ["b.fit", None, "b.fit"]
    table = pd.read_csv(io.StringIO(folder.to_csv()))
    heavy = table[table["part_of"].isna() & (table["heavy_legs_score"] >= 50)]
    assert len(table[table["heavy_legs_score"] >= 50]) == 3
    told = lines(folder)
    assert told[1].startswith(f"Heavy legs in {len(heavy)} of the 1 ")
    assert f": {table['distance_m'].sum() / 1000:,.0f} km in " in told[0]
    assert folder.history.weeks[["runs", "heavy_legs"]].to_numpy().tolist() == [[1, 1]]
    assert folder.history.weeks["distance_m"].sum() == pytest.approx(table["distance_m"].sum())
    if in_parts:
        stored = pd.read_parquet(tmp_path / "out" / "runs")
        assert stored.set_index("path")["part_of"].dropna().to_dict() == {"a.fit": "b.fit", "c.fit": "b.fit"}


def test_redacted_rows_name_the_whole_as_its_row_does(race_day: Path) -> None:
    first, whole, last = analyze_folder(race_day, jobs=1, cache=False).redacted().to_dict()["runs"]
    assert first["part_of"] == last["part_of"] == whole["path"]
    assert whole["part_of"] is None
    assert len({first["path"], whole["path"], last["path"], "b.fit"}) == 4


def test_without_history_nothing_is_a_part(race_day: Path) -> None:
    assert analyze_folder(race_day, jobs=1, cache=False, history=False).runs["part_of"].isna().all()


def test_a_run_in_one_file_is_judged_whole(race_day: Path, tmp_path: Path) -> None:
    shutil.copy(race_day / "b.fit", tmp_path / "b.fit")
    findings = analyze_folder(tmp_path, jobs=1, cache=False, athlete=Athlete(max_hr_bpm=185.0)).findings.set_index("id")
    assert list(findings.loc[list(ROUTINE), "status"]) == ["found", "clear"]


def test_the_heaviest_come_first_those_alike_by_confidence() -> None:
    made = [
        Outcome(path=path, kind="run", summary=heavy(path, score, sure).to_dict(), report={"findings": []})
        for path, score, sure in (("a", 64.0, 0.9), ("b", 89.0, 0.4), ("c", 89.0, 0.5), ("d", 74.0, 0.7))
    ]
    told = [line for line in lines(FolderReport(folder="", outcomes=made)) if line.startswith("Heaviest")]
    assert [line[10:12] for line in told] == ["89", "89", "74"]
    assert ["0.5" in line for line in told] == [True, False, False]


def heavy(path: str, score: float, sure: float) -> ActivitySummary:
    verdict = {"heavy_legs_score": score, "heavy_legs_confidence": sure, "heavy_legs_status": "found", "cause": "leg_limited"}
    return ActivitySummary(path=path, start_time=None, sha256=path, **verdict)


@pytest.mark.parametrize(
    ("text", "longest", "told"),
    [
        ("first; second, and more", 23, "first; second, and more"),
        ("first; second, and more", 22, "first ..."),
        ("first, again; second", 10, "first ..."),
        ("slept (5.5 h, 6.9 h usual), tired", 25, "slept (5.5 h, 6.9 h ..."),
        ("slept (5.5 h, 6.9 h usual), tired", 30, "slept (5.5 h, 6.9 h usual) ..."),
    ],
)
def test_a_reason_is_cut_between_clauses(text: str, longest: int, told: str) -> None:
    assert first_clauses(text, longest) == told


def test_a_copy_of_a_file_that_holds_nothing_is_a_failure_too(tmp_path: Path) -> None:
    """Nothing was kept of it, so nothing is said to have been kept."""
    start = synth.run(duration_s=900, seed=3).fit()[:60]
    for name in ("x.fit", "y.fit"):
        (tmp_path / name).write_bytes(start)
    outcomes = analyze_folder(tmp_path, jobs=1, cache=False).outcomes
    assert [(item.path, item.kind) for item in outcomes] == [("x.fit", "error"), ("y.fit", "error")]
    assert outcomes[0].reason == outcomes[1].reason
