"""Intervals hold the truth about as often as they say, on noise that remembers its past."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run
from scipy.signal import lfilter

from legcheck import synth
from legcheck.signals import cadence_level, heart_rate_drift, pace_decay
from legcheck.signals.heart_rate import lagged
from legcheck.signals.level import running_level

RUNS = 80
SECONDS = 4200
TIME = np.arange(float(SECONDS))


def remembering(rng, sd, forgets_in_s):
    """A series a second with this standard deviation that forgets itself (1/e) in this time."""
    keep = np.exp(-1.0 / forgets_in_s)
    steps = sd * np.sqrt(1 - keep**2) * rng.standard_normal(SECONDS + 2000)
    return lfilter([1.0], [1.0, -keep], steps)[2000:]


def share(held):
    """Of 80 intervals of 95 %, 76 hold the truth; 80 * 0.95 * 0.05 = 3.8, so fewer than 69 happen in 6 of 10,000 tries."""
    return np.count_nonzero(held) / RUNS


@pytest.fixture(scope="module")
def noisy_runs():
    rng = np.random.default_rng(17)
    runs = []
    for _ in range(RUNS):
        speed = 3.0 * np.exp(remembering(rng, 0.044, 32.0)) * np.where(TIME < 2400, 1.0, 0.9)
        heart_rate = 55.0 + 32.0 * lagged(speed, 40.0) + 8.0 * TIME / 3600 + remembering(rng, 3.4, 65.0)
        runs.append(make_run(SECONDS, speed, heart_rate_bpm=heart_rate, cadence_spm=168.0 + remembering(rng, 2.0, 20.0)))
    return runs


def test_fade(noisy_runs):
    fades = [pace_decay(run).fade for run in noisy_runs]
    assert share([fade.low <= 0.10 <= fade.high for fade in fades]) >= 0.86
    assert np.mean([fade.value for fade in fades]) == pytest.approx(0.10, abs=0.005)


def test_drift(noisy_runs):
    drifts = [heart_rate_drift(run).drift_bpm_per_h for run in noisy_runs]
    assert share([drift.low <= 8.0 <= drift.high for drift in drifts]) >= 0.86
    assert np.mean([drift.value for drift in drifts]) == pytest.approx(8.0, abs=1.0)


def test_the_standard_error_of_mean_cadence_is_that_of_theory():
    """The mean of T seconds of noise with SD s that forgets itself in t seconds has the standard error s * sqrt(2 t / T):
    2 * sqrt(40 / 4080) = 0.198 steps/min."""
    rng = np.random.default_rng(18)
    levels = [cadence_level(make_run(SECONDS, 3.0, cadence_spm=165.0 + remembering(rng, 2.0, 20.0))) for _ in range(RUNS)]
    errors = [level.difference_spm.standard_error for level in levels]
    assert np.std([level.cadence_spm for level in levels]) == pytest.approx(0.198, rel=0.25)
    assert 0.75 * 0.198 < np.mean(errors) < 1.6 * 0.198


def test_the_level_of_a_channel():
    rng = np.random.default_rng(19)
    levels = [
        running_level(
            make_run(SECONDS, 3.0, vertical_ratio_pct=9.2 + remembering(rng, 0.4, 20.0)), "vertical_ratio_pct", unit="%"
        )
        for _ in range(RUNS)
    ]
    assert share([level.low <= 9.2 <= level.high for level in levels]) >= 0.86
    # sqrt(2 * 20 / 4200) * 0.4 = 0.039, reaching 0.076 to either side; slow noise is allowed for, so a little more.
    assert 0.06 < np.mean([level.high - level.value for level in levels]) < 0.16


def test_what_changes_between_the_halves():
    """Steady runs of the generator without drift: neither half is faster, and the heart beats no faster in either."""
    steady = (synth.run(duration_s=SECONDS, drift_bpm_per_h=0.0, seed=6_000_000 + seed) for seed in range(RUNS))
    drifts = [heart_rate_drift(run.activity) for run in steady]
    assert share([drift.speed_change.low <= 0.0 <= drift.speed_change.high for drift in drifts]) >= 0.86
    assert share([drift.heart_rate_change.low <= 0.0 <= drift.heart_rate_change.high for drift in drifts]) >= 0.86
    assert (
        np.mean([drift.speed_change.high - drift.speed_change.low for drift in drifts]) < 8.0
    )  # [%] or it would hold anything
    assert all(drift.speed_change_pct == drift.speed_change.value for drift in drifts)
