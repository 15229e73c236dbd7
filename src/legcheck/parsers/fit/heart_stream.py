"""Heart data outside the records: beat-to-beat intervals and the heart-rate stream a strap delivers afterwards."""

from __future__ import annotations

import numpy as np

from legcheck.core import FloatArray, IntArray, Note
from legcheck.parsers.fit.columns import Table
from legcheck.parsers.fit.profile import TIMESTAMP

__all__ = ["heart_stream", "merge_heart_stream", "rr_intervals"]

RR_PARTS_PER_SECOND = 1000.0
"""[1/s] Unit of beat-to-beat intervals."""

STREAM_PARTS_PER_SECOND = 1024.0
"""[1/s] Unit of the times in the heart-rate stream."""

FRACTION_PARTS_PER_SECOND = 32768.0
"""[1/s] Unit of the fraction of its full timestamps."""

PACKED_COUNTS = 4096
"""[counts] Where a packed 12-bit time starts again from 0."""

LONGEST_GAP_S = 5.0
"""[s] A beat further than this from a record says nothing about it."""


def rr_intervals(hrv: Table, record_offsets: IntArray) -> FloatArray:
    """Beat-to-beat intervals written between the first and the last of these records. [s]

    Parameters
    ----------
    hrv : Table
        The hrv messages.
    record_offsets : ndarray of int64
        Where the activity's records stand in the file. [bytes]
    """
    times = hrv.columns.get(0)
    if times is None:
        return np.empty(0)
    rows = times if times.ndim == 2 else times[:, None]
    first, last = np.searchsorted(hrv.offsets, [record_offsets.min(), record_offsets.max()])
    values = rows[first : last + 1].ravel()
    return values[np.isfinite(values)] / RR_PARTS_PER_SECOND


def heart_stream(heart: Table) -> tuple[FloatArray, FloatArray]:
    """Beat times [s since the FIT epoch] and heart rate [bpm] from the hr messages.

    Notes
    -----
    A message with a full timestamp ties the strap's own clock (1/1024 s) to the file's; the messages after it give
    eight beats each, their times packed into 12 bits that count on from the last beat.
    """
    stamps, rates = heart.columns.get(TIMESTAMP), heart.columns.get(6)
    if stamps is None or rates is None:
        return np.empty(0), np.empty(0)
    rates = rates if rates.ndim == 2 else rates[:, None]
    ticks = _beat_ticks(heart, rates.shape[1])
    fraction = heart.columns.get(0, np.zeros(len(heart)))
    anchors = stamps + np.nan_to_num(fraction) / FRACTION_PARTS_PER_SECOND - ticks[:, 0] / STREAM_PARTS_PER_SECOND
    index = np.maximum.accumulate(np.where(np.isfinite(anchors), np.arange(len(heart)), -1))
    shift = np.where(index >= 0, anchors[index], np.nan)
    times = (shift[:, None] + ticks / STREAM_PARTS_PER_SECOND).ravel()
    values = rates.ravel()
    known = np.isfinite(times) & np.isfinite(values) & (values > 0)
    return times[known], values[known]


def _beat_ticks(heart: Table, width: int) -> FloatArray:
    """Time of each beat on the strap's clock, [1/1024 s], NaN where there is none; shape (n, width)."""
    full = heart.columns.get(9, np.full(len(heart), np.nan))
    full = full if full.ndim == 2 else full[:, None]
    ticks = np.full((len(heart), width), np.nan)
    shared = min(width, full.shape[1])
    ticks[:, :shared] = full[:, :shared]
    packed = heart.columns.get(10)
    if packed is None or packed.ndim != 2:
        return ticks
    counts = _unpack_12_bits(packed)[:, :width]
    flat = np.full(ticks.shape, np.nan)
    flat[:, : counts.shape[1]] = counts
    is_full = np.isfinite(ticks)
    low = np.where(is_full, ticks % PACKED_COUNTS, flat).ravel()
    known = np.flatnonzero(np.isfinite(low))
    steps = np.cumsum(np.diff(low[known], prepend=low[known[:1]]) % PACKED_COUNTS)
    full_known = is_full.ravel()[known]
    base = np.maximum.accumulate(np.where(full_known, np.arange(len(known)), -1))
    flat_ticks = ticks.ravel()
    flat_ticks[known] = np.where(base >= 0, flat_ticks[known][base] + steps - steps[base], np.nan)
    return flat_ticks.reshape(ticks.shape)


def _unpack_12_bits(packed: FloatArray) -> FloatArray:
    """Pairs of 12-bit numbers out of triples of bytes, NaN where the bytes are missing."""
    triples = packed[:, : packed.shape[1] // 3 * 3].reshape(len(packed), -1, 3)
    low, middle, high = np.nan_to_num(triples).astype(np.int64).transpose(2, 0, 1)
    pairs = np.stack([low | (middle & 0x0F) << 8, middle >> 4 | high << 4], axis=-1).astype(np.float64)
    pairs[~np.isfinite(triples).all(axis=2)] = np.nan
    return pairs.reshape(len(packed), -1)


def merge_heart_stream(heart: Table, times: FloatArray, channels: dict[str, FloatArray]) -> list[Note]:
    """Fill heart rate that the records lack from the stream, in place, and say how often.

    Parameters
    ----------
    heart : Table
        The hr messages.
    times : ndarray of float64, shape (n,)
        Record times. [s since the FIT epoch]
    channels : dict
        Channels of those records.
    """
    beats, rates = heart_stream(heart) if len(heart) else (np.empty(0), np.empty(0))
    if not beats.size:
        return []
    order = np.argsort(beats, kind="stable")
    streamed = _mean_since_last(times, beats[order], rates[order])
    known = channels.get("heart_rate_bpm", np.full(len(times), np.nan))
    is_filled = np.isnan(known) & np.isfinite(streamed)
    if not is_filled.any():
        return []
    channels["heart_rate_bpm"] = np.where(is_filled, streamed, known)
    filled = int(np.count_nonzero(is_filled))
    return [Note("heart_rate_stream", f"heart rate of {filled:,} records taken from the strap's own recording")]


def _mean_since_last(times: FloatArray, beats: FloatArray, rates: FloatArray) -> FloatArray:
    """Mean heart rate from the record before to each record, every beat's value holding until the next. [bpm]

    A record that is not later than the one before it takes the second before it; a beat at the very time of the first
    record is that record's. NaN where no beat is near.
    """
    steps = np.diff(times, prepend=times[0] - 1.0)
    starts = times - np.where(steps > 0.0, steps, 1.0)
    held = np.minimum(np.diff(beats, append=beats[-1] + LONGEST_GAP_S), LONGEST_GAP_S)
    covered_s, beats_s = (np.concatenate([[0.0], np.cumsum(part)]) for part in (held, held * rates))
    ends = np.stack([starts, times])
    last = np.searchsorted(beats, ends, side="right") - 1
    inside = np.maximum(last, 0)
    since = np.where(last >= 0, np.clip(ends - beats[inside], 0.0, held[inside]), 0.0)
    covered = np.diff(covered_s[inside] + since, axis=0)[0]
    total = np.diff(beats_s[inside] + since * rates[inside], axis=0)[0]
    near = (last[1] >= 0) & (times - beats[inside[1]] <= LONGEST_GAP_S)
    mean: FloatArray = np.where(near, rates[inside[1]], np.nan)
    np.divide(total, covered, out=mean, where=covered > 0.0)
    return mean
