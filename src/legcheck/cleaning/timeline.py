"""Put the records in order of time: sorted, one record a time, on one clock, never longer than a few days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.core.activity import Activity, Lap, Note
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.finding import Span
from legcheck.parsers.set_clocks import clock_changes
from legcheck.parsers.stray_times import stray_times

__all__ = ["Timeline", "order_records"]

LONGEST_GRID_S = 5 * 86400.0
"""[s] Longest stretch of time put on a grid; five days hold any run and bound the memory a wrong clock can cost."""

CLUSTER_GAP_S = 6 * 3600.0
"""[s] Gap that parts clusters of records once the whole is longer than :data:`LONGEST_GRID_S`; longer than any pause of
a run that still counts as one."""

TIME_LIMIT_S = 5e9
"""[s] Elapsed times beyond this (158 years) are no times; 32-bit clocks cannot reach it."""

LEAST_LEAP_S, TOTAL_WITHIN_S = 3600.0, 60.0
"""[s], [s] An hour or more by which the times exceed the device's own total, to the minute, is a clock being set forward and no
pause, which that total would hold."""


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
    activity, time_s = _on_one_clock(activity, time_s, columns, notes)
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


def _on_one_clock(
    activity: Activity, time_s: FloatArray, columns: dict[str, FloatArray], notes: list[Note]
) -> tuple[Activity, FloatArray]:
    """Times on one clock: that of the start, or where it was also set forward by days, the one that ran for the most records."""
    changes = clock_changes(time_s, columns, leaps=_beyond_the_total(activity, time_s))
    if changes is None:
        return activity, time_s
    if changes.back:
        notes.append(note("clock_set_back", f"the clock was set back {count_of(changes.back, 'time')}; later times moved on"))
    if changes.forward:
        times = count_of(changes.forward, "time")
        message = f"the clock was set forward {times} by hours or days; times put on one clock"
        notes.append(note("clock_set_forward", message))
        activity = activity if changes.back else _along(activity, time_s, changes.shift_s)
    return activity, time_s + changes.shift_s


def _beyond_the_total(activity: Activity, time_s: FloatArray) -> BoolArray | None:
    """Steps ahead that make all the difference between the times and the device's own total, pauses included."""
    total_s = activity.totals.elapsed_s
    if total_s is None or time_s.size < 2:
        return None
    steps = np.diff(time_s)
    excess_s = float(time_s[-1] - time_s[0]) - total_s
    leaps = (steps >= LEAST_LEAP_S) & (np.abs(steps - excess_s) <= TOTAL_WITHIN_S)
    for pause in activity.pauses:
        leaps &= (pause.end_s <= time_s[:-1]) | (pause.start_s >= time_s[1:])
    return np.asarray(leaps)


def _along(activity: Activity, time_s: FloatArray, shift_s: FloatArray) -> Activity:
    """Laps, pauses and breaks moved as the records around them are."""

    def moved(at_s: float) -> float:
        return at_s + float(shift_s[max(int(np.searchsorted(time_s, at_s, side="right")) - 1, 0)])

    def span_of(span: Span) -> Span:
        return Span(moved(span.start_s), max(moved(span.start_s), moved(span.end_s)))

    return replace(
        activity,
        pauses=tuple(span_of(pause) for pause in activity.pauses),
        breaks=tuple(moved(at_s) for at_s in activity.breaks),
        laps=tuple(replace(lap, span=span_of(lap.span)) for lap in activity.laps),
    )


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
