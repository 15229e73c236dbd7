"""Running dynamics second by second: contact, flight, bounce and leg stiffness, while running."""

from __future__ import annotations

import numpy as np

from legcheck.core import Activity, FloatArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.spring_mass import duty_factor_from, flight_time_from, leg_stiffness_from
from legcheck.signals.stride import step_length

__all__ = ["contact_time", "duty_factor", "flight_time", "leg_stiffness", "vertical_oscillation", "vertical_ratio"]

USUAL_HEIGHT_M = 1.75
"""[m] Taken for leg stiffness when the height is not known; 10 cm more make it about 2 % larger."""

MM_PER_M = 1000.0
"""[mm/m]"""


def contact_time(run: Run | Activity) -> FloatArray:
    """Ground contact time while running, as recorded.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [ms] NaN where not running or not recorded. Straps, pods and wrists give different levels: compare within a run, or runs
        of one device.

    Examples
    --------
    >>> from legcheck import synth
    >>> made = synth.run(duration_s=600, contact_time_ms=250.0, seed=1)
    >>> bool(abs(np.nanmedian(contact_time(made.activity)) - 250.0) < 3.0)
    True
    """
    return _while_running(as_run(run), "contact_time_ms")


def flight_time(run: Run | Activity) -> FloatArray:
    """Time in the air in each step, while running.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [ms] See :func:`legcheck.signals.spring_mass.flight_time_from`. NaN without cadence or contact time.

    Examples
    --------
    >>> from legcheck import synth
    >>> made = synth.run(duration_s=600, contact_time_ms=250.0, cadence_spm=160.0, seed=1)
    >>> bool(abs(np.nanmedian(flight_time(made.activity)) - 125.0) < 6.0)
    True
    """
    run = as_run(run)
    return flight_time_from(_while_running(run, "contact_time_ms"), _while_running(run, "cadence_spm"))


def duty_factor(run: Run | Activity) -> FloatArray:
    """Share of a stride in which one foot is on the ground, while running.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [-] See :func:`legcheck.signals.spring_mass.duty_factor_from`. NaN without cadence or contact time.

    Examples
    --------
    >>> from legcheck import synth
    >>> made = synth.run(duration_s=600, contact_time_ms=250.0, cadence_spm=168.0, seed=1)
    >>> round(float(np.nanmedian(duty_factor(made.activity))), 2)  # 250 * 168 / 120000
    0.35
    """
    run = as_run(run)
    return duty_factor_from(_while_running(run, "contact_time_ms"), _while_running(run, "cadence_spm"))


def vertical_oscillation(run: Run | Activity) -> FloatArray:
    """Rise and fall of the trunk in a step while running, as recorded.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [mm] NaN where not running or not recorded.

    Examples
    --------
    >>> from legcheck import synth
    >>> bounce = vertical_oscillation(synth.run(duration_s=600, seed=1).activity)
    >>> bool(70.0 < np.nanmedian(bounce) < 110.0)
    True
    """
    return _while_running(as_run(run), "vertical_oscillation_mm")


def vertical_ratio(run: Run | Activity) -> FloatArray:
    """Rise and fall of the trunk as a share of step length, while running.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        ``100 oscillation / step length``. [%] As recorded where the device gives it.

    Examples
    --------
    >>> from legcheck import synth
    >>> ratio = vertical_ratio(synth.run(duration_s=600, seed=1).activity)
    >>> bool(6.0 < np.nanmedian(ratio) < 12.0)
    True
    """
    run = as_run(run)
    recorded = _while_running(run, "vertical_ratio_pct")
    steps = step_length(run)
    computed = 100.0 * _while_running(run, "vertical_oscillation_mm") / (MM_PER_M * np.where(steps > 0, steps, np.nan))
    return np.asarray(np.where(np.isfinite(recorded), recorded, computed), dtype=np.float64)


def leg_stiffness(run: Run | Activity) -> FloatArray:
    """Stiffness of the leg as a spring on level ground, while running.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [kN/m] See :func:`legcheck.signals.spring_mass.leg_stiffness_from`. NaN off the flat, and throughout without contact time,
        cadence, speed or the runner's mass.

    Examples
    --------
    >>> from legcheck import synth
    >>> stiffness = leg_stiffness(synth.run(duration_s=600, seed=1).activity)
    >>> bool(6.0 < np.nanmedian(stiffness) < 14.0)
    True
    """
    run = as_run(run)
    if run.athlete.weight_kg is None:
        return np.full(len(run), np.nan)
    stiffness = leg_stiffness_from(
        _while_running(run, "contact_time_ms"),
        _while_running(run, "cadence_spm"),
        run["speed_mps"],
        mass_kg=run.athlete.weight_kg,
        height_m=run.athlete.height_m or USUAL_HEIGHT_M,
    )
    return np.asarray(np.where(run.masks["flat"], stiffness, np.nan), dtype=np.float64)


def _while_running(run: Run, name: str) -> FloatArray:
    if not run.has(name):
        return np.full(len(run), np.nan)
    return np.asarray(np.where(run.running, run[name], np.nan), dtype=np.float64)
