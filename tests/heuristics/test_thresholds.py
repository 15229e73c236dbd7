"""Thresholds of one's own."""

from __future__ import annotations

from dataclasses import fields

import pytest

from legcheck import analyze, synth
from legcheck.core import Athlete, InputError, Status
from legcheck.heuristics import all_heuristics, heuristics_from_toml


def written(folder, text):
    path = folder / "thresholds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_threshold_from_a_file_changes_the_verdict(tmp_path):
    activity = synth.plant("late_fade", seed=3).activity
    assert analyze(activity)["late_fade"].status is Status.FOUND
    own = heuristics_from_toml(written(tmp_path, "[late_fade]\nfound_from_pct = 30"))
    assert analyze(activity, heuristics=own)["late_fade"].status is Status.CLEAR
    assert [heuristic.id for heuristic in own] == [kind.id for kind in all_heuristics()]


def test_whole_numbers_stay_whole(tmp_path):
    own = {
        heuristic.id: heuristic for heuristic in heuristics_from_toml(written(tmp_path, "[stride_monotony]\nmin_minutes = 30"))
    }
    assert own["stride_monotony"].min_minutes == 30
    assert isinstance(own["stride_monotony"].min_minutes, int)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[late_fad]\nfound_from_pct = 6", "no heuristic late_fad; there are: .*late_fade"),
        ("[session_spike]\nlimit = 2", "no heuristic session_spike; .*; those over weeks have no thresholds to set"),
        ("[late_fade]\nfound_pct = 6", r"\[late_fade\] has no found_pct; it has: .*found_from_pct"),
        ("[late_fade]\nfound_from_pct = 'six'", "must be finite numbers, none below 0: found_from_pct"),
        ("[late_fade]\nfound_from_pct = nan", "must be finite numbers, none below 0: found_from_pct"),
        ("[late_fade]\nfound_from_pct = -inf", "must be finite numbers, none below 0: found_from_pct"),
        ("[late_fade]\nfound_from_pct = -5", "must be finite numbers, none below 0: found_from_pct"),
        ("[late_fade]\nfound_from_pct = 1" + 400 * "0", "must be finite numbers, none below 0: found_from_pct"),
        ("[heart_rate_drift]\nwarm_from_c = nan", "must be finite numbers, none below 0: warm_from_c"),
        ("[heart_rate_unreliable]\nspread = 0", "must be above 0, as nothing is measured without error: spread"),
        ("[overstriding]\nvertical_ratio_sd_pct = 0.0", "must be above 0, .*: vertical_ratio_sd_pct"),
        ("[no_warm_up]\neasy_min = 0\nerror_min = 0", "must be above 0, .*: error_min$"),
        ("late_fade = 6", "is a table"),
        ("[late_fade", "cannot be read as thresholds"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        heuristics_from_toml(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.toml: cannot be read as thresholds"):
        heuristics_from_toml(tmp_path / "nowhere.toml")


def test_a_temperature_may_be_below_zero(tmp_path):
    own = {
        heuristic.id: heuristic for heuristic in heuristics_from_toml(written(tmp_path, "[heart_rate_drift]\nwarm_from_c = -5"))
    }
    assert own["heart_rate_drift"].warm_from_c == -5.0


@pytest.fixture(scope="module")
def looked_at():
    """Runs in which each heuristic has something to divide."""
    plants = ("late_fade", "low_cadence", "intervals", "hilly", "cadence_lock")
    athlete = Athlete(height_m=1.7, max_hr_bpm=180.0)
    return [analyze(synth.plant(name, seed=3).activity, athlete=athlete).run_signals for name in plants]


def own_or_refused(path):
    try:
        return {item.id: item for item in heuristics_from_toml(path)}
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("kind", all_heuristics(), ids=lambda kind: kind.id)
def test_a_threshold_of_zero_is_refused_or_does_no_harm(tmp_path, looked_at, kind):
    """What is divided by must not be 0; every other threshold may."""
    for field in fields(kind):
        own = own_or_refused(written(tmp_path, f"[{kind.id}]\n{field.name} = 0"))
        if isinstance(own, str):
            assert own.endswith(f"must be above 0, as nothing is measured without error: {field.name}")
        else:
            assert "error" not in field.name
            assert {own[kind.id].judge(signals).id for signals in looked_at} == {kind.id}


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path):
    path = written(tmp_path, "[late_fade]\nfound_from_pct = 30")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert {item.id: item for item in heuristics_from_toml(path)}["late_fade"].found_from_pct == 30.0
