"""Late against early at equal speed: a step between two windows on top of the runner's own line, whose slope leans on usual values."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from legcheck.core import BoolArray, Estimate, FloatArray, Run
from legcheck.signals.bootstrap import estimate, pieces, slow_noise
from legcheck.signals.layout import Layout
from legcheck.signals.pace import PaceDecay
from legcheck.signals.repetitions import find_repetitions
from legcheck.signals.windows import Bins, Windows, analysis_windows

__all__ = [
    "MIN_BINS",
    "UsualLine",
    "change_at_equal_speed",
    "change_beyond_quick_slope",
    "compared_windows",
    "plain_change",
    "why_not_alike",
    "why_too_far",
    "why_too_little",
]

MIN_BINS = 8
"""[-] Bins that the reference and the late window need each: four minutes."""

QUICK_S = 300.0
"""[s] The quick slope on speed is taken from changes within this time, and errors of speed and the effect of slope are read from it: within
it body and speed do not tire together. Engineering value."""

FLATTENED = 0.05
"""[-] Share of that slope that may be lost to quick errors of the recorded speed, 0.03 m/s on changes of 0.13 m/s."""

MAX_SPEED_CHANGE = 0.30
"""[-] Largest change of log speed over which a line fitted within one pace is drawn out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualLine:
    """What is known of a line before the run.

    Attributes
    ----------
    slope, spread : float
        Usual slope, and its standard deviation between runners. [unit of y per unit of x]
    noise : float
        Spread of a bin about such a line. [unit of y]
    x_error : float
        Standard error of x between two parts of a run. [unit of x]
    memory_s : float
        Time in which y forgets itself. [s]
    """

    slope: float
    spread: float
    noise: float
    x_error: float
    memory_s: float


def compared_windows(run: Run, decay: PaceDecay | None, *, layout: Layout | None = None) -> Windows:
    """The windows in which pace was compared, or the fixed ones."""
    windows = analysis_windows(run) if layout is None else layout.windows
    if decay is not None and not decay.is_between_repetitions:
        windows = replace(windows, reference=decay.reference, late=decay.late)
    return windows


def why_not_alike(run: Run) -> str:
    """Why early and late of a run cannot be held against each other whatever was recorded; empty when they can."""
    return "an interval session: early and late are not run alike" if find_repetitions(run) is not None else ""


def why_too_little(bins: Bins, windows: Windows, what: str) -> str:
    """Why bins do not suffice to hold late against early; empty when they do."""
    if not len(bins):
        return f"no usable {what}"
    if min(bins.within(windows.reference).sum(), bins.within(windows.late).sum()) < MIN_BINS:
        return f"too little flat running with {what} early or late in the run"
    return ""


def why_too_far(bins: Bins, windows: Windows, what: str) -> str:
    """Why late speed (series ``speed``) is too far from early speed for a line between them; empty when it is not."""
    reference, late = bins.within(windows.reference), bins.within(windows.late)
    apart = float(np.log(bins["speed"][late]).mean() - np.log(bins["speed"][reference]).mean())
    if abs(apart) <= MAX_SPEED_CHANGE:
        return ""
    word = "faster" if apart > 0 else "slower"
    return f"{100 * abs(np.expm1(apart)):.0f} % {word} late in the run: too far from the early speed for a comparison of {what}"


def change_at_equal_speed(
    bins: Bins, windows: Windows, x: FloatArray, y: FloatArray, usual: UsualLine, *, unit: str
) -> Estimate:
    """How far y lies off the own line late, against early.

    Parameters
    ----------
    bins : Bins
        Even bins in time order.
    windows : Windows
        Reference and late window.
    x, y : ndarray of float64, shape (n,)
        Log speed and what follows it, one value a bin.
    usual : UsualLine
        What the slope leans on.
    unit : str
        Of y.

    Returns
    -------
    Estimate

    Notes
    -----
    ``y = a + b x + step late`` by least squares over both windows with a penalty ``(noise / spread)^2 (b - usual slope)^2``: a
    run at one pace, which says nothing about ``b``, takes the usual slope, a run with hills and surges its own. The interval
    joins three errors: slow wandering of y about the line (:func:`legcheck.signals.bootstrap.slow_noise`), what is not known of
    the slope, and slow errors of speed. A step in y exactly when speed steps is told from the slope by the rest of the run only.
    """
    reference, late = bins.within(windows.reference), bins.within(windows.late)
    chosen = reference | late
    design = np.column_stack([np.ones(chosen.sum()), x[chosen] - x[chosen].mean(), late[chosen].astype(np.float64)])
    penalty = np.array([0.0, (usual.noise / usual.spread) ** 2, 0.0])
    inverse = np.linalg.inv(design.T @ design + np.diag(penalty))
    solver = inverse @ design.T
    solution = solver @ y[chosen] + inverse[:, 1] * penalty[1] * usual.slope
    free = np.column_stack([x, pieces(bins.time_s, (reference, ~chosen, late))])
    noise = slow_noise(y, free, width_s=bins.width_s, memory_s=usual.memory_s)
    slope_error = usual.spread * float(inverse[2, 1] * penalty[1])
    return estimate(
        float(solution[2]),
        noise.error_of(solver[2]),
        unit=unit,
        used_s=float(chosen.sum() * bins.width_s),
        freedom=noise.freedom,
        known_error=float(np.hypot(slope_error, float(solution[1]) * usual.x_error)),
    )


def change_beyond_quick_slope(
    bins: Bins, windows: Windows, x: FloatArray, y: FloatArray, usual: UsualLine, *, unit: str
) -> Estimate:
    """How far y lies off late, against early, beyond what its own quick answer to x explains.

    Parameters
    ----------
    bins : Bins
        Even bins in time order.
    windows : Windows
        Reference and late window.
    x, y : ndarray of float64, shape (n,)
        Speed, or its log, and what follows it, one value a bin.
    usual : UsualLine
        What the slope leans on.
    unit : str
        Of y.

    Returns
    -------
    Estimate

    Notes
    -----
    :func:`plain_change` of ``y - b x``, with the slope ``b`` from what changes within five minutes: over longer times a body and its
    speed tire together, and a slope fitted over the whole run, as in :func:`change_at_equal_speed`, takes up part of what is
    looked for. The interval joins slow wandering with the error of ``b`` over the change of x, and with that of x itself.
    """
    reference, late = bins.within(windows.reference), bins.within(windows.late)
    slope, slope_error = _quick_slope(bins, x, y, reference | late, usual)
    change_x = float((late / late.sum() - reference / reference.sum()) @ x)
    known_error = float(np.hypot(slope_error * change_x, slope * usual.x_error))
    return plain_change(bins, (reference, late), y - slope * x, unit=unit, memory_s=usual.memory_s, known_error=known_error)


def _quick_slope(bins: Bins, x: FloatArray, y: FloatArray, chosen: BoolArray, usual: UsualLine) -> tuple[float, float]:
    """Slope on x and its error, from what happens within five minutes."""
    block = (bins.time_s[chosen] // QUICK_S).astype(np.int64)
    block -= block[0]
    number = np.maximum(np.bincount(block), 1)
    quick_x, quick_y = (values - (np.bincount(block, values) / number)[block] for values in (x[chosen], y[chosen]))
    stiffness = (usual.noise / usual.spread) ** 2
    weight = float(quick_x @ quick_x) + stiffness
    slope = (float(quick_x @ quick_y) + stiffness * usual.slope) / weight
    return slope, float(np.hypot(usual.noise / np.sqrt(weight), FLATTENED * slope))


def plain_change(
    bins: Bins, parts: tuple[BoolArray, BoolArray], y: FloatArray, *, unit: str, memory_s: float, known_error: float = 0.0
) -> Estimate:
    """Mean of y over late bins minus that over early ones.

    Parameters
    ----------
    bins : Bins
        Even bins in time order.
    parts : tuple of ndarray of bool, shape (n,)
        Early and late bins.
    y : ndarray of float64, shape (n,)
        A value a bin.
    unit : str
        Of y.
    memory_s : float
        Time in which y forgets itself. [s]
    known_error : float
        Standard error of what the run cannot show of itself. [unit of y]

    Returns
    -------
    Estimate
    """
    reference, late = parts
    free = pieces(bins.time_s, (reference, ~reference & ~late, late))
    noise = slow_noise(y, free, width_s=bins.width_s, memory_s=memory_s)
    weights = late / late.sum() - reference / reference.sum()
    return estimate(
        float(weights @ y),
        noise.error_of(weights),
        unit=unit,
        used_s=float((reference.sum() + late.sum()) * bins.width_s),
        freedom=noise.freedom,
        known_error=known_error,
    )
