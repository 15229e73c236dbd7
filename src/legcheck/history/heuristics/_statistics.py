"""Rates and differences of rates with honest intervals, for the heuristics of this package."""

from __future__ import annotations

import math

import numpy as np

from legcheck.core import BoolArray, FloatArray
from legcheck.signals.bootstrap import Z_95

__all__ = [
    "beta_interval",
    "beta_tail",
    "difference_of_rates",
    "score_of_chance",
    "shift_p",
    "wilson",
]

ROUNDING = 1e-9
"""[SD] Meetings that differ by less are equally clear."""


def beta_tail(successes: int, trials: int, threshold: float, *, prior: tuple[int, int] = (1, 4)) -> float:
    """Probability that a rate lies above a threshold.

    Parameters
    ----------
    successes, trials : int
    threshold : float
        [share]
    prior : tuple of int
        Both parameters of the Beta distribution believed beforehand.

    Returns
    -------
    float
        ``P(rate > threshold)`` under ``Beta(prior + counts)``, by the binomial sum that equals it for whole parameters.

    Examples
    --------
    >>> round(beta_tail(4, 6, 0.3), 2), round(beta_tail(3, 6, 0.3), 2)
    (0.85, 0.65)
    """
    a, b = prior[0] + successes, prior[1] + trials - successes
    total = a + b - 1
    return sum(math.comb(total, j) * threshold**j * (1.0 - threshold) ** (total - j) for j in range(a))


def beta_interval(successes: int, trials: int, *, prior: tuple[int, int] = (1, 4)) -> tuple[float, float]:
    """The 95 % credible interval of a rate, by halving.

    Examples
    --------
    >>> [round(end, 2) for end in beta_interval(6, 10)]
    [0.23, 0.71]
    """

    def where(probability: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(40):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if beta_tail(successes, trials, middle, prior=prior) > probability else (low, middle)
        return 0.5 * (low + high)

    return where(0.975), where(0.025)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a rate.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(5, 10)]
    [0.237, 0.763]
    """
    rate, squared = successes / trials, Z_95**2
    centre = (rate + squared / (2 * trials)) / (1 + squared / trials)
    half = Z_95 * math.sqrt(rate * (1 - rate) / trials + squared / (4 * trials**2)) / (1 + squared / trials)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def difference_of_rates(hit: int, of: int, other_hit: int, other_of: int) -> tuple[float, float, float]:
    """Difference of two rates with its 95 % interval.

    Parameters
    ----------
    hit, of : int
        Count and number in the first group.
    other_hit, other_of : int
        The same in the second.

    Returns
    -------
    tuple of float
        Difference, lower and upper end. [share]

    References
    ----------
    .. [1] Newcombe R.G., Stat Med 1998;17:873-890 (method 10, from two Wilson intervals).

    Examples
    --------
    >>> [round(value, 3) for value in difference_of_rates(56, 70, 48, 80)]
    [0.2, 0.052, 0.334]
    """
    rate, other = hit / of, other_hit / other_of
    (low, high), (other_low, other_high) = wilson(hit, of), wilson(other_hit, other_of)
    gap = rate - other
    below = math.hypot(rate - low, other_high - other)
    above = math.hypot(high - rate, other - other_low)
    return gap, gap - below, gap + above


def shift_p(heavy: BoolArray, present: BoolArray, known: BoolArray) -> FloatArray:
    """Chance that any of several series, shifted together in time against another, meets it as clearly as each one does.

    All keep their own runs of alike neighbours and how they go together, which tests of independent cases do not know of. A meeting
    is as clear as its count lies above what both rates lead to expect, in standard deviations; the clearest of all series at each
    shift is what chance can do (Westfall and Young's largest statistic, with shifts in place of permutations).

    Parameters
    ----------
    heavy : ndarray of bool, shape (n,)
        In order of time; the end is joined to the beginning.
    present, known : ndarray of bool, shape (series, n)
        What is held against it, and where that is known.

    Returns
    -------
    ndarray of float64, shape (series,)
        Share of all ``n`` shifts (none included) whose clearest meeting is at least as clear; never below ``1 / n``.

    References
    ----------
    .. [1] Westfall P.H., Young S.S., Resampling-Based Multiple Testing, Wiley 1993.

    Examples
    --------
    >>> spell = np.array([True, True, False, False, False])
    >>> shift_p(spell, np.array([spell, spell[::-1]]), np.ones((2, 5), dtype=np.bool_)).tolist()  # the second meets at one shift, too
    [0.4, 1.0]
    """
    spectrum = np.fft.rfft(heavy.astype(np.float64)).conj()

    def together(series: BoolArray) -> FloatArray:
        return np.rint(np.fft.irfft(spectrum * np.fft.rfft(series.astype(np.float64), axis=1), n=len(heavy), axis=1))

    count = known.sum(axis=1, keepdims=True)
    rate = (present & known).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    among = together(known)
    variance = among * (1.0 - among / np.maximum(count, 1)) * rate * (1.0 - rate)
    clear = (together(present & known) - among * rate) / np.sqrt(np.where(variance > 0.0, variance, np.inf))
    return np.asarray((clear.max(axis=0) >= clear[:, :1] - ROUNDING).mean(axis=1), dtype=np.float64)


def score_of_chance(chance: float, named_below: float) -> float:
    """Score of a probability by chance: 50 where it is named, 25 more for each tenth of it.

    Examples
    --------
    >>> score_of_chance(0.05, 0.05), score_of_chance(0.005, 0.05)
    (50.0, 75.0)
    """
    return min(max(50.0 + 25.0 * math.log10(named_below / max(chance, 1e-9)), 0.0), 100.0)
