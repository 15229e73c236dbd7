"""Fit the two kinds of numbers that make cause probabilities honest: one sharpness and a lean for each cause.

Run as ``python benchmarks/calibrate_causes.py``. It draws fades from the calibration family of :mod:`evaluation_fades`, weighs their
causes with neither sharpness nor lean, fits both by maximum likelihood with strong shrinkage (towards 1 and towards 0) and prints
what belongs into ``legcheck/heuristics/cause_tables.py``. The report uses other seeds. Nothing is written.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from evaluation_fades import CALIBRATION_SEED, SHARES, draw
from numpy.typing import NDArray

from legcheck.cleaning import clean
from legcheck.heuristics import weigh_causes
from legcheck.heuristics.cause_tables import LEAN, SHARPNESS
from legcheck.signals import derive

__all__ = ["Weighed", "fitted", "main", "posterior", "weighed"]

LEAST_FADE = 0.08
"""[fraction] Measured fades from this size are calibrated, as they are reported."""

LEAN_SPREAD = 0.3
"""[log odds] How far a lean may stray from 0 (SD): 0.3 is odds of 1.35."""

SHARPNESS_SPREAD = 0.3
"""[log] How far the sharpness may stray from 1 (SD)."""

MOST_SHARPNESS = 1.5
"""[-] Whatever fits, terms are never made to weigh more than this: synthetic runs are kinder than life."""

ORDER = tuple(SHARES)
"""Causes in the order of every array here."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One fade: its cause, the log priors and the summed log-likelihoods, in :data:`ORDER`, without sharpness and lean."""

    cause: str
    log_priors: tuple[float, ...]
    evidence: tuple[float, ...]


def weighed(seed: int) -> Weighed | None:
    """Weigh one fade; None where less than 8 % was measured."""
    fade = draw(seed)
    signals = derive(clean(fade.made.activity))
    if not signals.decay.fade.value >= LEAST_FADE:
        return None
    weights = weigh_causes(signals)
    terms = weights.log_likelihoods.values()
    return Weighed(
        cause=fade.cause,
        log_priors=tuple(weights.log_priors[cause] - LEAN.get(cause, 0.0) for cause in ORDER),
        evidence=tuple(sum(term[cause] for term in terms) / SHARPNESS for cause in ORDER),
    )


def posterior(cases: Sequence[Weighed], sharpness: float, leans: FloatArray) -> FloatArray:
    """Probability of each cause in each case, given that it faded. Shape (cases, causes)."""
    logs = np.array([case.log_priors for case in cases]) + sharpness * np.array([case.evidence for case in cases]) + leans
    shares = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


def fitted(cases: Sequence[Weighed]) -> tuple[float, FloatArray]:
    """Sharpness and leans that make the planted causes likeliest, held near 1 and 0."""
    from scipy.optimize import minimize

    truth = np.array([ORDER.index(case.cause) for case in cases])

    def loss(asked: FloatArray) -> float:
        said = posterior(cases, math.exp(asked[0]), asked[1:])[np.arange(truth.size), truth]
        held = (asked[0] / SHARPNESS_SPREAD) ** 2 + float(np.sum((asked[1:] / LEAN_SPREAD) ** 2))
        return -float(np.sum(np.log(said))) + 0.5 * held

    bounds = [(None, math.log(MOST_SHARPNESS)), *[(None, None)] * len(ORDER)]
    found = minimize(loss, np.zeros(1 + len(ORDER)), method="L-BFGS-B", bounds=bounds).x
    return math.exp(found[0]), found[1:]


def told(cases: Sequence[Weighed], shares: FloatArray) -> str:
    """First and second right, what was said of the first, and the mean log loss."""
    truth = np.array([ORDER.index(case.cause) for case in cases])
    ranked = np.argsort(-shares, axis=1)
    first, second = ranked[:, 0] == truth, (ranked[:, :2] == truth[:, None]).any(axis=1)
    loss = -float(np.log(shares[np.arange(truth.size), truth]).mean())
    return f"first right {first.mean():.3f}, two {second.mean():.3f}, said {shares.max(axis=1).mean():.3f}, log loss {loss:.3f}"


def main() -> None:
    """Draw, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3000)
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    seeds = range(CALIBRATION_SEED, CALIBRATION_SEED + asked.runs)
    with ProcessPoolExecutor(asked.processes) as executor:
        cases = [case for case in executor.map(weighed, seeds, chunksize=16) if case is not None]
    sharpness, leans = fitted(cases)
    print(f"{len(cases)} fades of 8 % and more")
    print("as it is: ", told(cases, posterior(cases, 1.0, np.zeros(len(ORDER)))))
    print("fitted:   ", told(cases, posterior(cases, sharpness, leans)))
    print(f"SHARPNESS = {sharpness:.2f}")
    print("LEAN = {" + ", ".join(f'"{cause}": {lean:.2f}' for cause, lean in zip(ORDER, leans, strict=True)) + "}")


if __name__ == "__main__":
    main()
