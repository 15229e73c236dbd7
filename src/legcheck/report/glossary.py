"""What the words of a report mean, for people who meet them there for the first time."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["TITLE", "explained"]

TITLE = "How to read this"

_TERMS: Mapping[str, str] = {
    "/100": "Score (0 to 100): how strong the evidence is. Below 25 there is none, from 25 it is weak, from 50 it is named, from "
    "75 it is strong. It is no probability.",
    "confidence": "Confidence (0 to 1): how far these data can carry the answer.",
    "leg-limited": "Leg-limited: the legs gave in while the heart had room.",
    "threshold": "Threshold: the smallest size worth naming. A number has to lie clearly beyond it before it is named.",
    "95 % interval": "95 % interval: the range in which the true number lies in about 95 of 100 such cases.",
    "relief ratio": "Relief ratio: how much of the fall in heart rate that a slower pace lets one expect has come. About 1: the "
    "heart had room. About 0: it stayed busy although the pace fell.",
    "decoupling": "Decoupling: by how much speed per heartbeat fell from the first half to the second.",
    " SD": "SD: the usual difference between runners. About two in three lie within 1 SD of the middle.",
    "on the flat": "On the flat: the pace that would have cost the same effort without slopes.",
    "stride": "Step: from one foot to the other. Stride: two steps.",
}
"""A word as it stands in a report, and its meaning."""


def explained(text: str) -> tuple[str, ...]:
    """Meanings of the words that a text uses.

    Examples
    --------
    >>> explained("12.00 km, 5:00 min/km (4:50 on the flat)")
    ('On the flat: the pace that would have cost the same effort without slopes.',)
    """
    return tuple(meaning for word, meaning in _TERMS.items() if word in text)
