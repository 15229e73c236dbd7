"""What taking a file out of an archive may cost, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from legcheck.core import LimitError, Note, ReadError
from legcheck.parsers.sniff import Kind, sniff_container

__all__ = ["DEFAULT_LIMITS", "Budget", "Limits", "Member", "is_no_file", "over"]

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
class Budget:
    """What has been used up so far while one archive is opened; each method raises LimitError when it is too much."""

    limits: Limits
    members: int = 0
    total: int = 0

    def add_member(self, path: str) -> None:
        """Count one more file, or one more stream inside a file."""
        self.members += 1
        if self.members > self.limits.max_members:
            raise LimitError(over(f"more than {self.limits.max_members:,} files", "max_members"), path=path)

    def add_bytes(self, size: int, path: str) -> None:
        """Count the content of a file. [bytes]"""
        self.total += size
        if self.total > self.limits.max_total_bytes:
            raise LimitError(over(f"more than {self.limits.max_total_bytes:,} bytes in all", "max_total_bytes"), path=path)

    def check_size(self, head: bytes, size: int, packed: int, path: str) -> None:
        """Check a file that begins with ``head`` and has grown to ``size`` from ``packed`` bytes so far."""
        name, most = self.limits.size_limit(head)
        if size > most:
            raise LimitError(over(f"larger than {most:,} bytes once decompressed", name), path=path)
        if size > RATIO_FREE_BYTES and size > self.limits.max_ratio * max(packed, 1):
            raise LimitError(over(f"grows more than {self.limits.max_ratio:g} times when decompressed", "max_ratio"), path=path)


def is_no_file(name: str) -> bool:
    """Folders, and what operating systems leave in archives."""
    base = name.rpartition("/")[2]
    return not base or name.startswith(_JUNK_FOLDERS) or base.startswith("._") or base in _JUNK_NAMES


def over(what: str, limit: str) -> str:
    """The message of a limit that was passed."""
    return f"{what}: stopped, it may be a decompression bomb; if you trust it, pass limits=Limits({limit}=...)"
