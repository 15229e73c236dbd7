"""The runner's toolbox: pure functions from a :class:`~legcheck.core.Run` to numbers that say how sure they are.

Every function also takes an :class:`~legcheck.core.Activity` and cleans it first.
"""

from __future__ import annotations

from legcheck.signals.balance import ContactBalance, contact_balance
from legcheck.signals.cadence import CadenceLevel, cadence, cadence_level, expected_cadence
from legcheck.signals.decoupling import Decoupling, decoupling, efficiency_factor
from legcheck.signals.derive import RunSignals, derive
from legcheck.signals.descent import DescentLoad, descent_load
from legcheck.signals.durability import Durability, durability
from legcheck.signals.dynamics import (
    contact_time,
    duty_factor,
    flight_time,
    leg_stiffness,
    vertical_oscillation,
    vertical_ratio,
)
from legcheck.signals.dynamics_change import DynamicsChange, SlowdownSplit, dynamics_change, slowdown_split
from legcheck.signals.gait_change import GaitChange, gait_change
from legcheck.signals.heart_rate import HeartRateDrift, heart_rate_drift
from legcheck.signals.intensity import HardRunning, hard_running, max_heart_rate
from legcheck.signals.load import banister_trimp, edwards_trimp, heat_adjustment, running_stress_score
from legcheck.signals.matched import MatchedPlaces, matched_places
from legcheck.signals.pace import PaceDecay, grade_adjusted_speed, pace_decay
from legcheck.signals.relief import cardiac_relief
from legcheck.signals.session import session_type
from legcheck.signals.splits import splits
from legcheck.signals.stride import step_length, stride_length
from legcheck.signals.trend import MannKendall, PaceTrend, mann_kendall, pace_trend
from legcheck.signals.walking import walked_part
from legcheck.signals.wall import WallMeasures, wall_measures
from legcheck.signals.zones import ZoneMinutes, threshold_heart_rate, zone_minutes

__all__ = [
    "CadenceLevel",
    "ContactBalance",
    "Decoupling",
    "DescentLoad",
    "Durability",
    "DynamicsChange",
    "GaitChange",
    "HardRunning",
    "HeartRateDrift",
    "MannKendall",
    "MatchedPlaces",
    "PaceDecay",
    "PaceTrend",
    "RunSignals",
    "SlowdownSplit",
    "WallMeasures",
    "ZoneMinutes",
    "banister_trimp",
    "cadence",
    "cadence_level",
    "cardiac_relief",
    "contact_balance",
    "contact_time",
    "decoupling",
    "derive",
    "descent_load",
    "durability",
    "duty_factor",
    "dynamics_change",
    "edwards_trimp",
    "efficiency_factor",
    "expected_cadence",
    "flight_time",
    "gait_change",
    "grade_adjusted_speed",
    "hard_running",
    "heart_rate_drift",
    "heat_adjustment",
    "leg_stiffness",
    "mann_kendall",
    "matched_places",
    "max_heart_rate",
    "pace_decay",
    "pace_trend",
    "running_stress_score",
    "session_type",
    "slowdown_split",
    "splits",
    "step_length",
    "stride_length",
    "threshold_heart_rate",
    "vertical_oscillation",
    "vertical_ratio",
    "walked_part",
    "wall_measures",
    "zone_minutes",
]
