"""A recording as GPX with Garmin's track point extension, or as TCX with Garmin's activity extension."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from legcheck.core.activity import Activity, Lap
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.channels import STEPS_PER_STRIDE
from legcheck.core.errors import InputError
from legcheck.core.finding import Span
from legcheck.synth.recipe import Recipe

__all__ = ["gpx", "tcx"]

_GPX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="legcheck synth" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"
 xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">
<metadata><time>{time}</time></metadata>
<trk><name>{name}</name><type>running</type>
"""

_TCX_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
<Activities><Activity Sport="Running"><Id>{time}</Id>
"""

_TCX_TAIL = """<Creator xsi:type="Device_t"><Name>legcheck synth</Name><UnitId>1</UnitId><ProductID>1</ProductID>
<Version><VersionMajor>1</VersionMajor><VersionMinor>0</VersionMinor></Version></Creator>
</Activity></Activities></TrainingCenterDatabase>
"""


def gpx(recipe: Recipe, activity: Activity) -> bytes:
    """The activity as GPX 1.1; a pause starts a new segment.

    Raises
    ------
    InputError
        If it has no positions.
    """
    if not activity.has("latitude_deg"):
        raise InputError("GPX needs positions, this run has none; write .fit or .tcx")
    per_minute = 1.0 if recipe.gpx_both_feet else 1.0 / STEPS_PER_STRIDE
    extension = _joined(
        _tagged(activity, "temperature_c", "<gpxtpx:atemp>{}</gpxtpx:atemp>", "%.0f"),
        _tagged(activity, "heart_rate_bpm", "<gpxtpx:hr>{}</gpxtpx:hr>", "%.0f"),
        _tagged(activity, "cadence_spm", "<gpxtpx:cad>{}</gpxtpx:cad>", "%.0f", per_minute),
    )
    around = "<extensions><gpxtpx:TrackPointExtension>{}</gpxtpx:TrackPointExtension></extensions>"
    points = _joined(
        _texts(activity["latitude_deg"], '<trkpt lat="{}"', "%.7f"),
        _texts(activity["longitude_deg"], ' lon="{}">', "%.7f"),
        _tagged(activity, "altitude_m", "<ele>{}</ele>", "%.1f"),
        [f"<time>{time}</time>" for time in _times(activity, activity.elapsed_s)],
        [around.format(text) if text else "" for text in extension],
        ["</trkpt>\n"] * len(activity),
    )
    edges = [0, *(int(np.searchsorted(activity.elapsed_s, pause.end_s)) for pause in activity.pauses), len(activity)]
    segments = ("<trkseg>\n" + "".join(points[start:end]) + "</trkseg>\n" for start, end in pairwise(edges))
    head = _GPX_HEAD.format(time=_times(activity, np.zeros(1))[0], name=activity.source.name)
    return (head + "".join(segments) + "</trk></gpx>\n").encode()


def tcx(recipe: Recipe, activity: Activity) -> bytes:
    """The activity as TCX: a lap per lap, a track per stretch without a pause, cadence of one foot."""
    extension = _joined(
        _tagged(activity, "speed_mps", "<ns3:Speed>{}</ns3:Speed>", "%.3f"),
        _tagged(activity, "cadence_spm", "<ns3:RunCadence>{}</ns3:RunCadence>", "%.0f", 1.0 / STEPS_PER_STRIDE),
        _tagged(activity, "power_w", "<ns3:Watts>{}</ns3:Watts>", "%.0f"),
    )
    around = "<Extensions><ns3:TPX>{}</ns3:TPX></Extensions>"
    points = _joined(
        [f"<Trackpoint><Time>{time}</Time>" for time in _times(activity, activity.elapsed_s)],
        _tagged(activity, "latitude_deg", "<Position><LatitudeDegrees>{}</LatitudeDegrees>", "%.7f"),
        _tagged(activity, "longitude_deg", "<LongitudeDegrees>{}</LongitudeDegrees></Position>", "%.7f"),
        _tagged(activity, "altitude_m", "<AltitudeMeters>{}</AltitudeMeters>", "%.1f"),
        _tagged(activity, "distance_m", "<DistanceMeters>{}</DistanceMeters>", "%.2f"),
        _tagged(activity, "heart_rate_bpm", "<HeartRateBpm><Value>{}</Value></HeartRateBpm>", "%.0f"),
        [around.format(text) if text else "" for text in extension],
        ["</Trackpoint>\n"] * len(activity),
    )
    laps = "".join(_tcx_lap(activity, lap, points) for lap in activity.laps)
    notes = f"<Notes>feel {recipe.feel:g} of 100</Notes>\n" if recipe.feel is not None else ""
    head = _TCX_HEAD.format(time=_times(activity, np.zeros(1))[0])
    return (head + laps + notes + _TCX_TAIL).encode()


def _tcx_lap(activity: Activity, lap: Lap, points: list[str]) -> str:
    is_last = lap is activity.laps[-1]
    clock = activity.elapsed_s
    within = (clock >= lap.span.start_s) & ((clock < lap.span.end_s) | is_last)
    parts = _tracks(clock, within, activity.pauses)
    tracks = "".join(f"<Track>\n{''.join(points[start:end])}</Track>\n" for start, end in parts)
    totals = lap.totals
    beats = "" if totals.heart_rate_bpm is None else (
        f"<AverageHeartRateBpm><Value>{totals.heart_rate_bpm:.0f}</Value></AverageHeartRateBpm>"
        f"<MaximumHeartRateBpm><Value>{totals.max_heart_rate_bpm:.0f}</Value></MaximumHeartRateBpm>\n"
    )  # fmt: skip
    steps = "" if totals.cadence_spm is None else (
        "<Extensions><ns3:LX><ns3:AvgRunCadence>"
        f"{totals.cadence_spm / STEPS_PER_STRIDE:.0f}</ns3:AvgRunCadence></ns3:LX></Extensions>\n"
    )  # fmt: skip
    resting = "Resting" if lap.intensity in {"rest", "recovery"} else "Active"
    trigger = "Distance" if lap.trigger == "distance" else "Manual"
    return (
        f'<Lap StartTime="{_times(activity, np.array([lap.span.start_s]))[0]}">'
        f"<TotalTimeSeconds>{totals.timer_s:.1f}</TotalTimeSeconds><DistanceMeters>{totals.distance_m:.2f}</DistanceMeters>"
        f"<Calories>0</Calories>\n{beats}<Intensity>{resting}</Intensity><TriggerMethod>{trigger}</TriggerMethod>\n"
        f"{tracks}{steps}</Lap>\n"
    )


def _tracks(clock: FloatArray, within: BoolArray, pauses: Iterable[Span]) -> list[tuple[int, int]]:
    rows = np.flatnonzero(within)
    if rows.size == 0:
        return []
    first, last = int(rows[0]), int(rows[-1]) + 1
    restarts = (int(np.searchsorted(clock, pause.end_s)) for pause in pauses)
    edges = [first, *(row for row in restarts if first < row < last), last]
    return list(pairwise(edges))


def _times(activity: Activity, elapsed_s: FloatArray) -> list[str]:
    start = np.datetime64(int(activity.start_time.timestamp()), "s")
    stamps = start + np.rint(elapsed_s).astype("timedelta64[s]")
    return [f"{stamp}Z" for stamp in np.datetime_as_string(stamps, unit="s").tolist()]


def _tagged(activity: Activity, channel: str, tag: str, digits: str, factor: float = 1.0) -> list[str]:
    """A channel as text in its element; empty where it has no value or was not recorded."""
    if channel not in activity.channels:
        return [""] * len(activity)
    return _texts(activity[channel] * factor, tag, digits)


def _texts(values: FloatArray, tag: str, digits: str) -> list[str]:
    template = tag.replace("{}", digits)
    return ["" if np.isnan(value) else template % value for value in values.tolist()]


def _joined(*columns: list[str]) -> list[str]:
    return ["".join(row) for row in zip(*columns, strict=True)]
