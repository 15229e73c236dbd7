"""Hands the pages that are made from the code to mkdocs, and refuses pages that would load anything from elsewhere."""

from __future__ import annotations

import re
from typing import Any

import heuristic_pages
import history_pages
import pages
import writing

ELSEWHERE = re.compile(
    r"<(?:script|img|iframe)[^>]*\ssrc=\"(?:https?:)?//|<link[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*\"https?://"
)
"""What would make a browser ask another host for something."""


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
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Make links of the DOIs."""
    return writing.linked(markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Write the references in docstrings as plain names."""
    return writing.plain(html)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Refuse a page that would ask another host for something."""
    from mkdocs.exceptions import PluginError

    found = ELSEWHERE.search(output)
    if found:
        raise PluginError(f"{page.file.src_path} would load something from another host: {found.group(0)}")
    return output
