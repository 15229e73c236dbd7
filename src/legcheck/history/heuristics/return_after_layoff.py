"""The first two weeks after weeks without running, or after days without running for an illness."""

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

LONGER_THAN_USUAL = 1.5
"""[-] Times the median gap between the runs before, from which a gap is one; engineering value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    """The last run before and the first one after, seconds since 1970; ``ill`` when the diary says why."""

    stopped_s: float
    back_s: float
    ill: bool

    @property
    def days(self) -> float:
        return (self.back_s - self.stopped_s) / DAY_S

    @property
    def told(self) -> str:
        return f"{self.days:.0f} days without a run{', with illness in the diary' if self.ill else ''}"


@dataclass(frozen=True, kw_only=True)
class ReturnAfterLayoff(PastHeuristic):
    """Sees whether a run lies in the first two weeks after a break, and holds its volume and intensity against those before.

    After weeks off the old pace costs more. Within four weeks without training blood volume, maximal oxygen uptake and endurance
    fall, and the heart beats faster in exercise; less so in those who trained for a short time only (review, Mujika and Padilla,
    Sports Med, 2000). Coming back to the old distances at once is a good way to heavy legs.

    What is lost is well known. That it is felt as heavy legs is our reading, and how fast to come back is practice: no trial of it
    was found.

    Attributes
    ----------
    break_days : float
        Longer without a run is a break; engineering value. [days]
    ill_days : float
        From one run to the next; so long is a break when the diary notes illness in it, if it is longer than usual, too;
        engineering value. [days]
    after_days : float
        So long after it a run counts as coming back; engineering value. [days]
    before_days : float
        Running before the break that is compared with; engineering value. [days]
    min_runs : int
        Runs in those days without which nothing is said; engineering value. [runs]
    cap : float
        Highest score; engineering value. [score]

    Notes
    -----
    The latest stretch without a run that ended in the ``after_days`` before is looked for: longer than ``break_days``, or, where
    the diary notes illness in it, ``ill_days`` or more and 1.5 times the usual gap. An illness that was run through is no break: it
    is told, and nothing is made of it.

        volume    = km of the last seven days, since the break / km of a mean week before it
        intensity = load per minute of this run / that of the runs before it      (where heart rate is there)

    Every run in these days is found: with a score of 55 at a volume of 0.3 or less, rising to 75 at 1, and 75 whatever the volume
    where intensity is 1.1 or more. The numbers are our choice; no error is reckoned.

    Confidence is 1 where the diary tells of illness, 0.8 where other activities were recorded during the break, else 0.5, as files
    may be missing. Not assessed: files that do not reach back far enough, or fewer than ``min_runs`` runs in the ``before_days``
    before the break.

    Warnings
    --------
    - A gap in the files is not always a break; runs recorded elsewhere are not seen.
    - It tells how long the gap was, not what was lost or how ill you were.
    - It does not say when you are ready.
    """

    id: ClassVar[str] = "return_after_layoff"
    title: ClassVar[str] = "Back after a break"
    sources: ClassVar[tuple[str, ...]] = (MUJIKA, PRACTICE)

    break_days: float = 14.0
    ill_days: float = 3.0
    after_days: float = 14.0
    before_days: float = 28.0
    min_runs: int = 4
    cap: float = 75.0

    def judge(self, past: Past, place: int) -> Finding:
        """Find the break, then compare what came after it with what was before."""
        timeline = past.timeline
        pause = self._gap(timeline, place)
        if pause is None:
            reached = (timeline.run_times[place] - timeline.run_times[0]) / DAY_S
            needed = self.break_days + self.after_days
            if reached < needed:
                return self.not_assessed(f"the files reach back {reached:.0f} days; needs {needed:.0f}")
            told = f"no break of more than {self.break_days:.0f} days ended in the {self.after_days:.0f} days before"
            return self.finding(0.0, Confidence({}), reason=told + _ill_today(timeline, place), evidence=())
        before = self._before(timeline, pause)
        if len(before) < self.min_runs:
            told = f"{len(before)} runs in the {self.before_days:.0f} days before a break of {pause.days:.0f} days"
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
        """The latest stretch without a run that was a break and ended in the last two weeks."""
        times, after_s = timeline.run_times, self.after_days * DAY_S
        for run in range(place, max(place - 100, 0), -1):
            if times[place] - times[run] > after_s:
                return None
            pause = _Break(stopped_s=times[run - 1], back_s=times[run], ill=_is_ill(timeline, run))
            if pause.days > self.break_days or (pause.ill and self._is_long(timeline, run, pause)):
                return pause
        return None

    def _is_long(self, timeline: Timeline, run: int, pause: _Break) -> bool:
        """Whether a gap with illness in it is a break, by days of the calendar."""
        gaps = np.diff(timeline.run_day[self._before(timeline, pause)])
        usual = float(np.median(gaps)) if len(gaps) else 0.0
        return timeline.run_days[run] - timeline.run_days[run - 1] >= max(self.ill_days, LONGER_THAN_USUAL * usual)

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
        days = (timeline.run_times[place] - pause.back_s) / DAY_S
        when = f"{days:.0f} days" if days >= 0.5 else "the first day" if days > 0.0 else "the first run"
        told = f"{when} after {pause.told}{_ill_today(timeline, place)}"
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


def _is_ill(timeline: Timeline, run: int) -> bool:
    """Whether the diary notes illness from the day of the run before up to the day before this one."""
    first, last = np.searchsorted(timeline.ill_days, (timeline.run_days[run - 1], timeline.run_days[run]))
    return bool(last > first)


def _ill_today(timeline: Timeline, place: int) -> str:
    return "; ill on this day, as noted in the diary" if timeline.run_days[place] in timeline.ill_days else ""


def _intensity(timeline: Timeline, place: int, before: IntArray) -> float:
    """Load per minute of a run over that of the runs before; NaN where heart rate is missing. [-]"""
    runs = np.append(before, place)
    runs = runs[timeline.heart_rate_s[timeline.places[runs]].any(axis=1) & (timeline.duration_s[runs] > 0.0)]
    if len(runs) < 2 or runs[-1] != place:
        return math.nan
    load, duration_s = timeline.load[timeline.places[runs]], timeline.duration_s[runs]
    usual = float(load[:-1].sum() / duration_s[:-1].sum())
    return float(load[-1] / duration_s[-1]) / usual if usual > 0.0 else math.nan
