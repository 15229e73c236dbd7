"""Numbers that legcheck did not make: what the devices wrote as totals of sessions and laps, against what comes out of cleaning.

Run as ``LEGCHECK_CORPUS=... python benchmarks/against_device.py``. Every running FIT file of the corpus that holds a number is
compared; what lies outside its bound is listed with what cleaning noted about it. Files are named by the first eight digits of
their checksum only.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from legcheck.cleaning import ascent_descent, clean
from legcheck.core import Activity, FloatArray, LegcheckError, Run, Totals
from legcheck.parsers import read
from legcheck.signals.stride import step_length_from

SHORTEST_S = 300
"""[s] Shorter recordings are tests of the watch, not runs."""

SHORTEST_LAP_S = 60.0
"""[s] A lap ends within a second, 3 m of running; in shorter laps that is all there is to see."""

LEAST_SECONDS = 30
"""[s] Of step length in a lap."""

FEW_ZEROS = 0.002
"""[-] Up to this share of its mean the zeros of standing are left to the device: 0.3 steps/min."""

LONGEST_HOLD_S = 10.0
"""[s] A record stands for the time to the next one, up to this."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is compared: its unit, and the bound it is meant to keep."""

    unit: str
    bound: float


QUANTITIES = {
    "distance": Quantity("%", 0.5),
    "timer": Quantity("s", 2.0),
    "heart rate": Quantity("bpm", 1.0),
    "cadence": Quantity("steps/min", 1.0),
    "running cadence": Quantity("steps/min", 1.0),
    "ascent": Quantity("of bound", 1.0),
    "step length": Quantity("%", 2.0),
}
"""``ascent`` is the error over the larger of 15 % and 10 m. ``cadence`` averages as devices do, with or without the zeros of standing;
``running cadence`` is the mean that legcheck reports, over running seconds, compared where hardly any standing was recorded."""


_SPARSE = ("sparse_recording", "recording_gaps", "standing_gaps", "duplicate_times", "relative_time", "cut_off")

MOVED_BY = {
    "distance": ("distance", "speed", *_SPARSE),
    "timer": ("timer", *_SPARSE),
    "heart rate": ("heart_rate", *_SPARSE),
    "cadence": ("cadence", "developer_field", "out_of_range", *_SPARSE),
    "running cadence": ("cadence", "developer_field", "out_of_range", *_SPARSE),
    "ascent": ("altitude", "no_altitude", "grade", *_SPARSE),
    "step length": ("speed", "distance", "cadence", "indoor", *_SPARSE),
}
"""Beginnings of the notes that bear on each quantity."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of ours minus the device's."""

    place: str
    quantity: str
    label: str
    error: float
    told: str


# Files -----------------------------------------------------------------------------------------------------------------


def running_files(corpus: Path) -> Iterator[tuple[str, Run]]:
    """Every different running FIT file that can be read, cleaned."""
    seen = set()
    with (corpus / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["sport_norm"] == "running" and row["format"].startswith("fit")]
    for row in rows:
        if row["sha256"] in seen:
            continue
        seen.add(row["sha256"])
        try:
            run = clean(read(corpus / row["path"]))
        except LegcheckError as error:
            print(f"not read: {row['sha256'][:8]} {type(error).__name__}")
            continue
        if len(run) >= SHORTEST_S:
            yield row["sha256"][:8], run


# Ours ------------------------------------------------------------------------------------------------------------------


def held_s(activity: Activity) -> FloatArray:
    """Time that each record stands for, pauses left out. [s]"""
    time_s = activity.elapsed_s
    next_s = np.append(time_s[1:], time_s[-1:] + 1.0)
    for pause in activity.pauses:
        next_s = np.where((time_s <= pause.start_s) & (next_s > pause.start_s), max(pause.start_s, 0.0), next_s)
        next_s = np.where((time_s > pause.start_s) & (time_s < pause.end_s), time_s, next_s)
    return np.clip(next_s - time_s, 0.0, LONGEST_HOLD_S)


def device_cadences(activity: Activity, start_s: float, end_s: float) -> list[float]:
    """Mean cadence of the records as they are, with the zeros and without. [steps/min]"""
    if not activity.has("cadence_spm"):
        return []
    inside = (activity.elapsed_s >= start_s) & (activity.elapsed_s <= end_s) & np.isfinite(activity["cadence_spm"])
    hold, steps = held_s(activity)[inside], activity["cadence_spm"][inside]
    parts = [np.ones(len(steps), dtype=bool), steps > 0]
    return [float(np.average(steps[part], weights=hold[part])) for part in parts if hold[part].sum() > 0]


def mean(values: FloatArray) -> float:
    """Mean of what is known, NaN without anything."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")


def channel(run: Run, name: str) -> FloatArray:
    """A channel, NaN throughout where it was not recorded."""
    return run[name] if name in run.channels else np.full(len(run), np.nan)


def way_m(run: Run, start_s: float, end_s: float) -> float:
    """Distance between two moments. [m]"""
    known = np.isfinite(run["distance_m"])
    if not known.any():
        return float("nan")
    first, last = np.interp([start_s, end_s], run.elapsed_s[known], run["distance_m"][known])
    return float(last - first)


# Comparison ------------------------------------------------------------------------------------------------------------


def errors(run: Run, start_s: float, end_s: float, totals: Totals) -> Iterator[tuple[str, float]]:
    """Every number of a stretch of a run that the device has too: ours minus the device's, in the unit of its quantity."""
    seconds = slice(int(np.ceil(start_s)), int(end_s) + 1)
    if totals.distance_m:
        yield "distance", 100.0 * (way_m(run, start_s, end_s) - totals.distance_m) / max(totals.distance_m, 1000.0)
    if totals.timer_s:
        yield "timer", float(np.count_nonzero(~run.masks["paused"][int(start_s) + 1 : int(end_s) + 1])) - totals.timer_s
    if totals.heart_rate_bpm:
        yield "heart rate", mean(channel(run, "heart_rate_bpm")[seconds]) - totals.heart_rate_bpm
    if totals.cadence_spm:
        yield from cadence_errors(run, start_s, end_s, totals.cadence_spm)
    if totals.ascent_m is not None and run.has("altitude_m"):
        climb = ascent_descent(run["altitude_m"][seconds])[0]
        yield "ascent", (climb - totals.ascent_m) / max(10.0, 0.15 * totals.ascent_m)
    yield from step_errors(run, seconds)


def cadence_errors(run: Run, start_s: float, end_s: float, theirs: float) -> Iterator[tuple[str, float]]:
    """Mean cadence as the device averages it, and where zeros hardly matter the one over running. [steps/min]"""
    own = device_cadences(run.activity, start_s, end_s)
    if not own:
        return
    yield "cadence", min((each - theirs for each in own), key=abs)
    if own[0] > (1.0 - FEW_ZEROS) * own[-1]:
        running = np.where(run.running, channel(run, "cadence_spm"), np.nan)
        yield "running cadence", mean(running[int(np.ceil(start_s)) : int(end_s) + 1]) - theirs


def step_errors(run: Run, seconds: slice) -> Iterator[tuple[str, float]]:
    """Step length from speed and cadence against the channel the device computed itself. [%]"""
    own = step_length_from(run["speed_mps"], channel(run, "cadence_spm"))[seconds]
    theirs = channel(run, "step_length_m")[seconds]
    both = run.running[seconds] & np.isfinite(own) & np.isfinite(theirs)
    if np.count_nonzero(both) >= LEAST_SECONDS:
        yield "step length", 100.0 * (float(own[both].mean()) / float(theirs[both].mean()) - 1.0)


def comparisons(name: str, run: Run) -> Iterator[Comparison]:
    """A run's session and laps against the device."""
    last_s = float(len(run) - 1)
    for quantity, error in errors(run, 0.0, last_s, run.activity.totals):
        yield Comparison("session", quantity, name, error, cause(run, quantity))
    for number, lap in enumerate(run.activity.laps, start=1):
        timed_s = lap.totals.timer_s or lap.span.duration_s
        if timed_s >= SHORTEST_LAP_S and lap.span.end_s <= last_s:
            for quantity, error in errors(run, lap.span.start_s, lap.span.end_s, lap.totals):
                yield Comparison("lap", quantity, f"{name} lap {number}", error, cause(run, quantity))


def cause(run: Run, quantity: str) -> str:
    """What is known of the run that moves this number."""
    told = []
    pauses = len(run.activity.pauses)
    if quantity == "timer" and pauses:
        told.append(f"{pauses} pauses, each in whole seconds")
    zeros = run.activity["cadence_spm"] == 0 if run.activity.has("cadence_spm") else np.zeros(0, dtype=bool)
    if "cadence" in quantity and zeros.any():
        told.append(f"{100 * zeros.mean():.0f} % of records have cadence 0")
    spacing = float(np.median(np.diff(run.activity.elapsed_s)))
    if spacing > 1.0:
        told.append(f"a record every {spacing:.0f} s")
    told += [note.code for note in run.notes if note.code.startswith(MOVED_BY[quantity])]
    return ", ".join(dict.fromkeys(told)) or "nothing noted"


# Tables ----------------------------------------------------------------------------------------------------------------


def table(found: list[Comparison]) -> None:
    """A row for each quantity, of sessions and of laps."""
    groups = defaultdict(list)
    for each in found:
        if np.isfinite(each.error):
            groups[each.place, each.quantity].append(each.error)
    print("| of | quantity | n | median | 95 % | bias | within bound | bound |")
    print("|---|---|---|---|---|---|---|---|")
    for place in ("session", "lap"):
        for name, quantity in QUANTITIES.items():
            values = np.array(groups[place, name])
            if not values.size:
                continue
            sizes = np.abs(values)
            numbers = f"{np.median(sizes):.2f} | {np.percentile(sizes, 95):.2f} | {np.median(values):+.2f}"
            share = 100 * np.mean(sizes <= quantity.bound)
            print(f"| {place} | {name} | {values.size} | {numbers} | {share:.1f} % | {quantity.bound:g} {quantity.unit} |")


def outliers(found: list[Comparison], most: int) -> None:
    """The largest errors beyond the bound, with what is known of them."""
    for place in ("session", "lap"):
        for name, quantity in QUANTITIES.items():
            beyond = [
                each for each in found if (each.place, each.quantity) == (place, name) and abs(each.error) > quantity.bound
            ]
            beyond.sort(key=lambda each: -abs(each.error))
            if beyond:
                print(f"\n{place}, {name}: {len(beyond)} beyond {quantity.bound:g} {quantity.unit}")
            for each in beyond[:most]:
                print(f"  {each.label:<18} {each.error:+9.2f}  {each.told}")


def main() -> None:
    """Compare everything and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("LEGCHECK_CORPUS"), help="folder with manifest.csv")
    parser.add_argument("--outliers", type=int, default=8, help="how many to list for each quantity")
    options = parser.parse_args()
    if not options.corpus:
        parser.error("name a folder of recordings, or set LEGCHECK_CORPUS")
    found = [each for name, run in running_files(Path(options.corpus)) for each in comparisons(name, run)]
    table(found)
    outliers(found, options.outliers)


if __name__ == "__main__":
    main()
