"""GPX 1.0 and 1.1 into activities: any namespace, any prefix, extensions wherever they stand inside the point."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, FloatArray, Note, Source
from legcheck.parsers.numerals import NO_TIME, Times
from legcheck.parsers.track_points import GPX_FIELDS, TrackPoints, to_activities
from legcheck.parsers.xml_columns import Elements, read_elements

__all__ = ["read_gpx"]


def read_gpx(data: bytes, *, source: Source, on_damage: str = "salvage") -> list[Activity]:
    """Read a GPX file.

    Parameters
    ----------
    data : bytes
        The file.
    source : Source
        Its name and hash, passed on.
    on_damage : {"salvage", "raise"}
        Whether to go on after damage.

    Returns
    -------
    list of Activity
        Tracks that follow each other within six hours are one activity. Cadence is taken as one-foot values and
        doubled; :mod:`legcheck.parsers.cadence_unit` checks that afterwards.

    Raises
    ------
    ReadError
        If it holds no recorded points.
    """
    elements = read_elements(data, path=source.name, on_damage=on_damage, need_attributes=("lat", "lon"))
    return to_activities(_track_points(elements), source=source)


def _track_points(elements: Elements) -> TrackPoints:
    points = elements.named("trkpt")
    if elements.is_cut_off and points.size:
        points = points[:-1]
    tracks, segments = elements.named("trk"), elements.named("trkseg")
    times, notes = _times(elements, points)
    columns = {
        "latitude_deg": elements.attribute_floats(points, "lat"),
        "longitude_deg": elements.attribute_floats(points, "lon"),
        "altitude_m": _column(elements, points, ("ele",), children_only=True),
    }
    for channel in dict.fromkeys(GPX_FIELDS.values()):
        present = [name for name, target in GPX_FIELDS.items() if target == channel and name in elements.local_names()]
        if present:
            columns[channel] = _column(elements, points, tuple(present))
    return TrackPoints(
        epoch_us=times.epoch_us,
        columns=columns,
        segment=elements.owner(points, segments) + 1,
        track=np.maximum(elements.owner(points, tracks), 0),
        types=_types(elements),
        creator=elements.attribute(0, "creator"),
        utc_offset_s=times.utc_offset_s,
        n_route_points=elements.named("rtept").size,
        notes=notes,
    )


def _times(elements: Elements, points: np.ndarray) -> tuple[Times, tuple[Note, ...]]:
    found = elements.named("time")
    owner = elements.owner(found, points)
    kept = np.flatnonzero(elements.is_child(found, points, owner))[::-1]
    times = elements.times(found[kept])
    epoch_us = np.full(points.size, NO_TIME, dtype=np.int64)
    epoch_us[owner[kept]] = times.epoch_us
    notes = elements.notes
    if times.without_zone:
        notes = (*notes, Note("times_without_zone", "times carry no time zone and were taken as UTC"))
    return Times(epoch_us, times.utc_offset_s, times.without_zone), notes


def _column(elements: Elements, points: np.ndarray, names: tuple[str, ...], *, children_only: bool = False) -> FloatArray:
    """One value per point from the elements of these names inside it; the first that holds a number counts."""
    found = elements.named(*names)
    owner = elements.owner(found, points)
    kept = elements.is_child(found, points, owner) if children_only else owner >= 0
    found, owner = found[kept][::-1], owner[kept][::-1]
    values = elements.floats(found)
    usable = np.isfinite(values)
    column = np.full(points.size, np.nan)
    column[owner[usable]] = values[usable]
    return column


def _types(elements: Elements) -> tuple[str, ...]:
    """``<type>`` of each track, empty where it has none."""
    tracks, found = elements.named("trk"), elements.named("type")
    owner = elements.owner(found, tracks)
    types = [""] * max(tracks.size, 1)
    for element, track in zip(found.tolist(), owner.tolist(), strict=True):
        if track >= 0 and not types[track] and elements.tokens.depth[element] == elements.tokens.depth[tracks[track]] + 1:
            types[track] = elements.text(element)
    return tuple(types)
