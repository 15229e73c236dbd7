"""Downhill running: how many metres, and where."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import InputError, Status
from legcheck.heuristics.downhill_load import DownhillLoad
from legcheck.signals import derive
from legcheck.signals.descent import descent_load

SECONDS = 3600


def hilly(unevenness=0.0):
    """3 m/s on -16 % for 300 s twice, two minutes apart: 144 m each; a dip of 20 s: 9.6 m; and 300 s more with 30 flat seconds inside."""
    grade = np.zeros(SECONDS)
    for start, length in ((600, 300), (1020, 300), (2000, 20), (2400, 150), (2580, 150)):
        grade[start : start + length] = -16.0
    altitude = 500.0 + np.cumsum(grade / 100.0 * 3.0)
    speed = 3.0 * np.exp(unevenness * np.repeat(np.random.default_rng(3).normal(0.0, 1.0, SECONDS // 10), 10))
    return make_run(SECONDS, speed, grade_pct=grade, altitude_m=altitude)


def test_metres_are_slope_times_way():
    """900 s at 3 m/s on 16 % are 432 m; the dip adds 9.6."""
    assert descent_load(hilly()).descent_m == pytest.approx(441.6)


def test_descents_are_pointed_out_where_they_are():
    spans = [(span.start_s, span.end_s) for span in descent_load(hilly()).spans]
    assert spans == [(600.0, 900.0), (1020.0, 1320.0), (2400.0, 2730.0)]
    finding = DownhillLoad().judge(derive(hilly()))
    assert finding.status is Status.FOUND
    assert [(span.start_s, span.end_s) for span in finding.spans] == spans


def test_a_loss_that_may_be_none_is_no_support():
    finding = DownhillLoad().judge(derive(hilly(unevenness=0.05)))
    (late,) = (item for item in finding.evidence if item.name == "extra loss of speed on late descents")
    assert late.low < 0.0 < late.high
    assert late.threshold is None


@pytest.mark.parametrize("onset_s", [np.nan, np.inf, -1.0, "600"])
def test_an_onset_is_a_time(onset_s):
    with pytest.raises(InputError, match="onset_s must be a number of at least 0, got"):
        descent_load(hilly(), onset_s)
