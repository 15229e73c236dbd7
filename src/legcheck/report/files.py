"""Writing what was made to a file, with one clear error when that does not work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from legcheck.core import InputError

__all__ = ["json_text", "write_bytes", "write_text"]


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write ``content``, replacing what was there.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path=str(path)) from error


def json_text(data: Any, path: str | Path | int | None, indent: int | None) -> str | None:
    """``data`` as strict JSON: written to ``path``, or returned where there is none; a number in its place is the indent.

    Raises
    ------
    InputError
        If ``path`` cannot be written.
    """
    import json

    spaces = path if isinstance(path, int) else indent
    text = json.dumps(data, indent=spaces, allow_nan=False, ensure_ascii=False)
    if path is None or isinstance(path, int):
        return text
    write_text(path, text)
    return None


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8 with the line ends it has.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_bytes(path, text.encode("utf-8", "replace"))
