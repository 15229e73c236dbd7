"""Two passes over many activities: each run against the runs before it, then all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legcheck.core import Athlete, Finding
from legcheck.history.baseline import baseline
from legcheck.history.diary import DiaryEntry
from legcheck.history.headline import day_strain, headline
from legcheck.history.heuristics import Judged, Past, past_heuristics, pattern_heuristics
from legcheck.history.summary import ActivitySummary
from legcheck.history.timeline import Timeline

__all__ = ["judge_history", "over_time"]


def judge_history(
    summaries: Iterable[ActivitySummary], *, diary: Sequence[DiaryEntry] = (), athlete: Athlete | None = None
) -> Judged:
    """Judge every run in the light of what came before it.

    Parameters
    ----------
    summaries : iterable of ActivitySummary
        In any order; each activity once (see :func:`legcheck.history.duplicates.once`).
    diary : sequence of DiaryEntry
        What the runner wrote.
    athlete : Athlete, optional

    Returns
    -------
    Judged
        Made from earlier runs only, so what is said of a run does not change when later ones are added (but for the unit of load: a
        higher maximum heart rate in a later file makes all loads a little smaller alike).
    """
    timeline = Timeline.of(summaries, diary=diary, athlete=athlete)
    past = Past(timeline=timeline, baselines=baseline(timeline))
    judges = tuple(kind() for kind in past_heuristics())
    places = range(len(timeline.runs))
    findings = tuple({judge.id: judge.judge(past, place) for judge in judges} for place in places)
    headlines = tuple(
        headline(run, day_strain(normal), said.get("heavy_from_start"))
        for run, normal, said in zip(timeline.runs, past.baselines, findings, strict=True)
    )
    return Judged(timeline=timeline, baselines=past.baselines, headlines=headlines, findings=findings)


def over_time(judged: Judged) -> tuple[Finding, ...]:
    """What every heuristic over the whole history says, strongest first."""
    from legcheck.report import in_order

    return in_order(tuple(kind().judge(judged) for kind in pattern_heuristics()))
