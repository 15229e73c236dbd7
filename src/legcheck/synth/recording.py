"""What the watch writes down of a run: which seconds become records, pauses, laps and its own totals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legcheck.core.activity import Activity, Device, Lap, Source, Totals
from legcheck.core.arrays import BoolArray, Columns, FloatArray
from legcheck.core.athlete import Athlete
from legcheck.core.finding import Span
from legcheck.synth.fields import as_recorded, record_columns
from legcheck.synth.noise import stream
from legcheck.synth.recipe import Recipe
from legcheck.synth.simulate import World
from legcheck.synth.speed import workout

__all__ = ["Recording", "activity_of", "record"]

SUB_SPORTS = {"road": "generic", "trail": "trail", "track": "track", "treadmill": "treadmill"}
"""FIT sub-sport of each surface."""

DEVICE = Device(manufacturer="development", product="legcheck synth", serial="1", software="1.0")
"""The watch that never was; FIT keeps the manufacturer id *development* for such devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is in the watch's memory at the end.

    Attributes
    ----------
    elapsed_s : ndarray of int64, shape (n,)
        Time of each record since the start. [s]
    columns : dict of str to ndarray, shape (n,)
        Record fields as integers; see :data:`legcheck.synth.fields.RECORD_FIELDS`.
    pauses : tuple of Span
        Timer stopped. [s]
    laps : tuple of Lap
    totals : Totals
    """

    elapsed_s: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    pauses: tuple[Span, ...]
    laps: tuple[Lap, ...]
    totals: Totals


def record(recipe: Recipe, world: World) -> Recording:
    """Write a run down the way the recipe asks."""
    n = world.measured["elapsed_s"].size
    pauses = _pauses(world.pace.standing) if recipe.pause_at_stops else ()
    timer = np.ones(n, dtype=np.bool_)
    for pause in pauses:
        timer[int(pause.start_s) + 1 : int(pause.end_s) + 1] = False
    kept = timer & _sampled(recipe, n)
    for pause in pauses:
        kept[[int(pause.start_s), int(pause.end_s)]] = True
    kept[[0, n - 1]] = True
    wanted = {name: world.measured[name][kept] for name in _channels(recipe)}
    return Recording(
        elapsed_s=np.flatnonzero(kept),
        columns=record_columns(wanted, fractional=recipe.fractional_cadence),
        pauses=pauses,
        laps=_laps(recipe, world, timer),
        totals=_totals(recipe, world, timer, 0, n - 1),
    )


def _channels(recipe: Recipe) -> list[str]:
    outdoors = recipe.surface != "treadmill"
    groups = [
        (recipe.positions and outdoors, ["latitude_deg", "longitude_deg"]),
        (recipe.altitude and outdoors, ["altitude_m"]),
        (True, ["distance_m", "speed_mps"]),
        (recipe.heart_rate, ["heart_rate_bpm"]),
        (recipe.cadence, ["cadence_spm"]),
        (recipe.power, ["power_w"]),
        (recipe.heat_c is not None or recipe.temperature_c is not None, ["temperature_c"]),
        (recipe.dynamics, ["step_length_m", "contact_time_ms", "contact_balance_left_pct"]),
        (recipe.dynamics, ["vertical_oscillation_mm", "vertical_ratio_pct"]),
    ]
    return [name for wanted, names in groups if wanted for name in names]


def _pauses(standing: BoolArray) -> tuple[Span, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], standing.astype(np.int8), [0]])))
    spans = [Span(float(start), float(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return tuple(span for span in spans if span.end_s < standing.size)


def _sampled(recipe: Recipe, n: int) -> BoolArray:
    kept = np.ones(n, dtype=np.bool_)
    if recipe.smart_recording:
        steps = stream(recipe.seed, "smart").integers(1, 9, size=n)
        kept = np.isin(np.arange(n), np.cumsum(steps))
    for start_s, length_s in recipe.gaps:
        kept[int(start_s) : int(start_s + length_s)] = False
    return kept


def _laps(recipe: Recipe, world: World, timer: BoolArray) -> tuple[Lap, ...]:
    n = timer.size
    parts = [(span, kind, "manual") for span, kind in workout(recipe)]
    if not parts:
        distance = world.measured["distance_m"]
        ends = np.searchsorted(distance, np.arange(recipe.lap_m, distance[-1], recipe.lap_m))
        edges = [0, *ends[ends < n - 1].tolist(), n - 1]
        spans = [Span(float(start), float(end)) for start, end in pairwise(edges)]
        parts = [(span, "active", "distance") for span in spans]
    parts[-1] = (Span(parts[-1][0].start_s, float(n - 1)), parts[-1][1], "session_end")
    return tuple(
        Lap(
            span=span,
            totals=_totals(recipe, world, timer, int(span.start_s), int(span.end_s)),
            intensity=kind,
            trigger=trigger,
        )
        for span, kind, trigger in parts
    )


def _totals(recipe: Recipe, world: World, timer: BoolArray, start: int, end: int) -> Totals:
    """The watch's own totals of a stretch, in the resolution a FIT file has for them."""
    part, running = slice(start, end + 1), timer[start : end + 1]
    distance = world.measured["distance_m"]
    beats = np.rint(world.measured["heart_rate_bpm"][part][running])
    steps = world.measured["cadence_spm"][part][running]
    climb = np.diff(world.true_altitude_m[part])
    outdoors = recipe.altitude and recipe.surface != "treadmill"
    return Totals(
        distance_m=round(float(distance[end] - distance[start]), 2),
        timer_s=float(np.count_nonzero(timer[start + 1 : end + 1])),
        elapsed_s=float(end - start),
        heart_rate_bpm=float(round(beats.mean())) if recipe.heart_rate else None,
        max_heart_rate_bpm=float(beats.max()) if recipe.heart_rate else None,
        cadence_spm=round(float(steps[steps > 0].mean()) * 64.0) / 64.0 if recipe.cadence and (steps > 0).any() else None,
        ascent_m=float(round(climb[climb > 0].sum())) if outdoors else None,
        descent_m=float(round(-climb[climb < 0].sum())) if outdoors else None,
    )


def activity_of(recipe: Recipe, recording: Recording, *, name: str) -> Activity:
    """The recording as an ideal reader would give it.

    Parameters
    ----------
    recipe : Recipe
    recording : Recording
    name : str
        Name of the source.
    """
    channels: dict[str, FloatArray] = {"elapsed_s": recording.elapsed_s.astype(np.float64)}
    channels |= as_recorded(recording.columns)
    source_of_beats = recipe.heart_rate_source if recipe.heart_rate else ""
    return Activity(
        source=Source(name=name, format="fit"),
        start_time=recipe.start_time,
        channels=Columns(channels),
        sport="running",
        sub_sport=SUB_SPORTS[recipe.surface],
        utc_offset_s=recipe.utc_offset_s,
        pauses=recording.pauses,
        laps=recording.laps,
        totals=recording.totals,
        device=Device(
            manufacturer=DEVICE.manufacturer,
            product=DEVICE.product,
            serial=DEVICE.serial,
            software=DEVICE.software,
            heart_rate_source=source_of_beats if source_of_beats == "strap" else "",
        ),
        athlete=recipe.runner.facts() if recipe.athlete_in_file else Athlete(),
        feel=recipe.feel,
        effort=recipe.effort,
    )
