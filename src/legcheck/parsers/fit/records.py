"""Record columns to channels: our names and units, enhanced fields first, zeros that mean "no reading" made NaN."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from legcheck.core import STEPS_PER_STRIDE, FloatArray, Note
from legcheck.parsers.fit.columns import Table
from legcheck.parsers.fit.developer import Description
from legcheck.parsers.fit.layout import DeveloperKey
from legcheck.parsers.fit.profile import DISTANCE_12_BIT, RECORD, SPEED_12_BIT

__all__ = ["channels_of", "to_physical"]

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

FIRST_LOOK = 32
"""[records] Where a value is looked for first."""

PACKED_BYTES = 3
"""[bytes] Length of a compressed speed-distance field; some are padded to four or eight."""

COMPRESSED_COUNTS = 4096
"""[counts] The distance in a compressed speed-distance field starts again from 0 here."""


def channels_of(records: Table, descriptions: Mapping[DeveloperKey, Description]) -> tuple[dict[str, FloatArray], list[Note]]:
    """Channels of a run of records, without ``elapsed_s``.

    Parameters
    ----------
    records : Table
        Records in physical units.
    descriptions : mapping
        Developer fields.

    Returns
    -------
    channels : dict of str to ndarray
        Only those that hold any value.
    notes : list of Note
        Which channels came from developer fields, and which developer fields were passed over.

    Notes
    -----
    Where a channel is in a native and in a developer field, the native one is taken for the whole activity as soon as it
    holds any value; of several developer fields the first that holds any. Two sources are never mixed in one channel:
    a watch and a pod do not agree in scale.
    """
    found = {name: values for name, values in _native(records).items() if values is not None}
    channels = {name: _blank_zeros(name, values) for name, values in found.items()}
    channels = {name: values for name, values in channels.items() if _has_value(values)}
    added, notes = _developer_channels(records, descriptions, frozenset(channels))
    return channels | added, notes


def _developer_channels(
    records: Table, descriptions: Mapping[DeveloperKey, Description], native: frozenset[str]
) -> tuple[dict[str, FloatArray], list[Note]]:
    """Channels that only developer fields hold, and notes on what was taken and what was not."""
    added: dict[str, FloatArray] = {}
    notes: list[Note] = []
    doubled: list[str] = []
    for key, values in records.developer.items():
        item = descriptions.get(key)
        if item is None or not item.channel or values.ndim != 1:
            continue
        label = f'"{item.name}" [{item.units}]' if item.units else f'"{item.name}"'
        candidate = _blank_zeros(item.channel, (values / item.divisor - item.offset) * item.factor)
        if not _has_value(candidate):
            continue
        if item.channel in native:
            doubled.append(f"{item.channel} (not {label})")
        elif item.channel in added:
            notes.append(Note("developer_field", f"{item.channel} is also in the developer field {label}; the first was taken"))
        else:
            added[item.channel] = candidate
            notes.append(Note("developer_field", f"{item.channel} is taken from the developer field {label}"))
    if doubled:
        notes.append(Note("native_field", f"recorded twice, the device's own field is taken: {', '.join(doubled)}"))
    return added, notes


def to_physical(records: Table) -> None:
    """Bring raw record columns into the profile's physical units, in place.

    Examples
    --------
    >>> records = Table(np.arange(1), {2: np.array([2600.0])})
    >>> to_physical(records)
    >>> records.columns[2]
    array([20.])
    """
    for number, values in records.columns.items():
        scale = RECORD[number]
        if scale.divisor != 1.0:
            np.divide(values, scale.divisor, out=values)
        if scale.offset:
            np.subtract(values, scale.offset, out=values)


def _native(records: Table) -> dict[str, FloatArray | None]:
    packed_speed, packed_distance = _compressed_speed_distance(records)
    latitude, longitude = _position(records)
    step_length_mm = records.columns.get(85)
    return {
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "altitude_m": _first_known(records.columns.get(78), records.columns.get(2)),
        "distance_m": _first_known(records.columns.get(5), packed_distance),
        "speed_mps": _first_known(records.columns.get(73), records.columns.get(6), packed_speed),
        "heart_rate_bpm": records.columns.get(3),
        "cadence_spm": _cadence(records),
        "power_w": records.columns.get(7),
        "temperature_c": records.columns.get(13),
        "step_length_m": None if step_length_mm is None else step_length_mm / MILLIMETRES_PER_METRE,
        "contact_time_ms": records.columns.get(41),
        "contact_balance_left_pct": records.columns.get(84),
        "vertical_oscillation_mm": records.columns.get(39),
        "vertical_ratio_pct": records.columns.get(83),
        "respiration_rate_bpm": _first_known(records.columns.get(108), records.columns.get(99)),
        "core_temperature_c": records.columns.get(139),
    }


def _has_value(values: FloatArray) -> bool:
    return bool(np.isfinite(values[:FIRST_LOOK]).any() or np.isfinite(values).any())


def _blank_zeros(name: str, values: FloatArray) -> FloatArray:
    if name not in ZERO_IS_NO_READING:
        return values
    is_zero = values == 0.0
    return np.where(is_zero, np.nan, values) if is_zero.any() else values


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
    whole, fraction = records.columns.get(4), records.columns.get(53)
    if whole is not None and fraction is not None:
        whole = whole + np.nan_to_num(fraction)
    strides = _first_known(records.columns.get(52), whole)
    return None if strides is None else strides * STEPS_PER_STRIDE


def _position(records: Table) -> tuple[FloatArray | None, FloatArray | None]:
    """Latitude and longitude; exactly 0, 0 is a missing fix."""
    latitude, longitude = records.columns.get(0), records.columns.get(1)
    if latitude is None or longitude is None:
        return None, None
    is_missing = ((latitude == 0.0) & (longitude == 0.0)) | np.isnan(latitude + longitude)
    if is_missing.any():
        latitude, longitude = np.where(is_missing, np.nan, latitude), np.where(is_missing, np.nan, longitude)
    return latitude, longitude


def _compressed_speed_distance(records: Table) -> tuple[FloatArray | None, FloatArray | None]:
    """Speed and distance from the field whose first three bytes pack twelve bits of each; distance counts on past its 4096."""
    packed = records.columns.get(8)
    if packed is None or packed.ndim != 2 or packed.shape[1] < PACKED_BYTES:
        return None, None
    packed = packed[:, :PACKED_BYTES]
    known = np.isfinite(packed).all(axis=1)
    low, middle, high = np.nan_to_num(packed).astype(np.int64).T
    counts = middle >> 4 | high << 4
    speed, distance = np.full(len(records), np.nan), np.full(len(records), np.nan)
    speed[known] = (low[known] | (middle[known] & 0x0F) << 8) / SPEED_12_BIT
    steps = np.diff(counts[known], prepend=0) % COMPRESSED_COUNTS
    distance[known] = np.cumsum(steps) / DISTANCE_12_BIT
    return speed, distance
