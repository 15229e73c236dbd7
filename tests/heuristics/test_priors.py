"""What is known of causes before anything was measured: length and ground of the run."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from legcheck.core import Note
from legcheck.heuristics import cause


def signals(*, minutes=60.0, km=10.0, surface="road", session="steady", codes=()):
    notes = tuple(Note(code=code, message=code) for code in codes)
    run = SimpleNamespace(moving_s=60.0 * minutes, distance_m=1000.0 * km, surface=surface, notes=notes)
    return SimpleNamespace(run=run, session_type=session)


@pytest.mark.parametrize(
    ("told", "factor"),
    [
        ({}, 1.0),
        ({"codes": ("spikes",)}, 1.0),
        ({"surface": "trail"}, 3.0),
        ({"session": "hilly"}, 3.0),
        ({"codes": ("no_altitude",)}, 3.0),
        ({"codes": ("altitude_noisy", "no_altitude")}, 3.0),
        ({"surface": "trail", "codes": ("altitude_noisy",)}, 9.0),
    ],
)
def test_rough_ground_and_unknown_slopes_count_threefold_each(told, factor):
    assert cause._terrain_prior(signals(**told)) == factor


# Straight between 15 km (0.05), 22 km (1.2) and 28 km (2.5); 25 km is half-way: 1.85.
@pytest.mark.parametrize(("km", "factor"), [(10.0, 0.05), (15.0, 0.05), (22.0, 1.2), (25.0, 1.85), (28.0, 2.5), (42.2, 2.5)])
def test_stores_empty_with_kilometres(km, factor):
    assert cause._fuel_prior(signals(km=km)) == pytest.approx(factor)


# Straight between 75 min (0.05), 100 min (1.2) and 150 min (2.5).
@pytest.mark.parametrize(("minutes", "factor"), [(75.0, 0.05), (100.0, 1.2), (125.0, 1.85), (150.0, 2.5)])
def test_stores_empty_with_minutes(minutes, factor):
    assert cause._fuel_prior(signals(minutes=minutes)) == pytest.approx(factor)


@pytest.mark.parametrize(("minutes", "factor"), [(60.0, 1.0), (75.0, 1.0), (150.0, 0.25), (210.0, 0.08), (300.0, 0.08)])
def test_easing_off_is_less_likely_in_a_long_run(minutes, factor):
    assert cause._choice_prior(signals(minutes=minutes)) == pytest.approx(factor)
