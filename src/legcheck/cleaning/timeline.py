"""Put the records in order of time: sorted, one record a time, on one clock, never longer than a few days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.core.activity import Activity, Lap, Note
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.finding import Span
from legcheck.parsers.stray_times import stray_times

__all__ = ["Timeline", "order_records"]

LONGEST_GRID_S = 5 * 86400.0
"""[s] Longest stretch of time put on a grid; five days hold any run and bound the memory a wrong clock can cost."""

CLUSTER_GAP_S = 6 * 3600.0
"""[s] Gap that parts clusters of records once the whole is longer than :data:`LONGEST_GRID_S`; longer than any pause of
a run that still counts as one."""

TIME_LIMIT_S = 5e9
"""[s] Elapsed times beyond this (158 years) are no times; 32-bit clocks cannot reach it."""

CLOCK_SET_BACK_S = 10.0
"""[s] A step back in time of more than this, while the distance goes on, is a clock being set; less is disorder."""

CONTINUED_WITHIN_M = 100.0
"""[m] Distance covered between two neighbouring records at most, for their distances to count as going on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Records in order of time.

    Attributes
    ----------
    activity : Activity
        As given, or with its start moved where its clock was wrong; times below count from its start.
    elapsed_s : ndarray of float64, shape (n,)
        Strictly increasing, not negative. [s]
    columns : dict of str to ndarray of float64, shape (n,)
        The other channels.
    notes : tuple of Note
    """

    activity: Activity
    elapsed_s: FloatArray
    columns: dict[str, FloatArray]
    notes: tuple[Note, ...]


def order_records(activity: Activity) -> Timeline:
    """The activity's records in order of time, each time once.

    Records without a time or without any value are left out. Records of one time are merged: of each channel the last
    known value stays. See :data:`legcheck.cleaning.notes.NOTES` for what is noted.
    """
    notes: list[Note] = []
    columns = {name: values for name, values in activity.channels.items() if name != "elapsed_s"}
    time_s = _timed(activity.elapsed_s, columns, notes)
    rows = np.isfinite(time_s) & _has_value(columns, time_s.size)
    time_s, columns = _take(rows, time_s, columns)
    time_s, columns = _without_strays(time_s, columns, notes)
    time_s = _undo_clock_changes(time_s, columns.get("distance_m"), notes)
    time_s, columns = _sorted(time_s, columns, notes)
    time_s, columns = _merged(time_s, columns, notes)
    if time_s.size and (time_s[-1] > LONGEST_GRID_S or time_s[0] < 0):
        time_s, columns = _largest_cluster(time_s, columns, notes)
        activity, time_s = _rebased(activity, time_s, notes)
    return Timeline(activity=activity, elapsed_s=time_s, columns=columns, notes=tuple(notes))


def _timed(elapsed_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]) -> FloatArray:
    lost = ~(np.abs(elapsed_s) <= TIME_LIMIT_S)
    with_values = int(np.count_nonzero(lost & _has_value(columns, elapsed_s.size)))
    if with_values:
        notes.append(note("records_without_time", f"{count_of(with_values, 'record')} without a usable time left out"))
    return np.where(lost, np.nan, elapsed_s)


def _has_value(columns: dict[str, FloatArray], size: int) -> BoolArray:
    known = np.zeros(size, dtype=np.bool_)
    for values in columns.values():
        known |= np.isfinite(values)
        if known.all():
            break
    return known


def _take(
    rows: BoolArray | slice, time_s: FloatArray, columns: dict[str, FloatArray]
) -> tuple[FloatArray, dict[str, FloatArray]]:
    if isinstance(rows, np.ndarray) and rows.dtype == np.bool_ and rows.all():
        return time_s, columns
    return time_s[rows], {name: values[rows] for name, values in columns.items()}


def _without_strays(
    time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]
) -> tuple[FloatArray, dict[str, FloatArray]]:
    stray = stray_times(time_s, columns.get("distance_m"))
    if not stray.any():
        return time_s, columns
    message = f"{count_of(int(stray.sum()), 'record')} with a time far from those around left out"
    notes.append(note("stray_times", message))
    return _take(~stray, time_s, columns)


def _undo_clock_changes(time_s: FloatArray, distance_m: FloatArray | None, notes: list[Note]) -> FloatArray:
    """Times on one clock: that of the start, or where it was also set forward, the one that ran for the most records."""
    steps = np.diff(time_s)
    is_back, is_forward = steps < -CLOCK_SET_BACK_S, steps > LONGEST_GRID_S
    if distance_m is None or not (is_back | is_forward).any():
        return time_s
    ahead = np.diff(distance_m)
    goes_on = (ahead >= 0) & (ahead <= CONTINUED_WITHIN_M) & (distance_m[:-1] > 0)
    is_back, is_forward = is_back & goes_on, is_forward & goes_on
    changed = is_back | is_forward
    if not changed.any():
        return time_s
    usual_steps = steps[(steps > 0) & (steps <= CLOCK_SET_BACK_S)]
    usual = float(np.median(usual_steps)) if usual_steps.size else 1.0
    shift = np.concatenate(([0.0], np.cumsum(np.where(changed, usual - steps, 0.0))))
    if is_back.any():
        times = count_of(int(is_back.sum()), "time")
        notes.append(note("clock_set_back", f"the clock was set back {times}; later times moved on"))
    if is_forward.any():
        times = count_of(int(is_forward.sum()), "time")
        notes.append(note("clock_set_forward", f"the clock was set forward {times} by days; times put on one clock"))
        part = np.concatenate(([0], np.cumsum(changed)))
        shift -= shift[np.searchsorted(part, np.bincount(part).argmax())]
    return time_s + shift


def _sorted(time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]) -> tuple[FloatArray, dict[str, FloatArray]]:
    backward = int(np.count_nonzero(np.diff(time_s) < 0))
    if not backward:
        return time_s, columns
    notes.append(note("time_backward", f"time ran backward {count_of(backward, 'time')}; records sorted"))
    order = np.argsort(time_s, kind="stable")
    return time_s[order], {name: values[order] for name, values in columns.items()}


def _merged(time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]) -> tuple[FloatArray, dict[str, FloatArray]]:
    new = np.concatenate(([True], np.diff(time_s) > 0)) if time_s.size else np.zeros(0, dtype=np.bool_)
    if new.all():
        return time_s, columns
    spare = time_s.size - int(new.sum())
    notes.append(note("duplicate_times", f"{count_of(spare, 'record')} with a time already taken merged into the others"))
    group = np.cumsum(new) - 1
    merged = {}
    for name, values in columns.items():
        known = np.isfinite(values)
        kept = np.full(int(new.sum()), np.nan)
        kept[group[known]] = values[known]
        merged[name] = kept
    return time_s[new], merged


def _largest_cluster(
    time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]
) -> tuple[FloatArray, dict[str, FloatArray]]:
    if time_s[-1] - time_s[0] <= LONGEST_GRID_S:
        return time_s, columns
    edges = np.concatenate(([0], np.flatnonzero(np.diff(time_s) > CLUSTER_GAP_S) + 1, [time_s.size]))
    widest = int(np.argmax(np.diff(edges)))
    first = int(edges[widest])
    within = int(np.searchsorted(time_s, time_s[first] + LONGEST_GRID_S, side="right"))
    last = min(int(edges[widest + 1]), within)
    dropped = time_s.size - (last - first)
    notes.append(note("clock_jump", f"times lie days apart; {count_of(dropped, 'record')} outside the main part left out"))
    return _take(slice(first, last), time_s, columns)


def _rebased(activity: Activity, time_s: FloatArray, notes: list[Note]) -> tuple[Activity, FloatArray]:
    """Move the start of the activity to its first record; laps, pauses and breaks move along."""
    origin = float(np.floor(time_s[0]))
    if origin == 0.0:
        return activity, time_s
    notes.append(note("clock_rebased", f"start time moved by {origin:,.0f} s to the first record"))
    columns = {**activity.channels, "elapsed_s": activity.elapsed_s - origin}
    moved = replace(
        activity,
        start_time=activity.start_time + timedelta(seconds=origin),
        channels=type(activity.channels)(columns),
        pauses=tuple(_moved(pause, origin) for pause in activity.pauses),
        breaks=tuple(at_s - origin for at_s in activity.breaks),
        laps=tuple(_moved_lap(lap, origin) for lap in activity.laps),
    )
    return moved, time_s - origin


def _moved(span: Span, origin_s: float) -> Span:
    return Span(span.start_s - origin_s, span.end_s - origin_s)


def _moved_lap(lap: Lap, origin_s: float) -> Lap:
    return replace(lap, span=_moved(lap.span, origin_s))
