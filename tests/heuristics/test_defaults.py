"""Thresholds of the heuristics as they are published.

A default changed by a tenth moves verdicts without any other test failing: here it fails, and a change belongs into the changelog.
"""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module

import pytest

from legcheck.heuristics import all_heuristics
from legcheck.heuristics._base import is_own

KINDS = [kind for kind in all_heuristics() if is_own(kind)]

DEFAULTS = {
    "asymmetry": {
        "offset_from_points": 1.0,
        "change_from_points": 0.5,
        "seat_error_points": 0.25,
        "wander_error_points": 0.15,
        "cap_without_history": 60.0,
    },
    "contact_time_drift": {"found_from_pct": 2.0, "device_error_pct": 0.4},
    "downhill_load": {
        "found_from_m": 200.0,
        "altitude_error": 0.15,
        "late_loss_from_pct": 3.0,
        "cap": 75.0,
        "min_minutes": 10.0,
    },
    "heart_rate_drift": {
        "found_from_bpm_per_h": 7.5,
        "day_error_bpm_per_h": 1.0,
        "slipped_error_bpm_per_h": 2.5,
        "warm_from_c": 22.0,
    },
    "heart_rate_unreliable": {"found_from_share": 0.1, "spread": 0.03},
    "late_fade": {
        "found_from_pct": 4.0,
        "strong_from_pct": 15.0,
        "cadence_change_spm": 2.0,
        "contact_time_change_pct": 3.0,
        "mostly_walked_pct": 55.0,
    },
    "low_cadence": {
        "found_from_sd": 0.8,
        "line_error_sd": 0.25,
        "strong_from_sd": 2.0,
        "cap_below_strong": 70.0,
        "suggested_raise": 0.05,
    },
    "no_cool_down": {"easy_min": 3.0, "error_min": 0.7, "cap": 25.0},
    "no_warm_up": {"easy_min": 8.0, "error_min": 1.0, "cap": 50.0},
    "overstriding": {
        "found_from_pct": 3.4,
        "line_error_pct": 1.3,
        "vertical_ratio_usual_pct": 9.2,
        "vertical_ratio_sd_pct": 1.5,
        "step_speed_loss_mps": 0.2,
        "without_dynamics_se": 0.5,
        "cap_cadence_only": 60.0,
        "cap_dynamics": 75.0,
    },
    "pace_unreliable": {"found_from_jitter_mps": 0.35, "found_from_gaps": 0.1},
    "pushed_through": {"found_below_relief": 0.5, "min_fade": 0.05, "comeback_pct": 3.0, "cap": 75.0},
    "stride_monotony": {"found_below_pct": 1.2, "spread_pct": 0.2, "min_minutes": 45, "cap": 25.0},
}
"""Defaults of the thresholds, in the unit that the docstring of each heuristic gives. Whoever changes one also writes it into the changelog."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_thresholds_are_those_of_the_changelog(kind):
    assert {field.name: field.default for field in fields(kind)} == DEFAULTS.get(kind.id)


def test_none_is_left_over():
    assert sorted(DEFAULTS) == sorted(kind.id for kind in KINDS)


BOUNDS = {
    ("heuristics.headline", "DRIFT_WEIGHT"): 0.6,
    ("heuristics.headline", "FORM_WEIGHT"): 0.25,
    ("signals.relief", "HEART_HAD_ROOM"): 0.7,
    ("heuristics.headline", "HEART_PEGGED"): 0.3,
    ("heuristics.headline", "SINGLE_RUN"): 0.85,
    ("heuristics.headline", "WITHOUT_A_FINDING"): 49.0,
    ("heuristics.features", "SETTLED_S"): 300.0,
    ("heuristics._base", "SCORE_CENTRE_Z"): 1.65,
    ("heuristics._base", "SCORE_SCALE_Z"): 0.5,
    ("signals.heart_rate", "GAIN_PRIOR_SPREAD"): 0.4,
    ("signals.repetitions", "HYSTERESIS"): 0.25,
    ("signals.repetitions", "MIN_GAP_RATIO"): 1.15,
    ("cleaning.vehicle", "RUNNING_STEPS_SPM"): 140.0,
    ("parsers.cadence_unit", "RUNNING_FROM_MPS"): 1.8,
    ("parsers.stray_times", "STRAY_S"): 10.0,
}
"""Bounds and weights behind a verdict that stand in no field of a heuristic. What is said of the table above holds here as well."""


@pytest.mark.parametrize(("module", "name"), BOUNDS)
def test_bounds_are_those_of_the_changelog(module, name):
    assert getattr(import_module(f"legcheck.{module}"), name) == BOUNDS[module, name]
