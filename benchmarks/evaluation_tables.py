"""The tables of the evaluation page, from outcomes to Markdown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from evaluation_cells import CELLS, Cell

if TYPE_CHECKING:
    from evaluate import Outcome

__all__ = ["FOUND", "brier", "clear_fades", "ece", "page", "share", "table", "wilson"]

INTRODUCTION = (
    "How often legcheck is right on synthetic runs whose truth is known. Made by `just evaluate`; every run has another runner, "
    "pace, length and noise, and none of them was used for setting a number. Noise and gait of these runs follow 82 "
    "recorded steady ones. Synthetic runs are kinder than life: read the table as what can be expected at best."
)

CLEAR_CUT = (
    "Every cause planted in its plain form. Probabilities are set for fades in which causes overlap (further down), so here they are "
    "more careful than they need be."
)

SIZES = (
    "Not assessed, and told so with the reason: mostly runs slower than 2.2 m/s, at which cadence is not held against that of others. "
    "Drift: runs of 90 min, 3, 6 and 12 bpm an hour more than the 8.4 that recorded steady runs show in the median; other lengths follow."
)

RELIABILITY = (
    "Evidence is no probability: it says how far an effect lies beyond the smallest one worth naming, and how sure that is. The smallest "
    "planted sizes lie below that line on purpose and rightly score low. What each band of the score held:"
)

FOUND, STRONG, HEAVY = "found", 75.0, 50.0
RESTS = "rests by choice"
"""Name of a kind of run whose headline ought to be clear although it slows."""

RULES = {
    "low_cadence": "cadence below 170",
    "heart_rate_drift": "decoupling over 5 %",
    "late_fade": "second half slower",
}


def wilson(hits: float, runs: int) -> tuple[float, float]:
    """Wilson 95 % interval of a share, in per cent; ``hits`` may be a mean over several looks at each run.

    Examples
    --------
    >>> [round(bound, 1) for bound in wilson(0, 100)]
    [0.0, 3.7]
    """
    if not runs:
        return 0.0, 100.0
    z, part = 1.959964, hits / runs
    centre = (part + z * z / (2 * runs)) / (1 + z * z / runs)
    reach = z / (1 + z * z / runs) * math.sqrt(part * (1 - part) / runs + z * z / (4 * runs * runs))
    return max(100 * (centre - reach), 0.0), min(100 * (centre + reach), 100.0)


def page(outcomes: Sequence[Outcome]) -> str:
    """The whole page."""
    clean = [result for result in outcomes if CELLS[result.cell].is_clean]
    planted = [result for result in outcomes if not CELLS[result.cell].is_clean]
    parts = (
        "# Evaluation",
        INTRODUCTION,
        f"{len(clean):,} clean runs of {sum(cell.is_clean for cell in CELLS)} kinds, {len(planted):,} planted ones.",
        "## False alarms on clean runs",
        _false_alarms(clean),
        *_rests(planted),
        "## What is found, by size of effect",
        _sensitivity(planted),
        SIZES,
        "## Causes of a fade of 8 % and more, clear cases",
        CLEAR_CUT,
        _causes(outcomes),
        "## Against rules of thumb, on the same runs",
        _rules(outcomes),
        "## Are scores and probabilities to be taken at their word?",
        _calibration(outcomes),
        RELIABILITY,
        _reliability(outcomes),
    )
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def share(hits: float, runs: int) -> str:
    """A share in per cent with its Wilson 95 % interval."""
    low, high = wilson(hits, runs)
    return f"{100 * hits / runs:.1f} % ({low:.1f}-{high:.1f})" if runs else "-"


def _allowed(cell: Cell) -> set[str]:
    return {*cell.found, *cell.either}


def _false_alarms(clean: Sequence[Outcome]) -> str:
    rows = []
    for name in sorted(clean[0].statuses):
        judged = [r for r in clean if r.statuses[name] != "not_assessed" and name not in _allowed(CELLS[r.cell])]
        found = sum(r.statuses[name] == FOUND for r in judged)
        strong = sum(r.statuses[name] == FOUND and r.scores[name] >= STRONG for r in judged)
        rows.append((f"`{name}`", str(len(judged)), share(found, len(judged)), share(strong, len(judged))))
    any_found = sum(any(s == FOUND and n not in _allowed(CELLS[r.cell]) for n, s in r.statuses.items()) for r in clean)
    headline = sum(r.headline >= HEAVY for r in clean)
    rows.append(("any of them", str(len(clean)), share(any_found, len(clean)), ""))
    rows.append(("heavy legs", str(len(clean)), share(headline, len(clean)), ""))
    return table(("heuristic", "runs judged", "found (Wilson 95 %)", "score of 75 or more"), rows)


def _rests(planted: Sequence[Outcome]) -> tuple[str, ...]:
    """What is said of runs whose slowing is walking by choice."""
    results = [r for r in planted if CELLS[r.cell].name == RESTS]
    if not results:
        return ()
    told, heavy = (sum(r.statuses["late_fade"] == FOUND for r in results), sum(r.headline >= HEAVY for r in results))
    told_of = f"In {len(results)} runs in which the runner took rests at a walk and ran on as before, `late_fade` tells of the slowing"
    return (f"{told_of} in {share(told, len(results))}; heavy legs are found in {share(heavy, len(results))}.",)


def _sensitivity(planted: Sequence[Outcome]) -> str:
    rows = []
    for index, cell in enumerate(CELLS):
        results = [r for r in planted if r.cell == index]
        for name in cell.found if results else ():
            judged = [r for r in results if r.statuses[name] != "not_assessed"]
            found = sum(r.statuses[name] == FOUND for r in judged)
            strong = sum(r.statuses[name] == FOUND and r.scores[name] >= STRONG for r in judged)
            rows.append(
                (
                    f"`{name}`",
                    f"{cell.name} {cell.size}",
                    str(len(judged)),
                    str(len(results) - len(judged)),
                    share(found, len(judged)),
                    share(strong, len(judged)),
                )
            )
    return table(("heuristic", "planted", "runs judged", "not assessed", "found (Wilson 95 %)", "score of 75 or more"), rows)


def _is_fade(cell: Cell) -> bool:
    return "late_fade" in cell.found or cell.causes == ("eased_off",)


def clear_fades(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Fades of 8 % and more with a cause planted in its plain form."""
    return [r for r in outcomes if _is_fade(CELLS[r.cell]) and r.fade_pct >= 8.0 and r.causes]


def _causes(outcomes: Sequence[Outcome]) -> str:
    faded = clear_fades(outcomes)
    names = sorted({CELLS[r.cell].causes[0] for r in faded} | {r.causes[0][0] for r in faded})
    rows = []
    for truth in sorted({CELLS[r.cell].causes[0] for r in faded}):
        results = [r for r in faded if CELLS[r.cell].causes[0] == truth]
        first = Counter(r.causes[0][0] for r in results)
        second = sum(truth in {cause for cause, _ in r.causes} for r in results)
        counts = [str(first.get(name, 0)) for name in names]
        rows.append((f"`{truth}`", str(len(results)), *counts, share(first[truth], len(results)), share(second, len(results))))
    top = sum(r.causes[0][0] == CELLS[r.cell].causes[0] for r in faded)
    both = sum(CELLS[r.cell].causes[0] in {cause for cause, _ in r.causes} for r in faded)
    rows.append(("all", str(len(faded)), *[""] * len(names), share(top, len(faded)), share(both, len(faded))))
    head = ("planted", "runs", *(f"said {name}" for name in names), "first right", "first or second right")
    return table(head, rows)


def _rules(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for name, rule in RULES.items():
        hit = [r for r in outcomes if name in CELLS[r.cell].found and name in r.rules]
        clear = [r for r in outcomes if CELLS[r.cell].is_clean and name in r.rules]
        for who, says in ((f"`{name}`", _ours(name)), (rule, _theirs(name))):
            rows.append((who, share(sum(map(says, hit)), len(hit)), share(sum(map(says, clear)), len(clear))))
        alarms = sum(map(_theirs(name), clear))
        level = score_with_alarms([r.scores[name] for r in clear], alarms)
        found, wrong = (sum(r.scores[name] > level for r in runs) for runs in (hit, clear))
        rows.append((f"`{name}` with as many false alarms", share(found, len(hit)), share(wrong, len(clear))))
    return table(("rule", "finds what is planted (all sizes)", "false alarms on clean runs"), rows)


def score_with_alarms(scores: Sequence[float], alarms: int) -> float:
    """Score that at most so many runs exceed; runs that were not judged (NaN) exceed none.

    Examples
    --------
    >>> score_with_alarms([5.0, 40.0, 30.0, float("nan")], 1)
    30.0
    """
    ranked = sorted((score for score in scores if not math.isnan(score)), reverse=True)
    return ranked[alarms] if alarms < len(ranked) else -1.0


def _ours(name: str) -> Callable[[Outcome], bool]:
    return lambda result: result.statuses[name] == FOUND


def _theirs(name: str) -> Callable[[Outcome], bool]:
    return lambda result: result.rules[name]


SCORED = ("late_fade", "heart_rate_drift", "low_cadence", "overstriding", "contact_time_drift", "asymmetry")
"""Heuristics with a planted effect of their own."""

QUARTERS = (0.0, 0.25, 0.50, 0.75, 1.01)
"""[-] Bands of the score: none, weak, moderate, strong."""


def _pairs(outcomes: Sequence[Outcome], name: str) -> list[tuple[float, float]]:
    """Score as a share, and 1 where the effect was planted."""
    return [
        (r.scores[name] / 100, float(name in CELLS[r.cell].found))
        for r in outcomes
        if not math.isnan(r.scores.get(name, math.nan)) and name not in CELLS[r.cell].either
    ]


def _calibration(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for name in SCORED:
        pairs = _pairs(outcomes, name)
        rows.append((f"score of `{name}`", str(len(pairs)), f"{brier(pairs):.3f}", f"{ece(pairs):.3f}"))
    faded = clear_fades(outcomes)
    pairs = [(r.causes[0][1], float(r.causes[0][0] == CELLS[r.cell].causes[0])) for r in faded]
    rows.append(
        ("probability of the first cause, clear cases above", str(len(pairs)), f"{brier(pairs):.3f}", f"{ece(pairs):.3f}")
    )
    return table(("number", "runs", "Brier score", "expected calibration error"), rows)


def _reliability(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for name in SCORED:
        pairs = _pairs(outcomes, name)
        cells = []
        for low, high in pairwise(QUARTERS):
            inside = [true for said, true in pairs if low <= said < high]
            cells.append(f"{100 * sum(inside) / len(inside):.1f} % of {len(inside)}" if inside else "-")
        rows.append((f"`{name}`", *cells))
    return table(("planted, of runs with a score of", "below 25", "25-50", "50-75", "75 and more"), rows)


def brier(pairs: Sequence[tuple[float, float]]) -> float:
    """Mean square distance between what was said and what was true, both from 0 to 1."""
    return sum((said - true) ** 2 for said, true in pairs) / max(len(pairs), 1)


def ece(pairs: Sequence[tuple[float, float]]) -> float:
    """Mean distance between what was said and what was true, over ten bins of what was said."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for said, true in pairs:
        bins.setdefault(min(int(10 * said), 9), []).append((said, true))
    total = sum(
        len(bin_) * abs(sum(s for s, _ in bin_) / len(bin_) - sum(t for _, t in bin_) / len(bin_)) for bin_ in bins.values()
    )
    return total / max(len(pairs), 1)
