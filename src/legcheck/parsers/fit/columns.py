"""Messages to columns: all messages of one layout are gathered into a block and read as numpy arrays, field by field."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legcheck.core import FloatArray, IntArray
from legcheck.parsers.fit.blocks import Part, families, united_block
from legcheck.parsers.fit.layout import BASE_TYPES, COMPRESSED_BIT, DeveloperKey, Field
from legcheck.parsers.fit.profile import TIMESTAMP, Message
from legcheck.parsers.fit.scan import Group

__all__ = [
    "Table",
    "decode_block",
    "decode_table",
    "drop_stray_times",
    "fill_compressed_times",
    "has_compressed_times",
    "header_times",
    "merge_tables",
    "usual_time",
]


@dataclass(slots=True)
class Table:
    """All messages of one kind as columns, in file order.

    Attributes
    ----------
    offsets : ndarray of int64, shape (n,)
        Where each message starts. [bytes]
    columns : dict of int to ndarray of float64
        By field number: raw values (before scale and offset), NaN where invalid or absent; shape (n,), or (n, k) for
        arrays.
    developer : dict of (int, int) to ndarray of float64
        The same for developer fields, by developer index and field number.
    """

    offsets: IntArray
    columns: dict[int, FloatArray] = field(default_factory=dict)
    developer: dict[DeveloperKey, FloatArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.offsets)

    def rows(self, keep: NDArray[Any]) -> Table:
        """The rows picked by a mask or by indices."""
        columns = {number: values[keep] for number, values in self.columns.items()}
        developer = {key: values[keep] for key, values in self.developer.items()}
        return Table(self.offsets[keep], columns, developer)


def decode_block(block: NDArray[np.void], order: str, place: Field) -> FloatArray:
    """One field of all messages in a block, raw, NaN where invalid.

    Parameters
    ----------
    block : ndarray of void, shape (n,)
        The messages' bytes.
    order : str
        Byte order, ``<`` or ``>``.
    place : Field
        Which field.

    Returns
    -------
    ndarray of float64, shape (n,) or (n, k)
        64-bit integers beyond 2**53 lose their last digits.
    """
    base = BASE_TYPES[place.base]
    count = place.elements
    shape: tuple[int, ...] = (len(block),)
    strides: tuple[int, ...] = (block.itemsize,)
    if count != 1:
        shape, strides = (*shape, count), (*strides, base.size)
    raw: NDArray[Any] = np.ndarray(shape, order + base.code, block, place.offset, strides)
    values = raw.astype(np.float64)
    if base.kind == "float":
        values[~np.isfinite(values)] = np.nan
    elif base.kind == "bytes" and count > 1:
        values[(raw == base.invalid).all(axis=1)] = np.nan
    else:
        np.putmask(values, raw == base.invalid, np.nan)
    return values


def decode_table(
    buffer: bytes,
    groups: Iterable[Group],
    wanted: Collection[int],
    developer: Mapping[DeveloperKey, int],
    arrays: Container[int | DeveloperKey] = (),
) -> Table:
    """All messages of one kind, whatever their layouts, in file order.

    Parameters
    ----------
    buffer : bytes
        The file.
    groups : iterable of Group
        Where the messages are, by layout.
    wanted : collection of int
        Field numbers to decode.
    developer : mapping of (int, int) to int
        Developer fields to decode and the number of their base type.
    arrays : container
        Fields to decode with all their elements; of the others only the first counts.
    """
    parts = [Part.of(group, wanted, developer) for group in groups if group.offsets]
    tables = [_decode_family(buffer, family, arrays) for family in families(parts)]
    if len(tables) == 1:
        return tables[0]
    return merge_tables(tables) if tables else Table(np.empty(0, np.int64))


def _decode_family(buffer: bytes, parts: list[Part], arrays: Container[int | DeveloperKey]) -> Table:
    """Messages of layouts that agree in the fields they share."""
    table = Table(np.empty(0, np.int64))
    table.offsets, block, places = united_block(buffer, parts)
    for place in places:
        is_array = place.key in arrays
        values = decode_block(block, parts[0].order, place if is_array else place._replace(size=BASE_TYPES[place.base].size))
        if isinstance(place.key, tuple):
            table.developer[place.key] = values
        else:
            table.columns[place.key] = values
    return table


def merge_tables(parts: list[Table]) -> Table:
    """Put several tables into one, ordered by offset."""
    offsets = np.concatenate([part.offsets for part in parts])
    order = np.argsort(offsets, kind="stable")
    merged = Table(offsets[order])
    for number in dict.fromkeys(number for part in parts for number in part.columns):
        merged.columns[number] = _joined([(len(part), part.columns.get(number)) for part in parts])[order]
    for key in dict.fromkeys(key for part in parts for key in part.developer):
        merged.developer[key] = _joined([(len(part), part.developer.get(key)) for part in parts])[order]
    return merged


def _joined(pieces: list[tuple[int, FloatArray | None]]) -> FloatArray:
    """Pieces one after the other, NaN where a layout lacks the field; widened to the widest array."""
    width = max(piece.shape[1] if piece.ndim == 2 else 1 for _, piece in pieces if piece is not None)
    joined = np.full((sum(rows for rows, _ in pieces), width), np.nan)
    start = 0
    for rows, piece in pieces:
        if piece is not None:
            columns = piece if piece.ndim == 2 else piece[:, None]
            joined[start : start + rows, : columns.shape[1]] = columns
        start += rows
    return joined[:, 0] if width == 1 else joined


def has_compressed_times(buffer: bytes, groups: Iterable[Group]) -> bool:
    """Whether any of these messages carries its time in the header.

    Where the layout has a time of its own, or is that of a heart stream, the last message speaks for all.
    """
    return any(group.offsets and _any_compressed(buffer, group) for group in groups)


def _any_compressed(buffer: bytes, group: Group) -> bool:
    definition = group.definition
    is_uniform = TIMESTAMP in definition.numbers or definition.message in {Message.HRV, Message.HR}
    offsets = group.offsets[-1:] if is_uniform else group.offsets
    return any(buffer[offset] & COMPRESSED_BIT for offset in offsets)


def fill_compressed_times(buffer: bytes, table: Table, groups: Iterable[Group]) -> None:
    """Give the messages with a compressed-timestamp header their full timestamp, in place; see :func:`header_times`."""
    compressed = np.frombuffer(buffer, np.uint8)[table.offsets] >= COMPRESSED_BIT
    known = table.columns.get(TIMESTAMP, np.full(len(table), np.nan))
    known[compressed] = header_times(buffer, table.offsets[compressed], groups)
    table.columns[TIMESTAMP] = known


def header_times(buffer: bytes, places: IntArray, groups: Iterable[Group]) -> FloatArray:
    """Full timestamps of messages with a compressed-timestamp header. [s since the FIT epoch]

    Parameters
    ----------
    buffer : bytes
        The file.
    places : ndarray of int64, shape (n,)
        Where these messages start. [bytes]
    groups : iterable of Group
        Every message of the file that moves the clock: those with a timestamp field and those with a compressed header.

    Notes
    -----
    The five bits in the header count seconds modulo 32 from the last full timestamp, so the clock is that timestamp
    plus the sum of the differences modulo 32 since.
    """
    offsets, stamps = _clock(buffer, groups)
    order = np.argsort(offsets, kind="stable")
    offsets, stamps = offsets[order], stamps[order]
    headers = np.frombuffer(buffer, np.uint8)[offsets]
    is_full = headers < COMPRESSED_BIT
    low = np.where(is_full, np.nan_to_num(stamps), headers & 0x1F).astype(np.int64) & 0x1F
    steps = np.cumsum(np.diff(low, prepend=low[:1]) & 0x1F)
    base = np.maximum.accumulate(np.where(is_full & np.isfinite(stamps), np.arange(len(offsets)), -1))
    times = np.where(base >= 0, stamps[base] + (steps - steps[base]), np.nan)
    filled: FloatArray = times[np.searchsorted(offsets, places)]
    return filled


def _clock(buffer: bytes, groups: Iterable[Group]) -> tuple[IntArray, FloatArray]:
    """Offsets and timestamps (NaN in a compressed header) of every message that moves the clock."""
    offsets, stamps = [np.empty(0, np.int64)], [np.empty(0)]
    for group in groups:
        if not group.offsets:
            continue
        part = _decode_family(buffer, [Part.of(group, (TIMESTAMP,), {})], ())
        is_compressed = np.frombuffer(buffer, np.uint8)[part.offsets] >= COMPRESSED_BIT
        times = part.columns.get(TIMESTAMP, np.full(len(part), np.nan))
        moves = is_compressed | np.isfinite(times)
        offsets.append(part.offsets[moves])
        stamps.append(np.where(is_compressed, np.nan, times)[moves])
    return np.concatenate(offsets), np.concatenate(stamps)


STRAY_S = 1800.0
"""[s] A record whose time is further than this from its neighbours' median does not belong there."""

NEIGHBOURS = 5
"""Records whose median says what time it should be."""


def drop_stray_times(table: Table) -> int:
    """Leave out, in place, single messages whose time is nowhere near their neighbours'; how many were left out.

    Examples
    --------
    >>> table = Table(np.arange(6), {253: np.array([100.0, 101.0, 9e8, 103.0, 104.0, 105.0])})
    >>> drop_stray_times(table), table.columns[253].tolist()
    (1, [100.0, 101.0, 103.0, 104.0, 105.0])
    """
    times = table.columns.get(TIMESTAMP)
    if times is None or np.count_nonzero(np.isfinite(times)) < NEIGHBOURS:
        return 0
    known = np.flatnonzero(np.isfinite(times))
    padded = np.pad(times[known], NEIGHBOURS // 2, mode="reflect")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, NEIGHBOURS), axis=1)
    stray = known[np.abs(times[known] - usual) > STRAY_S]
    if stray.size:
        kept = table.rows(np.setdiff1d(np.arange(len(table)), stray))
        table.offsets, table.columns, table.developer = kept.offsets, kept.columns, kept.developer
    return int(stray.size)


FIRST_FEW = 15
"""Records that say when an activity took place."""


def usual_time(buffer: bytes, groups: Iterable[Group]) -> float | None:
    """The median timestamp of the first few records among these messages, None without any. [s since the FIT epoch]"""
    times = decode_table(buffer, [group for group in groups if group.definition.message == Message.RECORD], (TIMESTAMP,), {})
    known = times.columns.get(TIMESTAMP, np.empty(0))
    known = known[np.isfinite(known)][:FIRST_FEW]
    return float(np.median(known)) if known.size else None
