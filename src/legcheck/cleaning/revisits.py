"""Places passed more than once: the ground there has one slope, so what differs is the error of the slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core.arrays import FloatArray, IntArray
from legcheck.parsers.derive import EARTH_RADIUS_M

__all__ = ["Revisits", "passed_again"]

CELL_M = 20.0
"""[m] Positions in one square of this size are one place; a slope is taken over four times as much."""

APART_S = 120
"""[s] Passings less than this apart are one passing."""

ALONG = 0.8
"""[-] Cosine of the angle between two passings beyond which they follow the same line (either way)."""

HEADING_S = 5
"""[s] Heading is that of the way from this long before to this long after."""

EVERY_S = 3
"""[s] One position in this many is looked at: a runner makes 10 m in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """What pairs of passings of one place say about slopes.

    Attributes
    ----------
    pairs : int
        Number of pairs.
    noise_pct : float
        Standard deviation of the error of one slope: that of the differences over root 2. [%]
    agreement : float
        Uncentred correlation of the slopes of the pairs, 1 when they are equal, 0 when they are noise.
    """

    pairs: int
    noise_pct: float
    agreement: float


def passed_again(latitude_deg: FloatArray, longitude_deg: FloatArray, grade_pct: FloatArray) -> Revisits:
    """Compare slopes at places that were passed at least twice.

    Parameters
    ----------
    latitude_deg, longitude_deg, grade_pct : ndarray of float64, shape (n,)
        On the grid of seconds. A place passed the other way counts with its slope reversed. [deg], [deg], [%]

    Returns
    -------
    Revisits
        NaN for noise and agreement where there are no pairs or no slopes.
    """
    east, north = _on_a_plane(latitude_deg, longitude_deg)
    ahead_east, ahead_north = _heading(east), _heading(north)
    pace = np.hypot(ahead_east, ahead_north)
    known = np.isfinite(grade_pct) & np.isfinite(east) & np.isfinite(north)
    at = np.flatnonzero(known & (pace > 2 * HEADING_S * 0.8))[::EVERY_S]
    first, second = _pairs(east[at], north[at], at)
    cosine = ahead_east[first] * ahead_east[second] + ahead_north[first] * ahead_north[second]
    cosine /= pace[first] * pace[second]
    along = np.abs(cosine) > ALONG
    one, other = grade_pct[first[along]], (np.sign(cosine) * grade_pct[second])[along]
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return Revisits(
        pairs=one.size,
        noise_pct=float(np.sqrt(np.mean((one - other) ** 2) / 2)) if one.size else np.nan,
        agreement=float((one * other).sum() / size) if size > 0 else np.nan,
    )


def _on_a_plane(latitude_deg: FloatArray, longitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Metres east and north of the first position; one scale throughout, so that places keep theirs."""
    known = np.flatnonzero(np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    if not known.size:
        return np.full(latitude_deg.size, np.nan), np.full(latitude_deg.size, np.nan)
    origin_latitude, origin_longitude = latitude_deg[known[0]], longitude_deg[known[0]]
    turned = (longitude_deg - origin_longitude + 180.0) % 360.0 - 180.0
    east = EARTH_RADIUS_M * np.radians(turned) * np.cos(np.radians(origin_latitude))
    return east, EARTH_RADIUS_M * np.radians(latitude_deg - origin_latitude)


def _heading(metres: FloatArray) -> FloatArray:
    ahead = np.full(metres.size, np.nan)
    if metres.size > 2 * HEADING_S:
        ahead[HEADING_S:-HEADING_S] = metres[2 * HEADING_S :] - metres[: -2 * HEADING_S]
    return ahead


def _pairs(east_m: FloatArray, north_m: FloatArray, at_s: IntArray) -> tuple[IntArray, IntArray]:
    """Seconds of neighbouring passings of one square."""
    columns = np.floor(east_m / CELL_M).astype(np.int64)
    rows = np.floor(north_m / CELL_M).astype(np.int64)
    order = np.lexsort((at_s, rows, columns))
    columns, rows, at_s = columns[order], rows[order], at_s[order]
    again = (np.diff(columns) == 0) & (np.diff(rows) == 0) & (np.diff(at_s) > APART_S)
    return at_s[:-1][again], at_s[1:][again]
