"""Which side of its threshold a number has to lie on to speak for a finding, told by the number's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["BESIDE", "SIDES", "is_beyond", "seen", "threshold_words"]

_ABOVE, _BELOW, _EITHER = "", "below ", "±"

SIDES: Mapping[str, str] = {
    "cadence below expected": _ABOVE,
    "cadence change at equal speed": _BELOW,
    "cardiac relief ratio": _BELOW,
    "change late in the run": _EITHER,
    "distance from 50 %": _ABOVE,
    "drift at equal speed": _ABOVE,
    "easy minutes after hard running": _BELOW,
    "easy minutes before hard running": _BELOW,
    "extra loss of speed on late descents": _ABOVE,
    "fade": _ABOVE,
    "ground contact time change at equal speed": _ABOVE,
    "heart rate not used": _ABOVE,
    "metres lost on slopes below -4 %": _ABOVE,
    "scatter of speed": _ABOVE,
    "speed missing": _ABOVE,
    "step length beyond expected": _ABOVE,
    "step speed loss": _ABOVE,
    "variation of step length": _BELOW,
    "vertical ratio": _ABOVE,
}
"""Name of a number -> the word put before its threshold: nothing where more speaks for the finding, ``below`` where less
does, ``±`` where it is a change either way."""

BESIDE = frozenset({"speed regained after the onset", "median temperature at the sensor"})
"""Numbers whose threshold says what is worth mentioning beside a finding: neither side speaks for or against it."""

_ALSO_DECIDE = frozenset({"change late in the run", "speed missing"})
"""Numbers that can decide by themselves although they are not the first of their finding."""


def threshold_words(name: str) -> str:
    """What is put before a threshold.

    Examples
    --------
    >>> threshold_words("fade"), threshold_words("variation of step length")
    ('', 'below ')
    """
    return SIDES.get(name, _ABOVE)


def is_beyond(evidence: Mapping[str, Any]) -> bool | None:
    """Whether a number lies on the side of its threshold that speaks for the finding; None where that is not known.

    Examples
    --------
    >>> is_beyond({"name": "fade", "value": 3.9, "threshold": 4.0})
    False
    >>> is_beyond({"name": "variation of step length", "value": 1.0, "threshold": 1.2})
    True
    >>> is_beyond({"name": "median temperature at the sensor", "value": 30.0, "threshold": 22.0}) is None
    True
    """
    value, threshold, side = evidence["value"], evidence["threshold"], SIDES.get(evidence["name"])
    if value is None or threshold is None or side is None:
        return None
    if side == _BELOW:
        return bool(value < threshold)
    return bool((abs(value) if side == _EITHER else value) > threshold)


def seen(finding: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The number of a finding that lies beyond its threshold and decides whether it is named; None where there is none."""
    judged = [item for item in finding["evidence"] if is_beyond(item) is not None]
    deciding = [item for place, item in enumerate(judged) if place == 0 or item["name"] in _ALSO_DECIDE]
    return next((item for item in deciding if is_beyond(item)), None)
