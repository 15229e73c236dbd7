"""A number that says how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Estimate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its 95 % interval, or the reason why there is none.

    Attributes
    ----------
    value : float
        Point estimate, NaN where it could not be made. [unit]
    low, high : float
        95 % interval, NaN where unknown. [unit]
    unit : str
        Unit as printed.
    standard_error : float
        Standard error behind the interval. [unit]
    used_s : float
        Seconds of data it stands on. [s]
    reason : str
        Why there is no value; empty when there is one.

    Examples
    --------
    >>> Estimate.missing("bpm/h", "no heart rate recorded").is_usable
    False
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    unit: str
    standard_error: float = math.nan
    used_s: float = 0.0
    reason: str = ""

    @classmethod
    def missing(cls, unit: str, reason: str) -> Estimate:
        """An estimate that could not be made, and why."""
        return cls(value=math.nan, unit=unit, reason=reason)

    @property
    def is_usable(self) -> bool:
        """Whether there is a value."""
        return math.isfinite(self.value)
