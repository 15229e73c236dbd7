"""Reports put together by hand: every number in them is known, no analysis is needed."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from legcheck.core import (
    MASKS,
    Activity,
    Advice,
    Cause,
    Columns,
    Device,
    Evidence,
    Finding,
    HeavyLegs,
    Masks,
    Note,
    Run,
    Source,
    Span,
    Status,
)
from legcheck.core.athlete import Athlete
from legcheck.core.gait import expected_cadence_spm
from legcheck.report import Report, Summary

SECONDS = 6000
FADE_START_S = 4200
NOTES = (Note("cadence_unit", "Cadence doubled: one-foot values."),)


def make_channels(seconds=SECONDS):
    """100 minutes that fade at minute 70, with a stop at minute 20."""
    time = np.arange(seconds, dtype=float)
    noise = np.random.default_rng(7)
    speed = 3.2 + 0.15 * np.sin(time / 200) + noise.normal(0, 0.05, seconds)
    speed[time > FADE_START_S] -= 0.45 * np.minimum((time[time > FADE_START_S] - FADE_START_S) / 900, 1)
    stop = (time > 1200) & (time < 1260)
    heart = 150 + 6 * (1 - np.exp(-time / 60)) - 10 * (time > FADE_START_S) + noise.normal(0, 1, seconds)
    cadence = 150 + 6.0 * speed - 3 + noise.normal(0, 1.5, seconds)
    speed[stop], cadence[stop], heart[stop] = np.nan, np.nan, np.nan
    altitude = 100 + 20 * np.sin(time / 900)
    return {
        "elapsed_s": time,
        "speed_mps": speed,
        "distance_m": np.cumsum(np.nan_to_num(speed)),
        "heart_rate_bpm": heart,
        "cadence_spm": cadence,
        "altitude_m": altitude,
        "grade_pct": np.gradient(altitude) / 3.2 * 100,
        "grade_adjusted_speed_mps": speed * 1.002,
    }


def make_run(channels, *, name="morning.fit", notes=NOTES, device=None):
    """A Run of these channels."""
    running = np.isfinite(channels["speed_mps"])
    masks = dict.fromkeys(MASKS, running) | dict.fromkeys(("walking", "stopped", "paused"), ~running)
    activity = Activity(
        source=Source(name=name, format="fit", sha256="ab" * 32),
        start_time=datetime(2024, 5, 1, 7, 30, tzinfo=UTC),
        channels=Columns({"elapsed_s": channels["elapsed_s"]}),
        sport="running",
        sub_sport="generic",
        utc_offset_s=7200.0,
        device=device or Device(manufacturer="garmin", product="fr945", serial="3987654321", heart_rate_source="strap"),
        feel=25.0,
        effort=80.0,
    )
    return Run(
        activity=activity, channels=Columns(channels), masks=Masks(masks), surface="road", athlete=Athlete(), notes=notes
    )


def make_findings():
    """One found, one clear, one that could not be judged."""
    fade = Finding(
        id="late_fade",
        title="Late fade",
        status=Status.FOUND,
        score=82.0,
        confidence=0.7,
        spans=(Span(float(FADE_START_S), 5990.0),),
        evidence=(
            Evidence(name="duration", value=100.0, unit="min"),
            Evidence(name="pace fade", value=12.4, unit="%", low=9.1, high=15.7, threshold=5.0, source="a paper"),
            Evidence(name="cardiac relief ratio", value=0.913, unit="", low=0.72, high=1.12, threshold=0.7),
        ),
        reason="From minute 70 the pace fell and did not come back.",
        alternatives=("A headwind on the way back would look the same.",),
        advice=(Advice(text="Start the next long run a little slower.", source="A. Author, J Sports Sci 2020"),),
        sources=("A. Author, J Sports Sci 2020",),
    )
    drift = Finding(
        id="heart_rate_drift",
        title="Heart rate drift",
        status=Status.CLEAR,
        score=8.0,
        confidence=0.9,
        evidence=(Evidence(name="drift", value=-0.4, unit="%", low=-1.5, high=0.8, threshold=3.0),),
        reason="Heart rate stayed with the pace.",
    )
    balance = Finding(
        id="asymmetry", title="Left-right balance", status=Status.NOT_ASSESSED, reason="no contact time balance was recorded"
    )
    return (fade, drift, balance)


def make_heavy_legs():
    """A headline that is found."""
    return HeavyLegs(
        status=Status.FOUND,
        score=78.0,
        confidence=0.7,
        causes=(Cause(id="leg_limited", probability=0.71), Cause(id="glycogen_wall", probability=0.12)),
        would_help="ground contact time",
        reason="The pace fell while the heart had room.",
        terms=(Evidence(name="late fade", value=30.0, unit="points"),),
    )


def make_splits(channels):
    """Ten columns a kilometre, cut by distance."""
    distance = channels["distance_m"]
    edges = np.searchsorted(distance, np.arange(0, distance[-1], 1000.0))
    ends = np.append(edges[1:], len(distance) - 1)
    covered = distance[ends] - distance[edges]
    took = (ends - edges).astype(float)
    mean = {
        name: np.array([np.nanmean(channels[name][a:b]) for a, b in zip(edges, ends, strict=True)])
        for name in ("heart_rate_bpm", "cadence_spm")
    }
    speed = covered / took
    return Columns(
        {
            "start_s": edges.astype(float),
            "end_s": ends.astype(float),
            "distance_m": covered,
            "duration_s": took,
            "speed_mps": speed,
            "grade_adjusted_speed_mps": speed * 1.01,
            "step_length_m": 60 * speed / mean["cadence_spm"],
            "ascent_m": np.full(len(edges), np.nan),
            "descent_m": np.full(len(edges), np.nan),
            **mean,
        }
    )


@pytest.fixture(scope="session")
def make_report():
    """Builder of a Report; any field can be given."""

    def build(*, channels=None, name="morning.fit", notes=None, device=None, **fields):
        channels = channels or make_channels()
        extra = {} if notes is None else {"notes": notes}
        run = make_run(channels, name=name, device=device, **extra)
        fields.setdefault("findings", make_findings())
        fields.setdefault("heavy_legs", make_heavy_legs())
        if "split_columns" not in fields:
            fields["split_columns"] = make_splits(channels)
        fields.setdefault(
            "summary",
            Summary(
                distance_m=run.distance_m,
                elapsed_s=6000.0,
                timer_s=5940.0,
                moving_s=5940.0,
                speed_mps=3.1,
                grade_adjusted_speed_mps=3.13,
                cadence_spm=166.2,
                step_length_m=1.119,
                stride_length_m=2.238,
                heart_rate_bpm=152.4,
                ascent_m=62.0,
                descent_m=60.0,
            ),
        )
        expected = expected_cadence_spm(channels["speed_mps"])
        derived = Columns({"elapsed_s": channels["elapsed_s"], "expected_cadence_spm": expected})
        return Report(run=run, derived=derived, session_type="steady", **fields)

    return build


@pytest.fixture(scope="session")
def report(make_report):
    """A run with a late fade."""
    return make_report()
