"""Which side of a threshold speaks for a finding, and what a report says of numbers on either side."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import legcheck.heuristics
from legcheck import testing
from legcheck.core import Evidence, Finding, Status
from legcheck.heuristics import all_heuristics
from legcheck.report import sides, text, wording


def number(name, value, threshold, **changed):
    return {"name": name, "value": value, "unit": "%", "low": None, "high": None, "threshold": threshold, **changed}


@pytest.mark.parametrize(
    ("name", "value", "threshold", "beyond"),
    [
        ("fade", 4.1, 4.0, True),
        ("fade", 3.9, 4.0, False),
        ("fade", 4.0, 4.0, False),
        ("cardiac relief ratio", 0.85, 0.5, False),  # the heart had room: nothing was pushed through
        ("cardiac relief ratio", 0.2, 0.5, True),
        ("cadence change at equal speed", 3.86, -2.0, False),
        ("cadence change at equal speed", -2.9, -2.0, True),
        ("change late in the run", -0.7, 0.5, True),  # either way
        ("change late in the run", 0.4, 0.5, False),
        ("median temperature at the sensor", 30.0, 22.0, None),
        ("nobody's number", 30.0, 22.0, None),
        ("fade", None, 4.0, None),
        ("fade", 9.0, None, None),
    ],
)
def test_beyond_means_on_the_side_that_speaks_for_the_finding(name, value, threshold, beyond):
    assert sides.is_beyond(number(name, value, threshold)) is beyond


def test_the_first_number_decides_or_one_that_can_by_itself():
    excess, ratio = number("step length beyond expected", 1.0, 3.4), number("vertical ratio", 10.0, 9.2)
    assert sides.seen({"evidence": [excess, ratio]}) is None  # a witness alone is nothing seen
    offset, change = number("distance from 50 %", 0.2, 1.0), number("change late in the run", -0.6, 0.5)
    assert sides.seen({"evidence": [offset, change]}) is change
    temperature = number("median temperature at the sensor", 30.0, 22.0)
    assert sides.seen({"evidence": [temperature, number("drift at equal speed", 9.6, 7.5)]})["value"] == 9.6


def test_every_number_of_every_heuristic_that_is_judged_has_its_side():
    judged = {
        item.name
        for kind in all_heuristics()
        for sample in testing.SAMPLES
        for item in kind().judge(testing.sample(sample)).evidence
        if item.threshold is not None
    }
    assert len(judged) >= 10
    assert judged - set(sides.SIDES) - sides.BESIDE == set()


def test_no_number_has_a_side_that_no_heuristic_gives():
    folder = Path(legcheck.heuristics.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py")]
    written = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert (set(sides.SIDES) | sides.BESIDE) - written == set()


def test_a_threshold_says_where_less_is_looked_for():
    assert wording.evidence_line(number("variation of step length", 17.4, 1.2)) == (
        "variation of step length 17.4 % (threshold below 1.2 %)"
    )
    assert wording.evidence_line(number("change late in the run", 0.2, 0.5)).endswith("(threshold ±0.50 %)")
    assert wording.evidence_line(number("fade", 14.4, 4.0)).endswith("(threshold 4.0 %)")


def clear(name, *evidence, score):
    return Finding(
        id=name, title=name.title(), status=Status.CLEAR, score=score, confidence=0.9, evidence=evidence, reason="looked at"
    )


def sections(report):
    return {section.title: section.lines for section in text.document(report.to_dict())}


def test_what_lies_beyond_its_threshold_is_not_called_nothing(make_report):
    drift = Evidence(name="drift at equal speed", value=9.6, unit="bpm/h", low=6.11, high=13.09, threshold=7.5)
    steps = Evidence(name="variation of step length", value=17.4, unit="%", threshold=1.2)
    told = sections(make_report(findings=(clear("drift", drift, score=22.3), clear("monotony", steps, score=0.0))))
    line = "Drift (score 22): drift at equal speed 9.60 bpm/h (95 % interval 6.11 to 13.09, threshold 7.50 bpm/h)"
    assert told[text.SEEN] == (line,)
    assert told["Looked at, nothing found"] == ("Monotony: variation of step length 17.4 % (threshold below 1.2 %)",)


def test_a_clear_finding_is_told_by_the_number_that_decides(make_report):
    fade = Evidence(name="fade", value=1.0, unit="%", threshold=4.0)
    contact = Evidence(name="ground contact time change at equal speed", value=3.5, unit="%", threshold=3.0)
    told = sections(make_report(findings=(clear("late_fade", fade, contact, score=1.0),)))
    assert text.SEEN not in told
    assert told["Looked at, nothing found"] == ("Late_Fade: fade 1.00 % (threshold 4.00 %)",)


def test_a_number_that_does_not_support_a_finding_says_so_and_comes_after_those_that_do(make_report):
    numbers = (
        Evidence(name="ground contact time change at equal speed", value=-0.1, unit="%", threshold=3.0),
        Evidence(name="median temperature at the sensor", value=15.0, unit="degC", threshold=22.0),
        Evidence(name="onset", value=3600.0, unit="s"),
        Evidence(name="fade", value=12.0, unit="%", threshold=4.0),
    )
    found = Finding(id="f", title="F", status=Status.FOUND, score=90.0, confidence=1.0, evidence=numbers, reason="r")
    assert sections(make_report(findings=(found,)))["Why"][1:] == (
        "  median temperature at the sensor 15.0 °C (threshold 22.0 °C)",  # neither for nor against
        "  fade 12.0 % (threshold 4.0 %)",
        "  ground contact time change at equal speed -0.10 % (threshold 3.00 %): does not support it",
        "  onset 1:00:00",
    )


def test_weak_signs_and_no_sign_are_never_said_of_one_run(make_report):
    known = make_report().heavy_legs
    reason = "no sign that legs or heart gave in; also seen: low cadence"
    for score in (0.0, 24.9, 25.0, 49.0):
        heavy = replace(known, status=Status.CLEAR, score=score, causes=(), would_help="", reason=reason)
        head = str(make_report(heavy_legs=heavy, findings=())).split("\n\n")[0].lower()
        assert ("weak signs" in head) != ("no sign" in head), score
        assert "also seen: low cadence." in head
