"""What came before heavy runs."""

from __future__ import annotations

import numpy as np
import pytest

from legcheck.core import Finding, HeavyLegs, Status
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics._heavy import HeavyRuns
from legcheck.history.heuristics._precursors import Precursor, compare, fewest_runs
from legcheck.history.heuristics.what_precedes_heavy_runs import WhatPrecedesHeavyRuns
from legcheck.history.timeline import Timeline

CLEAR = HeavyLegs(status=Status.CLEAR, score=10.0, confidence=0.8, causes=(), would_help="", reason="told")


def judged(activities, *, diary=(), findings=None):
    timeline = Timeline.of(activities, diary=diary)
    count = len(timeline.runs)
    return WhatPrecedesHeavyRuns().judge(
        Judged(timeline=timeline, baselines=(), headlines=(CLEAR,) * count, findings=findings or ({},) * count)
    )


def schedule(count):
    """Whether strength comes on the day before each run: irregular, about every third."""
    return [place * place % 7 in (1, 2) and place % 5 != 0 for place in range(count)]


@pytest.fixture
def gym(make_run):
    """A run every third day, strength on the day before where told; heavy after strength but for ``misses`` times."""

    def make(count=40, misses=0):
        activities, left = [], misses
        for place, trained in enumerate(schedule(count)):
            heavy = trained and left == 0
            left -= 1 if trained and left else 0
            activities.append(make_run(10 + 3 * place, feel=25.0 if heavy else 75.0))
            if trained:
                told = {"is_run": False, "sport": "training", "sub_sport": "strength_training"}
                activities.append(make_run(9 + 3 * place, path=f"gym{place}", **told))
        return activities

    return make


def test_strength_before_every_heavy_run_is_found_as_association(gym):
    finding = judged(gym())
    trained = sum(schedule(40))  # the first run is left out: nothing is known of the days before it
    assert finding.status is Status.FOUND
    assert f"strength training in the two days before: {trained} of {trained}, otherwise 0 of {39 - trained}" in finding.reason
    assert "runs rated normal or worse by the runner (feel of 50 of 100 or less) are more frequent with" in finding.reason
    assert finding.evidence[0].value == pytest.approx(100.0)
    assert finding.evidence[0].low > 50.0
    assert finding.score <= 75.0
    assert "association" in finding.alternatives[0]


def test_nothing_stands_out_where_heavy_runs_are_anywhere(make_run):
    days = [2 * place - (place % 3 == 0) for place in range(1, 45)]  # every third on the day after another
    runs = [make_run(day, feel=25.0 if place * 7 % 11 in (2, 5, 6) else 75.0) for place, day in enumerate(days)]
    finding = judged(runs)
    assert finding.status is Status.CLEAR
    assert "stands out" in finding.reason


def test_looking_at_more_things_asks_for_more():
    place, always = np.arange(40), np.ones(40, dtype=np.bool_)
    heavy = HeavyRuns(heavy=place < 10, known=always, told_by="rated")
    asked = [Precursor(name=str(first), present=(place - first) % 40 < 10, known=always) for first in (0, 15, 25)]
    ((alone, result),) = compare(heavy, asked[:1])
    assert (alone, result.told) == (pytest.approx(1 / 40), "0: 10 of 10, otherwise 0 of 30")
    # each of the others covers the spell at one shift, too
    assert [chance for chance, _ in compare(heavy, asked)] == pytest.approx([3 / 40, 1.0, 1.0])


def test_only_runs_with_an_answer_are_shifted():
    place = np.arange(50)
    answered = HeavyRuns(heavy=place < 10, known=place < 40, told_by="rated")
    ((chance, _),) = compare(answered, [Precursor(name="it", present=place < 10, known=np.ones(50, dtype=np.bool_))])
    assert chance == pytest.approx(1 / 40)


def test_nothing_is_compared_when_too_few_runs_could_ever_tell(make_run):
    assert (fewest_runs(0.05), fewest_runs(0.01)) == (20, 100)
    # strength before every heavy run and no other, which no shift does as well: 1/20 is the smallest chance there is
    trained = [place in (1, 3, 4, 8, 9, 11, 15, 17) for place in range(20)]
    runs = [make_run(10 + 3 * place, feel=25.0 if was else 75.0) for place, was in enumerate(trained)]
    gym = {"is_run": False, "sport": "training", "sub_sport": "strength_training"}
    runs += [make_run(9 + 3 * place, path=f"gym{place}", **gym) for place, was in enumerate(trained) if was]
    assert judged(runs).status is Status.FOUND
    fewer = judged([run for run in runs if run.path != "67.fit"])
    assert (fewer.status, fewer.reason) == (
        Status.NOT_ASSESSED,
        "8 of 19 runs rated normal or worse by the runner (feel of 50 of 100 or less); needs 20 runs and 4 of either kind",
    )


def test_fewer_than_four_with_or_without_are_not_compared(make_run):
    # every run but the first is on the day after another, none short of sleep: nothing has two groups
    runs = [
        make_run(day, utc_offset_s=float("nan"), feel=25.0 if day % 3 == 0 else 75.0, distance_m=5000.0) for day in range(24)
    ]
    finding = judged(runs)
    assert finding.status is not Status.NOT_ASSESSED
    assert all("day before" not in item.name for item in finding.evidence)


def test_few_ratings_give_way_to_signs_in_the_run(make_run):
    heavy = [place % 4 == 0 for place in range(20)]
    days = [2 * place - (place % 3 == 0) for place in range(1, 21)]
    runs = [make_run(day, feel=25.0 if place < 3 else 75.0) for place, day in enumerate(days)]
    found = Finding(id="heavy_from_start", title="t", status=Status.FOUND, score=80.0, confidence=0.8, reason="r")
    clear = Finding(id="heavy_from_start", title="t", status=Status.CLEAR, score=8.0, confidence=0.8, reason="r")
    finding = judged(runs, findings=tuple({"heavy_from_start": found if is_heavy else clear} for is_heavy in heavy))
    assert finding.status is not Status.NOT_ASSESSED
    assert "signs in the run itself" in finding.reason
    assert finding.confidence == pytest.approx(0.75 * (0.4 + 0.04 * 6))  # six runs on the day after another


def test_too_few_runs_or_too_few_heavy_ones_are_not_assessed(make_run):
    few = [make_run(2 * place, feel=25.0 if place % 2 else 75.0) for place in range(11)]
    assert "needs 20 runs" in judged(few).reason
    light = [make_run(2 * place, feel=75.0) for place in range(40)]
    assert judged(light).status is Status.NOT_ASSESSED
    assert judged([]).status is Status.NOT_ASSESSED
