"""Rows as fitparse hands them over: fields of developers, arrays, and times without a definition."""

from __future__ import annotations

from types import SimpleNamespace as Field

import numpy as np

from legcheck.parsers.fit.fitparse_engine import _column, _fields, _row_values, _table
from legcheck.parsers.fit.profile import TIMESTAMP, Message


def test_fields_are_named_by_number_or_by_developer():
    defined = Field(field_def=Field(def_num=3), raw_value=150)
    developed = Field(field_def=Field(def_num=0, dev_data_index=2), raw_value=61.5)
    time = Field(field_def=None, def_num=TIMESTAMP, raw_value=1_000_000_000)
    derived = Field(field_def=None, def_num=7, raw_value=1)
    assert _fields([defined, developed, time, derived]) == {3: 150, (2, 0): 61.5, TIMESTAMP: 1_000_000_000}


def test_rows_keep_what_is_known_of_arrays():
    assert _row_values({1: (5, None, 7), 2: None, 3: "Morning", (0, 1): 4.0, 4: b"raw", 5: 2}) == {
        1: (5, 7),
        3: "Morning",
        5: 2,
    }


def test_arrays_are_padded_to_one_width():
    column = _column([(1, 2), (3,), None, 4, (None, 5)])
    np.testing.assert_array_equal(column, [[1, 2], [3, np.nan], [np.nan, np.nan], [4, np.nan], [np.nan, 5]])
    np.testing.assert_array_equal(_column([1, None, 2.5]), [1, np.nan, 2.5])


def test_tables_hold_developer_columns_and_the_first_of_an_array():
    """Heart rate is number 3 of a record; a column with a text in it is none."""
    messages = [(10, {3: (150, 151), (2, 0): 61.5, (2, 1): "text"}), (20, {3: 152, (2, 0): None})]
    table = _table(Message.RECORD, messages)
    np.testing.assert_array_equal(table.columns[3], [150, 152])
    np.testing.assert_array_equal(table.developer[2, 0], [61.5, np.nan])
    assert set(table.developer) == {(2, 0)}
