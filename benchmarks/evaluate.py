"""How often is legcheck right? Every heuristic and every cause against planted truth, and against rules of thumb.

Run as ``python benchmarks/evaluate.py`` (or ``just evaluate``); writes the section "runs" of docs/evaluation.md and leaves its other
sections alone. ``--runs`` sets the runs per planted cell, ``--clean`` those per kind of clean run, ``--fades`` the fades whose causes
overlap, ``--worse`` the runs per kind that are recorded worse; ``--calibrate`` takes the seeds that numbers were set on. Recorded runs
are put in another order where LEGCHECK_CORPUS names a folder of them.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import evaluation_causes
import evaluation_drift
import evaluation_real
import evaluation_robustness
from evaluation_cells import CELLS, REPORTING_SEED, Cell, make
from evaluation_page import PAGE, write_section
from evaluation_tables import clear_fades, page

from legcheck import analyze
from legcheck.heuristics import FOUND_AT
from legcheck.report import Report
from legcheck.signals import derive

__all__ = ["Outcome", "main", "outcome"]

PROCESSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What legcheck and the rules of thumb said of one run."""

    cell: int
    seed: int
    statuses: dict[str, str]
    scores: dict[str, float]
    causes: tuple[tuple[str, float], ...]
    headline: float
    fade_pct: float
    rules: dict[str, bool]


def outcome(job: tuple[int, int]) -> Outcome:
    """Judge one run."""
    index, seed = job
    report = analyze(make(CELLS[index], seed).activity)
    signals = derive(report.run)
    findings = report.findings
    return Outcome(
        cell=index,
        seed=seed,
        statuses={finding.id: finding.status.value for finding in findings},
        scores={finding.id: finding.score if finding.score is not None else math.nan for finding in findings},
        causes=tuple((cause.id, cause.probability) for cause in report.heavy_legs.causes),
        headline=report.heavy_legs.score if report.heavy_legs.score is not None else math.nan,
        fade_pct=100 * signals.decay.fade.value,
        rules=rules_of_thumb(report),
    )


def rules_of_thumb(report: Report) -> dict[str, bool]:
    """What is usually said: cadence below 170, decoupling over 5 % half against half, a slower second half."""
    run = report.run
    cadence = report.summary.cadence_spm
    moving = run.running & (run["speed_mps"] > 0)
    half = len(run) // 2
    speed = [float(run["speed_mps"][part][moving[part]].mean()) for part in (slice(0, half), slice(half, None))]
    said = {"low_cadence": cadence is not None and cadence < 170.0, "late_fade": speed[1] < speed[0]}
    if run.has("heart_rate_bpm"):
        beats = [float(run["heart_rate_bpm"][part][moving[part]].mean()) for part in (slice(0, half), slice(half, None))]
        said["heart_rate_drift"] = 100 * (1 - (speed[1] / beats[1]) / (speed[0] / beats[0])) > 5.0
    return said


def jobs(runs: int, clean: int, first_seed: int) -> list[tuple[int, int]]:
    """Cell and seed of every run; no two runs share a seed."""
    listed: list[tuple[int, int]] = []
    for index, cell in enumerate(CELLS):
        start = first_seed + index * 10_000
        listed += [(index, start + number) for number in range(clean if cell.is_clean else runs)]
    return listed


def drift(executor: Executor, runs: int) -> str:
    """The section on sizes of drift and lengths of run."""
    return evaluation_drift.section(executor.map(evaluation_drift.judged, evaluation_drift.jobs(runs), chunksize=16))


def robustness(executor: Executor, runs: int) -> str:
    """The section on worse recordings."""
    listed = evaluation_robustness.jobs(runs)
    return evaluation_robustness.section(executor.map(evaluation_robustness.comparisons, listed, chunksize=8))


def overlapping(executor: Executor, runs: int, outcomes: Sequence[Outcome]) -> str:
    """The section on fades whose causes overlap."""
    clear = [
        evaluation_causes.FadeOutcome(
            cause=CELLS[result.cell].causes[0],
            said=result.causes,
            fade_pct=result.fade_pct,
            heavy=result.headline >= FOUND_AT,
            known=frozenset(),
        )
        for result in clear_fades(outcomes)
    ]
    results = executor.map(evaluation_causes.judged, evaluation_causes.seeds(runs), chunksize=16)
    return evaluation_causes.section(results, clear)


def recorded(executor: Executor) -> str:
    """The section on recorded runs; says that it was not run where there are none."""
    corpus = evaluation_real.corpus_folder()
    found = None if corpus is None else evaluation_real.files(corpus)
    return evaluation_real.section(None if found is None else executor.map(evaluation_real.controls, found, chunksize=8))


def parts(executor: Executor, asked: argparse.Namespace, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The further sections."""
    return (
        drift(executor, asked.runs),
        overlapping(executor, asked.fades, outcomes),
        robustness(executor, asked.worse),
        recorded(executor),
    )


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--clean", type=int, default=100)
    parser.add_argument("--fades", type=int, default=2000)
    parser.add_argument("--worse", type=int, default=5)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--out", type=Path, default=PAGE)
    asked = parser.parse_args()
    listed = jobs(asked.runs, asked.clean, 0 if asked.calibrate else REPORTING_SEED)
    with ProcessPoolExecutor(PROCESSES) as executor:
        outcomes = list(executor.map(outcome, listed, chunksize=16))
        sections = () if asked.calibrate else parts(executor, asked, outcomes)
    text = "\n".join((page(outcomes), *(f"{section}\n" for section in sections)))
    if asked.calibrate:
        print(text)
    else:
        write_section("runs", text, asked.out)
        print(f"{len(outcomes)} runs judged, {asked.out.name} written")


def cell_of(result: Outcome) -> Cell:
    """The cell of an outcome."""
    return CELLS[result.cell]


if __name__ == "__main__":
    main()
