"""How numbers and verdicts are put into words: pace, durations, intervals, causes, and the fixed safety line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from legcheck.report.quantities import MORE_DECIMALS_BELOW, distance, duration, number, pace, percent, span
from legcheck.report.sides import threshold_words

__all__ = [
    "CAUSES",
    "SAFETY",
    "SURE_ENOUGH",
    "because",
    "cause_name",
    "distance",
    "duration",
    "evidence_line",
    "headline",
    "is_close",
    "likelihood",
    "number",
    "pace",
    "percent",
    "printable",
    "sentence",
    "span",
    "verdict",
]

WEAK_FROM = 25.0
"""[score] From here on evidence is weak, below there is none; from 50 it is moderate and named."""

SURE_ENOUGH = 0.95
"""[-] No cause of a single run is told to be likelier than this: what the recording does not show is worth the rest."""

SHORTEST_CLOCK_S = 100.0
"""[s] From here on a time reads better as minutes and seconds."""

PURE_NUMBERS = frozenset({"", "-", "1", "ratio"})
"""Units that are not printed."""

SPOKEN_UNITS = MappingProxyType({"degC": "°C"})
"""Units as people write them."""

UNJUDGED = "cannot be judged: "
"""Lead of a reason that the verdict already says."""

MORE_LIKELY_THAN_NOT = 0.5
"""[probability] A first cause below it is a guess."""

PAIR, CLEARLY_MORE, ONE_OF_TWO = 2, 0.2, 0.8
"""[-], [probability] Of two causes the first is called the most likely when it leads by this; when it does not, and it is as likely as this
that it was one of them, both are named. Engineering values."""

NOT_CLEARLY = "no clear sign"
"""Said in place of "no sign ..." where the verdict speaks of weak signs: the two together would contradict each other."""

SAFETY = (
    "legcheck describes what the recording shows; it is no medical advice. Chest pain, collapse, swelling, "
    "or a numb or dragging leg: stop and get help."
)
"""Shown wherever findings are shown."""

CAUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "leg_limited": ("leg-limited", "the legs"),
        "heat_or_dehydration": ("heat or fluid loss", "heat or fluid loss making the heart work harder"),
        "cardiac_drift": ("heart rate drift", "heart rate creeping up at the same effort"),
        "glycogen_wall": ("wall", "the fuel running low (the wall)"),
        "paced_too_hard": ("start too fast", "a start faster than the day allowed"),
        "eased_off": ("eased off", "a choice to ease off"),
        "terrain_or_gps": ("route or GPS", "the route or the GPS, not the runner"),
        "none": ("nothing special", "nothing special"),
    }
)
"""Cause id -> (short name, words that complete "Most likely ...")."""

_NO_SIGN = re.compile(r"^no sign\b", re.IGNORECASE)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def printable(text: str) -> str:
    r"""Text on one line without control characters, so that a file name cannot steer a terminal.

    Examples
    --------
    >>> printable("a\x1b[31m\nb")
    'a [31m b'
    """
    return _CONTROL.sub(" ", text).strip()


def likelihood(probability: float) -> str:
    """The probability of a cause in words that do not claim more than one run can show.

    Examples
    --------
    >>> likelihood(0.712), likelihood(0.9992), likelihood(0.95)
    ('71 %', 'over 95 %', '95 %')
    """
    return f"over {100 * SURE_ENOUGH:.0f} %" if probability > SURE_ENOUGH else percent(probability)


def sentence(text: str) -> str:
    """Text that starts with a capital and ends with a full stop.

    Examples
    --------
    >>> sentence("no heart rate recorded")
    'No heart rate recorded.'
    """
    clean = printable(text)
    return clean[:1].upper() + clean[1:] + ("" if clean.endswith((".", "!", "?")) or not clean else ".")


def cause_name(cause: str) -> str:
    """Short name of a cause id; an unknown id is shown as words."""
    return CAUSES.get(cause, (cause.replace("_", " "),))[0]


def evidence_line(evidence: Mapping[str, Any]) -> str:
    """One piece of evidence: value, unit, 95 % interval and threshold, with ``below`` where less is what was looked for.

    Examples
    --------
    >>> evidence_line({"name": "pace fade", "value": 8.4, "unit": "%", "low": 6.1, "high": 10.7, "threshold": 5.0})
    'pace fade 8.40 % (95 % interval 6.10 to 10.70, threshold 5.00 %)'
    >>> evidence_line({"name": "scatter of speed", "value": 0.0043, "unit": "m/s", "threshold": 0.5})
    'scatter of speed 0.0043 m/s (threshold 0.50 m/s)'
    >>> evidence_line({"name": "median temperature at the sensor", "value": 31.0, "unit": "degC", "threshold": 22.0})
    'median temperature at the sensor 31.0 °C (threshold 22.0 °C)'
    >>> evidence_line({"name": "variation of step length", "value": 17.4, "unit": "%", "threshold": 1.2})
    'variation of step length 17.4 % (threshold below 1.2 %)'
    """
    value, low, high, threshold = (evidence.get(key) for key in ("value", "low", "high", "threshold"))
    is_time = evidence["unit"] == "s" and value is not None and abs(value) >= SHORTEST_CLOCK_S
    unit = "" if is_time or evidence["unit"] in PURE_NUMBERS else f" {SPOKEN_UNITS.get(evidence['unit'], evidence['unit'])}"

    wide = max((abs(edge - value) for edge in (low, high) if edge is not None and value is not None), default=0.0)

    def shown(quantity: float | None) -> str:
        # As many digits as the value has, but none that its interval leaves open.
        return duration(quantity) if is_time else number(quantity, None if value is None else max(abs(value), wide))

    context = [] if low is None or high is None or low == high else [f"95 % interval {shown(low)} to {shown(high)}"]
    is_small = value is not None and abs(value) < MORE_DECIMALS_BELOW
    limit = number(threshold) if is_small and not is_time else shown(threshold)
    context += [] if threshold is None else [f"threshold {threshold_words(evidence['name'])}{limit}{unit}"]
    inside = f" ({', '.join(context)})" if context else ""
    return printable(f"{evidence['name']} {shown(value)}{unit}{inside}")


def headline(heavy_legs: Mapping[str, Any]) -> str:
    """The verdict as a line of its own; why a run cannot be judged stands below it, from :func:`because`.

    Examples
    --------
    >>> headline({"status": "not_assessed", "reason": "cannot be judged: too short", "score": None, "causes": []})
    'Heavy legs: cannot be judged.'
    """
    return "Heavy legs: cannot be judged." if heavy_legs["status"] == "not_assessed" else verdict(heavy_legs)


def verdict(heavy_legs: Mapping[str, Any]) -> str:
    """All that is said of a run where it gets one line; with the reason where it cannot be judged.

    Parameters
    ----------
    heavy_legs : mapping
        The ``heavy_legs`` part of :meth:`legcheck.report.Report.to_dict`.

    Examples
    --------
    >>> verdict({"status": "not_assessed", "reason": "too short.", "score": None, "confidence": None, "causes": []})
    'Heavy legs: cannot be judged (too short).'
    """
    if heavy_legs["status"] == "not_assessed":
        return printable(f"Heavy legs: cannot be judged ({heavy_legs['reason'].removeprefix(UNJUDGED).rstrip('. ')}).")
    score = f"{heavy_legs['score']:.0f}/100 (confidence {heavy_legs['confidence']:.2f})"
    if heavy_legs["status"] == "clear":
        lead = "Weak signs" if heavy_legs["score"] >= WEAK_FROM else "No sign"
        return f"{lead} of heavy legs: {score}.{_other_cause(heavy_legs['causes'])}"
    return f"Heavy legs: {score}.{_most_likely(heavy_legs['causes'])}"


def because(heavy_legs: Mapping[str, Any]) -> str:
    """The reason behind the headline as a sentence, without what :func:`headline` says already.

    Examples
    --------
    >>> because({"status": "found", "reason": "most likely the legs: the last quarter 13 % slower"})
    'The last quarter 13 % slower.'
    >>> because({"status": "clear", "score": 30.0, "reason": "no sign that legs or heart gave in; also seen: low cadence"})
    'No clear sign that legs or heart gave in; also seen: low cadence.'
    """
    reason, status = heavy_legs["reason"], heavy_legs["status"]
    if status == "not_assessed":
        return sentence(reason.removeprefix(UNJUDGED))
    if status == "clear" and heavy_legs["score"] >= WEAK_FROM:
        return sentence(_NO_SIGN.sub(NOT_CLEARLY, reason, count=1))
    lead, _, rest = reason.partition(": ")
    return sentence(rest if status == "found" and lead.lower().startswith("most likely") else reason)


def _most_likely(causes: list[dict[str, Any]]) -> str:
    if not causes:
        return " What caused it cannot be told."
    told = [*causes[:1], *(cause for cause in causes[1:] if cause["probability"] >= 1 - SURE_ENOUGH)]
    shares = ", ".join(f"{cause_name(cause['id'])} {likelihood(cause['probability'])}" for cause in told)
    words = _in_words(causes[0])
    if is_close(causes):
        return f" Either {words} or {_in_words(causes[1])} ({shares})."
    lead = "Most likely" if causes[0]["probability"] >= MORE_LIKELY_THAN_NOT else "The cause stays open; first guess:"
    return f" {lead} {words} ({shares})."


def _in_words(cause: Mapping[str, Any]) -> str:
    return CAUSES.get(cause["id"], ("", cause_name(cause["id"])))[1]


def is_close(causes: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the first two causes are so near each other, and so likely together, that neither may be called the most likely.

    Examples
    --------
    >>> is_close([{"probability": 0.50}, {"probability": 0.49}]), is_close([{"probability": 0.7}, {"probability": 0.2}])
    (True, False)
    """
    if len(causes) < PAIR:
        return False
    first, second = causes[0]["probability"], causes[1]["probability"]
    return bool(first - second < CLEARLY_MORE and first + second >= ONE_OF_TWO)


def _other_cause(causes: list[dict[str, Any]]) -> str:
    """What a clear run may still have been about: only worth a word when it is something."""
    return "" if not causes or causes[0]["id"] == "none" else _most_likely(causes)
