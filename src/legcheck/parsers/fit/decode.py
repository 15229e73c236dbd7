"""One FIT file inside the bytes, decoded: records and streams as columns, the rare messages as rows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from legcheck.core import Note
from legcheck.parsers.fit.columns import Table, decode_table, fill_compressed_times, has_compressed_times, header_times
from legcheck.parsers.fit.developer import Description, describe, wanted_fields
from legcheck.parsers.fit.layout import COMPRESSED_BIT, DeveloperKey
from legcheck.parsers.fit.profile import RECORD, TIMESTAMP, Message
from legcheck.parsers.fit.records import to_physical
from legcheck.parsers.fit.rows import Row, decode_rows
from legcheck.parsers.fit.scan import Group, Scan

__all__ = ["COLUMN_FIELDS", "ROW_FIELDS", "WANTED", "AnyMessage", "Decoded", "decode"]

ROW_FIELDS: dict[int, frozenset[int]] = {
    Message.FILE_ID: frozenset({0, 1, 2, 3, 8}),
    Message.USER_PROFILE: frozenset({2, 3, 4, 8, 9, 11}),
    Message.ZONES_TARGET: frozenset({1}),
    Message.SPORT: frozenset({0, 1}),
    Message.SESSION: frozenset({253, 254, 2, 5, 6, 7, 8, 9, 16, 17, 18, 22, 23, 92, 192, 193}),
    Message.LAP: frozenset({253, 2, 7, 8, 9, 15, 16, 17, 21, 22, 23, 24, 25, 71, 80}),
    Message.EVENT: frozenset({253, 0, 1}),
    Message.DEVICE_INFO: frozenset({0, 1, 2, 3, 4, 5, 25, 27}),
    Message.WORKOUT_STEP: frozenset({254, 7}),
    Message.ACTIVITY: frozenset({253, 5}),
    Message.FIELD_DESCRIPTION: frozenset({0, 1, 2, 3, 6, 7, 8, 14, 15}),
    Message.TIME_IN_ZONE: frozenset({0, 1, 11, 12}),
}
"""Messages read as rows and the fields taken from them."""

REFERENCE, REFERENCE_BYTES = 0, 2
"""[-], [bytes] Field of a time_in_zone message that names the kind of message it belongs to, and its size."""

COLUMN_FIELDS: dict[int, frozenset[int]] = {
    Message.RECORD: frozenset(RECORD),
    Message.HRV: frozenset({0}),
    Message.HR: frozenset({253, 0, 1, 6, 9, 10}),
}
"""Messages read as columns and the fields taken from them."""

ARRAY_FIELDS: dict[int, frozenset[int]] = {
    Message.RECORD: frozenset({8}),
    Message.HRV: frozenset({0}),
    Message.HR: frozenset({6, 9, 10}),
}
"""Those of them that hold more than one value a message."""

TIMED_ROWS = (Message.SESSION, Message.LAP, Message.EVENT)
"""Rows whose time is used; it may stand in their header."""

WANTED = frozenset(ROW_FIELDS) | frozenset(COLUMN_FIELDS)
"""Every message that is read at all."""


class AnyMessage:
    """A container that holds every message number."""

    def __contains__(self, number: object) -> bool:
        return True


@dataclass(slots=True)
class Decoded:
    """What one FIT file says.

    Attributes
    ----------
    records : Table
        Records, in the profile's physical units.
    hrv, heart : Table
        Beat-to-beat intervals and the heart-rate stream, raw.
    rows : dict of int to list of Row
        The other messages by global number, in file order.
    descriptions : dict
        Developer fields of records.
    notes : list of Note
    """

    records: Table
    hrv: Table
    heart: Table
    rows: dict[int, list[Row]]
    descriptions: dict[DeveloperKey, Description]
    notes: list[Note] = field(default_factory=list)

    def first(self, message: int) -> Row | None:
        """The first message of a kind."""
        rows = self.rows.get(message)
        return rows[0] if rows else None


def decode(buffer: bytes, scan: Scan) -> Decoded:
    """Read everything wanted from the places a scan found.

    Parameters
    ----------
    buffer : bytes
        The file.
    scan : Scan
        Where the messages are. Its groups must hold every message that moves the clock when the file uses
        compressed timestamps.
    """
    by_message: dict[int, list[Group]] = {}
    for group in scan.groups:
        by_message.setdefault(group.definition.message, []).append(group)
    by_message[Message.TIME_IN_ZONE] = _of_sessions(buffer, by_message.get(Message.TIME_IN_ZONE, ()))
    rows = {message: decode_rows(buffer, by_message.get(message, ()), wanted) for message, wanted in ROW_FIELDS.items()}
    descriptions = describe(rows[Message.FIELD_DESCRIPTION])
    tables = {
        message: decode_table(buffer, by_message.get(message, ()), fields, wanted_fields(descriptions), ARRAY_FIELDS[message])
        for message, fields in COLUMN_FIELDS.items()
    }
    records = tables[Message.RECORD]
    if has_compressed_times(buffer, by_message.get(Message.RECORD, ())):
        fill_compressed_times(buffer, records, scan.groups)
    to_physical(records)
    for message in TIMED_ROWS:
        if has_compressed_times(buffer, by_message.get(message, ())):
            _fill_row_times(buffer, rows[message], scan.groups)
    notes = _misfit_notes(by_message.get(Message.RECORD, ()))
    return Decoded(records, tables[Message.HRV], tables[Message.HR], rows, descriptions, notes)


def _of_sessions(buffer: bytes, groups: Iterable[Group]) -> list[Group]:
    """The time_in_zone messages of sessions, and the first of each layout: the many of laps say the same once more."""
    kept = []
    for group in groups:
        first = group.offsets[:1]
        session = Message.SESSION.to_bytes(REFERENCE_BYTES, "big" if group.definition.order == ">" else "little")
        for place in group.definition.fields({REFERENCE}):
            begin, end = place.offset, place.offset + REFERENCE_BYTES
            first += [at for at in group.offsets[1:] if buffer[at + begin : at + end] == session]
        kept.append(Group(group.definition, first))
    return kept


def _fill_row_times(buffer: bytes, rows: Iterable[Row], groups: list[Group]) -> None:
    """Give rows with a compressed-timestamp header their full timestamp, in place."""
    without = [row for row in rows if buffer[row.offset] & COMPRESSED_BIT]
    times = header_times(buffer, np.array([row.offset for row in without], np.int64), groups)
    for row, time in zip(without, times.tolist(), strict=True):
        if math.isfinite(time):
            row.values[TIMESTAMP] = time


def _misfit_notes(groups: Iterable[Group]) -> list[Note]:
    """A note on record fields whose size does not fit their type."""
    misfits = sorted({number for group in groups for number in group.definition.misfits()})
    if not misfits:
        return []
    listed = ", ".join(str(number) for number in misfits)
    return [Note("field_size", f"record field {listed}: size does not fit the declared type, read as bytes")]
