"""No warm-up: straight into hard running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.heuristics._hard import doubt_of_hard
from legcheck.signals import RunSignals

__all__ = ["NoWarmUp"]

_FRADKIN = (
    "Fradkin A.J. et al., Effects of warming-up on physical performance: a systematic review with meta-analysis. "
    "J Strength Cond Res, 2010;24:140-148. doi:10.1519/JSC.0b013e3181c643a0"
)


@dataclass(frozen=True, kw_only=True)
class NoWarmUp(Heuristic):
    """Hard running of five minutes or more that starts within the first eight minutes.

    Attributes
    ----------
    easy_min : float
        Easy minutes before hard running that count as a warm-up. [min] Articles ask for 5-10; the trials used about that.
    error_min : float
        How well the start of hard running can be told. [min] Heart rate lags by about a minute.
    cap : float
        Highest score. [score] A missing warm-up costs performance in most trials, its part in heavy legs is plausible at best.
    """

    id: ClassVar[str] = "no_warm_up"
    title: ClassVar[str] = "No warm-up"
    needs: ClassVar[frozenset[str]] = frozenset({"speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_FRADKIN,)
    family: ClassVar[str] = "routine"

    easy_min: float = 8.0
    error_min: float = 1.0
    cap: float = 50.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the minutes before the first hard stretch."""
        hard = signals.hard_first
        if hard.reason:
            return self.not_assessed(f"how hard it was cannot be told: {hard.reason}")
        if not hard.spans:
            reason = "no hard running that would ask for a warm-up"
            return self.finding(0.0, Confidence({}), reason=reason, evidence=(self._evidence(None),))
        first = hard.spans[0]
        easy = first.start_s / 60.0
        score = evidence_score((self.easy_min - easy) / self.error_min)
        return self.finding(
            score,
            Confidence(doubt_of_hard(signals, hard)),
            reason=f"hard running (told by {hard.told_by}) starts after {easy:.0f} min",
            evidence=(self._evidence(easy),),
            spans=(Span(0.0, first.end_s),),
            alternatives=("a warm-up that was not recorded",),
            advice=(
                Advice(
                    text="Run five to ten minutes easily before hard work: performance was better after a warm-up in about four of "
                    "five comparisons.",
                    source=_FRADKIN,
                ),
            ),
            cap=self.cap,
        )

    def _evidence(self, easy_min: float | None) -> Evidence:
        value = easy_min if easy_min is not None else 0.0
        name = "easy minutes before hard running" if easy_min is not None else "minutes of hard running"
        threshold = self.easy_min if easy_min is not None else None
        return Evidence(name=name, value=value, unit="min", threshold=threshold, source=_FRADKIN)
