"""Scores, caps, and how heuristics are found."""

from __future__ import annotations

import importlib.metadata
import sys
from dataclasses import FrozenInstanceError, dataclass, fields
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

import legcheck.heuristics
from legcheck.core import Advice, Estimate, Evidence, LegcheckError, Span, Status
from legcheck.heuristics import Confidence, Heuristic, _base, all_heuristics, evidence_from, evidence_score
from legcheck.heuristics.late_fade import LateFade

FOUR = {"heart_rate_drift", "late_fade", "low_cadence", "overstriding"}


@dataclass(frozen=True, kw_only=True)
class Plain(Heuristic):
    """The least that a heuristic can be."""

    id: ClassVar[str] = "plain"
    title: ClassVar[str] = "Plain"
    sources: ClassVar[tuple[str, ...]] = ("Someone, 2020.",)

    def detect(self, signals):
        return self.not_assessed("nothing to judge")


def judged(raw, confidence=1.0, **more):
    return Plain().finding(
        raw,
        Confidence({"a reason": confidence}),
        reason="because",
        evidence=(Evidence(name="n", value=1.0, unit="s"),),
        spans=(Span(0.0, 1.0),),
        alternatives=("something else",),
        advice=(Advice(text="try", source="Someone, 2020."),),
        **more,
    )


@pytest.mark.parametrize(
    ("z", "score"),
    [
        (0.0, 3.557),  # 100 / (1 + exp(1.65 / 0.5)) = 100 / (1 + 27.113)
        (1.0, 21.417),  # 100 / (1 + exp(0.65 / 0.5)) = 100 / (1 + 3.669)
        (1.65, 50.0),
        (2.0, 66.819),  # 100 / (1 + exp(-0.35 / 0.5)) = 100 / (1 + 0.4966)
        (3.0, 93.703),  # 100 / (1 + exp(-1.35 / 0.5)) = 100 / (1 + 0.0672)
    ],
)
def test_evidence_score_by_hand(z, score):
    assert evidence_score(z) == pytest.approx(score, abs=0.001)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_evidence_score_rises_from_0_to_100(one, other):
    low, high = sorted((one, other))
    assert 0.0 <= evidence_score(low) <= evidence_score(high) <= 100.0


@pytest.mark.parametrize(
    ("raw", "confidence", "cap", "score"),
    [
        (93.0, 1.0, 100.0, 93.0),
        (93.0, 0.70, 100.0, 93.0),
        (93.0, 0.69, 100.0, 75.0),
        (93.0, 0.40, 100.0, 75.0),
        (93.0, 0.39, 100.0, 50.0),
        (93.0, 1.0, 60.0, 60.0),
        (93.0, 0.39, 60.0, 50.0),
        (30.0, 0.39, 60.0, 30.0),
    ],
)
def test_confidence_and_data_hold_the_score_down(raw, confidence, cap, score):
    finding = judged(raw, confidence, cap=cap)
    assert finding.score == score
    assert finding.confidence == confidence


@pytest.mark.parametrize(("raw", "status"), [(49.999, Status.CLEAR), (50.0, Status.FOUND), (93.0, Status.FOUND)])
def test_found_needs_a_raw_score_of_50(raw, status):
    # The cap lowers what is shown, not what was found.
    assert judged(raw, 0.1, cap=20.0).status is status


def test_where_and_what_to_do_belong_to_a_finding():
    found, clear = judged(80.0, 0.9), judged(10.0, 0.9)
    assert (found.spans, len(found.advice)) == ((Span(0.0, 1.0),), 1)
    assert found.alternatives == ("something else", "a reason")
    assert (clear.spans, clear.advice) == ((), ())
    assert clear.alternatives == ("a reason",)
    assert found.sources == clear.sources == ("Someone, 2020.",)
    assert clear.evidence == found.evidence


def test_confidence_is_a_product_with_reasons():
    confidence = Confidence({"short": 0.5, "noisy": 0.8, "fine": 1.0, "": 0.5})
    assert confidence.value == pytest.approx(0.2)
    assert confidence.reasons == ("short", "noisy")
    assert Confidence({}).value == 1.0


def test_evidence_keeps_interval_and_unit():
    estimate = Estimate(value=0.12, low=0.05, high=0.19, unit="fraction", standard_error=0.035)
    shown = evidence_from("fade", estimate, threshold=5.0, source="x", scale=100.0)
    assert (shown.value, shown.low, shown.high) == (pytest.approx(12.0), pytest.approx(5.0), pytest.approx(19.0))
    assert (shown.unit, shown.threshold) == ("%", 5.0)
    bare = evidence_from("n", Estimate(value=3.0, unit="SD"), threshold=None, source="x")
    assert (bare.unit, bare.low, bare.high) == ("SD", None, None)


def test_thresholds_are_fields_and_cannot_change():
    assert {field.name for field in fields(LateFade)} >= {"found_from_pct"}
    assert LateFade(found_from_pct=8.0).found_from_pct == 8.0
    with pytest.raises(FrozenInstanceError):
        LateFade().found_from_pct = 8.0
    with pytest.raises(TypeError):
        LateFade(8.0)


def test_heuristics_are_sorted_and_complete():
    ids = [kind.id for kind in all_heuristics()]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert set(ids) >= FOUR


DROPPED = '''
"""A heuristic dropped into the package."""

from dataclasses import dataclass
from legcheck.heuristics import Heuristic
from legcheck.heuristics.late_fade import LateFade  # imported names are not found twice


@dataclass(frozen=True, kw_only=True)
class Dropped(Heuristic):
    """Found because its file is there."""

    id = "{id}"
    title = "Dropped"

    def detect(self, signals):
        return self.not_assessed("a test")


class Unfinished(Heuristic):
    """Without detect: no heuristic yet."""

    id = "unfinished"
'''


@pytest.fixture
def drop(tmp_path, monkeypatch):
    """Put files into the heuristics package for one test."""
    monkeypatch.setattr(legcheck.heuristics, "__path__", [*legcheck.heuristics.__path__, str(tmp_path)])
    before = set(sys.modules)

    def write(name, text):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")

    yield write
    for name in set(sys.modules) - before:
        if name.startswith("legcheck.heuristics."):
            del sys.modules[name]
            vars(legcheck.heuristics).pop(name.rsplit(".", 1)[1], None)


def test_a_file_dropped_into_the_package_is_found(drop):
    drop("aa_file", DROPPED.replace("{id}", "zz_dropped"))  # sorted by id, not by file
    ids = [kind.id for kind in all_heuristics()]
    assert ids[-1] == "zz_dropped"
    assert "unfinished" not in ids
    assert ids.count("late_fade") == 1


def test_a_file_with_an_underscore_is_none(drop):
    drop("_draft", DROPPED.replace("{id}", "draft"))
    assert "draft" not in {kind.id for kind in all_heuristics()}


def test_a_repeated_id_is_an_error_at_once(drop):
    drop("zz_dropped", DROPPED.replace("{id}", "late_fade"))
    with pytest.raises(LegcheckError, match="heuristics share an id: late_fade"):
        all_heuristics()


class Entry:
    """An entry point as another package would register it."""

    name = "other"

    def __init__(self, target):
        self.target = target

    def load(self):
        if isinstance(self.target, Exception):
            raise self.target
        return self.target


@pytest.fixture
def offer(monkeypatch):
    """Let another package offer something under the entry-point group."""
    known = importlib.metadata.entry_points

    def entry_points(**wanted):
        return [Entry(offered[0])] if wanted.get("group") == "legcheck.heuristics" else known(**wanted)

    offered = [None]
    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    _base._offered.cache_clear()  # looked up once in a process otherwise
    yield lambda target: offered.__setitem__(0, target)
    _base._offered.cache_clear()


def test_another_package_may_offer_a_heuristic(offer):
    offer(Plain)
    assert Plain in all_heuristics()


@pytest.mark.parametrize("target", [int, Plain(), "plain", None])
def test_an_entry_point_that_is_no_heuristic_is_an_error(offer, target):
    offer(target)
    with pytest.raises(LegcheckError, match=r"entry point 'other' .* is no Heuristic"):
        all_heuristics()


@pytest.mark.parametrize(
    "error", [ImportError("no such\nthing"), RuntimeError("no such\nthing"), ZeroDivisionError("no such thing")]
)
def test_an_entry_point_whose_import_fails_is_named_in_one_line(offer, error):
    offer(error)
    said = f"heuristic 'other' of another package cannot be loaded: {type(error).__name__}: no such thing"
    with pytest.raises(LegcheckError, match=f"^{said}$"):
        all_heuristics()


def test_an_entry_point_without_detect_is_named(offer):
    class Unfinished(Heuristic):
        """Has an id, but judges nothing."""

        id = "unfinished"

    offer(Unfinished)
    with pytest.raises(LegcheckError, match="heuristic 'other' of another package has no method detect"):
        all_heuristics()
