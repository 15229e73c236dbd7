"""One-off or pattern."""

from __future__ import annotations

import pytest

from legcheck.core import Finding, HeavyLegs, Status
from legcheck.history.heuristics._base import Judged
from legcheck.history.heuristics.pattern import Pattern
from legcheck.history.timeline import Timeline


def verdict(is_heavy, confidence=0.8):
    status = Status.FOUND if is_heavy else Status.CLEAR
    score = 80.0 if is_heavy else 10.0
    return HeavyLegs(status=status, score=score, confidence=confidence, causes=(), would_help="", reason="told")


@pytest.fixture
def judged(make_run):
    """A run a day, heavy where the text has an x; feel and findings from the start where told."""

    def judge(marks, *, feel=None, confidence=0.8, start=None):
        felt = [{} if feel is None else {"feel": value} for value in (feel or [0.0] * len(marks))]
        timeline = Timeline.of([make_run(day, **felt[day]) for day in range(len(marks))])
        headlines = tuple(verdict(mark == "x", confidence) for mark in marks)
        findings = tuple({} if start is None else {"heavy_from_start": start[day]} for day in range(len(marks)))
        return Pattern().judge(Judged(timeline=timeline, baselines=(), headlines=headlines, findings=findings))

    return judge


@pytest.mark.parametrize(
    ("marks", "word"),
    [
        ("x.x.xx", "pattern"),  # 4 of 6: Beta(5, 6), P(rate > 0.3 * 0.8) = 0.93
        ("x.x.x.", "possible pattern"),  # 3 of 6: 0.799
        ("xx.x.xx.x.", "pattern"),  # 6 of 10: 0.97
        ("....x...", "one-off"),
        ("........", "none"),
        ("..x....x", "undetermined"),
    ],
)
def test_words_by_their_probability(judged, marks, word):
    finding = judged(marks)
    assert finding.reason.startswith(f"{word}: {marks.count('x')} of the last {len(marks)} runs")
    assert finding.is_found == (word == "pattern")


def test_the_probability_decides_at_eight_tenths(judged):
    # verdicts are taken to see 80 % of heavy runs, so three tenths of heavy runs are 0.24 of seen ones; Beta(5, 6): P(rate > 0.24) = 0.933
    assert judged("x.x.xx").score == pytest.approx(50.0 + 50.0 * (0.9330 - 0.8) / 0.2, abs=0.1)
    assert judged("x.x.x.x...").score < 50.0  # 4 of 10: 0.77


def test_old_heavy_runs_are_forgotten(judged):
    assert judged("x" * 10 + "." * 20).reason.startswith("none: 0 of the last 20")


def test_a_young_pattern_is_seen_in_the_short_window(judged):
    # 7 of the last 10: 0.99; 7 of the last 20: 0.75
    assert judged("." * 20 + "xx.xx.xx.x").reason.startswith("pattern: 7 of the last 10")


def test_unsure_verdicts_are_not_counted(judged):
    finding = judged("xxxxxx", confidence=0.39)
    assert finding.status is Status.NOT_ASSESSED
    assert "0 runs" in finding.reason
    assert judged("xxxxxx", confidence=0.4).is_found


def test_heavy_from_the_start_counts_too(judged):
    found = Finding(id="heavy_from_start", title="t", status=Status.FOUND, score=80.0, confidence=0.8, reason="r")
    assert judged("......", start=[found] * 6).is_found


def test_ratings_stand_in_where_no_verdict_is_sure(judged):
    finding = judged("......", confidence=0.1, feel=[25.0, 25.0, 75.0, 50.0, 0.0, 75.0])
    assert finding.is_found  # 4 of 6 at 50 or below
    assert "by the runner" in finding.reason


def test_ratings_decide_where_verdicts_leave_it_open(judged):
    # verdicts alone: 4 of 10, P = 0.770, log odds 1.21
    assert judged("x.x.x.x...").reason.startswith("possible pattern")
    # rated heavy 6 of 10, P = 0.906, log odds 2.27: mean 1.74, P = 0.851
    agree = judged("x.x.x.x...", feel=[25.0, 75.0] * 4 + [25.0] * 2)
    assert agree.is_found
    assert agree.score == pytest.approx(50.0 + 50.0 * (0.851 - 0.8) / 0.2, abs=0.5)
    # rated heavy 1 of 10: no pattern
    differ = judged("x.x.x.x...", feel=[25.0] + [75.0] * 9)
    assert not differ.is_found
    assert differ.reason.startswith(
        "undetermined (by the verdicts: possible pattern, by the runner's ratings: one-off): 4 of the last 10 runs heavy"
    )


def test_ratings_that_disagree_lower_confidence(judged):
    agree = judged("x.x.xx" + "xxxx", feel=[25.0] * 10)
    differ = judged("x.x.xx" + "xxxx", feel=[100.0] * 10)
    assert agree.is_found
    assert not differ.is_found
    assert differ.confidence == pytest.approx(0.65 * agree.confidence)


def test_ratings_alone_against_clear_verdicts_are_weak_evidence(judged):
    finding = judged("." * 10, feel=[25.0] * 10)
    assert not finding.is_found
    assert 40.0 <= finding.score < 50.0
    assert finding.reason.startswith(
        "possible pattern (by the verdicts: none, by the runner's ratings: pattern): 0 of the last 10"
    )


@pytest.mark.parametrize(("mark", "said", "score"), [(".", "none", 40.0), ("x", "one-off", 42.95)])
def test_ratings_of_all_runs_are_never_called_the_opposite(judged, mark, said, score):
    # none of 20: both are as sure as they may count and their odds cancel; 50 * 0.5 / 0.8 is less than the 40 of a pattern in either
    # 1 of 20: Beta(2, 23), P(rate > 0.24) = 0.0118, log odds -4.43; with 6 a mean of 0.79, P = 0.687; 50 * 0.687 / 0.8
    finding = judged("." * 19 + mark, feel=[0.0] * 20)
    assert finding.reason.startswith(f"possible pattern (by the verdicts: {said}, by the runner's ratings: pattern)")
    assert finding.score == pytest.approx(score, abs=0.1)
    assert finding.confidence == pytest.approx(0.65)


def test_few_clear_verdicts_hold_a_pattern_of_ratings_back(make_run):
    # verdicts of 5 runs, none heavy: 0.76^9 = 0.085, log odds -2.4; 20 of 20 rated heavy: 6; mean 1.8, P = 0.86
    timeline = Timeline.of([make_run(day, feel=0.0) for day in range(20)])
    headlines = tuple(verdict(is_heavy=False, confidence=0.8 if day < 5 else 0.1) for day in range(20))
    finding = Pattern().judge(Judged(timeline=timeline, baselines=(), headlines=headlines, findings=({},) * 20))
    assert not finding.is_found
    assert finding.reason.startswith("possible pattern (")
    assert finding.score == pytest.approx(49.0)


def test_the_ratings_count_where_they_speak_more_clearly(judged):
    # 2 of 10: Beta(3, 12), P(rate > 0.24) = 0.31, log odds -0.8; 9 of 10: Beta(10, 5), P(rate > 0.3) > 0.997, log odds 6
    finding = judged("x.x.......", feel=[0.0] * 9 + [75.0])
    assert finding.is_found
    assert finding.reason.startswith(
        "pattern (by the verdicts: undetermined, by the runner's ratings: pattern): 2 of the last 10"
    )


def test_four_runs_are_too_few(judged):
    assert judged("xxxx").status is Status.NOT_ASSESSED
    assert judged("xxxxx").is_found


def test_heavy_without_exception_is_the_surest(judged):
    assert judged("x" * 20).score == pytest.approx(100.0, abs=1.0)
    assert judged("x" * 20, feel=[0.0] * 20).is_found
