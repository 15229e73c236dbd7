"""More kilometres in a week than in the weeks before it."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, FloatArray
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.heuristics._load_sources import FRANDSEN
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["LoadRamp", "acute_to_chronic"]

NIELSEN = "Nielsen R.O. et al., J Orthop Sports Phys Ther 2014"
"""874 novices: no difference between groups of progression; distance-related problems after more than 30 % in two weeks 1.59 times as
often (95 % interval 0.96-2.66)."""

BUIST = "Buist I. et al., Am J Sports Med 2008;36:33-39. doi:10.1177/0363546507307505"
"""532 novices, randomised: 20.8 % with problems under the 10 % rule, 20.3 % under the usual programme."""

WILLIAMS = "Williams S. et al., Br J Sports Med 2017;51:209. doi:10.1136/bjsports-2016-096589"
"""Exponentially weighted means of load with ``lambda = 2 / (N + 1)``."""

LOLLI = "Lolli L. et al., Br J Sports Med 2019;53:921. doi:10.1136/bjsports-2017-098110"
"""Counting the week in the weeks it is compared with makes the two go together by arithmetic alone."""

IMPELLIZZERI = "Impellizzeri F.M. et al., Sports Med 2020. doi:10.1007/s40279-020-01378-6"
"""Dividing by made-up chronic loads gave much the same odds as by the real ones."""

WEAK = (
    "weak evidence, so the score is held low: among 5,205 runners the change from week to week had no relation to overuse problems, and "
    "a week above the three before it went with fewer, not more; a trial of the 10 % rule found no difference"
)
"""What is not claimed."""

ACUTE_DAYS, CHRONIC_DAYS = 7, 28
"""[days] N of the two means."""

MIN_HISTORY_DAYS = 35
"""[days] The chronic mean ends a week earlier and needs four weeks of files."""

LONGEST_MEMORY_DAYS = 180
"""[days] What is older weighs less than a hundred-thousandth of a day."""

SPARE_DAYS = 3
"""[days] Start times this much before the oldest day that counts lie before it on any clock."""

NOTE_SCORE, FOUND_SCORE = 30.0, 50.0
"""[score] At the note and at the caution; engineering values."""


@dataclass(frozen=True, kw_only=True)
class LoadRamp(PastHeuristic):
    """Holds the seven calendar days that end with a run against the mean week of the three weeks before them. Told, never scored high.

    "No more than 10 % a week" is the best-known rule of running, and poorly supported. Among 5,205 runners the change from week to
    week had no relation to overuse problems, and a week above the three before it went with fewer of them (Frandsen et al., Br J
    Sports Med, 2025). A trial with 532 novices found 20.8 % with problems under the rule and 20.3 % without (Buist et al., Am J
    Sports Med, 2008). Among 874 novices, problems that go with distance came 1.59 times as often after more than 30 % in two weeks,
    an interval that reaches down to 0.96 (Nielsen et al., J Orthop Sports Phys Ther, 2014).

    None of them asked for heavy legs. A week with much more running is still a plain reason for tired ones, so it is told. One long
    run does better as an explanation: see ``session_spike``.

    Attributes
    ----------
    note, caution : float
        Rise over the mean week above which it is mentioned (the well-known rule), and above which it is named (Nielsen et al.
        2014). [-]
    over_largest : float
        To be named it must also rise so much above the largest of the three weeks: after one short week an ordinary one is no ramp;
        engineering value. [-]
    floor_km : float
        A smaller rise is no rise; engineering value. [km]
    min_runs : int
        Runs in the three weeks without which nothing is said; engineering value. [runs]
    cap : float
        Highest score: no study found more problems after such weeks beyond chance; engineering value. [score]

    Notes
    -----
    Weeks are counted back from the day of the run.

        rise = km of seven days / (km of the three weeks before / 3) - 1

    Found from a rise of more than ``caution`` that is ``floor_km`` or more and also more than ``over_largest`` above the largest of
    the three weeks. The score goes from 0 at no rise over 30 at ``note`` to 50 at ``caution``, and is never shown above ``cap``: so
    a ramp is found with a score of 30. No error is reckoned, as kilometres are counted.

    Beside it stands acute over chronic load: exponentially weighted means over 7 and 28 days (Williams et al., Br J Sports Med,
    2017), the second ending a week earlier, as days that count in both make the two go together by arithmetic alone (Lolli et al.,
    Br J Sports Med, 2019). It is shown and not judged: made-up chronic loads gave much the same odds as real ones (Impellizzeri et
    al., Sports Med, 2020).

    Confidence is lower where runs have no distance. Not assessed: files that do not reach back 28 days or leave more than one of
    these weeks empty, fewer than ``min_runs`` runs before, no distances.

    Warnings
    --------
    - It foretells nothing. In the largest study weeks like this went with fewer problems.
    - A planned build-up, or easier weeks before it, look the same.
    - Ten per cent is a rule of thumb, not a limit of yours.
    """

    id: ClassVar[str] = "load_ramp"
    title: ClassVar[str] = "More kilometres than in the weeks before"
    sources: ClassVar[tuple[str, ...]] = (FRANDSEN, NIELSEN, BUIST, WILLIAMS, LOLLI, IMPELLIZZERI)

    note: float = 0.10
    caution: float = 0.30
    over_largest: float = 0.10
    floor_km: float = 3.0
    min_runs: int = 4
    cap: float = 30.0

    def judge(self, past: Past, place: int) -> Finding:
        """Kilometres of seven days over the mean of the three weeks before."""
        timeline = past.timeline
        coverage = timeline.coverage(timeline.run_times[place], 28.0)
        if not coverage.is_enough:
            return self.not_assessed(coverage.reason)
        week, *before = _four_weeks(timeline, place)
        runs = sum(map(len, before))
        if runs < self.min_runs:
            return self.not_assessed(f"{runs} runs in the three weeks before; needs {self.min_runs}")
        now_km, *weeks_km = (math.fsum(known for known in each if not math.isnan(known)) / 1000.0 for each in (week, *before))
        usual_km = math.fsum(weeks_km) / 3.0
        if not (now_km > 0.0 and usual_km > 0.0):
            return self.not_assessed("no distances recorded")
        rise, over_largest = (_rise(now_km, than) for than in (usual_km, max(weeks_km)))
        unmeasured = sum(math.isnan(distance) for each in (week, *before) for distance in each)
        return self.finding(
            self._score(rise, now_km - usual_km, over_largest),
            Confidence({f"{unmeasured} runs have no distance": 0.6 if unmeasured else 1.0}),
            reason=self._reason(rise, now_km, usual_km),
            evidence=self._evidence(timeline, place, rise),
            alternatives=(
                "a planned build-up, or easier weeks before it; a week is a blunt measure: one long run after a short week looks the same",
                WEAK,
            ),
            advice=(
                Advice(text="look at the longest single run first; spread what is added over several runs", source=FRANDSEN),
                Advice(text="above 30 % more, beginners may do well to add more slowly", source=NIELSEN),
            ),
            cap=self.cap,
        )

    def _score(self, rise: float, more_km: float, over_largest: float) -> float:
        if more_km < self.floor_km:
            return 0.0
        score = float(np.interp(rise, (0.0, self.note, self.caution, 1.0), (0.0, NOTE_SCORE, FOUND_SCORE, 80.0)))
        return score if rise > self.caution and over_largest > self.over_largest else min(score, FOUND_SCORE - 1.0)

    def _reason(self, rise: float, now_km: float, usual_km: float) -> str:
        told = (
            f"{now_km:.0f} km in seven days, {100 * rise:+.0f} % against {usual_km:.0f} km in a mean week of the three before"
        )
        if now_km - usual_km < self.floor_km or rise <= self.note:
            return told
        return f"{told}; the well-known rule says {100 * self.note:.0f} %"

    def _evidence(self, timeline: Timeline, place: int, rise: float) -> tuple[Evidence, ...]:
        told = Evidence(
            name="rise over the mean week", value=100 * rise, unit="%", threshold=100 * self.caution, source=NIELSEN
        )
        ratio = acute_to_chronic(timeline, place)
        if math.isnan(ratio):
            return (told,)
        name = "acute over chronic load (shown, not judged: the ratio foretells little)"
        return told, Evidence(name=name, value=ratio, unit="-", source=f"{WILLIAMS}; {LOLLI}; {IMPELLIZZERI}")


def _rise(now_km: float, than_km: float) -> float:
    """Rise without the last digits, so that exactly a tenth more is not more than a tenth. [-]"""
    return round(now_km / than_km - 1.0, 9)


def _four_weeks(timeline: Timeline, place: int) -> tuple[list[float], ...]:
    """Distances of the seven days that end with a run, and of the three weeks before them, latest first. [m]"""
    weeks: tuple[list[float], ...] = ([], [], [], [])
    days, today = timeline.run_days, timeline.run_days[place]
    for run in (*timeline.span_before(place, days=29.0), place):
        week = max(today - days[run], 0) // 7
        if week < len(weeks):
            weeks[week].append(timeline.distances[run])
    return weeks


def acute_to_chronic(timeline: Timeline, place: int) -> float:
    """Load of the last days over that of the weeks before them, as exponentially weighted means of daily load.

    Parameters
    ----------
    timeline : Timeline
    place : int
        Run with whose day the acute mean ends; the chronic mean ends a week earlier, so that no day counts in both.

    Returns
    -------
    float
        [-] NaN when the files reach back less than five weeks.

    Notes
    -----
    ``lambda = 2 / (N + 1)`` with N of 7 and 28 days (Williams S. et al., Br J Sports Med 2017;51:209). Weights are divided by their sum, so
    that the mean does not start from zero.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> from legcheck.history.summary import ActivitySummary
    >>> first = datetime(2024, 5, 1, 7, tzinfo=UTC)
    >>> days = [ActivitySummary(path=str(day), start_time=first + timedelta(days=day), heart_rate_s={140: 3600.0}) for day in range(60)]
    >>> round(acute_to_chronic(Timeline.of(days), 59), 6)
    1.0
    """
    end = int(timeline.places[place]) + 1
    days = timeline.local_day
    length = min(int(days[end - 1] - days[0]) + 1, LONGEST_MEMORY_DAYS)
    if length < MIN_HISTORY_DAYS:
        return math.nan
    oldest_s = timeline.times[end - 1] - (length + SPARE_DAYS) * DAY_S
    first = max(bisect_left(timeline.times, oldest_s), end - 20 * length)
    age = days[end - 1] - days[first:end]
    inside = (age >= 0) & (age < length)
    daily: FloatArray = np.bincount(age[inside], weights=timeline.load[first:end][inside], minlength=length).astype(np.float64)
    acute, chronic = _mean(daily, ACUTE_DAYS), _mean(daily[ACUTE_DAYS:], CHRONIC_DAYS)
    return acute / chronic if chronic > 0.0 else math.nan


def _mean(daily: FloatArray, days: int) -> float:
    """Of loads by day, the latest day first."""
    weights, total = _weights(days)
    return float(daily @ weights[: len(daily)]) / float(total[len(daily) - 1])


@lru_cache(maxsize=2)
def _weights(days: int) -> tuple[FloatArray, FloatArray]:
    """Weight of a day by its age, and of all days up to it."""
    weights: FloatArray = np.power(1.0 - 2.0 / (days + 1), np.arange(LONGEST_MEMORY_DAYS, dtype=np.float64))
    total: FloatArray = np.cumsum(weights)
    weights.flags.writeable = total.flags.writeable = False
    return weights, total
