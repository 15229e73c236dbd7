"""Sleep and food: what the diary says, and what to write down when it says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import Effect, level
from legcheck.history.heuristics._diary import diary_series
from legcheck.history.heuristics._heavy import for_association
from legcheck.history.heuristics._precursors import (
    SHORT_SLEEP_H,
    Association,
    Precursor,
    compare,
    fewest_runs,
    fuel_of,
    sleep_of,
)
from legcheck.history.heuristics._statistics import score_of_chance

__all__ = ["DailyBasics"]

WATSON = "Watson N.F. et al., J Clin Sleep Med 2015;11:591-592, doi:10.5664/jcsm.4758"
"""Consensus: adults should sleep seven hours or more."""

WALSH = "Walsh N.P. et al., Br J Sports Med 2021;55:356-368, doi:10.1136/bjsports-2020-102025"
"""Consensus on athletes: 7-9 h for all is unlikely to be ideal, needs differ; a few short nights: effect unclear."""

JAGER = "Jäger R. et al., J Int Soc Sports Nutr 2017;14:20, doi:10.1186/s12970-017-0177-8"
"""1.4-2.0 g of protein per kg and day are enough for most people who train."""

NUTRITION = (
    "Academy of Nutrition and Dietetics, Dietitians of Canada, American College of Sports Medicine, Med Sci Sports Exerc 2016"
)
"""Joint position: Nutrition and Athletic Performance."""

CHECKLIST = (
    "what to look at: sleep of 7 to 9 h; enough to drink; carbohydrate before runs and during those over an hour and a half; "
    "1.4 to 1.7 g of protein per kg and day; stress and strict diets"
)
"""What runs cannot show."""

WANTED = "write sleep_h and fuel into the diary"
"""What would answer it."""


@dataclass(frozen=True, kw_only=True)
class DailyBasics(PatternHeuristic):
    """Holds logged sleep against what adults need, and asks whether heavy runs go with short nights or with running unfed.

    A short night, or nothing to burn, can make an easy pace feel hard, and no file of a run shows either. Adults should sleep seven
    hours or more (consensus, Watson et al., J Clin Sleep Med, 2015). For athletes 7 to 9 h for all is unlikely to be right, and
    what a few short nights do is unclear (consensus, Walsh et al., Br J Sports Med, 2021). On food there are joint positions of
    dietitians and sports physicians (Med Sci Sports Exerc, 2016; 1.4 to 2.0 g of protein per kg and day: Jäger et al., J Int Soc
    Sports Nutr, 2017).

    These are recommendations for groups. None of them measured heavy legs. Better than any of them is your own record: were the
    heavy runs those after short nights?

    Attributes
    ----------
    window_days : float
        Nights looked at, counted back from the last activity; engineering value. [days]
    min_nights : int
        Nights without which sleep is not judged; engineering value. [nights]
    level : float
        Probability by chance, corrected for both questions, below which an association is named; runs fewer than one over it are
        not asked; convention. [-]
    cap : float
        Largest score: needs differ, and the diary is an estimate; engineering value. [score]

    Notes
    -----
    Sleep is the mean of ``sleep_h`` in the diary over the last ``window_days``, held against 7 h:

        z = (7 h - mean) / SE     SE allows for nights that resemble their neighbours, and for few nights

    The score follows from z as for every finding. Two associations are asked as well: were runs after less than 7 h of sleep, or
    with nothing eaten before as noted in ``fuel``, heavy more often than the others? Heavy is what you rated as normal or worse,
    where there are four ratings of each kind at least, else what shows in the run itself. Each question needs four runs with and
    four without, and 20 runs in all.

    Heavy runs come in spells, so they are shifted in time against the diary: ``chance`` is the share of shifts at which either of
    the two goes with heavy runs as clearly. It scores 50 at ``level`` and 75 at a tenth of it. The largest of the three scores
    counts, up to ``cap``.

    Confidence is 0.85 throughout, as it is all noted by the runner. Where the diary says too little, it is not assessed and the
    answer is a list of what to look at.

    Warnings
    --------
    - An association is no cause: short nights and busy weeks go together.
    - Seven hours is a recommendation for adults, not your need.
    - Drinking, protein, stress and diets are only named in the list; nothing is concluded about them.
    """

    id: ClassVar[str] = "daily_basics"
    title: ClassVar[str] = "Sleep and food"
    sources: ClassVar[tuple[str, ...]] = (WATSON, WALSH, NUTRITION, JAGER)

    window_days: float = 28.0
    min_nights: int = 7
    level: float = 0.05
    cap: float = 70.0

    def judge(self, judged: Judged) -> Finding:
        """Whichever of sleep and association says more; the checklist where the diary says nothing."""
        sleep = self._sleep(judged)
        linked = self._linked(judged)
        if sleep is None and not linked:
            return self.not_assessed(f"{CHECKLIST}. None of it shows in a run: {WANTED}")
        parts: list[str] = []
        evidence: list[Evidence] = []
        score = 0.0
        if sleep is not None:
            score = evidence_score(-sleep.z_beyond(SHORT_SLEEP_H))
            parts.append(
                f"sleep {sleep.value:.1f} h a night ({sleep.low:.1f} to {sleep.high:.1f}) in the last {self.window_days:.0f} days"
            )
            evidence.append(sleep.as_evidence("mean sleep", "h", threshold=SHORT_SLEEP_H, source=WATSON))
        for chance, result in linked:
            score = max(score, score_of_chance(chance, self.level) if result.difference > 0.0 else 0.0)
            parts.append(f"{result.told} runs heavy")
            evidence.append(result.as_evidence())
        return self._told(score, parts, tuple(evidence))

    def _told(self, score: float, parts: list[str], evidence: tuple[Evidence, ...]) -> Finding:
        return self.finding(
            score,
            Confidence({"as noted by the runner": 0.85}),
            reason="; ".join(parts),
            evidence=evidence,
            alternatives=(
                "an association, not a cause: short nights and busy weeks go together",
                "needs differ: seven to nine hours do not fit everybody",
            ),
            advice=(
                Advice(text="try to sleep 7 to 9 h for two weeks and compare", source=WATSON),
                Advice(
                    text="eat carbohydrate before runs, and during those over an hour and a half; drink to thirst",
                    source=NUTRITION,
                ),
                Advice(text="spread 1.4 to 1.7 g of protein per kg over the day", source=JAGER),
            ),
            cap=self.cap,
        )

    def _sleep(self, judged: Judged) -> Effect | None:
        recent = diary_series(judged.timeline, "sleep_h").younger_than(self.window_days).value
        return level(recent) if len(recent) >= self.min_nights else None

    def _linked(self, judged: Judged) -> tuple[tuple[float, Association], ...]:
        runs, hours = for_association(judged), sleep_of(judged.timeline)
        if runs.known.sum() < fewest_runs(self.level):
            return ()
        fasted, noted = fuel_of(judged.timeline)
        asked = (
            Precursor(
                name=f"after less than {SHORT_SLEEP_H:.0f} h of sleep", present=hours < SHORT_SLEEP_H, known=np.isfinite(hours)
            ),
            Precursor(name="with nothing eaten before, as noted", present=fasted, known=noted),
        )
        return compare(runs, asked)
