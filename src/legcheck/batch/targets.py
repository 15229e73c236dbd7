"""What is to be looked at: files and folders on this machine, and those behind URLs."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from legcheck.batch.discover import find_files
from legcheck.batch.outcome import Outcome
from legcheck.batch.remote import beside, find_urls, is_folder_url
from legcheck.core import InputError, ReadError
from legcheck.history import DiaryEntry
from legcheck.history.strava import FILE_NAME, FOLDER_NAME, is_strava, read_strava
from legcheck.parsers.fetch import fetch, is_url, without_secrets

__all__ = ["Target", "as_target", "is_folder", "named_files", "read_strava_lists", "shown"]

Target = Path | str
"""A path, or a URL."""

MOST_LIST_BYTES = 1 << 26
"""[bytes] The list of a Strava export has about 500 for an activity; what calls itself so in an archive and is larger is none."""


def as_target(given: str | os.PathLike[str]) -> Target:
    """What the caller gave, as a path where it is none of a URL.

    Raises
    ------
    InputError
        If it is neither text nor a path.
    """
    if not isinstance(given, str | os.PathLike) or not isinstance(os.fspath(given), str):
        raise InputError(f"a file or folder is named by a path or a URL, got {type(given).__name__}")
    return given if isinstance(given, str) and is_url(given) else Path(given).expanduser()


def shown(target: Target) -> str:
    """A target as it is written in results."""
    return without_secrets(str(target))


def is_folder(target: Target) -> bool:
    """Whether it is a folder rather than a file."""
    return is_folder_url(target) if isinstance(target, str) else target.is_dir()


def named_files(targets: Sequence[Target], *, recursive: bool, are_folders: bool = False) -> list[tuple[str, str]]:
    """Every file once: where it is, and the name it has in the results.

    Parameters
    ----------
    targets : sequence of path or URL
    recursive : bool
        Look into folders inside folders.
    are_folders : bool, default False
        They are known to be; a web address need not end with a slash then.
    """
    named: dict[str, str] = {}
    searched = [target for target in targets if isinstance(target, Path) and target.is_dir()]
    for target in targets:
        for place, name in _found(target, searched, recursive=recursive, are_folders=are_folders):
            named.setdefault(place, name if len(targets) == 1 else shown(place))
    return list(named.items())


def _found(target: Target, searched: Sequence[Path], *, recursive: bool, are_folders: bool) -> Iterator[tuple[str, str]]:
    if not (are_folders or is_folder(target)):
        yield str(target), shown(target)
    elif isinstance(target, str):
        yield from find_urls(target, recursive=recursive)
    else:
        found = find_files(target, recursive=recursive, searched=searched)
        yield from ((str(path), path.relative_to(target).as_posix()) for path in found)


def read_strava_lists(
    folders: Iterable[str], archives: Iterable[str] = ()
) -> tuple[tuple[DiaryEntry, ...], tuple[Outcome, ...]]:
    """What the lists of a Strava export say that lie in folders behind URLs, or beside them, or in an export as downloaded.

    Parameters
    ----------
    folders : iterable of str
        URLs.
    archives : iterable of str
        Paths of zip files.

    Returns
    -------
    entries : tuple of DiaryEntry
    failed : tuple of Outcome
        One for each list that could not be read.
    """
    entries: list[DiaryEntry] = []
    failed = []
    found = chain(filter(None, map(_strava_list, folders)), chain.from_iterable(map(_packed_lists, archives)))
    for place, data in sorted(dict(found).items()):
        try:
            entries += read_strava(io.BytesIO(data))
        except InputError as error:
            failed.append(Outcome(path=shown(place), kind="error", reason=error.message))
    return tuple(entries), tuple(failed)


def _strava_list(folder: str) -> tuple[str, bytes] | None:
    for place in beside(folder, FILE_NAME):
        try:
            data, _ = fetch(place)
        except ReadError:
            continue
        if is_strava(data):
            return place, data
    return None


def _packed_lists(archive: str) -> Iterator[tuple[str, bytes]]:
    """Lists in a zip; of one that cannot be read its files say so when they are judged."""
    try:
        with zipfile.ZipFile(archive) as packed:
            names = packed.namelist()
            for member in packed.infolist():
                place, _, name = member.filename.rpartition("/")
                if name != FILE_NAME or member.file_size > MOST_LIST_BYTES:
                    continue
                data = packed.read(member)
                beside = f"{place}/{FOLDER_NAME}/".lstrip("/")
                if is_strava(data) or any(other.startswith(beside) for other in names):
                    yield f"{archive}/{member.filename}", data
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError):
        return
