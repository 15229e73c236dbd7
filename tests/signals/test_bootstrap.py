"""The block bootstrap: the same every time, the right shape, and a standard error that theory agrees with."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.signals.bootstrap import BLOCK_S, DRAWS, block_indices, estimate, resampled_residuals


def ar1(rng, count, memory):
    """A first-order autoregressive series of unit variance."""
    from scipy.signal import lfilter

    steps = rng.standard_normal(count) * np.sqrt(1 - memory**2)
    steps[0] = rng.standard_normal()
    return lfilter([1.0], [1.0, -memory], steps)


def test_indices_come_in_blocks_that_wrap_around():
    rows = block_indices(10, 4, draws=50)
    assert rows.shape == (50, 10)
    assert ((rows >= 0) & (rows < 10)).all()
    for block in (rows[:, 0:4], rows[:, 4:8], rows[:, 8:10]):
        assert (np.diff(block, axis=1) % 10 == 1).all()


def test_the_same_arguments_give_the_same_rows():
    np.testing.assert_array_equal(block_indices(40, 6), block_indices(40, 6))
    assert (block_indices(40, 6) != block_indices(40, 5)).any()


@pytest.mark.parametrize(("count", "block"), [(1, 6), (5, 60), (3, 0)])
def test_blocks_longer_than_the_data_or_of_no_length(count, block):
    rows = block_indices(count, block, draws=7)
    assert rows.shape == (7, count)
    assert ((rows >= 0) & (rows < count)).all()


def test_draws_are_centred_and_widened():
    # 60 bins of 30 s: blocks of 6, 10 of them; widened by sqrt(60 / 58 * 10 / 9) for two parameters.
    residuals = np.arange(60.0)
    draws = resampled_residuals(residuals, width_s=30.0, parameters=2)
    factor = np.sqrt(60 / 58 * 10 / 9)
    assert draws.shape == (DRAWS, 60)
    np.testing.assert_allclose(np.unique(draws), (residuals - residuals.mean()) * factor)


def test_residuals_of_zero_stay_zero():
    assert not resampled_residuals(np.zeros(60), width_s=30.0, parameters=3).any()


def test_the_interval_is_the_normal_one():
    made = estimate(10.0, 2.0, unit="bpm/h", used_s=1800.0)
    # 10 -+ 1.959964 * 2
    assert (made.low, made.high) == (pytest.approx(6.080072), pytest.approx(13.919928))
    assert (made.standard_error, made.used_s, made.unit) == (2.0, 1800.0, "bpm/h")


def test_standard_error_of_a_mean_with_memory():
    """SE of the mean of an AR(1) series: sqrt((1 + r) / (1 - r) / n). With r = exp(-30/32) = 0.39, as speed has in 30-s bins
    when it forgets itself in 32 s, and n = 120: sqrt(2.29 / 120) = 0.138; independent data would give 0.091."""
    memory, count, rng = np.exp(-30 / 32), 120, np.random.default_rng(5)
    errors = []
    for _ in range(60):
        series = ar1(rng, count, memory)
        draws = resampled_residuals(series - series.mean(), width_s=30.0, parameters=1)
        errors.append(draws.mean(axis=1).std())
    theory = np.sqrt((1 + memory) / (1 - memory) / count)
    assert np.mean(errors) == pytest.approx(theory, rel=0.15)
    assert np.mean(errors) > 1.25 / np.sqrt(count)


def test_finer_bins_do_not_shrink_the_error():
    """One hour at one value in 30 s and the same values repeated every second have the same information."""
    series = ar1(np.random.default_rng(6), 120, 0.3)
    coarse = resampled_residuals(series - series.mean(), width_s=30.0, parameters=1).mean(axis=1).std()
    fine = np.repeat(series - series.mean(), 30)
    assert len(fine) > 10 * BLOCK_S
    assert resampled_residuals(fine, width_s=1.0, parameters=1).mean(axis=1).std() == pytest.approx(coarse, rel=0.15)
