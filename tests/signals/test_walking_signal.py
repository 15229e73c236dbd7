"""Walking late in a run: which part of a slowing it makes, and the walk home that is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from run_builder import make_run

import legcheck
from legcheck import synth
from legcheck.core import Span
from legcheck.signals import derive, pace_decay, walked_part
from legcheck.signals.windows import analysis_windows

HOUR = 3600


def with_walks(running_mps, walks, *, walking_mps=1.5, seconds=HOUR):
    """An hour at given speeds, walking in the seconds of ``walks``."""
    speed, walking = np.broadcast_to(np.asarray(running_mps, dtype=float), seconds).copy(), np.zeros(seconds, dtype=bool)
    for start, end in walks:
        speed[start:end], walking[start:end] = walking_mps, True
    return make_run(seconds, speed, masks={"walking": walking, "running": ~walking})


def test_slowing_that_is_all_walking():
    """The running between is 3 m/s as before: log 1 = 0, so all of the slowing is walking."""
    run = with_walks(3.0, [(start, start + 120) for start in range(2700, 3500, 300)])
    assert walked_part(run).value == pytest.approx(1.0)


def test_a_part_by_hand():
    """Early 3 m/s. Late: 2.7 m/s run, and of 792 moving seconds (2700 to 3492) three walks of 120 s and one of 72 s until the window ends.

    432 of 792 walked at 1.5, 360 run at 2.7: mean (648 + 972) / 792 = 2.0455; ln(2.0455 / 3) = -0.3830; ln(2.7 / 3) = -0.1054;
    1 - 0.1054 / 0.3830 = 0.725.
    """
    speed = np.where(np.arange(HOUR) < 2600, 3.0, 2.7)
    run = with_walks(speed, [(2700, 2820), (2900, 3020), (3100, 3220), (3420, 3540)])
    decay = pace_decay(run)
    assert (decay.late.start_s, decay.late.end_s) == (2700.0, 3492.0)
    assert walked_part(run, decay).value == pytest.approx(0.725, abs=0.001)


def test_where_hardly_anything_was_run_all_of_it_is_walking():
    part = walked_part(with_walks(3.0, [(2600, HOUR)]))
    assert part.value == 1.0
    assert part.standard_error == pytest.approx(0.3)


def test_the_error_is_that_of_speed_over_the_slowing():
    run = with_walks(3.0, [(2800, 3300)])
    part, decay = walked_part(run), pace_decay(run)
    assert part.standard_error == pytest.approx(0.014 / -math.log1p(-decay.fade.value), rel=0.3)
    assert part.low < part.value <= part.high


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        (make_run(HOUR, np.where(np.arange(HOUR) < 2000, 3.0, 2.5)), "not walked more late than early"),
        (with_walks(3.0, [(start, start + 60) for start in range(600, 3600, 300)]), "not walked more late than early"),
        (with_walks(np.where(np.arange(HOUR) < 2400, 3.0, 3.4), [(2800, 2840)]), "slowed by less than 4 %"),
        (make_run(1500), "25 min of moving; needs 40"),
    ],
    ids=["slower running", "walks all along", "faster", "short"],
)
def test_where_there_is_nothing_to_share_out(run, reason):
    part = walked_part(run)
    assert not part.is_usable
    assert reason in part.reason


def test_a_walk_home_is_left_out():
    run = with_walks(3.0, [(3000, HOUR)])
    windows = analysis_windows(run)
    assert windows.walk_home_s == 600.0
    assert windows.recorded_s == 3000.0
    assert windows.late.end_s == 2910.0  # 97 % of 3000
    assert pace_decay(run).fade.value == pytest.approx(0.0, abs=1e-9)


def test_a_few_running_steps_on_the_way_home_change_nothing():
    run = with_walks(3.0, [(3000, 3300), (3320, HOUR)])
    assert analysis_windows(run).walk_home_s == 600.0


@pytest.mark.parametrize(
    "walks",
    [[(3560, HOUR)], [(2600, HOUR)], [(2700, 3300)], []],
    ids=["40 s to the door", "longer than a quarter of an hour", "ran on", "ran home"],
)
def test_what_is_no_walk_home(walks):
    assert analysis_windows(with_walks(3.0, walks)).walk_home_s == 0.0


def test_a_run_of_one_walk_is_no_walk_home():
    assert analysis_windows(with_walks(3.0, [(0, HOUR)])).walk_home_s == 0.0


def test_an_empty_run_has_windows():
    assert analysis_windows(make_run(0)).analysed == Span(0.0, 0.0)


@pytest.mark.parametrize("seed", range(3))
def test_who_walks_home_has_not_faded(seed):
    report = legcheck.analyze(synth.plant("walk_home", seed=seed).activity)
    assert not report["late_fade"].is_found
    assert "the last 8 min were walked and are not judged" in report["late_fade"].reason
    assert report.heavy_legs.status.value != "found"


def test_rests_speak_for_choice_and_slower_running_for_legs():
    """The same walks; in one run the running between stays as fast, in the other it slows by a fifth."""
    walks = {"walk_breaks": (360.0, 90.0), "walk_breaks_after_s": 2400.0, "dynamics": False, "seed": 4, "duration_s": 4200.0}
    rests, tired = (
        legcheck.analyze(synth.run(**walks, **more).activity)
        for more in ({}, {"fade_after_s": 2100.0, "fade_fraction": 0.2, "relief": 1.0})
    )
    parts = [derive(report.run).walked.value for report in (rests, tired)]
    assert parts[0] > 0.7
    assert parts[1] < 0.55
    assert rests.heavy_legs.status.value != "found"
    assert tired.heavy_legs.status.value == "found"
    assert tired.heavy_legs.cause == "leg_limited"


def test_a_fade_of_walks_is_told_as_one():
    """A quiet run, so that the slowing stands out: mostly walked, with less confidence, and the share in the evidence."""
    made = synth.run(walk_breaks=(300.0, 150.0), walk_breaks_after_s=3000.0, duration_s=4200.0, noise=0.3, seed=1)
    fade = legcheck.analyze(made.activity)["late_fade"]
    assert ", mostly by walking (" in fade.reason
    told = {evidence.name: evidence for evidence in fade.evidence}["part of the slowing that is walking"]
    assert told.value > 55.0
    assert told.unit == "%"
