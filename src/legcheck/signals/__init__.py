"""The runner's toolbox: pure functions from a :class:`~legcheck.core.Run` to numbers that say how sure they are.

Every function also takes an :class:`~legcheck.core.Activity` and cleans it first.
"""

from __future__ import annotations

from legcheck.signals.balance import ContactBalance, contact_balance
from legcheck.signals.cadence import CadenceLevel, cadence, cadence_level, expected_cadence
from legcheck.signals.derive import RunSignals, derive
from legcheck.signals.descent import DescentLoad, descent_load
from legcheck.signals.gait_change import GaitChange, gait_change
from legcheck.signals.heart_rate import HeartRateDrift, heart_rate_drift
from legcheck.signals.intensity import HardRunning, hard_running, max_heart_rate
from legcheck.signals.pace import PaceDecay, grade_adjusted_speed, pace_decay
from legcheck.signals.relief import cardiac_relief
from legcheck.signals.session import session_type
from legcheck.signals.splits import splits
from legcheck.signals.stride import step_length, stride_length

__all__ = [
    "CadenceLevel",
    "ContactBalance",
    "DescentLoad",
    "GaitChange",
    "HardRunning",
    "HeartRateDrift",
    "PaceDecay",
    "RunSignals",
    "cadence",
    "cadence_level",
    "cardiac_relief",
    "contact_balance",
    "derive",
    "descent_load",
    "expected_cadence",
    "gait_change",
    "grade_adjusted_speed",
    "hard_running",
    "heart_rate_drift",
    "max_heart_rate",
    "pace_decay",
    "session_type",
    "splits",
    "step_length",
    "stride_length",
]
