"""Whose maximum heart rate a run takes: the caller's, the file's, or none where the run gainsays the file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legcheck import Athlete, analyze, clean, synth
from legcheck.cleaning.limits import highest_held_bpm
from legcheck.core import Columns
from legcheck.signals import max_heart_rate


def run_reaching(beats_bpm, stated):
    """A run at a steady heart rate that is held, whose file states a maximum."""
    made = synth.run(duration_s=1800, seed=3, drift_bpm_per_h=0.0).activity
    held = np.clip(np.linspace(100.0, beats_bpm, 1200), None, beats_bpm)
    beats = np.r_[held, np.full(len(made) - 1200, beats_bpm)]
    beats -= np.arange(len(made)) % 3 == 0  # a sensor that stands still is not believed
    return replace(made, channels=Columns({**made.channels, "heart_rate_bpm": beats}), athlete=Athlete(max_hr_bpm=stated))


def codes(run):
    return {note.code for note in run.notes}


@pytest.mark.parametrize(("stated", "kept"), [(190.0, 190.0), (180.0, 180.0), (177.0, 177.0), (176.0, None), (172.0, None)])
def test_a_stated_maximum_that_the_run_exceeds_is_not_used(stated, kept):
    run = clean(run_reaching(180.0, stated))
    assert run.athlete.max_hr_bpm == kept
    assert ("maximum_exceeded" in codes(run)) == (kept is None)
    assert max_heart_rate(run).is_usable == (kept is not None)


def test_the_caller_goes_first_and_is_kept():
    run = clean(run_reaching(180.0, 172.0), athlete=Athlete(max_hr_bpm=176.0))
    assert (run.athlete.max_hr_bpm, run.given.max_hr_bpm) == (176.0, 176.0)
    assert "maximum_exceeded" not in codes(run)
    assert max_heart_rate(run).value == 180.0  # reached in this run
    assert analyze(run, athlete=Athlete(max_hr_bpm=195.0)).run.given.max_hr_bpm == 195.0


def test_what_only_the_file_states_is_known_less_well():
    activity = run_reaching(180.0, 190.0)
    stated, given = max_heart_rate(clean(activity)), max_heart_rate(clean(activity, athlete=Athlete(max_hr_bpm=190.0)))
    assert (stated.value, stated.standard_error) == (190.0, 8.0)
    assert (given.value, given.standard_error) == (190.0, 2.0)
    confidence = [analyze(activity, athlete=told)["no_warm_up"].confidence for told in (None, Athlete(max_hr_bpm=190.0))]
    assert confidence[0] == pytest.approx(0.8 * confidence[1])


def test_fifteen_seconds_are_needed():
    beats, usable = np.r_[np.full(60, 150.0), np.full(8, 190.0), np.full(60, 155.0)], np.ones(128, bool)
    assert highest_held_bpm(beats, usable) == 190.0  # 8 of 15 are the median
    assert highest_held_bpm(beats, usable & (beats < 190.0)) == 155.0
    assert np.isnan(highest_held_bpm(beats[:14], usable[:14]))
