"""Names and labels that no number depends on, so nothing else would miss them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from legcheck.report import json as report_json
from legcheck.report import svg, wording


@pytest.mark.parametrize(("recorded", "told"), [("trail", "trail"), ("", None)])
def test_sub_sport_is_told_where_there_is_one(report, recorded, told):
    activity = replace(report.run.activity, sub_sport=recorded)
    changed = replace(report, run=replace(report.run, activity=activity))
    assert changed.to_dict()["activity"]["sub_sport"] == told


@pytest.mark.parametrize(
    ("end_s", "labels"),
    [
        (3600.0, ["0 min", "10 min", "20 min", "30 min", "40 min", "50 min"]),
        (14_400.0, ["0 min", "30 min", "1:00 h", "1:30 h", "2:00 h", "2:30 h", "3:00 h", "3:30 h"]),
    ],
)
def test_time_axis_is_labelled_from_its_start(end_s, labels):
    """All steps but the last, which would stand over the edge."""
    assert re.findall(r">([^<]+)</text>", svg._time_axis(end_s, 300)) == labels


@pytest.mark.parametrize(("module", "name", "value"), [(report_json, "SERIAL_FROM", 5), (wording, "MORE_LIKELY_THAN_NOT", 0.5)])
def test_bounds_are_those_of_the_changelog(module, name, value):
    """Whoever changes one also writes it into the changelog."""
    assert getattr(module, name) == value
