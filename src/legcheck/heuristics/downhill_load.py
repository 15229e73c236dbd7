"""Downhill load: descents that brake, and a fade that follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.core import Advice, Evidence, Finding
from legcheck.heuristics._base import Confidence, Heuristic, evidence_from, evidence_score
from legcheck.signals import DescentLoad, RunSignals

__all__ = ["DownhillLoad"]

_VERNILLO = (
    "Vernillo G. et al., Biomechanics and physiology of uphill and downhill running. Sports Med, 2017;47:615-629. "
    "doi:10.1007/s40279-016-0605-y"
)

_BONTEMPS = (
    "Bontemps B. et al., Downhill running: what are the effects and how can we adapt? A narrative review. Sports Med, "
    "2020;50:2083-2110. doi:10.1007/s40279-020-01355-z"
)

_ADVICE = Advice(
    text="Take descents with short, quick steps and land softly; braking is eccentric work, which tires and sores thighs most, and "
    "legs adapt to it when it is added in small doses.",
    source=_BONTEMPS,
)


@dataclass(frozen=True, kw_only=True)
class DownhillLoad(Heuristic):
    """Many metres lost on slopes steeper than 4 %; worth more when late descents cost more speed than the rest.

    Downhill the legs mostly brake: muscles take up more energy than they give out, while the energy cost of running falls, down
    to a slope of about -20 % (Vernillo et al., Sports Med, 2017). So the breath notices little, but the thighs work while they
    are stretched, which tires and sores them most. Legs that are used to descents bear more of it (Bontemps et al., Sports Med, 2020).

    How many metres are too many no study tells. The threshold here is an engineering value, and nothing in one file says how
    used to descents the legs are. Treat it as a possible part of heavy legs.

    Attributes
    ----------
    found_from_m : float
        Metres of steep descent worth naming. [m] An engineering value, no study behind it; with its error a run is named from
        about 265 m, from 220 to 330 m depending on how late descents were run.
    altitude_error : float
        Error of that sum. [share] An engineering value.
    late_loss_from_pct : float
        Extra loss of speed on late descents that supports the reading. [%] An engineering value.
    cap : float
        Highest score. [score] Nothing tells how used to descents the legs are.
    min_minutes : float
        Shortest run that is judged. [min] An engineering value.

    Notes
    -----
    ``legcheck.signals.descent_load`` adds up the whole run. Slopes are those of the cleaned altitude over 80 m of ground, 240 m
    where altitude is noisy.

        descent = sum of slope / 100 * speed * 1 s        running, on slopes of -4 % and steeper
        z = (descent - found_from_m) / max(altitude_error * descent, 20 m) + support

    ``support`` asks whether late descents were run more slowly than early ones. It takes the change of log grade-adjusted speed
    from the first half of the time after minute 10 to the second, once on these descents and once on all other ground:

        late loss = change elsewhere - change on descents        [%]
        support = 0.5 * (late loss - late_loss_from_pct) / standard error, at most 1 either way

    It is 0 where a half holds less than three minutes of descents or of other ground. What is marked in the run are the longer
    descents.

    The score never passes ``cap``. Confidence is lower where altitude was noisy and had to be smoothed, and where late and
    early descents could not be compared. Not assessed without usable altitude, indoors, or with less than ``min_minutes`` of
    moving.

    Warnings
    --------
    - It does not say that the descents made your legs heavy, only that there was much of what can.
    - It does not see how you land or how hard you brake, and knows nothing of your last weeks in the hills.
    """

    id: ClassVar[str] = "downhill_load"
    title: ClassVar[str] = "Downhill load"
    needs: ClassVar[frozenset[str]] = frozenset({"altitude_m", "speed_mps"})
    sources: ClassVar[tuple[str, ...]] = (_VERNILLO, _BONTEMPS)
    family: ClassVar[str] = "descent"

    found_from_m: float = 200.0
    altitude_error: float = 0.15
    late_loss_from_pct: float = 3.0
    cap: float = 75.0
    min_minutes: float = 10.0

    def detect(self, signals: RunSignals) -> Finding:
        """Judge metres descended, and what followed."""
        load = signals.descent
        if load.reason:
            return self.not_assessed(load.reason)
        if signals.run.moving_s < 60.0 * self.min_minutes:
            return self.not_assessed(f"{signals.run.moving_s / 60:.0f} min of moving; needs {self.min_minutes:.0f}")
        codes = {note.code for note in signals.run.notes}
        return self.finding(
            self._score(load),
            Confidence(
                {
                    "altitude is noisy": 0.6 if "altitude_smoothed" in codes else 1.0,
                    "late and early descents could not be compared": 1.0 if load.late_loss_pct.is_usable else 0.8,
                }
            ),
            reason=_sentence(load),
            evidence=self._evidence(load),
            spans=load.spans,
            alternatives=("the same descents weigh little on legs that are used to them",),
            advice=(_ADVICE,),
            cap=self.cap,
        )

    def _score(self, load: DescentLoad) -> float:
        """Metres descended decide; what late descents cost moves the answer by one standard error at most."""
        error = max(self.altitude_error * load.descent_m, 20.0)
        late, support = load.late_loss_pct, 0.0
        if late.is_usable:
            support = max(min(0.5 * (late.value - self.late_loss_from_pct) / late.standard_error, 1.0), -1.0)
        return evidence_score((load.descent_m - self.found_from_m) / error + support)

    def _evidence(self, load: DescentLoad) -> tuple[Evidence, ...]:
        low, high = (load.descent_m * (1 + sign * 2 * self.altitude_error) for sign in (-1, 1))
        name = "metres lost on slopes below -4 %"
        limit = self.found_from_m
        found = [Evidence(name=name, value=load.descent_m, unit="m", low=low, high=high, threshold=limit, source=_VERNILLO)]
        if load.late_loss_pct.is_usable:
            text, bound = (
                "extra loss of speed on late descents",
                self.late_loss_from_pct if load.late_loss_pct.low > 0.0 else None,
            )
            found.append(
                evidence_from(text, load.late_loss_pct, threshold=bound, source="late against early, descents against the rest")
            )
        return tuple(found)


def _sentence(load: DescentLoad) -> str:
    told = f"{load.descent_m:.0f} m lost on slopes steeper than 4 % ({load.descent_m_per_km:.0f} m per km)"
    loss = load.late_loss_pct
    if loss.is_usable and loss.low > 0:
        return f"{told}; late descents cost {loss.value:.0f} % more speed than level ground did"
    return told
