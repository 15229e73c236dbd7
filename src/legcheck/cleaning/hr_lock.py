"""Cadence lock: an optical sensor that follows the feet instead of the pulse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.notes import note
from legcheck.cleaning.windows import drop_short_runs, rolling_mean, rolling_median, true_runs
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray, IntArray

__all__ = ["LockRule", "locked_heart_rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRule:
    """What counts as heart rate locked to the steps.

    Attributes
    ----------
    window_s : int
        Length of the windows compared. [s]
    near_bpm : float
        Median distance of heart rate from cadence within a window. [per minute]
    shortest_s : int
        A lock lasts at least this long. [s]
    coherence : float
        Correlation, without lag, of the quick movements of both (what is left after a 30-s running mean is taken
        off). A heart follows effort 20-60 s late, a locked sensor follows the feet at once.
    spread_bpm : float
        Or: quartile range of the distance, for a lock so tight that nothing is left to correlate; then its start or end
        must be a step of heart rate.
    step_bpm, step_s : float, int
        Such a step. [bpm] within [s]
    steady_mps : float
        A step of heart rate counts only if speed changed by less than this around it. [m/s]
    """

    window_s: int = 60
    near_bpm: float = 4.0
    shortest_s: int = 120
    coherence: float = 0.6
    spread_bpm: float = 3.0
    step_bpm: float = 10.0
    step_s: int = 20
    steady_mps: float = 0.5


HIGH_PASS_S = 31
"""[s] Slower movements are taken off before heart rate and cadence are correlated."""

RATIOS = (1.0, 0.5)
"""[-] Heart rate over cadence of a lock: every step counted, or every other."""


def locked_heart_rate(
    heart_rate_bpm: FloatArray, cadence_spm: FloatArray, speed_mps: FloatArray, rule: LockRule | None = None
) -> tuple[BoolArray, list[Note]]:
    """Seconds in which heart rate follows the steps.

    Parameters
    ----------
    heart_rate_bpm, cadence_spm, speed_mps : ndarray of float64, shape (n,)
        On the grid of seconds. [bpm], [steps/min], [m/s]
    rule : LockRule, optional

    Returns
    -------
    tuple of (ndarray of bool, list of Note)

    Notes
    -----
    A runner whose heart truly beats as often as the feet fall (170 and 170, say) is near but neither coherent nor
    entered by a step, and is left alone. What an optical sensor does is described by runners and makers; there is no
    validated detector to hold this one against.
    """
    rule = rule or LockRule()
    locked = np.zeros(heart_rate_bpm.size, dtype=np.bool_)
    if not (np.isfinite(heart_rate_bpm) & np.isfinite(cadence_spm)).any():
        return locked, []
    for ratio in RATIOS:
        locked |= _locked_to(heart_rate_bpm, ratio * cadence_spm, speed_mps, rule)
    if not locked.any():
        return locked, []
    share = locked.sum() / np.isfinite(heart_rate_bpm).sum()
    message = f"heart rate follows the steps for {int(locked.sum()):,} s ({share:.0%} of it), not used there"
    return locked, [note("heart_rate_locked", message)]


def _locked_to(heart_rate: FloatArray, steps: FloatArray, speed_mps: FloatArray, rule: LockRule) -> BoolArray:
    apart = heart_rate - steps
    known = np.isfinite(apart)
    near = known & (rolling_median(np.abs(apart), rule.window_s + 1) <= rule.near_bpm)
    near = drop_short_runs(near, rule.shortest_s)
    starts, ends = true_runs(near)
    if not starts.size:
        return near
    coherence = _coherence(heart_rate, steps, rule.window_s + 1)
    tight = _quartile_range(apart, rule.window_s + 1) <= rule.spread_bpm
    stepped = _has_step(heart_rate, speed_mps, np.stack((starts, ends)), rule)
    keep = np.array(
        [
            np.mean(coherence[start:end] > rule.coherence) > 0.5 or (bool(step) and np.mean(tight[start:end]) > 0.5)
            for start, end, step in zip(starts, ends, stepped, strict=True)
        ],
        dtype=np.bool_,
    )
    locked = np.zeros(near.size, dtype=np.bool_)
    for start, end in zip(starts[keep], ends[keep], strict=True):
        locked[start:end] = True
    return locked


def _coherence(first: FloatArray, second: FloatArray, width: int) -> FloatArray:
    """Running correlation of the quick movements of two signals."""
    both = np.isfinite(first) & np.isfinite(second)
    a = np.where(both, first - rolling_mean(first, HIGH_PASS_S), np.nan)
    b = np.where(both, second - rolling_mean(second, HIGH_PASS_S), np.nan)
    mean_a, mean_b = rolling_mean(a, width), rolling_mean(b, width)
    covariance = rolling_mean(a * b, width) - mean_a * mean_b
    spread = (rolling_mean(a * a, width) - mean_a**2) * (rolling_mean(b * b, width) - mean_b**2)
    root = np.sqrt(np.maximum(spread, 0.0))
    return np.divide(covariance, root, out=np.zeros(a.size), where=root > 1e-6)


def _quartile_range(values: FloatArray, width: int) -> FloatArray:
    """Running quartile range, taken as twice the running median distance from the running median."""
    return 2 * rolling_median(np.abs(values - rolling_median(values, width)), width)


def _has_step(heart_rate: FloatArray, speed_mps: FloatArray, edges: IntArray, rule: LockRule) -> BoolArray:
    """For each stretch: whether heart rate steps at its start or end while speed stays the same."""
    reach = rule.window_s // 2 + rule.step_s
    stepped = np.zeros(edges.shape[1], dtype=np.bool_)
    for row in edges:
        for number, edge in enumerate(row.tolist()):
            around = slice(max(edge - reach, 0), edge + reach)
            rate, speed = heart_rate[around], speed_mps[around]
            if rate.size <= rule.step_s or not np.isfinite(rate).any():
                continue
            jump = np.nanmax(np.abs(rate[rule.step_s :] - rate[: -rule.step_s]), initial=0.0)
            known = speed[np.isfinite(speed)]
            steady = known.size < 2 or np.ptp(known) < 2 * rule.steady_mps
            stepped[number] |= bool(jump >= rule.step_bpm and steady)
    return stepped
