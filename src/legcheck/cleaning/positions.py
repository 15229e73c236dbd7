"""Distances between positions, and the removal of positions that jump away from the track."""

from __future__ import annotations

import math

import numpy as np

from legcheck.cleaning.windows import filled, rolling_median
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.parsers.derive import EARTH_RADIUS_M

__all__ = ["local_metres", "step_length_m", "teleports"]

TELEPORT_M = 50.0
"""[m] A position further than this from the running median of the positions around it is no position of a runner; in one
minute's worth of records a runner keeps within it unless records are sparse (see :func:`teleports`)."""

TELEPORT_WIDTH = 11
"""[records] Width of that running median: it sees through jumps of up to five records."""

FASTEST_ON_FOOT_MPS = 7.0
"""[m/s] Way of more than this in a stretch is no running: a position that jumped, a ride, or way made up for after a gap. Engineering value."""

FASTEST_MPS = 12.5
"""[m/s] Faster than any runner has been measured."""


def step_length_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Great-circle distance between neighbouring positions (haversine). [m]

    Returns
    -------
    ndarray of float64, shape (n - 1,)
        NaN where either position is missing or infinite.

    Examples
    --------
    One degree of latitude is 6371.0088 km * pi / 180 = 111.195 km.

    >>> float(step_length_m(np.array([0.0, 1.0]), np.array([8.0, 8.0]))[0])
    111195.08
    """
    latitude, longitude = np.radians(latitude_deg), np.radians(longitude_deg)
    with np.errstate(invalid="ignore"):  # a table may hold infinite positions; they are blanked later, with a note
        across = np.cos(latitude[:-1]) * np.cos(latitude[1:]) * np.sin(np.diff(longitude) / 2) ** 2
        chord = np.sin(np.diff(latitude) / 2) ** 2 + across
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def local_metres(latitude_deg: FloatArray, longitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Metres east and north of the first known position, on a plane that is true along the track.

    East is summed up step by step with the cosine of the latitude at hand, so a run of any length and one across
    the date line keep their distances.

    Returns
    -------
    tuple of ndarray of float64, shape (n,)
        East and north, NaN where the position is missing. [m]
    """
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    east, north = np.full(known.size, np.nan), np.full(known.size, np.nan)
    if not known.any():
        return east, north
    latitude = np.radians(latitude_deg[known])
    longitude = np.radians(longitude_deg[known])
    if (np.abs(np.diff(longitude)) > np.pi).any():
        longitude = np.unwrap(longitude)
    steps = np.diff(longitude) * np.cos((latitude[1:] + latitude[:-1]) / 2)
    east[known] = EARTH_RADIUS_M * np.concatenate(([0.0], np.cumsum(steps)))
    north[known] = EARTH_RADIUS_M * (latitude - latitude[0])
    return east, north


def teleports(time_s: FloatArray, latitude_deg: FloatArray, longitude_deg: FloatArray) -> BoolArray:
    """Positions that jump away from the track and come back.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        Strictly increasing. [s]
    latitude_deg, longitude_deg : ndarray of float64, shape (n,)
        [deg]

    Returns
    -------
    ndarray of bool, shape (n,)
        True where the position lies further from the running median of 11 records than a runner gets in the time
        those records span (at 12.5 m/s, and at least 50 m).
    """
    known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg)
    found = np.zeros(time_s.size, dtype=np.bool_)
    if int(known.sum()) < TELEPORT_WIDTH:
        return found
    limit_m = np.maximum(TELEPORT_M, FASTEST_MPS * _half_window_s(filled(time_s[known])))
    # A degree of longitude is nowhere longer than at the equator.
    longest = (EARTH_RADIUS_M * np.radians(values[known]) for values in (longitude_deg, latitude_deg))
    if (_furthest_m(*longest) < limit_m).all():
        return found
    east, north = (values[known] for values in local_metres(latitude_deg, longitude_deg))
    if (_furthest_m(east, north) < limit_m).all():
        return found
    off_m = np.hypot(east - rolling_median(east, TELEPORT_WIDTH), north - rolling_median(north, TELEPORT_WIDTH))
    found[known] = off_m > limit_m
    return found


def _furthest_m(east_m: FloatArray, north_m: FloatArray) -> FloatArray:
    """A bound on the distance of each position from the running medians: the way along the track to the ends of the window.

    Each median lies no further off in its own direction than that way, so both together no further than root 2 times it.
    """
    half, way_m = TELEPORT_WIDTH // 2, np.zeros(east_m.size)
    east_step_m, north_step_m = east_m[1:] - east_m[:-1], north_m[1:] - north_m[:-1]
    np.cumsum(np.sqrt(east_step_m**2 + north_step_m**2), out=way_m[1:])
    back, ahead = way_m.copy(), np.full(way_m.size, way_m[-1])
    back[half:] -= way_m[:-half]
    ahead[:-half] = way_m[half:]
    # A little more, for what is lost in the sum.
    return np.asarray(1.001 * math.sqrt(2.0) * np.maximum(back, ahead - way_m), dtype=np.float64)


def _half_window_s(time_s: FloatArray) -> FloatArray:
    half = TELEPORT_WIDTH // 2
    before, after = time_s - time_s[0], time_s[-1] - time_s
    before[half:] = time_s[half:] - time_s[:-half]
    after[:-half] = before[half:]
    return np.asarray(np.maximum(before, after), dtype=np.float64)
