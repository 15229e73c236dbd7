"""Heart-rate drift against the runner's own: one who always drifts is not told every time, one who never does is told early."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, FloatArray
from legcheck.heuristics._base import Confidence, evidence_score
from legcheck.history.baseline import BASELINE_DAYS
from legcheck.history.deviation import BASELINE_RUNS
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.robust import PER_MAD, middle
from legcheck.history.summary import ActivitySummary
from legcheck.signals.load import HEAT_FROM_C

__all__ = ["DriftAgainstOwn"]

WINGO = (
    "Wingo J.E. et al., Cardiovascular drift during heat stress: implications for exercise prescription. "
    "Exerc Sport Sci Rev, 2012;40:88-94. doi:10.1097/JES.0b013e31824c43af"
)
"""Heat and loss of fluid let heart rate drift."""

SMYTH = (
    "Smyth B. et al., Decoupling of internal and external workload during a marathon: an analysis of durability in 82,303 recreational "
    "runners. Sports Med, 2022. doi:10.1007/s40279-022-01680-5"
)
"""Late over early heart rate at a speed in marathons: 1.16, SD 0.22."""

POPULATION = "drift at equal speed in 82 recorded steady runs: median 8.4 bpm/h, 10-90 %: -2 to 32"
"""What is believed before the runner's own is known."""

POPULATION_BPM_PER_H, BETWEEN_RUNNERS_BPM_PER_H = 8.4, 10.0
"""[bpm/h] Median of these runs, and how far runners lie from it."""

ERROR_AT_AN_HOUR_BPM_PER_H = 3.6
"""[bpm/h] Error of the drift of a run of an hour whose heart rate wanders by 3.4 bpm about its trend (82 steady runs); it goes with the
power -1.5 of the duration."""

HEAT_BPM_PER_H_PER_C, HEAT_ERROR = 1.0, 0.5
"""[bpm/h per degC], [-] Further drift above 19 degC, and the share of it that is not known; the direction is known, the size is ours."""

FURTHEST_SD = 1.5
"""[SD] Runs further off the runner's middle count less, in proportion."""

ROUNDS = 3
"""[-] Times the middle is weighted anew."""

PRIOR_RUNS = 6.0
"""[runs] Weight of the expected scatter against the runner's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """The runner's usual drift, its error, the runner's scatter over the expected one, and on how many runs it stands."""

    bpm_per_h: float
    error_bpm_per_h: float
    scatter: float
    runs: int


@dataclass(frozen=True, kw_only=True)
class DriftAgainstOwn(PastHeuristic):
    """Compares the rise of heart rate at equal effort with the runner's earlier steady runs, heat allowed for.

    Hold one effort, and heart rate still climbs. Heat and lost fluid drive it, and they add up (review, Wingo et al., Exerc Sport
    Sci Rev, 2012): the run gets harder although the legs may be fine. How much is ordinary differs widely. In 82 recorded steady
    runs the median was 8.4 bpm/h and the middle 80 % reached from -2 to 32; in the marathons of 82,303 recreational runners heart
    rate over speed rose to 1.16 (SD 0.22) times its early value (Smyth et al., Sports Med, 2022). A limit made for everybody tells
    some runners every time and others never.

    That drift follows heat and fluid is well known. That more of it than your own marks a bad day is reasoned, not shown: on one
    runner's rated runs drift alone told no more than a coin how the run had felt.

    Attributes
    ----------
    smallest_bpm_per_h : float
        Smallest excess over the own usual worth naming; engineering value. [bpm/h]
    min_runs : int
        Earlier runs with a drift without which nothing is said; engineering value. [runs]
    day_bpm_per_h : float
        Scatter of a runner's drift from run to run expected beforehand, its error not counted; engineering value. [bpm/h]
    no_heat_cap : float
        Largest score where temperature is not known; engineering value. [score]

    Notes
    -----
    Drift is that of ``legcheck.signals.heart_rate_drift``: what heart rate gains per hour at one grade-adjusted speed, from minute
    10 on, in steady runs. It is held against the latest 30 runs outdoors of the last 180 days that have one.

        excess = drift - heat - usual                        [bpm/h], heat = 1 bpm/h for each degC above 19 degC
        z      = (excess - smallest_bpm_per_h) / error

    ``usual`` is the mean of the earlier drifts, heat taken off, weighted by 1 / error^2 and leaning on 8.4 (SD 10) bpm/h of other
    runners; odd runs count less. The error of a run is

        sqrt((3.6 * hours^-1.5)^2 + day_bpm_per_h^2 + (heat / 2)^2)     [bpm/h]

    times your own scatter over the expected one, which leans on 1 with the weight of six runs. ``error`` is that together with the
    error of ``usual``. The score follows from z as for every finding (4 at z = 0, 50 at 1.65).

    Confidence is lower with fewer than 20 earlier runs and without a temperature, when the score ends at ``no_heat_cap``, too. Not
    assessed: on a treadmill, without a drift of this run, or with fewer than ``min_runs`` earlier ones. In the verdict of a run it
    takes the place of drift against other runners.

    Warnings
    --------
    - Heat, fluid and fuel are not measured; temperature is that at the sensor, which the skin warms.
    - Caffeine, a harder effort than usual or a climb that the altitude misses give the same number.
    - A heart that drifts makes a run hard; it does not say that the legs were the limit.
    """

    id: ClassVar[str] = "drift_against_own"
    title: ClassVar[str] = "More heart-rate drift than your own"
    sources: ClassVar[tuple[str, ...]] = (WINGO, SMYTH)

    smallest_bpm_per_h: float = 3.0
    min_runs: int = 8
    day_bpm_per_h: float = 3.0
    no_heat_cap: float = 75.0

    def judge(self, past: Past, place: int) -> Finding:
        """Excess over the runner's usual drift in units of its error."""
        timeline = past.timeline
        run = timeline.runs[place]
        if not math.isfinite(run.number("drift_bpm_per_h")) or run.surface == "treadmill":
            return self.not_assessed("no steady run with heart rate long enough for its drift")
        earlier = timeline.runs_before(place, days=BASELINE_DAYS)
        known = np.isfinite(timeline.column("drift_bpm_per_h")[earlier])
        earlier = earlier[known & ~timeline.on_treadmill[earlier]][-BASELINE_RUNS:]
        if len(earlier) < self.min_runs:
            return self.not_assessed(f"{len(earlier)} earlier runs with a drift; needs {self.min_runs}")
        chosen = np.append(earlier, place)
        warmth = timeline.column("temperature_c")[chosen]
        heat = HEAT_BPM_PER_H_PER_C * np.clip(np.nan_to_num(warmth, nan=HEAT_FROM_C) - HEAT_FROM_C, 0.0, None)
        values = timeline.column("drift_bpm_per_h")[chosen] - heat
        errors = np.hypot(self._errors(timeline.duration_s[chosen]), HEAT_ERROR * heat)
        usual = _usual(values[:-1], errors[:-1])
        error = math.hypot(usual.scatter * float(errors[-1]), usual.error_bpm_per_h)
        return self._told(timeline.runs[place], usual, float(values[-1]) - usual.bpm_per_h, error)

    def _errors(self, duration_s: FloatArray) -> FloatArray:
        """What a run's drift is uncertain by: its own error, and the runner's from run to run. [bpm/h]"""
        hours = np.maximum(duration_s, 1.0) / 3600.0
        return np.hypot(ERROR_AT_AN_HOUR_BPM_PER_H * hours**-1.5, self.day_bpm_per_h)

    def _told(self, run: ActivitySummary, usual: _Usual, excess: float, error: float) -> Finding:
        drift, warmth = run.number("drift_bpm_per_h"), run.number("temperature_c")
        warm = f" at {warmth:.0f} °C" if warmth > HEAT_FROM_C else ""
        knows_heat = math.isfinite(warmth)
        return self.finding(
            evidence_score((excess - self.smallest_bpm_per_h) / error),
            Confidence(
                {
                    f"only {usual.runs} earlier runs to compare with": min(1.0, 0.6 + 0.4 * usual.runs / 20.0),
                    "temperature not known: heat cannot be taken off": 1.0 if knows_heat else 0.85,
                }
            ),
            reason=f"heart rate {'rose' if drift >= 0 else 'fell'} by {abs(drift):.0f} bpm an hour at equal effort{warm}; "
            f"usual for you is {usual.bpm_per_h:+.0f} ({excess:+.0f}, {usual.runs} runs)",
            evidence=(self._evidence(excess, 1.96 * error),),
            alternatives=("less drunk or slept, an intensity above the usual, caffeine, or a climb that the altitude misses",),
            advice=(
                Advice(
                    text="in the heat go by heart rate or feel rather than by pace, and weigh yourself before and after",
                    source=WINGO,
                ),
            ),
            cap=100.0 if knows_heat else self.no_heat_cap,
        )

    def _evidence(self, excess: float, half: float) -> Evidence:
        return Evidence(
            name="drift above your own, heat taken off",
            value=excess,
            unit="bpm/h",
            low=excess - half,
            high=excess + half,
            threshold=self.smallest_bpm_per_h,
            source=POPULATION,
        )


def _usual(values: FloatArray, errors: FloatArray) -> _Usual:
    """A middle that single odd runs do not move, leaning on what other runners show; and the scatter about it."""
    prior = BETWEEN_RUNNERS_BPM_PER_H**-2
    usual, weight = middle(values.tolist()), 1.0 / errors**2
    for _ in range(ROUNDS):
        size = np.abs(values - usual) / errors
        weights = weight * np.minimum(1.0, FURTHEST_SD / np.maximum(size, FURTHEST_SD))
        total = float(weights.sum()) + prior
        usual = (float(weights @ values) + prior * POPULATION_BPM_PER_H) / total
    own, count = PER_MAD * middle((np.abs(values - usual) / errors).tolist()), len(values)
    scatter = math.sqrt((PRIOR_RUNS + count * own**2) / (PRIOR_RUNS + count))
    return _Usual(bpm_per_h=usual, error_bpm_per_h=scatter / math.sqrt(total), scatter=scatter, runs=count)
