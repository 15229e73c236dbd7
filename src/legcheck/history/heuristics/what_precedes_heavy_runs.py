"""What came before the heavy runs more often than before the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._heavy import HeavyRuns, for_association
from legcheck.history.heuristics._precursors import MIN_PER_ARM, Association, compare, fewest_runs, precursors
from legcheck.history.heuristics._statistics import score_of_chance

__all__ = ["WhatPrecedesHeavyRuns"]

NEWCOMBE = "Newcombe R.G., Stat Med 1998;17:873-890"
"""Interval for the difference of two rates."""

WESTFALL = "Westfall P.H., Young S.S., Resampling-Based Multiple Testing, Wiley 1993"
"""Correction for looking several times: the clearest of all things looked at, at each shift."""


@dataclass(frozen=True, kw_only=True)
class WhatPrecedesHeavyRuns(PatternHeuristic):
    """Compares how often runs were heavy with and without each thing that can come before; an association, not a cause.

    "Always after intervals." "Only in the morning." Memory keeps what fits. Counting all runs, the light ones too, tells whether it
    is so. If it is, it can be tried: two or three weeks without.

    What is found in your own runs is about you, which no study is. It is still weak: nothing was varied on purpose, and things that
    go together in your week cannot be told apart.

    Attributes
    ----------
    min_runs, min_heavy : int
        Runs with an answer, and heavy ones among them, without which nothing is said; never fewer runs than one over ``level``;
        engineering values. [runs]
    level : float
        Probability by chance, corrected for the number of things looked at, below which one is named; convention. [-]
    shown : int
        Associations in the evidence; engineering value. [associations]
    cap : float
        Largest score: nothing was varied on purpose; engineering value. [score]

    Notes
    -----
    Heavy is what the runner rated so (a feel of 50 of 100 or less) where there are four ratings of each kind at least, else what
    shows in the run itself. The verdict in the light of the past is not used, as load and hour of the day are part of it. Looked at
    are, where known:

    - a run on the day before; a hard session in the 48 h before; the load of three days in the top third,
    - strength training in the two days before,
    - a run more than a tenth longer than any of 30 days,
    - sleep below 7 h; nothing eaten before; illness in the week before,
    - a start before 9 in the morning; more than 25 degC,
    - one of the first five runs in a pair of shoes.

    Each needs four runs with and four without. The difference of both shares comes with Newcombe's 95 % interval (Stat Med, 1998).

    Heavy runs come in spells, and so does what comes before them. So the heavy runs are shifted in time against everything else
    together, and the clearest of all things at each shift is what chance can do (after Westfall and Young, 1993):

        chance = share of shifts at which any of the things goes with heavy runs as clearly

    The score of the clearest is 50 at ``level`` and 75 at a tenth of it, and ``cap`` at most; 0 where runs were less often heavy
    with it.

    Confidence is lower with fewer than 15 runs in the smaller group, and where the runs' own signs stand for how they felt. Not
    assessed with fewer than ``min_runs`` runs, fewer than ``min_heavy`` heavy or other ones, or nothing to compare.

    Warnings
    --------
    - An association is no cause: what is named may go together with a busy week or the season.
    - The chance is corrected for all things looked at; the intervals are of each alone.
    - That nothing stands out does not mean that nothing matters: with few runs only strong links are seen.
    """

    id: ClassVar[str] = "what_precedes_heavy_runs"
    title: ClassVar[str] = "What tends to come before heavy runs"
    sources: ClassVar[tuple[str, ...]] = (NEWCOMBE, WESTFALL)

    min_runs: int = 20
    min_heavy: int = 4
    level: float = 0.05
    shown: int = 5
    cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """The association that chance explains least."""
        runs = for_association(judged)
        count, heavy = int(runs.known.sum()), int(runs.heavy.sum())
        needed = max(self.min_runs, fewest_runs(self.level))
        if count < needed or min(heavy, count - heavy) < self.min_heavy:
            told = f"{heavy} of {count} runs {runs.told_by}"
            return self.not_assessed(f"{told}; needs {needed} runs and {self.min_heavy} of either kind")
        compared = compare(runs, precursors(judged.timeline))
        if not compared:
            return self.not_assessed(f"nothing came before at least {MIN_PER_ARM} runs and was missing before as many others")
        ranked = sorted(compared, key=lambda pair: (pair[1].difference <= 0.0, pair[0], -pair[1].difference))
        return self._told(runs, ranked)

    def _told(self, runs: HeavyRuns, ranked: list[tuple[float, Association]]) -> Finding:
        chance, best = ranked[0]
        more, smaller = best.difference > 0.0, min(best.runs, best.other_runs)
        score = score_of_chance(chance, self.level) if more else 0.0
        found = score >= 50.0
        named = [result.told for value, result in ranked if value <= self.level and result.difference > 0.0]
        nothing = f"none of {len(ranked)} things stands out; most of all {best.told} (runs {runs.told_by})"
        return self.finding(
            score,
            Confidence(
                {
                    f"only {smaller} runs in the smaller group": min(1.0, 0.4 + 0.04 * smaller),
                    "the runs' own signs stand for how they felt; rate your runs": 1.0 if "rated" in runs.told_by else 0.75,
                }
            ),
            reason=f"runs {runs.told_by} are more frequent with {'; '.join(named)}" if found else nothing,
            evidence=tuple(result.as_evidence(NEWCOMBE) for _, result in ranked[: self.shown]),
            alternatives=(
                "an association: what is named may go together with something else, such as a busy week or the season",
                f"{len(ranked)} things were compared and the chance corrected for it; intervals are of each alone",
            ),
            advice=(
                Advice(
                    text=f"where it is yours to choose, try two or three weeks without and compare: {best.name}",
                    source="own runs; an experiment is worth more than an association",
                ),
            ),
            cap=self.cap,
        )
