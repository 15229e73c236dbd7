"""Bytes of one or several chained FIT files to Activities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from legcheck.core import Activity, InputError, Note, ReadError, Source, UnsupportedFileError
from legcheck.parsers.fit.columns import drop_stray_times, has_compressed_times, merge_tables, usual_time
from legcheck.parsers.fit.decode import WANTED, AnyMessage, Decoded, decode
from legcheck.parsers.fit.framing import Frame, find_frames
from legcheck.parsers.fit.messages import activities_of
from legcheck.parsers.fit.salvage import Salvage, salvage_messages
from legcheck.parsers.fit.scan import Scan, scan_messages

__all__ = ["decode_frame", "read_fit"]

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
        If it holds no records, or is damaged and ``on_damage`` is ``"raise"``;
        :class:`~legcheck.core.LimitError` if more files are chained than any watch writes.
    InputError
        If ``on_damage`` is something else.
    """
    if on_damage not in ON_DAMAGE:
        raise InputError(f"on_damage must be one of {', '.join(ON_DAMAGE)}, got {on_damage!r}", path=source.name)
    buffer = bytes(data)
    frames = find_frames(buffer, path=source.name)
    if not frames:
        raise UnsupportedFileError("not a FIT file: its header is missing", path=source.name)
    activities: list[Activity] = []
    errors: list[ReadError] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for decoded in _with_heart_streams([decode_frame(buffer, frame, source, on_damage) for frame in frames]):
            try:
                activities += activities_of(decoded, source)
            except ReadError as error:
                errors.append(error)
    if not activities:
        raise errors[0]
    return _with_notes(activities, buffer, frames, errors)


def _with_heart_streams(files: list[Decoded]) -> list[Decoded]:
    """The same, with a strap's own recording that was chained behind an activity put into that activity."""
    kept: list[Decoded] = []
    for decoded in files:
        if kept and len(decoded.heart) and not len(decoded.records):
            kept[-1].heart = merge_tables([kept[-1].heart, decoded.heart])
        else:
            kept.append(decoded)
    return kept


def _with_notes(activities: list[Activity], buffer: bytes, frames: list[Frame], errors: list[ReadError]) -> list[Activity]:
    """The same activities with notes on what stands beside them in the bytes."""
    others = dict.fromkeys(error.message for error in errors)
    notes = [Note("other_content", f"the file also holds: {message}") for message in others]
    leftover = len(buffer) - frames[-1].stop
    if leftover:
        notes.append(Note("trailing_bytes", f"{leftover:,} bytes after the end of the FIT content ignored"))
    return [replace(activity, notes=(*activity.notes, *notes)) for activity in activities] if notes else activities


def decode_frame(buffer: bytes, frame: Frame, source: Source, on_damage: str) -> Decoded:
    """Decode one FIT file inside the bytes, salvaging or raising where it is damaged.

    Raises
    ------
    ReadError
        If it is damaged and ``on_damage`` is ``"raise"``.
    """
    scan = scan_messages(buffer, frame.start, frame.end, WANTED)
    is_sound = frame.is_whole and not (frame.problems and on_damage == "raise")
    if is_sound and not scan.problem:
        if has_compressed_times(buffer, scan.groups):
            scan = scan_messages(buffer, frame.start, frame.end, AnyMessage())
        decoded = decode(buffer, scan)
        decoded.notes += [Note(code, message) for code, message in frame.problems]
        return decoded
    if on_damage == "raise":
        raise ReadError(
            f'damaged: {_reason(frame, scan)}; on_damage="salvage" keeps what can be read', path=source.name, offset=scan.stop
        )
    salvage = salvage_messages(buffer, frame.start, frame.end, AnyMessage(), usual_time(buffer, scan.groups))
    decoded = decode(buffer, salvage.scan)
    strays = drop_stray_times(decoded.records)
    decoded.notes += [Note(code, message) for code, message in frame.problems]
    decoded.notes += _salvage_notes(salvage, frame, len(decoded.records), salvage.spurious + strays)
    return decoded


def _reason(frame: Frame, scan: Scan) -> str:
    return (
        "; ".join([*(message for _, message in frame.problems), *([scan.problem] if scan.problem else [])])
        or "the file is cut off"
    )


def _salvage_notes(salvage: Salvage, frame: Frame, records: int, dropped: int) -> list[Note]:
    is_unfinished = any(code == "data_size" for code, _ in frame.problems) and not salvage.reached_end
    is_cut_off = frame.is_cut_off or is_unfinished
    gaps = salvage.gaps[:-1] if is_cut_off and not salvage.reached_end else salvage.gaps
    notes = []
    if gaps:
        size = sum(gap.stop - gap.start for gap in gaps)
        where = f"{len(gaps):,} stretches, the first" if len(gaps) > 1 else "one stretch"
        skipped = f"{size:,} damaged bytes skipped ({where} at byte {gaps[0].start:,})"
        notes.append(Note("damage_skipped", f"{skipped}: {records:,} records recovered"))
    if salvage.guessed:
        notes.append(Note("undefined_message", "messages of a kind the file never defines left out"))
    if is_cut_off:
        notes.append(Note("file_cut_off", f"file cut off: {records:,} records recovered"))
    if dropped:
        notes.append(Note("records_dropped", f"{dropped:,} records with an impossible time left out"))
    return notes
