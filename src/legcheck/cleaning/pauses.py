"""The one place that decides what is a pause and what is a gap.

Between two neighbouring records lies one of these:

- *recording*: they are at most :func:`bridge_limit_s` apart; channels are interpolated;
- *running on*: further apart, at most 30 s, with way made that shows that the timer ran; its time and way count, but nothing else is known;
- a *timer pause*: the device said that its timer was stopped;
- an *inferred pause*: further apart, but hardly any way made (auto-pause that leaves no event), or a new segment;
- *standing*: the same, in a file whose own timer total shows that the timer ran on;
- a *gap*: further apart, and the runner moved on (tunnel, dropout, a new segment somewhere else).

Nothing is bridged across the last four, and only the way across running on. A new segment is never bridged either, however short.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from legcheck.cleaning.notes import count_of, note
from legcheck.cleaning.positions import FASTEST_ON_FOOT_MPS, step_length_m
from legcheck.cleaning.spacing import LONGEST_BRIDGE_S, bridge_limit_s, recording_limit_s, typical_spacing_s
from legcheck.cleaning.timeline import Timeline
from legcheck.core.activity import Note
from legcheck.core.arrays import BoolArray, FloatArray, IntArray
from legcheck.core.channels import CHANNELS
from legcheck.core.finding import Span

__all__ = ["Stops", "bridge_limit_s", "find_stops", "recording_limit_s", "typical_spacing_s"]

STANDING_MPS = 0.5
"""[m/s] Way made in a stretch without records, over its length, below which the runner stood; slow walking is twice that."""

RAN_ON_MPS = 1.5
"""[m/s] Way made in a stretch without records, over its length, from which no stop lies in it where the file has no timer total to tell: faster
than walking (1.4 m/s), so that a stop of a third of the stretch takes a runner below it."""

SHORT_PAUSE_S, SHORT_PAUSE_SPACINGS = 3.0, 2.0
"""[s], [typical spacings] Steps longer than both may be pauses too where the device's timer total has room for them."""

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
    inferred, standing, ran_on, gaps : tuple of Span
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
    ran_on: tuple[Span, ...]
    gaps: tuple[Span, ...]
    spacing_s: float
    notes: tuple[Note, ...]


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
    steps_s = np.diff(kept_s)
    wide = (steps_s > recording_limit_s(spacing_s)) & ~paused
    way_mps, unexplained_s = _way_made_mps(timeline, keep), _unexplained_s(timeline, timer)
    still = (way_mps < STANDING_MPS) | segment
    inferred = _inferred_pauses(steps_s, still & ~paused, wide, spacing_s, unexplained_s)
    short = wide & ~still & (steps_s <= LONGEST_BRIDGE_S) & (way_mps <= FASTEST_ON_FOOT_MPS)
    if not _timer_ran(float(steps_s[short].sum()), float(steps_s[inferred].sum()), unexplained_s):
        short &= way_mps >= RAN_ON_MPS
    stops = Stops(
        keep=keep,
        block=_blocks(paused | segment | (wide & ~short) | inferred, kept_s.size),
        timer=timer,
        inferred=_spans(kept_s, inferred),
        standing=_spans(kept_s, wide & still & ~inferred),
        ran_on=_spans(kept_s, short),
        gaps=_spans(kept_s, wide & ~still & ~short),
        spacing_s=spacing_s,
        notes=(),
    )
    return replace(stops, notes=(*notes, *_notes_about(stops, int(segment.sum()), has_steps="cadence_spm" in timeline.columns)))


def _timer_ran(short_s: float, inferred_s: float, unexplained_s: float | None) -> bool:
    """Whether the device's timer total has room for the short gaps in which way was made; False without a total."""
    return unexplained_s is not None and unexplained_s - inferred_s < short_s / 2


def _blocks(barriers: BoolArray, records: int) -> IntArray:
    counted = np.cumsum(barriers, dtype=np.int64)
    return np.concatenate((np.zeros(min(records, 1), dtype=np.int64), counted))


def _inferred_pauses(
    steps_s: FloatArray, still: BoolArray, wide: BoolArray, spacing_s: float, unexplained_s: float | None
) -> BoolArray:
    """Which steps without way made are pauses, for each step between neighbouring records.

    Without a timer total: the wide ones. With one: the longest, as many as bring the sum closest to the time that
    the timer left out.
    """
    if unexplained_s is None:
        return still & wide
    inferred = np.zeros(steps_s.size, dtype=np.bool_)
    longer = steps_s > max(SHORT_PAUSE_S, SHORT_PAUSE_SPACINGS * spacing_s)
    candidates = np.flatnonzero(still & (longer | wide))
    candidates = candidates[np.argsort(-steps_s[candidates], kind="stable")]
    sums = np.concatenate(([0.0], np.cumsum(steps_s[candidates])))
    inferred[candidates[: int(np.argmin(np.abs(sums - unexplained_s)))]] = True
    return inferred


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
    distance_m = timeline.columns.get("distance_m")
    if distance_m is not None:
        counted = np.diff(distance_m[keep])
        way = np.where(np.isfinite(counted), np.abs(counted), way)
    latitude, longitude = timeline.columns.get("latitude_deg"), timeline.columns.get("longitude_deg")
    if latitude is not None and longitude is not None and not np.isfinite(way).all():
        beeline = step_length_m(latitude[keep], longitude[keep])
        way = np.where(np.isfinite(way) | ~np.isfinite(beeline), way, beeline)
    return np.asarray(np.divide(way, steps_s, out=np.full(steps_s.size, np.inf), where=steps_s > 0))


def _unexplained_s(timeline: Timeline, timer: tuple[Span, ...]) -> float | None:
    """Recorded time that neither the device's timer total nor its pauses account for; None without a total. [s]"""
    total_s = timeline.activity.totals.timer_s
    if total_s is None or not timeline.elapsed_s.size:
        return None
    lasted_s = float(timeline.elapsed_s[-1] - timeline.elapsed_s[0])
    return lasted_s - sum(span.duration_s for span in timer) - total_s


def _spans(time_s: FloatArray, steps: BoolArray) -> tuple[Span, ...]:
    at = np.flatnonzero(steps)
    return tuple(Span(start, end) for start, end in zip(time_s[at].tolist(), time_s[at + 1].tolist(), strict=True))


def _notes_about(stops: Stops, segments: int, *, has_steps: bool) -> list[Note]:
    told = (
        ("timer_pauses", stops.timer, "timer pause", "timer pauses", "left out"),
        ("inferred_pauses", stops.inferred, "pause", "pauses", "told from missing records and no way made"),
        ("standing_gaps", stops.standing, "stretch of standing", "stretches of standing", "without records"),
        ("ran_on", stops.ran_on, "short gap", "short gaps", "in the recording, over which way and time count"),
        ("recording_gaps", stops.gaps, "gap", "gaps", "in the recording, not bridged"),
    )
    notes = [
        note(code, f"{count_of(len(spans), one, many)} {rest}, {sum(span.duration_s for span in spans):,.0f} s in all")
        for code, spans, one, many, rest in told
        if spans
    ]
    if segments:
        notes.append(note("segment_breaks", f"the recording starts anew {count_of(segments, 'time')}; not bridged"))
    limit_s, every = bridge_limit_s("cadence_spm", stops.spacing_s), f"a record every {round(stops.spacing_s, 1):g} s"
    if stops.spacing_s > LONGEST_BRIDGE_S:
        unknown = "heart rate and steps are" if has_steps else "heart rate is"
        notes.append(note("sparse_recording", f"{every}: speed between them is a mean, {unknown} not known there"))
    elif has_steps and limit_s > CHANNELS["cadence_spm"].bridge_s:
        notes.append(note("sparse_recording", f"{every}: cadence bridged over up to {round(limit_s, 1):g} s"))
    return notes
