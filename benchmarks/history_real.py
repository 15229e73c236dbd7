"""What a runner's own ratings say of the headline: rank correlation and area under the curve, on recorded runs that carry them.

The page gets numbers over all runs and nothing else: no file, date, place or single value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from evaluate import rules_of_thumb
from evaluation_real import corpus_folder, files
from evaluation_tables import table

from legcheck import analyze, read
from legcheck.core import BoolArray, FloatArray, LegcheckError, NotARunError
from legcheck.heuristics import FOUND_AT
from legcheck.history import ActivitySummary
from legcheck.history.extract import summary_of_activity, summary_of_report
from legcheck.history.heuristics import Judged
from legcheck.history.judge import judge_history
from legcheck.report import Report

__all__ = ["Rated", "area", "delong", "rated_folders", "section", "spearman"]

HEAVY_FEEL = 50.0
"""[0-100] A run felt like this or worse is one with heavy legs."""

NORMAL_SD_PER_MAD = 1.4826
"""[-] SD over median absolute deviation of a normal distribution."""

MIN_OF_EACH = 2
"""[runs] Fewer of a kind give no spread."""

MIN_RATED = 30
"""[runs] Fewer in a folder tell nothing."""


def area(scores: FloatArray, bad: FloatArray) -> float:
    """Chance that a bad run scores higher than another, ties counted half.

    Examples
    --------
    >>> area(np.array([1.0, 2.0, 3.0]), np.array([False, False, True]))
    1.0
    """
    high, low = scores[bad], scores[~bad]
    return float((high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean())


def delong(scores: FloatArray, bad: FloatArray) -> tuple[float, float, float]:
    """Area under the curve with its 95 % interval (DeLong E.R. et al., Biometrics 1988;44:837-845)."""
    high, low = scores[bad], scores[~bad]
    wins = (high[:, None] > low) + 0.5 * (high[:, None] == low)
    value = float(wins.mean())
    spread = math.sqrt(wins.mean(axis=1).var(ddof=1) / high.size + wins.mean(axis=0).var(ddof=1) / low.size)
    return value, max(value - 1.96 * spread, 0.0), min(value + 1.96 * spread, 1.0)


def spearman(one: FloatArray, two: FloatArray) -> float:
    """Rank correlation over the runs that have both."""
    from scipy.stats import rankdata

    known = np.isfinite(one) & np.isfinite(two)
    return float(np.corrcoef(rankdata(one[known]), rankdata(two[known]))[0, 1]) if known.sum() > 2 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """An activity, and what rules of thumb say of it when it is a run."""

    summary: ActivitySummary
    rules: dict[str, bool]


def rated_folders(cache: Path | None) -> list[list[Rated]]:
    """Activities of every folder of recorded runs in which enough carry the runner's feel."""
    corpus = corpus_folder()
    if corpus is None:
        return []
    kept = None if cache is None else cache / "recorded.json"
    if kept is not None and kept.exists():
        return [[_from_data(item) for item in folder] for folder in json.loads(kept.read_text(encoding="utf-8"))]
    by_folder: dict[Path, list[Path]] = {}
    for path in files(corpus):
        by_folder.setdefault(path.parent, []).append(path)
    large = [paths for paths in by_folder.values() if len(paths) >= MIN_RATED]
    folders = [[item for path in paths if (item := _rated(path)) is not None] for paths in large]
    rated = [folder for folder in folders if sum(math.isfinite(item.summary.feel) for item in folder) >= MIN_RATED]
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        data = [[{"summary": item.summary.to_dict(), "rules": item.rules} for item in folder] for folder in rated]
        kept.write_text(json.dumps(data), encoding="utf-8")
    return rated


def _from_data(data: Mapping[str, Any]) -> Rated:
    return Rated(summary=ActivitySummary.from_dict(data["summary"]), rules=dict(data["rules"]))


def _rated(path: Path) -> Rated | None:
    try:
        activity = read(path)
    except LegcheckError:
        return None
    try:
        report = analyze(replace(activity, feel=None, effort=None))
    except NotARunError:
        return Rated(summary=summary_of_activity(activity, path.name), rules={})
    said = {
        name: math.nan if value is None else value for name, value in (("feel", activity.feel), ("effort", activity.effort))
    }
    return Rated(summary=replace(summary_of_report(report, path.name), **said), rules=_rules(report))


def _rules(report: Report) -> dict[str, bool]:
    """What rules of thumb say; nothing of a run that has no running in one of its halves."""
    moving = report.run.running & (report.run["speed_mps"] > 0)
    half = len(moving) // 2
    if not (moving[:half].any() and moving[half:].any()):
        return {}
    return {name: bool(value) for name, value in rules_of_thumb(report).items()}


Number = Callable[[Judged], FloatArray]


def _headline(judged: Judged) -> FloatArray:
    return np.array([math.nan if item.score is None else item.score for item in judged.headlines], dtype=np.float64)


def _alone(judged: Judged) -> FloatArray:
    return np.array([run.heavy_legs_score for run in judged.timeline.runs], dtype=np.float64)


def _column(name: str) -> Number:
    return lambda judged: judged.timeline.column(name)


def _ten_per_cent(judged: Judged) -> FloatArray:
    """Kilometres of the last seven days over those of the seven before, more than a tenth more."""
    time, metres = judged.timeline.run_time_s / 86_400.0, np.nan_to_num(judged.timeline.column("distance_m"))
    age = time[:, None] - time
    last, before = ((age >= 0) & (age < 7)) @ metres, ((age >= 7) & (age < 14)) @ metres
    return np.where(before > 0, last > 1.1 * before, np.nan).astype(np.float64)


RULES = {
    "decoupling over 5 %": "heart_rate_drift",
    "second half slower": "late_fade",
    "cadence below 170": "low_cadence",
}
"""Rules of thumb about the run alone."""

NUMBERS: Mapping[str, Number] = {
    "`heavy_legs` in the light of the past": _headline,
    "`heavy_legs` of the run alone": _alone,
    "mean heart rate": _column("moving_heart_rate_bpm"),
    "pace fade": _column("fade_pct"),
    "10 % more kilometres than the week before": _ten_per_cent,
}


def section(cache: Path | None) -> str:
    """The section on recorded runs; says that it was not run where there are none."""
    folders = rated_folders(cache)
    title = "## Against a runner's own ratings"
    if not folders:
        return f"{title}\n\nNot run this time: no recorded runs with ratings at hand."
    return "\n\n".join([title, *(_folder(folder) for folder in folders)])


def _folder(folder: Sequence[Rated]) -> str:
    judged = judge_history([replace(item.summary, feel=math.nan, effort=math.nan) for item in folder])
    by_path = {item.summary.path: item for item in folder}
    own = [by_path[run.path] for run in judged.timeline.runs]
    feel = np.array([item.summary.feel for item in own], dtype=np.float64)
    effort = np.array([item.summary.effort for item in own], dtype=np.float64)
    half = np.arange(len(feel)) < len(feel) // 2
    known = np.isfinite(feel)
    rows = [_row(name, number(judged), feel, effort, half) for name, number in NUMBERS.items()]
    for name, rule in RULES.items():
        said = np.array([float(item.rules[rule]) if rule in item.rules else math.nan for item in own], dtype=np.float64)
        rows.append(_row(name, said, feel, effort, half))
    rows.append(_row("the runner's effort rating, for scale", effort, feel, np.full(len(feel), np.nan), half))
    scatter, level = _day_to_day(judged)
    text = (
        f"One runner: {len(feel)} runs, {int(known.sum())} rated, {int((feel <= HEAVY_FEEL).sum())} of them felt normal or "
        "worse (feel of 50 of 100 or less). The ratings were taken out before judging. AUC: the chance that a run felt so scores "
        "higher than another, 0.5 is a coin (DeLong 95 %). Each number over the rated runs that have it. One runner is a direction, "
        "not a law; the terms of the headline's sum were chosen with the ratings of these months in view. At equal speed the heart rate of "
        f"minutes 3 to 12 lay {scatter:.1f} bpm from the own normal (SD, from the median deviation; {100 * scatter / level:.1f} %), more than in the "
        "histories above, so that 6 % is found less often in such a runner than there. "
        f"{_called(_headline(judged), feel)} {int((known & ~np.isfinite(_headline(judged))).sum())} rated runs get no verdict: their heart rate cannot be "
        "held against the runner's own, and alone they are too short, too uneven or intervals."
    )
    head = ("number", "runs", "AUC for feeling bad", "first half", "second half", "Spearman with feel", "with effort")
    return f"{text}\n\n{table(head, rows)}"


def _called(scores: FloatArray, feel: FloatArray) -> str:
    """How the runs called heavy had been rated, beside all others."""
    known = np.isfinite(scores) & np.isfinite(feel)
    heavy, bad = known & (scores >= FOUND_AT), feel <= HEAVY_FEEL
    others = known & ~heavy
    return (
        f"Of {int(heavy.sum())} rated runs that legcheck calls heavy {int((heavy & bad).sum())} felt so, of the {int(others.sum())} others "
        f"{int((others & bad).sum())}."
    )


def _day_to_day(judged: Judged) -> tuple[float, float]:
    """Spread of heart rate at equal speed about the own normal, and its mean. [bpm]"""
    known = [line.early_heart_rate for line in judged.baselines if line.early_heart_rate.is_usable]
    off = np.array([deviation.difference for deviation in known])
    spread = NORMAL_SD_PER_MAD * float(np.median(np.abs(off - np.median(off))))
    return spread, float(np.mean([deviation.value for deviation in known]))


def _row(name: str, scores: FloatArray, feel: FloatArray, effort: FloatArray, half: FloatArray) -> tuple[str, ...]:
    known = np.isfinite(scores) & np.isfinite(feel)
    bad = feel <= HEAVY_FEEL
    parts = [known & half, known & ~half]
    with_effort = spearman(scores, effort)
    return (
        name,
        str(int(known.sum())),
        _told(scores[known], bad[known]),
        *(f"{area(scores[part], bad[part]):.2f}" if _both(bad[part]) else "-" for part in parts),
        f"{spearman(scores, feel):+.2f}",
        "-" if math.isnan(with_effort) else f"{with_effort:+.2f}",
    )


def _told(scores: FloatArray, bad: BoolArray) -> str:
    if not _both(bad):
        return "-"
    value, low, high = delong(scores, bad)
    return f"{value:.2f} ({low:.2f}-{high:.2f})"


def _both(bad: BoolArray) -> bool:
    """Whether there are enough of both kinds to compare."""
    return int(min(bad.sum(), (~bad).sum())) >= MIN_OF_EACH
