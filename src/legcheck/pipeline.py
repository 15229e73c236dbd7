"""One call from bytes to Report: read, clean, derive, judge, report. Nothing else happens here."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from inspect import signature
from numbers import Real
from typing import TYPE_CHECKING, Any, Unpack

from legcheck.cleaning import clean
from legcheck.core import Activity, Athlete, Finding, InputError, NotARunError, Run, Status, check_athlete
from legcheck.heuristics import Heuristic, all_heuristics, heavy_legs
from legcheck.heuristics._base import is_own
from legcheck.report.build import build_report
from legcheck.signals import RunSignals, derive
from legcheck.signals.sport import why_not_a_run

if TYPE_CHECKING:
    import pandas as pd

    from legcheck.parsers.arguments import Readable, ReadingSettings
    from legcheck.report import Report

__all__ = ["analyze", "analyze_run", "choose_heuristics"]


def analyze(
    source: Readable | Activity | Run | pd.DataFrame,
    *,
    athlete: Athlete | None = None,
    heuristics: Iterable[str | Heuristic] | None = None,
    **reading: Unpack[ReadingSettings],
) -> Report:
    """Read a run and say what most likely limited it.

    Parameters
    ----------
    source : str, path, bytes, binary file object, Activity, Run or DataFrame
        A file (see :func:`legcheck.read`), something already read, or a table with legcheck's column names.
    athlete : Athlete, optional
        Facts about the runner; what it leaves open is taken from the file.
    heuristics : iterable of str or Heuristic, optional
        Ids, or heuristics with thresholds of your own; all by default.
    **reading
        Passed on to :func:`legcheck.read`: ``engine``, ``on_damage``, ``sport``, ``cadence_factor``, ``limits``.

    Returns
    -------
    Report

    Raises
    ------
    NotARunError
        If it is some other sport, or moves like one.
    LegcheckError
        Any other reason why there is no answer; every error legcheck raises is one.

    Examples
    --------
    >>> from legcheck import synth
    >>> report = analyze(synth.plant("steady", seed=1).fit())
    >>> report["late_fade"].status.value
    'clear'
    """
    chosen = choose_heuristics(heuristics)
    return analyze_run(_as_run(source, athlete, dict(reading)), chosen)


def analyze_run(run: Run, heuristics: tuple[Heuristic, ...]) -> Report:
    """Judge a cleaned run. A heuristic of another package that fails is not assessed; the others count.

    Raises
    ------
    NotARunError
        If it is some other sport, or moves like one.
    """
    reason = why_not_a_run(run)
    if reason:
        raise NotARunError(reason, path=run.activity.source.name)
    signals = derive(run)
    findings = tuple(_answer(heuristic, signals) for heuristic in heuristics)
    return build_report(signals, findings, heavy_legs(signals, findings))


def _answer(heuristic: Heuristic, signals: RunSignals) -> Finding:
    """What a heuristic says about a run; where one of another package fails, that it does and all others still count.

    Returns
    -------
    Finding
        ``not_assessed`` with the error as its reason when a heuristic that is not legcheck's own raises one or gives
        something else than a Finding of its id. :func:`legcheck.testing.check_heuristic` lets such errors through.
    """
    if is_own(type(heuristic)):
        return heuristic.judge(signals)
    try:
        return _as_finding(heuristic.judge(signals), heuristic.id)
    except Exception as error:  # noqa: BLE001  another package's fault; told as this heuristic's answer, with its type
        reason = " ".join(f"this heuristic failed: {type(error).__name__}: {error}".split())
        title = getattr(heuristic, "title", heuristic.id)
        return Finding(id=heuristic.id, title=title, status=Status.NOT_ASSESSED, reason=reason, sources=heuristic.sources)


def _as_finding(finding: object, heuristic_id: str) -> Finding:
    if not (isinstance(finding, Finding) and isinstance(finding.status, Status) and finding.id == heuristic_id):
        raise TypeError(f"it gave {finding!r:.100} where a Finding of its id belongs")
    return finding


def choose_heuristics(wanted: Iterable[str | Heuristic] | None) -> tuple[Heuristic, ...]:
    """Instances of the wanted heuristics, all with their default thresholds when ``wanted`` is None.

    Raises
    ------
    InputError
        If an id is unknown, something is neither an id nor a heuristic, or a threshold of legcheck's own is not finite.
        Of two with one id the last is taken.

    Examples
    --------
    >>> [heuristic.id for heuristic in choose_heuristics(["late_fade"])]
    ['late_fade']
    """
    kinds = {kind.id: kind for kind in all_heuristics()}
    if wanted is None:
        return tuple(kind() for kind in kinds.values())
    chosen: list[Heuristic] = []
    for item in wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str | Heuristic) else [wanted]:
        if isinstance(item, Heuristic):
            _check_thresholds(item)
            chosen.append(item)
        elif isinstance(item, str) and item in kinds:
            chosen.append(kinds[item]())
        else:
            raise InputError(f"no heuristic {item!r}; there are: {', '.join(kinds)}")
    return tuple({heuristic.id: heuristic for heuristic in chosen}.values())


def _check_thresholds(heuristic: Heuristic) -> None:
    """Refuse one of legcheck's own that would compute with a threshold which is no number."""
    if not is_own(type(heuristic)):
        return
    for name in (field.name for field in fields(heuristic)):
        value = getattr(heuristic, name)
        if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
            raise InputError(f"{heuristic.id}: {name} must be a finite number, got {value!r}")


def _as_run(source: Any, athlete: Athlete | None, reading: dict[str, Any]) -> Run:
    check_athlete(athlete)
    if not isinstance(source, Run):
        return clean(_as_activity(source, reading), athlete=athlete)
    _refuse(reading, "a Run")
    if athlete is None:
        return source
    return replace(source, athlete=athlete.filled_from(source.athlete), given=athlete.filled_from(source.given))


def _as_activity(source: Any, reading: dict[str, Any]) -> Activity:
    if isinstance(source, Activity):
        _refuse(reading, "an Activity")
        return source
    if hasattr(source, "columns") and hasattr(source, "index"):
        from legcheck.parsers import from_frame

        _refuse(set(reading) - {"name", "sport"}, "a table")
        return from_frame(source, **{name: value for name, value in reading.items() if value is not None})
    from legcheck.parsers import read

    _check_reading(reading, [name for name in signature(read).parameters if name != "source"])
    return read(source, **reading)


def _check_reading(reading: dict[str, Any], known: list[str]) -> None:
    if unknown := sorted(set(reading) - set(known)):
        raise InputError(f"unknown: {', '.join(unknown)}; known: athlete, heuristics, {', '.join(known)}")


def _refuse(reading: Iterable[str], source: str) -> None:
    if names := sorted(reading):
        raise InputError(f"{', '.join(names)}: only for files, got {source} that was already read")
