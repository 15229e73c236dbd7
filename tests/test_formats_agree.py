"""One run, three files: FIT, GPX and TCX of the same recording give the same findings."""

from __future__ import annotations

import pytest

from legcheck import analyze, synth
from legcheck.core import Status

PLANTED = ("steady", "late_fade", "low_cadence", "cardiac_drift", "hilly", "wall")


@pytest.mark.parametrize("name", PLANTED)
def test_what_all_formats_can_judge_they_judge_alike(name: str) -> None:
    made = synth.plant(name, seed=11)
    reports = {suffix: analyze(data) for suffix, data in (("fit", made.fit()), ("gpx", made.gpx()), ("tcx", made.tcx()))}
    judged = {
        suffix: {finding.id: finding.status for finding in report.findings if finding.status is not Status.NOT_ASSESSED}
        for suffix, report in reports.items()
    }
    shared = set.intersection(*(set(statuses) for statuses in judged.values()))
    assert {"late_fade", "low_cadence", "overstriding"} <= shared
    for suffix in ("gpx", "tcx"):
        assert {i: judged[suffix][i] for i in shared} == {i: judged["fit"][i] for i in shared}, suffix
    # GPX and TCX lack contact time, so a headline may come near its line at 50; none contradicts another, and the cause stays in sight.
    sure = {report.heavy_legs.status for report in reports.values() if not 25.0 < (report.heavy_legs.score or 0.0) < 75.0}
    assert len(sure) <= 1
    assert all(made.truth.cause in {cause.id for cause in report.heavy_legs.causes} for report in reports.values())


def test_numbers_of_the_formats_lie_within_each_others_intervals() -> None:
    made = synth.plant("late_fade", seed=12)
    fades = [analyze(data)["late_fade"].evidence[0] for data in (made.fit(), made.gpx(), made.tcx())]
    assert all(fade.name == "fade" for fade in fades)
    for one in fades:
        for other in fades:
            assert one.low is not None
            assert one.high is not None
            assert one.low <= other.value <= one.high
