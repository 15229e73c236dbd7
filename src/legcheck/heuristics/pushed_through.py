"""Pushed through: after pace began to fall, was the effort kept up, and did easing bring the legs back?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Estimate, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._open import left_open
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

    Slowing is common: speed fell in 77 % of 280 marathon runners, from about km 26 on (Billat et al., Front Psychol, 2020).
    What a runner does then can go two ways, easing off or working on against legs that no longer answer. Heart rate tells which
    of the two it looked like.

    Whether pushing on makes legs heavier, and whether easing off brings them back, has not been tested in trials. Coaches
    advise either. So this describes what was done and leaves the rest to you.

    Attributes
    ----------
    found_below_relief : float
        Cardiac relief below which the effort counts as kept up. [ratio] Half of what the slowing should have brought. An
        engineering value.
    min_fade : float
        Slowing from which the question makes sense. [fraction] In simulated runs the relief ratio is noise below it.
    comeback_pct : float
        Speed regained between the first and the last third after the onset that stands as the limit beside it; it does not move
        the score. [%] An engineering value.
    cap : float
        Highest score. [score] Heat looks the same.

    Notes
    -----
    ``legcheck.signals.cardiac_relief`` holds the fall of heart rate against the one that the slowing should have brought:

        relief = (HR before + usual drift - HR late) / (HR before - HR expected)
        HR expected = resting HR + (HR before - resting HR) * speed late / speed before

    Speed is grade-adjusted and delayed by 40 s. Compared are the 20 minutes before a clear onset of slowing with what follows
    it, else the windows of the fade. About 1 means that the heart got its relief, about 0 that it stayed where it was.

        z = (found_below_relief - relief) / max(standard error, 0.05)

    Beside it stands how speed went on: ``100 * (ln speed of the last third - ln speed of the first third)`` after the onset,
    told in the sentence where its 95 % interval leaves out 0.

    The score is 0 where pace fell by less than ``min_fade``, and never passes ``cap``. Confidence is lower without a resting
    heart rate, and where the onset is not clear. Not assessed on a treadmill, with less than 40 minutes of moving or too little
    speed to tell a fade, where the run is too uneven to tell one, in an interval session that faded, or with less than four
    minutes of usable heart rate before or after.

    Warnings
    --------
    - It does not say that pushing on was wrong. In a race it may be the point.
    - It does not see effort. Heat and lost fluid keep heart rate up in a runner who has eased off.
    - It does not say that easing off would have brought the legs back.
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
        if reason := self._fade_untold(signals):
            return self.not_assessed(reason)
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

    def _fade_untold(self, signals: RunSignals) -> str:
        """Why it cannot be told whether pace fell; empty when it can."""
        fade = signals.decay.fade
        if signals.run.surface == "treadmill":
            return "a treadmill run: its speed is not measured"
        if not fade.is_usable:
            return fade.reason
        unknown = left_open(100.0 * fade.value, 100.0 * fade.standard_error, 100.0 * self.min_fade, unit="%")
        return unknown and f"whether pace fell is {unknown}"

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
