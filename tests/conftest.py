"""What all tests share: the sample files, real recordings where there are any, and a guard over the repository.

Tests run in random order (pytest-randomly prints the seed; ``--randomly-seed=last`` repeats it). Numbers drawn inside a
test do not depend on that seed: tests make their own ``numpy.random.default_rng(SEED)``, and hypothesis is derandomised.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

CORPUS_VARIABLE = "LEGCHECK_CORPUS"

SCRATCH = frozenset({".git", ".hypothesis", ".pytest_cache", ".venv", "__pycache__"})
"""Folders of the repository in which Python, git and pytest keep files of their own."""

WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

settings.register_profile(
    "legcheck",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("legcheck")


@pytest.fixture(scope="session")
def sample_files() -> Path:
    """The folder of small files with planted truth."""
    folder = ROOT / "sample_files"
    assert folder.is_dir(), "sample_files/ is missing; make it with `just samples`"
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real recordings; the test is skipped where there is none."""
    named = os.environ.get(CORPUS_VARIABLE)
    if not named:
        pytest.skip(f"{CORPUS_VARIABLE} is not set: no real recordings to test against")
    folder = Path(named).resolve()
    assert folder.is_dir(), f"{CORPUS_VARIABLE} names {named}, which is not a folder"
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the results of folders away from the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEGCHECK_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def is_guarded(path: Any) -> bool:
    """Whether ``path`` lies in the repository, outside the scratch folders of tools."""
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    absolute = Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100  abspath follows no links, resolve() would
    return absolute.is_relative_to(ROOT) and SCRATCH.isdisjoint(absolute.relative_to(ROOT).parts)


def targets(event: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The paths that an audited event is about to create, change or remove."""
    if event == "open":
        path, mode, flags = args
        writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & WRITE_FLAGS)
        return (path,) if writes else ()
    if event in {"os.mkdir", "os.remove", "os.rmdir", "os.truncate"}:
        return args[:1]
    if event in {"os.rename", "os.link", "os.symlink"}:
        return args[:2]
    return ()


class Guard:
    """Stops a test that is about to write into the repository."""

    is_on = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Look at one event that Python announces before it happens."""
        for path in targets(event, args) if self.is_on else ():
            if is_guarded(path):
                raise PermissionError(f"tests write nothing into the repository, use tmp_path: {event} {os.fsdecode(path)}")


guard = Guard()
sys.addaudithook(guard)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case after its argument where its value is bytes: they read badly and may hold a time of day."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[Any]:
    """Guard the repository while a test and its fixtures run."""
    guard.is_on = True
    try:
        return (yield)
    finally:
        guard.is_on = False
