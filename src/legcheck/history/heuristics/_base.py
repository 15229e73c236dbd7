"""What a heuristic over time is made of, and how those in this package are found.

One heuristic is one file. There are two kinds: :class:`PastHeuristic` judges one run in the light of what came before it,
:class:`PatternHeuristic` judges the whole history.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

import numpy as np

from legcheck.core import Finding, FloatArray, HeavyLegs
from legcheck.heuristics._base import Judge
from legcheck.history.baseline import Baseline
from legcheck.history.sensor import SensorCheck
from legcheck.history.timeline import Timeline

__all__ = ["Judged", "Past", "PastHeuristic", "PatternHeuristic", "past_heuristics", "pattern_heuristics"]

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Past:
    """Activities in order of time, and every run held against the runs before it.

    Attributes
    ----------
    timeline : Timeline
    baselines : tuple of Baseline
        As long as ``timeline.runs``.
    sensors : tuple of SensorCheck
        Whether the heart rate of each run is believed; as long as ``timeline.runs``, or empty where it was not looked at.
    """

    timeline: Timeline
    baselines: tuple[Baseline, ...]
    sensors: tuple[SensorCheck, ...] = ()

    def once(self, maker: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, made once for all runs and kept under ``maker``."""
        if maker not in self._made:
            self._made[maker] = make()
        made: Made = self._made[maker]
        return made

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        """What was made for all runs."""
        return {}

    @cached_property
    def heart_bpm(self) -> FloatArray:
        """Heart rate in minutes 3 to 12 and 10 to 40 less what heat adds; shape (runs, 2). [bpm]"""
        pairs = [(line.early_heart_rate.value, line.middle_heart_rate.value) for line in self.baselines]
        return np.array(pairs, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def log_speed(self) -> FloatArray:
        """Log grade-adjusted speed in the same stretches; shape (runs, 2). [log m/s]"""
        early = np.array([line.early_speed.value for line in self.baselines], dtype=np.float64)
        middle = self.timeline.column("middle_speed_mps")
        late = np.log(np.where(middle > 0.0, middle, np.nan))
        return np.column_stack([early, late])


@dataclass(frozen=True, kw_only=True)
class Judged(Past):
    """The same with every run's verdict.

    Attributes
    ----------
    headlines : tuple of HeavyLegs
        Of each run in the light of its past; as long as ``timeline.runs``.
    findings : tuple of mapping of str to Finding
        What the past heuristics say of each run, by id; as long as ``timeline.runs``.
    """

    headlines: tuple[HeavyLegs, ...]
    findings: tuple[Mapping[str, Finding], ...]


@dataclass(frozen=True, kw_only=True)
class PastHeuristic(Judge, ABC):
    """Judges one run in the light of what came before it; must not look at anything later."""

    @abstractmethod
    def judge(self, past: Past, place: int) -> Finding:
        """Judge run ``place`` of ``past.timeline.runs``."""


@dataclass(frozen=True, kw_only=True)
class PatternHeuristic(Judge, ABC):
    """Judges the whole history.

    ``is_aside`` marks what describes the runner or the recordings and is no sign of heavy legs: it is told after what is.
    """

    is_aside: ClassVar[bool] = False

    @abstractmethod
    def judge(self, judged: Judged) -> Finding:
        """Judge all of it."""


def past_heuristics() -> tuple[type[PastHeuristic], ...]:
    """Every heuristic that judges a run by its past, sorted by id."""
    return tuple(kind for kind in _all() if issubclass(kind, PastHeuristic))


def pattern_heuristics() -> tuple[type[PatternHeuristic], ...]:
    """Every heuristic that judges the whole history, sorted by id."""
    return tuple(kind for kind in _all() if issubclass(kind, PatternHeuristic))


def _all() -> tuple[type[Judge], ...]:
    package = importlib.import_module("legcheck.history.heuristics")
    kinds: dict[str, type[Judge]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("_"):
            continue
        for value in vars(importlib.import_module(f"{package.__name__}.{module.name}")).values():
            if inspect.isclass(value) and issubclass(value, Judge) and not inspect.isabstract(value) and "id" in vars(value):
                kinds[value.id] = value
    return tuple(kinds[name] for name in sorted(kinds))
