"""What a heuristic is, how a score is made from an effect and its error, and how heuristics are found.

One heuristic is one file in this package: a frozen dataclass whose class attributes say what it is and whose fields are
its thresholds. Dropping such a file in is enough.
"""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from legcheck.core import Advice, Estimate, Evidence, Finding, LegcheckError, Span, Status
from legcheck.signals import RunSignals

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = [
    "FOUND_AT",
    "Confidence",
    "Heuristic",
    "Judge",
    "all_heuristics",
    "evidence_from",
    "evidence_score",
    "is_own",
    "spoken",
]

FOUND_AT = 50.0
"""[score] Evidence from which a finding is named; an effect 1.65 standard errors beyond its threshold (5 % one-sided)."""

SCORE_CENTRE_Z = 1.65
"""[SE] Where the score is 50."""

SCORE_SCALE_Z = 0.5
"""[SE] Steepness of the score: z = 0 gives 4, 1 gives 21, 2 gives 67, 3 gives 94."""

SPOKEN = {"contact_time_ms": "ground contact time", "contact_balance_left_pct": "left-right balance"}
"""Channels that people call by another name than their column says."""

LOW_CONFIDENCE = 0.4
"""[-] Below this confidence a score stays at 50 or less."""

FAIR_CONFIDENCE = 0.7
"""[-] Below this confidence a score stays at 75 or less."""


def spoken(channel: str) -> str:
    """A channel as people call it.

    Examples
    --------
    >>> spoken("heart_rate_bpm"), spoken("contact_balance_left_pct")
    ('heart rate', 'left-right balance')
    """
    return SPOKEN.get(channel, channel.rsplit("_", 1)[0].replace("_", " "))


_ONE = re.compile(r"(?<![\d.,])1 (run|day|night|week|month|hour|record|stretch)e?s\b")


def singular(text: str) -> str:
    """One of a thing in the singular, so that sentences can be made with any count.

    Examples
    --------
    >>> singular("1 runs in 21 days"), singular("0.1 days, 1 stretches"), singular("11 runs")
    ('1 run in 21 days', '0.1 days, 1 stretch', '11 runs')
    """
    return _ONE.sub(r"1 \1", text)


def evidence_score(z: float) -> float:
    """Score of an effect that lies ``z`` standard errors beyond the smallest effect worth naming.

    Parameters
    ----------
    z : float
        ``(effect - threshold) / standard error``.

    Returns
    -------
    float
        0-100: below 25 none, 25-50 weak, 50-75 moderate, from 75 strong.

    Examples
    --------
    >>> [round(evidence_score(z)) for z in (0.0, 1.65, 3.0)]
    [4, 50, 94]
    """
    return 100.0 / (1.0 + math.exp(min(max(-(z - SCORE_CENTRE_Z) / SCORE_SCALE_Z, -60.0), 60.0)))


def evidence_from(name: str, estimate: Estimate, *, threshold: float | None, source: str, scale: float = 1.0) -> Evidence:
    """Evidence made from an estimate, times ``scale`` (100 turns a fraction into per cent)."""
    return Evidence(
        name=name,
        value=scale * estimate.value,
        unit="%" if scale != 1.0 else estimate.unit,
        low=scale * estimate.low if math.isfinite(estimate.low) else None,
        high=scale * estimate.high if math.isfinite(estimate.high) else None,
        threshold=threshold,
        source=source,
    )


@dataclass(frozen=True, slots=True)
class Confidence:
    """How far the data carry an answer: a product of factors between 0 and 1, each with its reason.

    Examples
    --------
    >>> Confidence({"run too short to be sure": 0.5, "": 1.0}).value
    0.5
    """

    factors: dict[str, float]

    @property
    def value(self) -> float:
        """The product."""
        return math.prod(self.factors.values())

    @property
    def reasons(self) -> tuple[str, ...]:
        """What lowers it."""
        return tuple(reason for reason, factor in self.factors.items() if factor < 1.0 and reason)


@dataclass(frozen=True, kw_only=True)
class Judge:
    """What every heuristic has, whatever it looks at: a name, sources, and how it words its answers.

    A subclass sets ``id``, ``title`` and ``sources``; its fields are its thresholds.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    sources: ClassVar[tuple[str, ...]] = ()

    def not_assessed(self, reason: str) -> Finding:
        """The answer when the data do not allow one."""
        return Finding(id=self.id, title=self.title, status=Status.NOT_ASSESSED, reason=singular(reason), sources=self.sources)

    def finding(
        self,
        raw_score: float,
        confidence: Confidence,
        *,
        reason: str,
        evidence: tuple[Evidence, ...],
        spans: tuple[Span, ...] = (),
        alternatives: tuple[str, ...] = (),
        advice: tuple[Advice, ...] = (),
        cap: float = 100.0,
    ) -> Finding:
        """A judged finding: found from a raw score of 50, the shown score held below what confidence and data allow."""
        is_found = raw_score >= FOUND_AT
        limit = 50.0 if confidence.value < LOW_CONFIDENCE else 75.0 if confidence.value < FAIR_CONFIDENCE else 100.0
        return Finding(
            id=self.id,
            title=self.title,
            status=Status.FOUND if is_found else Status.CLEAR,
            score=min(raw_score, limit, cap),
            confidence=min(max(confidence.value, 0.0), 1.0),
            spans=spans if is_found else (),
            evidence=evidence,
            reason=singular(reason),
            alternatives=(*alternatives, *confidence.reasons) if is_found else confidence.reasons,
            advice=advice if is_found else (),
            sources=self.sources,
        )


@dataclass(frozen=True, kw_only=True)
class Heuristic(Judge, ABC):
    """Base of all heuristics that judge one thing about one run.

    A subclass sets ``id``, ``title``, ``needs`` (channels without which it cannot judge) and ``sources`` and writes
    :meth:`detect`. It keeps no state and changes nothing it is given.
    """

    needs: ClassVar[frozenset[str]] = frozenset()
    family: ClassVar[str] = ""

    @abstractmethod
    def detect(self, signals: RunSignals) -> Finding:
        """Judge a run that has every channel in ``needs``."""

    def judge(self, signals: RunSignals) -> Finding:
        """Check ``needs``, then :meth:`detect`.

        Parameters
        ----------
        signals : RunSignals

        Returns
        -------
        Finding
            ``not_assessed`` with the missing channel named when one is absent or holds no value.
        """
        absent = sorted(name for name in self.needs if not signals.run.has(name))
        if absent:
            readable = ", ".join(map(spoken, absent))
            return self.not_assessed(f"no {readable} recorded")
        return self.detect(signals)


def is_own(kind: type) -> bool:
    """Whether a class is legcheck's, and not of another package or of the caller."""
    return kind.__module__.partition(".")[0] == "legcheck"


def all_heuristics() -> tuple[type[Heuristic], ...]:
    """Every heuristic there is: those in this package, then those other packages offer.

    Returns
    -------
    tuple of type
        Sorted by id. Other packages register a class under the entry-point group ``legcheck.heuristics``.

    Raises
    ------
    LegcheckError
        If two share an id, or an entry point cannot be loaded or is no heuristic.

    Examples
    --------
    >>> [kind.id for kind in all_heuristics() if kind.family == "cadence"]
    ['low_cadence', 'overstriding']
    """
    folders = importlib.import_module("legcheck.heuristics").__path__
    kinds = list(_own(tuple((folder, _changed(Path(folder))) for folder in folders)))
    kinds += [_loaded(entry) for entry in _offered()]
    ids = [kind.id for kind in kinds]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise LegcheckError(f"heuristics share an id: {', '.join(repeated)}")
    return tuple(sorted(kinds, key=lambda kind: kind.id))


@lru_cache(maxsize=4)
def _own(folders: tuple[tuple[str, int], ...]) -> tuple[type[Heuristic], ...]:
    """Those in this package; looked up again only when a folder of it has changed, as it means listing it."""
    paths = [folder for folder, _ in folders]
    names = (module.name for module in pkgutil.iter_modules(paths) if not module.name.startswith("_"))
    modules = (importlib.import_module(f"legcheck.heuristics.{name}") for name in names)
    return tuple(kind for module in modules for kind in _defined_in(vars(module)))


def _changed(folder: Path) -> int:
    """When a folder last changed; 0 for what is no folder (a package in an archive)."""
    return folder.stat().st_mtime_ns if folder.is_dir() else 0


@lru_cache(maxsize=1)
def _offered() -> tuple[EntryPoint, ...]:
    """What other packages offer; looked up once, as it means reading the metadata of every installed package."""
    from importlib.metadata import entry_points

    return tuple(entry_points(group="legcheck.heuristics"))


def _loaded(entry: EntryPoint) -> type[Heuristic]:
    try:
        kind = entry.load()
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise LegcheckError(f"heuristic {entry.name!r} of another package cannot be loaded: {said}") from error
    if not (inspect.isclass(kind) and issubclass(kind, Heuristic) and isinstance(getattr(kind, "id", None), str)):
        raise LegcheckError(f"entry point {entry.name!r} in group legcheck.heuristics is no Heuristic with an id: {kind!r}")
    if inspect.isabstract(kind):
        raise LegcheckError(f"heuristic {entry.name!r} of another package has no method detect")
    return kind


def _defined_in(names: dict[str, object]) -> list[type[Heuristic]]:
    return [
        value
        for value in names.values()
        if isinstance(value, type)
        and value.__module__ == names["__name__"]
        and issubclass(value, Heuristic)
        and not inspect.isabstract(value)
    ]
