"""Which files a folder holds. Names and suffixes decide nothing: what a file is, its bytes tell."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from legcheck.core import InputError

__all__ = ["find_files", "is_linked_folder"]


def find_files(folder: str | Path, *, recursive: bool = True, searched: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Files in ``folder``, sorted by their path below it; hidden files and folders are passed over.

    Links to folders are not followed, so a loop of links does no harm. A folder inside that cannot be listed is among the
    results itself, so that it is not lost without a word, and so is a link to a folder that is searched nowhere.

    Parameters
    ----------
    folder : str or path
    recursive : bool, default True
        Look into folders inside it.
    searched : iterable of path
        Other folders that are searched.

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
    known = [path.resolve() for path in (root, *searched)]
    for place, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")] if recursive else []
        found += [path for name in folders if (path := Path(place, name)).is_symlink() and _leads_away(path.resolve(), known)]
        found += [path for name in names if not name.startswith(".") and (path := Path(place, name)).is_file()]
    for error in closed:
        path = Path(os.fsdecode(error.filename or root))
        if path == root:
            raise InputError(f"cannot be listed: {error.strerror or error}", path=str(folder)) from error
        found.append(path)
    return tuple(sorted(found, key=lambda path: path.relative_to(root).parts))


def is_linked_folder(path: str | Path) -> bool:
    """Whether it is a link to a folder.

    Examples
    --------
    >>> is_linked_folder(Path.cwd())
    False
    """
    return Path(path).is_symlink() and Path(path).is_dir()


def _leads_away(folder: Path, known: list[Path]) -> bool:
    """Whether a folder is neither in those that are searched nor above the first of them."""
    return not (any(folder.is_relative_to(root) for root in known) or known[0].is_relative_to(folder))
