"""A DataFrame with our column names into an Activity, and back."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from legcheck.cleaning import clean
from legcheck.core import InputError
from legcheck.parsers import from_frame, read
from legcheck.synth import run


def table(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"elapsed_s": [0.0, 1.0, 2.0], "speed_mps": [3.0, 3.1, 3.2], **columns})


def test_elapsed_seconds_alone() -> None:
    activity = from_frame(table(heart_rate_bpm=[140, 141, 142]), name="mine", sport="Running ")
    assert (activity.source.name, activity.source.format, activity.sport) == ("mine", "table", "running")
    assert activity.elapsed_s.tolist() == [0.0, 1.0, 2.0]
    assert activity["heart_rate_bpm"].tolist() == [140.0, 141.0, 142.0]
    assert activity.start_time == datetime(1970, 1, 1, tzinfo=UTC)
    assert [note.code for note in activity.notes] == ["start_unknown"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", None])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_an_index_of_times(zone: str | None, unit: str) -> None:
    index = pd.DatetimeIndex(["2024-05-01T10:00:00", "2024-05-01T10:00:01.500", "2024-05-01T10:00:03"], tz=zone)
    fractions = [0.0, 1.5, 3.0] if unit != "s" else [0.0, 1.0, 3.0]
    frame = pd.DataFrame({"speed_mps": [3.0, 3.1, 3.2]}, index=index.as_unit(unit))
    activity = from_frame(frame)
    assert activity.elapsed_s.tolist() == fractions
    assert activity.start_time == datetime(2024, 5, 1, 8 if zone == "Europe/Berlin" else 10, tzinfo=UTC)
    assert [note.code for note in activity.notes] == ([] if zone else ["times_without_zone"])


def test_a_frame_of_ours_comes_back_the_same() -> None:
    activity = read(run(duration_s=300).fit())
    again = from_frame(activity.to_frame(), sport=activity.sport)
    assert again.start_time == activity.start_time
    assert list(again.channels) == list(activity.channels)
    for name, values in activity.channels.items():
        np.testing.assert_array_equal(values, again[name])


def test_the_frame_is_not_changed_and_not_shared() -> None:
    frame = table()
    before = frame.copy(deep=True)
    activity = from_frame(frame)
    frame.loc[0, "speed_mps"] = 99.0
    assert activity["speed_mps"][0] == 3.0
    frame.loc[0, "speed_mps"] = 3.0
    pd.testing.assert_frame_equal(frame, before)


def test_missing_values_and_nullable_columns() -> None:
    frame = table(heart_rate_bpm=pd.array([140, None, 142], dtype="Int64"), power_w=[None, None, None])
    activity = from_frame(frame)
    np.testing.assert_array_equal(activity["heart_rate_bpm"], [140.0, np.nan, 142.0])
    assert "power_w" not in activity.channels


@pytest.mark.parametrize(
    ("cadence", "codes"),
    [
        (168, ["cadence_unit"]),
        (84, ["cadence_unit", "cadence_unit_unclear"]),
        (336, ["cadence_unit", "cadence_unit_unclear"]),
        (120, ["cadence_unit"]),
    ],
)
def test_cadence_is_believed_but_doubt_is_noted(cadence: float, codes: list[str]) -> None:
    activity = from_frame(table(cadence_spm=[cadence] * 3))
    assert set(activity["cadence_spm"]) == {cadence}
    assert [note.code for note in activity.notes if note.code != "start_unknown"] == codes


@pytest.mark.parametrize(
    ("column", "hint"),
    [("cadence", "cadence_spm, in steps/min"), ("Heart Rate", "heart_rate_bpm"), ("cadence_rpm", "cadence_spm"), ("lat", "latitude_deg"),
     ("heart_rate_bmp", "heart_rate_bpm"), ("GCT", "contact_time_ms")],
)  # fmt: skip
def test_unknown_columns_get_a_hint(column: str, hint: str) -> None:
    with pytest.raises(InputError, match=f"did you mean {hint}") as caught:
        from_frame(table(**{column: [1, 2, 3]}))
    assert "known: elapsed_s" in str(caught.value)


def test_hopeless_columns_get_none() -> None:
    with pytest.raises(InputError, match="'zebra'") as caught:
        from_frame(table(zebra=[1, 2, 3]))
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"speed_mps": [3.0]}), "has no times"),
        (table().iloc[:0], "no rows"),
        (table(heart_rate_bpm=["a", "b", "c"]), "heart_rate_bpm must hold numbers"),
        (table(heart_rate_bpm=pd.to_datetime(["2024-05-01"] * 3)), "heart_rate_bpm must hold numbers, got dates"),
        (table(heart_rate_bpm=pd.to_datetime(["2024-05-01"] * 3, utc=True)), "heart_rate_bpm must hold numbers, got dates"),
        (table(heart_rate_bpm=pd.to_timedelta([1, 2, 3], unit="s")), "heart_rate_bpm must hold numbers, got lengths of time"),
        (table(heart_rate_bpm=np.array([140j, 1, 2])), "heart_rate_bpm must hold numbers, got complex numbers"),
        (pd.DataFrame({"elapsed_s": pd.to_datetime(["2024-05-01"])}), "elapsed_s must hold numbers, got dates"),
        (pd.DataFrame({"elapsed_s": pd.to_timedelta([0, None], unit="s")}), "elapsed_s must be a number in every row"),
        (
            pd.DataFrame({"time": ["1.5.2024 7:30", "x"]}),
            "column time must hold dates like 2024-05-01T07:30:00Z; seconds go into",
        ),
        (pd.DataFrame({"time": pd.to_timedelta([0, 1], unit="s")}), "column time must hold dates"),
        (pd.DataFrame({"time": [0.0, 1.0]}), "'time' .did you mean elapsed_s, in s"),
        (pd.DataFrame({"time": ["2024-05-01", None], "speed_mps": 3.0}), "without a time"),
        (pd.DataFrame({"elapsed_s": [0.0, np.nan]}), "elapsed_s must be a number in every row"),
        (pd.DataFrame([[1.0, 2.0]], columns=["elapsed_s", "elapsed_s"]), "columns twice"),
        (pd.DataFrame({"speed_mps": [1.0, 2.0]}, index=pd.DatetimeIndex(["2024-05-01", None])), "without a time"),
    ],
)
def test_what_is_wrong_is_said(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        from_frame(frame, name="runs.parquet")
    assert caught.value.path == "runs.parquet"


TIMES = pd.date_range("2024-05-01T07:30:00Z", periods=3, freq="1500ms")
"""A start, and rows 1.5 s apart."""


@pytest.mark.parametrize("columns", [{}, {"elapsed_s": [0.0, 1.5, 3.0]}])
@pytest.mark.parametrize(
    "index",
    [
        pd.Index(TIMES.astype(str)),
        pd.Index(list(TIMES.astype(str)), dtype=object),
        pd.Index([f"2024-05-01T0{9 - row // 2}:30:0{1.5 * row}+0{2 - row // 2}:00" for row in range(3)]),  # a clock set back
        pd.Index(list(TIMES), dtype=object),
        pd.Index([time.to_pydatetime() for time in TIMES], dtype=object),
        TIMES.astype("timestamp[us, tz=UTC][pyarrow]"),
    ],
    ids=["text", "objects of text", "two zones", "Timestamps", "datetimes", "Arrow"],
)
def test_any_index_of_dates_is_read(index: pd.Index, columns: dict[str, list[float]]) -> None:
    activity = from_frame(pd.DataFrame({"speed_mps": 3.0, **columns}, index=index))
    assert activity.start_time == datetime(2024, 5, 1, 7, 30, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [0.0, 1.5, 3.0]
    assert activity.notes == ()


@pytest.mark.parametrize(
    "index",
    [
        TIMES.tz_localize(None).floor("s").to_period("s"),
        TIMES.tz_localize(None).floor("s").astype("timestamp[us][pyarrow]"),
    ],
    ids=["periods", "Arrow"],
)
def test_dates_without_a_zone_are_taken_as_utc_in_any_index(index: pd.Index) -> None:
    activity = from_frame(pd.DataFrame({"speed_mps": 3.0}, index=index))
    assert activity.start_time == datetime(2024, 5, 1, 7, 30, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [0.0, 1.0, 3.0]  # 1.5 s cut to whole seconds
    assert [note.code for note in activity.notes] == ["times_without_zone"]


@pytest.mark.parametrize("kind", ["timedelta64[us]", "duration[us][pyarrow]", "object"])
def test_an_index_of_lengths_of_time_is_elapsed_time(kind: str) -> None:
    index = pd.to_timedelta([0, 1500, 3000], unit="ms").astype(kind)
    assert from_frame(pd.DataFrame({"speed_mps": 3.0}, index=index)).elapsed_s.tolist() == [0.0, 1.5, 3.0]
    told = pd.DataFrame({"speed_mps": 3.0, "elapsed_s": [0.0, 1.0, 2.0]}, index=index)
    assert from_frame(told).elapsed_s.tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["a", "b:c", "d"]),
        pd.Index(["2024", "2025", "2026"]),  # numbers of rows, not years
        pd.Index(["2024-05-01"] * 3),  # the day of the run in every row
        pd.Index([None] * 3),
        pd.MultiIndex.from_arrays([["mine"] * 3, TIMES]),
    ],
    ids=["names", "numbers", "days", "nothing", "two levels"],
)
def test_an_index_of_anything_else_tells_no_time(index: pd.Index) -> None:
    activity = from_frame(table().set_axis(index, axis="index"))
    assert (activity.elapsed_s.tolist(), [note.code for note in activity.notes]) == ([0.0, 1.0, 2.0], ["start_unknown"])
    with pytest.raises(InputError, match="has no times: give it an index of dates"):
        from_frame(table().drop(columns="elapsed_s").set_axis(index, axis="index"))


def test_a_frame_of_ours_comes_back_from_csv(tmp_path) -> None:
    activity = read(run(duration_s=300).fit())
    activity.to_frame().to_csv(tmp_path / "run.csv")
    for table in (pd.read_csv(tmp_path / "run.csv"), pd.read_csv(tmp_path / "run.csv", index_col=0)):
        again = from_frame(table, sport=activity.sport)
        assert (again.start_time, again.elapsed_s.tolist()) == (activity.start_time, activity.elapsed_s.tolist())


def test_a_cleaned_run_is_told_from_a_recording() -> None:
    cleaned = clean(read(run(duration_s=300).fit())).to_frame()
    with pytest.raises(
        InputError, match=r"is a run that was cleaned already; give its recording.*or drop the columns recorded, "
    ) as caught:
        from_frame(cleaned)
    dropped = caught.value.message.split(" columns ")[1].split(", ")
    assert len(from_frame(cleaned.drop(columns=dropped))) == len(cleaned)


def test_a_column_of_dates_by_another_name_gets_a_hint() -> None:
    with pytest.raises(InputError, match=r"'Timestamp' .dates go into the index, or into a column named time"):
        from_frame(table(Timestamp=TIMES))


def test_elapsed_time_may_be_a_timedelta() -> None:
    frame = pd.DataFrame({"elapsed_s": pd.to_timedelta([0, 1500, 3_600_000], unit="ms"), "speed_mps": 3.0})
    assert from_frame(frame).elapsed_s.tolist() == [0.0, 1.5, 3600.0]  # 1,500 ms are 1.5 s


INDEX = pd.date_range("2024-05-01T07:30:00Z", periods=3, freq="1s")


@pytest.mark.parametrize(
    ("elapsed_s", "apart"),
    [
        ([0.0, 2.0, 4.0], "2 s apart in row 2"),
        ([100.0, 101.0, 105.5], "4 s apart in row 2"),
        ([0.0, 1.0, -7.0], "9 s apart in row 2"),
    ],
)  # 4 - 2 = 2; (105.5 - 100) - 2 = 3.5, told as 4; -7 - 2 = -9
def test_times_that_contradict_each_other_are_refused(elapsed_s: list[float], apart: str) -> None:
    with pytest.raises(InputError, match=f"its index and elapsed_s are {apart}; leave out the one that is wrong"):
        from_frame(pd.DataFrame({"elapsed_s": elapsed_s}, index=INDEX))


def test_times_cut_to_whole_seconds_do_not_contradict_each_other() -> None:
    # True times 0.9, 1.9, 3.0 s: the index cuts them to 0, 1, 3; elapsed_s keeps them: 0.9 against 0, 1.9 against 1, 3.0 against 3.
    frame = pd.DataFrame({"elapsed_s": [0.9, 1.9, 3.0]}, index=INDEX[[0, 1, 2]] + pd.to_timedelta([0, 0, 1], unit="s"))
    assert from_frame(frame).elapsed_s.tolist() == [0.9, 1.9, 3.0]


@pytest.mark.parametrize(
    ("times", "hour", "codes"),
    [
        (["2024-05-01T07:30:00Z", "2024-05-01T07:30:01.500Z"], 7, []),
        (["2024-05-01 07:30:00+02:00", "2024-05-01 07:30:01.5+02:00"], 5, []),
        (["2024-05-01T07:30:00+02:00", "2024-05-01T06:30:01.5+01:00"], 5, []),
        (["2024-05-01 07:30:00", "2024-05-01 07:30:01.5"], 7, ["times_without_zone"]),
        (pd.to_datetime(["2024-05-01 07:30:00", "2024-05-01 07:30:01.5"], format="ISO8601"), 7, ["times_without_zone"]),
        (pd.to_datetime(["2024-05-01 07:30:00Z", "2024-05-01 07:30:01.5Z"], format="ISO8601"), 7, []),
    ],
)
def test_a_column_of_dates_is_as_good_as_an_index(times: object, hour: int, codes: list[str]) -> None:
    frame = pd.DataFrame({"time": times, "speed_mps": [3.0, 3.1]})
    activity = from_frame(frame)
    assert activity.start_time == datetime(2024, 5, 1, hour, 30, tzinfo=UTC)
    assert activity.elapsed_s.tolist() == [0.0, 1.5]
    assert [note.code for note in activity.notes] == codes
    assert list(frame.columns) == ["time", "speed_mps"]


def test_beside_an_index_of_dates_a_column_of_dates_is_one_too_many() -> None:
    with pytest.raises(InputError, match="unknown columns: 'time'"):
        from_frame(pd.DataFrame({"time": INDEX, "speed_mps": 3.0}, index=INDEX))


def test_seconds_since_1970_keep_their_date_and_the_note_says_so() -> None:
    start = datetime(2024, 5, 1, 7, 30, tzinfo=UTC)
    run = clean(from_frame(table().assign(elapsed_s=start.timestamp() + np.arange(3.0))))
    assert run.activity.start_time == start
    (note,) = [note for note in run.notes if note.code == "start_unknown"]
    assert note.message == "the table has no dates; its elapsed_s was counted from 1970-01-01 00:00 UTC"


@pytest.mark.parametrize("given", [{"name": None}, {"name": 3}, {"sport": None}, {"sport": 3}])
def test_name_and_sport_are_texts(given: dict[str, object]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(given))} is a text, got {next(iter(given.values()))}"):
        from_frame(table(), **given)


@pytest.mark.parametrize("frame", [None, {"elapsed_s": [0.0, 1.0]}, [1, 2], np.zeros((2, 2))])
def test_a_table_is_a_dataframe(frame: object) -> None:
    with pytest.raises(InputError, match=f"a table is a pandas DataFrame, got {type(frame).__name__}"):
        from_frame(frame)
