"""What the docstring of a heuristic says, section by section, and what the evaluation measured of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from writing import ROOT, linked, plain

__all__ = ["how_often_right", "not_claimed", "section", "why"]

EVALUATIONS = ("evaluation.md", "evaluation_history.md")
"""Pages with measured tables."""


def why(kind: Any) -> str:
    """What it has to do with heavy legs: all that stands between the first sentence and the first section."""
    _, _, rest = _head(kind).partition("\n\n")
    return _markdown("Why", rest)


def section(kind: Any, name: str, title: str) -> str:
    """One section of a numpydoc docstring under a title of its own; empty when there is none."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}\n", inspect.getdoc(kind) or "", flags=re.MULTILINE)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    return _markdown(title, told.get(name, ""))


def not_claimed(kind: Any) -> str:
    """What the finding does not say."""
    return section(kind, "Warnings", "What it does not claim")


def how_often_right(heuristic_id: str) -> str:
    """The rows of the measured tables that are about one heuristic."""
    found = [part for page in EVALUATIONS for part in _measured(page, heuristic_id)]
    told = "\n\n".join(found) or "Not measured by itself: no run with a planted truth of this kind is made."
    return f"## How often it is right\n\n{told}"


def _head(kind: Any) -> str:
    return re.split(r"^\w[\w ]*\n-{3,}\n", inspect.getdoc(kind) or "", maxsplit=1, flags=re.MULTILINE)[0].strip()


def _markdown(title: str, text: str) -> str:
    """A titled piece of a docstring as Markdown; its ``code`` in one back-tick, its lists as they are."""
    body = plain(linked(text.strip("\n").rstrip())).replace("``", "`")
    return f"## {title}\n\n{body}" if body else ""


def _measured(page: str, heuristic_id: str) -> Iterator[str]:
    """For each table of the page with rows of this heuristic, or about nothing else: where it stands, its head and those rows."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title = part.partition("\n")[0]
        for lines in re.findall(r"(?:^\|.*\n)+", part, re.MULTILINE):
            head, rule, *rows = lines.splitlines()
            about = rows if f"`{heuristic_id}`" in head else [row for row in rows if row.startswith(f"| `{heuristic_id}` |")]
            if about:
                yield f"[{title}](../{page}#{_anchor(title)}):\n\n" + "\n".join([head, rule, *about])


def _anchor(title: str) -> str:
    """The name mkdocs gives to a heading."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())
