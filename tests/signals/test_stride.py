"""Step and stride length, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from run_builder import make_run

from legcheck import synth
from legcheck.core import CHANNELS, InputError
from legcheck.signals import step_length, stride_length
from legcheck.signals.stride import step_length_from


def values_of(name):
    """Any values of a channel, NaN among them."""
    channel = CHANNELS[name]
    return st.floats(channel.low, channel.high) | st.just(np.nan)


@pytest.mark.parametrize(
    ("speed_mps", "cadence_spm", "step_m"),
    [
        (3.0, 180.0, 1.0),  # 60 * 3 / 180
        (3.0, 160.0, 1.125),  # 180 / 160
        (2.5, 150.0, 1.0),  # 150 / 150
        (4.2, 175.0, 1.44),  # 252 / 175
        (1.0, 60.0, 1.0),  # the slowest cadence that counts
        (0.0, 170.0, 0.0),
    ],
)
def test_step_length_by_hand(speed_mps, cadence_spm, step_m):
    assert step_length_from(np.array([speed_mps]), np.array([cadence_spm]))[0] == pytest.approx(step_m)


@pytest.mark.parametrize(("speed_mps", "cadence_spm"), [(3.0, 0.0), (3.0, 59.9), (3.0, np.nan), (np.nan, 170.0)])
def test_no_step_length_without_steps(speed_mps, cadence_spm):
    assert np.isnan(step_length_from(np.array([speed_mps]), np.array([cadence_spm]))[0])


def test_two_lengths_do_not_go_together():
    with pytest.raises(ValueError, match=r"differ in length: \(2,\) and \(3,\)"):
        step_length_from(np.ones(2), np.ones(3))


def test_only_running_seconds_have_steps():
    run = make_run(4, [3.0, 3.0, 1.4, 0.0], cadence_spm=[180.0, np.nan, 110.0, 0.0], masks={"running": [1, 1, 0, 0]})
    assert step_length(run)[0] == pytest.approx(1.0)
    assert np.isnan(step_length(run)[1:]).all()


def test_the_devices_step_length_fills_what_cadence_leaves_open():
    run = make_run(3, 3.0, cadence_spm=[180.0, np.nan, np.nan], step_length_m=[0.5, 1.1, np.nan])
    assert step_length(run).tolist()[:2] == pytest.approx([1.0, 1.1])
    assert np.isnan(step_length(run)[2])
    assert step_length(make_run(2, 3.0, step_length_m=1.1)).tolist() == [1.1, 1.1]


@pytest.mark.parametrize("seconds", [0, 1])
def test_shortest_runs(seconds):
    run = make_run(seconds, 3.0, cadence_spm=180.0)
    assert step_length(run).tolist() == [1.0] * seconds
    assert stride_length(run).tolist() == [2.0] * seconds
    assert step_length(make_run(seconds, 3.0)).shape == (seconds,)


def test_a_stride_is_two_steps():
    activity = synth.run(duration_s=300, seed=1).activity
    strides = stride_length(activity)
    assert np.isfinite(strides).any()
    np.testing.assert_array_equal(strides, 2 * step_length(activity))


def test_something_else_than_a_run_is_refused():
    with pytest.raises(InputError, match="from a Run or an Activity, got str"):
        step_length("run.fit")


@given(st.data(), st.integers(0, 30))
def test_speed_is_step_length_times_cadence(data, seconds):
    speed = data.draw(arrays(np.float64, seconds, elements=values_of("speed_mps")))
    cadence = data.draw(arrays(np.float64, seconds, elements=values_of("cadence_spm")))
    run = make_run(seconds, speed, cadence_spm=cadence)
    steps = step_length(run)
    defined = np.isfinite(steps)
    assert (defined == (run.running & np.isfinite(speed) & (np.nan_to_num(cadence) >= 60))).all()
    np.testing.assert_allclose(steps[defined] * cadence[defined] / 60, speed[defined])
