"""Where parts are laid down: a folder on this machine, or one behind a URL of fsspec."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from legcheck.core import InputError
from legcheck.parsers.fetch import is_url, open_filesystem, without_secrets

__all__ = ["Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of named contents.

    Attributes
    ----------
    base : str
        Its path or URL.
    """

    base: str

    def __str__(self) -> str:
        return without_secrets(self.base)

    def names(self, folder: str = "") -> tuple[str, ...]:
        """Names of what lies on it, or in a folder on it, sorted; none where there is no such folder.

        Raises
        ------
        InputError
            If it cannot be listed.
        """
        try:
            if is_url(self.base):
                filesystem, root = open_filesystem(self.base)
                place = f"{root.rstrip('/')}/{folder}".rstrip("/")
                found = filesystem.ls(place, detail=False) if filesystem.isdir(place) else []
                named = (str(path).rstrip("/") for path in found)
                return tuple(sorted(path.rpartition("/")[2] for path in named if path.strip("/") != place.strip("/")))
            here = Path(self.base, folder)
            return tuple(sorted(path.name for path in here.iterdir())) if here.exists() else ()
        except OSError as error:
            raise InputError(f"cannot be listed: {error.strerror or error}", path=str(self)) from error

    def read(self, name: str) -> bytes:
        """The content under a name.

        Raises
        ------
        InputError
            If it cannot be read.
        """
        try:
            if is_url(self.base):
                filesystem, root = open_filesystem(self.base)
                content: bytes = filesystem.cat_file(f"{root.rstrip('/')}/{name}")
                return content
            return Path(self.base, name).read_bytes()
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror or error}", path=str(self)) from error

    def write(self, name: str, content: bytes) -> None:
        """Lay down a content under a name, whole or not at all.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        try:
            if is_url(self.base):
                filesystem, root = open_filesystem(self.base)
                place = f"{root.rstrip('/')}/{name}"
                filesystem.makedirs(place.rpartition("/")[0], exist_ok=True)
                filesystem.pipe_file(place, content)
                return
            path = Path(self.base, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(f".{path.name}.unfinished")
            unfinished.write_bytes(content)
            unfinished.replace(path)
        except OSError as error:
            raise InputError(f"{name} cannot be written: {error.strerror or error}", path=str(self)) from error
