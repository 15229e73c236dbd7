"""The mean square on slow waves: that of the plain definition, whatever axes are laid in what the fit leaves."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.signals.slow_waves import mean_square_beside

COUNT, WAVES = 96, 32
TIME = (np.arange(COUNT) + 0.5) / COUNT
COSINES = np.sqrt(2.0 / COUNT) * np.cos(np.pi * TIME[:, None] * np.arange(1, WAVES + 1))
LATE = TIME > 0.75

DESIGNS = {
    "level": np.ones((COUNT, 1)),
    "line": np.column_stack([np.ones(COUNT), TIME]),
    "parts": np.column_stack([~LATE, LATE, np.where(LATE, TIME - 0.875, 0.0), np.where(LATE, 0.0, TIME - 0.375)]),
}


def in_axes_laid_by_chance(values, design, raised, random):
    """``z' W^-1 z / k`` in an orthonormal base of what is left that is turned by chance."""
    explained = np.linalg.qr(design)[0]
    left = COSINES - explained @ (explained.T @ COSINES)
    size, rows = np.linalg.eigh(left.T @ left)
    kept = size > 0.25
    turn = np.linalg.qr(random.standard_normal((kept.sum(), kept.sum())))[0]
    drawn = turn.T @ ((values @ left) @ rows[:, kept] / np.sqrt(size[kept]))
    expected = turn.T @ rows[:, kept].T @ np.diag(1.0 / raised) @ rows[:, kept] @ turn
    return float(drawn @ np.linalg.solve(expected, drawn)) / kept.sum(), int(kept.sum())


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS.keys())
@pytest.mark.parametrize("seed", range(3))
def test_it_does_not_depend_on_the_axes(design, seed):
    random = np.random.default_rng(seed)
    values, raised = random.standard_normal(COUNT).cumsum(), 1.0 + (0.1 * np.arange(1, WAVES + 1)) ** 2
    square, count = in_axes_laid_by_chance(values, design, raised, random)
    assert mean_square_beside(values, design, raised) == (pytest.approx(square, rel=1e-9), count)


def test_one_wave_by_hand():
    # 5 times the fourth wave, expected to have a quarter of the square: 5^2 * 4 over 32 waves.
    raised = np.where(np.arange(1, WAVES + 1) == 4, 4.0, 1.0)
    assert mean_square_beside(5.0 * COSINES[:, 3] + 7.0, DESIGNS["level"], raised) == (pytest.approx(100.0 / 32), WAVES)


def test_a_wave_that_the_fit_takes_up_is_no_draw():
    design = np.column_stack([np.ones(COUNT), COSINES[:, 3]])
    square, count = mean_square_beside(5.0 * COSINES[:, 3], design, np.ones(WAVES))
    assert (square, count) == (pytest.approx(0.0, abs=1e-12), WAVES - 1)


def test_a_fit_that_leaves_next_to_nothing_still_leaves_one_direction():
    design = np.column_stack([np.ones(6), np.eye(6)[:, :5]])
    square, count = mean_square_beside(np.arange(6.0) ** 2, design, np.ones(2))
    assert count == 1
    assert np.isfinite(square)
