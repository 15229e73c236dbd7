"""Six kinds of damage done to a FIT file, with the records each leaves untouched."""

from __future__ import annotations

import random
from collections.abc import Iterator

__all__ = ["KINDS", "damaged"]

KINDS = ("cut_at_60_pct", "bad_checksum", "no_length", "junk_inserted", "bytes_overwritten", "junk_behind")


def damaged(data: bytes, kind: str, seed: int) -> tuple[bytes, range]:
    """The damaged file and the range of original bytes that are no longer there as they were."""
    draw = random.Random(seed)
    at = draw.randrange(len(data) // 5, 4 * len(data) // 5)
    junk = bytes(draw.randrange(256) for _ in range(100))
    if kind == "cut_at_60_pct":
        cut = 6 * len(data) // 10
        return data[:cut], range(cut, len(data))
    if kind == "bad_checksum":
        return data[:-2] + bytes([data[-2] ^ 0xFF, data[-1]]), range(0)
    if kind == "no_length":
        return data[:4] + bytes(4) + data[8:], range(0)
    if kind == "junk_inserted":
        return data[:at] + junk[:3] + data[at:], range(at, at + 1)
    if kind == "bytes_overwritten":
        return data[:at] + junk[:40] + data[at + 40 :], range(at, at + 40)
    if kind == "junk_behind":
        return data + junk, range(0)
    raise ValueError(kind)


def cuts(data: bytes) -> Iterator[bytes]:
    """The file cut off at every byte behind its header."""
    for end in range(14, len(data)):
        yield data[:end]
