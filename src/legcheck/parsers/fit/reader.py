"""Bytes of one or several chained FIT files to Activities."""

from __future__ import annotations

from legcheck.core import Activity, InputError, Note, ReadError, Source, UnsupportedFileError
from legcheck.parsers.fit.columns import has_compressed_times
from legcheck.parsers.fit.decode import WANTED, AnyMessage, Decoded, decode
from legcheck.parsers.fit.framing import Frame, find_frames
from legcheck.parsers.fit.messages import activities_of
from legcheck.parsers.fit.scan import scan_messages

__all__ = ["read_fit"]

ON_DAMAGE = ("salvage", "raise")
"""What to do with a damaged file."""


def read_fit(data: bytes | memoryview, *, source: Source, on_damage: str = "salvage") -> list[Activity]:
    """Read every activity in the bytes of a FIT file.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file; several FIT files one after the other are fine.
    source : Source
        Where it came from; its name appears in errors.
    on_damage : {"salvage", "raise"}, default "salvage"
        Keep every record before and after damage and say so in a note, or raise.

    Returns
    -------
    list of Activity
        One per session with records, in file order.

    Raises
    ------
    UnsupportedFileError
        If this is no FIT file, or one that is not an activity.
    ReadError
        If it holds no records, or is damaged and ``on_damage`` is ``"raise"``.
    InputError
        If ``on_damage`` is something else.
    """
    if on_damage not in ON_DAMAGE:
        raise InputError(f"on_damage must be one of {', '.join(ON_DAMAGE)}, got {on_damage!r}", path=source.name)
    buffer = bytes(data)
    frames = find_frames(buffer)
    if not frames:
        raise UnsupportedFileError("not a FIT file: its header is missing", path=source.name)
    activities: list[Activity] = []
    errors: list[ReadError] = []
    for frame in frames:
        try:
            activities += activities_of(_decode_frame(buffer, frame, source, on_damage), source)
        except ReadError as error:
            errors.append(error)
    if not activities:
        raise errors[0]
    return activities


def _decode_frame(buffer: bytes, frame: Frame, source: Source, on_damage: str) -> Decoded:
    scan = scan_messages(buffer, frame.start, frame.end, WANTED)
    if has_compressed_times(buffer, scan.groups):
        scan = scan_messages(buffer, frame.start, frame.end, AnyMessage())
    decoded = decode(buffer, scan)
    decoded.notes += [Note(code, message) for code, message in frame.problems]
    return decoded
