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


def from_frame(frame: pd.DataFrame, *, name: str = "<table>", sport: str = "running") -> Activity:
    """Make an Activity of a DataFrame.

    Parameters
    ----------
    frame : DataFrame
        A row per record. Columns as in :data:`legcheck.core.CHANNELS` (``speed_mps``, ``cadence_spm``, both feet,
        ...); times either as a DatetimeIndex or as a column ``elapsed_s`` in seconds, or both.
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
        If columns are unknown, there is no time, or values are not numbers. The message says which, and what was
        probably meant.

    Notes
    -----
    A DatetimeIndex without a time zone is taken as UTC, which a note says. Without a DatetimeIndex the start is put
    at 1970-01-01, which a note says too.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"elapsed_s": [0, 1, 2], "speed_mps": [2.9, 3.0, 3.1]})
    >>> len(from_frame(table))
    3
    """
    _check_columns([str(column) for column in frame.columns], name)
    channels = {str(column): _numbers(frame[column], name) for column in frame.columns}
    epoch_us, notes = _index_us(frame, name)
    elapsed_s = channels.pop("elapsed_s", None)
    if epoch_us is None and elapsed_s is None:
        raise InputError("has no times: give it a DatetimeIndex, or a column elapsed_s in seconds", path=name)
    if len(frame) == 0:
        raise InputError("has no rows", path=name)
    start_us = 0
    if elapsed_s is None:
        start_us = int(epoch_us.min())
        elapsed_s = (epoch_us - start_us) / 1e6
    elif not np.isfinite(elapsed_s).all():
        raise InputError("elapsed_s must be a number in every row", path=name)
    elif epoch_us is not None:
        start_us = int(epoch_us[0]) - round(float(elapsed_s[0]) * 1e6)
    else:
        notes = (*notes, Note("start_unknown", "the table has no dates; its start was put at 1970-01-01 00:00 UTC"))
    columns = {"elapsed_s": elapsed_s, **{key: values for key, values in channels.items() if np.isfinite(values).any()}}
    activity = Activity(
        source=Source(name=name, format="table"),
        start_time=_start(start_us, name),
        channels=Columns(columns),
        sport=sport.strip().lower(),
        notes=notes,
    )
    return with_cadence_as_stated(activity)


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
