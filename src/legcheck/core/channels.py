"""The channel table: every quantity legcheck carries, with its unit, meaning and plausible range.

Parsers map file fields onto these names, cleaning blanks what lies outside the range, the units page of the
documentation and the strategies of the property tests are made from it. A name is a promise; it carries its unit.

Step and stride are never confused: a *step* is one foot to the *other* foot, a *stride* is two steps. Cadence is
always steps a minute, both feet counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["CHANNELS", "STEPS_PER_STRIDE", "Channel"]

STEPS_PER_STRIDE = 2
"""[steps] A stride is the way from one contact of a foot to the next contact of the same foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One quantity.

    Attributes
    ----------
    name : str
        Column name, unit included.
    unit : str
        Unit as printed.
    meaning : str
        One line.
    low, high : float
        Plausible range while running; cleaning blanks values outside it. [unit]
    bridge_s : float
        Longest gap between samples that cleaning fills by interpolation. [s]
    derived : bool
        Computed by legcheck rather than recorded.
    """

    name: str
    unit: str
    meaning: str
    low: float
    high: float
    bridge_s: float = 10.0
    derived: bool = False


def _table(*channels: Channel) -> Mapping[str, Channel]:
    return MappingProxyType({channel.name: channel for channel in channels})


def _recorded(name: str, unit: str, low: float, high: float, meaning: str, *, bridge_s: float = 10.0) -> Channel:
    return Channel(name=name, unit=unit, low=low, high=high, meaning=meaning, bridge_s=bridge_s)


def _derived(name: str, unit: str, low: float, high: float, meaning: str) -> Channel:
    return Channel(name=name, unit=unit, low=low, high=high, meaning=meaning, bridge_s=0.0, derived=True)


CHANNELS: Mapping[str, Channel] = _table(
    _recorded("elapsed_s", "s", 0.0, 1e6, "Time since the start of the activity, pauses included"),
    _recorded("latitude_deg", "deg", -90.0, 90.0, "Latitude, WGS 84, north positive"),
    _recorded("longitude_deg", "deg", -180.0, 180.0, "Longitude, WGS 84, east positive"),
    _recorded("altitude_m", "m", -500.0, 9000.0, "Height above sea level as the device gives it", bridge_s=30.0),
    _recorded("distance_m", "m", 0.0, 1e6, "Distance since the start as the device counts it"),
    _recorded("speed_mps", "m/s", 0.0, 12.5, "Ground speed"),
    _recorded("heart_rate_bpm", "bpm", 30.0, 230.0, "Heart rate"),
    _recorded("cadence_spm", "steps/min", 0.0, 280.0, "Steps a minute, both feet", bridge_s=5.0),
    _recorded("power_w", "W", 0.0, 1200.0, "Running power as the device estimates it", bridge_s=5.0),
    _recorded("temperature_c", "degC", -40.0, 60.0, "Temperature at the sensor (on a wrist: warmed by skin)", bridge_s=120.0),
    _recorded("step_length_m", "m", 0.2, 2.6, "Distance from one foot's contact to the other's", bridge_s=5.0),
    _recorded("contact_time_ms", "ms", 90.0, 600.0, "Time a foot stays on the ground", bridge_s=5.0),
    _recorded("contact_balance_left_pct", "%", 35.0, 65.0, "Left foot's share of ground contact time", bridge_s=5.0),
    _recorded("vertical_oscillation_mm", "mm", 20.0, 250.0, "Rise and fall of the trunk in a step", bridge_s=5.0),
    _recorded("vertical_ratio_pct", "%", 2.0, 30.0, "Vertical oscillation as a share of step length", bridge_s=5.0),
    _recorded("step_speed_loss_mps", "m/s", 0.0, 2.0, "Speed lost to braking at each step", bridge_s=5.0),
    _recorded("respiration_rate_bpm", "breaths/min", 4.0, 90.0, "Breaths a minute"),
    _recorded("core_temperature_c", "degC", 33.0, 43.0, "Core body temperature", bridge_s=120.0),
    _recorded("leg_spring_stiffness_knpm", "kN/m", 2.0, 40.0, "Leg spring stiffness as a foot pod gives it", bridge_s=5.0),
    _recorded("form_power_w", "W", 0.0, 400.0, "Power spent on the vertical movement, as a foot pod gives it", bridge_s=5.0),
    _derived("grade_pct", "%", -45.0, 45.0, "Slope of the ground over a window of distance, up positive"),
    _derived("grade_adjusted_speed_mps", "m/s", 0.0, 12.5, "Speed on the flat that asks for the same heart rate"),
    _derived("stride_length_m", "m", 0.4, 5.2, "Two steps: one foot's contact to the same foot's next"),
    _derived("expected_cadence_spm", "steps/min", 100.0, 260.0, "Cadence usual at this speed, height and grade"),
)
