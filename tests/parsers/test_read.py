"""The one door: where bytes come from, what is chosen, what is refused."""

from __future__ import annotations

import gzip
import http.client
import io
import os
import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from legcheck.core import Activity, InputError, LegcheckError, LimitError, ReadError, UnsupportedFileError
from legcheck.parsers import Limits, read, read_all
from legcheck.synth import run

RUN = run(duration_s=240, seed=5)
GPX, TCX, FIT = RUN.gpx(), RUN.tcx(), RUN.fit()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def same(first: Activity, second: Activity) -> bool:
    return pickle.dumps((first.start_time, first.channels, first.notes)) == pickle.dumps(
        (second.start_time, second.channels, second.notes)
    )


def test_every_kind_of_source_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "no extension at all"
    path.write_bytes(GPX)
    expected = read(GPX)
    assert (expected.source.name, read(path).source.name, read(str(path)).source.name) == ("<bytes>", str(path), str(path))
    with path.open("rb") as stream:
        from_stream = read(stream)
    assert from_stream.source.name == str(path)
    sources = [path, str(path), bytearray(GPX), memoryview(GPX), io.BytesIO(GPX)]
    for again in (*map(read, sources), from_stream):
        assert same(again, expected)
        assert again.source.sha256 == expected.source.sha256


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    for name, data, kind in [
        ("a.fit", GPX, "gpx"),
        ("b.gpx", TCX, "tcx"),
        ("c.tcx.gz", FIT, "fit"),
        ("d", gzip.compress(TCX), "tcx"),
    ]:
        path = tmp_path / name
        path.write_bytes(data)
        assert read(path).source.format == kind


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.gpx").write_bytes(GPX)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert len(read("~/run.gpx")) == len(read(GPX))


def test_a_url_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "run.gpx"
    path.write_bytes(GPX)
    activity = read(path.as_uri())
    assert same(activity, read(GPX))
    assert activity.source.name == path.as_uri()
    with pytest.raises(ReadError, match="nothing there"):
        read((tmp_path / "none.gpx").as_uri())
    with pytest.raises(LegcheckError, match="xyzzy"):
        read("xyzzy://somewhere/run.fit")


def test_a_url_without_fsspec_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(InputError, match=r'URLs need fsspec: pip install "legcheck\[remote\]"'):
        read("https://example.org/run.fit")


@pytest.mark.parametrize("url", ["https://example.org/run.fit", "HTTP://example.org/run.fit", "simplecache::https://a.org/b"])
def test_a_web_address_without_aiohttp_names_the_extra(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "fsspec.implementations.http", raising=False)
    with pytest.raises(InputError, match=r'web addresses need aiohttp: pip install "legcheck\[remote\]"') as caught:
        read(url)
    assert caught.value.path == url


def test_a_bucket_without_its_package_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(InputError, match=r"s3:// addresses need a package of their own.*s3fs"):
        read("s3://bucket/run.fit")


def test_a_missing_file_a_folder_and_a_closed_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file") as caught:
        read(tmp_path / "gone.fit")
    assert caught.value.path == str(tmp_path / "gone.fit")
    with pytest.raises(InputError, match="analyze_folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="no path"):
        read("a\x00b")
    stream = io.BytesIO(GPX)
    stream.close()
    with pytest.raises(ReadError, match="closed"):
        read(stream)
    with pytest.raises(ReadError, match="cannot be opened"):
        read("x" * 5000)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "mine.fit"
    path.write_bytes(FIT)
    path.chmod(0)
    with pytest.raises(ReadError, match="no permission"):
        read(path)


def test_text_in_place_of_bytes_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="encode"):
        read(GPX.decode())
    with pytest.raises(InputError, match="binary mode"):
        read(io.StringIO(GPX.decode()))
    path = tmp_path / "run.fit"
    path.write_bytes(FIT)
    with path.open(encoding="utf-8") as stream, pytest.raises(InputError, match="binary mode"):
        read(stream)


class Upload:
    """As web frameworks hand over what somebody sends."""

    name = "run.fit"

    async def read(self, size: int = -1) -> bytes:
        return FIT[:size]


class Whole:
    """A file object that can only be read as a whole."""

    def read(self) -> bytes:
        return FIT


def test_what_gives_no_bytes_says_how_to_get_them() -> None:
    with pytest.raises(
        InputError, match=r"run.fit: the file object reads asynchronously; pass its bytes: analyze.await file.read"
    ):
        read(Upload())
    with pytest.raises(InputError, match=r"read.size. gives no bytes .*positional argument.*; pass its bytes instead"):
        read(Whole())


@pytest.mark.parametrize("source", [None, 7, 1.5, ["a.fit"], {}])
def test_other_things_are_refused(source: object) -> None:
    with pytest.raises(InputError, match=f"not {type(source).__name__}"):
        read(source)


def test_arguments_are_checked() -> None:
    with pytest.raises(InputError, match="engine is one of"):
        read(GPX, engine="magic")
    with pytest.raises(InputError, match="on_damage"):
        read(GPX, on_damage="ignore")
    with pytest.raises(InputError, match="does not read GPX"):
        read(GPX, engine="fitparse")
    with pytest.raises(InputError, match="does not read FIT"):
        read(FIT, engine="gpxpy")
    with pytest.raises(InputError, match=r"limits is a legcheck\.parsers\.Limits, got int"):
        read(FIT, limits=5)


class BrokenOff:
    """A connection that ends too soon."""

    def read(self, size: int) -> bytes:
        raise http.client.IncompleteRead(b"", size)


def damaged_member() -> zipfile.ZipExtFile:
    packed = bytearray(zipped({"a.fit": FIT}))
    packed[len(packed) // 3 : len(packed) // 3 + 40] = b"\xff" * 40
    return zipfile.ZipFile(io.BytesIO(bytes(packed))).open("a.fit")


@pytest.mark.parametrize(
    ("stream", "said"),
    [
        (lambda: gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(FIT)[:500])), "EOFError"),
        (damaged_member, "error|BadZipFile"),
        (BrokenOff, "IncompleteRead"),
    ],
)
def test_a_stream_that_fails_is_an_error_of_reading(stream: Callable[[], object], said: str) -> None:
    with pytest.raises(ReadError, match=f"cannot be read: ({said}): "):
        read(stream())


def test_size_limit_counts_for_every_source(tmp_path: Path) -> None:
    path = tmp_path / "run.gpx"
    path.write_bytes(GPX)
    small = Limits(max_bytes=1000)
    for source in (GPX, path, path.as_uri(), io.BytesIO(GPX), gzip.compress(GPX), zipped({"a": GPX})):
        with pytest.raises(LimitError, match="max_bytes"):
            read(source, limits=small)


def test_packed_files_carry_the_same_hash() -> None:
    plain = read(TCX)
    for packed in (gzip.compress(TCX), zipped({"x/run.tcx": TCX}), zipped({"run.tcx.gz": gzip.compress(TCX)})):
        activity = read(packed)
        assert same(activity, plain)
        assert activity.source.sha256 == plain.source.sha256


def test_of_an_archive_read_takes_the_longest_run() -> None:
    short = run(duration_s=120, seed=1).gpx()
    ride = GPX.replace(b"<type>running</type>", b"<type>cycling</type>")
    longer_ride = run(duration_s=600).gpx().replace(b"<type>running</type>", b"<type>cycling</type>")
    archive = zipped(
        {"1.gpx": short, "2.gpx": GPX, "3.gpx": ride, "4.gpx": longer_ride, "notes.txt": b"hello", "p.json": b"{}"}
    )
    assert [activity.source.name for activity in read_all(archive)] == [f"<bytes>/{i}.gpx" for i in (1, 2, 3, 4)]
    chosen = read(archive)
    assert chosen.source.name == "<bytes>/2.gpx"
    (note,) = [note for note in chosen.notes if note.code == "several_activities"]
    assert "of 4 activities" in note.message
    assert note.message.count("cycling") == 2


def test_a_broken_file_in_an_archive_is_noted() -> None:
    archive = zipped({"a.gpx": GPX, "b.gpx": b"<gpx></gpx>", "c.txt": b"x"})
    (activity,) = read_all(archive)
    (note,) = [note for note in activity.notes if note.code == "files_not_read"]
    assert "1 files" in note.message
    assert "b.gpx" in note.message


def test_an_archive_of_nothing_says_so() -> None:
    with pytest.raises(UnsupportedFileError, match="no files"):
        read(zipped({}))
    with pytest.raises(UnsupportedFileError, match="none of its 2 files"):
        read(zipped({"a.txt": b"a", "b.txt": b"b"}))
    with pytest.raises(ReadError, match="none of its 2 files") as caught:
        read(zipped({"a.txt": b"a", "b.gpx": b"<gpx/>"}))
    assert not isinstance(caught.value, UnsupportedFileError)
    with pytest.raises(UnsupportedFileError, match="text file"):
        read(zipped({"a.txt": b"a"}))


def still(*, sport: str = "running", heart_rate: str = "", east_deg: float = 0.0) -> bytes:
    points = "".join(
        f'<trkpt lat="50.0" lon="{8.0 + east_deg * i}"><time>2024-05-01T08:00:0{i}Z</time>{heart_rate}</trkpt>'
        for i in range(5)
    )
    return f"<gpx><trk><type>{sport}</type><trkseg>{points}</trkseg></trk></gpx>".encode()


@pytest.mark.parametrize(("heart_rate", "said"), [("", "not recorded either"), ("<hr>64</hr>", "only heart rate")])
def test_a_recording_in_which_nothing_moves_is_told(heart_rate: str, said: str) -> None:
    # 0.000001 degrees of longitude at 50 degrees north are 7 cm.
    (note,) = [note for note in read(still(heart_rate=heart_rate, east_deg=1e-6)).notes if note.code == "no_movement"]
    assert "in these 4 s" in note.message
    assert said in note.message


@pytest.mark.parametrize(
    "data",
    [
        still(sport="diving"),
        # 0.00001 degrees of longitude at 50 degrees north are 0.71 m: 2.9 m in 4 s, where noise is worth 0.8 m.
        still(east_deg=1e-5),
        still().replace(b"</time></trkpt>", b"</time><cad>80</cad></trkpt>"),
        still().replace(b"</time></trkpt>", b"</time><speed>2.5</speed></trkpt>", 1),
    ],
)
def test_other_recordings_are_not_called_still(data: bytes) -> None:
    assert "no_movement" not in {note.code for note in read(data).notes}


def test_a_treadmill_run_with_heart_rate_alone_is_not_called_still() -> None:
    data = re.sub(rb"<(DistanceMeters|Position|Extensions|AltitudeMeters|Cadence)>.*?</\1>", b"", TCX, flags=re.DOTALL)
    activity = read(data)
    assert set(activity.channels) == {"elapsed_s", "heart_rate_bpm"}
    assert "no_movement" not in {note.code for note in activity.notes}


def test_reading_gpx_loads_no_tree_and_no_table() -> None:
    code = "import sys; from legcheck.parsers import read; read(sys.stdin.buffer); print([m for m in ('lxml', 'pandas', 'scipy', 'gpxpy', 'fsspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], input=GPX, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_arrays_cannot_be_written_to() -> None:
    activity = read(GPX)
    for values in activity.channels.values():
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1.0
    assert np.isfinite(activity.elapsed_s).all()


def test_a_reader_that_finds_nothing_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legcheck.parsers.gpx.read_gpx", lambda data, **settings: [])
    with pytest.raises(ReadError, match="holds no activity with records"):
        read(b"<gpx/>")


@pytest.mark.parametrize(
    ("name", "value"), [("sport", 3), ("on_damage", []), ("on_damage", "mend"), ("engine", {}), ("engine", None)]
)
def test_a_setting_of_the_wrong_kind_is_named(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        read(GPX, **{name: value})
