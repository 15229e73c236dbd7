"""Every run of a synthetic history through the whole of legcheck, kept in a folder so that judging can be repeated."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from math import nan
from pathlib import Path

from history_cells import make

from legcheck import analyze, read
from legcheck.history import ActivitySummary
from legcheck.history.diary import DiaryEntry
from legcheck.history.diary_csv import read_diary
from legcheck.history.extract import summary_of_activity, summary_of_report
from legcheck.synth import SyntheticHistory

__all__ = ["diary_of", "summaries_of", "unrated"]


def summaries_of(cell: int, runner: int, first_seed: int, cache: Path | None = None) -> list[ActivitySummary]:
    """Summaries of all activities of a history, as many as it has and in its order."""
    made = make(cell, runner, first_seed)
    kept = None if cache is None else cache / f"{made.seed}.json"
    if kept is not None and kept.exists():
        return [ActivitySummary.from_dict(data) for data in json.loads(kept.read_text(encoding="utf-8"))]
    summaries = [_summary(made, number) for number in range(len(made.activities))]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([summary.to_dict() for summary in summaries]), encoding="utf-8")
    return summaries


def _summary(made: SyntheticHistory, number: int) -> ActivitySummary:
    planned = made.activities[number]
    if planned.is_run:
        return summary_of_report(analyze(made.run(number).activity), planned.name)
    return summary_of_activity(read(made.fit(number)), planned.name)


def unrated(summaries: list[ActivitySummary]) -> list[ActivitySummary]:
    """The same without what the runner said."""
    return [replace(summary, feel=nan, effort=nan) for summary in summaries]


def diary_of(made: SyntheticHistory, *, rated: bool) -> tuple[DiaryEntry, ...]:
    """The diary as legcheck reads it, with or without feel and effort."""
    entries = read_diary(io.StringIO(made.diary_csv()))
    return entries if rated else tuple(replace(entry, feel=nan, effort=nan) for entry in entries)
