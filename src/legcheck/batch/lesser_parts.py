"""An activity recorded in several files: what one of them cannot tell alone, and how it is named."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from legcheck.core import Finding
from legcheck.heuristics.no_cool_down import NoCoolDown
from legcheck.heuristics.no_warm_up import NoWarmUp
from legcheck.history import ActivitySummary
from legcheck.report.wording import distance, duration

__all__ = ["left_open", "part_of", "said_of_part", "without"]

EDGE_S = 60.0
"""[s] As much of an activity before or after a recording is another recording of it; engineering value."""

GOES_ON_FROM = "this recording goes on from an earlier one of the same activity"
GOES_ON_IN = "the activity goes on in a later recording"


def left_open(own: ActivitySummary, whole: ActivitySummary) -> tuple[Finding, ...]:
    """What is not assessed of a recording because the activity begins before it or ends after it.

    Parameters
    ----------
    own : ActivitySummary
        The recording by itself.
    whole : ActivitySummary
        The activity it is a part of, or all of.

    Returns
    -------
    tuple of Finding
        In place of what was judged: a warm-up may be in the recording before, a cool-down in the one after.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> own = ActivitySummary(path="b", start_time=datetime(2024, 5, 1, 6, 15, tzinfo=UTC), numbers={"elapsed_s": 2700.0},
    ...                       statuses={"no_warm_up": "found", "no_cool_down": "clear"})
    >>> whole = replace(own, start_time=datetime(2024, 5, 1, 6, tzinfo=UTC), numbers={"elapsed_s": 3600.0})
    >>> [finding.id for finding in left_open(own, whole)], left_open(own, own)
    (['no_warm_up'], ())
    """
    edges = (own.start_time, own.end_time, whole.start_time, whole.end_time)
    start, end, first, last = (math.nan if edge is None else edge.timestamp() for edge in edges)
    asked = ((NoWarmUp(), start - first > EDGE_S, GOES_ON_FROM), (NoCoolDown(), last - end > EDGE_S, GOES_ON_IN))
    return tuple(
        judge.not_assessed(reason)
        for judge, is_elsewhere, reason in asked
        if is_elsewhere and own.statuses.get(judge.id, "not_assessed") != "not_assessed"
    )


def without(summary: ActivitySummary, findings: Iterable[Finding]) -> ActivitySummary:
    """A summary with what is not assessed after all."""
    statuses = {finding.id: finding.status.value for finding in findings}
    scores, confidences = (
        {name: value for name, value in column.items() if name not in statuses}
        for column in (summary.scores, summary.confidences)
    )
    return replace(summary, statuses={**summary.statuses, **statuses}, scores=scores, confidences=confidences)


def part_of(whole: ActivitySummary) -> str:
    """How a lesser part of an activity is named.

    Examples
    --------
    >>> part_of(ActivitySummary(path="b", start_time=None, numbers={"distance_m": 13_120.0}))
    'part of 13.12 km'
    """
    way = whole.number("distance_m")
    return f"part of {duration(whole.duration_s) if math.isnan(way) else distance(way)}"


def said_of_part(own: dict[str, Any], whole: dict[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """What is found in a recording: its own findings, and those that its past tells of the whole activity.

    Parameters
    ----------
    own, whole : dict
        :meth:`legcheck.history.ActivitySummary.to_dict`.
    findings : iterable of Finding
        Those of the past.
    """
    anew = {finding.id for finding in findings}
    return {
        column: {name: value for name, value in own[column].items() if name not in anew}
        | {name: value for name, value in whole[column].items() if name in anew}
        for column in ("statuses", "scores", "confidences")
    }
