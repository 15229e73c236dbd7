"""Folders that are not on this machine: whatever fsspec knows by a URL, listed here and read by the workers."""

from __future__ import annotations

from typing import Any

from legcheck.core import InputError
from legcheck.parsers.fetch import open_filesystem, without_secrets

__all__ = ["beside", "find_urls", "is_folder_url", "lives_in_this_process"]


def find_urls(folder: str, *, recursive: bool = True) -> tuple[tuple[str, str], ...]:
    """Files below a URL: the URL of each and its path below the folder, sorted by that path; hidden ones are passed over.

    Parameters
    ----------
    folder : str
        Any URL of fsspec: ``s3://bucket/runs/``, ``memory://runs``, ``zip://::https://host/export.zip``, ...
    recursive : bool, default True
        Look into folders inside it.

    Raises
    ------
    InputError
        If it is no folder, cannot be listed, or a package that is needed is not installed.

    Examples
    --------
    >>> import fsspec
    >>> fsspec.filesystem("memory").pipe_file("/example/2024/run.fit", b"...")
    >>> find_urls("memory://example")
    (('memory://example/2024/run.fit', '2024/run.fit'),)
    """
    filesystem, root = open_filesystem(folder)
    try:
        filesystem.invalidate_cache()
        listed = list(filesystem.find(root, maxdepth=None if recursive else 1))
        is_missing = not listed and not filesystem.isdir(root)
        is_file = listed == [root] and filesystem.isfile(root)
    except Exception as error:
        raise InputError(
            f"cannot be listed: {type(error).__name__}: {without_secrets(str(error))}", path=without_secrets(folder)
        ) from error
    if is_missing:
        raise InputError("no such folder", path=without_secrets(folder))
    if is_file:
        told = "this is a file, not a folder; for a file there is legcheck.analyze, for what is in a zip zip://::URL"
        raise InputError(told, path=without_secrets(folder))
    named = ((path, _below(root, path)) for path in map(str, listed))
    shown = [(_url_of(folder, root, path), name) for path, name in named if _is_shown(name)]
    return tuple(sorted(shown, key=lambda pair: pair[1].split("/")))


def is_folder_url(url: str) -> bool:
    """Whether a URL is that of a folder. Of the web, where that cannot be told, those are that end with a slash.

    Raises
    ------
    InputError
        If a package that is needed is not installed.
    """
    filesystem, root = open_filesystem(url)
    if _link(url).lower().startswith(("http://", "https://")):
        return url.endswith("/")
    try:
        found: Any = filesystem.isdir(root)
    except Exception as error:
        raise InputError(
            f"cannot be reached: {type(error).__name__}: {without_secrets(str(error))}", path=without_secrets(url)
        ) from error
    return bool(found)


def beside(folder: str, name: str) -> tuple[str, ...]:
    """URLs of a file of that name in a folder and in the one above it.

    Examples
    --------
    >>> beside("s3://bucket/export/activities/", "activities.csv")
    ('s3://bucket/export/activities/activities.csv', 's3://bucket/export/activities.csv')
    """
    link = _link(folder)
    here = link if link.endswith("/") else f"{link}/"
    above = here[:-1].rpartition("/")[0] + "/"
    is_archive = folder.partition(link)[2].startswith("::") or link.startswith("memory:")
    has_above = is_archive if above.endswith("://") else not above.endswith(":/")
    places = [here, above] if has_above else [here]
    return tuple(folder.replace(link, place + name, 1) for place in places)


def lives_in_this_process(url: str) -> bool:
    """Whether what a URL names is held in the memory of this process, where no other worker can see it."""
    return any(link.lower().startswith("memory:") for link in url.split("::"))


def _link(url: str) -> str:
    """The part of a chained URL (``zip://runs::https://host/export.zip``) that says where in it to look."""
    return next((link for link in url.split("::") if "://" in link), url)


def _url_of(folder: str, root: str, path: str) -> str:
    """The URL of a file found below a folder: the folder's, with the path to the file in place of the path to the folder."""
    link = _link(folder)
    bare, end = link.rstrip("/"), root.rstrip("/")
    if not end:
        start = link
    elif bare.endswith(end):
        start = bare.removesuffix(end)
    else:
        start = f"{link.partition('://')[0]}://"
    return folder.replace(link, start + path, 1)


def _below(root: str, path: str) -> str:
    """Path below the folder; its last part only where it lies elsewhere."""
    base = root.rstrip("/")
    inside = path.startswith(f"{base}/") if base else True
    return (path[len(base) :] if inside else path.rpartition("/")[2]).lstrip("/")


def _is_shown(name: str) -> bool:
    """Not a hidden file, nor the mark of a folder itself."""
    return bool(name) and not name.endswith("/") and not any(part.startswith(".") for part in name.split("/"))
