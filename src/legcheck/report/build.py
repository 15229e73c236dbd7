"""Joins signals, findings and headline into a Report."""

from __future__ import annotations

import math

import numpy as np

from legcheck.cleaning import ascent_descent
from legcheck.core import STEPS_PER_STRIDE, BoolArray, Columns, Finding, FloatArray, HeavyLegs, Run
from legcheck.report.model import Report, Summary
from legcheck.report.order import in_order
from legcheck.signals import RunSignals, cadence, expected_cadence, splits, step_length
from legcheck.signals.splits import covered, slope_ratio

__all__ = ["build_report", "summarise"]

TRUSTED_FROM = 0.5
"""[share] Of the seconds with heart rate: fewer trusted ones do not stand for the run."""


def build_report(signals: RunSignals, findings: tuple[Finding, ...], headline: HeavyLegs) -> Report:
    """A Report of one run; every heuristic's finding is kept, the strongest first."""
    run = signals.run
    derived = _derived(run)
    return Report(
        run=run,
        summary=_summary(run, derived["step_length_m"]),
        derived=derived,
        split_columns=splits(run),
        findings=in_order(findings),
        heavy_legs=headline,
        session_type=signals.session_type,
        run_signals=signals,
    )


def summarise(run: Run) -> Summary:
    """The run in numbers.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Summary
        Speeds are the distance of the moving seconds over their number, the grade-adjusted one as much faster or slower as slopes make
        them; cadence and steps are means over running seconds, temperature over recorded
        seconds, heart rate over those in which the sensor is trusted (over all recorded ones where that is less than half of them).
    """
    return _summary(run, step_length(run))


def _summary(run: Run, steps_m: FloatArray) -> Summary:
    moving = run.masks["running"] | run.masks["walking"]
    recorded = run.masks["recorded"]
    speed = float(covered(run, moving).sum()) / run.moving_s if run.moving_s and run.distance_m > 0 else None
    up, down = ascent_descent(run["altitude_m"]) if run.has("altitude_m") else (None, None)
    steps = _mean(steps_m, run.running)
    rate = _mean(cadence(run), run.running)
    return Summary(
        distance_m=run.distance_m if run.distance_m > 0 else None,
        elapsed_s=float(max(len(run) - 1, 0)),
        timer_s=float(np.count_nonzero(recorded[:-1])),
        moving_s=run.moving_s,
        speed_mps=speed,
        grade_adjusted_speed_mps=_on_the_flat(run, speed),
        cadence_spm=rate,
        step_length_m=steps,
        stride_length_m=None if steps is None else STEPS_PER_STRIDE * steps,
        heart_rate_bpm=_heart_rate(run),
        ascent_m=up,
        descent_m=down,
        temperature_c=_mean(run["temperature_c"], recorded) if run.has("temperature_c") else None,
    )


def _on_the_flat(run: Run, speed_mps: float | None) -> float | None:
    """As much faster or slower as slopes make the moving seconds. [m/s]"""
    if speed_mps is None:
        return None
    flat = speed_mps * float(slope_ratio(run, np.array([0, len(run)]))[0])
    return flat if math.isfinite(flat) else None


def _heart_rate(run: Run) -> float | None:
    if not run.has("heart_rate_bpm"):
        return None
    recorded = run.masks["recorded"]
    known = recorded & np.isfinite(run["heart_rate_bpm"])
    trusted = known & run.masks["heart_rate_trusted"]
    mostly = np.count_nonzero(trusted) >= TRUSTED_FROM * np.count_nonzero(known)
    return _mean(run["heart_rate_bpm"], trusted if mostly else known)


def _mean(values: FloatArray, mask: BoolArray) -> float | None:
    known = values[mask & np.isfinite(values)]
    mean = float(known.mean()) if known.size else math.nan
    return mean if math.isfinite(mean) else None


def _derived(run: Run) -> Columns:
    steps = step_length(run)
    return Columns(
        {
            "elapsed_s": run.elapsed_s,
            "grade_adjusted_speed_mps": run["grade_adjusted_speed_mps"],
            "step_length_m": steps,
            "stride_length_m": STEPS_PER_STRIDE * steps,
            "expected_cadence_spm": expected_cadence(run),
        }
    )
