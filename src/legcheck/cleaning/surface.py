"""What the run was on, told from sport, sub-sport and the channels there are."""

from __future__ import annotations

from legcheck.core.activity import Activity

__all__ = ["SURFACES", "surface_of"]

SURFACES = ("road", "trail", "track", "treadmill", "virtual")
"""The answers of :func:`surface_of`."""

WORDS = (
    ("virtual", ("virtual",)),
    ("treadmill", ("treadmill", "indoor_running", "indoor running")),
    ("trail", ("trail",)),
    ("track", ("track",)),
)
"""Words in sport and sub-sport that tell the surface, first match wins."""


def surface_of(activity: Activity) -> str:
    """``road``, ``trail``, ``track``, ``treadmill`` or ``virtual``.

    A run that names no surface and has neither positions nor altitude was run indoors and counts as ``treadmill``; one
    that names none otherwise counts as ``road``, and so does a table, whose maker may have left the positions out.
    """
    said = f"{activity.sport} {activity.sub_sport}".lower()
    for surface, words in WORDS:
        if any(word in said for word in words):
            return surface
    outdoors = activity.has("latitude_deg") or activity.has("altitude_m") or activity.source.format == "table"
    return "road" if outdoors or not len(activity) else "treadmill"
