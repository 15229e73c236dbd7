"""How gait changed late in a run beyond what the change of speed itself explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, Run
from legcheck.core.gait import expected_cadence_spm
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import CONTACT_MEMORY_S, SPEED_DRIFT_SE, STEP_MEMORY_S
from legcheck.signals.layout import Layout
from legcheck.signals.own_curve import UsualLine, change_beyond_quick_slope, compared_windows, why_too_far, why_too_little
from legcheck.signals.pace import PaceDecay
from legcheck.signals.windows import Bins, Windows, bin_means

__all__ = ["GaitChange", "gait_change"]

BIN_S = 30.0
"""[s] Bin length."""

CADENCE_SLOPE_SPM_PER_MPS = 2.7
"""[steps/min per m/s] Slope of cadence on speed within one run: median measured on 82 steady runs of 12 sources; between runners it
is 6.0."""

CADENCE_SLOPE_SD = 2.9
"""[steps/min per m/s] Spread of that slope in the same runs: 10 to 90 % of them lie between -0.3 and 7.2, (7.2 + 0.3) / 2.563."""

CADENCE_NOISE_SPM = 1.2
"""[steps/min] Spread of 30-s mean cadence about the line within five minutes."""

CONTACT_EXPONENT = -0.35
"""[-] Contact time goes with speed to this power within one run: median measured on 82 steady runs of 12 sources."""

CONTACT_EXPONENT_SD = 0.074
"""[-] Spread of that exponent in the same runs: 10 to 90 % of them lie between -0.46 and -0.27, 0.19 / 2.563."""

CONTACT_NOISE = 0.007
"""[-] Spread of 30-s mean log contact time about its line within five minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GaitChange:
    """Late against reference, at equal speed.

    Attributes
    ----------
    cadence_spm : Estimate
        Change of cadence beyond the runner's own speed line. [steps/min] Negative: slower and longer steps than the
        speed explains.
    contact_time_pct : Estimate
        Change of ground contact time beyond the own speed curve. [%]
    walking_share_late, walking_share_reference : float
        Share of moving time spent walking. [fraction]
    """

    cadence_spm: Estimate
    contact_time_pct: Estimate
    walking_share_late: float
    walking_share_reference: float


def gait_change(run: Run | Activity, decay: PaceDecay | None = None, *, layout: Layout | None = None) -> GaitChange:
    """Late-run change of cadence and ground contact time at equal speed.

    Parameters
    ----------
    run : Run or Activity
    decay : PaceDecay, optional
        Lends its windows, so that gait is judged where pace is; the fixed windows when not given.
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    GaitChange

    Notes
    -----
    Cadence and contact time move with speed, so a late change of either says nothing by itself: ``change = (y_late - y_ref) - b
    (x_late - x_ref)``, with cadence (put on the level by the usual effect of slope) over speed, or ``ln`` contact time over ``ln``
    speed, in flat running. The slope b is read from what changes within five minutes and leans on its usual value: over
    longer times gait and speed tire together, and b would swallow what is looked for. The interval joins the slow waves of what is left
    (:func:`legcheck.signals.bootstrap.slow_noise`), the error of b over the change of speed, and that of a slow error of GPS speed.
    Step length needs no line of its own: at a given speed its log is minus that of cadence.

    References
    ----------
    .. [1] Zandbergen M.A. et al., Quantifying and correcting for speed and stride frequency effects on running mechanics in fatiguing outdoor running. Front Sports Act
       Living, 2023. doi:10.3389/fspor.2023.1085513 (speed and cadence mask fatigue; regress them out per runner)

    Examples
    --------
    >>> from legcheck import synth
    >>> change = gait_change(synth.run(duration_s=4200, seed=4).activity)
    >>> bool(abs(change.cadence_spm.value) < 3.0)
    True
    """
    run = as_run(run)
    windows = compared_windows(run, decay, layout=layout)
    return GaitChange(
        cadence_spm=_cadence_change(run, windows),
        contact_time_pct=_contact_change(run, windows),
        walking_share_late=_walking_share(run, _seconds(run, windows.late.start_s, windows.late.end_s)),
        walking_share_reference=_walking_share(run, _seconds(run, windows.reference.start_s, windows.reference.end_s)),
    )


def _cadence_change(run: Run, windows: Windows) -> Estimate:
    bins = _flat_bins(run, windows, "cadence_spm")
    reason = why_too_little(bins, windows, "cadence") or why_too_far(bins, windows, "cadence")
    if reason:
        return Estimate.missing("steps/min", reason)
    usual = UsualLine(
        slope=CADENCE_SLOPE_SPM_PER_MPS,
        spread=CADENCE_SLOPE_SD,
        noise=CADENCE_NOISE_SPM,
        x_error=SPEED_DRIFT_SE * float(bins["speed"].mean()),
        memory_s=STEP_MEMORY_S,
    )
    return change_beyond_quick_slope(bins, windows, bins["speed"], bins["value"], usual, unit="steps/min")


def _contact_change(run: Run, windows: Windows) -> Estimate:
    bins = _flat_bins(run, windows, "contact_time_ms")
    what = "ground contact time"
    reason = why_too_little(bins, windows, what) or why_too_far(bins, windows, what)
    if reason:
        return Estimate.missing("%", reason)
    usual = UsualLine(
        slope=100 * CONTACT_EXPONENT,
        spread=100 * CONTACT_EXPONENT_SD,
        noise=100 * CONTACT_NOISE,
        x_error=SPEED_DRIFT_SE,
        memory_s=CONTACT_MEMORY_S,
    )
    log_speed, log_value = np.log(bins["speed"]), 100 * np.log(bins["value"])
    return change_beyond_quick_slope(bins, windows, log_speed, log_value, usual, unit="%")


def _flat_bins(run: Run, windows: Windows, name: str) -> Bins:
    if not run.has(name):
        return Bins(time_s=np.empty(0), means={}, width_s=BIN_S)
    usable = run.running & run.masks["flat"] & (run.masks["gait_usable"] if name == "cadence_spm" else run.running)
    value, speed = run[name], run["speed_mps"]
    if name == "cadence_spm":
        # Steps quicken uphill, where speed is low: taken together with speed this would flatten the line.
        value = value * expected_cadence_spm(speed) / expected_cadence_spm(speed, grade_pct=run["grade_pct"])
    series = {"value": value, "speed": speed}
    return bin_means(series, usable, width_s=BIN_S, span=windows.analysed)


def _seconds(run: Run, start_s: float, end_s: float) -> BoolArray:
    return (run.elapsed_s >= start_s) & (run.elapsed_s < end_s)


def _walking_share(run: Run, within: BoolArray) -> float:
    walking = np.count_nonzero(run.masks["walking"] & within)
    moving = walking + np.count_nonzero(run.masks["running"] & within)
    return walking / moving if moving else float("nan")
