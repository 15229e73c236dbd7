"""Strength training on the day before a run, or two days before when it was unaccustomed."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.strength import is_surely_strength
from legcheck.history.timeline import DAY_S, Timeline

__all__ = ["StrengthBeforeRun"]

DOMA = "Doma K., Deakin G.B., Appl Physiol Nutr Metab 2013;38:651. doi:10.1139/apnm-2012-0362"
"""14 men: the day after strength and then running, running cost 0.76 against 0.72 mL/kg^0.75/m and time to exhaustion was 238 against
335 s."""

DOMA_SIX_DAYS = "Doma K., Deakin G., Res Q Exerc Sport 2015;86:387-396. doi:10.1080/02701367.2015.1053104"
"""24 people over six days: small changes of running cost and felt effort, moderate to large falls of time to exhaustion."""

MARCORA = "Marcora S.M., Bosio A., Scand J Med Sci Sports 2007;17:662-671. doi:10.1111/j.1600-0838.2006.00627.x"
"""30 runners, two days after 100 jumps: 4 % slower over 30 minutes, running economy unchanged."""

ASSUMPCAO = "Assumpcao C.O. et al., Sci World J 2013:189149. doi:10.1155/2013/189149"
"""Review: after strength exercise economy suffers mainly near 90 % of maximal oxygen uptake; a second bout does much less."""

PASCHALIS = "Paschalis V. et al., Int J Sports Med 2005;26:827-831. doi:10.1055/s-2005-837461"
"""10 men, sore for days after eccentric leg work: running economy unchanged at easy speeds."""

REVIEW = (
    "The effects of exercise-induced muscle damage on varying intensities of endurance running performance, Sci Sports 2023;38. "
    "doi:10.1016/j.scispo.2022.04.003"
)
"""Meta-analysis: easy running costs the same after 24 h and more after 48 h; hard running costs more after both."""

MIXED = (
    "context, not evidence, so the score is held low: trials agree on hard running, which costs more for two days; for easy running most find "
    "nothing a day later and some find more two days later, and it fades once the exercises are familiar"
)
"""What is not claimed."""

KNOWN_DAYS = 90.0
"""[days] A runner who recorded strength training within these is taken to record it."""

NOT_KNOWN = (
    f"no strength training in the files or the diary of the last {KNOWN_DAYS:.0f} days; record it as an activity, or write strength yes or no "
    "in the diary"
)
"""What would be needed."""

ADVICE = Advice(text="after heavy leg training run easily for a day or two, or run first and train strength later", source=DOMA)
"""What to try."""

LATEST = 4
"""[bouts] More are not looked at: the last and the one before it tell all."""

NONE = ("", 1.0)
KIND = ("the file says training, not what kind", 0.7)
HOUR = ("the diary tells the day, not the hour", 0.7)
SAME_DAY = ("the diary tells the day, not the hour: it may have come after the run", 0.5)
"""[-] What is not known of strength training, and the confidence that leaves. Engineering values."""

SAME_DAY_OPEN = "; what the diary notes for the day of the run may have come after it"
"""Said where a note of the same day is not counted."""

USUAL, UNACCUSTOMED = 60.0, 75.0
"""[score] Engineering values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bout:
    """Strength training: hours from its end to the run, how it is known, and what is not known of it with the confidence that leaves."""

    hours: float
    source: str
    doubt: tuple[str, float]


@dataclass(frozen=True, kw_only=True)
class StrengthBeforeRun(PastHeuristic):
    """Looks for strength training that may still be in the legs.

    Heavy legs on the day after leg training surprise nobody. In 14 men running cost 0.76 instead of 0.72 mL/kg^0.75/m on the day
    after strength and then running (6 % more), and a hard effort could be held for 238 instead of 335 s (Doma and Deakin, Appl
    Physiol Nutr Metab, 2013). Two days after 100 jumps 30 runners were 4 % slower over 30 minutes, at an unchanged running economy
    (Marcora and Bosio, Scand J Med Sci Sports, 2007).

    Trials agree on hard running, which costs more for two days (meta-analysis, Sci Sports, 2023). Easy running cost no more after
    24 h there, but more after 48 h; ten men, sore for days, ran easily at an unchanged economy (Paschalis et al., Int J Sports Med,
    2005). Economy suffers mainly near 90 % of maximal oxygen uptake, and a second bout of the same exercise does much less (review,
    Assumpcao et al., Sci World J, 2013). Over six days the changes of running cost and felt effort were small (Doma and Deakin, Res
    Q Exerc Sport, 2015). So this is context, not evidence, and its score is held low.

    Attributes
    ----------
    from_h, within_h : float
        From the end of strength training to the start of the run; sooner it may have been the warm-up; engineering values. [h]
    unaccustomed_within_h : float
        The same for the first in a long time; engineering value. [h]
    unaccustomed_days : float
        So long without strength training before makes it unaccustomed; engineering value. [days]
    cap : float
        Highest score: trials disagree; engineering value. [score]

    Notes
    -----
    Strength training is an activity whose sport says so, an activity called only *training*, or a day with ``strength`` in the
    diary. A day in the diary counts from noon, and only where no file tells of it. So a note on the day of the run counts for
    runs that start at 18:00 or later; before that it more likely came after the run or too shortly before it. It does not count
    either where a file of the last 90 days tells of strength training, as that day's would be there, too.

        hours = start of the run - end of the strength training     found: from_h <= hours <= within_h

    The first in ``unaccustomed_days`` or more counts up to ``unaccustomed_within_h``. The raw score is fixed, 60, or 75 where it is
    unaccustomed, and ends at ``cap``, so that is the score it is found with. No error is reckoned.

    Confidence is 0.8, as what was trained and how heavily is not known, and lower where the file says only *training* or the diary
    tells no hour (most so, by 0.5, on the day of the run). Not assessed: no strength training in the files or the diary of the last
    90 days, unless the diary says that there was none on the two days before.

    Warnings
    --------
    - What was trained is not known: arms or core leave the legs alone.
    - It tells what came before, not that it made this run heavy.
    - It says nothing against strength training; only where it lies in the week is looked at.
    """

    id: ClassVar[str] = "strength_before_run"
    title: ClassVar[str] = "Strength training shortly before"
    sources: ClassVar[tuple[str, ...]] = (DOMA, DOMA_SIX_DAYS, REVIEW, MARCORA, ASSUMPCAO, PASCHALIS)

    from_h: float = 6.0
    within_h: float = 48.0
    unaccustomed_within_h: float = 72.0
    unaccustomed_days: float = 21.0
    cap: float = 45.0

    def judge(self, past: Past, place: int) -> Finding:
        """The latest strength training before the run."""
        timeline = past.timeline
        if not (timeline.strength_places.size or timeline.diary):
            return self.not_assessed(NOT_KNOWN)
        bouts = self._bouts(timeline, place)
        if not bouts and not self._written(timeline, place):
            return self.not_assessed(NOT_KNOWN)
        unaccustomed = self._is_unaccustomed(timeline, place, bouts)
        limit = self.unaccustomed_within_h if unaccustomed else self.within_h
        near = [bout for bout in bouts if self.from_h <= bout.hours <= limit]
        if not near:
            of_file = any(bout.source == "from a file" for bout in bouts)
            same_day = SAME_DAY_OPEN if not of_file and int(timeline.run_day[place]) in timeline.strength_days else ""
            return self.finding(0.0, Confidence({}), reason=self._none(bouts, limit) + same_day, evidence=())
        bout = near[0]
        kind = f", the first in {self.unaccustomed_days / 7:.0f} weeks or more" if unaccustomed else ""
        return self.finding(
            UNACCUSTOMED if unaccustomed else USUAL,
            self._confidence(bout),
            reason=f"strength training about {bout.hours:.0f} h before ({bout.source}){kind}",
            evidence=(
                Evidence(name="hours since strength training", value=bout.hours, unit="h", threshold=limit, source=DOMA),
            ),
            alternatives=(MIXED, "what was trained is not known: arms or core leave the legs alone"),
            advice=(ADVICE,),
            cap=self.cap,
        )

    def _bouts(self, timeline: Timeline, place: int) -> list[_Bout]:
        """Strength training of the last weeks, latest first; a day in the diary counts only where no file tells of it."""
        start_s, today = float(timeline.run_time_s[place]), int(timeline.run_day[place])
        bouts, days = [], set()
        age_s = start_s - timeline.time_s[timeline.strength_places]
        for activity in timeline.strength_places[(age_s > 0.0) & (age_s <= KNOWN_DAYS * DAY_S)][-LATEST:]:
            summary = timeline.activities[activity]
            days.add(int(timeline.local_day[activity]))
            end_s = float(timeline.time_s[activity]) + _length_s(summary.number("elapsed_s"), summary.duration_s)
            hours = (start_s - end_s) / 3600.0
            bouts.append(
                _Bout(hours=max(hours, 0.0), source="from a file", doubt=NONE if is_surely_strength(summary) else KIND)
            )
        clock_s = (start_s + float(timeline.offset_s[timeline.places[place]])) % DAY_S
        written = timeline.strength_days[(timeline.strength_days <= today) & (timeline.strength_days >= today - KNOWN_DAYS)]
        for day in written[-LATEST:].tolist():
            noon_h = (clock_s + (today - day) * DAY_S - DAY_S / 2.0) / 3600.0
            if day not in days and (day < today or (noon_h >= self.from_h and not days)):
                bouts.append(_Bout(hours=noon_h, source="from the diary", doubt=SAME_DAY if day == today else HOUR))
        return sorted(bouts, key=lambda bout: bout.hours)

    def _written(self, timeline: Timeline, place: int) -> bool:
        """Whether the diary says that there was none on the days before."""
        today = timeline.day_of(int(timeline.run_day[place]))
        first, end = (bisect_left(timeline.diary, today - timedelta(days=days), key=_day) for days in (2, 0))
        return any(entry.strength is False for entry in timeline.diary[first:end])

    def _is_unaccustomed(self, timeline: Timeline, place: int, bouts: list[_Bout]) -> bool:
        """Whether the latest is the first in a long time, as far as files and diary reach back."""
        reach_h = float(timeline.run_time_s[place] - timeline.time_s[0]) / 3600.0
        late = [bout.hours for bout in bouts if bout.hours >= self.from_h][:2]
        if not late or reach_h < late[0] + self.unaccustomed_days * 24.0:
            return False
        return len(late) == 1 or late[1] - late[0] >= self.unaccustomed_days * 24.0

    def _confidence(self, bout: _Bout) -> Confidence:
        return Confidence(dict((bout.doubt, ("what was trained, and how heavily, is not known", 0.8))))

    def _none(self, bouts: list[_Bout], limit: float) -> str:
        latest = f"; the latest was {bouts[0].hours:.0f} h before" if bouts else ""
        return f"no strength training {self.from_h:.0f} to {limit:.0f} h before{latest}"


def _day(entry: DiaryEntry) -> date:
    return entry.day


def _length_s(elapsed_s: float, duration_s: float) -> float:
    return float(np.fmax(elapsed_s, duration_s))
