"""The section on causes: fades in which causes overlap, what was said of each, and whether the probabilities hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluation_fades import REPORT_SEED, SHARES, draw
from evaluation_tables import brier, ece, share, table

from legcheck import analyze
from legcheck.core import Status
from legcheck.signals import derive

__all__ = ["FadeOutcome", "judged", "section", "seeds"]

LEAST_FADE_PCT = 8.0
"""[%] Fades from this size, as measured, are reported."""

BINS = 10
"""[-] Bins of probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FadeOutcome:
    """What was planted in one fade, what was recorded, and what was said.

    Attributes
    ----------
    cause : str
        Planted.
    said : tuple of (str, float)
        First and second cause with their probabilities; empty where nothing could be judged.
    fade_pct : float
        As measured. [%]
    heavy : bool
        Whether the headline was found.
    known : frozenset of str
        What was recorded of ``heart rate``, ``contact time``, ``temperature``, ``maximum heart rate``, ``rating``.
    """

    cause: str
    said: tuple[tuple[str, float], ...]
    fade_pct: float
    heavy: bool
    known: frozenset[str]

    @property
    def is_first(self) -> bool:
        """Whether the planted cause came first."""
        return self.said[0][0] == self.cause

    @property
    def is_among_two(self) -> bool:
        """Whether the planted cause was the first or the second."""
        return self.cause in {cause for cause, _ in self.said}


def seeds(runs: int) -> range:
    """Seeds of the report."""
    return range(REPORT_SEED, REPORT_SEED + runs)


def judged(seed: int) -> FadeOutcome:
    """Judge one fade of the population."""
    fade = draw(seed)
    report = analyze(fade.made.activity)
    recipe = fade.made.recipe
    there = {
        "heart rate": recipe.heart_rate,
        "contact time": recipe.dynamics,
        "temperature": recipe.temperature_c is not None,
        "maximum heart rate": recipe.athlete_in_file,
        "rating": recipe.effort is not None,
    }
    return FadeOutcome(
        cause=fade.cause,
        said=tuple((cause.id, cause.probability) for cause in report.heavy_legs.causes),
        fade_pct=100 * derive(report.run).decay.fade.value,
        heavy=report.heavy_legs.status is Status.FOUND,
        known=frozenset(name for name, has in there.items() if has),
    )


# The section -------------------------------------------------------------------------------------------------------------

INTRODUCTION = (
    "{total:,} fades of which {runs:,} measured 8 % or more, with seeds that calibration never saw. Unlike the planted runs above, these "
    "overlap: size, onset, abruptness, relief, gait, weather and pace of every cause are drawn from broad distributions, contact time "
    "is recorded in 55 % of them, temperature in 80 %, the maximum heart rate in 75 %, the runner's own rating in 35 %, heart rate in 95 %, and "
    "four in ten tired runners do not change their steps at all. Some of these fades nobody could tell apart: legs and choice leave one and the "
    "same trace there, and an honest answer is close to the odds of 63 to 37 with which they were drawn. How often each cause occurs, and how far "
    "causes overlap, is assumed (`benchmarks/evaluation_fades.py` has every number), so this tells how legcheck does in a world like that, not in yours."
)

AMBIGUOUS = (
    "Where legs and choice differ in nothing that was recorded, no method can be right more often than the better odds. What was "
    "recorded makes the difference, below. Rows that name what was planted tell how often it was found; whether probabilities come "
    "true is told by the other rows and by the table after this one."
)


def section(results: Iterable[FadeOutcome], clear: Iterable[FadeOutcome] = ()) -> str:
    """The section in Markdown; ``clear``: the fades of the planted runs, told together with these at the end."""
    listed = list(results)
    faded = [result for result in listed if result.fade_pct >= LEAST_FADE_PCT and result.said]
    parts = (
        "## Causes of a fade when causes overlap",
        INTRODUCTION.format(total=len(listed), runs=len(faded)),
        _confusion(faded),
        AMBIGUOUS,
        _subsets(faded),
        "What was said of the first cause, and how often it was the planted one:",
        _reliability(faded),
        *_together([*clear, *faded], more_than=len(faded)),
    )
    return "\n\n".join(parts)


def _together(fades: Sequence[FadeOutcome], *, more_than: int) -> tuple[str, ...]:
    if len(fades) == more_than:
        return ()
    pairs = [(result.said[0][1], float(result.is_first)) for result in fades]
    first, two, _ = _right(fades)
    told = (
        f"**All fades of 8 % and more of this page together**, clear and overlapping, {len(fades):,}: first cause right in {first}, first or "
        f"second in {two}; Brier score {brier(pairs):.3f}, expected calibration error {ece(pairs):.3f}."
    )
    return (told,)


def _confusion(faded: Sequence[FadeOutcome]) -> str:
    planted = [cause for cause in SHARES if any(result.cause == cause for result in faded)]
    said = [*SHARES, *sorted({result.said[0][0] for result in faded} - set(SHARES))]
    rows = []
    for cause in planted:
        results = [result for result in faded if result.cause == cause]
        counts = Counter(result.said[0][0] for result in results)
        rows.append((f"`{cause}`", str(len(results)), *(str(counts[name]) for name in said), *_right(results)))
    rows.append(("all", str(len(faded)), *[""] * len(said), *_right(faded)))
    head = (
        "planted",
        "fades",
        *(f"said `{name}`" for name in said),
        "first right",
        "first or second right",
        "heavy legs found",
    )
    return table(head, rows)


def _right(results: Sequence[FadeOutcome]) -> tuple[str, str, str]:
    ways: tuple[Callable[[FadeOutcome], bool], ...] = (lambda r: r.is_first, lambda r: r.is_among_two, lambda r: r.heavy)
    first, two, heavy = (share(sum(map(way, results)), len(results)) for way in ways)
    return first, two, heavy


EVERYTHING = frozenset({"heart rate", "contact time", "temperature", "maximum heart rate", "rating"})

SUBSETS: Mapping[str, Callable[[FadeOutcome], bool]] = {
    "all": lambda result: True,
    "all five measurements recorded": lambda result: result.known >= EVERYTHING,
    "heart rate, contact time and rating recorded": lambda result: result.known >= {"heart rate", "contact time", "rating"},
    "no heart rate": lambda result: "heart rate" not in result.known,
    "legs or choice planted, contact time and rating recorded": lambda result: (
        _is_legs_or_choice(result) and result.known >= {"contact time", "rating"}
    ),
    "legs or choice planted, neither recorded": lambda result: (
        _is_legs_or_choice(result) and not result.known & {"contact time", "rating"}
    ),
    "heat or drift planted, temperature recorded": lambda result: _is_thermal(result) and "temperature" in result.known,
    "heat or drift planted, no temperature": lambda result: _is_thermal(result) and "temperature" not in result.known,
    "start too fast planted, maximum heart rate known": lambda result: (
        result.cause == "paced_too_hard" and "maximum heart rate" in result.known
    ),
    "start too fast planted, maximum heart rate not known": lambda result: (
        result.cause == "paced_too_hard" and "maximum heart rate" not in result.known
    ),
}
"""Rows of the second table."""


def _is_legs_or_choice(result: FadeOutcome) -> bool:
    return result.cause in {"leg_limited", "eased_off"}


def _is_thermal(result: FadeOutcome) -> bool:
    return result.cause in {"heat_or_dehydration", "cardiac_drift"}


def _subsets(faded: Sequence[FadeOutcome]) -> str:
    rows = []
    for name, wanted in SUBSETS.items():
        results = [result for result in faded if wanted(result)]
        if results:
            said = sum(result.said[0][1] for result in results) / len(results)
            rows.append((name, str(len(results)), f"{100 * said:.1f} %", *_right(results)[:2]))
    return table(("fades", "number", "said of the first cause", "first right", "first or second right"), rows)


def _reliability(faded: Sequence[FadeOutcome]) -> str:
    pairs = [(result.said[0][1], float(result.is_first)) for result in faded]
    rows = []
    for number in range(BINS):
        inside = [pair for pair in pairs if min(int(BINS * pair[0]), BINS - 1) == number]
        if inside:
            said = sum(pair[0] for pair in inside) / len(inside)
            held = share(sum(pair[1] for pair in inside), len(inside))
            rows.append((f"{10 * number}-{10 * number + 10} %", str(len(inside)), f"{100 * said:.1f} %", held))
    sums = f"Brier score {brier(pairs):.3f}, expected calibration error {ece(pairs):.3f}."
    return table(("probability", "fades", "said on average", "right"), rows) + f"\n\n{sums}"
