"""The cadence and step length that are usual at a speed, from published samples.

Used to tell one-foot cadence from two-foot cadence in files, to judge cadence relative to speed and height, and to
draw synthetic runners.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from legcheck.core.arrays import FloatArray

__all__ = [
    "CADENCE_AT_REST_SPM",
    "CADENCE_PER_MPS",
    "CADENCE_SD_HEIGHT_KNOWN_SPM",
    "CADENCE_SD_HEIGHT_UNKNOWN_SPM",
    "expected_cadence_spm",
]

CADENCE_AT_REST_SPM = 150.02
"""[steps/min] Intercept of cadence on speed: 75.01 strides/min; van Oeveren et al., J Sports Sci 2019 (256 runners)."""

CADENCE_PER_MPS = 6.012
"""[steps/min per m/s] Slope of cadence on speed: 3.006 strides/min; van Oeveren et al., J Sports Sci 2019."""

REFERENCE_HEIGHT_M = 1.81
"""[m] Mean height of the sample behind the line; van Oeveren et al., J Sports Sci 2019."""

HEIGHT_EXPONENT = -0.5
"""[-] Dynamic similarity (frequency with the root of length); lies between the 0 of Cavanagh & Kram, Med Sci Sports
Exerc 1989, and the -123 steps/min per metre of Burns et al., J Appl Physiol 2019."""

CADENCE_PER_GRADE_UP = 0.006
"""[1 per %] Cadence +4 % from 0 to 7 % uphill; Padulo et al., PLoS ONE 2013, doi:10.1371/journal.pone.0069006."""

CADENCE_PER_GRADE_DOWN = 0.003
"""[1 per %] Cadence falls downhill, direction from Vernillo et al., Sports Med 2017, doi:10.1007/s40279-016-0605-y;
the size is ours, half of the uphill effect."""

GRADE_LIMIT_PCT = 8.0
"""[%] Slope beyond which cadence is taken not to change further."""

CADENCE_SD_HEIGHT_KNOWN_SPM = 6.5
"""[steps/min] Spread between runners at one speed and height: 7-8 in three samples (Eur J Sport Sci 2020;20:182-190;
Luedke & Rauh, Front Sports Act Living 2021, doi:10.3389/fspor.2020.628348), less what height explains."""

CADENCE_SD_HEIGHT_UNKNOWN_SPM = 8.0
"""[steps/min] The same where height is not known."""


def expected_cadence_spm(speed_mps: ArrayLike, *, height_m: float | None = None, grade_pct: ArrayLike = 0.0) -> FloatArray:
    """Cadence usual at a speed, height and slope.

    Parameters
    ----------
    speed_mps : array_like
        Ground speed. [m/s]
    height_m : float, optional
        Body height. [m] The reference sample's mean is taken when unknown.
    grade_pct : array_like, default 0
        Slope, up positive. [%]

    Returns
    -------
    ndarray of float64
        Cadence, both feet. [steps/min]

    Notes
    -----
    ``(150.02 + 6.012 v) * (H / 1.81) ** -0.5 * (1 + 0.006 up + 0.003 down)``, with the slope clipped at 8 % either
    way. Measured between 1.6 and 4.7 m/s; runners of one height differ by 6.5 steps/min (SD), so this is a point of
    reference, not a target.

    References
    ----------
    .. [1] van Oeveren B.T. et al., Inter-individual differences in stride frequencies during running obtained from
       wearable data. J Sports Sci, 2019. doi:10.1080/02640414.2019.1614137 (256 runners, 16,128 h.)

    Examples
    --------
    >>> round(float(expected_cadence_spm(3.0)), 1)
    168.1
    >>> round(float(expected_cadence_spm(3.0, height_m=1.65)), 1)
    176.0
    """
    grade = np.clip(np.asarray(grade_pct, dtype=np.float64), -GRADE_LIMIT_PCT, GRADE_LIMIT_PCT)
    height_factor = 1.0 if height_m is None else (height_m / REFERENCE_HEIGHT_M) ** HEIGHT_EXPONENT
    slope_factor = 1.0 + np.where(grade > 0, CADENCE_PER_GRADE_UP, CADENCE_PER_GRADE_DOWN) * grade
    speed = np.asarray(speed_mps, dtype=np.float64)
    return np.asarray((CADENCE_AT_REST_SPM + CADENCE_PER_MPS * speed) * height_factor * slope_factor, dtype=np.float64)
