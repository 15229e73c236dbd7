"""What a caller asks for, looked at before any file is: a setting that no file can be to blame for is refused at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from numbers import Real
from operator import index
from typing import Any, SupportsIndex

from legcheck.batch.work import ANALYSIS_SETTINGS, READ_SETTINGS
from legcheck.core import InputError, check_athlete
from legcheck.parsers import ENGINES, Limits
from legcheck.parsers.cadence_unit import FACTORS

__all__ = ["check_places", "check_switches", "check_workers", "checked"]

ON_DAMAGE = ("salvage", "raise")
"""What may be done with a damaged file."""


def check_workers(jobs: object, executor: object) -> None:
    """Refuse a number of processes, or an executor, that is none.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_workers("2", None)
    Traceback (most recent call last):
    legcheck.core.errors.InputError: jobs is a positive number, got '2'
    """
    if jobs is not None and not _is_count(jobs):
        raise InputError(f"jobs is a positive number, got {jobs!r}")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise InputError(f"executor is a concurrent.futures.Executor, got {executor!r}")


def _is_count(value: object) -> bool:
    return isinstance(value, SupportsIndex) and type(value) is not bool and index(value) >= 1


def check_places(*, diary: object, parts: object) -> None:
    """Refuse what is no place to read from or to write to.

    Raises
    ------
    InputError
    """
    if not (diary is None or isinstance(diary, str | os.PathLike) or hasattr(diary, "read")):
        raise InputError(f"diary is the path or URL of a table, got {type(diary).__name__}")
    if not (parts is None or isinstance(parts, str | os.PathLike)):
        raise InputError(f"parts is the path or URL of a folder, got {type(parts).__name__}")


def check_switches(*, progress: object = None, **switches: object) -> None:
    """Refuse what is neither True nor False: the name of a folder would pass for True, and so would the word "no".

    Parameters
    ----------
    progress : object, optional
        May be None as well.
    **switches
        All others.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_switches(cache="results/")
    Traceback (most recent call last):
    legcheck.core.errors.InputError: cache is True or False, got 'results/'; LEGCHECK_CACHE_DIR names another cache folder
    """
    asked = switches if progress is None else {**switches, "progress": progress}
    for name, value in asked.items():
        if type(value) is not bool:
            hint = "; LEGCHECK_CACHE_DIR names another cache folder" if name == "cache" else ""
            raise InputError(f"{name} is True or False, got {value!r}{hint}")


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of reading and judging that are set, the heuristics as instances.

    Parameters
    ----------
    settings : mapping
        What is None is left out.

    Raises
    ------
    InputError
        If one is unknown, or is not what it has to be.
    """
    from legcheck.pipeline import choose_heuristics

    given = {name: value for name, value in settings.items() if value is not None}
    unknown = sorted(set(given) - READ_SETTINGS - ANALYSIS_SETTINGS)
    if unknown:
        known = ", ".join(sorted(READ_SETTINGS | ANALYSIS_SETTINGS))
        raise InputError(f"unknown: {', '.join(unknown)}; known: {known}")
    check_athlete(given.get("athlete"))
    _check_reading(given)
    if "heuristics" not in given:
        return given
    return {**given, "heuristics": choose_heuristics(given["heuristics"])}


def _check_reading(given: Mapping[str, Any]) -> None:
    needed: dict[str, tuple[str, Callable[[Any], bool]]] = {
        "engine": (f"one of {', '.join(ENGINES)}", lambda value: value in ENGINES),
        "on_damage": ("'salvage' or 'raise'", lambda value: value in ON_DAMAGE),
        "sport": ("a text", lambda value: isinstance(value, str)),
        "cadence_factor": ("0.5, 1 or 2", lambda value: isinstance(value, Real) and value in FACTORS),
        "limits": ("a legcheck.Limits", lambda value: isinstance(value, Limits)),
    }
    for name, (words, fits) in needed.items():
        if name in given and not fits(given[name]):
            raise InputError(f"{name} is {words}; got {given[name]!r}")
