"""Episodes of single runs scattered over weeks: a sensor that reads wrong, more drift than usual, other steps than usual."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace

from legcheck.synth.training import Plan, PlanEpisode, Session, within

__all__ = ["CadenceChange", "DriftDays", "SensorFault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SomeRuns(PlanEpisode):
    """Runs drawn from a stretch of weeks.

    Attributes
    ----------
    weeks : float
        How long. [weeks]
    share : float
        Share of the runs that are drawn. [-]
    """

    weeks: float = 14.0
    share: float = 0.1

    @abstractmethod
    def change(self, session: Session) -> Session:
        """What becomes of a run that is drawn."""

    def reshape(self, plan: Plan) -> list[Session]:
        """Draw the runs; their number is the share, rounded."""
        eligible = [place for place, item in enumerate(plan.sessions) if item.is_run and within(item, self.week, self.weeks)]
        chosen = set(plan.rng.permutation(eligible)[: round(self.share * len(eligible))].tolist()) if eligible else set()
        return [self.change(item) if place in chosen else item for place, item in enumerate(plan.sessions)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorFault(_SomeRuns):
    """Runs in which the heart-rate sensor reads wrong from start to end.

    Attributes
    ----------
    above_bpm : float
        It shows so much more than the heart does; infinite: it shows the steps. [bpm]
    """

    above_bpm: float = 30.0

    def change(self, session: Session) -> Session:
        """The same run, other heart rates."""
        return replace(session, sensor_bpm=self.above_bpm, why=(*session.why, "sensor fault"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftDays(_SomeRuns):
    """Runs in which heart rate drifts more than it usually does. ``more_bpm_per_h`` [bpm/h]"""

    more_bpm_per_h: float = 15.0

    def change(self, session: Session) -> Session:
        """The same run with more drift."""
        return replace(session, drift_bpm_per_h=self.more_bpm_per_h, why=(*session.why, "more drift"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceChange(_SomeRuns):
    """Runs with other steps at the same speed. ``more_spm``: negative for fewer. [steps/min]"""

    more_spm: float = -6.0

    def change(self, session: Session) -> Session:
        """The same run with other steps."""
        return replace(session, cadence_spm=self.more_spm, why=(*session.why, "other cadence"))
