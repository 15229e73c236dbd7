"""Heart rate that cannot be the heart's, against what the runner's heart has shown before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import FOUND_AT, Confidence
from legcheck.heuristics._hard import GUESSED, SET_IN_DEVICE
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.sensor import SURE, SensorCheck
from legcheck.history.sensor_sources import PASADYN, STRAP

__all__ = ["HeartRateImplausible"]

OF_MAXIMUM: Mapping[str, tuple[str, float]] = {
    "files": ("the maximum heart rate is the one set in the device", SET_IN_DEVICE),
    "age": ("the maximum heart rate is guessed from age", GUESSED),
    "default": ("the maximum heart rate is guessed", GUESSED),
}
"""[-] Confidence where the caller did not tell the maximum, as for hard running."""

DAYS = "what a day adds at a speed: 5 to 12 % on an ill or very heavy one; engineering values"
"""Where the other explanation's size comes from."""


@dataclass(frozen=True, kw_only=True)
class HeartRateImplausible(PastHeuristic):
    """Weighs a sensor that reads wrong against an ordinary, a heavy and an odd day, by earlier runs at that speed.

    A strap that slips or an optical sensor that counts your steps can make any run look like a very heavy one. A chest strap agreed
    with an electrocardiogram at 0.98 (concordance), wrist sensors at 0.89 to 0.96 (Pasadyn et al., Cardiovasc Diagn Ther, 2019). A
    real heart strays less: what an ill or very heavy day adds at a speed is taken to be 5 to 12 %.

    That wrist sensors err is well supported. How often, and by how much, are our own choices; so are the odds below.

    Attributes
    ----------
    cap : float
        Largest score; engineering value. [score]

    Notes
    -----
    Heart rate at its speed, in minutes 10 to 40 and in minutes 3 to 12 (the whole run only where neither can be compared), is held
    against a line through the latest 45 believed runs of the last 180 days. Runs far off that line have no part in it, and 1 bpm
    for each degC above 19 degC is taken off. Bayes' rule then weighs five explanations of how far it lies from the line:

    - an ordinary day (84.5 % of runs beforehand): your own scatter,
    - a heavy or ill day (8 %): 8.5 % more, give or take 3 %,
    - other ground, wind or a wrong speed (4 %): 6 % either way,
    - a sensor that reads wrong (2.5 %): 35 bpm either way,
    - a sensor that shows the steps (1 %): within 1.5 % of cadence.

    ``chance`` is what the last two have together; the log odds of the two stretches are averaged. It is found from 2/3 on, when a
    fault is twice as likely as any day. The score is 50 there, in proportion below, and ``cap`` at most. Too low a heart rate is
    left alone where less than 80 % of the time was moving: in rests the heart comes down. A largest heart rate more than three
    errors (15 bpm at least) above the maximum known before is found as well, with a score of 50.

    Where it is found, nothing is said of the run by its heart rate, and the run has no part in later normals. After three such runs
    on end the normal is what is in doubt: they are believed, and a new one begins.

    Confidence is lower with fewer than 20 earlier runs and, above a maximum, where that is not yours: 0.8 where only the file states
    it, 0.6 where it is guessed. Not assessed: on a treadmill, fewer than eight earlier runs, or a speed
    outside theirs.

    Warnings
    --------
    - A sensor that reads 20 bpm too much cannot be told from an ill day and is not found.
    - It does not prove a fault. A fever, or a race beyond all earlier speeds, can look the same; only the runner knows.
    - It says nothing about the heart.
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
            self._confidence(check),
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

    def _confidence(self, check: SensorCheck) -> Confidence:
        runs = check.deviation.runs
        known = min(1.0, 0.6 + 0.4 * runs / 20.0) if check.deviation.is_usable else 1.0
        guessed, doubt = OF_MAXIMUM.get(check.max_hr_source, ("", 1.0))
        return Confidence({f"only {runs} earlier runs to compare with": known, guessed: doubt})

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
