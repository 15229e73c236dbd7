"""Writing what was made to a file, with one clear error when that does not work."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path
from typing import Any

from legcheck.core import InputError

__all__ = ["json_text", "write_bytes", "write_text"]

SPECIAL = (("dev",), ("proc",))
"""Where names stand for something else than a file, also where they lead to one: ``/dev/stdout``."""


def write_bytes(path: str | Path, content: bytes) -> None:
    """Write ``content``, replacing what was there: whole, or not at all.

    A pipe or a device, and whatever goes by a name below ``/dev`` or ``/proc``, is written as it is.

    Raises
    ------
    InputError
        If it cannot be written; a file that was there is then as it was.
    """
    try:
        if _is_written_in_place(Path(path)):
            Path(path).write_bytes(content)
        else:
            _replace(Path(path).resolve(), content)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path=str(path)) from error


def _is_written_in_place(path: Path) -> bool:
    return path.absolute().parts[1:2] in SPECIAL or (path.exists() and not path.is_file())


def _replace(path: Path, content: bytes) -> None:
    """Write to a file beside it first; permissions of a file that was there are kept, and one that may not be written is not."""
    is_there = path.exists()
    if is_there and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    unfinished = path.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        unfinished.write_bytes(content)
        if is_there:
            shutil.copymode(path, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


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
