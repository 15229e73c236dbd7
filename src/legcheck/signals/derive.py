"""Every signal of a run, computed once and handed to the heuristics together."""

from __future__ import annotations

from dataclasses import dataclass

from legcheck.core import Activity, Estimate, Run
from legcheck.signals._inputs import as_run
from legcheck.signals.balance import ContactBalance, contact_balance
from legcheck.signals.cadence import CadenceLevel, cadence_level
from legcheck.signals.descent import DescentLoad, descent_load
from legcheck.signals.gait_change import GaitChange, gait_change
from legcheck.signals.heart_rate import HeartRateDrift, heart_rate_drift
from legcheck.signals.intensity import HardRunning, hard_by_threshold, max_heart_rate
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.pace import PaceDecay, pace_decay
from legcheck.signals.relief import cardiac_relief
from legcheck.signals.session import session_type
from legcheck.signals.walking import walked_part

__all__ = ["RunSignals", "derive"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunSignals:
    """What the heuristics judge. Two are equal only if they are the same one.

    Attributes
    ----------
    run : Run
    layout : Layout
        What is compared with what, and the work repetitions of an interval session.
    session_type : str
        See :func:`legcheck.signals.session_type`.
    cadence : CadenceLevel
    gait : GaitChange
    drift : HeartRateDrift
    decay : PaceDecay
    relief : Estimate
        Cardiac relief ratio.
    walked : Estimate
        Part of the slowing that is walking; see :func:`legcheck.signals.walked_part`.
    balance : ContactBalance
    descent : DescentLoad
    hard_first, hard_second : HardRunning
        Stretches above the first and the second ventilatory threshold.
    """

    run: Run
    layout: Layout
    session_type: str
    cadence: CadenceLevel
    gait: GaitChange
    drift: HeartRateDrift
    decay: PaceDecay
    relief: Estimate
    walked: Estimate
    balance: ContactBalance
    descent: DescentLoad
    hard_first: HardRunning
    hard_second: HardRunning


def derive(run: Run | Activity) -> RunSignals:
    """Compute all signals of a run.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    RunSignals
    """
    run = as_run(run)
    layout = layout_of(run)
    decay = pace_decay(run, layout=layout)
    hard = hard_by_threshold(run, maximum=max_heart_rate(run), layout=layout)
    return RunSignals(
        run=run,
        layout=layout,
        session_type=session_type(run, layout=layout),
        cadence=cadence_level(run),
        gait=gait_change(run, decay, layout=layout),
        drift=heart_rate_drift(run, layout=layout),
        decay=decay,
        relief=cardiac_relief(run, decay, layout=layout),
        walked=walked_part(run, decay),
        balance=contact_balance(run, layout=layout),
        descent=descent_load(run, decay.onset_s.value if decay.onset_s.is_usable else None, layout=layout),
        hard_first=hard["first"],
        hard_second=hard["second"],
    )
