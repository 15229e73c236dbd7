"""One activity in few numbers: all that looking over weeks needs, without opening a file again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from legcheck.core import InputError

__all__ = ["MEASURES", "PROFILE_BIN_S", "SUMMARY_NAMES", "SUMMARY_VERSION", "ActivitySummary"]

SUMMARY_VERSION = 2
"""Version of the names below; a stored summary of a later version is refused."""

WITHOUT_GAIT_S = 1
"""Version that counted no seconds with cadence: those with heart rate stood for them."""

PROFILE_BIN_S = 120.0
"""[s] Stretches of the profile."""

SUMMARY_NAMES = (
    "distance_m",
    "elapsed_s",
    "timer_s",
    "moving_s",
    "speed_mps",
    "grade_adjusted_speed_mps",
    "cadence_spm",
    "step_length_m",
    "stride_length_m",
    "heart_rate_bpm",
    "ascent_m",
    "descent_m",
    "temperature_c",
)
"""The numbers of a report's summary, in the order they are shown."""

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "moving_heart_rate_bpm": "mean trusted heart rate while moving [bpm]",
        "max_heart_rate_bpm": "largest 15-s median of trusted heart rate [bpm]",
        "walking_share": "share of the moving time that was walked [-]",
        "early_s": "running seconds with usable heart rate and speed in minutes 3 to 12 [s]",
        "early_gait_s": "running seconds with usable cadence among those that the speed is the mean of [s]",
        "early_heart_rate_bpm": "mean heart rate of early_s [bpm]",
        "early_speed_mps": "mean grade-adjusted speed of early_s, of all running in minutes 3 to 12 where these are none [m/s]",
        "early_cadence_spm": "mean cadence in minutes 3 to 12, running [steps/min]",
        "early_contact_time_ms": "mean ground contact time in minutes 3 to 12, running [ms]",
        "middle_s": "running seconds with usable heart rate and speed in minutes 10 to 40 on slopes up to 2 % [s]",
        "middle_gait_s": "running seconds with usable cadence among those that the speed there is the mean of [s]",
        "middle_heart_rate_bpm": "mean heart rate there [bpm]",
        "middle_speed_mps": "mean grade-adjusted speed there [m/s]",
        "middle_cadence_spm": "mean cadence there [steps/min]",
        "middle_contact_time_ms": "mean ground contact time there [ms]",
        "balance_left_pct": "left foot's mean share of ground contact [%]",
        "fade_pct": "late slowdown at equal slope [%]",
        "onset_s": "elapsed time from which speed fell [s]",
        "drift_bpm_per_h": "rise of heart rate at equal effort [bpm/h]",
        "stop_gain_pct": "speed in the five minutes after late stops against the five before [%]",
    }
)
"""What is measured beside the summary, and its unit; NaN where it could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySummary:
    """What is kept of an activity, a run or not: strength, cycling and rest matter to the legs too.

    Attributes
    ----------
    path, sha256 : str
        File it came from, as given, and its content.
    start_time : datetime or None
        UTC; None in redacted data.
    utc_offset_s : float
        Local time minus UTC, NaN where the file does not tell. [s]
    sport, sub_sport, surface, device, heart_rate_source : str
        As in :class:`legcheck.core.Activity` and :class:`legcheck.core.Run`; empty when unknown.
    is_run : bool
        Whether it was judged as a run.
    part_of : str
        ``path`` of the recording that stands for the activity which this one is a lesser part of; empty elsewhere.
    numbers : mapping of str to float
        :data:`SUMMARY_NAMES`, NaN where not recorded. [units in the names]
    measures : mapping of str to float
        :data:`MEASURES`; a name may be left out where it could not be measured.
    heart_rate_s : mapping of int to float
        Moving seconds at each whole heart rate. [bpm] to [s]
    profile_from : int
        Number of the first stretch of :data:`PROFILE_BIN_S` since 1970 UTC in the profile.
    profile_speed_mps, profile_heart_rate_bpm : tuple of float
        Mean speed and heart rate of every such stretch of a run, 0 where nothing is known; tells whether two recordings are of one run.
    facts : mapping of str to float
        ``height_m, weight_kg, age_years, resting_hr_bpm, max_hr_bpm`` as the file states them.
    feel, effort : float
        What the runner entered, 0-100, NaN where nothing.
    heavy_legs_score, heavy_legs_confidence : float
        The headline of this run alone, NaN where it could not be judged.
    heavy_legs_status, cause, reason, would_help, session_type : str
        As in the report; ``cause`` is empty where it could not be judged.
    causes : mapping of str to float
        The most likely causes and their probability, most likely first.
    statuses, scores, confidences : mapping
        Finding id to ``found``, ``clear`` or ``not_assessed``; to score; to confidence. Not assessed: left out of the last two.

    Examples
    --------
    >>> run = ActivitySummary(path="a.fit", start_time=datetime(2024, 5, 1, 6, tzinfo=UTC), numbers={"distance_m": 10_000.0})
    >>> ActivitySummary.from_dict(run.to_dict()) == run
    True
    """

    path: str
    start_time: datetime | None
    sha256: str = ""
    utc_offset_s: float = math.nan
    sport: str = "running"
    sub_sport: str = ""
    surface: str = ""
    device: str = ""
    heart_rate_source: str = ""
    is_run: bool = True
    part_of: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict)
    measures: Mapping[str, float] = field(default_factory=dict)
    heart_rate_s: Mapping[int, float] = field(default_factory=dict)
    profile_from: int = 0
    profile_speed_mps: tuple[float, ...] = ()
    profile_heart_rate_bpm: tuple[float, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    feel: float = math.nan
    effort: float = math.nan
    heavy_legs_score: float = math.nan
    heavy_legs_confidence: float = math.nan
    heavy_legs_status: str = "not_assessed"
    cause: str = ""
    causes: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""
    would_help: str = ""
    session_type: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    confidences: Mapping[str, float] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ActivitySummary) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.path, self.sha256, self.start_time))

    def number(self, name: str) -> float:
        """A number of :attr:`numbers`, :attr:`measures` or :attr:`facts`, NaN where there is none."""
        for mapping in (self.numbers, self.measures, self.facts):
            if name in mapping:
                return mapping[name]
        return math.nan

    @property
    def duration_s(self) -> float:
        """Moving time, else the timer's, else from start to end; 0 when nothing is known. [s]"""
        known = (self.number(name) for name in ("moving_s", "timer_s", "elapsed_s"))
        return next((value for value in known if value > 0.0), 0.0)

    @property
    def end_time(self) -> datetime | None:
        """When it ended, UTC; None without a start."""
        if self.start_time is None:
            return None
        elapsed = self.number("elapsed_s")
        return self.start_time + timedelta(seconds=elapsed if elapsed > 0.0 else self.duration_s)

    @property
    def local_start(self) -> datetime | None:
        """Start on the runner's clock (no time zone), UTC where the file does not tell."""
        if self.start_time is None:
            return None
        offset = 0.0 if math.isnan(self.utc_offset_s) else self.utc_offset_s
        return self.start_time.astimezone(UTC).replace(tzinfo=None) + timedelta(seconds=offset)

    def row(self) -> dict[str, Any]:
        """The summary of a run as a row of a table, missing texts as None."""
        return {
            "path": self.path,
            "start_time": self.start_time,
            **{name: self.number(name) for name in SUMMARY_NAMES},
            "feel": self.feel,
            "effort": self.effort,
            "heavy_legs_score": self.heavy_legs_score,
            "heavy_legs_confidence": self.heavy_legs_confidence,
            "cause": self.cause or None,
            "session_type": self.session_type or None,
            "part_of": self.part_of or None,
            **{name: self.scores.get(name, math.nan) for name in self.statuses},
        }

    def to_dict(self) -> dict[str, Any]:
        """Strict JSON data, numbers that are not known left out."""
        data: dict[str, Any] = {"version": SUMMARY_VERSION}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, Mapping):
                value = {str(key): item for key, item in value.items() if not _is_nan(item)}
            if isinstance(value, tuple):
                value = list(value)
            if isinstance(value, datetime):
                value = value.astimezone(UTC).isoformat()
            if not _is_nan(value):
                data[entry.name] = value
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ActivitySummary:
        """The inverse of :meth:`to_dict`.

        Raises
        ------
        InputError
            If the data are of a later version or no summary at all.

        Notes
        -----
        In a summary of version 1 the seconds with heart rate stand for those with cadence, as they did then.
        """
        version = data.get("version")
        if version not in (WITHOUT_GAIT_S, SUMMARY_VERSION):
            raise InputError(
                f"a summary of version {version!r}, this legcheck reads version {SUMMARY_VERSION}; analyse the files anew"
            )
        known = {entry.name for entry in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        try:
            start = values.get("start_time")
            values["start_time"] = None if start is None else datetime.fromisoformat(start)
            values["heart_rate_s"] = {int(beats): float(time) for beats, time in values.get("heart_rate_s", {}).items()}
            for name in ("profile_speed_mps", "profile_heart_rate_bpm"):
                values[name] = tuple(float(value) for value in values.get(name, ()))
            if version == WITHOUT_GAIT_S:
                values["measures"] = _with_gait_s(values.get("measures", {}))
            return cls(**values)
        except (TypeError, ValueError, AttributeError) as error:
            raise InputError(f"not the summary of an activity: {error}") from error


def _with_gait_s(measures: Mapping[str, float]) -> dict[str, float]:
    same = {f"{name}_gait_s": measures[f"{name}_s"] for name in ("early", "middle") if f"{name}_s" in measures}
    return {**measures, **same}


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
