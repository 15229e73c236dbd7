"""Invented runners: height, heart, steps, and how they usually drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.core.athlete import Athlete
from legcheck.core.gait import expected_cadence_spm
from legcheck.synth.noise import stream

__all__ = ["TYPICAL", "Runner", "athlete"]

CADENCE_SLOPE_SPM_PER_MPS = 3.5
"""[steps/min per m/s] On speed within one run: 2.7 to 4.8 in real steady runs (medians), the same whether seconds or
whole minutes are compared, so errors of the recorded speed hardly flatten it."""

CONTACT_TIME_EXPONENT = -0.37
"""[-] Contact time against speed within one run: -0.33 to -0.39 in real steady runs with running dynamics (medians)."""

CADENCE_OFFSET_SD_SPM = 7.0
"""[steps/min] Between runners at one speed: 7-8 in three samples (Eur J Sport Sci 2020;20:182-190; Luedke & Rauh,
Front Sports Act Living 2021, doi:10.3389/fspor.2020.628348)."""

DRIFT_MEDIAN_BPM_PER_H = 8.4
"""[bpm/h] Heart-rate drift at fixed speed, median of 82 real steady runs of 40 min or more (10-90 %: -2 to 32)."""

DRIFT_SPREAD_BPM_PER_H = (8.1, 18.4)
"""[bpm/h] Standard deviation below and above that median, from the same runs' 10 and 90 % points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A runner as the generator needs one.

    Attributes
    ----------
    height_m, weight_kg, age_years : float
        Body height [m], mass [kg], age [years].
    resting_hr_bpm, max_hr_bpm : float
        Resting and maximum heart rate. [bpm]
    reference_speed_mps, reference_hr_bpm : float
        A flat speed [m/s] and the steady heart rate it takes [bpm]; heart rate is linear between rest and there.
    cadence_offset_spm : float
        Own cadence minus the one usual at speed and height. [steps/min]
    contact_time_ms : float
        Ground contact time at 3 m/s. [ms]
    vertical_oscillation_mm : float
        Rise and fall of the trunk in a step at 3 m/s. [mm]
    balance_left_pct : float
        Left foot's share of contact time. [%]
    drift_bpm_per_h : float
        Usual heart-rate drift at fixed speed. [bpm/h]
    """

    height_m: float = 1.78
    weight_kg: float = 70.0
    age_years: float = 38.0
    resting_hr_bpm: float = 52.0
    max_hr_bpm: float = 188.0
    reference_speed_mps: float = 3.0
    reference_hr_bpm: float = 142.0
    cadence_offset_spm: float = 0.0
    contact_time_ms: float = 262.0
    vertical_oscillation_mm: float = 88.0
    balance_left_pct: float = 50.0
    drift_bpm_per_h: float = 3.0

    def heart_rate_at(self, speed_mps: float) -> float:
        """Steady heart rate at a flat speed. [bpm]"""
        reserve = self.reference_hr_bpm - self.resting_hr_bpm
        return self.resting_hr_bpm + reserve * speed_mps / self.reference_speed_mps

    def cadence_at(self, speed_mps: float) -> float:
        """Own cadence at a flat speed, both feet. [steps/min]"""
        return float(expected_cadence_spm(speed_mps, height_m=self.height_m)) + self.cadence_offset_spm

    def facts(self) -> Athlete:
        """What a watch would know of this runner."""
        return Athlete(
            height_m=round(self.height_m, 2),
            weight_kg=round(self.weight_kg, 1),
            age_years=float(round(self.age_years)),
            resting_hr_bpm=float(round(self.resting_hr_bpm)),
            max_hr_bpm=float(round(self.max_hr_bpm)),
        )


TYPICAL = Runner()
"""The runner of every run for which none is given."""


def athlete(seed: int) -> Runner:
    """Draw a runner.

    Parameters
    ----------
    seed : int
        Zero or more; the same seed gives the same runner.

    Returns
    -------
    Runner
        Spread as recreational runners are: height 1.74 m (SD 9 cm), maximum heart rate 208 - 0.7 age (SD 9),
        resting heart rate 54 (SD 7), 70 % of the heart-rate reserve at 3.0 m/s (SD 0.35), own cadence 7 steps/min
        (SD) about what is usual.

    Notes
    -----
    The usual drift is drawn from what real steady runs show, 8.4 bpm/h with a long tail upwards: a population drawn
    this way holds runs in which drift is plain to see. Give ``drift_bpm_per_h`` to :func:`legcheck.synth.run` to
    plant a known one instead.

    Examples
    --------
    >>> athlete(1) == athlete(1), athlete(1) == athlete(2)
    (True, False)
    """
    rng = stream(seed, "athlete")
    z = rng.standard_normal(10)
    age = float(rng.uniform(22.0, 62.0))
    height = round(float(np.clip(1.74 + 0.09 * z[0], 1.50, 2.02)), 2)
    rest = float(np.clip(round(54.0 + 7.0 * z[1]), 38.0, 74.0))
    top = float(np.clip(round(208.0 - 0.7 * age + 9.0 * z[2]), rest + 80.0, 212.0))
    return Runner(
        height_m=height,
        weight_kg=round(float(np.clip(22.5 + 2.0 * z[3], 18.0, 29.0)) * height**2, 1),
        age_years=float(int(age)),
        resting_hr_bpm=rest,
        max_hr_bpm=top,
        reference_speed_mps=float(np.clip(3.0 + 0.35 * z[4], 2.2, 4.2)),
        reference_hr_bpm=rest + 0.70 * (top - rest),
        cadence_offset_spm=CADENCE_OFFSET_SD_SPM * float(z[5]),
        contact_time_ms=float(np.clip(262.0 + 20.0 * z[6], 205.0, 330.0)),
        vertical_oscillation_mm=float(np.clip(88.0 + 12.0 * z[7], 55.0, 130.0)),
        balance_left_pct=50.0 + 0.4 * float(z[8]),
        drift_bpm_per_h=DRIFT_MEDIAN_BPM_PER_H + DRIFT_SPREAD_BPM_PER_H[int(z[9] > 0)] * float(z[9]),
    )
