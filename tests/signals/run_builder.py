"""Runs put together by hand, a value a second: cleaning has no part in them, so every number is known.

The conftest.py beside it, and those of other folders that need it, put this folder on the path.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from legcheck.core import MASKS, Activity, Athlete, Columns, Device, Lap, Masks, Run, Source, Span, Totals

START = datetime(2024, 5, 5, 6, 30, tzinfo=UTC)

ALWAYS_THERE = ("speed_mps", "distance_m", "grade_pct", "grade_adjusted_speed_mps")
"""Channels that every Run carries."""


def spread(values, seconds):
    """A number for every second, or the values as they are."""
    return np.broadcast_to(np.asarray(values, dtype=float), (seconds,)).copy()


def make_run(
    seconds,
    speed_mps=3.0,
    *,
    masks=None,
    athlete=None,
    surface="road",
    sport="running",
    laps=(),
    notes=(),
    strap=True,
    start=START,
    effort=None,
    **channels,
):
    """A Run of ``seconds`` rows. Numbers are taken for every second; ``masks`` replaces masks by name.

    Without ``grade_pct`` the ground is flat; without ``distance_m`` it is the sum of the speeds, 0 at the start. All seconds
    with a speed of 0.5 m/s or more are running, and what a channel holds is trusted.
    """
    columns = {name: spread(values, seconds) for name, values in channels.items()}
    speed = spread(speed_mps, seconds)
    columns["speed_mps"] = speed
    columns.setdefault("grade_pct", np.zeros(seconds))
    columns.setdefault("grade_adjusted_speed_mps", speed)
    covered = np.cumsum(np.nan_to_num(speed)[:-1]) if seconds else np.empty(0)
    columns.setdefault("distance_m", np.concatenate([[0.0], covered])[:seconds])
    elapsed = np.arange(seconds, dtype=float)
    activity = Activity(
        source=Source(name="by hand", format="table"),
        start_time=start,
        channels=Columns({"elapsed_s": elapsed, **columns}),
        sport=sport,
        laps=tuple(laps),
        device=Device(heart_rate_source="strap" if strap else ""),
        effort=effort,
    )
    return Run(
        activity=activity,
        channels=Columns({"elapsed_s": elapsed, **columns}),
        masks=Masks(masks_of(columns, masks or {})),
        surface=surface,
        athlete=athlete or Athlete(),
        notes=tuple(notes),
    )


def masks_of(columns, given):
    """Masks that follow from the channels, replaced where ``given`` says so."""
    speed = columns["speed_mps"]
    there = np.ones(speed.size, dtype=bool)
    running = np.nan_to_num(speed) >= 0.5
    known = {name: np.isfinite(columns.get(name, np.full(speed.size, np.nan))) for name in ("heart_rate_bpm", "cadence_spm")}
    masks = {
        "recorded": there,
        "running": running,
        "walking": ~there,
        "stopped": ~running & np.isfinite(speed),
        "paused": ~there,
        "flat": np.abs(columns["grade_pct"]) <= 2.0,
        "heart_rate_trusted": known["heart_rate_bpm"],
        "heart_rate_usable": known["heart_rate_bpm"],
        "gait_usable": running & known["cadence_spm"],
    }
    assert set(masks) == set(MASKS)
    return {**masks, **{name: np.asarray(values, dtype=bool) for name, values in given.items()}}


def without(run, name):
    """The run as if channel ``name`` had never been recorded."""
    channels = {key: values for key, values in run.channels.items() if key != name}
    masks = dict(run.masks)
    if name == "heart_rate_bpm":
        masks["heart_rate_trusted"] = masks["heart_rate_usable"] = np.zeros(len(run), dtype=bool)
    if name == "cadence_spm":
        masks["gait_usable"] = np.zeros(len(run), dtype=bool)
    return replace(run, channels=Columns(channels), masks=Masks(masks))


def blanked(run, name):
    """The run with channel ``name`` present but without a single value."""
    return replace(run, channels=Columns({**run.channels, name: np.full(len(run), np.nan)}))


def lap(start_s, end_s, intensity):
    """A lap of one intensity."""
    return Lap(span=Span(float(start_s), float(end_s)), totals=Totals(), intensity=intensity)
