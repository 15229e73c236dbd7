"""What goes wrong, said once: what, where, and what to do about it.

Errors are for files and requests nothing can be got from. What is merely odd in a file becomes a
:class:`~legcheck.core.activity.Note`. Every error survives pickling, so it can cross a process boundary.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = [
    "InputError",
    "LegcheckError",
    "LimitError",
    "MissingChannelError",
    "NotARunError",
    "ReadError",
    "UnsupportedFileError",
]


class LegcheckError(Exception):
    """Base of every error legcheck raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong and what to do about it, one line.
    path : str, optional
        The file (or file inside an archive) it is about.
    offset : int, optional
        Byte offset in that file.

    Examples
    --------
    >>> str(LegcheckError("no records", path="run.fit", offset=14))
    'run.fit: no records (at byte 14)'
    """

    def __init__(self, message: str, *, path: str | None = None, offset: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.offset = offset

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        at = f" (at byte {self.offset:,})" if self.offset is not None else ""
        return f"{where}{self.message}{at}"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__.copy()))


class ReadError(LegcheckError, ValueError):
    """The file says it is an activity but nothing usable can be got from it."""


class UnsupportedFileError(ReadError):
    """The content is of no kind that legcheck reads."""


class LimitError(ReadError):
    """Reading on would cost more memory or time than the limits allow (a decompression bomb, say)."""


class NotARunError(LegcheckError, ValueError):
    """The activity was read but is not a run, so there is nothing to judge."""


class InputError(LegcheckError, ValueError):
    """An argument, a table or a settings file given by the caller does not fit."""


class MissingChannelError(LegcheckError, KeyError):
    """A channel that is needed was not recorded.

    Parameters
    ----------
    missing, available : iterable of str
        What was asked for and what there is.

    Examples
    --------
    >>> str(MissingChannelError(["power_w"], ["speed_mps"]))
    'no power_w here; there is: speed_mps'
    """

    def __init__(self, missing: Iterable[str], available: Iterable[str], *, path: str | None = None) -> None:
        self.missing = tuple(sorted(missing))
        self.available = tuple(sorted(available))
        there = ", ".join(self.available) or "nothing"
        super().__init__(f"no {', '.join(self.missing)} here; there is: {there}", path=path)


def _rebuild(kind: type[LegcheckError], args: tuple[Any, ...], state: dict[str, Any]) -> LegcheckError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
