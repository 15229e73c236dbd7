"""The splits as a table for people: a row per kilometre, marked where the run was limited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legcheck.core import STEPS_PER_STRIDE
from legcheck.report.order import is_of_the_data, told
from legcheck.report.quantities import distance, duration, pace

__all__ = ["MARK", "STRIDE", "marking", "split_table"]

Data = Mapping[str, Any]

MARK = "*"
"""Last cell of a split inside the finding that is marked."""

STRIDE = "stride m"
"""Column that says the same as the one before it: the first to go where there is little room."""

LEAST_STANDING_S = 10.0
"""[s] Less standing in a split is not worth a word: it is within the error of time and pace."""

MOST_MARKED = 0.8
"""[share of the run] A finding that covers more than this marks nothing: it is about the run."""


def split_table(data: Data) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The splits as a header and rows of cells; columns that say nothing are left out.

    Such are those without any value, standing where there was hardly any, and pace on the flat where all of the run was flat.
    Pace in minutes a kilometre, as run and as if on the flat; both step (one foot to the other) and stride (two
    steps) in metres. The last cell is ``*`` where the split lies in the stretch of :func:`marking`.
    """
    splits = data["splits"]
    if not splits:
        return (), ()
    columns: list[tuple[str, list[str]]] = [
        ("km", _kilometres(splits)),
        ("time", [duration(row["duration_s"]) for row in splits]),
    ]
    standing = [_standing(row) for row in splits]
    if any(standing):
        columns.append(("standing", standing))
    for title, name, words in (
        ("min/km", "speed_mps", pace),
        ("flat min/km", "grade_adjusted_speed_mps", pace),
        ("bpm", "heart_rate_bpm", _whole),
        ("steps/min", "cadence_spm", _whole),
        ("step m", "step_length_m", _two_decimals),
        (STRIDE, "step_length_m", _stride),
        ("up m", "ascent_m", _whole),
        ("down m", "descent_m", _whole),
    ):
        values = [row[name] for row in splits]
        cells = [words(value) for value in values]
        says_the_same = name == "grade_adjusted_speed_mps" and ("min/km", cells) in columns
        if any(value is not None for value in values) and not says_the_same:
            columns.append((title, cells))
    marks = _marks(data)
    if any(marks):
        columns.append(("", marks))
    return tuple(title for title, _ in columns), tuple(zip(*(cells for _, cells in columns), strict=True))


def _standing(row: Data) -> str:
    """How much of the time the pace beside it does not explain; empty where it is little or cannot be told."""
    if not row["speed_mps"] or row["distance_m"] is None:
        return ""
    stood_s = row["duration_s"] - row["distance_m"] / row["speed_mps"]
    return duration(stood_s) if stood_s >= LEAST_STANDING_S else ""


def _kilometres(splits: list[Data]) -> list[str]:
    """Whole kilometres as counted; the distance reached where the split is a remainder."""
    total = 0.0
    labels = []
    for count, row in enumerate(splits, start=1):
        total += row["distance_m"] or 0.0
        whole = row["distance_m"] is not None and abs(row["distance_m"] - 1000.0) < 50.0
        labels.append(str(count) if whole else distance(total).removesuffix(" km"))
    return labels


def marking(data: Data) -> Data | None:
    """The finding whose splits are marked: the first that is told and is about a stretch of the run, not about the data."""
    splits = data["splits"]
    most_s = MOST_MARKED * (splits[-1]["end_s"] - splits[0]["start_s"]) if splits else 0.0
    local = (item for item in told(data["findings"]) if item["spans"] and not is_of_the_data(item["id"]))
    return next((item for item in local if sum(end - start for start, end in item["spans"]) <= most_s), None)


def _marks(data: Data) -> list[str]:
    finding = marking(data)
    spans = finding["spans"] if finding else []
    middles = [(row["start_s"] + row["end_s"]) / 2 for row in data["splits"]]
    return [MARK if any(start <= middle < end for start, end in spans) else "" for middle in middles]


def _whole(value: float | None) -> str:
    return "—" if value is None else f"{value:.0f}"


def _two_decimals(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _stride(step_length_m: float | None) -> str:
    return _two_decimals(None if step_length_m is None else STEPS_PER_STRIDE * step_length_m)
