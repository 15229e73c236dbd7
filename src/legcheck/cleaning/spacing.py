"""How far apart the records of a file lie, and over how long a hole each channel is bridged."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core.arrays import FloatArray
from legcheck.core.channels import CHANNELS

__all__ = ["LONGEST_BRIDGE_S", "WAY", "bridge_limit_s", "recording_limit_s", "typical_spacing_s"]

RECORDING_GAP_S = 10.0
"""[s] Records further apart than this leave a hole, in a file with a record a second or every few seconds (smart recording
writes at least every 7-8 s)."""

LONGEST_BRIDGE_S = 30.0
"""[s] Nothing is bridged beyond this, save the way in a file whose records lie regularly further apart."""

SPARSEST_S, SPARSEST_STEPS = 120.0, 10
"""[s], [-] Such a file has at least so many steps between records, the middle one longer than :data:`LONGEST_BRIDGE_S` and at most this:
watches and phones that save power write a record a minute."""

SPARSEST_BRIDGED = 1.5
"""[typical spacings] In it the way is bridged over this; a record may come late, but where one is missing is a hole."""

WAY = frozenset({"latitude_deg", "longitude_deg", "altitude_m", "distance_m", "speed_mps"})
"""Channels whose change from one record to the next says what the mean in between was, however long it took."""

LONGEST_CADENCE_BRIDGE_S = 10.0
"""[s] The same for cadence and what belongs to a step: it changes within seconds."""

SPACINGS_BRIDGED = 2.0
"""[typical spacings] A sparse file is bridged over twice its typical spacing: one record may be missing."""


def typical_spacing_s(time_s: FloatArray) -> float:
    """Time between records that half of the recorded time is spent in. [s] 1 with fewer than two records.

    The plain median would call a watch that writes bursts of records a second and long steps between them a 1-s one.
    Steps beyond 30 s are pauses and gaps and do not count, unless most are so long.

    Examples
    --------
    Of 14 s recorded, 4 s lie in steps of 1 s, 10 s in steps of 5 s.

    >>> typical_spacing_s(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 9.0, 14.0, 100.0]))
    5.0
    """
    steps_s = np.diff(time_s)
    if steps_s.size >= SPARSEST_STEPS and LONGEST_BRIDGE_S < (middle_s := median(steps_s)) <= SPARSEST_S:
        return middle_s
    steps_s = np.sort(steps_s[steps_s <= LONGEST_BRIDGE_S])
    if not steps_s.size:
        return 1.0
    within = np.cumsum(steps_s)
    return float(steps_s[np.searchsorted(within, within[-1] / 2)])


def bridge_limit_s(name: str, spacing_s: float) -> float:
    """Longest gap between two values of channel ``name`` that is interpolated. [s]

    The channel table's limit; in a file whose typical spacing is larger, twice that spacing, but at most 10 s for
    what belongs to a step and 30 s for anything else. Where most records lie further apart than that, the way is bridged
    over one and a half times their spacing.

    Examples
    --------
    >>> bridge_limit_s("cadence_spm", 1.0), bridge_limit_s("cadence_spm", 4.0), bridge_limit_s("cadence_spm", 15.0)
    (5.0, 8.0, 10.0)
    >>> bridge_limit_s("heart_rate_bpm", 15.0), bridge_limit_s("heart_rate_bpm", 60.0), bridge_limit_s("distance_m", 60.0)
    (30.0, 30.0, 90.0)
    """
    if spacing_s > LONGEST_BRIDGE_S and name in WAY:
        return recording_limit_s(spacing_s)
    own = CHANNELS[name].bridge_s if name in CHANNELS else RECORDING_GAP_S
    ceiling = LONGEST_CADENCE_BRIDGE_S if own < RECORDING_GAP_S else LONGEST_BRIDGE_S
    return max(own, min(SPACINGS_BRIDGED * spacing_s, ceiling))


def recording_limit_s(spacing_s: float) -> float:
    """Longest time between two records that still counts as recording without a hole. [s]"""
    if spacing_s > LONGEST_BRIDGE_S:
        return SPARSEST_BRIDGED * spacing_s
    return max(RECORDING_GAP_S, min(SPACINGS_BRIDGED * spacing_s, LONGEST_BRIDGE_S))
