"""Mutated FIT files: only errors of legcheck's own leave the reader, and every mutant is dealt with quickly."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import numpy as np
import pytest
from fit_builder import BYTE, ENUM, START, UINT8, UINT16, UINT32, small_run
from fit_mutations import mutants

from legcheck.core import Activity, LegcheckError, Source
from legcheck.parsers.fit import read_fit, read_fit_with_fitparse

SOURCE = Source(name="mutant.fit", format="fit")
COUNT = 2000
LONGEST_S = 5.0
FOLDER = os.environ.get("LEGCHECK_CORPUS")
LARGEST_SEED = 40_000


def rich_file() -> bytes:
    """One file with most of what the reader knows."""
    builder = small_run(80, big=True)
    fields = [(0, UINT8), (1, UINT8), (2, UINT8), (14, UINT16), (15, UINT8)]
    builder.define(5, 206, fields).data(5, 0, 0, UINT16, 20, 7)
    builder.define(3, 20, [(3, UINT8), (8, BYTE, 3)], [(0, 0, UINT16)])
    for i in range(60):
        builder.data(3, 150, (i, i, i), 250, offset=(START + 80 + i) % 32)
    builder.define(6, 21, [(253, UINT32), (0, ENUM), (1, ENUM)]).data(6, START + 5, 0, 4).data(6, START + 9, 0, 0)
    builder.define(7, 78, [(0, UINT16, 5)]).data(7, (600, 610, 620, 630, 640))
    builder.define(8, 132, [(253, UINT32), (6, UINT8), (9, UINT32)]).data(8, START, 120, 10240)
    builder.define(9, 132, [(6, UINT8, 8), (10, BYTE, 12)]).data(9, tuple(range(120, 128)), tuple(range(12)))
    builder.define(10, 19, [(253, UINT32), (2, UINT32), (7, UINT32)]).data(10, START + 40, START, 40_000)
    return builder.build()


SEEDS = [small_run(30).build(), rich_file(), small_run(10).build() + rich_file()]


def outcome(data: bytes) -> list[Activity]:
    try:
        return read_fit(data, source=SOURCE)
    except LegcheckError:
        return []


@pytest.mark.parametrize("seed", range(4))
def test_only_legcheck_errors_leave_the_reader(seed):
    slowest = 0.0
    for mutant in mutants(SEEDS, COUNT // 4, seed):
        start = time.perf_counter()
        activities = outcome(mutant)
        slowest = max(slowest, time.perf_counter() - start)
        for activity in activities:
            assert len(activity) > 0
            assert np.isfinite(activity.elapsed_s).all()
    assert slowest < LONGEST_S


def test_most_mutants_still_give_records():
    read = sum(bool(outcome(mutant)) for mutant in mutants(SEEDS, 400, 99))
    assert read > 300


def test_raise_policy_lets_only_legcheck_errors_out():
    refused = 0
    for mutant in mutants(SEEDS, 300, 5):
        try:
            read_fit(mutant, source=SOURCE, on_damage="raise")
        except LegcheckError:
            refused += 1
    assert refused > 200


def test_fitparse_engine_lets_only_legcheck_errors_out():
    refused = 0
    for mutant in mutants(SEEDS[:2], 150, 6):
        try:
            read_fit_with_fitparse(mutant, source=SOURCE)
        except LegcheckError:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("filling", [b"\x00", b"\xff", b"\x40", b"\x01", b"\x02"])
def test_a_long_tail_of_filling_costs_little(filling):
    data = small_run(200).build(data_size=0)
    start = time.perf_counter()
    activities = outcome(data[:-2] + filling * 1_000_000)
    assert time.perf_counter() - start < LONGEST_S
    assert len(activities[0]) == 200


def test_random_bytes_behind_a_header_cost_little():
    noise = np.random.default_rng(1).integers(0, 256, 300_000, dtype=np.uint8).tobytes()
    start = time.perf_counter()
    activities = outcome(small_run(50).build(data_size=0)[:-2] + noise)
    assert time.perf_counter() - start < 2 * LONGEST_S
    assert len(activities[0]) == 50


@pytest.mark.corpus
def test_mutants_of_real_files():
    if not FOLDER:
        pytest.skip("LEGCHECK_CORPUS is not set: no real recordings to test against")
    paths = sorted(path for path in Path(FOLDER).rglob("*") if path.name.lower().endswith((".fit", ".fit.gz")))
    seeds = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in map(Path.read_bytes, paths)]
    small = [data for data in seeds if 100 < len(data) < LARGEST_SEED]
    read = sum(bool(outcome(mutant)) for mutant in mutants(small, COUNT // 4, 11))
    assert read > COUNT // 8
