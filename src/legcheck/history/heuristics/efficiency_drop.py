"""Heart rate at the runner's usual speed: the last weeks against the months before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, BoolArray, Finding, FloatArray, IntArray
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.baseline import STILL_HIGH_H, since_another_h
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import Effect, shift
from legcheck.history.timeline import DAY_S, Timeline
from legcheck.signals.load import heat_adjustment

__all__ = ["EfficiencyDrop"]

BUCHHEIT = "Buchheit M., Front Physiol 2014;5:73, doi:10.3389/fphys.2014.00073"
"""Heart rate at a submaximal speed follows training status when its error and the smallest change that matters are kept in mind."""

BOSQUET = "Bosquet L. et al., Br J Sports Med 2008;42:709-714, doi:10.1136/bjsm.2007.042200"
"""Meta-analysis: after more than two weeks of overload, heart rate during exercise is a little lower, not higher."""

VESTERINEN = "Vesterinen V. et al., J Strength Cond Res 2014;28:902-908. PMID 24345970"
"""45 recreational runners, 28 weeks: change of an index of heart rate and speed against change of peak speed, r = 0.43-0.61."""

LAMBERTS = "Lamberts R.P. et al., J Strength Cond Res 2004;18:641-645"
"""44 runners on five days: submaximal heart rate varies by 5 +- 2 bpm, standard error 1.1-1.4 %."""


ALTERNATIVES = (
    "less training, illness, heat, altitude, another sensor or softer and hillier ground raise it, too",
    "lasting overload can lower heart rate at the same speed, so no rise does not rule it out",
)
"""What else gives the same numbers."""


@dataclass(frozen=True, kw_only=True)
class EfficiencyDrop(PatternHeuristic):
    """Compares heart rate at equal speed of the last four weeks with the twelve weeks before them.

    "Slower than usual, and it feels harder than it should": if that lasts for weeks, the same pace mostly costs more beats. Heart
    rate at a speed follows training. In 45 recreational runners its change went with the change of peak speed at r = 0.43 to 0.61
    over 28 weeks (Vesterinen et al., J Strength Cond Res, 2014), as long as its error is kept in mind (Buchheit, Front Physiol,
    2014). From day to day it errs by 1.1 to 1.4 % in the laboratory (Lamberts et al., J Strength Cond Res, 2004).

    As a sign of too much it is poor. After more than two weeks of overload heart rate in exercise was a little *lower* (SMD -0.38;
    meta-analysis, Bosquet et al., Br J Sports Med, 2008). A rise may as well come from less training, illness, heat or altitude.

    Attributes
    ----------
    late_days, early_days : float
        Length of the stretch that is judged and of the one it is held against; engineering values. [days]
    min_late, min_early : int
        Runs each needs; engineering values. [runs]
    rise_bpm : float
        Smallest rise worth naming: 1.4 % of 145 bpm, the laboratory's error from day to day (Lamberts et al. 2004). [bpm]
    no_heat_cap : float
        Largest score where temperature is not known; engineering value. [score]

    Notes
    -----
    Heart rate and grade-adjusted speed are means over minutes 10 to 40 of the moving time, level running only, or over minutes 3 to
    12 where many more runs have those. 1 bpm for each degC above 19 degC at the sensor is taken off. Only runs of the device and
    the kind of heart-rate sensor that recorded the latest of them are used, none on a treadmill, none begun within 2 h of the end of
    another activity, none whose heart rate is not believed.

        heart rate = a + rise * (last four weeks) + b * ln(speed)     [bpm]
        z          = (rise - rise_bpm) / SE

    ``b`` leans on heart rate in proportion to speed above rest, with the weight of two runs. SE is widened for runs that resemble
    their neighbours, and for few runs (Student's t). The score follows from z as for every finding.

    Confidence is lower with fewer than twelve runs in the last weeks, and where more than a fifth of the runs tell no temperature:
    then a warmer season cannot be taken off, and the score ends at ``no_heat_cap``. Not assessed with fewer runs than ``min_late``
    and ``min_early``.

    Warnings
    --------
    - It says that the same speed costs more beats, not why.
    - No rise does not clear the training: lasting overload can lower heart rate at the same speed.
    - It is no test of health and no measure of fitness; another sensor, softer or hillier ground raise the number, too.
    """

    id: ClassVar[str] = "efficiency_drop"
    title: ClassVar[str] = "Higher heart rate at the usual speed for weeks"
    sources: ClassVar[tuple[str, ...]] = (BUCHHEIT, BOSQUET, VESTERINEN, LAMBERTS)

    late_days: float = 28.0
    early_days: float = 84.0
    min_late: int = 6
    min_early: int = 10
    rise_bpm: float = 2.0
    no_heat_cap: float = 75.0

    def judge(self, judged: Judged) -> Finding:
        """The rise of the late stretch over the early one, its error widened for the likeness of neighbouring runs."""
        timeline = judged.timeline
        if not timeline.runs:
            return self.not_assessed("no runs")
        age_days = (timeline.run_time_s[-1] - timeline.run_time_s) / DAY_S
        heart, speed, stretch = _heart_and_speed(timeline)
        usable = (
            _comparable(timeline) & np.isfinite(heart) & np.isfinite(speed) & (age_days <= self.late_days + self.early_days)
        )
        usable = usable & _same_device(timeline, usable)
        late = age_days[usable] < self.late_days
        if late.sum() < self.min_late or (~late).sum() < self.min_early:
            told = f"{late.sum()} runs of one device with heart rate and speed in the last {self.late_days:.0f} days"
            return self.not_assessed(
                f"{told} and {(~late).sum()} in the {self.early_days:.0f} days before; needs {self.min_late} and {self.min_early}"
            )
        usual = float(heart[usable].mean()) - timeline.limits.resting_hr_bpm
        change = shift(heart[usable], late, speed[usable], usual_slope=usual)
        return self._told(timeline, np.flatnonzero(usable), late, change, stretch, float(np.exp(speed[usable].mean())))

    def _told(
        self, timeline: Timeline, places: IntArray, late: BoolArray, change: Effect, stretch: str, speed_mps: float
    ) -> Finding:
        warmth = timeline.column("temperature_c")[places]
        knows_heat = bool(np.isfinite(warmth).mean() > 0.8)
        pace_s = 1000.0 / speed_mps
        pace = f"{pace_s // 60:.0f}:{pace_s % 60:02.0f} min/km"
        reason = (
            f"heart rate at {pace} ({stretch}) in the last {self.late_days:.0f} days: {change.value:+.1f} bpm "
            f"({change.low:+.1f} to {change.high:+.1f}) against the {self.early_days:.0f} days before; {late.sum()} and {(~late).sum()} runs"
        )
        return self.finding(
            evidence_score(change.z_beyond(self.rise_bpm)),
            Confidence(
                {
                    "temperature not known: a warmer season cannot be taken off": 1.0 if knows_heat else 0.75,
                    f"only {late.sum()} runs in the last weeks": min(1.0, 0.6 + 0.4 * float(late.sum()) / 12.0),
                }
            ),
            reason=reason,
            evidence=(
                change.as_evidence("rise of heart rate at equal speed", "bpm", threshold=self.rise_bpm, source=BUCHHEIT),
            ),
            alternatives=ALTERNATIVES,
            advice=(
                Advice(
                    text="a week of easy running with fewer kilometres, then compare again",
                    source="engineering judgement; no trial found",
                ),
            ),
            cap=100.0 if knows_heat else self.no_heat_cap,
        )


def _heart_and_speed(timeline: Timeline) -> tuple[FloatArray, FloatArray, str]:
    """Heart rate less what heat adds [bpm] and log speed, of the stretch that more runs have."""
    warmth = timeline.column("temperature_c")
    heat = np.array([heat_adjustment(value).value if math.isfinite(value) else 0.0 for value in warmth.tolist()])
    options = []
    for name, words in (("middle", "minutes 10 to 40"), ("early", "minutes 3 to 12")):
        heart, speed = timeline.column(f"{name}_heart_rate_bpm") - heat, timeline.column(f"{name}_speed_mps")
        speed = np.log(np.where(speed > 0.0, speed, np.nan))
        options.append((heart, speed, words))
    first, second = (int(np.isfinite(heart + speed).sum()) for heart, speed, _ in options)
    return options[0] if first >= 0.7 * second else options[1]


def _comparable(timeline: Timeline) -> BoolArray:
    """Not on a treadmill, whose speed is its own, nor begun while the heart had not come down from another activity."""
    return np.asarray(~timeline.on_treadmill & (since_another_h(timeline) >= STILL_HIGH_H), dtype=np.bool_)


def _same_device(timeline: Timeline, usable: BoolArray) -> BoolArray:
    """Runs of the device and the kind of heart-rate sensor that recorded the latest of them."""
    kinds = [(run.device, run.heart_rate_source) for run in timeline.runs]
    last = np.flatnonzero(usable)
    return np.array([bool(last.size) and kind == kinds[last[-1]] for kind in kinds], dtype=np.bool_)
