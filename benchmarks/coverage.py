"""Do 95 % intervals hold 95 % of the truth? Signals of synthetic runs against what was planted in them.

Run as ``python benchmarks/coverage.py 1000``. Seeds from nine million on are for reporting; the estimators were tuned on other
families (``--calibrate``). Every run has another runner, duration, pace and course, all drawn from its seed, so
the table comes out the same every time. What was planted stands in ``coverage_truth.py``.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from coverage_truth import KINDS, Case

from legcheck.core import Estimate

REPORTING_SEED, TUNING_SEED = 9_000_000, 5_000_000
"""First seeds of the runs that are reported, and of those for tuning; all others below nine million were looked at on the way."""

PROCESSES = 2
COLUMNS = ("signal", "runs", "planted", "n", "coverage %", "Wilson 95 %", "bias (SE)", "mean width", "unit")
FORMAT = "{:<17} {:<8} {:>18} {:>5} {:>10} {:>13} {:>9} {:>10}  {}"


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate held against what was planted."""

    kind: str
    signal: str
    estimate: Estimate
    truth: float


# Table -----------------------------------------------------------------------------------------------------------------


def measure(seed: int, kind: str) -> list[Row]:
    """Every usable estimate of one run with its truth."""
    make, readings = KINDS[kind]
    case = Case(make(seed))
    estimates = [(name, of(case), truth) for name, of, truth in readings]
    return [Row(kind, name, found, truth(case)) for name, found, truth in estimates if found.is_usable]


def measured(kinds: list[str], count: int, first_seed: int, processes: int) -> Iterator[Row]:
    """Rows of ``count`` runs of every kind."""
    seeds = range(first_seed, first_seed + count)
    with ProcessPoolExecutor(processes) as pool:
        for kind in kinds:
            for rows in pool.map(partial(measure, kind=kind), seeds, chunksize=20):
                yield from rows


def wilson(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, J Am Stat Assoc 1927;22:209-212)."""
    z = 1.959964
    share, scale = hits / count, 1.0 + z * z / count
    middle = (share + z * z / (2 * count)) / scale
    reach = z / scale * math.sqrt(share * (1.0 - share) / count + z * z / (4.0 * count * count))
    return middle - reach, middle + reach


def line(kind: str, signal: str, rows: list[Row]) -> str:
    """One line of the table."""
    value, low, high, error, truth = np.array(
        [(row.estimate.value, row.estimate.low, row.estimate.high, row.estimate.standard_error, row.truth) for row in rows]
    ).T
    hits, count = int(np.count_nonzero((low <= truth) & (truth <= high))), len(rows)
    truth = np.round(truth, 6) + 0.0
    planted = f"{np.nanmedian(truth):.3g} ({np.nanpercentile(truth, 5):.2g}..{np.nanpercentile(truth, 95):.2g})"
    held = "{:.1f}-{:.1f}".format(*(100.0 * share for share in wilson(hits, count)))
    bias, width = np.nanmean(value - truth) / np.mean(error), np.mean(high - low)
    unit = rows[0].estimate.unit
    return FORMAT.format(
        signal, kind, planted, count, f"{100.0 * hits / count:.1f}", held, f"{bias:+.2f}", f"{width:.3g}", unit
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=1000, help="runs of every kind")
    parser.add_argument("--calibrate", action="store_true", help="the seeds that the estimators were tuned on")
    parser.add_argument("--first-seed", type=int, default=REPORTING_SEED)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--processes", type=int, default=PROCESSES)
    given = parser.parse_args()
    first_seed = TUNING_SEED if given.calibrate else given.first_seed
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in measured(given.kinds, given.runs, first_seed, given.processes):
        groups.setdefault((row.kind, row.signal), []).append(row)
    print(FORMAT.format(*COLUMNS))
    for (kind, signal), rows in groups.items():
        print(line(kind, signal, rows))


if __name__ == "__main__":
    main()
