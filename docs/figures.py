"""The page of signals: a figure for each, drawn when the documentation is built from the sample files and two synthetic long runs."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from charts import Chart, Series

import legcheck
from legcheck import Run, signals, synth
from legcheck.core import Estimate
from legcheck.signals.windows import analysis_windows, bin_means

ROOT = Path(__file__).resolve().parents[1]
MARKER = re.compile(r"<!-- figure: (\w+) -->")
Figure = tuple[Chart, str]


def signals_page() -> str:
    """The written page with its figures put in."""
    text = (ROOT / "docs" / "signals.md.in").read_text(encoding="utf-8")
    return MARKER.sub(lambda found: figure(found[1]), text)


def figure(name: str) -> str:
    """One figure and its caption as HTML on one line."""
    chart, caption = FIGURES[name]()
    return '<figure style="width: 100%">' + f"{chart.svg(name.replace('_', ' '))}<figcaption>{caption}</figcaption></figure>"


@functools.cache
def sample(name: str) -> Run:
    """A cleaned sample file."""
    return legcheck.clean(legcheck.read(ROOT / "sample_files" / f"{name}.fit"))


@functools.cache
def long_run() -> Run:
    """A synthetic run of 40 km with a wall at km 30."""
    made = synth.run(
        duration_s=14_400,
        speed_mps=3.1,
        drift_bpm_per_h=5.0,
        fade_after_s=9600,
        fade_fraction=0.3,
        abrupt=True,
        relief=0.6,
        seed=4,
    )
    return legcheck.clean(made.activity)


@functools.cache
def there_and_back() -> Run:
    """A synthetic hilly run out and back that fades on the way back."""
    made = synth.run(duration_s=5400, course="out_and_back", hills=(9.0, 1100.0), fade_after_s=2700, fade_fraction=0.14, seed=8)
    return legcheck.clean(made.activity)


def told(found: Estimate, digits: int = 1) -> str:
    """A number with its interval."""
    unit = "" if found.unit in {"-", "ratio"} else f" {found.unit}"
    return f"{found.value:.{digits}f}{unit} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def minutes(run: Run, *names: str, usable: np.ndarray | None = None) -> tuple[np.ndarray, list[np.ndarray]]:
    """30-s means over the analysed part: minutes, and a series for each channel."""
    bins = bin_means(
        {name: run[name] for name in names},
        run.running if usable is None else usable,
        width_s=30.0,
        span=analysis_windows(run).analysed,
    )
    return bins.time_s / 60.0, [bins[name] for name in names]


def compared(run: Run) -> tuple[tuple[float, float], ...]:
    """Reference and late window. [min]"""
    windows = analysis_windows(run)
    return tuple((span.start_s / 60.0, span.end_s / 60.0) for span in (windows.reference, windows.late))


# Pace ------------------------------------------------------------------------------------------------------------------


def fade() -> Figure:
    """Grade-adjusted speed with the windows compared."""
    run = sample("leg_limited_fade")
    decay = signals.pace_decay(run)
    time, (speed,) = minutes(run, "grade_adjusted_speed_mps")
    chart = Chart(series=(Series(x=time, y=speed),), x_label="minutes", y_label="m/s on the flat", shades=compared(run))
    onset = f", onset at minute {decay.onset_s.value / 60:.0f}" if decay.onset_s.is_usable else ""
    return chart, f"leg_limited_fade.fit: fade {100 * decay.fade.value:.0f} %{onset}. Shaded: the windows compared."


def trend() -> Figure:
    """Two runs and their tau."""
    series, words = [], []
    for color, name in enumerate(("leg_limited_fade", "steady_run")):
        time, (speed,) = minutes(sample(name), "grade_adjusted_speed_mps")
        series.append(Series(x=time, y=speed, name=name, color=color))
        found = signals.pace_trend(sample(name))
        words.append(f"{name}: tau {told(found.tau, 2)}, p = {found.p_value:.2g}")
    return Chart(series=tuple(series), x_label="minutes", y_label="m/s on the flat"), "; ".join(words)


def wall() -> Figure:
    """Pace of each kilometre."""
    table, found = signals.splits(long_run()), signals.wall_measures(long_run())
    whole = table["distance_m"] > 950
    pace = 1000.0 / table["speed_mps"][whole] / 60.0
    chart = Chart(
        series=(Series(x=np.arange(1, len(pace) + 1), y=pace, kind="bars"),), x_label="kilometre", y_label="min/km", bottom=0.0
    )
    sizes = f"second half {told(found.halves_pct)}, slowest kilometre {told(found.slowest_1km_pct)}"
    return chart, f"A synthetic run of 40 km: {sizes}, {found.sustained_km:.0f} km at least 25 % slower than km 5-20."


def matched() -> Figure:
    """Speed out and back over the same ground."""
    run, found = there_and_back(), signals.matched_places(there_and_back())
    way = run["distance_m"] / 1000.0
    turn = np.nanmax(way) / 2.0
    place = np.where(way > turn, 2.0 * turn - way, way)
    parts = [(run.running & (way <= turn), "out", 0), (run.running & (way > turn), "back", 1)]
    series = []
    for part, name, color in parts:
        cells = np.floor(place[part] / 0.1).astype(int)
        number = np.bincount(cells)
        mean = np.bincount(cells, weights=run["grade_adjusted_speed_mps"][part]) / np.maximum(number, 1)
        kept = number > 5
        series.append(Series(x=(np.flatnonzero(kept) + 0.5) * 0.1, y=mean[kept], name=name, color=color))
    chart = Chart(series=tuple(series), x_label="km from the start, along the road", y_label="m/s on the flat")
    return (
        chart,
        f"A synthetic run out and back: {told(found.speed_pct)} at the same places, {100 * found.covered:.0f} % covered.",
    )


# Heart -----------------------------------------------------------------------------------------------------------------


def drift() -> Figure:
    """Heart rate over time at one pace."""
    run = sample("heat_drift")
    time, (beats,) = minutes(run, "heart_rate_bpm", usable=run.masks["heart_rate_usable"])
    found = signals.heart_rate_drift(run)
    return (
        Chart(series=(Series(x=time, y=beats, color=1),), x_label="minutes", y_label="bpm"),
        f"heat_drift.fit: {told(found.drift_bpm_per_h)} at equal speed.",
    )


def decoupling() -> Figure:
    """Speed per heartbeat, half against half."""
    run = sample("heat_drift")
    time, (beats, speed) = minutes(run, "heart_rate_bpm", "grade_adjusted_speed_mps", usable=run.masks["heart_rate_usable"])
    found, factor = signals.decoupling(run), 60.0 * speed / beats
    middle = (time[0] + time[-1]) / 2.0
    halves = tuple(
        Series(x=ends, y=np.full(2, 60.0 * level), color=1)
        for ends, level in (((time[0], middle), found.first), ((middle, time[-1]), found.second))
    )
    parts = f"output {told(found.output_change_pct)}, heart rate {told(found.heart_rate_change_pct)}"
    return (
        Chart(series=(Series(x=time, y=factor, kind="dots"), *halves), x_label="minutes", y_label="m per beat"),
        f"heat_drift.fit: decoupling {told(found.value_pct)}; {parts}.",
    )


def durability() -> Figure:
    """Heart rate per speed by kilometre."""
    found = signals.durability(long_run())
    series = (
        Series(x=found.km, y=found.ratio, kind="dots"),
        Series(x=found.km, y=[1.025], kind="level", name="onset at 1.025", color=1),
    )
    words = f"ratio {told(found.end, 2)} over the last 5 km, onset {told(found.onset_km, 0)}"
    return Chart(series=series, x_label="kilometre", y_label="ratio to km 5-10"), f"A synthetic run of 40 km: {words}."


def relief() -> Figure:
    """Heart rate follows the pace down."""
    run = sample("leg_limited_fade")
    time, (beats,) = minutes(run, "heart_rate_bpm", usable=run.masks["heart_rate_usable"])
    found = signals.cardiac_relief(run)
    return (
        Chart(series=(Series(x=time, y=beats, color=1),), x_label="minutes", y_label="bpm", shades=compared(run)),
        f"leg_limited_fade.fit: relief ratio {told(found)}; the heart rate fell with the pace.",
    )


# Gait ------------------------------------------------------------------------------------------------------------------


def cadence() -> Figure:
    """Cadence against the usual one."""
    run = sample("low_cadence_long_steps")
    time, (own,) = minutes(run, "cadence_spm")
    usual = float(np.nanmean(signals.expected_cadence(run)))
    series = (Series(x=time, y=own, name="own"), Series(x=time, y=[usual], kind="level", name="usual at this speed", color=3))
    found = signals.cadence_level(run)
    words = f"{told(found.difference_spm)} against the usual; steps {told(found.step_excess_pct)} longer"
    return Chart(series=series, x_label="minutes", y_label="steps/min"), f"low_cadence_long_steps.fit: {words}."


def slowdown() -> Figure:
    """How a slowdown divides."""
    found = signals.slowdown_split(sample("leg_limited_fade"))
    parts = {
        "speed": found.speed_pct,
        "step": found.step_pct,
        "cadence": found.cadence_pct,
        "cadence beyond": found.cadence_beyond_pct,
    }
    chart = Chart(
        series=(Series(x=np.arange(1, 5), y=[-part.value for part in parts.values()], kind="bars"),),
        x_label=", ".join(f"{number} {name}" for number, name in enumerate(parts, start=1)),
        y_label="% lost",
        bottom=min(0.0, -found.cadence_beyond_pct.value),
    )
    words = "; ".join(f"{name} {told(part)}" for name, part in parts.items())
    return chart, f"leg_limited_fade.fit: {words}."


def dynamics() -> Figure:
    """Contact time against speed, early and late."""
    run = sample("leg_limited_fade")
    time, (speed, contact) = minutes(run, "speed_mps", "contact_time_ms")
    spans = compared(run)
    series = tuple(
        Series(x=speed[inside], y=contact[inside], kind="dots", name=name, color=color)
        for color, (name, (start, end)) in enumerate(zip(("reference", "late"), spans, strict=True))
        for inside in [(time >= start) & (time < end)]
    )
    found = signals.dynamics_change(run)
    words = f"contact time {told(found.contact_time_pct)}, flight {told(found.flight_time_ms)}, leg stiffness {told(found.leg_stiffness_pct)}"
    return (
        Chart(series=series, x_label="m/s", y_label="contact time, ms"),
        f"leg_limited_fade.fit, late at equal speed: {words}.",
    )


def balance() -> Figure:
    """Left foot's share of contact."""
    run = sample("steady_run")
    time, (left,) = minutes(run, "contact_balance_left_pct")
    found = signals.contact_balance(run)
    series = (Series(x=time, y=left), Series(x=time, y=[50.0], kind="level", color=3))
    return Chart(
        series=series, x_label="minutes", y_label="left, %"
    ), f"steady_run.fit: {told(found.offset_points, 2)} off even."


# Load ------------------------------------------------------------------------------------------------------------------


def zones() -> Figure:
    """Minutes in three zones."""
    found = signals.zone_minutes(sample("intervals"))
    values = (found.easy, found.moderate, found.hard)
    chart = Chart(
        series=(Series(x=(1, 2, 3), y=[zone.value for zone in values], kind="bars"),),
        x_label="1 below the first threshold, 2 between, 3 above the second",
        y_label="minutes",
        bottom=0.0,
    )
    words = ", ".join(told(zone, 0) for zone in values)
    trimp = signals.banister_trimp(sample("intervals"))
    return chart, f"intervals.fit: {words}. Training impulse {told(trimp, 0)} with the runner's sex not known."


def heat() -> Figure:
    """Beats that warm air adds."""
    air = np.arange(10.0, 36.0)
    found = [signals.heat_adjustment(float(each)) for each in air]
    series = tuple(
        Series(x=air, y=[getattr(each, name) for each in found], dashed=name != "value", color=1)
        for name in ("low", "value", "high")
    )
    return (
        Chart(series=series, x_label="air, degC", y_label="bpm added", bottom=0.0),
        "The adjustment and its 95 % interval: rough, and said to be.",
    )


def hard() -> Figure:
    """Hard stretches of an interval session."""
    run = sample("intervals")
    span = analysis_windows(run).analysed
    bins = bin_means({"speed": run["grade_adjusted_speed_mps"]}, run.running, width_s=10.0, span=span)
    spans = tuple((each.start_s / 60, each.end_s / 60) for each in signals.hard_running(run).spans)
    chart = Chart(
        series=(Series(x=bins.time_s / 60, y=bins["speed"]),), x_label="minutes", y_label="m/s on the flat", shades=spans
    )
    return chart, f"intervals.fit: {len(spans)} repetitions."


def descent() -> Figure:
    """Slope of a hilly run."""
    run = sample("hilly_run")
    found = signals.descent_load(run)
    time, (slope,) = minutes(run, "grade_pct")
    chart = Chart(
        series=(Series(x=time, y=slope), Series(x=time, y=[-4.0], kind="level", name="braking below -4 %", color=1)),
        x_label="minutes",
        y_label="slope, %",
    )
    return chart, f"hilly_run.fit: {found.descent_m:.0f} m of braking descent; late loss {told(found.late_loss_pct)}."


FIGURES: dict[str, Callable[[], Figure]] = {
    each.__name__: each
    for each in (
        fade, trend, wall, matched, drift, decoupling, durability, relief, cadence, slowdown, dynamics, balance, zones, heat, hard, descent
    )
}  # fmt: skip
"""Every figure by its name on the page."""
