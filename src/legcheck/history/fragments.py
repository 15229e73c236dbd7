"""One activity out of the parts it was recorded in: sums for load and counts, the early minutes from the first part."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from legcheck.history.summary import ActivitySummary

__all__ = ["main_part", "merge_parts"]

SUMMED = ("distance_m", "timer_s", "moving_s", "ascent_m", "descent_m")
"""What adds up; a part that does not tell is left out of the sum."""

EARLY_BEGINS_S = 180.0
"""[s] Moving time after which the early window begins; a part that ends before has none."""

EARLY, MIDDLE = "early_", "middle_"
"""How the names of the two windows begin."""

MIDDLE_SECONDS = ("middle_s", "middle_gait_s")
"""Seconds that means of the second stand on: with heart rate, and with cadence."""

OF_MAIN_PART = ("fade_pct", "onset_s", "drift_bpm_per_h", "stop_gain_pct")
"""What describes a course within one recording."""


def merge_parts(parts: Sequence[ActivitySummary]) -> ActivitySummary:
    """Join parts of one activity.

    Distance, times, climb and seconds at each heart rate add up; elapsed time goes from the first start to the last end. Means
    are weighted by moving time. The early window is that of the first part longer than three minutes. What was judged, and
    the path, are of the longest part; feel and effort of the longest part that has them.

    Parameters
    ----------
    parts : sequence of ActivitySummary
        In order of time, all with a start; at least one.

    Returns
    -------
    ActivitySummary

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> first = ActivitySummary(path="a", start_time=datetime(2024, 5, 1, 6, tzinfo=UTC), numbers={"distance_m": 2e3, "elapsed_s": 720.0})
    >>> second = ActivitySummary(path="b", start_time=datetime(2024, 5, 1, 6, 15, tzinfo=UTC), numbers={"distance_m": 8e3, "elapsed_s": 2700.0})
    >>> whole = merge_parts([first, second])
    >>> whole.path, whole.number("distance_m"), whole.number("elapsed_s")
    ('b', 10000.0, 3600.0)
    """
    place = main_part(parts)
    main, others = parts[place], [*parts[:place], *parts[place + 1 :]]
    by_length = [main, *sorted(others, key=lambda part: -part.duration_s)]
    beats: Counter[int] = Counter()
    for part in parts:
        beats.update(part.heart_rate_s)
    return replace(
        main,
        start_time=parts[0].start_time,
        utc_offset_s=_first(part.utc_offset_s for part in parts),
        numbers=_numbers(parts),
        measures=_measures(main, parts),
        heart_rate_s=dict(sorted(beats.items())),
        **_profiles(parts),
        facts={name: value for part in reversed(by_length) for name, value in part.facts.items()},
        feel=_first(part.feel for part in by_length),
        effort=_first(part.effort for part in by_length),
    )


def main_part(parts: Sequence[ActivitySummary]) -> int:
    """Place of the part that stands for all: the longest run, else the longest."""
    return max(range(len(parts)), key=lambda place: (parts[place].is_run, parts[place].duration_s))


def _profiles(parts: Sequence[ActivitySummary]) -> dict[str, Any]:
    """The parts' profiles one after the other, 0 in between."""
    known = [part for part in parts if part.profile_speed_mps]
    if not known:
        return {}
    first = min(part.profile_from for part in known)
    length = max(part.profile_from + len(part.profile_speed_mps) for part in known) - first
    joined: dict[str, Any] = {"profile_from": first}
    for name in ("profile_speed_mps", "profile_heart_rate_bpm"):
        line = [0.0] * length
        for part in known:
            for place, value in enumerate(getattr(part, name), start=part.profile_from - first):
                line[place] = value or line[place]
        joined[name] = tuple(line)
    return joined


def _numbers(parts: Sequence[ActivitySummary]) -> dict[str, float]:
    names = {name for part in parts for name in part.numbers}
    merged = {name: _sum(parts, name) if name in SUMMED else _mean(parts, name) for name in sorted(names)}
    merged["elapsed_s"] = _span_s(parts)
    return merged


def _measures(main: ActivitySummary, parts: Sequence[ActivitySummary]) -> dict[str, float]:
    """Means over the parts on the main part's ground, so that a treadmill's speed does not mix with the road's."""
    alike = [part for part in parts if part.surface == main.surface]
    first = next((part for part in parts if part.duration_s > EARLY_BEGINS_S), parts[0])
    of_one = (EARLY, MIDDLE, *OF_MAIN_PART)
    names = sorted({name for part in alike for name in part.measures if not name.startswith(of_one)})
    merged = {name: _mean(alike, name) for name in names} | _middle(alike)
    merged |= {name: value for name, value in main.measures.items() if name in OF_MAIN_PART}
    if first.surface == main.surface:
        merged |= {name: value for name, value in first.measures.items() if name.startswith(EARLY)}
    if "onset_s" in merged:
        merged["onset_s"] += _offset_s(parts[0], main)
    merged["max_heart_rate_bpm"] = max((part.number("max_heart_rate_bpm") for part in parts), key=_or_less)
    return {name: value for name, value in merged.items() if not math.isnan(value)}


def _middle(parts: Sequence[ActivitySummary]) -> dict[str, float]:
    """The middle window: means weighted by its usable seconds, those with cadence where there is no heart rate."""
    names = sorted({name for part in parts for name in part.measures if name.startswith(MIDDLE)})
    weight = next((name for name in MIDDLE_SECONDS if _sum(parts, name) > 0.0), MIDDLE_SECONDS[0])
    used = [part for part in parts if part.number(weight) > 0.0] or parts
    seconds = [part.number(weight) for part in used]
    return {
        name: _sum(used, name) if name in MIDDLE_SECONDS else _weighted([part.number(name) for part in used], seconds)
        for name in names
    }


def _sum(parts: Iterable[ActivitySummary], name: str) -> float:
    known = [value for part in parts if not math.isnan(value := part.number(name))]
    return sum(known) if known else math.nan


def _mean(parts: Sequence[ActivitySummary], name: str) -> float:
    return _weighted([part.number(name) for part in parts], [part.duration_s for part in parts])


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    known = [(value, weight) for value, weight in zip(values, weights, strict=True) if not math.isnan(value) and weight > 0.0]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else math.nan


def _span_s(parts: Sequence[ActivitySummary]) -> float:
    return max(_offset_s(parts[0], part) + _length_s(part) for part in parts)


def _offset_s(first: ActivitySummary, part: ActivitySummary) -> float:
    if first.start_time is None or part.start_time is None:
        return 0.0
    return (part.start_time - first.start_time).total_seconds()


def _length_s(part: ActivitySummary) -> float:
    elapsed = part.number("elapsed_s")
    return elapsed if elapsed > 0.0 else part.duration_s


def _first(values: Iterable[float]) -> float:
    return next((value for value in values if not math.isnan(value)), math.nan)


def _or_less(value: float) -> float:
    return -math.inf if math.isnan(value) else value
