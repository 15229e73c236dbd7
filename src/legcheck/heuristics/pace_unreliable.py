"""Pace that cannot be trusted: no speed but GPS positions, jumps, gaps, or a belt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.core import Evidence, Finding, FloatArray
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.signals import RunSignals

__all__ = ["PaceUnreliable"]

_GPS = (
    "Gilgen-Ammann R. et al., Accuracy of distance recordings in eight positioning-enabled sport watches. JMIR mHealth uHealth, "
    "2020;8:e17118. doi:10.2196/17118"
)
_CODES = (
    "speed_spikes",
    "position_spikes",
    "distance_jump",
    "speed_distance_disagree",
    "faster_than_running",
    "recording_gaps",
)


@dataclass(frozen=True, kw_only=True)
class PaceUnreliable(Heuristic):
    """Speed that jumps from second to second more than a body can, or that was missing for part of the run.

    This has nothing to do with legs. It tells how far to believe what is said about fading, step length and everything else
    that rests on pace.

    Eight satellite watches were off by 3.2 to 6.1 % of the distance on average, and by more among trees and houses
    (Gilgen-Ammann et al., JMIR mHealth uHealth, 2020). An error that stays the same cancels when a run is compared with itself.
    One that comes and goes does not, and it shows as jumps and holes.

    Attributes
    ----------
    found_from_jitter_mps : float
        Second-to-second scatter of speed worth naming. [m/s] An engineering value; a run is named from about 0.43.
    found_from_gaps : float
        Share of the run without speed worth naming. [fraction] An engineering value; a run is named from about 0.15.

    Notes
    -----
    Speed is taken after cleaning, in which single spikes are already blanked.

        scatter = 1.4826 * median of |second differences of speed| / sqrt(6)        [m/s], seconds of running and walking
        gaps = share of the recorded seconds, standing left out, without speed

    For independent errors the scatter is the standard deviation of a single value; a steady rise or fall of speed does not
    count.

        z = max((scatter - found_from_jitter_mps) / 0.05, (gaps - found_from_gaps) / 0.03)

    The two divisors, 0.05 m/s and 0.03, are engineering values. Notes of cleaning about spikes, jumps and holes are told in the
    reason and do not move the score.

    Both numbers are counted and have no error of their own: confidence is always 1, and no cap applies. Not assessed on a
    treadmill, or with less than five minutes of moving.

    Warnings
    --------
    - *Clear* does not mean that the distance is right. A watch can be some per cent off all along without a single jump.
    - It does not tell which second is wrong, and corrects nothing.
    - Real surges on a course with many turns can look the same.
    """

    id: ClassVar[str] = "pace_unreliable"
    title: ClassVar[str] = "Pace not reliable"
    needs: ClassVar[frozenset[str]] = frozenset({"speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_GPS,)
    family: ClassVar[str] = "quality"

    found_from_jitter_mps: float = 0.35
    found_from_gaps: float = 0.10

    def detect(self, signals: RunSignals) -> Finding:
        """Judge scatter and gaps of speed."""
        run = signals.run
        if run.surface == "treadmill":
            return self.not_assessed("a treadmill run: speed is not measured by GPS")
        moving = run.masks["running"] | run.masks["walking"]
        if np.count_nonzero(moving) < 300:
            return self.not_assessed(f"{np.count_nonzero(moving) / 60:.0f} min of moving; needs 5")
        jitter = _jitter_mps(run["speed_mps"][moving])
        active = run.masks["recorded"] & ~run.masks["stopped"]
        gaps = 1.0 - float(np.count_nonzero(active & np.isfinite(run["speed_mps"]))) / max(int(np.count_nonzero(active)), 1)
        z = max((jitter - self.found_from_jitter_mps) / 0.05, (gaps - self.found_from_gaps) / 0.03)
        told = [note.message for note in run.notes if note.code in _CODES]
        return self.finding(
            evidence_score(z),
            Confidence({}),
            reason=f"speed scatters by {jitter:.2f} m/s from second to second, {100 * gaps:.0f} % of it is missing"
            + (f" ({'; '.join(told)})" if told else ""),
            evidence=(
                Evidence(name="scatter of speed", value=jitter, unit="m/s", threshold=self.found_from_jitter_mps, source=_GPS),
                Evidence(name="speed missing", value=100 * gaps, unit="%", threshold=100 * self.found_from_gaps, source=_GPS),
            ),
            alternatives=("real surges, on a course with many turns",),
        )


def _jitter_mps(speed: FloatArray) -> float:
    """Robust scatter of second differences, as if it were noise of single values. [m/s]"""
    known = speed[np.isfinite(speed)]
    bends = np.diff(known, n=2)
    return float(1.4826 * np.median(np.abs(bends)) / np.sqrt(6.0)) if bends.size else 0.0
