"""Spans, findings, headlines and estimates hold together, or are not made."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.core import Cause, Estimate, Finding, HeavyLegs, Span, Status

WHEN = st.floats(0, 1e5)


def finding(**changes):
    given = {"id": "x", "title": "X", "status": Status.FOUND, "score": 80.0, "confidence": 0.7, "reason": "because"}
    return Finding(**{**given, **changes})


def headline(**changes):
    given = {
        "status": Status.FOUND,
        "score": 80.0,
        "confidence": 0.7,
        "causes": (Cause(id="leg_limited", probability=0.7),),
        "would_help": "",
        "reason": "because",
    }
    return HeavyLegs(**{**given, **changes})


def test_a_span_knows_its_length():
    assert Span(60.0, 90.0).duration_s == 30.0
    assert Span(60.0, 60.0).duration_s == 0.0


@pytest.mark.parametrize(("start", "end"), [(90.0, 60.0), (math.nan, 60.0), (0.0, math.nan)])
def test_a_span_does_not_end_before_it_starts(start, end):
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (Span(0, 10), Span(5, 15), True),
        (Span(0, 10), Span(10, 20), False),  # half open: second 10 belongs to the later one
        (Span(0, 10), Span(2, 3), True),
        (Span(0, 10), Span(20, 30), False),
    ],
)
def test_spans_overlap_when_they_share_time(one, other, shared):
    assert one.overlaps(other) is shared
    assert other.overlaps(one) is shared


@given(WHEN, WHEN, WHEN, WHEN)
def test_overlap_is_the_length_of_what_is_shared(a, b, c, d):
    one, other = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    shared = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    if min(one.duration_s, other.duration_s) > 0:
        assert one.overlaps(other) == (shared > 0)


def test_spans_sort_by_start():
    assert sorted([Span(20, 30), Span(0, 50), Span(0, 10)]) == [Span(0, 10), Span(0, 50), Span(20, 30)]


@pytest.mark.parametrize("make", [finding, headline])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"score": None}, "belong to a judged"),
        ({"confidence": None}, "belong to a judged"),
        ({"status": Status.NOT_ASSESSED}, "belong to a judged"),
        ({"score": 101.0}, "score runs from 0 to 100"),
        ({"score": -0.1}, "score runs from 0 to 100"),
        ({"score": math.nan}, "score runs from 0 to 100"),
        ({"confidence": 1.1}, "confidence runs from 0 to 1"),
        ({"confidence": math.nan}, "confidence runs from 0 to 1"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_verdict_that_contradicts_itself_is_refused(make, changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


def test_causes_belong_to_a_judged_headline():
    with pytest.raises(ValueError, match="belong to a judged"):
        headline(status=Status.NOT_ASSESSED, score=None, confidence=None)


def test_the_first_cause_is_the_cause():
    assert headline().cause == "leg_limited"
    assert headline(status=Status.NOT_ASSESSED, score=None, confidence=None, causes=()).cause is None


def test_only_found_is_found():
    assert finding().is_found
    assert not finding(status=Status.CLEAR, score=3.0).is_found
    assert not finding(status=Status.NOT_ASSESSED, score=None, confidence=None).is_found


def test_status_is_its_word():
    assert [str(status) for status in Status] == ["found", "clear", "not_assessed"]


def test_an_estimate_without_a_value_says_why():
    missing = Estimate.missing("bpm/h", "no heart rate recorded")
    assert not missing.is_usable
    assert missing.reason == "no heart rate recorded"
    assert all(math.isnan(number) for number in (missing.value, missing.low, missing.high, missing.standard_error))
    assert missing.used_s == 0.0


@pytest.mark.parametrize(("value", "usable"), [(0.0, True), (-3.0, True), (math.nan, False), (math.inf, False)])
def test_an_estimate_is_usable_when_it_is_a_number(value, usable):
    assert Estimate(value=value, unit="s").is_usable is usable
