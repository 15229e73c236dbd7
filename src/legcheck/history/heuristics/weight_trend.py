"""Body weight over the last three months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Finding
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import trend
from legcheck.history.heuristics._diary import MIN_PROFILE_CHANGES, Series, diary_series, profile_series

__all__ = ["WeightTrend"]

TEUNISSEN = "Teunissen L.P.J. et al., J Exp Biol 2007;210:4418-4427, doi:10.1242/jeb.004481"
"""10 runners: the metabolic rate of running rises slightly more than in proportion to added weight."""

DAYS_PER_MONTH = 30.44
"""[days]"""


@dataclass(frozen=True, kw_only=True)
class WeightTrend(PatternHeuristic):
    """Fits a straight line to weight over the last three months, from the diary, else from a profile that keeps changing.

    Every kilogram is carried with every step. In 10 runners the metabolic rate of running rose slightly more than in proportion to
    added weight (Teunissen et al., J Exp Biol, 2007): 2 % more to carry is about 2 % more energy for each kilometre. That is
    physics, and it is small. It was measured with weights strapped on, not with weight gained.

    A slow rise can be a part of why the same pace feels harder than in spring. It is seldom the reason for one heavy day.

    Attributes
    ----------
    window_days, min_days : float
        Stretch looked at, up to the last activity, and the least that the values have to span; engineering values. [days]
    min_values : int
        Values it needs; engineering value. [values]
    gain_pct : float
        Smallest gain over the stretch worth naming; about as much more energy for each kilometre; engineering value. [%]
    cap : float
        Largest score: an explanation among others; engineering value. [score]

    Notes
    -----
    Values are ``weight`` of the diary, one a day. Where these are too few, the profile is taken, if it has changed five times or
    more: that of the files or, where they tell no weight, that of Strava's list.

        gain = slope of the line * days from the first to the last value / mean weight     [%]
        z    = (gain - gain_pct) / SE

    SE is widened for values that resemble their neighbours, and for few of them (Student's t). The score follows from z as for
    every finding (4 at z = 0, 50 at 1.65) and ends at ``cap``. Confidence is 1 for the diary and 0.7 for a profile. Not assessed
    with fewer than ``min_values`` values, or over less than ``min_days``.

    Warnings
    --------
    - Whether weight should change is not for a running file to say; muscle weighs, too.
    - Fluid, salt, time of day and clothes move it by a kilogram or two.
    - A rise explains at most a little of a heavy run, and only a rise is looked for.
    """

    id: ClassVar[str] = "weight_trend"
    title: ClassVar[str] = "Body weight is rising"
    sources: ClassVar[tuple[str, ...]] = (TEUNISSEN,)

    window_days: float = 84.0
    min_days: float = 28.0
    min_values: int = 6
    gain_pct: float = 2.0
    cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """Gain over the stretch with its interval."""
        written = diary_series(judged.timeline, "weight_kg").younger_than(self.window_days)
        profile = profile_series(judged.timeline, "weight_kg").younger_than(self.window_days)
        if self._is_enough(written):
            return self._gain(written, "diary", 1.0)
        if profile.changes >= MIN_PROFILE_CHANGES and self._is_enough(profile):
            return self._gain(profile, "the profile", 0.7)
        wanted = f"write down weight on {self.min_values} mornings over {self.min_days:.0f} days or more"
        if len(profile):
            told = f"the profile says {profile.distinct} kg, {profile.changes} changes in {len(profile)} days with activities"
            return self.not_assessed(f"{told}: an entry that is rarely changed shows no trend; {wanted}")
        told = f"{len(written)} values in the diary in the {self.window_days:.0f} days up to the last activity"
        return self.not_assessed(f"{told}; {wanted}")

    def _is_enough(self, series: Series) -> bool:
        return len(series) >= self.min_values and float(series.day[-1] - series.day[0]) >= self.min_days

    def _gain(self, series: Series, source: str, trust: float) -> Finding:
        days = float(series.day[-1] - series.day[0])
        slope = trend(series.day, series.value)
        to_pct = 100.0 * days / float(series.value.mean())
        month = [DAYS_PER_MONTH * value for value in (slope.value, slope.low, slope.high)]
        reason = f"weight, {source}: {month[0]:+.1f} kg a month ({month[1]:+.1f} to {month[2]:+.1f}) over {days:.0f} days, {len(series)} values"
        return self.finding(
            evidence_score(slope.z_beyond(self.gain_pct / to_pct)),
            Confidence({"a profile's figure, seldom weighed": trust}),
            reason=reason,
            evidence=(
                slope.as_evidence(f"gain over {days:.0f} days", "%", threshold=self.gain_pct, source=TEUNISSEN, scale=to_pct),
            ),
            alternatives=(
                "fluid, salt, time of day and clothes move weight by a kilogram or two",
                "muscle gained in training weighs, too; whether weight should change is not for a running file to say",
            ),
            cap=self.cap,
        )
