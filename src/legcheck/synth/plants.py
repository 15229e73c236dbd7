"""Named recipes: the things that happen in runs, and what a fair judge should say of each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from legcheck.core.errors import InputError
from legcheck.synth.generate import SyntheticRun, run

__all__ = ["HEURISTICS", "PLANTS", "Plant", "plant"]

HEURISTICS = ("heart_rate_drift", "late_fade", "low_cadence", "overstriding")
"""Ids that the plants say something about."""

TRUE_DRIFT_BPM_PER_H = 2.0
"""[bpm/h] Drift of runs in which nothing is wrong with the heart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """A named recipe.

    Attributes
    ----------
    summary : str
        One line for people.
    settings : mapping of str to object
        Keywords of :func:`legcheck.synth.run`.
    found : tuple of str
        Heuristics that should find something.
    either : tuple of str
        Heuristics whose answer the plant leaves open; all others should find nothing.
    """

    summary: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    found: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    @property
    def not_found(self) -> tuple[str, ...]:
        """Heuristics that should be clear or not assessed."""
        return tuple(name for name in HEURISTICS if name not in self.found + self.either)


def _of(summary: str, *, found: tuple[str, ...] = (), either: tuple[str, ...] = (), **settings: Any) -> Plant:
    with_drift = {"drift_bpm_per_h": TRUE_DRIFT_BPM_PER_H, **settings}
    return Plant(summary=summary, settings=MappingProxyType(with_drift), found=found, either=either)


PLANTS: Mapping[str, Plant] = MappingProxyType(
    {
        "steady": _of("an even pace, nothing wrong"),
        "late_fade": _of(
            "the legs give in: pace 15 % down from minute 40",
            found=("late_fade",),
            duration_s=3900.0,
            speed_mps=3.1,
            fade_after_s=2400.0,
            fade_fraction=0.15,
            late_cadence_fraction=-0.02,
            late_contact_time_fraction=0.05,
        ),
        "heat_drift": _of(
            "a hot day: heart rate climbs 18 bpm an hour, pace nearly held",
            found=("heart_rate_drift",),
            duration_s=3900.0,
            speed_mps=2.9,
            heat_c=30.0,
            drift_bpm_per_h=18.0,
            fade_after_s=2400.0,
            fade_fraction=0.03,
            relief=0.0,
        ),
        "heat_fade": _of(
            "a hot day: pace 12 % down from minute 35, heart rate does not come down",
            found=("late_fade", "heart_rate_drift"),
            duration_s=3900.0,
            heat_c=31.0,
            drift_bpm_per_h=14.0,
            fade_after_s=2100.0,
            fade_fraction=0.12,
            relief=0.0,
        ),
        "cardiac_drift": _of(
            "a cool day: heart rate climbs 18 bpm an hour at an even pace",
            found=("heart_rate_drift",),
            duration_s=3900.0,
            drift_bpm_per_h=18.0,
            temperature_c=10.0,
        ),
        "low_cadence": _of(
            "154 steps a minute at 3.1 m/s and 1.72 m: long steps, nothing else",
            found=("low_cadence", "overstriding"),
            speed_mps=3.1,
            cadence_spm=154.0,
            height_m=1.72,
        ),
        "intervals": _of(
            "6 x 3 min at 4.3 m/s with 2 min jog between, nothing wrong",
            duration_s=3300.0,
            intervals=(6, 180.0, 120.0, 4.3),
        ),
        "hilly": _of("an hour over hills of 5 %, nothing wrong", hills=(8.0, 1000.0)),
        "out_and_back": _of("over hills of 4 % and back, nothing wrong", hills=(6.4, 1000.0), course="out_and_back"),
        "wall": _of(
            "two hours: pace 25 % down within two minutes at minute 95",
            found=("late_fade",),
            either=("heart_rate_drift",),
            duration_s=7200.0,
            speed_mps=3.2,
            fade_after_s=5700.0,
            fade_fraction=0.25,
            abrupt=True,
            relief=0.8,
        ),
        "paced_too_hard": _of(
            "first quarter 10 % too fast with the heart near its limit, then 15 % down",
            found=("late_fade",),
            either=("heart_rate_drift",),
            heart_rate_bpm=170.0,
            early_surge_fraction=0.10,
            fade_after_s=1200.0,
            fade_fraction=0.15,
            fade_ramp_s=1200.0,
            relief=0.2,
            late_contact_time_fraction=0.03,
        ),
        "eased_off": _of("a choice to jog home: 25 % slower from minute 48", either=("late_fade",), ease_off_after_s=2880.0),
        "headwind": _of(
            "wind from minute 35 on: 12 % slower at the same effort",
            either=("late_fade",),
            headwind_after_s=2100.0,
            headwind_fraction=0.12,
        ),
        "progression": _of("15 % faster from start to end", trend_fraction=0.15),
        "negative_split": _of("second half 5 % faster", second_half_fraction=0.05),
        "walk_breaks": _of("a minute of walking every ten", walk_breaks=(600.0, 60.0)),
        "walk_home": _of("the last eight minutes walked, cooling down", walk_home_s=480.0),
        "rests": _of(
            "two minutes of walking every six from minute 35 on, no slower in between: rests by choice",
            either=("late_fade",),
            walk_breaks=(360.0, 120.0),
            walk_breaks_after_s=2100.0,
        ),
        "stop_and_go": _of("half a minute at a traffic light every five minutes", stops=(300.0, 30.0)),
        "treadmill": _of("45 min on a belt", surface="treadmill", duration_s=2700.0),
        "easy_jog": _of("an hour at 2.3 m/s with the cadence usual there", speed_mps=2.3),
        "cadence_lock": _of(
            "the optical sensor follows the arm for ten minutes",
            heart_rate_source="wrist",
            heart_rate_lock=(1500.0, 600.0),
        ),
        "asymmetric": _of("left foot 2 points longer on the ground by the end", late_asymmetry_points=2.0),
    }
)
"""Plants by name; :func:`plant` makes runs of them."""


def plant(name: str, seed: int = 0, **overrides: Any) -> SyntheticRun:
    """Make a run of a named recipe.

    Parameters
    ----------
    name : str
        A key of :data:`PLANTS`.
    seed : int
        The same seed gives the same run.
    **overrides
        Settings in place of the plant's own.

    Returns
    -------
    SyntheticRun

    Raises
    ------
    InputError
        If there is no such plant or setting.

    Examples
    --------
    >>> plant("late_fade").truth.cause
    'leg_limited'
    >>> plant("late_fade", fade_fraction=0.2, heart_rate=False).activity.has("heart_rate_bpm")
    False
    """
    if name not in PLANTS:
        near = difflib.get_close_matches(name, PLANTS, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise InputError(f"no plant {name!r}; {hint}there are: {', '.join(sorted(PLANTS))}")
    return run(**{**PLANTS[name].settings, "seed": seed, **overrides})
