"""Heart-rate drift: what the heart adds over time at one and the same effort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Athlete, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SlowNoise, estimate, slow_noise, trend_error
from legcheck.signals.halves import compare_halves
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.windows import Bins, bin_means

__all__ = ["RESTING_HR_BPM", "HeartRateDrift", "heart_rate_drift", "lagged"]

BIN_S = 30.0
"""[s] Bin of the regression."""

LAGS_S = (20.0, 30.0, 40.0, 50.0, 60.0)
"""[s] Time constants tried for the heart's answer to a change of speed; the usual figure is 40."""

MIN_USABLE_S = 1800.0
"""[s] Half an hour of usable heart rate after the warm-up cut is the least that carries a statement."""

MAX_SPEED_CV = 0.10
"""[-] Largest coefficient of variation of 60-s grade-adjusted speed that still is a steady run."""

RESTING_HR_BPM = 55.0
"""[bpm] Taken when unknown; only sets how much heart rate belongs to a change of speed."""

GAIN_PRIOR_SPREAD = 0.4
"""[-] Runners' heart rate per m/s differs from ``(HR - rest) / v`` by about this share (SD)."""

NOISE_BPM = 7.0
"""[bpm] Spread of 30-s means about the fit, 3.4 bpm in 82 steady runs, widened for its memory of 65 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartRateDrift:
    """Heart rate against effort over time.

    Attributes
    ----------
    drift_bpm_per_h : Estimate
        Rise of heart rate at equal grade-adjusted speed. [bpm/h]
    drift_pct_per_h : Estimate
        The same as a share of the reference heart rate. [%/h]
    decoupling_pct : Estimate
        Half against half: how much speed per heartbeat was lost. [%]
    speed_change, heart_rate_change : Estimate
        How the decoupling came about: change of log speed and log heart rate between the halves. [%]
    reference_heart_rate_bpm : float
        Mean in the first half. [bpm]
    lag_s : float
        Time constant that fitted best. [s]
    usable_s : float
        Seconds of data behind it. [s]
    span : Span
        Stretch analysed. [s]
    """

    drift_bpm_per_h: Estimate
    drift_pct_per_h: Estimate
    decoupling_pct: Estimate
    speed_change: Estimate
    heart_rate_change: Estimate
    reference_heart_rate_bpm: float
    lag_s: float
    usable_s: float
    span: Span

    @property
    def speed_change_pct(self) -> float:
        """:attr:`speed_change` without its interval. [%]"""
        return self.speed_change.value

    @property
    def heart_rate_change_pct(self) -> float:
        """:attr:`heart_rate_change` without its interval. [%]"""
        return self.heart_rate_change.value


def heart_rate_drift(run: Run | Activity, *, layout: Layout | None = None) -> HeartRateDrift:
    """Drift in beats a minute an hour, and half-against-half decoupling.

    Parameters
    ----------
    run : Run or Activity
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    HeartRateDrift
        With reasons instead of numbers when heart rate is missing, the run is too short, not steady or an interval
        session.

    Notes
    -----
    ``HR(t) = a + b * lagged(v)(t) + c t`` over 30-s bins from minute 10 to just before the finish, where ``v`` is
    grade-adjusted speed and ``lagged`` a first-order filter; ``c`` is the drift. ``b`` leans on ``(HR - rest) / v`` so that
    a run at one pace, which says nothing about ``b``, still gives ``c``. Decoupling is ``100 (EF1 - EF2) / EF1`` with
    ``EF`` = mean speed over mean heart rate in two halves of equal usable time. Both intervals come from the slow waves of what is left
    (:func:`legcheck.signals.bootstrap.slow_noise`), with the errors of ``b`` and of slow errors of GPS speed added.

    Half-against-half decoupling of 5 % equals a rise of about 10 % from start to end.

    References
    ----------
    .. [1] Smyth B. et al., Decoupling of internal and external workload during a marathon: an analysis of durability
       in 82,303 recreational runners. Sports Med, 2022. doi:10.1007/s40279-022-01680-5

    Examples
    --------
    >>> from legcheck import synth
    >>> drift = heart_rate_drift(synth.run(duration_s=4200, drift_bpm_per_h=15.0, seed=2).activity)
    >>> drift.drift_bpm_per_h.low < 15.0 < drift.drift_bpm_per_h.high
    True
    """
    run = as_run(run)
    layout = layout_of(run) if layout is None else layout
    span = layout.windows.analysed
    if not run.has("heart_rate_bpm"):
        return _missing(span, "no heart rate recorded")
    usable = run.masks["heart_rate_usable"] & run.masks["running"] & np.isfinite(run["grade_adjusted_speed_mps"])
    series = {"heart_rate": run["heart_rate_bpm"], "speed": run["grade_adjusted_speed_mps"]}
    bins = bin_means(series, usable, width_s=BIN_S, span=span)
    usable_s = len(bins) * BIN_S
    if usable_s < MIN_USABLE_S:
        return _missing(span, f"{usable_s / 60:.0f} min of usable heart rate after the warm-up; needs {MIN_USABLE_S / 60:.0f}")
    unsteady = _why_not_steady(layout, bins)
    if unsteady:
        return _missing(span, unsteady)
    return _fitted(run, usable, span, bins)


def lagged(values: FloatArray, time_constant_s: float) -> FloatArray:
    """Pass a 1-Hz series through a first-order lag, starting settled; gaps hold the last value.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        1-Hz series; NaN in gaps.
    time_constant_s : float
        Time to answer 63 % of a step. [s]

    Returns
    -------
    ndarray of float64, shape (n,)

    Examples
    --------
    >>> step = np.array([0.0] * 5 + [1.0] * 40)
    >>> round(float(lagged(step, 40.0)[-1]), 2)
    0.63
    """
    from scipy.signal import lfilter

    held = _held(values)
    if not np.isfinite(held[:1]).any():
        return held
    keep = np.exp(-1.0 / time_constant_s)
    filtered, _ = lfilter([1.0 - keep], [1.0, -keep], held, zi=[keep * held[0]])
    return np.asarray(filtered, dtype=np.float64)


def _held(values: FloatArray) -> FloatArray:
    """The series with gaps holding the last value, those at the start the first; as it is without any value."""
    known = np.isfinite(values)
    if known.all() or not known.any():
        return values.copy()
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), -1))
    return np.where(last >= 0, values[np.maximum(last, 0)], values[known][0])


def _why_not_steady(layout: Layout, bins: Bins) -> str:
    if layout.is_intervals:
        return "an interval session: heart rate follows the repetitions"
    pairs = bins["speed"][: len(bins) // 2 * 2].reshape(-1, 2).mean(axis=1)
    variation = float(pairs.std() / pairs.mean())
    if variation > MAX_SPEED_CV:
        return f"pace varied by {100 * variation:.0f} % (over {100 * MAX_SPEED_CV:.0f} %): not a steady run"
    return ""


def _fitted(run: Run, usable: BoolArray, span: Span, bins: Bins) -> HeartRateDrift:
    held, used = _held(run["grade_adjusted_speed_mps"]), len(bins) * BIN_S
    series = {f"{lag_s:g}": lagged(held, lag_s) for lag_s in LAGS_S}
    slow = bin_means({"heart_rate": run["heart_rate_bpm"], **series}, usable, width_s=BIN_S, span=span)
    speeds = np.stack([slow[name] for name in series])
    fit = _best_fit(slow["heart_rate"], speeds, slow.time_s / 3600.0, run.athlete)
    noise = slow_noise(slow["heart_rate"], fit.design, width_s=BIN_S, memory_s=HEART_MEMORY_S)
    halves = compare_halves(bins)
    first = halves.first_heart_rate_bpm
    return HeartRateDrift(
        drift_bpm_per_h=_drift(fit, noise, 1.0, "bpm/h", used),
        drift_pct_per_h=_drift(fit, noise, 100.0 / first, "%/h", used),
        decoupling_pct=halves.decoupling_pct,
        speed_change=halves.speed_change_pct,
        heart_rate_change=halves.heart_rate_change_pct,
        reference_heart_rate_bpm=first,
        lag_s=fit.lag_s,
        usable_s=used,
        span=span,
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """The regression at one time constant; ``weights @ heart_rate`` is the drift."""

    lag_s: float
    design: FloatArray
    weights: FloatArray
    drift: float
    known_error: float


def _best_fit(heart_rate: FloatArray, speeds: FloatArray, hours: FloatArray, athlete: Athlete) -> _Fit:
    """The fit of the time constant that leaves least; ``speeds`` holds a row of lagged speed for each."""
    gain = max(float(heart_rate.mean()) - (athlete.resting_hr_bpm or RESTING_HR_BPM), 20.0) / speeds.mean(axis=1)
    lean = (NOISE_BPM / (GAIN_PRIOR_SPREAD * gain)) ** 2
    x, t, y = speeds - speeds.mean(axis=1)[:, None], hours - hours.mean(), heart_rate - heart_rate.mean()
    xx, xt, tt = (x * x).sum(axis=1) + lean, x @ t, float(t @ t)
    xy, ty, size = x @ y + lean * gain, float(t @ y), xx * tt - xt**2
    slope, drift = (tt * xy - xt * ty) / size, (xx * ty - xt * xy) / size
    left = y - slope[:, None] * x - drift[:, None] * t
    best = int(np.argmin((left * left).sum(axis=1)))
    gain_error = GAIN_PRIOR_SPREAD * gain[best] * lean[best] * xt[best] / size[best]
    speed_error = slope[best] * speeds[best].mean() * trend_error(hours)
    return _Fit(
        lag_s=LAGS_S[best],
        design=np.column_stack([np.ones_like(t), x[best], t]),
        weights=(xx[best] * t - xt[best] * x[best]) / size[best],
        drift=float(drift[best]),
        known_error=float(np.hypot(gain_error, speed_error)),
    )


def _drift(fit: _Fit, noise: SlowNoise, factor: float, unit: str, used_s: float) -> Estimate:
    return estimate(
        factor * fit.drift,
        factor * noise.error_of(fit.weights),
        unit=unit,
        used_s=used_s,
        freedom=noise.freedom,
        known_error=factor * fit.known_error,
    )


def _missing(span: Span, reason: str) -> HeartRateDrift:
    nan = float("nan")
    return HeartRateDrift(
        drift_bpm_per_h=Estimate.missing("bpm/h", reason),
        drift_pct_per_h=Estimate.missing("%/h", reason),
        decoupling_pct=Estimate.missing("%", reason),
        speed_change=Estimate.missing("%", reason),
        heart_rate_change=Estimate.missing("%", reason),
        reference_heart_rate_bpm=nan,
        lag_s=nan,
        usable_s=0.0,
        span=span,
    )
