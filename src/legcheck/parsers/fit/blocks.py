"""The bytes of many messages as one block: layouts that agree in their fields are brought into a common one first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legcheck.core import IntArray
from legcheck.parsers.fit.layout import BASE_TYPES
from legcheck.parsers.fit.scan import Group

__all__ = ["DeveloperKey", "Part", "Place", "families", "gather", "united_block"]

DeveloperKey = tuple[int, int]
"""Developer data index and field number."""


@dataclass(frozen=True, slots=True)
class Place:
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

    def agrees_with(self, other: Part) -> bool:
        """Whether the two read every field they share in the same way."""
        if self.order != other.order:
            return False
        shared = self.places.keys() & other.places.keys()
        return all((a := self.places[key]).size == (b := other.places[key]).size and a.base == b.base for key in shared)


def families(parts: list[Part]) -> list[list[Part]]:
    """Parts that agree with each other, together; the largest part of each comes first."""
    found: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: -len(part.group.offsets)):
        home = next((family for family in found if all(part.agrees_with(other) for other in family)), None)
        if home is None:
            found.append([part])
        else:
            home.append(part)
    return found


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
    united = np.empty((len(everything), len(template)), np.uint8)
    start = 0
    for part, block in zip(parts, blocks, strict=True):
        rows = united[start : start + len(block)]
        start += len(block)
        _copy_fields(part, block, places, template, rows)
    order = np.argsort(everything, kind="stable")
    return everything[order], united.view(f"V{len(template)}")[:, 0][order], list(places.values())


def _common_layout(parts: list[Part]) -> tuple[dict[int | DeveloperKey, Place], NDArray[np.uint8]]:
    """Every field of the family one after the other, and a message in which all of them are invalid."""
    places: dict[int | DeveloperKey, Place] = {}
    template = bytearray()
    for part in parts:
        for place in part.places.values():
            if place.key not in places:
                places[place.key] = Place(place.key, len(template), place.size, place.base)
                template += _invalid_bytes(place, part.order)
    return places, np.frombuffer(bytes(template), np.uint8)


def _invalid_bytes(place: Place, order: str) -> bytes:
    base = BASE_TYPES[place.base]
    return np.array([base.invalid]).astype(order + base.code).tobytes() * (place.size // base.size)


def _copy_fields(
    part: Part,
    block: NDArray[np.void],
    places: Mapping[int | DeveloperKey, Place],
    template: NDArray[np.uint8],
    rows: NDArray[np.uint8],
) -> None:
    """Copy a layout's fields to where the common layout has them, neighbours in one go."""
    if len(part.places) < len(places):
        rows[:] = template
    source = block.view(np.uint8).reshape(len(block), -1)
    first, last, shift = 0, 0, 0
    for place in sorted(part.places.values(), key=lambda place: place.offset):
        target = places[place.key].offset
        if place.offset != last or target - place.offset != shift:
            rows[:, first + shift : last + shift] = source[:, first:last]
            first, shift = place.offset, target - place.offset
        last = place.offset + place.size
    rows[:, first + shift : last + shift] = source[:, first:last]
