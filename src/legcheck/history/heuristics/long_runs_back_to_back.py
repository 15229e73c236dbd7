"""A long run, and another one on the day before it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.robust import middle
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["LongRunsBackToBack"]

RULE = "common coaching practice; no trial of long runs on consecutive days was found"

CONTEXT = "context, not evidence: no trial was found that tells how two long runs in two days feel or what follows, so the score is held low"
"""What is not claimed."""

BOTH, ONE, NONE = 60.0, 20.0, 5.0
"""[score] Both runs long, only this one, this one not; engineering values."""


@dataclass(frozen=True, kw_only=True)
class LongRunsBackToBack(PastHeuristic):
    """Looks for long runs on days that follow each other. Context for a heavy day, never scored high.

    Two long runs on end, with nothing short between, are a common explanation among runners for legs that are heavy on the second
    day. It is plausible: stores are not full again, and muscles not yet recovered.

    No trial was found that tells how two long runs in two days feel, or what follows. So this is context beside the other findings,
    and no evidence by itself.

    Attributes
    ----------
    within_h, apart_h : float
        Starts at most and at least so far apart: days that follow each other, but not every other day; closer ones are one outing;
        engineering values. [h]
    week_share : float
        Share of a mean week's kilometres from which a run is long; engineering value. [-]
    longest_share : float
        The same of the longest run of the window; engineering value. [-]
    above_median : float
        A long run is also longer than the usual run by this factor, so that runs that are all alike are not all long; engineering
        value. [-]
    window_days : float
        Before the first of the two; what is usual is taken from here; engineering value. [days]
    min_runs : int
        Runs in that window without which nothing is said; engineering value. [runs]
    cap : float
        Highest score: no trial was found; engineering value. [score]

    Notes
    -----
    What is long depends on you, and is taken from the ``window_days`` before the first of the two runs:

        long = max(min(week_share * mean week, longest_share * longest run), above_median * median run)     [km]

    Found when this run and another one, begun ``apart_h`` to ``within_h`` before it, are both that long. The raw score is fixed: 60
    for two, 20 where only this run is long, 5 where it is not; it ends at ``cap``, so a pair is found with a score of 40. No error
    is reckoned, and confidence is 1.

    Not assessed: no distance recorded, files that do not reach back over the window or leave more than a quarter of its weeks
    empty, or fewer than ``min_runs`` runs in it.

    Warnings
    --------
    - It says what was run, not what it did to the legs.
    - Before a stage race or an ultra two long runs on end may be the plan.
    - A short easy day between them is advice from practice; no trial stands behind it.
    """

    id: ClassVar[str] = "long_runs_back_to_back"
    title: ClassVar[str] = "Long run after long run"
    sources: ClassVar[tuple[str, ...]] = (RULE,)

    within_h: float = 40.0
    apart_h: float = 4.0
    week_share: float = 0.25
    longest_share: float = 0.75
    above_median: float = 1.1
    window_days: float = 30.0
    min_runs: int = 4
    cap: float = 40.0

    def judge(self, past: Past, place: int) -> Finding:
        """Hold this run and those of the day before against the same month."""
        timeline = past.timeline
        distances = timeline.distances
        if not distances[place] > 0.0:
            return self.not_assessed("no distance recorded")
        recent = self._recent(timeline, place)
        first = recent[0] if recent else place
        coverage = timeline.coverage(timeline.run_times[first], self.window_days)
        if not coverage.is_enough:
            return self.not_assessed(coverage.reason)
        window = [distances[run] for run in timeline.span_before(first, days=self.window_days) if distances[run] > 0.0]
        if len(window) < self.min_runs:
            return self.not_assessed(f"{len(window)} runs in the {self.window_days:.0f} days before; needs {self.min_runs}")
        length = self._length(window)
        is_long = distances[place] >= length
        earlier = [run for run in recent if distances[run] >= length]
        pair = earlier[-1] if is_long and earlier else -1
        return self.finding(
            BOTH if pair >= 0 else ONE if is_long else NONE,
            Confidence({}),
            reason=self._reason(timeline, place, pair, length),
            evidence=self._evidence(timeline, place, pair, length),
            alternatives=(
                "long runs on two days may be the plan, before a stage race or an ultra",
                CONTEXT,
            ),
            advice=(Advice(text="put short easy runs or a day of rest between two long runs", source=RULE),),
            cap=self.cap,
        )

    def _recent(self, timeline: Timeline, place: int) -> list[int]:
        """Runs shortly before, without parts of the same outing."""
        latest = timeline.run_times[place] - 3600.0 * self.apart_h
        before = timeline.span_before(place, days=self.within_h / 24.0)
        return [run for run in before if timeline.run_times[run] <= latest and math.isfinite(timeline.distances[run])]

    def _length(self, distances_m: list[float]) -> float:
        """From here on a run is long for this runner. [m]"""
        week = math.fsum(distances_m) / self.window_days * 7.0
        either = min(self.week_share * week, self.longest_share * max(distances_m))
        return max(either, self.above_median * middle(distances_m))

    def _reason(self, timeline: Timeline, place: int, pair: int, length: float) -> str:
        here, bound = timeline.distances[place] / 1000.0, length / 1000.0
        if pair < 0:
            kind = "long" if here >= bound else "not long"
            rest = f", with no other long run in the {self.within_h:.0f} h before" if here >= bound else ""
            return f"{here:.1f} km is {kind} for this runner (from {bound:.1f} km){rest}"
        hours = (timeline.run_times[place] - timeline.run_times[pair]) / DAY_S * 24.0
        before = timeline.distances[pair] / 1000.0
        return f"{here:.1f} km, {hours:.0f} h after {before:.1f} km; both long for this runner (from {bound:.1f} km)"

    def _evidence(self, timeline: Timeline, place: int, pair: int, length: float) -> tuple[Evidence, ...]:
        runs = [("this run", place)] if pair < 0 else [("this run", place), ("the long run before", pair)]
        return tuple(
            Evidence(name=name, value=timeline.distances[run] / 1000.0, unit="km", threshold=length / 1000.0, source=RULE)
            for name, run in runs
        )
