"""What a device recorded, on its own timestamps, in legcheck's names and units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from legcheck.core.arrays import Columns, FloatArray, read_only
from legcheck.core.athlete import Athlete
from legcheck.core.errors import InputError, MissingChannelError
from legcheck.core.finding import Span

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Activity", "Device", "Lap", "Note", "Source", "Totals"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd in the data, or something that was changed.

    Attributes
    ----------
    code : str
        Stable name, for programs.
    message : str
        One sentence, for people.
    """

    code: str
    message: str


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise InputError(f"{name} is a text, got {value!r}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an activity came from.

    Attributes
    ----------
    name : str
        File name or path as given; ``<bytes>`` or ``<table>`` without one.
    format : str
        ``fit``, ``gpx``, ``tcx`` or ``table``.
    sha256 : str
        Of the decompressed bytes; empty for a table.

    Raises
    ------
    InputError
        If one is no text.
    """

    name: str
    format: str
    sha256: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "format", "sha256"):
            _text(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What recorded it; empty strings and None where the file does not say.

    Attributes
    ----------
    manufacturer, product, serial, software : str
        As the file names them.
    heart_rate_source : str
        ``"strap"`` (a chest strap is paired), ``"wrist"``, or ``""`` when unknown.
    """

    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    software: str = ""
    heart_rate_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The device's own totals, as it wrote them; None where it did not.

    Attributes
    ----------
    distance_m, timer_s, elapsed_s : float or None
        Distance [m], time with the timer running [s], time from start to end [s].
    heart_rate_bpm, max_heart_rate_bpm : float or None
        Mean and largest. [bpm]
    cadence_spm : float or None
        Mean steps a minute, both feet.
    ascent_m, descent_m : float or None
        [m]
    """

    distance_m: float | None = None
    timer_s: float | None = None
    elapsed_s: float | None = None
    heart_rate_bpm: float | None = None
    max_heart_rate_bpm: float | None = None
    cadence_spm: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """One lap.

    Attributes
    ----------
    span : Span
        Elapsed time of the activity. [s]
    totals : Totals
        The device's own totals of the lap.
    intensity : str
        ``active``, ``rest``, ``warmup``, ``cooldown``, ``recovery``, ``interval`` or ``""``.
    trigger : str
        What closed it: ``manual``, ``distance``, ``time``, ``session_end``, ... or ``""``.
    """

    span: Span
    totals: Totals = field(default_factory=Totals)
    intensity: str = ""
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One recorded activity: nothing filled in, nothing smoothed, one row per record.

    Like a DataFrame it is a mapping of names to channels whose length is the number of rows: ``activity["speed_mps"]``,
    ``"speed_mps" in activity``, ``for name in activity``, ``len(activity)``.

    Attributes
    ----------
    source : Source
        File it came from.
    sport, sub_sport : str
        As the file says, lower case; ``""`` when it does not.
    start_time : datetime
        Start, UTC.
    utc_offset_s : float or None
        Local time minus UTC where the file tells. [s]
    channels : Columns
        ``elapsed_s`` and every channel that was recorded (see :data:`legcheck.core.channels.CHANNELS`), NaN where
        a record has no value. Rows are in file order; cleaning sorts them.
    pauses : tuple of Span
        Stretches in which the timer was stopped. [s]
    breaks : tuple of float
        Elapsed times at which recording starts anew without saying for how long it stopped (a new GPX segment). [s]
    laps : tuple of Lap
    totals : Totals
        The device's own totals.
    device : Device
    athlete : Athlete
        Facts about the runner found in the file.
    feel, effort : float or None
        What the runner entered, 0-100 (feel: 0 very weak to 100 very strong; effort: 0 nothing to 100 maximal).
    rr_interval_s : ndarray of float64
        Beat-to-beat intervals, where recorded. [s] Left out when two activities are compared.
    notes : tuple of Note

    Raises
    ------
    InputError
        If the start has no time zone, or a sport is no text.
    MissingChannelError
        If there is no ``elapsed_s``.
    """

    source: Source
    start_time: datetime
    channels: Columns
    sport: str = ""
    sub_sport: str = ""
    utc_offset_s: float | None = None
    pauses: tuple[Span, ...] = ()
    breaks: tuple[float, ...] = ()
    laps: tuple[Lap, ...] = ()
    totals: Totals = field(default_factory=Totals)
    device: Device = field(default_factory=Device)
    athlete: Athlete = field(default_factory=Athlete)
    feel: float | None = None
    effort: float | None = None
    rr_interval_s: FloatArray = field(default_factory=lambda: read_only([]), compare=False)
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        if self.start_time.tzinfo is None:
            raise InputError("start_time must carry a time zone")
        for name in ("sport", "sub_sport"):
            object.__setattr__(self, name, _text(name, getattr(self, name)).strip().lower())
        if "elapsed_s" not in self.channels:
            raise MissingChannelError(["elapsed_s"], self.channels)

    def __len__(self) -> int:
        return self.channels.length

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self.channels:
            raise MissingChannelError([name], self.channels, path=self.source.name)
        return self.channels[name]

    def __contains__(self, name: object) -> bool:
        return name in self.channels

    def __iter__(self) -> Iterator[str]:
        return iter(self.channels)

    def __repr__(self) -> str:
        kind = "/".join(part for part in (self.sport, self.sub_sport) if part) or "sport unknown"
        start = self.start_time.astimezone(UTC)
        return f"<Activity {self.source.name} {kind} {start:%Y-%m-%d %H:%M} UTC, {len(self):,} records>"

    @property
    def elapsed_s(self) -> FloatArray:
        """Seconds since :attr:`start_time`, one per record. [s]"""
        return self.channels["elapsed_s"]

    def has(self, name: str) -> bool:
        """Whether channel ``name`` holds any value."""
        import numpy as np

        return name in self.channels and bool(np.isfinite(self.channels[name]).any())

    def to_frame(self) -> pd.DataFrame:
        """The records as a DataFrame indexed by UTC time, one row per record, nothing filled in."""
        import numpy as np
        import pandas as pd

        offsets = pd.to_timedelta(np.where(np.isfinite(self.elapsed_s), self.elapsed_s, np.nan), unit="s")
        index = pd.DatetimeIndex(pd.Timestamp(self.start_time).tz_convert("UTC") + offsets, name="time")
        return pd.DataFrame({name: values.copy() for name, values in self.channels.items()}, index=index)
