"""How often is legcheck right about weeks and months? Planted histories, and what one runner's ratings say.

Run as ``python benchmarks/evaluate_history.py``; writes docs/evaluation_history.md. ``--cache`` names a folder that keeps the summaries of
the histories, so that judging can be repeated without making the runs again; ``--calibrate`` takes the seeds that numbers may be set
on and prints; ``--share`` takes a part of the runners. The ratings are looked at where LEGCHECK_CORPUS names a folder.
"""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import history_real
from history_cells import CALIBRATION_SEED, CELLS, REPORTING_SEED, make
from history_outcomes import diary_of, summaries_of, unrated
from history_tables import page
from history_truth import run_truths

from legcheck.core import Athlete, Finding
from legcheck.history.judge import judge_history, over_time
from legcheck.signals.intensity import THRESHOLDS
from legcheck.synth import SyntheticHistory

__all__ = ["HistoryOutcome", "RunOutcome", "main", "outcome"]

PROCESSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """What was said of a run and what ought to have been; ``start_score``: of ``heavy_from_start``, NaN where it was not judged."""

    start_score: float
    statuses: dict[str, str]
    truths: dict[str, bool | None]
    cost: float
    slow: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOutcome:
    """What was said of a history; ``rated``: with the runner's feel and effort; ``is_possible``: a possible pattern was spoken of;
    ``split_measured``: of the split of intensity once the runner gives measured thresholds."""

    cell: int
    seed: int
    day_sd: float
    runs: tuple[RunOutcome, ...]
    over_time: dict[str, str]
    over_time_rated: dict[str, str]
    is_possible: bool
    split_measured: str


def outcome(job: tuple[int, int, int, Path | None]) -> HistoryOutcome:
    """Judge one history."""
    cell, runner, first_seed, cache = job
    made = make(cell, runner, first_seed)
    summaries = summaries_of(cell, runner, first_seed, cache)
    judged = judge_history(unrated(summaries), diary=diary_of(made, rated=False))
    rated = judge_history(summaries, diary=diary_of(made, rated=True))
    planned = [item for item in made.activities if item.is_run]
    whole = over_time(judged)
    said = zip(planned, run_truths(made), judged.findings, judged.headlines, strict=True)
    return HistoryOutcome(
        cell=cell,
        seed=made.seed,
        day_sd=made.day_sd,
        runs=tuple(
            RunOutcome(
                start_score=_score(findings.get("heavy_from_start")),
                statuses={name: finding.status.value for name, finding in findings.items()}
                | {"heavy_legs": headline.status.value},
                truths=truths,
                cost=item.truth.cost,
                slow=item.truth.slow,
            )
            for item, truths, findings, headline in said
        ),
        over_time=_statuses(whole),
        over_time_rated=_statuses(over_time(rated)),
        is_possible=any(finding.id == "pattern" and finding.reason.startswith("possible") for finding in whole),
        split_measured=_statuses(over_time(judge_history(unrated(summaries), athlete=tested(made))))["intensity_split"],
    )


def tested(made: SyntheticHistory) -> Athlete:
    """The runner after a test in a laboratory: thresholds where most runners have them."""
    first, second = (round(share * made.runner.max_hr_bpm) for share, _ in THRESHOLDS.values())
    return Athlete(max_hr_bpm=made.runner.max_hr_bpm, first_threshold_hr_bpm=first, second_threshold_hr_bpm=second)


def _score(finding: Finding | None) -> float:
    return math.nan if finding is None or finding.score is None else finding.score


def _statuses(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {finding.id: finding.status.value for finding in findings}


def main() -> None:
    """Judge everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "docs" / "evaluation_history.md")
    asked = parser.parse_args()
    first = CALIBRATION_SEED if asked.calibrate else REPORTING_SEED
    jobs = [
        (cell, runner, first, asked.cache)
        for cell, kind in enumerate(CELLS)
        for runner in range(max(1, round(asked.share * kind.runners)))
    ]
    with ProcessPoolExecutor(PROCESSES) as executor:
        outcomes = list(executor.map(outcome, jobs, chunksize=2))
    text = page(outcomes, "" if asked.calibrate else history_real.section(asked.cache))
    if asked.calibrate:
        print(text)
    else:
        asked.out.write_text(text, encoding="utf-8")
        print(f"{len(outcomes)} histories judged, {asked.out.name} written")


if __name__ == "__main__":
    main()
