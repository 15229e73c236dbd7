"""Late changes of gait at equal speed: none where speed explains them, the planted one where it does not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run, without

from legcheck.signals import gait_change, pace_decay
from legcheck.signals.gait_change import CADENCE_SLOPE_SPM_PER_MPS, CONTACT_EXPONENT

SECONDS = 4200
TIME = np.arange(float(SECONDS))
LATE = TIME >= 2400
CHANGED = np.clip((TIME - 1680) / (3150 - 1680), 0.0, 1.0)  # from the end of the reference window to the start of the late one
SPEED = np.where(LATE, 2.7, 3.2) * (1 + 0.05 * np.sin(TIME / 97))


def fading(*, cadence_change=0.0, contact_change=0.0, changed=CHANGED):
    """A run that slows, with cadence and contact time on their usual lines, changed in the middle by what is given."""
    return make_run(
        SECONDS,
        SPEED,
        cadence_spm=160.0 + CADENCE_SLOPE_SPM_PER_MPS * SPEED + cadence_change * changed,
        contact_time_ms=400.0 * SPEED**CONTACT_EXPONENT * np.exp(contact_change * changed),
    )


def test_what_speed_explains_is_no_change():
    change = gait_change(fading())
    assert change.cadence_spm.value == pytest.approx(0.0, abs=1e-6)
    assert change.contact_time_pct.value == pytest.approx(0.0, abs=0.02)  # means of bins, not of a power


@pytest.mark.parametrize("planted_spm", [-4.0, 3.0])
def test_a_planted_change_of_cadence_is_recovered(planted_spm):
    change = gait_change(fading(cadence_change=planted_spm)).cadence_spm
    assert change.value == pytest.approx(planted_spm, abs=1e-6)
    assert change.low <= planted_spm <= change.high


def test_a_planted_change_of_contact_time_is_recovered():
    # 5 % in the logarithm: the feet stay on the ground exp(0.05) = 1.051 times as long.
    change = gait_change(fading(contact_change=0.05)).contact_time_pct
    assert change.value == pytest.approx(5.0, abs=0.05)
    assert change.unit == "%"


def test_a_change_that_comes_at_once_with_the_slowing_is_not_put_down_to_speed():
    change = gait_change(fading(cadence_change=-4.0, changed=LATE)).cadence_spm
    assert change.value < -2.4  # most of it
    assert change.low <= -4.0


def test_gait_is_judged_where_pace_is():
    run = fading(cadence_change=-4.0)
    decay = pace_decay(run)
    assert gait_change(run, decay).cadence_spm.value == pytest.approx(-4.0, abs=1e-6)


def test_walking_shares_by_hand():
    # Reference 600-1680 s: 108 of 1080 s walked, 0.1. Late 3150-4074 s: 231 of 924 s, 0.25.
    walking = ((TIME >= 700) & (TIME < 808)) | ((TIME >= 3200) & (TIME < 3431))
    change = gait_change(make_run(SECONDS, 3.0, masks={"walking": walking, "running": ~walking}))
    assert change.walking_share_reference == pytest.approx(0.10)
    assert change.walking_share_late == pytest.approx(0.25)


def test_without_movement_there_is_no_share():
    change = gait_change(make_run(SECONDS, 0.0))
    assert math.isnan(change.walking_share_late)
    assert math.isnan(change.walking_share_reference)


def test_steep_stretches_do_not_count():
    # The late changes sit on slopes only; on the flat nothing changes.
    steep = LATE & (TIME % 200 < 100)
    run = make_run(
        SECONDS,
        SPEED,
        cadence_spm=160.0 + CADENCE_SLOPE_SPM_PER_MPS * SPEED - 20.0 * steep,
        grade_pct=np.where(steep, 6.0, 0.0),
    )
    assert gait_change(run).cadence_spm.value == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("run", "cadence_reason", "contact_reason"),
    [
        (make_run(SECONDS, 3.0), "no usable cadence", "no usable ground contact time"),
        (without(fading(), "contact_time_ms"), "", "no usable ground contact time"),
        (
            make_run(900, 3.0, cadence_spm=170.0, contact_time_ms=250.0),
            "too little flat running with cadence early or late in the run",
            "too little flat running with ground contact time early or late in the run",
        ),
        (make_run(0), "no usable cadence", "no usable ground contact time"),
        (make_run(1, cadence_spm=170.0), "no usable cadence", "no usable ground contact time"),
    ],
)
def test_what_cannot_be_judged_says_why(run, cadence_reason, contact_reason):
    change = gait_change(run)
    assert change.cadence_spm.reason == cadence_reason
    assert change.contact_time_pct.reason == contact_reason
    assert change.cadence_spm.is_usable is not bool(cadence_reason)


def test_a_run_that_ends_at_another_pace_is_not_compared():
    """An hour that doubles its pace for the last half says nothing about gait at one speed."""
    speed = np.where(np.arange(3600) < 1800, 2.6, 4.4)
    run = make_run(3600, speed, cadence_spm=150.0 + 6.0 * speed)
    change = gait_change(run).cadence_spm
    assert not change.is_usable
    assert "69 % faster late in the run" in change.reason  # 4.4 / 2.6 = 1.692
