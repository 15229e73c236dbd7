"""What is planted for the evaluation: clean runs of every kind, and every effect in three sizes.

Every run has a runner, a pace and a length of its own, drawn from its seed. Clean runs carry what clean runs carry: noise, a
little drift, hills, stops, intervals. Seeds below a million were used for setting numbers; the report uses others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from legcheck import synth

__all__ = ["CELLS", "REPORTING_SEED", "Cell", "make"]

REPORTING_SEED = 5_000_000
"""First seed of the report."""

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One kind of run.

    Attributes
    ----------
    name, size : str
    found : tuple of str
        Heuristics that should find something.
    either : tuple of str
        Heuristics whose answer is left open.
    causes : tuple of str
        Planted cause first; others that the same run may rightly be given.
    settings : callable
        From a random generator and a runner to keywords of :func:`legcheck.synth.run`.
    """

    name: str
    size: str = ""
    found: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    causes: tuple[str, ...] = ("none",)
    settings: Callable[[np.random.Generator, synth.Runner], Settings]

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all is planted."""
        return not self.found and self.causes == ("none",)


def make(cell: Cell, seed: int) -> synth.SyntheticRun:
    """The run of a cell and seed; the same ones give the same run."""
    random = np.random.default_rng([seed, sum(map(ord, cell.name + cell.size))])
    drawn = synth.athlete(seed)
    # Cadence far from the usual is an effect of its own, so other cells keep within 0.8 SD of it.
    runner = replace(drawn, cadence_offset_spm=float(np.clip(drawn.cadence_offset_spm, -5.0, 5.0)))
    base: Settings = {
        "seed": seed,
        "runner": runner,
        "duration_s": float(random.integers(3300, 4800)),
        "speed_mps": runner.reference_speed_mps * float(random.uniform(0.85, 1.02)),
        "drift_bpm_per_h": float(np.clip(random.normal(3.0, 2.0), -1.0, 6.0)),
    }
    return synth.run(**{**base, **cell.settings(random, runner)})


def _clean(**settings: Any) -> Callable[[np.random.Generator, synth.Runner], Settings]:
    return lambda _random, _runner: dict(settings)


def _intervals(random: np.random.Generator, runner: synth.Runner) -> Settings:
    count, work_s = int(random.integers(4, 9)), float(random.choice([120.0, 180.0, 240.0]))
    jog = runner.reference_speed_mps * 0.9
    total = 900.0 + count * (work_s + 120.0) + 600.0
    return {"intervals": (count, work_s, 120.0, jog * 1.4), "speed_mps": jog, "duration_s": total}


def _fade(fraction: float, **more: Any) -> Callable[[np.random.Generator, synth.Runner], Settings]:
    def settings(random: np.random.Generator, _runner: synth.Runner) -> Settings:
        duration = float(random.integers(3900, 5400))
        onset = duration * float(random.uniform(0.40, 0.60))
        return {"duration_s": duration, "fade_after_s": onset, "fade_fraction": fraction, **more}

    return settings


def _wall(random: np.random.Generator, _runner: synth.Runner) -> Settings:
    duration = float(random.integers(6600, 9600))
    onset = duration * float(random.uniform(0.72, 0.82))
    relief = float(random.uniform(0.5, 0.9))
    return {"duration_s": duration, "fade_after_s": onset, "fade_fraction": 0.25, "abrupt": True, "relief": relief}


def _too_hard(random: np.random.Generator, runner: synth.Runner) -> Settings:
    onset = float(random.uniform(900.0, 1500.0))
    near_limit = runner.resting_hr_bpm + 0.88 * (runner.max_hr_bpm - runner.resting_hr_bpm)
    return {
        "heart_rate_bpm": near_limit,
        "early_surge_fraction": float(random.uniform(0.07, 0.12)),
        "fade_after_s": onset,
        "fade_fraction": float(random.uniform(0.10, 0.18)),
        "fade_ramp_s": 1200.0,
        "relief": float(random.uniform(0.0, 0.4)),
    }


def _eased(random: np.random.Generator, _runner: synth.Runner) -> Settings:
    duration = float(random.integers(3600, 4800))
    return {"duration_s": duration, "ease_off_after_s": duration * float(random.uniform(0.72, 0.85))}


def _walk_home(random: np.random.Generator, _runner: synth.Runner) -> Settings:
    return {"walk_home_s": float(random.uniform(180.0, 800.0))}


def _rests(random: np.random.Generator, _runner: synth.Runner) -> Settings:
    duration = float(random.integers(3600, 4800))
    breaks = float(random.uniform(240.0, 480.0)), float(random.uniform(60.0, 150.0))
    return {"duration_s": duration, "walk_breaks": breaks, "walk_breaks_after_s": duration * float(random.uniform(0.5, 0.75))}


def _cadence(shortfall_sd: float) -> Callable[[np.random.Generator, synth.Runner], Settings]:
    return lambda _random, runner: {"runner": replace(runner, cadence_offset_spm=-6.5 * shortfall_sd)}


_FORM = ("low_cadence", "overstriding")
_HEART = ("cardiac_drift", "heat_or_dehydration")

CELLS: tuple[Cell, ...] = (
    Cell(name="steady", settings=_clean()),
    Cell(name="intervals", settings=_intervals, either=("no_warm_up", "no_cool_down")),
    Cell(name="progression", settings=_clean(trend_fraction=0.15)),
    Cell(name="negative split", settings=_clean(second_half_fraction=0.05)),
    Cell(name="hills", settings=_clean(hills=(8.0, 1000.0)), either=("downhill_load",)),
    Cell(name="out and back over hills", settings=_clean(hills=(6.0, 1000.0), course="out_and_back")),
    Cell(name="traffic lights", settings=_clean(stops=(300.0, 30.0))),
    Cell(name="walking breaks", settings=_clean(walk_breaks=(600.0, 60.0))),
    Cell(name="walk home", settings=_walk_home),
    Cell(name="treadmill", settings=_clean(surface="treadmill")),
    Cell(name="slow jog", settings=_clean(speed_mps=2.3)),
    Cell(
        name="cadence lock",
        settings=_clean(heart_rate_source="wrist", heart_rate_lock=(1500.0, 600.0)),
        either=("heart_rate_unreliable",),
    ),
    Cell(name="no running dynamics", settings=_clean(dynamics=False)),
    *(
        Cell(
            name="leg-limited fade",
            size=f"{100 * size:.0f} %",
            found=("late_fade",),
            either=("contact_time_drift", "pushed_through"),
            causes=("leg_limited",),
            settings=_fade(size, relief=1.0),
        )
        for size in (0.05, 0.10, 0.15, 0.20)
    ),
    *(
        Cell(
            name="fade in the heat",
            size=f"{100 * size:.0f} %",
            found=("late_fade",),
            either=("heart_rate_drift", "pushed_through", "contact_time_drift"),
            causes=("heat_or_dehydration",),
            settings=_fade(size, relief=0.0, heat_c=31.0, drift_bpm_per_h=12.0, late_contact_time_fraction=0.0),
        )
        for size in (0.08, 0.12, 0.18)
    ),
    Cell(
        name="leg-limited fade, no running dynamics",
        size="15 %",
        found=("late_fade",),
        either=("pushed_through",),
        causes=("leg_limited",),
        settings=_fade(0.15, relief=1.0, dynamics=False),
    ),
    Cell(
        name="leg-limited fade over hills",
        size="15 %",
        found=("late_fade",),
        either=("contact_time_drift", "pushed_through", "downhill_load"),
        causes=("leg_limited",),
        settings=_fade(0.15, relief=1.0, hills=(8.0, 1000.0)),
    ),
    Cell(
        name="leg-limited fade, no heart rate",
        size="15 %",
        found=("late_fade",),
        either=("contact_time_drift",),
        causes=("leg_limited",),
        settings=_fade(0.15, relief=1.0, heart_rate=False),
    ),
    Cell(
        name="fade in the heat, no temperature",
        size="12 %",
        found=("late_fade",),
        either=("heart_rate_drift", "pushed_through", "contact_time_drift"),
        causes=("heat_or_dehydration",),
        settings=_fade(0.12, relief=0.0, temperature_c=None, drift_bpm_per_h=12.0, late_contact_time_fraction=0.0),
    ),
    Cell(
        name="wall",
        size="25 %",
        found=("late_fade",),
        either=("heart_rate_drift", "pushed_through", "contact_time_drift", "downhill_load"),
        causes=("glycogen_wall",),
        settings=_wall,
    ),
    Cell(
        name="started too fast",
        size="10-18 %",
        found=("late_fade",),
        either=("heart_rate_drift", "pushed_through", "contact_time_drift", "no_warm_up", "no_cool_down"),
        causes=("paced_too_hard",),
        settings=_too_hard,
    ),
    Cell(
        name="rests by choice",
        size="walked 60-150 s",
        either=("late_fade", "pushed_through"),
        causes=("eased_off", "none"),
        settings=_rests,
    ),
    Cell(name="eased off", size="25 %", either=("late_fade", "pushed_through"), causes=("eased_off",), settings=_eased),
    *(
        Cell(
            name="cardiac drift",
            size=f"{size:.1f} bpm/h",
            found=("heart_rate_drift",),
            causes=_HEART,
            settings=_clean(drift_bpm_per_h=size, temperature_c=10.0, duration_s=5400.0),
        )
        for size in (11.4, 14.4, 20.4)
    ),
    *(
        Cell(
            name="drift in the heat",
            size=f"{size:.1f} bpm/h",
            found=("heart_rate_drift",),
            either=("late_fade",),
            causes=_HEART[::-1],
            settings=_clean(drift_bpm_per_h=size, heat_c=31.0, duration_s=5400.0),
        )
        for size in (14.4, 20.4)
    ),
    *(Cell(name="low cadence", size=f"-{size} SD", found=_FORM, settings=_cadence(size)) for size in (1.0, 1.5, 2.0, 2.5)),
    *(
        Cell(
            name="longer contact",
            size=f"+{100 * size:.0f} %",
            found=("contact_time_drift",),
            either=("late_fade", "pushed_through"),
            causes=("leg_limited", "none"),
            settings=_fade(0.06, relief=1.0, late_contact_time_fraction=size),
        )
        for size in (0.03, 0.06, 0.13)
    ),
    *(
        Cell(name="asymmetry", size=f"+{size:g} points", found=("asymmetry",), settings=_clean(late_asymmetry_points=size))
        for size in (1.0, 2.0, 3.0)
    ),
)
"""Every kind of run; the clean ones come first."""
