"""Reading what the runner told Strava, from tables in the forms that exports are known to have."""

from __future__ import annotations

import csv
import io
import math
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.core import InputError
from legcheck.history.diary import DiaryEntry, join
from legcheck.history.strava import find_strava, read_strava

LONG = [f"column {place}" for place in range(50)]
"""A header of the long form; names that are repeated in real ones are repeated here."""
ENGLISH = {
    0: "Activity ID",
    1: "Activity Date",
    2: "Activity Name",
    3: "Activity Type",
    4: "Activity Description",
    5: "Elapsed Time",
    6: "Distance",
    7: "Max Heart Rate",
    8: "Relative Effort",
    9: "Commute",
    11: "Activity Gear",
    12: "Filename",
    13: "Athlete Weight",
    15: "Elapsed Time",
    17: "Distance",
    30: "Max Heart Rate",
    37: "Relative Effort",
    43: "Perceived Exertion",
    44: "Type",
    45: "Start Time",
    49: "Commute",
}
INVENTED = {
    1: "Tago",
    2: "Nomo",
    3: "Speco",
    5: "Daŭro",
    6: "Distanco",
    7: "Pulso",
    8: "Peno",
    9: "Al laboro",
    15: "Daŭro",
    17: "Distanco",
    30: "Pulso",
    37: "Peno",
    43: "Sentita peno",
    44: "Type",
}
"""No language that is known; ``Type`` stands elsewhere than the type of activity, as in French."""


def table(names: dict[int, str], *rows: dict[int, str]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([names.get(place, name) for place, name in enumerate(LONG)])
    writer.writerows([row.get(place, "") for place in range(len(LONG))] for row in rows)
    return text.getvalue()


def read(text: str) -> tuple[DiaryEntry, ...]:
    return read_strava(io.StringIO(text, newline=""))


ROW = {
    1: "Jun 3, 2024, 4:56:38 PM",
    2: "Evening Run",
    3: "Run",
    4: "first line\nsecond line",
    5: "3005",
    6: "10.02",
    9: "false",
    11: "Red pair",
    13: "68.5",
    15: "3005.0",
    17: "10020.3",
    43: "8.0",
    49: "0.0",
}


@pytest.mark.parametrize("names", [ENGLISH, INVENTED], ids=["english", "unknown_language"])
def test_the_long_form_is_read(names: dict[int, str]) -> None:
    (entry,) = read(table(names, ROW))
    assert entry.moment == datetime(2024, 6, 3, 16, 56, 38, tzinfo=UTC)
    assert (entry.day, entry.name, entry.shoes, entry.source) == (date(2024, 6, 3), "Evening Run", "Red pair", "strava")
    assert (entry.effort, entry.weight_kg, entry.elapsed_s) == (80.0, 68.5, 3005.0)  # 8 * 10
    assert entry.commute is False
    assert entry.strength is None
    assert math.isnan(entry.feel)


def test_older_forms_are_read() -> None:
    short = 'Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Commute,Activity Gear,Filename\n1,"Sep 12, 2018, 3:02:23 PM",Ride,Ride,783,3.68,true,Bike,a.gpx\n'
    first = "id,date,name,type,description,elapsed_time,distance,commute,gear,filename\n1,2018-09-12 15:02:23,Ride,Ride,,783,3681.0,true,Bike,a.gpx\n"
    german = '\ufeffAktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Pendeln,Aktivitätsausrüstung,Sportlergewicht,Gefühlte Anstrengung\n1,"12.09.2018, 15:02:23",Ride,Radfahrt,783,true,Bike,"70,5",4\n'
    entries = [entry for text in (short, first, german) for entry in read(text)]
    assert {entry.moment for entry in entries} == {datetime(2018, 9, 12, 15, 2, 23, tzinfo=UTC)}
    assert {(entry.elapsed_s, entry.commute, entry.shoes, entry.name) for entry in entries} == {(783.0, True, "Bike", "Ride")}
    assert (entries[2].weight_kg, entries[2].effort) == (70.5, 40.0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Jan 31, 2024, 12:05:00 AM", (2024, 1, 31, 0, 5, 0)),
        ("Jan 31, 2024, 12:05:00\u202fPM", (2024, 1, 31, 12, 5, 0)),
        ("31 Jan 2024, 16:56:38", (2024, 1, 31, 16, 56, 38)),
        ("6 mrt. 2024 14:23:15", (2024, 3, 6, 14, 23, 15)),
        ("3. März 2024, 16:56", (2024, 3, 3, 16, 56, 0)),
        ("3 févr. 2024 à 16:56:38", (2024, 2, 3, 16, 56, 38)),
        ("3 juin 2024, 16:56:38", (2024, 6, 3, 16, 56, 38)),
        ("3 juil. 2024, 16:56:38", (2024, 7, 3, 16, 56, 38)),
        ("3 août 2024, 16:56:38", (2024, 8, 3, 16, 56, 38)),
        ("3 de ago. de 2024, 16:56:38", (2024, 8, 3, 16, 56, 38)),
        ("3 dic 2024, 4:56:38 p. m.", (2024, 12, 3, 16, 56, 38)),
        ("3 giu 2024, 16:56:38", (2024, 6, 3, 16, 56, 38)),
        ("3 lug 2024, 16:56:38", (2024, 7, 3, 16, 56, 38)),
        ("3 mag 2024, 16:56:38", (2024, 5, 3, 16, 56, 38)),
        ("03.06.2024, 16:56:38", (2024, 6, 3, 16, 56, 38)),
        ("2024-06-03 16:56:38", (2024, 6, 3, 16, 56, 38)),
    ],
)
def test_dates_of_many_languages(text: str, moment: tuple[int, ...]) -> None:
    (entry,) = read(table(ENGLISH, {**ROW, 1: text}))
    assert entry.moment == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "06/03/2024, 16:56",
        "Xyz 3, 2024, 4:56:38 PM",
        "Jun 3, 2024, 13:05:00 PM",
        "Jun 3, 2024",
        "Jun 3, 2024, 25:00:00",
        "",
        "#error#",
    ],
)
def test_other_dates_are_named(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(table(ENGLISH, ROW, {**ROW, 1: text}))
    assert f"row 3, activity date: {text!r}" in str(caught.value)
    assert "Jun 3, 2024, 4:56:38 PM" in str(caught.value)


def test_a_day_that_does_not_exist_is_named() -> None:
    with pytest.raises(InputError, match="calendar"):
        read(table(ENGLISH, {**ROW, 1: "Feb 30, 2024, 4:56:38 PM"}))


@pytest.mark.parametrize(("place", "text"), [(43, "12"), (9, "maybe"), (13, "heavy"), (5, "-3")])
def test_other_bad_cells_are_named(place: int, text: str) -> None:
    with pytest.raises(InputError, match=f"row 2, {ENGLISH[place].lower()}: '{text}'"):
        read(table(ENGLISH, {**ROW, place: text}))


def test_what_was_not_entered_is_not_known() -> None:
    (entry,) = read(table(ENGLISH, {1: ROW[1], 2: "Run", 3: "Run", 13: "0.0"}))
    assert [name for name in ("effort", "weight_kg", "elapsed_s", "shoes", "commute") if entry.knows(name)] == []


def test_strength_training_is_told_apart() -> None:
    (entry,) = read(table(ENGLISH, {**ROW, 3: "Weight Training"}))
    assert entry.strength is True
    assert entry.shoes == ""


def test_a_second_column_of_the_same_name_is_not_taken() -> None:
    (entry,) = read(table(INVENTED, {**ROW, 3: "Weight Training", 44: "Run"}))
    assert entry.strength is True


@pytest.mark.parametrize(
    "header",
    [
        "Activity Type,Date,Favorite,Title,Distance,Calories,Time",  # another service
        "date,feel,rpe",
        "Tago,Nomo,Speco,Distanco",
    ],
)
def test_other_tables_are_refused_and_not_found(header: str, tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(InputError, match="set Strava to English"):
        read_strava(path)
    assert find_strava(tmp_path) is None


def test_the_table_is_found_in_the_folder_or_above(tmp_path: Path) -> None:
    below = tmp_path / "activities"
    below.mkdir()
    assert find_strava(below) is None
    for names in (ENGLISH, INVENTED):
        (tmp_path / "activities.csv").write_text(table(names, ROW), encoding="utf-8-sig")
        assert find_strava(below) == find_strava(tmp_path) == (tmp_path / "activities.csv").resolve()
    assert len(read_strava(tmp_path / "activities.csv")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_a_list_saved_again_by_a_spreadsheet_is_found_and_read(separator: str, encoding: str, tmp_path: Path) -> None:
    rows = csv.reader(io.StringIO(table(ENGLISH, ROW)))
    saved = io.StringIO()
    csv.writer(saved, delimiter=separator).writerows(rows)
    path = tmp_path / "activities.csv"
    path.write_bytes(saved.getvalue().encode(encoding))
    assert find_strava(tmp_path) == path.resolve()
    assert [(entry.shoes, entry.weight_kg) for entry in read_strava(path)] == [("Red pair", 68.5)]


def test_a_list_in_an_unknown_short_form_is_found_where_an_export_lays_it(tmp_path: Path) -> None:
    """Beside a folder ``activities``; so that reading it says why it cannot be read. A known one elsewhere goes before it."""
    (tmp_path / "activities").mkdir()
    path = tmp_path / "activities.csv"
    path.write_text("Tago,Nomo,Speco,Distanco\n", encoding="utf-8")
    assert find_strava(tmp_path) == find_strava(tmp_path / "activities") == path.resolve()
    with pytest.raises(InputError, match="set Strava to English"):
        read_strava(path)
    (tmp_path / "activities" / "activities").mkdir()
    (tmp_path / "activities" / "activities.csv").write_text("Tago,Nomo\n", encoding="utf-8")
    path.write_text(table(ENGLISH, ROW), encoding="utf-8")
    assert find_strava(tmp_path / "activities") == path.resolve()


def test_entries_find_their_run_by_time(make_run) -> None:
    """Runs on Monday and Tuesday at 07:00 UTC; Strava tells Tuesday's start, four seconds off."""
    entries = read(table(ENGLISH, {**ROW, 1: "Jan 2, 2024, 7:00:04 AM"}))
    first, second = join([make_run(0, path="same.fit"), make_run(1, path="same.fit")], entries)
    assert first is None
    assert (second.effort, second.shoes) == (80.0, "Red pair")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for content in (text, table(ENGLISH) + text, table(ENGLISH, {**ROW, 1: text})):
        try:
            entries = read(content)
        except InputError:
            continue
        assert all(entry.moment is not None for entry in entries)


def test_runs_without_a_file_are_told_by_their_number(make_run) -> None:
    from legcheck.history.diary import unmatched
    from legcheck.history.history import History
    from legcheck.history.judge import judge_history
    from legcheck.history.words import unmatched_lines

    rides = {**ROW, 1: "Jan 5, 2024, 7:00:00 AM", 3: "Ride"}, {**ROW, 1: "Jan 6, 2024, 7:00:00 AM", 3: "Weight Training"}
    runs = [{**ROW, 1: f"Jan {day}, 2024, 7:00:00 AM", 3: kind} for day, kind in ((1, "Run"), (2, "Trail Run"), (3, "Run"))]
    entries = read(table(ENGLISH, *rides, *runs))
    files = [make_run(0)]  # 1 January
    assert [(entry.row, entry.day) for entry in unmatched(files, entries)] == [(5, date(2024, 1, 2)), (6, date(2024, 1, 3))]
    history = History.of(judge_history(files, diary=entries))
    assert unmatched_lines(history) == ("2 runs in Strava's list have no file here",)
    assert unmatched_lines(History.of(judge_history(files, diary=entries[:2]))) == ("1 run in Strava's list has no file here",)
