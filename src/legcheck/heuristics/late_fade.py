"""Late fade: slower at the end than early on, and what the legs did meanwhile."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Estimate, Evidence, Finding, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.heuristics._open import left_open
from legcheck.heuristics._wording import minutes
from legcheck.signals import RunSignals
from legcheck.signals.relief import HEART_HAD_ROOM

__all__ = ["LateFade"]

_DAMAGE = (
    "Del Coso J. et al., Running pace decrease during a marathon is positively related to blood markers of muscle damage. "
    "PLoS ONE, 2013. doi:10.1371/journal.pone.0057602"
)
_FATIGUE = (
    "Zandbergen M.A. et al., Quantifying and correcting for speed and stride frequency effects on running mechanics in fatiguing outdoor running. Front Sports Act Living, 2023. "
    "doi:10.3389/fspor.2023.1085513"
)
_GAIT = (
    "Apte S. et al., Biomechanical response of the lower extremity to running-induced acute fatigue: a systematic review. "
    "Front Physiol, 2021. doi:10.3389/fphys.2021.646042"
)
_PACING = (
    "Deaner R.O. et al., Men are more likely than women to slow in the marathon. Med Sci Sports Exerc, 2015;47:607-616. "
    "doi:10.1249/MSS.0000000000000432"
)


@dataclass(frozen=True, kw_only=True)
class LateFade(Heuristic):
    """Grade-adjusted speed of the last quarter below that of the early part.

    Pace that cannot be held is the plainest trace that heavy legs leave in a file. In a marathon, runners who slowed by more
    than 15 % had more muscle proteins in the blood than the others, while both groups had lost about 3 % of body mass and were
    equally warm (Del Coso et al., PLoS ONE, 2013). Legs can stop a runner while the rest has room.

    That you slowed can be measured well. Why, much less: easing off looks the same in pace alone, and slowing is common. Second
    halves of marathons were 15.6 % slower in men and 11.7 % in women (Deaner et al., Med Sci Sports Exerc, 2015). So pace says
    *that*, and heart rate, contact time and cadence are asked *why*. In the steps little can be expected: contact grows at
    equal speed (Apte et al., Front Physiol, 2021), and only after each runner's own answer to speed is taken out (Zandbergen et
    al., Front Sports Act Living, 2023).

    Attributes
    ----------
    found_from_pct : float
        Smallest fade worth naming. [%] GPS distance differs by 3-6 % between watches, less within one run; with its error a run
        is named from about 7 %.
    strong_from_pct : float
        Fade that marked the group with more muscle damage. [%] Del Coso et al. 2013; it chooses the advice, not the score.
    cadence_change_spm : float
        Change of cadence at equal speed worth mentioning, either way. [steps/min] An engineering value; it does not move the
        score.
    contact_time_change_pct : float
        Rise of ground contact time at equal speed worth mentioning. [%] An engineering value; it does not move the score.
    mostly_walked_pct : float
        Part of the slowing that walking makes from which it is named first. [%] An engineering value: simulated tired runners
        who walked now and then stayed below it in nine of ten.

    Notes
    -----
    ``legcheck.signals.pace_decay`` compares 30-s means of grade-adjusted speed. *Before* is minute 10 to 40 % of the moving
    time (later in short runs), *late* the last quarter without the last 3 %. Both are fixed by the clock.

        fade = 1 - exp(mean ln speed late - mean ln speed before)
        z = (100 * fade - found_from_pct) / standard error

    The standard error holds the slow waves of speed and slow errors of satellite speed. Where speed bends within the late
    window, what follows the bend is taken if it speaks more clearly, with an error 1.3 times as large.

    - Walking counts as slowing, standing does not. A walk home of up to a quarter of an hour and a marked cool-down are left
      out.
    - Where walking breaks run through the whole run, running is held against running.
    - In an interval session the last two repetitions are held against the first two, among those of about one length.

    Beside it stand the cardiac relief ratio, contact time and cadence at equal speed, the onset, the walked part and the slope.
    They do not move the score; most of them serve to weigh the causes.

    Confidence is lower below 20 minutes compared, on trails or without usable altitude, on hilly courses, between repetitions,
    where most of the slowing is walking, and where pace went up and down all along. Not assessed on a treadmill, below 40
    minutes of moving or with too little speed recorded, with fewer than four like repetitions, or where the run is so uneven
    that a fade of three times ``found_from_pct`` cannot be ruled out.

    Warnings
    --------
    - It does not say that legs made you slow. Choice, heat, fuel, a fast start, wind or poor reception slow a run too; the
      causes are weighed apart from this.
    - The muscle proteins are a finding about groups of marathon runners. None are measured here.
    - *Clear* does not mean fresh legs: an even pace can be run on heavy ones.
    """

    id: ClassVar[str] = "late_fade"
    title: ClassVar[str] = "Late fade"
    needs: ClassVar[frozenset[str]] = frozenset({"speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_DAMAGE, _GAIT, _FATIGUE, _PACING)
    family: ClassVar[str] = "pace"

    found_from_pct: float = 4.0
    strong_from_pct: float = 15.0
    cadence_change_spm: float = 2.0
    contact_time_change_pct: float = 3.0
    mostly_walked_pct: float = 55.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge late against early speed."""
        decay, run = signals.decay, signals.run
        if run.surface == "treadmill":
            return self.not_assessed("a treadmill run: its speed is not measured")
        if not decay.fade.is_usable:
            return self.not_assessed(decay.fade.reason)
        fade, error = 100 * decay.fade.value, 100 * decay.fade.standard_error
        if unknown := left_open(fade, error, self.found_from_pct, unit="%"):
            return replace(self.not_assessed(unknown), evidence=self._evidence(signals)[:1])
        score = evidence_score((fade - self.found_from_pct) / error)
        return self.finding(
            score,
            self._confidence(signals),
            reason=_sentence(signals) + self._on_foot(signals),
            evidence=self._evidence(signals),
            spans=(self._span(signals),),
            alternatives=_alternatives(signals),
            advice=_advice(signals, self.strong_from_pct),
        )

    def _on_foot(self, signals: RunSignals) -> str:
        """What walking has to do with it, in words."""
        if signals.decay.basis == "running between walks":
            return ", running held against running (walking breaks all along are left out)"
        home = signals.layout.windows.walk_home_s
        told = f"; the last {home / 60:.0f} min were walked and are not judged" if home else ""
        if not self._walked(signals):
            return told
        share = 100.0 * signals.gait.walking_share_late
        return f", mostly by walking ({share:.0f} % of the end was walked){told}"

    def _evidence(self, signals: RunSignals) -> tuple[Evidence, ...]:
        """Fade first, then what tells its causes apart, then its shape."""
        decay, gait = signals.decay, signals.gait
        contact = "ground contact time change at equal speed"
        given = (
            ("fade", decay.fade, self.found_from_pct, _DAMAGE, 100.0),
            ("cardiac relief ratio", signals.relief, None, _DAMAGE, 1.0),
            (contact, gait.contact_time_pct, self.contact_time_change_pct, _GAIT, 1.0),
            ("cadence change at equal speed", gait.cadence_spm, -self.cadence_change_spm, _FATIGUE, 1.0),
            ("onset", decay.onset_s, None, "bend or step against one line", 1.0),
            (
                "part of the slowing that is walking",
                signals.walked,
                None,
                "mean speed of all and of the running seconds",
                100.0,
            ),
            ("change of speed in an hour", _in_an_hour(decay.slope_per_h), None, "Theil-Sen slope", 100.0),
        )
        return tuple(
            evidence_from(name, estimate, threshold=threshold, source=source, scale=scale)
            for name, estimate, threshold, source, scale in given
            if estimate.is_usable
        )

    def _span(self, signals: RunSignals) -> Span:
        onset, late = signals.decay.onset_s, signals.decay.late
        return Span(
            min(onset.value, late.start_s) if onset.is_usable else late.start_s, max(self._slow_until(signals), late.end_s)
        )

    def _slow_until(self, signals: RunSignals) -> float:
        """The end of moving where the last bit, which is not compared, was as slow as what is named; else 0. [s]"""
        run, decay = signals.run, signals.decay
        if decay.is_between_repetitions or signals.layout.windows.walk_home_s:
            return 0.0
        speed = run["grade_adjusted_speed_mps"]
        rest = (run.running | run.masks["walking"]) & (run.elapsed_s >= decay.late.end_s) & np.isfinite(speed)
        is_slow = rest.any() and float(speed[rest].mean()) <= (1.0 - self.found_from_pct / 100.0) * decay.reference_speed_mps
        return float(run.elapsed_s[rest][-1]) if is_slow else 0.0

    def _walked(self, signals: RunSignals) -> bool:
        return signals.walked.is_usable and 100.0 * signals.walked.value > self.mostly_walked_pct

    def _confidence(self, signals: RunSignals) -> Confidence:
        moving_min = signals.decay.fade.used_s / 60.0
        codes = {note.code for note in signals.run.notes}
        rough = signals.run.surface == "trail" or "altitude_noisy" in codes or "no_altitude" in codes
        return Confidence(
            {
                f"only {moving_min:.0f} min compared": min(1.0, 0.5 + moving_min / 40.0),
                "trail, or no usable altitude: slopes may pass for slowing": 0.75 if rough else 1.0,
                "hilly course: the effort of slopes is estimated": 0.85 if signals.session_type == "hilly" else 1.0,
                "interval session: only four repetitions compared": 0.8 if signals.decay.is_between_repetitions else 1.0,
                "most of the slowing is walking: rests, traffic or a walk by choice look the same": (
                    0.75 if self._walked(signals) else 1.0
                ),
                "pace went up and down all along: stops, traffic or play may pass for slowing": (
                    0.75 if signals.session_type == "variable" else 1.0
                ),
            }
        )


def _sentence(signals: RunSignals) -> str:
    decay, onset = signals.decay, signals.decay.onset_s
    fade = 100 * decay.fade.value
    size = f"{abs(fade):.0f} % {'slower' if fade >= 0 else 'faster'}"
    if decay.is_between_repetitions:
        return f"the last two repetitions {size} than the first two (slopes allowed for)"
    if onset.is_usable and decay.late.start_s >= onset.value:
        return f"from {minutes(onset.value)} on {size} than the early part (slopes allowed for)"
    falling = f", falling from {minutes(onset.value)}" if onset.is_usable and fade > 0 else ""
    return f"the last quarter {size} than the early part (slopes allowed for){falling}"


def _in_an_hour(slope: Estimate) -> Estimate:
    """Share of its speed that a run gains in an hour, from the slope of log speed: -1 an hour is 63 % slower, never more than 100 %. [fraction]"""
    if not slope.is_usable:
        return slope
    value, low, high = (math.expm1(number) for number in (slope.value, slope.low, slope.high))
    error = (1.0 + value) * slope.standard_error
    return replace(slope, value=value, low=low, high=high, standard_error=error, unit="fraction")


def _alternatives(signals: RunSignals) -> tuple[str, ...]:
    given = ["easing off on purpose looks the same in pace alone"]
    if not signals.run.has("heart_rate_bpm"):
        given.append("without heart rate it cannot be told whether legs or heart set the limit")
    if not signals.run.has("contact_time_ms"):
        given.append("without ground contact time tired legs and the wish to slow down look alike")
    given.append("headwind, soft ground or poor GPS reception on the way back")
    return tuple(given)


def _advice(signals: RunSignals, strong_pct: float) -> tuple[Advice, ...]:
    """What to try; what was seen in those who slowed much is told only of a slowing like theirs, with a heart that had room."""
    pacing = Advice(
        text="Slowing late is common: second halves of marathons were 16 % (men) and 12 % (women) slower on average. Try the "
        "same route with a slower first third and compare.",
        source=_PACING,
    )
    relief = signals.relief
    had_room = relief.is_usable and relief.value > HEART_HAD_ROOM
    if not had_room or 100 * signals.decay.fade.value < strong_pct:
        return (pacing,)
    damage = Advice(
        text="Marathon runners who slowed by more than 15 % showed more muscle damage than the others, but no more fluid loss "
        "or heat: when heart rate falls with the pace, look to the legs before the bottle.",
        source=_DAMAGE,
    )
    return pacing, damage
