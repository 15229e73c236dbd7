"""Files out of a damaged .zip: one whose directory is missing (a download that stopped), or that is damaged inside a file."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from zipfile import ZipInfo

from legcheck.core import Note, ReadError
from legcheck.parsers.inflate import CUT_OFF, Inflated, inflate
from legcheck.parsers.packing import Budget, Member, is_no_file

__all__ = ["ENCRYPTED", "is_directory_of_a_part", "salvage_listed", "salvage_zip"]

LOCAL_HEADER = b"PK\x03\x04"
DIRECTORY_HEADER = b"PK\x01\x02"
DESCRIPTOR = b"PK\x07\x08"
DIRECTORY_END = b"PK\x05\x06"
LONG_DIRECTORY_END = b"PK\x06\x07"
"""What the parts of a .zip begin with; PKWARE, APPNOTE.TXT 6.3.10, section 4.3."""

_LOCAL = struct.Struct("<4xHHHHHIIIHH")
"""Version, flags, method, time, date, check sum, packed size, size, length of the name, length of the extra fields."""

_DESCRIPTOR_BYTES = 16
"""[bytes] Mark, check sum, packed size and size behind a file that was written without knowing them."""

ENCRYPTED = 0x1
"""[bit] Flag of a file that needs a password."""

SIZES_BEHIND = 0x8
"""[bit] Flag of a file whose check sum and sizes stand behind it."""

UTF_8 = 0x800
"""[bit] Flag of a name in UTF-8; without it the name is in code page 437."""

STORED, DEFLATED = 0, 8
"""Methods that can be undone."""

LAST_METHOD = 99
"""Largest number of a method."""

LONGEST_NAME = 4096
"""[bytes] A header with a longer name is none."""

IN_EXTRA_FIELD = 0xFFFFFFFF
"""A size that stands in an extra field because it needs 64 bits."""

LONG_SIZES = 1
"""Number of the extra field with 64-bit sizes."""


class _Entry(NamedTuple):
    """One local header: the name, flags and method, the check sum, the packed size, and where the content starts."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    start: int


def is_directory_of_a_part(data: bytes) -> bool:
    """Whether the directory found in a .zip is that of a .zip stored in it, because the outer one's is missing."""
    at = data.rfind(DIRECTORY_END)
    if (
        at < 0
        or at + 20 > len(data)
        or not data.startswith(LOCAL_HEADER)
        or data[max(at - 20, 0) :].startswith(LONG_DIRECTORY_END)
    ):
        return False
    end_of_directory: int = sum(struct.unpack_from("<II", data, at + 12))
    return end_of_directory < at


def salvage_zip(member: Member, budget: Budget) -> Iterator[Member]:
    """Every file whose header can be found, in the order of the archive, with a note on what came out of it.

    Parameters
    ----------
    member : Member
        The archive.
    budget : Budget
        What may be used up.

    Yields
    ------
    Member
        With an error where nothing came out.

    Raises
    ------
    LimitError
        If a limit is passed.
    """
    data, at = member.data, 0
    while (at := data.find(LOCAL_HEADER, at)) >= 0:
        entry = _entry(data, at)
        if entry is None:
            at += len(LOCAL_HEADER)
            continue
        path = f"{member.name}/{entry.name}"
        budget.add_member(path)
        content, at, problem = _content(data, entry, path, budget)
        budget.add_bytes(len(content), path)
        if not is_no_file(entry.name):
            yield _salvaged(path, content, problem, member.notes)


def salvage_listed(member: Member, info: ZipInfo, error: ReadError, budget: Budget) -> Member:
    """A file that the directory lists and that cannot be taken out whole: what comes before the damage, with a note.

    Parameters
    ----------
    member : Member
        The archive.
    info : zipfile.ZipInfo
        What the directory says of the file; sizes and check sum there are believed more than those before the file.
    error : ReadError
        Why it could not be taken out; kept where nothing comes out.
    budget : Budget
        What may be used up.

    Raises
    ------
    LimitError
        If a limit is passed.
    """
    path = f"{member.name}/{info.filename}"
    found = _entry(member.data, info.header_offset) if member.data.startswith(LOCAL_HEADER, info.header_offset) else None
    if found is None or info.flag_bits & ENCRYPTED:
        return Member(path, b"", member.notes, error)
    end = found.start + info.compress_size
    listed = _Entry(info.filename, 0, info.compress_type, info.CRC, info.compress_size, found.start)
    content, _, problem = _content(member.data[:end], listed, path, budget)
    budget.add_bytes(len(content), path)
    if not content:
        return Member(path, b"", member.notes, error)
    said = f"this file is damaged inside its .zip ({problem or 'what stands before it is wrong'})"
    note = Note("archive_damaged", f"{said}; {len(content):,} of {info.file_size:,} bytes came out")
    return Member(path, content, (*member.notes, note))


def _salvaged(path: str, content: bytes, problem: str, notes: tuple[Note, ...]) -> Member:
    if not content and problem:
        return Member(path, b"", notes, ReadError(f"cannot be taken out of the damaged .zip: {problem}", path=path))
    extent = f"{len(content):,} bytes of it ({problem})" if problem else "all of it"
    message = f"the .zip is cut off or damaged (it has no directory); this file was found in it, and {extent} came out"
    return Member(path, content, (*notes, Note("archive_damaged", message)))


def _entry(data: bytes, at: int) -> _Entry | None:
    """The local header at ``at``, None when it is none or cut off."""
    if at + _LOCAL.size > len(data):
        return None
    _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(data, at)
    name_at = at + _LOCAL.size
    start = name_at + name_size + extra_size
    name = data[name_at : name_at + name_size]
    if not 0 < name_size <= LONGEST_NAME or start > len(data) or method > LAST_METHOD or b"\0" in name:
        return None
    if packed == IN_EXTRA_FIELD:
        packed = _long_size(data[name_at + name_size : start], is_second=size == IN_EXTRA_FIELD)
    text = name.decode("utf-8" if flags & UTF_8 else "cp437", "replace")
    return _Entry(text, flags, method, crc, packed, start)


def _long_size(extra: bytes, *, is_second: bool) -> int:
    """The 64-bit packed size in the extra fields, behind the size where that is there too; 0 when it is missing."""
    at = 0
    while at + 4 <= len(extra):
        number, size = struct.unpack_from("<HH", extra, at)
        if number == LONG_SIZES:
            first = at + (12 if is_second else 4)
            return int.from_bytes(extra[first : first + 8], "little")
        at += 4 + size
    return 0


def _content(data: bytes, entry: _Entry, path: str, budget: Budget) -> Inflated:
    """The content of a file, where to look for the next one, and what is wrong with it."""
    if entry.flags & ENCRYPTED:
        return Inflated(b"", entry.start, "encrypted; unpack it with its password first")
    if entry.method == STORED:
        found = _stored(data, entry)
        budget.check_size(found.content, len(found.content), len(found.content), path)
    elif entry.method == DEFLATED:
        found = inflate(data, entry.start, lambda head, size, packed: budget.check_size(head, size, packed, path))
        if found.problem and found.problem != CUT_OFF:
            return found._replace(end=entry.start)
    else:
        return Inflated(b"", entry.start, f"packed by method {entry.method}, which is not known here")
    expected = _crc(data, entry, found.end)
    if not found.problem and expected is not None and zlib.crc32(found.content) != expected:
        return found._replace(problem="its check sum is wrong")
    return found


def _stored(data: bytes, entry: _Entry) -> Inflated:
    """A file that is not compressed, by its size, or up to what follows it where its size stands behind it."""
    if entry.packed or not entry.flags & SIZES_BEHIND:
        end = entry.start + entry.packed
        return Inflated(data[entry.start : end], min(end, len(data)), CUT_OFF if end > len(data) else "")
    at = data.find(DESCRIPTOR, entry.start)
    while at >= 0:
        if int.from_bytes(data[at + 8 : at + 12], "little") == at - entry.start:
            return Inflated(data[entry.start : at], at, "")
        at = data.find(DESCRIPTOR, at + 1)
    following = [place for mark in (LOCAL_HEADER, DIRECTORY_HEADER) if (place := data.find(mark, entry.start)) >= 0]
    end = min(following, default=len(data))
    return Inflated(data[entry.start : end], end, CUT_OFF)


def _crc(data: bytes, entry: _Entry, end: int) -> int | None:
    """The check sum that belongs to a file, None when it is missing."""
    if not entry.flags & SIZES_BEHIND:
        return entry.crc
    behind = data[end : end + _DESCRIPTOR_BYTES].removeprefix(DESCRIPTOR)[:4]
    return int.from_bytes(behind, "little") if len(behind) == 4 else None
