"""Outcomes that lie in parts instead of in memory: read back part by part whenever they are asked for."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from legcheck.batch.outcome import Outcome
from legcheck.batch.shelf import Shelf
from legcheck.core import InputError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["OUTCOMES", "StoredOutcomes", "parquet", "part_name"]

OUTCOMES = "outcomes"
"""Folder of the parts that hold what became of every file."""

LIGHT = ("path", "kind", "reason", "sha256", "part", "summary")
"""Columns of an outcome without its report."""


def part_name(table: str, number: int) -> str:
    """Where a part of a table lies.

    Examples
    --------
    >>> part_name("runs", 12)
    'runs/part-00012.parquet'
    """
    return f"{table}/part-{number:05d}.parquet"


def parquet() -> ModuleType:
    """What reads and writes Parquet.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError('parts need pyarrow: pip install "legcheck[scale]"') from error
    module: ModuleType = pyarrow.parquet
    return module


@dataclass(frozen=True, slots=True)
class StoredOutcomes(Sequence[Outcome]):
    """What became of every file, in the order of their names; one part is held at a time.

    Attributes
    ----------
    shelf : Shelf
        Where the parts lie.
    kinds : tuple of Counter
        How many outcomes of each kind every part holds.
    """

    shelf: Shelf
    kinds: tuple[Counter[str], ...]

    def __len__(self) -> int:
        return sum(kinds.total() for kinds in self.kinds)

    def __iter__(self) -> Iterator[Outcome]:
        for number in range(len(self.kinds)):
            yield from self.of_part(number)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = range(len(self))[index]
        for number, kinds in enumerate(self.kinds):
            if place < kinds.total():
                return next(islice(self.of_part(number), place, None))
            place -= kinds.total()
        raise IndexError(index)

    def counts(self) -> Counter[str]:
        """How many outcomes there are of each kind."""
        return sum(self.kinds, Counter())

    def light(self) -> Iterator[Outcome]:
        """The same without reports, which are most of what there is to read."""
        for number in range(len(self.kinds)):
            yield from self.of_part(number, columns=LIGHT)

    def of_part(self, number: int, columns: tuple[str, ...] | None = None) -> Iterator[Outcome]:
        """The outcomes of one part."""
        content = self.shelf.read(part_name(OUTCOMES, number))
        table = parquet().read_table(io.BytesIO(content), columns=None if columns is None else list(columns))
        for batch in table.to_batches(max_chunksize=1):
            yield _outcome(batch.to_pylist()[0])


def _outcome(row: dict[str, Any]) -> Outcome:
    data = {name: json.loads(row[name]) if row.get(name) else {} for name in ("summary", "report")}
    return Outcome(**{**row, **data})
