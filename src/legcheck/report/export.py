"""An Activity written for other programs: CSV, Parquet, GPX."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np

from legcheck.core import Activity, InputError, IntArray
from legcheck.report.files import write_bytes

if TYPE_CHECKING:
    from gpxpy.gpx import GPXTrackPoint

__all__ = ["EXPORTS", "export", "to_csv", "to_gpx", "to_parquet"]

TRACK_POINT_EXTENSION = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
"""Namespace of heart rate, cadence and temperature in GPX."""

_IN_GPX = (("temperature_c", "atemp", 1), ("heart_rate_bpm", "hr", 0), ("cadence_spm", "cad", 0))
"""Channel, element, decimals. Cadence is written in steps a minute, as most running exports do."""


def export(activity: Activity, path: str | Path) -> Path:
    """Write an activity in the format the suffix names: ``.csv``, ``.parquet`` or ``.gpx``.

    Parameters
    ----------
    activity : Activity
    path : str or Path
        Where to write it; an existing file is replaced.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    InputError
        If the suffix is none of these, the activity has no positions (GPX), pyarrow is missing (Parquet), or ``path``
        cannot be written.
    """
    target = Path(path)
    writer = EXPORTS.get(target.suffix.lower())
    if writer is None:
        raise InputError(f"ends in none of {', '.join(EXPORTS)}", path=str(path))
    write_bytes(target, writer(activity))
    return target


def to_csv(activity: Activity) -> bytes:
    """The records as CSV, a row each, time in UTC; empty where a record has no value."""
    frame = activity.to_frame()
    stamps = [moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") for moment in frame.index.to_list()]
    text: str = frame.set_axis(stamps, axis="index").to_csv(index_label="time", lineterminator="\n")
    return text.encode("utf-8")


def to_parquet(activity: Activity) -> bytes:
    """The records as Parquet, indexed by time.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise InputError('Parquet needs pyarrow: pip install "legcheck[scale]"')
    stream = io.BytesIO()
    activity.to_frame().to_parquet(stream)
    return stream.getvalue()


def to_gpx(activity: Activity) -> bytes:
    """The track as GPX 1.1 through gpxpy, a segment for every stretch without a pause.

    Raises
    ------
    InputError
        If no positions were recorded.
    """
    from gpxpy.gpx import GPX, GPXTrack, GPXTrackSegment

    if not (activity.has("latitude_deg") and activity.has("longitude_deg")):
        raise InputError("no positions were recorded, so there is no track to write", path=activity.source.name)
    document: Any = GPX()
    document.creator = "legcheck"
    document.nsmap["gpxtpx"] = TRACK_POINT_EXTENSION
    track: Any = GPXTrack()
    if activity.sport:
        track.type = activity.sport
    document.tracks.append(track)
    for rows in _stretches(activity):
        segment = GPXTrackSegment()
        segment.points = list(_points(activity, rows))
        track.segments.append(segment)
    text: str = document.to_xml(version="1.1")
    return text.encode("utf-8")


def _stretches(activity: Activity) -> Iterator[IntArray]:
    """Rows with a position, cut where the timer stopped or recording started anew."""
    known = np.flatnonzero(np.isfinite(activity["latitude_deg"]) & np.isfinite(activity["longitude_deg"]))
    cuts = sorted([*activity.breaks, *(pause.end_s for pause in activity.pauses)])
    numbers = np.searchsorted(np.asarray(cuts, dtype=np.float64), activity.elapsed_s[known], side="right")
    for part in np.split(known, np.flatnonzero(np.diff(numbers)) + 1):
        if part.size:
            yield part.astype(np.int64)


def _points(activity: Activity, rows: IntArray) -> Iterator[GPXTrackPoint]:
    from gpxpy.gpx import GPXTrackPoint

    names = [
        name for name in ("latitude_deg", "longitude_deg", "altitude_m", *(item[0] for item in _IN_GPX)) if activity.has(name)
    ]
    columns = {name: activity[name][rows].tolist() for name in names}
    start = activity.start_time.astimezone(UTC)
    for row, seconds in enumerate(activity.elapsed_s[rows].tolist()):
        values = {name: column[row] for name, column in columns.items() if math.isfinite(column[row])}
        point = GPXTrackPoint(
            values["latitude_deg"],
            values["longitude_deg"],
            elevation=values.get("altitude_m"),
            time=start + timedelta(seconds=seconds),
        )
        extension = _extension(values)
        point.extensions = [extension] if extension is not None else []
        yield point


def _extension(values: dict[str, float]) -> ET.Element | None:
    known = [(tag, round(values[name], decimals or None)) for name, tag, decimals in _IN_GPX if name in values]
    if not known:
        return None
    element = ET.Element(f"{{{TRACK_POINT_EXTENSION}}}TrackPointExtension")
    for tag, value in known:
        ET.SubElement(element, f"{{{TRACK_POINT_EXTENSION}}}{tag}").text = str(value)
    return element


EXPORTS: dict[str, Callable[[Activity], bytes]] = {".csv": to_csv, ".parquet": to_parquet, ".gpx": to_gpx}
"""Suffix -> writer."""
