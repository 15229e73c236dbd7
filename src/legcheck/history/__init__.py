"""Many run summaries, looked at over weeks."""

from __future__ import annotations

from legcheck.history.summary import SUMMARY_NAMES, RunSummary
from legcheck.history.weeks import History, Week

__all__ = ["SUMMARY_NAMES", "History", "RunSummary", "Week"]
