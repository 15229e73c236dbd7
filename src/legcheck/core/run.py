"""A run made even: one row a second, masks for what was happening, breaks never bridged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from legcheck.core.activity import Activity, Note
from legcheck.core.arrays import BoolArray, Columns, FloatArray, Masks
from legcheck.core.athlete import Athlete
from legcheck.core.errors import MissingChannelError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MASKS", "Run"]

MASKS: dict[str, str] = {
    "recorded": "the device was recording (no pause, no gap)",
    "running": "running, told by speed and cadence",
    "walking": "walking, told by speed and cadence",
    "stopped": "standing still while recording",
    "paused": "the timer was stopped",
    "flat": "slope between -2 and +2 %, or no altitude known",
    "heart_rate_trusted": "heart rate present and believed: no dropout, no start-up error, not locked to the steps",
    "heart_rate_usable": "heart rate trusted and settled: not just after a stop",
    "gait_usable": "running with cadence present, settled after a stop",
}
"""The masks every Run carries and what True means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An :class:`Activity` on an even 1-Hz grid; a mapping of names to channels like it.

    Attributes
    ----------
    activity : Activity
        What it was made from.
    channels : Columns
        ``elapsed_s`` (0, 1, 2, ...) and the cleaned channels, all of one length; NaN in pauses and gaps. Always
        there: ``speed_mps``, ``distance_m``, ``grade_pct``, ``grade_adjusted_speed_mps`` (the last two equal 0 and
        the speed where no slope is known).
    masks : Masks
        See :data:`MASKS`; all there in every Run.
    surface : str
        ``road``, ``trail``, ``track``, ``treadmill`` or ``virtual``.
    athlete : Athlete
        The caller's facts, filled from the file.
    given : Athlete
        The caller's facts alone: what only the file states may be a device's setting or reckoning.
    notes : tuple of Note
        What was odd and what was changed, the reader's notes first.
    """

    activity: Activity
    channels: Columns
    masks: Masks
    surface: str
    athlete: Athlete
    notes: tuple[Note, ...]
    given: Athlete = field(default_factory=Athlete)

    def __post_init__(self) -> None:
        missing = set(MASKS) - set(self.masks)
        if missing:
            raise ValueError(f"a run needs the masks {sorted(missing)}")

    def __len__(self) -> int:
        return self.channels.length

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self.channels:
            raise MissingChannelError([name], self.channels, path=self.activity.source.name)
        return self.channels[name]

    def __contains__(self, name: object) -> bool:
        return name in self.channels

    def __iter__(self) -> Iterator[str]:
        return iter(self.channels)

    def __repr__(self) -> str:
        km = self.distance_m / 1000
        return f"<Run {self.activity.source.name} {km:.2f} km, {self.moving_s / 60:.0f} min moving, {self.surface}>"

    @property
    def elapsed_s(self) -> FloatArray:
        """The grid: 0, 1, 2, ... [s]"""
        return self.channels["elapsed_s"]

    @property
    def running(self) -> BoolArray:
        """Where the runner was running."""
        return self.masks["running"]

    @property
    def distance_m(self) -> float:
        """Distance covered. [m]"""
        distance = self.channels["distance_m"]
        known = distance[np.isfinite(distance)]
        return float(known[-1] - known[0]) if known.size else 0.0

    @property
    def moving_s(self) -> float:
        """Time running or walking. [s] A row stands for the second that follows it, so the last one for none."""
        return float(np.count_nonzero(self.masks["running"][:-1] | self.masks["walking"][:-1]))

    def has(self, name: str) -> bool:
        """Whether channel ``name`` holds any value."""
        values = self.channels.get(name)
        if values is None or not values.size:
            return False
        # Mostly there is one in the middle, and no need to look at all of them.
        return math.isfinite(values[values.size // 2]) or bool(np.isfinite(values).any())

    def to_frame(self) -> pd.DataFrame:
        """Channels and masks as a DataFrame indexed by UTC time, a row a second."""
        import pandas as pd

        offsets = pd.to_timedelta(self.elapsed_s, unit="s")
        index = pd.DatetimeIndex(pd.Timestamp(self.activity.start_time).tz_convert("UTC") + offsets, name="time")
        columns = {name: values.copy() for name, values in self.channels.items()}
        return pd.DataFrame({**columns, **{name: mask.copy() for name, mask in self.masks.items()}}, index=index)
