"""What a command reads and where it writes: targets as given, and results never over what is read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from legcheck.core import InputError, UnsupportedFileError

if TYPE_CHECKING:
    from legcheck.batch.targets import Target

__all__ = ["STDOUT", "check_outputs", "keep_recordings", "keep_what_is_read", "target_of"]

STDOUT = "-"
"""Stands for standard output where a file is asked for."""


def target_of(text: str) -> Target:
    """A path or URL from the command line.

    Raises
    ------
    InputError
        If it is empty, which a path would take for the working directory.
    """
    from legcheck.batch.targets import as_target

    if not text.strip():
        raise InputError("a file or folder has an empty name; for this folder write .")
    return as_target(text)


def keep_what_is_read(outputs: Iterable[str | Path | None], inputs: Iterable[Target | None]) -> None:
    """Refuse to write over a file that is read.

    Raises
    ------
    InputError
        If an output is the same file as an input, by whatever path or link.
    """
    read = [path for path in map(_local, inputs) if path is not None and path.exists()]
    for out in _files(outputs):
        if any(out.samefile(path) for path in read):
            raise InputError("this is what is read, and would be overwritten; give the result another name", path=str(out))


def check_outputs(outputs: Iterable[str | None]) -> None:
    """Refuse, before any work is done, results that could not be written or of which one would replace another.

    Raises
    ------
    InputError
    """
    files = [Path(out) for out in outputs if out is not None and out != STDOUT]
    for path in files:
        if reason := _why_not(path):
            raise InputError(f"cannot be written: {os.strerror(reason)}", path=str(path))
    seen = set()
    for path in files:
        if path.resolve() in seen:
            raise InputError("two results would go to the same file; give each a name of its own", path=str(path))
        if path.is_file() or not path.exists():
            seen.add(path.resolve())


def _why_not(path: Path) -> int | None:
    """The error of the system that writing there would end with, as far as it can be told before."""
    if path.is_dir():
        return errno.EISDIR
    if not path.resolve().parent.is_dir():
        return errno.ENOENT
    return None if os.access(path if path.exists() else path.resolve().parent, os.W_OK) else errno.EACCES


def keep_recordings(outputs: Iterable[str | Path | None]) -> None:
    """Refuse to write a result over a file that holds a recording, or over the list of a Strava export.

    Raises
    ------
    InputError
        If an output is such a file; a result written before may be written again.
    """
    for out in _files(outputs):
        if _is_a_recording(out):
            raise InputError("this is a recording, and would be overwritten; give the result another name", path=str(out))


def _files(outputs: Iterable[str | Path | None]) -> list[Path]:
    """Those that are files already."""
    return [path for out in outputs if out is not None and str(out) != STDOUT and (path := Path(out)).is_file()]


def _local(given: Target | None) -> Path | None:
    """Where it is on this machine; None for what is elsewhere."""
    if isinstance(given, str) and given.lower().startswith("file:"):
        return Path(url2pathname(urlsplit(given).path))
    return given if isinstance(given, Path) else None


def _is_a_recording(path: Path) -> bool:
    from legcheck.history.strava import is_strava
    from legcheck.parsers import sniff

    try:
        data = path.read_bytes()
    except OSError:
        return False
    try:
        sniff(data)
    except UnsupportedFileError:
        return is_strava(data)
    return True
