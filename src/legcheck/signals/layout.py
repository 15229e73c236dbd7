"""How a run is laid out: what is compared with what, and the work repetitions if it is an interval session."""

from __future__ import annotations

from dataclasses import dataclass

from legcheck.core import Run
from legcheck.signals.repetitions import Repetitions, find_repetitions
from legcheck.signals.windows import Windows, analysis_windows

__all__ = ["Layout", "layout_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What most signals need to know of a run before they start; found once and handed to all of them.

    Attributes
    ----------
    windows : Windows
        Reference and late window; see :func:`legcheck.signals.windows.analysis_windows`.
    repetitions : Repetitions or None
        None when the run is no interval session; see :func:`legcheck.signals.repetitions.find_repetitions`.
    """

    windows: Windows
    repetitions: Repetitions | None

    @property
    def is_intervals(self) -> bool:
        """Whether early and late are set by a plan of repetitions rather than by the runner's state."""
        return self.repetitions is not None


def layout_of(run: Run) -> Layout:
    """Lay out a run.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Layout

    Examples
    --------
    >>> from legcheck import clean, synth
    >>> layout = layout_of(clean(synth.run(duration_s=3600, seed=1).activity))
    >>> layout.is_intervals, layout.windows.late.end_s > layout.windows.reference.end_s
    (False, True)
    """
    return Layout(windows=analysis_windows(run), repetitions=find_repetitions(run))
