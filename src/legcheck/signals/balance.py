"""Left against right: the share of ground contact time that each foot takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, Estimate, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import STEP_MEMORY_S, estimate, slow_noise
from legcheck.signals.layout import Layout
from legcheck.signals.windows import analysis_windows, bin_means

__all__ = ["ContactBalance", "contact_balance"]

BIN_S = 30.0
"""[s] Bin length."""

MIN_USABLE_S = 1200.0
"""[s] Twenty minutes."""

MIN_BINS = 8
"""[-] Bins that the early and the late window each need."""

EVEN_PCT = 50.0
"""[%] Both feet alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBalance:
    """How evenly the feet share the ground.

    Attributes
    ----------
    offset_points : Estimate
        Mean distance from 50 %, without sign. [points]
    change_points : Estimate
        Late minus early, towards whichever side. [points]
    longer_side : str
        ``"left"`` or ``"right"``: the foot that the device says stays longer on the ground.
    """

    offset_points: Estimate
    change_points: Estimate
    longer_side: str


def contact_balance(run: Run | Activity, *, layout: Layout | None = None) -> ContactBalance:
    """Offset and late change of the contact-time balance.

    Parameters
    ----------
    run : Run or Activity
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    ContactBalance
        With a reason instead of numbers when balance was not recorded for twenty minutes.

    Notes
    -----
    Makers do not agree on the side the number means, and a strap that sits askew shifts it: size and change are used, the
    side is only reported.

    Examples
    --------
    >>> from legcheck import synth
    >>> contact_balance(synth.run(duration_s=900, seed=1).activity).offset_points.is_usable
    False
    """
    run = as_run(run)
    if not run.has("contact_balance_left_pct"):
        return _missing("no left-right balance recorded")
    windows = analysis_windows(run) if layout is None else layout.windows
    whole = bin_means({"left": run["contact_balance_left_pct"]}, run.running, width_s=BIN_S, span=windows.analysed)
    used = len(whole) * BIN_S
    if used < MIN_USABLE_S:
        return _missing(f"{used / 60:.0f} min of left-right balance after the warm-up; needs {MIN_USABLE_S / 60:.0f}")
    left = whole["left"]
    mean = float(left.mean())
    hours = whole.time_s / 3600.0
    design = np.column_stack([np.ones(len(whole)), hours - hours.mean()])
    noise = slow_noise(left, design, width_s=BIN_S, memory_s=STEP_MEMORY_S)
    error = noise.error_of(np.full(len(whole), 1.0 / len(whole)))
    offset = estimate(abs(mean - EVEN_PCT), error, unit="points", used_s=used, freedom=noise.freedom)
    reference, late = whole.within(windows.reference), whole.within(windows.late)
    if min(reference.sum(), late.sum()) < MIN_BINS:
        change = Estimate.missing("points", "too little balance data early or late in the run")
    else:
        error = noise.error_of(late / late.sum() - reference / reference.sum())
        moved = float(left[late].mean() - left[reference].mean())
        change = estimate(moved, error, unit="points", used_s=used, freedom=noise.freedom)
    return ContactBalance(offset_points=offset, change_points=change, longer_side="left" if mean >= EVEN_PCT else "right")


def _missing(reason: str) -> ContactBalance:
    nothing = Estimate.missing("points", reason)
    return ContactBalance(offset_points=nothing, change_points=nothing, longer_side="")
