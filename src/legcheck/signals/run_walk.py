"""Runs with walking breaks all along, in which only the running tells how pace held up."""

from __future__ import annotations

import numpy as np

from legcheck.core import Run, Span
from legcheck.signals.windows import Windows, bin_means

__all__ = ["walks_throughout"]

LEAST_WALKED = 0.05
"""[share] Of the moving time of a half: a minute in twenty. Walking less than that moves no mean by more than 2-3 %."""

MOST_CHANGE = 0.10
"""[share] Early and late walking differ by less; more walking late is a way of slowing down and counts as one. Engineering value, as above."""

MOST_VARIED = 0.15
"""[-] SD of the log of running speed over minutes, up to which the running between walks is of a kind: a fade of 30 % leaves 0.13. Beyond it
walks are recoveries between fast stretches, or the run is play. Engineering value."""

MINUTE_S = 60.0
"""[s]"""

CRAWL_MPS = 0.3
"""[m/s] Slower counts as this, so that its log stays finite."""

LEAST_WALKS = 2
"""[-] In either half: one walk is no plan."""


def walks_throughout(run: Run, windows: Windows) -> bool:
    """Whether walking breaks are part of the run from early to late, about as many in the second half as in the first.

    Parameters
    ----------
    run : Run
    windows : Windows

    Returns
    -------
    bool
    """
    middle = (windows.analysed.start_s + windows.late.end_s) / 2.0
    halves = Span(windows.analysed.start_s, middle), Span(middle, windows.late.end_s)
    (early, walks_early), (late, walks_late) = (_walked(run, span) for span in halves)
    if min(early, late) < LEAST_WALKED or abs(late - early) > MOST_CHANGE or min(walks_early, walks_late) < LEAST_WALKS:
        return False
    bins = bin_means({"speed": run["grade_adjusted_speed_mps"]}, run.running, width_s=MINUTE_S, span=windows.analysed)
    return len(bins) > 1 and float(np.log(np.maximum(bins["speed"], CRAWL_MPS)).std()) <= MOST_VARIED


def _walked(run: Run, span: Span) -> tuple[float, int]:
    """Share of the moving time that was walked, and number of walks."""
    inside = slice(round(span.start_s), round(span.end_s))
    walking = run.masks["walking"][inside]
    moving = int(np.count_nonzero(walking | run.running[inside]))
    walks = int(np.count_nonzero(np.diff(walking.astype(np.int8)) == 1)) + int(walking[:1].sum())
    return (np.count_nonzero(walking) / moving if moving else 0.0), walks
