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


def test_a_changed_byte_in_a_file_of_a_zip_is_told_and_does_not_hide_the_others() -> None:
    packed = bytearray(zipped_as({"a.gpx": b"A" * 500, "b.gpx": b"B" * 500}, zipfile.ZIP_STORED))
    packed[packed.index(b"AAAA")] ^= 0xFF
    first, second = opened(bytes(packed))
    assert (len(first.data), first.data[1:], first.error) == (500, b"A" * 499, None)
    assert [note.code for note in first.notes] == ["archive_damaged"]
    assert "its check sum is wrong" in first.notes[0].message
    assert "500 of 500 bytes came out" in first.notes[0].message
    assert second == Member("it/b.gpx", b"B" * 500)
    strict, second = opened(bytes(packed), on_damage="raise")
    assert isinstance(strict.error, ReadError)
    assert "a.gpx" in str(strict.error)
    assert second.data == b"B" * 500


NUMBERS = b"".join(b"%d," % (i * i % 9973) for i in range(20_000))
STREAMED, KNOWN = True, False


class NoSeek(io.RawIOBase):
    """Collects what is written to it and cannot go back, so that sizes end up behind each file."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.data += data
        return len(data)


def packed_as(files: dict[str, bytes], compression: int, *, streamed: bool) -> bytes:
    if not streamed:
        return zipped_as(files, compression)
    stream = NoSeek()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return bytes(stream.data)


@pytest.mark.parametrize("streamed", [KNOWN, STREAMED])
@pytest.mark.parametrize("at", [0.25, 0.6])
def test_damage_inside_a_file_of_a_zip_gives_what_comes_before(at: float, streamed: bool) -> None:
    packed = bytearray(packed_as({"a.gpx": NUMBERS, "b.gpx": b"B" * 500}, zipfile.ZIP_DEFLATED, streamed=streamed))
    size = packed.index(b"PK\x03\x04", 1)
    packed[int(at * size) : int(at * size) + 40] = b"\xff" * 40
    first, second = opened(bytes(packed))
    assert first.error is None
    # What precedes the damage is whole: its share of the content is about its share of the packed bytes.
    same = next(
        place
        for place, (one, two) in enumerate(zip(first.data, NUMBERS, strict=False))
        if one != two or place + 1 == len(first.data)
    )
    assert same > 0.8 * at * len(NUMBERS)
    assert [note.code for note in first.notes] == ["archive_damaged"]
    assert f"{len(first.data):,} of {len(NUMBERS):,} bytes came out" in first.notes[0].message
    assert second == Member("it/b.gpx", b"B" * 500)


def test_a_file_of_a_zip_that_ends_too_soon_gives_its_beginning() -> None:
    packed = bytearray(zipped_as({"a.gpx": NUMBERS}))
    directory = packed.index(b"PK\x01\x02")
    for place in (directory + 20, 18):  # packed size, in the directory and before the file
        packed[place : place + 4] = (int.from_bytes(packed[place : place + 4], "little") // 2).to_bytes(4, "little")
    (member,) = opened(bytes(packed))
    assert NUMBERS.startswith(member.data)
    assert len(member.data) > 0.4 * len(NUMBERS)
    assert "it is cut off" in member.notes[0].message


def test_a_wrong_name_before_a_file_loses_nothing() -> None:
    packed = bytearray(zipped_as({"a.gpx": NUMBERS}))
    packed[30] = ord("x")
    (member,) = opened(bytes(packed))
    assert (member.name, member.data) == ("it/a.gpx", NUMBERS)
    assert "what stands before it is wrong" in member.notes[0].message


def test_a_file_of_a_zip_of_which_nothing_is_left_says_so() -> None:
    overwritten = bytearray(zipped_as({"a.gpx": b"A", "b.gpx": NUMBERS}))
    start, end = overwritten.index(b"PK\x03\x04", 1), overwritten.index(b"PK\x01\x02")
    overwritten[start:end] = bytes(end - start)
    unknown = bytearray(zipped_as({"a.gpx": b"A", "b.gpx": b"B" * 50}, zipfile.ZIP_STORED))
    for mark, behind in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        unknown[unknown.rindex(mark) + behind] = 97  # a method that nobody knows
    for packed in (overwritten, unknown):
        first, second = opened(bytes(packed))
        assert first.data == b"A"
        assert isinstance(second.error, ReadError)
        assert "damaged inside its .zip" in str(second.error)


@pytest.mark.parametrize(
    ("limits", "said"), [(Limits(max_bytes=10_000), "max_bytes"), (Limits(max_total_bytes=10_000), "max_total")]
)
def test_limits_hold_in_a_damaged_file_of_a_zip(limits: Limits, said: str) -> None:
    packed = bytearray(zipped_as({"a.gpx": NUMBERS}))
    packed[30] = ord("x")  # zipfile refuses to open it, so that only the salvage can pass a limit
    with pytest.raises(LimitError, match=said):
        opened(bytes(packed), limits=limits)


def test_damage_in_the_middle_of_a_gzip_gives_what_comes_before() -> None:
    packed = bytearray(gzip.compress(NUMBERS))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    (member,) = opened(bytes(packed))
    assert member.data[: int(0.4 * len(NUMBERS))] == NUMBERS[: int(0.4 * len(NUMBERS))]
    assert [note.code for note in member.notes] == ["archive_damaged"]


def test_a_damaged_run_in_a_zip_is_read_as_far_as_it_goes() -> None:
    from legcheck import read, synth

    run = synth.run(duration_s=1800, seed=1)
    packed = bytearray(zipped_as({"run.gpx": run.gpx()}))
    place = int(0.7 * packed.index(b"PK\x01\x02"))
    packed[place : place + 60] = b"\xff" * 60
    activity = read(bytes(packed))
    assert 900 < activity.elapsed_s.max() < 1500
    assert {note.code for note in activity.notes} >= {"archive_damaged"}


@pytest.mark.parametrize("streamed", [KNOWN, STREAMED])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_without_directory_gives_every_file_with_a_note(compression: int, streamed: bool) -> None:
    packed = packed_as({"b.gpx": NUMBERS, "f/": b"", "a.gpx": b"A", "läuf.gpx": b""}, compression, streamed=streamed)
    whole = packed[: packed.index(b"PK\x01\x02")]
    members = opened(whole)
    assert [(member.name, member.data) for member in members] == [
        ("it/b.gpx", NUMBERS),
        ("it/a.gpx", b"A"),
        ("it/läuf.gpx", b""),
    ]
    for member in members:
        assert [note.code for note in member.notes] == ["archive_damaged"]
        assert "all of it" in member.notes[0].message
    with pytest.raises(ReadError, match="damaged"):
        opened(whole, on_damage="raise")


@pytest.mark.parametrize("streamed", [KNOWN, STREAMED])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_cut_off_inside_a_file_gives_its_beginning(compression: int, streamed: bool) -> None:
    packed = packed_as({"a.gpx": b"whole", "b.gpx": NUMBERS}, compression, streamed=streamed)
    first, second = opened(packed[: len(packed) // 2])
    assert first.data == b"whole"
    assert NUMBERS.startswith(second.data)
    assert len(second.data) > 0.4 * len(NUMBERS)
    assert f"{len(second.data):,} bytes of it (it is cut off)" in second.notes[0].message


def test_a_zip_without_directory_goes_on_behind_a_damaged_file() -> None:
    packed = bytearray(zipped_as({"a.gpx": NUMBERS, "b.gpx": b"B" * 500}))
    at = packed.index(b"PK\x03\x04", 1) // 2
    packed[at : at + 40] = bytes(40)
    first, second = opened(bytes(packed[: packed.index(b"PK\x01\x02")]))
    assert first.data[:20_000] == NUMBERS[:20_000]
    assert "all of it" not in first.notes[0].message
    assert second.data == b"B" * 500


def test_a_changed_byte_in_a_zip_without_directory_is_told() -> None:
    packed = bytearray(zipped_as({"a.gpx": b"A" * 500}, zipfile.ZIP_STORED))
    packed[packed.index(b"AAAA")] ^= 0xFF
    (member,) = opened(bytes(packed[: packed.index(b"PK\x01\x02")]))
    assert len(member.data) == 500
    assert "check sum" in member.notes[0].message


def test_the_directory_of_a_stored_inner_zip_is_not_taken_for_the_outer_one() -> None:
    inner = zipped_as({"c.gpx": b"C" * 300})
    outer = zipped_as({"a.gpx": b"A" * 300, "in.zip": inner, "d.gpx": b"D" * 300}, zipfile.ZIP_STORED)
    cut = outer[: outer.index(b"D" * 300) + 200]
    assert [(member.name, member.data) for member in opened(cut)] == [
        ("it/a.gpx", b"A" * 300),
        ("it/in.zip/c.gpx", b"C" * 300),
        ("it/d.gpx", b"D" * 200),
    ]


def test_long_sizes_are_found_in_the_extra_field() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive, archive.open("a.gpx", "w", force_zip64=True) as entry:
        entry.write(b"A" * 300)
    packed = stream.getvalue()
    assert packed[18:26] == b"\xff" * 8
    (member,) = opened(packed[: packed.index(b"PK\x01\x02")])
    assert member.data == b"A" * 300


def test_what_cannot_be_taken_out_of_a_zip_without_directory_says_so() -> None:
    encrypted = bytearray(zipped_as({"a.gpx": b"A" * 50, "b.gpx": b"B"}, zipfile.ZIP_STORED))
    encrypted[6] |= 1
    other = bytearray(zipped_as({"a.gpx": b"A" * 50, "b.gpx": b"B"}, zipfile.ZIP_STORED))
    other[8] = 12
    for packed, said in [(encrypted, "encrypted"), (other, "method 12")]:
        first, second = opened(bytes(packed[: packed.index(b"PK\x01\x02")]))
        assert said in str(first.error)
        assert second.data == b"B"


def test_a_gzip_of_very_many_small_parts_is_read_in_linear_time_and_counts_as_many() -> None:
    packed = gzip.compress(b"ab") * 3000
    assert opened(packed)[0].data == b"ab" * 3000
    with pytest.raises(LimitError, match="max_members"):
        opened(packed, limits=Limits(max_members=2999))


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


@pytest.mark.parametrize(
    ("files", "limits", "said"),
    [
        ({"a": bytes(3_000_000)}, Limits(max_bytes=1_000_000), "max_bytes"),
        ({"a": bytes(40_000_000)}, Limits(), "max_ratio"),
        ({"a": zipped_as({"b": bytes(3000)}, zipfile.ZIP_STORED)}, Limits(max_archive_bytes=2000), "max_archive_bytes"),
        ({"a": bytes(600), "b": bytes(600)}, Limits(max_total_bytes=1000), "max_total_bytes"),
        ({"a": b"1", "b": b"2", "c": b"3"}, Limits(max_members=2), "max_members"),
    ],
)
@pytest.mark.parametrize("streamed", [KNOWN, STREAMED])
def test_limits_hold_in_a_zip_without_directory(files, limits, said, streamed) -> None:
    packed = packed_as(files, zipfile.ZIP_DEFLATED, streamed=streamed)
    with pytest.raises(LimitError, match=rf"limits=Limits\({said}="):
        opened(packed[: packed.index(b"PK\x01\x02")], limits=limits)


def test_the_size_limit_holds_for_what_is_stored_in_a_zip_without_directory() -> None:
    packed = zipped_as({"a": bytes(3000)}, zipfile.ZIP_STORED)
    with pytest.raises(LimitError, match="max_bytes"):
        opened(packed[: packed.index(b"PK\x01\x02")], limits=Limits(max_bytes=2000))


def test_limits_can_be_raised() -> None:
    assert len(opened(bomb(40_000_000), limits=Limits(max_ratio=2000))[0].data) == 40_000_000
    assert len(opened(zipped(a=zipped(b=zipped(c=b"1"))), limits=Limits(max_depth=3))) == 1


def test_members_and_limits_pickle() -> None:
    for value in (Member("a", b"b"), Limits(max_depth=1)):
        assert pickle.loads(pickle.dumps(value)) == value
