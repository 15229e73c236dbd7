"""Expected cadence, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.core.gait import expected_cadence_spm

SPEEDS = st.floats(1.6, 4.7)


@pytest.mark.parametrize(
    ("speed_mps", "expected_spm"),
    [
        (3.0, 168.056),  # 150.02 + 6.012 * 3.0 = 150.02 + 18.036
        (2.5, 165.05),  # 150.02 + 6.012 * 2.5 = 150.02 + 15.03
        (4.0, 174.068),  # 150.02 + 24.048
    ],
)
def test_the_line(speed_mps, expected_spm):
    assert float(expected_cadence_spm(speed_mps)) == pytest.approx(expected_spm, abs=1e-9)


def test_height_goes_with_the_inverse_root():
    # H = 1.81 / 1.44 m = 1.25694 m: (1 / 1.44) ** -0.5 = 1.2; 168.056 * 1.2 = 201.6672
    assert float(expected_cadence_spm(3.0, height_m=1.81 / 1.44)) == pytest.approx(201.6672)
    assert float(expected_cadence_spm(3.0, height_m=1.81)) == pytest.approx(168.056)
    # 1.65 m: sqrt(1.81 / 1.65) = sqrt(1.096970) = 1.047363; 168.056 * 1.047363 = 176.0157
    assert float(expected_cadence_spm(3.0, height_m=1.65)) == pytest.approx(176.0157, abs=1e-3)


@pytest.mark.parametrize(
    ("grade_pct", "factor"),
    [
        (0.0, 1.0),
        (5.0, 1.03),  # 1 + 0.006 * 5
        (8.0, 1.048),
        (20.0, 1.048),  # held at 8 %
        (-5.0, 0.985),  # 1 - 0.003 * 5
        (-30.0, 0.976),  # held at -8 %: 1 - 0.024
    ],
)
def test_slope(grade_pct, factor):
    assert float(expected_cadence_spm(3.0, grade_pct=grade_pct)) == pytest.approx(168.056 * factor)


def test_arrays_are_worked_element_by_element():
    got = expected_cadence_spm(np.array([2.5, 3.0, np.nan]), height_m=1.81, grade_pct=np.array([0.0, 5.0, 0.0]))
    assert got[:2].tolist() == pytest.approx([165.05, 168.056 * 1.03])
    assert np.isnan(got[2])


@given(SPEEDS, SPEEDS, st.floats(1.4, 2.1), st.floats(1.4, 2.1))
def test_faster_means_quicker_and_taller_means_slower(slow, fast, short, tall):
    slow, fast = sorted((slow, fast))
    short, tall = sorted((short, tall))
    assert expected_cadence_spm(slow, height_m=tall) <= expected_cadence_spm(fast, height_m=tall)
    assert expected_cadence_spm(fast, height_m=tall) <= expected_cadence_spm(fast, height_m=short)
