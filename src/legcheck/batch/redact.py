"""Outcomes without what tells who, where and when.

Names are not searched for in what was said: what names shoes is said again of data that hold other names. Only where a message
may quote the name of its own file is that name taken out, as a whole; one without a suffix, which may be an
ordinary word, only where it stands as a name does: in quotation marks or a path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from legcheck.batch.outcome import Outcome
from legcheck.core import Finding
from legcheck.history import DiaryEntry, History, over_time
from legcheck.history.heuristics import Judged
from legcheck.report.json import SHA256_PREFIX, redacted, without_dates, without_name

__all__ = ["redacted_history", "redacted_outcomes"]

UNKNOWN = "redacted"
"""Stands for a file whose content could not be read."""


def redacted_outcomes(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Paths become hashes, reports are redacted, reasons lose file names and dates."""
    known = tuple(outcomes)
    aliases = {outcome.path: _alias(outcome) for outcome in known if outcome.kind == "run"}
    return tuple(_redacted(outcome, aliases) for outcome in known)


def redacted_history(history: History, outcomes: tuple[Outcome, ...]) -> History:
    """What stands out over weeks, said of the same runs without the names of files and shoes; no dates."""
    findings = history.findings if history.judged is None else over_time(_nameless(history.judged))
    whole = {run.sha256 for run in history.summaries}
    runs = tuple(outcome.to_summary() for outcome in outcomes if outcome.kind == "run" and outcome.sha256 in whole)
    return History(runs, findings=tuple(map(_dateless, findings)))


def _alias(outcome: Outcome) -> str:
    return outcome.sha256[:SHA256_PREFIX] or UNKNOWN


def _redacted(outcome: Outcome, aliases: Mapping[str, str]) -> Outcome:
    alias = _alias(outcome)
    reason = (
        "same content as another file" if outcome.kind == "duplicate" else without_name(outcome.reason, outcome.path, alias)
    )
    report = _report(outcome.report, outcome.path, alias) if outcome.report else outcome.report
    summary = _hidden(outcome.summary, alias, aliases) if outcome.summary else outcome.summary
    return replace(outcome, path=alias, reason=without_dates(reason), report=report, summary=summary)


def _report(report: dict[str, Any], path: str, alias: str) -> dict[str, Any]:
    """A report without its private parts; of its texts only notes can quote the name of the file."""
    notes = [{**note, "message": without_name(note["message"], path, alias)} for note in report["notes"]]
    return redacted({**report, "source": {**report["source"], "name": ""}, "notes": notes})


def _hidden(summary: dict[str, Any], alias: str, aliases: Mapping[str, str]) -> dict[str, Any]:
    """A summary without when, where and who."""
    private = {"start_time", "utc_offset_s", "device", "facts", "profile_from"}
    kept = {name: value for name, value in summary.items() if name not in private}
    whole = aliases.get(summary.get("part_of", ""), "")
    return {**kept, "path": alias, "part_of": whole, "start_time": None, "reason": without_dates(summary.get("reason", ""))}


def _nameless(judged: Judged) -> Judged:
    """The same runs and verdicts, with numbers for names."""
    timeline = judged.timeline
    worn = dict.fromkeys(entry.shoes for entry in (*timeline.entries, *timeline.diary) if entry is not None and entry.shoes)
    pairs = {name: f"pair {number}" for number, name in enumerate(worn, start=1)}
    activities = tuple(replace(item, path=f"file {number}") for number, item in enumerate(timeline.activities, start=1))
    entries = tuple(None if entry is None else _wordless(entry, pairs) for entry in timeline.entries)
    diary = tuple(_wordless(entry, pairs) for entry in timeline.diary)
    return replace(judged, timeline=replace(timeline, activities=activities, entries=entries, diary=diary))


def _wordless(entry: DiaryEntry, pairs: dict[str, str]) -> DiaryEntry:
    """An entry without the runner's own words; what was eaten stays, since judging reads it and no text repeats it."""
    return replace(entry, shoes=pairs.get(entry.shoes, ""), name="", notes="")


def _dateless(finding: Finding) -> Finding:
    evidence = tuple(replace(item, name=without_dates(item.name)) for item in finding.evidence)
    alternatives = tuple(map(without_dates, finding.alternatives))
    return replace(finding, reason=without_dates(finding.reason), evidence=evidence, alternatives=alternatives)
