"""The grid of seconds and the tools on it, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.cleaning.grid import fill_holes, grid_s, seconds_in, supported
from legcheck.cleaning.windows import (
    absorb_short_runs,
    after_each,
    drop_short_runs,
    filled,
    rolling_mean,
    rolling_median,
    run_bounds,
    true_runs,
)
from legcheck.core import Span


def mask(text):
    return np.array([letter == "#" for letter in text])


def text(values):
    return "".join("#" if value else "." for value in values)


def test_grid_ends_with_the_last_whole_second():
    assert grid_s(np.array([0.0, 5.9])).tolist() == [0, 1, 2, 3, 4, 5]
    assert grid_s(np.array([0.0, 5.9999999])).size == 7
    assert grid_s(np.zeros(0)).size == 0


def test_supported_needs_two_neighbours_of_one_block_close_enough():
    time_s = np.array([0.0, 2.0, 3.5, 9.5, 10.5])
    block = np.array([0, 0, 0, 0, 1])
    # 3.5 to 9.5 is 6 s, too long; 9.5 to 10.5 are two blocks; 11 lies behind the last.
    assert text(supported(time_s, block, np.arange(12.0), 5.0)) == "####........"
    assert text(supported(time_s, block, np.arange(12.0), 6.0)) == "##########.."


def test_fill_holes_bridges_short_holes_inside_the_mask_only():
    nan = np.nan
    values = np.array([0.0, nan, 2.0, nan, nan, nan, 6.0, nan, 8.0])
    within = mask("#######.#")
    assert fill_holes(values, within, 2).tolist()[:3] == [0, 1, 2]
    assert np.isnan(fill_holes(values, within, 2)[3:6]).all()
    assert fill_holes(values, within, 4)[3:6].tolist() == [3, 4, 5]
    assert np.isnan(fill_holes(values, within, 4)[7])


def test_seconds_in_counts_by_hand():
    spans = (Span(2.0, 4.0), Span(3.5, 6.5))
    assert text(seconds_in(spans, 9, with_end=True)) == "...####.."
    assert text(seconds_in((Span(2.0, 4.0),), 9, with_end=False)) == "...#....."
    assert text(seconds_in((Span(1.5, 1.7),), 4, with_end=False)) == "...."
    assert text(seconds_in((Span(2.0, 99.0),), 5, with_end=True)) == "...##"
    assert text(seconds_in((), 3, with_end=True)) == "..."


def test_runs_of_a_mask():
    starts, ends = true_runs(mask("##..#"))
    assert (starts.tolist(), ends.tolist()) == ([0, 4], [2, 5])
    assert text(drop_short_runs(mask("##..#.###"), 2)) == "##....###"
    assert text(after_each(mask("##....#..."), 3)) == "..###..###"
    assert text(after_each(mask("##....#..."), 3, longer_than=1)) == "..###....."
    first, last = run_bounds(mask("##..#"))
    assert (first.tolist(), last.tolist()) == ([0, 0, 2, 3, 4], [1, 1, 2, 3, 4])


def test_short_runs_take_the_label_before_them():
    assert absorb_short_runs(np.array([2, 1, 1, 1, 3, 3, 1, 1, 1]), 3).tolist() == [1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert absorb_short_runs(np.array([1, 2]), 5).tolist() == [1, 2]
    assert absorb_short_runs(np.zeros(0, dtype=np.int64), 5).size == 0


def test_rolling_mean_knows_missing_values_and_ends():
    nan = np.nan
    assert rolling_mean(np.array([1.0, 2.0, nan, 4.0, nan, nan, nan]), 3).tolist()[:5] == [1.5, 1.5, 3.0, 4.0, 4.0]
    assert np.isnan(rolling_mean(np.array([1.0, nan, nan, nan]), 3)[3])
    assert rolling_mean(np.zeros(0), 3).size == 0


@pytest.mark.parametrize("width", [5, 31])
def test_rolling_median_equals_a_sorted_window(width):
    values = np.random.default_rng(1).normal(size=200)
    padded = np.concatenate((np.full(width // 2, values[0]), values, np.full(width // 2, values[-1])))
    expected = [sorted(padded[start : start + width])[width // 2] for start in range(200)]
    assert rolling_median(values, width).tolist() == expected


def test_filled_interpolates_and_holds_ends():
    nan = np.nan
    assert filled(np.array([nan, 1.0, nan, 3.0, nan])).tolist() == [1, 1, 2, 3, 3]
    assert np.isnan(filled(np.full(3, nan))).all()
