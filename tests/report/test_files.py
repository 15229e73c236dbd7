"""Results as files: whole or not at all, and whatever a file was before it stays."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from legcheck.core import InputError
from legcheck.report.files import write_bytes, write_text


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_older_result_stays_where_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    """The disk is full after half of it."""
    out = tmp_path / "out.json"
    write_text(out, "older, and whole")
    real = Path.write_bytes

    def half(path, content):
        real(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_text(out, "newer")
    assert out.read_text(encoding="utf-8") == "older, and whole"
    assert names(tmp_path) == ["out.json"]


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_permissions_stay_as_they_were(tmp_path):
    out = tmp_path / "out.json"
    out.write_bytes(b"older")
    out.chmod(0o640)
    write_bytes(out, b"newer")
    assert (out.read_bytes(), stat.S_IMODE(out.stat().st_mode)) == (b"newer", 0o640)
    mask = os.umask(0o027)
    try:
        write_bytes(tmp_path / "new", b"new")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640  # 0o666 without 0o027


def test_a_file_that_may_not_be_written_is_not(tmp_path, monkeypatch):
    out = tmp_path / "out.json"
    out.write_bytes(b"older")
    monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == out and mode == os.W_OK))  # also for root
    with pytest.raises(InputError, match="Permission denied"):
        write_bytes(out, b"newer")
    assert (out.read_bytes(), names(tmp_path)) == (b"older", ["out.json"])


def test_a_link_stays_one(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for content in (b"first", b"second"):
        write_bytes(tmp_path / "link", content)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == content
    assert names(tmp_path) == ["link", "real"]


def test_the_longest_name_can_be_written(tmp_path):
    """255 bytes is what file systems allow."""
    write_bytes(tmp_path / ("n" * 250 + ".json"), b"content")
    assert names(tmp_path) == ["n" * 250 + ".json"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_and_a_device_are_written_as_they_are(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_bytes(pipe, b"content")
    reader.join(10)
    assert got == [b"content"]
    assert pipe.is_fifo()
    write_bytes(os.devnull, b"content")
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="no names of open files here")  # noqa: PTH112  at import
def test_what_a_name_of_an_open_file_leads_to_is_not_replaced(tmp_path):
    """A shell that sends standard output to a file holds it open: another file of its name would not be the one it holds."""
    with (tmp_path / "out").open("wb") as stream:
        before = os.fstat(stream.fileno()).st_ino
        write_bytes(f"/dev/fd/{stream.fileno()}", b"content")
        assert (tmp_path / "out").stat().st_ino == before
    assert (tmp_path / "out").read_bytes() == b"content"
