"""What pictures of a run are drawn from: few points per channel, breaks kept, spans worth shading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from legcheck.core import BoolArray, FloatArray, Span
from legcheck.report.order import telling_rank
from legcheck.report.quantities import METRES_PER_KILOMETRE, span

if TYPE_CHECKING:
    from legcheck.report.model import Report

__all__ = ["Panel", "Shade", "described", "panels", "shades", "thinned"]

SLOWEST_DRAWN_SPEED_MPS = 0.8
"""[m/s] Slower than this (21 min/km) is standing or shuffling and would flatten the pace axis."""

WHOLE_RUN = 0.9
"""[share of the run] A finding that covers more than this is about the run, not about a stretch: not shaded."""

SLOWEST_SHOWN = 1.4
"""[-] Slowest pace on the axis as a multiple of the median: walking breaks are cut off, running fills the picture."""

MOST_SHADES = 3
"""Findings whose stretches are shaded."""

SHADE_COLORS = ("#c77d1e", "#8b6fc4", "#2f8f9d")
"""Of the findings in the order they are told: amber, violet, teal; three to one and more against light and dark grounds."""

SHADE_OPACITY = 0.15
"""Of a shaded stretch: seen, and curves and names on it are still read."""

UNUSED_COLOR = "#7d838d"
"""Grey, for altitude and for curves that stand back: a heart rate that is not used, what is usual. As all colours of curves, at least
three to one against light and dark grounds, shaded or not."""

OTHER_CADENCE = frozenset({"trail", "treadmill"})
"""Surfaces on which speed does not set cadence as it does on the road: nothing usual to hold it against."""

EDGE_SHARE = 0.02
"""[share of samples] Left outside each end of an axis, so that one spike does not flatten a curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One curve over time, with an optional curve to hold it against.

    Attributes
    ----------
    name : str
        ``pace``, ``heart_rate``, ``cadence`` or ``altitude``.
    title, unit : str
        As printed.
    color : str
        Mid-tone, readable on light and dark grounds.
    time_s : ndarray of float64, shape (n,)
        Elapsed time. [s]
    values : ndarray of float64, shape (n,)
        NaN where nothing was recorded: the curve breaks there. [unit; pace in s/km]
    beside : ndarray of float64, shape (n,), or None
        What the curve is held against: pace on the flat, expected cadence. [unit]
    beside_title : str
        What that is.
    """

    name: str
    title: str
    unit: str
    color: str
    time_s: FloatArray
    values: FloatArray
    beside: FloatArray | None = None
    beside_title: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """Lower and upper end of the axis. [unit]"""
        low, high = _quantiles(self.values)
        if self.beside is not None and np.isfinite(self.beside).any():
            other = _quantiles(self.beside)
            low, high = min(low, other[0]), max(high, other[1])
        if self.name == "pace":
            high = min(high, SLOWEST_SHOWN * float(np.nanmedian(self.values)))
        room = max(0.08 * (high - low), 0.01 * abs(high), 0.5)
        return low - room, high + room


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A stretch to shade, the findings it belongs to, and the colour of the first of them."""

    span: Span
    titles: tuple[str, ...]
    color: str

    @property
    def title(self) -> str:
        """All of them in one line."""
        return ", ".join(self.titles)


def thinned(values: FloatArray, most: int) -> FloatArray:
    """Means of at most ``most`` equal bins; NaN where a bin holds nothing.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Any channel.
    most : int
        Largest number of points.

    Returns
    -------
    ndarray of float64, shape (min(n, most),)

    Examples
    --------
    >>> thinned(np.array([1.0, 3.0, np.nan, 5.0]), 2).tolist()
    [2.0, 5.0]
    """
    if values.size <= most:
        return values
    starts = np.linspace(0, values.size, most, endpoint=False).astype(np.int64)
    known = np.isfinite(values)
    total = np.add.reduceat(np.where(known, values, 0.0), starts)
    count = np.add.reduceat(known.astype(np.float64), starts)
    means: FloatArray = np.divide(total, count, out=np.full(most, np.nan), where=count > 0)
    return means


def panels(report: Report, most: int) -> tuple[Panel, ...]:
    """The curves that were recorded, at most ``most`` points each: pace, heart rate, cadence, altitude."""
    drawn = (_pace(report, most), _heart_rate(report, most), _cadence(report, most), _altitude(report, most))
    return tuple(panel for panel in drawn if panel is not None and np.isfinite(panel.values).any())


def shades(report: Report) -> tuple[Shade, ...]:
    """Stretches of the first findings that are told and are shorter than the run."""
    whole_s = WHOLE_RUN * max(len(report.run), 1)
    local = [item for item in report.findings if item.is_found and 0 < sum(part.duration_s for part in item.spans) < whole_s]
    drawn = sorted(local, key=lambda item: telling_rank(item.id))[:MOST_SHADES]
    titles: dict[Span, list[str]] = {}
    colors: dict[Span, str] = {}
    for item, color in zip(drawn, SHADE_COLORS, strict=False):
        for part in item.spans:
            titles.setdefault(part, []).append(item.title)
            colors.setdefault(part, color)
    return tuple(Shade(span=part, titles=tuple(named), color=colors[part]) for part, named in titles.items())


def described(report: Report, drawn: tuple[Panel, ...]) -> str:
    """What a picture shows, for those who hear it: the curves and the shaded stretches."""
    *others, last = [panel.title if place == 0 else panel.title.lower() for place, panel in enumerate(drawn)]
    curves = f"{', '.join(others)} and {last}" if others else last
    stretches = (f"{shade.title.lower()} {span(shade.span.start_s, shade.span.end_s)}" for shade in shades(report))
    return "; ".join((f"{curves} over time", *stretches))


def _pace(report: Report, most: int) -> Panel | None:
    run = report.run
    if not run.has("speed_mps"):
        return None
    flat = _channel(report, "grade_adjusted_speed_mps")
    sloped = flat is not None and bool(np.nanmax(np.abs(np.where(np.isfinite(run["grade_pct"]), run["grade_pct"], 0.0))) > 0)
    return Panel(
        name="pace",
        title="Pace",
        unit="min/km",
        color="#3b82c4",
        time_s=thinned(run.elapsed_s, most),
        values=_pace_s(thinned(run["speed_mps"], most)),
        beside=_pace_s(thinned(flat, most)) if flat is not None and sloped else None,
        beside_title="on the flat",
    )


def _heart_rate(report: Report, most: int) -> Panel | None:
    run = report.run
    if not run.has("heart_rate_bpm"):
        return None
    heart_rate: FloatArray = run["heart_rate_bpm"]
    trusted: BoolArray = run.masks["heart_rate_usable"]
    is_mixed = bool(trusted.any()) and bool((np.isfinite(heart_rate) & ~trusted).any())
    return Panel(
        name="heart_rate",
        title="Heart rate",
        unit="bpm",
        color="#d1495b",
        time_s=thinned(run.elapsed_s, most),
        values=thinned(heart_rate, most),
        beside=thinned(np.where(trusted, heart_rate, np.nan), most) if is_mixed else None,
        beside_title="used",
    )


def _cadence(report: Report, most: int) -> Panel | None:
    run = report.run
    if not run.has("cadence_spm"):
        return None
    running = np.where(run.masks["running"], run["cadence_spm"], np.nan)
    expected = None if run.surface in OTHER_CADENCE else _channel(report, "expected_cadence_spm")
    return Panel(
        name="cadence",
        title="Cadence",
        unit="steps/min",
        color="#258f65",
        time_s=thinned(run.elapsed_s, most),
        values=thinned(running, most),
        beside=None if expected is None else thinned(np.where(run.masks["running"], expected, np.nan), most),
        beside_title="usual",
    )


def _altitude(report: Report, most: int) -> Panel | None:
    run = report.run
    if not run.has("altitude_m"):
        return None
    altitude = thinned(run["altitude_m"], most)
    return Panel(
        name="altitude", title="Altitude", unit="m", color=UNUSED_COLOR, time_s=thinned(run.elapsed_s, most), values=altitude
    )


def _channel(report: Report, name: str) -> FloatArray | None:
    for columns in (report.derived, report.run.channels):
        if name in columns and np.isfinite(columns[name]).any():
            return columns[name]
    return None


def _pace_s(speed_mps: FloatArray) -> FloatArray:
    """Seconds a kilometre; NaN where there is no pace to speak of."""
    moving = np.isfinite(speed_mps) & (speed_mps >= SLOWEST_DRAWN_SPEED_MPS)
    pace_s: FloatArray = np.divide(METRES_PER_KILOMETRE, speed_mps, out=np.full(speed_mps.shape, np.nan), where=moving)
    return pace_s


def _quantiles(values: FloatArray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0, 1.0
    low, high = np.quantile(known, [EDGE_SHARE, 1 - EDGE_SHARE])
    return float(low), float(high)
