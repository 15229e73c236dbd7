"""The same places early and late: speed and heart rate compared where a run came by more than once.

Hills, trees that disturb the satellites, crossings and soft ground stay where they are. On a course that is run more than once
they drop out of the comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, FloatArray, IntArray, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SPEED_DRIFT_SE, SPEED_MEMORY_S, estimate, slow_noise
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
    counts when their mean times are ten minutes and their mean positions no more than 20 m apart. Differences late minus early are
    averaged over 30-s bins of late time; the interval is that of their mean (slow waves of the bins, Student's t), joined with 1 %
    for slow errors of satellite speed. Early passes are noisy too and shared by the four grids, which the bins' own wandering shows.
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
    change, matched, same_way, apart = _differences(run, seconds, east, north)
    if np.count_nonzero(np.isfinite(change["speed"])) < MIN_BINS * BIN_S:
        return _missing("no place was passed twice ten minutes apart for long enough")
    return MatchedPlaces(
        speed_pct=_mean(run, change["speed"], unit="%", memory_s=SPEED_MEMORY_S, known_error=100.0 * SPEED_DRIFT_SE),
        heart_rate_bpm=_mean(run, change["heart_rate"], unit="bpm", memory_s=HEART_MEMORY_S, known_error=0.0),
        covered=float(matched.mean()),
        same_direction=same_way,
        apart_s=apart,
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


def _differences(
    run: Run, seconds: IntArray, east: FloatArray, north: FloatArray
) -> tuple[dict[str, FloatArray], BoolArray, float, float]:
    """Change of each series for every second of a late pass (NaN elsewhere), which seconds matched, direction, time apart."""
    usable = run.masks["heart_rate_usable"][seconds]
    heart = run["heart_rate_bpm"][seconds] if run.has("heart_rate_bpm") else np.full(len(seconds), np.nan)
    series = {
        "speed": 100.0 * np.log(run["grade_adjusted_speed_mps"][seconds]),
        "heart_rate": np.where(usable, heart, np.nan),
    }
    total = {name: np.zeros(len(run)) for name in series}
    number = {name: np.zeros(len(run)) for name in series}
    matched, same, apart = np.zeros(len(seconds), dtype=np.bool_), [0.0, 0.0], 0.0
    for shift_east in (0.0, NEAR_M / 2.0):
        for shift_north in (0.0, NEAR_M / 2.0):
            places = _Places(seconds, east, north, shift_east, shift_north)
            late = places.counts[places.owner] & places.is_late
            matched |= places.counts[places.owner]
            same[0] += float(np.count_nonzero(late & places.same_way[places.owner]))
            same[1] += float(np.count_nonzero(late))
            apart += float(places.apart_s[places.owner][late].sum())
            for name, values in series.items():
                change = values - places.early_mean(values)[places.owner]
                known = late & np.isfinite(change)
                total[name][seconds[known]] += change[known]
                number[name][seconds[known]] += 1.0
    changes = {name: np.where(number[name] > 0, total[name] / np.maximum(number[name], 1.0), np.nan) for name in series}
    return changes, matched, same[0] / max(same[1], 1.0), apart / max(same[1], 1.0)


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
        self.is_late: BoolArray = time_s > ((first + last) / 2.0)[self.owner]
        middle = [[self._mean(values, part) for values in (time_s, east, north)] for part in (~self.is_late, self.is_late)]
        enough = [np.bincount(self.owner[part], minlength=self.size) >= LEAST_SECONDS for part in (~self.is_late, self.is_late)]
        self.apart_s: FloatArray = middle[1][0] - middle[0][0]
        near = np.hypot(middle[1][1] - middle[0][1], middle[1][2] - middle[0][2]) <= NEAR_M
        self.counts: BoolArray = enough[0] & enough[1] & near & (self.apart_s >= APART_S)
        steps = [np.gradient(values) for values in (east, north)]
        ways = [[self._mean(values, part) for values in steps] for part in (~self.is_late, self.is_late)]
        self.same_way: BoolArray = ways[0][0] * ways[1][0] + ways[0][1] * ways[1][1] > 0

    def early_mean(self, values: FloatArray) -> FloatArray:
        """Mean of the early passes of each square, NaN where there are none."""
        return self._mean(values, ~self.is_late)

    def _mean(self, values: FloatArray, part: BoolArray) -> FloatArray:
        known = part & np.isfinite(values)
        number = np.bincount(self.owner[known], minlength=self.size)
        total = np.bincount(self.owner[known], weights=values[known], minlength=self.size)
        return np.asarray(np.where(number > 0, total / np.maximum(number, 1), np.nan), dtype=np.float64)


def _mean(run: Run, change: FloatArray, *, unit: str, memory_s: float, known_error: float) -> Estimate:
    usable = np.isfinite(change)
    bins: Bins = bin_means({"change": change}, usable, width_s=BIN_S, span=analysis_windows(run).analysed)
    if len(bins) < MIN_BINS:
        return Estimate.missing(unit, "too little of both passes with usable values")
    line = np.column_stack([np.ones_like(bins.time_s), bins.time_s])
    noise = slow_noise(bins["change"], line, width_s=BIN_S, memory_s=memory_s)
    return estimate(
        float(bins["change"].mean()),
        noise.error_of(np.full(len(bins), 1.0 / len(bins))),
        unit=unit,
        used_s=len(bins) * BIN_S,
        freedom=noise.freedom,
        known_error=known_error,
    )


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
