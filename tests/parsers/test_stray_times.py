"""Single wrong times, told by the order of the file; what a pause, a set clock and disorder must not be taken for."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.parsers.stray_times import stray_times

EVERY_SECOND = np.arange(600.0)


def with_times(times: dict[int, float]) -> np.ndarray:
    time_s = EVERY_SECOND.copy()
    for row, time in times.items():
        time_s[row] = time
    return time_s


@pytest.mark.parametrize("off_s", [60.0, 3600.0, 86_400.0, 6.3e8, -60.0, -3600.0, -6.3e8])
@pytest.mark.parametrize("in_a_row", [1, 2, 3])
def test_up_to_three_in_a_row_are_found(off_s: float, in_a_row: int) -> None:
    rows = range(300, 300 + in_a_row)
    stray = stray_times(with_times({row: row + off_s for row in rows}), 3.0 * EVERY_SECOND)
    assert np.flatnonzero(stray).tolist() == list(rows)


def test_strays_of_both_kinds_are_found_together() -> None:
    stray = stray_times(with_times({100: 5000.0, 101: -5000.0, 400: 20.0}))
    assert np.flatnonzero(stray).tolist() == [100, 101, 400]


def test_a_record_alone_between_two_pauses_stays() -> None:
    time_s = np.concatenate((np.arange(100.0), [1900.0], 3700.0 + np.arange(100.0)))
    assert not stray_times(time_s).any()


@pytest.mark.parametrize("spacing_s", [1.0, 8.0, 60.0])
@pytest.mark.parametrize("back_s", [11.0, 20.0, 45.0, 100.0, 170.0, 3600.0])
def test_after_a_clock_was_set_back_nothing_is_a_stray(spacing_s: float, back_s: float) -> None:
    time_s = spacing_s * np.arange(400.0)
    time_s[200:] -= back_s
    assert not stray_times(time_s).any()


def test_four_in_a_row_are_a_set_clock() -> None:
    assert not stray_times(with_times({row: row + 3600.0 for row in range(300, 304)})).any()


def test_a_record_written_late_is_told_by_its_distance() -> None:
    # The record of second 50 stands after that of second 300.
    order = [*range(50), *range(51, 301), 50, *range(301, 600)]
    assert not stray_times(EVERY_SECOND[order], 3.0 * EVERY_SECOND[order]).any()


def test_where_disorder_is_the_rule_there_are_no_strays() -> None:
    assert not stray_times(np.random.default_rng(1).permutation(600).astype(np.float64)).any()
    # Two recordings written turn by turn.
    assert not stray_times(np.column_stack((EVERY_SECOND, EVERY_SECOND + 3600)).ravel()).any()


@pytest.mark.parametrize("time_s", [[], [5.0], [5.0, 1.0], [900.0, 1.0, 2.0]])
def test_the_shortest_files_have_none(time_s: list[float]) -> None:
    assert not stray_times(np.array(time_s)).any()
