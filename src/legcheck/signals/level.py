"""The usual value of any channel while running, with the interval that its slow wandering leaves."""

from __future__ import annotations

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core import Activity, Estimate, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import STEP_MEMORY_S, estimate, slow_noise
from legcheck.signals.windows import bin_means

__all__ = ["running_level"]

BIN_S = 30.0
"""[s] Bin in which wandering is read."""

MIN_BINS = 10
"""[-] Five minutes of running: fewer bins do not show how far the level wanders."""


def running_level(run: Run | Activity, channel: str, *, unit: str) -> Estimate:
    """Median of a channel over the seconds of running.

    Parameters
    ----------
    run : Run or Activity
    channel : str
        Name of the channel, such as ``vertical_ratio_pct``.
    unit : str
        Its unit as printed.

    Returns
    -------
    Estimate
        With a reason instead of a number when the channel is missing or there are less than five minutes of it.

    Notes
    -----
    The error is that of the mean of 30-s bins, read from their slow waves (:func:`legcheck.signals.bootstrap.slow_noise`): over many
    minutes a median moves with the level as a mean does. It is the error of this run's level and knows nothing of how far a sensor
    or a maker is off.

    Examples
    --------
    >>> from legcheck import synth
    >>> ratio = running_level(synth.run(duration_s=2400, dynamics=True, seed=1).activity, "vertical_ratio_pct", unit="%")
    >>> bool(5.0 < ratio.low < ratio.value < ratio.high < 12.0)
    True
    """
    run = as_run(run)
    if not run.has(channel):
        return Estimate.missing(unit, f"no {channel} recorded")
    values = run[channel]
    usable = run.running & np.isfinite(values)
    bins = bin_means({"value": values}, usable, width_s=BIN_S, span=Span(0.0, float(len(run))))
    if len(bins) < MIN_BINS:
        return Estimate.missing(unit, f"less than {MIN_BINS * BIN_S / 60:.0f} min of {channel} while running")
    noise = slow_noise(bins["value"], np.ones((len(bins), 1)), width_s=BIN_S, memory_s=STEP_MEMORY_S)
    error = noise.error_of(np.full(len(bins), 1.0 / len(bins)))
    return estimate(median(values[usable]), error, unit=unit, used_s=len(bins) * BIN_S, freedom=noise.freedom)
