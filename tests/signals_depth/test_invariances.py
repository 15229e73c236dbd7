"""What must not matter does not: clock, recording interval, standing at the end, mirror, file format.

Signals move less than half their interval, so each answer still lies inside the other's; where the distance itself is another
one (FIT: the watch's; GPX: from positions) less than their interval.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legcheck import clean, read, synth
from legcheck.core import Activity, Columns, Estimate
from legcheck.signals import (
    banister_trimp,
    decoupling,
    durability,
    dynamics_change,
    edwards_trimp,
    efficiency_factor,
    matched_places,
    pace_trend,
    running_stress_score,
    slowdown_split,
    wall_measures,
    zone_minutes,
)

SIGNALS = {
    "trend": pace_trend,
    "wall": wall_measures,
    "matched": matched_places,
    "durability": durability,
    "decoupling": decoupling,
    "efficiency": efficiency_factor,
    "dynamics": dynamics_change,
    "slowdown": slowdown_split,
    "banister": banister_trimp,
    "edwards": edwards_trimp,
    "stress": lambda run: running_stress_score(run, 4.0),
    "zones": zone_minutes,
}

FLOOR = {"edwards_value": 5.0, "durability_onset_km": 2.0, "zones_moderate": 0.5, "zones_hard": 0.5, "zones_easy": 0.5}
"""What may move by a step or by rounding even where the interval is narrow. [unit of the signal]"""

RUNS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "duration_s": st.integers(5400, 7200).map(float),
        "speed_mps": st.floats(2.8, 3.4),
        "course": st.sampled_from(["loop", "out_and_back"]),
        "fade_after_s": st.sampled_from([None, 3000.0]),
    }
)

few = settings(max_examples=10)


def estimates(activity: Activity) -> dict[str, Estimate]:
    """Every estimate of every signal of this folder."""
    run, found = clean(activity), {}
    for name, signal in SIGNALS.items():
        result = signal(run)
        if isinstance(result, Estimate):
            found[f"{name}_value"] = result
        elif is_dataclass(result):
            values = {field.name: getattr(result, field.name) for field in fields(result)}
            found |= {f"{name}_{key}": value for key, value in values.items() if isinstance(value, Estimate)}
    return found


def assert_close(
    one: dict[str, Estimate], other: dict[str, Estimate], *, share: float = 0.5, without: tuple[str, ...] = ()
) -> None:
    """Usable in both, and apart by no more than a share of the interval."""
    moved, compared = {}, 0
    for name, estimate in one.items():
        if name.startswith(without) and without:
            continue
        reasons = (estimate.reason, other[name].reason)
        if any(reasons):
            # A run of 15 km is one of 14.9 by another watch; an onset may be just seen or just not.
            assert all(reasons) or any(word in "".join(reasons) for word in ("km", "stayed below")), (name, reasons)
            continue
        compared += 1
        width = max(estimate.high - estimate.low, other[name].high - other[name].low)
        apart = abs(estimate.value - other[name].value)
        if apart > max(share * width, FLOOR.get(name, 1e-9)):
            moved[name] = (estimate.value, other[name].value, width)
    assert moved == {}
    assert compared >= 12


@few
@given(RUNS, st.integers(-10_000_000, 10_000_000))
def test_shifting_the_clock_changes_nothing(recipe, seconds):
    activity = synth.run(**recipe).activity
    later = replace(activity, start_time=activity.start_time + timedelta(seconds=seconds))
    assert_close(estimates(activity), estimates(later), share=0.0)


@few
@given(RUNS)
def test_smart_recording(recipe):
    assert_close(estimates(synth.run(**recipe).activity), estimates(synth.run(**recipe, smart_recording=True).activity))


@few
@given(RUNS, st.integers(30, 900))
def test_standing_at_the_end(recipe, seconds):
    activity = synth.run(**recipe).activity
    assert_close(estimates(activity), estimates(standing_after(activity, seconds)))


def standing_after(activity: Activity, seconds: int) -> Activity:
    """The watch runs on at the door: no speed, no steps, a heart that calms down."""
    end = float(activity.elapsed_s[-1])
    added = {
        name: np.full(seconds, values[np.isfinite(values)][-1] if np.isfinite(values).any() else np.nan)
        for name, values in activity.channels.items()
    }
    added["elapsed_s"] = end + 1.0 + np.arange(seconds)
    added["heart_rate_bpm"] = 90.0 + (added["heart_rate_bpm"] - 90.0) * np.exp(-np.arange(seconds) / 60.0)
    for name in ("speed_mps", "cadence_spm"):
        added[name] = np.zeros(seconds)
    for name in (
        "contact_time_ms",
        "vertical_oscillation_mm",
        "vertical_ratio_pct",
        "step_length_m",
        "contact_balance_left_pct",
    ):
        added[name] = np.full(seconds, np.nan)
    channels = {name: np.concatenate([values, added[name]]) for name, values in activity.channels.items()}
    return replace(activity, channels=Columns(channels))


@few
@given(RUNS)
def test_east_and_west_reversed(recipe):
    activity = synth.run(**recipe).activity
    mirrored = replace(activity, channels=Columns({**activity.channels, "longitude_deg": -activity.channels["longitude_deg"]}))
    assert_close(estimates(activity), estimates(mirrored))


@few
@given(RUNS)
def test_fit_and_gpx_of_one_run(recipe):
    made = synth.run(**recipe)
    fit, gpx = read(made.fit()), read(made.gpx())
    # A GPX knows no athlete, no dynamics and no speed of its own: the athlete is lent, the dynamics are left out.
    gpx = replace(gpx, athlete=fit.athlete)
    assert_close(estimates(fit), estimates(gpx), share=1.0, without=("dynamics_",))


def test_a_signal_that_moves_is_noticed():
    one = estimates(synth.run(duration_s=5400, seed=1).activity)
    other = estimates(synth.run(duration_s=5400, seed=1, fade_after_s=2400, fade_fraction=0.25).activity)
    with pytest.raises(AssertionError):
        assert_close(one, other)
