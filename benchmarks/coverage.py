"""Do 95 % intervals hold 95 % of the truth? Signals of synthetic runs against what was planted in them.

Run as ``python benchmarks/coverage.py 1000``. Seeds from three million on are for reporting; the estimators were tuned on
seeds below a million (``--calibrate``). Every run has another runner, duration, pace and course, all drawn from its seed, so
the table comes out the same every time. The planted value is taken from the noise-free plan in the very windows that the
estimator chose.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import Estimate, Span
from legcheck.signals import RunSignals, derive

REPORTING_SEED = 3_000_000
"""First seed of the runs that are reported; those below a million are for tuning, those between were looked at on the way."""

OUT_OF_REACH_BPM, MOST_DRIFT_BPM_PER_H = 215.0, 30.0
PROCESSES = 2
COLUMNS = ("signal", "runs", "planted", "n", "coverage %", "Wilson 95 %", "bias (SE)", "mean width", "unit")
FORMAT = "{:<14} {:<7} {:>16} {:>5} {:>10} {:>13} {:>9} {:>10}  {}"


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate held against what was planted."""

    kind: str
    signal: str
    estimate: Estimate
    truth: float


# Runs ------------------------------------------------------------------------------------------------------------------


def _anyone(seed: int, random: np.random.Generator, shortest_s: float, longest_s: float) -> dict[str, object]:
    """A runner at an easy to brisk pace; every second course has hills."""
    usual = synth.athlete(seed)
    # No ceiling within reach: there heart rate stops rising and drift is no one number any more.
    runner = replace(usual, max_hr_bpm=OUT_OF_REACH_BPM, drift_bpm_per_h=min(usual.drift_bpm_per_h, MOST_DRIFT_BPM_PER_H))
    hills = (float(random.uniform(2.0, 8.0)), 1000.0) if random.random() < 0.5 else None
    return {
        "seed": seed,
        "runner": runner,
        "duration_s": float(random.integers(shortest_s, longest_s)),
        "speed_mps": runner.reference_speed_mps * float(random.uniform(0.85, 1.05)),
        "hills": hills,
    }


def clean_run(seed: int) -> synth.SyntheticRun:
    """Nothing planted but the runner's usual drift."""
    random = np.random.default_rng([seed, 1])
    return synth.run(**_anyone(seed, random, 2700, 7200))


def drifting_run(seed: int) -> synth.SyntheticRun:
    """Heart rate that rises by 0 to 25 bpm/h at an even pace."""
    random = np.random.default_rng([seed, 2])
    return synth.run(**_anyone(seed, random, 2700, 7200), drift_bpm_per_h=float(random.uniform(0.0, 25.0)))


def fading_run(seed: int) -> synth.SyntheticRun:
    """Pace, heart and gait give in, each by a size of its own; sudden in one run of four."""
    random = np.random.default_rng([seed, 3])
    settings = _anyone(seed, random, 3000, 9000)
    return synth.run(
        **settings,
        fade_after_s=float(random.uniform(0.3, 0.7)) * float(str(settings["duration_s"])),
        fade_fraction=float(random.uniform(0.03, 0.25)),
        abrupt=bool(random.random() < 0.25),
        relief=float(random.uniform(0.0, 1.0)),
        drift_bpm_per_h=float(np.clip(random.normal(6.0, 4.0), 0.0, 12.0)),
        late_cadence_fraction=float(random.uniform(-0.04, 0.02)),
        late_contact_time_fraction=float(random.uniform(-0.01, 0.10)),
    )


# Truth -----------------------------------------------------------------------------------------------------------------


def _mean(values: np.ndarray, span: Span) -> float:
    return float(np.mean(values[int(span.start_s) : int(span.end_s)]))


def planted_fade(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Loss of planned flat speed between the windows compared. [fraction]"""
    log_speed = np.log(made.plan["grade_adjusted_speed_mps"])
    return 1.0 - math.exp(_mean(log_speed, signals.decay.late) - _mean(log_speed, signals.decay.reference))


def planted_slope(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Planned trend of log speed: none in runs without a fade. [1/h]"""
    return 0.0


def planted_drift(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Linear rise at fixed effort. [bpm/h]"""
    return made.truth.drift_bpm_per_h


def planted_decoupling(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Loss of planned speed per planned heartbeat from the first half of the stretch analysed to the second. [%]"""
    span = signals.drift.span
    middle = (span.start_s + span.end_s) / 2.0
    first, second = (
        _mean(made.plan["grade_adjusted_speed_mps"], half) / _mean(made.plan["heart_rate_bpm"], half)
        for half in (Span(span.start_s, middle), Span(middle, span.end_s))
    )
    return 100.0 * (1.0 - second / first)


def _tired(made: synth.SyntheticRun) -> np.ndarray:
    """How far the fade has come, 0 to 1, one value a second."""
    seconds, truth = made.plan["elapsed_s"], made.truth
    if truth.onset_s is None or truth.complete_s is None:
        return np.zeros_like(seconds)
    return np.clip((seconds - truth.onset_s) / (truth.complete_s - truth.onset_s), 0.0, 1.0)


def planted_cadence(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Planned cadence minus the same without the planted change, late against reference. [steps/min]"""
    change = made.truth.late_cadence_fraction * _tired(made)
    beyond = made.plan["cadence_spm"] * change / (1.0 + change)
    return _mean(beyond, signals.decay.late) - _mean(beyond, signals.decay.reference)


def planted_contact(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Planned log contact time beyond the speed curve, late against reference. [%]"""
    beyond = 100.0 * np.log1p(made.truth.late_contact_time_fraction * _tired(made))
    return _mean(beyond, signals.decay.late) - _mean(beyond, signals.decay.reference)


def planted_relief(made: synth.SyntheticRun, signals: RunSignals) -> float:
    """Share of the relief due to the slower pace that the heart was given. [ratio]"""
    return made.recipe.relief


Truth = Callable[[synth.SyntheticRun, RunSignals], float]
Reading = tuple[str, Callable[[RunSignals], Estimate], Truth]

DRIFT: Reading = ("drift", lambda signals: signals.drift.drift_bpm_per_h, planted_drift)
DECOUPLING: Reading = ("decoupling", lambda signals: signals.drift.decoupling_pct, planted_decoupling)
FADE: Reading = ("fade", lambda signals: signals.decay.fade, planted_fade)
SLOPE: Reading = ("slope", lambda signals: signals.decay.slope_per_h, planted_slope)
CADENCE: Reading = ("cadence change", lambda signals: signals.gait.cadence_spm, planted_cadence)
CONTACT: Reading = ("contact change", lambda signals: signals.gait.contact_time_pct, planted_contact)
RELIEF: Reading = ("relief", lambda signals: signals.relief, planted_relief)

KINDS: dict[str, tuple[Callable[[int], synth.SyntheticRun], tuple[Reading, ...]]] = {
    "clean": (clean_run, (DRIFT, DECOUPLING, FADE, SLOPE, CADENCE, CONTACT)),
    "drifting": (drifting_run, (DRIFT, DECOUPLING)),
    "fading": (fading_run, (FADE, CADENCE, CONTACT, RELIEF)),
}

# Table -----------------------------------------------------------------------------------------------------------------


def measure(seed: int, kind: str) -> list[Row]:
    """Every usable estimate of one run with its truth."""
    make, readings = KINDS[kind]
    made = make(seed)
    signals = derive(clean(made.activity))
    estimates = [(name, of(signals), truth) for name, of, truth in readings]
    return [Row(kind, name, found, truth(made, signals)) for name, found, truth in estimates if found.is_usable]


def measured(count: int, first_seed: int, processes: int) -> Iterator[Row]:
    """Rows of ``count`` runs of every kind."""
    seeds = range(first_seed, first_seed + count)
    with ProcessPoolExecutor(processes) as pool:
        for kind in KINDS:
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
    planted = f"{np.median(truth):.3g} ({np.percentile(truth, 5):.2g}..{np.percentile(truth, 95):.2g})"
    held = "{:.1f}-{:.1f}".format(*(100.0 * share for share in wilson(hits, count)))
    bias, width = np.mean(value - truth) / np.mean(error), np.mean(high - low)
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
    parser.add_argument("--processes", type=int, default=PROCESSES)
    given = parser.parse_args()
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in measured(given.runs, 0 if given.calibrate else given.first_seed, given.processes):
        groups.setdefault((row.kind, row.signal), []).append(row)
    print(FORMAT.format(*COLUMNS))
    for (kind, signal), rows in groups.items():
        print(line(kind, signal, rows))


if __name__ == "__main__":
    main()
