"""Tasks over workers: any executor, results in the order of the tasks, a dead worker costs one file."""

from __future__ import annotations

import multiprocessing
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager

from legcheck.batch.outcome import Outcome
from legcheck.batch.work import Task, judge_file

__all__ = ["available_workers", "run_tasks"]

Advance = Callable[[], None]

DIED = "the worker process died on it (out of memory, perhaps); try it alone"
"""Reason given when even a fresh worker of its own does not survive a file."""


def available_workers() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def run_tasks(tasks: Sequence[Task], *, jobs: int, executor: Executor | None, advance: Advance) -> list[tuple[Outcome, ...]]:
    """Judge every task; results in the order of ``tasks``, whatever order they came in.

    Parameters
    ----------
    tasks : sequence of Task
    jobs : int
        Worker processes; 1 works in this process.
    executor : Executor or None
        Used in place of own workers and left running.
    advance : callable
        Called once for each task done.
    """
    if executor is not None:
        return _submitted(tasks, executor, advance)
    if jobs == 1 or len(tasks) <= 1:
        return [_counted(judge_file(task), advance) for task in tasks]
    with _own_pool(min(jobs, len(tasks))) as pool:
        results = _submitted(tasks, pool, advance)
    return [_alone(task) if _has_died(result) else result for task, result in zip(tasks, results, strict=True)]


@contextmanager
def _own_pool(workers: int) -> Iterator[Executor]:
    """Processes of our own, begun in the way that is safe here.

    The platform's way, except that a process with several threads (a notebook) is not forked. Python also counts the
    threads of numerical libraries and warns about them; those are idle and made anew in the child.
    """
    method = multiprocessing.get_start_method()
    if method == "fork" and threading.active_count() > 1:
        method = "forkserver"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method)) as pool:
            yield pool


def _counted(result: tuple[Outcome, ...], advance: Advance) -> tuple[Outcome, ...]:
    advance()
    return result


def _submitted(tasks: Sequence[Task], executor: Executor, advance: Advance) -> list[tuple[Outcome, ...]]:
    futures: list[Future[tuple[Outcome, ...]] | None] = []
    for task in tasks:
        try:
            futures.append(executor.submit(judge_file, task))
        except BrokenExecutor:
            futures.append(None)
    for _ in as_completed([future for future in futures if future is not None]):
        advance()
    return [_result(future, task) for future, task in zip(futures, tasks, strict=True)]


def _result(future: Future[tuple[Outcome, ...]] | None, task: Task) -> tuple[Outcome, ...]:
    """What the worker gave back; a worker that died, or an executor that failed, is a failure of this one file."""
    if future is None:
        return _died(task)
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, BrokenExecutor):
        return _died(task)
    if not isinstance(error, Exception):
        raise error
    return (Outcome(path=task.name, kind="error", reason=f"the executor failed: {type(error).__name__}: {error}"),)


def _died(task: Task) -> tuple[Outcome, ...]:
    return (Outcome(path=task.name, kind="error", reason=DIED),)


def _has_died(result: tuple[Outcome, ...]) -> bool:
    return len(result) == 1 and result[0].reason == DIED


def _alone(task: Task) -> tuple[Outcome, ...]:
    """Once more in a process of its own: when a pool breaks, most of its files have done no harm."""
    with _own_pool(1) as pool:
        return _result(pool.submit(judge_file, task), task)
