"""Heart rate without spikes, and the stretches in which it cannot be trusted: start-up, dropouts, a stuck sensor."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.grid import fill_holes
from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.steps import STEP_S, steady_steps
from legcheck.cleaning.windows import after_each, drop_short_runs, filled, median, rolling_median, true_runs
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

START_EXCESS_BPM = 15.0
"""[bpm] A heart that starts this far above its later level at like effort is a dry strap or a sensor on the steps: true
heart rate rises into a run."""

SETTLED_S = (180, 480)
"""[s] Stretch after the first value that gives that later level."""

SETTLED_AFTER_S = 60
"""[s] Seconds of that stretch count once the runner has kept to 85 % of the speed of the start for this long."""

START_STEP_BPM = 15.0
"""[bpm] A fall of this size at steady speed ends a wrong start, up to :data:`START_STEP_LONGEST_S` after it."""

START_LASTING_BPM = 10.0
"""[bpm] Heart rate stays this far below its level before such a fall; a dip that comes back is no end of a wrong start."""

START_STEP_LONGEST_S = 600
"""[s] See :data:`START_STEP_BPM`."""

LOW_SHARE, LOW_SPEED_SHARE, LOW_AFTER_S = 0.75, 0.85, 120
"""[-], [-], [s] Below 75 % of the run's median heart rate, after two minutes without a second slower than 85 % of its
median speed, the sensor has lost the pulse: between easy and hard running heart rate changes less than speed does."""

LOW_FROM_S = 600
"""[s] Held against that only from here on: before, the runner warms up."""

FALL_BPM, FALL_S = 30.0, 10
"""[bpm], [s] No heart slows down by this much in this time: standing still after hard running it loses 1-2 bpm a second."""

FALL_IN_HOLE_BPM, LONGEST_HOLE_S = 0.7, 120
"""[bpm a second], [s] Across a hole in the signal a fall may be larger by this; beyond two minutes nothing is concluded."""

COLLAPSE_SHARE = 0.75
"""[-] Such a fall to below this share of the level before is the sensor losing the pulse; a smaller one may as well be the
end of a stretch in which it counted too much."""

LEVEL_S = 60
"""[s] The level before is the median over this."""

REGAINED_BPM = 15.0
"""[bpm] Such a fall is over once heart rate is back within this of the level before."""

RUNNING_MPS = 1.8
"""[m/s] Speed from which the runner surely moves."""

STUCK_S = 180
"""[s] The same value to the beat for this long is a sensor that has stopped: in 82 steady runs heart rate wanders by
3.4 bpm about its trend within a minute."""


def clean_heart_rate(heart_rate_bpm: FloatArray, recorded: BoolArray, bridge_s: int) -> tuple[FloatArray, list[Note]]:
    """Heart rate with short jumps blanked and bridged. [bpm]

    A value more than 15 bpm from the 15-s running median is a jump; one that lasts moves the median and stays.
    """
    if _furthest_within(heart_rate_bpm, SPIKE_WIDTH_S // 2) < SPIKE_BPM:
        return heart_rate_bpm, []
    jumps = np.abs(heart_rate_bpm - rolling_median(heart_rate_bpm, SPIKE_WIDTH_S)) > SPIKE_BPM
    if not jumps.any():
        return heart_rate_bpm, []
    cleaned = fill_holes(np.where(jumps, np.nan, heart_rate_bpm), recorded, bridge_s)
    return cleaned, [note("heart_rate_spikes", f"{count_of(int(jumps.sum()), 'second')} of jumping heart rate removed")]


def _furthest_within(heart_rate_bpm: FloatArray, reach_s: int) -> float:
    """A bound on how far heart rate moves from one second to any of those around it: all its ups and downs on the way. [bpm]"""
    way = np.zeros(heart_rate_bpm.size + reach_s)
    moved = np.abs(np.diff(filled(heart_rate_bpm)))
    np.cumsum(moved, out=way[1 : moved.size + 1])
    way[moved.size + 1 :] = way[moved.size]
    furthest = (way[reach_s:] - way[:-reach_s]).max(initial=0.0)
    # NaN where no heart rate is known at all; a little more, for what is lost in the sum.
    return float(1.001 * furthest) if furthest >= 0 else 0.0


def distrusted_heart_rate(heart_rate_bpm: FloatArray, speed_mps: FloatArray) -> tuple[BoolArray, list[Note]]:
    """Seconds in which heart rate is there but not to be trusted: the start, dropouts, a stuck value.

    Parameters
    ----------
    heart_rate_bpm, speed_mps : ndarray of float64, shape (n,)
        On the grid of seconds; the speed is best adjusted for slope. [bpm], [m/s]

    Returns
    -------
    tuple of (ndarray of bool, list of Note)
    """
    known = np.isfinite(heart_rate_bpm)
    if not known.any():
        return np.zeros(known.size, dtype=np.bool_), []
    begin = int(np.argmax(known))
    notes: list[Note] = []
    start = _bad_start(heart_rate_bpm, speed_mps, begin, notes)
    low = _too_low(heart_rate_bpm, speed_mps, begin) | _collapsed(heart_rate_bpm, begin)
    if low.any():
        notes.append(
            note("heart_rate_dropouts", f"{count_of(int(low.sum()), 'second')} of heart rate too low for running not used")
        )
    stuck = _stuck(heart_rate_bpm)
    if stuck.any():
        notes.append(note("heart_rate_stuck", f"heart rate on one value for {int(stuck.sum()):,} s, not used there"))
    return start | low | stuck, notes


def _bad_start(heart_rate_bpm: FloatArray, speed_mps: FloatArray, begin: int, notes: list[Note]) -> BoolArray:
    distrusted = np.zeros(heart_rate_bpm.size, dtype=np.bool_)
    distrusted[begin : begin + START_S] = True
    end = max(
        _too_high_until(heart_rate_bpm[begin:], speed_mps[begin:]), _falls_until(heart_rate_bpm[begin:], speed_mps[begin:])
    )
    if end:
        distrusted[begin : begin + end] = True
        notes.append(note("heart_rate_start", f"heart rate of the first {end} s is higher than later on and not used"))
    return distrusted


def _too_high_until(heart_rate_bpm: FloatArray, speed_mps: FloatArray) -> int:
    early = speed_mps[:START_LONGEST_S]
    early = early[early >= RUNNING_MPS]
    if not early.size:
        return 0
    slow = ~(speed_mps[: SETTLED_S[1]] >= LOW_SPEED_SHARE * median(early))
    alike = ~(slow | after_each(slow, SETTLED_AFTER_S)) & np.isfinite(heart_rate_bpm[: SETTLED_S[1]])
    alike[: SETTLED_S[0]] = False
    later = heart_rate_bpm[: SETTLED_S[1]][alike]
    if later.size < START_S:
        return 0
    high = np.flatnonzero(heart_rate_bpm[:START_LONGEST_S] > median(later) + START_EXCESS_BPM)
    return int(high[-1]) + 1 if high.size >= START_S // 4 else 0


def _falls_until(heart_rate_bpm: FloatArray, speed_mps: FloatArray) -> int:
    reach = slice(0, START_STEP_LONGEST_S)
    steps = steady_steps(heart_rate_bpm[reach], speed_mps[reach])
    falls = np.flatnonzero(steps <= -START_STEP_BPM)
    if not falls.size:
        return 0
    end = int(falls[-1]) + STEP_S
    before, after = (_median(heart_rate_bpm[part]) for part in (slice(START_S, int(falls[0])), slice(end, end + LEVEL_S)))
    return end if before - after >= START_LASTING_BPM else 0


def _median(values: FloatArray) -> float:
    return median(values[np.isfinite(values)])


def _too_low(heart_rate_bpm: FloatArray, speed_mps: FloatArray, begin: int) -> BoolArray:
    """Low for what is being run: after minutes at the usual speed, far below the usual heart rate."""
    running = (speed_mps >= RUNNING_MPS) & np.isfinite(heart_rate_bpm)
    if not running.any():
        return running
    slow = ~(speed_mps >= LOW_SPEED_SHARE * median(speed_mps[running]))
    keeping_on = ~(slow | after_each(slow, LOW_AFTER_S))
    keeping_on[: begin + LOW_FROM_S] = False
    return np.asarray(keeping_on & (heart_rate_bpm < LOW_SHARE * median(heart_rate_bpm[running])))


def _collapsed(heart_rate_bpm: FloatArray, begin: int) -> BoolArray:
    """From a fall no heart makes until it is back where it was."""
    collapsed = np.zeros(heart_rate_bpm.size, dtype=np.bool_)
    until = begin + START_LONGEST_S
    for before, after in _falls(heart_rate_bpm):
        if before < until:
            continue
        around = heart_rate_bpm[before - LEVEL_S : before + 1]
        level = _median(around)
        if heart_rate_bpm[after] >= COLLAPSE_SHARE * level:
            continue
        back = np.flatnonzero(heart_rate_bpm[after:] >= level - REGAINED_BPM)
        until = after + int(back[0]) if back.size else collapsed.size
        collapsed[before + 1 : until] = True
    return collapsed


def _falls(heart_rate_bpm: FloatArray) -> list[tuple[int, int]]:
    """Seconds before and after each fall that is too fast for a heart, holes in the signal included."""
    index = np.arange(heart_rate_bpm.size)
    known = np.isfinite(heart_rate_bpm)
    last_known = np.maximum.accumulate(np.where(known, index, -1))
    after = index[FALL_S:]
    before = last_known[:-FALL_S]
    took_s = after - before
    fall_bpm = heart_rate_bpm[before] - heart_rate_bpm[after]
    allowed_bpm = FALL_BPM + FALL_IN_HOLE_BPM * (took_s - FALL_S)
    found = (before >= 0) & (took_s <= LONGEST_HOLE_S) & (fall_bpm >= allowed_bpm)
    return list(zip(before[found].tolist(), after[found].tolist(), strict=True))


def _stuck(heart_rate_bpm: FloatArray) -> BoolArray:
    same = np.concatenate(([False], np.abs(np.diff(heart_rate_bpm)) < 1e-9))
    long = drop_short_runs(same, STUCK_S - 1)
    starts, _ = true_runs(long)
    long[np.maximum(starts - 1, 0)] = True
    return long
