"""No cool-down: the recording stops right after hard running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.heuristics._hard import doubt_of_hard
from legcheck.signals import RunSignals

__all__ = ["NoCoolDown"]

_VAN_HOOREN = (
    "Van Hooren B., Peake J.M., Do we need a cool-down after exercise? A narrative review. Sports Med, 2018;48:1575-1595. "
    "doi:10.1007/s40279-018-0916-2"
)


@dataclass(frozen=True, kw_only=True)
class NoCoolDown(Heuristic):
    """Hard running of five minutes or more up to three minutes before the end. Told, never scored high.

    Attributes
    ----------
    easy_min : float
        Easy minutes after hard running that count as a cool-down. [min]
    error_min : float
        How well the end of hard running can be told. [min]
    cap : float
        Highest score. [score] Trials find little effect of cooling down on recovery or soreness.
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
            nothing = Evidence(name="minutes of hard running", value=0.0, unit="min", source=_VAN_HOOREN)
            reason = "no hard running that would ask for a cool-down"
            return self.finding(0.0, Confidence({}), reason=reason, evidence=(nothing,))
        last, end_s = hard.spans[-1], float(moving[-1] + 1)
        easy = max(end_s - last.end_s, 0.0) / 60.0
        name = "easy minutes after hard running"
        return self.finding(
            evidence_score((self.easy_min - easy) / self.error_min),
            Confidence(doubt_of_hard(signals, hard)),
            reason=f"{easy:.0f} min of easy running or walking after the last hard stretch (told by {hard.told_by})",
            evidence=(Evidence(name=name, value=easy, unit="min", threshold=self.easy_min, source=_VAN_HOOREN),),
            spans=(Span(last.start_s, max(end_s, last.end_s)),),
            alternatives=("a cool-down that was not recorded",),
            advice=(
                Advice(
                    text="Running easily for five to ten minutes afterwards feels good to many and is often advised; trials find little "
                    "effect on soreness, recovery or the next performance.",
                    source=_VAN_HOOREN,
                ),
            ),
            cap=self.cap,
        )
