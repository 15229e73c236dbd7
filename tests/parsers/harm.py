"""Damage for files, and what must hold for whatever a parser makes of them."""

from __future__ import annotations

import random

import numpy as np

from legcheck.core import CHANNELS, Activity, LegcheckError
from legcheck.parsers import read_all


def check(activity: Activity) -> None:
    """What holds for whatever leaves a parser."""
    assert activity.start_time.utcoffset() is not None
    assert len(activity) > 0
    assert np.isfinite(activity.elapsed_s).all()
    assert set(activity.channels) <= set(CHANNELS)
    for lap in activity.laps:
        assert -60.0 <= lap.span.start_s <= activity.elapsed_s.max() + 60.0
    assert all(note.code and note.message for note in activity.notes)
    assert len({note.code for note in activity.notes if note.code.startswith("cadence_unit")}) <= 2


def survives(data: bytes, **settings: object) -> list[Activity] | None:
    """The activities in ``data``, None for a clear error; anything else fails the test."""
    try:
        activities = read_all(data, **settings)
    except LegcheckError:
        return None
    for activity in activities:
        check(activity)
    return activities


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    mutable = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(mutable))
        end = min(len(mutable), start + rng.randint(1, 60))
        how = rng.randrange(4)
        if how == 0:
            mutable[start] ^= 1 << rng.randrange(8)
        elif how == 1:
            del mutable[start:end]
        elif how == 2:
            mutable[start:start] = mutable[start:end]
        else:
            mutable[start:end] = rng.randbytes(end - start)
    return bytes(mutable)
