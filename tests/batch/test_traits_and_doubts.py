"""What a folder makes of traits and of heart rates that are not believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from legcheck import analyze, synth
from legcheck.batch.digest import lines, rows
from legcheck.batch.folder import FolderReport
from legcheck.batch.outcome import Outcome
from legcheck.batch.second_pass import with_history
from legcheck.history.extract import summary_of_report

RUNS = 14


@pytest.fixture(scope="module")
def outcomes():
    """One run on every other day, with few steps each time; the heart rate of the last is 40 bpm higher."""
    report = analyze(synth.plant("low_cadence", seed=3, duration_s=2700.0).activity)
    assert {item.id for item in report.findings if item.is_found} >= {"low_cadence"}
    made = []
    for number in range(RUNS):
        summary = summary_of_report(report, f"{number:02d}.fit")
        extra = 40.0 if number == RUNS - 1 else number % 3
        beats = ("moving_heart_rate_bpm", "early_heart_rate_bpm", "middle_heart_rate_bpm", "max_heart_rate_bpm")
        measures = {name: value + extra * (name in beats) for name, value in summary.measures.items()}
        start = summary.start_time + timedelta(days=2 * number)
        told = replace(summary, measures=measures, start_time=start, sha256=str(number))
        made.append(Outcome(path=told.path, kind="run", sha256=told.sha256, report=report.to_dict(), summary=told.to_dict()))
    return with_history(tuple(made))


def test_a_run_in_doubt_says_so_and_each_finding_stands_once(outcomes):
    judged, _ = outcomes
    findings = judged[-1].report["findings"]
    ids = [item["id"] for item in findings]
    assert len(ids) == len(set(ids))
    said = {item["id"]: item for item in findings}
    assert said["heart_rate_implausible"]["status"] == "found"
    assert said["heart_rate_drift"]["status"] == "not_assessed"
    assert said["heart_rate_drift"]["reason"] == said["heart_rate_implausible"]["reason"]
    assert {item["id"] for item in judged[-2].report["findings"]} == set(ids)


def test_the_digest_names_the_run_and_leads_with_no_trait(outcomes):
    judged, history = outcomes
    folder = FolderReport(folder="months", outcomes=judged, history=history)
    told = "\n".join(lines(folder))
    assert history.traits >= {"low_cadence"}
    assert "Runs judged without their heart rate" in told
    assert "a trait of yours" in told
    (common,) = [line for line in lines(folder) if line.startswith("Found most often")]
    assert "Low cadence" not in common
    assert not any("Low cadence" in row[8] for row in rows(folder))
