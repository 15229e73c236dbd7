"""Mutated FIT files in number: ``python benchmarks/fuzz_fit.py 200000``. Only errors of legcheck's own may leave the reader.

Files in LEGCHECK_CORPUS are decompressed before they are mutated. Prints what became of the inputs, the longest time and the
largest memory one of them took (memory is traced on every hundredth). Exits with 1 if anything else was raised.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import time
import tracemalloc
from collections import Counter
from pathlib import Path

from legcheck.core import LegcheckError, Source
from legcheck.parsers.fit import read_fit

ROOT = Path(__file__).resolve().parents[1]
LARGEST_BYTES = 60_000
TRACED = 100
SOURCE = Source(name="mutant.fit", format="fit")


def seeds() -> list[bytes]:
    """The files to mutate."""
    folders = [ROOT / "sample_files", *map(Path, filter(None, [os.environ.get("LEGCHECK_CORPUS")]))]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.name.lower().endswith((".fit", ".fit.gz")))
    contents = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in map(Path.read_bytes, paths)]
    return [data for data in contents if 100 < len(data) <= LARGEST_BYTES]


def attempt(mutant: bytes) -> str:
    """What became of one input."""
    try:
        read_fit(mutant, source=SOURCE)
    except LegcheckError as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001  this is what is looked for
        return f"! {type(error).__name__}: {error}"
    return "read"


def main() -> int:
    """Mutate, read, count."""
    sys.path.insert(0, str(ROOT / "tests" / "parsers"))
    from fit_mutations import mutants

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    pool = seeds()
    told, slowest, largest, size = Counter[str](), 0.0, 0, 0
    for number, mutant in enumerate(mutants(pool, options.inputs, options.seed)):
        is_traced = number % TRACED == 0
        if is_traced:
            tracemalloc.start()
        start = time.process_time()
        outcome = attempt(mutant)
        taken = time.process_time() - start
        told[outcome] += 1
        if is_traced:
            largest = max(largest, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        elif taken > slowest:
            slowest, size = taken, len(mutant)
    for outcome, count in told.most_common():
        print(f"{count:>9,}  {outcome}")
    print(
        f"{options.inputs:,} inputs from {len(pool)} files; slowest {slowest:.2f} s of processor time ({size:,} bytes); largest memory {largest / 1e6:.1f} MB"
    )
    return int(any(outcome.startswith("!") for outcome in told))


if __name__ == "__main__":
    sys.exit(main())
