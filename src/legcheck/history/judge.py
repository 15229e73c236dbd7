"""Two passes over many activities: each run against the runs before it, then all of it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legcheck.core import Athlete, Finding
from legcheck.history.baseline import baseline
from legcheck.history.diary import DiaryEntry
from legcheck.history.headline import day_strain, headline
from legcheck.history.heuristics import Judged, Past, past_heuristics, pattern_heuristics
from legcheck.history.own_share import own_score, without_heart_rate
from legcheck.history.sensor import believed
from legcheck.history.summary import ActivitySummary
from legcheck.history.timeline import Timeline
from legcheck.history.traits import usual_before

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
        Made from the run and earlier ones only, so what is said of a run does not change when later ones are added. But for one thing:
        files that do not tell the runner's clock take it from the first that does.
    """
    timeline, sensors = believed(Timeline.of(summaries, diary=diary, athlete=athlete))
    past = Past(timeline=timeline, baselines=baseline(timeline), sensors=sensors)
    judges = tuple(kind() for kind in past_heuristics())
    usual = usual_before(timeline.runs)
    findings, headlines = [], []
    for place, run in enumerate(timeline.runs):
        said = {judge.id: judge.judge(past, place) for judge in judges}
        doubt = sensors[place].told if sensors[place].is_fault else ""
        own = own_score(run, usual[place], said, heart_rate_believed=not doubt)
        start, drift = said.get("heavy_from_start"), said.get("drift_against_own")
        headlines.append(headline(run, day_strain(past.baselines[place]), start, own=own, doubt=doubt, drift=drift))
        findings.append({**said, **without_heart_rate(run, said, doubt)} if doubt else said)
    return Judged(
        timeline=timeline, baselines=past.baselines, sensors=sensors, headlines=tuple(headlines), findings=tuple(findings)
    )


def over_time(judged: Judged) -> tuple[Finding, ...]:
    """What every heuristic over the whole history says, strongest first; what is no sign of heavy legs after what is."""
    from legcheck.report import in_order

    kinds = pattern_heuristics()
    asides = {kind.id for kind in kinds if kind.is_aside}
    ordered = in_order(tuple(kind().judge(judged) for kind in kinds))
    return tuple(sorted(ordered, key=lambda finding: (not finding.is_found, finding.is_found and finding.id in asides)))
