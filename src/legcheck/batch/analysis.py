"""What is done with the files of a folder: judged by workers, put in order or laid down in parts, seen over weeks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from legcheck.batch.cache import open_cache
from legcheck.batch.check import check_places, check_switches, check_workers, checked
from legcheck.batch.discover import is_linked_folder
from legcheck.batch.folder import FolderReport
from legcheck.batch.mapping import available_workers, can_travel, run_tasks
from legcheck.batch.outcome import Outcome, in_order
from legcheck.batch.parts import add_history, finish, open_shelf, write_parts
from legcheck.batch.progress import progress_bar
from legcheck.batch.remote import lives_in_this_process
from legcheck.batch.second_pass import read_diaries, with_history
from legcheck.batch.shelf import Shelf
from legcheck.batch.targets import Target, read_strava_lists, shown
from legcheck.batch.work import Task
from legcheck.core import InputError
from legcheck.heuristics import all_heuristics
from legcheck.history import DiaryEntry, History
from legcheck.history.heuristics import past_heuristics
from legcheck.parsers.fetch import is_url
from legcheck.report.json import readable

__all__ = ["Analysis", "analysis_of"]

LINKED = "a link to a folder, which is not followed; name that folder beside this one"
"""Why nothing is said of what is behind a link."""

READ_AS_DIARY = "read as the diary"
"""What is said of the diary where it lies among the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a caller asked for; names and meanings as in :func:`legcheck.analyze_folder`."""

    jobs: int | None = None
    executor: Executor | None = None
    diary: str | os.PathLike[str] | None = None
    cache: bool = True
    progress: bool | None = None
    history: bool = True
    parts: str | os.PathLike[str] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def of(self, named: Sequence[tuple[str, str]], *, given: Sequence[Target], folders: Sequence[Target]) -> FolderReport:
        """Carry it out.

        Parameters
        ----------
        named : sequence of (str, str)
            Where each file is, and the name it has in the results.
        given, folders : sequence of path or URL
            What was asked about, and what of it is a folder.
        """
        check_workers(self.jobs, self.executor)
        check_places(diary=self.diary, parts=self.parts)
        check_switches(cache=self.cache, history=self.history, progress=self.progress)
        chosen = checked(self.settings)
        past = self._past(folders, [place for place, _ in named if _is_packed(place)], chosen)
        shelf = None if self.parts is None else open_shelf(os.fspath(self.parts))
        linked = {path: name for path, name in named if not is_url(path) and is_linked_folder(path)}
        named = [(path, name) for path, name in named if path not in linked]
        with progress_bar(len(named), wanted=self.progress) as advance:
            stays = any(lives_in_this_process(path) for path, _ in named) or not can_travel(chosen.get("heuristics", ()))
            workers = 1 if stays else int(self.jobs or available_workers())
            tasks = _tasks(sorted(named, key=lambda pair: pair[1]), chosen, is_cached=self.cache)
            results = run_tasks(tasks, jobs=min(workers, max(len(named), 1)), executor=self.executor, advance=advance)
            judged = self._with_diary(chain.from_iterable(results), named)
            links = (Outcome(path=readable(name), kind="error", reason=LINKED) for name in linked.values())
            outcomes = _each_once(chain(past.unread if past else (), links, judged))
            about = ", ".join(map(shown, given))
            return _in_memory(about, outcomes, past) if shelf is None else _in_parts(about, outcomes, past, shelf, chosen)

    def _with_diary(self, outcomes: Iterable[Outcome], named: Sequence[tuple[str, str]]) -> Iterator[Outcome]:
        """The outcomes; where the diary that was named is among the files, that is what its own says."""
        diary = None if self.diary is None else _place(os.fspath(self.diary))
        names = {readable(name) for path, name in named if diary is not None and _place(path) == diary}
        for outcome in outcomes:
            is_read = outcome.kind == "ignored" and outcome.path in names
            yield replace(outcome, reason=READ_AS_DIARY) if is_read else outcome

    def _past(self, folders: Sequence[Target], archives: Sequence[str], chosen: Mapping[str, Any]) -> _Past | None:
        if not self.history:
            if self.diary is not None:
                raise InputError("a diary says nothing without history; leave one of them out")
            return None
        entries, unread = read_diaries(self.diary, [folder for folder in folders if isinstance(folder, Path)])
        more, unread_too = read_strava_lists((folder for folder in folders if isinstance(folder, str)), archives)
        known = {entry.sort_key for entry in entries}
        more = tuple({entry.sort_key: entry for entry in more if entry.sort_key not in known}.values())
        told = chosen.get("heuristics") is None or _ids(chosen) >= {kind.id for kind in all_heuristics()}
        return _Past((*entries, *more), (*unread, *unread_too), {"athlete": chosen.get("athlete"), "past_findings": told})


def _is_packed(path: str) -> bool:
    """Whether it may be an export as downloaded, on this machine."""
    return path.lower().endswith(".zip") and not is_url(path)


def _place(path: str) -> str:
    """Where a file is, whatever way is written."""
    return path if is_url(path) else os.path.realpath(path)


@dataclass(frozen=True, slots=True)
class _Past:
    """What the second pass needs to know: the diary, what of it could not be read, and the settings."""

    diary: tuple[DiaryEntry, ...]
    unread: tuple[Outcome, ...]
    settings: dict[str, Any]


def analysis_of(how: Mapping[str, Any]) -> Analysis:
    """The keywords of :func:`legcheck.analyze_folder`, told apart from those that belong to reading and judging."""
    known = {entry.name for entry in fields(Analysis)} - {"settings"}
    own = {name: value for name, value in how.items() if name in known}
    return Analysis(**own, settings={name: value for name, value in how.items() if name not in known})


def _tasks(named: Iterable[tuple[str, str]], chosen: Mapping[str, Any], *, is_cached: bool) -> Iterator[Task]:
    store = open_cache(chosen) if is_cached else None
    return (Task(path=path, name=name, settings=chosen, cache=store) for path, name in named)


def _each_once(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Of equal contents the first that holds an activity is kept; those that hold none are all listed for what they are."""
    kept: dict[tuple[bytes, int], str] = {}
    for outcome in outcomes:
        key = bytes.fromhex(outcome.sha256), outcome.part
        if outcome.sha256 and key in kept:
            reason = f"same content as {kept[key]}, which was kept"
            yield replace(outcome, kind="duplicate", reason=reason, report={}, summary={})
            continue
        if outcome.sha256 and outcome.summary:
            kept[key] = outcome.path
        yield outcome


def _in_memory(about: str, outcomes: Iterable[Outcome], past: _Past | None) -> FolderReport:
    ordered = in_order(outcomes)
    if past is None:
        return FolderReport(folder=about, outcomes=ordered)
    told, history = with_history(ordered, diary=past.diary, **past.settings)
    return FolderReport(folder=about, outcomes=in_order(told), history=history)


def _in_parts(
    about: str, outcomes: Iterable[Outcome], past: _Past | None, shelf: Shelf, chosen: Mapping[str, Any]
) -> FolderReport:
    ids = _ids(chosen) | ({kind.id for kind in past_heuristics()} if past and past.settings["past_findings"] else set())
    scores, history = sorted(ids), History(())
    stored = write_parts(shelf, outcomes, scores)
    if past is not None:
        stored, history = add_history(stored, scores, diary=past.diary, **past.settings)
    finish(stored, has_history=past is not None)
    return FolderReport(folder=about, outcomes=stored, history=history)


def _ids(chosen: Mapping[str, Any]) -> set[str]:
    """Of the heuristics that are asked for."""
    return {item.id for item in chosen.get("heuristics") or all_heuristics()}
