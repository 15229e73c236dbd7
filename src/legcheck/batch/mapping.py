"""Tasks over workers: any executor, results in the order of the tasks as they come, a dead worker costs one file."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import Any

from legcheck.batch.outcome import Outcome
from legcheck.batch.work import Task, judge_file

__all__ = ["available_workers", "can_travel", "run_tasks"]

Advance = Callable[[], None]
Pending = Future[tuple[Outcome, ...]] | None
"""A result that is to come; None where the executor is broken."""

IN_FLIGHT = 1024
"""[files] Handed to a foreign executor ahead of the results taken from it: two for each of 500 workers."""

IN_FLIGHT_PER_JOB = 32
"""[files] Likewise for each process of our own; what is done ahead of a slow file waits in memory."""

DIED = "the worker process died on it (out of memory, perhaps); try it alone"
"""Reason given when even a fresh worker of its own does not survive a file."""

BROKE = (
    "not judged: the executor broke on this file or on another one; give it again, with jobs= to find the one that breaks it"
)
"""Reason given for every file that an executor of the caller took with it."""

NO_WORKER = (
    "no worker process could begin, so the files are judged in this one; where processes are spawned (macOS, Windows), a script "
    'has to call legcheck below `if __name__ == "__main__":`, or with jobs=1'
)
"""Said to the programmer when it is not the files that workers die on."""


def available_workers() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def can_travel(heuristics: Iterable[object]) -> bool:
    """Whether a worker process of our own can be handed these: what a notebook or a function defines, it may not find.

    Examples
    --------
    >>> can_travel([pickle]), can_travel([1.0])
    (False, True)
    """
    known = tuple(heuristics)
    if _start_method() != "fork" and any(type(item).__module__ == "__main__" for item in known):
        return False
    try:
        pickle.dumps(known)
    except Exception:  # noqa: BLE001  whatever a class of the caller raises when it is pickled, it stays here
        return False
    return True


def run_tasks(
    tasks: Iterable[Task], *, jobs: int, executor: Executor | None, advance: Advance
) -> Iterator[tuple[Outcome, ...]]:
    """Judge every task; results in the order of ``tasks``, whatever order they are done in.

    Parameters
    ----------
    tasks : iterable of Task
        Taken as workers become free, so neither all tasks nor all results are ever held at once.
    jobs : int
        Worker processes; 1 works in this process.
    executor : Executor or None
        Used in place of own workers and left running.
    advance : callable
        Called once for each task done.
    """
    here = jobs == 1
    for rest in _rests(iter(tasks)):
        if executor is not None:
            results = (_result(future, task) for task, future in _submitted(rest, executor, IN_FLIGHT))
            yield from (_counted(_unjudged(result) if _has_died(result) else result, advance) for result in results)
        elif here:
            yield from (_counted(judge_file(task), advance) for task in rest)
        else:
            here = not (yield from _in_own_pool(rest, jobs, advance))


def _rests(tasks: Iterator[Task]) -> Iterator[Iterator[Task]]:
    """What is left of the tasks, again and again until nothing is."""
    for task in tasks:
        yield chain((task,), tasks)


def _in_own_pool(tasks: Iterator[Task], jobs: int, advance: Advance) -> Generator[tuple[Outcome, ...], None, bool]:
    """Results from processes of our own, until the tasks end or the pool breaks; what it breaks on is judged all the same.

    Returns
    -------
    bool
        Whether processes of our own can begin here at all.
    """
    late: list[tuple[Task, tuple[Outcome, ...]]] = []
    with _own_pool(jobs) as pool:
        for task, future in _submitted(tasks, pool, jobs * IN_FLIGHT_PER_JOB):
            result = _result(future, task)
            if late or _has_died(result):
                late.append((task, result))
            else:
                yield _counted(result, advance)
    begin = not late or _can_begin()
    if not begin:
        warnings.warn(NO_WORKER, RuntimeWarning, stacklevel=2)
    once_more = _alone if begin else judge_file
    for task, result in late:
        yield _counted(once_more(task) if _has_died(result) else result, advance)
    return begin


def _can_begin() -> bool:
    """Whether a worker process that is given nothing to do lives: one that imports a script without a guard does not."""
    try:
        with _own_pool(1) as pool:
            return pool.submit(bool, True).result()
    except BrokenExecutor:
        return False


@contextmanager
def _own_pool(workers: int) -> Iterator[Executor]:
    """Processes of our own, begun in the way that is safe here.

    The platform's way, except that a process with several threads (a notebook) is not forked. Python also counts the
    threads of numerical libraries and warns about them; those are idle and made anew in the child.

    Whatever stops the work here (an interrupt, a result that nobody takes) ends the processes as well.
    """
    context = multiprocessing.get_context(_start_method())
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts) as pool:
            try:
                yield pool
            except BaseException:
                _end_at_once(pool)
                raise


def _leave_interrupts() -> None:
    """An interrupt at the terminal reaches every process; what is to be done about it, the one that began the others says."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_at_once(pool: ProcessPoolExecutor) -> None:
    """Kill the processes of a pool, which has no other way before Python 3.14 (``kill_workers``).

    Asked to end, they would first finish all they were handed, and another interrupt on the way leaves them waiting for ever. A result
    that one of them was sending is waited for as long as the pipe has a sender, so ours is closed too.
    """
    results: Any = pool._result_queue  # noqa: SLF001  see above
    for process in list(pool._processes.values()):  # noqa: SLF001  see above
        process.kill()
    results._writer.close()  # noqa: SLF001  see above


def _start_method() -> str:
    """How a process of our own is begun; see :func:`_own_pool`."""
    method = multiprocessing.get_start_method()
    return "forkserver" if method == "fork" and threading.active_count() > 1 else method


def _counted(result: tuple[Outcome, ...], advance: Advance) -> tuple[Outcome, ...]:
    advance()
    return result


def _submitted(tasks: Iterator[Task], executor: Executor, most: int) -> Iterator[tuple[Task, Pending]]:
    """Tasks under way, in order, no more than ``most`` at a time; none is added once the executor refuses one."""
    waiting: deque[tuple[Task, Pending]] = deque()
    for task in tasks:
        try:
            waiting.append((task, executor.submit(judge_file, task)))
        except BrokenExecutor:
            waiting.append((task, None))
            break
        if len(waiting) >= most:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _result(future: Pending, task: Task) -> tuple[Outcome, ...]:
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


def _unjudged(result: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Of an executor that is not ours nobody can say which file it broke on."""
    return tuple(replace(outcome, reason=BROKE) for outcome in result)


def _has_died(result: tuple[Outcome, ...]) -> bool:
    return len(result) == 1 and result[0].reason == DIED


def _alone(task: Task) -> tuple[Outcome, ...]:
    """Once more in a process of its own: when a pool breaks, most of its files have done no harm."""
    with _own_pool(1) as pool:
        return _result(pool.submit(judge_file, task), task)
