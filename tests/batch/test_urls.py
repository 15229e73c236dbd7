"""Folders behind URLs: listed and read through fsspec, with an error per file."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from legcheck import synth
from legcheck.batch import analyze_folder, analyze_paths
from legcheck.batch.discover import find_files
from legcheck.batch.remote import beside, find_urls, is_folder_url
from legcheck.core import InputError
from legcheck.parsers.fetch import NO_RANGES, without_secrets

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def memory():
    """A folder of its own in memory: the file system and the URL."""
    place = f"/{uuid.uuid4().hex}"
    filesystem = fsspec.filesystem("memory")
    yield filesystem, f"memory:/{place}"
    if filesystem.exists(place):
        filesystem.rm(place, recursive=True)


@pytest.fixture
def uploaded(folder, memory):
    """The usual folder, uploaded."""
    filesystem, url = memory
    for path in folder.rglob("*"):
        if path.is_file():
            filesystem.pipe_file(f"{url}/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return url


def test_a_url_gives_what_the_folder_gives(folder, uploaded):
    local, remote = (analyze_folder(place, jobs=1, cache=False) for place in (folder, uploaded))
    assert remote.to_json() == local.to_json()
    assert remote.folder == uploaded


def test_what_lives_in_this_process_is_not_sent_to_another(uploaded):
    assert len(analyze_folder(uploaded, jobs=4, cache=False).runs) == 3
    with ThreadPoolExecutor(2) as pool:
        assert len(analyze_folder(uploaded, executor=pool, cache=False).runs) == 3


def test_processes_read_urls(folder):
    local = analyze_folder(folder, jobs=1, cache=False)
    assert analyze_folder(folder.as_uri(), jobs=2, cache=False).to_json() == local.to_json()


def test_listed_are_the_same_files_in_the_same_order(folder, uploaded):
    assert [name for _, name in find_urls(uploaded)] == [path.relative_to(folder).as_posix() for path in find_files(folder)]
    assert [name for _, name in find_urls(uploaded, recursive=False)] == [
        path.name for path in find_files(folder, recursive=False)
    ]


def test_files_of_a_zip_behind_a_url_and_of_a_folder_in_it(folder, memory):
    from legcheck.synth.pack import zipped

    filesystem, url = memory
    run = (folder / "b.fit").read_bytes()
    filesystem.pipe_file(f"{url}/export.zip", zipped({"in/b.fit": run, "in/.c.fit": run, "d.fit": run}))
    assert [name for _, name in find_urls(f"zip://::{url}/export.zip")] == ["d.fit", "in/b.fit"]
    report = analyze_folder(f"zip://in::{url}/export.zip", jobs=1, cache=False)
    assert report.runs["path"].tolist() == ["b.fit"]
    assert analyze_folder(f"simplecache::{url}", jobs=1, cache=False).counts()["run"] == 1


def test_a_file_that_is_gone_is_one_row(uploaded, monkeypatch):
    from legcheck.batch import targets

    listed = find_urls(uploaded)
    monkeypatch.setattr(targets, "find_urls", lambda url, recursive: [*listed, (f"{url}/gone.fit", "gone.fit")])
    failures = analyze_folder(uploaded, jobs=1, cache=False).failures.set_index("path")
    assert failures.loc["gone.fit", "reason"] == "nothing there"
    assert set(failures.index) == {"broken.fit", "gone.fit", "ride.tcx"}


def test_files_and_folders_here_and_there_are_judged_together(folder, uploaded):
    report = analyze_paths([f"{uploaded}/b.fit", folder / "deep", f"{uploaded}/nothing.fit"], jobs=1, cache=False)
    assert report.counts()["run"] == 3
    assert report.counts()["duplicate"] == 1  # the copy of b.fit in the folder
    assert report.failures[["path", "reason"]].to_dict("records") == [
        {"path": f"{uploaded}/nothing.fit", "reason": "nothing there"}
    ]


def test_results_of_urls_are_kept_by_content(uploaded, own_cache):
    first = analyze_folder(uploaded, jobs=1)
    assert any(own_cache.rglob("*.json"))
    assert analyze_folder(uploaded, jobs=1).to_json() == first.to_json()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("memory://there-is-no-such-folder", "no such folder"),
        ("s3-like-but-unknown://bucket", "not an address that can be opened"),
        ("s3://bucket/runs", "s3:// addresses need a package of their own"),
    ],
)
def test_what_cannot_be_listed_is_one_clear_error(url, said, monkeypatch):
    if url.startswith("s3:"):
        monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(InputError, match=said):
        analyze_folder(url)


def test_a_file_is_no_folder(uploaded):
    with pytest.raises(InputError, match="this is a file, not a folder"):
        analyze_folder(f"{uploaded}/b.fit")


def test_without_fsspec_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(InputError, match=r"URLs need fsspec: pip install \"legcheck\[remote\]\""):
        analyze_folder("memory://runs")


def test_fsspec_is_loaded_for_urls_only(tmp_path):
    synth.run(duration_s=900, seed=1).write(tmp_path / "run.fit")
    code = (
        "import sys, legcheck; legcheck.analyze_folder(sys.argv[1], jobs=1, cache=False);"
        "sys.exit('fsspec was loaded' if 'fsspec' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_strava_list_and_a_diary_behind_urls_are_read(memory):
    from datetime import UTC, datetime

    filesystem, url = memory
    run = synth.run(duration_s=900, seed=1, start_time=datetime(2024, 6, 3, 16, 56, 38, tzinfo=UTC))
    filesystem.pipe_file(f"{url}/activities/run.fit", run.fit())
    head = "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Perceived Exertion\n"
    table = f'{head}1,"Jun 3, 2024, 4:56:38 PM",Evening,Run,900,7\n'
    filesystem.pipe_file(f"{url}/activities.csv", table.encode())
    filesystem.pipe_file(f"{url}/diary.csv", b"date,feel\n2024-06-03,2\n")
    report = analyze_folder(f"{url}/activities", diary=f"{url}/diary.csv", jobs=1, cache=False)
    assert report.runs[["feel", "effort"]].to_numpy().tolist() == [[25.0, 70.0]]
    filesystem.pipe_file(f"{url}/activities.csv", table.replace(",900,", ",long,").encode())
    (failure,) = analyze_folder(f"{url}/activities", jobs=1, cache=False).to_dict()["failures"]
    assert failure["path"] == f"{url}/activities.csv"
    assert "'long', expected a number" in failure["reason"]
    with pytest.raises(InputError, match="nothing there"):
        analyze_folder(f"{url}/activities", diary=f"{url}/no-diary.csv")


def test_web_addresses_are_folders_when_they_end_with_a_slash(monkeypatch):
    monkeypatch.setattr("legcheck.batch.remote.open_filesystem", lambda url: (None, url))
    assert is_folder_url("https://host/runs/")
    assert not is_folder_url("https://host/runs/run.fit")


def test_passwords_do_not_show():
    from legcheck import LegcheckError, read

    for call in (analyze_folder, read):
        with pytest.raises(LegcheckError) as caught:
            call("unheard-of://me:secret@host/runs")
        assert "secret" not in str(caught.value)
    assert without_secrets("sftp://me:pw@host/runs: no") == "sftp://host/runs: no"
    assert without_secrets("see https://host/a.fit?X-Signature=abc&b=c now") == "see https://host/a.fit now"
    assert without_secrets("C:/runs at 10:30@home") == "C:/runs at 10:30@home"


def test_lists_are_looked_for_in_the_folder_and_above():
    assert beside("zip://activities::https://host/x.zip", "l.csv") == (
        "zip://activities/l.csv::https://host/x.zip",
        "zip://l.csv::https://host/x.zip",
    )
    assert beside("zip://::memory://x.zip", "l.csv") == ("zip://l.csv::memory://x.zip",)
    assert beside("https://host/", "l.csv") == ("https://host/l.csv",)
    assert beside("memory://runs", "l.csv") == ("memory://runs/l.csv", "memory://l.csv")


def test_a_zip_on_a_server_that_hands_out_files_whole_says_what_to_write(monkeypatch):
    """fsspec advises a setting that no URL has; its words are looked for, so they must be its words."""
    assert NO_RANGES in Path(importlib.util.find_spec("fsspec.implementations.http").origin).read_text(encoding="utf-8")

    def refused(url):
        raise ValueError("The HTTP server doesn't appear to support range requests. Open with block_size=0 for a stream.")

    monkeypatch.setattr(fsspec.core, "url_to_fs", refused)
    with pytest.raises(InputError, match=r"write simplecache:: before its address: zip://::simplecache::https://") as caught:
        analyze_folder("zip://::http://me:secret@127.0.0.1/export.zip")
    assert "block_size" not in str(caught.value)
    assert "secret" not in str(caught.value)
