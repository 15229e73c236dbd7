"""Downhill running: how much, how steep, and whether it costs more late than early."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.grade import NO_SLOPES
from legcheck.core import Activity, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run, check_number
from legcheck.signals.bootstrap import SPEED_MEMORY_S, estimate, slow_noise
from legcheck.signals.layout import Layout
from legcheck.signals.windows import analysis_windows, bin_means

__all__ = ["DescentLoad", "descent_load"]

STEEP_PCT = -4.0
"""[%] Slopes steeper than this count as descents that brake."""

BIN_S = 30.0
"""[s] Bin length."""

JOINED_WITHIN_S = 60
"""[s] Descents no further apart are one."""

LEAST_DESCENT_M = 10.0
"""[m] Smaller ones are not pointed out; together they count all the same."""

MIN_BINS = 6
"""[-] Descending bins each half of the run needs before they are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescentLoad:
    """What the descents amounted to.

    Attributes
    ----------
    descent_m : float
        Metres lost on slopes steeper than 4 %. [m] NaN without altitude.
    descent_m_per_km : float
        The same per kilometre of the run. [m/km]
    before_onset_m : float
        Metres lost so before speed started to fall; of the whole run when it did not. [m]
    late_loss_pct : Estimate
        How much more speed was lost on late descents than on late level and uphill ground. [%]
    spans : tuple of Span
        Where most of it was lost: the descents of at least :data:`LEAST_DESCENT_M`, in time order. [s]
    reason : str
        Why nothing is known; empty otherwise.
    """

    descent_m: float
    descent_m_per_km: float
    before_onset_m: float
    late_loss_pct: Estimate
    spans: tuple[Span, ...] = ()
    reason: str = ""


def descent_load(run: Run | Activity, onset_s: float | None = None, *, layout: Layout | None = None) -> DescentLoad:
    """Metres descended on braking slopes, and how descents were run late against early.

    Parameters
    ----------
    run : Run or Activity
    onset_s : float, optional
        When speed started to fall. [s]
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    DescentLoad

    Raises
    ------
    InputError
        If ``onset_s`` is no number of at least 0.

    Notes
    -----
    Tired thighs show downhill first: braking is eccentric work. Late against early log speed on slopes below -4 % minus the
    same difference elsewhere is the late loss.

    Examples
    --------
    >>> from legcheck import synth
    >>> descent_load(synth.run(duration_s=1800, seed=1).activity).descent_m < 60
    True
    """
    if onset_s is not None:
        check_number("onset_s", onset_s, 0.0)
    run = as_run(run)
    if not run.has("altitude_m") or any(note.code in NO_SLOPES for note in run.notes):
        nan = float("nan")
        reason = "no usable altitude"
        missing = Estimate.missing("%", reason)
        return DescentLoad(descent_m=nan, descent_m_per_km=nan, before_onset_m=nan, late_loss_pct=missing, reason=reason)
    steep = (run["grade_pct"] <= STEEP_PCT) & run.running
    lost = np.where(steep, -run["grade_pct"] / 100 * run["speed_mps"], 0.0)
    lost = np.where(np.isfinite(lost), lost, 0.0)
    total, km = float(lost.sum()), run.distance_m / 1000
    before = float(lost[: round(onset_s)].sum()) if onset_s is not None else total
    return DescentLoad(
        descent_m=total,
        descent_m_per_km=total / km if km > 0 else 0.0,
        before_onset_m=before,
        spans=_descents(lost),
        late_loss_pct=_late_loss(run, steep, (analysis_windows(run) if layout is None else layout.windows).analysed),
    )


def _descents(lost_m: FloatArray) -> tuple[Span, ...]:
    """The longer descents, a flatter minute in between being part of one."""
    steep = np.flatnonzero(lost_m > 0.0)
    if not steep.size:
        return ()
    parts = np.split(steep, np.flatnonzero(np.diff(steep) > JOINED_WITHIN_S) + 1)
    return tuple(Span(float(part[0]), float(part[-1] + 1)) for part in parts if lost_m[part].sum() >= LEAST_DESCENT_M)


def _late_loss(run: Run, steep: BoolArray, span: Span) -> Estimate:
    speed = run["grade_adjusted_speed_mps"]
    parts = {
        name: bin_means({"speed": speed}, run.running & mask, width_s=BIN_S, span=span)
        for name, mask in (("steep", steep), ("rest", ~steep))
    }
    middle = (span.start_s + span.end_s) / 2
    changes: list[float] = []
    errors: list[tuple[float, float]] = []
    for bins in parts.values():
        early = bins.time_s < middle
        if min(early.sum(), (~early).sum()) < MIN_BINS:
            return Estimate.missing("%", "too few descents early or late in the run")
        log_speed = 100 * np.log(np.maximum(bins["speed"], 0.3))
        changes.append(float(log_speed[~early].mean() - log_speed[early].mean()))
        errors.append(_noise(log_speed, early, bins.width_s))
    used = sum(len(bins) * bins.width_s for bins in parts.values())
    error, freedom = math.hypot(errors[0][0], errors[1][0]), min(errors[0][1], errors[1][1])
    return estimate(changes[1] - changes[0], error, unit="%", used_s=used, freedom=freedom)


def _noise(values: FloatArray, early: BoolArray, width_s: float) -> tuple[float, float]:
    """Standard error of late minus early, and its degrees of freedom."""
    noise = slow_noise(values, np.column_stack([early, ~early]).astype(np.float64), width_s=width_s, memory_s=SPEED_MEMORY_S)
    return noise.error_of(~early / np.count_nonzero(~early) - early / np.count_nonzero(early)), noise.freedom
