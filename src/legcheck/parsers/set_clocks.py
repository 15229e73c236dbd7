"""Clocks that were set while recording: time leaps or goes back, but the way goes on from where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray
from legcheck.parsers.derive import EARTH_RADIUS_M

__all__ = ["FORWARD_S", "ClockChanges", "clock_changes"]

BACK_S = 10.0
"""[s] A step back in time of more than this, while the way goes on, is a clock being set; less is disorder."""

FORWARD_S = 5 * 86400.0
"""[s] A step ahead of more than this, while the way goes on, is a clock being set; less may be a pause."""

CONTINUED_WITHIN_M = 100.0
"""[m] Way between two neighbouring records at most, for it to count as going on."""

MOST_CHANGES = 3
"""[-] Where only positions tell: with more steps than this the file is in disorder, and no clock was set."""

LEAST_RECORDS = 10
"""[records] Where only positions tell, each clock has shown at least this many; fewer are a receiver's first fixes."""

LEAP_MPS, LEAP_M, LEAPS_SHARE = 12.5, 20.0, 0.01
"""[m/s], [m], [-] A position further from the one before than the first allows, by more than the second, is a leap; parts belong
together where no larger share of the steps between them leaps than the third."""

JOINED_WITHIN_S = 60.0
"""[s] Parts that are in order once sorted follow each other within this, or within the longest pause there is."""


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """What has to be done to put all times on one clock.

    Attributes
    ----------
    shift_s : ndarray of float64, shape (n,)
        To be added to each time. [s]
    back, forward : int
        How often the clock was set back, and forward.
    """

    shift_s: FloatArray
    back: int
    forward: int


def clock_changes(
    time_s: FloatArray,
    columns: Mapping[str, FloatArray],
    *,
    unbroken: BoolArray | None = None,
    leaps: BoolArray | None = None,
) -> ClockChanges | None:
    """Find where a clock was set; None where it was not.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n,)
        Times in the order of the file, all known. [s]
    columns : mapping of str to ndarray of float64, shape (n,)
        ``distance_m`` tells best whether the way goes on; where it is not known, positions do.
    unbroken : ndarray of bool, shape (n - 1,), optional
        Steps within one segment; at others nothing is said.
    leaps : ndarray of bool, shape (n - 1,), optional
        Steps ahead that something else tells to be no pause, besides those of more than five days.

    Returns
    -------
    ClockChanges or None
        Times are put on the clock of the start, or where it was also set forward by days, on the one that ran for the most records.

    Examples
    --------
    >>> time_s = np.array([0.0, 1.0, 2.0, -57.0, -56.0])
    >>> changes = clock_changes(time_s, {"distance_m": np.array([0.0, 3.0, 6.0, 9.0, 12.0])})
    >>> (time_s + changes.shift_s).tolist(), changes.back, changes.forward
    ([0.0, 1.0, 2.0, 3.0, 4.0], 1, 0)
    """
    steps = np.diff(time_s)
    is_back, is_forward = steps < -BACK_S, steps > FORWARD_S
    if leaps is not None:
        is_forward = is_forward | leaps
    suspects = is_back | is_forward if unbroken is None else (is_back | is_forward) & unbroken
    if not suspects.any():
        return None
    changed = _counter_goes_on(suspects, columns) | _place_goes_on(suspects, time_s, columns)
    if not changed.any():
        return None
    usual_steps = steps[(steps > 0) & (steps <= BACK_S)]
    usual = float(np.median(usual_steps)) if usual_steps.size else 1.0
    shift = np.concatenate(([0.0], np.cumsum(np.where(changed, usual - steps, 0.0))))
    if (changed & (steps > FORWARD_S)).any():
        records = np.bincount(np.concatenate(([0], np.cumsum(changed))))
        last_of_most = int(np.cumsum(records)[np.flatnonzero(records == records.max())[-1]]) - 1
        shift -= shift[last_of_most]
    back, forward = (int(np.count_nonzero(kind & changed)) for kind in (is_back, is_forward))
    return ClockChanges(shift, back, forward)


def _counter_goes_on(suspects: BoolArray, columns: Mapping[str, FloatArray]) -> BoolArray:
    """At which of these steps the recorded distance, begun before, goes on."""
    distance_m = columns.get("distance_m")
    if distance_m is None:
        return np.zeros_like(suspects)
    ahead = np.diff(distance_m)
    return np.asarray(suspects & (ahead >= 0) & (ahead <= CONTINUED_WITHIN_M) & (distance_m[:-1] > 0))


def _place_goes_on(suspects: BoolArray, time_s: FloatArray, columns: Mapping[str, FloatArray]) -> BoolArray:
    """At which of these steps, where no distance is known, the positions go on and are no track when sorted by time."""
    none = np.zeros_like(suspects)
    if "distance_m" in columns:
        suspects = suspects & ~np.isfinite(np.diff(columns["distance_m"]))
    if not 0 < np.count_nonzero(suspects) <= MOST_CHANGES or not {"latitude_deg", "longitude_deg"} <= set(columns):
        return none
    latitude, longitude = columns["latitude_deg"], columns["longitude_deg"]
    changed = np.asarray(suspects & (_beelines_m(latitude, longitude) <= CONTINUED_WITHIN_M))
    parts = np.diff(np.concatenate(([0], np.flatnonzero(changed) + 1, [time_s.size])))
    if parts.min() < LEAST_RECORDS or _is_a_track_when_sorted(time_s, latitude, longitude, changed):
        return none
    return changed


def _is_a_track_when_sorted(
    time_s: FloatArray, latitude_deg: FloatArray, longitude_deg: FloatArray, changed: BoolArray
) -> bool:
    """Whether parts were only written in another order, or twice: sorted by time they join without leap or hole."""
    order = np.argsort(time_s, kind="stable")
    sorted_steps = np.diff(time_s[order])
    longest_s = max(JOINED_WITHIN_S, float(np.diff(time_s)[~changed].max(initial=0.0)))
    joins = np.diff(np.concatenate(([0], np.cumsum(changed)))[order]) != 0
    leaps = joins & (_beelines_m(latitude_deg[order], longitude_deg[order]) > LEAP_MPS * sorted_steps + LEAP_M)
    return bool(sorted_steps.max() <= longest_s and np.count_nonzero(leaps) <= LEAPS_SHARE * np.count_nonzero(joins))


def _beelines_m(latitude_deg: FloatArray, longitude_deg: FloatArray) -> FloatArray:
    """Distance of each position from the one before, the short way around the Earth; NaN where either is missing. [m]"""
    latitude = np.radians(latitude_deg)
    east = np.radians((np.diff(longitude_deg) + 180.0) % 360.0 - 180.0) * np.cos((latitude[1:] + latitude[:-1]) / 2)
    return np.asarray(EARTH_RADIUS_M * np.hypot(np.diff(latitude), east))
