"""The Report itself: order of findings, look-up, tables, and what travels."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest

from legcheck import analyze, synth
from legcheck.core import Finding, InputError, LegcheckError, Status
from legcheck.report import Summary, UnknownFindingError, in_order
from legcheck.signals import heart_rate_drift, pace_decay


def finding(name, status, score=None, confidence=None):
    return Finding(id=name, title=name, status=status, score=score, confidence=confidence, reason="r")


def test_findings_are_ordered_by_status_then_strength_then_id():
    given = (
        finding("e", Status.NOT_ASSESSED),
        finding("d", Status.CLEAR, 40.0, 1.0),
        finding("a", Status.FOUND, 90.0, 0.5),  # 90 * 0.5 = 45
        finding("b", Status.FOUND, 60.0, 0.9),  # 60 * 0.9 = 54
        finding("c", Status.CLEAR, 3.0, 0.1),  # clear ones are not ranked by a score that says little
        finding("aa", Status.FOUND, 60.0, 0.9),
    )
    assert [item.id for item in in_order(given)] == ["aa", "b", "a", "c", "d", "e"]
    assert in_order(given[::-1]) == in_order(given)


def test_a_finding_is_looked_up_by_id(report):
    assert report["late_fade"].score == 82.0


def test_ids_are_in_a_report_and_findings_come_out_of_it(report):
    assert "late_fade" in report
    assert "late_fate" not in report
    assert report.findings[0] in report
    assert 0 not in report
    assert tuple(report) == report.findings


def test_an_unknown_id_names_those_there_are(report):
    with pytest.raises(UnknownFindingError) as caught:
        report["late_fate"]
    assert isinstance(caught.value, KeyError)
    assert isinstance(caught.value, LegcheckError)
    assert str(caught.value) == "no finding 'late_fate' here; there are: asymmetry, heart_rate_drift, late_fade"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_splits_are_a_table_by_kilometre(report):
    splits = report.splits
    assert splits.index.name == "kilometre"
    assert splits.index[0] == 1
    assert len(splits) == report.split_columns.length
    assert splits.loc[2, "duration_s"] == report.split_columns["duration_s"][1]


def test_signals_join_channels_masks_and_derived_by_time(report):
    signals = report.signals
    assert len(signals) == len(report.run)
    assert str(signals.index.tz) == "UTC"
    assert {"speed_mps", "running", "heart_rate_usable", "expected_cadence_spm"} <= set(signals.columns)
    assert not signals.columns.duplicated().any()
    np.testing.assert_array_equal(signals["expected_cadence_spm"], report.derived["expected_cadence_spm"])
    assert signals["running"].dtype == bool


def test_tables_are_copies(report):
    frame = report.signals
    frame["speed_mps"] = 0.0
    assert np.nanmax(report.run["speed_mps"]) > 1


def test_a_report_travels(report):
    twin = pickle.loads(pickle.dumps(report))
    assert twin.to_json() == report.to_json()


def test_the_summary_lists_every_field_once():
    names = [name for name, _ in Summary().items()]
    assert len(names) == len(set(names)) == 13


def test_repr_is_one_line_with_the_verdict(report):
    assert repr(report).startswith("<Report morning.fit: Heavy legs: 78/100")
    assert "\n" not in repr(report)


def test_json_text_keeps_letters_readable(make_report):
    assert "Måndag.fit" in make_report(name="Måndag.fit").to_json()


def test_a_name_that_is_no_text_can_still_be_written(make_report):
    text = make_report(name="m\udcfcd.fit").to_json()
    assert json.loads(text.encode())["source"]["name"] == "m?d.fit"


def test_json_is_written_or_given(report, tmp_path):
    for path in (tmp_path / "a.json", str(tmp_path / "b.json")):
        assert report.to_json(path, indent=1, redact=True) is None
        text = (tmp_path / path).read_text(encoding="utf-8")
        assert text == report.to_json(indent=1, redact=True) == report.to_json(1, redact=True)
    assert report.to_json(None) == report.to_json() == json.dumps(report.to_dict(), ensure_ascii=False)


def test_json_that_cannot_be_written_is_one_clear_error(report, tmp_path):
    with pytest.raises(InputError, match=r"missing/run.json: cannot be written: No such file"):
        report.to_json(tmp_path / "missing" / "run.json")


def test_html_is_written_or_given(report, tmp_path):
    path = tmp_path / "run.html"
    assert report.to_html(path) is None
    assert path.read_text(encoding="utf-8") == report.to_html()


def test_html_that_cannot_be_written_is_one_clear_error(report, tmp_path):
    with pytest.raises(InputError, match=r"missing/run.html: cannot be written: No such file"):
        report.to_html(tmp_path / "missing" / "run.html")


def test_a_report_carries_what_it_was_judged_by():
    made = analyze(synth.plant("late_fade", seed=2).fit())
    assert made.run_signals is not None
    assert made.run_signals.run is made.run
    assert made.run_signals.decay == pace_decay(made.run)
    assert made.run_signals.drift == heart_rate_drift(made.run)
    grown = len(pickle.dumps(made)) - len(pickle.dumps(replace(made, run_signals=None)))
    assert grown < 10_000  # numbers only; the run itself travels once
