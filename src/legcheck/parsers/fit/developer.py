"""Developer fields (Stryd, RunScribe, apps): which of our channels one of them is, told by native number, else by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from legcheck.parsers.fit.layout import BASE_TYPE_MASK, BASE_TYPES, DeveloperKey
from legcheck.parsers.fit.profile import Message
from legcheck.parsers.fit.rows import Row

__all__ = ["Description", "describe", "wanted_fields"]


@dataclass(frozen=True, slots=True)
class Description:
    """What the file says about one developer field.

    Attributes
    ----------
    name, units : str
        As written by the app.
    base : int
        Number of its base type.
    divisor, offset : float
        ``raw / divisor - offset`` is the value in ``units``.
    channel : str
        The channel of ours that it is, empty when none.
    factor : float
        Converts its ``units`` to ours.
    """

    name: str
    units: str
    base: int
    divisor: float
    offset: float
    channel: str
    factor: float


_NATIVE: dict[int, tuple[str, float]] = {
    2: ("altitude_m", 1.0),
    3: ("heart_rate_bpm", 1.0),
    4: ("cadence_spm", 2.0),
    5: ("distance_m", 1.0),
    6: ("speed_mps", 1.0),
    7: ("power_w", 1.0),
    13: ("temperature_c", 1.0),
    39: ("vertical_oscillation_mm", 1.0),
    41: ("contact_time_ms", 1.0),
    73: ("speed_mps", 1.0),
    78: ("altitude_m", 1.0),
    83: ("vertical_ratio_pct", 1.0),
    84: ("contact_balance_left_pct", 1.0),
    85: ("step_length_m", 0.001),
    99: ("respiration_rate_bpm", 1.0),
    108: ("respiration_rate_bpm", 1.0),
    139: ("core_temperature_c", 1.0),
}
"""Record field that a developer field stands for: our channel, and the factor from the field's own unit to ours."""

_NAMED: dict[str, str] = {
    "power": "power_w",
    "running power": "power_w",
    "stryd power": "power_w",
    "cadence": "cadence_spm",
    "running cadence": "cadence_spm",
    "speed": "speed_mps",
    "distance": "distance_m",
    "heart rate": "heart_rate_bpm",
    "ground time": "contact_time_ms",
    "ground contact time": "contact_time_ms",
    "contact time": "contact_time_ms",
    "stance time": "contact_time_ms",
    "vertical oscillation": "vertical_oscillation_mm",
    "vertical ratio": "vertical_ratio_pct",
    "step length": "step_length_m",
    "leg spring stiffness": "leg_spring_stiffness_knpm",
    "form power": "form_power_w",
    "core temperature": "core_temperature_c",
    "core body temperature": "core_temperature_c",
    "respiration rate": "respiration_rate_bpm",
}
"""Names (lower case, blanks for underscores) that say which channel a developer field is."""

_UNITS: dict[str, dict[str, float]] = {
    "altitude_m": {"m": 1.0, "meters": 1.0},
    "heart_rate_bpm": {"bpm": 1.0},
    "cadence_spm": {"rpm": 2.0, "strides/min": 2.0, "spm": 1.0, "steps/min": 1.0, "steps per minute": 1.0},
    "distance_m": {"m": 1.0, "meters": 1.0, "km": 1000.0, "kilometers": 1000.0},
    "speed_mps": {"m/s": 1.0, "km/h": 1 / 3.6, "kph": 1 / 3.6},
    "power_w": {"w": 1.0, "watts": 1.0, "watt": 1.0},
    "temperature_c": {"c": 1.0, "\N{DEGREE SIGN}c": 1.0, "celsius": 1.0},
    "vertical_oscillation_mm": {"mm": 1.0, "millimeters": 1.0, "cm": 10.0, "centimeters": 10.0, "m": 1000.0, "meters": 1000.0},
    "contact_time_ms": {"ms": 1.0, "milliseconds": 1.0, "s": 1000.0, "seconds": 1000.0},
    "vertical_ratio_pct": {"%": 1.0, "percent": 1.0},
    "contact_balance_left_pct": {"%": 1.0, "percent": 1.0},
    "step_length_m": {"mm": 0.001, "millimeters": 0.001, "cm": 0.01, "centimeters": 0.01, "m": 1.0, "meters": 1.0},
    "respiration_rate_bpm": {"bpm": 1.0, "breaths/min": 1.0, "brpm": 1.0},
    "core_temperature_c": {"c": 1.0, "\N{DEGREE SIGN}c": 1.0, "celsius": 1.0},
    "leg_spring_stiffness_knpm": {"kn/m": 1.0, "n/m": 0.001},
    "form_power_w": {"w": 1.0, "watts": 1.0, "watt": 1.0},
}
"""Units met in the wild (lower case) and the factor to ours."""


def describe(rows: Iterable[Row]) -> dict[DeveloperKey, Description]:
    """Descriptions of the developer fields of records, by developer index and field number; the last one counts.

    Parameters
    ----------
    rows : iterable of Row
        The field_description messages, wherever in the file they stand.
    """
    found: dict[DeveloperKey, Description] = {}
    for row in rows:
        developer, number, base = row.whole(0), row.whole(1), row.whole(2)
        if developer is None or number is None or base is None or base & BASE_TYPE_MASK not in BASE_TYPES:
            continue
        description = _describe(row, base & BASE_TYPE_MASK)
        if description is not None:
            found[developer, number] = description
    return found


def _describe(row: Row, base: int) -> Description | None:
    message = row.whole(14)
    if message not in (None, Message.RECORD) or BASE_TYPES[base].kind == "text":
        return None
    name, units = row.text(3), row.text(8)
    channel, factor = _channel(row.whole(15), name, units)
    return Description(name, units, base, row.number(6) or 1.0, row.number(7) or 0.0, channel, factor)


def _channel(native: int | None, name: str, units: str) -> tuple[str, float]:
    """Our channel and the factor to its unit; an empty name when it is none of ours or its unit is unknown."""
    unit = units.strip().lower()
    if native in _NATIVE:
        channel, default = _NATIVE[native]
        return _with_factor(channel, unit, default)
    channel = _NAMED.get(" ".join(name.lower().replace("_", " ").split()), "")
    return _with_factor(channel, unit, None) if channel else ("", 1.0)


def _with_factor(channel: str, unit: str, default: float | None) -> tuple[str, float]:
    factor = _UNITS[channel].get(unit) if unit else default
    return ("", 1.0) if factor is None else (channel, factor)


def wanted_fields(descriptions: dict[DeveloperKey, Description]) -> dict[DeveloperKey, int]:
    """Developer fields worth decoding and the number of their base type."""
    return {key: item.base for key, item in descriptions.items() if item.channel}
