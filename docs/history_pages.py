"""The pages about heuristics over weeks, made from their classes."""

from __future__ import annotations

from typing import Any

from class_text import how_often_right, not_claimed, section, why
from heuristic_pages import thresholds
from writing import first_line, linked, table

__all__ = ["history_heuristics", "history_index", "history_pages"]


def history_heuristics() -> list[Any]:
    """The classes of all heuristics over time, by id: those that judge a run by its past, then those that judge all runs."""
    from legcheck.history.heuristics import past_heuristics, pattern_heuristics

    return [*past_heuristics(), *pattern_heuristics()]


def history_pages() -> dict[str, str]:
    """A page for each, and their list."""
    pages = {f"heuristics/{kind.id}.md": _page(kind) for kind in history_heuristics()}
    return {"heuristics/over-weeks.md": history_index(), **pages}


def history_index() -> str:
    """The list of heuristics over weeks."""
    from legcheck.history.heuristics import past_heuristics, pattern_heuristics

    lists = [
        table(
            ("heuristic", "id", "what it looks for"),
            ([f"[{kind.title}]({kind.id}.md)", f"`{kind.id}`", first_line(kind)] for kind in kinds),
        )
        for kinds in (past_heuristics(), pattern_heuristics())
    ]
    return f"""# Heuristics over weeks

What is looked for when there is more than one run ([a folder](../guide/history.md)). Each is one file in
`src/legcheck/history/heuristics/` and answers **found**, **clear**, or **not assessed** with the reason, as those about one run do.
How often each is right on invented histories: [measured](../evaluation_history.md).

## A run in the light of what came before it

{lists[0]}

## All runs together

{lists[1]}
"""


def _page(kind: Any) -> str:
    from legcheck.history.heuristics import PastHeuristic

    what = "one run in the light of what came before it" if issubclass(kind, PastHeuristic) else "all runs together"
    sources = "\n".join(f"- {linked(source)}" for source in kind.sources)
    parts = [
        f"# {kind.title}",
        first_line(kind),
        f"**Id** `{kind.id}`. **Judges** {what}.",
        why(kind),
        section(kind, "Notes", "How it is measured"),
        thresholds(kind),
        how_often_right(kind.id),
        not_claimed(kind),
        f"## Sources\n\n{sources}" if sources else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
