"""From bytes to report: this library's whole answer against the time fitparse needs only to read the file, in one process."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import fitparse
import pytest

from legcheck import analyze, clean, read, synth
from legcheck.signals import derive

AT_LEAST_ALL = 30.0
"""[-] Bytes to JSON against reading alone; 37-40 on a busy machine. The synthetic file holds a third of the messages of a watch's own."""

AT_LEAST_SIGNALS = 50.0
"""[-] Cleaning and the signals that heuristics judge against reading alone; 66-69 on a busy machine."""

AT_LEAST_RECORDED = (24.0, 36.0)
"""[-] The same two for the median of recordings written every second; 32-35 and 47-53 on a busy machine."""

ROUNDS = 9

RECORDED_FILES = 8
"""[-] Recordings measured, where there is a collection of them."""

ABOUT_AN_HOUR_S = (2700.0, 5400.0)
"""[s] Their length."""

EVERY_SECOND = 0.9
"""[records a second] From which a file counts as written every second; others hold fewer records to read, but as many seconds to judge."""

Work = Callable[[], object]


def processor_times(works: Mapping[str, Work], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Median of each over some rounds [s]; taken in turns, so that a busy machine slows all of them alike."""
    for work in works.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.process_time()
            work()
            taken[name].append(time.process_time() - start)
    return {name: median(times) for name, times in taken.items()}


def against_fitparse(data: bytes, *, rounds: int = ROUNDS) -> dict[str, float]:
    """Processor time to read a file with fitparse, and to answer with legcheck. [s]"""
    activity = read(data)
    return processor_times(
        {
            "fitparse": lambda: list(fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages("record")),
            "json": lambda: analyze(data).to_json(),
            "signals": lambda: derive(clean(activity)),
        },
        rounds=rounds,
    )


@pytest.fixture(scope="module")
def hour() -> dict[str, float]:
    """An hour at one record a second with running dynamics."""
    return against_fitparse(synth.run(duration_s=3600, seed=8, fade_after_s=2400.0).fit())


def test_bytes_to_json(hour: dict[str, float]) -> None:
    ratio = hour["fitparse"] / hour["json"]
    print(
        f"\none hour: bytes to JSON {1000 * hour['json']:.1f} ms, fitparse reads in {1000 * hour['fitparse']:.0f} ms, {ratio:.0f}x"
    )
    assert ratio >= AT_LEAST_ALL


def test_cleaning_and_signals(hour: dict[str, float]) -> None:
    ratio = hour["fitparse"] / hour["signals"]
    print(f"\none hour: cleaning and signals {1000 * hour['signals']:.1f} ms, {ratio:.0f}x")
    assert ratio >= AT_LEAST_SIGNALS


def test_cost_grows_with_length() -> None:
    """A day costs no more than twice twenty-four hours of one hour."""
    activities = {hours: synth.run(duration_s=3600 * hours, seed=9).activity for hours in (1, 24)}
    times = processor_times({f"{hours} h": lambda run=run: derive(clean(run)) for hours, run in activities.items()})
    each = [times[f"{hours} h"] / hours for hours in activities]
    print(f"\ncleaning and signals, an hour of run: {1000 * each[0]:.1f} ms in one, {1000 * each[1]:.1f} ms in a day of it")
    assert each[1] <= 2 * each[0]


def recordings_of_an_hour(folder: Path) -> list[Path]:
    """Some running files of about an hour that fitparse can read, spread evenly over the collection."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if "good_run_fit" in row["tags"] and row["fitparse_status"] == "ok"]
    low, high = ABOUT_AN_HOUR_S
    paths = sorted(folder / row["path"] for row in rows if low <= float(row["duration_s"]) <= high)
    paths = [path for path in paths if path.suffix.lower() == ".fit"]
    return paths[:: max(len(paths) // RECORDED_FILES, 1)][:RECORDED_FILES]


@pytest.mark.skipif("LEGCHECK_CORPUS" not in os.environ, reason="LEGCHECK_CORPUS names no collection of recordings")
def test_recordings() -> None:
    """Recordings differ in what a second holds, so only those written every second, and their median, are held to a bound."""
    ratios: list[tuple[float, float]] = []
    for path in recordings_of_an_hour(Path(os.environ["LEGCHECK_CORPUS"])):
        data = path.read_bytes()
        times, activity = against_fitparse(data, rounds=5), read(data)
        per_second = len(activity) / max(float(activity.elapsed_s[-1]), 1.0)
        json, signals = times["fitparse"] / times["json"], times["fitparse"] / times["signals"]
        print(
            f"\n{len(activity):,} records, {per_second:.2f} a second: JSON {json:.0f}x, cleaning and signals {signals:.0f}x",
            end="",
        )
        if per_second >= EVERY_SECOND:
            ratios.append((json, signals))
    assert len(ratios) >= RECORDED_FILES // 4
    json, signals = (median(column) for column in zip(*ratios, strict=True))
    print(f"\nmedian of {len(ratios)} written every second: JSON {json:.0f}x, cleaning and signals {signals:.0f}x")
    assert json >= AT_LEAST_RECORDED[0]
    assert signals >= AT_LEAST_RECORDED[1]
