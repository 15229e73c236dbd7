"""Small helpers every signal shares: accepting a Run or an Activity, and means that ignore what is missing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core import Activity, BoolArray, FloatArray, InputError, Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["as_run", "check_number", "mean_where", "median_where"]


def as_run(run: Run | Activity) -> Run:
    """``run`` itself, or the cleaned form of an Activity.

    Raises
    ------
    InputError
        If it is neither.
    """
    if isinstance(run, Run):
        return run
    if isinstance(run, Activity):
        from legcheck.cleaning import clean

        return clean(run)
    raise InputError(f"signals are computed from a Run or an Activity, got {type(run).__name__}")


def check_number(name: str, value: object, least: float, most: float = math.inf) -> None:
    """Refuse an argument that is no finite number from ``least`` to ``most``.

    Raises
    ------
    InputError
        If it is not.
    """
    number = float(value) if isinstance(value, int | float | np.number) and not isinstance(value, bool) else math.nan
    if not (math.isfinite(number) and least <= number <= most):
        bounds = f"be a number of at least {least:g}" if math.isinf(most) else f"lie between {least:g} and {most:g}"
        raise InputError(f"{name} must {bounds}, got {value!r}")


def mean_where(values: FloatArray, mask: BoolArray) -> float:
    """Mean of the finite values under ``mask``, NaN when there are none."""
    chosen = _chosen(values, mask)
    return float(chosen.mean()) if chosen.size else float("nan")


def median_where(values: FloatArray, mask: BoolArray) -> float:
    """Median of the finite values under ``mask``, NaN when there are none."""
    return median(_chosen(values, mask))


def _chosen(values: FloatArray, mask: BoolArray) -> NDArray[np.float64]:
    return values[mask & np.isfinite(values)]
