"""How the cost of judging a history grows with its length: processor time per run, in one process."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median

import numpy as np
import pytest

from legcheck.history import ActivitySummary, judge_history, over_time

LENGTHS = (500, 1000, 3000)
"""[runs]"""

MOST_GROWTH = 1.5
"""[-] Time per run at the longest against the shortest; linear cost is 1."""

MOST_MEMORY_BYTES_PER_RUN = 60_000.0
"""[bytes] What judging may hold at its peak, for each run; 3,000 runs stay below 200 MB."""

ROUNDS = 3


def training(runs: int) -> list[ActivitySummary]:
    """Years of five runs a week, with heart rates and loads drawn at random."""
    random = np.random.default_rng(4)
    first = datetime(2015, 1, 5, 6, tzinfo=UTC)
    made = []
    for number in range(runs):
        minutes, speed = float(random.choice([35, 45, 60, 95])), float(random.normal(2.9, 0.2))
        heart = float(random.normal(52 + 31 * speed, 3))
        measures = {
            "moving_heart_rate_bpm": heart,
            "early_heart_rate_bpm": heart - 4,
            "early_speed_mps": speed,
            "walking_share": 0.0,
        }
        measures |= {"middle_heart_rate_bpm": heart, "middle_speed_mps": speed, "early_cadence_spm": 166 + 2 * speed}
        numbers = {"moving_s": 60 * minutes, "elapsed_s": 60 * minutes, "distance_m": 60 * minutes * speed}
        made.append(
            ActivitySummary(
                path=f"{number}.fit",
                start_time=first + timedelta(days=1.4 * number),
                utc_offset_s=0.0,
                numbers={**numbers, "grade_adjusted_speed_mps": speed},
                measures=measures,
                heart_rate_s={round(heart) + step: 12 * minutes for step in range(-2, 3)},
            )
        )
    return [replace(run, statuses={"late_fade": "clear"}, scores={"late_fade": 4.0}) for run in made]


@pytest.fixture(scope="module")
def seconds_per_run() -> dict[int, float]:
    """Median processor time per run of all that is said of a history, by its length. [s]"""
    taken: dict[int, list[float]] = {length: [] for length in LENGTHS}
    for _ in range(ROUNDS):
        for length in LENGTHS:
            runs = training(length)
            start = time.process_time()
            over_time(judge_history(runs))
            taken[length].append((time.process_time() - start) / length)
    return {length: median(times) for length, times in taken.items()}


def test_cost_grows_with_the_number_of_runs_and_no_faster(seconds_per_run: dict[int, float]) -> None:
    told = ", ".join(f"{length:,} runs {1000 * each:.2f} ms" for length, each in seconds_per_run.items())
    print(f"\nhistory, processor time per run: {told}")
    assert seconds_per_run[LENGTHS[-1]] < MOST_GROWTH * seconds_per_run[LENGTHS[0]]


def test_memory_stays_small() -> None:
    runs = training(LENGTHS[-1])
    tracemalloc.start()
    over_time(judge_history(runs))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"\nhistory of {len(runs):,} runs: {peak / 1e6:.0f} MB at the peak")
    assert peak < MOST_MEMORY_BYTES_PER_RUN * len(runs)
