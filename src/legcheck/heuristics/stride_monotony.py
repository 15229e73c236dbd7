"""Stride monotony: one and the same step, thousands of times. Told, never scored high."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.signals import RunSignals, step_length
from legcheck.signals.variation import variation
from legcheck.signals.windows import bin_means

__all__ = ["StrideMonotony"]

_COACHING = "common coaching advice, not tested in trials"
_OWN = "engineering value, no study behind it"


@dataclass(frozen=True, kw_only=True)
class StrideMonotony(Heuristic):
    """Step length and cadence that hardly vary over a long stretch.

    Coaches say that one and the same step, thousands of times, tires the legs, and that a short burst or a change of stride
    relieves them. No trial has tested it. So this only describes how even the steps were, and its score stays low.

    Attributes
    ----------
    found_below_pct : float
        Variation of one-minute step length below which steps count as monotonous. [%] An engineering value, no study behind it;
        with its error a run is named below about 0.85.
    spread_pct : float
        How little is known of that bound. [%] An engineering value.
    min_minutes : int
        Shortest stretch that is judged. [min] An engineering value.
    cap : float
        Highest score. [score] No trial ties monotony to heavy legs.

    Notes
    -----
    ``legcheck.signals.step_length`` and cadence are averaged over each minute of running from minute 10 to just before the
    finish; minutes of which less than half can be used are left out.

        variation = standard deviation of 100 * ln(mean step length of a minute)        [%]
        z = (found_below_pct - variation) / hypot(standard error, spread_pct)

    The variation of cadence, in steps/min, is told beside it and does not decide. Step length moves with pace and slope, so a
    flat course and an even pace alone bring the number down.

    The score never passes ``cap``; confidence is always 1. Not assessed with fewer than ``min_minutes`` such minutes.

    Warnings
    --------
    - An even stride is no fault. Even pacing on a flat course gives it, and is what most runners train for.
    - It does not say that monotony made your legs heavy; nobody has measured that.
    - It sees means of a minute. How single steps differ does not show in a file of one row a second.
    """

    id: ClassVar[str] = "stride_monotony"
    title: ClassVar[str] = "Monotonous stride"
    needs: ClassVar[frozenset[str]] = frozenset({"cadence_spm", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_COACHING,)
    family: ClassVar[str] = "variety"

    found_below_pct: float = 1.2
    spread_pct: float = 0.2
    min_minutes: int = 45
    cap: float = 25.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the variation of one-minute means."""
        run, span = signals.run, signals.layout.windows.analysed
        series = {"step": step_length(run), "cadence": run["cadence_spm"]}
        bins = bin_means(series, run.masks["gait_usable"], width_s=60.0, span=span)
        if len(bins) < self.min_minutes:
            return self.not_assessed(f"{len(bins)} min of running with cadence after the warm-up; needs {self.min_minutes}")
        steps = variation(100 * np.log(bins["step"]), unit="%", width_s=60.0)
        cadence = variation(bins["cadence"], unit="steps/min", width_s=60.0)
        return self.finding(
            evidence_score((self.found_below_pct - steps.value) / math.hypot(steps.standard_error, self.spread_pct)),
            Confidence({"": 1.0}),
            reason=f"step length varied by {steps.value:.1f} % and cadence by {cadence.value:.1f} steps/min from minute to minute",
            evidence=(
                evidence_from("variation of step length", steps, threshold=self.found_below_pct, source=_OWN),
                evidence_from("variation of cadence", cadence, threshold=None, source=""),
            ),
            spans=(span,),
            alternatives=("a flat course and an even pace, which are no fault",),
            advice=(
                Advice(
                    text="On long flat runs a short burst or a change of stride now and then is said to relieve tired legs.",
                    source=_COACHING,
                ),
            ),
            cap=self.cap,
        )
