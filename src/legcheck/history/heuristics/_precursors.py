"""What can come before a run, as a yes or no for every run that it is known of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, Evidence, FloatArray
from legcheck.history.diary import DiaryEntry
from legcheck.history.heuristics._diary import EPOCH
from legcheck.history.heuristics._heavy import HeavyRuns
from legcheck.history.heuristics._statistics import difference_of_rates, shift_p
from legcheck.history.strength import is_strength
from legcheck.history.timeline import DAY_S, Timeline

__all__ = [
    "FASTED",
    "MIN_PER_ARM",
    "SHORT_SLEEP_H",
    "Association",
    "Precursor",
    "associate",
    "compare",
    "fewest_runs",
    "fuel_of",
    "precursors",
    "sleep_of",
]

MIN_PER_ARM = 4
"""[runs] With and without what came before; fewer are not compared; engineering value."""

SHORT_SLEEP_H = 7.0
"""[h] Watson N.F. et al., J Clin Sleep Med 2015;11:591-592, doi:10.5664/jcsm.4758: adults should sleep seven hours or more."""

HARD_SHARE_OF_MAX = 0.90
"""[share of maximum heart rate] Between the two ventilatory thresholds of runners, nearer the second; engineering value."""

HARD_S = 480.0
"""[s] Time above it that makes a session hard; engineering value."""

HARD_EFFORT = 70.0
"""[0-100] Rating from which a session was hard: "very hard" on the ten-point scale; engineering value."""

MORNING_H = 9.0
"""[h] Runs that start earlier are morning runs; engineering value."""

HOT_C = 25.0
"""[degC] Engineering value."""

SPIKE = 1.10
"""[-] Over the longest run of thirty days; the smallest ratio that Frandsen et al. 2025 tell apart."""

NEW_SHOES_RUNS = 5
"""[runs] So long a pair is new; engineering value."""

FASTED = ("fasted", "fasting", "nothing", "none", "no breakfast", "empty", "nüchtern", "à jeun", "ayuno")
"""Words in the diary's fuel column that say that nothing was eaten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precursor:
    """Something that can come before a run.

    Attributes
    ----------
    name : str
        In words that fit "after ..." or "with ...".
    present, known : ndarray of bool, shape (runs,)
    """

    name: str
    present: BoolArray
    known: BoolArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """How much more often runs were heavy with something than without.

    Attributes
    ----------
    name : str
    heavy, runs, other_heavy, other_runs : int
        With it, and without.
    difference, low, high : float
        Of the two shares, with Newcombe's 95 % interval.
    """

    name: str
    heavy: int
    runs: int
    other_heavy: int
    other_runs: int
    difference: float
    low: float
    high: float

    @property
    def told(self) -> str:
        """Both counts in words."""
        return f"{self.name}: {self.heavy} of {self.runs}, otherwise {self.other_heavy} of {self.other_runs}"

    def as_evidence(self, source: str = "") -> Evidence:
        """The difference in percentage points with its interval, held against none."""
        low, gap, high = (100.0 * share for share in (self.low, self.difference, self.high))
        name = f"share of heavy runs, {self.name}, against without"
        return Evidence(name=name, value=gap, unit="points", low=low, high=high, threshold=0.0, source=source)


def fewest_runs(level: float) -> int:
    """Runs without which no chance can be as small as a level: among n shifts in time the smallest is one in n.

    Examples
    --------
    >>> fewest_runs(0.05)
    20
    """
    return math.ceil(1.0 / level)


def compare(runs: HeavyRuns, asked: Sequence[Precursor]) -> tuple[tuple[float, Association], ...]:
    """Each of several things with the probability by chance that any of them goes with heavy runs as clearly; too rare ones left out."""
    held = [(item, result) for item in asked if (result := associate(runs, item)) is not None]
    if not held:
        return ()
    present, known = (np.array([getattr(item, name)[runs.known] for item, _ in held]) for name in ("present", "known"))
    chances = shift_p(runs.heavy[runs.known], present, known).tolist()
    return tuple((chance, result) for chance, (_, result) in zip(chances, held, strict=True))


def associate(runs: HeavyRuns, precursor: Precursor) -> Association | None:
    """Compare runs with and without it; None when either group is too small."""
    used = runs.known & precursor.known
    heavy, present = runs.heavy[used], precursor.present[used]
    count, others = int(present.sum()), int((~present).sum())
    if min(count, others) < MIN_PER_ARM:
        return None
    hit, missed = int((heavy & present).sum()), int((heavy & ~present).sum())
    gap, low, high = difference_of_rates(hit, count, missed, others)
    return Association(
        name=precursor.name,
        heavy=hit,
        runs=count,
        other_heavy=missed,
        other_runs=others,
        difference=gap,
        low=low,
        high=high,
    )


def precursors(timeline: Timeline) -> tuple[Precursor, ...]:
    """All that files and diary can tell of what came before each run."""
    begun = timeline.run_time_s >= (timeline.time_s[0] if len(timeline) else 0.0) + 3.0 * DAY_S
    load3 = _load_before(timeline, 3.0)
    third = float(np.quantile(load3[begun], 2.0 / 3.0)) if begun.any() else math.inf
    hour = (timeline.run_time_s + timeline.offset_s[timeline.places]) % DAY_S / 3600.0
    tells_hour = np.full(
        len(timeline.runs), any(math.isfinite(item.utc_offset_s) for item in timeline.activities), dtype=np.bool_
    )
    warmth, sleep = timeline.column("temperature_c"), sleep_of(timeline)
    ratio = _over_longest(timeline)
    run_days = timeline.run_day
    made = [
        ("a run on the day before", np.isin(run_days - 1, run_days), begun),
        ("a hard session in the 48 h before", _within(timeline, _hard_times(timeline), 2.0 * DAY_S), begun),
        ("strength training in the two days before", *_strength(timeline, begun)),
        ("the load of three days in the top third", load3 > third, begun),
        ("more than a tenth longer than any run of 30 days", ratio > SPIKE, np.isfinite(ratio)),
        (f"sleep below {SHORT_SLEEP_H:.0f} h", sleep < SHORT_SLEEP_H, np.isfinite(sleep)),
        (f"a start before {MORNING_H:.0f} in the morning", hour < MORNING_H, tells_hour),
        (f"more than {HOT_C:.0f} °C", warmth > HOT_C, np.isfinite(warmth)),
        (f"one of the first {NEW_SHOES_RUNS} runs in a pair of shoes", *_new_shoes(timeline)),
        ("nothing eaten before, as noted", *fuel_of(timeline)),
        ("illness in the week before", *_ill(timeline)),
    ]
    return tuple(Precursor(name=name, present=present & known, known=known) for name, present, known in made)


def sleep_of(timeline: Timeline) -> FloatArray:
    """Sleep in the night before each run; shape (runs,). [h]"""
    return np.array([math.nan if note is None else note.sleep_h for note in _notes(timeline)], dtype=np.float64)


def fuel_of(timeline: Timeline) -> tuple[BoolArray, BoolArray]:
    """Whether the diary says that nothing was eaten before each run, and whether it says anything."""
    texts = ["" if note is None else note.fuel.strip().lower() for note in _notes(timeline)]
    fasted = [any(word in text for word in FASTED) for text in texts]
    return np.array(fasted, dtype=np.bool_), np.array([bool(text) for text in texts], dtype=np.bool_)


def _notes(timeline: Timeline) -> list[DiaryEntry | None]:
    return [timeline.entries[place] for place in timeline.places]


def _load_before(timeline: Timeline, days: float) -> FloatArray:
    """Load of all activities in the days before each run. [points]"""
    total = np.concatenate([[0.0], np.cumsum(timeline.load)])
    end = np.searchsorted(timeline.time_s, timeline.run_time_s, side="left")
    start = np.searchsorted(timeline.time_s, timeline.run_time_s - days * DAY_S, side="left")
    return np.asarray(total[end] - total[start], dtype=np.float64)


def _within(timeline: Timeline, times_s: FloatArray, before_s: float) -> BoolArray:
    """Whether any of some moments lies in the stretch before each run."""
    end = np.searchsorted(times_s, timeline.run_time_s, side="left")
    found: BoolArray = end > np.searchsorted(times_s, timeline.run_time_s - before_s, side="left")
    return found


def _hard_times(timeline: Timeline) -> FloatArray:
    """Starts of hard sessions: long enough near maximum heart rate, intervals, or rated so."""
    limit = HARD_SHARE_OF_MAX * timeline.limits.max_hr_bpm
    pairs = zip(timeline.activities, timeline.entries, strict=True)
    hard = [
        sum(time for beats, time in item.heart_rate_s.items() if beats >= limit) >= HARD_S
        or item.session_type == "intervals"
        or max(_number(item.effort), _number(note.effort if note else math.nan)) >= HARD_EFFORT
        for item, note in pairs
    ]
    return timeline.time_s[np.array(hard, dtype=np.bool_)]


def _strength(timeline: Timeline, begun: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Known only where any strength training was recorded at all: without, it may have been done and not written down."""
    files = timeline.time_s[np.array([is_strength(item) for item in timeline.activities], dtype=np.bool_)]
    days = _days(note for note in timeline.diary if note.strength)
    present = _within(timeline, files, 2.0 * DAY_S) | np.isin(timeline.run_day - 1, days) | np.isin(timeline.run_day - 2, days)
    return present, begun & bool(files.size or days)


def _ill(timeline: Timeline) -> tuple[BoolArray, BoolArray]:
    sick = _days(note for note in timeline.diary if note.illness)
    present = np.zeros(len(timeline.runs), dtype=np.bool_)
    for back in range(8):
        present |= np.isin(timeline.run_day - back, sick)
    return present, np.full(len(timeline.runs), bool(sick), dtype=np.bool_)


def _days(notes: Iterable[DiaryEntry]) -> list[int]:
    return sorted({note.day.toordinal() - EPOCH for note in notes})


def _new_shoes(timeline: Timeline) -> tuple[BoolArray, BoolArray]:
    """Among the first runs of a pair that came after another pair; the first pair in the files may be old."""
    seen: dict[str, int] = {}
    present, known = np.zeros(len(timeline.runs), dtype=np.bool_), np.zeros(len(timeline.runs), dtype=np.bool_)
    first = ""
    for place, note in enumerate(_notes(timeline)):
        if note is not None and note.shoes:
            first = first or note.shoes
            seen[note.shoes] = seen.get(note.shoes, 0) + 1
            present[place], known[place] = note.shoes != first and seen[note.shoes] <= NEW_SHOES_RUNS, True
    return present, known


def _over_longest(timeline: Timeline) -> FloatArray:
    """Distance of each run over the longest of the thirty days before it; NaN with fewer than four runs in them. [-]"""
    distance = timeline.column("distance_m")
    ratio = np.full(len(distance), math.nan)
    starts = np.searchsorted(timeline.run_time_s, timeline.run_time_s - 30.0 * DAY_S, side="left")
    known = np.nan_to_num(distance)
    for place, start in enumerate(starts.tolist()):
        longest = float(known[start:place].max(initial=0.0))
        if place - start >= MIN_PER_ARM and longest > 0.0:
            ratio[place] = distance[place] / longest
    return ratio


def _number(value: float) -> float:
    return value if math.isfinite(value) else -math.inf
