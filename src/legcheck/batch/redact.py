"""Outcomes without what tells who, where and when."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from legcheck.batch.outcome import Outcome
from legcheck.report.json import SHA256_PREFIX, redacted, without_dates

__all__ = ["redacted_outcomes"]


def redacted_outcomes(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Paths become hashes, reports are redacted, reasons lose file names and dates."""
    return tuple(_redacted(outcome) for outcome in outcomes)


def _redacted(outcome: Outcome) -> Outcome:
    alias = outcome.sha256[:SHA256_PREFIX] or "redacted"
    reason = "same content as another file" if outcome.kind == "duplicate" else outcome.reason
    for name in {outcome.path, PurePath(outcome.path).name}:
        reason = reason.replace(name, alias)
    report = redacted(outcome.report) if outcome.report else outcome.report
    return replace(outcome, path=alias, reason=without_dates(reason), report=report)
