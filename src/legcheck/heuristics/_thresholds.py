"""Thresholds of one's own, from a TOML file: a table per heuristic, a line per field."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from legcheck.core import InputError
from legcheck.heuristics._base import Heuristic, all_heuristics

__all__ = ["heuristics_from_toml"]

_ERROR = re.compile(r"error|spread|_sd_|_se$")
"""How fields are named that say how well something is known, in whose units an effect is scored."""


def heuristics_from_toml(path: str | Path) -> tuple[Heuristic, ...]:
    r"""Every heuristic, with the thresholds that a file sets and the defaults of all others.

    Parameters
    ----------
    path : str or Path
        TOML with a table per heuristic id, for instance ``[late_fade]`` and under it ``found_from_pct = 6``.

    Returns
    -------
    tuple of Heuristic
        To be given to :func:`legcheck.analyze` as ``heuristics=``.

    Raises
    ------
    InputError
        If the file cannot be read, or names a heuristic or a field that does not exist, or a value is no finite number or,
        except for a temperature, negative, or an error or a spread is 0. What is looked for over weeks has no thresholds to set.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "thresholds.toml"
    ...     _ = file.write_text("[late_fade]\nfound_from_pct = 6")
    ...     {heuristic.id: heuristic for heuristic in heuristics_from_toml(file)}["late_fade"].found_from_pct
    6.0
    """
    try:
        tables: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot be read as thresholds: {error}", path=str(path)) from error
    kinds = {kind.id: kind for kind in all_heuristics()}
    unknown = sorted(set(tables) - set(kinds))
    if unknown:
        there = f"there are: {', '.join(kinds)}; those over weeks have no thresholds to set"
        raise InputError(f"no heuristic {', '.join(unknown)}; {there}", path=str(path))
    return tuple(_with(kind, tables.get(name, {}), str(path)) for name, kind in kinds.items())


def _with(kind: type[Heuristic], given: Any, path: str) -> Heuristic:
    if not isinstance(given, dict):
        raise InputError(f"[{kind.id}] is a table of thresholds, got {given!r}", path=path)
    known = {field.name: field.type for field in fields(kind)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InputError(f"[{kind.id}] has no {', '.join(unknown)}; it has: {', '.join(known) or 'none'}", path=path)
    wrong = sorted(name for name, value in given.items() if not _is_threshold(name, value))
    if wrong:
        raise InputError(f"[{kind.id}] must be finite numbers, none below 0: {', '.join(wrong)}", path=path)
    sharp = sorted(name for name, value in given.items() if value == 0 and _ERROR.search(name))
    if sharp:
        raise InputError(f"[{kind.id}] must be above 0, as nothing is measured without error: {', '.join(sharp)}", path=path)
    return kind(**{name: int(value) if "int" in str(known[name]) else float(value) for name, value in given.items()})


def _is_threshold(name: str, value: object) -> bool:
    """Whether a value can be a threshold: a finite number, and a size unless it is a temperature."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max and (value >= 0 or name.endswith("_c"))
