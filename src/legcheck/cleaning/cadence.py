"""Cadence put right where a sensor counts every other step or every step twice, blanked where it jumps."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.grid import fill_holes
from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.windows import drop_short_runs, median, rolling_median, rolling_reach, true_runs
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["clean_cadence"]

MEDIAN_S = 31
"""[s] Window of the running median that cadence is held against."""

HALF, DOUBLE = (0.46, 0.54), (1.85, 2.15)
"""[-] Ratios to that median that mean half or double counting; half and double within 8 %, twice the spread of cadence."""

JUMP_SPM = 12.0
"""[steps/min] Distance from the median that no runner makes for a moment only: 6 standard deviations of steady cadence
(2 steps/min about the runner's own line in 82 steady runs)."""

LONGEST_JUMP_S = 10
"""[s] A longer departure is a change of gait, not a jump."""

RUNNING_MPS = 1.8
"""[m/s] Speed above which the runner surely moves; jumps and zeros count as errors only there."""

SLOW_JUMPS = 2.5
"""[-] Cadence of at least this many :data:`JUMP_SPM` that is half or twice another lies further from it than a jump: half by
(1 / 0.54 - 1) = 0.85 of itself, twice by (1 - 1 / 1.85) = 0.46."""

HARMONIC_RUNNING_MPS = 2.2
"""[m/s] Above this nobody walks, so cadence at half its usual value is miscounted however long it lasts."""


def clean_cadence(
    cadence_spm: FloatArray, speed_mps: FloatArray, recorded: BoolArray, bridge_s: int
) -> tuple[FloatArray, list[Note]]:
    """Cadence with harmonics put right, zeros at running speed and short jumps blanked and bridged.

    Parameters
    ----------
    cadence_spm, speed_mps : ndarray of float64, shape (n,)
        On the grid of seconds. [steps/min], [m/s]
    recorded : ndarray of bool, shape (n,)
        Seconds without pause or gap.
    bridge_s : int
        Longest hole that is interpolated. [s]

    Returns
    -------
    tuple of (ndarray of float64, list of Note)
    """
    notes: list[Note] = []
    moving = ~(speed_mps < RUNNING_MPS) if not np.isfinite(speed_mps).any() else speed_mps >= RUNNING_MPS
    zero = moving & (cadence_spm <= 0)
    if zero.any():
        cadence_spm = np.where(zero, np.nan, cadence_spm)
        notes.append(note("cadence_dropouts", f"{count_of(int(zero.sum()), 'second')} of zero cadence while running blanked"))
    if not np.isfinite(cadence_spm).any():
        return cadence_spm, notes
    # Beyond this nothing below is decided: neither a jump nor half or twice as many steps.
    near = (rolling_reach(cadence_spm, MEDIAN_S) > JUMP_SPM) | ((cadence_spm < SLOW_JUMPS * JUMP_SPM) & moving)
    middle = rolling_median(cadence_spm, MEDIAN_S, where=near)
    factor = _harmonic_factor(cadence_spm, middle, speed_mps, moving)
    if (factor != 1).any():
        cadence_spm = cadence_spm * factor
        middle = rolling_median(cadence_spm, MEDIAN_S)
        notes.append(
            note("cadence_harmonics", f"{count_of(int((factor != 1).sum()), 'second')} of halved or doubled cadence put right")
        )
    apart = np.abs(cadence_spm - middle)
    jumps = (apart > JUMP_SPM) & moving
    jumps &= ~drop_short_runs(jumps, LONGEST_JUMP_S)
    jumps = _coming_back(jumps, apart)
    if jumps.any():
        cadence_spm = np.where(jumps, np.nan, cadence_spm)
        notes.append(note("cadence_spikes", f"{count_of(int(jumps.sum()), 'second')} of jumping cadence removed"))
    return fill_holes(cadence_spm, recorded, bridge_s), notes


def _coming_back(excursion: BoolArray, apart_spm: FloatArray) -> BoolArray:
    """The excursions with the usual cadence right before and after: what starts or ends a run or a walk is none."""
    starts, ends = true_runs(excursion)
    if not starts.size:
        return excursion
    before, after = np.maximum(starts - 1, 0), np.minimum(ends, excursion.size - 1)
    usual = (apart_spm <= JUMP_SPM) | np.isnan(apart_spm)
    keep = usual[before] & usual[after] & (starts > 0) & (ends < excursion.size)
    kept = np.zeros(excursion.size + 1, dtype=np.int64)
    kept[starts[keep]] += 1
    kept[ends[keep]] -= 1
    return np.asarray(np.cumsum(kept[:-1]) > 0)


def _harmonic_factor(cadence_spm: FloatArray, middle_spm: FloatArray, speed_mps: FloatArray, moving: BoolArray) -> FloatArray:
    """2 where every other step was counted, 0.5 where steps were counted twice, else 1.

    Held against the running median around, for moments that come and go, and against the run's median at running speed,
    for stretches of any length.
    """
    running = speed_mps >= HARMONIC_RUNNING_MPS
    fast = cadence_spm[running & np.isfinite(cadence_spm)]
    usual = np.where(running, median(fast), np.nan)
    factor = np.ones(cadence_spm.size)
    for reference in (middle_spm, usual):
        ratio = np.divide(cadence_spm, reference, out=np.ones(middle_spm.size), where=reference > 0)
        for (least, most), right in ((DOUBLE, 0.5), (HALF, 2.0)):
            odd = (ratio >= least) & (ratio <= most) & moving
            if odd.any():
                factor[_coming_back(odd, np.abs(cadence_spm - reference))] = right
    return factor
