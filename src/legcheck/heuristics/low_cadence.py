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

    Attributes
    ----------
    found_from_sd : float
        Smallest shortfall worth naming. [SD between runners] One SD is 6.5-8 steps/min in three samples; with the error of
        the line a run is named from about 1.2 SD.
    line_error_sd : float
        Uncertainty of the expected value itself (line, height term). [SD]
    strong_from_sd : float
        Shortfall from which the evidence may count as strong. [SD] About 14 steps/min.
    cap_below_strong : float
        Highest score below that. [score]
    suggested_raise : float
        Raise worth trying at the same speed. [share] Heiderscheit et al. 2011 studied 5 and 10 %.
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
