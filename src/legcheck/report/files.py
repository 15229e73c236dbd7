"""Writing what was made to a file, with one clear error when that does not work."""

from __future__ import annotations

from pathlib import Path

from legcheck.core import InputError

__all__ = ["write_bytes", "write_text"]


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


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8 with the line ends it has.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    write_bytes(path, text.encode("utf-8", "replace"))
