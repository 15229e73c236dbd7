"""The cardiac relief ratio: when pace fell, did the heart get the relief that the slowing should have given it?"""

from __future__ import annotations

import math

import numpy as np

from legcheck.core import Activity, BoolArray, Estimate, FloatArray, Run, Span
from legcheck.signals._inputs import as_run
from legcheck.signals.bootstrap import HEART_MEMORY_S, SlowNoise, pieces, slow_noise
from legcheck.signals.heart_rate import RESTING_HR_BPM, lagged
from legcheck.signals.layout import Layout, layout_of
from legcheck.signals.pace import PaceDecay, pace_decay
from legcheck.signals.windows import MIN_WINDOW_S, Bins, bin_means

__all__ = ["cardiac_relief"]

BIN_S = 30.0
"""[s] Bin length."""

LAG_S = 40.0
"""[s] Time constant of the heart's answer to speed."""

MIN_FADE = 0.05
"""[fraction] Below this slowing the ratio divides noise by noise."""

DRIFT_PRIOR_BPM_PER_H = 6.0
"""[bpm/h] Drift allowed for when the run itself cannot tell; the median of 82 steady runs was 8.4, of which part is
speed and slope."""

DRIFT_PRIOR_SD_BPM_PER_H = 5.0
"""[bpm/h] Spread of that allowance between runs, as used here; the 82 runs spread more widely (10-90 %: -2 to 32), which the cap below keeps out."""

DRIFT_CAP_BPM_PER_H = 12.0
"""[bpm/h] More is no allowance any more but the thing to be explained."""

ALLOWANCE_MAX_H = 1.5
"""[h] Drift flattens: the allowance stops growing after this time."""

BEFORE_ONSET_S = 1200.0
"""[s] Stretch before the onset that "before" means."""

SETTLE_S = 120.0
"""[s] Three time constants of the heart: what follows an onset at once still belongs to the pace before it."""

RESTING_SD_BPM = 8.0
"""[bpm] Uncertainty of the resting heart rate when it is not known."""

SPEED_RATIO_SE = 0.014
"""[-] Slow error of GPS speed in the ratio of two windows, each of them off by 1 % on its own: recorded distance of segments of races is
off by 0.6-1.9 % in the median. Nothing else in the ratio shows it, as the heart follows the true speed."""

HEART_HAD_ROOM = 0.7
"""[ratio] Cardiac relief from which the heart counts as relieved; in simulated leg-limited fades of 8 % it lay above this in 95 of 100."""

DRAWS = 2000
"""[-] Draws for the interval."""


def cardiac_relief(run: Run | Activity, decay: PaceDecay | None = None, *, layout: Layout | None = None) -> Estimate:
    """How much of the relief that slowing should bring did the heart get.

    Parameters
    ----------
    run : Run or Activity
    decay : PaceDecay, optional
        Computed when not given.
    layout : Layout, optional
        Found when not given.

    Returns
    -------
    Estimate
        About 1: heart rate fell as far as the slowing lets one expect, the heart was not the limit. About 0: it stayed
        where it was although the runner was slower. Below 0: it rose while the runner slowed. [ratio]

    Notes
    -----
    ``(HR_ref + allowance - HR_late) / (HR_ref - HR_expected)`` with ``HR_expected = rest + (HR_ref - rest) v_late / v_ref``.
    Where speed bends clearly the 20 min before the bend are compared with what follows it, else the windows of
    :class:`~legcheck.signals.PaceDecay`. The allowance is ordinary drift between the windows: its rate is fitted in the reference window and leans on 6 bpm/h,
    capped at 0-12, over at most 1.5 h. Without it an ordinary drift hides a heart that had room. Only
    defined for a fade of 5 % or more. The interval is that of 2,000 draws of the noise between the windows, the allowance,
    the resting heart rate where it is a guess, and the slow error of GPS speed.

    Examples
    --------
    >>> from legcheck import synth
    >>> legs = synth.run(duration_s=4500, fade_after_s=2400, fade_fraction=0.18, relief=1.0, seed=5).activity
    >>> bool(cardiac_relief(legs).value > 0.6)
    True
    """
    run = as_run(run)
    layout = layout_of(run) if layout is None else layout
    decay = pace_decay(run, layout=layout) if decay is None else decay
    if not run.has("heart_rate_bpm"):
        return Estimate.missing("ratio", "no heart rate recorded")
    if not decay.fade.is_usable:
        return Estimate.missing("ratio", decay.fade.reason)
    if decay.is_between_repetitions:
        return Estimate.missing("ratio", "an interval session: heart rate follows the repetitions")
    if decay.fade.value < MIN_FADE:
        return Estimate.missing("ratio", f"slowed by {100 * decay.fade.value:.0f} %; needs {100 * MIN_FADE:.0f} %")
    usable = run.masks["heart_rate_usable"] & (run.masks["running"] | run.masks["walking"])
    series = {"heart_rate": run["heart_rate_bpm"], "speed": lagged(run["grade_adjusted_speed_mps"], LAG_S)}
    bins = bin_means(series, usable, width_s=BIN_S, span=layout.windows.analysed)
    reference, late = _windows(bins, decay)
    if min(reference.sum(), late.sum()) < 8:
        return Estimate.missing("ratio", "too little usable heart rate early or late in the run")
    return _ratio(run, bins, reference, late)


def _windows(bins: Bins, decay: PaceDecay) -> tuple[BoolArray, BoolArray]:
    """Before and after: around the onset where there is a clear one, else the fixed windows."""
    late, onset = bins.within(decay.late), decay.onset_s
    if onset.is_usable:
        before = bins.within(Span(max(onset.value - BEFORE_ONSET_S, decay.reference.start_s), onset.value))
        after = late & (bins.time_s >= onset.value + SETTLE_S)
        enough = min(before.sum(), after.sum()) * BIN_S >= MIN_WINDOW_S
        if enough and bins["speed"][after].mean() <= (1.0 - MIN_FADE) * bins["speed"][before].mean():
            return before, after
    return bins.within(decay.reference), late


def _ratio(run: Run, bins: Bins, reference: BoolArray, late: BoolArray) -> Estimate:
    heart_rate, speed, hours = bins["heart_rate"], bins["speed"], bins.time_s / 3600.0
    rest = run.athlete.resting_hr_bpm or RESTING_HR_BPM
    early_hr, late_hr = float(heart_rate[reference].mean()), float(heart_rate[late].mean())
    kept = float(speed[late].mean() / speed[reference].mean())
    beyond = heart_rate - max(early_hr - rest, 20.0) * speed / float(speed[reference].mean())
    noise = slow_noise(
        beyond, pieces(bins.time_s, (reference, ~reference & ~late, late)), width_s=BIN_S, memory_s=HEART_MEMORY_S
    )
    rate, rate_error = _allowance(beyond[reference], hours[reference], noise)
    apart_h = min(float(hours[late].mean() - hours[reference].mean()), ALLOWANCE_MAX_H)
    # The first draw is the estimate itself.
    draw = np.random.default_rng(len(heart_rate)).standard_normal((4, DRAWS))
    draw[:, 0] = 0.0
    rests = rest + (0.0 if run.athlete.resting_hr_bpm else RESTING_SD_BPM) * draw[0]
    rates = np.clip(rate + rate_error * draw[1], 0.0, DRIFT_CAP_BPM_PER_H)
    fall = early_hr - late_hr + noise.reach_ratio * noise.error_of(late / late.sum() - reference / reference.sum()) * draw[2]
    lost = 1.0 - kept * np.exp(SPEED_RATIO_SE * draw[3])
    relief = (fall + rates * apart_h) / np.maximum((early_hr - rests) * lost, 1.0)
    return _drawn(relief, used_s=float((reference.sum() + late.sum()) * BIN_S))


def _drawn(relief: FloatArray, *, used_s: float) -> Estimate:
    value, drawn = float(relief[0]), np.sort(relief[1:])
    last, centred = len(drawn) - 1, drawn - drawn.mean()
    low, high = np.interp((0.025 * last, 0.975 * last), np.arange(len(drawn)), drawn).tolist()
    spread = math.sqrt(float(centred @ centred) / len(drawn))
    return Estimate(value=value, low=low, high=high, unit="ratio", standard_error=spread, used_s=used_s)


def _allowance(beyond: FloatArray, hours: FloatArray, noise: SlowNoise) -> tuple[float, float]:
    """Ordinary drift [bpm/h] and its standard error: the reference window's own slope, leaning on the prior."""
    centred = hours - hours.mean()
    weights = centred / max(float(centred @ centred), 1e-9)
    own, prior = 1.0 / max(noise.error_of(weights), 1.0) ** 2, 1.0 / DRIFT_PRIOR_SD_BPM_PER_H**2
    rate = (own * float(weights @ beyond) + prior * DRIFT_PRIOR_BPM_PER_H) / (own + prior)
    return float(np.clip(rate, 0.0, DRIFT_CAP_BPM_PER_H)), float(np.sqrt(1.0 / (own + prior)))
