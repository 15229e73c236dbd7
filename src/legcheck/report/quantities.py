"""How quantities are written for people: times, paces, distances, shares and plain numbers."""

from __future__ import annotations

import math

__all__ = ["METRES_PER_KILOMETRE", "MORE_DECIMALS_BELOW", "distance", "duration", "number", "pace", "percent", "span"]

METRES_PER_KILOMETRE = 1000.0
"""[m/km]"""

SLOWEST_PACE_SPEED_MPS = 0.2
"""[m/s] Below this (83 min/km) a pace says nothing to a runner."""

CERTAIN_SHARE = 0.995
"""[-] Rounds to 100 %."""

MORE_DECIMALS_BELOW = 0.1
"""Numbers smaller than this get as many decimals as two digits need."""

_TWO_DECIMALS_BELOW, _ONE_DECIMAL_BELOW, _SMALLEST_SHOWN = 10.0, 100.0, 1e-4


def duration(seconds: float | None) -> str:
    """Time as ``m:ss`` or ``h:mm:ss``; an em dash where unknown.

    Examples
    --------
    >>> duration(65.4), duration(3725), duration(None)
    ('1:05', '1:02:05', '—')
    """
    if seconds is None or not math.isfinite(seconds):
        return "—"
    minutes, second = divmod(round(abs(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    sign = "-" if seconds < 0 and (minutes or second) else ""
    return f"{sign}{hours}:{minute:02d}:{second:02d}" if hours else f"{sign}{minute}:{second:02d}"


def pace(speed_mps: float | None) -> str:
    """Speed [m/s] as minutes and seconds a kilometre; an em dash where there is no pace to speak of.

    Examples
    --------
    >>> pace(1000 / 319), pace(0.0)
    ('5:19', '—')
    """
    if speed_mps is None or not math.isfinite(speed_mps) or speed_mps < SLOWEST_PACE_SPEED_MPS:
        return "—"
    return duration(METRES_PER_KILOMETRE / speed_mps)


def distance(metres: float | None) -> str:
    """Distance as kilometres with two decimals."""
    return "—" if metres is None else f"{metres / METRES_PER_KILOMETRE:.2f} km"


def percent(share: float | None) -> str:
    """A share (0-1) as whole percent; never certainty that is only rounding.

    Examples
    --------
    >>> percent(0.712), percent(0.9992), percent(0.001)
    ('71 %', 'over 99 %', 'under 1 %')
    """
    if share is None:
        return "—"
    if CERTAIN_SHARE < share < 1:
        return "over 99 %"
    return "under 1 %" if 0 < share < 1 - CERTAIN_SHARE else f"{100 * share:.0f} %"


def span(start_s: float, end_s: float) -> str:
    """A stretch of the run on its own clock.

    Examples
    --------
    >>> span(3480, 5530)
    '58:00 to 1:32:10'
    """
    return f"{duration(start_s)} to {duration(end_s)}"


def number(value: float | None, like: float | None = None) -> str:
    """A number with the decimals its size (or that of ``like``) deserves; a small one keeps two digits.

    Examples
    --------
    >>> number(8.444), number(84.44), number(844.4), number(12, like=0.91), number(0.00431)
    ('8.44', '84.4', '844', '12.00', '0.0043')
    """
    if value is None:
        return "—"
    size = abs(value if like is None else like)
    decimals = 2 if size < _TWO_DECIMALS_BELOW else 1 if size < _ONE_DECIMAL_BELOW else 0
    if _SMALLEST_SHOWN <= size < MORE_DECIMALS_BELOW:
        decimals = 1 - math.floor(math.log10(size))
    text = f"{value:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text
