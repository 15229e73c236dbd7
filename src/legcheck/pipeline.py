"""One call from bytes to Report: read, clean, derive, judge, report. Nothing else happens here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from legcheck.cleaning import clean
from legcheck.core import Activity, Athlete, InputError, NotARunError, Run
from legcheck.heuristics import Heuristic, all_heuristics, heavy_legs
from legcheck.report.build import build_report
from legcheck.signals import derive
from legcheck.signals.sport import why_not_a_run

if TYPE_CHECKING:
    from legcheck.report import Report

__all__ = ["analyze", "analyze_run", "choose_heuristics"]


def analyze(
    source: Any,
    *,
    athlete: Athlete | None = None,
    heuristics: Iterable[str | Heuristic] | None = None,
    **reading: Any,
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
    return analyze_run(_as_run(source, athlete, reading), chosen)


def analyze_run(run: Run, heuristics: tuple[Heuristic, ...]) -> Report:
    """Judge a cleaned run.

    Raises
    ------
    NotARunError
        If it is some other sport, or moves like one.
    """
    reason = why_not_a_run(run)
    if reason:
        raise NotARunError(reason, path=run.activity.source.name)
    signals = derive(run)
    findings = tuple(heuristic.judge(signals) for heuristic in heuristics)
    return build_report(signals, findings, heavy_legs(signals, findings))


def choose_heuristics(wanted: Iterable[str | Heuristic] | None) -> tuple[Heuristic, ...]:
    """Instances of the wanted heuristics, all with their default thresholds when ``wanted`` is None.

    Raises
    ------
    InputError
        If an id is unknown, or something is neither an id nor a heuristic. Of two with one id the last is taken.

    Examples
    --------
    >>> [heuristic.id for heuristic in choose_heuristics(["late_fade"])]
    ['late_fade']
    """
    kinds = {kind.id: kind for kind in all_heuristics()}
    if wanted is None:
        return tuple(kind() for kind in kinds.values())
    chosen: list[Heuristic] = []
    for item in [wanted] if isinstance(wanted, str | Heuristic) else wanted:
        if isinstance(item, Heuristic):
            chosen.append(item)
        elif isinstance(item, str) and item in kinds:
            chosen.append(kinds[item]())
        else:
            raise InputError(f"no heuristic {item!r}; there are: {', '.join(kinds)}")
    return tuple({heuristic.id: heuristic for heuristic in chosen}.values())


def _as_run(source: Any, athlete: Athlete | None, reading: dict[str, Any]) -> Run:
    if not isinstance(source, Run):
        return clean(_as_activity(source, reading), athlete=athlete)
    _refuse(reading, "a Run")
    return source if athlete is None else replace(source, athlete=athlete.filled_from(source.athlete))


def _as_activity(source: Any, reading: dict[str, Any]) -> Activity:
    if isinstance(source, Activity):
        _refuse(reading, "an Activity")
        return source
    if hasattr(source, "columns") and hasattr(source, "index"):
        from legcheck.parsers import from_frame

        _refuse(set(reading) - {"name", "sport"}, "a table")
        return from_frame(source, **reading)
    from legcheck.parsers import read

    return read(source, **reading)


def _refuse(reading: Iterable[str], source: str) -> None:
    if names := sorted(reading):
        raise InputError(f"{', '.join(names)}: only for files, got {source} that was already read")
