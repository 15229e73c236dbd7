"""Late descents against early ones: what they cost in speed, and what is said of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Note
from legcheck.heuristics.downhill_load import DownhillLoad
from legcheck.signals import derive
from legcheck.signals.descent import descent_load

SECONDS = 3600
MIDDLE_S = (600.0 + 0.97 * SECONDS) / 2
"""[s] Half of what is compared, from minute 10 to 97 % of the hour."""


def hilly(late_factor, notes=()):
    """3 m/s, -6 % in the second half of every ten minutes; descents of the later half run at so much of that speed."""
    time = np.arange(SECONDS)
    down = time % 600 >= 300
    speed = np.where(down & (time >= MIDDLE_S), 3.0 * late_factor, 3.0)
    grade = np.where(down, -6.0, 0.0)
    altitude = 500.0 + np.cumsum(grade / 100.0 * speed)
    return make_run(SECONDS, speed, grade_pct=grade, altitude_m=altitude, notes=notes)


def test_late_descents_at_nine_tenths_cost_a_tenth():
    """100 ln(1 / 0.9) = 10.54 % more than level ground, on which nothing changed."""
    loss = descent_load(hilly(0.9)).late_loss_pct
    assert loss.value == pytest.approx(100.0 * math.log(1.0 / 0.9))
    assert loss.low > 0.0


def test_a_loss_of_speed_everywhere_is_none_of_the_descents():
    """The last half at 0.9 on all ground; one of 24 level means of 30 s holds the change."""
    run = hilly(1.0)
    speed = np.where(np.arange(SECONDS) >= MIDDLE_S, 2.7, 3.0)
    slower = make_run(SECONDS, speed, grade_pct=run["grade_pct"], altitude_m=run["altitude_m"])
    assert descent_load(slower).late_loss_pct.value == pytest.approx(0.0, abs=0.2)


def test_faster_late_descents_are_a_negative_loss():
    assert descent_load(hilly(1.1)).late_loss_pct.value == pytest.approx(-100.0 * math.log(1.1))


def test_the_sentence_is_told_of_a_loss_only():
    told = "late descents cost 11 % more speed than level ground did"
    assert DownhillLoad().judge(derive(hilly(0.9))).reason.endswith(told)
    faster = hilly(1.1)
    assert "late descents" not in DownhillLoad().judge(derive(faster)).reason
    uneven = 3.0 + np.random.default_rng(11).normal(0.0, 0.1, SECONDS)
    even = make_run(SECONDS, uneven, grade_pct=faster["grade_pct"], altitude_m=faster["altitude_m"])
    assert "late descents" not in DownhillLoad().judge(derive(even)).reason


@pytest.mark.parametrize(
    ("notes", "confidence"),
    [((), 1.0), ((Note(code="altitude_smoothed", message="smoothed"),), 0.6), ((Note(code="spikes", message="spikes"),), 1.0)],
)
def test_only_smoothed_altitude_lowers_confidence(notes, confidence):
    assert DownhillLoad().judge(derive(hilly(0.9, notes))).confidence == pytest.approx(confidence)


def test_descents_that_cannot_be_compared_lower_confidence():
    """One descent of ten minutes in the first half: none to hold against it."""
    grade = np.where((np.arange(SECONDS) >= 900) & (np.arange(SECONDS) < 1500), -6.0, 0.0)
    run = make_run(SECONDS, 3.0, grade_pct=grade, altitude_m=500.0 + np.cumsum(grade * 0.03))
    finding = DownhillLoad().judge(derive(run))
    assert finding.confidence == pytest.approx(0.8)
    assert finding.reason == "108 m lost on slopes steeper than 4 % (10 m per km)"
