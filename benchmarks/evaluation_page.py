"""One page, several writers: every script replaces its own section of docs/evaluation.md and leaves the others as they are.

A section stands between ``<!-- begin: name -->`` and ``<!-- end: name -->``. What stands outside of any section is not kept.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["PAGE", "SECTIONS", "sections_of", "write_section"]

PAGE = Path(__file__).parent.parent / "docs" / "evaluation.md"
"""The page."""

SECTIONS = ("runs", "history")
"""Sections in the order of the page; names not listed follow in the order of the alphabet."""

_SECTION = re.compile(r"<!-- begin: (?P<name>[\w-]+) -->\n(?P<text>.*?)<!-- end: (?P=name) -->", re.DOTALL)


def sections_of(page: str) -> dict[str, str]:
    """The sections of a page by name.

    Examples
    --------
    >>> sections_of("<!-- begin: runs -->\\n# Evaluation\\n<!-- end: runs -->")
    {'runs': '# Evaluation\\n'}
    """
    return {match["name"]: match["text"] for match in _SECTION.finditer(page)}


def write_section(name: str, text: str, page: Path = PAGE) -> None:
    """Put a section on the page, in place of the one of that name or in its place in the order.

    Parameters
    ----------
    name : str
        Letters, digits and hyphens.
    text : str
        Markdown.
    page : Path
        Made when absent.
    """
    there = sections_of(page.read_text(encoding="utf-8")) if page.exists() else {}
    there[name] = text.strip("\n") + "\n"
    rank = {known: number for number, known in enumerate(SECTIONS)}
    ordered = sorted(there, key=lambda known: (rank.get(known, len(rank)), known))
    written = (f"<!-- begin: {known} -->\n{there[known]}<!-- end: {known} -->\n" for known in ordered)
    page.write_text("\n".join(written), encoding="utf-8")
