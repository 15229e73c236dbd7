"""Maximum heart rates that files state, as they change from file to file."""

from __future__ import annotations

from dataclasses import replace

from legcheck import Athlete
from legcheck.history.timeline import Timeline


def stating(make_run, *tops, first_day=0):
    return [make_run(first_day + day, facts={"max_hr_bpm": top}) for day, top in enumerate(tops)]


def known(activities, athlete=None):
    return [limits.max_hr_bpm for limits in Timeline.of(activities, athlete=athlete).limits_then]


def test_a_corrected_setting_counts_after_eight_runs(make_run):
    tops = known(stating(make_run, *[181.0] * 40, *[195.0] * 10))
    assert tops[:47] == [181.0] * 47  # of the latest fifteen, eight still state the old one
    assert tops[47:] == [195.0] * 3


def test_one_strange_file_never_counts(make_run):
    assert set(known(stating(make_run, *[188.0] * 5, 160.0, *[188.0] * 5))) == {188.0}


def test_nothing_of_later_files_is_known_earlier(make_run):
    runs = stating(make_run, *[181.0] * 20, *[195.0] * 20)
    assert known(runs[:30]) == known(runs)[:30]


def test_what_a_ride_states_is_not_the_maximum_of_running(make_run):
    rides = [replace(run, is_run=False, sport="cycling") for run in stating(make_run, *[172.0] * 9, first_day=20)]
    assert known([*stating(make_run, 190.0, 190.0), *rides])[-1] == 190.0


def test_the_caller_goes_first(make_run):
    assert set(known(stating(make_run, 181.0, 195.0), Athlete(max_hr_bpm=188.0))) == {188.0}
