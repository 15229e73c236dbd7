"""Heart rate that cannot be trusted: dropouts, a wrong start, or a sensor that followed the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from legcheck.cleaning.heart_rate import START_S
from legcheck.core import Advice, BoolArray, Evidence, Finding, FloatArray, IntArray, Run, Span
from legcheck.heuristics._base import Confidence, Heuristic, evidence_score
from legcheck.signals import RunSignals

__all__ = ["HeartRateUnreliable"]

_WRIST = "Pasadyn S.R. et al., Accuracy of commercially available heart rate monitors in athletes. Cardiovasc Diagn Ther, 2019;9:379-385."
LEAST_S = 300
"""[s] Of running after the first minute of heart rate: less says little of a sensor."""

LEAST_MISSING_S = 30
"""[s] Seconds without any value that are worth a word."""

_CODES = ("heart_rate_locked", "heart_rate_start", "heart_rate_stuck", "heart_rate_dropouts", "heart_rate_spikes")


@dataclass(frozen=True, kw_only=True)
class HeartRateUnreliable(Heuristic):
    """A share of the heart rate that cleaning did not trust; everything said about the heart then rests on less.

    This has nothing to do with legs. It tells how far to believe what is said about drift, about hard running and about whether
    the heart had room when pace fell.

    Sensors differ. On a treadmill a chest strap agreed with an electrocardiogram with a concordance of 0.98, four wrist sensors
    with 0.89 to 0.96 (Pasadyn et al., Cardiovasc Diagn Ther, 2019). Such figures are means. A wrist sensor can also follow the
    steps instead of the pulse for minutes on end, so each run is looked at by itself.

    Attributes
    ----------
    found_from_share : float
        Share of running time worth naming. [fraction] An engineering value; with its softness a run is named from about 0.15.
    spread : float
        Softness of that bound. [fraction] An engineering value.

    Notes
    -----
    Counted is every second of running, but for the first minute of heart rate, which is never used.

        share = seconds of running without trusted heart rate / seconds of running
        z = (share - found_from_share) / spread

    Not trusted is a second without a value, a wrong start (a dry strap, a sensor on the steps), a pulse far too low for running
    or collapsing at once, one value to the beat for three minutes, and, unless it came from a strap, a heart rate that follows
    the steps. Short jumps are taken out before and count only where the gap they leave is too long to be bridged. What was
    found in the run is listed in the reason, and up to five of the longest stretches are marked.

    The count has no error of its own: confidence is always 1, and no cap applies. Not assessed with less than five minutes of
    running.

    Warnings
    --------
    - It does not say that the rest is right. A sensor can be wrong for a whole run and look well all along.
    - It does not say that the sensor is broken. How it was worn can be enough.
    - It speaks of the sensor and never of your heart.
    """

    id: ClassVar[str] = "heart_rate_unreliable"
    title: ClassVar[str] = "Heart rate not reliable"
    needs: ClassVar[frozenset[str]] = frozenset({"heart_rate_bpm"})
    sources: ClassVar[tuple[str, ...]] = (_WRIST,)
    family: ClassVar[str] = "quality"

    found_from_share: float = 0.10
    spread: float = 0.03

    def detect(self, signals: RunSignals) -> Finding:
        """Judge the share of running seconds without trusted heart rate."""
        run = signals.run
        settled = run.running & ~_settling(run["heart_rate_bpm"])
        running = int(np.count_nonzero(settled))
        if running < LEAST_S:
            return self.not_assessed(f"{running / 60:.0f} min of running after the first minute; needs {LEAST_S / 60:.0f}")
        doubtful = settled & ~run.masks["heart_rate_trusted"]
        share = float(np.count_nonzero(doubtful)) / running
        told = _reasons(run, settled)
        seconds = np.flatnonzero(doubtful).astype(np.int64)
        return self.finding(
            evidence_score((share - self.found_from_share) / self.spread),
            Confidence({}),
            reason=f"{100 * share:.0f} % of the heart rate was not used" + (f": {'; '.join(told)}" if told else ""),
            evidence=(
                Evidence(
                    name="heart rate not used",
                    value=100 * share,
                    unit="%",
                    threshold=100 * self.found_from_share,
                    source=_WRIST,
                ),
            ),
            spans=_stretches(seconds),
            advice=(
                Advice(
                    text="A chest strap agrees with an electrocardiogram far better than a wrist sensor does while running.",
                    source=_WRIST,
                ),
            ),
        )


def _reasons(run: Run, settled: BoolArray) -> list[str]:
    """Why heart rate was not used, in words."""
    told = [note.message for note in run.notes if note.code in _CODES]
    missing = int(np.count_nonzero(settled & ~np.isfinite(run["heart_rate_bpm"])))
    return [*told, f"{missing:,} seconds without any"] if missing >= LEAST_MISSING_S else told


def _settling(heart_rate_bpm: FloatArray) -> BoolArray:
    """The first minute of heart rate, which is never used and says nothing of the sensor."""
    settling = np.zeros(len(heart_rate_bpm), dtype=np.bool_)
    begin = int(np.argmax(np.isfinite(heart_rate_bpm)))
    settling[begin : begin + START_S] = True
    return settling


def _stretches(seconds: IntArray) -> tuple[Span, ...]:
    if not seconds.size:
        return ()
    cuts = np.flatnonzero(np.diff(seconds) > 60)
    starts, ends = np.concatenate([[0], cuts + 1]), np.concatenate([cuts, [seconds.size - 1]])
    spans = [Span(float(seconds[a]), float(seconds[b] + 1)) for a, b in zip(starts, ends, strict=True)]
    return tuple(sorted(sorted(spans, key=lambda span: -span.duration_s)[:5]))
