"""Outcomes without what tells who, where and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from legcheck.batch.outcome import Outcome
from legcheck.core import Finding
from legcheck.history import History
from legcheck.report.json import SHA256_PREFIX, redacted, without_dates

__all__ = ["redacted_history", "redacted_outcomes"]


def redacted_outcomes(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Paths become hashes, reports are redacted, reasons lose file names and dates."""
    return tuple(_redacted(outcome) for outcome in outcomes)


def _redacted(outcome: Outcome) -> Outcome:
    alias = outcome.sha256[:SHA256_PREFIX] or "redacted"
    reason = "same content as another file" if outcome.kind == "duplicate" else outcome.reason
    for name in {outcome.path, PurePath(outcome.path).name}:
        reason = reason.replace(name, alias)
    report = redacted(outcome.report) if outcome.report else outcome.report
    summary = _hidden(outcome.summary, alias) if outcome.summary else outcome.summary
    return replace(outcome, path=alias, reason=without_dates(reason), report=report, summary=summary)


def _hidden(summary: dict[str, Any], alias: str) -> dict[str, Any]:
    """A summary without when, where and who."""
    private = {"start_time", "utc_offset_s", "device", "facts", "profile_from"}
    kept = {name: value for name, value in summary.items() if name not in private}
    return {**kept, "path": alias, "start_time": None, "reason": without_dates(summary.get("reason", ""))}


def redacted_history(history: History, outcomes: tuple[Outcome, ...]) -> History:
    """What stands out over weeks, without dates and without the names of files and shoes."""
    timeline = history.judged.timeline if history.judged else None
    names = {entry.shoes for entry in timeline.diary if entry.shoes} if timeline else set()
    names |= {PurePath(item.path).name for item in timeline.activities} if timeline else set()
    words = sorted(names, key=len, reverse=True)

    def scrub(text: str) -> str:
        for word in words:
            text = text.replace(word, "[name]")
        return without_dates(text)

    findings = tuple(_scrubbed(finding, scrub) for finding in history.findings)
    return History(tuple(outcome.to_summary() for outcome in outcomes if outcome.kind == "run"), findings=findings)


def _scrubbed(finding: Finding, scrub: Callable[[str], str]) -> Finding:
    evidence = tuple(replace(item, name=scrub(item.name)) for item in finding.evidence)
    alternatives = tuple(map(scrub, finding.alternatives))
    return replace(finding, reason=scrub(finding.reason), evidence=evidence, alternatives=alternatives)
