"""Heart rate that cannot be the heart's, against what the runner's heart has shown before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import FOUND_AT, Confidence
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.sensor import SURE, SensorCheck
from legcheck.history.sensor_sources import PASADYN, STRAP

__all__ = ["HeartRateImplausible"]

DAYS = "what a day adds at a speed: 5 to 12 % on an ill or very heavy one; engineering values"
"""Where the other explanation's size comes from."""


@dataclass(frozen=True, kw_only=True)
class HeartRateImplausible(PastHeuristic):
    """Weighs a sensor that reads wrong against an ordinary, a heavy and an odd day, by earlier runs at that speed.

    Where it is found, nothing is said of the run by its heart rate, and the run has no part in later normals. A sensor that reads 20 bpm
    too much cannot be told from an ill day and is not found.

    Attributes
    ----------
    cap : float
        Largest score. [score]
    """

    id: ClassVar[str] = "heart_rate_implausible"
    title: ClassVar[str] = "Heart rate not believed"
    sources: ClassVar[tuple[str, ...]] = (PASADYN,)

    cap: float = 90.0

    def judge(self, past: Past, place: int) -> Finding:
        """Probability of a sensor fault; the score passes 50 where it is twice as likely as any day."""
        if not past.sensors:
            return self.not_assessed("heart rate was not checked against earlier runs")
        check = past.sensors[place]
        if math.isnan(check.chance):
            return self.not_assessed(check.told)
        score = 100.0 * check.chance * FOUND_AT / (100.0 * SURE) if check.chance < SURE else self._beyond(check.chance)
        return self.finding(
            score if check.is_fault else min(score, FOUND_AT - 1.0),
            Confidence({f"only {check.deviation.runs} earlier runs to compare with": self._known(check)}),
            reason=check.told,
            evidence=self._evidence(check),
            alternatives=(
                "an illness with fever or a race beyond all earlier speeds; ground, wind or a wrong speed: only the runner knows",
            ),
            advice=(Advice(text=STRAP, source=PASADYN),),
            cap=self.cap,
        )

    def _beyond(self, chance: float) -> float:
        """50 where it is sure enough, 100 at certainty."""
        return FOUND_AT + (100.0 - FOUND_AT) * (chance - SURE) / (1.0 - SURE)

    def _known(self, check: SensorCheck) -> float:
        return min(1.0, 0.6 + 0.4 * check.deviation.runs / 20.0) if check.deviation.is_usable else 1.0

    def _evidence(self, check: SensorCheck) -> tuple[Evidence, ...]:
        chance = Evidence(
            name="chance that the sensor read wrong", value=100.0 * check.chance, unit="%", threshold=100.0 * SURE
        )
        dev = check.deviation
        if not dev.is_usable:
            return (chance,)
        half = 1.96 * dev.spread
        off = Evidence(
            name="heart rate against earlier runs at that speed",
            value=dev.difference,
            unit="bpm",
            low=dev.difference - half,
            high=dev.difference + half,
            source=DAYS,
        )
        return off, chance
