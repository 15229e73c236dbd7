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

_USUAL = (
    "Girard O. et al., Running velocity does not influence lower limb mechanical asymmetry. Front Sports Act Living, 2019. "
    "doi:10.3389/fspor.2019.00036"
)
_HALF_AN_HOUR = (
    "Mtibaa K. et al., Mechanical asymmetries remain low-to-moderate during 30 min of self-paced treadmill running. "
    "Front Physiol, 2023. doi:10.3389/fphys.2023.1289172"
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
    """Left-right balance of ground contact away from even, or shifting late in the run.

    A runner who spares one leg, or has one that tires first, leaves the feet on the ground for unequal times. So a *new*
    unevenness can belong to one heavy, dragging leg. Being a little uneven does not: contact times of trained runners gave a
    symmetry angle of 0.6 to 0.8 %, about half a point of balance (Girard et al., Front Sports Act Living, 2019; Mtibaa et al.,
    Front Physiol, 2023).

    As a sign of tired legs it is weak. Symmetry stayed as it was while 14 athletes ran 10 km hard (Hanley and Tucker, J
    Biomech, 2018) and while 12 ran for half an hour (Mtibaa et al.). Among 836 recreational runners the more uneven ones did
    not have more complaints in the following months (Malisoux et al., BMJ Open Sport Exerc Med, 2024).

    Attributes
    ----------
    offset_from_points : float
        Smallest distance from 50 % worth naming. [points] Twice what runners usually show; with its error a run is named from
        about 1.4.
    change_from_points : float
        Smallest late change worth naming, towards either side. [points] An engineering value; with its error a run is named
        from about 0.8.
    seat_error_points : float
        What the seat of a strap does to the number. [points] An engineering value.
    wander_error_points : float
        What a strap that shifts within a run does to the change. [points] An engineering value.
    cap_without_history : float
        Highest score without the runner's own earlier runs to compare with. [score] An engineering value.

    Notes
    -----
    ``legcheck.signals.contact_balance`` takes the balance as the device recorded it, in 30-s means of running from minute 10 to
    just before the finish (the last 3 % are left out).

        offset = |mean balance - 50 %|
        change = mean of the last quarter - mean from minute 10 to 40 % of the run

    Each is held against its own threshold, and the clearer one gives the score:

        z = (offset - offset_from_points) / hypot(standard error, seat_error_points)
        z = (|change| - change_from_points) / hypot(standard error, wander_error_points)

    A change counts towards either side, also one that ends nearer to even. It is left out where early or late there are less
    than four minutes of balance.

    Confidence is 0.8 at most, as it is not known which foot the number means, and less below 36 minutes of balance. The score
    never passes ``cap_without_history``. Not assessed without a recorded balance, or with less than 20 minutes of it.

    Warnings
    --------
    - It does not say which leg is weak or tired. Makers do not agree on the side that the number means, and a strap that sits
      askew shifts it.
    - A cambered road or the bends of a track look the same.
    - It knows nothing of your usual. Many runners are uneven and stay so.
    """

    id: ClassVar[str] = "asymmetry"
    title: ClassVar[str] = "Left-right difference"
    needs: ClassVar[frozenset[str]] = frozenset({"contact_balance_left_pct"})
    sources: ClassVar[tuple[str, ...]] = (_HANLEY, _USUAL, _HALF_AN_HOUR, _MALISOUX)
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
