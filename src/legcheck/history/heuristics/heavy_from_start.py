"""Heavy from the first kilometre: minutes 3 to 12 against the runner's own normal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import SCORE_CENTRE_Z, Confidence, evidence_score
from legcheck.history.baseline import BASELINE_DAYS, Baseline
from legcheck.history.deviation import Deviation
from legcheck.history.heuristics._base import Past, PastHeuristic
from legcheck.history.heuristics._efficiency import Standing, standing

__all__ = ["HeavyFromStart"]

LAMBERTS = "Lamberts R.P. et al., J Strength Cond Res 2004;18:641-645"
"""44 runners on five days: submaximal heart rate varies by 5 +- 2 bpm, standard error 1.1-1.4 %."""

BOSQUET = "Bosquet L. et al., Br J Sports Med 2008;42:709-714, doi:10.1136/bjsm.2007.042200"
"""Meta-analysis: after more than two weeks of overload, heart rate during exercise is a little lower, not higher."""


WEAKER_SIGN = 0.7
"""[-] Confidence of the two signs that an ordinary cause explains as well. Engineering value."""

HIGH_ALTERNATIVES = (
    "heat, hills, wind, soft ground, coffee, the first day of a cold or a badly fitting sensor raise heart rate, too",
    "after weeks of overload heart rate can be lower, not higher, at the same pace",
)
"""What else gives the same numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """One of the three ways to be heavy from the start: how far beyond its threshold, and in words."""

    z: float
    told: str
    evidence: tuple[Evidence, ...]
    cap: float
    alternatives: tuple[str, ...]
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class HeavyFromStart(PastHeuristic):
    """Compares the first minutes, after the heart has answered and before it drifts, with earlier runs at that speed.

    "Full of cement from the first kilometre": no single recording shows that, as nothing in it is fresh to compare with. Your own
    earlier runs are. At one speed heart rate varies by 5 (SD 2) bpm from day to day, with an error of 1.1 to 1.4 % in 44 runners on
    five days (Lamberts et al., J Strength Cond Res, 2004). More than that says that the same pace cost more.

    It does not have to be more. After weeks of overload heart rate in exercise was a little lower (SMD -0.38; meta-analysis,
    Bosquet et al., Br J Sports Med, 2008), and some are slow with a heart that will not come up. Against one runner's own ratings
    heart rate in these minutes alone was little better than a coin (AUC 0.54, 0.5 being a coin). It is one sign of several.

    Attributes
    ----------
    high_z : float
        Heart rate above the own normal from which it is named, in units of the runner's own scatter; set on simulated histories.
        [SD]
    early_share : float
        Of that, so much has to be there in minutes 3 to 12 alone; engineering value. [share]
    low_z, slow_z : float
        The same below the normal for heart rate, and for speed; engineering values. [SD]
    came_later : float
        Who runs so much faster in minutes 10 to 40 than in minutes 3 to 12 held back at the start; engineering value. [share]
    cadence_spm, contact_pct : float
        Fall of cadence at equal speed [steps/min] and rise of contact time [%] from which gait is named; engineering values.
    gait_z : float
        And how far beyond the own scatter it has to lie; engineering value. [SD]
    scatter_bpm : float
        Scatter of heart rate at equal speed expected beforehand: twice the laboratory's 1.1-1.4 % at 145 bpm, less what two
        stretches average out. [bpm]
    prior_runs : float
        Weight of the scatter expected beforehand; engineering value. [runs]
    scatter_runs : int
        Latest earlier runs that are compared with; more than the baseline's, so that a spell of heavy runs does not become the
        normal; engineering value. [runs]
    min_s : float
        Running seconds in minutes 3 to 12 without which nothing is said: with heart rate and speed, for gait with cadence and
        speed; engineering value. [s]
    min_same_ground : float
        Share of earlier runs that were on a treadmill, too, for a run on one to be compared; engineering value. [share]
    slow_cap, gait_cap : float
        Largest score of the two weaker types; engineering values. [score]

    Notes
    -----
    Three types are looked for in minutes 3 to 12 of the moving time, and the strongest counts.

    *Heart rate high at the pace.* Heart rate, 1 bpm for each degC above 19 degC taken off, is held against a line on ln(speed)
    through the latest ``scatter_runs`` earlier runs of 180 days (of the same device where eight are). Earlier runs more than 2 SD
    above the usual are left out, so that heavy runs do not become the normal. Minutes 10 to 40 are averaged in where they can be
    compared: what is there from the start is there then, too.

        z    = (heart rate - line) / own scatter       scatter leans on scatter_bpm, with the weight of prior_runs
        sign = min(z - high_z, z of minutes 3 to 12 alone - early_share * high_z)

    *Slow with a low heart rate.* Speed ``slow_z`` below the usual and heart rate ``low_z`` below what that speed leads to expect,
    unless the pace came later.

    *Gait alone.* Fewer steps, or a longer contact, than your own line at that speed: by ``cadence_spm`` or ``contact_pct`` and by
    ``gait_z``. More steps and a shorter contact are no sign.

    The score is 50 at the threshold of a type and 88 one SD beyond it; the two weaker types end at ``slow_cap`` and ``gait_cap``
    and are told with less confidence. Confidence is also lower with fewer than 20 earlier runs, without a temperature, on a
    treadmill, and where minutes 10 to 40 could not be compared. Not assessed: a treadmill where most earlier runs were outdoors;
    and, unless gait tells, fewer than ``min_s`` seconds with heart rate and speed, fewer than eight runs, a speed outside theirs, a
    start within 2 h of the end of another activity, or a heart rate that is not believed. Gait clears no run.

    Warnings
    --------
    - It says that the start was unlike your own, not why. Heat, wind, soft ground, coffee, a cold on its way or a loose strap raise
      heart rate, too.
    - An easy run by intention looks like legs that would not go.
    - A usual heart rate does not prove that the legs felt well.
    """

    id: ClassVar[str] = "heavy_from_start"
    title: ClassVar[str] = "Heavy from the first kilometre"
    sources: ClassVar[tuple[str, ...]] = (LAMBERTS, BOSQUET)

    high_z: float = 2.1
    early_share: float = 0.5
    low_z: float = 1.3
    slow_z: float = 2.0
    came_later: float = 0.04
    cadence_spm: float = 3.0
    contact_pct: float = 4.0
    gait_z: float = 2.6
    scatter_bpm: float = 3.0
    prior_runs: float = 8.0
    scatter_runs: int = 45
    min_s: float = 240.0
    min_same_ground: float = 0.8
    slow_cap: float = 60.0
    gait_cap: float = 60.0

    def judge(self, past: Past, place: int) -> Finding:
        """The strongest of the three types; the score passes 50 at its threshold."""
        reason = self._not_comparable(past, place)
        if reason:
            return self.not_assessed(reason)
        run, here = past.timeline.runs[place], past.baselines[place]
        heart_s, gait_s = run.number("early_s"), run.number("early_gait_s")
        stand = None if heart_s < self.min_s else past.once(self, lambda: self._standing(past))[place]
        gait = None if gait_s < self.min_s else self._gait(here)
        options = (self._high(past, place, stand), self._slow(past, place, stand), gait)
        signs = [sign for sign in options if sign is not None]
        if stand is None and all(sign.z < 0.0 for sign in signs):
            short = f"{heart_s:.0f} seconds with heart rate; needs {self.min_s:.0f}" if heart_s < self.min_s else ""
            why = short or here.early_heart_rate.reason or "too few of the latest runs have a heart rate"
            return self.not_assessed(f"heart rate in minutes 3 to 12 cannot be compared: {why}")
        found = [sign for sign in signs if sign.z >= 0.0] or signs[:1]
        best = max(found, key=lambda sign: (min(evidence_score(sign.z + SCORE_CENTRE_Z), sign.cap), sign.z))
        return self.finding(
            evidence_score(best.z + SCORE_CENTRE_Z),
            self._confidence(past, place, stand, best.doubt),
            reason=best.told,
            evidence=best.evidence,
            alternatives=best.alternatives,
            advice=(
                Advice(
                    text="take the day easy or cut it short; if the next two runs begin the same way, add a day of rest",
                    source="engineering judgement; no trial of it was found",
                ),
            ),
            cap=best.cap,
        )

    def _standing(self, past: Past) -> tuple[Standing | None, ...]:
        return standing(past, runs=self.scatter_runs, prior_runs=self.prior_runs, prior_bpm=self.scatter_bpm)

    def _not_comparable(self, past: Past, place: int) -> str:
        """Why the first minutes cannot be held against earlier ones; empty when they can."""
        run = past.timeline.runs[place]
        usable_s = max(run.number("early_s"), run.number("early_gait_s"))
        if usable_s < self.min_s:
            return f"{usable_s:.0f} usable seconds in minutes 3 to 12; needs {self.min_s:.0f}"
        if run.surface != "treadmill":
            return ""
        indoors = past.timeline.on_treadmill[past.timeline.runs_before(place, days=BASELINE_DAYS)[-self.scatter_runs :]]
        if int(indoors.sum()) < self.min_same_ground * len(indoors):
            return "on a treadmill, whose speed is its own, and most earlier runs were not"
        return ""

    def _high(self, past: Past, place: int, stand: Standing | None) -> _Sign | None:
        if stand is None:
            return None
        heart = past.baselines[place].early_heart_rate.value
        early_z = self.early_share * self.high_z
        parts = (
            f"minutes 3 to 12: heart rate {heart:.0f} bpm, {stand.early_bpm:+.0f} against {stand.runs} ordinary runs at that speed",
            f"minutes 10 to 40: {stand.middle_bpm:+.0f}" if stand.has_both else "",
            "as usual or better"
            if stand.z < self.high_z
            else "high, but not from the start"
            if stand.early_z < early_z
            else "heavy from the start: heart rate high at the pace",
        )
        return _Sign(
            z=min(stand.z - self.high_z, stand.early_z - early_z),
            told="; ".join(part for part in parts if part),
            evidence=self._heart_rates(stand),
            cap=100.0,
            alternatives=HIGH_ALTERNATIVES,
        )

    def _heart_rates(self, stand: Standing) -> tuple[Evidence, ...]:
        """Both stretches with the interval that nineteen of twenty ordinary runs stay in, and what they amount to."""
        stretches = [("minutes 3 to 12", stand.early_bpm, stand.early_scatter_bpm)]
        stretches += [("minutes 10 to 40", stand.middle_bpm, stand.middle_scatter_bpm)] if stand.has_both else []
        early, *middle = (
            Evidence(
                name=f"heart rate at equal speed, {name}",
                value=off,
                unit="bpm",
                low=off - 1.96 * scatter,
                high=off + 1.96 * scatter,
                source=LAMBERTS,
            )
            for name, off, scatter in stretches
        )
        joined = Evidence(
            name="heart rate at equal speed against the own scatter", value=stand.z, unit="SD", threshold=self.high_z
        )
        return early, joined, *middle

    def _slow(self, past: Past, place: int, stand: Standing | None) -> _Sign | None:
        """Slower than usual while the heart rate lies below what even that speed leads to expect, and no pace that comes later."""
        speed, run = past.baselines[place].early_speed, past.timeline.runs[place]
        faster = run.number("middle_speed_mps") / run.number("early_speed_mps") - 1.0
        if stand is None or not speed.is_usable or faster >= self.came_later:
            return None
        low, slow = -stand.z, -speed.difference / speed.spread
        slower_pct = 100.0 * -math.expm1(speed.difference)
        return _Sign(
            z=min(low - self.low_z, slow - self.slow_z),
            told=f"minutes 3 to 12: {slower_pct:.0f} % slower than usual and the heart rate stayed low: held back, or legs that would not go",
            evidence=(
                Evidence(name="speed below the usual", value=slow, unit="SD", threshold=self.slow_z),
                Evidence(
                    name="heart rate below the usual at that speed", value=low, unit="SD", threshold=self.low_z, source=BOSQUET
                ),
            ),
            cap=self.slow_cap,
            alternatives=("an easy run by intention looks the same; only the runner knows",),
            doubt="slow with a low heart rate: holding back on purpose looks the same",
        )

    def _gait(self, here: Baseline) -> _Sign | None:
        """Fewer steps or a longer contact; more steps and a shorter contact are no sign of heavy legs."""
        signs = (
            self._off_line(here.early_cadence, "cadence at equal speed", "steps/min", 1.0, -self.cadence_spm),
            self._off_line(here.early_contact_time, "contact time at equal speed", "%", 100.0, self.contact_pct),
        )
        return max((sign for sign in signs if sign is not None), key=lambda sign: sign.z, default=None)

    def _off_line(self, dev: Deviation, name: str, unit: str, scale: float, limit: float) -> _Sign | None:
        """Gait off the own line: the limit, whose sign is that of heavy legs, and the own scatter both have to be passed."""
        if not dev.is_usable:
            return None
        off = scale * dev.difference
        return _Sign(
            z=min(math.copysign(1.0, limit) * dev.difference / dev.spread - self.gait_z, 2.0 * (off / limit - 1.0)),
            told=f"minutes 3 to 12: {name} {off:+.1f} {unit} against {dev.runs} earlier runs, gait alone",
            evidence=(Evidence(name=name, value=off, unit=unit, threshold=limit),),
            cap=self.gait_cap,
            alternatives=("other shoes, ground, hills or sensor change gait without heavy legs",),
            doubt="gait alone, which shoes and ground change, too",
        )

    def _confidence(self, past: Past, place: int, stand: Standing | None, doubt: str) -> Confidence:
        run = past.timeline.runs[place]
        runs = stand.runs if stand is not None else past.baselines[place].early_cadence.runs
        return Confidence(
            {
                doubt: WEAKER_SIGN if doubt else 1.0,
                f"only {runs} earlier runs to compare with": min(1.0, 0.6 + 0.4 * runs / 20.0),
                "temperature not known: heat cannot be taken off": 1.0 if math.isfinite(run.number("temperature_c")) else 0.85,
                "a treadmill's speed is its own": 0.6 if run.surface == "treadmill" else 1.0,
                "minutes 10 to 40 could not be compared": 1.0 if stand is not None and stand.has_both else 0.9,
            }
        )
