"""Resting heart rate of the last two weeks against the two months before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Finding
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import shift
from legcheck.history.heuristics._diary import MIN_PROFILE_CHANGES, Series, diary_series, profile_series

__all__ = ["RestingHeartRate"]

BOSQUET = "Bosquet L. et al., Br J Sports Med 2008;42:709-714, doi:10.1136/bjsm.2007.042200"
"""Meta-analysis: two weeks of overload raise it moderately (SMD 0.55), longer ones do not; often within day-to-day scatter."""


@dataclass(frozen=True, kw_only=True)
class RestingHeartRate(PatternHeuristic):
    """Looks for a rise in the morning values of the diary; a watch's profile value is told, and judged only when it keeps changing.

    A pulse that is up in the morning is an old sign of too much training, and a weak one. Two weeks of overload raised it
    moderately (SMD 0.55), longer ones did not, and the rise often lies within the scatter from day to day (meta-analysis, Bosquet
    et al., Br J Sports Med, 2008).

    So one high morning means little, and a rise over two weeks means that something was different: a cold, short nights, heat, or
    the training.

    Attributes
    ----------
    late_days, early_days : float
        Length of the stretch that is judged, up to the last activity, and of the one it is held against; engineering values. [days]
    min_late, min_early : int
        Values each needs; engineering values. [values]
    rise_bpm : float
        Smallest rise worth naming; engineering value. [bpm]
    cap : float
        Largest score: the studies find it a weak sign; engineering value. [score]

    Notes
    -----
    Values are ``resting_hr`` of the diary, one a day. Where these are too few, the profile in the files is taken, if it has changed
    five times or more: one that changes less often is an entry somebody made once.

        rise = mean of the last late_days - mean of the early_days before
        z    = (rise - rise_bpm) / SE

    SE is widened for mornings that resemble their neighbours, and for few of them (Student's t). The score follows from z as for
    every finding (4 at z = 0, 50 at 1.65) and ends at ``cap``. Confidence is 1 for the diary and 0.6 for a profile. Not assessed
    with fewer values than ``min_late`` and ``min_early``.

    Warnings
    --------
    - It says that the value rose, not why; poor sleep, alcohol, heat, stress and another way of measuring do that, too.
    - A normal value does not clear the training: after long overload it is often unchanged.
    - It is no test of health.
    """

    id: ClassVar[str] = "resting_heart_rate"
    title: ClassVar[str] = "Resting heart rate is up"
    sources: ClassVar[tuple[str, ...]] = (BOSQUET,)

    late_days: float = 14.0
    early_days: float = 60.0
    min_late: int = 4
    min_early: int = 8
    rise_bpm: float = 3.0
    cap: float = 70.0

    def judge(self, judged: Judged) -> Finding:
        """The rise with its interval, from the diary, else from a profile that keeps changing."""
        written, profile = diary_series(judged.timeline, "resting_hr_bpm"), profile_series(judged.timeline, "resting_hr_bpm")
        if self._is_enough(written):
            return self._change(written, "diary", 1.0)
        if profile.changes >= MIN_PROFILE_CHANGES and self._is_enough(profile):
            return self._change(profile, "the watch's profile", 0.6)
        wanted = f"write down resting_hr on {self.min_late} mornings of two weeks and {self.min_early} of the two months before"
        if len(profile):
            told = (
                f"the files' profile says {profile.distinct} bpm in {len(profile)} days with files, {profile.changes} changes"
            )
            return self.not_assessed(f"{told}: an entry that is rarely changed, no measurement; {wanted}")
        days = self.late_days + self.early_days
        recent = len(written.younger_than(days))
        return self.not_assessed(f"{recent} values in the diary in the {days:.0f} days up to the last activity; {wanted}")

    def _is_enough(self, series: Series) -> bool:
        age = series.age_days
        early = (age >= self.late_days) & (age < self.late_days + self.early_days)
        return int((age < self.late_days).sum()) >= self.min_late and int(early.sum()) >= self.min_early

    def _change(self, series: Series, source: str, trust: float) -> Finding:
        recent = series.younger_than(self.late_days + self.early_days)
        late = recent.age_days < self.late_days
        change = shift(recent.value, late, np.zeros(len(recent)))
        told = f"last {self.late_days:.0f} days: {change.value:+.1f} bpm ({change.low:+.1f} to {change.high:+.1f})"
        return self.finding(
            evidence_score(change.z_beyond(self.rise_bpm)),
            Confidence({"a watch's own figure, not a morning measurement": trust}),
            reason=f"resting heart rate, {source}, {told} against the {self.early_days:.0f} days before; {late.sum()} and {(~late).sum()} values",
            evidence=(change.as_evidence("rise of resting heart rate", "bpm", threshold=self.rise_bpm, source=BOSQUET),),
            alternatives=(
                "poor sleep, alcohol, heat, stress, a cold on its way or another way of measuring raise it as well",
                "after long overload it is often unchanged, so a normal value does not clear the training",
            ),
            advice=(
                Advice(
                    text="keep the next days easy and measure again, lying, before getting up", source="engineering judgement"
                ),
            ),
            cap=self.cap,
        )
