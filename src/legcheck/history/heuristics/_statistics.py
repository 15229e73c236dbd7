"""Rates and differences of rates with honest intervals, for the heuristics of this package."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from legcheck.core import BoolArray

__all__ = [
    "Z_95",
    "beta_interval",
    "beta_tail",
    "difference_of_rates",
    "fisher_p",
    "holm",
    "score_of_chance",
    "shift_p",
    "wilson",
]

Z_95 = 1.959964
"""[SD] Two-sided 95 % of the normal distribution."""


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


def fisher_p(hit: int, of: int, other_hit: int, other_of: int) -> float:
    """Two-sided exact probability that two groups of equal rates differ as much (Fisher's test).

    Examples
    --------
    >>> round(fisher_p(3, 4, 1, 4), 3)  # 2 (16 + 1) / 70
    0.486
    """
    hits, total = hit + other_hit, of + other_of
    counts = np.arange(max(0, hits - other_of), min(of, hits) + 1)
    logs = np.array([_log_choose(of, k) + _log_choose(other_of, hits - k) for k in counts.tolist()]) - _log_choose(total, hits)
    chances = np.exp(logs)
    return float(min(chances[chances <= chances[hit - counts[0]] * (1.0 + 1e-9)].sum(), 1.0))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def shift_p(heavy: BoolArray, exposed: BoolArray) -> float:
    """Chance that two series shifted against each other in time coincide as often as they do.

    Both keep their own runs of alike neighbours, which an exact test of independent cases does not know of.

    Parameters
    ----------
    heavy, exposed : ndarray of bool, shape (n,)
        In order of time; the end is joined to the beginning.

    Returns
    -------
    float
        Share of all ``n`` shifts (none included) that coincide at least as often.

    Examples
    --------
    >>> shift_p(np.array([True, True, False, False, False]), np.array([True, True, False, False, False]))
    0.2
    """
    spectrum = np.fft.rfft(heavy.astype(np.float64)).conj() * np.fft.rfft(exposed.astype(np.float64))
    together = np.rint(np.fft.irfft(spectrum, n=len(heavy)))
    return float(np.mean(together >= together[0]))


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """Probabilities corrected for having looked several times.

    References
    ----------
    .. [1] Holm S., Scand J Stat 1979;6:65-70.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    corrected, worst = [0.0] * len(chances), 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=lambda index: chances[index])):
        worst = max(worst, min((len(chances) - rank) * chances[place], 1.0))
        corrected[place] = worst
    return tuple(corrected)


def score_of_chance(chance: float, named_below: float) -> float:
    """Score of a probability by chance: 50 where it is named, 25 more for each tenth of it.

    Examples
    --------
    >>> score_of_chance(0.05, 0.05), score_of_chance(0.005, 0.05)
    (50.0, 75.0)
    """
    return min(max(50.0 + 25.0 * math.log10(named_below / max(chance, 1e-9)), 0.0), 100.0)
