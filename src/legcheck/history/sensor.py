"""Whether a run's heart rate can be the heart's at all: a sensor that reads wrong is more likely than a day that no runner has."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from legcheck.history.deviation import Deviation
from legcheck.history.load import LimitsSoFar, RunnerLimits
from legcheck.history.sensor_model import STEPS_SD, log_odds
from legcheck.history.sensor_normal import SHORT, STRETCHES, WHOLE, Normal
from legcheck.history.summary import ActivitySummary
from legcheck.history.timeline import Timeline

__all__ = ["HEART_RATE_NAMES", "SensorCheck", "believed", "sensor_checks"]

SURE = 2.0 / 3.0
"""[-] Probability of a fault from which heart rate is no longer taken as the heart's: twice as likely as any day."""

ABOVE_MAXIMUM_SE, ABOVE_MAXIMUM_BPM = 3.0, 5.0
"""[SE], [bpm] A largest heart rate this many errors above the maximum known before, the error being at least so much, is no heart's."""

RESTS = 0.8
"""[share] Heart rates below the normal are left alone in runs of which less than this was moving: in rests the heart comes down."""

IN_A_ROW = 3
"""[runs] After as many implausible runs on end it is the normal that is in doubt: all are believed, and a new normal begins with them."""

LIKELY = "a sensor that reads wrong is more likely than such a day"
"""What is concluded."""


HEART_RATE_NAMES = (
    "heart_rate_bpm",
    "moving_heart_rate_bpm",
    "max_heart_rate_bpm",
    "early_heart_rate_bpm",
    "middle_heart_rate_bpm",
    "drift_bpm_per_h",
)
"""Numbers of a summary that are nothing without a heart rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorCheck:
    """What the check says of one run.

    Attributes
    ----------
    chance : float
        Probability that the sensor read wrong; NaN when it could not be checked.
    is_fault : bool
        Whether heart rate is not to be believed.
    told : str
        In words: what was compared, or why it could not be.
    deviation : Deviation
        Heart rate of the stretch that lies furthest off, against earlier runs at that speed. [bpm]
    at : str
        Which stretch that is, of :data:`legcheck.history.sensor_normal.STRETCHES`; empty when none was compared.
    """

    chance: float
    is_fault: bool
    told: str
    deviation: Deviation = field(default_factory=lambda: Deviation.missing("not compared"))
    at: str = ""


def believed(timeline: Timeline) -> tuple[Timeline, tuple[SensorCheck, ...]]:
    """The timeline without heart rates that are not to be believed, and what was found of each run.

    Parameters
    ----------
    timeline : Timeline

    Returns
    -------
    timeline : Timeline
        The same where nothing is in doubt.
    checks : tuple of SensorCheck
        As long as ``timeline.runs``; made from the run itself and earlier ones.
    """
    checks = sensor_checks(timeline)
    doubted = {int(place) for place, check in zip(timeline.places, checks, strict=True) if check.is_fault}
    if not doubted:
        return timeline, checks
    kept = tuple(_silent(item) if place in doubted else item for place, item in enumerate(timeline.activities))
    return replace(timeline, activities=kept, recorded=timeline.activities), checks


def sensor_checks(timeline: Timeline) -> tuple[SensorCheck, ...]:
    """Hold every run's heart rate against what the runner's heart has shown before.

    Parameters
    ----------
    timeline : Timeline
        As recorded.

    Returns
    -------
    tuple of SensorCheck
        As long as ``timeline.runs``.

    Notes
    -----
    Bayes' rule over five explanations (:data:`legcheck.history.sensor_model.PRIORS`) of how far heart rate lies from a line through the latest believed runs:
    an ordinary day, ``N(0, s)`` with the runner's own scatter ``s``; a heavy or ill one, ``N(8.5 %, 3 % + s)``; other ground, wind or a
    wrong speed, ``N(0, 8 % + s)``; a sensor that reads wrong, ``N(0, 35 bpm)``; a sensor that shows the steps, ``N(cadence, 1.5 %)``.
    The log likelihoods of minutes 3 to 12 and 10 to 40 are averaged, as they are nearly one observation. A run that is believed to be
    wrong has no part in later normals.
    """
    watch = _Watch(timeline)
    so_far, checks = LimitsSoFar(timeline.athlete), []
    for summary in timeline.activities:
        if not summary.is_run:
            so_far.add(summary)
            continue
        check = watch.next(so_far.limits)
        checks.append(check)
        so_far.add(_silent(summary) if check.is_fault else summary)
    return tuple(checks)


class _Watch:
    """Goes from run to run and remembers which were doubted."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline, self.run = timeline, 0
        self.normal = Normal(timeline)
        self.doubted: list[int] = []

    def next(self, limits: RunnerLimits) -> SensorCheck:
        """Check the next run by what is known of the limits before it."""
        held = self.normal.next()
        check = _above_maximum(self.timeline.runs[self.run], limits) or self._held(held)
        if check.is_fault:
            self._doubt()
        elif math.isfinite(check.chance):
            self.doubted = []
        self.run += 1
        return check

    def _doubt(self) -> None:
        """Leave the run out of later normals; after too many on end it is the normal that was wrong."""
        self.doubted.append(self.run)
        self.normal.leave_out(self.run)
        if len(self.doubted) >= IN_A_ROW:
            self.normal.begin_with(self.doubted)
            self.doubted = []

    def _held(self, parts: dict[str, Deviation]) -> SensorCheck:
        """What the deviations of the next run make of it."""
        run = self.timeline.runs[self.run]
        if run.surface == "treadmill":
            return _unchecked("on a treadmill, whose speed is its own")
        usable = {name: deviation for name, deviation in parts.items() if deviation.is_usable}
        if not usable:
            return _unchecked(parts[WHOLE].reason)
        odds = [log_odds(deviation, run.number(STRETCHES[name].cadence)) for name, deviation in usable.items()]
        chance = 1.0 / (1.0 + math.exp(-math.fsum(odds) / len(odds)))
        name = max(usable, key=lambda each: abs(usable[each].difference))
        rested = usable[name].difference < 0.0 and run.duration_s < RESTS * run.number("elapsed_s")
        return self._told(name, usable[name], chance, fault=chance >= SURE and not rested)

    def _told(self, name: str, deviation: Deviation, chance: float, *, fault: bool) -> SensorCheck:
        run, stretch = self.timeline.runs[self.run], STRETCHES[name]
        added = run.number(stretch.heart) - deviation.value
        shown, usual, reach = deviation.value + added, deviation.expected + added, 1.96 * deviation.spread
        where = f"in {stretch.words}" if name in SHORT else "over the run"
        told = (
            f"heart rate {shown:.0f} bpm {where}, at a speed where {deviation.runs} earlier runs lead to expect "
            f"{usual - reach:.0f}-{usual + reach:.0f}"
        )
        cadence = run.number(stretch.cadence)
        steps = f", and {cadence:.0f} steps/min" if abs(shown / cadence - 1.0) <= 2.0 * STEPS_SD else ""
        told = f"{told}{steps}: {LIKELY}" if fault else told
        return SensorCheck(chance=chance, is_fault=fault, told=told, deviation=deviation, at=name)


def _above_maximum(run: ActivitySummary, limits: RunnerLimits) -> SensorCheck | None:
    """A largest heart rate that this runner cannot have."""
    peak, known = run.number("max_heart_rate_bpm"), limits.max_hr_bpm
    room = ABOVE_MAXIMUM_SE * math.hypot(limits.max_hr_se_bpm, ABOVE_MAXIMUM_BPM)
    if not peak > known + room:
        return None
    told = f"heart rate up to {peak:.0f} bpm where the maximum is about {known:.0f}: {LIKELY}"
    return SensorCheck(chance=SURE, is_fault=True, told=told)


def _unchecked(reason: str) -> SensorCheck:
    return SensorCheck(chance=math.nan, is_fault=False, told=reason)


def _silent(summary: ActivitySummary) -> ActivitySummary:
    """An activity as if no heart rate had been recorded."""
    numbers = {name: value for name, value in summary.numbers.items() if name not in HEART_RATE_NAMES}
    measures = {name: value for name, value in summary.measures.items() if name not in HEART_RATE_NAMES}
    return replace(summary, numbers=numbers, measures=measures, heart_rate_s={})
