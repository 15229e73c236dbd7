"""How running dynamics changed late in a run at equal speed, and how a slowdown divides into step length and cadence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Estimate, FloatArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import CONTACT_MEMORY_S, SPEED_DRIFT_SE, SPEED_MEMORY_S, STEP_MEMORY_S
from legcheck.signals.dynamics import (
    USUAL_HEIGHT_M,
    contact_time,
    duty_factor,
    flight_time,
    vertical_oscillation,
    vertical_ratio,
)
from legcheck.signals.gait_change import CADENCE_SLOPE_SD, CADENCE_SLOPE_SPM_PER_MPS, CONTACT_EXPONENT, CONTACT_EXPONENT_SD
from legcheck.signals.own_change import change_on_the_level
from legcheck.signals.own_curve import (
    UsualLine,
    compared_windows,
    plain_change,
    why_not_alike,
    why_too_little,
)
from legcheck.signals.pace import PaceDecay
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.spring_mass import leg_stiffness_from
from legcheck.signals.windows import Bins, Windows, bin_means

__all__ = ["DynamicsChange", "SlowdownSplit", "dynamics_change", "slowdown_split"]

BIN_S = 30.0
"""[s] Bin length."""

CADENCE_EXPONENT = 0.05
"""[-] Power of speed that cadence goes with: 2.7 steps/min per m/s at 3 m/s and 165 steps/min."""

BOUNCE_EXPONENT, BOUNCE_EXPONENT_SD = 0.18, 0.25
"""[-] Power of speed that vertical oscillation goes with, over level running within five minutes: mean and spread of five sources of real
runs with dynamics, one value each (0.40, 0.32, 0.31, -0.07, -0.07). Runners differ in its very sign."""

STIFFNESS_PER_CONTACT = -2.07
"""[-] Power of contact time that leg stiffness goes with at one speed and cadence: the model's derivative at 262 ms, 165 steps/min and
3 m/s (-1.9 to -2.3 from 2.6 to 3.5 m/s); that of cadence is within 0.2 of nothing."""

USUAL_EXPONENTS = {
    "contact_time_pct": (CONTACT_EXPONENT, CONTACT_EXPONENT_SD, 0.012),
    "duty_factor_pct": (CONTACT_EXPONENT + CADENCE_EXPONENT, 0.09, 0.012),
    "vertical_oscillation_pct": (BOUNCE_EXPONENT, BOUNCE_EXPONENT_SD, 0.026),
    "vertical_ratio_pct": (BOUNCE_EXPONENT + CADENCE_EXPONENT - 1.0, BOUNCE_EXPONENT_SD, 0.025),
    "leg_stiffness_pct": (STIFFNESS_PER_CONTACT * CONTACT_EXPONENT, -STIFFNESS_PER_CONTACT * CONTACT_EXPONENT_SD, 0.025),
}
"""[-] Power of speed, its spread between runners, and the scatter of 30-s means about it. Contact time from real steady runs;
duty factor follows from it and cadence, vertical ratio from bounce and step length (the same five sources: -0.52 to -1.11, mean
-0.75), leg stiffness (at one speed) from contact time."""

FLIGHT_SPREAD_MS, FLIGHT_NOISE_MS = 18.0, 3.0
"""[ms] Spread between the same runs of the slope of flight time on log speed (median 69), and scatter of 30-s means."""

CADENCE_NOISE = 0.012
"""[-] Scatter of 30-s means of log cadence about the own line."""

LEAST_SLOWDOWN_PCT = 2.0
"""[%] Below this change of speed the share of step length divides noise by noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicsChange:
    """Late against reference, at equal speed. Each is missing with a reason where it was not recorded.

    Attributes
    ----------
    contact_time_pct, duty_factor_pct, vertical_oscillation_pct, vertical_ratio_pct, leg_stiffness_pct : Estimate
        Change of the logarithm, times 100. [%]
    flight_time_ms : Estimate
        [ms]
    """

    contact_time_pct: Estimate
    duty_factor_pct: Estimate
    flight_time_ms: Estimate
    vertical_oscillation_pct: Estimate
    vertical_ratio_pct: Estimate
    leg_stiffness_pct: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowdownSplit:
    """A change of speed from the reference to the late window, divided exactly. In hundredths of a logarithm, so that parts add up.

    Attributes
    ----------
    speed_pct : Estimate
        Change of speed over flat running; negative is slower. [%]
    step_pct, cadence_pct : Estimate
        Its two parts: ``speed = step + cadence``. [%]
    step_beyond_pct, cadence_beyond_pct : Estimate
        What is left of each once the runner's own line says how step and cadence go with speed; each the other's negative. [%]
    step_share : float
        ``step / speed``. [-] NaN when speed changed by less than 2 %.
    """

    speed_pct: Estimate
    step_pct: Estimate
    cadence_pct: Estimate
    step_beyond_pct: Estimate
    cadence_beyond_pct: Estimate
    step_share: float


def dynamics_change(run: Run | Activity, decay: PaceDecay | None = None) -> DynamicsChange:
    """Late change of contact, flight, bounce and stiffness beyond the runner's own speed curve.

    Parameters
    ----------
    run : Run or Activity
    decay : PaceDecay, optional
        Lends its windows; the fixed ones when not given.

    Returns
    -------
    DynamicsChange

    Notes
    -----
    All of these move with speed, so late values are held against a line through ``ln v`` whose slope leans on the usual one
    (:func:`legcheck.signals.own_change.change_on_the_level`), over flat running in 30-s bins. Flight time is taken in ms, as its
    log loses its footing near 0; its usual slope follows from contact time and cadence, ``0.35 tc - 0.05 * 60000 / cadence``. Contact
    time, duty factor, flight time and stiffness are one family: they say one thing four times, not four things. Mass cancels in
    the change of stiffness.

    References
    ----------
    .. [1] Zandbergen M.A. et al., Quantifying and correcting for speed and stride frequency effects on running mechanics in fatiguing outdoor running. Front Sports Act Living, 2023.
       doi:10.3389/fspor.2023.1085513 (speed and cadence mask fatigue; regress them out per runner)

    Examples
    --------
    >>> from legcheck import synth
    >>> tired = synth.run(duration_s=5400, fade_after_s=2400, late_contact_time_fraction=0.08, seed=4).activity
    >>> change = dynamics_change(tired)
    >>> change.contact_time_pct.low > 0, change.leg_stiffness_pct.high < 0
    (True, True)
    """
    run = as_run(run)
    windows = compared_windows(run, decay)
    unlike = why_not_alike(run)
    if unlike:
        nothing = {name: Estimate.missing("%", unlike) for name in USUAL_EXPONENTS}
        return DynamicsChange(**nothing, flight_time_ms=Estimate.missing("ms", unlike))
    series = {
        "contact_time_pct": (contact_time(run), "ground contact time"),
        "duty_factor_pct": (duty_factor(run), "contact time and cadence"),
        "vertical_oscillation_pct": (vertical_oscillation(run), "vertical oscillation"),
        "vertical_ratio_pct": (vertical_ratio(run), "vertical ratio"),
        "leg_stiffness_pct": (_stiffness_per_kg(run), "contact time and cadence"),
    }
    changes = {name: _log_change(run, windows, values, name, what) for name, (values, what) in series.items()}
    return DynamicsChange(**changes, flight_time_ms=_flight_change(run, windows))


def slowdown_split(run: Run | Activity, decay: PaceDecay | None = None) -> SlowdownSplit:
    """How a slowdown divides into shorter steps and fewer of them.

    Parameters
    ----------
    run : Run or Activity
    decay : PaceDecay, optional
        Lends its windows; the fixed ones when not given.

    Returns
    -------
    SlowdownSplit

    Notes
    -----
    Speed is step length times cadence, so ``d ln v = d ln step + d ln cadence``, exactly, bin by bin and in the mean. Step length
    carries most of any change of speed (84 +- 6 % of the variability within half-marathons), so a shorter step alone is no
    sign of anything. Cadence beyond the own line is ``ln cadence`` held against ``ln v`` as in :func:`dynamics_change`; step length
    beyond it is the negative of that and no second piece of evidence. Flat running only, so the change of speed differs a little
    from the fade of :func:`legcheck.signals.pace_decay`.

    Examples
    --------
    >>> from legcheck import synth
    >>> split = slowdown_split(synth.run(duration_s=5400, fade_after_s=2400, fade_fraction=0.2, seed=4).activity)
    >>> bool(np.isclose(split.step_pct.value + split.cadence_pct.value, split.speed_pct.value))
    True
    """
    run = as_run(run)
    windows = compared_windows(run, decay)
    cadence = run["cadence_spm"] if run.has("cadence_spm") else np.full(len(run), np.nan)
    bins = _bins(run, windows, cadence, "gait_usable")
    reason = why_not_alike(run) or why_too_little(bins, windows, "cadence")
    if reason:
        nothing = Estimate.missing("%", reason)
        return SlowdownSplit(
            speed_pct=nothing,
            step_pct=nothing,
            cadence_pct=nothing,
            step_beyond_pct=nothing,
            cadence_beyond_pct=nothing,
            step_share=float("nan"),
        )
    return _divided(run, bins, windows)


def _divided(run: Run, bins: Bins, windows: Windows) -> SlowdownSplit:
    log_speed, log_cadence = 100.0 * np.log(bins["speed"]), 100.0 * np.log(bins["value"])
    early, late = parts = (bins.within(windows.reference), bins.within(windows.late))
    slow = 100.0 * slow_speed_error(bins, late / late.sum() - early / early.sum())
    speed = plain_change(bins, parts, log_speed, unit="%", memory_s=SPEED_MEMORY_S, known_error=slow)
    step = plain_change(bins, parts, log_speed - log_cadence, unit="%", memory_s=SPEED_MEMORY_S, known_error=slow)
    cadence = plain_change(bins, parts, log_cadence, unit="%", memory_s=STEP_MEMORY_S)
    per_unit = float(bins["speed"].mean() / bins["value"].mean())
    usual = _usual(CADENCE_SLOPE_SPM_PER_MPS * per_unit, CADENCE_SLOPE_SD * per_unit, CADENCE_NOISE, STEP_MEMORY_S)
    beyond = change_on_the_level(run, bins, windows, log_cadence, usual, unit="%")
    return SlowdownSplit(
        speed_pct=speed,
        step_pct=step,
        cadence_pct=cadence,
        step_beyond_pct=_negative(beyond),
        cadence_beyond_pct=beyond,
        step_share=step.value / speed.value if abs(speed.value) >= LEAST_SLOWDOWN_PCT else float("nan"),
    )


def _bins(run: Run, windows: Windows, values: FloatArray, mask: str) -> Bins:
    series = {"value": values, "speed": run["speed_mps"], "grade": run["grade_pct"]}
    usable = run.masks["flat"] & run.masks[mask] & (run["speed_mps"] > 0)
    return bin_means(series, usable, width_s=BIN_S, span=windows.analysed)


def _log_change(run: Run, windows: Windows, values: FloatArray, name: str, what: str) -> Estimate:
    positive = np.where(values > 0, values, np.nan)
    bins = _bins(run, windows, positive, "running")
    reason = why_too_little(bins, windows, what)
    if reason:
        return Estimate.missing("%", reason)
    usual = _usual(*USUAL_EXPONENTS[name], CONTACT_MEMORY_S)
    return change_on_the_level(run, bins, windows, 100.0 * np.log(bins["value"]), usual, unit="%")


def _flight_change(run: Run, windows: Windows) -> Estimate:
    bins = _bins(run, windows, flight_time(run), "running")
    reason = why_too_little(bins, windows, "contact time and cadence")
    if reason:
        return Estimate.missing("ms", reason)
    contact_ms = float(np.nanmean(contact_time(run)))
    step_ms = contact_ms + float(bins["value"].mean())
    slope = -CONTACT_EXPONENT * contact_ms - CADENCE_EXPONENT * step_ms
    usual = UsualLine(
        slope=slope, spread=FLIGHT_SPREAD_MS, noise=FLIGHT_NOISE_MS, x_error=SPEED_DRIFT_SE, memory_s=CONTACT_MEMORY_S
    )
    return change_on_the_level(run, bins, windows, bins["value"], usual, unit="ms")


def _stiffness_per_kg(run: Run) -> FloatArray:
    """With the mean speed throughout: what speed does by itself is taken out anyway, and its errors stay out."""
    height_m = run.athlete.height_m or USUAL_HEIGHT_M
    cadence = run["cadence_spm"] if run.has("cadence_spm") else np.full(len(run), np.nan)
    even = np.full(len(run), np.nanmean(run["speed_mps"][run.running]) if run.running.any() else np.nan)
    return leg_stiffness_from(contact_time(run), cadence, even, mass_kg=1.0, height_m=height_m)


def _usual(slope: float, spread: float, noise: float, memory_s: float) -> UsualLine:
    """A line of log on log, in hundredths."""
    return UsualLine(slope=100.0 * slope, spread=100.0 * spread, noise=100.0 * noise, x_error=SPEED_DRIFT_SE, memory_s=memory_s)


def _negative(found: Estimate) -> Estimate:
    return Estimate(
        value=-found.value,
        low=-found.high,
        high=-found.low,
        unit=found.unit,
        standard_error=found.standard_error,
        used_s=found.used_s,
    )
