"""Minutes in three zones and the threshold heart rate, as intervals while thresholds are estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Estimate, FloatArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import estimate
from legcheck.signals.intensity import THRESHOLDS, max_heart_rate, measured_threshold, threshold_draws, threshold_estimate

__all__ = ["ZoneMinutes", "heart_rate_seconds", "threshold_heart_rate", "zone_minutes"]

DRAWS = 2000
"""[-] Draws of maximum heart rate and thresholds."""

SEED = 20_817
"""[-] Fixed, so that the same run always gives the same interval."""

MIN_KNOWN = 0.5
"""[-] Share of the moving time that must have usable heart rate."""

TEST_LAST_S = 1200.0
"""[s] Of an all-out run of half an hour the last twenty minutes are taken for the threshold (Friel)."""

ALL_OUT_S = (1500.0, 4500.0)
"""[s] An all-out run shorter than this lies above the threshold, a longer one below it."""

THRESHOLD_SD_BPM = 5.0
"""[bpm] How far such a mean lies off a threshold found in the laboratory: 2.8-5.2 bpm for the second one, and more in the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMinutes:
    """Moving minutes below the first threshold, between the two, and above the second.

    Attributes
    ----------
    easy, moderate, hard : Estimate
        [min] They add up to ``moving_min``; their intervals do not, as they move together.
    easy_share : Estimate
        ``easy / moving_min``. [-]
    moving_min : float
        Minutes running or walking. [min]
    reason : str
        Why nothing is known; empty otherwise.
    """

    easy: Estimate
    moderate: Estimate
    hard: Estimate
    easy_share: Estimate
    moving_min: float
    reason: str = ""


def heart_rate_seconds(run: Run) -> tuple[FloatArray, FloatArray, str]:
    """Moving seconds by heart rate.

    Parameters
    ----------
    run : Run

    Returns
    -------
    heart_rate_bpm, seconds : ndarray of float64, shape (n,)
        Whole beats a minute, and moving seconds at each. [bpm], [s] Seconds without usable heart rate are shared out among the others.
    reason : str
        Why there are none; empty otherwise.

    Examples
    --------
    >>> from legcheck import clean, synth
    >>> beats, seconds, _ = heart_rate_seconds(clean(synth.run(duration_s=1800, seed=1).activity))
    >>> bool(abs(seconds.sum() - 1800) < 10)
    True
    """
    nothing = np.empty(0)
    if not run.has("heart_rate_bpm"):
        return nothing, nothing, "no heart rate recorded"
    moving = run.running | run.masks["walking"]
    known = moving & run.masks["heart_rate_usable"] & np.isfinite(run["heart_rate_bpm"])
    moved_s, known_s = float(moving.sum()), float(known.sum())
    if not known_s or known_s < MIN_KNOWN * moved_s:
        return (
            nothing,
            nothing,
            f"usable heart rate in {100 * known_s / max(moved_s, 1.0):.0f} % of the moving time; needs half",
        )
    counted = np.bincount(np.round(run["heart_rate_bpm"][known]).astype(np.int64)).astype(np.float64)
    beats = np.flatnonzero(counted)
    return beats.astype(np.float64), counted[beats] * moved_s / known_s, ""


def zone_minutes(run: Run | Activity) -> ZoneMinutes:
    """Minutes below, between and above the two ventilatory thresholds.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ZoneMinutes
        With a reason where heart rate, or both maximum heart rate and age, are not known.

    Notes
    -----
    Thresholds are the runner's own where they are given (+- 5 and 4 bpm), else 85.1 +- 4.6 % and 93.5 +- 2.5 % of maximum heart rate, as in 1,411
    runners [1]_. Two thousand draws of the maximum
    (:func:`legcheck.signals.max_heart_rate`) and of both thresholds, the first never above the second, give as many divisions of
    the run; values are their medians and intervals their 2.5 and 97.5 % points. With a maximum from age alone the interval often
    covers nearly everything, which is the truth about such zones. Heart rate lags behind effort: short repetitions hide in the
    middle zone.

    References
    ----------
    .. [1] Sports, 2026;14:29 (heart rate at both thresholds in 1,411 runners).

    Examples
    --------
    >>> from legcheck import Athlete, clean, synth
    >>> easy = synth.run(duration_s=3600, heart_rate_bpm=135.0, drift_bpm_per_h=0.0, seed=1).activity
    >>> minutes = zone_minutes(clean(easy, athlete=Athlete(max_hr_bpm=190)))
    >>> minutes.easy.value > 55, minutes.hard.high < 1
    (True, True)
    """
    run = as_run(run)
    top = max_heart_rate(run)
    beats, seconds, reason = heart_rate_seconds(run)
    is_measured = all(measured_threshold(run.athlete, name) is not None for name in THRESHOLDS)
    if reason or not (top.is_usable or is_measured):
        return _missing(reason or top.reason)
    random = np.random.default_rng(SEED)
    maximum = random.normal(top.value, top.standard_error, DRAWS) if top.is_usable else np.full(DRAWS, np.nan)
    bounds = np.sort([threshold_draws(run.athlete, name, maximum, random) for name in ("first", "second")], axis=0)
    minutes, total = seconds / 60.0, float(seconds.sum() / 60.0)
    below = np.concatenate([[0.0], np.cumsum(minutes)])
    first, second = (below[np.searchsorted(beats, bound)] for bound in bounds)
    return ZoneMinutes(
        easy=_spread(first, "min", 60.0 * total),
        moderate=_spread(second - first, "min", 60.0 * total),
        hard=_spread(total - second, "min", 60.0 * total),
        easy_share=_spread(first / total, "-", 60.0 * total),
        moving_min=total,
    )


def threshold_heart_rate(run: Run | Activity, *, all_out: bool = False) -> Estimate:
    """Heart rate at the second threshold.

    Parameters
    ----------
    run : Run or Activity
    all_out : bool, default False
        The run was a race or time trial of 25 to 75 minutes at full effort: its own heart rate then tells.

    Returns
    -------
    Estimate
        [bpm]

    Notes
    -----
    All out: the mean of the last twenty minutes for half an hour (Friel), of the whole run after its first ten minutes for longer
    ones; +- 5 bpm. Otherwise the runner's own where it is given, else 93.5 +- 2.5 % of maximum heart rate, however well that is known.

    Examples
    --------
    >>> from legcheck import Athlete, clean, synth
    >>> run = clean(synth.run(duration_s=1800, seed=1).activity, athlete=Athlete(max_hr_bpm=190))
    >>> round(threshold_heart_rate(run).value, 1)  # 0.935 * 190
    177.7
    """
    run = as_run(run)
    if all_out:
        return _from_effort(run)
    return threshold_estimate(run.athlete, "second", max_heart_rate(run))


def _from_effort(run: Run) -> Estimate:
    shortest, longest = ALL_OUT_S
    moving = np.flatnonzero(run.running | run.masks["walking"])
    if not shortest <= len(moving) <= longest:
        told = f"{len(moving) / 60:.0f} min; an all-out run of {shortest / 60:.0f} to {longest / 60:.0f} min tells"
        return Estimate.missing("bpm", told)
    start = max(len(moving) - int(TEST_LAST_S), 0) if len(moving) < 2.0 * TEST_LAST_S else 600
    chosen = moving[start:]
    known = chosen[run.masks["heart_rate_usable"][chosen]]
    if len(known) < MIN_KNOWN * len(chosen):
        return Estimate.missing("bpm", "too little usable heart rate")
    return estimate(float(np.nanmean(run["heart_rate_bpm"][known])), THRESHOLD_SD_BPM, unit="bpm", used_s=float(len(known)))


def _spread(draws: FloatArray, unit: str, used_s: float) -> Estimate:
    low, value, high = (float(point) for point in np.percentile(draws, [2.5, 50.0, 97.5]))
    return Estimate(value=value, low=low, high=high, unit=unit, standard_error=float(draws.std()), used_s=used_s)


def _missing(reason: str) -> ZoneMinutes:
    nothing = Estimate.missing("min", reason)
    share = Estimate.missing("-", reason)
    return ZoneMinutes(easy=nothing, moderate=nothing, hard=nothing, easy_share=share, moving_min=math.nan, reason=reason)
