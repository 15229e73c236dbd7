"""Small pieces of sentences that several heuristics share."""

from __future__ import annotations

__all__ = ["below_or_above", "minutes", "pace"]


def below_or_above(difference: float, unit: str) -> str:
    """``"12 steps/min below"``, ``"3 steps/min above"`` or ``"on"``.

    Examples
    --------
    >>> below_or_above(-12.3, "steps/min"), below_or_above(0.2, "steps/min")
    ('12 steps/min below', 'on')
    """
    if abs(difference) < 0.5:
        return "on"
    return f"{abs(difference):.0f} {unit} {'below' if difference < 0 else 'above'}"


def pace(speed_mps: float) -> str:
    """A speed as runners say it.

    Examples
    --------
    >>> pace(3.63), pace(2.5)
    ('4:35 min/km', '6:40 min/km')
    """
    seconds = round(1000.0 / speed_mps)
    return f"{seconds // 60}:{seconds % 60:02d} min/km"


def minutes(seconds: float) -> str:
    """``"minute 42"``.

    Examples
    --------
    >>> minutes(2520.0)
    'minute 42'
    """
    return f"minute {seconds / 60.0:.0f}"
