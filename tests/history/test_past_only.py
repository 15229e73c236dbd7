"""Nothing later changes what was said of a run: judging the beginning of a history says the same of its runs."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.core import Athlete
from legcheck.history import judge_history
from legcheck.history.load import limits_of
from legcheck.history.timeline import Timeline


def history(make_run, seed, *, stated):
    """Runs and rides with growing maxima, changing statements of limits, odd heart rates, drifts, cadences, devices and findings."""
    rng = np.random.default_rng(seed)
    made = []
    for number in range(46):
        speed, bpm = float(rng.uniform(2.5, 3.1)), float(rng.normal(142.0, 4.0))
        bpm += float(rng.choice([0.0, 0.0, 0.0, 12.0, 45.0]))
        facts = {"resting_hr_bpm": float(rng.integers(48, 60))} | (
            {"max_hr_bpm": float(rng.integers(180, 195))} if stated else {}
        )
        if rng.uniform() < 0.15:
            made.append(make_run(1.7 * number, is_run=False, sport="cycling", facts=facts, max_heart_rate_bpm=bpm + 30.0))
            continue
        parts = {f"{part}_heart_rate_bpm": bpm for part in ("early", "middle", "moving")}
        parts |= {f"{part}_cadence_spm": float(rng.normal(165.0, 3.0)) for part in ("early", "middle")}
        found = {"statuses": {"low_cadence": "found", "heart_rate_drift": "found"}, "scores": {"low_cadence": 70.0}}
        alone = {"heavy_legs_score": float(rng.uniform(0, 90)), "heavy_legs_status": "clear", "heavy_legs_confidence": 0.7}
        made.append(
            make_run(
                1.7 * number,
                **parts,
                **found,
                **alone,
                facts=facts,
                early_speed_mps=speed,
                middle_speed_mps=speed,
                early_s=500.0,
                middle_s=1200.0,
                max_heart_rate_bpm=bpm + float(rng.uniform(10.0, 45.0)),
                drift_bpm_per_h=float(rng.normal(6.0, 4.0)),
                heart_rate_s={round(bpm) + step: 500.0 for step in range(-4, 30, 5)},
                device=str(rng.choice(["a", "a", "a", "b"])),
            )
        )
    return made


@pytest.mark.parametrize("stated", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_the_beginning_of_a_history_is_judged_alike(make_run, seed, stated):
    whole = history(make_run, seed, stated=stated)
    all_of_it = judge_history(whole)
    assert any(check.is_fault for check in all_of_it.sensors)
    for length in (1, 9, 20, 33, 45):
        part = judge_history(whole[:length])
        count = len(part.timeline.runs)
        assert part.headlines == all_of_it.headlines[:count]
        assert part.findings == all_of_it.findings[:count]
        assert part.sensors == all_of_it.sensors[:count]
        assert repr(part.baselines) == repr(all_of_it.baselines[:count])  # text, as NaN is not equal to itself
        assert part.timeline.load.tolist() == all_of_it.timeline.load[:length].tolist()


def test_limits_are_those_known_then(make_run):
    reached = (170.0, 176.0, 182.0, 179.0)
    runs = [make_run(day, max_heart_rate_bpm=bpm, facts={"max_hr_bpm": 172.0}) for day, bpm in enumerate(reached)]
    timeline = Timeline.of(runs)
    # The second largest so far, once it is more than the 172 that the files state.
    assert [item.max_hr_bpm for item in timeline.limits_then] == [172.0, 172.0, 176.0, 179.0]
    assert timeline.limits == limits_of(runs, Athlete())
    assert timeline.limits_at(1).max_hr_bpm == 172.0


def test_the_middle_of_what_files_state(make_run):
    runs = [make_run(day, facts={"resting_hr_bpm": bpm}) for day, bpm in enumerate((60.0, 50.0, 52.0))]
    assert [item.resting_hr_bpm for item in Timeline.of(runs).limits_then] == [60.0, 55.0, 52.0]


def test_load_is_by_the_limits_of_its_day(make_run):
    early = [make_run(day, max_heart_rate_bpm=170.0) for day in range(3)]
    later = [make_run(3 + day, max_heart_rate_bpm=200.0) for day in range(3)]
    before, after = Timeline.of(early).load, Timeline.of([*early, *later]).load
    assert after[:3].tolist() == before.tolist()
    assert after[5] < after[2]  # the same heart rate is a smaller share of a larger reserve


def test_columns_are_kept_and_not_to_be_written_to(make_run):
    timeline = Timeline.of([make_run(0), make_run(1)])
    assert timeline.column("distance_m") is timeline.column("distance_m")
    with pytest.raises(ValueError, match="read-only"):
        timeline.column("distance_m")[0] = 0.0
