"""The order in which findings are told: what was found first, the strongest at the top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from legcheck.core import Finding, Status

__all__ = ["data_in_order", "in_order"]

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


def _rank(status: Status, score: float | None, confidence: float | None, name: str) -> tuple[int, float, str]:
    strength = (score or 0.0) * (confidence or 0.0) if status is Status.FOUND else 0.0
    return _STATUS_ORDER[status], -strength, name
