"""Many runs of one runner as people and programs look at them: weeks, what stands out, and each run against the normal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from legcheck.core import Finding, InputError
from legcheck.history.baseline import Baseline
from legcheck.history.diary import DiaryEntry, unmatched
from legcheck.history.heuristics import Judged
from legcheck.history.judge import over_time
from legcheck.history.summary import ActivitySummary
from legcheck.history.traits import traits
from legcheck.history.weeks import Week, weeks_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History"]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Many runs of one runner, looked at over time. Two are equal only if they are the same one.

    Parameters
    ----------
    summaries : tuple of ActivitySummary
        The runs with their verdicts, in any order.
    judged : Judged or None
        Every activity in order, with what was made of it; None in redacted data.
    findings : tuple of Finding
        What stands out over weeks and months, strongest first.

    Examples
    --------
    >>> from datetime import datetime
    >>> runs = [ActivitySummary(path=day, start_time=datetime.fromisoformat(day + "T08:00Z"), numbers={"distance_m": 10_000.0,
    ...         "moving_s": 3600.0}) for day in ("2024-05-01", "2024-05-05", "2024-05-13")]
    >>> [(week.start.isoformat(), week.runs) for week in History(tuple(runs)).week_list()]
    [('2024-04-29', 2), ('2024-05-06', 0), ('2024-05-13', 1)]
    """

    summaries: tuple[ActivitySummary, ...]
    judged: Judged | None = None
    findings: tuple[Finding, ...] = field(default=())

    @classmethod
    def of(cls, judged: Judged, *, past_findings: bool = True) -> History:
        """Everything that can be said of judged runs.

        Parameters
        ----------
        judged : Judged
        past_findings : bool, default True
            Count what the heuristics over time say of each run among its findings.
        """
        runs = judged_summaries(judged, past_findings=past_findings)
        return cls(summaries=runs, judged=judged, findings=over_time(judged))

    def __repr__(self) -> str:
        found = [finding.id for finding in self.findings if finding.is_found]
        return f"<History {len(self.summaries)} runs: {', '.join(found) or 'nothing stands out'}>"

    def __str__(self) -> str:
        from legcheck.history.words import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from legcheck.history.words import as_html

        return as_html(self)

    def __getitem__(self, finding_id: str) -> Finding:
        for finding in self.findings:
            if finding.id == finding_id:
                return finding
        known = ", ".join(sorted(finding.id for finding in self.findings)) or "none"
        raise InputError(f"no finding {finding_id!r} over time; there are: {known}")

    @property
    def unmatched(self) -> tuple[DiaryEntry, ...]:
        """What the runner wrote about runs that are not there, by day; see :func:`legcheck.history.diary.unmatched`."""
        timeline = self.judged.timeline if self.judged else None
        return () if timeline is None else unmatched(timeline.activities, timeline.diary)

    def week_list(self) -> tuple[Week, ...]:
        """Every week from the first run to the last, by the runner's clock; a week without a recorded run counts zero."""
        return weeks_of(self.summaries, self.judged.timeline.activities if self.judged else ())

    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week: ``runs``, ``distance_m``, ``moving_s``, ``heavy_legs`` and ``found_<id>`` counts.

        Indexed by the Monday on the runner's clock, written as midnight UTC. A week without a recorded run has zeros: it may have been rest, or files are missing.
        """
        import pandas as pd

        rows = [week.row() for week in self.week_list()]
        frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["week", "runs", "distance_m", "moving_s", "heavy_legs"])
        index = pd.DatetimeIndex(pd.to_datetime(frame.pop("week"), utc=True).astype("datetime64[ns, UTC]"), name="week")
        return frame.set_axis(index, axis="index")

    @property
    def baseline(self) -> pd.DataFrame:
        """A row per run: each number of :class:`Baseline`, what the runs before lead to expect, the spread, and on how many it stands.

        Columns ``<name>``, ``<name>_expected``, ``<name>_spread``, ``<name>_z``, ``<name>_runs``; NaN where there is no normal yet.
        """
        import pandas as pd

        names = [entry.name for entry in fields(Baseline)]
        rows = [_row(item, names) for item in self.judged.baselines] if self.judged else []
        frame = pd.DataFrame(rows, columns=[column for name in names for column in _columns(name)], dtype="float64")
        runs = self.judged.timeline.runs if self.judged else ()
        frame.insert(0, "path", [run.path for run in runs])
        starts = pd.to_datetime(pd.Series([run.start_time for run in runs], dtype="object"), utc=True)
        frame.insert(1, "start_time", starts.astype("datetime64[ns, UTC]"))
        return frame

    @property
    def traits(self) -> frozenset[str]:
        """Findings about single runs that are usual for this runner and so no news about any of them."""
        return traits(self.summaries)

    def to_dict(self) -> dict[str, Any]:
        """Strict JSON data."""
        from legcheck.report.json import finding_data

        lost = [{"source": entry.source, "row": entry.row, "day": entry.day.isoformat()} for entry in self.unmatched]
        findings = [finding_data(item) for item in self.findings]
        return {"weeks": [week.row() for week in self.week_list()], "findings": findings, "unmatched": lost}

    def save(self, path: str | Path) -> None:
        """Keep the summaries, one JSON object a line, so that the files need not be read again; see :func:`load_summaries`.

        What only the diary tells is not among them: give it to :func:`legcheck.history.judge_history` again, corrected perhaps.

        Raises
        ------
        InputError
            If ``path`` cannot be written, or these are redacted data, which keep none.
        """
        import json

        from legcheck.report.files import write_text

        if self.judged is None:
            raise InputError("redacted data hold no summaries to keep", path=str(path))
        lines = (json.dumps(item.to_dict(), allow_nan=False, sort_keys=True) for item in self.judged.timeline.files)
        write_text(path, "".join(f"{line}\n" for line in lines))


def judged_summaries(judged: Judged, *, past_findings: bool = True) -> tuple[ActivitySummary, ...]:
    """The runs with the verdict that their past gives them in place of their own."""
    from dataclasses import replace

    told = []
    recorded = (judged.timeline.as_recorded[place] for place in judged.timeline.places)
    for run, headline, said in zip(recorded, judged.headlines, judged.findings, strict=True):
        findings = said if past_findings else {}
        known: Iterable[Finding] = [item for item in findings.values() if item.score is not None]
        told.append(
            replace(
                run,
                heavy_legs_score=float("nan") if headline.score is None else headline.score,
                heavy_legs_confidence=float("nan") if headline.confidence is None else headline.confidence,
                heavy_legs_status=headline.status.value,
                cause=headline.cause or "",
                causes={cause.id: cause.probability for cause in headline.causes},
                reason=headline.reason,
                would_help=headline.would_help,
                statuses={**run.statuses, **{name: item.status.value for name, item in findings.items()}},
                scores={**_but(run.scores, findings), **{item.id: float(item.score or 0.0) for item in known}},
                confidences={**_but(run.confidences, findings), **{item.id: float(item.confidence or 0.0) for item in known}},
            )
        )
    return tuple(told)


def _but(values: Mapping[str, float], findings: Mapping[str, Finding]) -> dict[str, float]:
    """Without what is said anew."""
    return {name: value for name, value in values.items() if name not in findings}


def load_summaries(path: str | Path) -> tuple[ActivitySummary, ...]:
    """Summaries that :meth:`History.save` kept.

    Raises
    ------
    InputError
        If the file cannot be read or a line of it is no summary; the line is named.
    """
    import json

    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", path=str(path)) from error
    loaded = []
    for number, line in enumerate(lines, start=1):
        try:
            loaded.append(ActivitySummary.from_dict(json.loads(line)))
        except (ValueError, AttributeError, InputError) as error:
            raise InputError(f"line {number}: {error}", path=str(path)) from error
    return tuple(loaded)


def _columns(name: str) -> tuple[str, ...]:
    return name, f"{name}_expected", f"{name}_spread", f"{name}_z", f"{name}_runs"


def _row(item: Baseline, names: list[str]) -> list[float]:
    deviations = (getattr(item, name) for name in names)
    return [number for dev in deviations for number in (dev.value, dev.expected, dev.spread, dev.z, float(dev.runs))]
