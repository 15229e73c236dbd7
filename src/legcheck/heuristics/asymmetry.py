"""Asymmetry: one foot stays on the ground longer than the other, or comes to do so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.signals import ContactBalance, RunSignals

__all__ = ["Asymmetry"]

_MALISOUX = "Malisoux L. et al., 836 recreational runners followed. BMJ Open Sport Exerc Med, 2024;10:e001787."
_HANLEY = (
    "Hanley B., Tucker C.B., Gait variability and symmetry remain consistent during high-intensity 10,000 m treadmill running. "
    "J Biomech, 2018;79:129-134. doi:10.1016/j.jbiomech.2018.08.008"
)

_UNKNOWN_SIDE = "the side that the number means and the seat of the sensor are not known"

_ALTERNATIVES = (
    "a cambered road, bends of a track, a twisted strap or a pod on one foot",
    "many runners are uneven and stay so: in 836 runners more asymmetry did not go with more complaints",
)

_ADVICE = Advice(
    text="What counts is a change against your own usual. A new, one-sided change that stays, or a leg that feels dragging or numb, "
    "is a matter for a physiotherapist or a doctor, not for a watch.",
    source=_MALISOUX,
)


@dataclass(frozen=True, kw_only=True)
class Asymmetry(Heuristic):
    """Left-right balance of ground contact away from even, or moving away from it late in the run.

    Attributes
    ----------
    offset_from_points : float
        Smallest distance from 50 % worth naming. [points] With its error a run is named from about 1.4, twice what runners
        usually show.
    change_from_points : float
        Smallest late change worth naming. [points] With its error a run is named from about 0.8.
    seat_error_points : float
        What the seat of a strap does to the number. [points]
    wander_error_points : float
        What a strap that shifts within a run does to the change. [points]
    cap_without_history : float
        Highest score without the runner's own earlier runs to compare with. [score]
    """

    id: ClassVar[str] = "asymmetry"
    title: ClassVar[str] = "Left-right difference"
    needs: ClassVar[frozenset[str]] = frozenset({"contact_balance_left_pct"})
    sources: ClassVar[tuple[str, ...]] = (_HANLEY, _MALISOUX)
    family: ClassVar[str] = "balance"

    offset_from_points: float = 1.0
    change_from_points: float = 0.5
    seat_error_points: float = 0.25
    wander_error_points: float = 0.15
    cap_without_history: float = 60.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the offset and its late change; the clearer of the two speaks."""
        balance = signals.balance
        if not balance.offset_points.is_usable:
            return self.not_assessed(balance.offset_points.reason)
        offset, change = balance.offset_points, balance.change_points
        moved = f", {change.value:+.1f} points late in the run" if change.is_usable else ""
        minutes = offset.used_s / 60.0
        return self.finding(
            max(self._scores(balance)),
            Confidence({f"only {minutes:.0f} min of balance": min(1.0, 0.4 + minutes / 60.0), _UNKNOWN_SIDE: 0.8}),
            reason=f"balance {offset.value:.1f} points from even (the device says {balance.longer_side} is longer on the ground){moved}",
            evidence=self._evidence(balance),
            spans=(signals.decay.late,),
            alternatives=_ALTERNATIVES,
            advice=(_ADVICE,),
            cap=self.cap_without_history,
        )

    def _scores(self, balance: ContactBalance) -> tuple[float, ...]:
        offset, change = balance.offset_points, balance.change_points
        error = math.hypot(offset.standard_error, self.seat_error_points)
        scores = [evidence_score((offset.value - self.offset_from_points) / error)]
        if change.is_usable:
            error = math.hypot(change.standard_error, self.wander_error_points)
            scores.append(evidence_score((abs(change.value) - self.change_from_points) / error))
        return tuple(scores)

    def _evidence(self, balance: ContactBalance) -> tuple[Evidence, ...]:
        given = (
            ("distance from 50 %", balance.offset_points, self.offset_from_points),
            ("change late in the run", balance.change_points, self.change_from_points),
        )
        return tuple(
            evidence_from(name, estimate, threshold=threshold, source=_HANLEY)
            for name, estimate, threshold in given
            if estimate.is_usable
        )
