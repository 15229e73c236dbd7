"""How sure it is that a stretch was hard."""

from __future__ import annotations

from legcheck.signals import HardRunning, RunSignals

__all__ = ["doubt_of_hard"]

GUESSED = 0.6
"""[-] Confidence where hard running is told by speed alone, or by a maximum heart rate that is estimated. Engineering value."""


def doubt_of_hard(signals: RunSignals, hard: HardRunning) -> dict[str, float]:
    """What speaks against the hard stretches, as reasons of a Confidence.

    Repetitions that the watch marked as laps are believed; those told by speed may be hills, traffic or play.
    """
    repetitions = signals.layout.repetitions
    if hard.told_by == "repetitions":
        marked = repetitions is not None and repetitions.told_by == "laps"
        return {"repetitions are told by speed, not by laps": 1.0 if marked else GUESSED}
    return {"maximum heart rate is estimated": 1.0 if signals.run.athlete.max_hr_bpm is not None else GUESSED}
