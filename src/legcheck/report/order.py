"""The orders of findings: in data the strongest first, to people what limited the run before how good the data are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from legcheck.core import Finding, Status

__all__ = ["LIMITS", "data_in_order", "in_order", "is_of_the_data", "telling_rank", "told"]

LIMITS = frozenset({"late_fade", "heart_rate_drift"})
"""Findings that say what limited a run: told first, however strong the others are."""

OF_THE_DATA = "_unreliable"
"""End of the id of a finding about the recording, not the run: told last."""

_STATUS_ORDER = {Status.FOUND: 0, Status.CLEAR: 1, Status.NOT_ASSESSED: 2}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings as a Report lists them: found by strength (score times confidence), then clear, then not assessed."""
    return tuple(sorted(findings, key=lambda item: _rank(item.status, item.score, item.confidence, item.id)))


def data_in_order(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The same for findings written down as data; see :func:`legcheck.report.json.finding_data`.

    Examples
    --------
    >>> weak = {"status": "found", "score": 60.0, "confidence": 0.5, "id": "a"}
    >>> [item["id"] for item in data_in_order([weak, {**weak, "confidence": 0.9, "id": "b"}])]
    ['b', 'a']
    """
    return sorted(findings, key=lambda item: _rank(Status(item["status"]), item["score"], item["confidence"], item["id"]))


def told(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Findings that were found, in the order in which they are told: limits, form and habits, the recording.

    Examples
    --------
    >>> told({"status": "found", "id": name} for name in ("pace_unreliable", "no_warm_up", "late_fade"))[0]["id"]
    'late_fade'
    """
    return sorted((item for item in findings if item["status"] == "found"), key=lambda item: telling_rank(item["id"]))


def telling_rank(finding_id: str) -> int:
    """Place of a finding when it is told to people; findings of one rank stay in the order they have."""
    return 0 if finding_id in LIMITS else 2 if is_of_the_data(finding_id) else 1


def is_of_the_data(finding_id: str) -> bool:
    """Whether a finding is about the recording rather than the run."""
    return finding_id.endswith(OF_THE_DATA)


def _rank(status: Status, score: float | None, confidence: float | None, name: str) -> tuple[int, float, str]:
    strength = (score or 0.0) * (confidence or 0.0) if status is Status.FOUND else 0.0
    return _STATUS_ORDER[status], -strength, name
