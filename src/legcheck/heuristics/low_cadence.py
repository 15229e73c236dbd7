"""Low cadence: fewer steps a minute than usual at this speed, height and slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._wording import below_or_above, pace
from legcheck.signals import CadenceLevel, RunSignals

__all__ = ["LowCadence"]

_LINE = (
    "van Oeveren B.T. et al., Inter-individual differences in stride frequencies during running obtained from wearable data. "
    "J Sports Sci, 2019. doi:10.1080/02640414.2019.1614137"
)
_EVENS_OUT = "Anderson L.M. et al., Sports Med Open, 2022. doi:10.1186/s40798-022-00504-0"
_RAISING = (
    "Heiderscheit B.C. et al., Effects of step rate manipulation on joint mechanics during running. "
    "Med Sci Sports Exerc, 2011;43:296-302. doi:10.1249/MSS.0b013e3181ebedf4"
)


@dataclass(frozen=True, kw_only=True)
class LowCadence(Heuristic):
    """Cadence below what this speed, slope and height lead one to expect.

    At a given speed fewer steps are longer steps, and each asks more of knee and hip. With steps 5 and 10 % quicker at the same
    speed both joints took up less energy at each step, and braking fell (Heiderscheit et al., Med Sci Sports Exerc, 2011). That
    is how a low cadence could help to make legs heavy.

    Could: a review found too little evidence that changing cadence makes runners faster, and it costs effort at first (Anderson
    et al., Sports Med Open, 2022). In the 256 runners behind the line used here cadence was not related to performance (van
    Oeveren et al., J Sports Sci, 2019). So it is a possible contribution, counts for a quarter in the verdict on heavy legs,
    and together with long steps only once.

    Attributes
    ----------
    found_from_sd : float
        Smallest shortfall worth naming. [SD between runners] One SD is 6.5 steps/min where height is known and 8 where it is
        not, after three samples. An engineering value; with the error of the line a run is named from about 1.2 SD.
    line_error_sd : float
        Uncertainty of the expected value itself (line, height term). [SD] An engineering value.
    strong_from_sd : float
        Shortfall from which the evidence may count as strong. [SD] 13 steps/min with, 16 without height. An engineering value.
    cap_below_strong : float
        Highest score below that. [score] An engineering value.
    suggested_raise : float
        Raise worth trying at the same speed. [share] Heiderscheit et al. 2011 studied 5 and 10 %.

    Notes
    -----
    ``legcheck.signals.cadence_level`` takes 30-s means of running between 2.2 and 4.7 m/s on slopes of up to 4 %, after the
    first two minutes, and holds them against ``legcheck.signals.expected_cadence``:

        expected = (150.02 + 6.012 v) * (H / 1.81) ** -0.5 * (1 + 0.006 up + 0.003 down)
        shortfall = mean of (expected - own) / SD between runners
        z = (shortfall - found_from_sd) / hypot(standard error, line_error_sd)

    ``v`` is speed in m/s, ``H`` height in m (that factor is 1 where it is not known), ``up`` and ``down`` the slope in % (down
    negative). The line is that of van Oeveren et al.

    Below ``strong_from_sd`` the score does not pass ``cap_below_strong``. Confidence is lower below 30 minutes of such running,
    without height, with more than a tenth of walking early on, and where it is not clear whether the file counts one foot or
    both. Not assessed on trails and treadmills, or with less than 15 minutes of such running.

    Warnings
    --------
    - The line is a mean of runners and no target. 180 steps/min has no special place on it.
    - A low cadence is no fault. Runners of one height at one speed differ by 6.5 steps/min (SD), and yours may suit you.
    - It does not promise that quicker steps make legs lighter. Trying it is an experiment.
    - A watch that reads too fast makes the cadence look too low.
    """

    id: ClassVar[str] = "low_cadence"
    title: ClassVar[str] = "Low cadence"
    needs: ClassVar[frozenset[str]] = frozenset({"cadence_spm", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_LINE, _RAISING, _EVENS_OUT)
    family: ClassVar[str] = "cadence"

    found_from_sd: float = 0.8
    line_error_sd: float = 0.25
    strong_from_sd: float = 2.0
    cap_below_strong: float = 70.0
    suggested_raise: float = 0.05

    def detect(self, signals: RunSignals) -> Finding:
        """Judge cadence against the expected one."""
        level = signals.cadence
        if signals.run.surface in {"trail", "treadmill"}:
            return self.not_assessed(f"a {signals.run.surface} run: speed there does not set cadence as it does on the road")
        if not level.difference_spm.is_usable:
            return self.not_assessed(level.difference_spm.reason)
        shortfall = level.shortfall_sd
        error = (shortfall.standard_error**2 + self.line_error_sd**2) ** 0.5
        score = evidence_score((shortfall.value - self.found_from_sd) / error)
        return self.finding(
            score,
            self._confidence(signals),
            reason=_sentence(level),
            evidence=(
                evidence_from("cadence below expected", shortfall, threshold=self.found_from_sd, source=_LINE),
                evidence_from("cadence minus expected", level.difference_spm, threshold=None, source=_LINE),
            ),
            spans=(level.span,),
            alternatives=(
                f"this runner's own way: runners of one height differ by {level.between_runners_spm:.0f} steps/min (SD)",
                "the speed may read high (GPS), which raises the expected cadence",
            ),
            advice=self._advice(level),
            cap=100.0 if shortfall.value >= self.strong_from_sd else self.cap_below_strong,
        )

    def _confidence(self, signals: RunSignals) -> Confidence:
        minutes = signals.cadence.difference_spm.used_s / 60.0
        walking = signals.gait.walking_share_reference
        unclear = any(note.code == "cadence_unit_unclear" for note in signals.run.notes)
        return Confidence(
            {
                f"only {minutes:.0f} min of level running": min(1.0, 0.5 + minutes / 60.0),
                "height not known": 1.0 if signals.run.athlete.height_m else 0.85,
                "much walking": 0.6 if walking > 0.1 else 1.0,
                "it is not clear whether the file counts one foot or both": 0.5 if unclear else 1.0,
            }
        )

    def _advice(self, level: CadenceLevel) -> tuple[Advice, ...]:
        target = level.cadence_spm * (1.0 + self.suggested_raise)
        return (
            Advice(
                text=f"Try {target:.0f} steps/min (your own cadence + {100 * self.suggested_raise:.0f} %) at the same speed for "
                "a few minutes at a time; at +5 to +10 % knees and hips absorb less energy with each step.",
                source=_RAISING,
            ),
            Advice(
                text="A review found too little evidence that changing cadence makes runners faster, and it costs effort at "
                "first: it is an experiment, not a must.",
                source=_EVENS_OUT,
            ),
        )


def _sentence(level: CadenceLevel) -> str:
    own, expected = level.cadence_spm, level.expected_spm
    gap = below_or_above(level.difference_spm.value, "steps/min")
    return f"{own:.0f} steps/min at {pace(level.speed_mps)}, {gap} the {expected:.0f} usual at that speed"
