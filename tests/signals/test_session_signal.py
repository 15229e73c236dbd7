"""What kind of session it was, whether it was a run at all, and which stretches were repetitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from run_builder import lap, make_run

from legcheck import synth
from legcheck.core import Lap, Note, Span, Totals
from legcheck.signals import session_type
from legcheck.signals.repetitions import find_repetitions
from legcheck.signals.sport import why_not_a_run
from legcheck.synth.noise import ar1

HOUR = np.arange(3600.0)
ALTERNATING = np.where((HOUR >= 600) & (HOUR < 3000) & (HOUR % 300 < 180), 4.3, 2.6)


@pytest.mark.parametrize(
    ("run", "kind"),
    [
        (make_run(3600, 3.0), "steady"),
        (make_run(3600, 3.0, surface="treadmill"), "treadmill"),
        (make_run(3600, ALTERNATING), "intervals"),
        (make_run(3600, 2.6 + 0.8 * HOUR / 3600), "progression"),
        (make_run(3600, 3.4 - 1.2 * HOUR / 3600), "variable"),
        # Half the way up at 4 %: 20 m of climb a kilometre.
        (make_run(3600, 3.0, grade_pct=np.where(HOUR % 600 < 300, 4.0, -4.0)), "hilly"),
        # At 2 %: 10 m a kilometre.
        (make_run(3600, 3.0, grade_pct=np.where(HOUR % 600 < 300, 2.0, -2.0)), "steady"),
        (make_run(900, 3.0), "short"),
        (make_run(1, 3.0), "short"),
        (make_run(0), "short"),
        (make_run(3600, np.nan), "short"),
    ],
)
def test_kinds_of_session(run, kind):
    assert session_type(run) == kind


def test_laps_that_the_device_marks_are_believed():
    work = [(900 + 300 * i, 1080 + 300 * i) for i in range(4)]
    laps = [lap(*span, "interval") for span in work] + [lap(end, end + 120, "recovery") for _, end in work]
    found = find_repetitions(make_run(3600, 3.0, laps=laps))
    assert found.told_by == "laps"
    assert found.spans == tuple(Span(float(start), float(end)) for start, end in work)
    assert found.speed_mps.tolist() == pytest.approx([3.0] * 4)


@pytest.mark.parametrize(
    "intensities",
    [["active"] * 8, ["interval", "rest"], ["warmup", "active", "cooldown"], ["interval"] * 3 + ["rest"]],
    ids=["automatic laps", "one", "three parts", "one rest"],
)
def test_laps_that_mark_no_session(intensities):
    laps = [lap(400 * i, 400 * (i + 1), kind) for i, kind in enumerate(intensities)]
    assert find_repetitions(make_run(3600, 3.0, laps=laps)) is None


def test_repetitions_told_by_speed():
    found = find_repetitions(make_run(3600, ALTERNATING))
    assert found.told_by == "speed"
    assert len(found.spans) == 8
    for index, span in enumerate(found.spans):
        assert span.start_s == pytest.approx(600 + 300 * index, abs=15)
        assert span.duration_s == pytest.approx(180, abs=15)
    assert found.speed_mps.tolist() == pytest.approx([4.3] * 8, rel=0.05)


def test_on_a_trail_the_ground_alternates():
    assert find_repetitions(make_run(3600, ALTERNATING, surface="trail")) is None


@pytest.mark.parametrize(
    "speed",
    [
        np.full(3600, 3.0),
        np.where(HOUR < 1800, 3.3, 2.5),
        np.where((HOUR > 2700) & (HOUR % 300 < 60), 1.5, 3.0),  # walking breaks at the end
        np.where(HOUR % 900 < 60, 1.5, 3.0),  # a minute of walking every quarter of an hour
        3.0 + 0.2 * (HOUR % 120 < 60),  # 7 % faster
    ],
    ids=["steady", "fade", "walks at the end", "walk breaks", "small changes"],
)
def test_no_repetitions(speed):
    assert find_repetitions(make_run(3600, speed)) is None


def test_climbs_at_an_even_pace_are_no_repetitions():
    """Grade-adjusted speed jumps by a half each time the course climbs; as run the fast group is 3 % slower."""
    uphill = ALTERNATING > 4.0
    as_run = np.where(uphill, 2.9, 3.0)
    assert find_repetitions(make_run(3600, as_run, grade_adjusted_speed_mps=np.where(uphill, 4.5, 3.0))) is None
    assert find_repetitions(
        make_run(3600, as_run * np.where(uphill, 1.2, 1.0), grade_adjusted_speed_mps=np.where(uphill, 4.5, 3.0))
    )


@pytest.mark.parametrize("noise", [0.06, 0.09])
def test_an_uneven_pace_is_no_session(noise):
    """Cutting one hump of speeds in two at its best place always gives two groups; with 9 % of noise they are 15 % apart."""
    false = 0
    for seed in range(40):
        even = 3.0 * np.exp(ar1(np.random.default_rng([11, seed]), 3600, sd=noise, tau_s=40.0))
        false += find_repetitions(make_run(3600, even)) is not None
    # 0.3 % at most: 0.12 of 40. More than one has a chance below 1 %.
    assert false <= 1


def test_hills_that_no_altitude_shows_are_no_session():
    """Waves of pace 20 % apart, each as long as the others; where slopes are known to be none they are repetitions of one length."""
    waves = 3.0 * (1.0 + 0.16 * np.sin(2 * np.pi * HOUR / 300))
    hidden = make_run(3600, waves, notes=(Note("no_altitude", ""),))
    assert find_repetitions(hidden) is None
    assert find_repetitions(make_run(3600, waves, notes=hidden.notes, surface="track")) is not None


def test_soft_repetitions_of_one_length_are_a_session():
    """25 % faster, in noise of 5 %."""
    told = 0
    for seed in range(20):
        noise = np.exp(ar1(np.random.default_rng([12, seed]), 3600, sd=0.05, tau_s=20.0))
        told += find_repetitions(make_run(3600, np.where(HOUR % 300 < 180, 3.5, 2.8) * noise)) is not None
    assert told >= 14


def _laps_by_hand(*laps, trigger="manual"):
    """Laps of so many metres and seconds, one after the other."""
    start, made = 0.0, []
    for way_m, seconds in laps:
        span = Span(start, start + seconds)
        made.append(Lap(span=span, totals=Totals(distance_m=way_m, timer_s=seconds), trigger=trigger))
        start += seconds
    return made


TRACK = [(6000, 2000), *[(400, 80), (60, 40)] * 6, (1000, 360)]
"""A long warm-up, six times 400 m in 80 s with walks between, a cool-down: 20 of 46 laps' minutes would be too few for one half."""


def _run_of(laps, **more):
    return make_run(int(laps[-1].span.end_s), 3.0, laps=laps, **more)


def test_laps_closed_by_hand_tell_repetitions():
    """5.0 m/s against 3.0 before the first and 1.5 after it: 67 % faster; the device calls none of them work."""
    laps = _laps_by_hand(*TRACK)
    found = find_repetitions(_run_of(laps))
    assert found.told_by == "laps"
    assert [span.start_s for span in found.spans] == [2000.0 + 120 * number for number in range(6)]
    automatic = [replace(lap, trigger="distance") for lap in laps]
    assert find_repetitions(_run_of(automatic)) is None


def test_strides_at_the_end_of_an_easy_run_are_no_session():
    """4 * 25 s of 2,300 s: 4 %."""
    laps = _laps_by_hand((6000, 2000), *[(125, 25), (100, 50)] * 4)
    assert find_repetitions(_run_of(laps)) is None


def test_laps_up_and_down_hills_are_no_session():
    """Down 3.75 m/s, up 2.5 m/s: half as fast again as run, alike with slopes allowed for (0.85 and 1.275 times: 3.19 m/s both)."""
    laps = _laps_by_hand(*[(1125, 300), (750, 300)] * 6)
    seconds = np.arange(3600)
    as_run = np.where(seconds % 600 < 300, 3.75, 2.5)
    level = np.full(3600, 3.1875)
    assert find_repetitions(make_run(3600, as_run, grade_adjusted_speed_mps=level, laps=laps)) is None


def test_kilometres_closed_by_hand_are_no_session():
    """The slowest kilometre is 20 % slower than the fastest."""
    laps = _laps_by_hand(*[(1000, 300), (1000, 360), (1000, 330)] * 4)
    assert find_repetitions(_run_of(laps)) is None


def test_quick_and_slow_walking_are_no_repetitions():
    assert find_repetitions(make_run(3600, ALTERNATING * 0.44)) is None


@pytest.mark.parametrize("seconds", [0, 1, 500])
def test_too_short_for_repetitions(seconds):
    assert find_repetitions(make_run(seconds)) is None


@pytest.mark.parametrize("sport", ["", "generic", "training", "other"])
def test_an_unstated_sport_is_told_by_movement(sport):
    assert why_not_a_run(make_run(900, 3.0, sport=sport)) == ""
    assert "moves at 8.0 m/s, unlike a run" in why_not_a_run(make_run(900, 8.0, sport=sport))
    assert "moves at 1.3 m/s, unlike a run" in why_not_a_run(make_run(900, 1.3, sport=sport))
    assert "hardly moves" in why_not_a_run(make_run(59, 3.0, sport=sport))
    assert "has 80 steps/min" in why_not_a_run(make_run(900, 5.0, cadence_spm=80.0, sport=sport))


@pytest.mark.parametrize("run", [make_run(0), make_run(1), make_run(900, 8.0), make_run(900, np.nan)])
def test_who_says_running_is_believed(run):
    assert why_not_a_run(run) == ""


def test_another_sport_is_named_with_a_way_out():
    said = why_not_a_run(make_run(900, 3.0, sport="cross_country_skiing"))
    assert said == "is cross country skiing, not running; if it was a run, say so with sport='running'"


def test_a_made_session_keeps_its_kind():
    assert session_type(synth.plant("intervals", seed=4).activity) == "intervals"
    assert session_type(synth.plant("hilly", seed=4).activity) == "hilly"
    assert session_type(synth.plant("treadmill", seed=4).activity) == "treadmill"
