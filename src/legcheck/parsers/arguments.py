"""What can be read and how, named for type checkers; what is wrong all the same is refused when it is used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypedDict

if TYPE_CHECKING:
    from legcheck.parsers.containers import Limits

__all__ = ["BinaryFile", "Engine", "OnDamage", "Readable", "ReadingSettings"]

Engine: TypeAlias = Literal["legcheck", "fitparse", "gpxpy"]
"""Who decodes."""

OnDamage: TypeAlias = Literal["salvage", "raise"]
"""What a damaged file gives."""


class BinaryFile(Protocol):
    """Anything that gives bytes when it is read: an open file, ``io.BytesIO``, a response."""

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes or fewer, none at the end."""


Readable: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryFile
"""A path or URL, bytes, or a binary file object."""


class ReadingSettings(TypedDict, total=False):
    """Settings of :func:`legcheck.read`, as :func:`legcheck.analyze` passes them on; a table has a ``name`` too."""

    engine: Engine
    on_damage: OnDamage
    sport: str | None
    cadence_factor: float | None
    limits: Limits
    name: str | None
