"""The same sections for a terminal, through rich: colour, wrapping, tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from legcheck.report.text import Section, document

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["renderables"]

VERDICT_STYLE = {"found": "bold yellow", "clear": "bold green", "not_assessed": "bold"}
"""Style of the headline by its status; no red: nothing here is an alarm."""

WIDEST_TEXT = 100
"""[characters] Lines longer than this are hard to read."""


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
            parts.append(_table(section))
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


def _table(section: Section) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 1), header_style="dim")
    for title in section.header:
        table.add_column(title, justify="right", no_wrap=True)
    for row in section.rows:
        table.add_row(*row, style="yellow" if row[-1] == "*" else "")
    return table
