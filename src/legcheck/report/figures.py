"""Figures of a run for looking closely: plotly, one panel per channel, findings shaded. Needs the ``report`` extra."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from legcheck.core import FloatArray, InputError
from legcheck.report.series import SHADE_OPACITY, UNUSED_COLOR, Panel, Shade, panels, shades
from legcheck.report.svg import SWATCH
from legcheck.report.wording import duration, printable

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from legcheck.report.model import Report

__all__ = ["altitude", "cadence", "heart_rate", "overview", "pace", "splits"]

MOST_POINTS = 1500
"""[points] For each curve: more than a screen has columns; means of equal bins where there is more."""

INK = "#7b828c"
"""Text and axes: the grey that reads best on grounds not known to be light or dark. A page knows, and has its own."""

GRID = "rgba(128,128,128,0.22)"
"""Grid lines."""

TITLE_HEIGHT, LABEL_HEIGHT = 20, 15
"""[px] Of a panel's title, and of a finding's name above it."""

PANEL_HEIGHT = 190
"""[px]"""

_PACE_STEPS_S = (5, 10, 15, 30, 60, 120, 300)
_MOST_PACE_TICKS = 7


def overview(report: Report) -> Figure:
    """Pace, heart rate, cadence and altitude over time, as far as recorded, with the findings' stretches shaded.

    Raises
    ------
    InputError
        If ``report`` is no Report, plotly is not installed, or nothing that can be drawn was recorded.
    """
    return _stacked(report, panels(_checked(report), MOST_POINTS))


def pace(report: Report) -> Figure:
    """Pace over time, as run and on the flat; faster is up."""
    return _single(report, "pace")


def heart_rate(report: Report) -> Figure:
    """Heart rate over time; where some of it cannot be trusted, what is used stands out."""
    return _single(report, "heart_rate")


def cadence(report: Report) -> Figure:
    """Cadence while running, against what is usual at that speed."""
    return _single(report, "cadence")


def altitude(report: Report) -> Figure:
    """Altitude over time."""
    return _single(report, "altitude")


def splits(report: Report) -> Figure:
    """Pace of each kilometre as bars; longer is slower.

    Raises
    ------
    InputError
        If ``report`` is no Report, plotly is not installed, or there are no splits.
    """
    columns = _checked(report).split_columns
    if not columns.length or not np.isfinite(columns["speed_mps"]).any():
        raise InputError("there are no splits to draw", path=report.activity.source.name)
    figure = _empty()
    speed = columns["speed_mps"]
    pace_s = np.divide(1000.0, speed, out=np.full(speed.shape, np.nan), where=speed > 0)
    kilometres = np.arange(1, speed.size + 1)
    figure.add_bar(x=kilometres, y=pace_s, marker_color="#3b82c4", customdata=_paces(pace_s), name="pace")
    figure.update_traces(hovertemplate="km %{x}: %{customdata} min/km<extra></extra>")
    known = pace_s[np.isfinite(pace_s)]
    low, high = float(known.min()), float(known.max())
    figure.update_yaxes(title_text="min/km", **_pace_ticks(0.9 * low, high + 5), range=[0.9 * low, high + 5])
    figure.update_xaxes(title_text="kilometre")
    return _dressed(figure, PANEL_HEIGHT * 2)


def _single(report: Report, name: str) -> Figure:
    return _stacked(report, tuple(panel for panel in panels(_checked(report), MOST_POINTS) if panel.name == name))


def _checked(report: Report) -> Report:
    from legcheck.report.model import Report as Drawn

    if not isinstance(report, Drawn):
        raise InputError(f"a figure is drawn of a Report, got {type(report).__name__}; legcheck.analyze makes one")
    return report


def _stacked(report: Report, drawn: tuple[Panel, ...]) -> Figure:
    if not drawn:
        raise InputError("nothing that can be drawn was recorded", path=report.activity.source.name)
    _require_plotly()
    from plotly.subplots import make_subplots

    rows, titles = len(drawn), [_title(panel) for panel in drawn]
    figure = make_subplots(rows=rows, cols=1, shared_xaxes=True, vertical_spacing=0.22 / rows, subplot_titles=titles)
    figure.update_annotations(x=0, xanchor="left", font_size=13)
    for row, panel in enumerate(drawn, start=1):
        _draw(figure, panel, row)
    lines = _shade(figure, report)
    figure.update_xaxes(
        tickformat="%-H:%M", hoverformat="%-H:%M:%S", type="date", showspikes=True, spikethickness=1, spikecolor=INK
    )
    figure.update_xaxes(title_text="time since the start (h:min)", row=rows, col=1)
    figure.update_xaxes(range=list(_clock(report.run.elapsed_s[[0, -1]])))
    return _dressed(figure, PANEL_HEIGHT * rows + 90, LABEL_HEIGHT * lines)


def _title(panel: Panel) -> str:
    other = ", grey: not used" if panel.name == "heart_rate" else f", dotted: {panel.beside_title}"
    swatch = f"<span style='color:{panel.color}'>{SWATCH}</span>"
    return f"{swatch} <b>{panel.title}</b> {panel.unit}{'' if panel.beside is None else other}"


def _draw(figure: Figure, panel: Panel, row: int) -> None:
    low, high = panel.limits
    behind = panel.name == "heart_rate" and panel.beside is not None
    own = {"color": UNUSED_COLOR if behind else panel.color, "width": 1.5}
    _curve(figure, panel, panel.values, row, {"name": panel.title, "line": own})
    if panel.beside is not None:
        line = {"color": panel.color if behind else INK, "width": 1.5, "dash": "solid" if behind else "dot"}
        _curve(figure, panel, panel.beside, row, {"name": panel.beside_title, "line": line})
    is_pace = panel.name == "pace"
    ticks = _pace_ticks(low, high) if is_pace else {"nticks": 5}
    figure.update_yaxes(range=[high, low] if is_pace else [low, high], row=row, col=1, **ticks)


def _curve(figure: Figure, panel: Panel, values: FloatArray, row: int, style: dict[str, Any]) -> None:
    is_pace = panel.name == "pace"
    shown = "%{customdata}" if is_pace else "%{y:.0f}"
    figure.add_scatter(
        x=_clock(panel.time_s),
        y=values,
        customdata=_paces(values) if is_pace else None,
        connectgaps=False,
        hovertemplate=f"{style['name']} {shown} {panel.unit}<extra></extra>",
        row=row,
        col=1,
        **style,
    )


def _shade(figure: Figure, report: Report) -> int:
    """Shade the stretches and name each finding once, each on a line of its own above the first panel; how many lines."""
    named: list[str] = []
    for shade in shades(report):
        start, end = _clock(np.array([shade.span.start_s, shade.span.end_s]))
        figure.add_vrect(
            x0=start, x1=end, fillcolor=shade.color, opacity=SHADE_OPACITY, line_width=0, layer="below", row="all", col=1
        )
        for title in shade.titles:
            if title not in named:
                figure.add_annotation(**_label(shade, title, len(report.run)), yshift=TITLE_HEIGHT + LABEL_HEIGHT * len(named))
                named.append(title)
    return len(named)


def _label(shade: Shade, title: str, run_s: int) -> dict[str, Any]:
    """The name of a finding over the end of its stretch that leaves it room; a heuristic's text, so its markup is taken out."""
    is_late = shade.span.start_s > run_s / 2
    x = min(shade.span.end_s, run_s - 1) if is_late else shade.span.start_s
    return {
        "x": _clock(np.array([x]))[0],
        "y": 1.0,
        "xref": "x",
        "yref": "y domain",
        "xanchor": "right" if is_late else "left",
        "yanchor": "bottom",
        "showarrow": False,
        "text": f"<span style='color:{shade.color}'>■</span> {escape(printable(title))}",
        "font": {"size": 12},
    }


def _clock(seconds: FloatArray) -> NDArray[np.datetime64]:
    """Elapsed time as a date axis needs it: ticks stay round at every zoom."""
    return np.datetime64("1970-01-01T00:00:00.000") + np.round(seconds * 1000).astype("timedelta64[ms]")


def _paces(pace_s: FloatArray) -> list[str]:
    return [duration(value) for value in pace_s.tolist()]


def _pace_ticks(low_s: float, high_s: float) -> dict[str, Any]:
    step = next((step for step in _PACE_STEPS_S if (high_s - low_s) / step <= _MOST_PACE_TICKS), _PACE_STEPS_S[-1])
    values = np.arange(np.ceil(low_s / step) * step, high_s + 1e-9, step)
    return {"tickvals": values, "ticktext": _paces(values)}


def _require_plotly() -> None:
    from importlib.util import find_spec

    if find_spec("plotly") is None:
        raise InputError('figures need plotly: pip install "legcheck[report]"')


def _empty() -> Figure:
    _require_plotly()
    from plotly.graph_objects import Figure as PlotlyFigure

    return PlotlyFigure()


def _dressed(figure: Figure, height: int, above: int = 0) -> Figure:
    figure.update_layout(
        height=height + above,
        showlegend=False,
        hovermode="x unified",
        font={"color": INK, "family": "system-ui, sans-serif", "size": 12},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 60, "r": 20, "t": 50 + above, "b": 70},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": INK, "activecolor": INK, "remove": ["sendcharttocloud"]},
    )
    figure.update_xaxes(gridcolor=GRID, zeroline=False, linecolor=GRID)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, linecolor=GRID)
    return figure
