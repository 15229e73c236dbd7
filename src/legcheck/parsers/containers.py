"""Archives opened in memory, within limits: .gz, .zip and zips inside zips, down to the files in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from legcheck.core import LimitError, Note, ReadError
from legcheck.parsers.sniff import Kind, sniff_container

__all__ = ["DEFAULT_LIMITS", "Limits", "Member", "open_members"]

_CHUNK = 1 << 20
_SMALL_STEP = 64
_GZIP_MAGIC = b"\x1f\x8b"
_ENCRYPTED = 0x1
_JUNK_FOLDERS = ("__MACOSX/",)
_JUNK_NAMES = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may cost to open.

    Attributes
    ----------
    max_bytes : int
        Largest activity file, after decompression. [bytes] A day at 1 Hz is 5 MB of FIT or 40 MB of GPX.
    max_archive_bytes : int
        Largest .zip, nested ones included. [bytes]
    max_total_bytes : int
        Largest sum over all files of one archive, nested ones included. [bytes]
    max_ratio : float
        Largest decompressed to compressed size; asked only beyond 16 MiB. Text of track points reaches about 30.
    max_members : int
        Most files in one archive, nested ones included.
    max_depth : int
        Most archives inside one another; a Garmin export needs 2.

    Examples
    --------
    >>> Limits(max_bytes=1_000_000).max_depth
    4
    """

    max_bytes: int = 128 << 20
    max_archive_bytes: int = 4 << 30
    max_total_bytes: int = 16 << 30
    max_ratio: float = 200.0
    max_members: int = 200_000
    max_depth: int = 4

    def size_limit(self, head: bytes) -> tuple[str, int]:
        """Name and value of the limit for a file that begins with ``head``."""
        is_archive = sniff_container(head) is Kind.ZIP
        return ("max_archive_bytes", self.max_archive_bytes) if is_archive else ("max_bytes", self.max_bytes)


DEFAULT_LIMITS = Limits()
"""Generous for what people have, far below what a machine can hold."""

RATIO_FREE_BYTES = 16 << 20
"""[bytes] Below this size no ratio is asked."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file, taken out of whatever it was packed in.

    Attributes
    ----------
    name : str
        Path of the archive and of the file inside it: ``export.zip/run.fit.gz``.
    data : bytes
        Its content.
    notes : tuple of Note
        What was odd about the packing.
    error : ReadError or None
        Why this file of an archive could not be taken out; ``data`` is then empty.
    """

    name: str
    data: bytes = field(repr=False)
    notes: tuple[Note, ...] = ()
    error: ReadError | None = None


@dataclass(slots=True)
class _Budget:
    """What has been used up so far while one archive is opened."""

    limits: Limits
    members: int = 0
    total: int = 0

    def add_member(self, path: str) -> None:
        self.members += 1
        if self.members > self.limits.max_members:
            raise LimitError(_over(f"more than {self.limits.max_members:,} files", "max_members"), path=path)

    def add_bytes(self, size: int, path: str) -> None:
        self.total += size
        if self.total > self.limits.max_total_bytes:
            raise LimitError(_over(f"more than {self.limits.max_total_bytes:,} bytes in all", "max_total_bytes"), path=path)


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
        Whether to use what comes out of a damaged .gz before the damage.

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
    yield from _open(Member(name, data), depth=0, budget=_Budget(limits), on_damage=on_damage)


def _open(member: Member, *, depth: int, budget: _Budget, on_damage: str) -> Iterator[Member]:
    kind = None if member.error else sniff_container(member.data)
    if kind is None:
        yield member
        return
    if depth >= budget.limits.max_depth:
        raise LimitError(_over(f"archives are nested more than {budget.limits.max_depth} deep", "max_depth"), path=member.name)
    inner = _gunzip(member, budget, on_damage) if kind is Kind.GZIP else _unzip(member, budget)
    try:
        for content in inner:
            yield from _open(content, depth=depth + 1, budget=budget, on_damage=on_damage)
    except LimitError:
        raise
    except ReadError as error:
        if depth == 0:
            raise
        yield Member(member.name, b"", member.notes, error)


def _gunzip(member: Member, budget: _Budget, on_damage: str) -> Iterator[Member]:
    budget.add_member(member.name)
    parts: list[bytes] = []
    size, rest, problem = 0, member.data, ""
    while rest.startswith(_GZIP_MAGIC) and not problem:
        part, rest, problem = _inflate(rest, member, budget.limits, already=size)
        parts.append(part)
        size += len(part)
    if problem and (on_damage == "raise" or not size):
        raise ReadError(f"damaged .gz ({problem}); try to download or copy it again", path=member.name)
    budget.add_bytes(size, member.name)
    notes = member.notes
    if problem:
        notes = (*notes, Note("archive_damaged", f"the .gz is damaged ({problem}); {size:,} bytes of content were recovered"))
    yield replace(member, data=b"".join(parts), notes=notes)


def _inflate(packed: bytes, member: Member, limits: Limits, *, already: int) -> tuple[bytes, bytes, str]:
    """Content of the first gzip stream in ``packed``, what follows it, and what is wrong with it.

    The raw stream is read, not the gzip around it, so that a wrong check sum loses nothing and other damage loses
    one small step at most.
    """
    start = _gzip_header_end(packed)
    decoder = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    parts: list[bytes] = []
    size, rest, step = already, packed[start:], _CHUNK
    while not decoder.eof:
        saved = decoder.copy() if step == _CHUNK else None
        try:
            chunk = decoder.decompress(rest, step)
        except zlib.error as error:
            if saved is None:
                return b"".join(parts), b"", str(error)
            decoder, step = saved, _SMALL_STEP
            continue
        if not chunk and not decoder.eof:
            return b"".join(parts), b"", "it is cut off"
        parts.append(chunk)
        size += len(chunk)
        _check_size(parts[0], size, len(member.data), member.name, limits)
        rest = decoder.unconsumed_tail
    content, trailer = b"".join(parts), decoder.unused_data
    expected = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    problem = "" if trailer[:8] == expected else "its check sum is wrong"
    return content, trailer[8:], problem


def _gzip_header_end(packed: bytes) -> int:
    """Where the compressed data start; RFC 1952, section 2.3."""
    flags = packed[3] if len(packed) > 3 else 0
    position = 10
    if flags & 0x04:
        position += 2 + int.from_bytes(packed[position : position + 2], "little")
    for flag in (0x08, 0x10):
        if flags & flag:
            position = packed.find(b"\x00", position) + 1 or len(packed)
    return position + (2 if flags & 0x02 else 0)


def _unzip(member: Member, budget: _Budget) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(member.data))
    except Exception as error:
        raise ReadError(f"damaged .zip: {error}; try to download or copy it again", path=member.name) from error
    with archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if _is_no_file(info.filename):
                continue
            path = f"{member.name}/{info.filename}"
            budget.add_member(path)
            try:
                content = _extract(archive, info, path, budget.limits)
            except LimitError:
                raise
            except ReadError as error:
                yield Member(path, b"", member.notes, error)
                continue
            budget.add_bytes(len(content), path)
            yield Member(path, content, member.notes)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, limits: Limits) -> bytes:
    """One file of a zip; its stated size is not trusted."""
    if info.flag_bits & _ENCRYPTED:
        raise ReadError("encrypted; unpack it with its password first", path=path)
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                _check_size(parts[0], size, info.compress_size, path, limits)
    except LimitError:
        raise
    except Exception as error:
        raise ReadError(f"damaged inside its .zip: {error}; try to download or copy it again", path=path) from error
    return b"".join(parts)


def _check_size(head: bytes, size: int, packed: int, path: str, limits: Limits) -> None:
    name, most = limits.size_limit(head)
    if size > most:
        raise LimitError(_over(f"larger than {most:,} bytes once decompressed", name), path=path)
    if size > RATIO_FREE_BYTES and size > limits.max_ratio * max(packed, 1):
        raise LimitError(_over(f"grows more than {limits.max_ratio:g} times when decompressed", "max_ratio"), path=path)


def _over(what: str, limit: str) -> str:
    return f"{what}: stopped, it may be a decompression bomb; if you trust it, pass limits=Limits({limit}=...)"


def _is_no_file(name: str) -> bool:
    """Folders, and what operating systems leave in archives."""
    base = name.rpartition("/")[2]
    return not base or name.startswith(_JUNK_FOLDERS) or base.startswith("._") or base in _JUNK_NAMES
