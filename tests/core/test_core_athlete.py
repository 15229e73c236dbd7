"""Facts about the runner: checked at the door, filled from the file, read from TOML."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import numpy as np
import pytest

from legcheck.core import Athlete, InputError


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("height_m", 178.0),
        ("height_m", 0.9),
        ("weight_kg", 72_000.0),
        ("age_years", 1985.0),
        ("resting_hr_bpm", 0.9),
        ("max_hr_bpm", 250.0),
        ("max_hr_bpm", math.nan),
        ("height_m", math.inf),
    ],
)
def test_a_value_in_a_wrong_unit_is_refused_by_name(name, wrong):
    with pytest.raises(InputError, match=f"{name} must lie between .* check its unit"):
        Athlete(**{name: wrong})


@pytest.mark.parametrize("wrong", ["1.78", True, [1.78], 1.78j])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(InputError, match="height_m must be a number"):
        Athlete(height_m=wrong)


@pytest.mark.parametrize("height", [1.0, 2.4, np.float64(1.78), np.float32(1.78)])
def test_limits_and_numpy_numbers_are_accepted(height):
    assert Athlete(height_m=height).height_m == height


@pytest.mark.parametrize("rate", [191, np.int64(191), np.float32(191.0), np.float64(191.0)])
def test_every_kind_of_number_is_kept_as_a_float(rate):
    kept = Athlete(max_hr_bpm=rate)
    assert type(kept.max_hr_bpm) is float
    assert (repr(kept), json.dumps(asdict(kept))) == (
        repr(Athlete(max_hr_bpm=191.0)),
        json.dumps(asdict(Athlete(max_hr_bpm=191.0))),
    )


def test_resting_heart_rate_lies_below_the_maximum():
    with pytest.raises(InputError, match=r"resting_hr_bpm \(110\) must be below max_hr_bpm \(110\)"):
        Athlete(resting_hr_bpm=110, max_hr_bpm=110)


def test_plausible_keeps_what_can_be_true():
    kept = Athlete.plausible(height_m=178.0, weight_kg=70.0, age_years=None, resting_hr_bpm=math.nan, max_hr_bpm=190.0)
    assert kept == Athlete(weight_kg=70.0, max_hr_bpm=190.0)


def test_plausible_drops_a_resting_heart_rate_above_the_maximum():
    assert Athlete.plausible(resting_hr_bpm=115.0, max_hr_bpm=105.0) == Athlete(max_hr_bpm=105.0)


def test_own_facts_win_and_gaps_are_filled():
    own = Athlete(height_m=1.70, max_hr_bpm=185.0)
    file = Athlete(height_m=1.80, weight_kg=64.0, max_hr_bpm=200.0, resting_hr_bpm=48.0)
    assert own.filled_from(file) == Athlete(height_m=1.70, weight_kg=64.0, max_hr_bpm=185.0, resting_hr_bpm=48.0)


def test_a_fact_of_the_file_that_contradicts_an_own_one_is_left_out():
    assert Athlete(resting_hr_bpm=115.0).filled_from(Athlete(max_hr_bpm=110.0)) == Athlete(resting_hr_bpm=115.0)
    assert Athlete(max_hr_bpm=105.0).filled_from(Athlete(resting_hr_bpm=110.0)) == Athlete(max_hr_bpm=105.0)


@pytest.mark.parametrize(
    "facts",
    [
        {"resting_hr_bpm": 60.0, "max_hr_bpm": 120.0, "first_threshold_hr_bpm": 125.0},
        {"first_threshold_hr_bpm": 160.0, "second_threshold_hr_bpm": 160.0},
        {"resting_hr_bpm": 100.0, "second_threshold_hr_bpm": 95.0},
    ],
)
def test_thresholds_lie_between_rest_and_maximum_in_their_order(facts):
    with pytest.raises(InputError, match="must be below"):
        Athlete(**facts)
    assert Athlete.plausible(**facts) != Athlete()  # what a file says and cannot be is dropped, the rest kept


def test_an_own_threshold_goes_before_a_maximum_of_the_file_below_it():
    own = Athlete(first_threshold_hr_bpm=170.0)
    assert own.filled_from(Athlete(max_hr_bpm=165.0, height_m=1.8)) == Athlete(first_threshold_hr_bpm=170.0, height_m=1.8)
    assert own.filled_from(Athlete(max_hr_bpm=190.0)).max_hr_bpm == 190.0


@pytest.mark.parametrize("text", ["height_m = 1.78\nmax_hr_bpm = 190\n", "[athlete]\nheight_m = 1.78\nmax_hr_bpm = 190\n"])
def test_toml_with_and_without_a_table(tmp_path, text):
    path = tmp_path / "athlete.toml"
    path.write_text(text, encoding="utf-8")
    assert Athlete.from_toml(path) == Athlete(height_m=1.78, max_hr_bpm=190)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())  # a byte-order mark, as some editors put it
    assert Athlete.from_toml(path) == Athlete(height_m=1.78, max_hr_bpm=190)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"height_m = \n", "cannot be read as an athlete file"),
        (b"\xff\xfe\x00", "cannot be read as an athlete file"),
        (b"height_cm = 178\n", "unknown: height_cm; known: age_years, first_threshold_hr_bpm, height_m"),
        (b'height_m = "1.78"\n', "must be numbers: height_m"),
        (b"height_m = true\n", "must be numbers: height_m"),
        (b"height_m = 178\n", "height_m must lie between 1 and 2.4"),
        (b"athlete = 3\n", "athlete must be a table"),
    ],
    ids=["not toml", "not text", "unknown key", "text", "bool", "wrong unit", "no table"],
)
def test_a_wrong_toml_file_is_named(tmp_path, content, message):
    path = tmp_path / "athlete.toml"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        Athlete.from_toml(path)
    assert caught.value.path == str(path)


def test_a_missing_toml_file_is_named(tmp_path):
    with pytest.raises(InputError, match="cannot be read as an athlete file"):
        Athlete.from_toml(tmp_path / "nobody.toml")
