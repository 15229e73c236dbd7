"""One heavy run, or a pattern of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._heavy import PatternRule, Rate, by_feel, by_verdict

__all__ = ["Pattern"]

PRIOR = "rate of heavy runs believed beforehand: Beta(1, 4), a fifth; engineering value"
"""Where the prior comes from."""


FURTHEST_ODDS = 6.0
"""[log odds] Neither verdicts nor ratings count as surer than this."""


@dataclass(frozen=True, kw_only=True)
class Pattern(PatternHeuristic):
    """Takes the share of heavy runs among the latest ones with its credible interval, and says pattern, possible, one-off or open.

    Everybody has a bad day; it asks for rest. A pattern asks for its cause. Which of the two it is cannot be told from one run, and
    in memory a bad week easily becomes "always".

    No study was found that says how many heavy runs are a pattern. The rule here is our choice, and it is a cautious one: with few
    runs the answer stays open.

    Attributes
    ----------
    windows : tuple of int
        How many of the latest runs are looked at; the one that speaks most clearly for a pattern counts; engineering values. [runs]
    min_runs : int
        Runs without which nothing is said; engineering value. [runs]
    usual_share : float
        A rate of heavy runs above this is a pattern; engineering value. [share]
    sure, possible : float
        Probability of that from which it is a pattern, and from which it is possible; engineering values. [-]
    min_heavy : int
        Heavy runs without which there is no pattern; engineering value. [runs]
    one_off_runs : int
        Runs with one heavy among them from which that one is a one-off; engineering value. [runs]

    Notes
    -----
    Runs are counted twice: heavy by the verdict in the light of the past or heavy from the start (answers with a confidence of 0.4
    or more), and heavy as you rated them, a feel of 50 of 100 or less (normal or worse). Beforehand a fifth of runs is believed to
    be heavy:

        rate        ~ Beta(1 + heavy runs, 4 + other runs)
        probability = P(rate > usual_share)

    By verdict not all heavy runs are seen (71 % of synthetic ones), so the rate is held against 0.8 of ``usual_share`` there. A pattern needs a
    probability of ``sure`` and ``min_heavy`` heavy runs: 4 of 6 are one (0.85 by ratings), 3 of 6 a possible one (0.65).

    Where verdicts and ratings are both there, their log odds are averaged. A pattern in one of them is at most a possible one while
    the other knows of none, or of a single heavy run; both are told. The score is 50 where the probability reaches ``sure`` and 100
    at certainty; below, it grows in proportion up to 49.

    Confidence is lower with fewer than ten runs, and where verdicts and ratings disagree. Not assessed with fewer than ``min_runs``
    runs that have an answer.

    Warnings
    --------
    - A pattern names no cause.
    - After a break, with a new sensor or in a hot spell every run lies off the old normal.
    - A change that lasts becomes the new normal after some weeks and is no longer seen here.
    """

    id: ClassVar[str] = "pattern"
    title: ClassVar[str] = "Heavy legs: one-off or pattern"
    sources: ClassVar[tuple[str, ...]] = (PRIOR,)

    windows: tuple[int, ...] = (10, 20)
    min_runs: int = 5
    usual_share: float = 0.3
    sure: float = 0.8
    possible: float = 0.5
    min_heavy: int = 3
    one_off_runs: int = 5

    def judge(self, judged: Judged) -> Finding:
        """By the verdicts in the light of the past, and by the runner's ratings where there are; odds of the two are averaged."""
        rule = self._rule()
        verdicts = by_verdict(judged)
        asked = (("the verdicts", verdicts), ("the runner's ratings", by_feel(judged)))
        rated = [(rate, runs.told_by, name) for name, runs in asked if (rate := rule.rate(runs)) is not None]
        if not rated:
            return self.not_assessed(f"{verdicts.known.sum()} runs with a verdict that is sure enough; needs {self.min_runs}")
        told = [f"{rate.heavy} of the last {rate.runs} runs {by}" for rate, by, _ in rated]
        joined = _joined([rate for rate, _, _ in rated])
        words = {name: rule.word(rate) for rate, _, name in rated}
        word = _held_back(rule.word(joined), words)
        return self.finding(
            self._score(joined, word, words),
            self._confidence(joined, words),
            reason=f"{word}{_apart(words)}: {'; '.join(told)}",
            evidence=self._evidence(rated),
            alternatives=(
                "after a break, with a new sensor or in a hot spell every run lies off the old normal",
                "a change that lasts becomes the new normal after some weeks and is no longer seen here",
            ),
            advice=(
                Advice(
                    text="look for what the heavy runs share: a single bad day asks for rest, a pattern for its cause",
                    source="engineering judgement",
                ),
            ),
        )

    def _rule(self) -> PatternRule:
        return PatternRule(
            windows=self.windows,
            min_runs=self.min_runs,
            min_heavy=self.min_heavy,
            usual_share=self.usual_share,
            sure=self.sure,
            possible=self.possible,
            one_off_runs=self.one_off_runs,
        )

    def _score(self, rate: Rate, word: str, words: Mapping[str, str]) -> float:
        """50 where a pattern becomes sure enough, 100 at certainty; below in proportion, and no more than 49.

        A pattern in one of verdicts and ratings while the other has none is weak evidence.
        """
        if word == "pattern":
            return 50.0 + 50.0 * (rate.chance - self.sure) / (1.0 - self.sure)
        least = 40.0 if "pattern" in words.values() else 0.0
        return max(min(50.0 * rate.chance / self.sure, 49.0), least)

    def _confidence(self, rate: Rate, words: Mapping[str, str]) -> Confidence:
        agree = len({word == "pattern" for word in words.values()}) == 1
        return Confidence(
            {
                f"only {rate.runs} runs": min(1.0, 0.5 + 0.05 * rate.runs),
                "verdicts and the runner's own ratings do not agree": 1.0 if agree else 0.65,
            }
        )

    def _evidence(self, rated: list[tuple[Rate, str, str]]) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(
                name=f"share of the last {rate.runs} runs {by}",
                value=100.0 * (1 + rate.heavy) / (5 + rate.runs),
                unit="%",
                low=100.0 * rate.low,
                high=100.0 * rate.high,
                threshold=100.0 * self.usual_share,
                source=PRIOR,
            )
            for rate, by, _ in rated
        )


def _held_back(word: str, words: Mapping[str, str]) -> str:
    """What both amount to together, given what each says."""
    return "possible pattern" if word == "pattern" and {"none", "one-off"} & set(words.values()) else word


def _apart(words: Mapping[str, str]) -> str:
    """What each says, where that differs."""
    if len(set(words.values())) == 1:
        return ""
    return f" ({', '.join(f'by {name}: {word}' for name, word in words.items())})"


def _joined(rates: list[Rate]) -> Rate:
    """The rate that speaks most for a pattern, with the odds of one averaged over all of them."""
    most = max(rates, key=lambda rate: rate.chance)
    return replace(most, chance=1.0 / (1.0 + math.exp(-sum(_log_odds(rate.chance) for rate in rates) / len(rates))))


def _log_odds(chance: float) -> float:
    """Held between both ends of what may count as sure."""
    odds = math.inf if chance >= 1.0 else -math.inf if chance <= 0.0 else math.log(chance / (1.0 - chance))
    return min(max(odds, -FURTHEST_ODDS), FURTHEST_ODDS)
