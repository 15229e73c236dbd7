"""The report as data: the promised names, strict JSON, the shipped schema, redaction."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legcheck import __version__
from legcheck.core import Cause, Columns, Device, Evidence, Finding, HeavyLegs, Note, Source, Span, Status
from legcheck.report import SCHEMA_VERSION, Summary, schema
from legcheck.report.json import SPLIT_NAMES, as_dict, instant, rounded
from legcheck.signals.splits import SPLIT_COLUMNS

VALIDATOR = jsonschema.Draft202012Validator(schema())

NAMES = {
    "": "schema_version legcheck_version source activity summary heavy_legs findings splits notes",
    "source": "name format sha256",
    "activity": "sport sub_sport start_time utc_offset_s device records",
    "summary": "distance_m elapsed_s timer_s moving_s speed_mps grade_adjusted_speed_mps cadence_spm step_length_m "
    "stride_length_m heart_rate_bpm ascent_m descent_m temperature_c",
    "heavy_legs": "status score confidence causes would_help reason terms",
}

FINDING = "id title status score confidence spans evidence reason alternatives advice"
EVIDENCE = "name value unit low high threshold source"


def errors(data):
    return [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(data)]


def test_schema_is_a_valid_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_names_are_the_promised_ones(report):
    data = report.to_dict()
    for part, names in NAMES.items():
        assert list(data[part] if part else data) == names.split()
    assert list(data["findings"][0]) == FINDING.split()
    assert list(data["findings"][0]["evidence"][0]) == EVIDENCE.split()
    assert list(data["splits"][0]) == list(SPLIT_NAMES) == list(SPLIT_COLUMNS)


def test_a_full_report_fits_the_schema(report):
    assert errors(report.to_dict()) == []
    assert errors(report.to_dict(redact=True)) == []


def test_an_empty_report_fits_the_schema(make_report):
    nothing = HeavyLegs(status=Status.NOT_ASSESSED, score=None, confidence=None, causes=(), would_help="", reason="too short")
    empty = make_report(
        findings=(),
        heavy_legs=nothing,
        summary=Summary(),
        split_columns=Columns({name: [] for name in SPLIT_NAMES}),
        notes=(),
        device=Device(),
    )
    data = empty.to_dict()
    assert errors(data) == []
    assert (data["findings"], data["splits"], data["notes"], data["heavy_legs"]["score"]) == ([], [], [], None)


def test_values_are_those_of_the_report(report):
    data = report.to_dict()
    assert (data["schema_version"], data["legcheck_version"]) == (SCHEMA_VERSION, __version__)
    assert data["source"] == {"name": "morning.fit", "format": "fit", "sha256": "ab" * 32}
    assert data["activity"]["start_time"] == "2024-05-01T07:30:00Z"
    assert data["activity"]["device"]["serial"] == "3987654321"
    assert data["heavy_legs"]["causes"][0] == {"id": "leg_limited", "probability": 0.71}
    assert data["findings"][0]["spans"] == [[4200.0, 5990.0]]
    assert [finding["id"] for finding in data["findings"]] == ["late_fade", "heart_rate_drift", "asymmetry"]
    assert data["splits"][0]["ascent_m"] is None  # NaN in the columns


def test_unknown_numbers_are_null_never_nan(make_report):
    evidence = Evidence(name="x", value=math.nan, unit="", low=math.inf, high=None)
    finding = Finding(
        id="late_fade", title="Fade", status=Status.CLEAR, score=1.0, confidence=1.0, evidence=(evidence,), reason="r"
    )
    report = make_report(findings=(finding,), summary=Summary(speed_mps=math.nan))
    assert (report.to_dict()["findings"][0]["evidence"][0]["value"], report.to_dict()["summary"]["speed_mps"]) == (None, None)
    assert "NaN" not in report.to_json()
    assert json.loads(report.to_json(indent=2)) == report.to_dict()


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": "0.9"},
        {"extra": 1},
        {"notes": [{"code": "x"}]},
        {"splits": [{"start_s": 0}]},
        {"source": {"name": "x", "format": "fit", "sha256": "short"}},
        {"heavy_legs": None},
    ],
)
def test_the_schema_refuses_what_was_not_promised(report, change):
    assert errors({**report.to_dict(), **change}) != []


def test_the_schema_refuses_a_judged_finding_without_a_score(report):
    data = report.to_dict()
    data["findings"][0]["score"] = None
    assert len(errors(data)) == 1
    data["findings"][0]["status"] = "not_assessed"
    data["findings"][0]["confidence"] = None
    assert errors(data) == []


NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(value=NUMBERS)
def test_rounding_keeps_six_digits_and_is_stable(value):
    result = rounded(value)
    if not math.isfinite(value):
        assert result is None
    else:
        assert result == rounded(result)
        assert math.copysign(1.0, result) == 1.0 if result == 0 else abs(result - value) <= 5.1e-6 * abs(value)


@settings(max_examples=30)
@given(
    share=st.floats(0, 1),
    numbers=st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=13, max_size=13),
    text=st.text(min_size=1, max_size=30),
    start=st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001  strategy bounds are naive
)
def test_any_report_fits_the_schema(report, share, numbers, text, start):
    run = replace(
        report.run,
        activity=replace(report.run.activity, start_time=start.replace(tzinfo=UTC), source=Source(name=text, format="gpx")),
        notes=(Note(text, text),),
    )
    names = [name for name, _ in Summary().items()]
    causes = (Cause(id="none", probability=share), Cause(id="eased_off", probability=1 - share))
    heavy = HeavyLegs(status=Status.CLEAR, score=100 * share, confidence=share, causes=causes, would_help=text, reason=text)
    changed = replace(report, run=run, summary=Summary(**dict(zip(names, numbers, strict=True))), heavy_legs=heavy)
    for redact in (False, True):
        data = as_dict(changed, redact=redact)
        assert errors(data) == []
        json.dumps(data, allow_nan=False)


def test_instants_are_utc_with_milliseconds_only_when_there_are_any():
    berlin = timezone(timedelta(hours=2))
    assert instant(datetime(2024, 5, 1, 9, 30, tzinfo=berlin)) == "2024-05-01T07:30:00Z"
    assert instant(datetime(2024, 5, 1, 9, 30, 0, 250_000, tzinfo=berlin)) == "2024-05-01T07:30:00.250Z"


def private_report(make_report):
    """Every text carries something private."""
    words = "ann_smith.fit of 2024-05-01T07:30:00Z on unit 3987654321"
    device = Device(manufacturer="garmin", product="fr945", serial="3987654321")
    finding = Finding(
        id="late_fade",
        title="Late fade",
        status=Status.FOUND,
        score=60.0,
        confidence=0.5,
        spans=(Span(1.0, 2.0),),
        reason=words,
        alternatives=(words,),
    )
    heavy = HeavyLegs(status=Status.FOUND, score=60.0, confidence=0.5, causes=(), would_help=words, reason=words)
    return make_report(
        name="/data/ann/runs/ann_smith.fit", notes=(Note("n", words),), device=device, findings=(finding,), heavy_legs=heavy
    )


def test_redaction_leaves_nothing_that_tells_who_where_and_when(make_report):
    report = private_report(make_report)
    open_text, closed = report.to_json(), report.to_json(redact=True)
    for secret in ("ann", "2024-05-01", "07:30", "3987654321", "7200"):
        assert secret in open_text
        assert secret not in closed
    data = report.to_dict(redact=True)
    assert data["source"]["name"] == "ab" * 6
    assert data["activity"]["start_time"] is data["activity"]["utc_offset_s"] is data["activity"]["device"]["serial"] is None
    assert data["heavy_legs"]["reason"] == "abababababab of [date] on unit [serial]"
    assert errors(data) == []


def test_redaction_keeps_the_numbers_and_ids(report):
    open_data, closed = report.to_dict(), report.to_dict(redact=True)
    for part in ("summary", "splits", "schema_version"):
        assert closed[part] == open_data[part]
    assert [finding["id"] for finding in closed["findings"]] == [finding["id"] for finding in open_data["findings"]]


def test_redaction_of_a_short_name_does_not_eat_words(make_report):
    report = make_report(name="fade", notes=(Note("a", "a fade in the file 'fade' in /runs/fade/x"),))
    assert report.to_dict(redact=True)["notes"][0]["message"] == "a fade in the file 'abababababab' in /runs/abababababab/x"
    assert report.to_dict(redact=True)["findings"][0]["id"] == "late_fade"


@pytest.mark.parametrize("name", ["run", "the", "legs", "1", "in"])
@pytest.mark.parametrize("serial", ["", "1", "17", "170", "3.1"])
def test_redaction_changes_no_word_and_no_number_of_a_sentence(make_report, name, serial):
    words = "late in the run 1 of the legs: 17 % slower at 3.1 m/s, ratio 1.0, 170 steps/min"
    heavy = HeavyLegs(status=Status.FOUND, score=60.0, confidence=0.5, causes=(), would_help=words, reason=words)
    report = make_report(name=name, notes=(Note("n", words),), device=Device(serial=serial), heavy_legs=heavy)
    data = report.to_dict(redact=True)
    assert data["heavy_legs"]["reason"] == data["heavy_legs"]["would_help"] == data["notes"][0]["message"] == words
    assert (data["source"]["name"], data["activity"]["device"]["serial"]) == ("abababababab", None)


def test_redaction_names_no_other_file_of_an_archive(make_report):
    note = Note(
        "files_not_read", "2 files of the archive could not be read: export/ann.fit: it is cut off; export/bob.gpx: no points"
    )
    message = make_report(name="export/run.fit", notes=(note,)).to_dict(redact=True)["notes"][0]["message"]
    assert message == "2 files of the archive could not be read"


def test_redaction_takes_out_a_path_without_a_suffix(make_report):
    report = make_report(name="/disk/ann/run", notes=(Note("n", "/disk/ann/run: cut off"),))
    assert report.to_dict(redact=True)["notes"][0]["message"] == "abababababab: cut off"


def test_data_do_not_depend_on_the_writable_world(report):
    first = report.to_json()
    frame = report.splits
    frame["speed_mps"] = np.nan
    assert report.to_json() == first
