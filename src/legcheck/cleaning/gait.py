"""Running, walking or standing: told second by second from speed and cadence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.windows import absorb_short_runs, after_each, drop_short_runs
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["GaitRule", "gait_masks", "settled"]

NONE, STOPPED, WALKING, RUNNING = 0, 1, 2, 3
"""Labels of a second: not recorded or not known, and the three gaits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitRule:
    """Borders between standing, walking and running.

    Attributes
    ----------
    stopped_mps : float
        Slower than this is standing. [m/s]
    walking_spm, walking_mps : float
        Walking is below both. [steps/min], [m/s] Gait changes near 2 m/s (Diedrich & Warren, J Exp Psychol Hum Percept
        Perform 1995;21:183-202); the cadence lies between fast walking and slow running.
    walking_alone_mps : float
        Walking where cadence is not known. [m/s]
    shortest_s : int
        A shorter change does not count. [s]
    """

    stopped_mps: float = 0.5
    walking_spm: float = 140.0
    walking_mps: float = 2.2
    walking_alone_mps: float = 1.9
    shortest_s: int = 5


def gait_masks(
    speed_mps: FloatArray, cadence_spm: FloatArray, recorded: BoolArray, rule: GaitRule | None = None
) -> dict[str, BoolArray]:
    """Masks ``running``, ``walking`` and ``stopped``, of which at most one holds.

    Parameters
    ----------
    speed_mps, cadence_spm : ndarray of float64, shape (n,)
        On the grid of seconds; NaN where unknown. [m/s], [steps/min]
    recorded : ndarray of bool, shape (n,)
        None of the three holds elsewhere, nor where neither speed nor cadence is known.
    rule : GaitRule, optional

    Examples
    --------
    >>> speed = np.array([3.0] * 6 + [1.4] * 6 + [0.0] * 6)
    >>> cadence = np.array([165.0] * 6 + [110.0] * 6 + [0.0] * 6)
    >>> masks = gait_masks(speed, cadence, np.ones(18, dtype=bool))
    >>> [int(masks[name].sum()) for name in ("running", "walking", "stopped")]
    [6, 6, 6]
    """
    rule = rule or GaitRule()
    fast, paced = np.isfinite(speed_mps), np.isfinite(cadence_spm) & (cadence_spm > 0)
    stopped = (speed_mps < rule.stopped_mps) | (~fast & (cadence_spm <= 0))
    slow_steps = np.where(paced, cadence_spm < rule.walking_spm, True)
    slow = np.where(paced, speed_mps < rule.walking_mps, speed_mps < rule.walking_alone_mps)
    walking = slow_steps & (slow | (~fast & paced))
    labels = np.where(stopped, STOPPED, np.where(walking, WALKING, RUNNING))
    labels[~(recorded & (fast | np.isfinite(cadence_spm)))] = NONE
    labels = _steadied(labels, rule.shortest_s)
    return {"running": labels == RUNNING, "walking": labels == WALKING, "stopped": labels == STOPPED}


def _steadied(labels: np.ndarray, shortest_s: int) -> np.ndarray:
    """Labels without changes shorter than ``shortest_s``, each stretch of known seconds on its own."""
    known = labels != NONE
    at = np.flatnonzero(known)
    if not at.size:
        return labels
    if at.size == labels.size:
        return absorb_short_runs(labels, shortest_s)
    stretch = np.cumsum(~known)[at]
    # Stretches stay apart: the label carries the number of its stretch while short changes are absorbed.
    joined = absorb_short_runs(labels[at] + 4 * stretch, shortest_s)
    same = joined // 4 == stretch
    steadied = labels.copy()
    steadied[at] = np.where(same, joined % 4, labels[at])
    return steadied


def settled(at_rest: BoolArray, after_s: int, *, longer_than_s: int) -> BoolArray:
    """True away from rests: not within one longer than ``longer_than_s`` nor within ``after_s`` of its end."""
    resting = drop_short_runs(at_rest, longer_than_s + 1)
    return ~(resting | after_each(at_rest, after_s, longer_than=longer_than_s))
