"""What the histories of the evaluation are: even training of many runners, and the same with one thing planted in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from legcheck import synth
from legcheck.synth import SyntheticHistory
from legcheck.synth import episodes as ep

__all__ = ["CALIBRATION_SEED", "CELLS", "REPORTING_SEED", "Cell", "make"]

CALIBRATION_SEED, REPORTING_SEED = 3_000_000, 9_000_000
"""[-] Seeds that numbers may be set on, and seeds that nothing was set on."""

SEEDS_PER_CELL = 1_000

WEEKS = 18

FIELD_SD, LABORATORY_SD = (0.015, 0.025), (0.011, 0.014)
"""[-] Heart rate at a speed varies from day to day by as much (SD, drawn for each runner): outdoors, and as measured in a laboratory
(Lamberts R.P. et al., J Strength Cond Res 2004;18:641-645)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A kind of history.

    Attributes
    ----------
    name : str
    runners : int
        How many of them.
    episodes : callable
        What is planted.
    settings : dict
        Keywords of :func:`legcheck.synth.history` beside those drawn for each runner.
    is_clean : bool
        Nothing is planted at all.
    """

    name: str
    runners: int
    episodes: Callable[[], tuple[ep.Episode, ...]]
    settings: dict[str, float]
    is_clean: bool = False


def _cell(name: str, runners: int, *planted: ep.Episode, **settings: float) -> Cell:
    return Cell(name=name, runners=runners, episodes=lambda: planted, settings=settings, is_clean=not planted)


def _heavy(share: float, **size: float) -> ep.HeavyWeeks:
    """Scattered over all weeks in which there is a normal to compare with."""
    return ep.HeavyWeeks(week=4, weeks=WEEKS - 4, share=share, **size)


CELLS: tuple[Cell, ...] = (
    _cell("even training", 50),
    _cell("scattered heavy runs, heart rate +4 %", 8, _heavy(0.1, cost=0.04)),
    _cell("scattered heavy runs, heart rate +6 %", 60, _heavy(0.1, cost=0.06)),
    _cell("scattered heavy runs, heart rate +10 %", 8, _heavy(0.1, cost=0.10)),
    _cell("scattered heavy runs, speed -6 %", 12, _heavy(0.1, cost=0.0, slow=0.06)),
    _cell("one heavy run", 16, ep.HeavyDay(week=13, cost=0.08)),
    _cell("heavy weeks, half of the runs, +6 %", 36, ep.HeavyWeeks(week=12, weeks=6, share=0.5, cost=0.06)),
    _cell("heavy weeks, seven of ten runs, +8 %", 36, ep.HeavyWeeks(week=12, weeks=6, share=0.7, cost=0.08)),
    _cell("longest run by 1.15, 1.4 and 2.2", 12, *(ep.Spike(week=w, ratio=r) for w, r in ((6, 1.15), (11, 1.4), (16, 2.2)))),
    _cell("weeks growing by a half", 12, ep.Ramp(week=12, weeks=1, fraction=0.5)),
    _cell("a week off ill", 12, ep.Illness(week=11)),
    _cell("four weeks off", 12, ep.Layoff(week=9)),
    _cell("strength before runs, +4 %", 12, ep.StrengthDays(week=4, weeks=14, per_week=1, cost=0.04), runs_per_week=4),
    _cell("strength before runs, +6 %", 12, ep.StrengthDays(week=4, weeks=14, per_week=1, cost=0.06), runs_per_week=4),
    _cell("heat wave", 12, ep.HeatWave(week=8, days=14), first_month=5),
    _cell("no rest days", 12, ep.NoRest(week=12, weeks=6)),
    _cell("hard days back to back", 12, ep.HardBackToBack(week=10, weeks=6)),
    _cell("long runs back to back", 12, ep.LongBackToBack(week=10, weeks=6)),
    _cell("easy runs run too fast, long ones easy", 12, ep.GreyZone(week=4, weeks=14)),
    _cell("fades at minute 42", 12, ep.AlwaysMinute(week=4, weeks=14), minutes=62.0),
    _cell("fades at any minute", 12, ep.AlwaysMinute(week=4, weeks=14, minute=None), minutes=62.0),
    _cell("new shoes that cost 5 %", 12, ep.NewShoes(week=14, cost=0.05)),
    _cell("five kilograms more", 12, ep.WeightGain(week=6, weeks=10, kilograms=5.0)),
    _cell("resting heart rate up", 12, ep.RestingHeartRateUp(week=16, days=14)),
    _cell("heavy after short nights", 12, ep.ShortNights(week=3, weeks=15, share=0.3, cost=0.06)),
    _cell("even training, days as in a laboratory", 64, laboratory=True),
    _cell("scattered heavy runs, heart rate +6 %, days as in a laboratory", 120, _heavy(0.1, cost=0.06), laboratory=True),
    _cell("sensor 20 bpm too high in single runs", 8, ep.SensorFault(week=4, above_bpm=20.0)),
    _cell("sensor 30 bpm too high in single runs", 12, ep.SensorFault(week=4, above_bpm=30.0)),
    _cell("sensor 40 bpm too high in single runs", 8, ep.SensorFault(week=4, above_bpm=40.0)),
    _cell("sensor shows the steps in single runs", 12, ep.SensorFault(week=4, above_bpm=math.inf)),
    _cell("sensor 30 bpm too low in single runs", 6, ep.SensorFault(week=4, above_bpm=-30.0)),
    _cell("single runs drift by 15 bpm/h more", 12, ep.DriftDays(week=5, weeks=WEEKS - 5)),
    _cell("single runs with six steps a minute fewer", 8, ep.CadenceChange(week=4)),
    _cell("hardly any easy running", 8, ep.GreyZone(week=4, weeks=14, also_long=True)),
)


def make(cell: int, runner: int, first_seed: int) -> SyntheticHistory:
    """The history of one runner of a cell."""
    chosen = CELLS[cell]
    seed = first_seed + cell * SEEDS_PER_CELL + runner
    rng = np.random.default_rng([seed, 1])
    settings = {
        "runs_per_week": int(rng.integers(3, 6)),
        "minutes": float(rng.uniform(36.0, 44.0)),
        "day_sd": float(rng.uniform(*(LABORATORY_SD if chosen.settings.get("laboratory") else FIELD_SD))),
        "rides_per_week": int(rng.integers(0, 2)),
        "first_day": date(2023, int(rng.integers(1, 13)), 1),
        **chosen.settings,
    }
    settings.pop("laboratory", None)
    month = settings.pop("first_month", None)
    settings |= {} if month is None else {"first_day": date(2023, int(month), 1)}
    return synth.history(weeks=WEEKS, seed=seed, episodes=chosen.episodes(), **settings)
