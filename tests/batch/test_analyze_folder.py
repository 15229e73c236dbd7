"""analyze_folder: what it finds, what it says of every file, and that workers and order change nothing."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import pickle
import shutil
import threading
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd
import pytest

import legcheck
from legcheck import synth
from legcheck.batch import analyze_folder, analyze_paths, folder_schema
from legcheck.batch.discover import find_files
from legcheck.batch.mapping import BROKE, DIED, run_tasks
from legcheck.batch.work import Task
from legcheck.core import Athlete, InputError
from legcheck.heuristics import all_heuristics
from legcheck.history.heuristics import past_heuristics
from legcheck.report import schema


@pytest.fixture(scope="module")
def report(folder):
    return analyze_folder(folder, jobs=1, cache=False)


def test_runs_are_found_by_content_and_sorted_by_time(report):
    assert report.runs["path"].tolist() == ["deep/a.gpx.gz", "b.fit", "deep/er/c.tcx"]
    assert report.runs["start_time"].is_monotonic_increasing
    assert str(report.runs["start_time"].dtype) == "datetime64[ns, UTC]"


def test_every_file_is_accounted_for(folder, report):
    assert dict(report.counts()) == {"run": 3, "not_a_run": 1, "error": 1, "duplicate": 1, "ignored": 3}
    assert sum(report.counts().values()) == len(find_files(folder))


def test_a_download_that_failed_is_a_failure_and_no_other_file(tmp_path):
    """By its name it is an activity; a file of another name that is none says nothing of the runner's days."""
    synth.run(duration_s=900, seed=1).write(tmp_path / "0.fit")
    bad = {
        "1.fit": b"",
        "2.GPX": b"<!DOCTYPE html><html>Log in</html>",
        "3.fit.gz": gzip.compress(b""),
        "4.tcx": b'{"error": 1}',
    }
    for name, data in {**bad, "5.json": b"{}", "6.txt": b""}.items():
        (tmp_path / name).write_bytes(data)
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert dict(report.counts()) == {"run": 1, "error": 4, "ignored": 2}
    assert report.failures["path"].tolist() == list(bad)
    assert report.failures["reason"].tolist() == [
        "named as FIT, but the file is empty; download or copy it again",
        "named as GPX, but this is a web page (perhaps a log-in page was saved instead of the file); download or copy it again",
        "named as FIT, but the file is empty; download or copy it again",
        "named as TCX, but this is a JSON file; download or copy it again",
    ]
    assert report.to_dict()["ignored"] == 2


def test_failures_say_what_and_why(report):
    failures = report.failures.set_index("path")
    assert failures["kind"].to_dict() == {"broken.fit": "error", "ride.tcx": "not_a_run"}
    assert "cycling" in failures.loc["ride.tcx", "reason"]
    assert "broken.fit" not in failures.loc["broken.fit", "reason"]  # the path has its own column


def test_columns_are_the_promised_ones(report):
    columns = list(report.runs.columns)
    assert columns[:3] == ["path", "start_time", "distance_m"]
    assert {"feel", "effort", "heavy_legs_score", "heavy_legs_confidence", "cause", "session_type", "part_of"} <= set(columns)
    assert {kind.id for kind in all_heuristics()} <= set(columns)
    assert list(report.findings.columns) == ["path", "start_time", "id", "status", "score", "confidence", "reason"]
    assert list(report.failures.columns) == ["path", "kind", "reason"]


def test_rows_say_what_the_single_report_says(folder, report):
    single = legcheck.analyze(folder / "deep" / "er" / "c.tcx")
    row = report.runs.set_index("path").loc["deep/er/c.tcx"]
    assert row["heavy_legs_score"] == pytest.approx(single.heavy_legs.score, rel=1e-5)
    assert row["late_fade"] == pytest.approx(single["late_fade"].score, rel=1e-5)
    assert row["cause"] == single.heavy_legs.cause
    assert row["distance_m"] == pytest.approx(single.summary.distance_m, rel=1e-5)


def test_not_assessed_is_nan_not_zero(tmp_path):
    short = synth.run(duration_s=600, seed=1)
    short.write(tmp_path / "short.fit")
    runs = analyze_folder(tmp_path, jobs=1, cache=False).runs
    assert np.isnan(runs["late_fade"].iloc[0])
    assert np.isnan(runs["heavy_legs_score"].iloc[0])


def test_findings_are_long_form(report):
    findings = report.findings
    assert len(findings) == 3 * (len(all_heuristics()) + len(past_heuristics()))
    fade = findings[(findings["id"] == "late_fade") & (findings["path"] == "deep/er/c.tcx")].iloc[0]
    assert (fade["status"], fade["start_time"]) == ("found", report.runs["start_time"].iloc[2])


def everything_told(report):
    return report.to_json(), report.to_csv(), report.to_html(), str(report)


@pytest.mark.parametrize("jobs", [2, 8])
def test_the_number_of_workers_changes_nothing(folder, report, jobs):
    assert everything_told(analyze_folder(folder, jobs=jobs, cache=False)) == everything_told(report)


def test_any_executor_will_do_and_is_left_running(folder, report):
    with ThreadPoolExecutor(2) as pool:
        assert analyze_folder(folder, executor=pool, cache=False).to_json() == report.to_json()
        assert pool.submit(int, "3").result() == 3


def test_the_order_of_files_changes_nothing(folder, report):
    paths = [path.relative_to(folder) for path in find_files(folder)]
    back = Path.cwd()
    try:
        os.chdir(folder)
        assert everything_told(analyze_paths(reversed(paths), jobs=1, cache=False)) == everything_told(report)
    finally:
        os.chdir(back)


def test_the_time_zone_of_the_machine_changes_nothing(folder, report, monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert everything_told(analyze_folder(folder, jobs=1, cache=False)) == everything_told(report)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_of_equal_files_the_first_by_path_is_kept_and_said_so(report):
    (duplicate,) = report.to_dict()["duplicates"]
    assert duplicate == {"path": "deep/copy of b.fit", "reason": "same content as b.fit, which was kept"}


def test_not_recursive_stays_in_the_folder(folder):
    assert analyze_folder(folder, recursive=False, jobs=1, cache=False).runs["path"].tolist() == ["b.fit"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_folder_is_told_unless_that_is_searched_anyway(tmp_path):
    for day, name in enumerate(("runs/2024", "elsewhere/deep"), start=1):
        (tmp_path / name).mkdir(parents=True)
        synth.run(duration_s=900, seed=day, start_time=datetime(2024, 5, day, 6, tzinfo=UTC)).write(tmp_path / name / "run.fit")
    links = {"dropbox": "elsewhere", "2024/more": "elsewhere/deep", "again": "runs/2024", "2024/up": "runs", "home": "."}
    for link, to in links.items():
        (tmp_path / "runs" / link).symlink_to(tmp_path / to, target_is_directory=True)
    report = analyze_folder(tmp_path / "runs", jobs=1, cache=False)
    assert report.runs["path"].tolist() == ["2024/run.fit"]
    told = {item["path"]: (item["kind"], item["reason"]) for item in report.to_dict()["failures"]}
    reason = "a link to a folder, which is not followed; name that folder beside this one"
    assert told == {"2024/more": ("error", reason), "dropbox": ("error", reason)}
    both = analyze_paths([tmp_path / "runs", tmp_path / "elsewhere"], jobs=1, cache=False)
    assert (len(both.runs), len(both.failures)) == (2, 0)
    flat = analyze_folder(tmp_path / "runs", jobs=1, cache=False, recursive=False)
    assert (len(flat.runs), len(flat.failures)) == (0, 0)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert len(analyze_folder(tmp_path / "link", jobs=1, cache=False).runs) == 1  # named itself, it is followed


def test_a_link_loop_does_no_harm(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "out").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in" / "dangling").symlink_to(tmp_path / "nothing")
    (tmp_path / "in" / "x.txt").write_text("x")
    assert [path.name for path in find_files(tmp_path)] == ["x.txt"]


def test_a_folder_that_cannot_be_listed_is_one_row(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "x.txt").write_text("x")
    real = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert [path.name for path in find_files(tmp_path)] == ["closed", "x.txt"]
    failures = analyze_folder(tmp_path, jobs=1, cache=False).failures
    assert failures.to_dict("records") == [
        {"path": "closed", "kind": "error", "reason": "this folder cannot be listed; check its permissions"}
    ]
    with pytest.raises(InputError, match="cannot be listed: Permission denied"):
        find_files(tmp_path / "closed")


def test_an_empty_folder_gives_empty_tables(tmp_path):
    empty = analyze_folder(tmp_path)
    assert empty.runs.empty
    assert empty.findings.empty
    assert empty.failures.empty
    assert empty.history.weeks.empty
    assert str(empty.runs["start_time"].dtype) == "datetime64[ns, UTC]"
    assert str(empty).startswith("No runs found.")
    assert "No runs found." in empty._repr_html_()
    assert empty.to_csv().startswith("path,start_time,distance_m")


def test_an_archive_gives_a_row_per_run(tmp_path):
    from legcheck.synth.pack import zipped

    first, second = (synth.run(duration_s=900, seed=seed) for seed in (1, 2))
    (tmp_path / "export.zip").write_bytes(zipped({"a/1.fit": first.fit(), "2.gpx": second.gpx(), "readme.txt": b"hello"}))
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert sorted(report.runs["path"]) == ["export.zip/2.gpx", "export.zip/a/1.fit"]
    assert report.counts()["ignored"] == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"jobs": 0}, "jobs is a positive number"),
        ({"jobs": -3}, "jobs is a positive number"),
        ({"diary": "diary.csv"}, "diary.csv"),
        ({"engin": "fitparse"}, "unknown: engin; known: athlete"),
        ({"engine": "x"}, "engine is one of"),
        ({"on_damage": "x"}, "on_damage is"),
        ({"heuristics": ["late_fate"]}, "late_fate"),
        ({"heuristics": 3}, "no heuristic 3"),
        ({"jobs": "2"}, "jobs is a positive number, got '2'"),
        ({"jobs": True}, "jobs is a positive number, got True"),
        ({"jobs": 1.5}, "jobs is a positive number, got 1.5"),
        ({"executor": "dask"}, "executor is a concurrent.futures.Executor, got 'dask'"),
        ({"athlete": {"height_m": 1.8}}, "athlete is a legcheck.Athlete, got dict"),
        ({"sport": 3}, "sport is a text; got 3"),
        ({"limits": 5}, "limits is a legcheck.Limits; got 5"),
        ({"cadence_factor": "2"}, "cadence_factor is 0.5, 1 or 2; got '2'"),
        ({"cadence_factor": 3}, "cadence_factor is 0.5, 1 or 2; got 3"),
        ({"on_damage": ["raise"]}, "on_damage is"),
        ({"diary": b"x"}, "diary is the path or URL of a table, got bytes"),
        ({"diary": pd.DataFrame()}, "diary is the path or URL of a table, got DataFrame"),
        ({"parts": 7}, "parts is the path or URL of a folder, got int"),
    ],
)
def test_settings_that_fit_no_file_are_refused_at_once(folder, settings, message):
    with pytest.raises(InputError, match=message):
        analyze_folder(folder, **settings)


@pytest.mark.parametrize("given", [None, 3, b"runs"])
def test_what_names_no_place_is_refused(given):
    with pytest.raises(InputError, match=f"by a path or a URL, got {type(given).__name__}"):
        analyze_folder(given)


@pytest.mark.parametrize("name", ["nothing", "b.fit"])
def test_what_is_no_folder_is_refused(folder, name):
    with pytest.raises(InputError, match="no such folder"):
        analyze_folder(folder / name)


def test_settings_reach_the_analysis(folder):
    report = analyze_folder(folder, jobs=1, cache=False, heuristics=["late_fade"], athlete=Athlete(height_m=1.6))
    assert set(report.findings["id"]) == {"late_fade"}


def test_a_file_that_cannot_be_opened_is_one_row(tmp_path, monkeypatch):
    synth.run(duration_s=900, seed=1).write(tmp_path / "run.fit")
    (tmp_path / "locked.fit").write_bytes(b"x")
    real = Path.read_bytes

    def refuse(path):
        if path.name == "locked.fit":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert len(report.runs) == 1
    assert report.failures.to_dict("records") == [
        {"path": "locked.fit", "kind": "error", "reason": "cannot be opened: Permission denied"}
    ]


def test_a_fault_of_ours_is_one_row_with_its_type(tmp_path, monkeypatch):
    synth.run(duration_s=900, seed=1).write(tmp_path / "run.fit")

    def fail(*args, **kwargs):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("legcheck.pipeline.analyze", fail)
    (failure,) = analyze_folder(tmp_path, jobs=1).to_dict()["failures"]
    assert failure["reason"] == "unexpected ZeroDivisionError: oh; please report this"
    monkeypatch.undo()
    monkeypatch.setenv("LEGCHECK_CACHE_DIR", str(tmp_path / "cache"))
    assert len(analyze_folder(tmp_path, jobs=1, recursive=False).runs) == 1  # such a result is not kept


class Broken(Executor):
    """An executor whose workers fail in the ways real ones do."""

    def __init__(self, error):
        self.error = error

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        future.set_exception(self.error)
        return future


def test_an_executor_that_fails_costs_rows_not_the_batch(folder):
    report = analyze_folder(folder, executor=Broken(OSError("gone")), cache=False)
    assert len(report.failures) == len(find_files(folder))
    assert set(report.failures["reason"]) == {"the executor failed: OSError: gone"}


def test_an_interrupt_is_no_failure_of_a_file(folder):
    with pytest.raises(KeyboardInterrupt):
        analyze_folder(folder, executor=Broken(KeyboardInterrupt()), cache=False)


def die_on_bad(task):
    from legcheck.batch.work import judge_file

    if task.name == "bad.fit":
        os._exit(9)
    return judge_file(task)


def begins_workers_by_fork():
    return multiprocessing.get_start_method() == "fork" and threading.active_count() == 1


def test_a_process_with_threads_is_not_forked(folder, report):
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        assert analyze_folder(folder, jobs=2, cache=False).to_json() == report.to_json()


def test_a_worker_that_dies_costs_one_file(tmp_path, monkeypatch):
    if not begins_workers_by_fork():
        pytest.skip("the stand-in for a killed worker needs fork")
    for day, name in enumerate(("a.fit", "bad.fit", "c.fit"), start=1):
        begins = datetime(2024, 5, day, 6, 30, tzinfo=UTC)
        synth.run(duration_s=900, seed=len(name) + ord(name[0]), start_time=begins).write(tmp_path / name)
    monkeypatch.setattr("legcheck.batch.mapping.judge_file", die_on_bad)
    report = analyze_folder(tmp_path, jobs=2, cache=False)
    assert report.runs["path"].tolist() == ["a.fit", "c.fit"]
    assert report.failures.to_dict("records") == [{"path": "bad.fit", "kind": "error", "reason": DIED}]


class Breaking(Executor):
    """Judges some files here, then breaks."""

    def __init__(self, good):
        self.left = good

    def submit(self, work, /, *args, **kwargs):
        self.left -= 1
        if self.left < 0:
            raise BrokenExecutor("gone")
        done = Future()
        done.set_result(work(*args, **kwargs))
        return done


def test_an_executor_that_breaks_blames_no_file(folder):
    """One file is judged, every other one comes back with the reason that holds for all of them."""
    reasons = analyze_folder(folder, executor=Breaking(1), cache=False).failures["reason"].tolist()
    assert reasons.count(BROKE) >= 5
    assert DIED not in reasons


def test_progress_counts_every_task(tmp_path):
    (tmp_path / "x").write_bytes(b"x")
    seen = []
    tasks = [Task(path=str(tmp_path / "x"), name=str(number)) for number in range(5)]
    with ThreadPoolExecutor(2) as pool:
        assert len(list(run_tasks(tasks, jobs=1, executor=pool, advance=lambda: seen.append(1)))) == 5
    assert len(list(run_tasks(tasks, jobs=1, executor=None, advance=lambda: seen.append(1)))) == 5
    assert len(seen) == 10


def test_the_progress_bar_is_on_stderr_and_only_when_wanted(folder, capfd):
    analyze_folder(folder, jobs=1, cache=False)
    assert capfd.readouterr() == ("", "")
    analyze_folder(folder, jobs=1, cache=False, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "9/9" in err


class Window:
    """What a program with a window may put in the place of stderr: it takes text, and cannot tell where it goes."""

    def write(self, text):
        return len(text)

    def flush(self):
        pass


@pytest.mark.parametrize("progress", [None, True])
@pytest.mark.parametrize("stderr", [None, Window()])
def test_no_stderr_is_needed(folder, monkeypatch, stderr, progress):
    monkeypatch.setattr("sys.stderr", stderr)
    report = analyze_folder(folder, jobs=1, cache=False, history=False, progress=progress)
    assert report.counts()["run"] == 3


def test_json_is_strict_and_its_reports_fit_their_schema(report):
    data = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    validator = jsonschema.Draft202012Validator(schema())
    assert [list(validator.iter_errors(item)) for item in data["reports"]] == [[], [], []]
    assert list(data) == [
        "schema_version",
        "legcheck_version",
        "runs",
        "reports",
        "failures",
        "duplicates",
        "ignored",
        "history",
    ]
    assert data["runs"][0]["start_time"] == "2024-05-03T06:30:00Z"
    assert data["runs"][0]["feel"] is None
    assert data["ignored"] == 3
    assert [week["runs"] for week in data["history"]["weeks"]] == [2, 1]  # 3 and 5 May, 12 May (a Sunday)


def test_json_fits_the_schema_of_folders(report, tmp_path):
    validator = jsonschema.Draft202012Validator(folder_schema())
    jsonschema.Draft202012Validator.check_schema(folder_schema())
    for item in (report, report.redacted(), analyze_folder(tmp_path)):
        assert list(validator.iter_errors(item.to_dict())) == []
    assert list(validator.iter_errors({**report.to_dict(), "more": 1})) != []
    assert list(validator.iter_errors({**report.to_dict(), "failures": [{"path": "x", "kind": "odd", "reason": "r"}]})) != []


def test_csv_reads_back(report, tmp_path):
    report.to_csv(tmp_path / "runs.csv")
    frame = pd.read_csv(tmp_path / "runs.csv", parse_dates=["start_time"])
    assert frame["path"].tolist() == report.runs["path"].tolist()
    np.testing.assert_allclose(frame["distance_m"], report.runs["distance_m"])
    assert frame["start_time"].tolist() == report.runs["start_time"].tolist()


def test_redaction_leaves_no_name_and_no_time(report):
    for text in (
        report.to_json(redact=True),
        report.to_csv(redact=True),
        str(report.redacted()),
        report.redacted()._repr_html_(),
    ):
        for secret in ("b.fit", "deep", "ride.tcx", "2024-05"):
            assert secret not in text
    assert report.redacted().runs["distance_m"].tolist() == report.runs["distance_m"].tolist()


def test_the_digest_is_ten_lines_at_most_then_the_table(report):
    from legcheck.batch.digest import HEADER, lines

    head, table, *weeks = str(report).split("\n\n")
    assert head.splitlines() == list(lines(report))
    assert len(lines(report)) <= 10
    assert head.startswith("3 runs, 2024-05-03 to 2024-05-12: ")
    heavy = [run for run in report.summaries() if run.heavy_legs_status == "found"]
    assert f"Heavy legs in {len(heavy)} of the 3 that could be judged" in head
    assert "1 file could not be read: broken.fit: " in head
    assert "Other files: 1 no run, 1 the same as another, 3 of another format." in head
    assert len(table.splitlines()) == 1 + 3
    assert table.split()[0] == HEADER[0].split()[0]
    assert "Late fade" in table
    titles = [text.splitlines()[0] for text in weeks]
    assert titles == ["Could not be read", "What stands out over the weeks", "Could not be judged over the weeks"]


def test_the_digest_for_notebooks_escapes(tmp_path):
    synth.run(duration_s=900, seed=1).write(tmp_path / "<img src=x>.fit")
    text = analyze_folder(tmp_path, jobs=1, cache=False)._repr_html_()
    assert "<img" not in text
    assert "&lt;img src=x&gt;.fit" in text


def test_a_page_of_a_folder_stands_alone(report, tmp_path):
    report.to_html(tmp_path / "folder.html")
    text = (tmp_path / "folder.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "<script" not in text
    assert "deep/a.gpx.gz" in text


def test_heavy_runs_are_shaded_in_the_table_of_a_page(report):
    text = report._repr_html_()
    heavy = [run for run in report.summaries() if run.heavy_legs_status == "found"]
    assert 0 < len(heavy) < len(report.summaries())
    assert '<table class="runs"><caption>' in text
    assert text.count('<tr class="marked">') == len(heavy)


def test_a_folder_report_is_equal_to_itself_only_and_can_be_a_key(report):
    again = pickle.loads(pickle.dumps(report))
    assert again != report
    assert again.to_dict() == report.to_dict()
    assert len({report, again, report}) == 2
    assert set(again.outcomes) == set(report.outcomes)
    assert repr(report).endswith("3 runs, 2 failures>")


def test_one_of_anything_is_no_plural(tmp_path):
    synth.run(duration_s=900, seed=1).write(tmp_path / "a.fit")
    (tmp_path / "b.fit").write_bytes(synth.run(duration_s=900, seed=1).fit()[:60])
    report = analyze_folder(tmp_path, jobs=1, cache=False)
    assert repr(report).endswith("1 run, 1 failure>")
    assert str(report).startswith("1 run, ")


def test_what_is_handed_out_is_not_the_report_itself(report):
    before = report.to_json()
    data = report.to_dict()
    data["reports"][0].pop("findings")
    data["reports"][1]["heavy_legs"]["causes"].clear()
    data["reports"][2]["notes"].append({"code": "x", "message": "y"})
    assert report.to_json() == before
    assert len(report.findings) > 0


def test_json_goes_to_a_path_or_is_text(report, tmp_path):
    text = report.to_json()
    assert "\n" not in text
    assert report.to_json(indent=2) == report.to_json(2) != text
    for place in (tmp_path / "a.json", str(tmp_path / "b.json")):
        assert report.to_json(place) is None
        assert Path(place).read_text(encoding="utf-8") == text
    assert report.to_json(tmp_path / "c.json", indent=2, redact=True) is None
    assert (tmp_path / "c.json").read_text(encoding="utf-8") == report.to_json(2, redact=True)


def test_a_page_is_text_or_a_file_with_names_or_without(report, tmp_path):
    page = report.to_html()
    assert report.to_html(tmp_path / "a.html") is None
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == page
    assert "deep/a.gpx.gz" in page
    assert not any(word in report.to_html(redact=True) for word in ("a.gpx.gz", "2024-05"))


def test_a_page_has_one_heading_and_its_table_a_name(report):
    page = report.to_html()
    assert page.count("<h1") == 1
    assert '<h1 class="verdict">3 runs, 2024-05-03 to 2024-05-12' in page
    assert "<caption>Runs</caption>" in page
    assert "<h1" not in report._repr_html_()


def test_duplicates_stand_after_runs_however_results_are_held(season_with_copies, tmp_path):
    held = analyze_folder(season_with_copies, jobs=1, cache=False)
    kinds = [outcome.kind for outcome in held.outcomes]
    assert kinds == ["run", "run", "duplicate", "duplicate"]
    laid = analyze_folder(season_with_copies, jobs=1, cache=False, parts=tmp_path / "parts")
    assert laid.to_dict()["duplicates"] == held.to_dict()["duplicates"]
    assert laid.to_json() == held.to_json()


@pytest.fixture(scope="module")
def season_with_copies(tmp_path_factory):
    """Two runs, each twice: in another format, which looking over weeks tells, and as a copy of the file."""
    root = tmp_path_factory.mktemp("copies")
    first = synth.run(duration_s=1500, seed=1, start_time=datetime(2024, 5, 9, 6, tzinfo=UTC))
    second = synth.run(duration_s=1500, seed=2, start_time=datetime(2024, 5, 2, 6, tzinfo=UTC))
    first.write(root / "b.fit")
    second.write(root / "c.gpx")
    second.write(root / "d.fit")
    shutil.copy(root / "d.fit", root / "a.fit")
    return root


def test_runs_with_the_same_start_are_ordered_by_path(tmp_path):
    for name in ("z.fit", "a.fit"):
        synth.run(duration_s=900, seed=ord(name[0])).write(tmp_path / name)
    assert analyze_folder(tmp_path, jobs=1, cache=False).runs["path"].tolist() == ["a.fit", "z.fit"]


def test_two_folders_keep_their_names_apart(folder, tmp_path):
    shutil.copytree(folder / "deep", tmp_path / "other")
    report = analyze_paths([folder / "deep", tmp_path / "other"], jobs=1, cache=False)
    assert all(Path(path).is_absolute() for path in report.runs["path"])
    assert report.counts()["duplicate"] == 3


@pytest.mark.corpus
def test_real_folders_are_read_without_a_surprise(corpus):
    report = analyze_folder(corpus, jobs=2, cache=False)
    assert not report.failures["reason"].str.startswith("unexpected").any()
    validator = jsonschema.Draft202012Validator(schema())
    assert [outcome.path for outcome in report.outcomes if outcome.report and list(validator.iter_errors(outcome.report))] == []
    assert len(report.runs) > 200
    assert set(report.failures["kind"]) <= {"error", "not_a_run", "not_an_activity"}
