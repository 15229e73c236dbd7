"""The bytes of many messages as one block: layouts that agree in their fields are brought into a common one first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legcheck.core import IntArray
from legcheck.parsers.fit.layout import BASE_TYPES, DeveloperKey, Field
from legcheck.parsers.fit.scan import Group

__all__ = ["Part", "families", "gather", "united_block"]


_INVALID = {
    (number, order): np.array([base.invalid]).astype(order + base.code).tobytes()
    for number, base in BASE_TYPES.items()
    for order in "<>"
}
"""Bytes of the invalid value by base type and byte order."""


@dataclass(frozen=True, slots=True)
class Part:
    """The messages of one layout and the places of the wanted fields in it."""

    group: Group
    places: dict[int | DeveloperKey, Field]

    @classmethod
    def of(cls, group: Group, wanted: Collection[int], developer: Mapping[DeveloperKey, int]) -> Part:
        """Find the wanted fields of a layout."""
        found = {place.key: place for place in group.definition.fields(wanted) if place.size}
        for item in group.definition.developer_fields() if developer else ():
            base = developer.get(item.key)
            if base is not None and item.size and item.size % BASE_TYPES[base].size == 0:
                found[item.key] = Field(*item, base)
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
        reading = {key: place[2:] for key, place in part.places.items()}
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


def united_block(buffer: bytes, parts: list[Part]) -> tuple[IntArray, NDArray[np.void], list[Field]]:
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
    places : list of Field
        The fields in the common layout.
    """
    offsets = [np.fromiter(part.group.offsets, np.int64, len(part.group.offsets)) for part in parts]
    largest = parts[0].group.definition.size
    if len(parts) == 1:
        return offsets[0], gather(buffer, offsets[0], largest), list(parts[0].places.values())
    places, template = _common_layout(parts)
    everything = np.concatenate(offsets)
    order = np.argsort(everything, kind="stable")
    in_order, rank = everything[order], np.empty_like(order)
    rank[order] = np.arange(len(order))
    is_common = template.itemsize == largest
    united = (
        gather(buffer, np.minimum(in_order, len(buffer) - largest), largest) if is_common else np.repeat(template, len(order))
    )
    start = 0
    for part, at in zip(parts, offsets, strict=True):
        if part is not parts[0] or not is_common:
            block = gather(buffer, at, part.group.definition.size)
            united[rank[start : start + len(at)]] = _in_layout(part, block, places, template)
        start += len(at)
    return in_order, united, list(places.values())


def _common_layout(parts: list[Part]) -> tuple[dict[int | DeveloperKey, Field], NDArray[np.void]]:
    """The largest part's layout with the fields it lacks put behind it, and a message in which all are invalid."""
    places = dict(parts[0].places)
    template = bytearray(parts[0].group.definition.size)
    for part in parts:
        for place in part.places.values():
            if place.key not in places:
                places[place.key] = Field(place.key, len(template), place.size, place.base)
                template += bytes(place.size)
    for place in places.values():
        template[place.offset : place.offset + place.size] = _INVALID[place.base, parts[0].order] * place.elements
    return places, np.frombuffer(bytes(template), f"V{len(template)}")


def _in_layout(
    part: Part, block: NDArray[np.void], places: Mapping[int | DeveloperKey, Field], template: NDArray[np.void]
) -> NDArray[np.void]:
    """A layout's messages with their fields where the common layout has them; neighbours are copied in one go."""
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
