"""What became of one file (or one file of an archive): the only thing that travels back from a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from legcheck.history import ActivitySummary

__all__ = ["FAILURES", "KINDS", "Outcome", "in_order"]

KINDS = ("run", "error", "not_a_run", "not_an_activity", "duplicate", "ignored")
"""Every kind, in the order of a report."""

FAILURES = ("error", "not_a_run", "not_an_activity")
"""Kinds that are listed as failures; only ``error`` says that something is wrong with a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one activity.

    Attributes
    ----------
    path : str
        The file as found, and the member of an archive after it.
    kind : str
        ``run``; ``error`` (nothing could be got from it), ``not_a_run`` (another sport), ``not_an_activity`` (the right
        format, but settings or a route), ``ignored`` (no activity format at all), ``duplicate`` (content seen before).
    reason : str
        One line; empty for a run, but for a lesser part of one recorded in several files.
    sha256 : str
        Of the decompressed content, empty where it could not be read.
    part : int
        Which activity of the file, from 1; 0 where the file holds one.
    report : dict
        :meth:`legcheck.report.Report.to_dict` of a run, else empty.
    summary : dict
        :meth:`legcheck.history.ActivitySummary.to_dict` of an activity, run or not; else empty.
    """

    path: str
    kind: str
    reason: str = ""
    sha256: str = ""
    part: int = 0
    report: dict[str, Any] = field(default_factory=dict, hash=False)
    summary: dict[str, Any] = field(default_factory=dict, hash=False)

    def to_summary(self) -> ActivitySummary:
        """The activity in few numbers."""
        return ActivitySummary.from_dict(self.summary)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for the cache."""
        return asdict(self)


def in_order(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Runs by start time, then the rest by kind and path."""
    return tuple(sorted(outcomes, key=_rank))


def _rank(outcome: Outcome) -> tuple[int, float, str]:
    start = outcome.summary.get("start_time") if outcome.kind == "run" else None
    return KINDS.index(outcome.kind), datetime.fromisoformat(start).timestamp() if start else 0.0, outcome.path
