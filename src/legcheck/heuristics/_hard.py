"""How sure it is that a stretch was hard."""

from __future__ import annotations

import numpy as np

from legcheck.core import Run, Span
from legcheck.signals import HardRunning, RunSignals
from legcheck.signals.intensity import KNOWN_SD_BPM, maximum_error_bpm

__all__ = ["doubt_of_hard", "moving_min"]

GUESSED = 0.6
"""[-] Confidence where hard running is told by speed alone, or by a maximum heart rate that is estimated. Engineering value."""

SET_IN_DEVICE = 0.8
"""[-] Confidence where only the file states the maximum: half-way, as it may be measured or reckoned from age. Engineering value."""


def doubt_of_hard(signals: RunSignals, hard: HardRunning) -> dict[str, float]:
    """What speaks against the hard stretches, as reasons of a Confidence.

    Repetitions that the watch marked as laps are believed; those told by speed may be hills, traffic or play.
    """
    repetitions = signals.layout.repetitions
    if hard.told_by == "repetitions":
        marked = repetitions is not None and repetitions.told_by == "laps"
        return {"repetitions are told by speed, not by laps": 1.0 if marked else GUESSED}
    if signals.run.athlete.max_hr_bpm is None:
        return {"maximum heart rate is estimated": GUESSED}
    is_sure = maximum_error_bpm(signals.run) <= KNOWN_SD_BPM
    return {"maximum heart rate is the one set in the device": 1.0 if is_sure else SET_IN_DEVICE}


def moving_min(run: Run, span: Span) -> float:
    """Minutes of running and walking in a stretch: standing and pauses warm nobody up. [min]"""
    moving = run.masks["running"] | run.masks["walking"]
    return float(np.count_nonzero(moving[int(span.start_s) : int(span.end_s)])) / 60.0
