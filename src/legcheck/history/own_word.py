"""What the runner said of a run, where it differs from what the recording says."""

from __future__ import annotations

import math

from legcheck.core import Status
from legcheck.history.diary import FEEL_STEP, FEEL_WORDS
from legcheck.history.summary import ActivitySummary

__all__ = ["own_word"]

FELT_WELL, FELT_BADLY = 75.0, 25.0
"""[0-100] Feel from which a run felt well, and up to which it felt badly: the second and the fourth of the five steps that watches offer."""

EASY_EFFORT, HARD_EFFORT = 30.0, 75.0
"""[0-100] Effort up to which a run was rated easy, and from which hard: 3 and 7.5 of 10."""


def own_word(summary: ActivitySummary, *, found: bool) -> str:
    """What the runner said, where it differs from what the recording says; it has no part in the score.

    Parameters
    ----------
    summary : ActivitySummary
    found : bool
        Whether heavy legs were found.

    Returns
    -------
    str
        Empty where both agree or nothing was said.
    """
    felt_well = summary.feel >= FELT_WELL or (math.isnan(summary.feel) and summary.effort <= EASY_EFFORT)
    if found and felt_well:
        return f"your own word differs: {_rating(summary)}"
    if not found and summary.feel <= FELT_BADLY:
        return f"yet {_rating(summary)}, and nothing in the files explains it"
    if not found and summary.effort >= HARD_EFFORT and summary.statuses.get("late_fade") == Status.FOUND:
        return f"you rated the effort {summary.effort:.0f} of 100, which speaks for tired legs rather than choice"
    return ""


def _rating(summary: ActivitySummary) -> str:
    """What the runner entered, feel rather than effort, in a word and as the number in the file."""
    if math.isnan(summary.feel):
        return f"you rated the effort {summary.effort:.0f} of 100"
    return f"you felt {FEEL_WORDS[round(summary.feel / FEEL_STEP)]}, {summary.feel:.0f} of 100"
