"""A small folder with everything people have in one."""

from __future__ import annotations

import shutil

import pytest

from legcheck import synth


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or fills the user's own cache."""
    monkeypatch.setenv("LEGCHECK_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """Three runs (one packed, one twice), a ride, a damaged file, a route, and files of other kinds."""
    root = tmp_path_factory.mktemp("runs")
    (root / "deep" / "er").mkdir(parents=True)
    synth.run(duration_s=2400, seed=1, start_time=when(5)).write(root / "b.fit")
    synth.run(duration_s=2400, seed=2, start_time=when(3)).write(root / "deep" / "a.gpx.gz")
    synth.plant("late_fade", seed=3, start_time=when(12)).write(root / "deep" / "er" / "c.tcx")
    shutil.copy(root / "b.fit", root / "deep" / "copy of b.fit")
    ride = synth.run(duration_s=1200, seed=4).tcx().replace(b'Sport="Running"', b'Sport="Biking"')
    (root / "ride.tcx").write_bytes(ride)
    (root / "broken.fit").write_bytes((root / "b.fit").read_bytes()[:14] + b"\xff" * 400)
    (root / "notes.md").write_text("# runs\n")
    (root / "activities.csv").write_text("date,km\n2024-05-01,10\n")
    (root / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    (root / ".hidden").mkdir()
    shutil.copy(root / "b.fit", root / ".hidden" / "d.fit")
    return root


def when(day):
    from datetime import UTC, datetime

    return datetime(2024, 5, day, 6, 30, tzinfo=UTC)
