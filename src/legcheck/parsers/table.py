"""A table with legcheck's column names into an Activity."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from legcheck.core import CHANNELS, Activity, Columns, FloatArray, InputError, Note, Source
from legcheck.parsers.cadence_unit import with_cadence_as_stated
from legcheck.parsers.track_points import start_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["from_frame"]

_ALIASES: dict[str, str] = {
    "cadence": "cadence_spm",
    "cad": "cadence_spm",
    "hr": "heart_rate_bpm",
    "heart_rate": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "speed": "speed_mps",
    "velocity": "speed_mps",
    "pace": "speed_mps",
    "distance": "distance_m",
    "dist": "distance_m",
    "alt": "altitude_m",
    "altitude": "altitude_m",
    "ele": "altitude_m",
    "elevation": "altitude_m",
    "lat": "latitude_deg",
    "latitude": "latitude_deg",
    "lon": "longitude_deg",
    "lng": "longitude_deg",
    "longitude": "longitude_deg",
    "power": "power_w",
    "watts": "power_w",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "time": "elapsed_s",
    "seconds": "elapsed_s",
    "stride_length": "step_length_m",
    "step_length": "step_length_m",
    "stance_time": "contact_time_ms",
    "gct": "contact_time_ms",
    "vertical_oscillation": "vertical_oscillation_mm",
}
"""Names other tools use -> what was probably meant; only for hints, since their units differ."""

_APART_S = 1.001
"""[s] What an index and ``elapsed_s`` may differ by: each may be cut to whole seconds; a millisecond is for arithmetic."""

_NO_NUMBERS = {"M": "dates", "m": "lengths of time", "c": "complex numbers"}
"""Kinds of column that turn into numbers without complaint, and into wrong ones."""


def from_frame(frame: pd.DataFrame, *, name: str = "<table>", sport: str = "running") -> Activity:
    """Make an Activity of a DataFrame.

    Parameters
    ----------
    frame : DataFrame
        A row per record. Columns as in :data:`legcheck.core.CHANNELS` (``speed_mps``, ``cadence_spm``, both feet,
        ...); times either as a DatetimeIndex (or a column ``time`` of dates, as ``legcheck convert`` writes) or as a
        column ``elapsed_s`` in seconds (or Timedelta), or both.
    name : str
        What to call it in messages.
    sport : str
        What it was.

    Returns
    -------
    Activity

    Raises
    ------
    InputError
        If columns are unknown, there is no time, two times contradict each other, or values are not numbers. The
        message says which, and what was probably meant.

    Notes
    -----
    Dates without a time zone are taken as UTC, which a note says. Without dates ``elapsed_s`` is counted from
    1970-01-01, which a note says too; seconds since 1970 so keep their dates.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"elapsed_s": [0, 1, 2], "speed_mps": [2.9, 3.0, 3.1]})
    >>> len(from_frame(table))
    3
    """
    _check_arguments(frame, name, sport)
    frame = _with_times_as_index(frame, name)
    _check_columns([str(column) for column in frame.columns], name)
    channels = {str(column): _numbers(frame[column], name) for column in frame.columns}
    start, elapsed_s, notes = _times(frame, channels.pop("elapsed_s", None), name)
    columns = {"elapsed_s": elapsed_s, **{key: values for key, values in channels.items() if np.isfinite(values).any()}}
    activity = Activity(
        source=Source(name=name, format="table"),
        start_time=start,
        channels=Columns(columns),
        sport=sport.strip().lower(),
        notes=notes,
    )
    return with_cadence_as_stated(activity)


def _check_arguments(frame: object, name: object, sport: object) -> None:
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"a table is a pandas DataFrame, got {type(frame).__name__}")
    for argument, value in (("name", name), ("sport", sport)):
        if not isinstance(value, str):
            raise InputError(f"{argument} is a text, got {value!r}")


def _with_times_as_index(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """``frame`` with the dates of its column ``time`` as its index, where it has such a column and no index of dates."""
    import pandas as pd

    if isinstance(frame.index, pd.DatetimeIndex) or list(frame.columns).count("time") != 1:
        return frame
    column = frame["time"]
    if pd.api.types.is_numeric_dtype(column):
        return frame
    try:
        times = pd.DatetimeIndex(pd.to_datetime(column, format="ISO8601", utc=True))
        has_zone = pd.to_datetime(column.iloc[:1], format="ISO8601").dt.tz is not None
    except (TypeError, ValueError) as error:
        said = "column time must hold dates like 2024-05-01T07:30:00Z; seconds go into a column elapsed_s"
        raise InputError(said, path=name) from error
    return frame.drop(columns="time").set_axis(times if has_zone else times.tz_localize(None), axis="index")


def _times(frame: pd.DataFrame, elapsed_s: FloatArray | None, name: str) -> tuple[datetime, FloatArray, tuple[Note, ...]]:
    """Start, seconds since then, and what there is to say about them; from the index, ``elapsed_s``, or both."""
    epoch_us, notes = _index_us(frame, name)
    if epoch_us is None and elapsed_s is None:
        raise InputError("has no times: give it a DatetimeIndex, or a column elapsed_s in seconds", path=name)
    if len(frame) == 0:
        raise InputError("has no rows", path=name)
    if elapsed_s is None:
        start_us = int(epoch_us.min())
        return _start(start_us, name), (epoch_us - start_us) / 1e6, notes
    if not np.isfinite(elapsed_s).all():
        raise InputError("elapsed_s must be a number in every row", path=name)
    if epoch_us is None:
        note = Note("start_unknown", "the table has no dates; its elapsed_s was counted from 1970-01-01 00:00 UTC")
        return _start(0, name), elapsed_s, (note,)
    start = _start(int(epoch_us[0]) - round(float(elapsed_s[0]) * 1e6), name)
    _check_agreement(epoch_us, elapsed_s, name)
    return start, elapsed_s, notes


def _check_agreement(epoch_us: Any, elapsed_s: FloatArray, name: str) -> None:
    """Times told twice must be the same times."""
    apart_s = (elapsed_s - elapsed_s[0]) - (epoch_us - epoch_us[0]) / 1e6
    row = int(np.argmax(np.abs(apart_s)))
    if abs(apart_s[row]) > _APART_S:
        said = f"its index and elapsed_s are {abs(apart_s[row]):,.0f} s apart in row {row}; leave out the one that is wrong"
        raise InputError(said, path=name)


def _start(start_us: int, name: str) -> datetime:
    try:
        return start_of(start_us)
    except OverflowError as error:
        raise InputError("its index and elapsed_s put the start outside the years 1 to 9999", path=name) from error


def _check_columns(columns: Iterable[str], name: str) -> None:
    columns = list(columns)
    unknown = [column for column in columns if column not in CHANNELS]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InputError(f"has columns twice: {', '.join(twice)}", path=name)
    if unknown:
        said = ", ".join(_with_hint(column) for column in unknown)
        raise InputError(f"has unknown columns: {said}; known: {', '.join(CHANNELS)}", path=name)


def _with_hint(column: str) -> str:
    key = column.strip().lower().replace(" ", "_")
    near = difflib.get_close_matches(key, CHANNELS, n=1, cutoff=0.7)
    meant = _ALIASES.get(key) or (near[0] if near else None)
    return f"{column!r} (did you mean {meant}, in {CHANNELS[meant].unit}?)" if meant else repr(column)


def _numbers(series: Any, name: str) -> FloatArray:
    kind = getattr(series.dtype, "kind", "")
    if kind == "m" and series.name == "elapsed_s":
        series = series.dt.total_seconds()
    elif kind in _NO_NUMBERS:
        raise InputError(f"column {series.name} must hold numbers, got {_NO_NUMBERS[kind]}", path=name)
    try:
        return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"column {series.name} must hold numbers: {error}", path=name) from error


def _index_us(frame: pd.DataFrame, name: str) -> tuple[Any, tuple[Note, ...]]:
    """Microseconds since 1970 of a DatetimeIndex, None for any other index."""
    import pandas as pd

    index = frame.index
    if not isinstance(index, pd.DatetimeIndex):
        return None, ()
    if index.hasnans:
        raise InputError("its index has rows without a time", path=name)
    if index.tz is None:
        note = Note("times_without_zone", "the table's times carry no time zone and were taken as UTC")
        return index.as_unit("us").asi8, (note,)
    return index.tz_convert("UTC").as_unit("us").asi8, ()
