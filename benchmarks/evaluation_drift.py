"""How large a drift of heart rate is found, by its size and by how long the run is.

Recorded steady runs drift by 8.4 bpm/h in the median (82 runs), so a drift is planted as so much more than that. What can be told
depends on the length of the run more than on anything else: the error of a trend falls with the length to the power of 1.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from evaluation_tables import FOUND, share, table

from legcheck import analyze, synth

__all__ = ["DriftOutcome", "Job", "jobs", "judged", "section"]

DRIFT_SEED = 6_500_000
"""First seed of these runs; those below a million were used for setting numbers."""

USUAL_BPM_PER_H = 8.4
"""[bpm/h] Median drift at equal speed of 82 recorded steady runs."""

MORE_BPM_PER_H = (0.0, 3.0, 6.0, 9.0, 12.0)
"""[bpm/h] What is planted beyond the usual drift: nothing; small, 3; medium, 6; large, 12; and one between."""

MINUTES = (50, 70, 90, 120)
"""[min] Length of the run, of which the first ten are not used."""

OFTEN = 0.8
"""[-] Share of runs in which the smallest size to be counted on is found."""

INTRODUCTION = (
    "82 recorded steady runs drifted by 8.4 bpm an hour in the median, and by -2 to 32 from the tenth to the ninetieth per cent, so a drift "
    "is planted here as 3, 6 or 12 bpm an hour **more than these 8.4**. How much can be told hangs on the length of the run: heart rate as "
    "restless as in those runs (SD 3.4 bpm, forgotten in 65 s) tells the drift of 50 minutes to about 5 bpm an hour (standard error, with the "
    "errors of GPS speed), of 90 minutes to 2, of two hours to 1. A run that is too uneven to tell counts as one in which nothing was found. The bottom row is the size that is found in eight of ten."
)

USUAL = (
    "The first row has nothing planted but the usual drift, which lies just beyond the line of 7.5: naming it is true, and says little. The clean "
    "runs further up drift by 3 bpm an hour (SD 2), less than recorded runs do."
)

Job = tuple[float, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftOutcome:
    """What was said of one run: its planted surplus [bpm/h], its length [min], and whether the drift was found."""

    more: float
    minutes: int
    found: bool


def jobs(runs: int) -> list[Job]:
    """Surplus, length and seed of every run; no two runs share a seed."""
    cells = [(more, minutes) for more in MORE_BPM_PER_H for minutes in MINUTES]
    return [(*cell, DRIFT_SEED + 1_000 * place + number) for place, cell in enumerate(cells) for number in range(runs)]


def judged(job: Job) -> DriftOutcome:
    """Make one run and judge it."""
    more, minutes, seed = job
    random, drawn = np.random.default_rng([seed, minutes]), synth.athlete(seed)
    made = synth.run(
        seed=seed,
        runner=replace(drawn, cadence_offset_spm=float(np.clip(drawn.cadence_offset_spm, -5.0, 5.0))),
        duration_s=60.0 * minutes,
        speed_mps=drawn.reference_speed_mps * float(random.uniform(0.85, 1.02)),
        drift_bpm_per_h=USUAL_BPM_PER_H + more,
        temperature_c=10.0,
    )
    return DriftOutcome(more=more, minutes=minutes, found=analyze(made.activity)["heart_rate_drift"].status.value == FOUND)


def section(results: Iterable[DriftOutcome]) -> str:
    """The section of the page."""
    listed = list(results)
    head = ("drift planted", *(f"run of {minutes} min" for minutes in MINUTES))
    rows = [(_size(more), *(_found(listed, more, minutes) for minutes in MINUTES)) for more in MORE_BPM_PER_H]
    rows.append((f"found in {100 * OFTEN:.0f} %", *(_counted_on(listed, minutes) for minutes in MINUTES)))
    number = len(listed) // (len(MORE_BPM_PER_H) * len(MINUTES))
    title = "## Heart-rate drift, by size and length of run"
    return "\n\n".join((title, f"{INTRODUCTION} {number} runs a cell.", table(head, rows), USUAL))


def _size(more: float) -> str:
    return f"+{more:.0f} bpm/h ({USUAL_BPM_PER_H + more:.1f})" if more else f"the usual {USUAL_BPM_PER_H}"


def _counts(results: Sequence[DriftOutcome], more: float, minutes: int) -> tuple[int, int]:
    here = [result.found for result in results if (result.more, result.minutes) == (more, minutes)]
    return sum(here), len(here)


def _found(results: Sequence[DriftOutcome], more: float, minutes: int) -> str:
    return share(*_counts(results, more, minutes))


def _counted_on(results: Sequence[DriftOutcome], minutes: int) -> str:
    """Size found in eight of ten runs, between the sizes planted."""
    counts = [_counts(results, more, minutes) for more in MORE_BPM_PER_H]
    shares = np.maximum.accumulate([found / max(runs, 1) for found, runs in counts])
    if shares[-1] < OFTEN:
        return f"more than +{MORE_BPM_PER_H[-1]:.0f}"
    return f"+{np.interp(OFTEN, shares, MORE_BPM_PER_H):.1f} bpm/h"
