"""Confidence: each flaw of a recording takes its share off and says so."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace as Told

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Athlete, Estimate, Note
from legcheck.heuristics._hard import doubt_of_hard
from legcheck.heuristics.contact_time_drift import ContactTimeDrift
from legcheck.heuristics.heart_rate_drift import HeartRateDriftFinding
from legcheck.heuristics.late_fade import LateFade
from legcheck.heuristics.low_cadence import LowCadence
from legcheck.heuristics.overstriding import Overstriding
from legcheck.heuristics.pushed_through import PushedThrough
from legcheck.signals import derive

HOUR = 3600


def of_an_hour(minutes=60.0):
    """A number that stands on so many minutes."""
    return Estimate(value=0.5, unit="-", standard_error=0.1, used_s=60.0 * minutes)


def flawless(
    *, minutes=60.0, surface="road", codes=(), session="steady", strap=True, height_m=1.8, walking=0.0, walked=0.0,
    between_repetitions=False, trusted=1.0,
):  # fmt: skip
    """What the heuristics below ask of a run, without a flaw unless told."""
    seconds = np.arange(HOUR)
    masks = {"heart_rate_usable": seconds < trusted * HOUR}
    source = "strap" if strap else "wrist"
    run = Told(
        surface=surface,
        notes=tuple(Note(code=code, message=code) for code in codes),
        athlete=Told(height_m=height_m),
        activity=Told(device=Told(heart_rate_source=source)),
        running=np.ones(HOUR, dtype=bool),
        elapsed_s=seconds.astype(float),
        masks=masks,
    )
    return Told(
        run=run,
        session_type=session,
        decay=Told(fade=of_an_hour(minutes), is_between_repetitions=between_repetitions),
        walked=Estimate(value=walked, unit="fraction"),
        drift=Told(usable_s=60.0 * minutes, span=Told(start_s=0.0)),
        cadence=Told(difference_spm=of_an_hour(minutes), step_excess_pct=of_an_hour(minutes)),
        gait=Told(walking_share_reference=walking),
    )


def overstriding(signals):
    return Overstriding()._confidence(signals, with_dynamics=True)


OF = {
    "late_fade": LateFade()._confidence,
    "heart_rate_drift": HeartRateDriftFinding()._confidence,
    "low_cadence": LowCadence()._confidence,
    "overstriding": overstriding,
}


@pytest.mark.parametrize("name", OF)
def test_a_flawless_hour_is_not_doubted(name):
    confidence = OF[name](flawless())
    assert (confidence.value, confidence.reasons) == (1.0, ())


@pytest.mark.parametrize(
    ("name", "flaw", "factor", "words"),
    [
        ("late_fade", {"minutes": 10.0}, 0.5 + 10.0 / 40.0, "only 10 min compared"),
        ("late_fade", {"surface": "trail"}, 0.75, "trail, or no usable altitude"),
        ("late_fade", {"codes": ("altitude_noisy",)}, 0.75, "trail, or no usable altitude"),
        ("late_fade", {"codes": ("no_altitude",)}, 0.75, "trail, or no usable altitude"),
        ("late_fade", {"session": "hilly"}, 0.85, "hilly course"),
        ("late_fade", {"session": "variable"}, 0.75, "pace went up and down"),
        ("late_fade", {"between_repetitions": True}, 0.8, "only four repetitions"),
        ("late_fade", {"walked": 0.56}, 0.75, "most of the slowing is walking"),
        ("heart_rate_drift", {"minutes": 40.0}, 0.4 + 20.0 / 50.0, "only 40 min of usable heart rate"),
        ("heart_rate_drift", {"minutes": 20.0}, 0.4, "only 20 min of usable heart rate"),
        ("heart_rate_drift", {"strap": False}, 0.9, "wrist or unknown"),
        ("heart_rate_drift", {"trusted": 0.85}, 0.6, "15 % of the heart rate was not trusted"),
        ("heart_rate_drift", {"session": "hilly"}, 0.8, "hilly course"),
        ("low_cadence", {"minutes": 15.0}, 0.5 + 15.0 / 60.0, "only 15 min of level running"),
        ("low_cadence", {"height_m": None}, 0.85, "height not known"),
        ("low_cadence", {"walking": 0.11}, 0.6, "much walking"),
        ("low_cadence", {"codes": ("cadence_unit_unclear",)}, 0.5, "one foot or both"),
        ("overstriding", {"minutes": 15.0}, 0.5 + 15.0 / 60.0, "only 15 min of level running"),
        ("overstriding", {"height_m": None}, 0.85, "height not known"),
        ("overstriding", {"codes": ("cadence_unit_unclear",)}, 0.5, "one foot or both"),
    ],
)
def test_each_flaw_takes_its_share(name, flaw, factor, words):
    confidence = OF[name](flawless(**flaw))
    assert confidence.value == pytest.approx(factor)
    (reason,) = confidence.reasons
    assert words in reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("late_fade", {"minutes": 20.0}),
        ("late_fade", {"walked": 0.54}),
        ("late_fade", {"codes": ("spikes",)}),
        ("heart_rate_drift", {"minutes": 50.0}),
        ("heart_rate_drift", {"trusted": 0.91}),
        ("low_cadence", {"minutes": 30.0, "walking": 0.1}),
        ("overstriding", {"minutes": 30.0}),
    ],
)
def test_what_is_just_enough_is_not_doubted(name, told):
    assert OF[name](flawless(**told)).value == 1.0


def test_steps_without_dynamics_are_doubted():
    assert Overstriding()._confidence(flawless(), with_dynamics=False).value == 0.85


def faded(**athlete):
    """3 m/s, from minute 40 on 2.5 m/s, at one heart rate; 80 minutes."""
    speed = np.where(np.arange(4800) < 2400, 3.0, 2.5) * np.exp(np.random.default_rng(3).normal(0.0, 0.01, 4800))
    heart = 150.0 + np.random.default_rng(2).normal(0.0, 1.0, 4800)
    return derive(make_run(4800, speed, heart_rate_bpm=heart, athlete=Athlete(**athlete)))


def test_pushing_on_is_doubted_without_resting_heart_rate_and_onset():
    known, unknown = faded(resting_hr_bpm=50.0), faded()
    assert PushedThrough().judge(known).confidence == pytest.approx(1.0)
    assert PushedThrough().judge(unknown).confidence == pytest.approx(0.85)
    unclear = replace(known, decay=replace(known.decay, onset_s=Estimate.missing("s", "no bend")))
    assert PushedThrough().judge(unclear).confidence == pytest.approx(0.8)


def test_sixteen_minutes_of_contact_time_are_doubted():
    """0.4 + 16 / 40 = 0.8; from 24 min on none."""
    change = Estimate(value=0.0, low=-0.5, high=0.5, unit="%", standard_error=0.25, used_s=960.0)
    run = make_run(HOUR, 3.0, contact_time_ms=250.0, cadence_spm=170.0)
    signals = derive(run)
    for used_s, confidence in ((960.0, 0.8), (1440.0, 1.0)):
        gait = replace(signals.gait, contact_time_pct=replace(change, used_s=used_s))
        assert ContactTimeDrift().judge(replace(signals, gait=gait)).confidence == pytest.approx(confidence)


@pytest.mark.parametrize(
    ("athlete", "stated", "factor"),
    [
        (Athlete(max_hr_bpm=185.0), False, 1.0),
        (Athlete(max_hr_bpm=185.0), True, 0.8),
        (Athlete(), False, 0.6),
    ],
)
def test_hard_running_is_as_sure_as_the_maximum(athlete, stated, factor):
    run = make_run(HOUR, 3.0, heart_rate_bpm=150.0, athlete=athlete)
    run = replace(run, activity=replace(run.activity, athlete=athlete)) if stated else run
    (value,) = doubt_of_hard(derive(run), Told(told_by="heart rate")).values()
    assert value == factor


@pytest.mark.parametrize(("told_by", "factor"), [("laps", 1.0), ("speed", 0.6)])
def test_repetitions_are_believed_when_laps_mark_them(told_by, factor):
    signals = Told(layout=Told(repetitions=Told(told_by=told_by)))
    assert list(doubt_of_hard(signals, Told(told_by="repetitions")).values()) == [factor]


@pytest.mark.parametrize(
    ("basis", "walk_home_s", "walked", "words"),
    [
        ("late", 0.0, 0.0, ""),
        ("late", 0.0, 0.54, ""),
        ("late", 0.0, 0.8, ", mostly by walking (30 % of the end was walked)"),
        ("late", 600.0, 0.0, "; the last 10 min were walked and are not judged"),
        ("running between walks", 600.0, 0.8, ", running held against running (walking breaks all along are left out)"),
    ],
)
def test_walking_is_told_where_it_had_a_part(basis, walk_home_s, walked, words):
    signals = Told(
        decay=Told(basis=basis),
        layout=Told(windows=Told(walk_home_s=walk_home_s)),
        walked=Estimate(value=walked, unit="fraction"),
        gait=Told(walking_share_late=0.3),
    )
    assert LateFade()._on_foot(signals) == words
