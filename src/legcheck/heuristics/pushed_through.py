"""Pushed through: after pace began to fall, was the effort kept up, and did easing bring the legs back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Estimate, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.signals import RunSignals
from legcheck.signals.variation import speed_regained

__all__ = ["PushedThrough"]

_BILLAT = (
    "Billat V. et al., Pacing strategy affects the sub-elite marathoner's cardiac drift and performance. Front Psychol, 2020;10:3026. "
    "doi:10.3389/fpsyg.2019.03026"
)
_COACHING = "common coaching advice, not tested in trials"

_ADVICE = (
    Advice(
        text="When legs go, ease off for a few minutes and see whether they come back; if not, cut the run short.",
        source=_COACHING,
    ),
    Advice(
        text="Others advise the opposite: a few short, faster bursts or a change of stride to wake the legs.", source=_COACHING
    ),
)


@dataclass(frozen=True, kw_only=True)
class PushedThrough(Heuristic):
    """The heart stayed as high as before although pace was falling: effort was kept up after the onset.

    Attributes
    ----------
    found_below_relief : float
        Cardiac relief below which the effort counts as kept up. [ratio] Half of what the slowing should have brought.
    min_fade : float
        Slowing from which the question makes sense. [fraction]
    comeback_pct : float
        Speed regained between the first and the last third after the onset worth mentioning. [%]
    cap : float
        Highest score. [score] Heat looks the same.
    """

    id: ClassVar[str] = "pushed_through"
    title: ClassVar[str] = "Pushed on while fading"
    needs: ClassVar[frozenset[str]] = frozenset({"speed_mps", "heart_rate_bpm"})
    sources: ClassVar[tuple[str, ...]] = (_BILLAT,)
    family: ClassVar[str] = "heart"

    found_below_relief: float = 0.5
    min_fade: float = 0.05
    comeback_pct: float = 3.0
    cap: float = 75.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the relief that the heart got once pace fell."""
        decay, relief = signals.decay, signals.relief
        if not decay.fade.is_usable:
            return self.not_assessed(decay.fade.reason)
        if decay.fade.value < self.min_fade:
            fade = evidence_from("fade", decay.fade, threshold=100 * self.min_fade, source=_BILLAT, scale=100.0)
            reason = f"pace did not fall by {100 * self.min_fade:.0f} %, so there was nothing to push through"
            return self.finding(0.0, Confidence({}), reason=reason, evidence=(fade,))
        if not relief.is_usable:
            return self.not_assessed(relief.reason)
        after = _after_onset(signals)
        back = speed_regained(signals.run, after)
        return self.finding(
            evidence_score((self.found_below_relief - relief.value) / max(relief.standard_error, 0.05)),
            Confidence(
                {
                    "resting heart rate not known": 1.0 if signals.run.athlete.resting_hr_bpm else 0.85,
                    "the onset is not clear": 1.0 if decay.onset_s.is_usable else 0.8,
                }
            ),
            reason=self._sentence(relief, back),
            evidence=(
                evidence_from("cardiac relief ratio", relief, threshold=self.found_below_relief, source=_BILLAT),
                *self._comeback_evidence(back),
            ),
            spans=(after,),
            alternatives=("heat and fluid loss keep heart rate up without any pushing",),
            advice=_ADVICE,
            cap=self.cap,
        )

    def _sentence(self, relief: Estimate, back: Estimate) -> str:
        kept = relief.value < self.found_below_relief
        what = "the effort was kept up while pace fell" if kept else "the effort came down with the pace"
        returned = ""
        if back.is_usable and (back.low > 0.0 or back.high < 0.0):
            returned = f"; speed {'came back by' if back.value > 0 else 'fell by a further'} {abs(back.value):.0f} % afterwards"
        return f"{what} (relief ratio {relief.value:.1f}){returned}"

    def _comeback_evidence(self, back: Estimate) -> tuple[Evidence, ...]:
        if not back.is_usable:
            return ()
        name, source = "speed regained after the onset", "last third against first third after the onset"
        return (evidence_from(name, back, threshold=self.comeback_pct, source=source),)


def _after_onset(signals: RunSignals) -> Span:
    decay = signals.decay
    start = max(decay.onset_s.value, decay.reference.end_s) if decay.onset_s.is_usable else decay.late.start_s
    return Span(min(start, decay.late.end_s), decay.late.end_s)
