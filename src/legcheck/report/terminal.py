"""The same sections for a terminal, through rich: colour, wrapping, tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from legcheck.report.split_table import STRIDE
from legcheck.report.text import Section, document

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.table import Table

__all__ = ["renderables"]

VERDICT_STYLE = {"found": "bold yellow", "clear": "bold green", "not_assessed": "bold"}
"""Style of the headline by its status; no red: nothing here is an alarm."""

WIDEST_TEXT = 100
"""[characters] Lines longer than this are hard to read."""


DISPENSABLE = (STRIDE, "up m", "down m", "steps/min", "step m", "standing", "flat min/km", "bpm", "time")
"""Columns of the splits that a narrow terminal does without, the first one first."""

BESIDE = 2
"""[characters] Between two columns."""


def renderables(data: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What rich prints for a report.

    Parameters
    ----------
    data : mapping
        :meth:`legcheck.report.Report.to_dict`.
    """
    from rich.console import Group
    from rich.text import Text

    style = VERDICT_STYLE[data["heavy_legs"]["status"]]
    for count, section in enumerate(document(data)):
        parts: list[RenderableType] = [Text(section.title, style="bold cyan")] if section.title else []
        if section.rows:
            parts.append(_Rows(section))
        for row, line in enumerate(section.lines):
            parts.append(_line(line, style if (count, row) == (0, 0) else "", indent=2 if section.title else 0))
        yield Group(*parts, Text())


def _line(line: str, style: str, *, indent: int) -> RenderableType:
    from rich.constrain import Constrain
    from rich.padding import Padding
    from rich.text import Text

    inner = line.lstrip(" ")
    deeper = len(line) - len(inner)
    faint = "dim" if deeper and not style else style
    return Constrain(Padding(Text(inner, style=faint), (0, 0, 0, indent + deeper)), width=WIDEST_TEXT)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The table of a section, in the columns that there is room for: none of its cells is cut off."""

    section: Section

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _table(self.section, options.max_width)


def _table(section: Section, width: int) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, BESIDE // 2, 0, BESIDE // 2), header_style="dim")
    kept = _places_that_fit(section, width)
    for place in kept:
        table.add_column(section.header[place], justify="right", no_wrap=True)
    for row in section.rows:
        table.add_row(*(row[place] for place in kept), style="yellow" if row[-1] == "*" else "")
    return table


def _places_that_fit(section: Section, width: int) -> list[int]:
    wide = [BESIDE + max(map(len, column)) for column in zip(section.header, *section.rows, strict=True)]
    kept = list(range(len(wide)))
    for title in DISPENSABLE:
        if sum(wide[place] for place in kept) - BESIDE <= width:
            break
        kept = [place for place in kept if section.header[place] != title]
    return kept
