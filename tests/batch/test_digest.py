"""A folder in ten lines: what has a place among them, and what is told below and on the page."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from legcheck import analyze, synth
from legcheck.batch import FolderReport, Outcome, analyze_folder
from legcheck.batch.digest import lines
from legcheck.core import Finding, Status
from legcheck.history import History
from legcheck.history.extract import summary_of_report

FIRST = datetime(2024, 3, 4, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def report():
    return analyze(synth.run(duration_s=1800, seed=1).activity)


def runs_of(report, number, *, heavy=()):
    """A run on every second day; those named are heavy by 90, 91 ..., counted on."""
    data = report.to_dict()
    made = []
    for place in range(number):
        told = replace(
            summary_of_report(report, f"{place:03d}.fit"),
            start_time=FIRST + timedelta(days=2 * place),
            utc_offset_s=math.nan,
            sha256=f"{place:064d}",
            heavy_legs_status="found" if place in heavy else "clear",
            heavy_legs_score=90.0 + place if place in heavy else 10.0,
            heavy_legs_confidence=1.0,
            statuses={"late_fade": "found" if place in heavy else "clear"},
        )
        made.append(Outcome(path=told.path, kind="run", sha256=told.sha256, report=data, summary=told.to_dict()))
    return made


def found_over_weeks(number):
    return tuple(
        Finding(id=f"f{place}", title=f"Thing {place}", status=Status.FOUND, score=80.0, confidence=1.0, reason="because")
        for place in range(number)
    )


def folder_of(outcomes, *, found=0):
    summaries = tuple(item.to_summary() for item in outcomes if item.kind == "run")
    return FolderReport(folder="", outcomes=tuple(outcomes), history=History(summaries, findings=found_over_weeks(found)))


def unreadable(*names):
    return [Outcome(path=name, kind="error", reason=f"cut off; {name} ends early") for name in names]


def beginnings(folder):
    return [line.split(" ")[0].rstrip(":") for line in lines(folder)]


def test_a_file_that_could_not_be_read_is_told_however_much_stands_out(report):
    """Extent, heavy legs, failures, three things over weeks, most often, weeks, other files, safety: ten, so no heaviest run."""
    runs = runs_of(report, 9, heavy=(1, 2, 3, 4))
    others = [*unreadable("dead0.fit", "dead1.fit"), Outcome(path="x.png", kind="ignored", reason="a picture")]
    folder = folder_of([*runs, *others], found=3)
    assert beginnings(folder) == ["9", "Heavy", "2", "Thing", "Thing", "Thing", "Found", "Last", "Other", "legcheck"]
    assert lines(folder)[2] == "2 files could not be read, such as dead0.fit: cut off; dead0.fit ends early"


def test_the_heaviest_runs_have_the_room_that_is_left(report):
    """Nine lines before that of safety: six are taken (no failure, one thing over weeks), three are left."""
    runs = runs_of(report, 9, heavy=(1, 2, 3, 4))
    ignored = Outcome(path="x.png", kind="ignored", reason="a picture")
    assert beginnings(folder_of([*runs, ignored], found=1)).count("Heaviest") == 3
    assert beginnings(folder_of([*runs, ignored], found=2)).count("Heaviest") == 2
    assert beginnings(folder_of([*runs, *unreadable("a.fit"), ignored], found=2)).count("Heaviest") == 1


def test_every_file_that_could_not_be_read_is_named_below_and_on_the_page(report):
    """As many as JSON and the table of failures have."""
    names = [f"dead<{number}>.fit" for number in range(5)]
    folder = folder_of([*runs_of(report, 3), *unreadable(*names)], found=3)
    section = str(folder).split("\nCould not be read\n")[1].split("\n\n")[0].splitlines()
    assert section == [f"  {name}: cut off; {name} ends early" for name in names]
    assert [row["path"] for row in folder.to_dict()["failures"]] == folder.failures["path"].tolist() == names
    for page in (folder.to_html(), folder._repr_html_()):
        assert all(f"dead&lt;{number}&gt;.fit: cut off" in page for number in range(5))
        assert "<summary>Could not be read</summary>" in page


def test_a_folder_without_failures_has_no_such_section(report):
    folder = folder_of(runs_of(report, 3))
    assert "Could not be read" not in str(folder) + folder.to_html()


def test_a_page_has_every_run_and_a_notebook_the_last_sixty(report):
    """As many as CSV and JSON, those told as heaviest among them; the 3rd and the 80th of 80 are heavy."""
    folder = folder_of(runs_of(report, 80, heavy=(2, 79)))
    page, cell = folder.to_html(), folder._repr_html_()
    names = [f"{place:03d}.fit" for place in range(80)]
    assert [f">{name}</td>" in page for name in names] == [True] * 80
    assert [f">{name}</td>" in cell for name in names] == [False] * 20 + [True] * 60
    assert page.count("<tr") - 1 == len(folder.to_csv().splitlines()) - 1 == len(folder.to_dict()["runs"]) == 80
    assert (page.count('<tr class="marked">'), cell.count('<tr class="marked">')) == (2, 1)
    assert "<caption>Runs</caption>" in page
    assert "<caption>The last 60 runs</caption>" in cell


def test_a_diary_that_lies_there_unread_is_told(tmp_path):
    """A table whose header is a diary's; once it is named it is not told, nor where there is nothing for it to say."""
    synth.run(duration_s=900, seed=1, start_time=FIRST).write(tmp_path / "a.fit")
    (tmp_path / "diary.csv").write_text("Date;Feel\n2024-03-04;2\n", encoding="utf-8")
    (tmp_path / "weather.csv").write_text("date,temperature\n2024-03-04,8\n", encoding="utf-8")
    told = "diary.csv: it looks like a diary and is not read; name it with --diary (diary= in Python)."
    found = [analyze_folder(tmp_path, jobs=jobs, cache=False) for jobs in (1, 2)]
    assert [lines(folder)[-3] for folder in found] == [f"Other files: 2 of another format. {told}"] * 2
    named = analyze_folder(tmp_path, jobs=1, cache=False, diary=tmp_path / "." / "diary.csv")
    assert "Other files: 2 of another format." in lines(named)
    assert {item.path: item.reason for item in named.outcomes if item.kind == "ignored"}["diary.csv"] == "read as the diary"
    assert told not in str(analyze_folder(tmp_path, jobs=1, cache=False, history=False))


def test_a_single_run_is_told_as_one(tmp_path):
    """Half an hour is not 0 h; whether its legs were heavy cannot be told, of it and not of "any of them"."""
    synth.run(duration_s=1800, seed=1, start_time=FIRST).write(tmp_path / "a.fit")
    folder = analyze_folder(tmp_path, jobs=1, cache=False)
    assert lines(folder)[0].endswith(" km in 30:00 of moving.")
    assert lines(folder)[1] == "Heavy legs could not be judged."


@pytest.mark.parametrize(("each_s", "told"), [(3599.0, "9:59:50 of"), (3600.0, "10 h of"), (5400.0, "15 h of")])
def test_moving_time_is_told_to_the_hour_from_ten_hours_on(report, each_s, told):
    """Ten runs: 10 x 3,599 s = 35,990 s = 9 h 59 min 50 s; 10 x 3,600 s are ten hours."""
    runs = runs_of(report, 10)
    timed = [replace(item, summary={**item.summary, "numbers": {"distance_m": 1e4, "moving_s": each_s}}) for item in runs]
    assert lines(folder_of(timed))[0].endswith(f": 100 km in {told} moving.")


def test_what_was_not_judged_stands_last(report):
    """Not for want of data alone: a run may be too short. It is the first to give way."""
    told = "Not judged (too short, too few earlier runs, or not recorded): Monotonous stride (2)."
    runs = runs_of(report, 9, heavy=(1, 2, 3, 4))
    for place in (0, 1):
        statuses = {**runs[place].summary["statuses"], "stride_monotony": "not_assessed"}
        runs[place] = replace(runs[place], summary={**runs[place].summary, "statuses": statuses})
    assert lines(folder_of(runs))[-2] == told
    assert told not in lines(folder_of([*runs, *unreadable("a.fit")], found=3))


def test_days_are_those_of_the_runners_clock(report):
    """03-04 06:00 UTC and every second day after it is still the day before in Hawaii, ten hours behind."""
    runs = runs_of(report, 3, heavy=(1,))
    away = [replace(item, summary={**item.summary, "utc_offset_s": -36_000.0}) for item in runs[:1]] + runs[1:]
    folder = folder_of(away)
    assert lines(folder)[0].startswith("3 runs, 2024-03-03 to 2024-03-07: ")
    (heaviest,) = [line for line in lines(folder) if line.startswith("Heaviest")]
    assert heaviest.startswith("Heaviest: 2024-03-05, 91/100")
    assert str(folder.to_dict()["history"]["weeks"][0]["week"]) == "2024-02-26"  # 03-03 is a Sunday


def test_a_long_reason_is_cut_among_the_ten_lines_only(report):
    failed = Outcome(path="activities.csv", kind="error", reason="1 cell does not fit; " + "row 2, date: 'x'; " * 40 + "end")
    folder = folder_of([*runs_of(report, 1), failed])
    assert max(map(len, lines(folder))) < 350
    assert "end\n" in str(folder)
