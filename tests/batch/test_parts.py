"""Parquet parts: the same results as in memory, whatever the workers, and little held."""

from __future__ import annotations

import io
import json
import tracemalloc
import uuid
from pathlib import Path

import pandas as pd
import pytest

from legcheck import synth
from legcheck.batch import FolderReport, Outcome, analyze_folder
from legcheck.batch import parts as parts_module
from legcheck.batch.parts import write_parts
from legcheck.batch.redact import redacted_outcomes
from legcheck.batch.shelf import Shelf
from legcheck.batch.stored import StoredOutcomes
from legcheck.core import InputError

pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Parts of two rows, so that a small folder has several."""
    monkeypatch.setattr(parts_module, "OUTCOMES_PER_PART", 2)


def content(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def in_memory(folder):
    return analyze_folder(folder, jobs=1, cache=False)


def test_parts_tell_what_memory_tells(folder, in_memory, tmp_path):
    stored = analyze_folder(folder, parts=tmp_path / "out", jobs=1, cache=False)
    assert isinstance(stored.outcomes, StoredOutcomes)
    assert stored.counts() == in_memory.counts()
    pd.testing.assert_frame_equal(stored.runs, in_memory.runs)
    pd.testing.assert_frame_equal(stored.findings, in_memory.findings)
    pd.testing.assert_frame_equal(stored.failures, in_memory.failures)
    assert stored.to_json() == in_memory.to_json()
    assert str(stored) == str(in_memory)
    assert stored.redacted().to_json() == in_memory.redacted().to_json()


def test_the_number_of_workers_changes_no_byte(folder, tmp_path):
    one, two = (tmp_path / name for name in ("one", "two"))
    analyze_folder(folder, parts=one, jobs=1, cache=False)
    analyze_folder(folder, parts=two, jobs=2, cache=False)
    assert content(one) == content(two)
    assert len(content(one)) == 3 * 5 + 1  # nine outcomes in parts of two, three tables, and the mark that all is there


def test_tables_are_read_as_folders(folder, in_memory, tmp_path):
    analyze_folder(folder, parts=tmp_path, jobs=1, cache=False)
    runs = pd.read_parquet(tmp_path / "runs").sort_values("start_time", ignore_index=True)
    assert set(runs.columns) == set(in_memory.runs.columns)
    for name in ("path", "heavy_legs_score", "late_fade", "heavy_from_start", "distance_m"):
        assert runs[name].equals(in_memory.runs[name]), name
    findings = pd.read_parquet(tmp_path / "findings")
    assert len(findings) == len(in_memory.findings)
    fade = findings[(findings["id"] == "late_fade") & (findings["path"] == "deep/er/c.tcx")].iloc[0]
    told = next(item for item in in_memory.to_dict()["reports"][2]["findings"] if item["id"] == "late_fade")
    assert [dict(item)["name"] for item in fade["evidence"]] == [item["name"] for item in told["evidence"]]
    kinds = pd.read_parquet(tmp_path / "outcomes", columns=["kind"])["kind"].value_counts().to_dict()
    assert kinds == dict(in_memory.counts())
    assert json.loads((tmp_path / "legcheck.json").read_text())["outcomes"] == dict(sorted(in_memory.counts().items()))


def test_without_history_every_run_is_judged_alone(folder, tmp_path):
    alone = analyze_folder(folder, history=False, jobs=1, cache=False)
    stored = analyze_folder(folder, parts=tmp_path, history=False, jobs=1, cache=False)
    assert stored.to_json() == alone.to_json()
    assert alone.history.findings == ()
    assert "heavy_from_start" not in alone.runs.columns
    assert "heavy_from_start" not in pd.read_parquet(tmp_path / "runs").columns
    assert len(analyze_folder(folder, jobs=1, cache=False).findings) > len(alone.findings)
    with pytest.raises(InputError, match="a diary says nothing without history"):
        analyze_folder(folder, diary="diary.csv", history=False)


def test_parts_behind_a_url(folder, in_memory):
    fsspec = pytest.importorskip("fsspec")
    url = f"memory://{uuid.uuid4().hex}"
    stored = analyze_folder(folder, parts=url, jobs=1, cache=False)
    assert stored.to_json() == in_memory.to_json()
    first = pd.read_parquet(io.BytesIO(fsspec.filesystem("memory").cat_file(f"{url}/runs/part-00000.parquet")))
    assert first["path"].tolist() == ["b.fit"]
    with pytest.raises(InputError, match="there are parts in it already"):
        analyze_folder(folder, parts=url)


def test_parts_are_never_mixed_with_older_ones(folder, tmp_path):
    analyze_folder(folder, parts=tmp_path, history=False, jobs=1, cache=False)
    before = content(tmp_path)
    with pytest.raises(InputError, match="there are parts in it already"):
        analyze_folder(folder, parts=tmp_path)
    assert content(tmp_path) == before


def test_an_empty_folder_gives_no_parts(tmp_path):
    (tmp_path / "in").mkdir()
    report = analyze_folder(tmp_path / "in", parts=tmp_path / "out")
    assert (len(report.outcomes), report.runs.empty, report.findings.empty) == (0, True, True)
    assert set(content(tmp_path / "out")) == {"legcheck.json"}


def test_what_cannot_be_written_is_one_clear_error(folder, tmp_path):
    (tmp_path / "file").write_text("x")
    for name, says in (("file", "cannot be listed"), ("file/below", "cannot be written")):
        with pytest.raises(InputError, match=says):
            analyze_folder(folder, parts=tmp_path / name, jobs=1)


@pytest.mark.parametrize("where", ["recordings", "other", "url"])
def test_parts_go_to_no_folder_that_holds_something(folder, tmp_path, where):
    """Least of all among the recordings."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine")
    url = f"memory://{uuid.uuid4().hex}"
    if where == "url":
        pytest.importorskip("fsspec").filesystem("memory").pipe_file(f"{url}/deep/notes.txt", b"mine")
    parts = {"recordings": folder, "other": tmp_path / "other", "url": url}[where]
    before = content(folder), content(tmp_path)
    with pytest.raises(InputError, match="this folder is not empty; parts go to an empty or a new one"):
        analyze_folder(folder, parts=parts, jobs=1, cache=False)
    assert (content(folder), content(tmp_path)) == before


def test_hidden_files_do_not_count(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".DS_Store").write_bytes(b"x")
    analyze_folder(tmp_path / "in", parts=tmp_path / "out")
    assert set(content(tmp_path / "out")) == {".DS_Store", "legcheck.json"}


def test_without_pyarrow_the_error_says_what_to_install(folder, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(InputError, match=r"parts need pyarrow: pip install \"legcheck\[scale\]\""):
        analyze_folder(folder, parts=tmp_path)


def test_stored_outcomes_are_a_sequence(folder, in_memory, tmp_path):
    stored = analyze_folder(folder, parts=tmp_path, jobs=1, cache=False).outcomes
    everything = list(stored)
    assert len(stored) == len(everything) == len(in_memory.outcomes)
    assert sorted(everything, key=repr) == sorted(in_memory.outcomes, key=repr)
    assert (stored[0], stored[-1], stored[3]) == (everything[0], everything[-1], everything[3])
    assert stored[2:7:2] == tuple(everything[2:7:2])
    assert [outcome.path for outcome in everything] == sorted(outcome.path for outcome in everything)
    with pytest.raises(IndexError):
        stored[len(stored)]


def outcomes_like(outcome: Outcome, number: int):
    from dataclasses import replace

    for place in range(number):
        yield replace(outcome, path=f"{place:06d}.fit", summary={**outcome.summary, "path": f"{place:06d}.fit"})


def test_memory_does_not_grow_with_the_number_of_files(in_memory, tmp_path, monkeypatch):
    monkeypatch.setattr(parts_module, "OUTCOMES_PER_PART", 20)
    held = []
    for number in (40, 160):
        tracemalloc.start()
        write_parts(Shelf(str(tmp_path / str(number))), outcomes_like(in_memory.outcomes[0], number), ["late_fade"])
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert held[1] < 1.3 * held[0]


def test_a_stored_report_is_a_report(folder, in_memory, tmp_path):
    stored = analyze_folder(folder, parts=tmp_path / "out", jobs=1, cache=False)
    assert isinstance(stored, FolderReport)
    assert repr(stored) == repr(in_memory)
    assert redacted_outcomes(stored.outcomes)
    stored.to_csv(tmp_path / "runs.csv")
    assert (tmp_path / "runs.csv").read_text() == in_memory.to_csv()


def test_a_run_recorded_twice_is_kept_once_in_parts_too(tmp_path):
    (tmp_path / "in").mkdir()
    run = synth.run(duration_s=1200, seed=1)
    run.write(tmp_path / "in" / "a.fit")
    run.write(tmp_path / "in" / "b.tcx")
    stored = analyze_folder(tmp_path / "in", parts=tmp_path / "out", jobs=1, cache=False)
    assert (
        dict(stored.counts())
        == dict(analyze_folder(tmp_path / "in", jobs=1, cache=False).counts())
        == {"run": 1, "duplicate": 1}
    )


def test_findings_that_the_past_says_anew_replace_those_of_the_run(tmp_path):
    """A heart-rate sensor that reads wrong is told by earlier runs only; what stood on it is taken back."""
    from legcheck.synth.episodes import SensorFault
    from legcheck.synth.history import history

    made = history(weeks=8, runs_per_week=4, seed=5, episodes=[SensorFault(week=6)])
    made.write(tmp_path / "in")
    in_memory = analyze_folder(tmp_path / "in", jobs=1, cache=False)
    alone = analyze_folder(tmp_path / "in", jobs=1, cache=False, history=False)
    stored = analyze_folder(tmp_path / "in", parts=tmp_path / "out", jobs=1, cache=False)
    assert stored.to_json() == in_memory.to_json()
    own = {(row.path, row.id): row.reason for row in alone.findings.itertuples()}
    said = {(row.path, row.id): row.reason for row in stored.findings.itertuples()}
    assert len(said) == len(stored.findings)
    assert own.keys() < said.keys()
    assert any(said[key] != reason for key, reason in own.items())
