"""Where FIT files begin and end inside a run of bytes: headers, checksums, chained files, what is left over."""

from __future__ import annotations

from dataclasses import dataclass

from fastcrc import crc16

from legcheck.core import LimitError

__all__ = ["MAGIC", "Frame", "find_frames"]

MAGIC = b".FIT"
"""Bytes 8 to 11 of every FIT header."""

HEADER_SIZES = (12, 14)
"""[bytes] The two header sizes in use; the longer one carries its own checksum."""

CRC_SIZE = 2
"""[bytes] Checksum after the last message."""

MAGIC_AT = 8
"""[bytes] Where the magic stands in the header."""

SIZE_AT = 4
"""[bytes] Where the length of the content stands in the header, up to the magic."""

LARGEST_FILE = 1 << 31
"""[bytes] A header that promises this much more than there is was never finished."""

MOST_FILES = 1000
"""FIT files chained in one; watches chain two or three, more headers than this were put there to cost time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One FIT file inside the bytes.

    Attributes
    ----------
    header : int
        Where its header starts. [bytes]
    start, end : int
        First byte of the messages, first byte after them. [bytes]
    stop : int
        Where whatever comes next starts. [bytes]
    is_whole : bool
        Header and checksum agree with the bytes, so every message can be trusted.
    is_cut_off : bool
        The header promises more bytes than there are.
    problems : tuple of (str, str)
        Note code and message for what does not agree.
    """

    header: int
    start: int
    end: int
    stop: int
    is_whole: bool
    is_cut_off: bool = False
    problems: tuple[tuple[str, str], ...] = ()


def find_frames(buffer: bytes, *, path: str | None = None) -> list[Frame]:
    """Split the bytes into the FIT files they hold, whole or damaged.

    Raises
    ------
    LimitError
        If there are more than 1,000; ``path`` is for its message.

    Examples
    --------
    >>> find_frames(b"not a FIT file at all")
    []
    """
    frames: list[Frame] = []
    at = _next_header(buffer, 0)
    while at is not None:
        if len(frames) == MOST_FILES:
            raise LimitError(f"more than {MOST_FILES:,} FIT files chained in one; not read for safety", path=path, offset=at)
        frame = _whole_frame(buffer, at) or _damaged_frame(buffer, at)
        frames.append(frame)
        at = _next_header(buffer, frame.stop)
    return frames


def _next_header(buffer: bytes, start: int) -> int | None:
    """Where the next plausible header starts at or after ``start``."""
    magic = buffer.find(MAGIC, start + MAGIC_AT)
    while magic >= 0:
        if buffer[magic - MAGIC_AT] in HEADER_SIZES or magic == start + MAGIC_AT:
            return magic - MAGIC_AT
        magic = buffer.find(MAGIC, magic + 1)
    return None


def _start(buffer: bytes, header: int) -> int:
    """First byte after the header, believing its size byte only where it can be."""
    size = buffer[header]
    if (
        size >= min(HEADER_SIZES)
        and header + size <= len(buffer)
        and (size in HEADER_SIZES or _is_definition_at(buffer, header + size))
    ):
        return header + size
    return header + next((size for size in HEADER_SIZES if _is_definition_at(buffer, header + size)), max(HEADER_SIZES))


def _is_definition_at(buffer: bytes, at: int) -> bool:
    """Whether what starts here looks like the definition every file begins with."""
    return at + 2 < len(buffer) and buffer[at] & 0xD0 == 0x40 and buffer[at + 2] <= 1


def _whole_frame(buffer: bytes, header: int) -> Frame | None:
    """The file at ``header`` if length and checksum agree."""
    start = _start(buffer, header)
    end = start + int.from_bytes(buffer[header + SIZE_AT : header + MAGIC_AT], "little")
    if end + CRC_SIZE > len(buffer) or end <= start:
        return None
    stored = int.from_bytes(buffer[end : end + CRC_SIZE], "little")
    if crc16.arc(buffer[header:end]) != stored:
        return None
    return Frame(header, start, end, end + CRC_SIZE, is_whole=True)


def _damaged_frame(buffer: bytes, header: int) -> Frame:
    """The file at ``header`` as far as it goes: to the next header or to the end of the bytes."""
    start = min(_start(buffer, header), len(buffer))
    following = _next_header(buffer, start)
    limit = len(buffer) if following is None else following
    declared = start + int.from_bytes(buffer[header + SIZE_AT : header + MAGIC_AT], "little")
    if _checksum_fits(buffer, header, start, limit - CRC_SIZE):
        problem = ("data_size", "the length in the header is wrong; the checksum says where the content ends")
        return Frame(header, start, limit - CRC_SIZE, limit, is_whole=True, problems=(problem,))
    if declared == start or declared > limit + LARGEST_FILE:
        problem = ("data_size", "the header gives no length (the device stopped while writing)")
        return Frame(header, start, limit, limit, is_whole=False, problems=(problem,))
    if declared + CRC_SIZE > limit:
        return Frame(header, start, limit, limit, is_whole=False, is_cut_off=True)
    problem = ("checksum", "the checksum does not match the content: some bytes have changed")
    return Frame(header, start, limit, limit, is_whole=False, problems=(problem,))


def _checksum_fits(buffer: bytes, header: int, start: int, end: int) -> bool:
    """Whether the bytes after ``end`` are the checksum of a file whose header gave its true length."""
    if end <= start:
        return False
    size = (end - start).to_bytes(MAGIC_AT - SIZE_AT, "little")
    content = buffer[header : header + SIZE_AT] + size + buffer[header + MAGIC_AT : end]
    return crc16.arc(content) == int.from_bytes(buffer[end : end + CRC_SIZE], "little")
