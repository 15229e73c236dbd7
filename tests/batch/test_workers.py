"""Worker processes that cannot be had, or cannot be handed something: the files are judged all the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import pytest

from legcheck import synth
from legcheck.batch import analyze_folder, mapping
from legcheck.core import Finding
from legcheck.heuristics import Heuristic


@dataclass(frozen=True, kw_only=True)
class Here(Heuristic):
    """Where it was judged."""

    id: ClassVar[str] = "here"
    title: ClassVar[str] = "Here"

    def detect(self, signals) -> Finding:
        return self.not_assessed("judged")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    for seed in (1, 2):
        synth.run(duration_s=900, seed=seed).write(folder / f"{seed}.fit")
    return folder


@pytest.fixture
def with_threads():
    """As in a notebook: this process is not forked."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        yield


def judged(folder):
    assert folder.failures.empty
    return set(folder.findings.set_index("id").loc["here", "reason"])


def test_a_heuristic_from_a_notebook_cell_is_judged_here(runs, with_threads, monkeypatch):
    """A worker imports ``__main__`` anew, without what was typed into cells."""
    monkeypatch.setattr(sys.modules["__main__"], "Here", Here, raising=False)
    monkeypatch.setattr(Here, "__module__", "__main__")
    assert judged(analyze_folder(runs, heuristics=["late_fade", Here()], jobs=2, cache=False, history=False)) == {"judged"}


def test_a_heuristic_from_inside_a_function_is_judged_here(runs):
    @dataclass(frozen=True, kw_only=True)
    class Local(Here):
        pass

    assert judged(analyze_folder(runs, heuristics=[Local()], jobs=2, cache=False, history=False)) == {"judged"}


def test_a_heuristic_from_a_module_goes_to_workers(monkeypatch):
    assert mapping.can_travel([Here()])
    assert mapping.can_travel([])
    monkeypatch.setattr(sys.modules["__main__"], "Here", Here, raising=False)
    monkeypatch.setattr(Here, "__module__", "__main__")
    monkeypatch.setattr(mapping.multiprocessing, "get_start_method", lambda: "fork")
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert mapping.can_travel([Here()])  # a forked worker has all that this process has


SCRIPT = """
import multiprocessing
import sys

multiprocessing.set_start_method("spawn", force=True)
import legcheck

folder = legcheck.analyze_folder(sys.argv[1], jobs=2, cache=False)
print(len(folder.runs), "runs", len(folder.failures), "failures")
"""


def test_a_script_without_a_guard_is_judged_here_and_told_so(runs, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(runs)], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "2 runs 0 failures\n"
    assert "RuntimeWarning: no worker process could begin" in done.stderr
    assert done.returncode == 0


def test_a_script_with_a_guard_has_its_workers(runs, tmp_path):
    before, call, shown = SCRIPT.rpartition("folder = ")[0], *SCRIPT.rpartition("folder = ")[2].strip().split("\n")
    script = tmp_path / "script.py"
    script.write_text(f'{before}\nif __name__ == "__main__":\n    folder = {call}\n    {shown}\n', encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(runs)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("2 runs 0 failures\n", "")


def test_an_interrupt_is_left_to_the_process_that_began_the_workers():
    with mapping._own_pool(1) as pool:
        assert pool.submit(signal.raise_signal, signal.SIGINT).exception() is None


@pytest.mark.parametrize("stop", [KeyboardInterrupt, GeneratorExit, OSError])
def test_what_stops_the_work_ends_the_workers_at_once(stop):
    """Both would sleep on for 40 s."""

    def work():
        with mapping._own_pool(2) as pool:
            for _ in range(2):
                pool.submit(time.sleep, 40)
            raise stop

    begun = time.monotonic()
    with pytest.raises(stop):
        work()
    assert time.monotonic() - begun < 20
    assert multiprocessing.active_children() == []


def test_a_result_half_sent_is_not_waited_for():
    """A pipe holds far less than the 30 MB of a result: a worker that is killed leaves one half sent more often than not."""

    def work():
        with mapping._own_pool(2) as pool:
            first, *_ = [pool.submit(bytes, 30_000_000) for _ in range(20)]
            first.result()
            raise KeyboardInterrupt

    for _ in range(4):
        with pytest.raises(KeyboardInterrupt):
            work()
    assert multiprocessing.active_children() == []


INTERRUPTED_TWICE = """
import signal
import sys

signal.signal(signal.SIGINT, signal.default_int_handler)  # a command begun in the background would ignore it
from legcheck.cli import main

print("begun", flush=True)
sys.argv = ["legcheck", "analyze", sys.argv[1], "--jobs", "2", "--no-cache"]
main()
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no process groups here")
@pytest.mark.parametrize("gap_s", [0.05, 0.5])
def test_two_interrupts_at_the_terminal_end_the_command(runs, tmp_path, gap_s):
    """The terminal sends them to every process of the command; there is work for minutes."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number}.fit").symlink_to(runs / "1.fit")
    command = [sys.executable, "-c", INTERRUPTED_TWICE, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            process.stdout.readline()
            for wait_s in (4, gap_s):
                time.sleep(wait_s)
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode in {130, -signal.SIGINT}
    assert "Traceback" not in err
