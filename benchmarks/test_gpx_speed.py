"""Reading GPX: this library against gpxpy and against lxml's bare parse, on the same bytes in one process.

The ratio is what is tested; milliseconds (of processor time) depend on the machine. ``pytest benchmarks/test_gpx_speed.py -s`` prints
the table.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import gpxpy
import pytest
from lxml import etree

from legcheck.core import LegcheckError
from legcheck.parsers import read
from legcheck.synth import run

AT_LEAST_TIMES_GPXPY = 6.0
"""[-] Promised for files of half an hour and more; about twice that is usual."""

SMALLEST_BYTES = 150_000
"""[bytes] Files below this are a few minutes long and cost fixed overhead only."""


def best_ms(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000.0 * min(times)


def compared(name: str, data: bytes) -> float:
    """How many times as fast as gpxpy."""
    text = data.decode("utf-8-sig").lstrip()
    own = best_ms(lambda: read(data), 5)
    tree = best_ms(lambda: etree.fromstring(data.lstrip()), 3)
    other = best_ms(lambda: gpxpy.parse(text), 2)
    print(
        f"{name:28} {len(data) / 1e6:6.2f} MB   legcheck {own:8.1f} ms   lxml alone {tree:8.1f} ms   gpxpy {other:8.1f} ms   {other / own:5.1f}x"
    )
    return other / own


@pytest.mark.parametrize("minutes", [30, 60, 300])
def test_synthetic_runs(minutes: int) -> None:
    assert compared(f"{minutes} min at 1 Hz", run(duration_s=60 * minutes).gpx()) >= AT_LEAST_TIMES_GPXPY


def test_time_per_point_stays_flat() -> None:
    """Ten times the points cost about ten times the time: never more than 1.6 times as much a point."""
    short, long = run(duration_s=1800).gpx(), run(duration_s=18_000).gpx()
    per_point = [best_ms(lambda data=data: read(data), 3) / len(read(data)) for data in (short, long)]
    print(f"a point of 30 min: {1000 * per_point[0]:.2f} us, of 5 h: {1000 * per_point[1]:.2f} us")
    assert per_point[1] < 1.6 * per_point[0]


@pytest.mark.corpus
def test_recorded_files() -> None:
    folder = os.environ.get("LEGCHECK_CORPUS")
    if not folder:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to measure")
    ratios = []
    for number, path in enumerate(sorted(Path(folder).rglob("*.gpx"))):
        data = path.read_bytes()
        if len(data) >= SMALLEST_BYTES and is_readable(data):
            ratios.append(compared(f"recorded file {number}", data))
    print(f"median of {len(ratios)} files: {median(ratios):.1f}x")
    assert median(ratios) >= AT_LEAST_TIMES_GPXPY


def is_readable(data: bytes) -> bool:
    try:
        read(data)
    except LegcheckError:
        return False
    return True
