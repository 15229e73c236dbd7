"""Small pieces of Markdown that the generated pages share."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    cells = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, on one line."""
    return plain(" ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()))


def linked(text: str) -> str:
    """The text with its DOI as a link."""
    return re.sub(r"(?<!\[)doi:(10\.\S+[^\s.,;)])", r"[doi:\1](https://doi.org/\1)", text)


def readme_example() -> str:
    """The block between the marks in the README, which a test holds against what the program says."""
    _, _, rest = (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- example: begin -->\n")
    return rest.partition("<!-- example: end -->")[0].strip()


def plain(text: str) -> str:
    """Text with ``:class:`~package.Name``` written as the bare name in code font; also in HTML."""
    return re.sub(r":\w+:(`|<code>)~?(?:[\w.]+\.)?(\w+)(`|</code>)", r"\1\2\3", text)
