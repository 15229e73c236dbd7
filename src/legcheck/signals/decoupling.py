"""Output against heart rate: the efficiency factor, and how it falls from the first half of a run to the second."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Estimate, FloatArray, InputError, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SPEED_MEMORY_S, estimate, pieces, slow_noise
from legcheck.signals.own_curve import plain_change
from legcheck.signals.repetitions import find_repetitions
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins, analysis_windows, bin_means

__all__ = ["Decoupling", "decoupling", "decoupling_of", "efficiency_factor"]

BIN_S = 30.0
"""[s] Bin length."""

MIN_USABLE_S = 1800.0
"""[s] Half an hour of usable heart rate after the warm-up cut."""

SECONDS_PER_MIN = 60.0
"""[s/min]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoupling:
    """Second half against first.

    Attributes
    ----------
    value_pct : Estimate
        ``100 (EF1 - EF2) / EF1``. [%] Positive: less output for each heartbeat.
    output_change_pct, heart_rate_change_pct : Estimate
        How it came about: change of log output and log heart rate. [%] ``d ln EF = d ln output - d ln heart rate``.
    first, second : float
        Output over heart rate in each half. [m/s or W, per bpm]
    """

    value_pct: Estimate
    output_change_pct: Estimate
    heart_rate_change_pct: Estimate
    first: float
    second: float


def efficiency_factor(run: Run | Activity) -> Estimate:
    """Way on the flat for each heartbeat.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    Estimate
        ``60 * grade-adjusted speed / heart rate``, ratio of means. [m/beat]

    Notes
    -----
    From minute 10 to just before the finish, running with usable heart rate. The interval is that of this run's mean with
    slow errors of satellite speed (:func:`legcheck.signals.speed_error.slow_speed_error`), which cancel in part over a run; what a device is always off
    by, and the day-to-day spread (about 3 %), come on top, so compare many runs of one device. The factor rises with speed by itself,
    as heart rate does not start at zero: compare runs of similar speed.

    Examples
    --------
    >>> from legcheck import synth
    >>> made = synth.run(duration_s=3600, speed_mps=3.0, heart_rate_bpm=150.0, drift_bpm_per_h=0.0, seed=1)
    >>> found = efficiency_factor(made.activity)
    >>> found.low < 60 * 3.0 / 150.0 < found.high
    True
    """
    run = as_run(run)
    bins, reason = _usable_bins(run, "grade_adjusted_speed_mps")
    if reason:
        return Estimate.missing("m/beat", reason)
    value = SECONDS_PER_MIN * float(bins["output"].mean() / bins["heart_rate"].mean())
    log_ratio = np.log(bins["output"] / bins["heart_rate"])
    early = np.arange(len(bins)) < len(bins) // 2
    noise = slow_noise(log_ratio, pieces(bins.time_s, (early, ~early)), width_s=BIN_S, memory_s=HEART_MEMORY_S)
    weights = np.full(len(bins), 1.0 / len(bins))
    return estimate(
        value,
        value * noise.error_of(weights),
        unit="m/beat",
        used_s=len(bins) * BIN_S,
        freedom=noise.freedom,
        known_error=value * slow_speed_error(bins, weights),
    )


def decoupling_of(output: FloatArray, heart_rate_bpm: FloatArray, weight_s: FloatArray | None = None) -> float:
    """Loss of output per heartbeat from the first half to the second.

    Parameters
    ----------
    output, heart_rate_bpm : ndarray of float64, shape (n,)
        Speed or power, and heart rate, in time order; samples with either missing or no heart rate are left out.
    weight_s : ndarray of float64, shape (n,), optional
        Time each sample stands for; the same for all when not given. [s]

    Returns
    -------
    float
        ``100 (EF1 - EF2) / EF1`` with ``EF`` mean output over mean heart rate and the halves of equal time. [%]

    Notes
    -----
    GoldenCheetah halves the list of samples first and leaves out those without heart rate after that; without weights and with
    heart rate in every sample this is the same number. In smart recording a sample stands for one to ten seconds, more of them where
    pace changes, so that without weights the halves are not halves of the time.

    Examples
    --------
    >>> watts, beats = np.array([193.0, 193.0, 195.0, 195.0]), np.array([136.0, 136.0, 142.0, 142.0])
    >>> round(decoupling_of(watts, beats), 2)  # 193/136 = 1.4191, 195/142 = 1.3732, 0.0459 / 1.4191
    3.23
    """
    used = np.isfinite(output) & np.isfinite(heart_rate_bpm) & (heart_rate_bpm > 0)
    output, beats = output[used], heart_rate_bpm[used]
    weight = np.ones(len(output)) if weight_s is None else weight_s[used]
    ends = np.cumsum(weight)
    if len(output) < 2 or ends[-1] <= 0:
        return math.nan
    # The sample on the border belongs to both halves, each with its share.
    early = np.clip((ends[-1] / 2.0 - (ends - weight)) / np.maximum(weight, 1e-9), 0.0, 1.0) * weight
    first, second = ((part @ output) / (part @ beats) for part in (early, weight - early))
    return float(100.0 * (first - second) / first) if first > 0 else math.nan


def decoupling(run: Run | Activity, by: str = "speed") -> Decoupling:
    """Decoupling of speed (Pa:HR) or power (Pw:HR) from heart rate, half against half.

    Parameters
    ----------
    run : Run or Activity
    by : {"speed", "power"}
        Grade-adjusted speed, or power as the device estimates it.

    Returns
    -------
    Decoupling
        With reasons instead of numbers when less than half an hour can be used, or in an interval session.

    Raises
    ------
    InputError
        If ``by`` is neither.

    Notes
    -----
    Halves of equal usable time from minute 10 to just before the finish, running with usable heart rate. That is why the number
    differs from the one of training sites, which take all samples: there the first minutes, in which heart rate still climbs, make
    the first half look better, and stops count for whichever half they fall into. The 5 % often called the limit is meant for steady runs below
    the first threshold; it equals a rise of about 10 % from start to end. A fade counts in full: the split into output and heart
    rate says which of the two moved.

    Examples
    --------
    >>> from legcheck import synth
    >>> drifting = synth.run(duration_s=5400, drift_bpm_per_h=12.0, seed=2).activity
    >>> found = decoupling(drifting)
    >>> found.value_pct.low > 2, abs(found.output_change_pct.value) < found.heart_rate_change_pct.value
    (True, True)
    """
    if by not in ("speed", "power"):
        raise InputError(f"decoupling is by 'speed' or 'power', got {by!r}")
    run = as_run(run)
    bins, reason = _usable_bins(run, "grade_adjusted_speed_mps" if by == "speed" else "power_w")
    return _missing(reason) if reason else _halves(bins, by)


def _halves(bins: Bins, by: str) -> Decoupling:
    early = np.arange(len(bins)) < len(bins) // 2
    parts, log_output, log_heart = (early, ~early), np.log(bins["output"]), np.log(bins["heart_rate"])
    factors = [float(bins["output"][part].mean() / bins["heart_rate"][part].mean()) for part in parts]
    weights = ~early / (~early).sum() - early / early.sum()
    slow = 100.0 * slow_speed_error(bins, weights) if by == "speed" else 0.0
    change = plain_change(bins, parts, 100.0 * (log_output - log_heart), unit="%", memory_s=HEART_MEMORY_S, known_error=slow)
    ratio = factors[1] / factors[0]
    value = 100.0 * (1.0 - ratio)
    reach = ratio * (change.high - change.value)
    return Decoupling(
        value_pct=Estimate(
            value=value,
            low=value - reach,
            high=value + reach,
            unit="%",
            standard_error=ratio * change.standard_error,
            used_s=change.used_s,
        ),
        output_change_pct=plain_change(bins, parts, 100.0 * log_output, unit="%", memory_s=SPEED_MEMORY_S, known_error=slow),
        heart_rate_change_pct=plain_change(bins, parts, 100.0 * log_heart, unit="%", memory_s=HEART_MEMORY_S),
        first=factors[0],
        second=factors[1],
    )


def _usable_bins(run: Run, output: str) -> tuple[Bins, str]:
    """Output and heart rate in even bins, and why they cannot be used."""
    nothing = Bins(time_s=np.empty(0), means={}, width_s=BIN_S)
    for name, what in (("heart_rate_bpm", "heart rate"), (output, output.rsplit("_", 1)[0].replace("_", " "))):
        if not run.has(name):
            return nothing, f"no {what} recorded"
    if find_repetitions(run) is not None:
        return nothing, "an interval session: heart rate follows the repetitions"
    usable = run.masks["heart_rate_usable"] & run.running & (run[output] > 0)
    series = {"heart_rate": run["heart_rate_bpm"], "output": run[output]}
    bins = bin_means(series, usable, width_s=BIN_S, span=analysis_windows(run).analysed)
    used_s = len(bins) * BIN_S
    if used_s < MIN_USABLE_S:
        return bins, f"{used_s / 60:.0f} min of usable heart rate after the warm-up; needs {MIN_USABLE_S / 60:.0f}"
    return bins, ""


def _missing(reason: str) -> Decoupling:
    nothing, nan = Estimate.missing("%", reason), math.nan
    return Decoupling(value_pct=nothing, output_change_pct=nothing, heart_rate_change_pct=nothing, first=nan, second=nan)
