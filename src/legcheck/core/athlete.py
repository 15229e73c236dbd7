"""Facts about the runner. All optional: without them intervals are wider, nothing stops working."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations
from numbers import Real
from pathlib import Path
from typing import Any

from legcheck.core.errors import InputError

__all__ = ["Athlete", "check_athlete"]

_RISING = ("resting_hr_bpm", "first_threshold_hr_bpm", "second_threshold_hr_bpm", "max_hr_bpm")
"""Heart rates that rise in this order."""

_RANGES: dict[str, tuple[float, float]] = {
    "height_m": (1.0, 2.4),
    "weight_kg": (25.0, 250.0),
    "age_years": (5.0, 110.0),
    "resting_hr_bpm": (25.0, 120.0),
    "max_hr_bpm": (100.0, 240.0),
    "first_threshold_hr_bpm": (80.0, 230.0),
    "second_threshold_hr_bpm": (80.0, 230.0),
}
"""Accepted values [unit in the name]; wide enough for any runner, narrow enough to catch a wrong unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """What is known about the runner.

    Parameters
    ----------
    height_m : float, optional
        Body height. [m]
    weight_kg : float, optional
        Body mass. [kg]
    age_years : float, optional
        Age. [years]
    resting_hr_bpm, max_hr_bpm : float, optional
        Resting and maximum heart rate. [bpm]
    first_threshold_hr_bpm, second_threshold_hr_bpm : float, optional
        Heart rate at the first and the second ventilatory or lactate threshold, as measured. [bpm]

    Raises
    ------
    InputError
        If a value is outside any runner's range (usually a wrong unit).

    Examples
    --------
    >>> Athlete(height_m=1.78, max_hr_bpm=190).height_m
    1.78
    """

    height_m: float | None = None
    weight_kg: float | None = None
    age_years: float | None = None
    resting_hr_bpm: float | None = None
    max_hr_bpm: float | None = None
    first_threshold_hr_bpm: float | None = None
    second_threshold_hr_bpm: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not _is_number(value):
                raise InputError(f"{name} must be a number, got {value!r}")
            if value is not None and not low <= value <= high:
                raise InputError(f"{name} must lie between {low:g} and {high:g}, got {value!r}; check its unit")
            if value is not None:
                object.__setattr__(self, name, float(value))
        rates = {name: getattr(self, name) for name in _RISING}
        for lower, upper in _fallen(rates):
            raise InputError(f"{lower} ({rates[lower]:g}) must be below {upper} ({rates[upper]:g})")

    @classmethod
    def plausible(cls, **facts: float | None) -> Athlete:
        """Keep the facts that are plausible, drop the others (for facts found in files)."""
        kept = {name: value for name, value in facts.items() if value is not None and _is_plausible(name, value)}
        for lower, upper in _fallen(kept):
            kept.pop(lower if upper == "max_hr_bpm" else upper, None)
        return cls(**kept)

    @classmethod
    def from_toml(cls, path: str | Path) -> Athlete:
        """Read an athlete from a TOML file whose keys are the parameter names.

        Raises
        ------
        InputError
            If the file cannot be read, is not TOML, or holds an unknown key.
        """
        import tomllib

        try:
            facts: dict[str, Any] = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"cannot be read as an athlete file: {error}", path=str(path)) from error
        chosen = facts.get("athlete", facts)
        if not isinstance(chosen, dict):
            raise InputError(f"athlete must be a table of facts, got {chosen!r}", path=str(path))
        return cls.from_mapping(chosen, path=str(path))

    @classmethod
    def from_mapping(cls, facts: Mapping[str, Any], *, path: str | None = None) -> Athlete:
        """Build an athlete from a mapping, naming what does not belong there.

        Raises
        ------
        InputError
            If it is no mapping, holds an unknown key, or a value that is no plausible number.
        """
        if not isinstance(facts, Mapping):
            raise InputError(f"facts are a mapping of names to numbers, got {type(facts).__name__}", path=path)
        known = {field.name for field in fields(cls)}
        unknown = sorted(str(name) for name in facts if name not in known)
        if unknown:
            raise InputError(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}", path=path)
        wrong = sorted(name for name, value in facts.items() if not _is_number(value))
        if wrong:
            raise InputError(f"must be numbers: {', '.join(wrong)}", path=path)
        try:
            return cls(**facts)
        except InputError as error:
            raise InputError(error.message, path=path) from error

    def filled_from(self, other: Athlete) -> Athlete:
        """This athlete's facts, and ``other``'s where this one has none."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        rest = {name: getattr(other, name) for name, value in own.items() if value is None}
        if _fallen({**own, **rest}):
            rest = {name: value for name, value in rest.items() if name not in _RISING}
        return Athlete(**{**own, **rest})


def check_athlete(given: object) -> None:
    """Refuse what is given as an athlete and is none.

    Raises
    ------
    InputError
        If ``given`` is neither an :class:`Athlete` nor None.

    Examples
    --------
    >>> check_athlete({"height_m": 1.8})
    Traceback (most recent call last):
    legcheck.core.errors.InputError: athlete is a legcheck.Athlete, got dict; write legcheck.Athlete(height_m=1.78), say
    """
    if given is not None and not isinstance(given, Athlete):
        raise InputError(
            f"athlete is a legcheck.Athlete, got {type(given).__name__}; write legcheck.Athlete(height_m=1.78), say"
        )


def _fallen(facts: Mapping[str, float | None]) -> list[tuple[str, str]]:
    """Pairs of known heart rates that do not rise as they ought to."""
    known = [(name, value) for name in _RISING if (value := facts.get(name)) is not None]
    return [(lower, upper) for (lower, low), (upper, high) in combinations(known, 2) if low >= high]


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_plausible(name: str, value: float) -> bool:
    low, high = _RANGES[name]
    return _is_number(value) and low <= value <= high
