"""Activity and Run: what they show, what they refuse, and the frames they make."""

from __future__ import annotations

import importlib.util
import pickle
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from legcheck.core import Activity, Columns, InputError, Masks, MissingChannelError, Source

_SPEC = importlib.util.spec_from_file_location("run_builder", Path(__file__).parents[1] / "signals" / "run_builder.py")
run_builder = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(run_builder)
make_run = run_builder.make_run


def activity(**changes):
    given = {
        "source": Source(name="run.fit", format="fit"),
        "start_time": datetime(2024, 5, 5, 6, 30, tzinfo=UTC),
        "channels": Columns({"elapsed_s": [0.0, 1.0, 2.5], "speed_mps": [3.0, np.nan, 3.2], "power_w": [np.nan] * 3}),
        "sport": "running",
        "sub_sport": "trail",
    }
    return Activity(**{**given, **changes})


def test_activity_shows_itself_in_one_line():
    assert repr(activity()) == "<Activity run.fit running/trail 2024-05-05 06:30 UTC, 3 records>"
    assert "sport unknown" in repr(activity(sport="", sub_sport=""))


def test_run_shows_itself_in_one_line():
    # 1201 rows at 3 m/s: 1200 steps of 3 m are 3.6 km; 1201 s are 20 min.
    assert repr(make_run(1201, 3.0)) == "<Run by hand 3.60 km, 20 min moving, road>"


@pytest.mark.parametrize("make", [activity, lambda: make_run(3, 3.0, power_w=np.nan)], ids=["activity", "run"])
def test_a_channel_of_nan_is_there_but_holds_nothing(make):
    it = make()
    assert it.has("speed_mps")
    assert not it.has("power_w")
    assert not it.has("cadence_spm")
    assert np.isnan(it["power_w"]).all()
    with pytest.raises(MissingChannelError, match=r"no cadence_spm here; there is: .*speed_mps") as caught:
        it["cadence_spm"]
    assert caught.value.path == (it.source.name if isinstance(it, Activity) else "by hand")


@pytest.mark.parametrize("make", [activity, lambda: make_run(3, 3.0)], ids=["activity", "run"])
def test_names_of_channels_are_what_is_in_it(make):
    it = make()
    assert "speed_mps" in it
    assert "heart_rate" not in it
    assert 0 not in it
    assert list(it) == list(it.channels)
    assert [it[name] is it.channels[name] for name in it] == [True] * len(it.channels)
    assert len(it) == 3  # rows, as of a DataFrame


def test_sports_are_in_small_letters_however_they_are_given():
    by_hand = activity(sport="Running ", sub_sport="Trail")
    assert (by_hand.sport, by_hand.sub_sport) == ("running", "trail")
    with pytest.raises(InputError, match="sport is a text, got None"):
        activity(sport=None)
    with pytest.raises(InputError, match="name is a text, got None"):
        Source(name=None, format="table")


def test_a_start_elsewhere_is_shown_in_utc():
    start = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert "2023-12-31 22:00 UTC" in repr(activity(start_time=start))  # midnight, two hours east


def test_times_that_are_no_numbers_are_no_times_in_the_frame():
    columns = Columns({"elapsed_s": [0.0, np.inf, 2.0, np.nan]})
    index = activity(channels=columns).to_frame().index
    assert index.isna().tolist() == [False, True, False, True]
    assert (index[2] - index[0]).total_seconds() == 2.0


def test_an_activity_needs_a_time_zone_and_times():
    with pytest.raises(InputError, match="time zone"):
        activity(start_time=datetime(2024, 5, 5, 6, 30))  # noqa: DTZ001 # a naive time is what is tested
    with pytest.raises(MissingChannelError, match="no elapsed_s"):
        activity(channels=Columns({"speed_mps": [3.0]}))


def test_a_run_needs_every_mask():
    run = make_run(3)
    with pytest.raises(ValueError, match=r"needs the masks \['walking'\]"):
        replace(run, masks=Masks({name: mask for name, mask in run.masks.items() if name != "walking"}))


def test_nothing_can_be_assigned():
    for it in (activity(), make_run(3)):
        with pytest.raises(FrozenInstanceError):
            it.channels = Columns({})


def test_equal_when_everything_is_equal():
    assert activity() == activity()
    assert hash(activity()) == hash(activity())
    assert activity() != activity(sport="cycling")
    assert make_run(5, 3.0) == make_run(5, 3.0)
    assert make_run(5, 3.0) != make_run(5, 3.1)


def test_both_survive_pickling_read_only():
    for it in (activity(), make_run(5, 3.0, cadence_spm=170.0)):
        again = pickle.loads(pickle.dumps(it))
        assert again == it
        assert not any(values.flags.writeable for values in again.channels.values())


def test_activity_frame_has_a_row_per_record_on_utc_time():
    # Local 08:30 at +2 h is 06:30 UTC; records at 0, 1 and 2.5 s; nothing is filled in.
    local = datetime(2024, 5, 5, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    frame = activity(start_time=local).to_frame()
    assert str(frame.index.tz) == "UTC"
    assert frame.index.name == "time"
    assert frame.index[0] == pd.Timestamp("2024-05-05 06:30:00Z")
    assert frame.index[2] - frame.index[0] == pd.Timedelta(seconds=2.5)
    assert list(frame.columns) == ["elapsed_s", "speed_mps", "power_w"]
    assert np.isnan(frame["speed_mps"].iloc[1])


def test_run_frame_holds_channels_and_masks():
    run = make_run(4, [0.0, 3.0, 3.0, 3.0], cadence_spm=170.0)
    frame = run.to_frame()
    assert len(frame) == 4
    assert frame["running"].tolist() == [False, True, True, True]
    assert frame["running"].dtype == bool
    assert frame.index[3] - frame.index[0] == pd.Timedelta(seconds=3)


def test_writing_to_a_frame_leaves_the_run_alone():
    run = make_run(3, 3.0)
    frame = run.to_frame()
    frame.loc[:, "speed_mps"] = 9.0
    assert run["speed_mps"].tolist() == [3.0, 3.0, 3.0]


def test_distance_and_moving_time():
    # Distances 5, NaN, 11: 11 - 5 = 6 m. Running in 2 s and walking in 1 of them: 3 s moving.
    run = make_run(
        4,
        3.0,
        distance_m=[5.0, np.nan, 8.0, 11.0],
        masks={"running": [1, 1, 0, 0], "walking": [0, 0, 1, 0]},
    )
    assert run.distance_m == 6.0
    assert run.moving_s == 3.0
    assert make_run(3, np.nan, distance_m=np.nan).distance_m == 0.0
    assert make_run(0).distance_m == 0.0
