"""No cool-down: the recording stops right after hard running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.heuristics._hard import doubt_of_hard, moving_min
from legcheck.signals import RunSignals

__all__ = ["NoCoolDown"]

_VAN_HOOREN = (
    "Van Hooren B., Peake J.M., Do we need a cool-down after exercise? A narrative review. Sports Med, 2018;48:1575-1595. "
    "doi:10.1007/s40279-018-0916-2"
)

_ADVICE = Advice(
    text="Running easily for five to ten minutes afterwards feels good to many and is often advised; trials find little "
    "effect on soreness, recovery or the next performance.",
    source=_VAN_HOOREN,
)


@dataclass(frozen=True, kw_only=True)
class NoCoolDown(Heuristic):
    """Hard running, of five minutes or more or in repetitions, up to three minutes before the end. Told, never scored high.

    Running or walking easily after hard work is old advice, and many like how it feels. For heavy legs it matters little as far
    as is known: a review found hardly any effect of an active cool-down on recovery, soreness or the next performance (Van
    Hooren and Peake, Sports Med, 2018). So it is told, and its score stays low.

    Attributes
    ----------
    easy_min : float
        Easy minutes after hard running that count as a cool-down. [min] An engineering value; with its error a run is named
        below about 1.8.
    error_min : float
        How well the end of hard running can be told. [min] An engineering value.
    cap : float
        Highest score. [score] Trials find little effect of cooling down on recovery or soreness.

    Notes
    -----
    Hard is what ``legcheck.signals.hard_running`` finds: stretches of five minutes or more with a 30-s mean of heart rate above
    the second ventilatory threshold; dips of up to half a minute do not end one. The threshold is the runner's own, or 93.5 %
    of the maximum heart rate, which is given or estimated from age and from what this run reached. In an interval session the
    work repetitions are the hard stretches, whatever their length.

        easy = time from the end of the last hard stretch to the last second of moving        [min]
        z = (easy_min - easy) / error_min

    This is time by the clock: standing in between counts as easy. Without hard running the score is 0.

    The score never passes ``cap``. Confidence is lower where the maximum heart rate is not given, and where repetitions are
    told by speed and not by laps. Not assessed where it cannot be told how hard the run was: no interval session and no heart
    rate, or neither age, maximum heart rate nor threshold known.

    Warnings
    --------
    - It does not say that your legs got heavy, or will be tomorrow, because a cool-down was missing.
    - It knows only the recording. Whoever stops the watch at the line and jogs home has cooled down.
    """

    id: ClassVar[str] = "no_cool_down"
    title: ClassVar[str] = "No cool-down"
    needs: ClassVar[frozenset[str]] = frozenset({"speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_VAN_HOOREN,)
    family: ClassVar[str] = "routine"

    easy_min: float = 3.0
    error_min: float = 0.7
    cap: float = 25.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the minutes after the last hard stretch."""
        hard = signals.hard_second
        if hard.reason:
            return self.not_assessed(f"how hard it was cannot be told: {hard.reason}")
        moving = np.flatnonzero(signals.run.masks["running"] | signals.run.masks["walking"])
        if not hard.spans or not moving.size:
            nothing = Evidence(
                name="minutes above the second threshold, in stretches of five or more",
                value=0.0,
                unit="min",
                source=_VAN_HOOREN,
            )
            reason = "no stretch above the second threshold that would ask for a cool-down"
            return self.finding(0.0, Confidence(doubt_of_hard(signals, hard)), reason=reason, evidence=(nothing,))
        last, end_s = hard.spans[-1], float(moving[-1] + 1)
        easy = moving_min(signals.run, Span(last.end_s, max(end_s, last.end_s)))
        name = "easy minutes after hard running"
        return self.finding(
            evidence_score((self.easy_min - easy) / self.error_min),
            Confidence(doubt_of_hard(signals, hard)),
            reason=f"{easy:.0f} min of easy running or walking after the last hard stretch (told by {hard.told_by})",
            evidence=(Evidence(name=name, value=easy, unit="min", threshold=self.easy_min, source=_VAN_HOOREN),),
            spans=(Span(last.start_s, max(end_s, last.end_s)),),
            alternatives=("a cool-down that was not recorded",),
            advice=(_ADVICE,),
            cap=self.cap,
        )
