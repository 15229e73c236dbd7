"""How strong the slow waves of a series are once a fit has taken up its part of them."""

from __future__ import annotations

import numpy as np

from legcheck.core import FloatArray

__all__ = ["mean_square_beside"]

DISTINCT = 0.5
"""[-] Cosine between a wave and what the fit cannot have taken up, from which the wave tells of the noise."""


def mean_square_beside(values: FloatArray, design: FloatArray, raised: FloatArray) -> tuple[float, int]:
    """Mean square of a series on its slowest waves, beside what a fit takes up.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Series in time order, even spacing.
    design : ndarray of float64, shape (n, p)
        Columns of the fit, the constant among them.
    raised : ndarray of float64, shape (k,)
        For each wave ``sqrt(2 / n) cos(pi j (i + 1/2) / n)``, j from 1 on: one over the square it is expected to have. [-]

    Returns
    -------
    tuple of (float, int)
        The mean square [unit of the series, squared] and the number of directions it is a mean of.

    Notes
    -----
    With the columns of the design taken out, the projections z on the directions left have the expected squares W, a matrix, and
    their mean square is ``z' W^-1 z / k``. This does not depend on how axes are laid in what is left, unlike a mean over one
    choice of axes, which would differ from one linear-algebra library to the next.

    Examples
    --------
    One wave of length 3 among nine; the constant takes up none of it.

    >>> time = (np.arange(100) + 0.5) / 100
    >>> series = 3.0 * np.cos(2 * np.pi * time) * np.sqrt(2 / 100)
    >>> square, count = mean_square_beside(series, np.ones((100, 1)), np.ones(9))
    >>> round(square, 6), count  # 3^2 / 9
    (1.0, 9)
    """
    from scipy.fft import dct
    from scipy.linalg.lapack import dposv

    beside, waves = np.empty((design.shape[1] + 1, len(values))), slice(1, len(raised) + 1)
    explained = _orthonormal(design)
    beside[1:] = explained.T
    beside[0] = values - explained @ (values @ explained)
    on_waves = dct(beside, norm="ortho")[:, waves]
    white, lost = _whitened(on_waves[0], on_waves[1:].T)
    raised_white = raised * white
    square = float(white @ raised_white)
    if lost.shape[1]:
        # W is a block of a matrix that is diagonal in all waves; its inverse is that of the whole less what is lost.
        toward = raised_white @ lost
        _, share, failed = dposv(lost.T @ (raised[:, None] * lost), toward)
        square -= float(toward @ (np.linalg.lstsq(lost.T @ (raised[:, None] * lost), toward)[0] if failed else share))
    count = len(raised) - lost.shape[1]
    return max(square, 0.0) / count, count


def _orthonormal(design: FloatArray) -> FloatArray:
    """Columns of length one at right angles that span those of the design. LAPACK itself: numpy's way to it takes three times as long."""
    from scipy.linalg.lapack import dgeqrf, dorgqr

    factors, scales, _, _ = dgeqrf(design)
    return np.asarray(dorgqr(factors[:, : len(scales)], scales)[0], dtype=np.float64)


def _whitened(drawn: FloatArray, shared: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Projections on the waves made white again, and the directions among the waves that the fit has taken up.

    ``shared`` holds the cosines between waves (rows) and columns of the fit. It touches no more directions among the waves than
    it has columns; the others stay as they are.
    """
    from scipy.linalg.lapack import dsyev

    taken, turns, _ = dsyev(shared.T @ shared)
    touched = shared @ turns
    left = np.maximum(1.0 - taken, 0.0)
    kept = int(np.count_nonzero(left > DISTINCT**2))  # the first ones, as those taken up most come last
    if len(left) - kept >= len(drawn):
        kept += 1
    factor, root = np.empty(len(left)), np.sqrt(np.maximum(left[:kept], 1e-12))
    factor[:kept] = 1.0 / (root * (1.0 + root))
    factor[kept:] = -1.0 / np.maximum(taken[kept:], DISTINCT**2)
    white = drawn + touched @ (factor * (drawn @ touched))
    return white, touched[:, kept:] / np.sqrt(taken[kept:])
