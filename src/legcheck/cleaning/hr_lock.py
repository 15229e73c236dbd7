"""Cadence lock: an optical sensor that follows the feet instead of the pulse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.notes import note
from legcheck.cleaning.steps import STEP_S, steady_steps
from legcheck.cleaning.windows import drop_short_runs, rolling_mean, rolling_median, true_runs
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

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
        Correlation, without lag, of the quick movements of both (what is left after a 31-s running mean is taken
        off). A heart follows effort 20-60 s late, a locked sensor follows the feet at once.
    step_bpm : float
        Or: a step of heart rate of this size at steady speed, onto the cadence or away from it (many sensors smooth so
        much that nothing is left to correlate). [bpm]
    step_reach_s : int
        The step lies this close to the start or end of the stretch near cadence. [s]
    """

    window_s: int = 60
    near_bpm: float = 6.0
    shortest_s: int = 120
    coherence: float = 0.6
    step_bpm: float = 12.0
    step_reach_s: int = 60


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
        On the grid of seconds; the speed is best adjusted for slope. [bpm], [steps/min], [m/s]
    rule : LockRule, optional

    Returns
    -------
    tuple of (ndarray of bool, list of Note)

    Notes
    -----
    A runner whose heart truly beats as often as the feet fall (160 and 160, say) is near, but neither coherent nor
    entered or left by a step at steady speed, and is left alone. What an optical sensor does is described by runners and makers; there is no
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
    near = np.isfinite(apart) & (rolling_median(np.abs(apart), rule.window_s + 1) <= rule.near_bpm)
    near = drop_short_runs(near, rule.shortest_s)
    locked = np.zeros(near.size, dtype=np.bool_)
    if not near.any():
        return locked
    coherence = _coherence(heart_rate, steps, rule.window_s + 1)
    jumps = np.abs(steady_steps(heart_rate, speed_mps))
    for start, end in zip(*true_runs(near), strict=True):
        onto = _step_near(jumps, int(start), rule)
        away = _step_near(jumps, int(end), rule)
        coherent = np.mean(coherence[start:end] > rule.coherence) > 0.5
        if coherent or onto is not None or away is not None:
            first = start if onto is None else min(start, onto)
            last = end if away is None else max(end, away + STEP_S)
            locked[first:last] = True
    return locked


def _step_near(jumps_bpm: FloatArray, at: int, rule: LockRule) -> int | None:
    """Second of the largest step close to ``at``, None if it is too small."""
    first = max(at - rule.step_reach_s, 0)
    around = jumps_bpm[first : at + rule.step_reach_s]
    if not around.size or around.max() < rule.step_bpm:
        return None
    return first + int(np.argmax(around))


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
