"""Overstriding, as far as a watch can tell: steps long for the speed, height and slope."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._wording import pace
from legcheck.signals import RunSignals
from legcheck.signals.level import running_level

__all__ = ["Overstriding"]

_LINE = (
    "van Oeveren B.T. et al., Inter-individual differences in stride frequencies during running obtained from wearable data. "
    "J Sports Sci, 2019. doi:10.1080/02640414.2019.1614137"
)
_LANDING = (
    "Lieberman D.E. et al., Effects of stride frequency and foot position at landing on braking force, hip torque, impact peak "
    "force and the metabolic cost of running in humans. J Exp Biol, 2015;218:3406-3414. doi:10.1242/jeb.125500"
)
_RAISING = (
    "Heiderscheit B.C. et al., Effects of step rate manipulation on joint mechanics during running. "
    "Med Sci Sports Exerc, 2011;43:296-302. doi:10.1249/MSS.0b013e3181ebedf4"
)


@dataclass(frozen=True, kw_only=True)
class Overstriding(Heuristic):
    """Steps longer than this speed, slope and height lead one to expect; compatible with overstriding, no proof of it.

    A foot that lands far ahead of the body brakes, and the legs pay for it at every step. When 14 runners took 10 fewer steps a
    minute at 3.0 m/s, the foot landed about 6 % farther ahead of the hip, and braking grew with that distance (Lieberman et
    al., J Exp Biol, 2015). Steps 5 and 10 % quicker did the opposite: less braking, and less energy taken up by knee and hip
    (Heiderscheit et al., Med Sci Sports Exerc, 2011).

    Those are changes within one runner. That runners with longer steps than others have heavier legs is not shown. At a given
    speed long steps and a low cadence are one and the same number: the two findings count once, and only for a quarter in the
    verdict on heavy legs.

    Attributes
    ----------
    found_from_pct : float
        Smallest excess of step length worth naming. [%] 0.8 SD between runners (one is 7 of 168 steps/min), as for low cadence;
        with the error of the line a run is named from about 5.5 %, without running dynamics from about 6.2 %.
    line_error_pct : float
        Uncertainty of the expected step length itself. [%] As for low cadence, with slow errors of GPS speed. An engineering
        value.
    vertical_ratio_usual_pct, vertical_ratio_sd_pct : float
        Usual vertical ratio of watches and straps and its spread. [%] Median 9.2, range 6.1-11.5 in 45 recorded runs.
    step_speed_loss_mps : float
        Speed lost to braking at each step from which braking supports the reading. [m/s] An engineering value, not checked on
        recordings.
    without_dynamics_se : float
        How far running dynamics can contradict, and what is taken off where there are none. [SE] An engineering value.
    cap_cadence_only, cap_dynamics : float
        Highest score that GPS and cadence alone, or with running dynamics, can carry. [score] Engineering values.

    Notes
    -----
    ``legcheck.signals.cadence_level`` takes 30-s means of running between 2.2 and 4.7 m/s on slopes of up to 4 %, after the
    first two minutes. The expected cadence is that of ``legcheck.signals.expected_cadence`` (van Oeveren et al., J Sports Sci,
    2019), so slope and height are allowed for.

        excess = -100 * mean of ln(own cadence / expected cadence)        [%], the same as 100 * ln(step / expected step)
        z = (excess - found_from_pct) / hypot(standard error, line_error_pct) + support

    ``support`` comes from running dynamics, and the better witness of the two counts. Speed lost at each step above
    ``step_speed_loss_mps`` gives 1. The vertical ratio gives half of its distance from the usual one in SD, 0.75 at most. The
    least is minus ``without_dynamics_se``, which is also what a run without either gets, so leaving out a channel never makes
    the claim stronger.

    The score never passes ``cap_cadence_only``, or ``cap_dynamics`` where one of the two was recorded. Confidence is lower
    below 30 minutes of such running, without height, without dynamics, and where it is not clear whether the file counts one
    foot or both. Not assessed on trails and treadmills, or with less than 15 minutes of such running.

    Warnings
    --------
    - Where the foot lands cannot be seen from a watch. Steps long for the speed go with landing ahead of the body on average;
      more is not said.
    - Long steps are no fault. Long legs, or your own way of running, give them.
    - A distance that reads 3 % too long makes steps 3 % too long.
    """

    id: ClassVar[str] = "overstriding"
    title: ClassVar[str] = "Long steps for the speed"
    needs: ClassVar[frozenset[str]] = frozenset({"cadence_spm", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_LINE, _LANDING, _RAISING)
    family: ClassVar[str] = "cadence"

    found_from_pct: float = 3.4
    line_error_pct: float = 1.3
    vertical_ratio_usual_pct: float = 9.2
    vertical_ratio_sd_pct: float = 1.5
    step_speed_loss_mps: float = 0.20
    without_dynamics_se: float = 0.5
    cap_cadence_only: float = 60.0
    cap_dynamics: float = 75.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge step length against the expected one."""
        level, run = signals.cadence, signals.run
        if run.surface in {"trail", "treadmill"}:
            return self.not_assessed(f"a {run.surface} run: its speed does not give a step length that can be compared")
        if not level.step_excess_pct.is_usable:
            return self.not_assessed(level.step_excess_pct.reason)
        excess = level.step_excess_pct
        error = math.hypot(excess.standard_error, self.line_error_pct)
        support, dynamics = self._dynamics(signals)
        score = evidence_score((excess.value - self.found_from_pct) / error + support)
        expected = level.step_length_m * math.exp(-excess.value / 100.0)
        word = "longer" if excess.value >= 0 else "shorter"
        return self.finding(
            score,
            self._confidence(signals, with_dynamics=bool(dynamics)),
            reason=f"steps of {level.step_length_m:.2f} m (strides of {2 * level.step_length_m:.2f} m), "
            f"{abs(excess.value):.0f} % {word} than the {expected:.2f} m usual at {pace(level.speed_mps)}",
            evidence=(
                evidence_from("step length beyond expected", excess, threshold=self.found_from_pct, source=_LINE),
                *dynamics,
            ),
            spans=(level.span,),
            alternatives=(
                "compatible with overstriding, not proof of it: where the foot lands cannot be seen from a watch",
                "given speed, long steps and low cadence are one and the same number; they count once",
                "long legs for the height, or GPS distance that reads high",
            ),
            advice=_advice(),
            cap=self.cap_dynamics if dynamics else self.cap_cadence_only,
        )

    def _dynamics(self, signals: RunSignals) -> tuple[float, tuple[Evidence, ...]]:
        """How far running dynamics support or contradict long steps [SE], and the numbers.

        The better witness of the two counts, and none at all as much as one that contradicts: leaving out a channel
        never makes the claim stronger.
        """
        found, support = [], -self.without_dynamics_se
        loss = running_level(signals.run, "step_speed_loss_mps", unit="m/s")
        ratio = running_level(signals.run, "vertical_ratio_pct", unit="%")
        if loss.is_usable:
            usual = self.step_speed_loss_mps
            support = 1.0 if loss.value > usual else support
            found.append(evidence_from("step speed loss", loss, threshold=usual, source="engineering value"))
        if ratio.is_usable:
            # A weak, device-dependent witness: half a standard error per standard deviation.
            usual = self.vertical_ratio_usual_pct
            support = max(support, 0.5 * min((ratio.value - usual) / self.vertical_ratio_sd_pct, 1.5))
            found.append(evidence_from("vertical ratio", ratio, threshold=usual, source="45 recorded runs"))
        return support, tuple(found)

    def _confidence(self, signals: RunSignals, *, with_dynamics: bool) -> Confidence:
        minutes = signals.cadence.step_excess_pct.used_s / 60.0
        unclear = any(note.code == "cadence_unit_unclear" for note in signals.run.notes)
        return Confidence(
            {
                f"only {minutes:.0f} min of level running": min(1.0, 0.5 + minutes / 60.0),
                "height not known": 1.0 if signals.run.athlete.height_m else 0.85,
                "it is not clear whether the file counts one foot or both": 0.5 if unclear else 1.0,
                "no running dynamics: judged from speed and cadence alone": 1.0 if with_dynamics else 0.85,
            }
        )


def _advice() -> tuple[Advice, ...]:
    return (
        Advice(
            text="Quicker, shorter steps at the same speed bring the landing closer under the hips: 10 fewer steps/min went with a "
            "landing about 6 % farther ahead, and landing distance goes with braking.",
            source=_LANDING,
        ),
        Advice(text="Start with 5 % more steps a minute and keep the pace.", source=_RAISING),
    )
