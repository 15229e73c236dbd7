"""Invented summaries for the tests of history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from legcheck.history.summary import MEASURES, SUMMARY_NAMES, ActivitySummary

MakeRun = Callable[..., ActivitySummary]

_FIRST = datetime(2024, 1, 1, 7, 0, tzinfo=UTC)


@pytest.fixture
def make_run() -> MakeRun:
    """A summary of an activity on a day: ``make_run(3.5, distance_m=8000, feel=50, sport="cycling", is_run=False)``.

    The day counts from Monday 2024-01-01 07:00 UTC. Names of :data:`SUMMARY_NAMES` and :data:`MEASURES` go where they belong,
    all others are fields of the summary. By default an even 10 km in an hour at 140 bpm.
    """

    def make(day: float, **settings: Any) -> ActivitySummary:
        numbers = {"distance_m": 10_000.0, "moving_s": 3600.0, "elapsed_s": 3600.0, "grade_adjusted_speed_mps": 10 / 3.6}
        measures = {"moving_heart_rate_bpm": 140.0, "early_heart_rate_bpm": 136.0, "early_speed_mps": 10 / 3.6}
        numbers |= {name: settings.pop(name) for name in SUMMARY_NAMES if name in settings}
        measures |= {name: settings.pop(name) for name in MEASURES if name in settings}
        fields = {"path": f"{day}.fit", "start_time": _FIRST + timedelta(days=day), "utc_offset_s": 0.0, **settings}
        beats = {round(measures["moving_heart_rate_bpm"]): numbers["moving_s"]}
        return ActivitySummary(**{"numbers": numbers, "measures": measures, "heart_rate_s": beats, **fields})

    return make
