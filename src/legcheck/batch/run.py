"""analyze_folder: find the files, judge each, put the outcomes in order."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from legcheck.batch.cache import open_cache
from legcheck.batch.discover import find_files
from legcheck.batch.folder import FolderReport
from legcheck.batch.mapping import available_workers, run_tasks
from legcheck.batch.outcome import Outcome
from legcheck.batch.progress import progress_bar
from legcheck.batch.second_pass import read_diaries, with_history
from legcheck.batch.work import ANALYSIS_SETTINGS, READ_SETTINGS, Task
from legcheck.core import Athlete, InputError
from legcheck.heuristics import Heuristic, all_heuristics

__all__ = ["analyze_folder", "analyze_paths"]

_KIND_ORDER = ("run", "error", "not_a_run", "not_an_activity", "duplicate", "ignored")


def analyze_folder(
    folder: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    athlete: Athlete | None = None,
    diary: str | os.PathLike[str] | None = None,
    cache: bool = True,
    progress: bool | None = None,
    recursive: bool = True,
    **settings: Any,
) -> FolderReport:
    """Analyse every run in a folder. A file that cannot be read is a row with its reason, never the end of the batch.

    Parameters
    ----------
    folder : str or path
        Files are told by content: FIT, GPX and TCX, plain or packed; anything else in it is counted and passed over.
    jobs : int, optional
        Worker processes; by default as many as there are processors, 1 works in this process. The result is the same.
    executor : concurrent.futures.Executor, optional
        Used in place of own processes: dask's ``Client(...).get_executor()``, say. Workers need to see the files.
    athlete : Athlete, optional
        Facts about the runner.
    diary : str or path, optional
        What the runner wrote, as CSV; see the guide. An ``activities.csv`` of a Strava export that lies in the folder or beside it
        is used as well.
    cache : bool, default True
        Keep results by content, settings and version of the code in the user's cache folder (``LEGCHECK_CACHE_DIR``
        names another); a file seen before is then not read again. Nothing fails where that folder cannot be written to.
    progress : bool, optional
        Show a progress bar on stderr; by default when that is a terminal.
    recursive : bool, default True
        Look into folders inside it.
    **settings
        As for :func:`legcheck.analyze`: ``heuristics``, ``on_damage``, ``engine``, ``sport``, ``cadence_factor``, ``limits``.

    Returns
    -------
    FolderReport

    Raises
    ------
    InputError
        If there is no such folder, ``jobs`` is no positive number, or the diary cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from legcheck import synth
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = synth.run(duration_s=1800, seed=1).write(f"{folder}/run.fit")
    ...     report = analyze_folder(folder, jobs=1, cache=False)
    >>> len(report.runs), len(report.failures)
    (1, 0)
    """
    if not Path(folder).expanduser().is_dir():
        raise InputError("no such folder; for a file there is legcheck.analyze", path=str(folder))
    how: dict[str, Any] = {"jobs": jobs, "executor": executor, "cache": cache, "progress": progress, "recursive": recursive}
    return analyze_paths([folder], athlete=athlete, diary=diary, **how, **settings)


def analyze_paths(
    targets: Iterable[str | os.PathLike[str]],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    diary: str | os.PathLike[str] | None = None,
    cache: bool = True,
    progress: bool | None = None,
    recursive: bool = True,
    **settings: Any,
) -> FolderReport:
    """:func:`analyze_folder` for any number of files and folders.

    Files keep the names they are given by; what is found in a folder is named from that folder on when it is the only
    target, else with the folder before it.
    """
    given = [Path(target).expanduser() for target in targets]
    workers = available_workers() if jobs is None else jobs
    if workers < 1:
        raise InputError(f"jobs is a positive number, got {jobs!r}")
    written, unread = read_diaries(diary, [path for path in given if path.is_dir()])
    chosen = _checked({name: value for name, value in settings.items() if value is not None})
    store = open_cache(chosen) if cache else None
    tasks = [Task(path=str(path), name=name, settings=chosen, cache=store) for path, name in _named(given, recursive=recursive)]
    with progress_bar(len(tasks), wanted=progress) as advance:
        results = run_tasks(tasks, jobs=workers, executor=executor, advance=advance)
    outcomes = _in_order([*unread, *(outcome for result in results for outcome in result)])
    told = _is_everything(chosen.get("heuristics"))
    outcomes, history = with_history(outcomes, diary=written, athlete=chosen.get("athlete"), past_findings=told)
    return FolderReport(folder=", ".join(map(str, given)), outcomes=outcomes, history=history)


def _named(targets: list[Path], *, recursive: bool) -> list[tuple[Path, str]]:
    """Every file once, with the name it has in the results."""
    named: dict[Path, str] = {}
    for target in targets:
        if not target.is_dir():
            named.setdefault(target, str(target))
            continue
        for path in find_files(target, recursive=recursive):
            named.setdefault(path, path.relative_to(target).as_posix() if len(targets) == 1 else path.as_posix())
    return list(named.items())


def _checked(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings that no file can be to blame for are refused at once, not once per file."""
    from legcheck.parsers import ENGINES
    from legcheck.pipeline import choose_heuristics

    unknown = sorted(set(settings) - READ_SETTINGS - ANALYSIS_SETTINGS)
    if unknown:
        known = ", ".join(sorted(READ_SETTINGS | ANALYSIS_SETTINGS))
        raise InputError(f"unknown: {', '.join(unknown)}; known: {known}")
    if settings.get("engine", ENGINES[0]) not in ENGINES:
        raise InputError(f"engine is one of {', '.join(ENGINES)}; got {settings['engine']!r}")
    if settings.get("on_damage", "salvage") not in {"salvage", "raise"}:
        raise InputError(f"on_damage is 'salvage' or 'raise'; got {settings['on_damage']!r}")
    if "heuristics" not in settings:
        return settings
    return {**settings, "heuristics": choose_heuristics(settings["heuristics"])}


def _is_everything(heuristics: tuple[Heuristic, ...] | None) -> bool:
    """Whether nothing was left out: who asks for some heuristics does not want others beside them."""
    return heuristics is None or {item.id for item in heuristics} >= {kind.id for kind in all_heuristics()}


def _in_order(outcomes: list[Outcome]) -> tuple[Outcome, ...]:
    """Runs by start time, then the rest by kind and path; of equal contents the first by path is kept."""
    first: dict[tuple[str, int], str] = {}
    kept = []
    for outcome in sorted(outcomes, key=lambda item: item.path):
        before = first.setdefault((outcome.sha256, outcome.part), outcome.path) if outcome.sha256 else outcome.path
        if before == outcome.path or outcome.kind == "ignored":
            kept.append(outcome)
        else:
            reason = f"same content as {before}, which was kept"
            kept.append(replace(outcome, kind="duplicate", reason=reason, report={}, summary={}))
    return tuple(sorted(kept, key=_rank))


def _rank(outcome: Outcome) -> tuple[int, float, str]:
    is_run = outcome.kind == "run"
    start = datetime.fromisoformat(outcome.report["activity"]["start_time"]).timestamp() if is_run else 0.0
    return _KIND_ORDER.index(outcome.kind), start, outcome.path
