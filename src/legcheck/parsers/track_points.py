"""Track points as columns, and how they become activities; shared by every GPX reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from legcheck.core import (
    STEPS_PER_STRIDE,
    Activity,
    BoolArray,
    Columns,
    Device,
    FloatArray,
    IntArray,
    Note,
    ReadError,
    Source,
    UnsupportedFileError,
)
from legcheck.parsers.numerals import US_PER_S
from legcheck.parsers.set_clocks import clock_changes
from legcheck.parsers.sports import sport_and_sub_sport
from legcheck.parsers.stray_times import stray_times

__all__ = [
    "CLOCK_WAS_SET",
    "GPX_FIELDS",
    "NO_ZONE",
    "PASSED_OVER",
    "TrackPoints",
    "believable",
    "start_of",
    "to_activities",
    "with_times",
]

NO_ZONE = Note("times_without_zone", "times carry no time zone and were taken as UTC")
"""For files whose times say neither Z nor an offset."""

GPX_FIELDS: Mapping[str, str] = {
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "heart_rate": "heart_rate_bpm",
    "heartratebpm": "heart_rate_bpm",
    "bpm": "heart_rate_bpm",
    "pulse": "heart_rate_bpm",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "runcadence": "cadence_spm",
    "rcad": "cadence_spm",
    "spm": "cadence_spm",
    "steps_per_minute": "cadence_spm",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "power": "power_w",
    "watts": "power_w",
    "powerinwatts": "power_w",
    "speed": "speed_mps",
    "distance": "distance_m",
}
"""Local name of an element inside a track point, in lower case -> channel. Garmin's TrackPointExtension, ClueTrust's
gpxdata (Suunto, Polar), Strava's power and Apple's speed all use these names, under different namespaces and parents.
Cadence counts one foot in nearly all of these files; it is doubled here and checked afterwards."""

PASSED_OVER = "opentracks"
"""Prefix of elements that share a name with others and mean something else: the distance is that since the last point."""

JOIN_WITHIN_S = 6 * 3600.0
"""[s] Tracks of one file, and segments of one track, that follow each other within this time are one activity; later ones are
another."""

FAR_OFF_S = 7 * 86_400.0
"""[s] A point this far in time from the middle of its track has a wrong date (a first fix before the clock was set)."""

WAY = ("distance_m", "latitude_deg", "longitude_deg")
"""Channels that tell whether the way goes on where time does not."""

CLOCK_WAS_SET = frozenset({"clock_set_back", "clock_set_forward"})
"""Codes of the notes that tell it."""

LONGEST_SHOWN = 40
"""[characters] Of a time that cannot be read this much is shown."""

FURTHEST_S = 230 * 365.25 * 86_400.0
"""[s] A time further from 1970 than this (before 1740, after 2200) is no time of a recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPoints:
    """Everything a GPX file says, whoever read it.

    Attributes
    ----------
    epoch_us : ndarray of int64
        Time of each point. [us] NO_TIME where it has none.
    columns : mapping of str to ndarray
        Channels, cadence as the file has it.
    segment, track : ndarray of int
        Number of the segment and track of each point, from 0, never falling.
    types : tuple of str
        ``<type>`` of each track.
    creator : str
        Program or device that wrote the file.
    utc_offset_s : float or None
        Local time minus UTC where the file tells. [s]
    n_route_points : int
        Points of planned routes, which carry no recording.
    unread_time : str
        Text of the first time where none could be read; empty where the points have none.
    notes : tuple of Note
        From reading.
    """

    epoch_us: IntArray
    columns: Mapping[str, FloatArray]
    segment: IntArray
    track: IntArray
    types: tuple[str, ...]
    creator: str = ""
    utc_offset_s: float | None = None
    n_route_points: int = 0
    unread_time: str = ""
    notes: tuple[Note, ...] = ()

    def where(self, keep: IntArray) -> TrackPoints:
        """Only some of the points."""
        columns = {name: values[keep] for name, values in self.columns.items()}
        return replace(self, epoch_us=self.epoch_us[keep], columns=columns, segment=self.segment[keep], track=self.track[keep])

    def noting(self, *notes: Note) -> TrackPoints:
        """The same with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def to_activities(points: TrackPoints, *, source: Source) -> list[Activity]:
    """Turn track points into activities, one per group of tracks that follow each other.

    Raises
    ------
    ReadError
        If there are no track points; :class:`~legcheck.core.UnsupportedFileError` when it is a route, not a recording.
    """
    if points.epoch_us.size == 0:
        if points.n_route_points:
            raise UnsupportedFileError("a planned route, not a recording; a recorded activity is needed", path=source.name)
        raise ReadError("no track points in it; a recorded activity is needed", path=source.name)
    points = with_times(points, path=source.name)
    return [_activity(points.where(rows), source) for rows in _groups(points)]


def with_times(points: TrackPoints, *, path: str) -> TrackPoints:
    """Only the points that carry a believable time; the notes say what was left out.

    Raises
    ------
    ReadError
        If there are none; :class:`~legcheck.core.UnsupportedFileError` when the points carry no times at all.
    """
    timed = believable(points.epoch_us)
    if not timed.any():
        if points.unread_time:
            shown = points.unread_time[:LONGEST_SHOWN]
            message = f"its points carry no times that can be read ({shown!r}); they have to look like 2024-05-01T08:00:00Z"
            raise ReadError(message, path=path)
        message = "its points carry no times: a route or course, not a recording; export the activity with time stamps"
        raise UnsupportedFileError(message, path=path)
    if not timed.all():
        missing = int(np.count_nonzero(~timed))
        note = Note(
            "points_without_time", f"{missing:,} of {timed.size:,} points carry no time that can be read and were left out"
        )
        points = points.where(np.flatnonzero(timed)).noting(note)
    return _without_far_off(_on_one_clock(_without_strays(_without_null_island(points))))


def believable(epoch_us: IntArray) -> BoolArray:
    """Which instants can be times of a recording."""
    furthest_us = round(FURTHEST_S * US_PER_S)
    return np.asarray((epoch_us > -furthest_us) & (epoch_us < furthest_us))


def _without_null_island(points: TrackPoints) -> TrackPoints:
    """Latitude and longitude both zero mean that the receiver has no position yet."""
    latitude, longitude = points.columns["latitude_deg"], points.columns["longitude_deg"]
    nowhere = (latitude == 0) & (longitude == 0)
    if not nowhere.any():
        return points
    blank = {name: np.where(nowhere, np.nan, points.columns[name]) for name in ("latitude_deg", "longitude_deg")}
    return replace(points, columns={**points.columns, **blank})


def _on_one_clock(points: TrackPoints) -> TrackPoints:
    """With times moved where the clock was set while recording."""
    epoch_us, back, forward = points.epoch_us.copy(), 0, 0
    for rows in _rows_of_tracks(points):
        columns = {name: points.columns[name][rows] for name in WAY if name in points.columns}
        changes = clock_changes(epoch_us[rows] / US_PER_S, columns, unbroken=np.diff(points.segment[rows]) == 0)
        if changes is not None:
            epoch_us[rows] += np.round(changes.shift_s * US_PER_S).astype(np.int64)
            back, forward = back + changes.back, forward + changes.forward
    if not back + forward:
        return points
    notes = (
        [Note("clock_set_back", f"the clock was set back {back} time(s) while recording; later times moved on")] if back else []
    )
    if forward:
        message = f"the clock was set forward {forward} time(s) by days while recording; times put on one clock"
        notes.append(Note("clock_set_forward", message))
    return replace(points, epoch_us=epoch_us).noting(*notes)


def _without_far_off(points: TrackPoints) -> TrackPoints:
    """Without points dated days away from the middle one of their track, which is always kept."""
    times = points.epoch_us
    middle = [np.full(rows.size, np.partition(times[rows], rows.size // 2)[rows.size // 2]) for rows in _rows_of_tracks(points)]
    far = np.abs(times - np.concatenate(middle)) > FAR_OFF_S * US_PER_S
    if not far.any():
        return points
    message = f"{np.count_nonzero(far):,} points are dated more than 7 days from the rest and were left out"
    return points.where(np.flatnonzero(~far)).noting(Note("times_far_off", message))


def _without_strays(points: TrackPoints) -> TrackPoints:
    """Without single points whose time cannot be theirs."""
    stray = stray_times(points.epoch_us / US_PER_S, points.columns.get("distance_m"))
    if not stray.any():
        return points
    message = f"{np.count_nonzero(stray):,} points with a time far from those around left out"
    return points.where(np.flatnonzero(~stray)).noting(Note("stray_times", message))


def start_of(epoch_us: int) -> datetime:
    """The instant as a datetime, UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=epoch_us)


def _rows_of_tracks(points: TrackPoints) -> list[IntArray]:
    """Rows of each track; they stand one after the other."""
    return np.split(np.arange(points.track.size), np.flatnonzero(np.diff(points.track)) + 1)


def _rows_of_recordings(points: TrackPoints) -> list[IntArray]:
    """Rows of each track, parted where a segment starts hours after the one before: some programs keep days in one track."""
    late = (np.diff(points.segment) != 0) & (np.diff(points.epoch_us) > JOIN_WITHIN_S * US_PER_S)
    return np.split(np.arange(points.track.size), np.flatnonzero((np.diff(points.track) != 0) | late) + 1)


def _groups(points: TrackPoints) -> list[IntArray]:
    """Rows of each activity: tracks are joined while each starts soon after the one before has ended."""
    groups: list[list[IntArray]] = []
    end, sport = 0, ""
    for rows in _rows_of_recordings(points):
        times = points.epoch_us[rows]
        own_sport = sport_and_sub_sport(points.types[points.track[rows[0]]])[0]
        gap_s = (int(times.min()) - end) / US_PER_S
        if groups and 0.0 <= gap_s <= JOIN_WITHIN_S and own_sport in {sport, ""}:
            groups[-1].append(rows)
        else:
            groups.append([rows])
            sport = own_sport
        end = int(times.max())
    return [np.concatenate(rows) for rows in groups]


def _activity(points: TrackPoints, source: Source) -> Activity:
    notes = points.notes
    start = int(points.epoch_us.min())
    elapsed_s = (points.epoch_us - start) / US_PER_S
    tracks = np.unique(points.track)
    if tracks.size > 1:
        notes = (*notes, Note("tracks_joined", f"{tracks.size} tracks follow each other and were read as one activity"))
    kind = next((points.types[track] for track in tracks if points.types[track]), "")
    sport, sub_sport = sport_and_sub_sport(kind)
    new_segment = np.flatnonzero(np.diff(points.segment)) + 1
    columns = {name: values for name, values in points.columns.items() if np.isfinite(values).any()}
    if "cadence_spm" in columns:
        with np.errstate(over="ignore"):
            columns["cadence_spm"] = columns["cadence_spm"] * STEPS_PER_STRIDE
    return Activity(
        source=source,
        start_time=start_of(start),
        channels=Columns({"elapsed_s": elapsed_s, **columns}),
        sport=sport,
        sub_sport=sub_sport,
        utc_offset_s=points.utc_offset_s,
        breaks=tuple(elapsed_s[new_segment].tolist()),
        device=Device(product=points.creator),
        notes=notes,
    )
