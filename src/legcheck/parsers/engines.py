"""GPX through gpxpy: slower, written by others, giving the same Activity. A second opinion."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from legcheck.core import Activity, FloatArray, ReadError, Source
from legcheck.parsers.numerals import NO_TIME, US_PER_S
from legcheck.parsers.sniff import decode_text
from legcheck.parsers.track_points import GPX_FIELDS, NO_ZONE, PASSED_OVER, TrackPoints, to_activities

__all__ = ["read_gpx_with_gpxpy"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_gpx_with_gpxpy(data: bytes, *, source: Source) -> list[Activity]:
    """Read a GPX file with gpxpy.

    Parameters
    ----------
    data : bytes
        The file.
    source : Source
        Its name and hash, passed on.

    Returns
    -------
    list of Activity
        As :func:`legcheck.parsers.gpx.read_gpx`.

    Raises
    ------
    ReadError
        If gpxpy cannot read it, or it holds no recorded points.
    """
    import gpxpy

    if b"<!ENTITY" in data:
        raise ReadError("defines XML entities, which activity files have no use for; not read for safety", path=source.name)
    try:
        document = gpxpy.parse(decode_text(data).lstrip("\ufeff \t\r\n"))
    except Exception as error:
        raise ReadError(f"gpxpy cannot read it: {type(error).__name__}: {error}", path=source.name) from error
    return to_activities(_track_points(document), source=source)


def _track_points(document: Any) -> TrackPoints:
    rows = list(_rows(document))
    times = [point.time for _, _, point in rows]
    offsets = {time.utcoffset() for time in times if time is not None and time.tzinfo is not None}
    offset_s = offsets.pop().total_seconds() if len(offsets) == 1 else 0.0
    columns = {
        "latitude_deg": _column(point.latitude for _, _, point in rows),
        "longitude_deg": _column(point.longitude for _, _, point in rows),
        "altitude_m": _column(point.elevation for _, _, point in rows),
    }
    fields = [_fields(point) for _, _, point in rows]
    for channel in dict.fromkeys(GPX_FIELDS.values()):
        columns[channel] = _column(row.get(channel) for row in fields)
    without_zone = any(time is not None and time.tzinfo is None for time in times)
    return TrackPoints(
        epoch_us=np.array([_epoch_us(time) for time in times], dtype=np.int64),
        columns=columns,
        segment=np.array([segment for _, segment, _ in rows], dtype=np.int64),
        track=np.array([track for track, _, _ in rows], dtype=np.int64),
        types=tuple(track.type or "" for track in document.tracks) or ("",),
        creator=document.creator or "",
        utc_offset_s=offset_s or None,
        n_route_points=sum(len(route.points) for route in document.routes),
        notes=(NO_ZONE,) if without_zone else (),
    )


def _rows(document: Any) -> Iterator[tuple[int, int, Any]]:
    """Track number, segment number and point, in file order."""
    segment_number = 0
    for track_number, track in enumerate(document.tracks):
        for segment in track.segments:
            segment_number += 1
            for point in segment.points:
                yield track_number, segment_number, point


def _column(values: Iterator[Any] | Any) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _epoch_us(time: datetime | None) -> int:
    if time is None:
        return int(NO_TIME)
    since = (time if time.tzinfo is not None else time.replace(tzinfo=UTC)) - _EPOCH
    return (since.days * 86_400 + since.seconds) * US_PER_S + since.microseconds


def _fields(point: Any) -> dict[str, float]:
    """Channels of one point; the first element that holds a number counts, in document order."""
    fields: dict[str, float] = {}
    if point.speed is not None:
        fields["speed_mps"] = point.speed
    for extension in point.extensions:
        for element in extension.iter():
            name = element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
            channel = GPX_FIELDS.get(name)
            value = _number(element.text)
            if channel is None or PASSED_OVER in element.tag.lower():
                continue
            if channel not in fields and value is not None:
                fields[channel] = value
    return fields


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if np.isfinite(value) else None
