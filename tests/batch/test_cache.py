"""Kept results: the same as fresh ones, never of other settings or other code, never in the way."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import stat
import sys
import time
from dataclasses import dataclass
from typing import ClassVar

import pytest

from legcheck import synth
from legcheck.batch import analyze_folder, cache
from legcheck.batch.cache import cache_folder, open_cache
from legcheck.core import Athlete


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    synth.run(duration_s=900, seed=1).write(folder / "a.fit")
    (folder / "b.fit").write_bytes(b"\x0e\x20\x00\x00\x00\x00\x00\x00.FIT" + b"\xff" * 200)
    (folder / "c.txt").write_text("hello")
    return folder


@pytest.fixture
def count(monkeypatch):
    """How often something was really judged."""
    calls = []
    from legcheck.batch import work

    real = work.judge_bytes

    def counted(data, name, settings):
        calls.append(name)
        return real(data, name, settings)

    monkeypatch.setattr(work, "judge_bytes", counted)
    return calls


def kept(root):
    return sorted(root.rglob("*.json"))


def test_a_second_look_reads_nothing_and_says_the_same(runs, count, own_cache):
    fresh = analyze_folder(runs, jobs=1)
    assert sorted(count) == ["a.fit", "b.fit", "c.txt"]
    assert len(kept(own_cache)) == 3
    again = analyze_folder(runs, jobs=1)
    assert len(count) == 3
    assert again.outcomes == fresh.outcomes
    assert again.to_json() == analyze_folder(runs, jobs=1, cache=False).to_json()


def test_without_a_cache_nothing_is_kept(runs, own_cache):
    analyze_folder(runs, jobs=1, cache=False)
    assert not own_cache.exists()


def test_other_content_and_other_names_are_judged_anew(runs, count):
    analyze_folder(runs, jobs=1)
    synth.run(duration_s=900, seed=2).write(runs / "a.fit")
    shutil.copy(runs / "c.txt", runs / "d.txt")
    count.clear()
    analyze_folder(runs, jobs=1)
    assert sorted(count) == ["a.fit", "d.txt"]


@pytest.mark.parametrize(
    "settings",
    [{"athlete": Athlete(height_m=1.9)}, {"heuristics": ["late_fade"]}, {"on_damage": "raise"}, {"cadence_factor": 2.0}],
)
def test_other_settings_are_judged_anew(runs, count, settings):
    analyze_folder(runs, jobs=1)
    count.clear()
    first = analyze_folder(runs, jobs=1, **settings)
    assert len(count) == 3
    assert analyze_folder(runs, jobs=1, **settings).to_json() == first.to_json()
    assert len(count) == 3


def test_other_thresholds_of_a_heuristic_are_other_settings(runs, count):
    from legcheck.heuristics.late_fade import LateFade

    analyze_folder(runs, jobs=1, heuristics=[LateFade()])
    count.clear()
    analyze_folder(runs, jobs=1, heuristics=[LateFade(found_from_pct=3.0)])
    assert len(count) == 3


def test_other_code_is_judged_anew(runs, count, monkeypatch):
    analyze_folder(runs, jobs=1)
    count.clear()
    monkeypatch.setattr(cache, "_code_fingerprint", lambda: "0" * 16)
    analyze_folder(runs, jobs=1)
    assert len(count) == 3


def test_the_code_fingerprint_is_sixteen_digits():
    assert cache._GENERATION.fullmatch(f"code-{cache._code_fingerprint()}")


def test_a_spoilt_entry_is_judged_anew_and_mended(runs, count, own_cache):
    fresh = analyze_folder(runs, jobs=1)
    for path, text in zip(kept(own_cache), ("", "{", '[{"no": 1}]'), strict=True):
        path.write_text(text)
    count.clear()
    assert analyze_folder(runs, jobs=1).to_json() == fresh.to_json()
    assert len(count) == 3
    assert all(json.loads(path.read_text()) for path in kept(own_cache))


def test_nothing_half_written_is_left(runs, own_cache):
    analyze_folder(runs, jobs=1)
    assert list(own_cache.rglob("*.part")) == []


def test_only_the_user_can_look_into_it(runs, own_cache):
    analyze_folder(runs, jobs=1)
    for path in kept(own_cache):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_place_that_is_no_folder_is_no_error(runs, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LEGCHECK_CACHE_DIR", str(tmp_path / "file"))
    assert len(analyze_folder(runs, jobs=1).runs) == 1


def test_a_full_disk_is_no_error(runs, monkeypatch, own_cache):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("legcheck.batch.cache.json.dump", full)
    assert len(analyze_folder(runs, jobs=1).runs) == 1
    assert [path for path in own_cache.rglob("*") if path.is_file()] == []


def test_old_generations_are_cleared_away_others_are_left(own_cache):
    old, recent, foreign = (own_cache / name for name in ("code-" + "1" * 16, "code-" + "2" * 16, "precious"))
    for folder in (old, recent, foreign):
        folder.mkdir(parents=True)
    long_ago = time.time() - 2 * cache.STALE_AFTER_S
    for folder in (old, foreign):
        os.utime(folder, (long_ago, long_ago))
    assert open_cache({}) is not None
    assert [path.name for path in sorted(own_cache.iterdir())] == [recent.name, foreign.name]


def test_settings_that_cannot_be_written_down_are_not_kept():
    assert open_cache({"x": object()}) is None


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {"LEGCHECK_CACHE_DIR": "/c"}, "/c"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/legcheck"),
        ("linux", {}, "HOME/.cache/legcheck"),
        ("darwin", {}, "HOME/Library/Caches/legcheck"),
    ],
)
def test_the_folder_is_where_the_platform_keeps_such_things(tmp_path, monkeypatch, system, environment, expected):
    for name in ("LEGCHECK_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("legcheck.batch.cache.sys.platform", system)
    assert cache_folder().as_posix() == expected.replace("HOME", tmp_path.as_posix())


def test_no_home_no_cache(monkeypatch):
    monkeypatch.delenv("LEGCHECK_CACHE_DIR")

    def nobody():
        raise RuntimeError("no home")

    monkeypatch.setattr("legcheck.batch.cache.Path.home", nobody)
    assert cache_folder() is None
    assert open_cache({}) is None


@pytest.mark.parametrize("spoilt", ["{}", "[]", '"x"', "null", '[{"path": "a.fit", "kind": "odd"}]'])
def test_an_entry_that_says_nothing_does_not_make_a_file_vanish(runs, count, own_cache, spoilt):
    fresh = analyze_folder(runs, jobs=1)
    for path in kept(own_cache):
        path.write_text(spoilt)
    count.clear()
    assert analyze_folder(runs, jobs=1).to_json() == fresh.to_json()
    assert len(count) == 3


MINE = """
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from legcheck.heuristics import Heuristic
from legcheck.heuristics._base import Confidence


@dataclass(frozen=True, kw_only=True)
class Mine(Heuristic):
    id: ClassVar[str] = "mine"
    title: ClassVar[str] = "Mine"

    def detect(self, signals):
        return self.finding({score}, Confidence({{}}), reason="so", evidence=())
"""


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Write a module with a heuristic, import it anew, and give its class."""
    folder = tmp_path / "modules"
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    names = []

    def imported(score, name="own_heuristic"):
        path = folder / f"{name.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MINE.format(score=score), encoding="utf-8")
        names.append(name)
        return again(name)

    yield imported
    for name in names:
        sys.modules.pop(name, None)


def again(name):
    """The class as a new process would import it."""
    sys.modules.pop(name, None)
    importlib.invalidate_caches()
    return importlib.import_module(name).Mine


def test_a_heuristic_of_ones_own_that_was_edited_is_judged_anew(runs, count, mine):
    before = analyze_folder(runs, jobs=1, heuristics=[mine(60)()])
    assert before.runs["mine"].tolist() == [60.0]
    count.clear()
    assert analyze_folder(runs, jobs=1, heuristics=[again("own_heuristic")()]).runs["mine"].tolist() == [60.0]
    assert count == []  # the same code
    assert analyze_folder(runs, jobs=1, heuristics=[mine(90)()]).runs["mine"].tolist() == [90.0]


def test_what_runs_is_what_is_kept_under_even_when_the_file_was_edited_since(runs, mine):
    kind = mine(60)
    assert analyze_folder(runs, jobs=1, heuristics=[kind()]).runs["mine"].tolist() == [60.0]
    fresh = mine(90)
    assert analyze_folder(runs, jobs=1, heuristics=[kind()]).runs["mine"].tolist() == [60.0]
    assert analyze_folder(runs, jobs=1, heuristics=[fresh()]).runs["mine"].tolist() == [90.0]


def test_a_module_beside_it_in_its_package_counts_too(mine, tmp_path):
    kind = mine(60, "own_package.judge")
    first = open_cache({"heuristics": (kind(),)})
    (tmp_path / "modules" / "own_package" / "limits.py").write_text("LIMIT = 3\n", encoding="utf-8")
    assert open_cache({"heuristics": (again("own_package.judge")(),)}) != first
    assert open_cache({"heuristics": (kind(),)}) == first


def test_a_plugin_that_was_edited_at_the_same_version_is_judged_anew(mine, monkeypatch):
    kind = mine(60)
    monkeypatch.setattr(cache, "all_heuristics", lambda: (kind,))
    first = open_cache({})
    monkeypatch.setattr(cache, "all_heuristics", lambda: (again("own_heuristic"),))
    assert open_cache({}) == first
    edited = mine(90)
    monkeypatch.setattr(cache, "all_heuristics", lambda: (edited,))
    assert open_cache({}) != first


def test_of_a_heuristic_that_is_in_no_file_nothing_is_kept(mine, monkeypatch):
    @dataclass(frozen=True, kw_only=True)
    class Here(mine(60)):
        id: ClassVar[str] = "here"

    assert open_cache({"heuristics": (Here(),)}) is None
    kind = mine(60)
    monkeypatch.setattr(kind, "__module__", "__main__")
    assert open_cache({"heuristics": (kind(),)}) is None
