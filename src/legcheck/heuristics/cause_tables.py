"""What each cause expects of each feature, and how likely each was before anything was known.

Directions come from the literature named in the documentation ("What limits a run"); sizes are engineering values, set on
synthetic runs and not on recorded ones.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXPECTED", "PRIOR", "WEIGHT"]

PRIOR: Mapping[str, float] = {
    "none": 0.50,
    "leg_limited": 0.12,
    "heat_or_dehydration": 0.08,
    "cardiac_drift": 0.08,
    "eased_off": 0.07,
    "paced_too_hard": 0.07,
    "glycogen_wall": 0.05,
    "terrain_or_gps": 0.03,
}
"""[probability] Before anything is known of the run. Engineering values; half of all runs are taken to be fine."""

EXPECTED: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "fade": {
        "none": (0.00, 0.03),
        "cardiac_drift": (0.00, 0.03),
        "heat_or_dehydration": (0.05, 0.05),
        "leg_limited": (0.14, 0.07),
        "glycogen_wall": (0.19, 0.09),
        "paced_too_hard": (0.12, 0.06),
        "eased_off": (0.12, 0.08),
        "terrain_or_gps": (0.06, 0.06),
    },
    "relief": {
        "none": (0.7, 0.6),
        "cardiac_drift": (-0.2, 0.5),
        "heat_or_dehydration": (0.0, 0.35),
        "leg_limited": (1.0, 0.30),
        "glycogen_wall": (0.65, 0.35),
        "paced_too_hard": (0.2, 0.3),
        "eased_off": (1.0, 0.30),
        "terrain_or_gps": (0.5, 0.8),
    },
    "drift": {
        "none": (6.0, 5.0),
        "cardiac_drift": (16.0, 6.0),
        "heat_or_dehydration": (18.0, 7.0),
        "leg_limited": (5.0, 6.0),
        "glycogen_wall": (8.0, 8.0),
        "paced_too_hard": (12.0, 7.0),
        "eased_off": (4.0, 6.0),
        "terrain_or_gps": (8.0, 8.0),
    },
    "onset_share": {
        "none": (0.55, 0.25),
        "cardiac_drift": (0.55, 0.25),
        "heat_or_dehydration": (0.50, 0.20),
        "leg_limited": (0.60, 0.15),
        "glycogen_wall": (0.75, 0.10),
        "paced_too_hard": (0.30, 0.12),
        "eased_off": (0.88, 0.07),
        "terrain_or_gps": (0.55, 0.25),
    },
    "abruptness": {
        "none": (0.5, 0.35),
        "cardiac_drift": (0.5, 0.35),
        "heat_or_dehydration": (0.15, 0.25),
        "leg_limited": (0.2, 0.25),
        "glycogen_wall": (0.9, 0.25),
        "paced_too_hard": (0.15, 0.25),
        "eased_off": (0.9, 0.25),
        "terrain_or_gps": (0.5, 0.35),
    },
    "contact_time": {
        "none": (0.0, 1.5),
        "cardiac_drift": (0.0, 1.5),
        "heat_or_dehydration": (0.5, 1.5),
        "leg_limited": (5.0, 2.5),
        "glycogen_wall": (5.0, 3.0),
        "paced_too_hard": (3.0, 2.5),
        "eased_off": (0.0, 1.5),
        "terrain_or_gps": (0.0, 2.0),
    },
    "cadence": {
        "none": (0.0, 1.8),
        "cardiac_drift": (0.0, 1.8),
        "heat_or_dehydration": (0.0, 1.8),
        "leg_limited": (-2.0, 2.5),
        "glycogen_wall": (-2.5, 3.0),
        "paced_too_hard": (-1.0, 2.5),
        "eased_off": (0.0, 1.8),
        "terrain_or_gps": (0.0, 2.5),
    },
    "early_surge": {
        "none": (0.01, 0.04),
        "cardiac_drift": (0.01, 0.04),
        "heat_or_dehydration": (0.02, 0.04),
        "leg_limited": (0.02, 0.04),
        "glycogen_wall": (0.03, 0.04),
        "paced_too_hard": (0.09, 0.05),
        "eased_off": (0.01, 0.04),
        "terrain_or_gps": (0.01, 0.05),
    },
}
"""Mean and spread of each feature under each cause, in the feature's unit. Directions come from the literature named in
the documentation ("What limits a run"); sizes are engineering values set on synthetic runs, not on recorded ones."""

WEIGHT: Mapping[str, float] = {
    "fade": 1.0,
    "relief": 1.0,
    "drift": 0.85,
    "onset_share": 0.7,
    "abruptness": 0.7,
    "contact_time": 0.8,
    "cadence": 0.5,
    "early_surge": 0.8,
}
"""[-] Below 1 where features repeat part of what another one says."""
