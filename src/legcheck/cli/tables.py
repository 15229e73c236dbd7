"""Tables on the terminal: aligned text for pipes, rich for people."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

__all__ = ["heuristics_table", "history_table", "is_terminal", "show_table"]

Rows = Sequence[Sequence[str]]


def is_terminal() -> bool:
    """Whether somebody is looking at standard output."""
    return sys.stdout.isatty()


def heuristics_table() -> tuple[tuple[str, ...], Rows]:
    """Id, title, channels needed and first line of the description of every heuristic."""
    from legcheck.heuristics import all_heuristics

    rows = [
        (kind.id, kind.title, ", ".join(sorted(kind.needs)) or "—", (kind.__doc__ or "").strip().split("\n")[0])
        for kind in all_heuristics()
    ]
    return ("id", "title", "needs", "what it looks for"), rows


def history_table() -> tuple[tuple[str, ...], Rows]:
    """Id, title, what it judges and first line of the description of every heuristic over time."""
    from legcheck.heuristics._base import Judge
    from legcheck.history.heuristics import past_heuristics, pattern_heuristics

    kinds: list[tuple[type[Judge], str]] = [(kind, "a run by its past") for kind in past_heuristics()]
    kinds += [(kind, "all runs") for kind in pattern_heuristics()]
    rows = [(kind.id, kind.title, judges, (kind.__doc__ or "").strip().split("\n")[0]) for kind, judges in kinds]
    return ("id", "title", "judges", "what it looks for"), rows


def show_table(header: Sequence[str], rows: Rows) -> None:
    """Print a table."""
    if is_terminal():
        _show_with_rich(header, rows)
        return
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _show_with_rich(header: Sequence[str], rows: Rows) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in header:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
