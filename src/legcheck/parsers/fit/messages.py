"""Decoded messages to Activities: one per session, in legcheck's names and units."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from legcheck.core import (
    Activity,
    Columns,
    FloatArray,
    Lap,
    Note,
    ReadError,
    Source,
    Span,
    UnsupportedFileError,
)
from legcheck.core.arrays import read_only
from legcheck.parsers.fit.columns import Table
from legcheck.parsers.fit.decode import Decoded
from legcheck.parsers.fit.facts import athlete_of, device_of, lap_totals, session_totals, utc_offset_s
from legcheck.parsers.fit.heart_stream import merge_heart_stream, rr_intervals
from legcheck.parsers.fit.profile import (
    ACTIVITY_FILE,
    DISTANCE,
    FILE_TYPES,
    FIT_EPOCH_S,
    INTENSITIES,
    LAP_TRIGGERS,
    RELATIVE_TIME_LIMIT_S,
    SPORTS,
    SUB_SPORTS,
    TIMER_EVENT,
    TIMER_START,
    TIMER_STOPS,
    TIMESTAMP,
    Message,
    name_of,
)
from legcheck.parsers.fit.records import channels_of
from legcheck.parsers.fit.rows import Row
from legcheck.parsers.stray_times import stray_times

__all__ = ["activities_of"]

START_AGREES_S = 3600.0
"""[s] A session's start time further than this from its first record is not believed."""

MESSAGE_INDEX_BITS = 0x0FFF
"""[bits] The index in a message index; the bits above are flags, such as "selected"."""

LAST_TIME_S = 2**32
"""[s] FIT times have 32 bits."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Part:
    """One session's share of a file: its message (None without one), the FIT time from which it reaches, its laps and events."""

    session: Row | None
    start: float
    laps: list[Row]
    events: list[Row]


def activities_of(decoded: Decoded, source: Source) -> list[Activity]:
    """Turn a decoded file into its activities, one per session that has records.

    Raises
    ------
    UnsupportedFileError
        If the file is not an activity.
    ReadError
        If it is one but holds no records, or records without any time.
    """
    _check_kind(decoded, source)
    records = _timed(decoded, source)
    times = records.columns[TIMESTAMP]
    parts = _parts(decoded)
    if len(parts) == 1:
        return [_activity(decoded, parts[0], records, source)]
    owners = np.searchsorted([part.start for part in parts], times, side="right") - 1
    order = np.argsort(owners, kind="stable")
    shares = np.split(order, np.searchsorted(owners[order], np.arange(1, len(parts))))
    return [
        _activity(decoded, part, records.rows(share), source) for part, share in zip(parts, shares, strict=True) if share.size
    ]


def _check_kind(decoded: Decoded, source: Source) -> None:
    file_id = decoded.first(Message.FILE_ID)
    kind = file_id.whole(0) if file_id else None
    has_session = bool(decoded.rows[Message.SESSION])
    if kind is not None and kind != ACTIVITY_FILE and not has_session:
        name = FILE_TYPES.get(kind, f"type-{kind}")
        article = "an" if name[0] in "aeiou" else "a"
        raise UnsupportedFileError(f"{article} FIT {name} file, not an activity", path=source.name)
    if not len(decoded.records):
        what = "a FIT activity with a summary but no records" if has_session else "a FIT file without records"
        raise ReadError(f"{what}: there is nothing to read over time", path=source.name)


def _timed(decoded: Decoded, source: Source) -> Table:
    """The records that carry a time, without those whose time cannot be theirs."""
    records = decoded.records
    times = records.columns.get(TIMESTAMP)
    known = np.zeros(0, np.bool_) if times is None else (times >= 0.0) & (times <= LAST_TIME_S)
    if not known.any():
        raise ReadError("the records carry no time, so nothing can be said about them", path=source.name)
    if not known.all():
        missing = int(np.count_nonzero(~known))
        decoded.notes.append(Note("records_without_time", f"{missing:,} records without a time left out"))
        records = records.rows(known)
    stray = stray_times(records.columns[TIMESTAMP], records.columns.get(DISTANCE))
    if not stray.any():
        return records
    decoded.notes.append(Note("stray_times", f"{np.count_nonzero(stray):,} records with a time far from those around left out"))
    return records.rows(~stray)


def _parts(decoded: Decoded) -> list[_Part]:
    """Sessions by start time; the first reaches back to the beginning, each lasts until the next starts.

    Of several with one start time the last counts.
    """
    sessions = decoded.rows[Message.SESSION]
    known = sorted({start: row for row in sessions if (start := row.number(2)) is not None}.items())
    starts = [-np.inf, *(start for start, _ in known[1:])]
    rows: list[Row | None] = [row for _, row in known]
    rows = rows or [sessions[0] if sessions else None]
    laps = _shares(decoded.rows[Message.LAP], starts, 2)
    events = _shares(decoded.rows[Message.EVENT], starts, TIMESTAMP)
    return [_Part(*part) for part in zip(rows, starts, laps, events, strict=True)]


def _shares(rows: Iterable[Row], starts: list[float], field: int) -> list[list[Row]]:
    """The rows of each part, by the time in ``field``, in file order."""
    shares: list[list[Row]] = [[] for _ in starts]
    for row in rows:
        at = row.number(field)
        if at is not None:
            shares[bisect_right(starts, at) - 1].append(row)
    return shares


def _activity(decoded: Decoded, part: _Part, records: Table, source: Source) -> Activity:
    times = records.columns[TIMESTAMP]
    session = part.session
    sport, sub_sport = _sport(decoded, session)
    zero = _zero(session, times)
    channels, notes = channels_of(records, decoded.descriptions)
    elapsed = times - zero
    for values in (elapsed, *channels.values()):
        values.flags.writeable = False
    notes += merge_heart_stream(decoded.heart, times, channels)
    athlete, stated = athlete_of(decoded.rows, session)
    notes = [*decoded.notes, *_time_notes(zero), *([] if session else [_no_session()]), *notes, *stated]
    return Activity(
        source=source,
        start_time=_EPOCH + timedelta(seconds=FIT_EPOCH_S + zero),
        channels=Columns({"elapsed_s": elapsed, **channels}),
        sport=sport,
        sub_sport=sub_sport,
        utc_offset_s=utc_offset_s(decoded.rows[Message.ACTIVITY]),
        pauses=_pauses(part.events, zero),
        laps=_laps(part.laps, decoded.rows[Message.WORKOUT_STEP], zero),
        totals=session_totals(session),
        device=device_of(decoded.first(Message.FILE_ID), decoded.rows[Message.DEVICE_INFO]),
        athlete=athlete,
        feel=_rating(session, 192),
        effort=_rating(session, 193),
        rr_interval_s=read_only(rr_intervals(decoded.hrv, records.offsets)),
        notes=tuple(notes),
    )


def _rating(session: Row | None, field: int) -> float | None:
    """What the runner entered, 0-100."""
    value = session.number(field) if session else None
    return float(value) if value is not None and 0.0 <= value <= 100.0 else None


def _no_session() -> Note:
    return Note("no_session", "no session summary in the file: read from its records alone")


def _zero(session: Row | None, times: FloatArray) -> float:
    """FIT time that counts as elapsed 0: the session's start where it agrees with the first record, else that record."""
    first = float(times[0])
    start = session.number(2) if session else None
    return min(start, first) if start is not None and abs(start - first) <= START_AGREES_S else first


def _time_notes(zero: float) -> list[Note]:
    if zero >= RELATIVE_TIME_LIMIT_S:
        return []
    return [
        Note("relative_time", "the clock was not set: time counts from when the device was switched on, dates mean nothing")
    ]


def _sport(decoded: Decoded, session: Row | None) -> tuple[str, str]:
    """Sport and sub-sport of a session, else those of the sport message; running on a treadmill is running, whatever the machine counts as."""
    places = ((session, 5, 6), (decoded.first(Message.SPORT), 0, 1))
    told = [(row.whole(sport), row.whole(sub_sport)) for row, sport, sub_sport in places if row]
    sport, sub_sport = next((each for each in told if each[0] is not None), (None, None))
    names = name_of(SPORTS, sport, unknown="sport"), name_of(SUB_SPORTS, sub_sport, unknown="sub_sport")
    return ("running", "treadmill") if names == ("fitness_equipment", "treadmill") else names


def _pauses(events: Iterable[Row], zero: float) -> tuple[Span, ...]:
    """Stretches from a timer stop to the next timer start; a stop that is never followed by a start is the end."""
    pauses: list[Span] = []
    stopped: float | None = None
    for event in events:
        at, kind = event.number(TIMESTAMP), event.whole(1)
        if event.whole(0) != TIMER_EVENT or at is None:
            continue
        if kind in TIMER_STOPS and stopped is None:
            stopped = at
        elif kind == TIMER_START and stopped is not None:
            if at > stopped:
                pauses.append(Span(stopped - zero, at - zero))
            stopped = None
    return tuple(pauses)


def _index(row: Row, field: int) -> int | None:
    """A message index without the flags in its upper bits."""
    value = row.whole(field)
    return None if value is None else value & MESSAGE_INDEX_BITS


def _intensity_of(step: int | None, steps: Mapping[int | None, int | None]) -> int | None:
    """Intensity of a workout step, None where the lap names none."""
    return None if step is None else steps.get(step)


def _laps(rows: Iterable[Row], workout: Iterable[Row], zero: float) -> tuple[Lap, ...]:
    """Laps from start and length; where several have one start (Sigma's iD.FREE writes that of the activity into each), from end and length."""
    rows, steps = list(rows), {_index(row, 254): row.whole(7) for row in workout}
    shared = {start for start, count in Counter(row.number(2) for row in rows).items() if count > 1}
    laps = []
    for row in rows:
        start, end = row.number(2), row.number(TIMESTAMP)
        if start is None:
            continue
        totals = lap_totals(row)
        length = totals.elapsed_s if totals.elapsed_s is not None else (end or start) - start
        if start in shared and end is not None:
            start = end - length
        intensity = row.whole(23) if row.whole(23) is not None else _intensity_of(_index(row, 71), steps)
        laps.append(
            Lap(
                span=Span(start - zero, start - zero + max(length, 0.0)),
                totals=totals,
                intensity=INTENSITIES.get(-1 if intensity is None else intensity, ""),
                trigger=LAP_TRIGGERS.get(-1 if row.whole(24) is None else row.whole(24) or 0, ""),
            )
        )
    return tuple(laps)
