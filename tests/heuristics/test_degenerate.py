"""Runs that no one runs: nothing may break, and nothing may be claimed without data. Warnings are errors here."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from run_builder import make_run

from legcheck.cleaning import clean
from legcheck.core import Activity, Columns, Source, Status
from legcheck.heuristics import all_heuristics, heavy_legs
from legcheck.signals import derive, splits

HOUR = np.arange(3600.0)
NAN = np.full(3600, np.nan)
WILD = np.random.default_rng(4)

RECORDED = {
    "constant": {"speed_mps": 3.0, "heart_rate_bpm": 150.0, "cadence_spm": 168.0, "contact_time_ms": 250.0},
    "speed alone": {"speed_mps": 3.0},
    "distance alone": {"distance_m": 3.0 * HOUR},
    "heart rate of zero": {"speed_mps": 3.0, "heart_rate_bpm": 0.0},
    "cadence of zero": {"speed_mps": 3.0, "cadence_spm": 0.0},
    "cadence of zero every other minute": {"speed_mps": 3.0, "cadence_spm": np.where(HOUR % 120 < 60, 0.0, 168.0)},
    "standing": {"speed_mps": 0.0, "distance_m": 0.0, "heart_rate_bpm": 90.0, "cadence_spm": 0.0},
    "zeros": dict.fromkeys(("speed_mps", "distance_m", "heart_rate_bpm", "cadence_spm", "contact_time_ms", "altitude_m"), 0.0),
    "nothing": {},
    "NaN": dict.fromkeys(("speed_mps", "heart_rate_bpm", "cadence_spm", "contact_time_ms", "altitude_m", "temperature_c"), NAN),
    "no speed": {"heart_rate_bpm": 150.0, "cadence_spm": 168.0},
    "half without speed": {"speed_mps": np.where(HOUR < 1800, 3.0, np.nan), "heart_rate_bpm": 150.0, "cadence_spm": 168.0},
    "a value every 200 s": {"speed_mps": np.where(HOUR % 200 == 0, 3.0, np.nan), "heart_rate_bpm": 150.0},
    "on and off": {"speed_mps": 3.0 * (HOUR % 2), "heart_rate_bpm": 150.0, "cadence_spm": 168.0},
    "walking": {"speed_mps": 1.4, "heart_rate_bpm": 100.0, "cadence_spm": 110.0},
    "faster than running": {"speed_mps": 11.0, "heart_rate_bpm": 150.0, "cadence_spm": 168.0},
    "noise": {
        "speed_mps": np.abs(WILD.normal(3.0, 3.0, 3600)),
        "heart_rate_bpm": WILD.uniform(0.0, 250.0, 3600),
        "cadence_spm": WILD.uniform(0.0, 280.0, 3600),
        "altitude_m": WILD.normal(0.0, 100.0, 3600),
        "contact_time_ms": WILD.uniform(0.0, 1000.0, 3600),
        "contact_balance_left_pct": WILD.uniform(0.0, 100.0, 3600),
    },
}
"""What a device may have written."""


def recorded(columns, *, seconds=3600, altitude=True):
    """A run cleaned from what a device wrote, outdoors unless it says otherwise."""
    elapsed = np.arange(float(seconds))
    given = {name: np.broadcast_to(np.asarray(values, dtype=float), (3600,))[:seconds] for name, values in columns.items()}
    if altitude:
        given.setdefault("altitude_m", np.full(seconds, 100.0))
    channels = Columns({"elapsed_s": elapsed, **given})
    source, start = Source(name="table", format="table"), datetime(2024, 5, 5, tzinfo=UTC)
    return clean(Activity(source=source, start_time=start, channels=channels, sport="running"))


def judge(run):
    signals = derive(run)
    findings = tuple(kind().judge(signals) for kind in all_heuristics())
    splits(run)
    return {finding.id: finding for finding in findings}, heavy_legs(signals, findings)


@pytest.mark.parametrize("seconds", [0, 1, 30, 600, 3600])
@pytest.mark.parametrize("columns", RECORDED.values(), ids=list(RECORDED))
def test_nothing_breaks_and_nothing_is_claimed(columns, seconds):
    findings, headline = judge(recorded(columns, seconds=seconds))
    for finding in findings.values():
        assert finding.reason
        for evidence in finding.evidence:
            assert np.isfinite([evidence.value, evidence.low or 0.0, evidence.high or 0.0]).all(), (finding.id, evidence)
    for id_ in ("late_fade", "heart_rate_drift", "low_cadence", "overstriding"):
        assert columns is RECORDED["noise"] or not findings[id_].is_found, findings[id_]
    if seconds < 1800:
        assert headline.status is Status.NOT_ASSESSED
    else:
        assert headline.status is not Status.FOUND


def test_a_constant_run_is_clear_of_every_limit():
    channels = {"heart_rate_bpm": 150.0, "cadence_spm": 168.0, "contact_time_ms": 250.0, "altitude_m": 100.0}
    findings, headline = judge(make_run(3600, 3.0, **channels))
    for id_ in ("late_fade", "heart_rate_drift", "low_cadence", "overstriding"):
        assert findings[id_].status is Status.CLEAR, findings[id_]
        assert findings[id_].score < 25
    assert headline.status is Status.CLEAR
    assert headline.cause == "none"
    assert "falling from" not in findings["late_fade"].reason


def test_twelve_hours():
    seconds = 43_200
    noise = np.random.default_rng(2)
    run = make_run(
        seconds,
        2.6 + noise.normal(0.0, 0.1, seconds),
        heart_rate_bpm=140.0 + noise.normal(0.0, 3.0, seconds),
        cadence_spm=165.0 + noise.normal(0.0, 2.0, seconds),
    )
    findings, headline = judge(run)
    assert findings["late_fade"].status is Status.CLEAR
    assert headline.status is Status.CLEAR
