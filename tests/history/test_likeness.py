"""Whether two recordings show the same run: profiles against profiles, by hand and by two watches that were never worn."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

import legcheck
from legcheck import synth
from legcheck.history import ActivitySummary
from legcheck.history.duplicates import once
from legcheck.history.extract import summary_of_report
from legcheck.history.likeness import Profiles
from legcheck.synth import simulate as simulation

EVEN = 3.0


def line(*, speed: object = (), heart: object = (), first: int = 0) -> ActivitySummary:
    return ActivitySummary(
        path="", start_time=None, profile_from=first, profile_speed_mps=tuple(speed), profile_heart_rate_bpm=tuple(heart)
    )


def differ(one: ActivitySummary, other: ActivitySummary, *, together: bool = False) -> bool:
    """Asked from both sides; the answer is one."""
    answers = {
        bool(Profiles.of(pair).differ(0, np.array([1]), together=np.array([together]))[0])
        for pair in ((one, other), (other, one))
    }
    (answer,) = answers
    return answer


def zigzag(half: float, stretches: int = 10) -> list[float]:
    """Speeds that are by turns half a log step above and below 3 m/s."""
    return [EVEN * math.exp(half * (-1) ** place) for place in range(stretches)]


@pytest.mark.parametrize(("half", "expected"), [(0.028, False), (0.029, True)])
def test_even_runs_are_told_apart_by_the_size_of_the_difference(half: float, expected: bool) -> None:
    """Eight whole stretches at +h and -h: SD = h * sqrt(8 / 7) = 1.069 h, 2.99 % and 3.10 %. Correlation would be nothing to go by.

    The other runs at 3 m/s throughout, so a quarter of their own variation, sqrt((SD² + 0) / 2), is less than 1 %.
    """
    assert differ(line(speed=zigzag(half)), line(speed=[EVEN] * 10)) is expected


@pytest.mark.parametrize(("factor", "expected"), [(0.80, False), (0.70, True)])
def test_a_device_that_damps_changes_shows_the_same_run(factor: float, expected: bool) -> None:
    """h = 15 %: differences (1 - f) h are 3.2 and 4.8 % in SD; a quarter of sqrt((1 + f²) / 2) * 16.0 % is 3.6 and 3.5 %."""
    assert differ(line(speed=zigzag(0.15)), line(speed=zigzag(factor * 0.15))) is expected


@pytest.mark.parametrize(("together", "expected"), [(True, False), (False, True)])
def test_copies_may_be_off_by_more(together: bool, expected: bool) -> None:
    """f = 0.4: 0.6 h = 9.6 % in SD; 0.75 and 0.25 of sqrt((1 + 0.16) / 2) * 16.0 % = 12.2 % are 9.2 and 3.1 %. At f = 0.5 8.0 against 9.5 and 3.2 %."""
    assert differ(line(speed=zigzag(0.15)), line(speed=zigzag(0.5 * 0.15)), together=together) is expected
    assert differ(line(speed=zigzag(0.15)), line(speed=zigzag(0.4 * 0.15)), together=together)


def test_a_sensor_that_is_off_all_run_long_does_not_make_two_runs_of_one() -> None:
    """Speeds alike, heart rates 8 bpm apart; only where no speed is known does heart rate tell."""
    beats = [140.0 + place % 3 for place in range(10)]
    high = [beat + 8.0 for beat in beats]
    assert not differ(line(speed=zigzag(0.05), heart=beats), line(speed=zigzag(0.05), heart=high))
    assert differ(line(heart=beats), line(heart=high))
    assert not differ(line(heart=beats), line(heart=[beat + 5.0 for beat in beats]))  # the bound is 6 bpm


def test_the_same_beats_are_of_one_sensor() -> None:
    """Speed from positions in a wood, the strap's beats in both files; beats that stand still prove nothing."""
    beats = [140.0 + 3.0 * (place % 4) for place in range(10)]
    wild, calm = zigzag(0.06), zigzag(0.0)
    assert not differ(line(speed=wild, heart=beats), line(speed=calm, heart=[beat + 0.4 for beat in beats]))
    assert differ(line(speed=wild, heart=beats), line(speed=calm, heart=[beat + 0.6 for beat in beats]))
    assert differ(line(speed=wild, heart=[140.0] * 10), line(speed=calm, heart=[140.0] * 10))


@pytest.mark.parametrize(("shared", "expected"), [(5, False), (4, True)])
def test_recordings_that_moved_at_other_times_are_two(shared: int, expected: bool) -> None:
    """Ten stretches each, five or four in both: half of ten is five. Speeds are alike, so only the clock tells."""
    long = line(speed=[EVEN] * 10 + [0.0] * 200)
    assert differ(long, line(speed=[EVEN] * 10, first=10 - shared)) is expected


def test_stretches_that_one_covers_in_part_are_left_out() -> None:
    """The first and the last may hold ten seconds of one; eight others are alike."""
    cut = [EVEN, *[EVEN] * 8, EVEN]
    cut[0], cut[-1] = 1.0, 5.0
    assert not differ(line(speed=[EVEN] * 10), line(speed=cut))


@pytest.mark.parametrize(("stretches", "expected"), [(7, False), (8, True)])
def test_twelve_whole_minutes_are_needed(stretches: int, expected: bool) -> None:
    """Eight shared stretches, six of them whole."""
    assert differ(line(speed=zigzag(0.1, stretches)), line(speed=[EVEN] * stretches)) is expected


def test_many_at_once_are_told_as_one_by_one() -> None:
    """Profiles of other lengths and starts, with holes; each pair as if it stood alone."""
    rng = np.random.default_rng(4)
    lines = []
    for _ in range(12):
        length = int(rng.integers(6, 20))
        speed = 3.0 * np.exp(rng.normal(0.0, 0.03, length)) * (rng.random(length) > 0.1)
        heart = rng.normal(140.0, 6.0, length - 2) * (rng.random(length - 2) > 0.3)
        lines.append(line(speed=speed, heart=heart, first=int(rng.integers(0, 6))))
    others = np.arange(1, 12)
    told = Profiles.of(lines).differ(0, others, together=others % 2 == 0).tolist()
    assert told == [differ(lines[0], lines[place], together=place % 2 == 0) for place in others]
    assert {True, False} == set(told)


# two watches on one runner, and two runs of that runner


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch):
    """Summary of a synthetic run as one of several watches has it: their satellites err differently, heart rates by ``beats``."""
    own = simulation.stream
    watch = [0]

    def other(seed: int, name: str) -> np.random.Generator:
        return own(seed + watch[0] * (name == "gps"), name)

    monkeypatch.setattr(simulation, "stream", other)

    def make(seed: int, *, device: int = 0, as_gpx: bool = False, beats: float = 0.0, **settings: object) -> ActivitySummary:
        watch[0] = 400_000 * device
        made = synth.run(seed=seed, start_time=datetime(2024, 5, 5, 6, tzinfo=UTC), **settings)
        report = legcheck.analyze(io.BytesIO(made.gpx()) if as_gpx else made.activity)
        summary = replace(summary_of_report(report, f"{device}.fit"), device=f"watch {device}", sha256="")
        hearts = tuple(beat and beat + beats for beat in summary.profile_heart_rate_bpm)
        late = timedelta(seconds=20 * device)
        return replace(summary, profile_heart_rate_bpm=hearts, start_time=summary.start_time + late)

    return make


@pytest.mark.parametrize("settings", [{"duration_s": 2400.0}, {"duration_s": 3000.0, "intervals": (5, 180.0, 120.0, 4.0)}])
@pytest.mark.parametrize("as_gpx", [False, True])
def test_one_run_on_two_devices_is_one(recorded, settings: dict[str, object], as_gpx: bool) -> None:
    for seed in range(3_100_000, 3_100_004):
        pair = recorded(seed, **settings), recorded(seed, device=1, as_gpx=as_gpx, beats=8.0, **settings)
        assert len(once(pair)[0]) == 1


@pytest.mark.parametrize("late", [1, 0])
def test_two_runs_of_one_runner_are_two(recorded, late: int) -> None:
    """At one time by their files, since a clock was set back; 93 to 99 % of even runs of 46 to 75 minutes are told apart, also such as end together."""
    kept = [
        len(once((recorded(seed, duration_s=3600.0), recorded(seed + 1_000_000, device=late, duration_s=3600.0)))[0])
        for seed in range(3_100_000, 3_100_008)
    ]
    assert kept.count(2) >= 6


def test_a_phone_that_was_left_open_does_not_hide_the_next_run(make_run) -> None:
    """07:00, 60 min, stopped 5 h later; a run of the same length from 10:00 on lies within it by the clock."""
    at = 14_203_050  # any number: only differences count
    phone = make_run(0, path="phone.gpx", elapsed_s=6 * 3600.0, profile_from=at, profile_speed_mps=(2.8,) * 30)
    later = make_run(3 / 24, path="later.fit", profile_from=at + 90, profile_speed_mps=(2.8,) * 30)
    assert [run.path for run in once([phone, later])[0]] == ["phone.gpx", "later.fit"]
    watch = make_run(0, path="watch.fit", profile_from=at, profile_speed_mps=(2.8,) * 30)
    assert len(once([phone, watch])[0]) == 1


def test_a_hike_that_was_left_open_for_weeks_hides_no_other(make_run) -> None:
    """Two hours of moving, stopped three weeks later: taken to last eight hours. Others have no profile to tell by."""
    hike = {"sport": "hiking", "is_run": False, "moving_s": 7200.0}
    opened = make_run(0, path="open.fit", elapsed_s=21 * 86_400.0, **hike)
    others = [make_run(day, path=f"{day}.fit", elapsed_s=10_800.0, **hike) for day in (1, 7, 14)]
    assert len(once([opened, *others])[0]) == 4
    assert len(once([opened, replace(others[0], start_time=opened.start_time)])[0]) == 1


def test_the_next_run_is_no_part_of_one_that_was_left_open(make_run) -> None:
    """Stopped the next morning, and a run begun five minutes later."""
    opened = make_run(0, path="open.fit", device="watch", elapsed_s=86_400.0)
    assert len(once([opened, make_run(1 + 5 / 1440, path="next.fit", device="watch")])[0]) == 2
