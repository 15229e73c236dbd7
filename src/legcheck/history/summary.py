"""One run in few numbers: all that looking over weeks needs, without opening a file again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["SUMMARY_NAMES", "RunSummary"]

SUMMARY_NAMES = (
    "distance_m",
    "elapsed_s",
    "timer_s",
    "moving_s",
    "speed_mps",
    "grade_adjusted_speed_mps",
    "cadence_spm",
    "step_length_m",
    "stride_length_m",
    "heart_rate_bpm",
    "ascent_m",
    "descent_m",
    "temperature_c",
)
"""The numbers of a report's summary, in the order they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What is kept of a run.

    Attributes
    ----------
    path : str
        File it came from, as given.
    start_time : datetime or None
        UTC; None in redacted data.
    numbers : mapping of str to float
        :data:`SUMMARY_NAMES`, NaN where not recorded. [units in the names]
    feel, effort : float
        What the runner entered, 0-100, NaN where nothing.
    heavy_legs_score, heavy_legs_confidence : float
        The headline, NaN where it could not be judged.
    cause : str
        Most likely cause; empty where it could not be judged.
    session_type : str
        ``steady``, ``intervals``, ...
    statuses : mapping of str to str
        Finding id to ``found``, ``clear`` or ``not_assessed``.
    scores : mapping of str to float
        Finding id to score, NaN where not assessed.
    """

    path: str
    start_time: datetime | None
    numbers: Mapping[str, float]
    feel: float = math.nan
    effort: float = math.nan
    heavy_legs_score: float = math.nan
    heavy_legs_confidence: float = math.nan
    heavy_legs_status: str = "not_assessed"
    cause: str = ""
    session_type: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_report(cls, path: str, report: Mapping[str, Any], extras: Mapping[str, Any]) -> RunSummary:
        """Keep what is needed of a report.

        Parameters
        ----------
        path : str
            File it came from.
        report : mapping
            :meth:`legcheck.report.Report.to_dict`.
        extras : mapping
            ``feel``, ``effort`` and ``session_type``, which a report's data do not carry.
        """
        heavy = report["heavy_legs"]
        start = report["activity"]["start_time"]
        return cls(
            path=path,
            start_time=None if start is None else datetime.fromisoformat(start),
            numbers={name: _number(report["summary"][name]) for name in SUMMARY_NAMES},
            feel=_number(extras.get("feel")),
            effort=_number(extras.get("effort")),
            heavy_legs_score=_number(heavy["score"]),
            heavy_legs_confidence=_number(heavy["confidence"]),
            heavy_legs_status=heavy["status"],
            cause=heavy["causes"][0]["id"] if heavy["causes"] else "",
            session_type=extras.get("session_type") or "",
            statuses={finding["id"]: finding["status"] for finding in report["findings"]},
            scores={finding["id"]: _number(finding["score"]) for finding in report["findings"]},
        )

    def row(self) -> dict[str, Any]:
        """The summary as a row of a table, missing texts as None."""
        return {
            "path": self.path,
            "start_time": self.start_time,
            **self.numbers,
            "feel": self.feel,
            "effort": self.effort,
            "heavy_legs_score": self.heavy_legs_score,
            "heavy_legs_confidence": self.heavy_legs_confidence,
            "cause": self.cause or None,
            "session_type": self.session_type or None,
            **self.scores,
        }


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
