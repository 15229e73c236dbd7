"""Worker processes that cannot be had, or cannot be handed something: the files are judged all the same."""

from __future__ import annotations

import subprocess
import sys
import threading
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
