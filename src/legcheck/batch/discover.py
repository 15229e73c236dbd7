"""Which files a folder holds. Names and suffixes decide nothing: what a file is, its bytes tell."""

from __future__ import annotations

import os
from pathlib import Path

from legcheck.core import InputError

__all__ = ["find_files"]


def find_files(folder: str | Path, *, recursive: bool = True) -> tuple[Path, ...]:
    """Files in ``folder``, sorted by their path below it; hidden files and folders are passed over.

    Links to folders are not followed, so a loop of links does no harm. A folder inside that cannot be listed is among the
    results itself, so that it is not lost without a word.

    Raises
    ------
    InputError
        If it is no folder, or cannot be listed.
    """
    root = Path(folder).expanduser()
    if not root.is_dir():
        raise InputError("no such folder" if not root.exists() else "this is a file, not a folder", path=str(folder))
    found: list[Path] = []
    closed: list[OSError] = []
    for place, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")] if recursive else []
        found += [path for name in names if not name.startswith(".") and (path := Path(place, name)).is_file()]
    for error in closed:
        path = Path(os.fsdecode(error.filename or root))
        if path == root:
            raise InputError(f"cannot be listed: {error.strerror or error}", path=str(folder)) from error
        found.append(path)
    return tuple(sorted(found, key=lambda path: path.relative_to(root).parts))
