"""A Report as strict, versioned JSON data: the names other tools may rely on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from legcheck.core import Activity, Columns, Evidence, Finding, HeavyLegs, Span

if TYPE_CHECKING:
    from legcheck.report.model import Report

__all__ = [
    "SCHEMA_VERSION",
    "SPLIT_NAMES",
    "as_dict",
    "finding_data",
    "heavy_legs_data",
    "instant",
    "readable",
    "redacted",
    "rounded",
    "schema",
    "without_dates",
    "without_name",
]

SCHEMA_VERSION = "1.0"
"""Version of the names below; the first number changes when a name is removed or changes its meaning."""

SIGNIFICANT_DIGITS = 6
"""Digits kept of every number: finer than any watch measures, coarse enough to be equal on every machine."""

SPLIT_NAMES = (
    "start_s",
    "end_s",
    "distance_m",
    "duration_s",
    "speed_mps",
    "grade_adjusted_speed_mps",
    "heart_rate_bpm",
    "cadence_spm",
    "step_length_m",
    "ascent_m",
    "descent_m",
)
"""What is said about each kilometre; null where unknown."""

SHA256_PREFIX = 12
"""[characters] Of the content's hash, in place of a name in redacted data."""

SERIAL_FROM = 5
"""[characters] A shorter serial number is as likely to be some other number of a sentence, and names no device."""

_LIKE_A_NAME = re.compile(r"\.[A-Za-z]\w*$|[/\\]")
"""A file name with a suffix, or a path: no words of a sentence."""

_SENTENCES = frozenset({"reason", "would_help", "alternatives", "text", "message"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?( ?UTC|Z|[+-]\d{2}:\d{2})?")


def rounded(value: float | None) -> float | None:
    """``value`` to six significant digits, None where it is not finite.

    Examples
    --------
    >>> rounded(3.14159265), rounded(float("nan")), rounded(-0.0)
    (3.14159, None, 0.0)
    """
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0


def instant(time: datetime) -> str:
    """A moment as ISO 8601 in UTC, with milliseconds only where there are any.

    Examples
    --------
    >>> instant(datetime(2024, 5, 1, 7, 30, tzinfo=UTC))
    '2024-05-01T07:30:00Z'
    """
    moment = time.astimezone(UTC)
    precision = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def readable(name: str) -> str:
    """A file name as text that can be written anywhere: bytes that are no text become question marks.

    Examples
    --------
    >>> readable("m" + chr(0xDCFC) + "d.fit")
    'm?d.fit'
    """
    return name.encode("utf-8", "replace").decode("utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of :meth:`legcheck.report.Report.to_dict`."""
    import json
    from importlib.resources import files

    text = files("legcheck.report").joinpath("schema/report.schema.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def as_dict(report: Report, *, redact: bool = False) -> dict[str, Any]:
    """``report`` as strict JSON data (no NaN), described by :func:`schema`.

    Parameters
    ----------
    report : Report
        What to write down.
    redact : bool, default False
        Leave out what tells who, where and when: file name, start time and offset, device serial, dates in texts.
    """
    from legcheck.core.version import __version__

    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "legcheck_version": __version__,
        "source": _source(report.activity),
        "activity": _activity(report.activity),
        "summary": {name: rounded(value) for name, value in report.summary.items()},
        "heavy_legs": heavy_legs_data(report.heavy_legs),
        "findings": [finding_data(finding) for finding in report.findings],
        "splits": _splits(report.split_columns),
        "notes": [{"code": note.code, "message": note.message} for note in report.notes],
    }
    return redacted(data) if redact else data


def _source(activity: Activity) -> dict[str, Any]:
    source = activity.source
    return {"name": readable(source.name), "format": source.format, "sha256": source.sha256 or None}


def _activity(activity: Activity) -> dict[str, Any]:
    device = activity.device
    names = ("manufacturer", "product", "serial", "software", "heart_rate_source")
    return {
        "sport": activity.sport or None,
        "sub_sport": activity.sub_sport or None,
        "start_time": instant(activity.start_time),
        "utc_offset_s": rounded(activity.utc_offset_s),
        "device": {name: getattr(device, name) or None for name in names},
        "records": len(activity),
    }


def heavy_legs_data(heavy: HeavyLegs) -> dict[str, Any]:
    """The headline as strict JSON data."""
    return {
        "status": str(heavy.status),
        "score": rounded(heavy.score),
        "confidence": rounded(heavy.confidence),
        "causes": [{"id": cause.id, "probability": rounded(cause.probability)} for cause in heavy.causes],
        "would_help": heavy.would_help or None,
        "reason": heavy.reason,
        "terms": _evidence(heavy.terms),
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as strict JSON data."""
    return {
        "id": finding.id,
        "title": finding.title,
        "status": str(finding.status),
        "score": rounded(finding.score),
        "confidence": rounded(finding.confidence),
        "spans": [_span(span) for span in finding.spans],
        "evidence": _evidence(finding.evidence),
        "reason": finding.reason,
        "alternatives": list(finding.alternatives),
        "advice": [{"text": advice.text, "source": advice.source} for advice in finding.advice],
    }


def _span(span: Span) -> list[float | None]:
    return [rounded(span.start_s), rounded(span.end_s)]


def _evidence(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [
        {
            "name": item.name,
            "value": rounded(item.value),
            "unit": item.unit,
            "low": rounded(item.low),
            "high": rounded(item.high),
            "threshold": rounded(item.threshold),
            "source": item.source or None,
        }
        for item in evidence
    ]


def _splits(columns: Columns) -> list[dict[str, Any]]:
    names = [name for name in SPLIT_NAMES if name in columns]
    rows = zip(*(columns[name].tolist() for name in names), strict=True)
    known = [dict(zip(names, map(rounded, row), strict=True)) for row in rows]
    return [{name: row.get(name) for name in SPLIT_NAMES} for row in known]


def without_dates(text: str) -> str:
    """``text`` with every date and time of day taken out.

    Examples
    --------
    >>> without_dates("starts 2024-05-01 07:30 UTC, twice")
    'starts [date], twice'
    """
    return _DATE.sub("[date]", text)


def without_name(text: str, path: str, alias: str) -> str:
    """``text`` with ``alias`` in place of a file's path or name; a name that may be a word only in quotes or a path.

    Examples
    --------
    >>> without_name("my run.fit: only part of this run is left", "2024/my run.fit", "ab12")
    'ab12: only part of this run is left'
    >>> without_name("late in the run: cannot open 'run'", "run", "ab12")
    "late in the run: cannot open 'ab12'"
    """
    for name in sorted({path, PurePath(path).name} - {""}, key=len, reverse=True):
        before, after = (r"(?<!\w)", r"(?!\w)") if _LIKE_A_NAME.search(name) else (r"(?<=[/\\'\"])", r"(?=[/\\'\"])")
        text = re.sub(f"{before}{re.escape(name)}{after}", lambda _: alias, text)
    return text


def redacted(data: dict[str, Any]) -> dict[str, Any]:
    """The data of a report without names, times and serial numbers, also inside texts.

    Parameters
    ----------
    data : dict
        What :func:`as_dict` gives; not changed.
    """
    source, activity = data["source"], data["activity"]
    alias = source["sha256"][:SHA256_PREFIX] if source["sha256"] else "redacted"
    serial = activity["device"]["serial"] or ""
    number = re.compile(rf"(?<!\w){re.escape(serial)}(?!\w)") if len(serial) >= SERIAL_FROM else None

    def scrub(text: str) -> str:
        kept = without_name(text, source["name"], alias)
        return without_dates(number.sub("[serial]", kept) if number else kept)

    told = {**data, "notes": [_without_others(note) for note in data["notes"]]}
    texts = {name: _scrubbed(told[name], scrub) for name in ("heavy_legs", "findings", "notes")}
    device = {**activity["device"], "serial": None}
    hidden = {"start_time": None, "utc_offset_s": None, "device": device}
    return {**data, **texts, "source": {**source, "name": alias}, "activity": {**activity, **hidden}}


def _without_others(note: dict[str, Any]) -> dict[str, Any]:
    """A note without the names of other files of an archive, which stand behind what is said of them."""
    return {**note, "message": note["message"].partition(": ")[0]} if note["code"] == "files_not_read" else note


def _scrubbed(value: Any, scrub: Callable[[str], str], key: str = "") -> Any:
    """``value`` with its sentences scrubbed; ids, names of numbers and units stay."""
    if isinstance(value, dict):
        return {name: _scrubbed(item, scrub, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, scrub, key) for item in value]
    return scrub(value) if isinstance(value, str) and key in _SENTENCES else value
