"""The same places early and late: speed and heart rate compared where a run came by more than once.

Hills, trees that disturb the satellites, crossings and soft ground stay where they are. On a course that is run more than once
they drop out of the comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, FloatArray, IntArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SPEED_MEMORY_S, estimate, slow_noise
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import Bins, analysis_windows, bin_means

__all__ = ["MatchedPlaces", "matched_places"]

NEAR_M = 20.0
"""[m] Two passes closer than this were at the same place: positions are off by some metres, and roads have two sides."""

APART_S = 600.0
"""[s] Passes must lie this far apart in time to be early and late."""

BIN_S = 30.0
"""[s] Bin of late time in which the differences are averaged."""

MIN_BINS = 10
"""[-] Five minutes of late running at places known from before."""

NEXT_PASS_S = 60.0
"""[s] Who comes back to a square of 20 m after this time has come by again; ours."""

METRES_PER_DEGREE = 111_195.0
"""[m/deg] Along a meridian of a sphere of 6,371 km."""

LEAST_SECONDS = 2
"""[s] A place needs this much of each pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedPlaces:
    """Late passes against early passes of the same places.

    Attributes
    ----------
    speed_pct : Estimate
        Mean change of log grade-adjusted speed. [%] Negative: slower when coming by again.
    heart_rate_bpm : Estimate
        Mean change of heart rate. [bpm] Missing without usable heart rate in both passes.
    covered : float
        Share of the running seconds analysed that belong to places passed both early and late. [-]
    same_direction : float
        Share of the matched time run in the same direction: about 1 on loops, 0 out and back (wind then helps one of the passes).
    apart_s : float
        Mean time from the early to the late pass. [s]
    reason : str
        Why nothing could be compared; empty otherwise.
    """

    speed_pct: Estimate
    heart_rate_bpm: Estimate
    covered: float
    same_direction: float
    apart_s: float
    reason: str = ""


def matched_places(run: Run | Activity) -> MatchedPlaces:
    """Compare speed and heart rate at places passed more than once.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    MatchedPlaces
        With a reason where there are no positions or no place is passed twice ten minutes apart.

    Notes
    -----
    The ground is cut into squares of 20 m, four times with the squares moved by half their size, so that no edge parts two
    passes that are close. In each square the passes before the middle of its first and last visit are early, the others late; it
    counts when their mean times are ten minutes and their mean positions no more than 20 m apart. The result is the mean difference late
    minus early over the late seconds: a weighted sum of all seconds, early ones with a minus. Its error follows from those weights, so that one
    early lap that two late ones are held against counts as the one lap it is. How noisy a pass is, is read from the slow waves of the
    differences in 30-s bins of late time, whose variance is ``1 + 1 / (early passes)`` times that of one pass; slow errors of
    satellite speed are added for speed (:func:`legcheck.signals.speed_error.slow_speed_error`).
    The cost is linear in the length of the run. Only running after the warm-up and before the finish is used.

    Slope is taken out by grade-adjusted speed; in the same direction it is the same both times anyway. Out and back a head wind
    becomes a tail wind: see ``same_direction``.

    Examples
    --------
    >>> from legcheck import synth
    >>> there_and_back = synth.run(duration_s=5400, course="out_and_back", hills=(8.0, 900.0), seed=3).activity
    >>> found = matched_places(there_and_back)
    >>> found.covered > 0.5, found.speed_pct.low < 0 < found.speed_pct.high, round(found.same_direction, 1)
    (True, True, 0.0)
    """
    run = as_run(run)
    if not (run.has("latitude_deg") and run.has("longitude_deg")):
        return _missing("no positions recorded")
    seconds = _used_seconds(run)
    if len(seconds) < MIN_BINS * BIN_S:
        return _missing("too little running with a position after the warm-up")
    east, north = _metres(run["latitude_deg"][seconds], run["longitude_deg"][seconds])
    places = _grids(seconds, east, north)
    speed = _mean(run, seconds, places, 100.0 * np.log(run["grade_adjusted_speed_mps"][seconds]), "%")
    if not speed.is_usable:
        return _missing("no place was passed twice ten minutes apart for long enough")
    heart = run["heart_rate_bpm"][seconds] if run.has("heart_rate_bpm") else np.full(len(seconds), np.nan)
    late = np.stack([grid.late for grid in places])
    return MatchedPlaces(
        speed_pct=speed,
        heart_rate_bpm=_mean(run, seconds, places, np.where(run.masks["heart_rate_usable"][seconds], heart, np.nan), "bpm"),
        covered=float(np.any([grid.counts[grid.owner] for grid in places], axis=0).mean()),
        same_direction=float(np.stack([grid.same_way[grid.owner] for grid in places])[late].mean()),
        apart_s=float(np.stack([grid.apart_s[grid.owner] for grid in places])[late].mean()),
    )


def _used_seconds(run: Run) -> IntArray:
    span = analysis_windows(run).analysed
    known = np.isfinite(run["latitude_deg"]) & np.isfinite(run["longitude_deg"]) & (run["grade_adjusted_speed_mps"] > 0)
    inside = (run.elapsed_s >= span.start_s) & (run.elapsed_s < span.end_s)
    return np.flatnonzero(run.running & known & inside).astype(np.int64)


def _metres(latitude_deg: FloatArray, longitude_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """East and north of the first position; the date line is no border."""
    turned = (longitude_deg - longitude_deg[0] + 180.0) % 360.0 - 180.0
    scale = METRES_PER_DEGREE * np.cos(np.deg2rad(float(latitude_deg.mean())))
    return turned * scale, (latitude_deg - latitude_deg[0]) * METRES_PER_DEGREE


def _grids(seconds: IntArray, east: FloatArray, north: FloatArray) -> list[_Places]:
    shifts = (0.0, NEAR_M / 2.0)
    return [_Places(seconds, east, north, shift_east, shift_north) for shift_east in shifts for shift_north in shifts]


class _Places:
    """Squares of one grid, their early and late passes."""

    def __init__(self, seconds: IntArray, east: FloatArray, north: FloatArray, shift_east: float, shift_north: float) -> None:
        cells = np.floor(np.stack([east + shift_east, north + shift_north]) / NEAR_M).astype(np.int64)
        keys = (cells[0] - cells[0].min()) * (cells[1].max() - cells[1].min() + 1) + cells[1] - cells[1].min()
        _, owner = np.unique(keys, return_inverse=True)
        self.owner: IntArray = owner.astype(np.int64)
        self.size = int(self.owner.max()) + 1
        time_s = seconds.astype(np.float64)
        first, last = np.full(self.size, np.inf), np.full(self.size, -np.inf)
        np.minimum.at(first, self.owner, time_s)
        np.maximum.at(last, self.owner, time_s)
        self.passes = self._passes(time_s)
        when = np.bincount(self.passes, weights=time_s) / np.bincount(self.passes)
        self.is_late: BoolArray = when[self.passes] > ((first + last) / 2.0)[self.owner]
        middle = [[self._mean(values, part) for values in (time_s, east, north)] for part in (~self.is_late, self.is_late)]
        enough = [np.bincount(self.owner[part], minlength=self.size) >= LEAST_SECONDS for part in (~self.is_late, self.is_late)]
        self.apart_s: FloatArray = middle[1][0] - middle[0][0]
        near = np.hypot(middle[1][1] - middle[0][1], middle[1][2] - middle[0][2]) <= NEAR_M
        self.counts: BoolArray = enough[0] & enough[1] & near & (self.apart_s >= APART_S)
        steps = [np.gradient(values) for values in (east, north)]
        ways = [[self._mean(values, part) for values in steps] for part in (~self.is_late, self.is_late)]
        self.same_way: BoolArray = ways[0][0] * ways[1][0] + ways[0][1] * ways[1][1] > 0
        self.late: BoolArray = self.counts[self.owner] & self.is_late

    def change(self, values: FloatArray) -> FloatArray:
        """Each late second against the mean of the early ones of its square, NaN where there is none."""
        early = self._mean(values, ~self.is_late)[self.owner]
        return np.asarray(np.where(self.late, values - early, np.nan), dtype=np.float64)

    def weights(self, late_weight: FloatArray, values: FloatArray) -> FloatArray:
        """Weight of every second in a sum of changes: what a late one has is shared, with a minus, by the early ones of its square."""
        given = np.bincount(self.owner, weights=late_weight, minlength=self.size)
        early = ~self.is_late & np.isfinite(values)
        number = np.maximum(np.bincount(self.owner[early], minlength=self.size), 1)
        return np.asarray(late_weight - np.where(early, (given / number)[self.owner], 0.0), dtype=np.float64)

    def early_passes(self) -> FloatArray:
        """How many early passes each second's square has."""
        early = np.zeros(int(self.passes.max()) + 1)
        early[self.passes] = ~self.is_late
        square = np.zeros(len(early), dtype=np.int64)
        square[self.passes] = self.owner
        return np.asarray(np.bincount(square, weights=early, minlength=self.size)[self.owner], dtype=np.float64)

    def _passes(self, time_s: FloatArray) -> IntArray:
        """Number of the pass each second belongs to; one square's passes lie a minute or more apart."""
        order = np.lexsort((time_s, self.owner))
        new = (np.diff(self.owner[order]) != 0) | (np.diff(time_s[order]) > NEXT_PASS_S)
        passes = np.zeros(len(time_s), dtype=np.int64)
        passes[order[1:]] = np.cumsum(new)
        return passes

    def _mean(self, values: FloatArray, part: BoolArray) -> FloatArray:
        known = part & np.isfinite(values)
        number = np.bincount(self.owner[known], minlength=self.size)
        total = np.bincount(self.owner[known], weights=values[known], minlength=self.size)
        return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan), dtype=np.float64)


def _mean(run: Run, seconds: IntArray, places: list[_Places], values: FloatArray, unit: str) -> Estimate:
    """Mean change over the late seconds, with the error of the weighted sum of all seconds that it is."""
    changes = np.stack([grid.change(values) for grid in places])
    known = np.isfinite(changes)
    found = known.any(axis=0)
    change = np.full(len(run), np.nan)
    change[seconds[found]] = np.where(known, changes, 0.0).sum(axis=0)[found] / known.sum(axis=0)[found]
    bins = bin_means({"change": change}, np.isfinite(change), width_s=BIN_S, span=analysis_windows(run).analysed)
    if len(bins) < MIN_BINS:
        return Estimate.missing(unit, "too little of both passes with usable values")
    each = 1.0 / np.maximum(known.sum(axis=0), 1) / found.sum()
    weights = np.sum(
        [grid.weights(np.where(here, each, 0.0), values) for grid, here in zip(places, known, strict=True)], axis=0
    )
    passes = np.stack([grid.early_passes() for grid in places])
    of_one = 1.0 / math.sqrt(1.0 + float((1.0 / passes[known]).mean()))
    memory_s = SPEED_MEMORY_S if unit == "%" else HEART_MEMORY_S
    line = np.column_stack([np.ones_like(bins.time_s), bins.time_s])
    noise = slow_noise(bins["change"], line, width_s=BIN_S, memory_s=memory_s)
    row = _binned(seconds, weights)
    return estimate(
        float(change[seconds[found]].mean()),
        of_one * noise.error_of(row["weight"]),
        unit=unit,
        used_s=len(bins) * BIN_S,
        freedom=noise.freedom,
        known_error=100.0 * slow_speed_error(row, row["weight"]) if unit == "%" else 0.0,
    )


def _binned(seconds: IntArray, weights: FloatArray) -> Bins:
    """Sum of the weights in even bins over all seconds used."""
    place = (seconds - seconds[0]) // round(BIN_S)
    weight = np.asarray(np.bincount(place, weights), dtype=np.float64)
    middles = BIN_S * (np.arange(len(weight), dtype=np.float64) + 0.5)
    return Bins(time_s=middles, means={"weight": weight}, width_s=BIN_S)


def _missing(reason: str) -> MatchedPlaces:
    nan = float("nan")
    return MatchedPlaces(
        speed_pct=Estimate.missing("%", reason),
        heart_rate_bpm=Estimate.missing("bpm", reason),
        covered=0.0,
        same_direction=nan,
        apart_s=nan,
        reason=reason,
    )
