"""Deflate streams decompressed piece by piece: within limits, and as far as they go when they are damaged."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["CUT_OFF", "Inflated", "inflate"]

CUT_OFF = "it is cut off"
"""The problem of a stream whose end is missing."""

_FEED = 1 << 14
"""[bytes] Packed bytes handed over at a time, so that none are copied again and again."""

_CHUNK = 1 << 20
"""[bytes] Content taken at a time."""

_SMALL_STEP = 64
"""[bytes] Content taken at a time just before damage."""


class Inflated(NamedTuple):
    """What a stream held: its content, the byte behind it, and what is wrong with it (empty when nothing is)."""

    content: bytes
    end: int
    problem: str


def inflate(packed: bytes, start: int, check: Callable[[bytes, int, int], None]) -> Inflated:
    r"""Decompress the raw deflate stream (RFC 1951) that starts at ``start``.

    Parameters
    ----------
    packed : bytes
        Where it stands.
    start : int
        Its first byte. [bytes]
    check : callable
        Called with the first piece of content, the size of the content and the packed bytes read so far; raises when
        that is too much.

    Returns
    -------
    Inflated
        Damage inside the stream loses one small step at most of what comes before it.

    Examples
    --------
    >>> inflate(b"..KLJ\x06\x00rest", 2, lambda head, size, packed: None)
    Inflated(content=b'abc', end=7, problem='')
    """
    decoder = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    parts: list[bytes] = []
    size, at, step = 0, start, _CHUNK
    while not decoder.eof:
        saved = (decoder.copy(), at) if step == _CHUNK else None
        feed = decoder.unconsumed_tail
        if not feed:
            feed = packed[at : at + _FEED]
            at += len(feed)
        try:
            chunk = decoder.decompress(feed, step)
        except zlib.error as error:
            if saved is None:
                return Inflated(b"".join(parts), at, str(error))
            (decoder, at), step = saved, _SMALL_STEP
            continue
        if not chunk and not feed and not decoder.eof:
            return Inflated(b"".join(parts), at, CUT_OFF)
        if chunk:
            parts.append(chunk)
            size += len(chunk)
            check(parts[0], size, at - start)
    return Inflated(b"".join(parts), at - len(decoder.unused_data), "")
