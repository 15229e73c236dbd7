"""Archives, their limits, and their damage."""

from __future__ import annotations

import gzip
import io
import pickle
import zipfile

import pytest

from legcheck.core import LimitError, ReadError
from legcheck.parsers.containers import Limits, Member, open_members


def zipped(**files: bytes) -> bytes:
    return zipped_as(files)


def zipped_as(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def opened(data: bytes, **settings: object) -> list[Member]:
    return list(open_members(data, name="it", **settings))


def test_a_plain_file_is_passed_on_as_it_is() -> None:
    assert opened(b"hello") == [Member("it", b"hello")]


def test_gzip_and_gzip_in_gzip() -> None:
    assert opened(gzip.compress(b"hello")) == [Member("it", b"hello")]
    assert opened(gzip.compress(gzip.compress(b"hello"))) == [Member("it", b"hello")]


def test_gzip_of_several_parts_and_junk_behind() -> None:
    assert opened(gzip.compress(b"hel") + gzip.compress(b"lo") + b"\x00\x00junk")[0].data == b"hello"


def test_zip_members_in_order_of_name_without_junk() -> None:
    files = {
        "b.gpx": b"B",
        "a.fit": b"A",
        "__MACOSX/._a.fit": b"x",
        ".DS_Store": b"x",
        "sub/": b"",
        "sub/c.tcx": b"C",
        "sub/._c.tcx": b"x",
    }
    assert [(member.name, member.data) for member in opened(zipped_as(files))] == [
        ("it/a.fit", b"A"),
        ("it/b.gpx", b"B"),
        ("it/sub/c.tcx", b"C"),
    ]


def test_zips_in_a_zip_and_gzips_in_those() -> None:
    inner = zipped_as({"1.fit": b"one", "2.fit.gz": gzip.compress(b"two")})
    outer = zipped_as({"DI_CONNECT/uploaded/part0.zip": inner, "x.json": b"{}"})
    names = [(member.name, member.data) for member in opened(outer)]
    folder = "it/DI_CONNECT/uploaded/part0.zip"
    assert names == [(f"{folder}/1.fit", b"one"), (f"{folder}/2.fit.gz", b"two"), ("it/x.json", b"{}")]


def test_a_member_without_a_name_is_passed_over() -> None:
    packed = zipped_as({"ab": b"1", "c": b"2"}, zipfile.ZIP_STORED)
    assert opened(packed.replace(b"ab", b"\x00b")) == [Member("it/c", b"2")]


def test_names_may_not_be_unicode() -> None:
    assert opened(zipped_as({"läuf/ö.gpx": b"x"}))[0].name == "it/läuf/ö.gpx"


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_cut_gzip_gives_what_it_can_with_a_note(keep: float) -> None:
    whole = b"".join(b"%d," % (i * i % 9973) for i in range(20_000))
    packed = gzip.compress(whole)
    (member,) = opened(packed[: int(keep * len(packed))])
    assert whole.startswith(member.data)
    assert len(member.data) > 0.8 * keep * len(whole)
    assert [note.code for note in member.notes] == ["archive_damaged"]
    with pytest.raises(ReadError, match="cut off"):
        opened(packed[: int(keep * len(packed))], on_damage="raise")


def test_a_wrong_checksum_is_noted() -> None:
    packed = bytearray(gzip.compress(b"hello" * 100))
    packed[-6] ^= 0xFF
    (member,) = opened(bytes(packed))
    assert member.data == b"hello" * 100
    assert [note.code for note in member.notes] == ["archive_damaged"]


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"\x1f\x8bnot gzip at all, really not", b"PK\x03\x04nothing", b"PK\x05\x06"]
)
def test_broken_archives_say_so(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged") as caught:
        opened(data)
    assert caught.value.path == "it"


def test_one_damaged_file_of_a_zip_does_not_hide_the_others() -> None:
    packed = bytearray(zipped_as({"a.gpx": b"A" * 500, "b.gpx": b"B" * 500}, zipfile.ZIP_STORED))
    packed[packed.index(b"AAAA")] ^= 0xFF
    first, second = opened(bytes(packed))
    assert isinstance(first.error, ReadError)
    assert "a.gpx" in str(first.error)
    assert (second.error, second.data) == (None, b"B" * 500)


def test_an_encrypted_file_says_so() -> None:
    packed = bytearray(zipped_as({"a.gpx": b"A" * 50}, zipfile.ZIP_STORED))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (member,) = opened(bytes(packed))
    assert member.error is not None
    assert "encrypted" in str(member.error)


def bomb(size: int) -> bytes:
    return gzip.compress(bytes(size))


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (bomb(3_000_000), Limits(max_bytes=1_000_000), "max_bytes"),
        (bomb(40_000_000), Limits(), "max_ratio"),
        (zipped(a=bytes(3_000_000)), Limits(max_bytes=1_000_000), "max_bytes"),
        (zipped(a=bytes(40_000_000)), Limits(), "max_ratio"),
        (zipped(a=zipped_as({"b": bytes(3000)}, zipfile.ZIP_STORED)), Limits(max_archive_bytes=2000), "max_archive_bytes"),
        (zipped(a=bytes(600), b=bytes(600)), Limits(max_total_bytes=1000), "max_total_bytes"),
        (zipped(a=b"1", b=b"2", c=b"3"), Limits(max_members=2), "max_members"),
        (zipped(a=zipped(b=zipped(c=b"1"))), Limits(max_depth=2), "max_depth"),
        (gzip.compress(gzip.compress(gzip.compress(b"x"))), Limits(max_depth=2), "max_depth"),
        (zipped(a=zipped(b=bytes(3_000_000))), Limits(max_bytes=1_000_000), "max_bytes"),
    ],
)
def test_each_limit_stops_and_names_itself(data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(LimitError, match=rf"limits=Limits\({said}="):
        opened(data, limits=limits)


def test_limits_can_be_raised() -> None:
    assert len(opened(bomb(40_000_000), limits=Limits(max_ratio=2000))[0].data) == 40_000_000
    assert len(opened(zipped(a=zipped(b=zipped(c=b"1"))), limits=Limits(max_depth=3))) == 1


def test_members_and_limits_pickle() -> None:
    for value in (Member("a", b"b"), Limits(max_depth=1)):
        assert pickle.loads(pickle.dumps(value)) == value
