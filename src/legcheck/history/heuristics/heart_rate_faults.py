"""Which runs have a heart rate that is not believed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import FOUND_AT, Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.sensor_sources import PASADYN, STRAP

__all__ = ["HeartRateFaults"]

MOST_NAMED = 3
"""Runs named one by one."""


@dataclass(frozen=True, kw_only=True)
class HeartRateFaults(PatternHeuristic):
    """Says once which runs were judged without their heart rate, as a sensor that read wrong is likelier than such days.

    A strap that reads wrong looks like the heaviest day of the year. In a test against an electrocardiogram a chest strap agreed at
    0.98 (concordance) and watches on the wrist at 0.89 to 0.96 (Pasadyn et al., Cardiovasc Diagn Ther, 2019). So a few runs of a
    hundred with a wrong heart rate are to be expected, and one of them should not be taken for heavy legs.

    This is no sign of anything in the legs. It says which runs to look at with doubt, and when the sensor as such deserves it.

    Attributes
    ----------
    min_runs : int
        Checked runs without which nothing is said; engineering value. [runs]
    often : float
        Share of them from which the sensor as such is in doubt; engineering value. [-]
    score : float
        Of any at all once they are that many, 50 below: it is about the recordings, not about the legs; engineering value. [score]

    Notes
    -----
    Every run is checked as told under ``heart_rate_implausible``: by how likely a sensor fault is against an ordinary, a heavy and
    an odd day. Here they are counted:

        share = runs whose heart rate is not believed / runs that could be checked

    Found from one such run on. The score is 50, or ``score`` from a share of ``often`` on; no error is reckoned, and confidence is
    full. The latest three are named with their dates. Not assessed with fewer than ``min_runs`` runs that could be checked; runs on
    a treadmill and those outside the speeds of earlier ones cannot.

    Warnings
    --------
    - A day so far from all others may be real, an illness with fever for one; only the runner knows.
    - A sensor that reads a little wrong is not seen, so no fault found does not make a sensor exact.
    - It is told after what is a sign of heavy legs, as it is none.
    """

    id: ClassVar[str] = "heart_rate_faults"
    title: ClassVar[str] = "Runs judged without their heart rate"
    sources: ClassVar[tuple[str, ...]] = (PASADYN,)
    is_aside: ClassVar[bool] = True

    min_runs: int = 5
    often: float = 0.05
    score: float = 55.0

    def judge(self, judged: Judged) -> Finding:
        """Found where any run's heart rate is not believed."""
        pairs = list(zip(judged.timeline.runs, judged.sensors, strict=False))
        checked = [(run, check) for run, check in pairs if math.isfinite(check.chance)]
        wrong = [(run, check) for run, check in checked if check.is_fault]
        if len(checked) < self.min_runs:
            return self.not_assessed(
                f"{len(checked)} runs whose heart rate could be held against earlier ones; needs {self.min_runs}"
            )
        share = len(wrong) / len(checked)
        named = [f"{run.start_time:%Y-%m-%d}: {check.told.split(':')[0]}" for run, check in reversed(wrong[-MOST_NAMED:])]
        told = f"{len(wrong)} of {len(checked)} runs" + (f", last {'; '.join(named)}" if named else "")
        return self.finding(
            self.score if wrong else 0.0,
            Confidence({}),
            reason=told,
            evidence=(
                Evidence(
                    name="runs whose heart rate is not believed", value=100.0 * share, unit="%", threshold=100.0 * self.often
                ),
            ),
            alternatives=("days so far from all others that no sensor is at fault: only the runner knows",),
            advice=(Advice(text=STRAP, source=PASADYN),),
            cap=100.0 if share >= self.often else FOUND_AT,
        )
