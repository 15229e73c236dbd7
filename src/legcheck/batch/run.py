"""analyze_folder and analyze_paths: what callers may ask for, and which files that means."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

from legcheck.batch.analysis import Analysis, analysis_of
from legcheck.batch.check import check_switches
from legcheck.batch.folder import FolderReport
from legcheck.batch.targets import as_target, is_folder, named_files
from legcheck.core import Athlete, InputError

__all__ = ["analyze_folder", "analyze_paths"]


def analyze_folder(  # noqa: PLR0913  a keyword for each choice that a caller has
    folder: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    executor: Executor | None = None,
    athlete: Athlete | None = None,
    diary: str | os.PathLike[str] | None = None,
    cache: bool = True,
    progress: bool | None = None,
    recursive: bool = True,
    history: bool = True,
    parts: str | os.PathLike[str] | None = None,
    **settings: Any,
) -> FolderReport:
    """Analyse every run in a folder. A file that cannot be read is a row with its reason, never the end of the batch.

    Parameters
    ----------
    folder : str or path
        A folder, or the URL of one that fsspec knows: ``s3://bucket/runs/``, ``zip://::simplecache::https://host/export.zip``. Files are told by
        content: FIT, GPX and TCX, plain or packed; anything else in it is counted and passed over.
    jobs : int, optional
        Worker processes; by default as many as there are processors, 1 works in this process. The result is the same.
    executor : concurrent.futures.Executor, optional
        Used in place of own processes: dask's ``Client(...).get_executor()``, say. Workers need to see the files.
    athlete : Athlete, optional
        Facts about the runner.
    diary : str or path, optional
        What the runner wrote, as CSV; see the guide. An ``activities.csv`` of a Strava export that lies in the folder or beside it, or in a
        zip as it was downloaded, is used as well.
    cache : bool, default True
        Keep results by content, settings and version of the code in the user's cache folder (``LEGCHECK_CACHE_DIR``
        names another); a file seen before is then not read again. Nothing fails where that folder cannot be written to.
    progress : bool, optional
        Show a progress bar on stderr; by default when that is a terminal.
    recursive : bool, default True
        Look into folders inside it.
    history : bool, default True
        Hold every run against the runs before it. Turn it off for files of many runners.
    parts : str or path, optional
        An empty folder, or the URL of one, for the results: they are written as Parquet parts as they come and are not held in
        memory; the report reads them back when it is asked. See the guide.
    **settings
        As for :func:`legcheck.analyze`: ``heuristics``, ``on_damage``, ``engine``, ``sport``, ``cadence_factor``, ``limits``.

    Returns
    -------
    FolderReport

    Raises
    ------
    InputError
        If there is no such folder, ``jobs`` is no positive number, a choice is neither True nor False, the diary cannot be read, ``parts`` is no empty folder, or a
        package that is needed is not installed.

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
    target = as_target(folder)
    if isinstance(target, Path) and not target.is_dir():
        raise InputError("no such folder; for a file there is legcheck.analyze", path=str(folder))
    asked = Analysis(
        jobs=jobs,
        executor=executor,
        diary=diary,
        cache=cache,
        progress=progress,
        history=history,
        parts=parts,
        settings={"athlete": athlete, **settings},
    )
    check_switches(recursive=recursive)
    named = named_files([target], recursive=recursive, are_folders=True)
    return asked.of(named, given=[target], folders=[target])


def analyze_paths(targets: Iterable[str | os.PathLike[str]], *, recursive: bool = True, **how: Any) -> FolderReport:
    """:func:`analyze_folder` for any number of files and folders, here or behind URLs; keywords as there.

    Files keep the names they are given by; what is found in a folder is named from that folder on when it is the only
    target, else with the folder before it.
    """
    check_switches(recursive=recursive)
    given = [as_target(target) for target in targets]
    folders = [target for target in given if is_folder(target)]
    return analysis_of(how).of(named_files(given, recursive=recursive), given=given, folders=folders)
