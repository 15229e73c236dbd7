"""Heart-rate drift: the heart works harder for the same speed as the run goes on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._open import left_open
from legcheck.signals import HeartRateDrift, RunSignals
from legcheck.signals._inputs import median_where

__all__ = ["HeartRateDriftFinding"]

_SMYTH = (
    "Smyth B. et al., Decoupling of internal and external workload during a marathon. Sports Med, 2022. "
    "doi:10.1007/s40279-022-01680-5"
)
_OWN = "drift at equal speed in 82 recorded steady runs: median 8.4 bpm/h, 10-90 %: -2 to 32"
_HEAT = (
    "Wingo J.E. et al., Cardiovascular drift during heat stress: implications for exercise prescription. "
    "Exerc Sport Sci Rev, 2012;40:88-94. doi:10.1097/JES.0b013e31824c43af"
)
_FLUID = (
    "Adams W.M. et al., Influence of body mass loss on changes in heart rate during exercise in the heat: a systematic review. "
    "J Strength Cond Res, 2014;28:2380-2389. doi:10.1519/JSC.0000000000000501"
)


@dataclass(frozen=True, kw_only=True)
class HeartRateDriftFinding(Heuristic):
    """Heart rate rising at equal effort beyond what most steady runs show.

    When the heart beats faster and faster for the same pace, the run gets harder although the legs do the same work. That is a
    limit of heart and heat more than of legs, so it counts a little over half in the verdict on heavy legs.

    That heart rate drifts is beyond doubt. Over 82,303 recreational marathon runners heart rate per speed was 1.16 times (SD
    0.22) as high near the end as early on (Smyth et al., Sports Med, 2022). In heat heart rate rises by about 3 beats a minute
    for each 1 % of body mass lost (Adams et al., J Strength Cond Res, 2014), and a load held by pace becomes a rising one
    (Wingo et al., Exerc Sport Sci Rev, 2012). What a given drift means for how a run feels is far less certain: 82 recorded
    steady runs drifted by 8.4 bpm/h in the median, and one in ten by 32 or more.

    Attributes
    ----------
    found_from_bpm_per_h : float
        Smallest drift worth naming. [bpm/h] A little under the median of real steady runs, 8.4; with its error a run of an hour
        is named from about 14, one of an hour and a half from about 11.
    day_error_bpm_per_h : float
        Run-to-run wander of drift that has no cause worth naming. [bpm/h] An engineering value.
    slipped_error_bpm_per_h : float
        Further error where the sensor has followed the steps for a while: one that slipped once may have slipped unseen.
        [bpm/h] An engineering value.
    warm_from_c : float
        Temperature that stands as the limit beside the recorded one; it does not move the score. [degC] An engineering value.

    Notes
    -----
    ``legcheck.signals.heart_rate_drift`` fits 30-s means of running with usable heart rate from minute 10 to just before the
    finish:

        HR(t) = a + b * lagged speed(t) + c * t

    Speed is grade-adjusted and delayed by 20 to 60 s, whichever fits best. ``b`` leans on (HR - resting HR) / speed, so that a
    run at one pace can be judged. ``c`` is the drift in bpm/h. The half-against-half decoupling stands beside it and does not
    decide.

        z = (drift - found_from_bpm_per_h) / hypot(standard error, day_error_bpm_per_h, slipped_error_bpm_per_h where it slipped)

    Confidence is lower below 50 minutes of usable heart rate, with a wrist or unknown sensor, where a tenth or more of the
    heart rate was not trusted, and on a hilly course.

    Not assessed without heart rate, with less than half an hour of it after minute 10, in an interval session, where
    grade-adjusted pace varied by more than 10 %, on a treadmill, or where the run is so uneven that a drift of three times
    ``found_from_bpm_per_h`` cannot be ruled out.

    Warnings
    --------
    - It does not tell heat, lost fluid, an intensity above the first threshold and little endurance training apart; here they
      look alike.
    - It says nothing about your heart's health.
    - The temperature comes from a sensor on the body and reads warm. It is a hint beside the number.
    - A drift of about 8 bpm/h is usual: half of the recorded steady runs drifted by more.
    """

    id: ClassVar[str] = "heart_rate_drift"
    title: ClassVar[str] = "Heart-rate drift"
    needs: ClassVar[frozenset[str]] = frozenset({"heart_rate_bpm", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_SMYTH, _HEAT, _FLUID)
    family: ClassVar[str] = "heart"

    found_from_bpm_per_h: float = 7.5
    day_error_bpm_per_h: float = 1.0
    slipped_error_bpm_per_h: float = 2.5
    warm_from_c: float = 22.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge drift at equal grade-adjusted speed."""
        drift = signals.drift
        if not drift.drift_bpm_per_h.is_usable:
            return self.not_assessed(drift.drift_bpm_per_h.reason)
        if signals.run.surface == "treadmill":
            return self.not_assessed("a treadmill run: its speed is not measured, so effort may have changed unseen")
        value = drift.drift_bpm_per_h
        slipped = any(note.code == "heart_rate_locked" for note in signals.run.notes)
        unseen = self.slipped_error_bpm_per_h if slipped else 0.0
        error = math.hypot(value.standard_error, self.day_error_bpm_per_h, unseen)
        if unknown := left_open(value.value, error, self.found_from_bpm_per_h, unit="bpm/h"):
            return replace(self.not_assessed(unknown), evidence=self._evidence(signals)[:1])
        score = evidence_score((value.value - self.found_from_bpm_per_h) / error)
        return self.finding(
            score,
            self._confidence(signals),
            reason=_sentence(drift),
            evidence=self._evidence(signals),
            spans=(drift.span,),
            alternatives=(
                "heat, fluid loss, an intensity above the first threshold and little endurance training look alike here",
                "caffeine, or a climb that the altitude trace misses, would do the same",
            ),
            advice=_advice(),
        )

    def _evidence(self, signals: RunSignals) -> tuple[Evidence, ...]:
        drift = signals.drift
        return (
            evidence_from("drift at equal speed", drift.drift_bpm_per_h, threshold=self.found_from_bpm_per_h, source=_OWN),
            evidence_from("decoupling, half against half", drift.decoupling_pct, threshold=None, source=_SMYTH),
            evidence_from("of which speed changed by", drift.speed_change, threshold=None, source=""),
            evidence_from("of which heart rate changed by", drift.heart_rate_change, threshold=None, source=""),
            *self._temperature(signals),
        )

    def _temperature(self, signals: RunSignals) -> tuple[Evidence, ...]:
        run = signals.run
        if not run.has("temperature_c"):
            return ()
        value = median_where(run["temperature_c"], run.masks["recorded"])
        source = "sensor on the body, reads warm"
        return (
            Evidence(
                name="median temperature at the sensor", value=value, unit="degC", threshold=self.warm_from_c, source=source
            ),
        )

    def _confidence(self, signals: RunSignals) -> Confidence:
        usable_min = signals.drift.usable_s / 60.0
        strap = signals.run.activity.device.heart_rate_source == "strap"
        masked = _share_untrusted(signals)
        return Confidence(
            {
                f"only {usable_min:.0f} min of usable heart rate": min(1.0, 0.4 + max(usable_min - 20.0, 0.0) / 50.0),
                "wrist or unknown heart-rate sensor": 1.0 if strap else 0.9,
                f"{100 * masked:.0f} % of the heart rate was not trusted": 1.0 if masked < 0.1 else 0.6,
                "hilly course: the effort of slopes is estimated": 0.8 if signals.session_type == "hilly" else 1.0,
            }
        )


def _share_untrusted(signals: RunSignals) -> float:
    run = signals.run
    late = run.elapsed_s >= signals.drift.span.start_s
    moving = int((run.running & late).sum())
    return 1.0 - float((run.running & late & run.masks["heart_rate_usable"]).sum()) / moving if moving else 1.0


def _sentence(drift: HeartRateDrift) -> str:
    rise = drift.drift_bpm_per_h
    direction = "rose" if rise.value >= 0 else "fell"
    return (
        f"heart rate {direction} by {abs(rise.value):.0f} bpm an hour at equal effort "
        f"({drift.decoupling_pct.value:+.1f} % decoupling between the halves)"
    )


def _advice() -> tuple[Advice, ...]:
    return (
        Advice(
            text="In the heat go by heart rate or feel rather than by pace: at a fixed pace the load keeps rising.",
            source=_HEAT,
        ),
        Advice(
            text="Weigh yourself before and after a warm run: heart rate was about 3 bpm higher for each 1 % of body mass lost.",
            source=_FLUID,
        ),
    )
