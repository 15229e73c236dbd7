"""Which cadence is in a file: one foot, both feet, or doubled once too often. Decided from the numbers, said in a note.

FIT, TCX and most GPX files count one foot (strides a minute); some programs write both feet (steps a minute) into the
same fields, and a few double twice. The median cadence while running is held against the cadence usual at that speed:
the three readings are so far apart (85, 170, 340) that one of them fits and the others cannot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Real

import numpy as np

from legcheck.core import STEPS_PER_STRIDE, Activity, Columns, FloatArray, InputError, Lap, Note, Totals
from legcheck.core.gait import expected_cadence_spm
from legcheck.parsers.derive import speed_for_decisions
from legcheck.parsers.sports import is_running, steps_are_counted

__all__ = ["CadenceUnit", "decide_cadence_factor", "with_cadence_as_stated", "with_cadence_in_steps"]

FACTORS = (0.5, 1.0, 2.0)
"""[-] What a file's number may have to be multiplied by to be steps a minute, both feet."""

USUAL_FACTOR = float(STEPS_PER_STRIDE)
"""[-] FIT and TCX count one foot by their definition; of some 400 public GPX and TCX runs all but one did."""

RUNNING_FROM_MPS = 1.8
"""[m/s] Slowest speed counted as running here, 9:15 min/km; below it people mostly walk."""

CLEAR_WITHIN_SPM = 30.0
"""[steps/min] The winning reading must be this near the usual cadence: four standard deviations between runners."""

CLEAR_BEYOND_SPM = 50.0
"""[steps/min] The runner-up must be this far from it."""

LEAST_STEPS_SPM = 60.0
"""[steps/min] Fewer while running are another unit, such as strides a second; nobody runs on less than two thirds of walking's 100."""

ASSUMED_SPEED_MPS = 2.8
"""[m/s] Taken where no speed can be had; from 2 to 4.5 m/s the usual cadence only changes from 162 to 177."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceUnit:
    """A decision about the cadence of one file.

    Attributes
    ----------
    factor : float
        What the file's number is multiplied by: 0.5, 1 or 2.
    is_clear : bool
        False when no reading fits well; ``factor`` is then the format's usual one.
    reason : str
        One sentence.
    median_raw : float
        Median of the file's cadence while running, NaN when there is none.
    expected_spm : float
        Cadence usual at the median speed. [steps/min]
    """

    factor: float
    is_clear: bool
    reason: str
    median_raw: float = np.nan
    expected_spm: float = np.nan


def decide_cadence_factor(raw_cadence: FloatArray, speed_mps: FloatArray, height_m: float | None = None) -> CadenceUnit:
    """Decide whether cadence counts one foot, both, or both twice.

    Parameters
    ----------
    raw_cadence : ndarray of float64, shape (n,)
        As the file has it; zero and NaN are ignored.
    speed_mps : ndarray of float64, shape (n,)
        Ground speed. [m/s] All NaN when unknown: a usual speed is then assumed.
    height_m : float, optional
        Body height. [m]

    Returns
    -------
    CadenceUnit

    Notes
    -----
    ``m`` is the median of cadence where speed is at least 1.8 m/s. The factor is the one of 0.5, 1, 2 that brings
    ``m`` nearest to the usual cadence at the median speed there. It is clear when that is within 30 steps/min and
    the next best is at least 50 away; otherwise the usual factor 2 is taken.

    Examples
    --------
    >>> unit = decide_cadence_factor(np.full(60, 82.0), np.full(60, 3.0))
    >>> unit.factor, unit.is_clear
    (2.0, True)
    >>> decide_cadence_factor(np.full(60, 171.0), np.full(60, 3.0)).factor
    1.0
    """
    usable = np.isfinite(raw_cadence) & (raw_cadence > 0)
    speed_known = bool(np.isfinite(speed_mps).any())
    if speed_known:
        usable &= np.nan_to_num(speed_mps, nan=0.0) >= RUNNING_FROM_MPS
    if not usable.any():
        return CadenceUnit(factor=USUAL_FACTOR, is_clear=False, reason="no running in it to check that against")
    speed = float(np.median(speed_mps[usable])) if speed_known else ASSUMED_SPEED_MPS
    median_raw = float(np.median(raw_cadence[usable]))
    expected = float(expected_cadence_spm(speed, height_m=height_m))
    off = np.abs(np.array(FACTORS) * median_raw - expected)
    best, second = np.argsort(off, kind="stable")[:2]
    is_clear = bool(off[best] <= CLEAR_WITHIN_SPM and off[second] >= CLEAR_BEYOND_SPM)
    at = f"at {speed:.1f} m/s" if speed_known else "while running (speed unknown)"
    numbers = f"median {median_raw:.0f} {at}, where {expected:.0f} steps/min are usual"
    if is_clear:
        return CadenceUnit(factor=FACTORS[best], is_clear=True, reason=numbers, median_raw=median_raw, expected_spm=expected)
    return CadenceUnit(
        factor=USUAL_FACTOR,
        is_clear=False,
        reason=f"{numbers}: none of 0.5, 1 and 2 times fits",
        median_raw=median_raw,
        expected_spm=expected,
    )


def with_cadence_in_steps(activity: Activity, *, cadence_factor: float | None = None) -> Activity:
    """The activity with its cadence checked and, where needed, brought to steps a minute.

    Parameters
    ----------
    activity : Activity
        From a parser, which has already multiplied the file's number by the usual factor 2.
    cadence_factor : float, optional
        The caller's own factor, instead of the decision: 0.5, 1 or 2.

    Returns
    -------
    Activity
        With a note ``cadence_unit``; also ``cadence_unit_unclear`` when the decision is not clear. Without cadence, and
        with a note that says so, where it does not count steps or strides a minute.

    Raises
    ------
    InputError
        If ``cadence_factor`` is none of 0.5, 1 and 2.
    """
    if cadence_factor is not None and not _is_factor(cadence_factor):
        raise InputError(f"cadence_factor multiplies the file's cadence; it is 0.5, 1 or 2, got {cadence_factor!r}")
    is_counted = steps_are_counted(activity.sport)
    if not (activity.has("cadence_spm") or (_sums_up_cadence(activity) and not is_counted)):
        return activity
    if not is_counted:
        message = f"cadence left out: in {activity.sport} it does not count steps"
        return _without_cadence(activity, Note("cadence_not_steps", message))
    if cadence_factor is not None:
        message = f"cadence multiplied by {cadence_factor:g}, as asked for"
        return _scaled(activity, cadence_factor, (Note("cadence_unit", message),))
    if not is_running(activity.sport):
        return activity
    raw = activity["cadence_spm"] / USUAL_FACTOR
    unit = decide_cadence_factor(raw, speed_for_decisions(activity), activity.athlete.height_m)
    if not unit.is_clear and USUAL_FACTOR * unit.median_raw < LEAST_STEPS_SPM:
        message = f"cadence left out: median {unit.median_raw:.3g} while running, which is no steps or strides a minute"
        return _without_cadence(activity, Note("cadence_unit_unclear", message))
    notes = [Note("cadence_unit", _message(unit))]
    if not unit.is_clear:
        notes.append(Note("cadence_unit_unclear", "whether cadence counts one foot or both could not be checked"))
    return _scaled(activity, unit.factor, tuple(notes))


def _sums_up_cadence(activity: Activity) -> bool:
    """Whether the device tells a cadence of the whole or of a lap."""
    return any(each.cadence_spm is not None for each in (activity.totals, *(lap.totals for lap in activity.laps)))


def _is_factor(value: object) -> bool:
    return isinstance(value, Real) and value in FACTORS


def with_cadence_as_stated(activity: Activity) -> Activity:
    """The activity with its cadence left alone, because its source names the unit; doubt becomes a note.

    Parameters
    ----------
    activity : Activity
        Whose ``cadence_spm`` is said to be steps a minute, both feet.

    Returns
    -------
    Activity
        With a note ``cadence_unit``; also ``cadence_unit_unclear`` when the numbers clearly say otherwise.
    """
    if not activity.has("cadence_spm") or not is_running(activity.sport):
        return activity
    notes = [Note("cadence_unit", "cadence kept: the column is named steps a minute")]
    unit = decide_cadence_factor(activity["cadence_spm"], speed_for_decisions(activity), activity.athlete.height_m)
    if unit.is_clear and unit.factor != 1.0:
        counted = "one foot" if unit.factor == USUAL_FACTOR else "every step twice"
        message = f"cadence_spm seems to count {counted} ({unit.reason}); multiply it by {unit.factor:g} if so"
        notes.append(Note("cadence_unit_unclear", message))
    return replace(activity, notes=(*activity.notes, *notes))


def _message(unit: CadenceUnit) -> str:
    what = {
        0.5: "cadence halved: the file has twice the steps a minute",
        1.0: "cadence kept: the file has steps a minute",
        2.0: "cadence doubled: the file counts one foot",
    }[unit.factor]
    if not unit.is_clear:
        what = "cadence doubled, as usual in such files"
    return f"{what} ({unit.reason})"


def _without_cadence(activity: Activity, note: Note) -> Activity:
    channels = {name: values for name, values in activity.channels.items() if name != "cadence_spm"}
    laps = tuple(replace(lap, totals=replace(lap.totals, cadence_spm=None)) for lap in activity.laps)
    totals = replace(activity.totals, cadence_spm=None)
    return replace(activity, channels=Columns(channels), laps=laps, totals=totals, notes=(*activity.notes, note))


def _scaled(activity: Activity, factor: float, notes: tuple[Note, ...]) -> Activity:
    ratio = factor / USUAL_FACTOR
    notes = (*activity.notes, *notes)
    if ratio == 1.0:
        return replace(activity, notes=notes)
    channels = {**activity.channels, "cadence_spm": activity["cadence_spm"] * ratio}
    laps = tuple(_scaled_lap(lap, ratio) for lap in activity.laps)
    return replace(activity, channels=Columns(channels), laps=laps, totals=_scaled_totals(activity.totals, ratio), notes=notes)


def _scaled_lap(lap: Lap, ratio: float) -> Lap:
    return replace(lap, totals=_scaled_totals(lap.totals, ratio))


def _scaled_totals(totals: Totals, ratio: float) -> Totals:
    return totals if totals.cadence_spm is None else replace(totals, cadence_spm=totals.cadence_spm * ratio)
