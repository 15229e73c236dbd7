"""Plain XML as columns: where every element starts, what it is called, what it holds, found by array operations.

A tree costs an object per element. Activity files are a few element names repeated a hundred thousand times, so the
tags are located by comparing all bytes with ``<`` and ``>`` at once, named by hashing, and matched start to end by a
stable sort on depth. Only *plain* XML is taken: UTF-8, no comments, CDATA, DTD or character references. Anything else
raises :class:`NotPlainXmlError` and is written anew by libxml2 first (see :mod:`legcheck.parsers.xml_columns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legcheck.core import BoolArray, IntArray

__all__ = ["PADDING", "NotPlainXmlError", "Tokens", "tokenize"]

PADDING = 64
"""[bytes] NUL bytes put before and after the text, so that fixed-width windows never leave the buffer."""

MAX_DEPTH = 256
"""[-] Deepest nesting taken; activity files need about 10, and libxml2 draws the same line."""

_LT, _GT, _SLASH, _BANG, _QUESTION, _QUOTE, _BLANK = 60, 62, 47, 33, 63, 34, 32
_BRACKET_MASK = np.uint8(0xFF ^ (_LT ^ _GT))
_WORD = 8
_NAME_WINDOW = 32
_WORD_MASKS = np.array([(1 << (8 * kept)) - 1 for kept in range(_WORD + 1)], dtype=np.uint64)
_MULTIPLIERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


class NotPlainXmlError(Exception):
    """The bytes are not plain XML; never leaves the parsers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The elements of a document, in document order.

    Attributes
    ----------
    data : bytes
        The text, padded on both sides with :data:`PADDING` NUL bytes; all positions refer to it.
    buffer : ndarray of uint8
        The same bytes as an array.
    names : tuple of str
        Distinct element names without prefix.
    name_id : ndarray of int
        Which name, per element.
    depth : ndarray of int
        0 for the root.
    tag_start, name_end, tag_end : ndarray of int
        Positions of ``<``, of the first byte after the name, and of ``>`` of the start tag.
    text_end : ndarray of int
        Position of the tag that ends the text directly after the start tag.
    after : ndarray of int
        Number of the first element behind this one and all it contains.
    is_closed : ndarray of bool
        False where the text stops before the end tag.
    quotes : ndarray of int
        Positions of all double quotes.
    by_name : mapping of str to ndarray of int
        Numbers of the elements of each name in lower case, in document order.
    """

    data: bytes
    buffer: NDArray[np.uint8]
    names: tuple[str, ...]
    name_id: IntArray
    depth: IntArray
    tag_start: IntArray
    name_end: IntArray
    tag_end: IntArray
    text_end: IntArray
    after: IntArray
    is_closed: BoolArray
    quotes: IntArray
    by_name: Mapping[str, IntArray]


@dataclass(frozen=True, slots=True)
class _Tags:
    """All tags, start and end, in document order."""

    lt: IntArray
    gt: IntArray
    is_end: BoolArray
    is_empty: BoolArray
    depth: IntArray
    quotes: IntArray


def tokenize(text: bytes, *, is_rewritten: bool = False) -> Tokens:
    """Find every element of plain XML.

    Parameters
    ----------
    text : bytes
        A UTF-8 document; it may stop anywhere, elements then stay open.
    is_rewritten : bool
        Whether libxml2 wrote it: every attribute then stands in double quotes and no number hides in character
        references, so ``='`` and ``&#`` in it are somebody's words.

    Returns
    -------
    Tokens

    Raises
    ------
    NotPlainXmlError
        If the document is not plain, or its tags do not match.

    Examples
    --------
    >>> tokens = tokenize(b"<a><g:b>1</g:b><c/></a>")
    >>> [tokens.names[i] for i in tokens.name_id], tokens.depth.tolist(), tokens.after.tolist()
    (['a', 'b', 'c'], [0, 1, 1], [3, 2, 3])
    """
    if not is_rewritten and (b"\x00" in text or (b"&" in text and b"&#" in text) or (b"'" in text and b"='" in text)):
        raise NotPlainXmlError("character references or single quotes")
    data = b"".join((bytes(PADDING), text, bytes(PADDING)))
    buffer = np.frombuffer(data, dtype=np.uint8)
    tags = _find_tags(buffer)
    name_end = _name_ends(buffer, tags)
    hashes = _hash_names(data, buffer, tags, name_end)
    partner = _match(tags, hashes)
    return _elements(data, buffer, tags, name_end, hashes, partner)


def _find_tags(buffer: NDArray[np.uint8]) -> _Tags:
    brackets = np.flatnonzero((buffer & _BRACKET_MASK) == _LT)
    lt, gt = brackets[: brackets.size // 2 * 2 : 2], brackets[1::2]
    if lt.size == 0 or np.any(buffer[lt] != _LT) or np.any(buffer[gt] != _GT):
        raise NotPlainXmlError("angle brackets do not alternate")
    first = buffer[lt + 1]
    if first[0] == _QUESTION:
        lt, gt, first = lt[1:], gt[1:], first[1:]
    if lt.size == 0 or np.any((first == _QUESTION) | (first == _BANG)):
        raise NotPlainXmlError("instructions among the elements")
    is_end = first == _SLASH
    is_empty = (buffer[gt - 1] == _SLASH) & ~is_end
    level = np.cumsum(np.where(is_end, -1, np.where(is_empty, 0, 1)))
    if level.min() < 0 or level.max() > MAX_DEPTH or np.any(level[:-1] == 0):
        raise NotPlainXmlError("more or fewer end tags than start tags")
    depth = np.where(is_end | is_empty, level, level - 1)
    return _Tags(lt=lt, gt=gt, is_end=is_end, is_empty=is_empty, depth=depth, quotes=np.flatnonzero(buffer == _QUOTE))


def _name_ends(buffer: NDArray[np.uint8], tags: _Tags) -> IntArray:
    """First position behind each tag's name; only tags with attributes or trailing blanks need a search."""
    ends = np.where(tags.is_empty, tags.gt - 1, tags.gt)
    holder = np.searchsorted(tags.lt, tags.quotes) - 1
    inside = (holder >= 0) & (tags.quotes < tags.gt[holder])
    searched = buffer[ends - 1] <= _BLANK
    searched[holder[inside]] = True
    rows, offset = np.flatnonzero(searched), 1
    windows = np.lib.stride_tricks.sliding_window_view(buffer, _NAME_WINDOW)
    while rows.size:
        blank = windows[tags.lt[rows] + offset] <= _BLANK
        found = blank.any(axis=1)
        ends[rows[found]] = np.minimum(tags.lt[rows[found]] + offset + blank[found].argmax(axis=1), ends[rows[found]])
        offset += _NAME_WINDOW
        rows = rows[~found & (tags.lt[rows] + offset < ends[rows])]
    return ends


def _hash_names(data: bytes, buffer: NDArray[np.uint8], tags: _Tags, name_end: IntArray) -> NDArray[np.uint64]:
    """One number per name, from its first 16 bytes, its last 8 and its length."""
    start = tags.lt + 1 + tags.is_end
    length = name_end - start
    if length.min() < 1 or np.any(buffer[start] <= _BLANK):
        raise NotPlainXmlError("a tag without a name")
    words = np.ndarray((len(data) - _WORD + 1,), dtype="<u8", buffer=data, strides=(1,))
    mixed = ((words[start] & _WORD_MASKS[np.minimum(length, _WORD)]) ^ length.astype(np.uint64)) * _MULTIPLIERS[0]
    mixed ^= mixed >> np.uint64(29)
    longer = np.flatnonzero(length > _WORD)
    middle = words[start[longer] + _WORD] & _WORD_MASKS[np.minimum(length[longer] - _WORD, _WORD)]
    mixed[longer] = (mixed[longer] ^ middle) * _MULTIPLIERS[1]
    longest = np.flatnonzero(length > 2 * _WORD)
    mixed[longest] = (mixed[longest] ^ words[name_end[longest] - _WORD]) * _MULTIPLIERS[2]
    return np.asarray(mixed, dtype=np.uint64)


def _match(tags: _Tags, hashes: NDArray[np.uint64]) -> IntArray:
    """Number of each start tag's end tag (itself for an empty one, -1 where there is none)."""
    partner = np.where(tags.is_empty, np.arange(tags.lt.size), -1)
    paired = np.flatnonzero(~tags.is_empty)
    depth = tags.depth[paired].astype(np.int16)
    order = np.argsort(depth, kind="stable")
    starts = np.flatnonzero(~tags.is_end[paired][order])
    followers = np.minimum(starts + 1, order.size - 1)
    closed = tags.is_end[paired][order[followers]] & (depth[order[followers]] == depth[order[starts]])
    begin, end = paired[order[starts]], paired[order[followers]]
    if np.any(closed & (hashes[begin] != hashes[end])):
        raise NotPlainXmlError("an end tag of another name")
    partner[begin] = np.where(closed, end, -1)
    return partner


def _elements(
    data: bytes,
    buffer: NDArray[np.uint8],
    tags: _Tags,
    name_end: IntArray,
    hashes: NDArray[np.uint64],
    partner: IntArray,
) -> Tokens:
    begins = np.flatnonzero(~tags.is_end)
    _, first, name_id = np.unique(hashes[begins], return_index=True, return_inverse=True)
    spans = [(int(tags.lt[begins[i]]) + 1, int(name_end[begins[i]])) for i in first]
    names = [data[start:end].decode("utf-8", "replace").rpartition(":")[2] for start, end in spans]
    next_lt = np.append(tags.lt[1:], buffer.size - PADDING)[begins]
    begun = np.cumsum(~tags.is_end)
    is_closed = partner[begins] >= 0
    return Tokens(
        data=data,
        buffer=buffer,
        names=tuple(names),
        name_id=name_id,
        depth=tags.depth[begins],
        tag_start=tags.lt[begins],
        name_end=name_end[begins],
        tag_end=tags.gt[begins],
        text_end=np.where(tags.is_empty[begins], tags.gt[begins] + 1, next_lt),
        after=np.where(is_closed, begun[partner[begins]], begins.size),
        is_closed=is_closed,
        quotes=tags.quotes,
        by_name=_by_name(names, name_id),
    )


def _by_name(names: list[str], name_id: IntArray) -> dict[str, IntArray]:
    narrow = name_id.astype(np.int16 if len(names) < np.iinfo(np.int16).max else np.int64)
    order = np.argsort(narrow, kind="stable")
    groups = np.split(order, np.cumsum(np.bincount(name_id, minlength=len(names)))[:-1])
    elements: dict[str, IntArray] = {}
    for name, group in zip(names, groups, strict=True):
        known = elements.get(name.lower())
        elements[name.lower()] = group if known is None else np.sort(np.concatenate((known, group)))
    return elements
