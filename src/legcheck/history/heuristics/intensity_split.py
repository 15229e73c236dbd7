"""How the running time of the last weeks was split into easy, moderate and hard, as an interval."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, FloatArray, IntArray
from legcheck.heuristics._base import FOUND_AT, Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._load_sources import BELLINGER, ESTEVE
from legcheck.history.timeline import BEATS, Timeline
from legcheck.signals.intensity import measured_threshold, threshold_draws

__all__ = ["IntensitySplit"]

MUNOZ = "Munoz I. et al., Int J Sports Physiol Perform 2014;9:265-272. doi:10.1123/IJSPP.2012-0350"
"""30 runners, ten weeks: easy, moderate, hard 77/3/20 against 46/35/19 %; 10 km faster by 5.0 and 3.6 %, the difference not significant."""

FESTA = "Festa L. et al., Front Sports Act Living 2020;1:70. doi:10.3389/fspor.2019.00070"
"""38 runners, eight weeks: 77/3/20 against 40/50/10 %; equal gains, the second with 17 % less time."""

DISAGREE = (
    "studies disagree: mostly easy running did a little better in one trial of recreational runners (Munoz 2014), and no better than half "
    "of the time at moderate effort in another (Festa 2020)"
)
METHODS = (
    "the way of counting matters: in the same runners easy, moderate and hard were 80/17/3 % by heart rate, 80/5/15 % by speed and 40/32/28 % "
    "by rated effort (Bellinger 2020)"
)
"""What is not claimed."""

DRAWS = 2000
"""[-] Draws of maximum heart rate and thresholds."""

SEED = 70_803
"""[-] Fixed, so that the same files always give the same interval."""

BOUNDS_PCT = (2.5, 5.0, 50.0, 95.0, 97.5)
"""[%] Percentiles of the draws: the outer two are told, the inner two decide (5 % one-sided, as for every finding)."""

MIDDLE = 2
"""[-] Place of the median among the percentiles."""

NORMAL_BOUND_Z = 1.645
"""[SD] Where the 95th percentile of a normal distribution lies."""

CLOSEST = 1e-3
"""[-] Least half-width of the interval, so that a score can be made when there is none."""

ADVICE = Advice(
    text="run more of the time at an effort that leaves breath for talking, and see whether the legs answer", source=MUNOZ
)
"""What to try."""

CLOSEST_THRESHOLDS = 0.02
"""[share of maximum heart rate] The second threshold lies at least this far above the first."""


@dataclass(frozen=True, kw_only=True)
class IntensitySplit(PatternHeuristic):
    """Share of time below the first threshold in the last four weeks, with what is not known of maximum heart rate and thresholds.

    Who runs a little too hard on every easy day never quite recovers for the hard ones: that is the idea behind 80 % easy, 20 %
    hard. Trials disagree. In 30 runners 77/3/20 % easy, moderate and hard made 10 km faster by 5.0 %, 46/35/19 % by 3.6 %, a
    difference that chance may explain (Munoz et al., Int J Sports Physiol Perform, 2014). In 38 runners 77/3/20 and 40/50/10 % did
    equally well, the second with 17 % less time (Festa et al., Front Sports Act Living, 2020). None of them asked for heavy legs.

    The way of counting decides, too: the same 14 runners were at 80/17/3 % by heart rate, 80/5/15 % by speed and 40/32/28 % by
    rated effort (Bellinger, Arnold and Minahan, Int J Sports Physiol Perform, 2020). So this is told as an interval, and mostly
    left open.

    Attributes
    ----------
    easy_share : float
        Less easy time is named, when the whole interval lies below; engineering value. [-]
    window_days : float
        Before the last run; engineering value. [days]
    min_runs : int
        Runs with heart rate in that window without which nothing is said; engineering value. [runs]
    cap : float
        Highest score: studies disagree; engineering value. [score]

    Notes
    -----
    All moving seconds of the runs of the last ``window_days`` are sorted by heart rate (``legcheck.signals.zone_minutes`` does the
    like for one run). Easy is below the first ventilatory threshold, hard above the second. These are the ones you give (known to 5
    and 4 bpm), else 85.1 (SD 4.6) and 93.5 (SD 2.5) % of maximum heart rate, as in 1,411 runners (Esteve-Lanao et al., Sports,
    2026). Maximum heart rate and thresholds are drawn 2,000 times within what is known of them:

        share = seconds below the first threshold / all seconds     once for each draw

    The interval that decides is the middle 90 % of the draws; told is the middle 95 %. If it holds ``easy_share``, the question is
    left open, as *not assessed*: then the answer names the heart rate below which the first threshold would have to lie, and what
    would help. Thresholds of other runners err by 8 bpm for you even at a known maximum, so that is the usual answer.

        z = (easy_share - median of the draws) / error     error = |end of the 90 % interval towards easy_share - median| / 1.645

    The score follows from z as for every finding: 50 or more where the interval ends below ``easy_share``, ``cap`` at most.

    Confidence is lower where maximum heart rate is a guess, thresholds are those of others, or runs have no heart rate. Also not
    assessed: fewer than ``min_runs`` runs with heart rate, or files that leave more than one of the weeks empty.

    Warnings
    --------
    - There is no right split. Seventy per cent is our line for naming it, not a limit that a study found.
    - Heart rate lags behind short repetitions, so hard time comes out too small.
    - A block of hard training on purpose looks the same.
    """

    id: ClassVar[str] = "intensity_split"
    title: ClassVar[str] = "Little easy running"
    sources: ClassVar[tuple[str, ...]] = (MUNOZ, FESTA, BELLINGER, ESTEVE)

    easy_share: float = 0.70
    window_days: float = 28.0
    min_runs: int = 8
    cap: float = 60.0

    def judge(self, judged: Judged) -> Finding:
        """Interval of the easy share; a verdict only when it lies on one side of the threshold."""
        timeline = judged.timeline
        if not timeline.runs:
            return self.not_assessed("no runs with a date")
        last = len(timeline.runs) - 1
        coverage = timeline.coverage(float(timeline.run_time_s[last]), self.window_days)
        if not coverage.is_enough:
            return self.not_assessed(coverage.reason)
        window = np.append(timeline.runs_before(last, days=self.window_days), last)
        table = timeline.heart_rate_s[timeline.places[window]]
        known = table.any(axis=1)
        if known.sum() < self.min_runs:
            weeks = f"the last {self.window_days:.0f} days"
            return self.not_assessed(f"{known.sum()} runs with heart rate in {weeks}; needs {self.min_runs}")
        seconds = table.sum(axis=0)
        split = _split(seconds, timeline)
        _, low, _, high, _ = split[0]
        evidence = self._evidence(timeline, window, split)
        if low < self.easy_share < high:
            told = f"{self._told(split)}; too wide an interval to say whether that is less than {100 * self.easy_share:.0f} %"
            return replace(self.not_assessed(f"{told}; {self._would_help(timeline, seconds)}"), evidence=evidence)
        return self.finding(
            self._score(split[0]),
            self._confidence(timeline, int((~known).sum()), len(window)),
            reason=f"{self._told(split)} over {known.sum()} runs in {self.window_days:.0f} days",
            evidence=evidence,
            alternatives=(DISAGREE, METHODS, "a block of races or of hard training on purpose"),
            advice=(ADVICE,),
            cap=self.cap,
        )

    def _score(self, easy: FloatArray) -> float:
        """From how far the threshold lies beyond the middle of the draws, in standard errors; 50 or more where the interval ends below."""
        _, low, middle, high, _ = easy
        error = max(high - middle if middle < self.easy_share else middle - low, CLOSEST) / NORMAL_BOUND_Z
        score = evidence_score(float(self.easy_share - middle) / float(error))
        return max(score, FOUND_AT) if high <= self.easy_share else min(score, FOUND_AT - 1.0)

    def _told(self, split: FloatArray) -> str:
        low, _, middle, _, high = 100 * split[0]
        moderate, hard = 100 * split[1:, MIDDLE]
        return f"{middle:.0f} % easy (95 % interval {low:.0f}-{high:.0f} %), about {moderate:.0f} % moderate and {hard:.0f} % hard by heart rate"

    def _would_help(self, timeline: Timeline, seconds: FloatArray) -> str:
        """What would settle it, and on which side of which heart rate the first threshold would have to lie."""
        bound = float(np.interp(self.easy_share, _below(seconds), EDGES))
        if measured_threshold(timeline.athlete, "first") is not None:
            return f"it is less if your first threshold lies below {bound:.0f} bpm, which is close to the one you gave"
        told = (
            f"it is less if your first threshold lies below {bound:.0f} bpm: a measured one (first_threshold_hr_bpm in athlete.toml) "
            "narrows it, to about 5 bpm"
        )
        if timeline.limits.max_hr_source == "athlete":
            return told
        return f"{told}; your maximum heart rate from a test or a race (max_hr_bpm there) would narrow it too"

    def _confidence(self, timeline: Timeline, without: int, runs: int) -> Confidence:
        guessed = timeline.limits.max_hr_source not in {"athlete", "files"}
        return Confidence(
            {
                "maximum heart rate is guessed": 0.8 if guessed else 1.0,
                f"{without} of {runs} runs have no heart rate": 1.0 - without / runs,
                "thresholds are those of other runners": 1.0
                if measured_threshold(timeline.athlete, "first") is not None
                else 0.85,
            }
        )

    def _evidence(self, timeline: Timeline, window: IntArray, split: FloatArray) -> tuple[Evidence, ...]:
        shares = []
        for name, (low, _, middle, _, high) in zip(("easy", "moderate", "hard"), 100 * split, strict=True):
            bound = 100 * self.easy_share if name == "easy" else None
            told = f"{name} time by heart rate"
            shares.append(
                Evidence(
                    name=told, value=float(middle), unit="%", low=float(low), high=float(high), threshold=bound, source=ESTEVE
                )
            )
        effort = np.array([_effort(timeline, int(run)) for run in window])
        if np.isfinite(effort).sum() >= self.min_runs:
            rated = 100.0 * float((effort[np.isfinite(effort)] < EASY_EFFORT).mean())
            shares.append(Evidence(name="runs rated easy, of those rated", value=rated, unit="%", source=BELLINGER))
        return tuple(shares)


EASY_EFFORT = 40.0
"""[0-100] Efforts rated below this are easy; 4 of 10 on the usual scale."""


def _effort(timeline: Timeline, run: int) -> float:
    entry = timeline.entries[int(timeline.places[run])]
    own = timeline.runs[run].effort
    return entry.effort if math.isnan(own) and entry is not None else own


EDGES = np.arange(BEATS + 1) - 0.5
"""[bpm] Between the whole heart rates of a histogram."""


def _below(seconds: FloatArray) -> FloatArray:
    """Share of the time below each of :data:`EDGES`."""
    below: FloatArray = np.concatenate([[0.0], np.cumsum(seconds)]) / seconds.sum()
    return below


def _split(seconds: FloatArray, timeline: Timeline) -> FloatArray:
    """Percentiles of the shares of easy, moderate and hard time; shape (3 shares, 5 percentiles). [-]"""
    random = np.random.default_rng(SEED)
    limits = timeline.limits
    top = random.normal(limits.max_hr_bpm, limits.max_hr_se_bpm, DRAWS)
    first, second = (threshold_draws(timeline.athlete, name, top, random) for name in ("first", "second"))
    second = np.maximum(second, first + CLOSEST_THRESHOLDS * top)
    below = _below(seconds)
    easy = np.interp(first, EDGES, below)
    not_hard = np.interp(second, EDGES, below)
    shares = np.clip([easy, not_hard - easy, 1.0 - not_hard], 0.0, 1.0)
    split: FloatArray = np.percentile(shares, BOUNDS_PCT, axis=1).T
    return split
