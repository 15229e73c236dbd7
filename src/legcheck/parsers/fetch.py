"""Bytes from wherever they are: a path, a URL, a file object, or bytes already."""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path
from typing import Any

from legcheck.core import InputError, LimitError, ReadError
from legcheck.parsers.containers import DEFAULT_LIMITS, Limits

__all__ = ["fetch", "is_url", "open_filesystem", "without_secrets"]

REMOTE = 'pip install "legcheck[remote]"'
"""What brings fsspec and aiohttp."""

NO_RANGES = "range requests"
"""Part of what fsspec says of a web server that hands out files only whole, which is too little to look into an archive."""

WHOLE = "this server hands out files only whole; write simplecache:: before its address: zip://::simplecache::https://..."
"""Said then."""

_CHUNK = 1 << 22
_USER = re.compile(r"(?<=//)[^/@\s:]+:[^/@\s]+@")
_QUERY = re.compile(r"(https?://[^\s?]+)\?[^\s'\"]+")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:://|::)")


def is_url(text: str) -> bool:
    """Whether this is a URL (two letters or more before ``://``, so that a Windows drive is not one)."""
    return _URL.match(text) is not None


def without_secrets(text: str) -> str:
    """``text`` without passwords and signatures in the URLs it holds.

    Examples
    --------
    >>> without_secrets("nothing at ftp://me:secret@host/runs or https://host/run.fit?signature=abc")
    'nothing at ftp://host/runs or https://host/run.fit'
    """
    return _QUERY.sub(r"\1", _USER.sub("", text))


def open_filesystem(url: str) -> tuple[Any, str]:
    """What fsspec offers behind a URL: the file system and the place in it.

    Raises
    ------
    InputError
        If fsspec, or what it needs for this kind of URL, is not installed, or no such kind of URL is known.
    """
    core = _fsspec(url).core
    try:
        filesystem, place = core.url_to_fs(_plain(url))
    except ImportError as error:
        raise InputError(_missing_package(url.lower(), error), path=without_secrets(url)) from error
    except Exception as error:
        told = WHOLE if NO_RANGES in str(error) else f"not an address that can be opened: {without_secrets(str(error))}"
        raise InputError(told, path=without_secrets(url)) from error
    return filesystem, str(place)


def fetch(source: Any, *, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, str]:
    """The bytes of ``source`` and a name for messages.

    Raises
    ------
    InputError
        If ``source`` is of a kind nothing can be read from, or ``limits`` is no Limits.
    ReadError
        If it cannot be opened, or fails while it is read (a damaged gzip stream, a connection that breaks off).
    LimitError
        If it is larger than ``limits.max_bytes``.
    """
    if not isinstance(limits, Limits):
        raise InputError(f"limits is a legcheck.parsers.Limits, got {type(limits).__name__}")
    if isinstance(source, bytes | bytearray | memoryview):
        return _checked(bytes(source), "<bytes>", limits)
    if isinstance(source, str) and is_url(source):
        return _from_url(source, limits)
    if isinstance(source, str | os.PathLike):
        return _from_path(source, limits)
    if hasattr(source, "read"):
        return _from_file_object(source, limits)
    raise InputError(f"give a path, a URL, bytes or a binary file object, not {type(source).__name__}")


def _from_path(source: str | os.PathLike[Any], limits: Limits) -> tuple[bytes, str]:
    name = os.fsdecode(source)
    if name.lstrip().startswith("<"):
        raise InputError("this is the content of a file, not its path; pass it as bytes: read(text.encode())")
    path = Path(name).expanduser()
    try:
        with path.open("rb") as stream:
            data = _read_up_to(stream, limits)
    except FileNotFoundError as error:
        raise ReadError(f"no such file (looked in {Path.cwd()})", path=name) from error
    except (IsADirectoryError, PermissionError) as error:
        if path.is_dir():
            raise InputError("this is a folder; use analyze_folder for it, or give one file", path=name) from error
        raise ReadError("no permission to read it", path=name) from error
    except OSError as error:
        raise ReadError(f"cannot be opened: {error.strerror or error}", path=name) from error
    except ValueError as error:
        raise InputError(f"this is no path: {error}") from error
    return _checked(data, name, limits)


def _from_url(url: str, limits: Limits) -> tuple[bytes, str]:
    fsspec = _fsspec(url)
    try:
        with fsspec.open(_plain(url), "rb") as stream:
            data = _read_up_to(stream, limits)
    except ImportError as error:
        raise InputError(_missing_package(url.lower(), error), path=without_secrets(url)) from error
    except FileNotFoundError as error:
        raise ReadError("nothing there", path=without_secrets(url)) from error
    except Exception as error:
        raise ReadError(
            f"cannot be fetched: {type(error).__name__}: {without_secrets(str(error))}", path=without_secrets(url)
        ) from error
    return _checked(data, without_secrets(url), limits)


def _fsspec(url: str) -> Any:
    """The package, loaded only when a URL is given."""
    try:
        import fsspec
    except ImportError as error:
        raise InputError(f"URLs need fsspec: {REMOTE}", path=without_secrets(url)) from error
    return fsspec


def _plain(url: str) -> str:
    """A URL with its scheme in lower case."""
    scheme, mark, rest = url.partition(":")
    return scheme.lower() + mark + rest


def _missing_package(url: str, error: ImportError) -> str:
    """What to install for a kind of URL, from what fsspec says about it."""
    if url.startswith(("http:", "https:")) or "aiohttp" in str(error):
        return f"web addresses need aiohttp: {REMOTE}"
    kind = url.partition("://")[0].partition("::")[0]
    return f"{kind}:// addresses need a package of their own beside fsspec, which says: {error}"


def _from_file_object(source: Any, limits: Limits) -> tuple[bytes, str]:
    name = getattr(source, "name", None)
    name = name if isinstance(name, str) else "<file object>"
    if inspect.iscoroutinefunction(source.read):
        raise InputError("the file object reads asynchronously; pass its bytes: analyze(await file.read())", path=name)
    try:
        data = _read_up_to(source, limits)
    except UnicodeError as error:
        raise InputError("the file object gives text; open it in binary mode, open(path, 'rb')", path=name) from error
    except TypeError as error:
        raise InputError(f"the file object's read(size) gives no bytes ({error}); pass its bytes instead", path=name) from error
    except Exception as error:
        raise ReadError(f"cannot be read: {type(error).__name__}: {without_secrets(str(error))}", path=name) from error
    return _checked(data, name, limits)


def _read_up_to(stream: Any, limits: Limits) -> bytes:
    """All of a stream, or a little more than the limit; never asks for a buffer larger than what is there."""
    first = stream.read(_CHUNK)
    if isinstance(first, str):
        raise UnicodeError("text where bytes belong")
    parts: list[bytes] = [first]
    size = len(parts[0])
    while parts[-1] and size <= limits.size_limit(bytes(parts[0][:4]))[1]:
        parts.append(stream.read(_CHUNK))
        size += len(parts[-1])
    return b"".join(parts)


def _checked(data: bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    limit, most = limits.size_limit(data[:4])
    if len(data) > most:
        raise LimitError(f"larger than {most:,} bytes; if it is meant, pass limits=Limits({limit}=...)", path=name)
    return data, name
