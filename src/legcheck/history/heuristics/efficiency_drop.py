"""Heart rate at the runner's usual speed: the last weeks against the months before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, BoolArray, Finding, FloatArray, IntArray
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.heuristics._change import Effect, shift
from legcheck.history.timeline import DAY_S, Timeline
from legcheck.signals.load import heat_adjustment

__all__ = ["EfficiencyDrop"]

BUCHHEIT = "Buchheit M., Front Physiol 2014;5:73, doi:10.3389/fphys.2014.00073"
"""Heart rate at a submaximal speed follows training status when its error and the smallest change that matters are kept in mind."""

BOSQUET = "Bosquet L. et al., Br J Sports Med 2008;42:709-714, doi:10.1136/bjsm.2007.042200"
"""Meta-analysis: after more than two weeks of overload, heart rate during exercise is a little lower, not higher."""


ALTERNATIVES = (
    "less training, illness, heat, altitude, another sensor or softer and hillier ground raise it, too",
    "lasting overload can lower heart rate at the same speed, so no rise does not rule it out",
)
"""What else gives the same numbers."""


@dataclass(frozen=True, kw_only=True)
class EfficiencyDrop(PatternHeuristic):
    """Compares heart rate at equal speed of the last four weeks with the twelve weeks before them.

    Attributes
    ----------
    late_days, early_days : float
        Length of the stretch that is judged and of the one it is held against. [days]
    min_late, min_early : int
        Runs each needs.
    rise_bpm : float
        Smallest rise worth naming: 1.4 % of 145 bpm, the laboratory's error from day to day. [bpm]
    no_heat_cap : float
        Largest score where temperature is not known. [score]
    """

    id: ClassVar[str] = "efficiency_drop"
    title: ClassVar[str] = "Higher heart rate at the usual speed for weeks"
    sources: ClassVar[tuple[str, ...]] = (BUCHHEIT, BOSQUET)

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
    """Not on a treadmill, whose speed is its own."""
    return np.array([run.surface != "treadmill" for run in timeline.runs], dtype=np.bool_)


def _same_device(timeline: Timeline, usable: BoolArray) -> BoolArray:
    """Runs of the device and the kind of heart-rate sensor that recorded the latest of them."""
    kinds = [(run.device, run.heart_rate_source) for run in timeline.runs]
    last = np.flatnonzero(usable)
    return np.array([bool(last.size) and kind == kinds[last[-1]] for kind in kinds], dtype=np.bool_)
