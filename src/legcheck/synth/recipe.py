"""Everything that can be asked of a synthetic run, with its unit and default, checked at the door."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from legcheck.core.errors import InputError
from legcheck.synth.athlete import TYPICAL, Runner

__all__ = ["Recipe", "recipe_from"]

COURSES = ("loop", "out_and_back", "line")
SURFACES = ("road", "trail", "track", "treadmill")
LONGEST_S = 100_000.0
"""[s] Longest run that is made (27 h); beyond it the distance field of a file would still fit, patience would not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What to plant. Every field is a keyword of :func:`legcheck.synth.run`.

    The run itself:

    Attributes
    ----------
    duration_s : float
        From start to end, stops included. [s]
    speed_mps : float
        Planned flat speed before anything goes wrong. [m/s]
    seed : int
        The same seed gives the same run, byte for byte.
    runner : Runner
        Who runs; see :func:`legcheck.synth.athlete`.
    height_m : float, optional
        Body height in place of the runner's. [m]
    cadence_spm : float, optional
        Mean cadence at ``speed_mps``, both feet; the runner's own by default. [steps/min]
    heart_rate_bpm : float, optional
        Steady heart rate at ``speed_mps``; the runner's own by default. [bpm]
    contact_time_ms : float, optional
        Ground contact time at ``speed_mps``; the runner's own by default. [ms]
    intervals : tuple of (int, float, float, float), optional
        Repetitions, work [s], rest [s] and work speed [m/s], after ``warm_up_s``; the remaining time is cool-down.
    warm_up_s : float
        Before the first repetition. [s]
    trend_fraction : float
        Planned change of speed from start to end, linear (0.15: a progression run). [-]
    second_half_fraction : float
        Planned step of speed at half time (0.04: a negative split). [-]
    stops, walk_breaks : tuple of (float, float), optional
        Period [s] and length [s].
    walk_breaks_after_s : float
        No walk break before. [s]
    walk_home_s : float
        So much of the end is walked. [s]
    pause_at_stops : bool
        Whether the timer is paused while standing (events in the file, no records).

    What goes wrong:

    fade_after_s : float, optional
        When the fade sets in. [s]
    fade_fraction : float
        Share of speed lost once it is complete; takes effect with ``fade_after_s``. [-]
    fade_ramp_s : float, optional
        How long it takes to complete; by default half the time that is left, or 90 s when ``abrupt``. [s]
    abrupt : bool
        The fade comes within a minute or two: the wall.
    relief : float
        Cardiac relief in the fade: 1, heart rate falls as far as the pace (the legs gave in); 0, it stays up. [-]
    early_surge_fraction : float
        Extra speed in the first quarter (paced too hard). [-]
    ease_off_after_s, ease_off_fraction : float
        When the runner chooses to slow down [s], and by how much; heart and gait follow. [-]
    ease_off_ramp_s : float
        How long the runner takes to carry it out. [s]
    headwind_after_s, headwind_fraction : float
        When wind (or a climb that no altitude shows) begins to hold the runner up [s], and the share of speed it takes
        at the same effort. [-]
    drift_bpm_per_h : float, optional
        Linear rise of heart rate at fixed effort; the runner's usual plus that of the heat by default. [bpm/h]
    heat_c : float, optional
        Air temperature of a hot day; recorded, and adds drift where none is given. [degC]
    late_cadence_fraction, late_contact_time_fraction : float, optional
        Change beyond the own speed curve once the fade is complete; by default small ones (-1.4 to -2.5 %, +3.5 to
        +6 %) in a fade with a relieved heart, none otherwise. [-]
    asymmetry_points, late_asymmetry_points : float
        Left foot's extra share of contact time throughout, and added from start to end. [percentage points]

    Where:

    surface : str
        ``road``, ``trail``, ``track`` or ``treadmill`` (no positions, no altitude).
    course : str
        ``loop``, ``out_and_back`` or ``line``.
    loop_m : float
        Length of the loop. [m]
    hills : tuple of (float, float), optional
        Height of a hill above the mean [m] and way from top to top [m].
    hill_push : float
        0: even effort over hills; 1: even pace. [-]
    temperature_c : float, optional
        Air temperature recorded on an ordinary day; None leaves it out. [degC]

    How it is recorded:

    noise : float
        Multiplies all noise; 0 gives the plan itself. [-]
    heart_rate, cadence, positions, altitude, dynamics, power : bool
        Which channels are recorded.
    heart_rate_source : str
        ``strap`` or ``wrist``.
    heart_rate_lock : tuple of (float, float), optional
        Start [s] and length [s] of a stretch in which heart rate shows the cadence.
    fractional_cadence : bool
        Half strides are kept (1 spm steps); otherwise whole strides a minute (2 spm steps).
    smart_recording : bool
        A record every 1 to 8 s in place of every second.
    gaps : tuple of (float, float)
        Start [s] and length [s] of stretches without records although the timer ran.
    gpx_both_feet : bool
        Cadence in GPX counts both feet; otherwise one, as the schema has it.
    lap_m : float
        Automatic lap. [m]
    feel, effort : float, optional
        What the runner entered, 0-100.
    athlete_in_file : bool
        Whether the file knows height, mass, age and heart-rate limits.
    start_time : datetime
    utc_offset_s : float
        Local time minus UTC. [s]
    """

    duration_s: float = 3600.0
    speed_mps: float = 3.0
    seed: int = 0
    runner: Runner = TYPICAL
    height_m: float | None = None
    cadence_spm: float | None = None
    heart_rate_bpm: float | None = None
    contact_time_ms: float | None = None
    intervals: tuple[int, float, float, float] | None = None
    warm_up_s: float = 900.0
    trend_fraction: float = 0.0
    second_half_fraction: float = 0.0
    stops: tuple[float, float] | None = None
    walk_breaks: tuple[float, float] | None = None
    walk_breaks_after_s: float = 0.0
    walk_home_s: float = 0.0
    pause_at_stops: bool = True
    fade_after_s: float | None = None
    fade_fraction: float = 0.15
    fade_ramp_s: float | None = None
    abrupt: bool = False
    relief: float = 1.0
    early_surge_fraction: float = 0.0
    ease_off_after_s: float | None = None
    ease_off_fraction: float = 0.25
    ease_off_ramp_s: float = 60.0
    headwind_after_s: float | None = None
    headwind_fraction: float = 0.10
    drift_bpm_per_h: float | None = None
    heat_c: float | None = None
    late_cadence_fraction: float | None = None
    late_contact_time_fraction: float | None = None
    asymmetry_points: float = 0.0
    late_asymmetry_points: float = 0.0
    surface: str = "road"
    course: str = "loop"
    loop_m: float = 5000.0
    hills: tuple[float, float] | None = None
    hill_push: float = 0.2
    temperature_c: float | None = 14.0
    noise: float = 1.0
    heart_rate: bool = True
    cadence: bool = True
    positions: bool = True
    altitude: bool = True
    dynamics: bool = True
    power: bool = False
    heart_rate_source: str = "strap"
    heart_rate_lock: tuple[float, float] | None = None
    fractional_cadence: bool = True
    smart_recording: bool = False
    gaps: tuple[tuple[float, float], ...] = ()
    gpx_both_feet: bool = False
    lap_m: float = 1000.0
    feel: float | None = None
    effort: float | None = None
    athlete_in_file: bool = True
    start_time: datetime = datetime(2024, 5, 5, 6, 30, tzinfo=UTC)
    utc_offset_s: float = 0.0

    def __post_init__(self) -> None:
        if self.height_m is not None:
            object.__setattr__(self, "runner", replace(self.runner, height_m=self.height_m))
        _check_numbers(self)
        _check_choices(self)

    @property
    def ramp_s(self) -> float:
        """How long the fade takes to complete. [s]"""
        if self.fade_ramp_s is not None:
            return self.fade_ramp_s
        return 90.0 if self.abrupt else (self.duration_s - (self.fade_after_s or 0.0)) / 2.0


def recipe_from(settings: Mapping[str, Any]) -> Recipe:
    """A recipe from keywords, naming what is unknown.

    Raises
    ------
    InputError
        If a keyword is unknown or a value makes no run.

    Examples
    --------
    >>> recipe_from({"cadence": 158})
    Traceback (most recent call last):
        ...
    legcheck.core.errors.InputError: cadence switches a channel on or off (True or False), got 158; did you mean cadence_spm?
    """
    known = [field.name for field in fields(Recipe)]
    for name, value in settings.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(known)}"
            raise InputError(f"a synthetic run has no setting {name!r}; {hint}")
        if isinstance(Recipe.__dataclass_fields__[name].default, bool) and not isinstance(value, bool):
            near = [other for other in known if other.startswith(f"{name}_") and other.endswith(("_spm", "_bpm"))]
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise InputError(f"{name} switches a channel on or off (True or False), got {value!r}{hint}")
    return Recipe(**settings)


def _check_numbers(recipe: Recipe) -> None:
    limits: dict[str, tuple[float, float]] = {
        "duration_s": (10.0, LONGEST_S),
        "speed_mps": (0.5, 8.0),
        "seed": (0, 2**63),
        "fade_fraction": (0.0, 0.9),
        "ease_off_fraction": (0.0, 0.9),
        "headwind_fraction": (0.0, 0.5),
        "early_surge_fraction": (0.0, 0.5),
        "trend_fraction": (-0.8, 0.8),
        "second_half_fraction": (-0.8, 0.8),
        "noise": (0.0, 10.0),
        "loop_m": (100.0, 1e6),
        "lap_m": (50.0, 1e6),
        "hill_push": (0.0, 1.0),
    }
    for name, (low, high) in limits.items():
        if not low <= getattr(recipe, name) <= high:
            raise InputError(f"{name} must lie between {low:g} and {high:g}, got {getattr(recipe, name)!r}")
    for name in ("fade_after_s", "ease_off_after_s", "headwind_after_s", "walk_breaks_after_s", "walk_home_s"):
        value = getattr(recipe, name)
        if value is not None and not 0.0 <= value < recipe.duration_s:
            raise InputError(f"{name} must lie within the run of {recipe.duration_s:g} s, got {value!r}")
    if recipe.intervals is not None and _structure_s(recipe) > recipe.duration_s:
        raise InputError(f"warm-up and repetitions take {_structure_s(recipe):g} s, the run only {recipe.duration_s:g} s")


def _structure_s(recipe: Recipe) -> float:
    repetitions, work_s, rest_s, _ = recipe.intervals or (0, 0.0, 0.0, 0.0)
    return recipe.warm_up_s + repetitions * (work_s + rest_s)


def _check_choices(recipe: Recipe) -> None:
    if recipe.surface not in SURFACES:
        raise InputError(f"surface is one of {', '.join(SURFACES)}, got {recipe.surface!r}")
    if recipe.course not in COURSES:
        raise InputError(f"course is one of {', '.join(COURSES)}, got {recipe.course!r}")
    if recipe.heart_rate_source not in {"strap", "wrist"}:
        raise InputError(f"heart_rate_source is strap or wrist, got {recipe.heart_rate_source!r}")
    if recipe.start_time.tzinfo is None:
        raise InputError("start_time must carry a time zone")
