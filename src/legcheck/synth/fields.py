"""How a FIT file keeps numbers: base types, scaled integers and the record fields legcheck's channels go into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from legcheck.core.arrays import FloatArray
from legcheck.core.channels import STEPS_PER_STRIDE

__all__ = ["RECORD_FIELDS", "Field", "as_recorded", "record_columns"]

_BASE_TYPES: dict[str, tuple[str, int, int]] = {
    "enum": ("u1", 0x00, 0xFF),
    "sint8": ("i1", 0x01, 0x7F),
    "uint8": ("u1", 0x02, 0xFF),
    "uint16": ("<u2", 0x84, 0xFFFF),
    "sint32": ("<i4", 0x85, 0x7FFFFFFF),
    "uint32": ("<u4", 0x86, 0xFFFFFFFF),
    "uint32z": ("<u4", 0x8C, 0),
    "string": ("S16", 0x07, 0),
}
"""numpy type, base type code and invalid value of each base type used; strings get 16 bytes, closing zero included."""

SEMICIRCLES_PER_DEGREE = 2.0**31 / 180.0
"""[1/deg] Positions are kept as a share of half a turn."""

HALF_STRIDES = 0.5
"""[strides/min] Watches that keep a fraction of the cadence keep halves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a FIT message.

    Attributes
    ----------
    number : int
        Field number in its message.
    base : str
        Base type: ``uint16`` and so on, or ``string``.
    scale, offset : float
        The file holds ``(value + offset) * scale`` as an integer; ``scale`` is per unit of legcheck's channel.
    """

    number: int
    base: str
    scale: float = 1.0
    offset: float = 0.0

    @property
    def dtype(self) -> str:
        """Type of the value in the file, as numpy writes it."""
        return _BASE_TYPES[self.base][0]

    @property
    def code(self) -> int:
        """Base type code of the definition message."""
        return _BASE_TYPES[self.base][1]

    def raw(self, values: ArrayLike) -> NDArray[Any]:
        """Integers as the file keeps them; what is not finite becomes the type's invalid value."""
        invalid = _BASE_TYPES[self.base][2]
        numbers = np.asarray(values, dtype=np.float64)
        known = np.isfinite(numbers)
        limits = np.iinfo(self.dtype)
        high = limits.max if invalid == 0 else invalid - 1
        scaled = np.rint((np.where(known, numbers, 0.0) + self.offset) * self.scale)
        return np.where(known, np.clip(scaled, limits.min, high), invalid).astype(self.dtype)

    def value(self, raw: NDArray[Any]) -> FloatArray:
        """What a reader makes of the integers; NaN where invalid."""
        numbers = raw.astype(np.float64) / self.scale - self.offset
        return np.where(raw == _BASE_TYPES[self.base][2], np.nan, numbers)


RECORD_FIELDS: dict[str, Field] = {
    "latitude_deg": Field(number=0, base="sint32", scale=SEMICIRCLES_PER_DEGREE),
    "longitude_deg": Field(number=1, base="sint32", scale=SEMICIRCLES_PER_DEGREE),
    "distance_m": Field(number=5, base="uint32", scale=100.0),
    "speed_mps": Field(number=73, base="uint32", scale=1000.0),
    "altitude_m": Field(number=78, base="uint32", scale=5.0, offset=500.0),
    "heart_rate_bpm": Field(number=3, base="uint8"),
    "cadence": Field(number=4, base="uint8"),
    "fractional_cadence": Field(number=53, base="uint8", scale=128.0),
    "power_w": Field(number=7, base="uint16"),
    "temperature_c": Field(number=13, base="sint8"),
    "step_length_m": Field(number=85, base="uint16", scale=10_000.0),
    "contact_time_ms": Field(number=41, base="uint16", scale=10.0),
    "contact_balance_left_pct": Field(number=84, base="uint16", scale=100.0),
    "vertical_oscillation_mm": Field(number=39, base="uint16", scale=10.0),
    "vertical_ratio_pct": Field(number=83, base="uint16", scale=100.0),
}
"""Record fields by channel. Cadence takes two: whole strides a minute, and the fraction of one."""


def record_columns(channels: dict[str, FloatArray], *, fractional: bool) -> dict[str, NDArray[Any]]:
    """Channels as the integers of record fields, in the order of :data:`RECORD_FIELDS`.

    Parameters
    ----------
    channels : dict of str to ndarray
        In legcheck's names and units.
    fractional : bool
        Whether half strides are kept.
    """
    values = dict(channels)
    if "cadence_spm" in values:
        strides = values.pop("cadence_spm") / STEPS_PER_STRIDE
        strides = np.rint(strides / HALF_STRIDES) * HALF_STRIDES if fractional else np.rint(strides)
        values["cadence"] = np.floor(strides)
        if fractional:
            values["fractional_cadence"] = strides - np.floor(strides)
    return {name: field.raw(values[name]) for name, field in RECORD_FIELDS.items() if name in values}


def as_recorded(columns: dict[str, NDArray[Any]]) -> dict[str, FloatArray]:
    """Record fields as an ideal reader gives them: legcheck's names and units, cadence counting both feet."""
    values = {name: RECORD_FIELDS[name].value(raw) for name, raw in columns.items()}
    if "cadence" in values:
        fraction = values.pop("fractional_cadence", np.zeros(1))
        values["cadence_spm"] = STEPS_PER_STRIDE * (values.pop("cadence") + fraction)
    return values
