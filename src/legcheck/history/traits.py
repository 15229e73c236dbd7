"""What is found in so many runs of a runner that it is a trait, and no news about one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from legcheck.history.summary import ActivitySummary

__all__ = ["FORM", "TRAIT_NAMES", "traits", "usual_before"]

FORM = ("low_cadence", "overstriding")
"""Findings about how a runner steps."""

TRAIT_NAMES = (*FORM, "heart_rate_drift")
"""Findings that a runner may have in every run."""

MIN_RUNS = 8
"""[runs] Judged runs without which nothing is called usual; as for the runner's normal."""

USUAL_SHARE = 0.5
"""[share] Found in at least this share of the judged runs it is usual; engineering value."""


def traits(runs: Iterable[ActivitySummary]) -> frozenset[str]:
    """Which of :data:`TRAIT_NAMES` are usual for the runner.

    Parameters
    ----------
    runs : iterable of ActivitySummary

    Examples
    --------
    >>> run = ActivitySummary(path="", start_time=None, statuses={"low_cadence": "found", "heart_rate_drift": "clear"})
    >>> traits([run] * 8), traits([run] * 7)
    (frozenset({'low_cadence'}), frozenset())
    """
    said = [run.statuses for run in runs]
    counts = {
        name: (sum(_found(item, name) for item in said), sum(_judged(item, name) for item in said)) for name in TRAIT_NAMES
    }
    return frozenset(name for name, (found, judged) in counts.items() if _is_usual(found, judged))


def usual_before(runs: Sequence[ActivitySummary]) -> tuple[frozenset[str], ...]:
    """For every run, which of :data:`TRAIT_NAMES` the runs before it show to be usual; as long as ``runs``, which are in order of time."""
    counts = dict.fromkeys(TRAIT_NAMES, (0, 0))
    told = []
    for run in runs:
        told.append(frozenset(name for name, (found, judged) in counts.items() if _is_usual(found, judged)))
        for name, (found, judged) in counts.items():
            counts[name] = found + _found(run.statuses, name), judged + _judged(run.statuses, name)
    return tuple(told)


def _is_usual(found: int, judged: int) -> bool:
    return judged >= MIN_RUNS and found >= USUAL_SHARE * judged


def _found(statuses: Mapping[str, str], name: str) -> bool:
    return statuses.get(name) == "found"


def _judged(statuses: Mapping[str, str], name: str) -> bool:
    return statuses.get(name) in {"found", "clear"}
