"""How hard the running was: maximum heart rate with its uncertainty, and the stretches above a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import estimate
from legcheck.signals.repetitions import find_repetitions

__all__ = ["THRESHOLDS", "HardRunning", "hard_running", "max_heart_rate", "observed_max_heart_rate"]

THRESHOLDS = {"first": (0.851, 0.046), "second": (0.935, 0.025)}
"""[share of maximum heart rate] First and second ventilatory threshold, mean and SD of 1,411 runners; Sports 2026;14:29."""

AGE_INTERCEPT_BPM, AGE_SLOPE_BPM_PER_YEAR = 208.0, 0.7
"""[bpm], [bpm per year] Tanaka H. et al., J Am Coll Cardiol 2001;37:153-156. doi:10.1016/S0735-1097(00)01054-8."""

AGE_SD_BPM = 10.0
"""[bpm] Spread about such a line: 10.8 in Nes B.M. et al., Scand J Med Sci Sports 2013. doi:10.1111/j.1600-0838.2012.01445.x."""

KNOWN_SD_BPM = 2.0
"""[bpm] Uncertainty of a maximum heart rate that the runner gives."""

PEAK_S = 15
"""[s] A maximum must last this long: the largest 15-s median."""

SMOOTH_S = 30
"""[s] Running mean before heart rate is held against a threshold."""

MIN_STRETCH_S = 300.0
"""[s] Shortest hard stretch that counts."""

BRIDGE_S = 30
"""[s] Dips below the threshold up to this do not end a stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HardRunning:
    """Stretches of hard running.

    Attributes
    ----------
    spans : tuple of Span
        In time order. [s]
    told_by : str
        ``"heart rate"`` or ``"repetitions"``.
    threshold_bpm : Estimate
        Heart rate held against; missing when told by repetitions. [bpm]
    reason : str
        Why it cannot be told; empty when it can.
    """

    spans: tuple[Span, ...]
    told_by: str
    threshold_bpm: Estimate
    reason: str = ""


def observed_max_heart_rate(run: Run | Activity) -> float:
    """Largest 15-s median of trusted heart rate. [bpm] NaN without heart rate.

    Examples
    --------
    >>> from legcheck import synth
    >>> bool(120 < observed_max_heart_rate(synth.run(duration_s=1200, seed=1).activity) < 200)
    True
    """
    run = as_run(run)
    if not run.has("heart_rate_bpm"):
        return math.nan
    trusted = run["heart_rate_bpm"][run.masks["heart_rate_usable"]]
    trusted = trusted[np.isfinite(trusted)]
    if len(trusted) < PEAK_S:
        return math.nan
    windows = np.lib.stride_tricks.sliding_window_view(trusted, PEAK_S)
    return float(np.median(windows, axis=1).max())


def max_heart_rate(run: Run | Activity) -> Estimate:
    """Maximum heart rate of the runner, as far as it is known.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    Estimate
        The athlete's own figure, or ``208 - 0.7 age`` with a spread of 10 bpm cut off below what this run reached. [bpm]

    Examples
    --------
    >>> from legcheck import synth, Athlete, clean
    >>> run = clean(synth.run(duration_s=1200, seed=1).activity, athlete=Athlete(max_hr_bpm=188))
    >>> max_heart_rate(run).value
    188.0
    """
    run = as_run(run)
    athlete, seen = run.athlete, observed_max_heart_rate(run)
    if athlete.max_hr_bpm is not None:
        known = max(athlete.max_hr_bpm, seen if math.isfinite(seen) else 0.0)
        return estimate(float(known), KNOWN_SD_BPM, unit="bpm", used_s=float(len(run)))
    if athlete.age_years is None:
        return Estimate.missing("bpm", "neither maximum heart rate nor age is known")
    mean, spread = AGE_INTERCEPT_BPM - AGE_SLOPE_BPM_PER_YEAR * athlete.age_years, AGE_SD_BPM
    if math.isfinite(seen):
        mean, spread = _cut_off_below(mean, spread, seen)
    return estimate(mean, spread, unit="bpm", used_s=float(len(run)))


def hard_running(run: Run | Activity, threshold: str = "second", *, maximum: Estimate | None = None) -> HardRunning:
    """Stretches of at least five minutes above a threshold, or the work repetitions of an interval session.

    Parameters
    ----------
    run : Run or Activity
    threshold : {"first", "second"}
        Ventilatory threshold, as a share of maximum heart rate (:data:`THRESHOLDS`).
    maximum : Estimate, optional
        Maximum heart rate [bpm]; :func:`max_heart_rate` when not given.

    Returns
    -------
    HardRunning
    """
    run = as_run(run)
    repetitions = find_repetitions(run)
    if repetitions is not None:
        return HardRunning(spans=repetitions.spans, told_by="repetitions", threshold_bpm=Estimate.missing("bpm", "not needed"))
    top = max_heart_rate(run) if maximum is None else maximum
    if not run.has("heart_rate_bpm"):
        return _untold("no heart rate recorded")
    if not top.is_usable:
        return _untold(top.reason)
    share, spread = THRESHOLDS[threshold]
    error = math.hypot(share * top.standard_error, spread * top.value)
    bound = estimate(share * top.value, error, unit="bpm", used_s=top.used_s)
    return HardRunning(spans=_above(run, bound.value), told_by="heart rate", threshold_bpm=bound)


def _above(run: Run, bound_bpm: float) -> tuple[Span, ...]:
    heart_rate = np.where(run.masks["heart_rate_usable"], run["heart_rate_bpm"], np.nan)
    known = np.isfinite(heart_rate)
    kernel = np.ones(SMOOTH_S)
    weight = np.convolve(known.astype(np.float64), kernel, mode="same")
    smooth = np.convolve(np.where(known, heart_rate, 0.0), kernel, mode="same") / np.maximum(weight, 1.0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], smooth >= bound_bpm, [False]]).astype(np.int8)))
    starts, ends = _bridged(edges[::2].astype(np.float64), edges[1::2].astype(np.float64))
    long_enough = ends - starts >= MIN_STRETCH_S
    return tuple(Span(float(start), float(end)) for start, end in zip(starts[long_enough], ends[long_enough], strict=True))


def _bridged(starts: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray]:
    if len(starts) < 2:
        return starts, ends
    apart = starts[1:] - ends[:-1] > BRIDGE_S
    return starts[np.concatenate([[True], apart])], ends[np.concatenate([apart, [True]])]


def _cut_off_below(mean: float, spread: float, low: float) -> tuple[float, float]:
    """Mean and SD of a normal distribution cut off below ``low``."""
    from scipy.stats import truncnorm

    distribution = truncnorm((low - mean) / spread, np.inf, loc=mean, scale=spread)
    return float(distribution.mean()), float(distribution.std())


def _untold(reason: str) -> HardRunning:
    return HardRunning(spans=(), told_by="", threshold_bpm=Estimate.missing("bpm", reason), reason=reason)
