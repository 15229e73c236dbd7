"""Thresholds of the heuristics over weeks and months as they are published.

A default changed by a tenth moves verdicts without any other test failing: here it fails, and a change belongs into the changelog.
"""

from __future__ import annotations

from dataclasses import fields

import pytest

from legcheck.history.heuristics import past_heuristics, pattern_heuristics

KINDS = [*past_heuristics(), *pattern_heuristics()]

DEFAULTS = {
    "cadence_change": {"smallest_spm": 1.5, "min_s": 300.0, "cap": 60.0},
    "cadence_trait": {"min_runs": 8, "usual_share": 0.5, "score": 50.0},
    "daily_basics": {"window_days": 28.0, "min_nights": 7, "level": 0.05, "cap": 70.0},
    "drift_against_own": {"smallest_bpm_per_h": 3.0, "min_runs": 8, "day_bpm_per_h": 3.0, "no_heat_cap": 75.0},
    "efficiency_drop": {
        "late_days": 28.0,
        "early_days": 84.0,
        "min_late": 6,
        "min_early": 10,
        "rise_bpm": 2.0,
        "no_heat_cap": 75.0,
    },
    "hard_days_back_to_back": {
        "first_min": 30.0,
        "second_min": 10.0,
        "effort": 70.0,
        "within_h": 40.0,
        "apart_h": 4.0,
        "cap": 60.0,
    },
    "heart_rate_faults": {"min_runs": 5, "often": 0.05, "score": 55.0},
    "heart_rate_implausible": {"cap": 90.0},
    "heavy_from_start": {
        "high_z": 2.1,
        "early_share": 0.5,
        "low_z": 1.3,
        "slow_z": 2.0,
        "came_later": 0.04,
        "cadence_spm": 3.0,
        "contact_pct": 4.0,
        "gait_z": 2.6,
        "scatter_bpm": 3.0,
        "prior_runs": 8.0,
        "scatter_runs": 45,
        "min_s": 240.0,
        "min_same_ground": 0.8,
        "slow_cap": 60.0,
        "gait_cap": 60.0,
    },
    "intensity_split": {"easy_share": 0.7, "window_days": 28.0, "min_runs": 8, "cap": 60.0},
    "load_ramp": {"note": 0.1, "caution": 0.3, "over_largest": 0.1, "floor_km": 3.0, "min_runs": 4, "cap": 30.0},
    "long_runs_back_to_back": {
        "within_h": 40.0,
        "apart_h": 4.0,
        "week_share": 0.25,
        "longest_share": 0.75,
        "above_median": 1.1,
        "window_days": 30.0,
        "min_runs": 4,
        "cap": 40.0,
    },
    "pattern": {
        "windows": (10, 20),
        "min_runs": 5,
        "usual_share": 0.3,
        "sure": 0.8,
        "possible": 0.5,
        "min_heavy": 3,
        "one_off_runs": 5,
    },
    "persistent_heaviness": {
        "recent_days": 28.0,
        "before_days": 56.0,
        "more_load": 1.25,
        "min_rest_days": 0.75,
        "min_nights": 7,
        "clear_gap": 0.25,
        "min_days": 21.0,
        "min_of_latest": 0.5,
        "open_cap": 60.0,
        "cap": 75.0,
    },
    "reproducible_onset": {
        "band_s": 420.0,
        "min_runs": 4,
        "first_s": 600.0,
        "last_s": 300.0,
        "level": 0.01,
        "draws": 2000,
        "alike": 0.1,
        "relief_pct": 3.0,
        "cap": 75.0,
    },
    "rest_days": {"per_week": 1.0, "bad_weeks": 3, "weeks": 4, "looked_back_weeks": 12, "cap": 75.0},
    "resting_heart_rate": {"late_days": 14.0, "early_days": 60.0, "min_late": 4, "min_early": 8, "rise_bpm": 3.0, "cap": 70.0},
    "return_after_layoff": {
        "break_days": 14.0,
        "ill_days": 3.0,
        "after_days": 14.0,
        "before_days": 28.0,
        "min_runs": 4,
        "cap": 75.0,
    },
    "session_spike": {"window_days": 30.0, "min_runs": 4, "ratio": 1.1},
    "shoe_distance": {
        "worn_km": 500.0,
        "old_km": 800.0,
        "min_share": 0.5,
        "recent_days": 28.0,
        "min_runs": 5,
        "worse_points": 5.0,
        "cap": 60.0,
    },
    "strength_before_run": {
        "from_h": 6.0,
        "within_h": 48.0,
        "unaccustomed_within_h": 72.0,
        "unaccustomed_days": 21.0,
        "cap": 45.0,
    },
    "weight_trend": {"window_days": 84.0, "min_days": 28.0, "min_values": 6, "gain_pct": 2.0, "cap": 75.0},
    "what_precedes_heavy_runs": {"min_runs": 20, "min_heavy": 4, "level": 0.05, "shown": 5, "cap": 75.0},
}
"""Defaults of the thresholds, in the unit that the docstring of each heuristic gives. Whoever changes one also writes it into the changelog."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_thresholds_are_those_of_the_changelog(kind):
    assert {field.name: field.default for field in fields(kind)} == DEFAULTS.get(kind.id)


def test_none_is_left_over():
    assert sorted(DEFAULTS) == sorted(kind.id for kind in KINDS)
