"""Activities built by hand for the cleaning tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from legcheck.core import Activity, Columns, Source

START = datetime(2024, 5, 1, 6, 30, tzinfo=UTC)


def activity_of(channels: dict[str, Any], **fields: Any) -> Activity:
    """An activity with these channels; ``elapsed_s`` counts 0, 1, 2, ... where it is not given."""
    size = max((len(values) for values in channels.values()), default=0)
    columns = {"elapsed_s": np.arange(size, dtype=np.float64), **channels}
    return Activity(
        **{"source": Source(name="run.fit", format="fit"), "start_time": START, "sport": "running", **fields},
        channels=Columns(columns),
    )


def smooth_noise(rng: np.random.Generator, size: int, width: int) -> np.ndarray:
    """Noise of SD 1, averaged over ``width`` seconds."""
    return np.convolve(rng.normal(size=size + width - 1), np.ones(width) / width**0.5, mode="valid")


def steady_channels(size: int = 1800, *, speed_mps: float = 3.0, seed: int = 7) -> dict[str, np.ndarray]:
    """A steady run on gently rolling ground along a meridian, with the noise of a watch."""
    rng = np.random.default_rng(seed)
    speed = speed_mps + 0.1 * smooth_noise(rng, size, 20)
    distance = np.concatenate(([0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)))
    return {
        "elapsed_s": np.arange(size, dtype=np.float64),
        "speed_mps": speed,
        "distance_m": distance,
        "heart_rate_bpm": np.round(150 + 2 * smooth_noise(rng, size, 40)),
        "cadence_spm": np.round(168 + 2 * rng.normal(size=size)),
        "altitude_m": 100 + 5 * np.sin(distance / 400),
        "latitude_deg": 48.0 + distance / 111_195.08,
        "longitude_deg": np.full(size, 8.0),
        "contact_time_ms": 250 + 4 * rng.normal(size=size),
    }


@pytest.fixture
def make_activity() -> Callable[..., Activity]:
    """See :func:`activity_of`."""
    return activity_of


@pytest.fixture
def steady() -> Callable[..., dict[str, np.ndarray]]:
    """See :func:`steady_channels`."""
    return steady_channels


@pytest.fixture
def codes() -> Callable[[Any], set[str]]:
    """The codes of the notes of a run or activity."""
    return lambda noted: {note.code for note in noted.notes}
