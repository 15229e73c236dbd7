"""What can be planted in months of training: more at once, illness, heavy legs, heat, a sensor that reads wrong, and other loads.

Weeks count from 0, the first Monday. An episode changes the planned sessions, or the mornings of the runner, or both; what it makes of
them is the truth of the history.

Examples
--------
>>> Spike(week=8, ratio=1.4).day
56
"""

from __future__ import annotations

from legcheck.synth.daily_episodes import HeatWave, NewShoes, RestingHeartRateUp, ShortNights, WeightGain
from legcheck.synth.heavy_episodes import AlwaysMinute, HeavyDay, HeavyWeeks, Illness, Layoff, StrengthDays
from legcheck.synth.single_run_episodes import CadenceChange, DriftDays, SensorFault
from legcheck.synth.training import Episode
from legcheck.synth.training_episodes import GreyZone, HardBackToBack, LongBackToBack, NoRest, Ramp, Spike

__all__ = [
    "AlwaysMinute",
    "CadenceChange",
    "DriftDays",
    "Episode",
    "GreyZone",
    "HardBackToBack",
    "HeatWave",
    "HeavyDay",
    "HeavyWeeks",
    "Illness",
    "Layoff",
    "LongBackToBack",
    "NewShoes",
    "NoRest",
    "Ramp",
    "RestingHeartRateUp",
    "SensorFault",
    "ShortNights",
    "Spike",
    "StrengthDays",
    "WeightGain",
]
