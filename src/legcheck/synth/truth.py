"""What was planted in a run, as numbers with units, so that an estimate can be held against it."""

from __future__ import annotations

from dataclasses import dataclass

from legcheck.core.gait import CADENCE_SD_HEIGHT_KNOWN_SPM, expected_cadence_spm
from legcheck.synth.gait import late_changes, mean_cadence_spm, mean_contact_time_ms
from legcheck.synth.heart import drift_bpm_per_h, reference_bpm
from legcheck.synth.recipe import Recipe

__all__ = ["Truth", "truth_of"]

HOT_FROM_C = 24.0
"""[degC] Air temperature from which a drift counts as one of heat; ours."""

NOTABLE_DRIFT_BPM_PER_H = 10.0
"""[bpm/h] Drift from which it is the story of the run; about the median of real steady runs plus a little; ours."""

NOTABLE_FADE = 0.05
"""[-] Fade from which pace is said to be lost; GPS watches differ by 3-6 % (JMIR mHealth 2020;8(6):e17118)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The planted facts of one run.

    Attributes
    ----------
    causes : tuple of str
        Cause ids that a fair judge could name, the planted one first; ``("none",)`` for a run without fault.
    onset_s : float or None
        When the fade sets in. [s]
    complete_s : float or None
        When it has reached its full size. [s]
    fade_fraction : float
        Share of flat speed lost then; 0 without a fade. [-]
    relief : float or None
        Cardiac relief in the fade, 1 legs to 0 heart; None without a fade. [-]
    drift_bpm_per_h : float
        Linear rise of heart rate at fixed effort. [bpm/h]
    speed_mps, heart_rate_bpm, cadence_spm, contact_time_ms : float
        At the planned flat speed, before anything goes wrong. [m/s] [bpm] [steps/min] [ms]
    expected_cadence_spm : float
        Usual at that speed and height. [steps/min]
    cadence_offset_sd : float
        Planted cadence minus the usual one, in standard deviations between runners. [-]
    late_cadence_fraction, late_contact_time_fraction : float
        Change beyond the own speed curve once the fade is complete. [-]
    early_surge_fraction : float
        Extra speed in the first quarter. [-]
    ease_off_after_s : float or None
        When the runner chose to slow down. [s]
    ease_off_fraction : float
        By how much. [-]
    asymmetry_points, late_asymmetry_points : float
        Left foot's extra share of contact time, and its change from start to end. [percentage points]
    heat_c : float or None
        Air temperature of a hot day. [degC]
    height_m : float
        [m]
    has_heart_rate : bool
        Without it the cause of a fade cannot be told.
    """

    causes: tuple[str, ...]
    onset_s: float | None
    complete_s: float | None
    fade_fraction: float
    relief: float | None
    drift_bpm_per_h: float
    speed_mps: float
    heart_rate_bpm: float
    cadence_spm: float
    contact_time_ms: float
    expected_cadence_spm: float
    cadence_offset_sd: float
    late_cadence_fraction: float
    late_contact_time_fraction: float
    early_surge_fraction: float
    ease_off_after_s: float | None
    ease_off_fraction: float
    asymmetry_points: float
    late_asymmetry_points: float
    heat_c: float | None
    height_m: float
    has_heart_rate: bool

    @property
    def cause(self) -> str:
        """The planted cause."""
        return self.causes[0]


def truth_of(recipe: Recipe) -> Truth:
    """The planted facts of a recipe."""
    fades = recipe.fade_after_s is not None and recipe.fade_fraction > 0
    onset_s = recipe.fade_after_s if fades else None
    usual = float(expected_cadence_spm(recipe.speed_mps, height_m=recipe.runner.height_m))
    cadence_change, contact_change = late_changes(recipe)
    eases = recipe.ease_off_after_s is not None
    return Truth(
        causes=_causes(recipe, fades=fades),
        onset_s=onset_s,
        complete_s=None if onset_s is None else onset_s + recipe.ramp_s,
        fade_fraction=recipe.fade_fraction if fades else 0.0,
        relief=recipe.relief if fades else None,
        drift_bpm_per_h=drift_bpm_per_h(recipe),
        speed_mps=recipe.speed_mps,
        heart_rate_bpm=reference_bpm(recipe),
        cadence_spm=mean_cadence_spm(recipe),
        contact_time_ms=mean_contact_time_ms(recipe),
        expected_cadence_spm=usual,
        cadence_offset_sd=(mean_cadence_spm(recipe) - usual) / CADENCE_SD_HEIGHT_KNOWN_SPM,
        late_cadence_fraction=cadence_change,
        late_contact_time_fraction=contact_change,
        early_surge_fraction=recipe.early_surge_fraction,
        ease_off_after_s=recipe.ease_off_after_s,
        ease_off_fraction=recipe.ease_off_fraction if eases else 0.0,
        asymmetry_points=recipe.asymmetry_points,
        late_asymmetry_points=recipe.late_asymmetry_points,
        heat_c=recipe.heat_c,
        height_m=recipe.runner.height_m,
        has_heart_rate=recipe.heart_rate,
    )


def _causes(recipe: Recipe, *, fades: bool) -> tuple[str, ...]:
    hot = recipe.heat_c is not None and recipe.heat_c >= HOT_FROM_C
    thermal = ("heat_or_dehydration", "cardiac_drift") if hot else ("cardiac_drift", "heat_or_dehydration")
    held_up = recipe.headwind_after_s is not None and recipe.headwind_fraction >= NOTABLE_FADE
    rests = recipe.walk_breaks is not None and recipe.walk_breaks_after_s > 0.0 and not fades
    if recipe.ease_off_after_s is not None or rests or held_up:
        return ("terrain_or_gps",) if recipe.ease_off_after_s is None and not rests else ("eased_off",)
    if fades and recipe.fade_fraction >= NOTABLE_FADE:
        if recipe.early_surge_fraction > 0:
            return ("paced_too_hard",)
        if recipe.abrupt:
            return ("glycogen_wall", "leg_limited") if recipe.relief >= 0.5 else ("glycogen_wall", *thermal)
        return ("leg_limited",) if recipe.relief >= 0.5 else thermal
    if drift_bpm_per_h(recipe) >= NOTABLE_DRIFT_BPM_PER_H:
        return thermal
    return ("none",)
