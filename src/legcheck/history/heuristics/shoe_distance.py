"""How far each pair of shoes has gone, and whether runs changed with a new one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, FloatArray
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import Effect, shift
from legcheck.history.heuristics._heavy import felt

__all__ = ["ShoeDistance"]

KONG = "Kong P.W. et al., Br J Sports Med 2009;43:745-749"
"""24 runners, 200 miles (320 km) in one pair: contact time longer, gait adapted, external loads the same."""

LIFETIMES = "500 and 800 km are shops' and makers' rules of thumb; engineering value, no trial found"
"""Where the two lines come from."""


ALTERNATIVES = (
    "how long a pair lasts depends on runner, shoe and ground; distance alone does not wear a runner's legs",
    "other things changed with the shoes: season, training, route",
)
"""What else gives the same numbers."""


@dataclass(frozen=True, kw_only=True)
class ShoeDistance(PatternHeuristic):
    """Adds up the distance of each pair in the diary, and compares runs before and after the last change of shoes.

    A dead pair is a common suspect for dead legs. What was measured: after 200 miles (320 km) in one pair the ground contact of 24
    runners had become longer and their gait had adapted, while the forces on the body stayed the same (Kong, Candelaria and Smith,
    Br J Sports Med, 2009). Runners make up for worn shoes.

    How long a pair lasts is said to be 500 to 800 km. These are rules of thumb of shops and makers, without a trial behind them.
    Whether *your* runs got worse with another pair says more.

    Attributes
    ----------
    worn_km, old_km : float
        The two rules of thumb for how long a pair lasts: told from the first, named from the second; engineering values. [km]
    min_share : float
        Share of the runs of the last weeks with a pair noted, without which nothing is said; engineering value. [-]
    recent_days : float
        A pair worn within them is in use; engineering value. [days]
    min_runs : int
        Runs before and after a change of shoes that are compared; the latest so many before and the first after, twice as many;
        engineering value. [runs]
    worse_points : float
        Change in heavy-legs score or in feel that is worth naming; engineering value. [points of 100]
    cap : float
        Largest score: rules of thumb; engineering value. [score]

    Notes
    -----
    Pairs are those of the diary or of Strava's gear. Of the pairs worn in the last ``recent_days`` the one that has gone farthest
    counts: a score of 25 at ``worn_km`` and 50 at ``old_km``, straight between and beyond.

    Then the newest pair is looked at: from ``min_runs`` to twice as many runs before its first one against as many of the first in
    it, by the heavy-legs score and by how you rated them.

        z = (worse by - worse_points) / SE     SE allows for runs that resemble their neighbours, and for few of them

    That score follows from z as for every finding. The largest counts, up to ``cap``. Confidence is 0.6 + 0.4 * (share of all runs
    with a pair noted), as runs without a note were run in something, too. Not assessed: no shoes noted, or noted for less than
    ``min_share`` of the recent runs.

    Warnings
    --------
    - Distance alone does not wear a runner's legs, and no number of kilometres makes a pair bad.
    - What changed along with the shoes (season, training, route) is not told apart from them.
    - Kilometres before the first file are not known; a pair may have gone farther than is told.
    """

    id: ClassVar[str] = "shoe_distance"
    title: ClassVar[str] = "Shoes: distance and change"
    sources: ClassVar[tuple[str, ...]] = (KONG, LIFETIMES)

    worn_km: float = 500.0
    old_km: float = 800.0
    min_share: float = 0.5
    recent_days: float = 28.0
    min_runs: int = 5
    worse_points: float = 5.0
    cap: float = 60.0

    def judge(self, judged: Judged) -> Finding:
        """The pair in use that has gone farthest, or the change at the last new pair, whichever says more."""
        timeline = judged.timeline
        notes = [timeline.entries[place] for place in timeline.places]
        pairs = ["" if note is None else note.shoes for note in notes]
        if not any(pairs):
            return self.not_assessed(
                "no shoes noted; a column shoes in the diary or Strava's gear tells which pair each run was in"
            )
        recent = timeline.run_time_s[-1] - timeline.run_time_s <= self.recent_days * 86_400.0
        used = [pair for pair, is_recent in zip(pairs, recent, strict=True) if is_recent and pair]
        if len(used) < self.min_share * int(recent.sum()):
            return self.not_assessed(
                f"shoes noted for {len(used)} of {recent.sum()} runs of the last {self.recent_days:.0f} days"
            )
        distance = np.nan_to_num(timeline.column("distance_m")) / 1000.0
        gone = {
            pair: float(sum(km for km, worn in zip(distance, pairs, strict=True) if worn == pair))
            for pair in dict.fromkeys(used)
        }
        return self._told(gone, self._changes(judged, pairs), float(np.mean([bool(pair) for pair in pairs])))

    def _told(self, gone: dict[str, float], changes: list[tuple[str, Effect]], noted: float) -> Finding:
        farthest = max(gone, key=lambda pair: (gone[pair], pair))
        told = ", ".join(f"{pair} {gone[pair]:.0f} km" for pair in sorted(gone, key=lambda pair: (-gone[pair], pair)))
        score = self._worn(gone[farthest])
        parts = [f"in these files: {told}; shoes are said to last {self.worn_km:.0f} to {self.old_km:.0f} km"]
        for name, change in changes:
            score = max(score, evidence_score(change.z_beyond(self.worse_points)))
            parts.append(
                f"with the last new pair {name} {change.value:+.0f} points worse ({change.low:+.0f} to {change.high:+.0f})"
            )
        return self.finding(
            score,
            Confidence({"shoes are not noted for every run: pairs have gone farther": 0.6 + 0.4 * noted}),
            reason="; ".join(parts),
            evidence=(
                Evidence(
                    name=f"distance in {farthest}", value=gone[farthest], unit="km", threshold=self.old_km, source=LIFETIMES
                ),
                *(
                    change.as_evidence(f"{name}, after the last new pair against before", "points", threshold=self.worse_points)
                    for name, change in changes
                ),
            ),
            alternatives=ALTERNATIVES,
            advice=(
                Advice(
                    text="change between two pairs for some weeks and compare how the legs feel", source="engineering judgement"
                ),
            ),
            cap=self.cap,
        )

    def _worn(self, gone_km: float) -> float:
        """25 at the first rule of thumb, 50 at the second, straight between and beyond."""
        return float(np.clip(25.0 + 25.0 * (gone_km - self.worn_km) / (self.old_km - self.worn_km), 0.0, 100.0))

    def _changes(self, judged: Judged, pairs: list[str]) -> list[tuple[str, Effect]]:
        """By how much runs got worse with the last new pair, in verdict and in feel."""
        first = {pair: place for place, pair in reversed(list(enumerate(pairs))) if pair}
        if len(first) < 2:
            return []
        newest = max(first, key=lambda pair: first[pair])
        score = np.array([math.nan if item.score is None else item.score for item in judged.headlines], dtype=np.float64)
        found = []
        for name, values in (("heavy-legs score", score), ("feel", -felt(judged))):
            change = self._change(values, pairs, newest, first[newest])
            if change is not None:
                found.append((name, change))
        return found

    def _change(self, values: FloatArray, pairs: list[str], newest: str, start: int) -> Effect | None:
        known = np.isfinite(values)
        worn = np.array([pair == newest for pair in pairs], dtype=np.bool_)
        before = np.flatnonzero(known[:start])[-2 * self.min_runs :]
        after = np.flatnonzero(known & worn)[: 2 * self.min_runs]
        if min(len(before), len(after)) < self.min_runs:
            return None
        places = np.concatenate([before, after])
        return shift(values[places], places >= start, np.zeros(len(places)))
