"""The many spellings of sports in GPX and TCX files, brought to the names FIT uses."""

from __future__ import annotations

import re

__all__ = ["UNSTATED", "is_running", "sport_and_sub_sport", "steps_are_counted"]

_SPORTS: dict[str, tuple[str, str]] = {
    "9": ("running", ""),
    "run": ("running", ""),
    "jogging": ("running", ""),
    "street_running": ("running", "street"),
    "trail_run": ("running", "trail"),
    "trail_running": ("running", "trail"),
    "trailrun": ("running", "trail"),
    "treadmill": ("running", "treadmill"),
    "treadmill_running": ("running", "treadmill"),
    "indoor_running": ("running", "indoor_running"),
    "track_running": ("running", "track"),
    "virtual_run": ("running", "virtual_activity"),
    "virtual_running": ("running", "virtual_activity"),
    "virtualrun": ("running", "virtual_activity"),
    "ultra_run": ("running", "ultra"),
    "1": ("cycling", ""),
    "biking": ("cycling", ""),
    "ride": ("cycling", ""),
    "bike": ("cycling", ""),
    "road_biking": ("cycling", "road"),
    "mountain_biking": ("cycling", "mountain"),
    "virtual_ride": ("cycling", "virtual_activity"),
    "virtualride": ("cycling", "virtual_activity"),
    "4": ("hiking", ""),
    "hike": ("hiking", ""),
    "10": ("walking", ""),
    "walk": ("walking", ""),
    "16": ("swimming", ""),
    "swim": ("swimming", ""),
}
"""Spelling -> (sport, sub-sport). The numbers are Strava's, as its GPX exports write them."""

_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+")
"""A word, also where capitals part words: ``TrailRun``."""

_RUN = frozenset({"run", "running", "jog", "jogging", "joggen", "treadmill", "parkrun", "lauf", "laufen"})
"""Words of which one makes a running sport, unless one of the next stands beside it."""

_WALK = frozenset({"walk", "walking", "hike", "hiking"})
"""Beside running they leave open what it was: the movement decides."""

_NOT_RUN = frozenset(
    {"bike", "biking", "cycling", "ride", "riding", "ski", "skiing", "skate", "skating", "wheelchair", "row", "rowing"}
    | {"swim", "swimming", "water", "aqua", "pool"}
)
"""Words beside which running is a part, a place or a way of moving that is none."""

_SUB_SPORTS = {
    "treadmill": "treadmill",
    "track": "track",
    "trail": "trail",
    "mountain": "mountain",
    "virtual": "virtual_activity",
    "indoor": "indoor_running",
    "street": "street",
    "ultra": "ultra",
    "obstacle": "obstacle",
}
"""Words of a running sport that tell its kind; the first that is there counts."""

_WITHOUT_STEPS = frozenset(
    {
        "cycling",
        "swimming",
        "rowing",
        "e_biking",
        "paddling",
        "kayaking",
        "motorcycling",
        "driving",
        "inline_skating",
        "ice_skating",
        "cross_country_skiing",
        "alpine_skiing",
        "snowboarding",
        "stand_up_paddleboarding",
        "surfing",
        "sailing",
        "diving",
        "snorkeling",
        "racket",
        "rock_climbing",
        "floor_climbing",
        "fitness_equipment",
        "jump_rope",
        "wheelchair_push_walk",
        "wheelchair_push_run",
        "e-biking",
    }
)
"""Sports whose cadence counts turns or strokes, not steps."""

UNSTATED = frozenset({"", "generic", "other", "training", "all", "unknown", "t", "..."})
"""What files say when they do not say; then the movement decides."""


def sport_and_sub_sport(text: str) -> tuple[str, str]:
    """Sport and sub-sport of a free text such as ``Trail Running``; other sports are kept as spelt, in lower case.

    Examples
    --------
    >>> sport_and_sub_sport("Trail Running"), sport_and_sub_sport("9"), sport_and_sub_sport("Yoga")
    (('running', 'trail'), ('running', ''), ('yoga', ''))
    >>> sport_and_sub_sport("Indoor Run"), sport_and_sub_sport("RUNNING_TRAIL"), sport_and_sub_sport("Run/Walk")
    (('running', 'indoor_running'), ('running', 'trail'), ('', ''))
    """
    key = "_".join(text.strip().lower().split())
    return _SPORTS.get(key) or _by_words(text) or (key, "")


def _by_words(text: str) -> tuple[str, str] | None:
    """A running sport that is told by one of its words; None for any other."""
    words = {word.lower() for word in _WORD.findall(text)}
    if not words & _RUN or words & _NOT_RUN:
        return None
    if words & _WALK:
        return "", ""
    return "running", next((kind for word, kind in _SUB_SPORTS.items() if word in words), "")


def is_running(sport: str) -> bool:
    """Whether the sport is running or could be: unknown ones are given the benefit of the doubt."""
    return sport == "running" or sport in UNSTATED


def steps_are_counted(sport: str) -> bool:
    """Whether cadence in this sport counts steps."""
    return sport not in _WITHOUT_STEPS
