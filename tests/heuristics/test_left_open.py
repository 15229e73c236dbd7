"""Where an interval reaches far beyond what would be large, nothing is called clear."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Status
from legcheck.heuristics._open import left_open
from legcheck.heuristics.late_fade import LateFade
from legcheck.signals import derive

SECONDS = 3600


@pytest.mark.parametrize(
    ("value", "error", "is_open"),
    [
        # Threshold 4: three times is 12. 1 + 1.96 * 5.6 = 11.98, 1 + 1.96 * 5.7 = 12.17.
        (1.0, 5.6, False),
        (1.0, 5.7, True),
        (-30.0, 8.0, False),
        # Found from 1.65 errors beyond the threshold: 4 + 1.65 * 5 = 12.25.
        (12.3, 5.0, False),
        (12.2, 5.0, True),
    ],
)
def test_left_open_from_three_times_the_threshold(value, error, is_open):
    assert bool(left_open(value, error, 4.0, unit="%")) is is_open


def test_a_pace_all_over_the_place_is_not_called_steady():
    rng = np.random.default_rng(4)
    wild = 2.9 * np.exp(np.repeat(rng.normal(0.0, 0.30, SECONDS // 240), 240))
    finding = LateFade().judge(derive(make_run(SECONDS, wild, surface="trail")))
    assert finding.status is Status.NOT_ASSESSED
    assert "too uneven to tell" in finding.reason
    (fade,) = finding.evidence
    assert fade.high > 12.0 or fade.low < -12.0
    calm = LateFade().judge(derive(make_run(SECONDS, 2.9 * np.exp(np.repeat(rng.normal(0.0, 0.02, SECONDS // 10), 10)))))
    assert calm.status is Status.CLEAR
