"""Running, walking, standing, and where the steps can be used."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning import clean
from legcheck.cleaning.gait import gait_masks, settled
from legcheck.cleaning.surface import SURFACES, surface_of


def told(speed, cadence, recorded=None):
    speed, cadence = np.asarray(speed, dtype=np.float64), np.asarray(cadence, dtype=np.float64)
    masks = gait_masks(speed, cadence, np.ones(speed.size, dtype=bool) if recorded is None else recorded)
    letters = np.full(speed.size, ".")
    for name, letter in (("running", "r"), ("walking", "w"), ("stopped", "s")):
        letters[masks[name]] = letter
    return "".join(letters)


@pytest.mark.parametrize(
    ("speed", "cadence", "answer"),
    [
        (3.0, 165.0, "r"),
        (2.0, 165.0, "r"),  # slow jog: running steps
        (2.5, 120.0, "r"),  # too fast to walk
        (1.5, 110.0, "w"),
        (2.1, 139.0, "w"),
        (0.3, 60.0, "s"),
        (0.0, 0.0, "s"),
        (3.0, np.nan, "r"),
        (1.95, np.nan, "r"),
        (1.5, np.nan, "w"),
        (1.5, 0.0, "w"),
        (np.nan, 165.0, "r"),
        (np.nan, 110.0, "w"),
        (np.nan, 0.0, "s"),
        (np.nan, np.nan, "."),
    ],
)
def test_gait_of_steady_seconds(speed, cadence, answer):
    assert told([speed] * 8, [cadence] * 8) == answer * 8


def test_changes_shorter_than_five_seconds_do_not_count():
    speed = [3.0] * 10 + [1.0] * 4 + [3.0] * 10 + [1.0] * 5 + [3.0] * 10
    assert told(speed, [np.nan] * 39) == "r" * 24 + "w" * 5 + "r" * 10


def test_stretches_apart_do_not_lend_each_other_their_gait():
    recorded = np.array([True] * 8 + [False] * 4 + [True] * 3 + [False] * 2)
    assert told([3.0] * 12 + [1.0] * 5, [np.nan] * 17, recorded) == "r" * 8 + "...." + "www" + ".."


def test_nothing_is_told_where_nothing_was_recorded():
    assert told([3.0] * 6, [170.0] * 6, np.zeros(6, dtype=bool)) == "......"


def test_settled_leaves_out_rests_and_what_follows():
    resting = np.array([letter == "#" for letter in "..###.....#....."])
    assert "".join("#" if x else "." for x in settled(resting, 3, longer_than_s=2)) == "##......########"
    assert "".join("#" if x else "." for x in settled(resting, 3, longer_than_s=0)) == "##......##....##"


def test_steps_are_used_once_they_have_settled(make_activity, steady):
    channels = steady(600)
    channels["speed_mps"] = channels["speed_mps"].copy()
    channels["cadence_spm"] = channels["cadence_spm"].copy()
    channels["speed_mps"][200:230], channels["cadence_spm"][200:230] = 0.0, 0.0
    channels["distance_m"] = np.concatenate(([0.0], np.cumsum(channels["speed_mps"][1:])))
    run = clean(make_activity(channels))
    assert np.flatnonzero(run.masks["stopped"]).tolist() == list(range(200, 230))
    assert np.flatnonzero(~run.masks["gait_usable"]).tolist() == [*range(15), *range(200, 245)]


@pytest.mark.parametrize(
    ("sport", "sub_sport", "surface"),
    [
        ("running", "", "road"),
        ("running", "generic", "road"),
        ("running", "street", "road"),
        ("running", "trail", "trail"),
        ("trail_running", "", "trail"),
        ("running", "track", "track"),
        ("running", "treadmill", "treadmill"),
        ("running", "indoor_running", "treadmill"),
        ("running", "virtual_activity", "virtual"),
        ("virtual_run", "", "virtual"),
    ],
)
def test_surface_is_what_the_file_says(make_activity, steady, sport, sub_sport, surface):
    assert surface_of(make_activity(steady(10), sport=sport, sub_sport=sub_sport)) == surface
    assert surface in SURFACES


def test_without_positions_and_altitude_it_was_indoors(make_activity):
    assert surface_of(make_activity({"speed_mps": [3.0, 3.0]})) == "treadmill"
    assert surface_of(make_activity({"speed_mps": [3.0, 3.0], "altitude_m": [5.0, 5.0]})) == "road"
