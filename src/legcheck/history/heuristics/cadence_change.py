"""Steps a minute off the runner's own line: not few or many, but other than usual."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from legcheck.core import BoolArray, Evidence, Finding, FloatArray, IntArray
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.baseline import BASELINE_DAYS, CADENCE_SPREAD_SPM
from legcheck.history.deviation import BASELINE_RUNS, MIN_BASELINE_RUNS, Deviation, regressions
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.robust import PER_MAD
from legcheck.history.timeline import Timeline
from legcheck.history.windows import Before, Windows, middles
from legcheck.signals.gait_change import CADENCE_SLOPE_SPM_PER_MPS

__all__ = ["CadenceChange"]

OWN = "slope of cadence on speed within steady runs of 12 sources: median 2.7 steps/min per m/s"
"""Where the slope expected beforehand comes from."""

HUNTER = "Hunter I. & Smith G.A., Eur J Appl Physiol 2007;100:653-661, doi:10.1007/s00421-007-0456-1"
"""Over an hour of hard running stride frequency fell a little, from 1.45 to 1.43 a second."""

BURNS = "Burns G.T. et al., J Appl Physiol, 2019. PMID 30543498"
"""20 elite runners over 100 km: cadence followed speed and not fatigue."""


REACH_MPS = (0.3, 0.3)
"""[m/s] How far below and above the earlier runs' speeds is still compared; engineering value."""


LEFT_OUT_BEYOND, LEAST_SPM = 3.0, 1.0
"""[SD], [steps/min] Earlier runs further off the middle are left out; a scatter below this is taken as this."""


@dataclass(frozen=True, kw_only=True)
class CadenceChange(PastHeuristic):
    """Compares cadence at equal speed with earlier runs of the same device on the same kind of ground.

    Tired legs sometimes turn over a little more slowly at the same pace. Over an hour of hard running stride frequency fell from
    1.45 to 1.43 a second (Hunter and Smith, Eur J Appl Physiol, 2007), about 2 steps/min. Over 100 km the cadence of twenty elite
    runners followed their speed and not their fatigue (Burns et al., J Appl Physiol, 2019).

    So the sign is weak, and it goes either way. A cadence that is your own clears nothing; one that is not has many harmless
    reasons. What it can tell is that this run was not run as you usually run, whatever is usual among others.

    Attributes
    ----------
    smallest_spm : float
        Smallest change worth naming, up or down; engineering value. [steps/min]
    min_s : float
        Seconds of level running with cadence and speed in minutes 10 to 40, without which minutes 3 to 12 are compared instead;
        engineering value. [s]
    cap : float
        Largest score: shoes, ground and sensors change cadence without heavy legs; engineering value. [score]

    Notes
    -----
    Cadence (``legcheck.signals.cadence``) and grade-adjusted speed are means over level running in minutes 10 to 40 of the moving
    time, of speed over the seconds with heart rate where there is one. Where these hold less than ``min_s``, they are means over
    running in minutes 3 to 12. The run is held against a straight line through earlier runs: the latest 30 of the last 180 days, of the same device, on a treadmill
    or not as this one. Runs more than 3 SD off the others are left out first.

        expected = a + b * speed                                      [steps/min], b leans on 2.7 steps/min per m/s
        z        = (|cadence - expected| - smallest_spm) / spread     [SD of one run about the line]

    ``spread`` leans on 3 steps/min, with the weight of four runs, and holds the error of the line at this speed. The score follows
    from z as for every finding (4 at z = 0, 50 at 1.65, 94 at 3) and ends at ``cap``.

    Confidence is lower with fewer than 20 earlier runs, and on a treadmill, whose speed is its own. Not assessed: fewer than eight
    such runs, or a speed more than 0.3 m/s outside theirs. Where it is found, low cadence counts in the verdict of that run even if
    it is a trait of yours.

    Warnings
    --------
    - Nothing is said about whether the cadence is low, high, good or bad: only that it is not yours at this speed.
    - A change is no proof of tired legs, and no change is no proof of fresh ones.
    - What changed it (shoes, ground, company, counting steps on purpose) is not known to the file.
    """

    id: ClassVar[str] = "cadence_change"
    title: ClassVar[str] = "Other cadence than your own"
    sources: ClassVar[tuple[str, ...]] = (HUNTER, BURNS)

    smallest_spm: float = 1.5
    min_s: float = 300.0
    cap: float = 60.0

    def judge(self, past: Past, place: int) -> Finding:
        """Cadence in minutes 10 to 40 against the own line there, else in minutes 3 to 12."""
        run = past.timeline.runs[place]
        line, where = past.once(self, lambda: self._lines(past))[place]
        if not line.is_usable:
            return self.not_assessed(f"{where}: {line.reason}")
        off = line.difference
        told = f"{line.value:.0f} steps/min in {where}, {off:+.1f} against {line.runs} earlier runs at that speed"
        return self.finding(
            evidence_score((abs(off) - self.smallest_spm) / line.spread),
            Confidence(
                {
                    f"only {line.runs} earlier runs to compare with": min(1.0, 0.6 + 0.4 * line.runs / 20.0),
                    "no speed of its own on a treadmill": 0.6 if run.surface == "treadmill" else 1.0,
                }
            ),
            reason=told,
            evidence=(self._evidence(line),),
            alternatives=(
                "other shoes, ground, hills, company or a foot pod worn otherwise change cadence without heavy legs",
                "steps counted on purpose",
            ),
            cap=self.cap,
        )

    def _evidence(self, line: Deviation) -> Evidence:
        off, half = line.difference, 1.96 * line.spread
        return Evidence(
            name="cadence at equal speed against your own",
            value=off,
            unit="steps/min",
            low=off - half,
            high=off + half,
            threshold=math.copysign(self.smallest_spm, off),
            source=OWN,
        )

    def _lines(self, past: Past) -> list[tuple[Deviation, str]]:
        """Cadence against earlier runs, and the stretch it was taken from, of every run."""
        timeline = past.timeline
        long_enough = timeline.column("middle_gait_s") >= self.min_s
        before = Before.of(timeline, days=BASELINE_DAYS, kind=2 * timeline.device_codes + timeline.on_treadmill)
        told: list[tuple[Deviation, str]] = [(Deviation.missing("not looked at"), "")] * len(timeline.runs)
        for stretch, words, rows, of_use in (
            ("early", "minutes 3 to 12", np.flatnonzero(~long_enough), np.arange(len(long_enough))),
            ("middle", "minutes 10 to 40", np.flatnonzero(long_enough), np.flatnonzero(long_enough)),
        ):
            for place, line in zip(rows.tolist(), _against(timeline, before, stretch, rows, of_use), strict=True):
                told[place] = line, words
        return told


def _against(timeline: Timeline, before: Before, stretch: str, rows: IntArray, of_use: IntArray) -> list[Deviation]:
    """Cadence at equal speed of some runs against earlier ones of use, of the same device on the same kind of ground."""
    cadence, speed = timeline.column(f"{stretch}_cadence_spm"), timeline.column(f"{stretch}_speed_mps")
    every = np.ones(len(rows), dtype=np.bool_)
    steps = cadence - CADENCE_SLOPE_SPM_PER_MPS * speed
    windows = before.latest(of_use[np.isfinite(steps[of_use])], rows=rows, alike=every)
    lines = regressions(
        cadence,
        speed,
        windows.latest(_ordinary(windows, steps), BASELINE_RUNS),
        rows=rows,
        usual_spread=CADENCE_SPREAD_SPM,
        usual_slope=CADENCE_SLOPE_SPM_PER_MPS,
        beyond=REACH_MPS,
    )
    lacks_others = before.count(of_use, rows=rows, alike=every) < before.count(of_use, rows=rows)
    return [_of_same_kind(line) if lacks else line for line, lacks in zip(lines, lacks_others.tolist(), strict=True)]


def _of_same_kind(line: Deviation) -> Deviation:
    if line.is_usable or line.runs >= MIN_BASELINE_RUNS:
        return line
    return replace(line, reason=f"{line.reason} of the same device on the same kind of ground")


def _ordinary(windows: Windows, steps: FloatArray) -> BoolArray:
    """Which cadences at equal speed lie among the others; single odd runs do not widen what is usual."""
    count, known = windows.count, windows.of(steps, empty=math.inf)
    has_any = count > 0
    usual = np.where(has_any, middles(np.sort(known, axis=1), count), 0.0)
    off = np.abs(known - usual[:, None])
    scatter = PER_MAD * np.where(has_any, middles(np.sort(off, axis=1), count), 0.0)
    return np.asarray(off <= LEFT_OUT_BEYOND * np.maximum(scatter, LEAST_SPM)[:, None], dtype=np.bool_)
