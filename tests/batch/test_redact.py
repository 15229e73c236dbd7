"""Redacted folders: what they say does not depend on any name, place or date, so nothing of those can be read from it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legcheck import synth
from legcheck.batch import FolderReport, Outcome
from legcheck.batch.second_pass import with_history
from legcheck.batch.work import judge_bytes
from legcheck.history import DiaryEntry
from legcheck.report.json import instant, without_name

FIRST = datetime(2024, 3, 4, 6, 30, tzinfo=UTC)
RUNS = 9
WORDS = (
    "run",
    "runs",
    "km",
    "the",
    "heavy legs",
    "in",
    "pair",
    "of",
    "a",
    "Blue",
    "legs",
    "minute 44",
    "0",
    "03",
    "5 km",
    "[name]",
    "files",
    "x.fit",
)
NEUTRAL_SHOES = ("shoes-one", "shoes-two")


@cache
def judged_once() -> tuple[Outcome, ...]:
    """Three kinds of runs, each alone."""
    made = (synth.run(duration_s=2400, seed=1), synth.plant("late_fade", seed=2), synth.run(duration_s=2400, seed=3))
    return tuple(judge_bytes(run.fit(), "X", {})[0] for run in made)


def folder_of(names: list[str], shoes: tuple[str, str], *, moved: timedelta = timedelta(0), note: str = "") -> FolderReport:
    """A history in files of these names, run in these shoes, with a file that cannot be read and a copy."""
    outcomes, diary = [], []
    for place, name in enumerate(names):
        start = FIRST + moved + timedelta(days=3 * place)
        base = judged_once()[place % 3]
        sha256 = hashlib.sha256(str(place).encode()).hexdigest()
        source = {**base.report["source"], "name": name, "sha256": sha256}
        message = {"code": "file_cut_off", "message": f"the run of {instant(start)} in {name!r} stops"}
        activity = {**base.report["activity"], "start_time": instant(start)}
        report = {**base.report, "source": source, "activity": activity, "notes": [message]}
        summary = {**base.summary, "path": name, "sha256": sha256, "start_time": start.isoformat()}
        outcomes.append(replace(base, path=name, sha256=sha256, report=report, summary=summary))
        diary.append(DiaryEntry(day=start.date(), shoes=shoes[place > RUNS // 2], fuel=note, notes=note, name=note))
    outcomes.append(
        Outcome(path=names[0], kind="error", reason=f"cannot be opened: '/disk/ann/{names[0]}' of {FIRST + moved:%Y-%m-%d}")
    )
    outcomes.append(
        Outcome(path=names[1], kind="duplicate", reason=f"same content as {names[2]}, which was kept", sha256="ab" * 32)
    )
    told, history = with_history(tuple(outcomes), diary=diary)
    return FolderReport(folder=f"/disk/ann/{names[0]}", outcomes=told, history=history)


def shown(report: FolderReport) -> dict[str, str]:
    """Everything that can be passed on."""
    closed = report.redacted()
    return {
        "json": report.to_json(redact=True),
        "csv": report.to_csv(redact=True),
        "html": closed._repr_html_(),
        "text": str(closed),
        "findings": closed.findings.to_csv(),
        "failures": closed.failures.to_csv(),
    }


def file_names(first: str) -> list[str]:
    return [first, *(f"file {place}" for place in range(1, RUNS))]


@cache
def neutral() -> dict[str, str]:
    """What is passed on of runs whose names say nothing."""
    return shown(folder_of(file_names("nobody.fit"), NEUTRAL_SHOES))


names = st.one_of(st.sampled_from(WORDS), st.from_regex(r"[A-Za-z0-9_. ()+-]{1,12}", fullmatch=True).filter(str.strip))


@settings(max_examples=25)
@given(shoes=st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), note=names)
def test_nothing_depends_on_the_names_of_shoes_and_on_what_was_noted(shoes, note):
    note = re.sub(r"(?i)fasted|nothing|empty|none|no ", "", note)  # these words are read: nothing was eaten
    assert shown(folder_of(file_names("nobody.fit"), shoes, note=note)) == shown(
        folder_of(file_names("nobody.fit"), NEUTRAL_SHOES, note="neutral" if note.strip() else "")
    )


@settings(max_examples=25)
@given(first=names)
def test_nothing_depends_on_the_names_of_files(first):
    told = shown(folder_of(file_names(first), NEUTRAL_SHOES))
    assert told == neutral()


@settings(max_examples=10)
@given(weeks=st.integers(-600, 600))
def test_nothing_depends_on_the_date(weeks):
    assert shown(folder_of(file_names("nobody.fit"), NEUTRAL_SHOES, moved=timedelta(weeks=weeks))) == neutral()


def test_the_test_folder_tells_names_when_it_is_not_redacted():
    report = folder_of(file_names("anna.fit"), ("Blue pair", "Red pair"))
    for text in (report.to_json(), str(report)):
        assert "anna.fit" in text
        assert "Blue pair" in text
        assert "2024-03" in text
    told = neutral()
    assert "distance in pair 1" in told["json"]
    assert "in files: " not in told["json"]
    assert json.loads(told["json"])["reports"][0]["notes"][0]["message"].startswith("the run of [date] in '")


def test_no_position_is_passed_on():
    """A run at 61.2 N, 122.4 W: no number of the results begins like that."""
    text = synth.run(duration_s=1200, seed=5).gpx().decode()
    for name, degrees in (("lat", 61.2345), ("lon", -122.4567)):
        text = re.sub(
            rf'{name}="([-\d.e]+)"', lambda found, name=name, at=degrees: f'{name}="{float(found[1]) + at:.7f}"', text
        )
    (outcome,) = judge_bytes(text.encode(), "here.gpx", {})
    assert outcome.kind == "run"
    told = "".join(shown(FolderReport(folder="", outcomes=(outcome,))).values())
    assert re.findall(r"(?<![\d.])(?:61\.2|-?122\.4)\d+", told) == []
    assert not re.search(r"latitude|longitude", told)
    assert re.search(r"(?<![\d.])61\.2\d+", text)


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("a run of 5 km in run.fit", "run.fit", "a run of 5 km in X"),
        ("running.fit is not run.fit", "run.fit", "running.fit is not X"),
        ("no run in 'run'", "run", "no run in 'X'"),
        ("at /a/run/b", "run", "at /a/X/b"),
        ("deep/run.fit and run.fit", "deep/run.fit", "X and X"),
        (r"a\1 in x(1).fit", "x(1).fit", r"a\1 in X"),
        ("nothing", "", "nothing"),
        ("5 km on 2024-05-03 in '03'", "03", "5 km on 2024-05-03 in 'X'"),
        ("5 km in '5 km'", "5 km", "5 km in 'X'"),
    ],
)
def test_a_name_is_taken_out_whole(text, path, told):
    assert without_name(text, path, "X") == told
