"""When an interval is so wide that "nothing found" would say nothing."""

from __future__ import annotations

from legcheck.heuristics._base import FOUND_AT, evidence_score
from legcheck.signals.bootstrap import Z_95

__all__ = ["left_open"]

TOO_FAR = 3.0
"""[-] Times the smallest effect worth naming: an interval that reaches beyond it does not even rule out a large one. Engineering value."""


def left_open(value: float, error: float, threshold: float, *, unit: str) -> str:
    """Why an effect that was not found cannot be called absent either; empty where it can, or where it was found.

    Parameters
    ----------
    value, error : float
        Effect and its standard error, in ``unit``.
    threshold : float
        Smallest effect worth naming, above 0. [unit]
    unit : str
        As people read it.

    Returns
    -------
    str

    Examples
    --------
    >>> left_open(-3.5, 34.0, 4.0, unit="%")
    'too uneven to tell: -3.5 %, anywhere from -70 to +63 %'
    >>> left_open(1.0, 2.0, 4.0, unit="%"), left_open(90.0, 20.0, 4.0, unit="%")
    ('', '')
    """
    reach = Z_95 * error
    if evidence_score((value - threshold) / error) >= FOUND_AT or value + reach <= TOO_FAR * threshold:
        return ""
    return f"too uneven to tell: {value:+.1f} {unit}, anywhere from {value - reach:+.0f} to {value + reach:+.0f} {unit}"
