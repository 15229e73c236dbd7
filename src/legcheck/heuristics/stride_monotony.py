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

    Attributes
    ----------
    found_below_pct : float
        Variation of one-minute step length below which steps count as monotonous. [%]
    spread_pct : float
        How little is known of that bound. [%]
    min_minutes : int
        Shortest stretch that is judged. [min]
    cap : float
        Highest score. [score] No trial ties monotony to heavy legs.
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
