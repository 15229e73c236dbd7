"""Results laid down as Parquet parts while the work goes on, so that a folder may be larger than memory."""

from __future__ import annotations

import io
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from legcheck.batch.folder import FOLDER_SCHEMA_VERSION, RUN_NAMES, TEXT_NAMES
from legcheck.batch.outcome import Outcome
from legcheck.batch.second_pass import joined_report, with_history
from legcheck.batch.shelf import Shelf
from legcheck.batch.stored import OUTCOMES, StoredOutcomes, parquet, part_name
from legcheck.core import Athlete, InputError
from legcheck.core.version import __version__
from legcheck.history import DiaryEntry, History

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FINDINGS", "FINISHED", "RUNS", "add_history", "finish", "open_shelf", "write_parts"]

RUNS, FINDINGS = "runs", "findings"
"""Folders of the parts that hold a row per run, and a row per run and heuristic."""

FINISHED = "legcheck.json"
"""Laid down last; where it is missing, the work was stopped."""

OUTCOMES_PER_PART = 500
"""[rows] Outcomes that share a part, and are held until it is written."""

_EVIDENCE = {"name": "text", "value": "number", "unit": "text", "low": "number", "high": "number", "threshold": "number"}
_EVIDENCE |= {"source": "text"}


def open_shelf(base: str) -> Shelf:
    """The place for the parts of one analysis.

    Raises
    ------
    InputError
        If it is no empty folder (hidden files do not count), or pyarrow is not installed.
    """
    parquet()
    shelf = Shelf(base)
    there = {name for name in shelf.names() if not name.startswith(".")}
    if there & {OUTCOMES, RUNS, FINDINGS, FINISHED}:
        raise InputError("there are parts in it already; give an empty folder, or remove them", path=str(shelf))
    if there:
        raise InputError("this folder is not empty; parts go to an empty or a new one", path=str(shelf))
    return shelf


def write_parts(shelf: Shelf, outcomes: Iterable[Outcome], scores: Sequence[str]) -> StoredOutcomes:
    """Write outcomes as they come.

    Parameters
    ----------
    shelf : Shelf
    outcomes : iterable of Outcome
        Of the first pass, in the order they are to have.
    scores : sequence of str
        Ids of the heuristics that have a column among the runs.
    """
    waiting = iter(outcomes)
    kinds: list[Counter[str]] = []
    while chunk := list(islice(waiting, OUTCOMES_PER_PART)):
        _write(shelf, len(kinds), chunk, scores)
        kinds.append(Counter(outcome.kind for outcome in chunk))
    return StoredOutcomes(shelf, tuple(kinds))


def add_history(
    stored: StoredOutcomes, scores: Sequence[str], *, diary: Sequence[DiaryEntry], athlete: Athlete | None, past_findings: bool
) -> tuple[StoredOutcomes, History]:
    """The second pass: only the small summaries are held, and each part is written once more with what its runs' past adds.

    Parameters
    ----------
    stored : StoredOutcomes
    scores : sequence of str
        As for :func:`write_parts`.
    diary, athlete, past_findings
        As for :func:`legcheck.batch.second_pass.with_history`.
    """
    bare: dict[str, Any] = {"heavy_legs": {"terms": []}, "findings": []}
    light = tuple(replace(outcome, report=bare) if outcome.kind == "run" else outcome for outcome in stored.light())
    told, history = with_history(light, diary=diary, athlete=athlete, past_findings=past_findings)
    by_place = iter(told)
    kinds = []
    for number in range(len(stored.kinds)):
        chunk = [_joined(outcome, next(by_place)) for outcome in stored.of_part(number)]
        _write(stored.shelf, number, chunk, scores)
        kinds.append(Counter(outcome.kind for outcome in chunk))
    return StoredOutcomes(stored.shelf, tuple(kinds)), history


def finish(stored: StoredOutcomes, *, has_history: bool) -> None:
    """Say that all parts are there, and what they hold."""
    data = {
        "schema_version": FOLDER_SCHEMA_VERSION,
        "legcheck_version": __version__,
        "parts": len(stored.kinds),
        "history": has_history,
        "outcomes": dict(sorted(stored.counts().items())),
    }
    stored.shelf.write(FINISHED, (json.dumps(data, indent=2) + "\n").encode())


def _joined(outcome: Outcome, told: Outcome) -> Outcome:
    """An outcome with what its past adds; ``told`` holds nothing else in its report."""
    if told.kind != "run":
        return told
    heavy_legs = told.report["heavy_legs"]
    if "score" not in heavy_legs:
        return outcome
    return replace(told, report=joined_report(outcome.report, heavy_legs, told.report["findings"]))


def _write(shelf: Shelf, number: int, chunk: list[Outcome], scores: Sequence[str]) -> None:
    tables: tuple[tuple[str, Callable[[], pa.Schema], Iterator[dict[str, Any]]], ...] = (
        (RUNS, lambda: _run_schema(scores), _run_rows(chunk)),
        (FINDINGS, _finding_schema, _finding_rows(chunk)),
        (OUTCOMES, _outcome_schema, _outcome_rows(chunk)),
    )
    import pyarrow as pa

    for table, schema, rows in tables:
        content = io.BytesIO()
        parquet().write_table(pa.Table.from_pylist(list(rows), schema=schema()), content, compression="zstd")
        shelf.write(part_name(table, number), content.getvalue())


def _run_rows(chunk: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in chunk:
        if outcome.kind == "run":
            row = outcome.to_summary().row()
            yield {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}


def _finding_rows(chunk: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in chunk:
        if outcome.kind == "run":
            start = outcome.to_summary().start_time
            yield from ({**finding, "path": outcome.path, "start_time": start} for finding in outcome.report["findings"])


def _outcome_rows(chunk: Iterable[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in chunk:
        data = {"summary": outcome.summary, "report": outcome.report}
        texts = {
            name: json.dumps(value, allow_nan=False, ensure_ascii=False) if value else None for name, value in data.items()
        }
        yield {name: getattr(outcome, name) for name in ("path", "kind", "reason", "sha256", "part")} | texts


def _run_schema(scores: Sequence[str]) -> pa.Schema:
    import pyarrow as pa

    kinds = {name: pa.string() for name in TEXT_NAMES} | {"start_time": pa.timestamp("us", tz="UTC")}
    names = [*RUN_NAMES, *(name for name in scores if name not in RUN_NAMES)]
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in names])


def _finding_schema() -> pa.Schema:
    import pyarrow as pa

    kinds = {"text": pa.string(), "number": pa.float64()}
    evidence = pa.struct([(name, kinds[kind]) for name, kind in _EVIDENCE.items()])
    return pa.schema(
        [
            ("path", pa.string()),
            ("start_time", pa.timestamp("us", tz="UTC")),
            ("id", pa.string()),
            ("status", pa.string()),
            ("score", pa.float64()),
            ("confidence", pa.float64()),
            ("reason", pa.string()),
            ("evidence", pa.list_(evidence)),
        ]
    )


def _outcome_schema() -> pa.Schema:
    import pyarrow as pa

    texts = {name: pa.string() for name in ("path", "kind", "reason", "sha256")}
    return pa.schema([*texts.items(), ("part", pa.int32()), ("summary", pa.large_string()), ("report", pa.large_string())])
