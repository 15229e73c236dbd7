"""TCX into activities: points, laps with the device's own totals, pauses between tracks, the device itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from legcheck.core import (
    STEPS_PER_STRIDE,
    Activity,
    Columns,
    Device,
    FloatArray,
    IntArray,
    Lap,
    Note,
    ReadError,
    Source,
    Span,
    Totals,
    UnsupportedFileError,
)
from legcheck.parsers.numerals import NO_TIME, US_PER_S, parse_time
from legcheck.parsers.sports import sport_and_sub_sport
from legcheck.parsers.track_points import CLOCK_WAS_SET, NO_ZONE, TrackPoints, believable, start_of, with_times
from legcheck.parsers.xml_columns import Elements, read_elements

__all__ = ["read_tcx"]

START_WITHIN_S = 60.0
"""[s] The lap's own start counts as the activity's start when it lies at most this long before the first point."""

_INTENSITIES = {"active": "active", "resting": "rest"}
_TRIGGERS = {"manual": "manual", "distance": "distance", "time": "time", "location": "location", "heartrate": "heart_rate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _LapColumns:
    """What all laps of a file say about themselves; NaN where they do not."""

    elements: IntArray
    start_us: IntArray
    values: Mapping[str, FloatArray]


def read_tcx(data: bytes, *, source: Source, on_damage: str = "salvage") -> list[Activity]:
    """Read a TCX file.

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
        One per ``<Activity>``. Cadence is taken as one-foot values and doubled;
        :mod:`legcheck.parsers.cadence_unit` checks that afterwards.

    Raises
    ------
    UnsupportedFileError
        If it holds courses or workouts only.
    ReadError
        If it holds no recorded points.
    """
    elements = read_elements(data, path=source.name, on_damage=on_damage)
    activities = elements.named("Activity")
    if activities.size == 0:
        planned = [name for name in ("Course", "Workout") if elements.named(name).size]
        what = f"holds a planned {planned[0].lower()}, not a recording" if planned else "holds no activity"
        raise UnsupportedFileError(what, path=source.name)
    points = elements.complete(elements.named("Trackpoint"))
    owner = elements.owner(points, activities)
    points, owner = points[owner >= 0], owner[owner >= 0]
    if points.size == 0:
        raise ReadError("holds laps but no recorded points", path=source.name)
    with np.errstate(over="ignore", invalid="ignore"):
        recorded = with_times(_track_points(elements, points, owner), path=source.name)
        laps = _lap_columns(elements)
        return [
            _activity(elements, int(activities[i]), recorded.where(np.flatnonzero(recorded.track == i)), laps, source)
            for i in np.unique(recorded.track)
        ]


def _track_points(elements: Elements, points: IntArray, activity: IntArray) -> TrackPoints:
    times = elements.time_column(points, "Time")
    columns = {
        "latitude_deg": elements.column(points, "LatitudeDegrees"),
        "longitude_deg": elements.column(points, "LongitudeDegrees"),
        "altitude_m": elements.column(points, "AltitudeMeters", children_only=True),
        "distance_m": elements.column(points, "DistanceMeters", children_only=True),
        "speed_mps": elements.column(points, "Speed"),
        "heart_rate_bpm": _heart_rate(elements, points, "HeartRateBpm"),
        "cadence_spm": STEPS_PER_STRIDE * _first_of(elements.column(points, "RunCadence"), elements.column(points, "Cadence")),
        "power_w": elements.column(points, "Watts"),
    }
    return TrackPoints(
        epoch_us=times.epoch_us,
        columns=columns,
        segment=_segments(elements, points),
        track=activity,
        types=(),
        utc_offset_s=times.utc_offset_s,
        unread_time="" if believable(times.epoch_us).any() else elements.unread_time(points, "Time"),
        notes=(*elements.damage_notes(points.size), *([NO_ZONE] if times.without_zone else [])),
    )


def _first_of(preferred: FloatArray, other: FloatArray) -> FloatArray:
    return np.where(np.isfinite(preferred), preferred, other)


def _heart_rate(elements: Elements, owners: IntArray, name: str) -> FloatArray:
    """Heart rate stands in ``<HeartRateBpm><Value>``; some programs leave ``Value`` out. Zero means none."""
    holders = elements.named(name)
    inner = _first_of(elements.column(holders, "Value"), elements.floats(holders))
    holder_of = elements.owner(holders, owners)
    direct = elements.is_child(holders, owners, holder_of)
    column = np.full(owners.size, np.nan)
    column[holder_of[direct]] = inner[direct]
    return np.where(column > 0, column, np.nan)


def _segments(elements: Elements, points: IntArray) -> IntArray:
    """A number that changes where recording starts anew: at a second track of a lap, which follows a pause."""
    tracks, laps = elements.named("Track"), elements.named("Lap")
    lap_of_track = elements.owner(tracks, laps)
    resumes = np.diff(lap_of_track, prepend=-2) == 0
    return np.cumsum(resumes)[elements.owner(points, tracks)] if tracks.size else np.zeros(points.size, dtype=np.int64)


def _lap_columns(elements: Elements) -> _LapColumns:
    laps = elements.named("Lap")
    start_us = np.array([parse_time(elements.attribute(lap, "StartTime")) for lap in laps.tolist()], dtype=np.int64)
    cadence = _first_of(elements.column(laps, "AvgRunCadence"), elements.column(laps, "Cadence", children_only=True))
    values = {
        "distance_m": elements.column(laps, "DistanceMeters", children_only=True),
        "timer_s": elements.column(laps, "TotalTimeSeconds", children_only=True),
        "heart_rate_bpm": _heart_rate(elements, laps, "AverageHeartRateBpm"),
        "max_heart_rate_bpm": _heart_rate(elements, laps, "MaximumHeartRateBpm"),
        "cadence_spm": STEPS_PER_STRIDE * np.where(cadence > 0, cadence, np.nan),
    }
    return _LapColumns(elements=laps, start_us=start_us, values=values)


def _activity(elements: Elements, element: int, points: TrackPoints, laps: _LapColumns, source: Source) -> Activity:
    rows = np.flatnonzero((laps.elements > element) & (laps.elements < elements.tokens.after[element]))
    start_us = int(points.epoch_us.min())
    lap_start = int(laps.start_us[rows[0]]) if rows.size else NO_TIME
    if 0 <= start_us - lap_start <= START_WITHIN_S * US_PER_S and lap_start != NO_TIME:
        start_us = lap_start
    elapsed_s = (points.epoch_us - start_us) / US_PER_S
    columns = {name: values for name, values in points.columns.items() if np.isfinite(values).any()}
    sport, sub_sport = sport_and_sub_sport(elements.attribute(element, "Sport"))
    new_segment = np.flatnonzero(np.diff(points.segment)) + 1
    notes = points.notes
    if rows.size > 1 and any(note.code in CLOCK_WAS_SET for note in notes):
        notes = (*notes, Note("laps_left_out", f"{rows.size} laps left out: the clock was set while recording"))
        made: tuple[Lap, ...] = ()
    else:
        made = _laps(elements, laps, rows, start_us, float(elapsed_s.max()))
    return Activity(
        source=source,
        start_time=start_of(start_us),
        channels=Columns({"elapsed_s": elapsed_s, **columns}),
        sport=sport,
        sub_sport=sub_sport,
        utc_offset_s=points.utc_offset_s,
        breaks=tuple(elapsed_s[new_segment].tolist()),
        laps=made,
        totals=_totals(laps, rows),
        device=_device(elements, element),
        notes=notes,
    )


def _laps(elements: Elements, laps: _LapColumns, rows: IntArray, start_us: int, end_s: float) -> tuple[Lap, ...]:
    starts = [max((int(laps.start_us[row]) - start_us) / US_PER_S, 0.0) for row in rows if laps.start_us[row] != NO_TIME]
    if not starts or len(starts) != rows.size or starts != sorted(starts):
        return ()
    ends = [*starts[1:], max([end_s, *starts[-1:]])]
    made = []
    for row, start_s, stop_s in zip(rows.tolist(), starts, ends, strict=True):
        lap = int(laps.elements[row])
        totals = {name: _known(values[row]) for name, values in laps.values.items()}
        intensity = elements.child_text(lap, "Intensity").lower()
        trigger = elements.child_text(lap, "TriggerMethod").lower()
        made.append(
            Lap(
                span=Span(start_s, stop_s),
                totals=Totals(**totals),
                intensity=_INTENSITIES.get(intensity, intensity),
                trigger=_TRIGGERS.get(trigger, trigger),
            )
        )
    return tuple(made)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _totals(laps: _LapColumns, rows: IntArray) -> Totals:
    """Sums over the laps, and means weighted by their timer; None unless every lap tells."""
    values = {name: column[rows] for name, column in laps.values.items()}
    timer_s = values["timer_s"]
    if rows.size == 0 or not (np.isfinite(timer_s).all() and timer_s.sum() > 0):
        return Totals()
    weight = timer_s / timer_s.sum()
    return Totals(
        distance_m=_known(values["distance_m"].sum()),
        timer_s=_known(timer_s.sum()),
        heart_rate_bpm=_known((weight * values["heart_rate_bpm"]).sum()),
        max_heart_rate_bpm=_known(values["max_heart_rate_bpm"].max()),
        cadence_spm=_known((weight * values["cadence_spm"]).sum()),
    )


def _device(elements: Elements, activity: int) -> Device:
    creator = elements.child(activity, "Creator")
    if creator is None:
        return Device()
    product = elements.child_text(creator, "Name")
    serial = elements.child_text(creator, "UnitId")
    version = elements.child(creator, "Version")
    parts = [] if version is None else [elements.child_text(version, name) for name in ("VersionMajor", "VersionMinor")]
    return Device(
        manufacturer="garmin" if product.lower().startswith("garmin") else "",
        product=product,
        serial="" if serial == "0" else serial,
        software=".".join(part for part in parts if part),
    )
