"""The runner's own normal, made from earlier runs only, and how far every run lies from it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from legcheck.core import BoolArray, FloatArray
from legcheck.history.deviation import BASELINE_RUNS, MIN_BASELINE_RUNS, Deviation, regressions
from legcheck.history.timeline import Timeline
from legcheck.history.windows import Before
from legcheck.signals.gait_change import CADENCE_SLOPE_SPM_PER_MPS, CONTACT_EXPONENT
from legcheck.signals.load import heat_adjustment

__all__ = ["BASELINE_DAYS", "STILL_HIGH_H", "Baseline", "baseline", "left_over", "since_another_h"]

BASELINE_DAYS = 180.0
"""[days] Older runs say nothing of today's normal; engineering value."""

HEART_SPREAD_BPM = 5.0
"""[bpm] Of a run's mean heart rate about the runner's normal: 5 +- 2 bpm from day to day at one speed in the laboratory
(J Strength Cond Res 2004;18(3), variation in heart rate during submaximal exercise); outdoors more."""

SPEED_SPREAD = 0.05
"""[log speed] Of a run's mean speed about the runner's normal; engineering value."""

CADENCE_SPREAD_SPM = 3.0
"""[steps/min] Of a run's mean cadence about the runner's own line; engineering value."""

CONTACT_SPREAD = 0.025
"""[log contact time] Of a run's mean about the runner's own line, same device; engineering value."""

FATIGUE_DAYS = 2.0
"""[days] Time in which what is left of a load falls to 37 %; engineering value between the hours in which glycogen is restored and
the three days that sore muscles last."""

FATIGUE_SPREAD = 0.5
"""[log points] Spread of what is left of earlier loads from run to run; engineering value."""

REST_POINTS = 10.0
"""[points] Added before the logarithm: ten minutes of easy running make no difference."""

WALKING_SPREAD = 0.1
"""[-] Spread of the square root of the walked share (1 % walked against none); engineering value."""

HEART_RATES = ("heart", "early_heart", "middle_heart")
"""Columns that say nothing while the heart has not come down."""

DRAWN_OUT = {"early_speed": (0.3, 0.03), "middle_speed": (0.3, 0.03)}
"""[log m/s] How far below and above the earlier runs' speeds a line is drawn out: a race beyond them has a heart rate of its own, and walking
has too. Engineering values."""

STILL_HIGH_H = 2.0
"""[h] Heart rate is not judged in a run that begins so soon after another activity ended; it has not come down. Engineering value."""

TIME_SPREAD_H = 1.5
"""[h] Spread of the hour at which a runner starts; engineering value."""

DAY_BEGINS_H = 3.0
"""[h] A start between midnight and this is a late one of the day before; engineering value."""

FALSE_START_S = 60.0
"""[s] A recording shorter than this was begun by mistake; engineering value."""

LEAST_LENGTH_S = 1.0
"""[s] Length of an activity that tells none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A run against the runner's normal. Positive is in the direction of harder or more.

    Attributes
    ----------
    heart_rate_for_duration : Deviation
        Mean heart rate against earlier runs as long as this. [bpm]
    speed_for_duration : Deviation
        Log grade-adjusted speed against the same. [log m/s]
    early_heart_rate : Deviation
        Minutes 3 to 12: heart rate against earlier runs at that speed. [bpm]
    early_speed : Deviation
        Minutes 3 to 12: log grade-adjusted speed against the usual. [log m/s]
    early_cadence, early_contact_time : Deviation
        Minutes 3 to 12: cadence [steps/min] and log contact time against the own line at that speed.
    middle_heart_rate : Deviation
        Minutes 10 to 40: heart rate against earlier runs at that speed. [bpm]
    fatigue : Deviation
        Log of what is left of earlier loads against what usually is. [log points]
    start_hour : Deviation
        Hour of the day against the usual; up to 27, as starts before three in the morning belong to the day before. [h]
    walking : Deviation
        Square root of the walked share of the moving time against the usual. [-]
    """

    heart_rate_for_duration: Deviation
    speed_for_duration: Deviation
    early_heart_rate: Deviation
    early_speed: Deviation
    early_cadence: Deviation
    early_contact_time: Deviation
    middle_heart_rate: Deviation
    fatigue: Deviation
    start_hour: Deviation
    walking: Deviation


def baseline(timeline: Timeline) -> tuple[Baseline, ...]:
    """Hold every run against the runs before it.

    Parameters
    ----------
    timeline : Timeline

    Returns
    -------
    tuple of Baseline
        As long as ``timeline.runs``; made from earlier runs only.
    """
    made = _Lines(timeline)
    early, middle = (
        made.before.mean(made.table[name], alike=made.enough) - made.resting_bpm for name in ("early_heart", "middle_heart")
    )
    per_log_speed = CADENCE_SLOPE_SPM_PER_MPS * np.exp(made.before.mean(made.table["early_speed"]))
    columns = (
        made.heart_rate("heart", "duration", 0.0),
        made.held("speed", "duration", SPEED_SPREAD),
        made.heart_rate("early_heart", "early_speed", early),
        made.held("early_speed", "nothing", SPEED_SPREAD),
        made.held("cadence", "early_speed", CADENCE_SPREAD_SPM, per_log_speed, alike=made.all_alike),
        made.held("contact", "early_speed", CONTACT_SPREAD, CONTACT_EXPONENT, alike=made.all_alike),
        made.heart_rate("middle_heart", "middle_speed", middle),
        made.held("fatigue", "nothing", FATIGUE_SPREAD),
        made.held("hour", "nothing", TIME_SPREAD_H),
        made.held("walking", "nothing", WALKING_SPREAD),
    )
    names = [entry.name for entry in fields(Baseline)]
    return tuple(Baseline(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))


class _Lines:
    """Draws the lines of one kind of number for all runs at once.

    ``enough`` tells for which runs there are enough earlier ones of the same device for its heart rates to be held against them alone.
    """

    def __init__(self, timeline: Timeline) -> None:
        count = len(timeline.runs)
        self.table, self.all = _columns(timeline), np.arange(count)
        self.before = Before.of(timeline, days=BASELINE_DAYS)
        self.all_alike = np.ones(count, dtype=np.bool_)
        self.enough = self.before.count(self.all, alike=self.all_alike) >= MIN_BASELINE_RUNS
        self.still_high = (self.table["since_h"] < STILL_HIGH_H).tolist()
        self.resting_bpm = np.array([timeline.limits_at(place).resting_hr_bpm for place in range(count)], dtype=np.float64)

    def held(
        self, value: str, about: str, spread: float, slope: FloatArray | float = 0.0, *, alike: BoolArray | None = None
    ) -> list[Deviation]:
        """Deviations of one number, and how it is expected to depend on another."""
        values, others = self.table[value], self.table[about]
        windows = self.before.latest(np.flatnonzero(np.isfinite(values + others)), most=BASELINE_RUNS, alike=alike)
        reach = DRAWN_OUT.get(about, (math.inf, math.inf))
        return regressions(values, others, windows, rows=self.all, usual_spread=spread, usual_slope=slope, beyond=reach)

    def heart_rate(self, value: str, about: str, slope: FloatArray | float) -> list[Deviation]:
        """Those of a heart rate; none where it had not come down."""
        held = self.held(value, about, HEART_SPREAD_BPM, slope, alike=self.enough)
        high = Deviation.missing(f"began within {STILL_HIGH_H:.0f} h of another activity: heart rate had not come down")
        return [high if is_high else deviation for is_high, deviation in zip(self.still_high, held, strict=True)]


def _columns(timeline: Timeline) -> dict[str, FloatArray]:
    heat = np.array([_heat_bpm(run.number("temperature_c")) for run in timeline.runs], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "duration": np.log(np.where(timeline.duration_s > 0.0, timeline.duration_s, np.nan)),
            "heart": timeline.column("moving_heart_rate_bpm") - heat,
            "speed": np.log(timeline.column("grade_adjusted_speed_mps")),
            "early_heart": timeline.column("early_heart_rate_bpm") - heat,
            "early_speed": np.log(timeline.column("early_speed_mps")),
            "middle_heart": timeline.column("middle_heart_rate_bpm") - heat,
            "middle_speed": np.log(timeline.column("middle_speed_mps")),
            "cadence": timeline.column("early_cadence_spm"),
            "contact": np.log(timeline.column("early_contact_time_ms")),
        }
    columns["since_h"] = since_another_h(timeline)
    for name in HEART_RATES:
        columns[name] = np.where(columns["since_h"] < STILL_HIGH_H, np.nan, columns[name])
    columns["fatigue"] = np.log(REST_POINTS + left_over(timeline))
    columns["hour"] = _hour(timeline)
    columns["walking"] = np.sqrt(timeline.column("walking_share"))
    columns["nothing"] = np.zeros(len(timeline.runs))
    return columns


def _hour(timeline: Timeline) -> FloatArray:
    """Hour of the day at which each run started; shape (runs,), NaN as long as no file has told the runner's clock. [h]"""
    told = np.cumsum([math.isfinite(item.utc_offset_s) for item in timeline.activities]) > 0
    hour = (timeline.time_s + timeline.offset_s) / 3600.0
    return np.asarray(np.where(told, (hour - DAY_BEGINS_H) % 24.0 + DAY_BEGINS_H, np.nan)[timeline.places], dtype=np.float64)


def since_another_h(timeline: Timeline) -> FloatArray:
    """Hours from the end of the last activity that was over to the start of each run; shape (runs,). [h]

    A recording that goes on when the run starts is the same activity on another device, or was left open: it tells no end. One of
    less than a minute is a false start and raised no heart rate.
    """
    elapsed = [item.number("elapsed_s") for item in timeline.activities]
    known = [length if length > 0.0 else item.duration_s for length, item in zip(elapsed, timeline.activities, strict=True)]
    length_s = np.array(known, dtype=np.float64)
    counts = (length_s <= 0.0) | (length_s >= FALSE_START_S)
    ends = np.sort(timeline.time_s[counts] + np.maximum(length_s[counts], LEAST_LENGTH_S))
    latest = np.append(-np.inf, ends)[np.searchsorted(ends, timeline.run_time_s, side="right")]
    return np.asarray((timeline.run_time_s - latest) / 3600.0, dtype=np.float64)


def left_over(timeline: Timeline) -> FloatArray:
    """What is left before each run of the loads that were done by then, falling to 37 % in :data:`FATIGUE_DAYS`; shape (runs,). [points]"""
    lengths = np.array([item.duration_s for item in timeline.activities], dtype=np.float64)
    ends = timeline.time_s + np.maximum(lengths, LEAST_LENGTH_S)
    done = [
        (ends[place], timeline.times[place], timeline.load[place]) for place in np.argsort(ends, kind="stable")[::-1].tolist()
    ]
    left, total, last = [], 0.0, -math.inf
    for time in timeline.run_times:
        total *= _kept(time - last)
        while done and done[-1][0] <= time:
            _, start, load = done.pop()
            total += load * _kept(time - start)
        left.append(total)
        last = time
    return np.array(left, dtype=np.float64)


def _kept(seconds: float) -> float:
    """Share of a load that is left after a time."""
    return math.exp(-seconds / (86_400.0 * FATIGUE_DAYS))


def _heat_bpm(temperature_c: float) -> float:
    return heat_adjustment(temperature_c).value if math.isfinite(temperature_c) else 0.0
