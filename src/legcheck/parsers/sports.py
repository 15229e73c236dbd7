"""The many spellings of sports in GPX and TCX files, brought to the names FIT uses."""

from __future__ import annotations

__all__ = ["is_running", "sport_and_sub_sport", "steps_are_counted"]

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
        "e-biking",
    }
)
"""Sports whose cadence counts turns or strokes, not steps."""

_UNKNOWN = frozenset({"", "generic", "training", "all"})
"""What files say when they do not know."""


def sport_and_sub_sport(text: str) -> tuple[str, str]:
    """Sport and sub-sport of a free text such as ``Trail Running``; unknown spellings are kept, in lower case.

    Examples
    --------
    >>> sport_and_sub_sport("Trail Running"), sport_and_sub_sport("9"), sport_and_sub_sport("Yoga")
    (('running', 'trail'), ('running', ''), ('yoga', ''))
    """
    key = "_".join(text.strip().lower().split())
    return _SPORTS.get(key, (key, ""))


def is_running(sport: str) -> bool:
    """Whether the sport is running or could be: unknown ones are given the benefit of the doubt."""
    return sport == "running" or sport in _UNKNOWN


def steps_are_counted(sport: str) -> bool:
    """Whether cadence in this sport counts steps."""
    return sport not in _WITHOUT_STEPS
