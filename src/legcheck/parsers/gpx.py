"""GPX 1.0 and 1.1 into activities: any namespace, any prefix, extensions wherever they stand inside the point."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, Source
from legcheck.parsers.track_points import GPX_FIELDS, NO_ZONE, PASSED_OVER, TrackPoints, believable, to_activities
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

    Examples
    --------
    >>> text = b'<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>2024-01-01T00:00:00Z</time></trkpt></trkseg></trk></gpx>'
    >>> [len(activity) for activity in read_gpx(text, source=Source(name="a.gpx", format="gpx"))]
    [1]
    """
    elements = read_elements(data, path=source.name, on_damage=on_damage)
    recorded = _track_points(elements)
    if np.isnan(recorded.columns["latitude_deg"]).any() and not elements.is_rewritten:
        recorded = _track_points(read_elements(data, path=source.name, on_damage=on_damage, rewrite=True))
    return to_activities(recorded, source=source)


def _track_points(elements: Elements) -> TrackPoints:
    points = elements.complete(elements.named("trkpt"))
    times = elements.time_column(points, "time")
    latitude, longitude = elements.attribute_floats(points, "lat", "lon")
    columns = {
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "altitude_m": elements.column(points, "ele", children_only=True),
    }
    for channel in dict.fromkeys(GPX_FIELDS.values()):
        present = [name for name, target in GPX_FIELDS.items() if target == channel and name in elements.tokens.by_name]
        if present:
            columns[channel] = elements.column(points, *present, without_prefix=PASSED_OVER)
    return TrackPoints(
        epoch_us=times.epoch_us,
        columns=columns,
        segment=elements.owner(points, elements.named("trkseg")) + 1,
        track=np.maximum.accumulate(np.maximum(elements.owner(points, elements.named("trk")), 0)),
        types=_types(elements),
        creator=elements.attribute(0, "creator"),
        utc_offset_s=times.utc_offset_s,
        n_route_points=elements.named("rtept").size,
        unread_time="" if believable(times.epoch_us).any() else elements.unread_time(points, "time"),
        notes=(*elements.damage_notes(points.size), *([NO_ZONE] if times.without_zone else [])),
    )


def _types(elements: Elements) -> tuple[str, ...]:
    """``<type>`` of each track, empty where it has none."""
    tracks, found = elements.named("trk"), elements.named("type")
    owner = elements.owner(found, tracks)
    types = [""] * max(tracks.size, 1)
    direct = elements.is_child(found, tracks, owner)
    for element, track in zip(found[direct].tolist(), owner[direct].tolist(), strict=True):
        types[track] = types[track] or elements.text(element)
    return tuple(types)
