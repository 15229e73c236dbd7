"""Durability: how far along a run heart rate and speed come apart, kilometre by kilometre."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.core.arrays import read_only
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SPEED_MEMORY_S, SlowNoise, estimate, pieces, slow_noise
from legcheck.signals.own_curve import plain_change
from legcheck.signals.repetitions import find_repetitions
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins, bin_means

__all__ = ["HIGH_RATIO", "LOW_RATIO", "ONSET_RATIO", "Durability", "durability"]

BIN_S = 30.0
"""[s] Bin length."""

REFERENCE_KM = (5, 10)
"""[km] Stretch that later ones are held against; Smyth et al., Sports Med 2022."""

STRETCH_KM = 5
"""[km] Length of the stretch that ends at each kilometre: single kilometres cross the onset by chance."""

SHORTEST_STRETCH_KM = 3
"""[km] Just after the reference stretches may be this short."""

ONSET_RATIO = 1.025
"""[-] Ratio from which heart rate and speed count as come apart; the same study."""

LOW_RATIO, HIGH_RATIO = 1.1, 1.2
"""[-] Over km 35-40 of a marathon, below the first the study speaks of low decoupling, from the second on of high: a third of
82,303 runners each; mean 1.16, SD 0.22."""

MIN_BINS = 20
"""[-] Ten minutes of usable heart rate in the reference and in the last stretch."""

ALMOST_KM = 0.01
"""[km] A kilometre that lacks no more than this is whole."""

MIN_KM = 15
"""[km] Reference and last stretch of 5 km must not overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Durability:
    """Heart rate per speed along the run, against km 5-10.

    Attributes
    ----------
    km : ndarray of float64, shape (n,)
        End of each kilometre. [km]
    ratio : ndarray of float64, shape (n,)
        Of that kilometre. [-] NaN where heart rate is not usable.
    end : Estimate
        Over the last 5 km. [-] 1.1: ten per cent more heart rate for the same speed.
    onset_km : Estimate
        End of the first stretch of 5 km, after km 10, whose ratio exceeds 1.025. [km] Its interval is where the ratio's own interval
        first reaches, and first wholly exceeds, that level. Missing when it never does.
    speed_change_pct, heart_rate_change_pct : Estimate
        The last 5 km against km 5-10, in hundredths of a logarithm. [%]
    reason : str
        Why nothing is known; empty otherwise.
    """

    km: FloatArray
    ratio: FloatArray
    end: Estimate
    onset_km: Estimate
    speed_change_pct: Estimate
    heart_rate_change_pct: Estimate
    reason: str = ""


def durability(run: Run | Activity) -> Durability:
    """Heart rate per speed by kilometre, against km 5-10.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    Durability
        With a reason instead of numbers below 15 km, without usable heart rate, or in an interval session.

    Notes
    -----
    ``R(k) = (HR / speed)_k / (HR / speed)_5-10km`` with mean heart rate and mean grade-adjusted speed of 30-s bins of running and
    walking; maximum heart rate, by which the study divides, cancels. Speed is graded here, the study's was not. The onset asks
    for a whole stretch of 3 to 5 km above 1.025, as a single kilometre of an even run varies by 2 %. In 82,303 marathon runners the
    ratio over km 35-40 was 1.16 (SD 0.22) and the onset lay at km 25 (SD 10) [1]_.

    References
    ----------
    .. [1] Smyth B. et al., Decoupling of internal and external workload during a marathon: an analysis of durability in 82,303
       recreational runners. Sports Med, 2022;52:2283-2295. doi:10.1007/s40279-022-01680-5

    Examples
    --------
    >>> from legcheck import synth
    >>> long = synth.run(duration_s=9000, speed_mps=3.2, drift_bpm_per_h=10.0, seed=2).activity
    >>> found = durability(long)
    >>> found.end.value > 1.05, found.onset_km.value < 25
    (True, True)
    """
    run = as_run(run)
    if not run.has("heart_rate_bpm"):
        return _missing("no heart rate recorded")
    if find_repetitions(run) is not None:
        return _missing("an interval session: heart rate follows the repetitions")
    whole = math.floor(run.distance_m / 1000.0 + ALMOST_KM)
    if whole < MIN_KM:
        return _missing(f"{run.distance_m / 1000:.1f} km; needs {MIN_KM}")
    usable = run.masks["heart_rate_usable"] & (run.running | run.masks["walking"])
    distance = run["distance_m"]
    series = {
        "heart_rate": run["heart_rate_bpm"],
        "speed": run["grade_adjusted_speed_mps"],
        "km": (distance - distance[np.isfinite(distance)][0]) / 1000.0,
    }
    bins = bin_means(series, usable & (run["speed_mps"] > 0), width_s=BIN_S, span=Span(0.0, float(len(run))))
    reference, last = _between(bins, *REFERENCE_KM), _between(bins, whole - STRETCH_KM, whole)
    if min(reference.sum(), last.sum()) < MIN_BINS:
        return _missing("too little usable heart rate over km 5-10 or the last 5 km")
    return _measured(bins, whole, reference, last)


def _measured(bins: Bins, whole: int, reference: BoolArray, last: BoolArray) -> Durability:
    base = _quotient(bins, reference)
    log_heart, log_speed = (100.0 * np.log(bins[name]) for name in ("heart_rate", "speed"))
    parts, slow = (reference, last), 100.0 * slow_speed_error(bins, last / last.sum() - reference / reference.sum())
    free = pieces(bins.time_s, (reference, ~reference & ~last, last))
    noise = slow_noise(log_heart - log_speed, free, width_s=BIN_S, memory_s=HEART_MEMORY_S)
    stretches = [
        (max(end - STRETCH_KM, REFERENCE_KM[1]), end) for end in range(REFERENCE_KM[1] + SHORTEST_STRETCH_KM, whole + 1)
    ]
    found = [_ratio(bins, reference, _between(bins, *stretch), noise, base) for stretch in stretches]
    return Durability(
        km=read_only(np.arange(1, whole + 1)),
        ratio=read_only([_quotient(bins, _between(bins, end - 1, end)) / base for end in range(1, whole + 1)]),
        end=_ratio(bins, reference, last, noise, base),
        onset_km=_onset(np.array([end for _, end in stretches], dtype=np.float64), found, whole),
        speed_change_pct=plain_change(bins, parts, log_speed, unit="%", memory_s=SPEED_MEMORY_S, known_error=slow),
        heart_rate_change_pct=plain_change(bins, parts, log_heart, unit="%", memory_s=HEART_MEMORY_S),
    )


def _ratio(bins: Bins, reference: BoolArray, stretch: BoolArray, noise: SlowNoise, base: float) -> Estimate:
    """Ratio of a stretch to the reference; the interval is even in the logarithm."""
    if not stretch.any():
        return Estimate.missing("-", "no usable heart rate there")
    value = _quotient(bins, stretch) / base
    weights = stretch / stretch.sum() - reference / reference.sum()
    used = float((stretch.sum() + reference.sum()) * BIN_S)
    error = noise.error_of(weights) / 100.0
    slow = slow_speed_error(bins, weights)
    log = estimate(math.log(value), error, unit="-", used_s=used, freedom=noise.freedom, known_error=slow)
    low, high = math.exp(log.low), math.exp(log.high)
    return Estimate(value=value, low=low, high=high, unit="-", standard_error=value * log.standard_error, used_s=used)


def _onset(ends_km: FloatArray, found: list[Estimate], whole: int) -> Estimate:
    value, low, high = (
        _first_above(ends_km, np.array([getattr(each, name) for each in found], dtype=np.float64))
        for name in ("value", "low", "high")
    )
    if not math.isfinite(value):
        return Estimate.missing("km", f"the ratio stayed below {ONSET_RATIO:g}")
    latest = low if math.isfinite(low) else float(whole)
    error = (latest - high) / 3.92
    return Estimate(value=value, low=high, high=latest, unit="km", standard_error=error, used_s=found[-1].used_s)


def _first_above(ends_km: FloatArray, ratios: FloatArray) -> float:
    above = np.flatnonzero(ratios > ONSET_RATIO)
    return float(ends_km[above[0]]) if above.size else math.nan


def _between(bins: Bins, start_km: float, end_km: float) -> BoolArray:
    return (bins["km"] >= start_km) & (bins["km"] < end_km)


def _quotient(bins: Bins, chosen: BoolArray) -> float:
    """Heart rate over speed. [bpm per m/s]"""
    return float(bins["heart_rate"][chosen].mean() / bins["speed"][chosen].mean()) if chosen.any() else math.nan


def _missing(reason: str) -> Durability:
    nothing = Estimate.missing("%", reason)
    return Durability(
        km=read_only([]),
        ratio=read_only([]),
        end=Estimate.missing("-", reason),
        onset_km=Estimate.missing("km", reason),
        speed_change_pct=nothing,
        heart_rate_change_pct=nothing,
        reason=reason,
    )
