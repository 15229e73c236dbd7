"""The main job on sample_files/: every verdict is the planted one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from legcheck import analyze, read
from legcheck.core import Status

SAMPLES = Path(__file__).parent.parent / "sample_files"
TRUTH = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))
LIMIT_FOUND = {"leg_limited", "heat_or_dehydration", "cardiac_drift", "glycogen_wall", "paced_too_hard"}


def test_every_sample_has_its_truth_and_none_is_missing() -> None:
    there = {path.name for path in SAMPLES.iterdir()} - {"README.md", "truth.json"}
    assert there == set(TRUTH)
    assert len(there) >= 8


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_the_verdict_is_the_planted_one(name: str) -> None:
    truth, report = TRUTH[name], analyze(SAMPLES / name)
    found = {finding.id for finding in report.findings if finding.status is Status.FOUND}
    judged = {*truth["found"], *truth["clear_or_not_assessed"]}
    assert found & judged == set(truth["found"]), {finding.id: finding.reason for finding in report.findings}
    assert report.heavy_legs.cause in truth["cause"], report.heavy_legs
    assert set(truth["notes"]) <= {note.code for note in report.notes}
    limited = truth["cause"][0] in LIMIT_FOUND
    assert (report.heavy_legs.status is Status.FOUND) == limited, report.heavy_legs


def test_without_heart_rate_drift_is_not_assessed_rather_than_clear() -> None:
    report = analyze(SAMPLES / "fade_without_heart_rate.gpx")
    assert report["heart_rate_drift"].status is Status.NOT_ASSESSED
    assert "heart rate" in report["heart_rate_drift"].reason


def test_the_cut_off_file_says_how_much_was_recovered() -> None:
    activity = read(SAMPLES / "cut_off.fit")
    told = [note.message for note in activity.notes if note.code == "file_cut_off"]
    assert len(told) == 1
    assert f"{len(activity):,}" in told[0]


def test_the_same_run_in_two_formats_gives_the_same_findings() -> None:
    pair = [analyze(SAMPLES / name) for name in ("steady_run.fit", "steady_run.tcx.gz")]
    statuses = [
        {finding.id: finding.status for finding in report.findings if finding.status is not Status.NOT_ASSESSED}
        for report in pair
    ]
    shared = set(statuses[0]) & set(statuses[1])
    assert {"late_fade", "heart_rate_drift", "low_cadence"} <= shared
    assert {name: statuses[0][name] for name in shared} == {name: statuses[1][name] for name in shared}
