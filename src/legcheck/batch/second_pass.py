"""The second pass over a folder: every run once more, in the light of the runs before it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from legcheck.batch.lesser_parts import left_open, part_of, said_of_part, without
from legcheck.batch.outcome import Outcome
from legcheck.core import Athlete, Finding, HeavyLegs, InputError
from legcheck.history import ActivitySummary, DiaryEntry, History, judge_history
from legcheck.history.diary_csv import read_diary
from legcheck.history.duplicates import once
from legcheck.history.strava import find_strava, read_strava
from legcheck.report.json import finding_data, heavy_legs_data
from legcheck.report.order import data_in_order

__all__ = ["joined_report", "read_diaries", "with_history"]

OF_MAIN_PART = ("start_time", "numbers", "measures", "heart_rate_s")
"""What the recording that stands for an activity keeps of its own summary; the rest is told of the whole."""

OF_PART = (*OF_MAIN_PART, "path", "sha256", "sub_sport", "feel", "effort", "session_type")
"""Likewise the others."""


def read_diaries(
    diary: str | os.PathLike[str] | None, folders: Iterable[Path]
) -> tuple[tuple[DiaryEntry, ...], tuple[Outcome, ...]]:
    """What the runner wrote: the diary, and the list of activities that a Strava export lays in a folder or beside it.

    Parameters
    ----------
    diary : str or path or None
        A diary that cannot be read is an error.
    folders : iterable of Path
        A list found there that cannot be read is passed over and reported.

    Returns
    -------
    entries : tuple of DiaryEntry
    failed : tuple of Outcome
        One for each list that could not be read.
    """
    entries = list(() if diary is None else read_diary(diary))
    failed = []
    for path in sorted({path for folder in folders if (path := find_strava(folder)) is not None}):
        try:
            entries += read_strava(path)
        except InputError as error:
            failed.append(Outcome(path=str(path), kind="error", reason=error.message))
    return tuple(entries), tuple(failed)


def with_history(
    outcomes: tuple[Outcome, ...],
    *,
    diary: Sequence[DiaryEntry] = (),
    athlete: Athlete | None = None,
    past_findings: bool = True,
) -> tuple[tuple[Outcome, ...], History]:
    """Judge every run in the light of its past.

    Parameters
    ----------
    outcomes : tuple of Outcome
        Of the first pass.
    diary : sequence of DiaryEntry
    athlete : Athlete, optional
    past_findings : bool, default True
        Add what the heuristics over time say of each run to its report.

    Returns
    -------
    outcomes : tuple of Outcome
        Runs with the headline and the findings their past gives them; an activity recorded twice is kept once.
    history : History
    """
    known = [outcome.to_summary() for outcome in outcomes if outcome.summary]
    kept, dropped = once(known)
    alone = {(run.path, run.sha256): run for run in known}
    whole = [without(run, left_open(alone[run.path, run.sha256], run)) for run in kept]
    history = History.of(judge_history(whole, diary=diary, athlete=athlete), past_findings=past_findings)
    judged = history.judged
    if judged is None:
        return outcomes, history
    trio = zip(history.summaries, judged.headlines, judged.findings, strict=True)
    verdicts = {
        (run.path, run.sha256): (run, headline, tuple(findings.values()) if past_findings else ())
        for run, headline, findings in trio
    }
    gone = {(item.path, item.sha256): item.reason for item in dropped if item.kind != "fragment"}
    parts = {(item.path, item.sha256): (item.kept_path, item.kept_sha256) for item in dropped if item.kind == "fragment"}
    return tuple(_told(outcome, verdicts, gone, parts) for outcome in outcomes), history


Name = tuple[str, str]
"""Path and content: an archive may hold several files of one name."""

Verdict = tuple[ActivitySummary, HeavyLegs, tuple[Finding, ...]]


def _told(outcome: Outcome, verdicts: dict[Name, Verdict], gone: dict[Name, str], parts: dict[Name, Name]) -> Outcome:
    """An outcome as its past makes it.

    A part of an activity has the verdict of the whole; its numbers and findings stay its own, but for those that other parts answer.
    """
    name = outcome.path, outcome.summary.get("sha256", "")
    if name in gone and outcome.summary:
        return replace(outcome, kind="duplicate", reason=gone[name], report={}, summary={})
    known = verdicts.get(parts.get(name, name))
    if outcome.kind != "run" or known is None:
        return outcome
    whole, headline, findings = known
    opened = left_open(outcome.to_summary(), whole)
    own = without(outcome.to_summary(), opened).to_dict()
    is_main = name == (whole.path, whole.sha256)
    kept: dict[str, Any] = {key: own[key] for key in (OF_MAIN_PART if is_main else OF_PART) if key in own}
    said_anew = [finding_data(finding) for finding in (*findings, *opened)]
    joined = joined_report(outcome.report, heavy_legs_data(headline), said_anew)
    summary = whole.to_dict() | kept
    summary |= said_of_part(own, summary, findings) | {"part_of": "" if is_main else whole.path}
    return replace(outcome, reason="" if is_main else part_of(whole), report=joined, summary=summary)


def joined_report(report: dict[str, Any], heavy_legs: dict[str, Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """A run's report with the verdict of its past.

    Parameters
    ----------
    report : dict
        Of the run alone.
    heavy_legs : dict
        The headline in the light of the past. What the run's own score is made of stays, after what its past adds.
    findings : list of dict
        What its past adds; a finding with the id of one of the run alone takes its place. Found ones come first, as in every report.
    """
    said_anew = {item["id"] for item in findings}
    alone = [item for item in report["findings"] if item["id"] not in said_anew]
    terms = [*heavy_legs["terms"], *report["heavy_legs"]["terms"]]
    return {**report, "heavy_legs": {**heavy_legs, "terms": terms}, "findings": data_in_order([*alone, *findings])}
