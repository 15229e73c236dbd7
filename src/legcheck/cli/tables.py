"""Tables on the terminal: aligned text for pipes, rich for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import typer

__all__ = ["columns_that_fit", "heuristics_table", "history_table", "is_terminal", "show_lines", "show_runs", "show_table"]

Rows = Sequence[Sequence[str]]

WIDEST_TEXT = 100
"""[characters] Lines longer than this are hard to read on a terminal."""

LATEST = 20
"""Runs shown on a terminal, so that what was said above them stays in sight."""

DISPENSABLE = (9, 5, 2, 4)
"""Columns of the table of runs that a narrow terminal does without, the first one first: file, steps/min, time, bpm."""

LAST_RESORT = (7, 8, 3, 1)
"""Columns that a terminal does without on which the rest would be cut off all the same: cause, found, min/km, km."""

LEAST_TEXT = 8
"""[characters] Narrower, a column of wrapped text cannot be read."""

TEXT_COLUMNS = frozenset({7, 8, 9})
"""Columns of that table set flush left and wrapped: cause, found, file."""

ROOM_FOR_FOUND = 30
"""[characters] Least room for what was found, before a column is left out."""


def is_terminal() -> bool:
    """Whether somebody is looking at standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


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


def show_lines(lines: Iterable[str], *, style: str = "") -> None:
    """Print lines of text; for people the first in bold (or in ``style``), and wrapped between words."""
    if not is_terminal():
        typer.echo("\n".join(lines))
        return
    from rich.console import Console
    from rich.constrain import Constrain
    from rich.text import Text

    console = Console(highlight=False)
    for place, line in enumerate(lines):
        console.print(Constrain(Text(line, style="" if place else style), width=WIDEST_TEXT))


def show_runs(header: Sequence[str], rows: Rows, heavy: Sequence[bool]) -> None:
    """Print the table of runs; for people the latest ones, in the columns that there is room for, heavy ones in colour."""
    if not is_terminal():
        show_table(header, rows)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, shown = Console(highlight=False), list(zip(rows, heavy, strict=True))[-LATEST:]
    kept = columns_that_fit(header, [row for row, _ in shown], console.width)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for place in kept:
        is_text = place in TEXT_COLUMNS
        table.add_column(
            header[place], justify="left" if is_text or place == 0 else "right", no_wrap=not is_text, overflow="fold"
        )
    for row, is_heavy in shown:
        table.add_row(*(Text(row[place]) for place in kept), style="yellow" if is_heavy else "")
    console.print(table)
    if len(shown) < len(rows):
        console.print(f"(the last {len(shown)} of {len(rows):,} runs; --html or --csv has all of them)", style="dim")


def columns_that_fit(header: Sequence[str], rows: Rows, width: int) -> tuple[int, ...]:
    """Places of the columns of the table of runs that fit beside each other, text wrapped if need be: what is shown is whole.

    Parameters
    ----------
    header, rows : sequence of str, sequence of sequence of str
    width : int
        Of the terminal. [characters]
    """
    wide = [2 + max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    wide[8] = min(wide[8], ROOM_FOR_FOUND)
    kept = set(range(len(header)))
    for place in (*DISPENSABLE, *LAST_RESORT):
        if place == LAST_RESORT[0]:
            wide = [min(size, LEAST_TEXT + 2) if column in TEXT_COLUMNS else size for column, size in enumerate(wide)]
        if sum(wide[column] for column in kept) <= width:
            break
        kept.discard(place)
    return tuple(sorted(kept))


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
