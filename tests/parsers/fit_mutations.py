"""Mutations of real and built FIT files for fuzzing: bit flips, overwritten stretches, cuts, splices, repeats."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

__all__ = ["mutants"]

LONGEST_STRETCH = 64
"""[bytes] Longest stretch overwritten or inserted."""


def mutants(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """``count`` damaged files made from ``seeds``; the same for the same arguments."""
    draw = random.Random(seed)
    for _ in range(count):
        data = bytearray(draw.choice(seeds))
        for _ in range(draw.choice((1, 1, 2, 3, 8))):
            _mutate(data, seeds, draw)
        yield bytes(data)


def _mutate(data: bytearray, seeds: Sequence[bytes], draw: random.Random) -> None:
    at = draw.randrange(len(data) + 1)
    length = draw.randrange(1, LONGEST_STRETCH)
    kind = draw.randrange(8)
    if kind == 0 and at < len(data):
        data[at] ^= 1 << draw.randrange(8)
    elif kind == 1:
        data[at : at + length] = draw.randbytes(length)
    elif kind == 2:
        data[at:at] = draw.randbytes(length)
    elif kind == 3:
        del data[at : at + length]
    elif kind == 4:
        del data[at:]
    elif kind == 5:
        other = draw.choice(seeds)
        start = draw.randrange(len(other))
        data[at:at] = other[start : start + draw.randrange(1, 2000)]
    elif kind == 6:
        data[at : at + length] = bytes([draw.choice((0, 0xFF, 0x40, 0x80))]) * length
    else:
        head = draw.randrange(min(len(data), 200) + 1)
        data[head : head + 1] = draw.randbytes(1)
