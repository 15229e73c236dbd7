"""Contact-time drift: the feet stay on the ground longer at one and the same speed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from legcheck.core import Advice, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._open import left_open
from legcheck.signals import RunSignals

__all__ = ["ContactTimeDrift"]

_META = (
    "Apte S. et al., Biomechanical response of the lower extremity to running-induced acute fatigue: a systematic review. "
    "Front Physiol, 2021. doi:10.3389/fphys.2021.646042"
)
_FATIGUE = (
    "Zandbergen M.A. et al., Quantifying and correcting for speed and stride frequency effects on running mechanics in fatiguing outdoor running. Front Sports Act Living, 2023. "
    "doi:10.3389/fspor.2023.1085513"
)

_ALTERNATIVES = (
    "softer ground or other footing late in the run",
    "a strap that slipped",
    "half of runners show no change of gait when tired: its absence proves nothing",
)

_ADVICE = Advice(
    text="Contact time that grows at one speed is among the gait signs of tired legs that most studies agree on; compare it over several runs "
    "rather than judging one.",
    source=_META,
)


@dataclass(frozen=True, kw_only=True)
class ContactTimeDrift(Heuristic):
    """Ground contact time late in the run beyond what the own speed curve predicts.

    Attributes
    ----------
    found_from_pct : float
        Smallest rise worth naming. [%] A third of the rise seen over a marathon uncorrected for speed.
    device_error_pct : float
        Slow wander of a strap or pod within a run. [%]
    """

    id: ClassVar[str] = "contact_time_drift"
    title: ClassVar[str] = "Longer ground contact"
    needs: ClassVar[frozenset[str]] = frozenset({"contact_time_ms", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_META, _FATIGUE)
    family: ClassVar[str] = "contact"

    found_from_pct: float = 2.0
    device_error_pct: float = 0.4

    def detect(self, signals: RunSignals) -> Finding:
        """Judge contact time at equal speed, late against early."""
        change = signals.gait.contact_time_pct
        if not change.is_usable:
            return self.not_assessed(change.reason)
        if signals.session_type == "intervals":
            return self.not_assessed("an interval session: early and late are run at other speeds")
        name, used_min = "ground contact time change at equal speed", change.used_s / 60.0
        error = (change.standard_error**2 + self.device_error_pct**2) ** 0.5
        evidence = (evidence_from(name, change, threshold=self.found_from_pct, source=_META),)
        if unknown := left_open(change.value, error, self.found_from_pct, unit="%"):
            return replace(self.not_assessed(unknown), evidence=evidence)
        word = "longer" if change.value >= 0 else "shorter"
        return self.finding(
            evidence_score((change.value - self.found_from_pct) / error),
            Confidence({f"only {used_min:.0f} min of level running compared": min(1.0, 0.4 + used_min / 40.0)}),
            reason=f"feet {abs(change.value):.1f} % {word} on the ground late in the run at equal speed",
            evidence=evidence,
            spans=(signals.decay.late,),
            alternatives=_ALTERNATIVES,
            advice=(_ADVICE,),
        )
