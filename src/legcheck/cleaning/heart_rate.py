"""Heart rate without spikes, and the stretches in which it cannot be trusted: start-up, dropouts, a stuck sensor."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.grid import fill_holes
from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.windows import drop_short_runs, rolling_median, true_runs
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray

__all__ = ["clean_heart_rate", "distrusted_heart_rate"]

SPIKE_WIDTH_S = 15
"""[s] Window of the running median that heart rate is held against."""

SPIKE_BPM = 15.0
"""[bpm] Departure from that median that a heart does not make and take back within the window."""

START_S = 60
"""[s] Heart rate this soon after it first appears is not used: sensors are still settling and so is the runner."""

START_LONGEST_S = 180
"""[s] A wrong start is followed up to here."""

START_EXCESS_BPM = 10.0
"""[bpm] A heart that starts this far above its later level is a dry strap or a sensor on the steps."""

SETTLED_S = (180, 480)
"""[s] Stretch after the first value that gives that later level."""

DROPOUT_SHARE = 0.55
"""[-] Below this share of the run's median while running, the sensor has lost the pulse (or counts every other beat)."""

RUNNING_MPS = 1.8
"""[m/s] Speed from which the runner surely moves."""

STUCK_S = 180
"""[s] The same value to the beat for this long is a sensor that has stopped: in 82 steady runs heart rate wanders by
3.4 bpm about its trend within a minute."""


def clean_heart_rate(heart_rate_bpm: FloatArray, recorded: BoolArray, bridge_s: int) -> tuple[FloatArray, list[Note]]:
    """Heart rate with short jumps blanked and bridged. [bpm]

    A value more than 15 bpm from the 15-s running median is a jump; one that lasts moves the median and stays.
    """
    jumps = np.abs(heart_rate_bpm - rolling_median(heart_rate_bpm, SPIKE_WIDTH_S)) > SPIKE_BPM
    if not jumps.any():
        return heart_rate_bpm, []
    cleaned = fill_holes(np.where(jumps, np.nan, heart_rate_bpm), recorded, bridge_s)
    return cleaned, [note("heart_rate_spikes", f"{count_of(int(jumps.sum()), 'second')} of jumping heart rate removed")]


def distrusted_heart_rate(heart_rate_bpm: FloatArray, speed_mps: FloatArray) -> tuple[BoolArray, list[Note]]:
    """Seconds in which heart rate is there but not to be trusted: the start, dropouts, a stuck value.

    Returns
    -------
    tuple of (ndarray of bool, list of Note)
    """
    known = np.isfinite(heart_rate_bpm)
    if not known.any():
        return np.zeros(known.size, dtype=np.bool_), []
    begin = int(np.argmax(known))
    notes: list[Note] = []
    start = _bad_start(heart_rate_bpm, begin, notes)
    low = _dropouts(heart_rate_bpm, speed_mps, begin)
    if low.any():
        notes.append(
            note("heart_rate_dropouts", f"{count_of(int(low.sum()), 'second')} of heart rate too low for running not used")
        )
    stuck = _stuck(heart_rate_bpm)
    if stuck.any():
        notes.append(note("heart_rate_stuck", f"heart rate on one value for {int(stuck.sum()):,} s, not used there"))
    return start | low | stuck, notes


def _bad_start(heart_rate_bpm: FloatArray, begin: int, notes: list[Note]) -> BoolArray:
    distrusted = np.zeros(heart_rate_bpm.size, dtype=np.bool_)
    distrusted[begin : begin + START_S] = True
    later = heart_rate_bpm[begin + SETTLED_S[0] : begin + SETTLED_S[1]]
    later = later[np.isfinite(later)]
    if later.size < START_S:
        return distrusted
    high = np.flatnonzero(heart_rate_bpm[begin : begin + START_LONGEST_S] > np.median(later) + START_EXCESS_BPM)
    if high.size >= START_S // 4:
        end = int(high[-1]) + 1
        distrusted[begin : begin + end] = True
        notes.append(note("heart_rate_start", f"heart rate of the first {end} s is higher than later on and not used"))
    return distrusted


def _dropouts(heart_rate_bpm: FloatArray, speed_mps: FloatArray, begin: int) -> BoolArray:
    running = (speed_mps >= RUNNING_MPS) & np.isfinite(heart_rate_bpm)
    running[: begin + START_LONGEST_S] = False
    if not running.any():
        return running
    return np.asarray(running & (heart_rate_bpm < DROPOUT_SHARE * np.median(heart_rate_bpm[running])))


def _stuck(heart_rate_bpm: FloatArray) -> BoolArray:
    same = np.concatenate(([False], np.abs(np.diff(heart_rate_bpm)) < 1e-9))
    long = drop_short_runs(same, STUCK_S - 1)
    starts, _ = true_runs(long)
    long[np.maximum(starts - 1, 0)] = True
    return long
