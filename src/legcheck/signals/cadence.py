"""Cadence, the cadence to expect, and how far a run lies from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.core.gait import CADENCE_SD_HEIGHT_KNOWN_SPM, CADENCE_SD_HEIGHT_UNKNOWN_SPM, expected_cadence_spm
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import STEP_MEMORY_S, estimate, slow_noise
from legcheck.signals.stride import MIN_CADENCE_SPM
from legcheck.signals.windows import bin_means

__all__ = ["CadenceLevel", "cadence", "cadence_level", "expected_cadence"]

BIN_S = 30.0
"""[s] Bin length."""

SETTLE_S = 120.0
"""[s] Cut from the start: the first steps out of the door."""

MIN_USABLE_S = 900.0
"""[s] Fifteen minutes of running."""

MIN_SPEED_MPS = 2.2
"""[m/s] Below this a run shades into a shuffle for which no line was measured."""

MAX_SPEED_MPS = 4.7
"""[m/s] Upper end of the measured line; van Oeveren et al., J Sports Sci 2019."""

MAX_GRADE_PCT = 4.0
"""[%] Steeper stretches are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceLevel:
    """A run's cadence against what is usual at its speed, height and slope.

    Attributes
    ----------
    difference_spm : Estimate
        Own cadence minus expected. [steps/min]
    step_excess_pct : Estimate
        How much longer the steps are than expected at the same speed. [%] The same fact seen from the other side:
        given speed, ``ln step = -ln cadence``.
    cadence_spm, expected_spm : float
        Means over the seconds judged. [steps/min]
    speed_mps, step_length_m : float
        Means over the seconds judged. [m/s], [m]
    between_runners_spm : float
        SD between runners at one speed (and height, where known). [steps/min]
    span : Span
        From the first to the last second judged. [s]
    """

    difference_spm: Estimate
    step_excess_pct: Estimate
    cadence_spm: float
    expected_spm: float
    speed_mps: float
    step_length_m: float
    between_runners_spm: float
    span: Span

    @property
    def shortfall_sd(self) -> Estimate:
        """How far cadence lies below the expected one, in standard deviations between runners. [SD]"""
        difference = self.difference_spm
        if not difference.is_usable:
            return Estimate.missing("SD", difference.reason)
        sd = self.between_runners_spm
        return estimate(-difference.value / sd, difference.standard_error / sd, unit="SD", used_s=difference.used_s)


def cadence(run: Run | Activity) -> FloatArray:
    """Cadence while running, second by second.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        Steps a minute, both feet. [steps/min] NaN where not running or not recorded.

    Examples
    --------
    >>> from legcheck import synth
    >>> steps = cadence(synth.run(duration_s=600, cadence_spm=172.0, seed=1).activity)
    >>> bool(abs(np.nanmedian(steps) - 172.0) < 2.0)
    True
    """
    run = as_run(run)
    if not run.has("cadence_spm"):
        return np.full(len(run), np.nan)
    return np.asarray(np.where(run.running, run["cadence_spm"], np.nan), dtype=np.float64)


def expected_cadence(run: Run | Activity) -> FloatArray:
    """Cadence usual at the run's speed, slope and the runner's height, second by second.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [steps/min] NaN where not running. See :func:`legcheck.core.gait.expected_cadence_spm` for formula and source.

    Examples
    --------
    >>> from legcheck import synth
    >>> expected = expected_cadence(synth.run(duration_s=600, speed_mps=3.0, seed=1).activity)
    >>> bool(150 < np.nanmedian(expected) < 190)
    True
    """
    run = as_run(run)
    expected = expected_cadence_spm(run["speed_mps"], height_m=run.athlete.height_m, grade_pct=run["grade_pct"])
    return np.asarray(np.where(run.running, expected, np.nan), dtype=np.float64)


def cadence_level(run: Run | Activity) -> CadenceLevel:
    """Own cadence against the expected one over the whole run.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    CadenceLevel
        With a reason instead of numbers when cadence or speed is missing or too little of the run can be judged.

    Notes
    -----
    Mean of 30-s bins of running between 2.2 and 4.7 m/s on slopes up to 4 %, after the first two minutes. The interval is
    that of the run's mean; how far runners of one height differ among themselves is ``between_runners_spm``.

    Examples
    --------
    >>> from legcheck import synth
    >>> level = cadence_level(synth.run(duration_s=1800, speed_mps=3.0, cadence_spm=150.0, seed=1).activity)
    >>> bool(level.shortfall_sd.value > 1.5)
    True
    """
    run = as_run(run)
    spread = CADENCE_SD_HEIGHT_UNKNOWN_SPM if run.athlete.height_m is None else CADENCE_SD_HEIGHT_KNOWN_SPM
    if not run.has("cadence_spm"):
        return _missing(spread, "no cadence recorded")
    own, expected = cadence(run), expected_cadence(run)
    usable = _judged(run) & (own >= MIN_CADENCE_SPM)
    span = Span(SETTLE_S, float(max(len(run), SETTLE_S)))
    series = {"own": own, "expected": expected, "speed": run["speed_mps"]}
    bins = bin_means(series, usable, width_s=BIN_S, span=span)
    used = len(bins) * BIN_S
    if used < MIN_USABLE_S:
        what = f"{used / 60:.0f} min of level running at {MIN_SPEED_MPS:g}-{MAX_SPEED_MPS:g} m/s"
        return _missing(spread, f"{what}; needs {MIN_USABLE_S / 60:.0f}")
    difference = bins["own"] - bins["expected"]
    noise = slow_noise(difference, np.ones((len(bins), 1)), width_s=BIN_S, memory_s=STEP_MEMORY_S)
    error, freedom = noise.error_of(np.full(len(bins), 1.0 / len(bins))), noise.freedom
    excess = -100 * float(np.mean(np.log(bins["own"] / bins["expected"])))
    return CadenceLevel(
        difference_spm=estimate(float(difference.mean()), error, unit="steps/min", used_s=used, freedom=freedom),
        step_excess_pct=estimate(excess, 100 * error / float(bins["own"].mean()), unit="%", used_s=used, freedom=freedom),
        cadence_spm=float(bins["own"].mean()),
        expected_spm=float(bins["expected"].mean()),
        speed_mps=float(bins["speed"].mean()),
        step_length_m=float(np.mean(60 * bins["speed"] / bins["own"])),
        between_runners_spm=spread,
        span=Span(float(bins.time_s[0] - BIN_S / 2), float(bins.time_s[-1] + BIN_S / 2)),
    )


def _judged(run: Run) -> BoolArray:
    speed = run["speed_mps"]
    with np.errstate(invalid="ignore"):
        in_range = (speed >= MIN_SPEED_MPS) & (speed <= MAX_SPEED_MPS) & (np.abs(run["grade_pct"]) <= MAX_GRADE_PCT)
    return np.asarray(run.masks["gait_usable"] & in_range, dtype=np.bool_)


def _missing(spread: float, reason: str) -> CadenceLevel:
    nan = float("nan")
    return CadenceLevel(
        difference_spm=Estimate.missing("steps/min", reason),
        step_excess_pct=Estimate.missing("%", reason),
        cadence_spm=nan,
        expected_spm=nan,
        speed_mps=nan,
        step_length_m=nan,
        between_runners_spm=spread,
        span=Span(0.0, 0.0),
    )
