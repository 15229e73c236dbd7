"""The windows of a run and its bins, to the second."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import lap, make_run

from legcheck.core import Span
from legcheck.signals.windows import analysis_windows, bin_means


def test_an_hour():
    # 600; 0.40 * 3600 = 1440; 0.75 * 3600 = 2700; 0.97 * 3600 = 3492
    windows = analysis_windows(make_run(3600))
    assert windows.recorded_s == 3600.0
    assert windows.reference == Span(600.0, 1440.0)
    assert windows.late == Span(2700.0, 3492.0)
    assert windows.analysed == Span(600.0, 3492.0)


def test_forty_two_minutes():
    # 0.40 * 2520 = 1008 is before 600 + 480 = 1080, which 0.55 * 2520 = 1386 allows; 0.75 * 2520 = 1890; 0.97 * 2520 = 2444.4
    windows = analysis_windows(make_run(2520))
    assert windows.reference == Span(600.0, 1080.0)
    assert windows.late == Span(1890.0, 2444.0)


def test_twenty_minutes_stretch_the_reference_to_its_limit():
    # 0.55 * 1200 = 660; 0.75 * 1200 = 900; 0.97 * 1200 = 1164
    windows = analysis_windows(make_run(1200))
    assert windows.reference == Span(600.0, 660.0)
    assert windows.late == Span(900.0, 1164.0)


@pytest.mark.parametrize("seconds", [0, 1, 30, 600])
def test_a_run_shorter_than_the_warm_up_has_nothing_to_analyse(seconds):
    windows = analysis_windows(make_run(seconds))
    assert windows.analysed.duration_s == 0.0
    assert windows.reference.duration_s == 0.0
    assert 0.0 <= windows.late.start_s <= windows.late.end_s <= seconds


def test_a_pause_moves_what_follows_it():
    # A pause of 300 s at second 1000: the same marks as in an hour, those after it 300 s later.
    recorded = np.ones(3900, dtype=bool)
    recorded[1000:1300] = False
    windows = analysis_windows(make_run(3900, masks={"recorded": recorded, "running": recorded}))
    assert windows.recorded_s == 3600.0
    assert windows.reference == Span(600.0, 1740.0)
    assert windows.late == Span(3000.0, 3792.0)


def test_standing_does_not_count_and_walking_does():
    running = np.arange(3600) >= 600
    standing = make_run(3600, masks={"running": running, "stopped": ~running})
    walking = make_run(3600, masks={"running": running, "walking": ~running})
    assert analysis_windows(standing).recorded_s == 3000.0
    assert analysis_windows(standing).analysed.start_s == 1200.0
    assert analysis_windows(walking).recorded_s == 3600.0


def test_a_marked_cool_down_is_left_out():
    # 3600 s of work, then a cool-down of 600 s: the windows of an hour.
    windows = analysis_windows(make_run(4200, laps=[lap(0, 3600, "active"), lap(3600, 4200, "cooldown")]))
    assert windows == analysis_windows(make_run(3600))


def test_bin_means_by_hand():
    # Two bins of 3 s: (1 + 2 + 3) / 3 = 2, (4 + 6) / 2 = 5 as second 4 is not usable; a rest of one second is no bin.
    values = np.array([1.0, 2.0, 3.0, 4.0, 99.0, 6.0, 7.0])
    usable = np.array([1, 1, 1, 1, 0, 1, 1], dtype=bool)
    bins = bin_means({"x": values}, usable, width_s=3.0, span=Span(0.0, 7.0))
    assert bins["x"].tolist() == [2.0, 5.0]
    assert bins.time_s.tolist() == [1.5, 4.5]
    assert (len(bins), bins.width_s) == (2, 3.0)


def test_a_bin_needs_its_share_in_every_series():
    x = np.array([1.0, np.nan, 3.0, 4.0])
    y = np.array([1.0, 1.0, np.nan, 1.0])
    kept = bin_means({"x": x, "y": y}, np.ones(4, dtype=bool), width_s=4.0, span=Span(0.0, 4.0))
    assert kept["x"].tolist() == [2.5]  # seconds 0 and 3
    dropped = bin_means({"x": x, "y": y}, np.ones(4, dtype=bool), width_s=4.0, span=Span(0.0, 4.0), min_share=0.51)
    assert len(dropped) == 0


@pytest.mark.parametrize("span", [Span(0.0, 0.0), Span(5.0, 5.0), Span(50.0, 80.0), Span(0.0, 2.0)])
def test_no_room_for_a_bin(span):
    bins = bin_means({"x": np.ones(6)}, np.ones(6, dtype=bool), width_s=3.0, span=span)
    assert len(bins) == 0
    assert bins["x"].shape == (0,)


def test_within_is_half_open():
    bins = bin_means({"x": np.ones(9)}, np.ones(9, dtype=bool), width_s=3.0, span=Span(0.0, 9.0))
    assert bins.within(Span(1.5, 4.5)).tolist() == [True, False, False]
