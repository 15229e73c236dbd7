"""First half against second: how speed and heart rate changed, and what became of speed per heartbeat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from legcheck.core import Estimate, FloatArray
from legcheck.signals.bootstrap import HEART_MEMORY_S, SPEED_DRIFT_SE, SPEED_MEMORY_S, estimate, slow_noise
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins

__all__ = ["Halves", "compare_halves"]

SHARED = 0.7
"""[-] Of a slow error of GPS speed, what is left between two halves that adjoin and share a part of it; calibrated on even runs
of the generator, whose error lasts ten minutes, so that intervals of decoupling hold 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Second half of a run against the first.

    Attributes
    ----------
    decoupling_pct : Estimate
        How much speed per heartbeat was lost. [%]
    speed_change_pct, heart_rate_change_pct : Estimate
        Change of log speed and of log heart rate. [%]
    first_heart_rate_bpm : float
        Mean of the first half. [bpm]
    """

    decoupling_pct: Estimate
    speed_change_pct: Estimate
    heart_rate_change_pct: Estimate
    first_heart_rate_bpm: float


def compare_halves(bins: Bins) -> Halves:
    """Compare the halves of a run with as many bins each.

    Parameters
    ----------
    bins : Bins
        Series ``speed`` [m/s] and ``heart_rate`` [bpm] in time order, at least a few of them.

    Returns
    -------
    Halves

    Notes
    -----
    ``100 (EF1 - EF2) / EF1`` with ``EF`` = mean speed over mean heart rate, and ``100 ln(second / first)`` of each mean. What wanders
    slowly beside a level and a trend is the noise (:func:`legcheck.signals.bootstrap.slow_noise`); what has to do with speed also has
    a slow error of GPS speed.
    """
    half, speed, heart = len(bins) // 2, bins["speed"], bins["heart_rate"]
    speeds, beats = ((float(values[:half].mean()), float(values[half:].mean())) for values in (speed, heart))
    kept = (speeds[1] / beats[1]) / (speeds[0] / beats[0])
    weights = np.full(len(bins), 1.0 / max(len(bins) - half, 1))
    weights[:half] = -1.0 / max(half, 1)
    changed = partial(_estimate, bins, weights)
    return Halves(
        decoupling_pct=changed(np.log(speed / heart), 1.0 - kept, HEART_MEMORY_S, factor=kept, slow=SHARED * SPEED_DRIFT_SE),
        speed_change_pct=changed(
            np.log(speed), math.log(speeds[1] / speeds[0]), SPEED_MEMORY_S, slow=slow_speed_error(bins, weights)
        ),
        heart_rate_change_pct=changed(np.log(heart), math.log(beats[1] / beats[0]), HEART_MEMORY_S),
        first_heart_rate_bpm=beats[0],
    )


def _estimate(
    bins: Bins,
    weights: FloatArray,
    values: FloatArray,
    change: float,
    memory_s: float,
    *,
    factor: float = 1.0,
    slow: float = 0.0,
) -> Estimate:
    """A change in per cent; its noise is what wanders slowly beside a level and a trend."""
    design = np.column_stack([np.ones_like(bins.time_s), bins.time_s])
    noise = slow_noise(values, design, width_s=bins.width_s, memory_s=memory_s)
    return estimate(
        100 * change,
        100 * factor * noise.error_of(weights),
        unit="%",
        used_s=len(bins) * bins.width_s,
        freedom=noise.freedom,
        known_error=100 * factor * slow,
    )
