"""The first two weeks after weeks without running, or after an illness."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, IntArray
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["ReturnAfterLayoff"]

MUJIKA = "Mujika I., Padilla S., Sports Med 2000;30:79-87. doi:10.2165/00007256-200030020-00002"
"""Review: within four weeks without training blood volume, maximal oxygen uptake and endurance fall and the heart beats faster in
exercise; less so in those who trained for a short time only."""

PRACTICE = "common coaching practice; no trial of how fast to come back was found"

BACK, AS_BEFORE = 55.0, 75.0
"""[score] Back at all, and back with as much or as hard running as before; engineering values."""

GENTLE, FULL = 0.3, 1.0
"""[-] Share of the earlier week between which the score rises from the one to the other."""

HARDER = 1.10
"""[-] Load per minute over that of the runs before the break from which a run back is called harder."""

SPELL_DAYS = 4
"""[days] Notes of illness at most this far apart belong to one illness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    """When running stopped and when it began again, seconds since 1970; ``ill`` when the diary says why."""

    stopped_s: float
    back_s: float
    ill: bool

    @property
    def days(self) -> float:
        return (self.back_s - self.stopped_s) / DAY_S


@dataclass(frozen=True, kw_only=True)
class ReturnAfterLayoff(PastHeuristic):
    """Sees whether a run lies in the first two weeks after a break, and holds its volume and intensity against those before.

    Attributes
    ----------
    break_days : float
        Longer without a run is a break. [days]
    after_days : float
        So long after it a run counts as coming back. [days]
    before_days : float
        Running before the break that is compared with. [days]
    min_runs : int
        Runs in those days without which nothing is said.
    cap : float
        Highest score. [score]
    """

    id: ClassVar[str] = "return_after_layoff"
    title: ClassVar[str] = "Back after a break"
    sources: ClassVar[tuple[str, ...]] = (MUJIKA, PRACTICE)

    break_days: float = 14.0
    after_days: float = 14.0
    before_days: float = 28.0
    min_runs: int = 4
    cap: float = 75.0

    def judge(self, past: Past, place: int) -> Finding:
        """Find the break, then compare what came after it with what was before."""
        timeline = past.timeline
        pause = self._illness(timeline, place) or self._gap(timeline, place)
        if pause is None:
            reached = (timeline.run_times[place] - timeline.run_times[0]) / DAY_S
            needed = self.break_days + self.after_days
            if reached < needed:
                return self.not_assessed(f"the files reach back {reached:.0f} days; needs {needed:.0f}")
            told = f"no break of more than {self.break_days:.0f} days ended in the {self.after_days:.0f} days before"
            return self.finding(0.0, Confidence({}), reason=told, evidence=())
        before = self._before(timeline, pause)
        if len(before) < self.min_runs:
            what = "an illness in the diary" if pause.ill else f"a break of {pause.days:.0f} days"
            told = f"{len(before)} runs in the {self.before_days:.0f} days before {what}"
            return self.not_assessed(f"{told}; needs {self.min_runs} to compare with")
        return self._found(timeline, place, pause, before)

    def _found(self, timeline: Timeline, place: int, pause: _Break, before: IntArray) -> Finding:
        volume, harder = self._volume(timeline, place, pause, before), _intensity(timeline, place, before)
        share = float(np.nanmax([volume, GENTLE])) if not harder >= HARDER else FULL
        others = self._others(timeline, pause)
        return self.finding(
            float(np.interp(share, (GENTLE, FULL), (BACK, AS_BEFORE))),
            Confidence({"files of the break may be missing": 1.0 if pause.ill else 0.8 if others else 0.5}),
            reason=self._reason(timeline, place, pause, volume, harder),
            evidence=self._evidence(pause, volume, harder, others),
            alternatives=(
                "a planned rest, or runs recorded elsewhere"
                if not pause.ill
                else "the diary tells the days of illness, not how ill",
                "what is lost in weeks off is known from studies; that it is felt as heavy legs is our reading of them",
            ),
            advice=(Advice(text="keep the first two weeks back easy and shorter than before, then build up", source=PRACTICE),),
            cap=self.cap,
        )

    def _gap(self, timeline: Timeline, place: int) -> _Break | None:
        """The latest stretch without a run that ended in the last two weeks."""
        times, after_s = timeline.run_times, self.after_days * DAY_S
        for run in range(place, max(place - 100, 0), -1):
            if times[place] - times[run] > after_s:
                return None
            if (times[run] - times[run - 1]) / DAY_S > self.break_days:
                return _Break(stopped_s=times[run - 1], back_s=times[run], ill=False)
        return None

    def _illness(self, timeline: Timeline, place: int) -> _Break | None:
        """The latest illness in the diary that ended in the last two weeks, or has not."""
        if not timeline.ill_days.size:
            return None
        today = timeline.run_days[place]
        days = timeline.ill_days[timeline.ill_days <= today]
        if not len(days) or today - int(days[-1]) > self.after_days:
            return None
        cuts = np.flatnonzero(np.diff(days) > SPELL_DAYS)
        first = int(days[cuts[-1] + 1]) if len(cuts) else int(days[0])
        offset_s = float(timeline.offset_s[timeline.places[place]])
        over_s = min((int(days[-1]) + 1) * DAY_S - offset_s, float(timeline.run_time_s[place]))
        return _Break(stopped_s=first * DAY_S - offset_s, back_s=over_s, ill=True)

    def _before(self, timeline: Timeline, pause: _Break) -> IntArray:
        """Runs of the weeks that ended with the break."""
        end = int(np.searchsorted(timeline.run_time_s, pause.stopped_s, side="right"))
        age_days = timeline.run_day[end - 1] - timeline.run_day[:end] if end else np.zeros(0, dtype=np.int64)
        return np.flatnonzero(age_days < self.before_days)

    def _volume(self, timeline: Timeline, place: int, pause: _Break, before: IntArray) -> float:
        """Distance of the last seven days, as far as they lie after the break, over that of a mean week before it. [-]"""
        age_days = timeline.run_day[place] - timeline.run_day[: place + 1]
        since = np.flatnonzero((age_days < 7) & (timeline.run_time_s[: place + 1] >= pause.back_s))
        usual = float(np.nansum(timeline.distance_m[before])) * 7.0 / self.before_days
        return float(np.nansum(timeline.distance_m[since])) / usual if usual > 0.0 else math.nan

    def _others(self, timeline: Timeline, pause: _Break) -> int:
        """Activities recorded during the break that were no runs."""
        ends = np.searchsorted(timeline.time_s, (pause.stopped_s + 1.0, pause.back_s))
        return sum(not activity.is_run for activity in timeline.activities[slice(*ends)])

    def _reason(self, timeline: Timeline, place: int, pause: _Break, volume: float, harder: float) -> str:
        days = max(float(timeline.run_time_s[place]) - pause.back_s, 0.0) / DAY_S
        what = f"{pause.days:.0f} days without a run" if not pause.ill else "an illness in the diary"
        told = f"{days:.0f} days after {what}" if days >= 0.5 else f"the first run after {what}"
        if math.isfinite(volume):
            told += f"; {100 * volume:.0f} % of a mean week before it in the last seven days"
        if math.isfinite(harder):
            told += f", {100 * (harder - 1):+.0f} % load per minute against the runs before it"
        return told

    def _evidence(self, pause: _Break, volume: float, harder: float, others: int) -> tuple[Evidence, ...]:
        told = [Evidence(name="length of the break", value=pause.days, unit="days", threshold=self.break_days, source=MUJIKA)]
        if math.isfinite(volume):
            told.append(Evidence(name="distance against a mean week before", value=100 * volume, unit="%", source=PRACTICE))
        if math.isfinite(harder):
            told.append(Evidence(name="load per minute against before", value=100 * (harder - 1), unit="%", source=PRACTICE))
        return (*told, Evidence(name="other activities during the break", value=float(others), unit="-"))


def _intensity(timeline: Timeline, place: int, before: IntArray) -> float:
    """Load per minute of a run over that of the runs before; NaN where heart rate is missing. [-]"""
    runs = np.append(before, place)
    runs = runs[timeline.heart_rate_s[timeline.places[runs]].any(axis=1) & (timeline.duration_s[runs] > 0.0)]
    if len(runs) < 2 or runs[-1] != place:
        return math.nan
    load, duration_s = timeline.load[timeline.places[runs]], timeline.duration_s[runs]
    usual = float(load[:-1].sum() / duration_s[:-1].sum())
    return float(load[-1] / duration_s[-1]) / usual if usual > 0.0 else math.nan
