"""A progress bar on stderr, when somebody is looking and rich is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TextIO

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(total: int, *, wanted: bool | None) -> Iterator[Callable[[], None]]:
    """Give a function to be called once for each file done.

    Parameters
    ----------
    total : int
        Files in all.
    wanted : bool or None
        None shows the bar when stderr is a terminal, True shows it anywhere. Without rich, or without a stderr (programs
        with a window and no console have none), there is none.
    """
    shown = _is_terminal(sys.stderr) if wanted is None else wanted
    if not shown or total == 0 or sys.stderr is None or find_spec("rich") is None:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, force_terminal=wanted), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("files", total=total)

        def advance() -> None:
            bar.advance(task)
            bar.refresh()

        yield advance


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody may be looking; what programs put in the place of stderr need not be able to tell."""
    isatty = getattr(stream, "isatty", None)
    return isatty is not None and bool(isatty())
