"""Which runs have a heart rate that is not believed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import FOUND_AT, Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.sensor_sources import PASADYN, STRAP

__all__ = ["HeartRateFaults"]

MOST_NAMED = 3
"""Runs named one by one."""


@dataclass(frozen=True, kw_only=True)
class HeartRateFaults(PatternHeuristic):
    """Says once which runs were judged without their heart rate, as a sensor that read wrong is likelier than such days.

    Attributes
    ----------
    min_runs : int
        Checked runs without which nothing is said.
    often : float
        Share of them from which the sensor as such is in doubt. [-]
    score : float
        Of any at all: it is about the recordings, not about the legs. [score]
    """

    id: ClassVar[str] = "heart_rate_faults"
    title: ClassVar[str] = "Runs judged without their heart rate"
    sources: ClassVar[tuple[str, ...]] = (PASADYN,)
    is_aside: ClassVar[bool] = True

    min_runs: int = 5
    often: float = 0.05
    score: float = 55.0

    def judge(self, judged: Judged) -> Finding:
        """Found where any run's heart rate is not believed."""
        pairs = list(zip(judged.timeline.runs, judged.sensors, strict=False))
        checked = [(run, check) for run, check in pairs if math.isfinite(check.chance)]
        wrong = [(run, check) for run, check in checked if check.is_fault]
        if len(checked) < self.min_runs:
            return self.not_assessed(
                f"{len(checked)} runs whose heart rate could be held against earlier ones; needs {self.min_runs}"
            )
        share = len(wrong) / len(checked)
        named = [f"{run.start_time:%Y-%m-%d}: {check.told.split(':')[0]}" for run, check in reversed(wrong[-MOST_NAMED:])]
        told = f"{len(wrong)} of {len(checked)} runs" + (f", last {'; '.join(named)}" if named else "")
        return self.finding(
            self.score if wrong else 0.0,
            Confidence({}),
            reason=told,
            evidence=(
                Evidence(
                    name="runs whose heart rate is not believed", value=100.0 * share, unit="%", threshold=100.0 * self.often
                ),
            ),
            alternatives=("days so far from all others that no sensor is at fault: only the runner knows",),
            advice=(Advice(text=STRAP, source=PASADYN),),
            cap=100.0 if share >= self.often else FOUND_AT,
        )
