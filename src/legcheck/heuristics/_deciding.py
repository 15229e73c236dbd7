"""Which numbers decided between the two likeliest causes, in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from legcheck.heuristics.cause import CauseWeights

__all__ = ["what_decided"]

CLEARLY = 0.7
"""[log odds] A number that doubles the odds of the first cause over the second (ln 2) is worth telling."""

MOST_TOLD = 2
"""[-] More than two are for the page on causes."""

SUDDEN, GRADUAL = 0.6, 0.3
"""[fraction] Abruptness from which a slowing is called sudden, and up to which it is called gradual."""


def _shape(value: float) -> str:
    return "a sudden slowing" if value >= SUDDEN else "a gradual slowing" if value <= GRADUAL else ""


def _start(value: float) -> str:
    share = 100.0 * math.expm1(value)
    return f"a first quarter run {abs(share):.0f} % {'faster' if share >= 0 else 'slower'} than what followed"


_WORDS: Mapping[str, Callable[[float], str]] = {
    "relief": lambda value: f"a relief ratio of {value + 0.0:.1f}",
    "drift": lambda value: f"a heart-rate drift of {value:.0f} bpm an hour",
    "onset_share": lambda value: f"a start of the slowing after {100 * value:.0f} % of the run",
    "abruptness": _shape,
    "contact_time": lambda value: f"ground contact {value:+.0f} % at equal speed",
    "cadence": lambda value: f"cadence {value:+.0f} steps/min at equal speed",
    "walked": lambda value: f"walking, which makes {100 * value:.0f} % of the slowing",
    "early_surge": _start,
    "early_intensity": lambda value: f"{100 * value:.0f} % of your maximum heart rate in the first quarter",
    "temperature": lambda value: f"{value:.0f} °C at the sensor",
    "effort": lambda value: f"the effort you rated {value:.0f} of 100",
    "feel": lambda value: f"the feel you rated {value:.0f} of 100",
}
"""How people read the features; the size of the fade itself is told elsewhere."""


def what_decided(weights: CauseWeights, first: str, second: str, *, told: Collection[str] = ()) -> str:
    """The one or two features that spoke most for the first cause against the second; empty when none did clearly.

    Parameters
    ----------
    weights : CauseWeights
    first, second : str
        Cause ids.
    told : collection of str
        Features that the reader knows of already.

    Returns
    -------
    str
    """
    values = {feature.name: feature.value for feature in weights.features}
    apart = {name: terms[first] - terms[second] for name, terms in weights.log_likelihoods.items() if name in _WORDS}
    chosen = sorted((name for name in apart if apart[name] >= CLEARLY and name not in told), key=lambda name: -apart[name])
    return " and ".join(words for name in chosen[:MOST_TOLD] if (words := _WORDS[name](values[name])))
