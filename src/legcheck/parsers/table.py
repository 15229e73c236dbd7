"""A table with legcheck's column names into an Activity."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from legcheck.core import CHANNELS, MASKS, Activity, Columns, FloatArray, InputError, Note, Source
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

_DATES = frozenset({"timestamp", "timestamps", "datetime", "date", "date_time", "utc", "start_time", "time_utc"})
"""Names other tools give a column of dates, in small letters."""

_OF_DATES = frozenset({"string", "datetime", "datetime64"})
"""What pandas calls the content of an index that may hold dates without being a DatetimeIndex."""

_HUGE = 1e30
"""[any unit] Far beyond what any channel holds, and yet its square and its inverse are numbers."""

_ANGLES = ("latitude_deg", "longitude_deg")
"""An infinite angle has no sine; a huge one has."""

_NO_NUMBERS = {"M": "dates", "m": "lengths of time", "c": "complex numbers"}
"""Kinds of column that turn into numbers without complaint, and into wrong ones."""


def from_frame(frame: pd.DataFrame, *, name: str = "<table>", sport: str = "running") -> Activity:
    """Make an Activity of a DataFrame.

    Parameters
    ----------
    frame : DataFrame
        A row per record. Columns as in :data:`legcheck.core.CHANNELS` (``speed_mps``, ``cadence_spm``, both feet,
        ...); times either as an index of dates (or a column ``time`` of dates, as ``legcheck convert`` writes) or as a
        column ``elapsed_s`` in seconds (or Timedelta, which may be the index too), or both. Dates are a DatetimeIndex,
        any other dates pandas knows, or text as ISO 8601 has it.
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
    """``frame`` with a DatetimeIndex, where its column ``time`` or another kind of index holds dates."""
    import pandas as pd

    if isinstance(frame.index, pd.DatetimeIndex):
        return frame
    if list(frame.columns).count("time") != 1:
        return _with_index_read(frame)
    column = frame["time"]
    if pd.api.types.is_numeric_dtype(column):
        return frame
    try:
        times = _dates(column)
    except (TypeError, ValueError) as error:
        said = "column time must hold dates like 2024-05-01T07:30:00Z; seconds go into a column elapsed_s"
        raise InputError(said, path=name) from error
    return frame.drop(columns="time").set_axis(times, axis="index")


def _with_index_read(frame: pd.DataFrame) -> pd.DataFrame:
    """``frame`` with the dates, or lengths of time, that an index of another kind holds; as it is where it holds none."""
    import pandas as pd

    index = frame.index
    if index.nlevels > 1:
        return frame
    if isinstance(index, pd.PeriodIndex):
        return frame.set_axis(index.to_timestamp(), axis="index")
    kind = pd.api.types.infer_dtype(index)
    if kind in ("timedelta", "timedelta64"):
        return frame if "elapsed_s" in frame else frame.assign(elapsed_s=pd.TimedeltaIndex(index).total_seconds())
    has_time_of_day = kind != "string" or bool(index.astype("str").str.contains("[T:]", na=False).any())
    if kind not in _OF_DATES or not has_time_of_day:
        return frame
    try:
        return frame.set_axis(_dates(index.to_series()), axis="index")
    except (TypeError, ValueError):
        return frame


def _dates(values: pd.Series[Any]) -> pd.DatetimeIndex:
    """Dates, or ISO 8601 text, as an index: in UTC where the first one has a zone, else without one."""
    import pandas as pd

    times = pd.DatetimeIndex(pd.to_datetime(values, format="ISO8601", utc=True))
    has_zone = pd.to_datetime(values.iloc[:1], format="ISO8601").dt.tz is not None
    return times if has_zone else times.tz_localize(None)


def _times(frame: pd.DataFrame, elapsed_s: FloatArray | None, name: str) -> tuple[datetime, FloatArray, tuple[Note, ...]]:
    """Start, seconds since then, and what there is to say about them; from the index, ``elapsed_s``, or both."""
    epoch_us, notes = _index_us(frame, name)
    if epoch_us is None and elapsed_s is None:
        raise InputError("has no times: give it an index of dates, or a column elapsed_s in seconds", path=name)
    if len(frame) == 0:
        raise InputError("has no rows", path=name)
    if elapsed_s is None:
        start_us = int(epoch_us.min())
        return _start(start_us, 0.0, name), (epoch_us - start_us) / 1e6, notes
    if not np.isfinite(elapsed_s).all():
        raise InputError("elapsed_s must be a number in every row", path=name)
    if epoch_us is None:
        note = Note("start_unknown", "the table has no dates; its elapsed_s was counted from 1970-01-01 00:00 UTC")
        return _start(0, 0.0, name), elapsed_s, (note,)
    start = _start(int(epoch_us[0]), float(elapsed_s[0]), name)
    _check_agreement(epoch_us, elapsed_s, name)
    return start, elapsed_s, notes


def _check_agreement(epoch_us: Any, elapsed_s: FloatArray, name: str) -> None:
    """Times told twice must be the same times."""
    apart_s = (elapsed_s - elapsed_s[0]) - (epoch_us - epoch_us[0]) / 1e6
    row = int(np.argmax(np.abs(apart_s)))
    if abs(apart_s[row]) > _APART_S:
        said = f"its index and elapsed_s are {abs(apart_s[row]):,.0f} s apart in row {row}; leave out the one that is wrong"
        raise InputError(said, path=name)


def _start(first_us: int, elapsed_s: float, name: str) -> datetime:
    """The instant at which ``elapsed_s`` is zero, told by the first row."""
    try:
        return start_of(first_us - round(elapsed_s * 1e6))
    except OverflowError as error:
        raise InputError("its index and elapsed_s put the start outside the years 1 to 9999", path=name) from error


def _check_columns(columns: Iterable[str], name: str) -> None:
    columns = list(columns)
    unknown = [column for column in columns if column not in CHANNELS]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InputError(f"has columns twice: {', '.join(twice)}", path=name)
    if not set(unknown).isdisjoint(MASKS):
        said = "is a run that was cleaned already; give its recording, run.activity.to_frame(), or drop the columns "
        raise InputError(f"{said}{', '.join(unknown)}", path=name)
    if unknown:
        said = ", ".join(_with_hint(column) for column in unknown)
        raise InputError(f"has unknown columns: {said}; known: {', '.join(CHANNELS)}", path=name)


def _with_hint(column: str) -> str:
    key = column.strip().lower().replace(" ", "_")
    if key in _DATES:
        return f"{column!r} (dates go into the index, or into a column named time)"
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
        values = np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan, copy=True), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"column {series.name} must hold numbers: {error}", path=name) from error
    return values if series.name == "elapsed_s" else _within_reckoning(str(series.name), values)


def _within_reckoning(name: str, values: FloatArray) -> FloatArray:
    """Values with which nothing overflows; what is infinite or huge stays out of range, so that cleaning blanks it and says so."""
    far = _HUGE if name in _ANGLES else np.inf
    near = np.where(np.abs(values) > _HUGE, np.copysign(far, values), values)
    return np.where(np.abs(near) < 1.0 / _HUGE, 0.0, near)


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
