"""Runs that fall off at the same minute, again and again."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, BoolArray, Evidence, Finding, FloatArray
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._statistics import score_of_chance

__all__ = ["ReproducibleOnset"]

WHO = "a professional's judgement is asked for here; no study of such a rule on recorded runs was found"
"""Why this is capped and ends in a referral."""


@dataclass(frozen=True, kw_only=True)
class ReproducibleOnset(PatternHeuristic):
    """Looks for speed that falls at the same time after the start in several runs, more often than chance puts it there.

    Most runners tire at a share of the run: later in a long one, earlier in a short one. Legs that give way at the same *minute*,
    whatever the length, and ease after a stop are something else, and worth showing to somebody who can examine them.

    No study of such a rule on recorded runs was found. The question (is it always at that minute, and does a stop help?) comes from
    practice. A professional's judgement is needed; this only counts.

    Attributes
    ----------
    band_s : float
        Width of the stretch of minutes in which the onsets have to lie; engineering value. [s]
    min_runs : int
        Runs in it; engineering value. [runs]
    first_s, last_s : float
        No onset is seen earlier after the start, nor later before the end; engineering values. [s]
    level : float
        Probability by chance below which it is named; engineering value. [-]
    draws : int
        Times chance is played out; engineering value. [draws]
    alike : float
        Runs with a late fade whose lengths scatter less cannot tell a minute from a share of the run; engineering value. [SD of log
        duration]
    relief_pct : float
        Mean gain of speed after stops from which there is relief; engineering value. [%]
    cap : float
        Largest score; engineering value. [score]

    Notes
    -----
    Taken are runs in which ``late_fade`` was found and the minute of the onset is known (``onset_s`` of
    ``legcheck.signals.pace_decay``, elapsed time from the start). ``inside`` is the largest number of onsets in any stretch of
    ``band_s``.

    Chance is played out twice with a fixed seed, ``draws`` times each: onsets anywhere in the time in which one could have been
    seen, and the same shares of the run in other runs. The second matters because a runner tires at the same share of every run.

        chance = share of draws with as many onsets in one band     the larger of both ways

    The score is 50 at ``level`` and 75 at a tenth of it, up to ``cap``; 0 with fewer than ``min_runs`` onsets in the band.
    Confidence is 1. Whether speed came back by ``relief_pct`` after later stops of half a minute or more is told beside it and does
    not change the score.

    Not assessed: fewer than ``min_runs`` runs long and even enough to see speed fall, or fades in runs of like length only, in
    which a minute is a share. Enough such runs with fewer fades than ``min_runs`` make it clear.

    Warnings
    --------
    - It says that onsets lie together in time, and nothing about what it is.
    - The same loop with the same hill, a fixed turning point or a planned slow end do that, too.
    - The absence of it clears nothing.
    """

    id: ClassVar[str] = "reproducible_onset"
    title: ClassVar[str] = "Falls off at the same minute every time"
    sources: ClassVar[tuple[str, ...]] = (WHO,)

    band_s: float = 420.0
    min_runs: int = 4
    first_s: float = 600.0
    last_s: float = 300.0
    level: float = 0.01
    draws: int = 2000
    alike: float = 0.10
    relief_pct: float = 3.0
    cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """Chance that as many onsets lie in one band, the larger of both ways to play it out."""
        timeline = judged.timeline
        onset, end = timeline.column("onset_s"), timeline.column("elapsed_s")
        end = np.where(np.isfinite(end), end, timeline.duration_s)
        faded = np.array([run.statuses.get("late_fade") == "found" for run in timeline.runs], dtype=np.bool_)
        chosen = faded & np.isfinite(onset) & (end - self.last_s > self.first_s) & (onset < end)
        if chosen.sum() < self.min_runs:
            looked = sum(run.statuses.get("late_fade", "not_assessed") != "not_assessed" for run in timeline.runs)
            if looked < self.min_runs:
                return self.not_assessed(f"{looked} runs long and even enough to see speed fall; needs {self.min_runs}")
            return self._none(int(faded.sum()), int(chosen.sum()), looked)
        if float(np.log(end[chosen]).std()) < self.alike:
            told = f"{chosen.sum()} runs with a late fade are all about as long: the same minute is the same share of the run"
            return self.not_assessed(f"{told}, and a runner tires at a share; needs runs of other lengths")
        return self._told(onset[chosen], end[chosen], timeline.column("stop_gain_pct")[chosen])

    def _none(self, faded: int, known: int, looked: int) -> Finding:
        unknown = f", its minute known in {known}" if known < faded else ""
        return self.finding(
            0.0,
            Confidence({}),
            reason=f"speed fell late in {faded} of {looked} runs{unknown}: too few to lie at one minute by more than chance",
            evidence=(Evidence(name="runs with a late fade", value=float(faded), unit="runs", threshold=float(self.min_runs)),),
        )

    def _told(self, onset: FloatArray, end: FloatArray, gain_pct: FloatArray) -> Finding:
        inside, first_s = _densest(onset, self.band_s)
        minute = first_s / 60.0
        chance = self._chance(onset, end, inside)
        known = gain_pct[np.isfinite(gain_pct)]
        relief = float(known.mean()) if known.size else math.nan
        score = score_of_chance(chance, self.level) if inside >= self.min_runs else 0.0
        told = f"speed fell between minute {minute:.0f} and {minute + self.band_s / 60.0:.0f} in {inside} of {len(onset)} runs with a late fade"
        relieved = f"; after {known.size} later stops it came back by {relief:.0f} %" if relief >= self.relief_pct else ""
        return self.finding(
            score,
            Confidence({}),
            reason=f"{told} (chance {chance:.3f}){relieved}",
            evidence=self._evidence(inside, chance, relief),
            alternatives=(
                "the same loop with the same hill, a fixed turning point or a planned slow end puts it at one minute, too",
                "nothing is said about what it is",
            ),
            advice=(
                Advice(
                    text="legs that give way at the same minute and ease after a stop are worth showing to a sports physician; "
                    "take the list of runs along",
                    source=WHO,
                ),
            ),
            cap=self.cap,
        )

    def _evidence(self, inside: int, chance: float, relief_pct: float) -> tuple[Evidence, ...]:
        relief = Evidence(name="speed after stops against before", value=relief_pct, unit="%", threshold=self.relief_pct)
        return (
            Evidence(name="onsets in one band", value=float(inside), unit="runs", threshold=float(self.min_runs)),
            Evidence(name="probability by chance", value=chance, unit="-", threshold=self.level),
            *((relief,) if math.isfinite(relief_pct) else ()),
        )

    def _chance(self, onset: FloatArray, end: FloatArray, inside: int) -> float:
        """Share of draws with as many onsets in one band, the larger of both ways."""
        random = np.random.default_rng(len(onset))
        room = np.maximum(np.maximum(end - self.last_s, onset) - self.first_s, 1.0)
        anywhere = self.first_s + random.random((self.draws, len(onset))) * room
        share = random.permuted(np.tile(onset / end, (self.draws, 1)), axis=1)
        return max(self._share(anywhere, inside), self._share(share * end, inside))

    def _share(self, drawn: FloatArray, inside: int) -> float:
        return float((1 + np.count_nonzero(_fits(np.sort(drawn, axis=1), inside, self.band_s))) / (1 + self.draws))


def _densest(onset: FloatArray, width: float) -> tuple[int, float]:
    """Largest number of values in a band of a width, and where the narrowest such band begins."""
    ordered = np.sort(onset)
    size = bisect_left(range(1, len(ordered) + 1), True, key=lambda count: not _fits(ordered[None, :], count, width)[0])
    return size, float(ordered[_spans(ordered[None, :], size)[0].argmin()])


def _fits(ordered: FloatArray, size: int, width: float) -> BoolArray:
    """In which rows so many values lie in a band of a width."""
    return np.asarray(_spans(ordered, size).min(axis=1) <= width, dtype=np.bool_)


def _spans(ordered: FloatArray, size: int) -> FloatArray:
    """From each value of a row to the one that makes so many."""
    return ordered[:, size - 1 :] - ordered[:, : ordered.shape[1] - size + 1]
