"""From a report, or from an activity that was no run, to its summary."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from legcheck.core import Activity, BoolArray, Device, FloatArray, HeavyLegs, IntArray, Run
from legcheck.heuristics import heavy_legs
from legcheck.history.summary import PROFILE_BIN_S, ActivitySummary
from legcheck.report import Report
from legcheck.signals import RunSignals, cadence, derive
from legcheck.signals.intensity import observed_max_heart_rate
from legcheck.signals.zones import heart_rate_seconds

__all__ = ["summary_of_activity", "summary_of_report"]

EARLY_S = (180.0, 720.0)
"""[s] Minutes 3 to 12: the heart has answered to the start, drift has not begun."""

MIDDLE_S = (600.0, 2400.0)
"""[s] Minutes 10 to 40: warm, not yet tired."""

LONGEST_STEP_S = 30.0
"""[s] Between two records further apart than this nothing is known."""

STOP_S = 30
"""[s] Shortest stop whose effect on speed is looked at."""

BESIDE_STOP_S = 300
"""[s] Stretch before and after such a stop."""

PLAUSIBLE_BPM = (30.0, 230.0)
"""[bpm]"""


def summary_of_report(report: Report, path: str) -> ActivitySummary:
    """Keep what is needed of a run.

    The headline is that of the recording alone: what the runner said of the run is kept beside it, so that one can be held
    against the other.

    Parameters
    ----------
    report : Report
    path : str
        Name it goes by.

    Returns
    -------
    ActivitySummary

    Examples
    --------
    >>> from legcheck import analyze, synth
    >>> summary = summary_of_report(analyze(synth.run(duration_s=1800, seed=1).activity), "run.fit")
    >>> summary.is_run, round(summary.number("early_speed_mps"), 1)
    (True, 3.0)
    """
    run = report.run
    signals = report.run_signals or derive(run)
    headline = _unrated(report, signals)
    judged = [finding for finding in report.findings if finding.score is not None and finding.confidence is not None]
    return replace(
        _common(run.activity, path),
        surface=run.surface,
        numbers={name: math.nan if value is None else float(value) for name, value in report.summary.items()},
        measures=_measures(signals),
        heart_rate_s=_histogram(*heart_rate_seconds(run)[:2]),
        **_profile(run),
        heavy_legs_score=_known(headline.score),
        heavy_legs_confidence=_known(headline.confidence),
        heavy_legs_status=headline.status.value,
        cause=headline.cause or "",
        causes={cause.id: cause.probability for cause in headline.causes},
        reason=headline.reason,
        would_help=headline.would_help,
        session_type=report.session_type,
        statuses={finding.id: finding.status.value for finding in report.findings},
        scores={finding.id: _known(finding.score) for finding in judged},
        confidences={finding.id: _known(finding.confidence) for finding in judged},
    )


def _unrated(report: Report, signals: RunSignals) -> HeavyLegs:
    """The headline without the runner's own rating."""
    activity = report.run.activity
    if activity.feel is None and activity.effort is None:
        return report.heavy_legs
    silent = replace(report.run, activity=replace(activity, feel=None, effort=None))
    return heavy_legs(replace(signals, run=silent), report.findings)


def summary_of_activity(activity: Activity, path: str) -> ActivitySummary:
    """Keep what is needed of an activity that was no run: when, how long, how hard.

    Parameters
    ----------
    activity : Activity
    path : str
        Name it goes by.
    """
    step = np.clip(np.diff(activity.elapsed_s, append=np.nan), 0.0, None)
    step = np.where(step <= LONGEST_STEP_S, step, 0.0)
    span = float(np.nanmax(activity.elapsed_s) - np.nanmin(activity.elapsed_s)) if len(activity) else 0.0
    totals = activity.totals
    beats, seconds = _beats(activity, step)
    distance = activity["distance_m"] if activity.has("distance_m") else np.array([np.nan])
    travelled = float(np.nanmax(distance) - np.nanmin(distance)) if np.isfinite(distance).any() else math.nan
    mean = float(beats @ seconds / seconds.sum()) if seconds.sum() else math.nan
    return replace(
        _common(activity, path),
        is_run=False,
        numbers={
            "distance_m": travelled if totals.distance_m is None else totals.distance_m,
            "elapsed_s": span if totals.elapsed_s is None else totals.elapsed_s,
            "timer_s": float(step.sum()) if totals.timer_s is None else totals.timer_s,
            "heart_rate_bpm": mean if totals.heart_rate_bpm is None else totals.heart_rate_bpm,
        },
        heart_rate_s=_histogram(beats, seconds),
    )


def _common(activity: Activity, path: str) -> ActivitySummary:
    """What both kinds of summary hold."""
    facts = {entry.name: getattr(activity.athlete, entry.name) for entry in fields(activity.athlete)}
    return ActivitySummary(
        path=path,
        sha256=activity.source.sha256,
        start_time=activity.start_time,
        utc_offset_s=_known(activity.utc_offset_s),
        sport=activity.sport,
        sub_sport=activity.sub_sport,
        device=_device(activity.device),
        heart_rate_source=activity.device.heart_rate_source,
        facts={name: float(value) for name, value in facts.items() if value is not None},
        feel=_known(activity.feel),
        effort=_known(activity.effort),
    )


def _device(device: Device) -> str:
    return " ".join(part for part in (device.manufacturer, device.product, device.serial) if part)


def _measures(signals: RunSignals) -> dict[str, float]:
    run, decay, drift = signals.run, signals.decay, signals.drift
    moving = run.running | run.masks["walking"]
    heart = np.where(run.masks["heart_rate_trusted"], _channel(run, "heart_rate_bpm"), np.nan)
    measures = {
        "moving_heart_rate_bpm": _mean(heart, moving),
        "max_heart_rate_bpm": observed_max_heart_rate(run),
        "walking_share": float(run.masks["walking"].sum() / max(moving.sum(), 1)),
        "balance_left_pct": _mean(_channel(run, "contact_balance_left_pct"), run.running),
        "fade_pct": 100.0 * decay.fade.value,
        "onset_s": decay.onset_s.value,
        "drift_bpm_per_h": drift.drift_bpm_per_h.value,
        "stop_gain_pct": _stop_gain(run, decay.onset_s.value),
        **_stretch(run, "early", _within(moving, EARLY_S) & run.running),
        **_stretch(run, "middle", _within(moving, MIDDLE_S) & run.running & run.masks["flat"]),
    }
    return {name: value for name, value in measures.items() if math.isfinite(value)}


def _stretch(run: Run, name: str, chosen: BoolArray) -> Mapping[str, float]:
    """Means over a stretch; heart rate and speed over the same running seconds, as walking has a heart rate of its own.

    Without a heart rate speed is that of all running seconds, so that steps can still be held against it.
    """
    heart, speed = _channel(run, "heart_rate_bpm"), run["grade_adjusted_speed_mps"]
    both = chosen & run.masks["heart_rate_usable"] & np.isfinite(heart) & np.isfinite(speed)
    of_speed = both if both.any() else chosen & np.isfinite(speed)
    gait = chosen & run.masks["gait_usable"]
    return {
        f"{name}_s": float(both.sum()),
        f"{name}_gait_s": float((of_speed & gait).sum()),
        f"{name}_heart_rate_bpm": _mean(heart, both),
        f"{name}_speed_mps": _mean(speed, of_speed),
        f"{name}_cadence_spm": _mean(cadence(run), gait),
        f"{name}_contact_time_ms": _mean(_channel(run, "contact_time_ms"), gait),
    }


def _profile(run: Run) -> dict[str, Any]:
    """Mean speed and heart rate of every two minutes of the clock in which the runner moved."""
    clock = np.floor((run.activity.start_time.timestamp() + run.elapsed_s) / PROFILE_BIN_S).astype(np.int64)
    if not len(run):
        return {}
    first = int(clock[0])
    moving = run.running | run.masks["walking"]
    return {
        "profile_from": first,
        "profile_speed_mps": _bin_means(run["speed_mps"], moving, clock - first, 3),
        "profile_heart_rate_bpm": _bin_means(_channel(run, "heart_rate_bpm"), moving, clock - first, 1),
    }


def _bin_means(values: FloatArray, mask: BoolArray, places: IntArray, digits: int) -> tuple[float, ...]:
    known = mask & np.isfinite(values)
    count = np.bincount(places[known], minlength=int(places[-1]) + 1)
    total = np.bincount(places[known], weights=values[known], minlength=int(places[-1]) + 1)
    return tuple(np.round(total / np.maximum(count, 1), digits).tolist())


def _stop_gain(run: Run, onset_s: float) -> float:
    """Mean change of log speed over stops that come after the onset of a fade. [%]"""
    if not math.isfinite(onset_s):
        return math.nan
    running, speed = run.running, np.maximum(run["grade_adjusted_speed_mps"], 0.3)
    still = run.masks["stopped"] | run.masks["paused"] | run.masks["walking"]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still.astype(np.int8), [0]])))
    gains = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        before, after = slice(max(start - BESIDE_STOP_S, 0), start), slice(end, end + BESIDE_STOP_S)
        enough = min(running[before].sum(), running[after].sum()) >= BESIDE_STOP_S // 2
        if start > onset_s and end - start >= STOP_S and enough:
            gains.append(np.log(speed[after][running[after]].mean() / speed[before][running[before]].mean()))
    return 100.0 * float(np.mean(gains)) if gains else math.nan


def _within(mask: BoolArray, bounds_s: tuple[float, float]) -> BoolArray:
    """Where the clock of moving time lies between two marks."""
    clock = np.cumsum(mask)
    inside: BoolArray = mask & (clock > bounds_s[0]) & (clock <= bounds_s[1])
    return inside


def _beats(activity: Activity, step_s: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Whole heart rates and seconds at each."""
    if not activity.has("heart_rate_bpm"):
        return np.empty(0), np.empty(0)
    heart = activity["heart_rate_bpm"]
    low, high = PLAUSIBLE_BPM
    known = np.isfinite(heart) & np.isfinite(step_s) & (heart >= low) & (heart <= high)
    counted = np.bincount(np.round(heart[known]).astype(np.int64), weights=step_s[known], minlength=1)
    beats = np.flatnonzero(counted)
    return beats.astype(np.float64), counted[beats].astype(np.float64)


def _histogram(beats: FloatArray, seconds: FloatArray) -> dict[int, float]:
    return {int(rate): round(float(time), 1) for rate, time in zip(beats, seconds, strict=True)}


def _channel(run: Run, name: str) -> FloatArray:
    return run[name] if run.has(name) else np.full(len(run), np.nan)


def _mean(values: FloatArray, mask: BoolArray) -> float:
    known = values[mask & np.isfinite(values)]
    return float(known.mean()) if known.size else math.nan


def _known(value: float | None) -> float:
    return math.nan if value is None else float(value)
