"""The rules every heuristic keeps, as checks that any package can run over its own heuristics."""

from __future__ import annotations

import functools
import math
import pickle
import re
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from legcheck import synth
from legcheck.cleaning import clean
from legcheck.core import CHANNELS, Activity, Columns, Evidence, Finding, Run, Source, Status
from legcheck.heuristics import Heuristic
from legcheck.heuristics._base import spoken
from legcheck.signals import RunSignals, derive

__all__ = ["CHECKS", "SAMPLES", "check_heuristic", "sample"]

SAMPLES = ("steady", "late_fade", "heat_drift", "low_cadence", "intervals", "stop_and_go")
"""Synthetic runs (names of :data:`legcheck.synth.PLANTS`) that a heuristic is held against."""

SEED = 7
"""[-] Of the sample runs."""

LATER = timedelta(days=200, hours=5, minutes=37)
"""By how much a run's date is moved; no answer may depend on it."""

LOW_CONFIDENCE, FAIR_CONFIDENCE = 0.4, 0.7
"""[-] Below these a score stays at 50 and at 75."""

MEDICAL = re.compile(r"\b(injur\w*|diagnos\w*|disease\w*|patholog\w*|bad form|you overstride)\b", re.IGNORECASE)
"""What a heuristic never says: it describes a run and knows nothing of medicine."""

SOURCED = re.compile(r"\b(19|20)\d\d\b|\b10\.\d{4,}/|not tested|recorded runs")
"""A source gives a year or a DOI, or says that there is none."""


def check_heuristic(heuristic: Heuristic | type[Heuristic]) -> None:
    """Hold a heuristic against every rule.

    Parameters
    ----------
    heuristic : Heuristic or type of Heuristic
        A class is tried with its default thresholds.

    Raises
    ------
    AssertionError
        At the first rule that is broken; the message names the heuristic, the rule and the run.

    Examples
    --------
    >>> from legcheck.heuristics.late_fade import LateFade
    >>> check_heuristic(LateFade(found_from_pct=8.0))
    """
    chosen = heuristic() if isinstance(heuristic, type) else heuristic
    for check in CHECKS.values():
        check(chosen)


def sample(name: str) -> RunSignals:
    """The signals of a sample run, a fresh copy each time.

    Parameters
    ----------
    name : str
        One of :data:`SAMPLES`.

    Returns
    -------
    RunSignals
    """
    signals: RunSignals = pickle.loads(_sample(name))  # noqa: S301 -- bytes that this process has just written
    return signals


@functools.cache
def _sample(name: str) -> bytes:
    return pickle.dumps(derive(clean(synth.plant(name, seed=SEED, power=True).activity)))


def check_description(heuristic: Heuristic) -> None:
    """It says what it is, on what it stands, and its thresholds are documented fields with defaults."""
    kind = type(heuristic)
    _require(heuristic, bool(re.fullmatch(r"[a-z][a-z0-9_]*", kind.id)), f"id {kind.id!r} is not a lower-case name")
    _require(heuristic, bool(kind.title.strip()), "has no title")
    _require(heuristic, kind.needs <= set(CHANNELS), f"needs channels that do not exist: {sorted(kind.needs - set(CHANNELS))}")
    _require(heuristic, bool(kind.sources), "names no source")
    unsourced = [source for source in kind.sources if not SOURCED.search(source)]
    _require(heuristic, not unsourced, f"sources without year or DOI: {unsourced}")
    text = kind.__doc__ or ""
    _require(heuristic, bool(text) and not text.startswith(f"{kind.__name__}("), "has no docstring")
    undocumented = [field.name for field in fields(heuristic) if field.name not in text]
    _require(heuristic, not undocumented, f"thresholds that its docstring leaves out: {undocumented}")
    _require(heuristic, not MEDICAL.search(f"{kind.title} {text}"), "uses medical words in title or docstring")
    kind()  # every threshold has a default
    for field in fields(heuristic):
        _require(heuristic, _is_frozen(heuristic, field.name), f"threshold {field.name} can be changed; make it frozen")


def check_answers(heuristic: Heuristic) -> None:
    """Every answer is whole: numbers finite with unit and ordered interval, spans inside the run, a reason, no medical words."""
    for name in SAMPLES:
        signals = sample(name)
        _check_finding(heuristic, heuristic.judge(signals), signals.run, f"on {name!r}")


def check_input_is_left_alone(heuristic: Heuristic) -> None:
    """Judging changes nothing of what it is given."""
    for name in SAMPLES:
        signals = sample(name)
        before = pickle.dumps(signals)
        heuristic.judge(signals)
        _require(heuristic, pickle.dumps(signals) == before, f"changed its input on {name!r}")


def check_same_answer_twice(heuristic: Heuristic) -> None:
    """The same run gives the same answer, from the same instance and from another with the same thresholds."""
    for name in SAMPLES:
        signals = sample(name)
        first = heuristic.judge(signals)
        for other in (heuristic, replace(heuristic)):
            _require(heuristic, other.judge(sample(name)) == first, f"answers differently the second time on {name!r}")


def check_date_does_not_matter(heuristic: Heuristic) -> None:
    """A run on another day and at another hour gives the same verdict."""
    for name in SAMPLES:
        signals = sample(name)
        run = signals.run
        moved = replace(run, activity=replace(run.activity, start_time=run.activity.start_time + LATER))
        _require(
            heuristic,
            heuristic.judge(replace(signals, run=moved)) == heuristic.judge(signals),
            f"answers differently at another time of day on {name!r}",
        )


def check_short_runs(heuristic: Heuristic) -> None:
    """An empty run, a run of one second and a run without channels are not assessed."""
    known = {
        name: [float(np.clip(1.0, channel.low, channel.high))] for name, channel in CHANNELS.items() if not channel.derived
    }
    bare = {"elapsed_s": np.arange(3600.0)}
    none = {name: np.empty(0) for name in known}
    short: dict[str, Mapping[str, ArrayLike]] = {
        "an empty run": none,
        "one second": {**known, "elapsed_s": [0.0]},
        "no channels": bare,
    }
    for what, columns in short.items():
        finding = heuristic.judge(derive(_cleaned(columns)))
        _require(heuristic, finding.status is Status.NOT_ASSESSED, f"{what} is {finding.status.value}, not not_assessed")


def check_missing_channels(heuristic: Heuristic) -> None:
    """Without a channel it needs, or with one that holds no value, it says so and never ``clear``."""
    run = sample("late_fade").run
    for name in sorted(heuristic.needs):
        blank = Columns({**run.channels, name: np.full(len(run), np.nan)})
        absent = Columns({key: values for key, values in run.channels.items() if key != name})
        for what, channels in {"absent": absent, "without values": blank}.items():
            if what == "absent" and name in {"speed_mps", "distance_m", "grade_pct", "grade_adjusted_speed_mps"}:
                continue  # every Run carries these
            finding = heuristic.judge(derive(replace(run, channels=channels)))
            said = finding.status is Status.NOT_ASSESSED and spoken(name) in finding.reason
            _require(
                heuristic,
                said,
                f"with {name} {what} it is {finding.status.value}: {finding.reason!r}; the channel must be named",
            )


CHECKS: Mapping[str, Callable[[Heuristic], None]] = MappingProxyType(
    {
        "description": check_description,
        "short runs": check_short_runs,
        "missing channels": check_missing_channels,
        "answers": check_answers,
        "input is left alone": check_input_is_left_alone,
        "same answer twice": check_same_answer_twice,
        "date does not matter": check_date_does_not_matter,
    }
)
"""Rule -> check; each takes an instance and raises AssertionError."""


def _check_finding(heuristic: Heuristic, finding: Finding, run: Run, where: str) -> None:
    _require(heuristic, finding.id == heuristic.id, f"answers in the name of {finding.id!r} {where}")
    _require(heuristic, finding.title == heuristic.title, f"changes its title to {finding.title!r} {where}")
    _require(heuristic, bool(finding.reason.strip()), f"gives no reason {where}")
    for span in finding.spans:
        inside = 0.0 <= span.start_s <= span.end_s <= len(run)
        _require(heuristic, inside, f"span {span} lies outside the run of {len(run)} s {where}")
    for evidence in finding.evidence:
        _check_evidence(heuristic, evidence, where)
    said = (finding.reason, *finding.alternatives, *(advice.text for advice in finding.advice))
    medical = [match.group() for text in said if (match := MEDICAL.search(text))]
    _require(heuristic, not medical, f"says {medical} {where}")
    if finding.status is Status.NOT_ASSESSED or finding.score is None or finding.confidence is None:
        return
    _require(heuristic, bool(finding.evidence), f"is judged without evidence {where}")
    _require(heuristic, bool(finding.sources), f"is judged without sources {where}")
    limit = 50.0 if finding.confidence < LOW_CONFIDENCE else 75.0 if finding.confidence < FAIR_CONFIDENCE else 100.0
    beyond = f"score {finding.score:.0f} is more than confidence {finding.confidence:.2f} carries ({limit:.0f})"
    _require(heuristic, finding.score <= limit, f"{beyond} {where}")


def _check_evidence(heuristic: Heuristic, evidence: Evidence, where: str) -> None:
    label = f"evidence {evidence.name!r}"
    _require(heuristic, bool(evidence.name.strip()) and bool(evidence.unit.strip()), f"{label} has no name or unit {where}")
    numbers = [evidence.value, *(number for number in (evidence.low, evidence.high, evidence.threshold) if number is not None)]
    _require(heuristic, all(math.isfinite(number) for number in numbers), f"{label} is not finite {where}: {numbers}")
    _require(heuristic, (evidence.low is None) == (evidence.high is None), f"{label} has half an interval {where}")
    if evidence.low is not None and evidence.high is not None:
        ordered = evidence.low <= evidence.value <= evidence.high
        _require(heuristic, ordered, f"{label}: {evidence.low} <= {evidence.value} <= {evidence.high} does not hold {where}")


def _cleaned(columns: Mapping[str, ArrayLike]) -> Run:
    start = datetime(2024, 5, 5, 6, 30, tzinfo=UTC)
    channels = Columns({name: np.asarray(values, dtype=np.float64) for name, values in columns.items()})
    return clean(Activity(source=Source(name="<check>", format="table"), start_time=start, channels=channels, sport="running"))


def _is_frozen(heuristic: Heuristic, name: str) -> bool:
    value = getattr(heuristic, name)
    try:
        setattr(heuristic, name, value)
    except FrozenInstanceError:
        return True
    return False


def _require(heuristic: Heuristic, holds: bool, message: str) -> None:  # noqa: FBT001 -- reads like assert
    if not holds:
        raise AssertionError(f"{heuristic.id}: {message}")
