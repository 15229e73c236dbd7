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

    One run far longer than any of late asks more of the legs than they are used to. Of all rules about how fast to add, this has
    the best support. Among 5,205 runners with 588,071 sessions overuse problems followed runs 10 to 30 % longer than the longest of
    the last 30 days 1.64 times as often (95 % interval 1.31 to 2.05), runs 30 to 100 % longer 1.52 times (1.16 to 2.00) and runs
    more than twice as long 2.28 times (1.50 to 3.48), all against runs up to 10 % longer (Frandsen et al., Br J Sports Med, 2025).

    The study watched; it cannot show that the long run brought them on, and it did not ask for heavy legs. That a run beyond all
    recent ones makes legs heavy is plausible, and no more.

    Attributes
    ----------
    window_days : float
        What is recent (Frandsen et al. 2025). [days]
    min_runs : int
        Runs in that window without which nothing is said; engineering value. [runs]
    ratio : float
        Distance over the longest before it above which it is named (Frandsen et al. 2025). [-]

    Notes
    -----
    One number is read off the distances that the files tell:

        spike = distance / longest distance of the window_days before

    Found from a spike of more than ``ratio``. The score is read off a line: 40 at 1.0, 50 just above 1.1, 55 at 1.15, 62 at 1.3, 75
    at 2.0, 90 at 3.0. It rises little between 1.1 and 1.3, as the study found about the same for both. Scores are our choice, and
    no error is reckoned: how much more often problems followed is told in words and never makes the score.

    Confidence is lower where another device measured the longest run, on a treadmill, and where runs have no distance. Not
    assessed: no distance, files that do not reach back over the window or leave more than a quarter of its weeks empty, or fewer
    than ``min_runs`` measured runs in it.

    Warnings
    --------
    - The numbers of the study are about groups of runners. They are no forecast for you.
    - A race or a planned long run is a spike, too, and may be well worth it.
    - Only distance is looked at; hills, heat and pace are not.
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
