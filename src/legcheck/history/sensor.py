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

AGREEING_BPM, HIGHEST_BPM = 10.0, 220.0
"""[bpm] Largest heart rates beyond the maximum that lie so close together in three runs, whatever lies between these, are a maximum that was
taken too low: a sensor that reads wrong seldom errs alike. But none above the latter, where no adult's heart is. Engineering values."""

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
    max_hr_source : str
        Where the maximum comes from that the largest heart rate lies above, as in :class:`legcheck.history.load.RunnerLimits`; empty
        when it does not.
    """

    chance: float
    is_fault: bool
    told: str
    deviation: Deviation = field(default_factory=lambda: Deviation.missing("not compared"))
    at: str = ""
    max_hr_source: str = ""


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
    wrong speed, ``N(0, 6 % + s)``; a sensor that reads wrong, ``N(0, 35 bpm)``; a sensor that shows the steps, ``N(cadence, 1.5 %)``.
    The log likelihoods of minutes 3 to 12 and 10 to 40 are averaged, as they are nearly one observation. A run that is believed to be
    wrong has no part in later normals. A largest heart rate far beyond the maximum is no heart's either, until three of them agree.
    """
    watch, checks = _Watch(timeline), []
    for summary in timeline.activities:
        if summary.is_run:
            checks.append(watch.next())
        else:
            watch.so_far.add(summary)
    return tuple(checks)


class _Watch:
    """Goes from run to run and remembers which were doubted."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline, self.run = timeline, 0
        self.normal, self.so_far = Normal(timeline), LimitsSoFar(timeline.athlete)
        self.doubted: list[int] = []
        self.beyond_bpm: list[float] = []

    def next(self) -> SensorCheck:
        """Check the next run by what is known before it."""
        run, held = self.timeline.runs[self.run], self._held(self.normal.next())
        above = _above_maximum(run, self.so_far.limits)
        check = above or held
        if check.is_fault:
            self._doubt()
        elif math.isfinite(check.chance):
            self.doubted = []
        self.so_far.add(_silent(run) if check.is_fault else run)
        if above and not held.is_fault:
            self._beyond(run.number("max_heart_rate_bpm"))
        self.run += 1
        return check

    def _beyond(self, peak_bpm: float) -> None:
        """Remember a largest heart rate beyond the maximum, in a run not in doubt otherwise; where three agree, the maximum was too low."""
        if peak_bpm > HIGHEST_BPM:
            return
        self.beyond_bpm = [*self.beyond_bpm, peak_bpm][-IN_A_ROW:]
        if len(self.beyond_bpm) == IN_A_ROW and max(self.beyond_bpm) - min(self.beyond_bpm) <= AGREEING_BPM:
            for reached_bpm in self.beyond_bpm:
                self.so_far.reached(reached_bpm)
            self.beyond_bpm = []

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
    return SensorCheck(chance=SURE, is_fault=True, told=told, max_hr_source=limits.max_hr_source)


def _unchecked(reason: str) -> SensorCheck:
    return SensorCheck(chance=math.nan, is_fault=False, told=reason)


def _silent(summary: ActivitySummary) -> ActivitySummary:
    """An activity as if no heart rate had been recorded."""
    numbers = {name: value for name, value in summary.numbers.items() if name not in HEART_RATE_NAMES}
    measures = {name: value for name, value in summary.measures.items() if name not in HEART_RATE_NAMES}
    return replace(summary, numbers=numbers, measures=measures, heart_rate_s={})
