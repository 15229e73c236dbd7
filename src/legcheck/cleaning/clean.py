"""From an Activity to a Run: the order of the steps, nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from legcheck.cleaning.cadence import clean_cadence
from legcheck.cleaning.gait import gait_masks, settled
from legcheck.cleaning.grade import equal_heart_rate_factor, slope_along
from legcheck.cleaning.grid import grid_s, is_even, resample, seconds_in, supported
from legcheck.cleaning.heart_rate import clean_heart_rate, distrusted_heart_rate
from legcheck.cleaning.hr_lock import locked_heart_rate
from legcheck.cleaning.limits import facts_for, highest_held_bpm
from legcheck.cleaning.notes import note
from legcheck.cleaning.pauses import Stops, bridge_limit_s, find_stops, recording_limit_s
from legcheck.cleaning.scale import misscaled_channels
from legcheck.cleaning.spacing import LONGEST_BRIDGE_S, WAY
from legcheck.cleaning.speed import continued_distance, speed_along, speed_and_distance
from legcheck.cleaning.spikes import blank_out_of_range, blank_teleports, clean_speed
from legcheck.cleaning.surface import surface_of
from legcheck.cleaning.timeline import Timeline, order_records
from legcheck.cleaning.vehicle import without_vehicle
from legcheck.core.activity import Activity, Note
from legcheck.core.arrays import BoolArray, Columns, FloatArray, Masks
from legcheck.core.athlete import Athlete, check_athlete
from legcheck.core.errors import InputError
from legcheck.core.run import Run
from legcheck.parsers.derive import dead_channels

__all__ = ["clean"]

FLAT_PCT = 2.0
"""[%] Slopes up to this count as flat: cadence and step length change by about 1 % there."""

GAIT_SETTLES_S = 15
"""[s] Steps are uneven for about this long after a stop."""

HEART_SETTLES_S = 90
"""[s] Heart rate needs about two time constants (40 s) to come back to what the pace asks for."""

SHORT_REST_S = 5
"""[s] A rest up to this does not unsettle the steps."""

LONG_REST_S = 20
"""[s] A rest up to this does not unsettle the heart rate."""


def clean(activity: Activity, *, athlete: Athlete | None = None) -> Run:
    """Make a recorded activity even: one row a second, faults removed, breaks left open.

    Parameters
    ----------
    activity : Activity
        As read; it is not changed.
    athlete : Athlete, optional
        The caller's facts about the runner; what is missing is taken from the file.

    Returns
    -------
    Run
        Every change has left a note; see :data:`legcheck.cleaning.NOTES`.

    Raises
    ------
    InputError
        If ``activity`` is no Activity or ``athlete`` no Athlete.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> from legcheck.core import Activity, Columns, Source
    >>> channels = Columns({"elapsed_s": [0, 1, 3], "speed_mps": [3.0, 3.0, 3.2], "distance_m": [0, 3, 9]})
    >>> start = datetime(2024, 5, 1, 7, tzinfo=timezone.utc)
    >>> run = clean(Activity(source=Source(name="run", format="table"), start_time=start, channels=channels))
    >>> run["speed_mps"].tolist(), run.distance_m
    ([3.0, 3.0, 3.1, 3.2], 9.0)
    """
    _check_arguments(activity, athlete)
    timeline = _without_useless_channels(order_records(activity))
    activity = timeline.activity
    stops = find_stops(timeline)
    notes = [*activity.notes, *timeline.notes, *stops.notes]
    time_s, columns = timeline.elapsed_s, timeline.columns
    if not stops.keep.all():
        time_s, columns = time_s[stops.keep], {name: values[stops.keep] for name, values in columns.items()}
    columns = _repaired(time_s, columns, notes)
    grid = grid_s(timeline.elapsed_s)
    masks = _time_masks(time_s, stops, grid)
    on_grid = _on_grid(time_s, columns, stops, grid, masks["recorded"])
    surface = surface_of(activity)
    on_foot_m = _add_speed(on_grid, stops, masks, notes)
    _add_cadence(on_grid, stops, masks, notes)
    _add_grade(on_grid, masks, surface, notes)
    on_grid["distance_m"] = on_foot_m
    _add_heart_rate(on_grid, masks, activity, notes)
    given, facts = _facts(on_grid, masks, athlete, activity.athlete, notes)
    for values in (grid, *on_grid.values()):
        values.flags.writeable = False  # so that Columns need not copy what is nobody else's
    return Run(
        activity=activity,
        channels=Columns({"elapsed_s": grid, **on_grid}),
        masks=Masks(masks),
        surface=surface,
        athlete=facts,
        given=given,
        notes=tuple(notes),
    )


def _check_arguments(activity: object, athlete: object) -> None:
    check_athlete(athlete)
    if not isinstance(activity, Activity):
        kind = type(activity).__name__
        said = (
            "it is clean already"
            if isinstance(activity, Run)
            else "legcheck.read makes one of a file, analyze takes a table too"
        )
        raise InputError(f"clean takes an Activity, got {kind}; {said}")


def _facts(
    on_grid: dict[str, FloatArray], masks: dict[str, BoolArray], athlete: Athlete | None, stated: Athlete, notes: list[Note]
) -> tuple[Athlete, Athlete]:
    """The caller's facts alone, and filled from those of the file that this run does not gainsay."""
    given, beats = athlete or Athlete(), on_grid.get("heart_rate_bpm")
    peak_bpm = float("nan") if beats is None else highest_held_bpm(beats, masks["heart_rate_usable"])
    facts, found = facts_for(given, stated, peak_bpm)
    notes += found
    return given, facts


def _without_useless_channels(timeline: Timeline) -> Timeline:
    """Without recorded speed or distance that is zero throughout or in a wrong unit, as something else shows."""
    columns = timeline.columns
    notes = []
    dead = dead_channels({**columns, "elapsed_s": timeline.elapsed_s})
    if dead:
        message = f"{' and '.join(dead)} zero throughout although the runner moved; not used"
        notes.append(note("channel_dead", message))
    columns = {name: values for name, values in columns.items() if name not in dead}
    misscaled = misscaled_channels(timeline.elapsed_s, columns)
    if misscaled:
        message = f"{' and '.join(misscaled)} far from the way between positions, always by the same factor; not used"
        notes.append(note("channel_scale", message))
    columns = {name: values for name, values in columns.items() if name not in misscaled}
    return replace(timeline, columns=columns, notes=(*timeline.notes, *notes)) if notes else timeline


def _repaired(time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]) -> dict[str, FloatArray]:
    """What is put right at the records themselves, before they are spread over the grid."""
    columns, found = blank_out_of_range(columns)
    notes += found
    columns, found = blank_teleports(time_s, columns)
    notes += found
    if "distance_m" in columns:
        distance_m, found = continued_distance(time_s, columns["distance_m"], columns.get("speed_mps"))
        columns = {**columns, "distance_m": distance_m}
        notes += found
    return columns


def _time_masks(time_s: FloatArray, stops: Stops, grid: FloatArray) -> dict[str, BoolArray]:
    timer = seconds_in(stops.timer, grid.size, with_end=True)
    paused = timer | seconds_in(stops.inferred, grid.size, with_end=False)
    recorded = supported(time_s, stops.block, grid, recording_limit_s(stops.spacing_s)) | _ran_on(stops, grid.size)
    recorded &= ~paused
    return {"recorded": recorded, "paused": paused}


def _ran_on(stops: Stops, size: int) -> BoolArray:
    return seconds_in(stops.ran_on, size, with_end=False)


def _on_grid(
    time_s: FloatArray, columns: dict[str, FloatArray], stops: Stops, grid: FloatArray, recorded: BoolArray
) -> dict[str, FloatArray]:
    """Every channel on the grid; channels with the same holes and limit share the work of finding what is held."""
    resampled: dict[str, FloatArray] = {}
    held: dict[tuple[bytes, float, bool], BoolArray] = {}
    even, ran_on = is_even(time_s, grid), _ran_on(stops, grid.size)
    for name, values in columns.items():
        known = np.isfinite(values)
        complete, limit_s = bool(known.all()), bridge_limit_s(name, stops.spacing_s)
        runs_on = name in WAY and bool(ran_on.any())
        key = (b"" if complete else np.packbits(known).tobytes(), limit_s, runs_on)
        if key not in held:
            held[key] = recorded & supported(time_s[known], stops.block[known], grid, limit_s)
            if runs_on:
                held[key] |= ran_on & supported(time_s[known], stops.block[known], grid, LONGEST_BRIDGE_S)
        if complete and even:
            resampled[name] = np.where(held[key], values, np.nan)
        elif name == "longitude_deg":
            resampled[name] = _wrapped(resample(time_s, _unwrapped(values), grid, held[key]))
        else:
            resampled[name] = resample(time_s, values, grid, held[key])
    if ran_on.any() and {"speed_mps", "distance_m"} <= resampled.keys():
        # A line between two speeds says nothing of the way between them; distance does.
        resampled["speed_mps"] = np.where(ran_on, speed_along(resampled["distance_m"], 1), resampled["speed_mps"])
    return resampled


def _unwrapped(longitude_deg: FloatArray) -> FloatArray:
    """Longitude without the leap at the date line, so that it can be interpolated."""
    known = np.isfinite(longitude_deg)
    if not (np.abs(np.diff(longitude_deg[known])) > 180.0).any():
        return longitude_deg
    unwrapped = longitude_deg.copy()
    unwrapped[known] = np.unwrap(longitude_deg[known], period=360.0)
    return unwrapped


def _wrapped(longitude_deg: FloatArray) -> FloatArray:
    beyond = np.abs(longitude_deg) > 180.0
    return np.where(beyond, (longitude_deg + 180.0) % 360.0 - 180.0, longitude_deg) if beyond.any() else longitude_deg


def _add_speed(on_grid: dict[str, FloatArray], stops: Stops, masks: dict[str, BoolArray], notes: list[Note]) -> FloatArray:
    """Put speed and distance on the grid; the distance on foot is given back, as slopes need all of the way."""
    recorded = masks["recorded"]
    gaps = seconds_in(stops.gaps, recorded.size, with_end=False)
    speed, distance, found = speed_and_distance(on_grid, recorded, gaps)
    speed, spikes = clean_speed(speed, recorded)
    speed, on_foot_m, rides = without_vehicle(speed, distance, on_grid.get("cadence_spm"))
    notes += [*found, *spikes, *rides]
    on_grid["speed_mps"], on_grid["distance_m"] = speed, distance
    return on_foot_m


def _add_cadence(on_grid: dict[str, FloatArray], stops: Stops, masks: dict[str, BoolArray], notes: list[Note]) -> None:
    speed = on_grid["speed_mps"]
    cadence = on_grid.get("cadence_spm", np.full(speed.size, np.nan))
    if "cadence_spm" in on_grid:
        bridge_s = round(bridge_limit_s("cadence_spm", stops.spacing_s))
        cadence, found = clean_cadence(cadence, speed, masks["recorded"], bridge_s)
        on_grid["cadence_spm"] = cadence
        notes += found
    masks |= gait_masks(speed, cadence, masks["recorded"])
    standing = seconds_in(stops.standing, speed.size, with_end=False)
    masks["stopped"] |= standing & ~masks["paused"]
    rested = settled(_at_rest(masks), GAIT_SETTLES_S, longer_than_s=SHORT_REST_S)
    rested[:GAIT_SETTLES_S] = False
    masks["gait_usable"] = masks["running"] & np.isfinite(cadence) & rested


def _at_rest(masks: dict[str, BoolArray]) -> BoolArray:
    return masks["stopped"] | ~masks["recorded"]


def _add_grade(on_grid: dict[str, FloatArray], masks: dict[str, BoolArray], surface: str, notes: list[Note]) -> None:
    altitude = on_grid.get("altitude_m", np.full(masks["recorded"].size, np.nan))
    grade = np.zeros(altitude.size)
    if surface in {"treadmill", "virtual"}:
        notes.append(note("indoor_grade", "run indoors; the ground is taken as flat"))
    else:
        slope = slope_along(altitude, on_grid["distance_m"], on_grid.get("latitude_deg"), on_grid.get("longitude_deg"))
        grade = slope.grade_pct
        notes += slope.notes
        if slope.false_altitude.any():
            on_grid["altitude_m"] = np.where(slope.false_altitude, np.nan, altitude)
    on_grid["grade_pct"] = np.where(masks["recorded"], grade, np.nan)
    on_grid["grade_adjusted_speed_mps"] = on_grid["speed_mps"] * equal_heart_rate_factor(grade)
    masks["flat"] = masks["recorded"] & (np.abs(grade) <= FLAT_PCT)


def _add_heart_rate(on_grid: dict[str, FloatArray], masks: dict[str, BoolArray], activity: Activity, notes: list[Note]) -> None:
    masks |= {name: np.zeros(masks["recorded"].size, dtype=np.bool_) for name in ("heart_rate_trusted", "heart_rate_usable")}
    if "heart_rate_bpm" not in on_grid:
        return
    effort, recorded = on_grid["grade_adjusted_speed_mps"], masks["recorded"]
    heart_rate, found = clean_heart_rate(on_grid["heart_rate_bpm"], recorded, round(bridge_limit_s("heart_rate_bpm", 1.0)))
    on_grid["heart_rate_bpm"] = heart_rate
    distrusted, more = distrusted_heart_rate(heart_rate, effort)
    notes += [*found, *more]
    if "cadence_spm" in on_grid and activity.device.heart_rate_source != "strap":
        locked, found = locked_heart_rate(heart_rate, on_grid["cadence_spm"], effort)
        distrusted |= locked
        notes += found
    rested = settled(_at_rest(masks), HEART_SETTLES_S, longer_than_s=LONG_REST_S)
    masks["heart_rate_trusted"] = recorded & np.isfinite(heart_rate) & ~distrusted
    masks["heart_rate_usable"] = masks["heart_rate_trusted"] & rested
