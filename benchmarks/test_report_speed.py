"""From bytes to report: this library's whole answer against the time fitparse needs only to read the file, in one process."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from statistics import median

import fitparse
import pytest

from legcheck import analyze, clean, read, synth
from legcheck.signals import derive

AT_LEAST_ALL = 10.0
"""[-] Bytes to JSON against reading alone. The synthetic file holds a third of the messages of a watch's own."""

AT_LEAST_SIGNALS = 20.0
"""[-] Cleaning and the signals that heuristics judge against reading alone."""

ROUNDS = 7


def processor_time(work: Callable[[], object]) -> float:
    """Median over some rounds, after one that does not count. [s]"""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return median(taken)


@pytest.fixture(scope="module")
def hour() -> bytes:
    """An hour at one record a second with running dynamics."""
    return synth.run(duration_s=3600, seed=8, fade_after_s=2400.0).fit()


@pytest.fixture(scope="module")
def fitparse_s(hour: bytes) -> float:
    """What fitparse needs to read it. [s]"""
    return processor_time(lambda: list(fitparse.FitFile(io.BytesIO(hour), check_crc=False).get_messages("record")))


def test_bytes_to_json(hour: bytes, fitparse_s: float) -> None:
    ours = processor_time(lambda: analyze(hour).to_json())
    print(
        f"\none hour, bytes to JSON: {1000 * ours:.1f} ms, fitparse only reads: {1000 * fitparse_s:.0f} ms, {fitparse_s / ours:.0f}x"
    )
    assert fitparse_s / ours >= AT_LEAST_ALL


def test_cleaning_and_signals(hour: bytes, fitparse_s: float) -> None:
    activity = read(hour)
    ours = processor_time(lambda: derive(clean(activity)))
    print(f"\none hour, cleaning and signals: {1000 * ours:.1f} ms, {fitparse_s / ours:.0f}x")
    assert fitparse_s / ours >= AT_LEAST_SIGNALS


def test_cost_grows_with_length() -> None:
    """A day costs no more than twice twenty-four hours of one hour."""
    times = []
    for hours in (1, 24):
        activity = synth.run(duration_s=3600 * hours, seed=9).activity
        times.append(processor_time(lambda activity=activity: derive(clean(activity))) / hours)
    print(f"\ncleaning and signals, an hour of run: {1000 * times[0]:.1f} ms in one, {1000 * times[1]:.1f} ms in a day of it")
    assert times[1] <= 2 * times[0]
