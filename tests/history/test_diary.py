"""Reading a diary, and finding the activity that a line of it is about."""

from __future__ import annotations

import io
import math
import pickle
import random
import time as clock_of_machine
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.core import InputError
from legcheck.history.diary import FEEL_WORDS, DiaryEntry, join, on_runner_clock, unmatched, with_entries
from legcheck.history.diary_csv import DIARY_COLUMNS, is_diary, read_diary
from legcheck.history.diary_table import number
from legcheck.history.history import History
from legcheck.history.judge import judge_history
from legcheck.history.strava import is_strava
from legcheck.history.summary import ActivitySummary
from legcheck.history.timeline import Timeline
from legcheck.history.words import unmatched_lines

MONDAY = date(2024, 1, 1)  # day 0 of make_run, which starts at 07:00 UTC


def read(text: str) -> tuple[DiaryEntry, ...]:
    return read_diary(io.StringIO(text))


def complaint(text: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_diary(io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    return str(caught.value)


# reading


def test_every_column_is_read() -> None:
    (entry,) = read(
        "date,feel,rpe,sleep_h,shoes,strength,fuel,illness,weight,resting_hr,notes\n"
        '2024-06-03,2,7,6.5,Blue pair,yes,"toast, honey",no,68.4,49,"he said ""slow"""\n'
    )
    assert entry == DiaryEntry(
        day=date(2024, 6, 3),
        feel=25.0,  # (2 - 1) * 25
        effort=70.0,  # 7 * 10
        sleep_h=6.5,
        shoes="Blue pair",
        strength=True,
        fuel="toast, honey",
        illness=False,
        weight_kg=68.4,
        resting_hr_bpm=49.0,
        notes='he said "slow"',
        moment=None,
        elapsed_s=entry.elapsed_s,
    )


@pytest.mark.parametrize(
    "data",
    [
        b"date,sleep_h,feel\n2024-06-03,7.5,3\n",
        b"\xef\xbb\xbfDate,Sleep_H,FEEL\r\n2024-06-03,7.5,3\r\n",
        b"feel;sleep_h;date\n3;7,5;2024-06-03\n",
        b"feel;Sleep h;date;\r\n3;7:30;03.06.2024;\r\n;;;\r\n\r\n",
        b'date,sleep_h,feel\n"2024-06-03","7,5","normal"\n',
        b"date\tsleep_h\tfeel\n2024-06-03\t7.5\t3.0\n",
        b"_my_own,date,sleep_h,feel\nanything,2024-06-03,7.5,3\n",
        b"\xef\xbb\xbfsep=;\r\ndate;sleep_h;feel\r\n2024-06-03;7,5;3\r\n",
        b'"sep=|"\ndate|sleep_h|feel\n2024-06-03|7.5|3\n',
        "date;sleep_h;feel\r\n2024-06-03;7,5;3\r\n".encode("utf-16"),
        b"date;_sleep, or nearly so;sleep_h;feel\n2024-06-03;;7.5;3\n",
    ],
    ids=["plain", "mark", "semicolon", "spreadsheet", "quoted", "tab", "left_alone", "told", "told_bar", "wide", "mixed"],
)
def test_ways_to_write_the_same(data: bytes) -> None:
    (entry,) = read_diary(io.BytesIO(data))
    assert (entry.day, entry.sleep_h, entry.feel) == (date(2024, 6, 3), 7.5, 50.0)
    assert entry.clock is None
    assert entry.moment is None
    assert math.isnan(entry.effort)


@pytest.mark.parametrize(
    ("text", "day", "clock", "moment"),
    [
        ("2024-06-03", date(2024, 6, 3), None, None),
        ("20240603", date(2024, 6, 3), None, None),
        ("2024-06-03 07:10", date(2024, 6, 3), time(7, 10), None),
        ("2024-06-03T00:00", date(2024, 6, 3), time(0, 0), None),
        ("03.06.2024 7:10", date(2024, 6, 3), time(7, 10), None),
        ("2024-06-03T07:10:30+02:00", date(2024, 6, 3), None, datetime(2024, 6, 3, 5, 10, 30, tzinfo=UTC)),
        ("2024-06-03T01:10+02:00", date(2024, 6, 3), None, datetime(2024, 6, 2, 23, 10, tzinfo=UTC)),
        ("2024-06-03T07:10Z", date(2024, 6, 3), None, datetime(2024, 6, 3, 7, 10, tzinfo=UTC)),
    ],
)
def test_dates_and_times(text: str, day: date, clock: time | None, moment: datetime | None) -> None:
    (entry,) = read(f"date,feel\n{text},3\n")
    assert (entry.day, entry.clock, entry.moment) == (day, clock, moment)


def test_feel_runs_from_very_weak_to_very_strong() -> None:
    in_words = read("date,feel\n" + "".join(f"2024-06-0{day},{word}\n" for day, word in enumerate(FEEL_WORDS, start=1)))
    in_numbers = read("date,feel\n" + "".join(f"2024-06-0{day},{day}\n" for day in range(1, 6)))
    assert [entry.feel for entry in in_words] == [0.0, 25.0, 50.0, 75.0, 100.0] == [entry.feel for entry in in_numbers]


def test_days_come_in_order_and_bare_dates_are_left_out() -> None:
    entries = read("date,rpe\n2024-06-05,3\n2024-06-04,\n2024-06-03 18:00,5\n2024-06-03 07:00,4\n")
    assert [entry.effort for entry in entries] == [40.0, 50.0, 30.0]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("feel", "70", "1 (very weak) to 5 (very strong)"),
        ("feel", "0", "1 (very weak) to 5 (very strong)"),
        ("rpe", "11", "0 to 10"),
        ("rpe", "nan", "0 to 10"),
        ("sleep_h", "25", "0 to 24 hours"),
        ("sleep_h", "7:75", "0 to 24 hours"),
        ("weight", "684", "25 to 250 kg"),
        ("resting_hr", "12", "25 to 120 bpm"),
        ("strength", "squats", "yes or no"),
        ("illness", "flu", "yes or no"),
        ("date", "06/03/2024", "2024-06-03"),
        ("date", "2024-02-30", "2024-06-03"),
        ("date", "30.02.2024", "calendar"),
        ("date", "0024-06-03", "1970 to 2100"),
        ("date", "", "2024-06-03"),
    ],
)
def test_a_bad_cell_is_named(column: str, value: str, expected: str) -> None:
    day = value if column == "date" else "2024-06-04"
    other = "notes" if column == "date" else column
    text = f"date,{other}\n2024-06-01,\n{day},{'fine' if column == 'date' else value}\n"
    message = complaint(text)
    assert f"row 3, {column}: {value!r}" in message
    assert expected in message


def test_all_bad_rows_are_listed_up_to_twenty() -> None:
    message = complaint("date,feel,rpe\n2024-06-01,3,5\n" + "2024-06-02,9,99\n" * 13)
    assert message.count("row ") == 20
    assert "26 cells do not fit" in message
    assert "and 6 more" in message
    assert "row 2," not in message
    assert "row 3, feel: '9'" in message


def test_a_row_counts_as_in_a_spreadsheet() -> None:
    """Header 1, a note over three lines 2, a blank row 3, the bad one 4."""
    assert "row 4, rpe" in complaint('date,rpe,notes\n2024-06-01,5,"a\nb\nc"\n\n2024-06-02,x,\n')


def test_a_line_that_tells_the_separator_is_no_row() -> None:
    """Spreadsheets do not show it: the header is row 1, the bad cell in row 2."""
    assert "row 2, rpe: 'x'" in complaint("sep=;\ndate;rpe\n2024-06-01;x\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("feel,rpe\n1,2\n", "no column date"),
        ("date,sleep\n2024-06-01,2\n", "perhaps sleep_h"),
        ("date,feel,feel\n2024-06-01,2,3\n", "feel is there twice"),
        ("date,feel,\n2024-06-01,2,3\n", "column 3 has no name"),
        ("date,notes\n2024-06-01,tired, very\n", "at most 2 cells"),
        ('date,notes\n2024-06-01,"tired\n2024-06-02,fine\n', "quotation mark"),
        ("date,feel\n2024-06-01,2\n2024-06-01,4\n", "the time of the run behind the date"),
        ("Activity Date,Activity Name\nx,y\n", "Strava export"),
        (b"date,notes\n2024-06-01,m\xfcde\n", "UTF-8"),
        (b"PK\x03\x04" + bytes(60), "a spreadsheet, not a table of text; save it as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "a spreadsheet, not a table of text"),
    ],
)
def test_what_is_no_diary_is_refused(text: str | bytes, said: str) -> None:
    assert said in complaint(text)


def test_a_file_is_named_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "diary.csv"
    with pytest.raises(InputError, match="cannot be read"):
        read_diary(path)
    path.write_text("date,rpe\n2024-06-01,12\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_diary(str(path))
    assert str(caught.value).startswith(str(path))


def test_rows_with_times_may_differ_on_one_day() -> None:
    entries = read("date,feel,rpe\n2024-06-01 07:00,2,\n2024-06-01 18:00,4,\n2024-06-01,,5\n2024-06-01,,5\n")
    assert [entry.feel for entry in entries if entry.clock] == [25.0, 75.0]


@given(st.binary(max_size=200))
def test_whether_any_bytes_are_a_diary_or_a_list_can_be_told(data: bytes) -> None:
    assert not is_strava(data)
    assert not is_diary(b"feel" + data)
    assert is_diary(b"date;feel\n" + data)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for content in (text, "date,feel,sleep_h,notes\n" + text):
        try:
            entries = read_diary(io.StringIO(content))
        except InputError:
            continue
        else:
            assert all(isinstance(entry.day, date) for entry in entries)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        entries = read_diary(io.BytesIO(b"date,rpe,notes\n" + data))
    except InputError:
        return
    assert all(0.0 <= entry.effort <= 100.0 or math.isnan(entry.effort) for entry in entries)


@given(st.lists(st.tuples(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 10), st.text(max_size=20)), max_size=8))
def test_what_is_written_is_read(rows: list[tuple[date, int, str]]) -> None:
    import csv

    text = io.StringIO(newline="")
    csv.writer(text).writerows([("Notes", "DATE", "rpe"), *((notes, f"{day} 07:00", rpe) for day, rpe, notes in rows)])
    entries = read_diary(io.StringIO(text.getvalue(), newline=""))
    assert sorted((entry.day, entry.effort, entry.notes) for entry in entries) == sorted(
        (day, 10.0 * rpe, notes.strip()) for day, rpe, notes in rows
    )


def test_number_takes_one_comma_only() -> None:
    assert number("7,5", 0, 10, "") == 7.5
    with pytest.raises(InputError):
        number("1,000.5", 0, 2000, "")


def test_columns_say_their_units() -> None:
    assert {name for name, told in DIARY_COLUMNS.items() if "[" in told} == {"sleep_h", "weight", "resting_hr"}


def blocks_of_the_guide() -> list[str]:
    guide = Path(__file__).resolve().parents[2] / "docs" / "guide" / "diary.md"
    return [part.split("```", 1)[0] for part in guide.read_text(encoding="utf-8").split("```text\n")[1:]]


def test_the_example_of_the_guide_is_read() -> None:
    entries = read(blocks_of_the_guide()[0])
    assert [entry.feel for entry in entries if entry.knows("feel")] == [50.0, 25.0, 75.0]
    assert [entry.clock for entry in entries] == [None, None, time(7, 10), time(18, 30), None]
    assert entries[2].fuel == "coffee, no breakfast"


def test_the_error_of_the_guide_is_the_one_that_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = ["date,rpe", "2024-06-01,4", "2024-06-02,12", *["2024-06-03,4"] * 3, "06/03/2024,4"]
    Path("diary.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_diary("diary.csv")
    assert str(caught.value) == blocks_of_the_guide()[1].strip()


# joining


def test_an_entry_with_a_time_goes_to_the_run_begun_then(make_run) -> None:
    morning, evening = make_run(0), make_run(0.5)  # 07:00 and 19:00
    entries = [
        DiaryEntry(day=MONDAY, clock=time(19, 5), feel=0.0),
        DiaryEntry(day=MONDAY, clock=time(6, 55), feel=75.0),
    ]
    first, second = join([morning, evening], entries)
    assert (first.feel, second.feel) == (75.0, 0.0)


def test_six_minutes_off_is_another_run_unless_it_is_under_way(make_run) -> None:
    """Runs at 07:00 and 19:00, an hour each: 06:54 meets none, 07:06 and 07:59 the first, 08:00 none."""
    runs = [make_run(0), make_run(0.5)]
    found = {
        minute: join(
            runs,
            [DiaryEntry(day=MONDAY, clock=(datetime(2024, 1, 1, 7, tzinfo=UTC) + timedelta(minutes=minute)).time(), feel=0.0)],
        )[0]
        for minute in (-6, -5, 6, 59, 60)
    }
    assert {minute for minute, entry in found.items() if entry is not None} == {-5, 6, 59}


def test_a_time_that_meets_nothing_counts_for_the_only_run_of_the_day(make_run) -> None:
    late = DiaryEntry(day=MONDAY, clock=time(21, 0), feel=25.0, sleep_h=6.0)
    (alone,) = join([make_run(0)], [late])
    assert (alone.feel, alone.sleep_h) == (25.0, 6.0)
    first, second = join([make_run(0), make_run(0.25)], [late])
    assert math.isnan(first.feel)
    assert math.isnan(second.feel)
    assert (first.sleep_h, second.sleep_h) == (6.0, 6.0)


def test_an_entry_of_the_day_gives_feel_to_the_longest_run(make_run) -> None:
    day = DiaryEntry(day=MONDAY, feel=25.0, effort=80.0, fuel="gel", sleep_h=7.0, shoes="Blue", illness=True, weight_kg=70.0)
    short, long = make_run(0, moving_s=1800.0), make_run(0.3, moving_s=3600.0)
    ride = make_run(0.5, sport="cycling", is_run=False, moving_s=9000.0)
    entries = dict(zip(("short", "long", "ride"), join([short, long, ride], [day]), strict=True))
    assert [name for name, entry in entries.items() if entry.knows("feel")] == ["long"]
    assert [name for name, entry in entries.items() if entry.knows("fuel")] == ["long"]
    assert [name for name, entry in entries.items() if entry.knows("shoes")] == ["short", "long"]
    assert {(entry.sleep_h, entry.illness, entry.weight_kg) for entry in entries.values()} == {(7.0, True, 70.0)}


def test_the_run_with_an_entry_of_its_own_leaves_the_days_to_the_other(make_run) -> None:
    long, short = make_run(0, moving_s=5400.0), make_run(0.4, moving_s=1800.0)
    entries = [DiaryEntry(day=MONDAY, clock=time(7), feel=75.0), DiaryEntry(day=MONDAY, feel=0.0)]
    assert [entry.feel for entry in join([long, short], entries)] == [75.0, 0.0]


def test_a_ride_gets_the_feel_of_a_day_without_a_run(make_run) -> None:
    ride = make_run(0, sport="cycling", is_run=False)
    assert join([ride], [DiaryEntry(day=MONDAY, feel=50.0)])[0].feel == 50.0


def test_days_are_those_of_the_runners_clock(make_run) -> None:
    """07:00 UTC is 20:00 in Auckland's summer (+13 h), and 18:30 UTC is 07:30 of the next day."""
    evening, morning = make_run(0, utc_offset_s=13 * 3600.0), make_run(11.5 / 24, utc_offset_s=13 * 3600.0)
    diary = [DiaryEntry(day=MONDAY, feel=0.0), DiaryEntry(day=date(2024, 1, 2), feel=100.0)]
    assert [entry.feel for entry in join([evening, morning], diary)] == [0.0, 100.0]
    at_half_past = DiaryEntry(day=date(2024, 1, 2), clock=time(7, 30), feel=50.0)
    assert [entry is not None for entry in join([evening, morning], [at_half_past])] == [False, True]


def test_a_file_without_local_time_takes_that_of_the_run_before(make_run) -> None:
    told, silent = (
        make_run(0, utc_offset_s=-8 * 3600.0),
        make_run(0.8, utc_offset_s=math.nan),
    )  # 02:12 UTC next day: 18:12 on Monday
    entry = DiaryEntry(day=MONDAY, clock=time(18, 12), feel=25.0)
    assert [found is not None for found in join([silent, told], [entry])] == [True, False]


def test_the_diary_goes_before_strava_field_by_field(make_run) -> None:
    start = datetime(2024, 1, 1, 7, 0, 3, tzinfo=UTC)
    strava = DiaryEntry(day=MONDAY, moment=start, effort=90.0, shoes="Red", name="Morning Run", commute=False, source="strava")
    diary = DiaryEntry(day=MONDAY, effort=60.0, sleep_h=5.0)
    (entry,) = join([make_run(0)], [strava, diary])
    assert (entry.effort, entry.shoes, entry.name, entry.commute, entry.sleep_h) == (60.0, "Red", "Morning Run", False, 5.0)
    assert entry.source == "diary+strava"
    assert entry.moment == datetime(2024, 1, 1, 7, tzinfo=UTC)


def test_an_entry_of_its_own_goes_before_the_days_and_before_strava(make_run) -> None:
    start = datetime(2024, 1, 1, 7, tzinfo=UTC)
    own = DiaryEntry(day=MONDAY, clock=time(7, 1), effort=60.0, sleep_h=6.0)
    day = DiaryEntry(day=MONDAY, effort=30.0, sleep_h=8.0, feel=25.0)
    strava = DiaryEntry(day=MONDAY, moment=start, elapsed_s=3600.0, effort=90.0, feel=75.0, name="Run", source="strava")
    (entry,) = join([make_run(0)], [strava, day, own])
    assert (entry.effort, entry.sleep_h, entry.feel, entry.name) == (60.0, 6.0, 25.0, "Run")


def test_strava_never_joins_by_day(make_run) -> None:
    other = DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 15, tzinfo=UTC), effort=90.0, source="strava")
    assert join([make_run(0)], [other]) == (None,)


def test_of_two_parts_the_longer_one_speaks(make_run) -> None:
    """A warm-up of 10 min at 07:00 and 50 min from 07:12, kept as one activity of 62 min."""
    parts = [
        DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 7, 0, tzinfo=UTC), elapsed_s=600.0, effort=20.0, source="strava"),
        DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 7, 12, tzinfo=UTC), elapsed_s=3000.0, effort=90.0, source="strava"),
    ]
    assert join([make_run(0, elapsed_s=3720.0)], parts)[0].effort == 90.0


def test_nothing_written_is_none(make_run) -> None:
    assert join([make_run(0), make_run(1, start_time=None)], [DiaryEntry(day=date(2023, 5, 5), feel=1.0)]) == (None, None)
    assert join([], [DiaryEntry(day=MONDAY, feel=1.0)]) == ()


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 7))  # noqa: DTZ001  that is what is refused


def test_entries_fill_what_files_do_not_tell(make_run) -> None:
    silent, rated = make_run(0), make_run(1, feel=75.0)
    entries = (DiaryEntry(day=MONDAY, feel=25.0, effort=60.0), DiaryEntry(day=date(2024, 1, 2), feel=0.0, effort=40.0))
    first, second = with_entries([silent, rated], entries)
    assert (first.feel, first.effort) == (25.0, 60.0)
    assert (second.feel, second.effort) == (75.0, 40.0)
    assert with_entries([silent], [None]) == (silent,)
    with pytest.raises(InputError, match="1 activities and 2 entries"):
        with_entries([silent], entries)


def test_a_moment_gets_the_runners_day(make_run) -> None:
    """02:00 UTC on Tuesday is 18:00 on Monday eight hours west."""
    entry = DiaryEntry(day=date(2024, 1, 2), moment=datetime(2024, 1, 2, 2, tzinfo=UTC), strength=True, source="strava")
    diary = DiaryEntry(day=date(2024, 1, 2), sleep_h=8.0)
    placed = on_runner_clock([diary, entry], [make_run(0, utc_offset_s=-8 * 3600.0)])
    assert [item.day for item in placed] == [MONDAY, date(2024, 1, 2)]
    assert on_runner_clock([entry], []) == (entry,)


def test_rows_that_match_no_run_are_told(make_run) -> None:
    text = (
        "date,feel,rpe,sleep_h,shoes,illness,fuel,notes\n"
        "2024-01-01,2,,,,,,\n"  # row 2: there is a run
        "2024-01-02,,,6,,yes,,a cold\n"  # row 3: of the day; needs no run
        "\n"
        "2024-01-03,,7,,,,,\n"  # row 5: effort, and no run
        "2024-01-04,,,,Blue,,,\n"  # row 6: shoes, and no run
        "2024-01-05,,,,,,gel,\n"  # row 7: a ride takes what was eaten
        "2024-01-06 21:00,3,,,,,,\n"  # row 8: two runs that day, none at nine in the evening
        "2024-01-07 21:00,3,,,,,,\n"  # row 9: the only run of that day
    )
    files = [make_run(0), make_run(4, is_run=False, sport="cycling"), make_run(5), make_run(5.2), make_run(6)]
    assert [(entry.row, entry.day.day) for entry in unmatched(files, read(text))] == [(5, 3), (6, 4), (8, 6)]
    assert unmatched([], []) == ()


def test_a_history_tells_the_rows_that_match_no_run(make_run) -> None:
    rows = "".join(f"2023-05-{day:02d},2\n" for day in range(1, 8))
    one, many = (
        History.of(judge_history([make_run(0)], diary=read(f"date,feel\n2024-01-01,2\n{text}"))) for text in (rows[:13], rows)
    )
    assert unmatched_lines(one) == ("1 diary row matches no run: row 3 (2023-05-01)",)
    first = ", ".join(f"row {day + 2} (2023-05-{day:02d})" for day in range(1, 6))
    assert unmatched_lines(many) == (f"7 diary rows match no run: {first}, ...",)
    for text in (str(one), one._repr_html_()):
        assert "Written down, but not found among the files" in text
        assert "row 3 (2023-05-01)" in text
    assert one.to_dict()["unmatched"] == [{"source": "diary", "row": 3, "day": "2023-05-01"}]
    none = History.of(judge_history([make_run(0)], diary=read("date,feel\n2024-01-01,2\n")))
    assert unmatched_lines(none) == ()
    assert "Written down" not in str(none)
    assert (History(()).unmatched, History(()).to_dict()["unmatched"]) == ((), [])


# properties

FIRST = datetime(2024, 3, 28, tzinfo=UTC)  # the nights around a change of clocks in Europe

run_lists = st.lists(
    st.tuples(
        st.integers(0, 5 * 24 * 12), st.sampled_from([math.nan, 0.0, 3600.0, -28_800.0]), st.integers(5, 150), st.booleans()
    ),
    max_size=10,
).map(
    lambda rows: [
        ActivitySummary(
            path=f"{place}.fit",
            start_time=FIRST + timedelta(minutes=5 * begin),
            utc_offset_s=offset,
            is_run=is_run,
            numbers={"elapsed_s": 60.0 * minutes},
        )
        for place, (begin, offset, minutes, is_run) in enumerate(rows)
    ]
)
entry_lists = st.lists(
    st.builds(
        lambda day, minute, kind, feel, sleep_h: DiaryEntry(
            day=(FIRST + timedelta(days=day)).date(),
            clock=time(minute // 60, minute % 60) if kind == "clock" else None,
            moment=FIRST + timedelta(days=day, minutes=minute) if kind in {"zone", "strava"} else None,
            feel=feel,
            sleep_h=sleep_h,
            source="strava" if kind == "strava" else "diary",
        ),
        st.integers(0, 5),
        st.integers(0, 1439),
        st.sampled_from(["day", "clock", "zone", "strava"]),
        st.sampled_from([math.nan, 0.0, 50.0]),
        st.sampled_from([math.nan, 6.0, 8.0]),
    ),
    max_size=10,
)


@given(run_lists, entry_lists, st.integers(0, 2**32))
def test_order_does_not_matter(runs: list[ActivitySummary], entries: list[DiaryEntry], seed: int) -> None:
    shuffled_runs, shuffled = list(runs), list(entries)
    random.Random(seed).shuffle(shuffled_runs)
    random.Random(seed + 1).shuffle(shuffled)
    expected = {run.path: repr(entry) for run, entry in zip(runs, join(runs, entries), strict=True)}
    assert {run.path: repr(entry) for run, entry in zip(shuffled_runs, join(shuffled_runs, shuffled), strict=True)} == expected
    one, other = (Timeline.of(items, diary=written) for items, written in ((runs, entries), (shuffled_runs, shuffled)))
    assert one.activities == other.activities
    assert (repr(one.entries), repr(one.diary)) == (repr(other.entries), repr(other.diary))


@given(run_lists, entry_lists)
def test_nothing_is_made_up(runs: list[ActivitySummary], entries: list[DiaryEntry]) -> None:
    for run, entry in zip(runs, join(runs, entries), strict=True):
        if entry is not None:
            assert entry.moment == run.start_time
            assert entry.knows("feel") or entry.knows("sleep_h")
            assert not entry.knows("feel") or entry.feel in {item.feel for item in entries}


@given(run_lists, entry_lists)
def test_unmatched_is_what_no_activity_takes(runs: list[ActivitySummary], entries: list[DiaryEntry]) -> None:
    """Of the diary; a row of Strava is about a run only if its type says so, and these have none."""
    lost = [
        entry
        for entry in entries
        if entry.source == "diary" and entry.knows("feel") and not any(one and one.knows("feel") for one in join(runs, [entry]))
    ]
    assert repr(unmatched(runs, entries)) == repr(tuple(sorted(lost, key=lambda entry: entry.sort_key)))


@pytest.mark.skipif(not hasattr(clock_of_machine, "tzset"), reason="this system cannot change its time zone within a process")
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin"])
def test_the_machines_time_zone_does_not_matter(zone: str, make_run, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [make_run(89.9, utc_offset_s=3600.0), make_run(90.6, utc_offset_s=7200.0), make_run(91.4, utc_offset_s=math.nan)]
    text = "date,feel,sleep_h\n2024-03-31 05:36,2,6\n2024-03-31T23:24:00+02:00,4,\n2024-04-01,3,7\n"
    expected = "[25.0, 75.0, 50.0] [738976, 738976, 738977] [738976, 738976, 738977]"
    monkeypatch.setenv("TZ", zone)
    clock_of_machine.tzset()
    try:
        timeline = Timeline.of(runs, diary=read(text))
        days = [timeline.day_of(day).toordinal() for day in timeline.local_day]
        told = f"{[entry.feel for entry in timeline.entries]} {days} {[entry.day.toordinal() for entry in timeline.entries]}"
    finally:
        monkeypatch.undo()
        clock_of_machine.tzset()
    assert told == expected


def test_zones_of_entries_agree() -> None:
    """The same moment in two zones sorts alike."""
    east = DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 9, tzinfo=timezone(timedelta(hours=2))))
    west = DiaryEntry(day=MONDAY, moment=datetime(2024, 1, 1, 7, tzinfo=UTC))
    assert east.sort_key[:3] == west.sort_key[:3]
