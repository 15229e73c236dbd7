"""The layout of a run is found once and changes no answer when it is handed on."""

from __future__ import annotations

import importlib
import inspect

import numpy as np
import pytest
from run_builder import make_run

from legcheck import signals, synth
from legcheck.cleaning import clean
from legcheck.signals.intensity import THRESHOLDS, hard_by_threshold, max_heart_rate
from legcheck.signals.layout import layout_of
from legcheck.signals.windows import analysis_windows, running_mean

TAKE_A_LAYOUT = (
    "cardiac_relief",
    "contact_balance",
    "descent_load",
    "gait_change",
    "heart_rate_drift",
    "pace_decay",
    "session_type",
)


@pytest.fixture(scope="module", params=["late_fade", "intervals"])
def run(request):
    kind = request.param
    if kind == "intervals":
        seconds = np.arange(3600.0)
        return make_run(3600, np.where((seconds // 180) % 2 == 1, 4.2, 2.6), heart_rate_bpm=150.0, cadence_spm=170.0)
    return clean(synth.plant(kind, seed=6).activity)


@pytest.mark.parametrize("name", TAKE_A_LAYOUT)
def test_a_signal_says_the_same_with_the_layout_and_without(run, name):
    signal = getattr(signals, name)
    assert "layout" in inspect.signature(signal).parameters
    assert repr(signal(run, layout=layout_of(run))) == repr(signal(run))


def test_the_layout_holds_what_its_parts_say(run):
    layout = layout_of(run)
    assert layout.windows == analysis_windows(run)
    assert layout.is_intervals is (layout.repetitions is not None) is (signals.session_type(run) == "intervals")


def test_it_is_found_once_for_all_signals(run, monkeypatch):
    derive_module, layout_module = (importlib.import_module(f"legcheck.signals.{name}") for name in ("derive", "layout"))
    found = []

    def counted(run):
        found.append(run)
        return layout_of(run)

    monkeypatch.setattr(derive_module, "layout_of", counted)
    for name in ("find_repetitions", "analysis_windows"):
        real = getattr(layout_module, name)
        monkeypatch.setattr(layout_module, name, lambda run, real=real, name=name: (found.append(name), real(run))[1])
    signals.derive(run)
    assert found == [run, "analysis_windows", "find_repetitions"]


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_both_thresholds_at_once_or_one_by_one(run, threshold):
    together = hard_by_threshold(run, maximum=max_heart_rate(run))
    assert repr(together[threshold]) == repr(signals.hard_running(run, threshold))


@pytest.mark.parametrize("width", [1, 2, 15, 30])
@pytest.mark.parametrize("size", [0, 1, 10, 200])
def test_a_running_mean_is_the_plain_one(width, size):
    random = np.random.default_rng(size)
    values, known = random.normal(3.0, 1.0, size), random.random(size) < 0.8
    plain = []
    for middle in range(size):
        part = slice(max(middle - width // 2, 0), middle + (width - 1) // 2 + 1)
        chosen = values[part][known[part]]
        plain.append(chosen.mean() if chosen.size else 0.0)
    np.testing.assert_allclose(running_mean(np.where(known, values, np.nan), known, width), plain, atol=1e-12)
