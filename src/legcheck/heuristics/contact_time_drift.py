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
_POOLED = (
    "Trowell D. et al., Effects of running-induced fatigue on joint kinematics and kinetics during overground running: a systematic "
    "review and meta-analysis. Sports Biomech, 2024. PMID 38752790"
)
_MARATHON = (
    "Chan-Roper M. et al., Kinematic changes during a marathon for fast and slow runners. J Sports Sci Med, 2012;11:77-82."
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

    Tired legs tend to stay on the ground a little longer at each step. In a meta-analysis of 16 studies contact time grew while
    speed stayed the same: standardised mean difference 0.52 (95 % interval 0.22 to 0.82; Trowell et al., Sports Biomech, 2024).
    A review of 68 studies found the same direction (Apte et al., Front Physiol, 2021). That makes it the best supported sign of
    tired legs in the steps themselves.

    Slower running lengthens contact too, and that is no sign of anything. At km 40 of a marathon contact was 13 % longer than
    at km 8, with the change of speed left in (Chan-Roper et al., J Sports Sci Med, 2012). So the runner's own speed curve is
    taken out first, as Zandbergen et al. (Front Sports Act Living, 2023) ask for. The sign is modest, and its absence proves
    nothing: about half of runners change their steps when tired, and half do not.

    Attributes
    ----------
    found_from_pct : float
        Smallest rise worth naming. [%] An engineering value, about a sixth of the rise seen over a marathon uncorrected for
        speed; with its error a run is named from about 3 %.
    device_error_pct : float
        Slow wander of a strap or pod within a run. [%] An engineering value.

    Notes
    -----
    ``legcheck.signals.gait_change`` compares 30-s means of level running (slope up to 2 %, or no altitude known) in the windows
    in which pace is compared: minute 10 to 40 % of the run, and the last quarter without the last 3 %.

        change = 100 * [(ln contact late - ln contact early) - b * (ln speed late - ln speed early)]

    ``b``, the runner's own answer of contact time to speed, is read from what changes within five minutes and leans on -0.35,
    the median of 82 recorded steady runs. Over longer times contact and speed tire together, and ``b`` would take up what is
    looked for.

        z = (change - found_from_pct) / hypot(standard error, device_error_pct)

    The standard error holds the slow waves of contact time, the error of ``b`` and a slow error of satellite speed.

    Confidence falls below 24 minutes of level running compared. Not assessed without ground contact time, in an interval
    session, with less than four minutes of level running in either window, where late and early speed are too far apart for one
    curve (about 26 % slower or 35 % faster), or where the run is so uneven that a rise of three times ``found_from_pct`` cannot
    be ruled out.

    Warnings
    --------
    - *Clear* does not mean fresh legs: half of runners show no change when tired.
    - A longer contact does not say that legs are heavy. Softer ground, other footing or a slipped strap do the same.
    - Contact times of straps, pods and wrists differ. Only the change within one run is judged, never the level.
    """

    id: ClassVar[str] = "contact_time_drift"
    title: ClassVar[str] = "Longer ground contact"
    needs: ClassVar[frozenset[str]] = frozenset({"contact_time_ms", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_META, _POOLED, _FATIGUE, _MARATHON)
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
