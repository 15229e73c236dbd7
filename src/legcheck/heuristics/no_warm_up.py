"""No warm-up: straight into hard running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.heuristics._hard import doubt_of_hard, moving_min
from legcheck.signals import RunSignals

__all__ = ["NoWarmUp"]

_FRADKIN = (
    "Fradkin A.J. et al., Effects of warming-up on physical performance: a systematic review with meta-analysis. "
    "J Strength Cond Res, 2010;24:140-148. doi:10.1519/JSC.0b013e3181c643a0"
)


@dataclass(frozen=True, kw_only=True)
class NoWarmUp(Heuristic):
    """Hard running, of five minutes or more or in repetitions, that starts within the first eight minutes.

    Runners who go straight into hard running often say that their legs feel tight. What trials show is about performance: it
    was better after a warm-up in about four of five comparisons (Fradkin et al., J Strength Cond Res, 2010). That a missing
    warm-up makes legs heavy later in the run is plausible at best, so the score does not pass half.

    Attributes
    ----------
    easy_min : float
        Easy minutes before hard running that count as a warm-up. [min] An engineering value, after the usual advice of 5-10;
        with its error a run is named where hard running starts before about minute 6.
    error_min : float
        How well the start of hard running can be told. [min] Heart rate lags by about a minute. An engineering value.
    cap : float
        Highest score. [score] A missing warm-up costs performance in most trials, its part in heavy legs is plausible at best.

    Notes
    -----
    Hard is what ``legcheck.signals.hard_running`` finds for the first ventilatory threshold: stretches of five minutes or more
    with a 30-s mean of heart rate above it; dips of up to half a minute do not end one. The threshold is the runner's own, or
    85.1 % of the maximum heart rate, which is given or estimated from age and from what this run reached. In an interval
    session the work repetitions are the hard stretches, whatever their length.

        easy = time from the start of the recording to the first hard stretch        [min]
        z = (easy_min - easy) / error_min

    This is time by the clock: standing at the start counts as easy. Without hard running the score is 0.

    The score never passes ``cap``. Confidence is lower where the maximum heart rate is not given, and where repetitions are
    told by speed and not by laps. Not assessed where it cannot be told how hard the run was: no interval session and no heart
    rate, or neither age, maximum heart rate nor threshold known.

    Warnings
    --------
    - It does not say that the run would have gone better, or legs would have stayed light, after a warm-up.
    - It knows only the recording. A warm-up before the watch was started is not seen.
    - A sensor that reads too high in the first minutes makes an easy start look hard.
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
            reason = "no stretch above the first threshold that would ask for a warm-up"
            return self.finding(0.0, Confidence(doubt_of_hard(signals, hard)), reason=reason, evidence=(self._evidence(None),))
        first = hard.spans[0]
        easy = moving_min(signals.run, Span(0.0, first.start_s))
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
        name = (
            "easy minutes before hard running"
            if easy_min is not None
            else "minutes above the first threshold, in stretches of five or more"
        )
        threshold = self.easy_min if easy_min is not None else None
        return Evidence(name=name, value=value, unit="min", threshold=threshold, source=_FRADKIN)
