"""Hands the pages that are made from the code and from notebooks to mkdocs, and refuses pages that would load anything from elsewhere."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import heuristic_pages
import history_pages
import notebook_pages
import pages
import writing

ELSEWHERE = re.compile(
    r"<(?:script|img|iframe)[^>]*\ssrc=\"(?:https?:)?//|<link[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*\"https?://"
)
"""What would make a browser ask another host for something."""

BOOKS: dict[str, Any] = {}
"""Path of the page of each notebook, and the notebook with its outputs, while the documentation is built."""


def on_config(config: Any) -> Any:
    """Put the generated pages into the navigation."""
    over_weeks = history_pages.history_heuristics()
    for section in config["nav"]:
        if isinstance(section, dict) and "Heuristics" in section:
            section["Heuristics"] = [
                "heuristics/index.md",
                *(f"heuristics/{kind.id}.md" for kind in heuristic_pages.heuristics()),
                {"Over weeks": ["heuristics/over-weeks.md", *(f"heuristics/{kind.id}.md" for kind in over_weeks)]},
            ]
        if isinstance(section, dict) and "Notebooks" in section:
            section["Notebooks"] = [f"notebooks/{path.stem}.md" for path in notebook_pages.paths()]
        if isinstance(section, dict) and "Reference" in section:
            names = ["reference/index.md", *(f"reference/{name}.md" for name in pages.public_names())]
            measured = ("evaluation.md", "evaluation_history.md")
            written = [name for name in measured if (pages.ROOT / "docs" / name).exists()]
            section["Reference"] = [*section["Reference"], *written, {"Public names": names}]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages."""
    from mkdocs.structure.files import File

    for path, markdown in pages.generated_pages().items():
        files.append(File.generated(config, path, content=markdown))
    BOOKS.clear()
    with ThreadPoolExecutor() as pool:
        run = dict(zip(notebook_pages.paths(), pool.map(notebook_pages.executed, notebook_pages.paths()), strict=True))
    for path, book in run.items():
        name = f"notebooks/{path.stem}.md"
        BOOKS[name] = book
        files.append(File.generated(config, name, content=notebook_pages.page(book, path.stem)))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Make links of the DOIs, and put the example of the README where it is asked for."""
    return writing.linked(markdown.replace("<!-- the example of the README -->", writing.readme_example()))


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Write the references in docstrings as plain names; put what notebooks gave where it belongs."""
    source = page.file.src_uri
    if source in BOOKS:
        return notebook_pages.with_outputs(html, BOOKS[source], page.file.name)
    return writing.plain(html)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Refuse a page that would ask another host for something."""
    from mkdocs.exceptions import PluginError

    found = ELSEWHERE.search(output)
    if found:
        raise PluginError(f"{page.file.src_path} would load something from another host: {found.group(0)}")
    return output
