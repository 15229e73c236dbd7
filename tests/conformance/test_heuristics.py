"""Every heuristic keeps every rule, and every rule catches a heuristic that breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from legcheck import testing
from legcheck.core import Evidence, Finding, Span
from legcheck.heuristics import Confidence, Heuristic, all_heuristics
from legcheck.heuristics.late_fade import LateFade


@pytest.mark.parametrize("check", testing.CHECKS.values(), ids=list(testing.CHECKS))
@pytest.mark.parametrize("kind", all_heuristics(), ids=lambda kind: kind.id)
def test_the_rule_holds(kind, check):
    check(kind())


def test_a_class_or_an_instance_may_be_given():
    testing.check_heuristic(LateFade)
    testing.check_heuristic(LateFade(found_from_pct=8.0))


def test_a_sample_is_a_fresh_copy():
    one, other = testing.sample("steady"), testing.sample("steady")
    assert one.run == other.run
    assert one.run["speed_mps"] is not other.run["speed_mps"]


@dataclass(frozen=True, kw_only=True)
class Good(Heuristic):
    """A heuristic that keeps every rule.

    Attributes
    ----------
    limit_spm : float
        [steps/min]
    """

    id: ClassVar[str] = "good"
    title: ClassVar[str] = "Good"
    needs: ClassVar[frozenset[str]] = frozenset({"cadence_spm"})
    sources: ClassVar[tuple[str, ...]] = ("Someone, Some Journal, 2020.",)

    limit_spm: float = 160.0

    def detect(self, signals):
        level = signals.cadence
        if not level.difference_spm.is_usable:
            return self.not_assessed(level.difference_spm.reason)
        return self.answer(level)

    def answer(self, level, *, spans=None, raw=60.0, confidence=1.0, reason="it is so", **evidence):
        given = {"name": "cadence", "value": level.cadence_spm, "unit": "steps/min", "threshold": self.limit_spm}
        return self.finding(
            raw,
            Confidence({"a reason": confidence}),
            reason=reason,
            evidence=(Evidence(**{**given, **evidence}),),
            spans=(level.span,) if spans is None else spans,
        )


def test_the_good_one_passes():
    testing.check_heuristic(Good)


BROKEN = {}


def broken(rule):
    """Register a class that breaks a rule, with the words the message must have."""

    def register(kind):
        BROKEN[f"{rule}: {kind.__name__}"] = (rule, dataclass(frozen=True, kw_only=True)(kind))
        return kind

    return register


@broken("is not a lower-case name")
class UpperCaseId(Good):
    """limit_spm"""

    id: ClassVar[str] = "Good-Id"


@broken("needs channels that do not exist: ['cadence']")
class UnknownChannel(Good):
    """limit_spm"""

    needs: ClassVar[frozenset[str]] = frozenset({"cadence"})


@broken("names no source")
class NoSource(Good):
    """limit_spm"""

    sources: ClassVar[tuple[str, ...]] = ()


@broken("sources without year or DOI")
class VagueSource(Good):
    """limit_spm"""

    sources: ClassVar[tuple[str, ...]] = ("everybody knows",)


@broken("thresholds that its docstring leaves out: ['limit_spm']")
class SilentThreshold(Good):
    """Says nothing of its threshold."""


@broken("uses medical words")
class Medical(Good):
    """Tells the risk of injury from limit_spm."""


@broken("one second is found, not not_assessed")
class JudgesNothing(Good):
    """limit_spm"""

    def detect(self, signals):
        evidence = (Evidence(name="seconds", value=float(len(signals.run)), unit="s"),)
        return self.finding(60.0, Confidence({}), reason="found", evidence=evidence)


@broken("with cadence_spm absent it is clear")
class ClearWithoutData(Good):
    """limit_spm"""

    def judge(self, signals):
        if len(signals.run) < 60 or not signals.run.has("speed_mps"):
            return self.not_assessed("too short")
        evidence = (Evidence(name="seconds", value=float(len(signals.run)), unit="s"),)
        return self.finding(0.0, Confidence({}), reason="all is well", evidence=evidence)


@broken("the channel must be named")
class DoesNotNameTheChannel(Good):
    """limit_spm"""

    def judge(self, signals):
        return super().judge(signals) if signals.run.has("cadence_spm") else self.not_assessed("something is missing")


@broken("is not finite")
class NotFinite(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, value=float("nan"))


@broken("does not hold")
class IntervalUpsideDown(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, low=level.cadence_spm + 1, high=level.cadence_spm + 2)


@broken("has half an interval")
class HalfAnInterval(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, low=level.cadence_spm - 1)


@broken("has no name or unit")
class NoUnit(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, unit="")


@broken("lies outside the run")
class OutsideTheRun(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, spans=(Span(0.0, 1e6),))


@broken("says ['Injury']")
class SaysInjury(Good):
    """limit_spm"""

    def answer(self, level):
        return super().answer(level, reason="Injury is near")


@broken("is more than confidence 0.30 carries (50)")
class TooSure(Good):
    """limit_spm"""

    def answer(self, level):
        finding = super().answer(level, confidence=0.3)
        return Finding(**{name: getattr(finding, name) for name in Finding.__slots__ if name != "score"}, score=90.0)


@broken("answers in the name of 'someone'")
class AnotherName(Good):
    """limit_spm"""

    def answer(self, level):
        finding = super().answer(level)
        return Finding(**{name: getattr(finding, name) for name in Finding.__slots__ if name != "id"}, id="someone")


@broken("changed its input")
class ChangesItsInput(Good):
    """limit_spm"""

    def answer(self, level):
        object.__setattr__(level, "cadence_spm", level.cadence_spm + 1.0)
        return super().answer(level)


CALLS = []


@broken("answers differently the second time")
class Counts(Good):
    """limit_spm"""

    def answer(self, level):
        CALLS.append(level)
        return super().answer(level, reason=f"call {len(CALLS)}")


@broken("answers differently at another time of day")
class LooksAtTheClock(Good):
    """limit_spm"""

    def detect(self, signals):
        finding = super().detect(signals)
        if not finding.evidence:
            return finding
        return self.answer(signals.cadence, reason=f"run in the year {signals.run.activity.start_time:%Y-%m-%d}")


@pytest.mark.parametrize(("message", "kind"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_rule_is_caught(message, kind):
    with pytest.raises(AssertionError) as caught:
        testing.check_heuristic(kind)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{kind.id}: ")


def test_a_threshold_that_can_be_changed_is_caught():
    class Loose(Good):
        """limit_spm"""

        def __setattr__(self, name, value):
            object.__setattr__(self, name, value)

    with pytest.raises(AssertionError, match="can be changed; make it frozen"):
        testing.check_heuristic(Loose())


def test_a_heuristic_without_docstring_is_caught():
    bare = dataclass(frozen=True, kw_only=True)(type("Bare", (Good,), {"__doc__": None}))
    with pytest.raises(AssertionError, match="has no docstring"):
        testing.check_heuristic(bare)
