"""Archives opened in memory, within limits: .gz, .zip and zips inside zips, down to the files in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from legcheck.core import LimitError, Note, ReadError
from legcheck.parsers.inflate import CUT_OFF, Inflated, inflate
from legcheck.parsers.packing import DEFAULT_LIMITS, Budget, Limits, Member, is_no_file, over
from legcheck.parsers.sniff import Kind, sniff_container
from legcheck.parsers.zip_salvage import ENCRYPTED, is_directory_of_a_part, salvage_listed, salvage_zip

__all__ = ["DEFAULT_LIMITS", "Limits", "Member", "open_members"]

_CHUNK = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_TRAILER_BYTES = 8


def open_members(data: bytes, *, name: str, limits: Limits = DEFAULT_LIMITS, on_damage: str = "salvage") -> Iterator[Member]:
    """Files in ``data``: the file itself when it is no archive, else every file found inside.

    Parameters
    ----------
    data : bytes
        A file or archive.
    name : str
        Its name.
    limits : Limits
        How far to go.
    on_damage : {"salvage", "raise"}
        Whether to use what comes out of a damaged .gz or file of a .zip before the damage, and the files of a .zip without a
        directory.

    Yields
    ------
    Member
        One at a time; nothing else is held.

    Raises
    ------
    LimitError
        If a limit is passed.
    ReadError
        If the file is an archive damaged beyond use. Damaged files inside an archive are yielded with their error.
    """
    yield from _open(Member(name, data), depth=0, budget=Budget(limits), on_damage=on_damage)


def _open(member: Member, *, depth: int, budget: Budget, on_damage: str) -> Iterator[Member]:
    kind = None if member.error else sniff_container(member.data)
    if kind is None:
        yield member
        return
    if depth >= budget.limits.max_depth:
        raise LimitError(over(f"archives are nested more than {budget.limits.max_depth} deep", "max_depth"), path=member.name)
    inner = _gunzip(member, budget, on_damage) if kind is Kind.GZIP else _unzip(member, budget, on_damage)
    try:
        for content in inner:
            yield from _open(content, depth=depth + 1, budget=budget, on_damage=on_damage)
    except LimitError:
        raise
    except ReadError as error:
        if depth == 0:
            raise
        yield Member(member.name, b"", member.notes, error)


def _gunzip(member: Member, budget: Budget, on_damage: str) -> Iterator[Member]:
    packed, at, size, problem = member.data, 0, 0, ""
    parts: list[bytes] = []
    while packed.startswith(_GZIP_MAGIC, at) and not problem:
        budget.add_member(member.name)
        part, at, problem = _gunzip_stream(member, at, budget, parts[0] if parts else b"", size)
        size += len(part)
        if part:
            parts.append(part)
    if problem and (on_damage == "raise" or not size):
        raise ReadError(f"damaged .gz ({problem}); try to download or copy it again", path=member.name)
    budget.add_bytes(size, member.name)
    notes = member.notes
    if problem:
        notes = (*notes, Note("archive_damaged", f"the .gz is damaged ({problem}); {size:,} bytes of content were recovered"))
    yield replace(member, data=b"".join(parts), notes=notes)


def _gunzip_stream(member: Member, at: int, budget: Budget, head: bytes, already: int) -> Inflated:
    """The gzip stream at ``at``, behind ``already`` bytes of content that begin with ``head``.

    The raw stream is read, not the gzip around it, so that a wrong check sum loses nothing.
    """
    packed = member.data

    def check(first: bytes, size: int, _: int) -> None:
        budget.check_size(head or first, already + size, len(packed), member.name)

    content, end, problem = inflate(packed, _gzip_header_end(packed, at), check)
    if problem:
        return Inflated(content, end, problem)
    trailer = packed[end : end + _GZIP_TRAILER_BYTES]
    is_right = trailer == struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    wrong = "its check sum is wrong" if len(trailer) == _GZIP_TRAILER_BYTES else CUT_OFF
    return Inflated(content, end + _GZIP_TRAILER_BYTES, "" if is_right else wrong)


def _gzip_header_end(packed: bytes, at: int) -> int:
    """Where the compressed data start; RFC 1952, section 2.3."""
    flags = packed[at + 3] if len(packed) > at + 3 else 0
    position = at + 10
    if flags & 0x04:
        position += 2 + int.from_bytes(packed[position : position + 2], "little")
    for flag in (0x08, 0x10):
        if flags & flag:
            position = packed.find(b"\x00", position) + 1 or len(packed)
    return position + (2 if flags & 0x02 else 0)


def _unzip(member: Member, budget: Budget, on_damage: str) -> Iterator[Member]:
    try:
        archive = _with_directory(member.data)
    except Exception as error:
        salvaged = salvage_zip(member, budget) if on_damage == "salvage" else iter(())
        first = next(salvaged, None)
        if first is None:
            raise ReadError(f"damaged .zip: {error}; try to download or copy it again", path=member.name) from error
        yield first
        yield from salvaged
        return
    with archive:
        yield from _unzip_listed(archive, member, budget, on_damage)


def _with_directory(data: bytes) -> zipfile.ZipFile:
    if is_directory_of_a_part(data):
        raise zipfile.BadZipFile("the directory of the files in it is missing")
    return zipfile.ZipFile(io.BytesIO(data))


def _unzip_listed(archive: zipfile.ZipFile, member: Member, budget: Budget, on_damage: str) -> Iterator[Member]:
    """The files in the directory of a zip, by name."""
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if is_no_file(info.filename):
            continue
        path = f"{member.name}/{info.filename}"
        budget.add_member(path)
        try:
            content = _extract(archive, info, path, budget)
        except LimitError:
            raise
        except ReadError as error:
            is_lost = on_damage == "raise"
            yield Member(path, b"", member.notes, error) if is_lost else salvage_listed(member, info, error, budget)
            continue
        budget.add_bytes(len(content), path)
        yield Member(path, content, member.notes)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, budget: Budget) -> bytes:
    """One file of a zip; its stated size is not trusted."""
    if info.flag_bits & ENCRYPTED:
        raise ReadError("encrypted; unpack it with its password first", path=path)
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                budget.check_size(parts[0], size, info.compress_size, path)
    except LimitError:
        raise
    except Exception as error:
        raise ReadError(f"damaged inside its .zip: {error}; try to download or copy it again", path=path) from error
    return b"".join(parts)
