"""The work on one file: a pure function of its bytes and the settings, for whoever maps it over files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legcheck.batch.cache import Cache
from legcheck.batch.outcome import Outcome
from legcheck.core import Activity, LegcheckError, NotARunError, ReadError, UnsupportedFileError
from legcheck.history import summary_of_activity, summary_of_report
from legcheck.history.diary_csv import is_diary
from legcheck.parsers import DEFAULT_LIMITS
from legcheck.parsers.fetch import fetch, is_url, without_secrets
from legcheck.report.json import readable

if TYPE_CHECKING:
    from legcheck.report import Report

__all__ = ["ANALYSIS_SETTINGS", "READ_SETTINGS", "UNREAD_DIARY", "Task", "judge_bytes", "judge_file", "outcome_of"]

ANALYSIS_SETTINGS = frozenset({"athlete", "heuristics"})
"""Settings that belong to the analysis."""

READ_SETTINGS = frozenset({"engine", "on_damage", "sport", "cadence_factor", "limits"})
"""Settings that belong to reading."""

UNREAD_DIARY = "it looks like a diary and is not read; name it with --diary (diary= in Python)"
"""Why a table that lies among the files is passed over."""

UNEXPECTED = "unexpected"
"""First word of the reason when the fault is ours, not the file's; such results are not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to look at.

    Attributes
    ----------
    path : str
        Where it is, or its URL.
    name : str
        What it is called in the results.
    settings : mapping
        For :func:`legcheck.analyze`.
    cache : Cache or None
        Where results are kept.
    """

    path: str
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    cache: Cache | None = None


def judge_file(task: Task) -> tuple[Outcome, ...]:
    """Everything in one file: an outcome per activity, in the order of the file. Never raises for what a file holds."""
    name = readable(task.name)
    try:
        data = _content(task)
    except LegcheckError as error:
        return (Outcome(path=name, kind="error", reason=without_secrets(error.message)),)
    if task.cache is None:
        return judge_bytes(data, name, task.settings)
    key = task.cache.key(hashlib.sha256(data).hexdigest(), name)
    kept = task.cache.get(key)
    if kept is not None:
        return kept
    outcomes = judge_bytes(data, name, task.settings)
    if not any(outcome.reason.startswith(UNEXPECTED) for outcome in outcomes):
        task.cache.put(key, outcomes)
    return outcomes


def _content(task: Task) -> bytes:
    if is_url(task.path):
        return fetch(task.path, limits=task.settings.get("limits", DEFAULT_LIMITS))[0]
    if Path(task.path).is_dir():
        raise ReadError("this folder cannot be listed; check its permissions")
    try:
        return Path(task.path).read_bytes()
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}") from error


def judge_bytes(data: bytes, name: str, settings: Mapping[str, Any]) -> tuple[Outcome, ...]:
    """Everything in these bytes, a file or an archive: an outcome per activity."""
    try:
        return tuple(_outcomes(data, name, settings))
    except LegcheckError as error:
        return (Outcome(path=name, kind="error", reason=error.message),)
    except Exception as error:  # noqa: BLE001  one file must not end a batch of thousands; it is reported with its type
        return (Outcome(path=name, kind="error", reason=f"{UNEXPECTED} {type(error).__name__}: {error}; please report this"),)


def _outcomes(data: bytes, name: str, settings: Mapping[str, Any]) -> Iterator[Outcome]:
    from legcheck.parsers import open_members, sniff
    from legcheck.parsers.sniff import named_kind

    limits = settings.get("limits", DEFAULT_LIMITS)
    for member in open_members(data, name=name, limits=limits, on_damage=settings.get("on_damage", "salvage")):
        path = readable(member.name)
        sha256 = hashlib.sha256(member.data).hexdigest()
        if member.error is not None:
            yield Outcome(path=path, kind="error", reason=member.error.message)
            continue
        try:
            sniff(member.data, path=path)
        except UnsupportedFileError as error:
            kind = "ignored" if named_kind(path) is None else "error"
            reason = UNREAD_DIARY if kind == "ignored" and is_diary(member.data) else error.message
            yield Outcome(path=path, kind=kind, reason=reason, sha256=sha256)
            continue
        for outcome in _activities(member.data, path, settings):
            yield replace(outcome, sha256=sha256)


def _activities(data: bytes, path: str, settings: Mapping[str, Any]) -> Iterator[Outcome]:
    from legcheck.parsers import read_all

    stream = io.BytesIO(data)
    stream.name = path
    try:
        activities = read_all(stream, **{name: value for name, value in settings.items() if name in READ_SETTINGS})
    except UnsupportedFileError as error:
        yield Outcome(path=path, kind="not_an_activity", reason=error.message)
        return
    except LegcheckError as error:
        yield Outcome(path=path, kind="error", reason=error.message)
        return
    for number, activity in enumerate(activities, start=1):
        part = 0 if len(activities) == 1 else number
        yield replace(_judged(activity, f"{path}#{part}" if part else path, settings), part=part)


def _judged(activity: Activity, path: str, settings: Mapping[str, Any]) -> Outcome:
    from legcheck.pipeline import analyze

    try:
        report = analyze(activity, **{name: value for name, value in settings.items() if name in ANALYSIS_SETTINGS})
    except NotARunError as error:
        kept = summary_of_activity(activity, path).to_dict()
        return Outcome(path=path, kind="not_a_run", reason=error.message, summary=kept)
    except LegcheckError as error:
        return Outcome(path=path, kind="error", reason=error.message)
    return outcome_of(report, path)


def outcome_of(report: Report, path: str | None = None) -> Outcome:
    """What is kept of a report."""
    source = report.activity.source
    name = readable(source.name) if path is None else path
    kept = summary_of_report(report, name).to_dict()
    return Outcome(path=name, kind="run", sha256=source.sha256, report=report.to_dict(), summary=kept)
