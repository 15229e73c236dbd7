"""Strength training and rides as FIT files: what a watch keeps of an activity that is no run."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from legcheck.core.arrays import FloatArray
from legcheck.synth.athlete import Runner
from legcheck.synth.fields import RECORD_FIELDS, Field
from legcheck.synth.fit_messages import CLOCK, Values, definition, fit_file, fit_time, message, record_rows
from legcheck.synth.noise import ar1, stream
from legcheck.synth.recording import DEVICE

__all__ = ["OTHER_SPORTS", "other_activity"]

OTHER_SPORTS: dict[str, tuple[int, int]] = {"strength": (10, 20), "ride": (2, 7)}
"""Sport and sub-sport as the FIT profile numbers them: training with strength training, cycling on the road."""

RESERVE = {"strength": 0.35, "ride": 0.52}
"""[share of the heart-rate reserve] Mean heart rate; ours."""

RIDE_MPS = 7.2
"""[m/s] Mean speed of a ride; ours."""

STEP_S = 5
"""[s] A record every so often."""

HEART_SD_BPM, HEART_TAU_S = 8.0, 60.0
"""[bpm], [s] Heart rate comes and goes with sets and slopes; ours."""

DEVELOPMENT, ACTIVITY_FILE = 255, 4
"""Manufacturer id and file type, as the FIT profile numbers them."""


def other_activity(
    kind: str, *, start_time: datetime, duration_s: float, runner: Runner, seed: int, utc_offset_s: float = 0.0
) -> bytes:
    """A FIT file of an activity that is no run.

    Parameters
    ----------
    kind : str
        ``strength`` or ``ride``.
    start_time : datetime
        With a time zone.
    duration_s : float
        [s]
    runner : Runner
        Whose heart it is.
    seed : int
        The same seed gives the same file.
    utc_offset_s : float
        Local time minus UTC. [s]

    Examples
    --------
    >>> from datetime import UTC
    >>> day = datetime(2024, 5, 5, 18, tzinfo=UTC)
    >>> other_activity("strength", start_time=day, duration_s=600, runner=Runner(), seed=1)[8:12]
    b'.FIT'
    """
    start = fit_time(start_time)
    clock = np.arange(0, int(duration_s) + 1, STEP_S)
    columns = _columns(kind, clock.astype(np.float64), runner, seed)
    fields = [CLOCK, *(RECORD_FIELDS[name] for name in columns)]
    raw = [field.raw(columns[name]) for name, field in zip(columns, fields[1:], strict=True)]
    records = record_rows(fields, [clock + start, *raw]).tobytes()
    end = start + int(clock[-1])
    return fit_file([_opening(start), definition(20, fields), records, *_closing(kind, columns, start, end, utc_offset_s)])


def _columns(kind: str, clock_s: FloatArray, runner: Runner, seed: int) -> dict[str, FloatArray]:
    mean = runner.resting_hr_bpm + RESERVE[kind] * (runner.max_hr_bpm - runner.resting_hr_bpm)
    own = ar1(stream(seed, "other heart"), clock_s.size, sd=HEART_SD_BPM, tau_s=HEART_TAU_S / STEP_S)
    columns = {"heart_rate_bpm": mean * (1.0 - 0.25 * np.exp(-clock_s / 60.0)) + own}
    if kind == "ride":
        speed = RIDE_MPS * np.exp(ar1(stream(seed, "other speed"), clock_s.size, sd=0.15, tau_s=12.0))
        columns |= {"speed_mps": speed, "distance_m": STEP_S * np.cumsum(speed) - STEP_S * speed[0]}
    return columns


def _opening(start: int) -> bytes:
    return message(
        0,
        {
            Field(number=0, base="enum"): ACTIVITY_FILE,
            Field(number=1, base="uint16"): DEVELOPMENT,
            Field(number=2, base="uint16"): 1,
            Field(number=3, base="uint32z"): int(DEVICE.serial),
            Field(number=4, base="uint32"): start,
            Field(number=8, base="string"): DEVICE.product,
        },
    )


def _closing(kind: str, columns: dict[str, FloatArray], start: int, end: int, utc_offset_s: float) -> list[bytes]:
    sport, sub_sport = OTHER_SPORTS[kind]
    session: Values = {
        Field(number=254, base="uint16"): 0,
        CLOCK: end,
        Field(number=0, base="enum"): 8,
        Field(number=1, base="enum"): 1,
        Field(number=2, base="uint32"): start,
        Field(number=5, base="enum"): sport,
        Field(number=6, base="enum"): sub_sport,
        Field(number=7, base="uint32", scale=1000.0): float(end - start),
        Field(number=8, base="uint32", scale=1000.0): float(end - start),
        Field(number=9, base="uint32", scale=100.0): float(columns["distance_m"][-1]) if "distance_m" in columns else None,
        Field(number=16, base="uint8"): float(columns["heart_rate_bpm"].mean()),
        Field(number=17, base="uint8"): float(columns["heart_rate_bpm"].max()),
    }
    activity: Values = {
        CLOCK: end,
        Field(number=0, base="uint32", scale=1000.0): float(end - start),
        Field(number=1, base="uint16"): 1,
        Field(number=2, base="enum"): 0,
        Field(number=3, base="enum"): 26,
        Field(number=4, base="enum"): 1,
        Field(number=5, base="uint32"): end + int(utc_offset_s),
    }
    return [message(18, session), message(34, activity)]
