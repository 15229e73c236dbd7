"""Columns and Masks: one shape, never written to, whole after a journey."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from legcheck.core import Columns, Masks, read_only

TWO = {"elapsed_s": [0.0, 1.0, 2.0], "speed_mps": [3.0, np.nan, 3.2]}


def test_values_become_float64():
    columns = Columns({"elapsed_s": [0, 1, 2]})
    assert columns["elapsed_s"].dtype == np.float64
    assert columns["elapsed_s"].tolist() == [0.0, 1.0, 2.0]


def test_columns_cannot_be_written_to():
    columns = Columns(TWO)
    with pytest.raises(ValueError, match="read-only"):
        columns["speed_mps"][0] = 9.0
    with pytest.raises(TypeError, match="item assignment"):
        columns["speed_mps"] = np.zeros(3)


def test_masks_cannot_be_written_to():
    masks = Masks({"running": np.array([True, False])})
    with pytest.raises(ValueError, match="read-only"):
        masks["running"][0] = False
    with pytest.raises(TypeError, match="item assignment"):
        masks["running"] = np.zeros(2, dtype=bool)


def test_the_callers_array_stays_the_callers():
    own = np.array([1.0, 2.0])
    columns = Columns({"elapsed_s": own})
    own[0] = 99.0
    assert own.flags.writeable
    assert columns["elapsed_s"][0] == 1.0


def test_a_read_only_view_of_a_writeable_array_is_copied():
    own = np.array([1.0, 2.0])
    view = own.view()
    view.flags.writeable = False
    columns = Columns({"elapsed_s": view})
    own[0] = 99.0
    assert columns["elapsed_s"][0] == 1.0


def test_what_is_read_only_already_is_not_copied():
    values = read_only([1.0, 2.0])
    assert read_only(values) is values
    assert Columns({"elapsed_s": values})["elapsed_s"] is values


def test_a_mask_of_the_caller_is_copied():
    own = np.array([True, True])
    masks = Masks({"running": own})
    own[0] = False
    assert masks["running"].tolist() == [True, True]


@pytest.mark.parametrize(
    "columns",
    [
        {"elapsed_s": [0.0, 1.0], "speed_mps": [3.0]},
        {"elapsed_s": [[0.0, 1.0]]},
        {"elapsed_s": 3.0},
    ],
    ids=["two lengths", "two dimensions", "no dimension"],
)
def test_shapes_that_do_not_fit_are_refused(columns):
    with pytest.raises(ValueError, match="one-dimensional and of one length"):
        Columns(columns)


def test_masks_of_two_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Masks({"running": np.ones(2, dtype=bool), "walking": np.ones(3, dtype=bool)})


def test_length_counts_rows_and_len_counts_columns():
    columns = Columns(TWO)
    assert (columns.length, len(columns), list(columns)) == (3, 2, ["elapsed_s", "speed_mps"])
    assert Columns({}).length == 0


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_copy_is_equal_and_read_only(protocol):
    for value in (Columns(TWO), Masks({"running": np.array([True, False])})):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value
        assert not any(array.flags.writeable for array in again.values())


def test_equal_by_content_with_nan_equal_to_nan():
    assert Columns(TWO) == Columns({name: list(TWO[name]) for name in reversed(TWO)})
    assert hash(Columns(TWO)) == hash(Columns(dict(reversed(TWO.items()))))
    assert Columns(TWO) != Columns({**TWO, "speed_mps": [3.0, np.nan, 3.3]})
    assert Columns(TWO) != Columns({"elapsed_s": TWO["elapsed_s"]})
    assert Columns(TWO) != TWO
    assert Masks({"running": np.array([True])}) == Masks({"running": np.array([True])})
    assert Masks({"running": np.array([True])}) != Masks({"running": np.array([False])})


def test_they_say_what_they_hold():
    assert repr(Columns(TWO)) == "Columns(elapsed_s, speed_mps; 3 rows)"
    assert repr(Masks({"running": np.array([True])})) == "Masks(running)"


@given(arrays(np.float64, st.integers(0, 20)))
def test_any_column_survives_the_round_trip(values):
    columns = Columns({"speed_mps": values})
    again = pickle.loads(pickle.dumps(columns))
    assert np.array_equal(again["speed_mps"], values, equal_nan=True)
