"""Record columns to channels: our names and units, enhanced fields first, zeros that mean "no reading" made NaN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from legcheck.core import STEPS_PER_STRIDE, FloatArray, Note
from legcheck.parsers.fit.columns import DeveloperKey, Table
from legcheck.parsers.fit.developer import Description
from legcheck.parsers.fit.profile import DISTANCE_12_BIT, ON_FOOT, RECORD, SEMICIRCLES_PER_DEGREE, SPEED_12_BIT

__all__ = ["channels_of", "scaled"]

MILLIMETRES_PER_METRE = 1000.0
"""[mm/m]"""

ZERO_IS_NO_READING = frozenset(
    {
        "heart_rate_bpm",
        "step_length_m",
        "contact_time_ms",
        "contact_balance_left_pct",
        "vertical_oscillation_mm",
        "vertical_ratio_pct",
        "respiration_rate_bpm",
        "core_temperature_c",
        "leg_spring_stiffness_knpm",
    }
)
"""Channels in which a device writes 0 when it has no reading."""

COMPRESSED_COUNTS = 4096
"""[counts] The distance in a compressed speed-distance field starts again from 0 here."""


def channels_of(
    records: Table, sport: str, descriptions: Mapping[DeveloperKey, Description]
) -> tuple[dict[str, FloatArray], list[Note]]:
    """Channels of a run of records, without ``elapsed_s``.

    Parameters
    ----------
    records : Table
        Raw records.
    sport : str
        Decides whether cadence counts strides.
    descriptions : mapping
        Developer fields.

    Returns
    -------
    channels : dict of str to ndarray
        Only those that hold any value.
    notes : list of Note
        Which channels came from developer fields.
    """
    found = {name: values for name, values in _native(records).items() if values is not None}
    channels = {name: _blank_zeros(name, values) for name, values in found.items()}
    channels = {name: values for name, values in channels.items() if _has_value(values)}
    notes = []
    for key, values in records.developer.items():
        item = descriptions.get(key)
        if item is None or not item.channel or item.channel in channels or values.ndim != 1:
            continue
        candidate = _blank_zeros(item.channel, (values / item.divisor - item.offset) * item.factor)
        if _has_value(candidate):
            channels[item.channel] = candidate
            unit = f" [{item.units}]" if item.units else ""
            notes.append(Note("developer_field", f'{item.channel} is taken from the developer field "{item.name}"{unit}'))
    if sport not in ON_FOOT:
        channels.pop("cadence_spm", None)
    return channels, notes


def scaled(records: Table, number: int) -> FloatArray | None:
    """A record field in its physical unit, None where no record has it.

    Examples
    --------
    >>> scaled(Table(np.arange(1), {2: np.array([2600.0])}), 2)
    array([20.])
    """
    values = records.columns.get(number)
    if values is None:
        return None
    scale = RECORD[number]
    if values.ndim > 1:
        values = values[:, 0]
    if scale.divisor != 1.0:
        values = values / scale.divisor
    return values - scale.offset if scale.offset else values


def _native(records: Table) -> dict[str, FloatArray | None]:
    packed_speed, packed_distance = _compressed_speed_distance(records)
    latitude, longitude = _position(records)
    return {
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "altitude_m": _first_known(scaled(records, 78), scaled(records, 2)),
        "distance_m": _first_known(scaled(records, 5), packed_distance),
        "speed_mps": _first_known(scaled(records, 73), scaled(records, 6), packed_speed),
        "heart_rate_bpm": scaled(records, 3),
        "cadence_spm": _cadence(records),
        "power_w": scaled(records, 7),
        "temperature_c": scaled(records, 13),
        "step_length_m": _over(scaled(records, 85), MILLIMETRES_PER_METRE),
        "contact_time_ms": scaled(records, 41),
        "contact_balance_left_pct": scaled(records, 84),
        "vertical_oscillation_mm": scaled(records, 39),
        "vertical_ratio_pct": scaled(records, 83),
        "respiration_rate_bpm": _first_known(scaled(records, 108), scaled(records, 99)),
        "core_temperature_c": scaled(records, 139),
    }


def _has_value(values: FloatArray) -> bool:
    return bool(np.isfinite(values).any())


def _over(values: FloatArray | None, divisor: float) -> FloatArray | None:
    return None if values is None else values / divisor


def _blank_zeros(name: str, values: FloatArray) -> FloatArray:
    return np.where(values == 0.0, np.nan, values) if name in ZERO_IS_NO_READING else values


def _first_known(*candidates: FloatArray | None) -> FloatArray | None:
    """Value of the first candidate that has one, row by row."""
    best: FloatArray | None = None
    for values in candidates:
        if values is None:
            continue
        if best is None:
            best = values
        else:
            gaps = np.isnan(best)
            if gaps.any():
                best = np.where(gaps, values, best)
    return best


def _cadence(records: Table) -> FloatArray | None:
    """Steps a minute, both feet: twice the strides a minute that the file holds, fraction included."""
    whole, fraction = scaled(records, 4), scaled(records, 53)
    if whole is not None and fraction is not None:
        whole = whole + np.nan_to_num(fraction)
    strides = _first_known(scaled(records, 52), whole)
    return None if strides is None else strides * STEPS_PER_STRIDE


def _position(records: Table) -> tuple[FloatArray | None, FloatArray | None]:
    """Latitude and longitude; exactly 0, 0 is a missing fix."""
    latitude, longitude = scaled(records, 0), scaled(records, 1)
    if latitude is None or longitude is None:
        return None, None
    is_missing = ((latitude == 0.0) & (longitude == 0.0)) | np.isnan(latitude + longitude)
    if is_missing.any():
        latitude, longitude = np.where(is_missing, np.nan, latitude), np.where(is_missing, np.nan, longitude)
    return latitude / SEMICIRCLES_PER_DEGREE, longitude / SEMICIRCLES_PER_DEGREE


def _compressed_speed_distance(records: Table) -> tuple[FloatArray | None, FloatArray | None]:
    """Speed and distance from the three-byte field that packs twelve bits of each; distance counts on past its 4096."""
    packed = records.columns.get(8)
    if packed is None or packed.ndim != 2 or packed.shape[1] != 3:
        return None, None
    known = np.isfinite(packed).all(axis=1)
    low, middle, high = np.nan_to_num(packed).astype(np.int64).T
    counts = middle >> 4 | high << 4
    speed, distance = np.full(len(records), np.nan), np.full(len(records), np.nan)
    speed[known] = (low[known] | (middle[known] & 0x0F) << 8) / SPEED_12_BIT
    steps = np.diff(counts[known], prepend=0) % COMPRESSED_COUNTS
    distance[known] = np.cumsum(steps) / DISTANCE_12_BIT
    return speed, distance
