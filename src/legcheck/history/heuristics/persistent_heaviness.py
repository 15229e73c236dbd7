"""A pattern of heavy runs that training, sleep and food do not explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._diary import diary_series
from legcheck.history.heuristics._heavy import WEAK_FEEL, HeavyRuns, PatternRule, Rate, by_feel, by_signs, by_verdict
from legcheck.history.heuristics._precursors import SHORT_SLEEP_H, associate, fuel_of, precursors
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["PersistentHeaviness"]

MEEUSEN = "Meeusen R. et al., Med Sci Sports Exerc 2013;45:186-205, doi:10.1249/MSS.0b013e318279a10a"
"""Consensus: lasting fatigue without an explanation in training is looked into by leaving out illness, too little energy, too little
iron or magnesium, and others."""

SIM = "Sim M. et al., Eur J Appl Physiol 2019;119:1463-1478, doi:10.1007/s00421-019-04157-y"
"""Too little iron: about 15-35 % of female and 5-11 % of male athletes."""

EXPLAINS, CLEARS, OPEN = "explains", "clears", "open"
"""What a check says: it may explain the pattern, it does not, or it could not be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Check:
    """One explanation that was looked for."""

    name: str
    answer: str
    told: str


@dataclass(frozen=True, kw_only=True)
class PersistentHeaviness(PatternHeuristic):
    """Where heavy runs are a pattern, looks for an explanation in load, rest, strength, heat, sleep, food and illness, and says what is left.

    Legs that stay heavy for weeks although training, sleep and food are sensible have a reason that a watch cannot see. Fatigue
    without an explanation in training is looked into by leaving out other reasons one by one: illness, too little energy, too
    little iron or magnesium and others (consensus, Meeusen et al., Med Sci Sports Exerc, 2013). Too little iron is found in about
    15 to 35 % of female and 5 to 11 % of male athletes (Sim et al., Eur J Appl Physiol, 2019).

    No file shows any of that. What files and diary can do is the first step: see whether something simple explains it. That no
    simple reason was found is weak evidence of another one; it is a reason to ask somebody who can look.

    Attributes
    ----------
    recent_days, before_days : float
        The stretch looked at, and what its load is held against; engineering values. [days]
    more_load : float
        Load a week against before, from which load may explain it; engineering value. [-]
    min_rest_days : float
        Days a week without any activity, below which lack of rest may; engineering value. [days]
    min_nights : int
        Nights without which sleep is open; engineering value. [nights]
    clear_gap : float
        Difference of the shares of heavy runs from which something that came before may explain it; engineering value. [share]
    min_days : float
        Days over which the latest heavy runs have to be spread; engineering value. [days]
    min_of_latest : float
        Share of the latest heavy runs that it has to come before; engineering value. [share]
    open_cap, cap : float
        Largest score while something is open, and at all; engineering values. [score]

    Notes
    -----
    First there has to be a pattern as told under ``pattern``: by the verdicts, or by ratings of weak or worse (a feel of 25 of 100
    or less). And the heavy runs of the last six weeks have to be spread over ``min_days``. Then six explanations are checked,
    leniently, as training is the likelier reason:

    - load: in the ``recent_days`` a daily load of more than ``more_load`` times that of the ``before_days`` before them,
    - rest: in these days fewer than ``min_rest_days`` days a week without any activity,
    - what came before: anything listed under ``what_precedes_heavy_runs`` (strength, heat, hard sessions and more) with a clear
      difference, before many of the latest heavy runs: those you rated weak or worse where that is the pattern, else those with
      signs in the run itself,
    - sleep: a mean of less than 7 h in the diary of these days,
    - food: more than half of the noted runs among the last twenty unfed,
    - illness: any day of it in the diary of these days.

    Each explains, does not, or stays open where nothing is known.

        score = 50 + 50 * (checks that do not explain it) / 6     25 where one explains it

    It ends at ``open_cap`` while any check is open, else at ``cap``. Confidence is 1 - 0.5 * (open checks) / 6. Not assessed: too
    few runs with an answer, or a pattern whose load cannot be checked because files are missing. Without a pattern it is clear.

    Warnings
    --------
    - This is no medical finding. It says that files and diary hold no simple explanation.
    - What is not written down (stress, diet, work on one's feet) is not looked at.
    - Iron, vitamins, medicines and circulation are for a physician; take no supplements on suspicion.
    """

    id: ClassVar[str] = "persistent_heaviness"
    title: ClassVar[str] = "Heavy for weeks without an explanation in training"
    sources: ClassVar[tuple[str, ...]] = (MEEUSEN, SIM)

    recent_days: float = 28.0
    before_days: float = 56.0
    more_load: float = 1.25
    min_rest_days: float = 0.75
    min_nights: int = 7
    clear_gap: float = 0.25
    min_days: float = 21.0
    min_of_latest: float = 0.5
    open_cap: float = 60.0
    cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """Found when there is a pattern, load could be checked, and nothing that could be checked explains it."""
        rule, weak = PatternRule(), by_feel(judged, limit=WEAK_FEEL)
        rates = [(rate, runs) for runs in (by_verdict(judged), weak) if (rate := rule.rate(runs)) is not None]
        if not rates:
            return self.not_assessed(f"too few runs with a verdict or a rating; needs {rule.min_runs}")
        held = [(rate, runs) for rate, runs in rates if rule.word(rate) == "pattern"]
        if not held:
            return self._no_pattern(*rates[0], "no pattern")
        days = _days_of_heavy_runs(judged.timeline, held[0][1])
        if days < self.min_days:
            return self._no_pattern(*held[0], f"a pattern, but of the last {days:.0f} days only")
        checks = self._checks(judged.timeline, weak if held[0][1] is weak else by_signs(judged))
        if checks[0].answer == OPEN:
            return self.not_assessed(f"heavy runs are a pattern, but load cannot be checked: {checks[0].told}")
        return self._told(*held[0], checks)

    def _no_pattern(self, rate: Rate, runs: HeavyRuns, opening: str) -> Finding:
        return self.finding(
            0.0,
            Confidence({}),
            reason=f"{opening}: {rate.heavy} of the last {rate.runs} runs {runs.told_by}",
            evidence=(Evidence(name="heavy runs among the latest", value=float(rate.heavy), unit="runs"),),
        )

    def _told(self, rate: Rate, runs: HeavyRuns, checks: list[_Check]) -> Finding:
        explaining = [check.told for check in checks if check.answer == EXPLAINS]
        cleared = [check.told for check in checks if check.answer == CLEARS]
        still_open = [check.name for check in checks if check.answer == OPEN]
        opening = f"{rate.heavy} of the last {rate.runs} runs {runs.told_by}"
        left = f"; not known: {', '.join(still_open)}" if still_open else ""
        verdict = f"may be explained by {'; '.join(explaining)}" if explaining else f"not explained by {'; '.join(cleared)}"
        return self.finding(
            25.0 if explaining else 50.0 + 50.0 * len(cleared) / len(checks),
            Confidence({f"not known: {', '.join(still_open)}": 1.0 - 0.5 * len(still_open) / len(checks)}),
            reason=f"{opening}; {verdict}{left}",
            evidence=(
                Evidence(
                    name="explanations that were checked", value=float(len(checks) - len(still_open)), unit=f"of {len(checks)}"
                ),
                Evidence(name="explanations found", value=float(len(explaining)), unit="of those", threshold=1.0),
            ),
            alternatives=(
                "stress, diet, work on one's feet and much else leave no trace in files",
                "this is no finding about health",
            ),
            advice=(
                Advice(
                    text="ask a physician rather than guess: a blood test (iron stores, vitamin B12, magnesium), medication, and "
                    "circulation in the legs are what is usually looked at; take no supplements on suspicion",
                    source=f"{MEEUSEN}; {SIM}",
                ),
            ),
            cap=self.open_cap if still_open else self.cap,
        )

    def _checks(self, timeline: Timeline, runs: HeavyRuns) -> list[_Check]:
        """Each explanation; ``runs`` are those of the pattern, by what nothing that came before has a part in."""
        return [
            self._load(timeline),
            self._rest(timeline),
            self._before(timeline, runs),
            self._sleep(timeline),
            _fuel(timeline),
            self._illness(timeline),
        ]

    def _load(self, timeline: Timeline) -> _Check:
        end_s = float(timeline.time_s[-1]) + 1.0
        coverage = timeline.coverage(end_s, self.recent_days + self.before_days)
        if not coverage.is_enough:
            return _Check(name="load", answer=OPEN, told=coverage.reason)
        age = (end_s - timeline.time_s) / DAY_S
        recent = float(timeline.load[age <= self.recent_days].sum()) / self.recent_days
        before = (
            float(timeline.load[(age > self.recent_days) & (age <= self.recent_days + self.before_days)].sum())
            / self.before_days
        )
        ratio = recent / before if before > 0.0 else np.inf
        return _Check(
            name="load",
            answer=EXPLAINS if ratio > self.more_load else CLEARS,
            told=f"load ({100.0 * (ratio - 1.0):+.0f} % in the last {self.recent_days:.0f} days)",
        )

    def _rest(self, timeline: Timeline) -> _Check:
        last = int(timeline.local_day[-1])
        active = np.unique(timeline.local_day[timeline.local_day > last - int(self.recent_days)])
        free = 7.0 * (1.0 - len(active) / int(self.recent_days))
        return _Check(
            name="rest",
            answer=EXPLAINS if free < self.min_rest_days else CLEARS,
            told=f"rest ({free:.1f} days a week without activity)",
        )

    def _before(self, timeline: Timeline, runs: HeavyRuns) -> _Check:
        """What came before heavy runs clearly more often, the latest among them: leniently, as training is the likelier cause."""
        latest = np.flatnonzero(runs.heavy & runs.known)[-PatternRule().windows[0] :]
        found = [(item, result) for item in precursors(timeline) if (result := associate(runs, item)) is not None]
        clear = [
            result
            for item, result in found
            if result.difference >= self.clear_gap and result.low > 0.0 and item.present[latest].mean() >= self.min_of_latest
        ]
        if clear:
            best = max(clear, key=lambda result: result.difference)
            return _Check(name="what came before", answer=EXPLAINS, told=best.told)
        names = f"{len(found)} things that came before"
        return _Check(name="what came before", answer=CLEARS if found else OPEN, told=names)

    def _sleep(self, timeline: Timeline) -> _Check:
        series = diary_series(timeline, "sleep_h")
        recent = series.value[series.day > int(timeline.local_day[-1]) - self.recent_days]
        if len(recent) < self.min_nights:
            return _Check(name="sleep", answer=OPEN, told="sleep is not logged")
        mean = float(recent.mean())
        return _Check(name="sleep", answer=EXPLAINS if mean < SHORT_SLEEP_H else CLEARS, told=f"sleep ({mean:.1f} h a night)")

    def _illness(self, timeline: Timeline) -> _Check:
        first = int(timeline.local_day[-1]) - int(self.recent_days)
        told = [note.illness for note in timeline.diary if note.illness is not None and note.day > timeline.day_of(first)]
        if not told:
            return _Check(name="illness", answer=OPEN, told="illness is not logged")
        return _Check(name="illness", answer=EXPLAINS if any(told) else CLEARS, told=f"illness ({sum(told)} days)")


def _days_of_heavy_runs(timeline: Timeline, runs: HeavyRuns) -> float:
    """Days from the first to the last heavy run of the last six weeks."""
    times = timeline.run_time_s[runs.heavy & runs.known]
    latest = times[times >= timeline.run_time_s[-1] - 42.0 * DAY_S]
    return float(latest[-1] - latest[0]) / DAY_S if latest.size else 0.0


def _fuel(timeline: Timeline) -> _Check:
    fasted, noted = fuel_of(timeline)
    if noted[-20:].sum() < PatternRule().min_runs:
        return _Check(name="food", answer=OPEN, told="food is not logged")
    share = float(fasted[-20:].sum() / noted[-20:].sum())
    return _Check(
        name="food", answer=EXPLAINS if share > 0.5 else CLEARS, told=f"food ({100.0 * share:.0f} % of noted runs unfed)"
    )
