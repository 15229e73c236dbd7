"""A speed good enough to tell running from standing, where a file has none. Never stored in an Activity."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from legcheck.core import Activity, FloatArray

__all__ = ["dead_channels", "speed_for_decisions", "stands_still"]

EARTH_RADIUS_M = 6_371_008.8
"""[m] Mean radius of the Earth; Moritz, Geodetic Reference System 1980, Journal of Geodesy 2000;74:128."""

WINDOW_S = 10.0
"""[s] Time over which displacement is taken: a position error of 3 m is then worth 0.3 m/s, not 3."""

MEASURED, POSITION = (("speed_mps",), ("distance_m",)), ("latitude_deg", "longitude_deg")
"""Channels that measure the way made, and those from which it can be told."""

MOVEMENT = (*MEASURED, ("cadence_spm",), POSITION)
"""Channels that tell movement, the surest first."""

POSITION_NOISE_M = 20.0
"""[m] Positions of a receiver that lies still spread about this much."""

POSITION_NOISE_MPS = 0.2
"""[m/s] In a short time they spread less: this much for each second."""

LONGEST_WINDOW_S = 60.0
"""[s] Beyond this a window spans a pause, and its displacement says nothing about speed."""


def speed_for_decisions(activity: Activity) -> FloatArray:
    """Speed of each record: as recorded, else from distance, else from positions.

    Parameters
    ----------
    activity : Activity
        Any activity.

    Returns
    -------
    ndarray of float64
        [m/s] NaN where nothing can be said.

    Notes
    -----
    Displacement over at least 10 s, so that it is robust against single bad positions; good for medians and for
    thresholds, not for pace.
    """
    dead = dead_channels(activity.channels)
    if activity.has("speed_mps") and "speed_mps" not in dead:
        return activity["speed_mps"]
    if activity.has("distance_m") and "distance_m" not in dead:
        return _windowed(activity.elapsed_s, activity["distance_m"], None)
    if activity.has("latitude_deg") and activity.has("longitude_deg"):
        north_m, east_m = _metres(activity["latitude_deg"], activity["longitude_deg"])
        return _windowed(activity.elapsed_s, north_m, east_m)
    return np.full(len(activity), np.nan)


def stands_still(activity: Activity) -> bool:
    """Whether everything that tells movement was recorded as none: speed, distance, steps, positions; False without any.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from legcheck.core import Columns, Source
    >>> columns = Columns({"elapsed_s": np.arange(3.0), "speed_mps": np.zeros(3)})
    >>> stands_still(Activity(source=Source(name="a.fit", format="fit"), start_time=datetime(2024, 5, 1, tzinfo=UTC), channels=columns))
    True
    """
    duration_s = float(np.ptp(activity.elapsed_s))
    told = _told(activity.channels, MOVEMENT)
    return bool(told) and duration_s > 0.0 and not any(_moves(activity.channels, channels) for channels in told)


def dead_channels(columns: Mapping[str, FloatArray]) -> tuple[str, ...]:
    """Recorded speed or distance that never leaves zero although another of them, or the positions, moves.

    Parameters
    ----------
    columns : mapping of str to ndarray of float64
        Channels with ``elapsed_s``.

    Examples
    --------
    >>> dead_channels({"elapsed_s": np.arange(3.0), "speed_mps": np.zeros(3), "distance_m": np.array([0.0, 3.0, 6.0])})
    ('speed_mps',)
    >>> dead_channels({"elapsed_s": np.arange(3.0), "speed_mps": np.zeros(3)})
    ()
    """
    still = [channels for channels in _told(columns, MEASURED) if not _moves(columns, channels)]
    if not still or not any(_moves(columns, channels) for channels in _told(columns, (*MEASURED, POSITION))):
        return ()
    return tuple(name for channels in still for name in channels)


def _told(columns: Mapping[str, FloatArray], groups: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """Those groups of channels of which each holds a value."""
    return [group for group in groups if all(name in columns and np.isfinite(columns[name]).any() for name in group)]


def _moves(columns: Mapping[str, FloatArray], channels: tuple[str, ...]) -> bool:
    """Whether speed, distance, steps or positions tell of movement."""
    values = [columns[name] for name in channels]
    if len(channels) == 1:
        return bool(np.nanmax(values[0]) > (np.nanmin(values[0]) if channels == ("distance_m",) else 0.0))
    duration_s = float(np.nanmax(columns["elapsed_s"]) - np.nanmin(columns["elapsed_s"]))
    spread_m = max(np.nanmax(metres) - np.nanmin(metres) for metres in _metres(values[0], values[1]))
    return bool(spread_m > min(POSITION_NOISE_M, POSITION_NOISE_MPS * duration_s))


def _metres(latitude_deg: FloatArray, longitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Positions on a plane that touches the Earth at the middle of the track; true to 0.1 % over a marathon."""
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    with np.errstate(invalid="ignore", over="ignore"):  # no position of a table is checked yet
        scale = np.cos(np.nanmedian(latitude))
        return EARTH_RADIUS_M * latitude, EARTH_RADIUS_M * scale * longitude


def _windowed(elapsed_s: FloatArray, first_m: FloatArray, second_m: FloatArray | None) -> FloatArray:
    speed = np.full(elapsed_s.size, np.nan)
    known = np.isfinite(first_m) if second_m is None else np.isfinite(first_m) & np.isfinite(second_m)
    rows = np.flatnonzero(known & np.isfinite(elapsed_s))
    rows = rows[np.argsort(elapsed_s[rows], kind="stable")]
    if rows.size < 2:
        return speed
    time_s = elapsed_s[rows]
    later = np.minimum(np.searchsorted(time_s, time_s + WINDOW_S), rows.size - 1)
    earlier = np.minimum(np.arange(rows.size), np.searchsorted(time_s, time_s[later] - WINDOW_S, side="right") - 1)
    earlier = np.maximum(earlier, 0)
    step_s = time_s[later] - time_s[earlier]
    moved = first_m[rows[later]] - first_m[rows[earlier]]
    if second_m is not None:
        moved = np.hypot(moved, second_m[rows[later]] - second_m[rows[earlier]])
    usable = (step_s > 0) & (step_s <= LONGEST_WINDOW_S)
    speed[rows[usable]] = np.abs(moved[usable]) / step_s[usable]
    return speed
