"""Small helpers every signal shares: accepting a Run or an Activity, and means that ignore what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core import Activity, BoolArray, FloatArray, InputError, Run

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["as_run", "mean_where", "median_where"]


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


def mean_where(values: FloatArray, mask: BoolArray) -> float:
    """Mean of the finite values under ``mask``, NaN when there are none."""
    chosen = _chosen(values, mask)
    return float(chosen.mean()) if chosen.size else float("nan")


def median_where(values: FloatArray, mask: BoolArray) -> float:
    """Median of the finite values under ``mask``, NaN when there are none."""
    return median(_chosen(values, mask))


def _chosen(values: FloatArray, mask: BoolArray) -> NDArray[np.float64]:
    return values[mask & np.isfinite(values)]
