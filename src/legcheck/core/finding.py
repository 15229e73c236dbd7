"""What a heuristic says, as data: status, score, confidence, and the numbers it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Advice", "Cause", "Evidence", "Finding", "HeavyLegs", "Span", "Status"]


class Status(StrEnum):
    """The three answers. Data that are missing are ``NOT_ASSESSED``, never ``CLEAR``."""

    FOUND = "found"
    CLEAR = "clear"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a run, start included, end excluded.

    Attributes
    ----------
    start_s, end_s : float
        Elapsed time. [s]

    Examples
    --------
    >>> Span(60.0, 90.0).duration_s
    30.0
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.end_s >= self.start_s:
            raise ValueError(f"a span ends after it starts, got {self.start_s} to {self.end_s}")

    @property
    def duration_s(self) -> float:
        """Length. [s]"""
        return self.end_s - self.start_s

    def overlaps(self, other: Span) -> bool:
        """Whether the two share any time."""
        return self.start_s < other.end_s and other.start_s < self.end_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One number held against its threshold.

    Attributes
    ----------
    name : str
        What it is, unit left to ``unit``.
    value : float
        The number. [unit]
    unit : str
        Unit as printed.
    low, high : float or None
        95 % interval. [unit] None where the number is exact (a duration, say).
    threshold : float or None
        What it is held against. [unit] None for context that is not judged.
    source : str
        Where the threshold or formula comes from.
    """

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something worth trying, and who says so."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer of one heuristic about one run.

    Attributes
    ----------
    id, title : str
        Stable name and the name people read.
    status : Status
        ``found``, ``clear`` or ``not_assessed``.
    score : float or None
        Strength of the evidence, 0-100; None when not assessed.
    confidence : float or None
        How far the data can carry the answer, 0-1; None when not assessed.
    spans : tuple of Span
        Where in the run.
    evidence : tuple of Evidence
        The numbers behind it.
    reason : str
        One sentence a runner understands.
    alternatives : tuple of str
        What else would explain the same numbers, and what is not claimed.
    advice : tuple of Advice
        What to try; only when found.
    sources : tuple of str
        Literature behind method and thresholds.
    """

    id: str
    title: str
    status: Status
    score: float | None = None
    confidence: float | None = None
    spans: tuple[Span, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    alternatives: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        judged = self.status is not Status.NOT_ASSESSED
        if judged != (self.score is not None) or judged != (self.confidence is not None):
            raise ValueError(f"{self.id}: score and confidence belong to a judged finding and only to it")
        if self.score is not None and not 0.0 <= self.score <= 100.0:
            raise ValueError(f"{self.id}: score runs from 0 to 100, got {self.score}")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"{self.id}: confidence runs from 0 to 1, got {self.confidence}")
        if not self.reason:
            raise ValueError(f"{self.id}: a finding gives its reason")

    @property
    def is_found(self) -> bool:
        """Whether the heuristic found what it looks for."""
        return self.status is Status.FOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A possible cause of what limited the run.

    Attributes
    ----------
    id : str
        ``leg_limited``, ``heat_or_dehydration``, ``cardiac_drift``, ``glycogen_wall``, ``paced_too_hard``,
        ``eased_off``, ``terrain_or_gps`` or ``none``.
    probability : float
        Posterior probability among those, 0-1.
    """

    id: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyLegs:
    """The headline: how strongly this run looks limited, by what, and what would settle it.

    Attributes
    ----------
    status : Status
        ``found``, ``clear`` or ``not_assessed``.
    score : float or None
        Strength of the evidence for heavy legs, 0-100.
    confidence : float or None
        How far the data can carry it, 0-1.
    causes : tuple of Cause
        The two most likely, most likely first; empty when not assessed.
    would_help : str
        The one measurement that would separate them; empty when nothing is open.
    reason : str
        One sentence a runner understands.
    terms : tuple of Evidence
        What raised and lowered the score.
    """

    status: Status
    score: float | None
    confidence: float | None
    causes: tuple[Cause, ...]
    would_help: str
    reason: str
    terms: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        judged = self.status is not Status.NOT_ASSESSED
        if judged != (self.score is not None) or judged != (self.confidence is not None) or (self.causes and not judged):
            raise ValueError("score, confidence and causes belong to a judged headline and only to it")
        if self.score is not None and not 0.0 <= self.score <= 100.0:
            raise ValueError(f"the headline's score runs from 0 to 100, got {self.score}")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"the headline's confidence runs from 0 to 1, got {self.confidence}")
        if not self.reason:
            raise ValueError("the headline gives its reason")

    @property
    def cause(self) -> str | None:
        """Id of the most likely cause, None when not assessed."""
        return self.causes[0].id if self.causes else None
