"""How hard the running was: maximum heart rate with its uncertainty, and the stretches above a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.limits import highest_held_bpm
from legcheck.core import Activity, Athlete, Estimate, FloatArray, InputError, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import estimate
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.windows import running_mean

__all__ = [
    "THRESHOLDS",
    "HardRunning",
    "cut_off_below",
    "hard_by_threshold",
    "hard_running",
    "max_heart_rate",
    "maximum_error_bpm",
    "measured_threshold",
    "observed_max_heart_rate",
    "threshold_draws",
    "threshold_estimate",
]

THRESHOLDS = {"first": (0.851, 0.046), "second": (0.935, 0.025)}
"""[share of maximum heart rate] First and second ventilatory threshold, mean and SD of 1,411 runners; Sports 2026;14:29."""

MEASURED_SD_BPM = {"first": 5.0, "second": 4.0}
"""[bpm] Uncertainty of a threshold that the runner gives: ways of finding one differ by 4.9-7.4 bpm for the first and 2.8-5.2 for the
second (PMC12354492)."""

AGE_INTERCEPT_BPM, AGE_SLOPE_BPM_PER_YEAR = 208.0, 0.7
"""[bpm], [bpm per year] Tanaka H. et al., J Am Coll Cardiol 2001;37:153-156. doi:10.1016/S0735-1097(00)01054-8."""

AGE_SD_BPM = 10.0
"""[bpm] Spread about such a line: 10.8 in Nes B.M. et al., Scand J Med Sci Sports 2013. doi:10.1111/j.1600-0838.2012.01445.x."""

KNOWN_SD_BPM = 2.0
"""[bpm] Uncertainty of a maximum heart rate that the runner gives."""

STATED_SD_BPM = 8.0
"""[bpm] Uncertainty of a maximum heart rate that only a file states: a watch's settings hold a measured one, known to 2 bpm, or 220 less the
age, which errs by 11; engineering value for as many of the one as of the other."""

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
    return highest_held_bpm(run["heart_rate_bpm"], run.masks["heart_rate_usable"])


def maximum_error_bpm(run: Run) -> float:
    """Standard error of the maximum heart rate in ``run.athlete``: larger where only the file states it. [bpm]

    Examples
    --------
    >>> from legcheck import Athlete, clean, synth
    >>> activity = synth.run(duration_s=300, seed=1).activity  # which states one
    >>> maximum_error_bpm(clean(activity)), maximum_error_bpm(clean(activity, athlete=Athlete(max_hr_bpm=188)))
    (8.0, 2.0)
    """
    top = run.athlete.max_hr_bpm
    is_stated = top is not None and run.given.max_hr_bpm is None and run.activity.athlete.max_hr_bpm == top
    return STATED_SD_BPM if is_stated else KNOWN_SD_BPM


def max_heart_rate(run: Run | Activity) -> Estimate:
    """Maximum heart rate of the runner, as far as it is known.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    Estimate
        The athlete's own figure, known to 2 bpm, that of the file, known to 8, or ``208 - 0.7 age`` with a spread of 10 bpm cut off below what this run reached. [bpm]

    Examples
    --------
    >>> from legcheck import synth, Athlete, clean
    >>> run = clean(synth.run(duration_s=1200, seed=1).activity, athlete=Athlete(max_hr_bpm=188))
    >>> max_heart_rate(run).value
    188.0
    """
    run = as_run(run)
    athlete = run.athlete
    if athlete.max_hr_bpm is not None:
        seen = observed_max_heart_rate(run)
        known = max(athlete.max_hr_bpm, seen if math.isfinite(seen) else 0.0)
        return estimate(float(known), maximum_error_bpm(run), unit="bpm", used_s=float(len(run)))
    if athlete.age_years is None:
        return Estimate.missing("bpm", "neither maximum heart rate nor age is known")
    seen = observed_max_heart_rate(run)
    mean, spread = AGE_INTERCEPT_BPM - AGE_SLOPE_BPM_PER_YEAR * athlete.age_years, AGE_SD_BPM
    if math.isfinite(seen):
        mean, spread = cut_off_below(mean, spread, seen)
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

    Raises
    ------
    InputError
        If ``threshold`` is neither.
    """
    if threshold not in tuple(THRESHOLDS):
        raise InputError(f"threshold is 'first' or 'second', got {threshold!r}")
    return hard_by_threshold(run, maximum=maximum)[threshold]


def hard_by_threshold(
    run: Run | Activity, *, maximum: Estimate | None = None, layout: Layout | None = None
) -> dict[str, HardRunning]:
    """What :func:`hard_running` says for each of :data:`THRESHOLDS`; heart rate is smoothed once for both."""
    run = as_run(run)
    repetitions = (layout_of(run) if layout is None else layout).repetitions
    if repetitions is not None:
        nothing = Estimate.missing("bpm", "not needed")
        found = HardRunning(spans=repetitions.spans, told_by="repetitions", threshold_bpm=nothing)
        return dict.fromkeys(THRESHOLDS, found)
    top = max_heart_rate(run) if maximum is None else maximum
    if not run.has("heart_rate_bpm"):
        return dict.fromkeys(THRESHOLDS, _untold("no heart rate recorded"))
    bounds = {name: threshold_estimate(run.athlete, name, top) for name in THRESHOLDS}
    smooth = _smoothed(run)
    return {name: _above_threshold(smooth, bound) for name, bound in bounds.items()}


def measured_threshold(athlete: Athlete, name: str) -> float | None:
    """The heart rate at a threshold that the runner gives, None where there is none. [bpm]"""
    return athlete.first_threshold_hr_bpm if name == "first" else athlete.second_threshold_hr_bpm


def threshold_estimate(athlete: Athlete, name: str, maximum: Estimate) -> Estimate:
    """Heart rate at a threshold: the runner's own where it is given, else a share of the maximum.

    Parameters
    ----------
    athlete : Athlete
    name : {"first", "second"}
    maximum : Estimate
        See :func:`max_heart_rate`. [bpm]

    Returns
    -------
    Estimate
        [bpm]

    Examples
    --------
    >>> from legcheck import Athlete
    >>> threshold_estimate(Athlete(first_threshold_hr_bpm=151), "first", Estimate.missing("bpm", "unknown")).value
    151.0
    """
    own = measured_threshold(athlete, name)
    if own is not None:
        return estimate(float(own), MEASURED_SD_BPM[name], unit="bpm", used_s=maximum.used_s if maximum.is_usable else 0.0)
    if not maximum.is_usable:
        return maximum
    share, spread = THRESHOLDS[name]
    error = math.hypot(share * maximum.standard_error, spread * maximum.value)
    return estimate(share * maximum.value, error, unit="bpm", used_s=maximum.used_s)


def threshold_draws(athlete: Athlete, name: str, maximum_bpm: FloatArray, random: np.random.Generator) -> FloatArray:
    """As many draws of the heart rate at a threshold as there are of the maximum: about the runner's own, else a share of each maximum. [bpm]"""
    own = measured_threshold(athlete, name)
    if own is not None:
        return random.normal(own, MEASURED_SD_BPM[name], maximum_bpm.size)
    return random.normal(*THRESHOLDS[name], maximum_bpm.size) * maximum_bpm


def _above_threshold(smooth_bpm: FloatArray, bound: Estimate) -> HardRunning:
    if not bound.is_usable:
        return _untold(bound.reason)
    return HardRunning(spans=_above(smooth_bpm, bound.value), told_by="heart rate", threshold_bpm=bound)


def _smoothed(run: Run) -> FloatArray:
    heart_rate = run["heart_rate_bpm"]
    return running_mean(heart_rate, run.masks["heart_rate_usable"] & np.isfinite(heart_rate), SMOOTH_S)


def _above(smooth: FloatArray, bound_bpm: float) -> tuple[Span, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], smooth >= bound_bpm, [False]]).astype(np.int8)))
    starts, ends = _bridged(edges[::2].astype(np.float64), edges[1::2].astype(np.float64))
    long_enough = ends - starts >= MIN_STRETCH_S
    return tuple(Span(float(start), float(end)) for start, end in zip(starts[long_enough], ends[long_enough], strict=True))


def _bridged(starts: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray]:
    if len(starts) < 2:
        return starts, ends
    apart = starts[1:] - ends[:-1] > BRIDGE_S
    return starts[np.concatenate([[True], apart])], ends[np.concatenate([apart, [True]])]


def cut_off_below(mean: float, spread: float, low: float) -> tuple[float, float]:
    """Mean and SD of a normal distribution cut off below ``low``.

    Parameters
    ----------
    mean, spread, low : float
        Before the cut, and where it is. [all in one unit]

    Examples
    --------
    >>> mean, spread = cut_off_below(180.0, 10.0, 184.0)  # 180 + 10 * 0.3683 / 0.3446
    >>> round(mean, 1), round(spread, 1)
    (190.7, 5.3)
    """
    from scipy.special import erfcx

    cut = (low - mean) / spread
    # Density over the share that is left, at the cut; the scaled error function keeps it finite far out.
    rise = math.sqrt(2.0 / math.pi) / float(erfcx(cut / math.sqrt(2.0)))
    return mean + spread * rise, spread * math.sqrt(max(1.0 + cut * rise - rise**2, 0.0))


def _untold(reason: str) -> HardRunning:
    return HardRunning(spans=(), told_by="", threshold_bpm=Estimate.missing("bpm", reason), reason=reason)
