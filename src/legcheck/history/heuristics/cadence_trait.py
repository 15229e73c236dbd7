"""A cadence that is always low for the speed: said once, as a trait, and not with every run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Advice, Evidence, Finding, FloatArray
from legcheck.core.gait import CADENCE_SD_HEIGHT_KNOWN_SPM, CADENCE_SD_HEIGHT_UNKNOWN_SPM, expected_cadence_spm
from legcheck.heuristics._base import Confidence
from legcheck.history.heuristics._base import Judged, PatternHeuristic
from legcheck.history.timeline import Timeline
from legcheck.history.traits import FORM, MIN_RUNS, USUAL_SHARE

__all__ = ["CadenceTrait"]

LINE = (
    "van Oeveren B.T. et al., Inter-individual differences in stride frequencies during running obtained from wearable data. "
    "J Sports Sci, 2019. doi:10.1080/02640414.2019.1614137"
)
"""The line of 256 runners that cadence is held against."""

EVENS_OUT = "Anderson L.M. et al., Sports Med Open, 2022. doi:10.1186/s40798-022-00504-0"
"""Review: too little evidence that changing cadence makes runners faster."""


@dataclass(frozen=True, kw_only=True)
class CadenceTrait(PatternHeuristic):
    """Says over the whole history how cadence lies against what is usual at these speeds and this height.

    Runners of one height at one speed differ by 6.5 steps/min (standard deviation), so some are always below the line and run well
    there. The line is that of 256 runners over 16,128 h (van Oeveren et al., J Sports Sci, 2019); in that sample cadence did not go
    with performance. Who is told of low cadence after every run learns nothing about why one of them was heavy. So it is said here,
    once.

    A review found too little evidence that changing cadence makes runners faster, and that it costs effort at first (Anderson et
    al., Sports Med Open, 2022). As a reason for heavy legs a trait is weak: it was there on the good days, too.

    Attributes
    ----------
    min_runs : int
        Runs whose steps were judged, without which nothing is said; engineering value. [runs]
    usual_share : float
        Share of them with low cadence or long steps from which it is a trait; engineering value. [-]
    score : float
        Of such a trait: it is a description, not a reason for heavy legs; engineering value. [score]

    Notes
    -----
    Counted are the findings ``low_cadence`` and ``overstriding`` of each run by itself. Given the speed they are one number, so a
    run counts once: as judged where either is found or clear, as low where either is found.

        share = runs with low cadence or long steps / runs judged     a trait from usual_share on

    Beside it stands how far cadence lies below the line in the middle of the runs, with the range of the middle 80 %:

        shortfall = (expected - cadence) / SD                         [SD], expected as in legcheck.core.gait at the run's mean speed

    SD is 6.5 steps/min with a known height and 8 without; treadmill runs are left out of this number. The score is ``score`` or 0:
    shares are counted, no error is reckoned. Confidence is lower where neither you nor a file states a height. Not assessed with fewer than
    ``min_runs`` judged runs.

    From then on the trait raises no verdict of a single run, unless cadence on that day is other than your own.

    Warnings
    --------
    - A low cadence is a description. It is no fault, and nothing has to change.
    - How the foot lands cannot be seen from speed and cadence.
    - A watch whose speed reads too high makes every cadence look low; the files alone do not tell.
    """

    id: ClassVar[str] = "cadence_trait"
    title: ClassVar[str] = "Your usual cadence"
    sources: ClassVar[tuple[str, ...]] = (LINE, EVENS_OUT)
    is_aside: ClassVar[bool] = True

    min_runs: int = MIN_RUNS
    usual_share: float = USUAL_SHARE
    score: float = 50.0

    def judge(self, judged: Judged) -> Finding:
        """Share of the runs with low cadence or long steps; found where it is usual."""
        timeline = judged.timeline
        known = [[run.statuses.get(name, "") for name in FORM] for run in timeline.runs]
        known = [told for told in known if {"found", "clear"} & set(told)]
        if len(known) < self.min_runs:
            return self.not_assessed(f"{len(known)} runs whose steps could be judged; needs {self.min_runs}")
        often = sum("found" in told for told in known)
        tall = _height_m(timeline)
        short = _shortfall_sd(timeline, tall)
        middle = float(np.median(short)) if short.size else math.nan
        is_trait = often >= self.usual_share * len(known)
        where = f", {abs(middle):.1f} SD {'below' if middle > 0 else 'above'} what is usual at your speed and height in the middle of your runs"
        told = f"low cadence or long steps in {often} of {len(known)} runs{where if math.isfinite(middle) else ''}"
        meant = ": a trait of yours, not a reason why one day was heavy"
        return self.finding(
            self.score if is_trait else 0.0,
            Confidence({"height not known": 0.85 if tall is None else 1.0}),
            reason=told + (meant if is_trait else ""),
            evidence=self._evidence(short, often / len(known)),
            alternatives=("a watch whose speed reads too high makes every cadence look low",),
            advice=(
                Advice(
                    text="nothing needs to change; whoever is curious tries 5 % more steps at the same speed for a few minutes at a time",
                    source=EVENS_OUT,
                ),
            ),
            cap=self.score,
        )

    def _evidence(self, short: FloatArray, share: float) -> tuple[Evidence, ...]:
        often = Evidence(
            name="runs with low cadence or long steps", value=100.0 * share, unit="%", threshold=100.0 * self.usual_share
        )
        if not short.size:
            return (often,)
        low, middle, high = (float(value) for value in np.percentile(short, (10.0, 50.0, 90.0)))
        return (
            Evidence(
                name="cadence below what is usual, middle and 10-90 % of runs",
                value=middle,
                unit="SD",
                low=low,
                high=high,
                source=LINE,
            ),
            often,
        )


def _height_m(timeline: Timeline) -> float | None:
    """What the caller told, else the middle of what the files state. [m]"""
    height = timeline.column("height_m")
    known = height[np.isfinite(height)]
    return timeline.athlete.height_m or (float(np.median(known)) if known.size else None)


def _shortfall_sd(timeline: Timeline, tall: float | None) -> FloatArray:
    """Steps a minute below the line of other runners over their spread, of every run outdoors with both numbers. [SD]"""
    cadence, speed = timeline.column("cadence_spm"), timeline.column("speed_mps")
    spread = CADENCE_SD_HEIGHT_UNKNOWN_SPM if tall is None else CADENCE_SD_HEIGHT_KNOWN_SPM
    usable = np.isfinite(cadence) & (speed > 0.0) & ~timeline.on_treadmill
    return np.asarray((expected_cadence_spm(speed[usable], height_m=tall) - cadence[usable]) / spread, dtype=np.float64)
