"""The bytes of many messages as one block: layouts that agree in their fields are brought into a common one first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from legcheck.core import IntArray
from legcheck.parsers.fit.layout import BASE_TYPES
from legcheck.parsers.fit.scan import Group

__all__ = ["DeveloperKey", "Part", "Place", "families", "gather", "united_block"]

DeveloperKey = tuple[int, int]
"""Developer data index and field number."""


class Place(NamedTuple):
    """Where a field stands in a message, header included, and what it is.

    Attributes
    ----------
    key : int or (int, int)
        Field number, or developer index and field number.
    offset, size : int
        [bytes]
    base : int
        Number of the base type.
    """

    key: int | DeveloperKey
    offset: int
    size: int
    base: int


@dataclass(frozen=True, slots=True)
class Part:
    """The messages of one layout and the places of the wanted fields in it."""

    group: Group
    places: dict[int | DeveloperKey, Place]

    @classmethod
    def of(cls, group: Group, wanted: Collection[int], developer: Mapping[DeveloperKey, int]) -> Part:
        """Find the wanted fields of a layout."""
        found: dict[int | DeveloperKey, Place] = {}
        for field in group.definition.fields(wanted):
            if field.size:
                found[field.number] = Place(field.number, field.offset, field.size, field.base)
        for item in group.definition.developer_fields() if developer else ():
            key = (item.developer, item.number)
            base = developer.get(key)
            if base is not None and item.size and item.size % BASE_TYPES[base].size == 0:
                found[key] = Place(key, item.offset, item.size, base)
        return cls(group, found)

    @property
    def order(self) -> str:
        """Byte order."""
        return self.group.definition.order


@dataclass(slots=True)
class _Family:
    """Parts of one byte order that read every field they share in the same way."""

    order: str
    reading: dict[int | DeveloperKey, tuple[int, int]]
    parts: list[Part]

    def welcomes(self, part: Part, reading: dict[int | DeveloperKey, tuple[int, int]]) -> bool:
        return part.order == self.order and all(self.reading.get(key, how) == how for key, how in reading.items())


def families(parts: list[Part]) -> list[list[Part]]:
    """Parts that agree with each other, together; the largest part of each comes first."""
    found: list[_Family] = []
    for part in sorted(parts, key=lambda part: -len(part.group.offsets)):
        reading = {key: (place.size, place.base) for key, place in part.places.items()}
        home = next((family for family in found if family.welcomes(part, reading)), None)
        if home is None:
            found.append(_Family(part.order, reading, [part]))
        else:
            home.parts.append(part)
            home.reading |= reading
    return [family.parts for family in found]


def gather(buffer: bytes, offsets: IntArray, size: int) -> NDArray[np.void]:
    """Copy the ``size`` bytes at each offset into one block.

    Examples
    --------
    >>> gather(b"abcdef", np.array([0, 3]), 2).tobytes()
    b'abde'
    """
    windows: NDArray[np.void] = np.ndarray((len(buffer) - size + 1,), f"V{size}", buffer, strides=(1,))
    return windows[offsets]


def united_block(buffer: bytes, parts: list[Part]) -> tuple[IntArray, NDArray[np.void], list[Place]]:
    """One block of all messages of a family, in file order.

    Parameters
    ----------
    buffer : bytes
        The file.
    parts : list of Part
        Layouts that agree with each other, the largest first.

    Returns
    -------
    offsets : ndarray of int64, shape (n,)
        Where each message starts. [bytes]
    block : ndarray of void, shape (n,)
        Their bytes in the common layout; a field that a layout lacks holds its invalid value.
    places : list of Place
        The fields in the common layout.
    """
    offsets = [np.fromiter(part.group.offsets, np.int64, len(part.group.offsets)) for part in parts]
    blocks = [gather(buffer, at, part.group.definition.size) for at, part in zip(offsets, parts, strict=True)]
    if len(parts) == 1:
        return offsets[0], blocks[0], list(parts[0].places.values())
    places, template = _common_layout(parts)
    everything = np.concatenate(offsets)
    order = np.argsort(everything, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    united = np.empty(len(order), template.dtype)
    start = 0
    for part, block in zip(parts, blocks, strict=True):
        united[rank[start : start + len(block)]] = _in_layout(part, block, places, template)
        start += len(block)
    return everything[order], united, list(places.values())


def _common_layout(parts: list[Part]) -> tuple[dict[int | DeveloperKey, Place], NDArray[np.void]]:
    """The largest part's layout with the fields it lacks put behind it, and a message in which all are invalid."""
    places = dict(parts[0].places)
    template = bytearray(parts[0].group.definition.size)
    for part in parts:
        for place in part.places.values():
            if place.key not in places:
                places[place.key] = Place(place.key, len(template), place.size, place.base)
                template += bytes(place.size)
    for place in places.values():
        template[place.offset : place.offset + place.size] = _invalid_bytes(place, parts[0].order)
    return places, np.frombuffer(bytes(template), f"V{len(template)}")


def _invalid_bytes(place: Place, order: str) -> bytes:
    base = BASE_TYPES[place.base]
    return np.array([base.invalid]).astype(order + base.code).tobytes() * (place.size // base.size)


def _in_layout(
    part: Part, block: NDArray[np.void], places: Mapping[int | DeveloperKey, Place], template: NDArray[np.void]
) -> NDArray[np.void]:
    """A layout's messages with their fields where the common layout has them; neighbours are copied in one go."""
    if block.dtype == template.dtype and all(places[key].offset == place.offset for key, place in part.places.items()):
        return block
    united = np.repeat(template, len(block))
    rows = united.view(np.uint8).reshape(len(block), -1)
    source = block.view(np.uint8).reshape(len(block), -1)
    first, last, shift = 0, 0, 0
    for place in sorted(part.places.values(), key=lambda place: place.offset):
        target = places[place.key].offset
        if place.offset != last or target - place.offset != shift:
            rows[:, first + shift : last + shift] = source[:, first:last]
            first, shift = place.offset, target - place.offset
        last = place.offset + place.size
    rows[:, first + shift : last + shift] = source[:, first:last]
    return united
