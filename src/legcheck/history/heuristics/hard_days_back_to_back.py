"""A hard session, and another one on the day before it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Athlete, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.heuristics._load_sources import BELLINGER, ESTEVE, SEILER
from legcheck.history.load import RunnerLimits
from legcheck.history.summary import ActivitySummary
from legcheck.history.timeline import Timeline
from legcheck.signals.bootstrap import estimate
from legcheck.signals.intensity import THRESHOLDS, measured_threshold, threshold_estimate

__all__ = ["HardDaysBackToBack"]

KINDS = frozenset({"intervals"})
"""Session types that are hard whatever the heart says: it lags behind short repetitions."""

ADVICE = Advice(text="put a day or two of easy running or rest between hard sessions while the legs are heavy", source=SEILER)
"""What to try."""

PLANNED = "planned: two hard days on end and more rest after them is a known way to train"
"""What else it may be."""

PRACTICE = (
    "how long hard running stays in the legs differs between runners; a day between is a rule of practice more than of proof, so the score "
    "is held low"
)
"""What is not claimed."""

SURE = 0.95
"""[-] Chance that a session is hard when its kind or the runner's rating says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Session:
    """How hard a session was: by what is certain, and by the heart rates it reached long enough."""

    told: str
    held_bpm: tuple[float, float]
    seconds: float

    @property
    def is_known(self) -> bool:
        return bool(self.told) or self.seconds > 0.0


@dataclass(frozen=True, kw_only=True)
class HardDaysBackToBack(PastHeuristic):
    """Looks for two hard sessions on days that follow each other.

    Hard running stays in the body for longer than easy running. In 17 men heart-rate variability was back within 10 minutes after
    one or two hours below the first threshold; after any session above it that took longer, longest in the less trained (Seiler,
    Haugen and Kuffel, Med Sci Sports Exerc, 2007). A day or two of easy running between hard ones is what most plans ask for.

    The evidence is thin: that study followed heart-rate variability, not the legs. That two hard days on end make legs heavy is
    practice more than proof, and some train so on purpose. The score is held low.

    Attributes
    ----------
    first_min, second_min : float
        Minutes above the first or above the second threshold that make a session hard; engineering values. [min]
    effort : float
        Rating from which a session was hard: 7 of 10; engineering value. [0-100]
    within_h, apart_h : float
        Starts at most and at least so far apart: days that follow each other, but not every other day, which is the spacing usually
        advised; closer ones are one outing; engineering values. [h]
    cap : float
        Highest score: the rule is practice more than proof; engineering value. [score]

    Notes
    -----
    A session counts as hard by its kind (intervals), by a rating of ``effort`` or more, or by minutes above a threshold. Thresholds
    are those you give, else 85.1 (SD 4.6) and 93.5 (SD 2.5) % of maximum heart rate, as in 1,411 runners (Esteve-Lanao et al.,
    Sports, 2026; ``legcheck.signals.intensity``). As they are not known exactly, a session has a *chance* of being hard:

        z      = (heart rate at or above which first_min, or second_min, were spent - threshold) / error of the threshold
        chance = share of a normal distribution below z                      the larger of both thresholds

    Two sessions share one threshold, so the easier one decides for both. Kind or rating settle it with 95 %. Any activity in the
    stretch from ``apart_h`` to ``within_h`` before the run is looked at, rides too. The score is the chance, in per cent, that both
    were hard; it ends at ``cap``.

    Confidence is lower where maximum heart rate is a guess or thresholds are those of other runners, unless kind or rating told.
    Not assessed: neither heart rate, rating nor intervals; or a hard run where the files have gaps in the 14 days before, or a run
    the day before of which nothing is known.

    Warnings
    --------
    - It tells what was done, not what it did to you.
    - A chance is one of having been hard, not of heavy legs.
    - Two hard days followed by more rest are a known way to train; the plan is not in the file.
    """

    id: ClassVar[str] = "hard_days_back_to_back"
    title: ClassVar[str] = "Two hard sessions close together"
    sources: ClassVar[tuple[str, ...]] = (SEILER, ESTEVE, BELLINGER)

    first_min: float = 30.0
    second_min: float = 10.0
    effort: float = 70.0
    within_h: float = 40.0
    apart_h: float = 4.0
    cap: float = 60.0

    def judge(self, past: Past, place: int) -> Finding:
        """Chance that this run and one of the day before were both hard."""
        timeline = past.timeline
        own = self._all(past)[int(timeline.places[place])]
        if not own.is_known:
            return self.not_assessed(
                "neither heart rate nor effort rating, and no interval session: how hard it was is not known"
            )
        limits = timeline.limits_at(place)
        bounds = _thresholds(timeline.athlete, limits)
        alone = self._chance(bounds, own)
        chances, hours, known = self._earlier(past, place)
        together = max(chances, default=0.0)
        if alone >= 0.5 > together:
            gap = timeline.coverage(timeline.run_times[place], 14.0).reason
            if gap or not known:
                return self.not_assessed(gap if known else "hard, but how hard the session before it was is not known")
        apart_h = hours[chances.index(together)] if chances else math.nan
        return self.finding(
            100.0 * together,
            self._confidence(timeline.athlete, limits, own),
            reason=self._reason(own, alone, together, apart_h),
            evidence=self._evidence(bounds, alone, together),
            alternatives=(PLANNED, PRACTICE),
            advice=(ADVICE,),
            cap=self.cap,
        )

    def _sessions(self, timeline: Timeline) -> list[_Session]:
        """Every activity."""
        at_least = np.cumsum(timeline.heart_rate_s[:, ::-1], axis=1)[:, ::-1]
        first, second = ((at_least >= 60.0 * minutes).sum(axis=1) - 1.0 for minutes in (self.first_min, self.second_min))
        columns = zip(
            timeline.activities, timeline.entries, first.tolist(), second.tolist(), at_least[:, 0].tolist(), strict=True
        )
        return [self._session(item, entry, (one, two), seconds) for item, entry, one, two, seconds in columns]

    def _session(
        self, summary: ActivitySummary, entry: DiaryEntry | None, held_bpm: tuple[float, float], seconds: float
    ) -> _Session:
        effort = entry.effort if math.isnan(summary.effort) and entry is not None else summary.effort
        told = "interval session" if summary.session_type in KINDS else ""
        if effort >= self.effort:
            told = f"{told}, rated {effort:.0f} of 100" if told else f"rated {effort:.0f} of 100"
        return _Session(told=told, held_bpm=held_bpm, seconds=seconds + (1.0 if math.isfinite(effort) else 0.0))

    def _chance(self, bounds: _Bounds, *sessions: _Session) -> float:
        """Chance that all were hard; a threshold is the same for all of them, so the easiest one decides."""
        unsure = [session for session in sessions if not session.told]
        if not unsure:
            return SURE
        chances = []
        for which, (bound, error) in enumerate(bounds):
            held = min(session.held_bpm[which] for session in unsure)
            z = (held - bound) / error
            chances.append(0.5 * math.erfc(-z / math.sqrt(2.0)))
        return min(SURE, max(chances))

    def _earlier(self, past: Past, place: int) -> tuple[list[float], list[float], bool]:
        """For each session shortly before: the chance that both were hard, and how long before; and whether all are known. [-], [h]"""
        timeline, sessions = past.timeline, self._all(past)
        bounds, own = _thresholds(timeline.athlete, timeline.limits_at(place)), sessions[int(timeline.places[place])]
        chances, hours, is_known = [], [], True
        for activity in timeline.activities_before(place, days=self.within_h / 24.0).tolist():
            apart_h = (timeline.run_times[place] - timeline.times[activity]) / 3600.0
            if apart_h < self.apart_h:
                continue
            if sessions[activity].is_known:
                chances.append(self._chance(bounds, own, sessions[activity]))
                hours.append(apart_h)
            else:
                is_known = is_known and not timeline.activities[activity].is_run
        return chances, hours, is_known

    def _all(self, past: Past) -> list[_Session]:
        return past.once(self, lambda: self._sessions(past.timeline))

    def _confidence(self, athlete: Athlete, limits: RunnerLimits, own: _Session) -> Confidence:
        measured = all(measured_threshold(athlete, name) is not None for name in THRESHOLDS)
        guessed = limits.max_hr_source not in {"athlete", "files"} and not measured
        return Confidence(
            {
                "maximum heart rate is guessed, so the thresholds are rough": 0.6 if guessed and not own.told else 1.0,
                "thresholds are those of other runners": 0.85 if not own.told and not measured else 1.0,
            }
        )

    def _reason(self, own: _Session, alone: float, together: float, hours: float) -> str:
        how = own.told or f"chance {100 * alone:.0f} % by heart rate"
        if alone < 0.5:
            return f"not a hard session ({how})"
        if together < 0.5:
            return f"a hard session ({how}), with none in the {self.within_h:.0f} h before"
        return f"a hard session ({how}), {hours:.0f} h after another; chance that both were hard {100 * together:.0f} %"

    def _evidence(self, bounds: _Bounds, alone: float, together: float) -> tuple[Evidence, ...]:
        first = bounds[0][0]
        return (
            Evidence(name="chance that both were hard", value=100 * together, unit="%", threshold=50.0, source=SEILER),
            Evidence(name="chance that this one was hard", value=100 * alone, unit="%", source=SEILER),
            Evidence(name="first threshold, as far as known", value=first, unit="bpm", source=ESTEVE),
        )


_Bounds = tuple[tuple[float, float], ...]
"""First and second threshold, each with its standard error. [bpm]"""


def _thresholds(athlete: Athlete, limits: RunnerLimits) -> _Bounds:
    """Thresholds as the runner gives them, else as shares of the maximum."""
    top = estimate(limits.max_hr_bpm, limits.max_hr_se_bpm, unit="bpm", used_s=0.0)
    bounds = (threshold_estimate(athlete, name, top) for name in THRESHOLDS)
    return tuple((bound.value, bound.standard_error) for bound in bounds)
