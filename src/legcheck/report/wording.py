"""How numbers and verdicts are put into words: pace, durations, intervals, causes, and the fixed safety line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

__all__ = [
    "CAUSES",
    "SAFETY",
    "because",
    "cause_name",
    "distance",
    "duration",
    "evidence_line",
    "number",
    "pace",
    "percent",
    "printable",
    "sentence",
    "span",
    "summary_line",
    "verdict",
]

METRES_PER_KILOMETRE = 1000.0
"""[m/km]"""

SLOWEST_PACE_SPEED_MPS = 0.2
"""[m/s] Below this (83 min/km) a pace says nothing to a runner."""

WEAK_FROM = 25.0
"""[score] From here on evidence is weak, below there is none; from 50 it is moderate and named."""

CERTAIN_SHARE = 0.995
"""[-] Rounds to 100 %."""

SHORTEST_CLOCK_S = 100.0
"""[s] From here on a time reads better as minutes and seconds."""

PURE_NUMBERS = frozenset({"", "-", "1", "ratio"})
"""Units that are not printed."""

UNJUDGED = "cannot be judged: "
"""Lead of a reason that the verdict already says."""

SAFETY = (
    "legcheck describes what the recording shows; it is no medical advice. Chest pain, collapse, swelling, "
    "or a numb or dragging leg: stop and get help."
)
"""Shown wherever findings are shown."""

CAUSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "leg_limited": ("leg-limited", "the legs, not the heart"),
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

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_TWO_DECIMALS_BELOW = 10.0
_ONE_DECIMAL_BELOW = 100.0


def printable(text: str) -> str:
    r"""Text on one line without control characters, so that a file name cannot steer a terminal.

    Examples
    --------
    >>> printable("a\x1b[31m\nb")
    'a [31m b'
    """
    return _CONTROL.sub(" ", text).strip()


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


def sentence(text: str) -> str:
    """Text that starts with a capital and ends with a full stop.

    Examples
    --------
    >>> sentence("no heart rate recorded")
    'No heart rate recorded.'
    """
    clean = printable(text)
    return clean[:1].upper() + clean[1:] + ("" if clean.endswith((".", "!", "?")) or not clean else ".")


def span(start_s: float, end_s: float) -> str:
    """A stretch of the run on its own clock.

    Examples
    --------
    >>> span(3480, 5530)
    '58:00 to 1:32:10'
    """
    return f"{duration(start_s)} to {duration(end_s)}"


def number(value: float | None, like: float | None = None) -> str:
    """A number with the decimals its size (or that of ``like``) deserves.

    Examples
    --------
    >>> number(8.444), number(84.44), number(844.4), number(12, like=0.91)
    ('8.44', '84.4', '844', '12.00')
    """
    if value is None:
        return "—"
    size = abs(value if like is None else like)
    decimals = 2 if size < _TWO_DECIMALS_BELOW else 1 if size < _ONE_DECIMAL_BELOW else 0
    text = f"{value:,.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def cause_name(cause: str) -> str:
    """Short name of a cause id; an unknown id is shown as words."""
    return CAUSES.get(cause, (cause.replace("_", " "),))[0]


def evidence_line(evidence: Mapping[str, Any]) -> str:
    """One piece of evidence: value, unit, 95 % interval and threshold.

    Examples
    --------
    >>> evidence_line({"name": "pace fade", "value": 8.4, "unit": "%", "low": 6.1, "high": 10.7, "threshold": 5.0})
    'pace fade 8.40 % (95 % interval 6.10 to 10.70, threshold 5.00 %)'
    """
    value, low, high, threshold = (evidence.get(key) for key in ("value", "low", "high", "threshold"))
    is_time = evidence["unit"] == "s" and value is not None and abs(value) >= SHORTEST_CLOCK_S
    unit = "" if is_time or evidence["unit"] in PURE_NUMBERS else f" {evidence['unit']}"

    def shown(quantity: float | None) -> str:
        return duration(quantity) if is_time else number(quantity, value)

    context = [] if low is None or high is None else [f"95 % interval {shown(low)} to {shown(high)}"]
    context += [] if threshold is None else [f"threshold {shown(threshold)}{unit}"]
    inside = f" ({', '.join(context)})" if context else ""
    return printable(f"{evidence['name']} {shown(value)}{unit}{inside}")


def verdict(heavy_legs: Mapping[str, Any]) -> str:
    """The headline in one line.

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
    """The reason behind the headline as a sentence, without what :func:`verdict` says already; empty where that is all.

    Examples
    --------
    >>> because({"status": "found", "reason": "most likely the legs: the last quarter 13 % slower"})
    'The last quarter 13 % slower.'
    """
    lead, colon, rest = heavy_legs["reason"].partition(": ")
    if heavy_legs["status"] == "not_assessed":
        return ""
    said = heavy_legs["status"] == "found" and lead.lower().startswith("most likely")
    return sentence(rest if said else f"{lead}{colon}{rest}")


def _most_likely(causes: list[dict[str, Any]]) -> str:
    if not causes:
        return " What caused it cannot be told."
    told = [cause for cause in causes if cause["probability"] >= 1 - CERTAIN_SHARE] or causes[:1]
    shares = ", ".join(f"{cause_name(cause['id'])} {percent(cause['probability'])}" for cause in told)
    words = CAUSES.get(causes[0]["id"], ("", cause_name(causes[0]["id"])))[1]
    return f" Most likely {words} ({shares})."


def _other_cause(causes: list[dict[str, Any]]) -> str:
    """What a clear run may still have been about: only worth a word when it is something."""
    return "" if not causes or causes[0]["id"] == "none" else _most_likely(causes)


def summary_line(summary: Mapping[str, float | None]) -> str:
    """The run in one line, only what was recorded.

    Examples
    --------
    >>> summary_line({"distance_m": 10_000.0, "moving_s": 3000.0, "speed_mps": 3.3333, "step_length_m": 1.2,
    ...               "stride_length_m": 2.4})
    '10.00 km in 50:00 moving, 5:00 min/km, step 1.20 m (stride 2.40 m)'
    """
    parts = [_how_far(summary)]
    if summary.get("speed_mps") is not None:
        parts.append(f"{pace(summary['speed_mps'])} min/km{_on_the_flat(summary)}")
    shown = (
        ("heart_rate_bpm", "{:.0f} bpm"),
        ("cadence_spm", "{:.0f} steps/min"),
        ("step_length_m", "step {:.2f} m"),
        ("ascent_m", "up {:.0f} m"),
        ("descent_m", "down {:.0f} m"),
        ("temperature_c", "{:.0f} °C"),
    )
    for name, words in shown:
        value = summary.get(name)
        if value is not None:
            parts.append(words.format(value) + (_stride(summary) if name == "step_length_m" else ""))
    return ", ".join(part for part in parts if part)


def _how_far(summary: Mapping[str, float | None]) -> str:
    moving, elapsed = summary.get("moving_s"), summary.get("elapsed_s")
    far = "" if summary.get("distance_m") is None else distance(summary["distance_m"])
    if moving is None:
        return far
    text = f"{duration(moving)} moving"
    if elapsed is not None and elapsed - moving >= 60:
        text += f" ({duration(elapsed)} from start to end)"
    return f"{far} in {text}" if far else text


def _on_the_flat(summary: Mapping[str, float | None]) -> str:
    flat = pace(summary.get("grade_adjusted_speed_mps"))
    return "" if flat in ("—", pace(summary.get("speed_mps"))) else f" ({flat} on the flat)"


def _stride(summary: Mapping[str, float | None]) -> str:
    stride = summary.get("stride_length_m")
    return "" if stride is None else f" (stride {stride:.2f} m)"
