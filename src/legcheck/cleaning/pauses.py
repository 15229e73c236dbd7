"""The one place that decides what is a pause and what is a gap.

Between two neighbouring records lies one of these:

- *recording*: they are at most :func:`bridge_limit_s` apart; channels are interpolated;
- a *timer pause*: the device said that its timer was stopped;
- an *inferred pause*: further apart, but hardly any way made (auto-pause that leaves no event, or a new GPX segment);
- *standing*: the same, in a file whose own timer total shows that the timer ran on;
- a *gap*: further apart, and the runner moved on (tunnel, dropout, a new segment somewhere else).

Nothing is bridged across the last four. A new segment is never bridged either, however short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.positions import step_length_m
from legcheck.cleaning.timeline import Timeline
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray, IntArray
from legcheck.core.channels import CHANNELS
from legcheck.core.finding import Span

__all__ = ["Stops", "bridge_limit_s", "find_stops", "recording_limit_s", "typical_spacing_s"]

STANDING_MPS = 0.5
"""[m/s] Way made in a stretch without records, over its length, below which the runner stood; slow walking is twice that."""

RECORDING_GAP_S = 10.0
"""[s] Records further apart than this leave a hole, in a file with a record a second or every few seconds (smart recording
writes at least every 7-8 s)."""

LONGEST_BRIDGE_S = 30.0
"""[s] Nothing is bridged beyond this, however sparse the file."""

LONGEST_CADENCE_BRIDGE_S = 10.0
"""[s] The same for cadence and what belongs to a step: it changes within seconds."""

SPACINGS_BRIDGED = 2.0
"""[typical spacings] A sparse file is bridged over twice its typical spacing: one record may be missing."""

TIMER_RAN_IN_PAUSE_MPS = 0.5
"""[m/s] A device counts no distance while its timer is stopped; a stretch with more than this was no pause."""

TIMER_RAN_LEAST_M = 20.0
"""[m] Distance in a pause up to this is the receiver settling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """What lies between the records.

    Attributes
    ----------
    keep : ndarray of bool, shape (n,)
        Records outside timer pauses.
    block : ndarray of int64, shape (kept,)
        Number of the unbroken stretch each kept record belongs to; nothing is bridged between two stretches.
    timer : tuple of Span
        Timer pauses. The second a pause ends in still belongs to it, so that seconds add up to the device's timer.
    inferred, standing, gaps : tuple of Span
        Between two records, those two excluded.
    spacing_s : float
        Typical time between records. [s]
    notes : tuple of Note
    """

    keep: BoolArray
    block: IntArray
    timer: tuple[Span, ...]
    inferred: tuple[Span, ...]
    standing: tuple[Span, ...]
    gaps: tuple[Span, ...]
    spacing_s: float
    notes: tuple[Note, ...]


def typical_spacing_s(time_s: FloatArray) -> float:
    """Time between records that half of the recorded time is spent in. [s] 1 with fewer than two records.

    The plain median would call a watch that writes bursts of records a second and long steps between them a 1-s one.
    Steps beyond 30 s are pauses and gaps and do not count.

    Examples
    --------
    Of 14 s recorded, 4 s lie in steps of 1 s, 10 s in steps of 5 s.

    >>> typical_spacing_s(np.array([0.0, 1.0, 2.0, 3.0, 4.0, 9.0, 14.0, 100.0]))
    5.0
    """
    steps_s = np.diff(time_s)
    steps_s = np.sort(steps_s[steps_s <= LONGEST_BRIDGE_S])
    if not steps_s.size:
        return 1.0
    within = np.cumsum(steps_s)
    return float(steps_s[np.searchsorted(within, within[-1] / 2)])


def bridge_limit_s(name: str, spacing_s: float) -> float:
    """Longest gap between two values of channel ``name`` that is interpolated. [s]

    The channel table's limit; in a file whose typical spacing is larger, twice that spacing, but at most 10 s for
    what belongs to a step and 30 s for anything else.

    Examples
    --------
    >>> bridge_limit_s("cadence_spm", 1.0), bridge_limit_s("cadence_spm", 4.0), bridge_limit_s("cadence_spm", 15.0)
    (5.0, 8.0, 10.0)
    >>> bridge_limit_s("heart_rate_bpm", 15.0)
    30.0
    """
    own = CHANNELS[name].bridge_s if name in CHANNELS else RECORDING_GAP_S
    ceiling = LONGEST_CADENCE_BRIDGE_S if own < RECORDING_GAP_S else LONGEST_BRIDGE_S
    return max(own, min(SPACINGS_BRIDGED * spacing_s, ceiling))


def recording_limit_s(spacing_s: float) -> float:
    """Longest time between two records that still counts as recording without a hole. [s]"""
    return max(RECORDING_GAP_S, min(SPACINGS_BRIDGED * spacing_s, LONGEST_BRIDGE_S))


def find_stops(timeline: Timeline) -> Stops:
    """Tell pauses, standing and gaps apart, for a timeline of records."""
    notes: list[Note] = []
    time_s = timeline.elapsed_s
    timer = _timer_pauses(timeline, notes)
    keep = _outside(time_s, timer)
    if not keep.all():
        notes.append(note("records_in_pause", f"{count_of(int((~keep).sum()), 'record')} written in timer pauses left out"))
    kept_s = time_s[keep]
    spacing_s = typical_spacing_s(kept_s)
    paused = _holds_pause(kept_s, timer)
    segment = _new_segment(kept_s, timeline.activity.breaks)
    wide = (np.diff(kept_s) > recording_limit_s(spacing_s)) & ~paused
    still = wide & (_way_made_mps(timeline, keep) < STANDING_MPS)
    paused_here = still | (wide & segment)
    ran_on = _timer_ran_on(timeline, timer, float(np.diff(kept_s)[paused_here].sum()))
    stops = _spans(kept_s, paused_here)
    gaps = _spans(kept_s, wide & ~paused_here)
    inferred, standing = ((), stops) if ran_on else (stops, ())
    notes += _notes_about(timer, inferred, standing, gaps, int(segment.sum()), spacing_s)
    block = np.concatenate(([0], np.cumsum(paused | segment | wide))) if kept_s.size else np.zeros(0, dtype=np.int64)
    return Stops(
        keep=keep,
        block=block.astype(np.int64),
        timer=timer,
        inferred=inferred,
        standing=standing,
        gaps=gaps,
        spacing_s=spacing_s,
        notes=tuple(notes),
    )


def _timer_pauses(timeline: Timeline, notes: list[Note]) -> tuple[Span, ...]:
    """The file's pauses, in order, overlapping ones joined, those the distance contradicts left out."""
    time_s, distance_m = timeline.elapsed_s, timeline.columns.get("distance_m")
    if not time_s.size:
        return ()
    joined: list[Span] = []
    ignored = 0
    for pause in sorted(timeline.activity.pauses):
        start_s, end_s = max(pause.start_s, 0.0), min(pause.end_s, float(time_s[-1]))
        if not end_s > start_s:
            continue
        if distance_m is not None and _distance_ran(time_s, distance_m, start_s, end_s):
            ignored += 1
        elif joined and start_s <= joined[-1].end_s:
            joined[-1] = Span(joined[-1].start_s, max(end_s, joined[-1].end_s))
        else:
            joined.append(Span(start_s, end_s))
    if ignored:
        notes.append(note("pause_ignored", f"{count_of(ignored, 'pause')} ignored: distance was counted throughout"))
    return tuple(joined)


def _distance_ran(time_s: FloatArray, distance_m: FloatArray, start_s: float, end_s: float) -> bool:
    first, last = np.searchsorted(time_s, start_s, side="right"), np.searchsorted(time_s, end_s, side="left")
    inside = distance_m[first:last]
    inside = inside[np.isfinite(inside)]
    if inside.size < 3:
        return False
    way = float(inside[-1] - inside[0])
    return way > TIMER_RAN_LEAST_M and way > TIMER_RAN_IN_PAUSE_MPS * (end_s - start_s)


def _outside(time_s: FloatArray, spans: tuple[Span, ...]) -> BoolArray:
    starts = np.array([span.start_s for span in spans])
    ends = np.array([span.end_s for span in spans])
    latest = np.searchsorted(starts, time_s, side="left") - 1
    if not starts.size:
        return np.ones(time_s.size, dtype=np.bool_)
    inside = (latest >= 0) & (time_s < ends[np.maximum(latest, 0)])
    return np.asarray(~inside)


def _holds_pause(time_s: FloatArray, spans: tuple[Span, ...]) -> BoolArray:
    """For each step between neighbouring records: whether a pause lies in it."""
    held = np.zeros(max(time_s.size - 1, 0), dtype=np.bool_)
    before = np.searchsorted(time_s, np.array([span.start_s for span in spans]), side="right") - 1
    held[before[(before >= 0) & (before < held.size)]] = True
    return held


def _new_segment(time_s: FloatArray, breaks: Iterable[float]) -> BoolArray:
    """For each step between neighbouring records: whether the later one opens a new segment."""
    opened = np.zeros(max(time_s.size - 1, 0), dtype=np.bool_)
    later = np.searchsorted(time_s, np.array(tuple(breaks), dtype=np.float64), side="left")
    opened[later[(later > 0) & (later <= opened.size)] - 1] = True
    return opened


def _way_made_mps(timeline: Timeline, keep: BoolArray) -> FloatArray:
    """Way between neighbouring records over the time between them; infinite where unknown (a gap, not a pause)."""
    steps_s = np.diff(timeline.elapsed_s[keep])
    way = np.full(steps_s.size, np.inf)
    latitude, longitude = timeline.columns.get("latitude_deg"), timeline.columns.get("longitude_deg")
    if latitude is not None and longitude is not None:
        beeline = step_length_m(latitude[keep], longitude[keep])
        way = np.where(np.isfinite(beeline), beeline, way)
    distance_m = timeline.columns.get("distance_m")
    if distance_m is not None:
        counted = np.diff(distance_m[keep])
        way = np.where(np.isfinite(counted), np.abs(counted), way)
    return np.asarray(np.divide(way, steps_s, out=np.full(steps_s.size, np.inf), where=steps_s > 0))


def _timer_ran_on(timeline: Timeline, timer: tuple[Span, ...], inferred_s: float) -> bool:
    """Whether the device's own timer total says that inferred stops were within the timer."""
    total_s = timeline.activity.totals.timer_s
    if total_s is None or not inferred_s:
        return False
    recorded_s = float(timeline.elapsed_s[-1] - timeline.elapsed_s[0]) - sum(span.duration_s for span in timer)
    return recorded_s - total_s < inferred_s / 2


def _spans(time_s: FloatArray, steps: BoolArray) -> tuple[Span, ...]:
    at = np.flatnonzero(steps)
    return tuple(Span(start, end) for start, end in zip(time_s[at].tolist(), time_s[at + 1].tolist(), strict=True))


def _notes_about(
    timer: tuple[Span, ...],
    inferred: tuple[Span, ...],
    standing: tuple[Span, ...],
    gaps: tuple[Span, ...],
    segments: int,
    spacing_s: float,
) -> list[Note]:
    told = (
        ("timer_pauses", timer, "timer pause", "left out"),
        ("inferred_pauses", inferred, "pause", "told from missing records and no way made"),
        ("standing_gaps", standing, "stretch of standing", "without records"),
        ("recording_gaps", gaps, "gap", "in the recording, not bridged"),
    )
    notes = [
        note(code, f"{count_of(len(spans), noun, _plural(noun))} {rest}, {sum(s.duration_s for s in spans):,.0f} s in all")
        for code, spans, noun, rest in told
        if spans
    ]
    if segments:
        notes.append(note("segment_breaks", f"the recording starts anew {count_of(segments, 'time')}; not bridged"))
    if bridge_limit_s("cadence_spm", spacing_s) > CHANNELS["cadence_spm"].bridge_s:
        limit_s = bridge_limit_s("cadence_spm", spacing_s)
        notes.append(note("sparse_recording", f"a record every {spacing_s:g} s: cadence bridged over up to {limit_s:g} s"))
    return notes


def _plural(noun: str) -> str:
    return "stretches of standing" if noun == "stretch of standing" else noun + "s"
