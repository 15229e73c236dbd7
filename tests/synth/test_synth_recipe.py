"""What can be asked for, what is refused, and that the same question has the same answer."""

from __future__ import annotations

import time
from datetime import datetime

import numpy as np
import pytest

from legcheck import synth
from legcheck.core import CHANNELS, InputError
from legcheck.synth.athlete import TYPICAL


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    one, two, other = (synth.run(seed=seed, duration_s=600) for seed in (4, 4, 5))
    assert one.fit() == two.fit()
    assert one.gpx() == two.gpx()
    assert one.tcx() == two.tcx()
    assert one.fit() != other.fit()
    assert not np.array_equal(one.activity["heart_rate_bpm"], other.activity["heart_rate_bpm"])


def test_leaving_a_channel_out_leaves_the_others_as_they_were():
    whole, part = synth.run(seed=4), synth.run(seed=4, heart_rate=False, dynamics=False, temperature_c=None)
    assert not part.activity.has("heart_rate_bpm")
    assert "contact_time_ms" not in part.activity.channels
    assert "temperature_c" not in part.activity.channels
    for name in part.activity.channels:
        assert np.array_equal(whole.activity[name], part.activity[name]), name
    assert part.activity.totals.heart_rate_bpm is None
    assert not part.truth.has_heart_rate


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"cadense_spm": 158}, "cadence_spm"),
        ({"heart_rate": 150}, "heart_rate_bpm"),
        ({"duration_s": 5.0}, "duration_s"),
        ({"fade_after_s": 4000.0}, "fade_after_s"),
        ({"fade_fraction": 15.0, "fade_after_s": 60.0}, "fade_fraction"),
        ({"surface": "moon"}, "surface"),
        ({"course": "spiral"}, "course"),
        ({"heart_rate_source": "ear"}, "heart_rate_source"),
        ({"intervals": (10, 300.0, 120.0, 4.0)}, "5100"),
        ({"start_time": datetime(2024, 1, 1)}, "time zone"),  # noqa: DTZ001 - the missing zone is what is tested
        ({"seed": -1}, "seed"),
    ],
)
def test_what_makes_no_run_is_refused_with_a_hint(settings, words):
    with pytest.raises(InputError, match=words):
        synth.run(**settings)


def test_a_recipe_and_keywords_exclude_each_other():
    recipe = synth.run(duration_s=60).recipe
    assert synth.run(recipe).fit() == synth.run(duration_s=60).fit()
    with pytest.raises(InputError, match="not both"):
        synth.run(recipe, seed=1)


def test_runners_are_spread_like_runners():
    runners = [synth.athlete(seed) for seed in range(400)]
    heights = np.array([runner.height_m for runner in runners])
    offsets = np.array([runner.cadence_offset_spm for runner in runners])
    drifts = np.array([runner.drift_bpm_per_h for runner in runners])
    assert heights.mean() == pytest.approx(1.74, abs=0.02)
    assert offsets.mean() == pytest.approx(0.0, abs=1.2)
    assert offsets.std() == pytest.approx(7.0, abs=1.0)
    assert np.median(drifts) == pytest.approx(8.4, abs=2.0)
    assert np.quantile(drifts, [0.1, 0.9]) == pytest.approx([-2.0, 32.0], abs=4.0)
    assert all(runner.facts().height_m == runner.height_m for runner in runners)


def test_height_and_runner_reach_the_file_and_the_truth():
    runner = synth.athlete(11)
    made = synth.run(runner=runner, duration_s=300)
    assert made.truth.drift_bpm_per_h == runner.drift_bpm_per_h
    assert made.truth.heart_rate_bpm == pytest.approx(runner.heart_rate_at(3.0))
    assert made.activity.athlete == runner.facts()
    assert synth.run(height_m=1.66, duration_s=300).activity.athlete.height_m == 1.66
    assert synth.run(athlete_in_file=False, duration_s=300).activity.athlete.height_m is None
    assert TYPICAL.height_m == 1.78


def test_heat_adds_drift_unless_one_is_given():
    # 1.3 bpm/h per degC above 19 degC on the usual 3: 3 + 1.3 * 11 = 17.3
    assert synth.run(heat_c=30.0, duration_s=60).truth.drift_bpm_per_h == pytest.approx(17.3)
    assert synth.run(heat_c=30.0, duration_s=60, drift_bpm_per_h=5.0).truth.drift_bpm_per_h == 5.0
    recorded = synth.run(heat_c=30.0).activity["temperature_c"]
    assert recorded[-600:].mean() == pytest.approx(30.0, abs=1.2)


@pytest.mark.parametrize("name", sorted(synth.PLANTS))
def test_every_value_recorded_is_plausible(name):
    activity = synth.plant(name, seed=1, power=True).activity
    for channel, values in activity.channels.items():
        known = values[np.isfinite(values)]
        assert known.size, channel
        assert known.min() >= CHANNELS[channel].low, channel
        assert known.max() <= CHANNELS[channel].high, channel


def test_cadence_is_kept_in_whole_steps_or_whole_strides():
    half, whole = synth.run(duration_s=900), synth.run(duration_s=900, fractional_cadence=False)
    assert set(np.mod(half.activity["cadence_spm"], 2.0)) == {0.0, 1.0}
    assert set(np.mod(whole.activity["cadence_spm"], 2.0)) == {0.0}


def test_an_indoor_run_has_no_place_and_no_height():
    activity = synth.plant("treadmill").activity
    assert activity.sub_sport == "treadmill"
    assert "latitude_deg" not in activity.channels
    assert "altitude_m" not in activity.channels
    with pytest.raises(InputError, match="positions"):
        synth.plant("treadmill").gpx()


def test_a_thousand_short_runs_are_made_in_seconds():
    synth.run(duration_s=600)
    start = time.process_time()
    ends = {synth.run(duration_s=600, seed=seed).activity["distance_m"][-1] for seed in range(1000)}
    assert time.process_time() - start < 20.0  # 3 s on a desk; a loop over samples would take minutes
    assert len(ends) > 950


def test_the_longest_run_grows_linearly():
    start = time.process_time()
    assert len(synth.run(duration_s=86_400).activity) == 86_401
    assert time.process_time() - start < 5.0
