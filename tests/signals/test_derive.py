"""All signals of a run together: the same as one by one, and nothing breaks them."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from run_builder import START, make_run

from legcheck import signals, synth
from legcheck.cleaning import clean
from legcheck.core import CHANNELS, Estimate

SIGNALS = ("session_type", "cadence", "gait", "drift", "decay", "relief")
"""Fields that every version has; those of a run as it was given are not among them."""


@pytest.fixture(scope="module")
def fading():
    return clean(synth.plant("late_fade", seed=6).activity)


def test_one_by_one_gives_the_same(fading):
    together, decay = signals.derive(fading), signals.pace_decay(fading)
    assert together.run is fading
    assert together.session_type == signals.session_type(fading)
    assert together.cadence == signals.cadence_level(fading)
    assert together.drift == signals.heart_rate_drift(fading)
    assert together.decay == decay
    assert together.gait == signals.gait_change(fading, decay)
    assert together.relief == signals.cardiac_relief(fading, decay)


def test_an_activity_is_cleaned_first():
    activity = synth.run(duration_s=1200, seed=1).activity
    assert signals.derive(activity).cadence == signals.derive(clean(activity)).cadence


def test_the_date_changes_nothing():
    channels = {"heart_rate_bpm": 150.0, "cadence_spm": 168.0, "contact_time_ms": 250.0}
    one = signals.derive(make_run(3000, 3.0, **channels))
    other = signals.derive(make_run(3000, 3.0, start=START + timedelta(days=800, hours=5), **channels))
    for name in SIGNALS:
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name


def estimates(value, path="signals"):
    """Every Estimate in a tree of dataclasses, with its way there."""
    if isinstance(value, Estimate):
        yield path, value
    elif hasattr(value, "__dataclass_fields__") and not hasattr(value, "masks"):
        for field in fields(value):
            yield from estimates(getattr(value, field.name), f"{path}.{field.name}")


def check(run):
    derived = signals.derive(run)
    found = dict(estimates(derived))
    assert len(found) >= 9
    for path, estimate in found.items():
        assert estimate.unit, path
        assert estimate.is_usable != bool(estimate.reason), (path, estimate)
        if estimate.is_usable and np.isfinite(estimate.low):
            assert estimate.low <= estimate.value <= estimate.high, (path, estimate)
            assert estimate.standard_error >= 0.0, path
    return derived


@pytest.mark.parametrize(
    "run",
    [
        make_run(0, heart_rate_bpm=150.0, cadence_spm=168.0),
        make_run(1, heart_rate_bpm=150.0, cadence_spm=168.0),
        make_run(30, heart_rate_bpm=150.0, cadence_spm=168.0, contact_time_ms=250.0),
        make_run(3600, 3.0),
        make_run(3600, 3.0, heart_rate_bpm=150.0, cadence_spm=168.0, contact_time_ms=250.0, temperature_c=20.0),
        make_run(3600, 0.0, heart_rate_bpm=90.0, cadence_spm=0.0),
        make_run(3600, np.nan, distance_m=np.nan, heart_rate_bpm=np.nan, cadence_spm=np.nan, contact_time_ms=np.nan),
        make_run(3600, np.where(np.arange(3600) % 2, 3.0, 0.0), heart_rate_bpm=150.0, cadence_spm=168.0),
        make_run(3600, np.where(np.arange(3600) % 40 == 0, 3.0, np.nan), heart_rate_bpm=150.0, cadence_spm=168.0),
        make_run(3600, 0.51, heart_rate_bpm=100.0, cadence_spm=60.0),
        make_run(43_200, 2.6, heart_rate_bpm=140.0, cadence_spm=165.0, contact_time_ms=260.0),
    ],
    ids=[
        "empty",
        "one second",
        "half a minute",
        "speed alone",
        "constant",
        "standing",
        "all NaN",
        "on and off",
        "sparse",
        "crawling",
        "twelve hours",
    ],
)
def test_nothing_breaks_on_a_degenerate_run(run):
    check(run)  # warnings are errors


def test_a_constant_run_has_nothing_to_report():
    derived = check(make_run(3600, 3.0, heart_rate_bpm=150.0, cadence_spm=168.0, contact_time_ms=250.0))
    assert derived.decay.fade.value == pytest.approx(0.0, abs=1e-9)
    assert derived.decay.slope_per_h.value == pytest.approx(0.0, abs=1e-9)
    assert not derived.decay.onset_s.is_usable
    assert derived.drift.drift_bpm_per_h.value == pytest.approx(0.0, abs=1e-6)
    assert derived.gait.cadence_spm.value == pytest.approx(0.0, abs=1e-6)
    assert derived.session_type == "steady"


@settings(max_examples=15)
@given(st.data(), st.integers(1, 60), st.integers(40, 90))
def test_nothing_breaks_on_wild_values(data, pieces, piece_s):
    """Stretches of any value of each channel, NaN among them."""

    def stretches(name):
        channel = CHANNELS[name]
        values = st.floats(channel.low, channel.high) | st.just(np.nan)
        return np.repeat(data.draw(arrays(np.float64, pieces, elements=values)), piece_s)

    names = ("heart_rate_bpm", "cadence_spm", "contact_time_ms", "contact_balance_left_pct", "grade_pct", "altitude_m")
    check(make_run(pieces * piece_s, stretches("speed_mps"), **{name: stretches(name) for name in names}))
