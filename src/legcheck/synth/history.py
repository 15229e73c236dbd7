"""Months of training of one invented runner, with planted episodes, known truth, files and a diary."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from legcheck.core.errors import InputError
from legcheck.synth.athlete import Runner, athlete
from legcheck.synth.days import DIARY_COLUMNS, Day, days_of, diary_row
from legcheck.synth.generate import SyntheticRun, run
from legcheck.synth.noise import stream
from legcheck.synth.other_sports import other_activity
from legcheck.synth.planned import ActivityTruth, PlannedActivity, activities_of
from legcheck.synth.recipe import Recipe, recipe_from
from legcheck.synth.training import RUN_DAYS, Episode, Habits, Plan, PlanEpisode, plan_sessions

__all__ = ["SyntheticHistory", "history"]

MOST_WEEKS = 520
"""[weeks] Ten years."""

HABITS = {entry.name for entry in fields(Habits)}
"""Settings that are not the single run's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticHistory:
    """Months of training that never took place.

    Attributes
    ----------
    seed : int
    runner : Runner
    day_sd : float
        How heart rate at a speed varies from day to day. [-]
    episodes : tuple of Episode
        What was planted.
    activities : tuple of PlannedActivity
        By start time.
    diary : tuple of mapping of str to str
        A row per day, :data:`DIARY_COLUMNS`; empty text where nothing was written.
    """

    seed: int
    runner: Runner
    day_sd: float
    episodes: tuple[Episode, ...]
    activities: tuple[PlannedActivity, ...]
    diary: tuple[Mapping[str, str], ...]

    def __repr__(self) -> str:
        planted = ", ".join(type(item).__name__ for item in self.episodes) or "nothing planted"
        return f"<SyntheticHistory {len(self.activities)} activities, {planted}, seed {self.seed}>"

    @property
    def truth(self) -> tuple[ActivityTruth, ...]:
        """What was planted in each activity."""
        return tuple(item.truth for item in self.activities)

    @property
    def heavy_share(self) -> float:
        """Share of the runs that were heavy from the start. [-]"""
        heavy = [item.truth.heavy for item in self.activities if item.is_run]
        return sum(heavy) / max(len(heavy), 1)

    def run(self, number: int) -> SyntheticRun:
        """Make the run at a place of :attr:`activities`.

        Raises
        ------
        InputError
            If there is no run at that place.
        """
        planned = self._planned(number)
        if not planned.is_run:
            raise InputError(f"activity {number} is no run but {planned.truth.kind}")
        return run(Recipe(**planned.settings))

    def fit(self, number: int) -> bytes:
        """The FIT file of the activity at a place of :attr:`activities`, run or not."""
        planned = self._planned(number)
        return self.run(number).fit() if planned.is_run else other_activity(**planned.settings)

    def diary_csv(self) -> str:
        """The diary as CSV."""
        text = io.StringIO()
        writer = csv.DictWriter(text, DIARY_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.diary)
        return text.getvalue()

    def write(self, folder: str | Path) -> Path:
        """Write a FIT file per activity and ``diary.csv``.

        Returns
        -------
        Path
            The folder, made if need be.
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        for planned in self.activities:
            (target / planned.name).write_bytes(self.fit(planned.number))
        (target / "diary.csv").write_text(self.diary_csv(), encoding="utf-8")
        return target

    def _planned(self, number: int) -> PlannedActivity:
        if not 0 <= number < len(self.activities):
            raise InputError(f"activity must lie between 0 and {len(self.activities) - 1}, got {number}")
        return self.activities[number]


def history(
    *,
    weeks: int = 20,
    runs_per_week: int = 4,
    seed: int = 0,
    runner: Runner | None = None,
    episodes: Sequence[Episode] = (),
    **settings: Any,
) -> SyntheticHistory:
    """Make months of training with planted episodes.

    Parameters
    ----------
    weeks : int
        [weeks]
    runs_per_week : int
        Two to six; one of them hard (from three on), one long.
    seed : int
        The same seed gives the same history, byte for byte; another one another runner.
    runner : Runner, optional
        Who runs; drawn with :func:`legcheck.synth.athlete` by default.
    episodes : sequence of Episode
        What happens; see :mod:`legcheck.synth.episodes`.
    **settings
        Fields of :class:`~legcheck.synth.training.Habits` (``minutes``, ``strength_per_week``, ``rides_per_week``, ``day_sd``,
        ``first_day``), and settings of :func:`legcheck.synth.run` for every run (``heart_rate_source``, ``dynamics``, ``surface``,
        ``noise`` and so on).

    Returns
    -------
    SyntheticHistory
        Nothing is simulated yet: :meth:`SyntheticHistory.run` makes one run, :meth:`SyntheticHistory.write` all files.

    Raises
    ------
    InputError
        If ``weeks`` or ``runs_per_week`` make no training.

    Examples
    --------
    >>> from legcheck.synth.episodes import HeavyDay
    >>> made = history(weeks=6, seed=3, episodes=[HeavyDay(week=4)])
    >>> [(item.name, item.truth.why) for item in made.activities if item.truth.heavy]
    [('2024-01-30-intervals.fit', ('heavy day',))]
    >>> len(made.diary), made.run(0).recipe.feel
    (42, 75.0)
    """
    _check(weeks, runs_per_week)
    habits = Habits(**{name: settings.pop(name) for name in HABITS & settings.keys()})
    recipe_from(settings)
    who = runner if runner is not None else athlete(seed)
    sessions = plan_sessions(habits, weeks=weeks, runs_per_week=runs_per_week, rng=stream(seed, "plan"))
    planted = tuple(episodes)
    for number, episode in enumerate(planted):
        if isinstance(episode, PlanEpisode):
            sessions = episode.reshape(Plan(sessions, stream(seed, f"episode {number}")))
    days = days_of(weeks, first_day=habits.first_monday, runner=who, episodes=planted, seed=seed)
    activities = activities_of(sessions, days, who, seed=seed, day_sd=habits.day_sd, recording=settings)
    return SyntheticHistory(
        seed=seed,
        runner=who,
        day_sd=habits.day_sd,
        episodes=planted,
        activities=activities,
        diary=tuple(_row(day, [item for item in activities if item.day == day.number]) for day in days),
    )


def _check(weeks: int, runs_per_week: int) -> None:
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"weeks must lie between 1 and {MOST_WEEKS}, got {weeks!r}")
    if runs_per_week not in RUN_DAYS:
        raise InputError(f"runs_per_week must lie between {min(RUN_DAYS)} and {max(RUN_DAYS)}, got {runs_per_week!r}")


def _row(day: Day, done: Sequence[PlannedActivity]) -> Mapping[str, str]:
    runs = [item for item in done if item.is_run]
    return diary_row(
        day,
        feel=runs[0].feel if runs else None,
        effort=runs[0].effort if runs else None,
        strength=any(item.truth.kind == "strength" for item in done),
        fuel="gel" if any(item.truth.kind == "long" for item in runs) else "",
    )
