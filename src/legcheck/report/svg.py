"""A small picture of a run as inline SVG: pace, heart rate and cadence over time, spans shaded, nothing fetched."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np

from legcheck.core import FloatArray
from legcheck.report.series import SHADE_OPACITY, UNUSED_COLOR, Panel, Shade, described, panels, shades
from legcheck.report.wording import duration

if TYPE_CHECKING:
    from legcheck.report.model import Report

__all__ = ["picture"]

MOST_POINTS = 400
"""[points] Drawn for each curve: more than a small picture can show."""

WIDTH, PANEL_HEIGHT, PANEL_GAP = 720, 84, 18
"""[px] Of the picture, a panel, and the room above it for its title."""

LABEL_HEIGHT = 12
"""[px] Of the name of a stretch, at its top."""

LEFT, RIGHT, BOTTOM = 44, 8, 20
"""[px] Room for the labels."""

SWATCH = "━"
"""A piece of a curve before its title, so that the title itself can have the colour of text."""

_DRAWN = ("pace", "heart_rate", "cadence")
_TIME_STEPS_S = (60, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)
_MOST_TIME_TICKS = 9


def picture(report: Report) -> str:
    """The picture as an ``<svg>`` element; empty when there is nothing to draw.

    Every text in it is escaped, labels take the colour of the page around.
    """
    drawn = [panel for panel in panels(report, MOST_POINTS) if panel.name in _DRAWN]
    end_s = float(report.run.elapsed_s[-1]) if len(report.run) else 0.0
    if not drawn or end_s <= 0:
        return ""
    height = len(drawn) * (PANEL_HEIGHT + PANEL_GAP) + BOTTOM
    opening = (
        f'<svg class="legcheck-picture" role="img" aria-label="{escape(described(report, tuple(drawn)))}" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" xmlns="http://www.w3.org/2000/svg" '
        f'font-family="system-ui, sans-serif" font-size="11" fill="currentColor">'
    )
    tops = [PANEL_GAP + row * (PANEL_HEIGHT + PANEL_GAP) for row in range(len(drawn))]
    parts = [opening, *(_shade(shade, place, end_s, height - BOTTOM) for place, shade in enumerate(shades(report)))]
    parts += [_panel(panel, top, end_s) for panel, top in zip(drawn, tops, strict=True)]
    parts.append(_time_axis(end_s, height))
    return "".join([*parts, "</svg>"])


def _x(time_s: FloatArray, end_s: float) -> FloatArray:
    return LEFT + (WIDTH - LEFT - RIGHT) * time_s / end_s


def _shade(shade: Shade, place: int, end_s: float, height: int) -> str:
    left, right = _x(np.array([shade.span.start_s, min(shade.span.end_s, end_s)]), end_s)
    late = left > (LEFT + WIDTH - RIGHT) / 2
    x, anchor = (right - 3, "end") if late else (left + 3, "start")
    return (
        f'<rect x="{left:.1f}" y="{PANEL_GAP}" width="{max(right - left, 1):.1f}" height="{height - PANEL_GAP}" '
        f'fill="{shade.color}" fill-opacity="{SHADE_OPACITY}"><title>{escape(shade.title)}</title></rect>'
        f'<text x="{x:.1f}" y="{PANEL_GAP + LABEL_HEIGHT * (place + 1)}" text-anchor="{anchor}" opacity="0.85">{escape(shade.title)}</text>'
    )


def _panel(panel: Panel, top: float, end_s: float) -> str:
    low, high = panel.limits
    upside_down = panel.name == "pace"
    share = np.array([0.15, 0.85])
    ticks = low + (high - low) * share
    marks = []
    for tick in ticks:
        y = float(_y(np.array([tick]), panel, top)[0])
        marks.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor" stroke-opacity="0.15"/>'
            f'<text x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end" opacity="0.7">{_label(tick, is_pace=upside_down)}</text>'
        )
    curves, legend = _curves(panel, top, end_s)
    title = (
        f'<text x="{LEFT}" y="{top - 5}"><tspan fill="{panel.color}">{SWATCH}</tspan> <tspan font-weight="600">{escape(panel.title)}</tspan> '
        f'<tspan opacity="0.7">{escape(panel.unit)}</tspan>{legend}</text>'
    )
    return "".join([*marks, curves, title])


def _curves(panel: Panel, top: float, end_s: float) -> tuple[str, str]:
    """The curve, the one beside it where that says something in a small picture, and the words for it."""
    own = _curve(panel, panel.values, top, end_s, "")
    if panel.beside is None or panel.name == "pace":
        return own, ""
    if panel.name == "heart_rate":
        unused = _curve(panel, panel.values, top, end_s, "", UNUSED_COLOR)
        return unused + _curve(panel, panel.beside, top, end_s, ""), '<tspan opacity="0.7">, grey: not used</tspan>'
    dashed = _curve(panel, panel.beside, top, end_s, 'stroke-dasharray="4 3"', UNUSED_COLOR)
    return dashed + own, f'<tspan opacity="0.7">, dashed: {escape(panel.beside_title)}</tspan>'


def _y(values: FloatArray, panel: Panel, top: float) -> FloatArray:
    low, high = panel.limits
    share = (np.clip(values, low, high) - low) / (high - low)
    return top + PANEL_HEIGHT * (share if panel.name == "pace" else 1 - share)


def _curve(panel: Panel, values: FloatArray, top: float, end_s: float, style: str, color: str = "") -> str:
    known = np.isfinite(values)
    xs, ys = _x(panel.time_s, end_s), _y(values, panel, top)
    starts = known & ~np.concatenate([[False], known[:-1]])
    points = [
        f"{'M' if start else 'L'}{x:.1f} {y:.1f}"
        for x, y, start in zip(xs[known].tolist(), ys[known].tolist(), starts[known].tolist(), strict=True)
    ]
    return f'<path d="{"".join(points)}" fill="none" stroke="{color or panel.color}" stroke-width="1.4" stroke-linejoin="round" {style}/>'


def _label(value: float, *, is_pace: bool) -> str:
    return duration(value) if is_pace else f"{value:.0f}"


def _time_axis(end_s: float, height: int) -> str:
    step = next((step for step in _TIME_STEPS_S if end_s / step <= _MOST_TIME_TICKS), _TIME_STEPS_S[-1])
    times = np.arange(0.0, end_s + 1, step)
    labels = [
        f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle" opacity="0.7">{_clock(time)}</text>'
        for x, time in zip(_x(times, end_s).tolist(), times.tolist(), strict=True)
        if x <= WIDTH - RIGHT - 12
    ]
    return "".join(labels)


def _clock(seconds: float) -> str:
    """Hours and minutes."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}:{minutes:02d} h" if hours else f"{minutes} min"
