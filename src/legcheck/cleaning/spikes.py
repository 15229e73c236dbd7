"""Blank what cannot be: values outside the channel table's range, positions off the track, bursts of speed."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.grid import fill_holes
from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.positions import teleports
from legcheck.cleaning.windows import near_any, rolling_median, rolling_reach
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray
from legcheck.core.channels import CHANNELS

__all__ = ["blank_out_of_range", "blank_teleports", "clean_speed", "speed_outliers"]

HAMPEL_S = 15
"""[s] Window of the running median that speed is held against."""

HAMPEL_MADS = 3.0
"""[robust SD] Distance from it that makes an outlier; Pearson et al., EURASIP J Adv Signal Process 2016:87,
doi:10.1186/s13634-016-0383-6, take 3 as the usual choice."""

MAD_TO_SD = 1.4826
"""[-] Median absolute deviation times this is the standard deviation of normal noise."""

LEAST_EXCESS_MPS = 1.5
"""[m/s] Excess over the running median below which nothing is a spike, however quiet the rest: watches smooth speed, and
surges of this size are runners' doing."""

FASTEST_ACCELERATION_MPS2 = 3.0
"""[m/s2] Gain of speed within a second that only a sprint start reaches; with :data:`SURGE_MPS` above the median it is a spike."""

SURGE_MPS = 1.0
"""[m/s] See :data:`FASTEST_ACCELERATION_MPS2`."""

LONGEST_FILL_S = 10
"""[s] A blanked burst of speed up to this long is bridged."""


def blank_out_of_range(columns: dict[str, FloatArray]) -> tuple[dict[str, FloatArray], list[Note]]:
    """Blank values outside the plausible range of :data:`legcheck.core.channels.CHANNELS`.

    Zero where the range starts above zero means "no reading" in most files and is blanked without being counted.
    """
    cleaned: dict[str, FloatArray] = {}
    counts: dict[str, int] = {}
    for name, values in columns.items():
        channel = CHANNELS.get(name)
        if channel is None:
            cleaned[name] = np.where(np.isfinite(values), values, np.nan)
            continue
        outside = ~((values >= channel.low) & (values <= channel.high))
        if not outside.any():
            cleaned[name] = values
            continue
        cleaned[name] = np.where(outside, np.nan, values)
        counted = int(np.count_nonzero(outside & ~np.isnan(values) & ((values != 0) | (channel.low <= 0))))
        if counted:
            counts[name] = counted
    if not counts:
        return cleaned, []
    listed = ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))
    values_found = count_of(sum(counts.values()), "value")
    return cleaned, [note("out_of_range", f"{values_found} outside the plausible range blanked ({listed})")]


def blank_teleports(time_s: FloatArray, columns: dict[str, FloatArray]) -> tuple[dict[str, FloatArray], list[Note]]:
    """Blank positions that jump off the track, see :func:`legcheck.cleaning.positions.teleports`."""
    if "latitude_deg" not in columns or "longitude_deg" not in columns:
        return columns, []
    jumps = teleports(time_s, columns["latitude_deg"], columns["longitude_deg"])
    if not jumps.any():
        return columns, []
    blanked = {name: np.where(jumps, np.nan, columns[name]) for name in ("latitude_deg", "longitude_deg")}
    message = f"{count_of(int(jumps.sum()), 'GPS spike')} removed"
    return {**columns, **blanked}, [note("position_spikes", message)]


def speed_outliers(speed_mps: FloatArray) -> BoolArray:
    """Bursts of speed that no runner makes.

    Parameters
    ----------
    speed_mps : ndarray of float64, shape (n,)
        On the grid of seconds. [m/s]

    Returns
    -------
    ndarray of bool, shape (n,)
        True where speed exceeds the 15-s running median by more than 3 robust standard deviations and 1.5 m/s, or by
        1 m/s right after a gain of more than 3 m/s within a second.

    Notes
    -----
    Only upward: a short stop is a true thing. A burst of 8 s or more moves the median and stays.
    """
    far = rolling_reach(speed_mps, HAMPEL_S) > min(LEAST_EXCESS_MPS, SURGE_MPS)
    if not far.any():
        return far
    # Medians are needed where a value is far from any around it, and all around those.
    near = None if np.isnan(speed_mps).any() else near_any(far, HAMPEL_S // 2)
    excess = speed_mps - rolling_median(speed_mps, HAMPEL_S, where=near)
    spread = MAD_TO_SD * rolling_median(np.abs(excess), HAMPEL_S, where=None if near is None else far)
    burst = excess > np.maximum(HAMPEL_MADS * spread, LEAST_EXCESS_MPS)
    gain = np.diff(speed_mps, prepend=speed_mps[:1])
    return np.asarray(burst | ((gain > FASTEST_ACCELERATION_MPS2) & (excess > SURGE_MPS)))


def clean_speed(speed_mps: FloatArray, recorded: BoolArray) -> tuple[FloatArray, list[Note]]:
    """Speed without bursts; short ones are bridged."""
    if not np.isfinite(speed_mps).any():
        return speed_mps, []
    bursts = speed_outliers(speed_mps)
    if not bursts.any():
        return speed_mps, []
    speed_mps = fill_holes(np.where(bursts, np.nan, speed_mps), recorded, LONGEST_FILL_S)
    return speed_mps, [note("speed_spikes", f"{count_of(int(bursts.sum()), 'second')} of impossible speed removed")]
