"""Heart rate per speed by kilometre: by hand, and on runs with planted drift."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run, without

from legcheck import synth
from legcheck.signals import durability

SPEED = 10 / 3  # five minutes a kilometre


def rising(kilometres, heart_rate_of_km):
    beats = np.repeat([float(heart_rate_of_km(km)) for km in range(kilometres)], 300)
    return make_run(300 * kilometres, SPEED, heart_rate_bpm=beats)


def test_ratios_by_hand():
    found = durability(rising(20, lambda km: 150.0 if km < 14 else 165.0))
    # Kilometres 5-10 at 150; from km 14 on 165: 165 / 150 = 1.1, at the same speed.
    assert found.km.tolist() == list(range(1, 21))
    assert found.ratio[:13] == pytest.approx(1.0)
    assert found.ratio[14:] == pytest.approx(1.1)
    assert found.end.value == pytest.approx(1.1)
    assert found.heart_rate_change_pct.value == pytest.approx(100 * np.log(1.1), abs=1e-6)
    assert found.speed_change_pct.value == pytest.approx(0.0, abs=1e-9)
    # Stretch km 10-15 has one kilometre in five at 1.1: 1.02, not yet; km 11-16 two: 1.04.
    assert found.onset_km.value == 16.0


def test_the_stretches_just_after_the_reference_are_shorter():
    # From km 10 on 155: the first stretch judged is km 10-13, 155 / 150 = 1.033.
    assert durability(rising(18, lambda km: 150.0 if km < 10 else 155.0)).onset_km.value == 13.0


def test_a_slower_run_at_the_same_heart_rate_comes_apart_too():
    speed = np.concatenate([np.full(3600, SPEED), np.full(2400, SPEED * 0.9)])
    found = durability(make_run(6000, speed, heart_rate_bpm=150.0))
    assert found.end.value == pytest.approx(1 / 0.9, rel=1e-6)
    assert found.speed_change_pct.value == pytest.approx(100 * np.log(0.9), abs=1e-6)


def test_the_interval_of_the_onset_holds_the_planted_one():
    inside = 0
    for seed in range(10):
        made = synth.run(duration_s=9000, speed_mps=3.2, drift_bpm_per_h=12.0, seed=seed)
        plan, found = made.plan, durability(made.activity)
        way = np.cumsum(plan["speed_mps"]) / 1000

        def stretch(start, end, plan=plan, way=way):
            part = (way >= start) & (way < end)
            return plan["heart_rate_bpm"][part].mean() / plan["grade_adjusted_speed_mps"][part].mean()

        truth = next(km for km in range(13, 28) if stretch(max(km - 5, 10), km) / stretch(5, 10) > 1.025)
        inside += found.onset_km.low <= truth <= found.onset_km.high
        assert found.end.low > 1.0
    assert inside >= 8


def test_even_runs_end_near_one():
    ends = [durability(synth.run(duration_s=7200, drift_bpm_per_h=0.0, seed=seed).activity).end for seed in range(12)]
    assert np.mean([end.value for end in ends]) == pytest.approx(1.0, abs=0.015)
    assert sum(end.low <= 1.0 <= end.high for end in ends) >= 10


def test_why_not():
    assert durability(rising(14, lambda km: 150.0)).reason == "14.0 km; needs 15"
    assert durability(without(rising(20, lambda km: 150.0), "heart_rate_bpm")).reason == "no heart rate recorded"
    holed = rising(20, lambda km: np.nan if 5 <= km < 10 else 150.0)
    assert "over km 5-10" in durability(holed).reason
    assert not durability(make_run(0, 3.0)).end.is_usable
    flat = durability(rising(20, lambda km: 150.0))
    assert flat.onset_km.reason == "the ratio stayed below 1.025"
    assert flat.end.value == pytest.approx(1.0)
