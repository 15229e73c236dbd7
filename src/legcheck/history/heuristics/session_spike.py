"""A run much longer than any of the last month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.heuristics._load_sources import FRANDSEN
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["SessionSpike"]

GRADES = (
    (1.10, "small", "1.64 (95 % interval 1.31-2.05)"),
    (1.30, "moderate", "1.52 (95 % interval 1.16-2.00)"),
    (2.00, "large", "2.28 (95 % interval 1.50-3.48)"),
)
"""[-] Distance over the longest before it above which the study speaks of a spike, its name there, and how many times as often runs
up to 10 % longer overuse problems followed (adjusted hazard rate ratio)."""

SCORES = (0.0, 40.0, 49.0, 55.0, 62.0, 75.0, 90.0)
SCORED_RATIOS = (0.5, 1.0, 1.10, 1.15, 1.30, 2.00, 3.00)
"""[score] at [-]: above the first grade 50 and more. The study found about the same for small and moderate spikes, so the score rises
little between them. Engineering values."""

JUST_ABOVE = 50.0
"""[score] Least score above the first grade."""


@dataclass(frozen=True, kw_only=True)
class SessionSpike(PastHeuristic):
    """Compares a run with the longest of the thirty days before it.

    Attributes
    ----------
    window_days : float
        [days]
    min_runs : int
        Runs in that window without which nothing is said.
    ratio : float
        Distance over the longest before it above which it is named. [-]
    """

    id: ClassVar[str] = "session_spike"
    title: ClassVar[str] = "Much longer than any recent run"
    sources: ClassVar[tuple[str, ...]] = (FRANDSEN,)

    window_days: float = 30.0
    min_runs: int = 4
    ratio: float = GRADES[0][0]

    def judge(self, past: Past, place: int) -> Finding:
        """Distance of the run over the longest of the window before it."""
        timeline, distances = past.timeline, past.timeline.distances
        distance = distances[place]
        if not distance > 0.0:
            return self.not_assessed("no distance recorded")
        coverage = timeline.coverage(timeline.run_times[place], self.window_days)
        if not coverage.is_enough:
            return self.not_assessed(coverage.reason)
        earlier = timeline.span_before(place, days=self.window_days)
        measured = [run for run in earlier if distances[run] > 0.0]
        if len(measured) < self.min_runs:
            return self.not_assessed(f"{len(measured)} runs in the {self.window_days:.0f} days before; needs {self.min_runs}")
        longest = max(measured, key=distances.__getitem__)
        ratio = distance / distances[longest]
        return self.finding(
            self._score(ratio),
            self._confidence(timeline, place, longest, len(earlier) - len(measured)),
            reason=self._reason(timeline, place, longest, ratio),
            evidence=(
                Evidence(name="distance over the longest before", value=ratio, unit="-", threshold=self.ratio, source=FRANDSEN),
            ),
            alternatives=(
                "a planned long run or a race",
                "the study counts overuse problems and cannot show that the long run brought them on; it did not ask for heavy legs",
            ),
            advice=(
                Advice(
                    text="let the longest run grow by no more than a tenth of the longest of the last month", source=FRANDSEN
                ),
            ),
        )

    def _score(self, ratio: float) -> float:
        shifted = ratio * GRADES[0][0] / self.ratio
        score = float(np.interp(shifted, SCORED_RATIOS, SCORES))
        return max(score, JUST_ABOVE) if ratio > self.ratio else min(score, JUST_ABOVE - 1.0)

    def _confidence(self, timeline: Timeline, place: int, longest: int, unmeasured: int) -> Confidence:
        run, other = timeline.runs[place], timeline.runs[longest]
        indoors = "treadmill" in {run.surface, other.surface}
        return Confidence(
            {
                "another device measured the longest run before": 0.9 if run.device != other.device else 1.0,
                "distance on a treadmill is an estimate": 0.8 if indoors else 1.0,
                f"{unmeasured} of the runs before have no distance": 0.7 if unmeasured else 1.0,
            }
        )

    def _reason(self, timeline: Timeline, place: int, longest: int, ratio: float) -> str:
        days = (timeline.run_times[place] - timeline.run_times[longest]) / DAY_S
        told = (
            f"{timeline.distances[place] / 1000:.1f} km, {100 * (ratio - 1):+.0f} % against the longest of the "
            f"{self.window_days:.0f} days before ({timeline.distances[longest] / 1000:.1f} km, {days:.0f} days earlier)"
        )
        grades = [(name, times) for start, name, times in GRADES if ratio > max(start, self.ratio)]
        if not grades:
            return told
        name, times = grades[-1]
        return f"{told}: a {name} spike; among 5,205 runners overuse problems followed such runs {times} times as often"
