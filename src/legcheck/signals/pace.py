"""Pace decay: how much slower the end was than the early part, how steadily, and from when on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from legcheck.cleaning.windows import median
from legcheck.core import Activity, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import SPEED_DRIFT_SE, SPEED_MEMORY_S, estimate, pieces, slow_noise
from legcheck.signals.breakpoint import Break, find_break
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.repetitions import Repetitions
from legcheck.signals.run_walk import walks_throughout
from legcheck.signals.speed_error import slow_speed_error
from legcheck.signals.windows import MIN_WINDOW_S, Bins, Windows, bin_means

__all__ = ["PaceDecay", "grade_adjusted_speed", "pace_decay"]

BIN_S = 30.0
"""[s] Bin for fade; about the time speed needs to forget itself."""

SLOPE_BIN_S = 60.0
"""[s] Bin for slope and onset."""

MIN_RUN_S = 2400.0
"""[s] Forty minutes: the reference and late windows then hold eight minutes each."""

REPETITION_SE_FLOOR = 0.015
"""[-] Smallest standard error of a repetition's mean log speed: pacing by feel differs this much."""


SELECTION_WIDENING = 1.3
"""[-] Widens the error of a fade whose window was chosen by the run's own bend rather than beforehand."""

MIN_REPETITIONS_COMPARED = 4
"""[-] Two early and two late ones."""

LIKE_FOR_LIKE = 0.7
"""[-] A repetition is compared when its length is within this factor of the median one: 200 m are not run like 1 km."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceDecay:
    """How pace held up.

    Attributes
    ----------
    fade : Estimate
        ``1 - late / reference`` of grade-adjusted speed; positive is slower. [fraction]
    slope_per_h : Estimate
        Theil-Sen slope of log speed. [1/h] -0.05 is 5 % slower each hour.
    onset_s : Estimate
        Elapsed time from which speed falls. [s] Missing when one straight line describes the run as well.
    abruptness : float
        Weight of a sudden step against a gradual bend at the onset, 0-1; NaN without onset.
    reference_speed_mps, late_speed_mps : float
        Grade-adjusted. [m/s]
    reference, late : Span
        The windows compared. [s]
    basis : str
        ``"whole run"``, ``"running between walks"`` (walking breaks all along are left out) or ``"repetitions"`` (the last two work
        repetitions against the first two).
    """

    fade: Estimate
    slope_per_h: Estimate
    onset_s: Estimate
    abruptness: float
    reference_speed_mps: float
    late_speed_mps: float
    reference: Span
    late: Span
    basis: str

    @property
    def is_between_repetitions(self) -> bool:
        """Whether repetitions were compared and not the early and the late part of the run."""
        return self.basis == "repetitions"


def grade_adjusted_speed(run: Run | Activity) -> FloatArray:
    """Speed on the flat that asks for the same heart rate, second by second.

    Parameters
    ----------
    run : Run or Activity

    Returns
    -------
    ndarray of float64, shape (n,)
        [m/s] Equals the speed where no slope is known; NaN in pauses and gaps.

    Notes
    -----
    Speed times the factor of :func:`legcheck.cleaning.equal_heart_rate_factor`. Energy cost (Minetti et al., 2002)
    gives other factors, 0.60 against 0.88 at -10 %; the two are never mixed.

    Examples
    --------
    >>> from legcheck import synth
    >>> speed = grade_adjusted_speed(synth.run(duration_s=600, speed_mps=3.0, seed=1).activity)
    >>> bool(abs(np.nanmedian(speed) - 3.0) < 0.2)
    True
    """
    return as_run(run)["grade_adjusted_speed_mps"]


def pace_decay(run: Run | Activity, *, layout: Layout | None = None) -> PaceDecay:
    """Fade, slope and onset of slowing, on grade-adjusted speed.

    Parameters
    ----------
    run : Run or Activity
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    PaceDecay
        In an interval session the last two repetitions are compared with the first two.

    Notes
    -----
    Walking counts as slowing, standing does not; where walking breaks run through the whole run, about as many late as early, running is held
    against running. ``fade = 1 - exp(mean ln v_late - mean ln v_reference)`` over 30-s
    bins with windows fixed beforehand (:func:`legcheck.signals.windows.analysis_windows`); when the run bends inside the
    late window the part after the bend is taken if it speaks more clearly, with a wider error. The interval joins the slow
    waves of the bins (:func:`legcheck.signals.bootstrap.slow_noise`; a level and a trend in each part count as pace, not as noise)
    with slow errors of satellite speed (:func:`legcheck.signals.speed_error.slow_speed_error`). The onset is that of the fall, sudden or
    gradual, that describes the run better than one straight line (:func:`legcheck.signals.breakpoint.find_break`).

    References
    ----------
    .. [1] Del Coso J. et al., Running pace decrease during a marathon is positively related to blood markers of
       muscle damage. PLoS ONE, 2013. doi:10.1371/journal.pone.0057602 (more than 15 % slower: the damaged group)

    Examples
    --------
    >>> from legcheck import synth
    >>> decay = pace_decay(synth.run(duration_s=4200, fade_after_s=2400, fade_fraction=0.15, seed=3).activity)
    >>> bool(decay.fade.low > 0.03)
    True
    """
    run = as_run(run)
    layout = layout_of(run) if layout is None else layout
    windows = layout.windows
    if layout.repetitions is not None:
        return _between_repetitions(windows, layout.repetitions)
    if windows.recorded_s < MIN_RUN_S:
        reason = f"{windows.recorded_s / 60:.0f} min of moving; needs {MIN_RUN_S / 60:.0f}"
        return _missing(windows, reason)
    seconds, basis = _seconds(run, windows)
    bins = _speed_bins(run, seconds, windows, BIN_S)
    reference, late = bins.within(windows.reference), bins.within(windows.late)
    if min(reference.sum(), late.sum()) * BIN_S < MIN_WINDOW_S * 0.5:
        return _missing(windows, "too little speed data in the early or the late window")
    coarse = _speed_bins(run, seconds, windows, _coarse_width(windows))
    found = find_break(coarse.time_s, np.log(coarse["speed"]), width_s=coarse.width_s)
    return _whole_run(bins, coarse, found, windows, basis)


def _seconds(run: Run, windows: Windows) -> tuple[BoolArray, str]:
    """Seconds whose speed is compared, and what they are called."""
    if walks_throughout(run, windows):
        return run.running, "running between walks"
    return run.running | run.masks["walking"], "whole run"


def _whole_run(bins: Bins, coarse: Bins, found: Break, windows: Windows, basis: str) -> PaceDecay:
    log_speed = np.log(bins["speed"])
    late, fade = windows.late, _fade(bins, log_speed, windows.reference, windows.late)
    after = Span(min(found.onset_s.value, late.end_s), late.end_s) if found.onset_s.is_usable else late
    if after.start_s > late.start_s and bins.within(after).sum() * BIN_S >= MIN_WINDOW_S:
        # A bend inside the late window: the run fell apart later than the window starts.
        steeper = _fade(bins, log_speed, windows.reference, after, widen=SELECTION_WIDENING)
        if steeper.value / steeper.standard_error > fade.value / fade.standard_error:
            late, fade = after, steeper
    early_mean, late_mean = (float(log_speed[bins.within(span)].mean()) for span in (windows.reference, late))
    return PaceDecay(
        fade=fade,
        slope_per_h=_slope(coarse),
        onset_s=found.onset_s,
        abruptness=found.abruptness,
        reference_speed_mps=float(np.exp(early_mean)),
        late_speed_mps=float(np.exp(late_mean)),
        reference=windows.reference,
        late=late,
        basis=basis,
    )


def _speed_bins(run: Run, seconds: BoolArray, windows: Windows, width_s: float) -> Bins:
    bins = bin_means({"speed": run["grade_adjusted_speed_mps"]}, seconds, width_s=width_s, span=windows.analysed)
    return Bins(
        time_s=bins.time_s, means={"speed": np.maximum(bins["speed"], 0.3)}, width_s=bins.width_s
    )  # log of a crawl stays finite


def _coarse_width(windows: Windows) -> float:
    return max(SLOPE_BIN_S, round(windows.analysed.duration_s / 120 / 30) * 30.0)


def _fade(bins: Bins, log_speed: FloatArray, before: Span, after: Span, *, widen: float = 1.0) -> Estimate:
    reference, late = bins.within(before), bins.within(after)
    noise = slow_noise(
        log_speed, pieces(bins.time_s, (reference, ~reference & ~late, late)), width_s=bins.width_s, memory_s=SPEED_MEMORY_S
    )
    ratio = float(np.exp(log_speed[late].mean() - log_speed[reference].mean()))
    weights = late / late.sum() - reference / reference.sum()
    return estimate(
        1.0 - ratio,
        widen * ratio * noise.error_of(weights),
        unit="fraction",
        used_s=float((reference.sum() + late.sum()) * bins.width_s),
        freedom=noise.freedom,
        known_error=widen * ratio * slow_speed_error(bins, weights),
    )


def _slope(bins: Bins) -> Estimate:
    if len(bins) < 10:
        return Estimate.missing("1/h", "fewer than ten minutes of bins")
    hours, log_speed = bins.time_s / 3600.0, np.log(bins["speed"])
    centred = hours - hours.mean()
    noise = slow_noise(
        log_speed, np.column_stack([np.ones_like(hours), centred]), width_s=bins.width_s, memory_s=SPEED_MEMORY_S
    )
    weights = centred / (centred @ centred)
    return estimate(
        _theil_sen(hours, log_speed),
        noise.error_of(weights),
        unit="1/h",
        used_s=len(bins) * bins.width_s,
        freedom=noise.freedom,
        known_error=slow_speed_error(bins, weights),
    )


def _theil_sen(x: FloatArray, y: FloatArray) -> float:
    count = len(x)
    later = np.arange(count) > np.arange(count)[:, None]
    return median((y - y[:, None])[later] / (x - x[:, None])[later])


def _between_repetitions(windows: Windows, repetitions: Repetitions) -> PaceDecay:
    lengths = np.array([span.duration_s for span in repetitions.spans])
    usual = median(lengths)
    alike = np.flatnonzero((lengths >= LIKE_FOR_LIKE * usual) & (lengths <= usual / LIKE_FOR_LIKE))
    if len(alike) < MIN_REPETITIONS_COMPARED:
        return _missing(windows, "an interval session with fewer than four repetitions of one length")
    spans = [repetitions.spans[index] for index in alike]
    early, late = spans[:2], spans[-2:]
    speeds = np.log(repetitions.speed_mps[alike])
    ratio = float(np.exp(speeds[-2:].mean() - speeds[:2].mean()))
    spread = max(float(np.std(np.diff(speeds), ddof=1)) / np.sqrt(2) if len(speeds) > 3 else 0.0, REPETITION_SE_FLOOR)
    used = sum(span.duration_s for span in (*early, *late))
    return PaceDecay(
        fade=estimate(1.0 - ratio, ratio * float(np.hypot(spread, SPEED_DRIFT_SE)), unit="fraction", used_s=used),
        slope_per_h=Estimate.missing("1/h", "an interval session has no one pace"),
        onset_s=Estimate.missing("s", "an interval session has no one pace"),
        abruptness=float("nan"),
        reference_speed_mps=float(np.exp(speeds[:2].mean())),
        late_speed_mps=float(np.exp(speeds[-2:].mean())),
        reference=Span(early[0].start_s, early[-1].end_s),
        late=Span(late[0].start_s, late[-1].end_s),
        basis="repetitions",
    )


def _missing(windows: Windows, reason: str) -> PaceDecay:
    return PaceDecay(
        fade=Estimate.missing("fraction", reason),
        slope_per_h=Estimate.missing("1/h", reason),
        onset_s=Estimate.missing("s", reason),
        abruptness=float("nan"),
        reference_speed_mps=float("nan"),
        late_speed_mps=float("nan"),
        reference=windows.reference,
        late=windows.late,
        basis="whole run",
    )
