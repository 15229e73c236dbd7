"""Notebooks as pages: each is run from its first cell to its last when the documentation is built, and shown with what came out.

Notebooks are kept without outputs, so what a page shows is always what the code of that day says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from writing import ROOT

NOTEBOOKS = ROOT / "docs" / "notebooks"

ORDER = ("one_run", "over_weeks", "toolbox")
"""In which order they are to be read."""

LONGEST_RUN_S = 120
"""[s] A cell that takes longer has gone wrong."""

PLACES = re.compile(r"(?<![\w.:/<])/(?:tmp|home|root|var|private|Users|work|opt)\b[\w./-]*|[A-Z]:\\\\?(?:Users|Temp)\b")
"""Paths that mean something on one machine only."""

STYLE = """<style>
.notebook-output { border-left: .15rem solid var(--md-default-fg-color--lightest); margin: -.4em 0 1.2em; padding-left: .6rem; }
.notebook-output > pre > code { background: none; padding: .2em 0; white-space: pre-wrap; }
.md-typeset .notebook-output table:not([class]) :is(th, td) { min-width: 0; padding: .25em 1em; }
</style>
"""
"""How outputs look."""

_PANDAS = re.compile(
    r'<style scoped>.*?</style>|(?<=<table) border="1" class="dataframe"| style="text-align: right;"', re.DOTALL
)
_TWO_HEADS = re.compile(
    r"<thead>\s*<tr>(?:(?!</tr>).)*</tr>(\s*<tr>\s*<th>((?:(?!</th>).)*)</th>\s*(?:<th></th>\s*)*</tr>)\s*</thead>", re.DOTALL
)

_MARK = "output-of-cell-{name}-{number}"


def paths() -> list[Path]:
    """The notebooks, in reading order."""
    return sorted(NOTEBOOKS.glob("*.ipynb"), key=lambda path: (*(name != path.stem for name in ORDER), path.stem))


def executed(path: Path) -> dict[str, Any]:
    """A notebook with the outputs of its cells.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    ValueError
        If an output holds a path of this machine, or something was written to stderr.
    """
    import nbclient
    import nbformat

    book = nbformat.read(path, as_version=4)
    settings: dict[str, Any] = {"timeout": LONGEST_RUN_S, "resources": {"metadata": {"path": str(ROOT)}}}
    nbclient.NotebookClient(book, extra_arguments=["--log-level=ERROR"], **settings).execute()
    data: dict[str, Any] = json.loads(nbformat.writes(book))
    check(data, path.name)
    return data


def check(book: dict[str, Any], name: str) -> None:
    """Refuse outputs that nobody elsewhere should see."""
    for number, output in outputs(book):
        shown = json.dumps(output, ensure_ascii=False)
        place = next((found for found in (str(ROOT), str(Path.home())) if len(found) > 1 and found in shown), None)
        found = PLACES.search(shown)
        if place or found:
            raise ValueError(f"{name}, cell {number} shows a path of this machine: {place or (found and found[0])}")
        if output.get("name") == "stderr":
            raise ValueError(f"{name}, cell {number} warns: {text_of(output['text'])}")


def outputs(book: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every output and the number of its cell."""
    for number, cell in enumerate(book["cells"]):
        for output in cell.get("outputs", ()):
            yield number, output


def page(book: dict[str, Any], name: str) -> str:
    """A notebook as Markdown; a mark stands where the outputs of a cell belong."""
    parts = []
    for number, cell in enumerate(book["cells"]):
        source = text_of(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        if cell["outputs"]:
            parts.append(f"<p>{_MARK.format(name=name, number=number)}</p>")
    parts.append(f"[This notebook]({name}.ipynb), to run it yourself in a copy of the repository.")
    return "\n\n".join(parts) + "\n"


def with_outputs(html: str, book: dict[str, Any], name: str) -> str:
    """The HTML of a page with the outputs in place of their marks."""
    for number, cell in enumerate(book["cells"]):
        if cell.get("outputs"):
            mark = f"<p>{_MARK.format(name=name, number=number)}</p>"
            if mark not in html:
                raise ValueError(f"{name}: the outputs of cell {number} have no place on the page")
            html = html.replace(mark, "".join(map(as_html, cell["outputs"])))
    return STYLE + html


def as_html(output: dict[str, Any]) -> str:
    """One output: what it says of itself as HTML, else its text."""
    data = output.get("data", {})
    if "text/html" in data:
        shown = _PANDAS.sub("", text_of(data["text/html"]))
        return f'<div class="notebook-output">{_TWO_HEADS.sub(_one_head, shown)}</div>'
    text = text_of(output["text"] if output["output_type"] == "stream" else data["text/plain"])
    return f'<div class="notebook-output"><pre><code>{escape(text, quote=False)}</code></pre></div>'


def _one_head(found: re.Match[str]) -> str:
    """The head of a table with the name of its rows in the same line as those of its columns."""
    first, rest = found[0].replace(found[1], ""), f"<th>{found[2]}</th>"
    return first.replace("<th></th>", rest, 1) if "<th></th>" in first else found[0]


def text_of(lines: str | list[str]) -> str:
    """Text that notebooks keep whole or line by line."""
    return lines if isinstance(lines, str) else "".join(lines)
