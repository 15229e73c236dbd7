"""Negative controls on recorded runs: put in another order, a run has no fade left to find but what chance makes of it.

Steady runs of at least 45 min are judged as recorded, backward, and with their minutes shuffled in blocks. The page gets counts
and nothing else: no file, date or place.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from evaluation_tables import FOUND, share, table

from legcheck import analyze, read
from legcheck.batch.discover import find_files
from legcheck.core import Activity, BoolArray, Columns, FloatArray, IntArray, LegcheckError, Span
from legcheck.report import Report
from legcheck.signals.windows import analysis_windows

__all__ = ["ORDERS", "Controls", "Piece", "controls", "files", "rearranged", "section", "shuffled_pieces"]

CORPUS_VARIABLE = "LEGCHECK_CORPUS"

SHORTEST_S = 2700.0
"""[s] Of moving time."""

BLOCK_S = 300.0
"""[s] About; the analysed stretch is cut into equal blocks."""

SHUFFLES = 5
SHUFFLE_SEED = 7_500_000

DETECTORS = ("late_fade", "heart_rate_drift", "contact_time_drift")
ORDERS = ("as recorded", "backward", "backward after the warm-up", "shuffled")

CUMULATIVE = ("distance_m", "altitude_m", "latitude_deg", "longitude_deg")
"""Channels of which the steps from record to record are moved about, so that way, slope and place go on without a jump."""

SUFFIXES = (".fit", ".gpx", ".tcx", ".gz", ".zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a run, to be put in as it is or backward. [s]"""

    start_s: float
    end_s: float
    backward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What was said of one run in every order.

    Attributes
    ----------
    start_time : datetime
        To know the same run in two files by; never shown.
    watch : str
        To count watches by; never shown.
    found : dict of str to list of dict
        For each order and try, whether each detector found something; those not assessed are left out.
    """

    start_time: datetime
    watch: str
    found: dict[str, list[dict[str, bool]]]


# Rearranging -------------------------------------------------------------------------------------------------------------


def rearranged(activity: Activity, pieces: Sequence[Piece]) -> Activity:
    """The activity with its stretches in the order of ``pieces``.

    Every second keeps what was measured in it. In a stretch put in backward, distance still grows and a climb is still a
    climb: only the order of the efforts is turned round. Laps and beat-to-beat intervals are left out.
    """
    order = np.argsort(activity.elapsed_s, kind="stable")
    columns = {name: values[order] for name, values in activity.channels.items()}
    time_s = columns["elapsed_s"]
    rows, clock, turned, pauses, breaks = [], [], [], [], []
    offset_s = 0.0
    for piece in pieces:
        inside = np.flatnonzero((time_s >= piece.start_s) & (time_s < piece.end_s))
        if inside.size:
            place = _Place(piece, offset_s, mirror_s=float(time_s[inside[0]] + time_s[inside[-1]]))
            rows.append(inside[::-1] if piece.backward else inside)
            clock.append(place.moved(time_s[rows[-1]]))
            turned.append(np.full(inside.size, piece.backward))
            pauses += [place.span(pause) for pause in activity.pauses if _overlap(pause, piece)]
            breaks += place.breaks(activity.breaks, time_s)
        offset_s += piece.end_s - piece.start_s
    taken, new_s, is_turned = np.concatenate(rows), np.concatenate(clock), np.concatenate(turned)
    channels = {name: values[taken] for name, values in columns.items()} | {"elapsed_s": new_s}
    for name in CUMULATIVE:
        if activity.has(name):
            channels[name] = _continued(columns[name], time_s, taken, new_s, is_turned)
    stops = {"pauses": tuple(sorted(pauses, key=lambda pause: pause.start_s)), "breaks": tuple(sorted(breaks))}
    return replace(activity, channels=Columns(channels), laps=(), rr_interval_s=np.zeros(0), **stops)


def _overlap(pause: Span, piece: Piece) -> bool:
    return min(pause.end_s, piece.end_s) > max(pause.start_s, piece.start_s)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a piece comes to lie."""

    piece: Piece
    offset_s: float
    mirror_s: float

    def moved(self, time_s: FloatArray) -> FloatArray:
        turned = self.mirror_s - time_s if self.piece.backward else time_s
        return turned - self.piece.start_s + self.offset_s

    def span(self, pause: Span) -> Span:
        edges = np.clip([pause.start_s, pause.end_s], self.piece.start_s, self.piece.end_s)
        start, end = sorted(self.moved(edges).tolist())
        return Span(start, end)

    def breaks(self, breaks: Iterable[float], time_s: FloatArray) -> list[float]:
        """Where recording starts anew: backward, that is the record before the break."""
        inside = np.array([at_s for at_s in breaks if self.piece.start_s < at_s < self.piece.end_s])
        if not inside.size:
            return []
        first = np.searchsorted(time_s, inside)
        edges = time_s[np.maximum(first - 1, 0)] if self.piece.backward else inside
        return [float(at_s) for at_s in self.moved(edges)]


def _continued(values: FloatArray, time_s: FloatArray, taken: IntArray, new_s: FloatArray, is_turned: BoolArray) -> FloatArray:
    """A cumulative channel along the new order: each record keeps its own step, per second, from its neighbour."""
    known = np.isfinite(values)
    filled = np.interp(time_s, time_s[known], values[known])
    pace = np.divide(np.diff(filled), np.diff(time_s), out=np.zeros(time_s.size - 1), where=np.diff(time_s) > 0)
    into = np.where(is_turned, np.append(pace, 0.0)[taken], np.append(0.0, pace)[taken])
    steps = into * np.diff(new_s, prepend=new_s[0])
    return np.where(known[taken], filled[0] + np.cumsum(steps), np.nan)


def shuffled_pieces(analysed: Span, end_s: float, seed: Sequence[int]) -> list[Piece]:
    """The analysed stretch in equal blocks of about 5 min in random order; warm-up and finish stay where they are."""
    length_s = analysed.end_s - analysed.start_s
    edges = np.linspace(analysed.start_s, analysed.end_s, max(round(length_s / BLOCK_S), 1) + 1).round()
    blocks = [Piece(start_s=start, end_s=end) for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
    chosen = np.random.default_rng(list(seed)).permutation(len(blocks))
    return [Piece(start_s=0.0, end_s=blocks[0].start_s), *(blocks[i] for i in chosen), _tail(blocks[-1].end_s, end_s)]


def _tail(start_s: float, end_s: float) -> Piece:
    return Piece(start_s=start_s, end_s=end_s + 1.0)


# Judging -----------------------------------------------------------------------------------------------------------------


def files(corpus: Path) -> list[Path]:
    """What may hold a run."""
    return [path for path in find_files(corpus) if path.suffix.lower() in SUFFIXES]


def controls(path: Path) -> Controls | None:
    """The run of a file in every order; None where there is no steady, long enough run with heart rate and cadence."""
    try:
        report = analyze(read(path))
    except LegcheckError:
        return None
    run = report.run
    complete = run.has("heart_rate_bpm") and run.has("cadence_spm")
    if report.session_type != "steady" or run.moving_s < SHORTEST_S or not complete:
        return None
    activity, analysed = run.activity, analysis_windows(run).analysed
    end_s = float(activity.elapsed_s.max())
    turned = Piece(start_s=analysed.start_s, end_s=analysed.end_s, backward=True)
    seeds = [(SHUFFLE_SEED, len(activity), number) for number in range(SHUFFLES)]
    orders = {
        "backward": [[Piece(start_s=0.0, end_s=end_s + 1.0, backward=True)]],
        "backward after the warm-up": [[Piece(start_s=0.0, end_s=turned.start_s), turned, _tail(turned.end_s, end_s)]],
        "shuffled": [shuffled_pieces(analysed, end_s, seed) for seed in seeds],
    }
    found = {name: [_found(analyze(rearranged(activity, one))) for one in many] for name, many in orders.items()}
    watch = f"{activity.device.manufacturer} {activity.device.product} {activity.device.serial}"
    return Controls(start_time=activity.start_time, watch=watch, found={"as recorded": [_found(report)], **found})


def _found(report: Report) -> dict[str, bool]:
    return {name: report[name].status.value == FOUND for name in DETECTORS if report[name].score is not None}


# The section -------------------------------------------------------------------------------------------------------------


def corpus_folder() -> Path | None:
    """The folder of recorded runs, where there is one."""
    named = os.environ.get(CORPUS_VARIABLE)
    return Path(named) if named else None


def section(results: Iterable[Controls | None] | None) -> str:
    """The section of the page; None where there are no recorded runs to judge."""
    head = "## Recorded runs in another order"
    if results is None:
        return f"{head}\n\nNot run this time: it needs a folder of recorded runs, named by `{CORPUS_VARIABLE}`."
    runs = list({result.start_time: result for result in results if result is not None}.values())
    if not runs:
        return f"{head}\n\nNot run this time: the folder holds no steady run of 45 min with heart rate and cadence."
    return "\n\n".join((head, _introduction(len(runs), len({run.watch for run in runs})), _counts(runs), _reading()))


def _introduction(runs: int, watches: int) -> str:
    return (
        f"{runs} recorded steady runs of at least 45 min with heart rate and cadence, made with {watches} watches. Each is "
        "judged as recorded; backward, every second keeping its speed, slope and heart rate; backward with warm-up and "
        f"finish left in place; and {SHUFFLES} times with the stretch in between shuffled in blocks of about 5 min. "
        "What tells tiredness from chance is the order of the minutes, so little should be left to find. Intervals of the shuffled "
        "runs count runs, not shuffles."
    )


def _counts(runs: Sequence[Controls]) -> str:
    rows = []
    for name in DETECTORS:
        clear = [run for run in runs if run.found["as recorded"][0].get(name) is False]
        cells = [_cell(name, order, runs) for order in ORDERS]
        rows.append((f"`{name}`", *cells, _cell(name, "shuffled", clear)))
    return table(("detector", *ORDERS, "shuffled, of runs clear as recorded"), rows)


def _cell(name: str, order: str, runs: Sequence[Controls]) -> str:
    said = [[tried[name] for tried in run.found[order] if name in tried] for run in runs]
    judged = [tries for tries in said if tries]
    hits, tries = sum(map(sum, judged)), sum(map(len, judged))
    return f"{hits} of {tries}: {share(hits * len(judged) / tries, len(judged))}" if tries else "-"


def _reading() -> str:
    return (
        "How to read it: a change is named from 1.65 standard errors beyond its smallest size worth naming, so chance alone should find it "
        "in fewer than 5 % of orders. Shuffled runs may still end on their slowest blocks, and a run that grew faster fades when "
        "turned round: such a finding describes the new order rightly. The other way, pace and heart rate jump at every seam, so "
        "shuffled runs are rougher than recorded ones, which makes this test somewhat kind to the detectors; the runs put in "
        "backward have at most two seams."
    )
