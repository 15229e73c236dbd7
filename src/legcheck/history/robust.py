"""The median of a few known numbers, quickly."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["PER_MAD", "middle"]

PER_MAD = 1.4826
"""[-] SD over median absolute deviation of a normal distribution."""


def middle(values: Iterable[float]) -> float:
    """The median, without the checks that take longer than sorting so few.

    Parameters
    ----------
    values : iterable of float
        At least one, none of them NaN.

    Examples
    --------
    >>> middle([3.0, 1.0, 2.0]), middle([4.0, 1.0])
    (2.0, 2.5)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else 0.5 * (ordered[half - 1] + ordered[half])
