"""Speed and distance on the grid, from the best source there is: recorded, else distance, else positions."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.positions import FASTEST_MPS, local_metres
from legcheck.cleaning.windows import drop_short_runs, near_any, rolling_mean, run_bounds
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["continued_distance", "distance_along", "path_distance", "speed_along", "speed_and_distance"]

DISTANCE_HALF_WINDOW_S = 3
"""[s] Speed from recorded distance is the distance 3 s ahead less that 3 s back: the device has smoothed it already."""

POSITION_HALF_WINDOW_S = 7
"""[s] Speed from positions is the way along the smoothed track over 15 s."""

POSITION_SMOOTHING_S = 3
"""[s] Positions are averaged over this before ways are summed, so that their noise does not add to every metre. In 57 watch
recordings the way is then 0.4 % shorter than the distance the watch counted; without it 0.1 % longer, with 5 s 0.7 % shorter."""

RESET_M = 10.0
"""[m] Recorded distance that falls by more than this starts anew (a new lap or file); less is rounding."""

JUMP_LEAST_M = 30.0
"""[m] Distance gained beyond what 12.5 m/s allow, in one step, that is taken out."""

STOOD_STILL_MPS, WENT_ON_MPS = 0.5, 1.5
"""[m/s] Recorded speed below the first while the distance rises faster than the second is no standing: the sensor gave none."""

WENT_ON_S = 2 * DISTANCE_HALF_WINDOW_S + 1
"""[s] It has to last this long: a single step of distance, or the edge of a stop, spreads over less."""

LEAST_HOLE_S = 10
"""[s] Recorded speed that is missing for this long is taken from positions; what is shorter has been bridged."""

LONGEST_SUM_S = 10.0
"""[s] Speed is summed up between records no further apart than this."""

CATCH_UP_STEPS = (60, 300, 1000)
"""[records] Stretches before a jump over which speed and distance are compared."""

AGREEMENT = (0.8, 1.25)
"""[-] Ratio of the way summed from speed to the recorded distance, outside which the two do not belong together."""


def speed_and_distance(
    columns: dict[str, FloatArray], recorded: BoolArray, counted: BoolArray
) -> tuple[FloatArray, FloatArray, list[Note]]:
    """Speed and distance on the grid.

    Parameters
    ----------
    columns : dict of str to ndarray of float64, shape (n,)
        Channels on the grid of seconds.
    recorded : ndarray of bool, shape (n,)
        Seconds without pause or gap.
    counted : ndarray of bool, shape (n,)
        Seconds in which way counts though nothing was recorded: gaps, not pauses.

    Returns
    -------
    tuple of (speed_mps, distance_m, list of Note)
        Both NaN where nothing is known. [m/s], [m]
    """
    notes: list[Note] = []
    speed, distance = (_known(columns, name, recorded.size) for name in ("speed_mps", "distance_m"))
    if np.isfinite(distance).any():
        distance, speed = _with_recorded_distance(speed, distance, notes)
    elif np.isfinite(speed).any():
        notes.append(note("distance_source", "no distance recorded; it is summed up from the recorded speed"))
        speed = _with_holes_filled(speed, columns, recorded, counted, notes)
        distance = distance_along(speed, recorded)
    elif "latitude_deg" in columns and "longitude_deg" in columns:
        notes.append(note("speed_source", "no speed or distance recorded; both are taken from positions"))
        east, north = local_metres(columns["latitude_deg"], columns["longitude_deg"])
        distance = path_distance(east, north, recorded, counted)
        speed = speed_along(distance, POSITION_HALF_WINDOW_S)
    else:
        notes.append(note("no_speed", "neither speed, distance nor positions recorded"))
    return speed, distance, notes


def _known(columns: dict[str, FloatArray], name: str, size: int) -> FloatArray:
    return columns.get(name, np.full(size, np.nan))


def _with_recorded_distance(speed: FloatArray, distance: FloatArray, notes: list[Note]) -> tuple[FloatArray, FloatArray]:
    both = np.isfinite(speed) & np.isfinite(distance)
    if not np.isfinite(speed).any():
        notes.append(note("speed_source", "no speed recorded; it is taken from the recorded distance"))
        return distance, speed_along(distance, DISTANCE_HALF_WINDOW_S)
    joined = both[1:] & both[:-1]
    way, summed = np.diff(distance)[joined].sum(), speed[1:][joined].sum()
    if way > 0 and not AGREEMENT[0] <= summed / way <= AGREEMENT[1]:
        notes.append(note("speed_distance_disagree", f"recorded speed sums up to {summed / way:.0%} of the recorded distance"))
        return distance, speed_along(distance, DISTANCE_HALF_WINDOW_S)
    return distance, _with_dropouts_filled(speed, distance, notes)


def _with_dropouts_filled(speed: FloatArray, distance: FloatArray, notes: list[Note]) -> FloatArray:
    """Speed from distance where the recorded one stands at zero while the distance goes on."""
    still = speed < STOOD_STILL_MPS
    if int(np.count_nonzero(still)) < WENT_ON_S:
        return speed
    slope = speed_along(distance, DISTANCE_HALF_WINDOW_S)
    dropouts = drop_short_runs(still & (slope > WENT_ON_MPS), WENT_ON_S)
    if not dropouts.any():
        return speed
    seconds = count_of(int(dropouts.sum()), "second")
    notes.append(
        note("speed_source", f"recorded speed stood at zero for {seconds} in which the distance went on: taken from it")
    )
    return np.where(dropouts, slope, speed)


def _with_holes_filled(
    speed: FloatArray, columns: dict[str, FloatArray], recorded: BoolArray, counted: BoolArray, notes: list[Note]
) -> FloatArray:
    """Speed from positions where none is recorded for a while: some programs leave it out where it is zero or unsure."""
    holes = recorded & np.isnan(speed)
    if int(np.count_nonzero(holes)) < LEAST_HOLE_S or "latitude_deg" not in columns or "longitude_deg" not in columns:
        return speed
    east, north = local_metres(columns["latitude_deg"], columns["longitude_deg"])
    slope = speed_along(path_distance(east, north, recorded, counted), POSITION_HALF_WINDOW_S)
    leaps = np.concatenate(([False], np.hypot(np.diff(east), np.diff(north)) > FASTEST_MPS))
    filled = drop_short_runs(holes & np.isfinite(slope) & ~near_any(leaps, POSITION_HALF_WINDOW_S), LEAST_HOLE_S)
    if not filled.any():
        return speed
    seconds = count_of(int(filled.sum()), "second")
    notes.append(note("speed_source", f"no speed recorded for {seconds}: taken from positions there"))
    return np.where(filled, slope, speed)


def continued_distance(
    time_s: FloatArray, distance_m: FloatArray, speed_mps: FloatArray | None = None
) -> tuple[FloatArray, list[Note]]:
    """Recorded distance that never falls and never jumps, at the records.

    A fall of more than 10 m (a counter that starts anew) is continued from where it was; smaller falls are held. A
    gain that exceeds what 12.5 m/s allow by more than 30 m is taken out, unless recorded speed sums up to the distance
    with it rather than without it: then the counter had stood still and caught up.

    Returns
    -------
    tuple of (ndarray of float64, list of Note)
        [m]
    """
    known = np.isfinite(distance_m)
    if int(known.sum()) < 2:
        return distance_m, []
    steps, step_s = np.diff(distance_m[known]), np.diff(time_s[known])
    resets = steps < -RESET_M
    jumps = steps - FASTEST_MPS * step_s > JUMP_LEAST_M
    if jumps.any() and speed_mps is not None:
        jumps &= ~_caught_up(speed_mps[known], steps, step_s, jumps)
    notes: list[Note] = []
    if resets.any():
        notes.append(note("distance_reset", f"recorded distance starts anew {count_of(int(resets.sum()), 'time')}; continued"))
    if jumps.any():
        gained = float(steps[jumps].sum())
        notes.append(
            note("distance_jump", f"{count_of(int(jumps.sum()), 'jump')} of recorded distance ({gained:,.0f} m) taken out")
        )
    if not (steps < 0).any() and not jumps.any():
        return distance_m, notes
    continued = distance_m[known][0] + np.concatenate(([0.0], np.cumsum(np.where(resets | jumps, 0.0, steps))))
    result = np.full(distance_m.size, np.nan)
    result[known] = np.maximum.accumulate(continued)
    return result, notes


def _caught_up(speed_mps: FloatArray, steps_m: FloatArray, step_s: FloatArray, jumps: BoolArray) -> BoolArray:
    """Which jumps only catch up: over some stretch before, speed sums up to the distance with the jump, not without.

    Where speed is missing (before the receiver has settled), the run's median stands in.
    """
    known = np.isfinite(speed_mps)
    usual = np.median(speed_mps[known]) if known.any() else 0.0
    usable = (step_s <= LONGEST_SUM_S) & (steps_m > -RESET_M)
    way = np.concatenate(([0.0], np.cumsum(np.where(usable, np.where(known, speed_mps, usual)[1:] * step_s, 0.0))))
    gained = np.concatenate(([0.0], np.cumsum(np.where(usable, steps_m, 0.0))))
    at = np.flatnonzero(jumps)
    caught = np.zeros(steps_m.size, dtype=np.bool_)
    for back in CATCH_UP_STEPS:
        since = np.maximum(at - back, 0)
        surplus = (gained[at + 1] - gained[since]) - (way[at + 1] - way[since])
        caught[at] |= surplus <= steps_m[at] / 2
    return caught


def speed_along(distance_m: FloatArray, half_window_s: int) -> FloatArray:
    """Speed as the slope of distance over a centred window, shorter at the ends of a stretch. [m/s]

    Examples
    --------
    >>> speed_along(np.array([0.0, 3.0, 6.0, np.nan, 9.0]), 1).tolist()
    [3.0, 3.0, 3.0, nan, nan]
    """
    known = np.isfinite(distance_m)
    first, last = run_bounds(known)
    index = np.arange(distance_m.size)
    low, high = np.maximum(index - half_window_s, first), np.minimum(index + half_window_s, last)
    width = (high - low).astype(np.float64)
    rise = distance_m[high] - distance_m[low]
    return np.asarray(np.divide(rise, width, out=np.full(distance_m.size, np.nan), where=known & (width > 0)))


def distance_along(speed_mps: FloatArray, recorded: BoolArray) -> FloatArray:
    """Distance as the sum of speed over recorded seconds (trapezium rule). [m]

    Examples
    --------
    >>> distance_along(np.array([2.0, 4.0, 4.0]), np.array([True, True, True])).tolist()
    [0.0, 3.0, 7.0]
    """
    both = np.isfinite(speed_mps[1:]) & np.isfinite(speed_mps[:-1]) & recorded[1:] & recorded[:-1]
    steps = np.where(both, (speed_mps[1:] + speed_mps[:-1]) / 2, 0.0)
    total = np.concatenate(([0.0], np.cumsum(steps))) if speed_mps.size else np.zeros(0)
    return np.where(recorded & np.isfinite(speed_mps), total, np.nan)


def path_distance(east_m: FloatArray, north_m: FloatArray, recorded: BoolArray, counted: BoolArray) -> FloatArray:
    """Distance along positions, smoothed over 3 s within each unbroken stretch. [m]

    Across a gap the beeline counts, across a pause nothing does.
    """
    known = np.isfinite(east_m) & recorded
    east, north = (_smoothed(values, known) for values in (east_m, north_m))
    at = np.flatnonzero(known)
    steps = np.hypot(np.diff(east[at]), np.diff(north[at]))
    holes = np.diff(at) > 1
    idle = np.concatenate(([0], np.cumsum(~(recorded | counted))))
    paused = idle[at[1:]] - idle[at[:-1]] > 0
    too_fast = steps > FASTEST_MPS * np.diff(at)
    steps[(holes & paused) | too_fast] = 0.0
    result = np.full(east_m.size, np.nan)
    result[at] = np.concatenate(([0.0], np.cumsum(steps))) if at.size else at
    return result


def _smoothed(values: FloatArray, known: BoolArray) -> FloatArray:
    """Running mean that does not reach across holes and does not shorten the ends of a stretch."""
    first, last = run_bounds(known)
    index = np.arange(values.size)
    half = np.minimum(np.minimum(index - first, last - index), POSITION_SMOOTHING_S // 2)
    smooth = values.copy()
    for reach in range(1, POSITION_SMOOTHING_S // 2 + 1):
        mean = rolling_mean(values, 2 * reach + 1)
        smooth = np.where(known & (half == reach), mean, smooth)
    return smooth
