"""Which activities were strength training."""

from __future__ import annotations

from legcheck.history.summary import ActivitySummary

__all__ = ["is_strength", "is_surely_strength"]

SURELY = ("strength", "weight", "crossfit")
"""Parts of the names of sports and sub-sports that say so: ``strength_training``, ``weighttraining`` and the like."""

OPEN_SUB_SPORTS = frozenset({"", "generic", "exercise", "unknown"})
"""With the sport ``training`` these leave open what was trained; most often it is strength."""


def is_surely_strength(summary: ActivitySummary) -> bool:
    """Whether the file says strength training.

    Examples
    --------
    >>> gym = ActivitySummary(path="a", start_time=None, is_run=False, sport="training", sub_sport="strength_training")
    >>> yoga = ActivitySummary(path="b", start_time=None, is_run=False, sport="training", sub_sport="yoga")
    >>> is_surely_strength(gym), is_strength(yoga)
    (True, False)
    """
    told = f"{summary.sport} {summary.sub_sport}".lower()
    return not summary.is_run and any(part in told for part in SURELY)


def is_strength(summary: ActivitySummary) -> bool:
    """Whether it was strength training, or ``training`` of a kind left open."""
    left_open = summary.sport == "training" and summary.sub_sport in OPEN_SUB_SPORTS
    return is_surely_strength(summary) or (left_open and not summary.is_run)
