"""What each cause expects of each feature, how likely each was before anything was known, and how far to trust the sum.

Directions come from the literature named in the documentation ("What limits a run"); sizes are engineering values, set on
synthetic fades in which causes overlap, and not on recorded ones.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EXPECTED", "LEAN", "OR_ELSE", "PRIOR", "SHARPNESS", "WEIGHT"]

PRIOR: Mapping[str, float] = {
    "none": 0.50,
    "leg_limited": 0.13,
    "heat_or_dehydration": 0.08,
    "cardiac_drift": 0.08,
    "eased_off": 0.075,
    "paced_too_hard": 0.075,
    "glycogen_wall": 0.035,
    "terrain_or_gps": 0.025,
}
"""[probability] Before anything is known of the run. Engineering values; half of all runs are taken to be fine. Between legs and
choice, which nothing but steps and the runner's own rating can tell apart, the odds are 63 to 37."""

EXPECTED: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "fade": {
        "none": (0.00, 0.03),
        "cardiac_drift": (0.03, 0.05),
        "heat_or_dehydration": (0.11, 0.06),
        "leg_limited": (0.14, 0.06),
        "glycogen_wall": (0.18, 0.08),
        "paced_too_hard": (0.15, 0.05),
        "eased_off": (0.16, 0.08),
        "terrain_or_gps": (0.10, 0.05),
    },
    "relief": {
        "none": (0.7, 0.6),
        "cardiac_drift": (-0.2, 0.4),
        "heat_or_dehydration": (-0.1, 0.35),
        "leg_limited": (0.95, 0.25),
        "glycogen_wall": (0.6, 0.3),
        "paced_too_hard": (0.5, 0.3),
        "eased_off": (0.97, 0.20),
        "terrain_or_gps": (0.1, 0.35),
    },
    "drift": {
        "none": (6.0, 5.0),
        "cardiac_drift": (18.0, 6.0),
        "heat_or_dehydration": (18.0, 6.0),
        "leg_limited": (5.5, 4.5),
        "glycogen_wall": (7.0, 5.0),
        "paced_too_hard": (11.0, 6.0),
        "eased_off": (5.5, 4.5),
        "terrain_or_gps": (11.0, 6.0),
    },
    "onset_share": {
        "none": (0.55, 0.25),
        "cardiac_drift": (0.52, 0.13),
        "heat_or_dehydration": (0.52, 0.13),
        "leg_limited": (0.60, 0.12),
        "glycogen_wall": (0.73, 0.09),
        "paced_too_hard": (0.30, 0.08),
        "eased_off": (0.71, 0.13),
        "terrain_or_gps": (0.49, 0.10),
    },
    "abruptness": {
        "none": (0.5, 0.35),
        "cardiac_drift": (0.20, 0.20),
        "heat_or_dehydration": (0.18, 0.20),
        "leg_limited": (0.25, 0.27),
        "glycogen_wall": (0.5, 0.35),
        "paced_too_hard": (0.16, 0.20),
        "eased_off": (0.55, 0.37),
        "terrain_or_gps": (0.65, 0.30),
    },
    "contact_time": {
        "none": (0.0, 1.5),
        "cardiac_drift": (0.0, 0.9),
        "heat_or_dehydration": (0.6, 1.3),
        "leg_limited": (3.0, 2.8),
        "glycogen_wall": (4.4, 2.4),
        "paced_too_hard": (2.0, 2.0),
        "eased_off": (0.1, 0.9),
        "terrain_or_gps": (0.0, 0.9),
    },
    "cadence": {
        "none": (0.0, 1.8),
        "cardiac_drift": (-0.1, 1.4),
        "heat_or_dehydration": (-0.1, 1.5),
        "leg_limited": (-1.6, 2.1),
        "glycogen_wall": (-3.0, 2.3),
        "paced_too_hard": (-1.1, 1.8),
        "eased_off": (0.0, 1.2),
        "terrain_or_gps": (0.0, 1.2),
    },
    "walked": {
        "none": (0.85, 0.30),
        "cardiac_drift": (0.30, 0.22),
        "heat_or_dehydration": (0.28, 0.20),
        "leg_limited": (0.30, 0.20),
        "glycogen_wall": (0.25, 0.20),
        "paced_too_hard": (0.28, 0.20),
        "eased_off": (0.60, 0.38),
        "terrain_or_gps": (0.50, 0.35),
    },
    "early_surge": {
        "none": (0.01, 0.04),
        "cardiac_drift": (0.022, 0.03),
        "heat_or_dehydration": (0.022, 0.03),
        "leg_limited": (0.015, 0.025),
        "glycogen_wall": (0.01, 0.025),
        "paced_too_hard": (0.09, 0.045),
        "eased_off": (0.01, 0.025),
        "terrain_or_gps": (0.03, 0.035),
    },
    "early_intensity": {
        "none": (0.80, 0.07),
        "cardiac_drift": (0.83, 0.05),
        "heat_or_dehydration": (0.845, 0.055),
        "leg_limited": (0.825, 0.06),
        "glycogen_wall": (0.875, 0.045),
        "paced_too_hard": (0.93, 0.035),
        "eased_off": (0.79, 0.065),
        "terrain_or_gps": (0.81, 0.06),
    },
    "temperature": {
        "none": (17.0, 8.0),
        "cardiac_drift": (17.0, 7.0),
        "heat_or_dehydration": (28.0, 6.5),
        "leg_limited": (17.0, 7.0),
        "glycogen_wall": (17.0, 7.0),
        "paced_too_hard": (17.0, 7.0),
        "eased_off": (17.0, 7.0),
        "terrain_or_gps": (17.0, 7.0),
    },
    "effort": {
        "none": (45.0, 20.0),
        "cardiac_drift": (60.0, 16.0),
        "heat_or_dehydration": (69.0, 15.0),
        "leg_limited": (66.0, 15.0),
        "glycogen_wall": (78.0, 15.0),
        "paced_too_hard": (78.0, 15.0),
        "eased_off": (38.0, 15.0),
        "terrain_or_gps": (57.0, 16.0),
    },
    "feel": {
        "none": (60.0, 20.0),
        "cardiac_drift": (50.0, 18.0),
        "heat_or_dehydration": (40.0, 18.0),
        "leg_limited": (40.0, 18.0),
        "glycogen_wall": (29.0, 18.0),
        "paced_too_hard": (38.0, 18.0),
        "eased_off": (58.0, 18.0),
        "terrain_or_gps": (52.0, 18.0),
    },
}
"""Mean and spread of each feature under each cause, in the feature's unit. Directions come from the literature named in
the documentation ("What limits a run"); sizes are engineering values set on synthetic runs, not on recorded ones."""

OR_ELSE: Mapping[str, Mapping[str, tuple[float, float, float]]] = {
    "fade": {"heat_or_dehydration": (0.0, 0.04, 0.4)},
}
"""A second way in which a cause shows: mean, spread, and how often it is this one. In the heat some slow down; others hold their
pace and let heart rate rise (about 1 bpm per degree above 24 degC, and 3 bpm for each 1 % of body mass lost, both at a fixed
load). How often is an engineering value."""

WEIGHT: Mapping[str, float] = {
    "fade": 1.0,
    "relief": 1.0,
    "drift": 0.8,
    "onset_share": 0.8,
    "abruptness": 0.8,
    "contact_time": 0.9,
    "cadence": 0.8,
    "walked": 0.8,
    "early_surge": 0.9,
    "early_intensity": 1.0,
    "temperature": 1.0,
    "effort": 1.0,
    "feel": 0.8,
}
"""[-] Below 1 where features repeat part of what another one says: drift and relief both read the heart, onset and abruptness
the shape, contact time and cadence the steps, effort and feel the runner's mind."""

SHARPNESS = 1.14
"""[-] What the weighted terms are multiplied by. Calibrated on 2,597 synthetic fades of 8 % and more (family "overlapping fades",
seeds 600,000-602,999) together with the leans, by maximum likelihood with shrinkage towards 1."""

LEAN: Mapping[str, float] = {
    "leg_limited": 0.28,
    "eased_off": 0.26,
    "paced_too_hard": -0.21,
    "heat_or_dehydration": 0.12,
    "glycogen_wall": -0.13,
    "cardiac_drift": -0.16,
    "terrain_or_gps": -0.16,
}
"""[log odds] What is added for each cause so that probabilities come true; fitted with the sharpness, by maximum likelihood with
strong shrinkage towards 0 (SD 0.3). The causes were drawn by assumed shares, as nobody has counted them in recorded runs."""
