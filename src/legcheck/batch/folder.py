"""What a folder of runs comes to: tables for people and programs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from legcheck.batch.outcome import FAILURES, Outcome, in_order
from legcheck.batch.redact import redacted_history, redacted_outcomes
from legcheck.batch.stored import StoredOutcomes
from legcheck.cleaning.notes import count_of
from legcheck.history import SUMMARY_NAMES, ActivitySummary, History
from legcheck.report.files import json_text, write_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FOLDER_SCHEMA_VERSION", "FolderReport", "folder_schema"]

FOLDER_SCHEMA_VERSION = "1.0"
"""Version of the names in :meth:`FolderReport.to_dict`."""

RUN_NAMES = (
    "path",
    "start_time",
    *SUMMARY_NAMES,
    "feel",
    "effort",
    "heavy_legs_score",
    "heavy_legs_confidence",
    "cause",
    "session_type",
    "part_of",
)
"""Columns of :attr:`FolderReport.runs` before the heuristics' scores."""

TEXT_NAMES = frozenset({"path", "cause", "session_type", "part_of"})
"""Those of them that hold text."""

FINDING_NAMES = ("path", "start_time", "id", "status", "score", "confidence", "reason")
"""Columns of :attr:`FolderReport.findings`."""


def folder_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of :meth:`FolderReport.to_dict`."""
    import json
    from importlib.resources import files

    text = files("legcheck.batch").joinpath("schema/folder.schema.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FolderReport:
    """Many runs at once. Does not depend on the order of files or the number of workers.

    Two are equal only if they are the same one, as with a Report; compare ``to_dict()``.

    Attributes
    ----------
    folder : str
        What was looked at.
    outcomes : sequence of Outcome
        What became of every file: runs by start time, then the rest by path. Where the results lie in parts, they are read again
        each time, in the order of the files.
    history : History
        The runs looked at over weeks, each against the runs before it.
    """

    folder: str
    outcomes: Sequence[Outcome]
    history: History = field(default_factory=lambda: History(()))

    def __repr__(self) -> str:
        counts = self.counts()
        told = count_of(counts["run"], "run"), count_of(sum(counts[kind] for kind in FAILURES), "failure")
        return f"<FolderReport {self.folder}: {', '.join(told)}>"

    def __str__(self) -> str:
        from legcheck.batch.digest import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from legcheck.batch.digest import as_html

        return as_html(self)

    def counts(self) -> Counter[str]:
        """How many outcomes there are of each kind."""
        stored = self.outcomes
        return stored.counts() if isinstance(stored, StoredOutcomes) else Counter(outcome.kind for outcome in stored)

    def summaries(self) -> tuple[ActivitySummary, ...]:
        """The runs in few numbers, by start time."""
        return tuple(outcome.to_summary() for outcome in self.light() if outcome.kind == "run")

    @property
    def runs(self) -> pd.DataFrame:
        """A row per recording, by start time (UTC), with one column per heuristic's score (NaN: not assessed).

        A run recorded in several files has a row for each, all with the verdict of the whole; ``part_of`` names the one that stands
        for it on the others and is missing everywhere else: ``runs[runs["part_of"].isna()]`` has every run once.
        """
        import pandas as pd

        rows = [summary.row() for summary in self.summaries()]
        heuristics = sorted({name for row in rows for name in row} - set(RUN_NAMES))
        frame = pd.DataFrame(rows, columns=[*RUN_NAMES, *heuristics])
        frame["start_time"] = pd.to_datetime(frame["start_time"], utc=True).astype("datetime64[ns, UTC]")
        numbers = [name for name in frame.columns if name not in {"start_time", *TEXT_NAMES}]
        return frame.astype(dict.fromkeys(numbers, "float64"))

    @property
    def findings(self) -> pd.DataFrame:
        """A row per run and heuristic."""
        import pandas as pd

        rows = [
            {"path": outcome.path, "start_time": outcome.report["activity"]["start_time"], **finding}
            for outcome in self.outcomes
            if outcome.kind == "run"
            for finding in outcome.report["findings"]
        ]
        frame = pd.DataFrame(rows, columns=list(FINDING_NAMES))
        frame["start_time"] = pd.to_datetime(frame["start_time"], utc=True, format="ISO8601").astype("datetime64[ns, UTC]")
        if isinstance(self.outcomes, StoredOutcomes):
            frame = frame.sort_values(["start_time", "path"], kind="stable", ignore_index=True)
        return frame.astype({"score": "float64", "confidence": "float64"})

    @property
    def failures(self) -> pd.DataFrame:
        """A row per file without a report: ``path``, ``kind`` (``error``, ``not_a_run``, ``not_an_activity``), ``reason``."""
        import pandas as pd

        return pd.DataFrame(self._failures(), columns=["path", "kind", "reason"])

    def redacted(self) -> FolderReport:
        """The same without what tells who, where and when: file names, start times, serial numbers, dates in texts."""
        outcomes = redacted_outcomes(self._ordered())
        return FolderReport(folder="", outcomes=outcomes, history=redacted_history(self.history, outcomes))

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """Strict JSON data: ``runs`` (a row each), ``reports`` (each as a single run's), ``failures``, ``history``.

        Parameters
        ----------
        redact : bool, default False
            Leave out what tells who, where and when; so there are no weeks either.
        """
        if redact:
            return self.redacted().to_dict()
        from legcheck.core.version import __version__

        outcomes, counts = self._ordered(), self.counts()
        return {
            "schema_version": FOLDER_SCHEMA_VERSION,
            "legcheck_version": __version__,
            "runs": [_json_row(summary.row()) for summary in self.summaries()],
            "reports": [deepcopy(outcome.report) for outcome in outcomes if outcome.kind == "run"],
            "failures": self._failures(),
            "duplicates": [{"path": item.path, "reason": item.reason} for item in outcomes if item.kind == "duplicate"],
            "ignored": counts["ignored"],
            "history": self.history.to_dict(),
        }

    @overload
    def to_json(self, path: int | None = None, *, indent: int | None = None, redact: bool = False) -> str: ...
    @overload
    def to_json(self, path: str | Path, *, indent: int | None = None, redact: bool = False) -> None: ...
    def to_json(self, path: str | Path | int | None = None, *, indent: int | None = None, redact: bool = False) -> str | None:
        """:meth:`to_dict` as text; parameters and errors as for :meth:`legcheck.report.Report.to_json`."""
        return json_text(self.to_dict(redact=redact), path, indent)

    @overload
    def to_csv(self, path: None = None, *, redact: bool = False) -> str: ...
    @overload
    def to_csv(self, path: str | Path, *, redact: bool = False) -> None: ...
    def to_csv(self, path: str | Path | None = None, *, redact: bool = False) -> str | None:
        """:attr:`runs` as CSV; without a path as text.

        Raises
        ------
        InputError
            If ``path`` cannot be written.
        """
        shown = self.redacted() if redact else self
        text: str = shown.runs.to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%SZ", lineterminator="\n")
        if path is not None:
            write_text(path, text)
        return text if path is None else None

    @overload
    def to_html(self, path: None = None, *, redact: bool = False) -> str: ...
    @overload
    def to_html(self, path: str | Path, *, redact: bool = False) -> None: ...
    def to_html(self, path: str | Path | None = None, *, redact: bool = False) -> str | None:
        """What a notebook shows as a page that stands alone; without a path as text. Needs the ``report`` extra.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it.
        redact : bool, default False
            Leave out what tells who, where and when.

        Raises
        ------
        InputError
            If the ``report`` extra is not installed, or ``path`` cannot be written.
        """
        from legcheck.batch.digest import as_html
        from legcheck.report.page import wrap

        text = wrap("legcheck", as_html(self.redacted() if redact else self, level=1))
        if path is not None:
            write_text(path, text)
        return text if path is None else None

    def _ordered(self) -> tuple[Outcome, ...]:
        """The outcomes in the order of a report, all in memory."""
        return in_order(self.outcomes) if isinstance(self.outcomes, StoredOutcomes) else tuple(self.outcomes)

    def light(self) -> Iterable[Outcome]:
        """The outcomes in the order of a report, perhaps without their single reports."""
        return in_order(self.outcomes.light()) if isinstance(self.outcomes, StoredOutcomes) else self.outcomes

    def _failures(self) -> list[dict[str, str]]:
        failed: Iterable[Outcome] = (outcome for outcome in self.light() if outcome.kind in FAILURES)
        return [{"path": outcome.path, "kind": outcome.kind, "reason": outcome.reason} for outcome in failed]


def _json_row(row: dict[str, Any]) -> dict[str, Any]:
    from legcheck.report.json import instant

    kept = {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
    return {**kept, "start_time": None if row["start_time"] is None else instant(row["start_time"])}
