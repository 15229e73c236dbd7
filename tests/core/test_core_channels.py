"""The channel table: what a name promises, it keeps."""

from __future__ import annotations

import math

import pytest

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import CHANNELS, MASKS

SUFFIX = {
    "s": "s",
    "deg": "deg",
    "m": "m",
    "m/s": "mps",
    "bpm": "bpm",
    "steps/min": "spm",
    "W": "w",
    "degC": "c",
    "ms": "ms",
    "%": "pct",
    "mm": "mm",
    "breaths/min": "bpm",
    "kN/m": "knpm",
}
"""Unit as printed -> how names end."""


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_name_ends_with_its_unit(channel):
    assert channel.name.rsplit("_", 1)[-1] == SUFFIX[channel.unit]


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_channel_is_fully_described(channel):
    assert channel.low < channel.high
    assert math.isfinite(channel.low)
    assert math.isfinite(channel.high)
    assert channel.meaning
    assert (channel.bridge_s == 0.0) == channel.derived


def test_keys_are_names():
    assert [channel.name for channel in CHANNELS.values()] == list(CHANNELS)


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError, match="item assignment"):
        CHANNELS["cadence_spm"] = CHANNELS["power_w"]


@pytest.fixture(scope="module")
def activity():
    return synth.run(duration_s=300, seed=1, power=True).activity


def test_an_activity_holds_recorded_channels_only(activity):
    assert set(activity.channels) <= {name for name, channel in CHANNELS.items() if not channel.derived}


def test_a_run_holds_channels_of_the_table_and_every_mask(activity):
    run = clean(activity)
    assert set(run.channels) <= set(CHANNELS)
    assert set(run.masks) == set(MASKS)
    assert {len(values) for values in run.channels.values()} == {len(values) for values in run.masks.values()} == {len(run)}
