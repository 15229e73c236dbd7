"""Contact, flight and the leg as a spring: what contact time, cadence and speed say about one step."""

from __future__ import annotations

import numpy as np

from legcheck.core import FloatArray

__all__ = ["LEG_LENGTH_SHARE", "duty_factor_from", "flight_time_from", "leg_stiffness_from"]

MS_PER_MIN = 60_000.0
"""[ms/min] Contact and flight of one step together take this over the cadence."""

GRAVITY_MPS2 = 9.81
"""[m/s^2]"""

LEG_LENGTH_SHARE = 0.53
"""[-] Leg length over body height; Winter D.A., Biomechanics of Human Movement, 1979, as used in Morin et al. 2005."""


def flight_time_from(contact_time_ms: FloatArray, cadence_spm: FloatArray) -> FloatArray:
    """Time in the air in each step.

    Parameters
    ----------
    contact_time_ms : ndarray of float64, shape (n,)
        Time a foot is on the ground. [ms]
    cadence_spm : ndarray of float64, shape (n,)
        Steps a minute, both feet. [steps/min]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``60000 / cadence - contact``. [ms] Negative where both feet are down for a while, which is no run any more.

    Examples
    --------
    >>> float(flight_time_from(np.array([250.0]), np.array([160.0]))[0])  # 375 - 250
    125.0
    """
    return np.asarray(MS_PER_MIN / np.where(cadence_spm > 0, cadence_spm, np.nan) - contact_time_ms, dtype=np.float64)


def duty_factor_from(contact_time_ms: FloatArray, cadence_spm: FloatArray) -> FloatArray:
    """Share of a stride in which one foot is on the ground.

    Parameters
    ----------
    contact_time_ms : ndarray of float64, shape (n,)
        [ms]
    cadence_spm : ndarray of float64, shape (n,)
        [steps/min]

    Returns
    -------
    ndarray of float64, shape (n,)
        ``contact * cadence / 120000``: a stride is two steps and lasts ``120000 / cadence`` ms. [-] Above 0.5 there is no flight.

    Notes
    -----
    Watches give 0.33-0.41 in runners. A low one means a short, hard contact: higher peak force, and not the other way round.

    Examples
    --------
    >>> round(float(duty_factor_from(np.array([250.0]), np.array([170.0]))[0]), 3)
    0.354
    """
    return np.asarray(contact_time_ms * cadence_spm / (2.0 * MS_PER_MIN), dtype=np.float64)


def leg_stiffness_from(
    contact_time_ms: FloatArray, cadence_spm: FloatArray, speed_mps: FloatArray, *, mass_kg: float, height_m: float
) -> FloatArray:
    """Stiffness of the leg as a spring.

    Parameters
    ----------
    contact_time_ms, cadence_spm, speed_mps : ndarray of float64, shape (n,)
        [ms], [steps/min], [m/s]
    mass_kg, height_m : float
        Body mass [kg] and height [m].

    Returns
    -------
    ndarray of float64, shape (n,)
        [kN/m] NaN where there is no flight or the numbers make no spring.

    Notes
    -----
    The vertical force is taken as half a sine wave, ``F(t) = Fmax sin(pi t / tc)``. Over a step it must carry the body's weight,
    ``2 Fmax tc / pi = m g (tc + tf)``, so ``Fmax = m g pi / 2 (tf / tc + 1)``. Integrating the acceleration twice from touch-down
    to mid-stance gives the fall of the body, ``dy = Fmax tc^2 / (m pi^2) - g tc^2 / 8``. The leg, of length
    ``L = 0.53 height``, sweeps ``v tc`` and so shortens by ``dL = L - sqrt(L^2 - (v tc / 2)^2) + dy``; ``k = Fmax / dL``.
    Within 0.7-6.9 % of a force plate at 3.3 m/s and faster [1]_; not valid on slopes. ``v`` is the mean speed, though the body
    is slower during contact, which makes ``k`` too small by a nearly constant share.

    References
    ----------
    .. [1] Morin J.-B. et al., A simple method for measuring stiffness during running. J Appl Biomech, 2005;21:167-180.

    Examples
    --------
    >>> step = leg_stiffness_from(np.array([250.0]), np.array([160.0]), np.array([3.0]), mass_kg=70.0, height_m=1.75)
    >>> round(float(step[0]), 2)
    10.86
    """
    contact, flight = contact_time_ms / 1000.0, flight_time_from(contact_time_ms, cadence_spm) / 1000.0
    with np.errstate(invalid="ignore", divide="ignore"):
        force_per_kg = GRAVITY_MPS2 * np.pi / 2.0 * (flight / contact + 1.0)
        fall = force_per_kg * contact**2 / np.pi**2 - GRAVITY_MPS2 * contact**2 / 8.0
        leg, reach = LEG_LENGTH_SHARE * height_m, speed_mps * contact / 2.0
        shortening = leg - np.sqrt(leg**2 - reach**2) + fall
        stiffness = mass_kg * force_per_kg / shortening / 1000.0
        usable = (flight > 0) & (fall > 0) & (reach < leg)
    return np.asarray(np.where(usable, stiffness, np.nan), dtype=np.float64)
