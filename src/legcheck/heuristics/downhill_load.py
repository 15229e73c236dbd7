"""Downhill load: descents that brake, and a fade that follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.signals import DescentLoad, RunSignals

__all__ = ["DownhillLoad"]

_VERNILLO = (
    "Vernillo G. et al., Biomechanics and physiology of uphill and downhill running. Sports Med, 2017;47:615-629. "
    "doi:10.1007/s40279-016-0605-y"
)

_ADVICE = Advice(
    text="Take descents with short, quick steps and land softly; braking is eccentric work, which tires and sores thighs most, and "
    "legs adapt to it when it is added in small doses.",
    source=_VERNILLO,
)


@dataclass(frozen=True, kw_only=True)
class DownhillLoad(Heuristic):
    """Many metres lost on slopes steeper than 4 %; worth more when late descents cost more speed than the rest.

    Attributes
    ----------
    found_from_m : float
        Metres of steep descent worth naming. [m] An engineering value, no study behind it.
    altitude_error : float
        Error of that sum. [share]
    late_loss_from_pct : float
        Extra loss of speed on late descents that supports the reading. [%]
    cap : float
        Highest score. [score] Nothing tells how used to descents the legs are.
    min_minutes : float
        Shortest run that is judged. [min]
    """

    id: ClassVar[str] = "downhill_load"
    title: ClassVar[str] = "Downhill load"
    needs: ClassVar[frozenset[str]] = frozenset({"altitude_m", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_VERNILLO,)
    family: ClassVar[str] = "descent"

    found_from_m: float = 200.0
    altitude_error: float = 0.15
    late_loss_from_pct: float = 3.0
    cap: float = 75.0
    min_minutes: float = 10.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge metres descended, and what followed."""
        load = signals.descent
        if load.reason:
            return self.not_assessed(load.reason)
        if signals.run.moving_s < 60.0 * self.min_minutes:
            return self.not_assessed(f"{signals.run.moving_s / 60:.0f} min of moving; needs {self.min_minutes:.0f}")
        codes = {note.code for note in signals.run.notes}
        return self.finding(
            self._score(load),
            Confidence(
                {
                    "altitude is noisy": 0.6 if codes & {"altitude_noisy", "altitude_smoothed"} else 1.0,
                    "late and early descents could not be compared": 1.0 if load.late_loss_pct.is_usable else 0.8,
                }
            ),
            reason=_sentence(load),
            evidence=self._evidence(load),
            spans=(signals.decay.late,),
            alternatives=("the same descents weigh little on legs that are used to them",),
            advice=(_ADVICE,),
            cap=self.cap,
        )

    def _score(self, load: DescentLoad) -> float:
        """Metres descended decide; what late descents cost moves the answer by one standard error at most."""
        error = max(self.altitude_error * load.descent_m, 20.0)
        late, support = load.late_loss_pct, 0.0
        if late.is_usable:
            support = max(min(0.5 * (late.value - self.late_loss_from_pct) / late.standard_error, 1.0), -1.0)
        return evidence_score((load.descent_m - self.found_from_m) / error + support)

    def _evidence(self, load: DescentLoad) -> tuple[Evidence, ...]:
        low, high = (load.descent_m * (1 + sign * 2 * self.altitude_error) for sign in (-1, 1))
        name = "metres lost on slopes below -4 %"
        limit = self.found_from_m
        found = [Evidence(name=name, value=load.descent_m, unit="m", low=low, high=high, threshold=limit, source=_VERNILLO)]
        if load.late_loss_pct.is_usable:
            text, bound = "extra loss of speed on late descents", self.late_loss_from_pct
            found.append(
                evidence_from(text, load.late_loss_pct, threshold=bound, source="late against early, descents against the rest")
            )
        return tuple(found)


def _sentence(load: DescentLoad) -> str:
    told = f"{load.descent_m:.0f} m lost on slopes steeper than 4 % ({load.descent_m_per_km:.0f} m per km)"
    loss = load.late_loss_pct
    if loss.is_usable and loss.low > 0:
        return f"{told}; late descents cost {loss.value:.0f} % more speed than level ground did"
    return told
