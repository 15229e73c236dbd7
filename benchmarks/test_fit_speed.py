"""Reading FIT: this library against fitparse, the official SDK, fitdecode and a compiled reader, on the same bytes in one process.

The ratios are what is tested; milliseconds depend on the machine. Time is that of the processor, so that a busy machine
changes little. ``pytest benchmarks/test_fit_speed.py -s`` takes a sample
of the running files in LEGCHECK_CORPUS, ``python benchmarks/test_fit_speed.py`` all of them. Readers that are not installed
are left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import io
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from fastcrc import crc16

from legcheck.core import LegcheckError, Source
from legcheck.parsers.fit import read_fit

AT_LEAST = {"fitparse": 400.0, "garmin-fit-sdk": 120.0, "pyroparse": 3.0}
"""[-] Promised medians; half of it must hold for a small sample on a busy machine."""

SAMPLE = 12
"""Files measured by the test."""

FEWEST_RECORDS = 300
"""Shorter files are a few minutes long and cost fixed overhead only."""

SOURCE = Source(name="benchmark.fit", format="fit")


def with_fitparse(data: bytes) -> object:
    import fitparse

    return list(fitparse.FitFile(io.BytesIO(data), check_crc=False).get_messages("record"))


def with_sdk(data: bytes) -> object:
    from garmin_fit_sdk import Decoder, Stream

    return Decoder(Stream.from_byte_array(bytearray(data))).read()


def with_fitdecode(data: bytes) -> object:
    import fitdecode

    with fitdecode.FitReader(io.BytesIO(data)) as reader:
        return [frame for frame in reader if isinstance(frame, fitdecode.FitDataMessage) and frame.name == "record"]


def with_pyroparse(data: bytes) -> object:
    import pyroparse

    with tempfile.NamedTemporaryFile(suffix=".fit", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as file:
        file.write(data)
        file.flush()
        return pyroparse.read_fit(file.name)


READERS: dict[str, tuple[str, Callable[[bytes], object], int]] = {
    "fitparse": ("fitparse", with_fitparse, 1),
    "garmin-fit-sdk": ("garmin_fit_sdk", with_sdk, 1),
    "fitdecode": ("fitdecode", with_fitdecode, 1),
    "pyroparse": ("pyroparse", with_pyroparse, 7),
}
"""Module, how it reads all records, and how often it is timed."""


def best_ms(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000.0 * min(times)


def own_ms(data: bytes, repeats: int = 9) -> float:
    return best_ms(lambda: read_fit(data, source=SOURCE), repeats)


def running_files(folder: Path) -> list[tuple[bytes, int]]:
    """Bytes and number of records of the running files that are read without a complaint."""
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["sport_norm"] == "running" and row["format"].startswith("fit")]
    found = []
    for row in rows:
        data = (folder / row["path"]).read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        try:
            records = sum(len(activity) for activity in read_fit(data, source=SOURCE, on_damage="raise"))
        except LegcheckError:
            continue
        if records >= FEWEST_RECORDS:
            found.append((data, records))
    return found


def compare(files: Iterable[tuple[bytes, int]]) -> dict[str, list[float]]:
    """How many times as long each other reader takes, file by file."""
    readers = {name: rest for name, (module, *rest) in READERS.items() if importlib.util.find_spec(module)}
    ratios: dict[str, list[float]] = {name: [] for name in readers}
    for data, records in files:
        own = own_ms(data)
        line = f"{len(data) / 1e3:7.0f} kB {records:7,} records   legcheck {own:6.2f} ms"
        for name, (read, repeats) in readers.items():
            try:
                taken = best_ms(lambda read=read, data=data: read(data), repeats)
            except Exception as error:  # noqa: BLE001  another reader giving up is a result, not a fault
                line += f"   {name} {type(error).__name__}"
                continue
            own = min(own, own_ms(data, 3))
            ratios[name].append(taken / own)
            line += f"   {name} {taken:7.1f} ms {taken / own:6.1f}x"
        print(line)
    for name, found in ratios.items():
        if found:
            print(f"median of {len(found)} files: {median(found):.1f} times {name}")
    return ratios


def corpus_files() -> list[tuple[bytes, int]]:
    folder = os.environ.get("LEGCHECK_CORPUS")
    if not folder:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to measure")
    return running_files(Path(folder))


@pytest.mark.corpus
def test_recorded_runs() -> None:
    files = corpus_files()
    ratios = compare(files[:: max(len(files) // SAMPLE, 1)])
    for name, least in AT_LEAST.items():
        if ratios.get(name):
            assert median(ratios[name]) >= least / 2, name


def even_run(records: int) -> bytes:
    """A FIT activity of equal records."""
    layout = np.dtype(
        [("header", "u1"), ("time", "<u4"), ("distance", "<u4"), ("speed", "<u4"), ("hr", "u1"), ("cadence", "u1")]
    )
    rows = np.zeros(records, layout)
    rows["header"], rows["time"] = 1, 1_000_000_000 + np.arange(records)
    rows["distance"], rows["speed"], rows["hr"], rows["cadence"] = 300 * np.arange(records), 3000, 150, 85
    fields = bytes([253, 4, 0x86, 5, 4, 0x86, 73, 4, 0x86, 3, 1, 2, 4, 1, 2])
    body = bytes([0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4]) + bytes([0x41, 0, 0, 20, 0, 5]) + fields + rows.tobytes()
    content = bytes([14, 0x10, 0, 0]) + len(body).to_bytes(4, "little") + b".FIT\0\0" + body
    return content + crc16.arc(content).to_bytes(2, "little")


def test_time_per_record_stays_flat() -> None:
    """Five hundred times the records never cost more than twice as much a record."""
    per_record = {}
    for records in (1_000, 10_000, 100_000, 500_000):
        per_record[records] = 1000.0 * own_ms(even_run(records), 5 if records > 50_000 else 25) / records
        print(f"{records:>8,} records: {per_record[records]:.3f} us each")
    assert per_record[500_000] < 2.0 * per_record[1_000]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="measure every n-th file")
    compare(corpus_files()[:: parser.parse_args().every])
