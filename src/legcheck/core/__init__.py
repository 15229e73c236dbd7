"""The vocabulary: channels, activities, runs, findings, errors. Imports nothing of ours, numpy at most."""

from __future__ import annotations

from legcheck.core.activity import Activity, Device, Lap, Note, Source, Totals
from legcheck.core.arrays import BoolArray, Columns, FloatArray, IntArray, Masks, read_only
from legcheck.core.athlete import Athlete, check_athlete
from legcheck.core.channels import CHANNELS, STEPS_PER_STRIDE, Channel
from legcheck.core.errors import (
    InputError,
    LegcheckError,
    LimitError,
    MissingChannelError,
    NotARunError,
    ReadError,
    UnsupportedFileError,
)
from legcheck.core.estimate import Estimate
from legcheck.core.finding import Advice, Cause, Evidence, Finding, HeavyLegs, Span, Status
from legcheck.core.run import MASKS, Run

__all__ = [
    "CHANNELS",
    "MASKS",
    "STEPS_PER_STRIDE",
    "Activity",
    "Advice",
    "Athlete",
    "BoolArray",
    "Cause",
    "Channel",
    "Columns",
    "Device",
    "Estimate",
    "Evidence",
    "Finding",
    "FloatArray",
    "HeavyLegs",
    "InputError",
    "IntArray",
    "Lap",
    "LegcheckError",
    "LimitError",
    "Masks",
    "MissingChannelError",
    "NotARunError",
    "Note",
    "ReadError",
    "Run",
    "Source",
    "Span",
    "Status",
    "Totals",
    "UnsupportedFileError",
    "check_athlete",
    "read_only",
]
