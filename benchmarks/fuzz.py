"""Does anything but a LegcheckError ever leave the readers? Files are damaged at random and read.

Run as ``python benchmarks/fuzz.py 200000`` (or ``just fuzz 200000``). The files are those of sample_files and, where
LEGCHECK_CORPUS names a folder, those up to a megabyte in it. The same seed damages them in the same way. Exits with 1 if
anything else was raised, and says by which seed it can be made again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import numpy as np

import legcheck

TRACED = 100
"""[inputs] Memory is traced on every such input, as that takes several times as long."""

SAMPLES = Path(__file__).resolve().parents[1] / "sample_files"

LARGEST_BYTES = 1_000_000
"""[bytes] Larger files say nothing more and take longer."""


def files() -> list[bytes]:
    """The files to damage, by path."""
    folders = [SAMPLES, *map(Path, filter(None, [os.environ.get("LEGCHECK_CORPUS")]))]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    kept = [path for path in paths if path.suffix.lower() in {".fit", ".gpx", ".tcx", ".gz", ".zip"}]
    return [path.read_bytes() for path in kept if 0 < path.stat().st_size <= LARGEST_BYTES]


def damaged(data: bytes, other: bytes, random: np.random.Generator) -> bytes:
    """One to three kinds of damage: flipped bits, a cut, a hole, junk put in or over, a piece of another file."""
    content = bytearray(data)
    for _ in range(int(random.integers(1, 4))):
        at = int(random.integers(0, len(content) + 1))
        length = int(random.integers(1, 200))
        kind = int(random.integers(0, 6))
        if kind == 0 and content:
            for place in random.integers(0, len(content), size=int(random.integers(1, 20))):
                content[place] ^= 1 << int(random.integers(0, 8))
        elif kind == 1:
            del content[at:]
        elif kind == 2:
            del content[at : at + length]
        elif kind == 3:
            content[at:at] = random.bytes(length)
        elif kind == 4:
            content[at : at + length] = random.bytes(length)
        else:
            start = int(random.integers(0, len(other)))
            content[at:at] = other[start : start + length * 20]
    return bytes(content)


def attempt(seed: int, pool: list[bytes]) -> tuple[str, float]:
    """What became of one damaged file, and how long reading it took. [s]"""
    random = np.random.default_rng(seed)
    first, second = (pool[int(place)] for place in random.integers(0, len(pool), size=2))
    data = damaged(first, second, random)
    start = time.process_time()
    try:
        legcheck.read_all(data)
        told = "read"
    except legcheck.LegcheckError as error:
        told = type(error).__name__
    except Exception as error:  # noqa: BLE001  this is what is looked for
        told = f"! {type(error).__name__}: {error}"
        sys.stderr.write(f"seed {seed}: {told}\n")
    return told, time.process_time() - start


def traced(seed: int, pool: list[bytes]) -> tuple[str, int]:
    """What became of one damaged file, and the most memory that making and reading it took. [bytes]"""
    tracemalloc.start()
    try:
        told, _ = attempt(seed, pool)
        return told, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def main() -> int:
    """Damage, read, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="?", type=int, default=2000, help="damaged files to read")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first")
    options = parser.parse_args()
    pool, counts = files(), Counter[str]()
    times, memory = [(0.0, 0)], [(0, 0)]
    for seed in range(options.seed, options.seed + options.inputs):
        if seed % TRACED:
            told, took = attempt(seed, pool)
            times.append((took, seed))
        else:
            told, used = traced(seed, pool)
            memory.append((used, seed))
        counts[told.split(":")[0]] += 1
    for told, count in counts.most_common():
        print(f"{count:>9,}  {told}")
    print(f"{options.inputs:>9,}  inputs tried, made of {len(pool)} files; seeds from {options.seed}")
    print(f"longest time for one input {max(times)[0]:.2f} s (seed {max(times)[1]})")
    print(f"largest memory for one input {max(memory)[0] / 1e6:.1f} MB (seed {max(memory)[1]}; traced on every {TRACED}th)")
    return int(any(told.startswith("!") for told in counts))


if __name__ == "__main__":
    sys.exit(main())
