"""A DataFrame with our column names into an Activity, and back."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

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
        (pd.DataFrame({"elapsed_s": [0.0, np.nan]}), "elapsed_s must be a number in every row"),
        (pd.DataFrame([[1.0, 2.0]], columns=["elapsed_s", "elapsed_s"]), "columns twice"),
        (pd.DataFrame({"speed_mps": [1.0, 2.0]}, index=pd.DatetimeIndex(["2024-05-01", None])), "without a time"),
    ],
)
def test_what_is_wrong_is_said(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        from_frame(frame, name="runs.parquet")
    assert caught.value.path == "runs.parquet"
