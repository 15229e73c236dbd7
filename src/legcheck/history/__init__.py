"""Many activities of one runner: each run against what is normal for that runner, and what stands out over weeks."""

from __future__ import annotations

from legcheck.history.baseline import Baseline, baseline
from legcheck.history.deviation import Deviation
from legcheck.history.diary import DiaryEntry
from legcheck.history.extract import summary_of_activity, summary_of_report
from legcheck.history.history import History, load_summaries
from legcheck.history.judge import judge_history, over_time
from legcheck.history.summary import MEASURES, SUMMARY_NAMES, ActivitySummary
from legcheck.history.timeline import Timeline
from legcheck.history.weeks import Week, weeks_of

__all__ = [
    "MEASURES",
    "SUMMARY_NAMES",
    "ActivitySummary",
    "Baseline",
    "Deviation",
    "DiaryEntry",
    "History",
    "Timeline",
    "Week",
    "baseline",
    "judge_history",
    "load_summaries",
    "over_time",
    "summary_of_activity",
    "summary_of_report",
    "weeks_of",
]
