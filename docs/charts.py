"""Small charts as SVG, drawn by hand: curves, dots and bars over axes with few ticks. They take the colour of the page around."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import Any

import numpy as np

WIDTH, HEIGHT = 680, 210
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 14, 40
"""[px] The picture, and the room for labels around the plot."""

COLORS = ("#2a7f8e", "#d1495b", "#8d6a9f", "#7b828c")
"""Read on light and dark grounds."""

SHADE = "#e09f3e"
MOST_POINTS = 500
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Series:
    """One thing to draw: ``kind`` is line, dots, bars or level (a horizontal line at y[0])."""

    x: Any
    y: Any
    name: str = ""
    kind: str = "line"
    color: int = 0
    dashed: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Chart:
    """Series over one pair of axes, with stretches of x shaded."""

    series: tuple[Series, ...]
    x_label: str
    y_label: str
    shades: tuple[tuple[float, float], ...] = ()
    bottom: float | None = None

    def svg(self, title: str) -> str:
        """The chart as an ``<svg>`` element on one line."""
        axes = Axes.around(self)
        opening = (
            f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" '
            'xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="11" fill="currentColor">'
        )
        parts = [opening]
        parts += [axes.shade(*stretch) for stretch in self.shades]
        parts += [axes.ticks(), axes.labels(self)]
        parts += [getattr(axes, each.kind)(each) for each in self.series]
        parts.append(legend([each for each in self.series if each.name]))
        return "".join([*parts, "</svg>"])


@dataclasses.dataclass(frozen=True)
class Axes:
    """Limits of the plot."""

    x_low: float
    x_high: float
    y_low: float
    y_high: float

    @classmethod
    def around(cls, chart: Chart) -> Axes:
        """Limits that hold every series, with some room."""
        xs = np.concatenate([np.ravel(each.x) for each in chart.series if each.kind != "level"]).astype(float)
        ys = np.concatenate([np.ravel(each.y) for each in chart.series]).astype(float)
        bars = 0.5 if any(each.kind == "bars" for each in chart.series) else 0.0
        low, high = np.nanmin(ys), np.nanmax(ys)
        low = low if chart.bottom is None else chart.bottom
        room = 0.08 * ((high - low) or 1.0)
        bottom = low if chart.bottom is not None else low - room
        return cls(float(np.nanmin(xs)) - bars, float(np.nanmax(xs)) + bars, float(bottom), float(high + room))

    def x(self, values: Any) -> np.ndarray:
        """Across. [px]"""
        return LEFT + (WIDTH - LEFT - RIGHT) * (np.asarray(values, dtype=float) - self.x_low) / (self.x_high - self.x_low)

    def y(self, values: Any) -> np.ndarray:
        """Down. [px]"""
        share = (np.clip(np.asarray(values, dtype=float), self.y_low, self.y_high) - self.y_low) / (self.y_high - self.y_low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    def shade(self, start: float, end: float) -> str:
        """A shaded stretch."""
        left, right = self.x([start, end])
        size = f'width="{right - left:.1f}" height="{HEIGHT - TOP - BOTTOM}"'
        return f'<rect x="{left:.1f}" y="{TOP}" {size} fill="{SHADE}" fill-opacity="0.18"/>'

    def ticks(self) -> str:
        """Grid lines and their numbers."""
        parts = []
        for value in round_values(self.y_low, self.y_high):
            y = float(self.y(value))
            parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity="0.15"/>')
            parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" opacity="0.75">{value:g}</text>')
        for value in round_values(self.x_low, self.x_high):
            x = float(self.x(value))
            parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 15}" text-anchor="middle" opacity="0.75">{value:g}</text>')
        return "".join(parts)

    def labels(self, chart: Chart) -> str:
        """What the axes are."""
        middle = (TOP + HEIGHT - BOTTOM) / 2
        return (
            f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(chart.x_label)}</text>'
            f'<text x="12" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 12 {middle:.0f})">{escape(chart.y_label)}</text>'
        )

    def line(self, series: Series) -> str:
        """A curve, broken where values are missing."""
        x, y = (np.asarray(values, dtype=float) for values in (series.x, series.y))
        step = max(-(-len(x) // MOST_POINTS), 1)
        x, y = x[::step], y[::step]
        known = np.isfinite(y)
        starts = known & ~np.concatenate([[False], known[:-1]])
        places = zip(self.x(x[known]), self.y(y[known]), starts[known], strict=True)
        path = "".join(f"{'M' if start else 'L'}{px:.1f} {py:.1f}" for px, py, start in places)
        dash = ' stroke-dasharray="5 3"' if series.dashed else ""
        return f'<path d="{path}" fill="none" stroke="{COLORS[series.color]}" stroke-width="1.6"{dash}/>'

    def dots(self, series: Series) -> str:
        """Points."""
        x, y = np.asarray(series.x, dtype=float), np.asarray(series.y, dtype=float)
        known = np.isfinite(x) & np.isfinite(y)
        places = zip(self.x(x[known]), self.y(y[known]), strict=True)
        color = COLORS[series.color]
        return "".join(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.6" fill="{color}" fill-opacity="0.65"/>' for px, py in places)

    def bars(self, series: Series) -> str:
        """Bars one unit of x apart."""
        width = 0.7 * (WIDTH - LEFT - RIGHT) / (self.x_high - self.x_low)
        floor = float(self.y(self.y_low))
        return "".join(
            f'<rect x="{px - width / 2:.1f}" y="{py:.1f}" width="{width:.1f}" height="{max(floor - py, 0):.1f}" '
            f'fill="{COLORS[series.color]}" fill-opacity="0.8"/>'
            for px, py in zip(self.x(series.x), self.y(series.y), strict=True)
        )

    def level(self, series: Series) -> str:
        """A horizontal line."""
        y = float(self.y(np.ravel(series.y)[0]))
        return f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{COLORS[series.color]}" stroke-dasharray="5 3"/>'


def legend(named: list[Series]) -> str:
    """Names in the colours of their series, along the bottom."""
    x, parts = float(LEFT), []
    for each in named:
        parts.append(
            f'<text x="{x:.0f}" y="{HEIGHT - 8}" fill="{COLORS[each.color]}" font-weight="600">{escape(each.name)}</text>'
        )
        x += 18.0 + 6.2 * len(each.name)
    return "".join(parts)


def round_values(low: float, high: float) -> np.ndarray:
    """Three to six round numbers between two limits."""
    raw = (high - low) / 5.0
    size = 10.0 ** np.floor(np.log10(raw))
    step = size * next(each for each in STEPS if each * size >= raw)
    return np.round(np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step, 10)
