"""What pictures are drawn from, the small SVG, and the plotly figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest

from legcheck.core import Columns, Finding, InputError, Masks, Span, Status
from legcheck.report import figures, series, svg

SVG = "{http://www.w3.org/2000/svg}"


def channels(n=1000, **changed):
    time = np.arange(n, dtype=float)
    base = {
        "elapsed_s": time,
        "speed_mps": np.full(n, 3.0),
        "distance_m": 3.0 * time,
        "grade_pct": np.zeros(n),
        "grade_adjusted_speed_mps": np.full(n, 3.0),
    }
    return {**base, **changed}


def bare(make_report, n=1000, **changed):
    return make_report(channels=channels(n, **changed), split_columns=Columns({}), findings=())


def test_thinning_means_equal_bins_and_ignores_gaps():
    values = np.array([1.0, 3.0, np.nan, 5.0, np.nan, np.nan])
    np.testing.assert_array_equal(series.thinned(values, 3), [2.0, 5.0, np.nan])  # (1+3)/2, 5 alone, nothing
    assert series.thinned(values, 6) is values


@pytest.mark.parametrize("size", [1, 7, 400, 401, 999, 86_400])
def test_thinning_never_gives_more_than_asked(size):
    thin = series.thinned(np.arange(size, dtype=float), 400)
    assert thin.size == min(size, 400)
    assert np.all(np.diff(thin) > 0)


def test_panels_are_those_recorded(make_report, report):
    assert [panel.name for panel in series.panels(report, 100)] == ["pace", "heart_rate", "cadence", "altitude"]
    assert [panel.name for panel in series.panels(bare(make_report), 100)] == ["pace"]


def test_pace_is_seconds_a_kilometre_and_breaks_where_nobody_runs(make_report):
    speed = np.full(1000, 4.0)
    speed[500:600] = 0.1
    (pace,) = series.panels(bare(make_report, speed_mps=speed), 1000)
    assert pace.values[0] == 250.0  # 1000 / 4
    assert np.isnan(pace.values[500:600]).all()


def test_a_walking_break_does_not_flatten_the_pace_axis(make_report):
    speed = np.full(1000, 1000 / 300)
    speed[:200] = 1.0  # 1000 s/km
    (pace,) = series.panels(bare(make_report, speed_mps=speed), 1000)
    assert pace.limits[1] < 1.6 * 300


def test_only_stretches_of_strong_findings_are_shaded(make_report):
    def found(name, *spans):
        return Finding(id=name, title=name, status=Status.FOUND, score=60.0, confidence=0.5, spans=spans, reason="r")

    whole, part = found("whole", Span(0.0, 1000.0)), found("part", Span(10.0, 20.0), Span(30.0, 40.0))
    report = replace(bare(make_report), findings=(whole, part))
    assert [(shade.title, shade.span.start_s) for shade in series.shades(report)] == [("part", 10.0), ("part", 30.0)]


def test_findings_of_one_stretch_share_a_shade(make_report):
    def found(name):
        return Finding(
            id=name, title=name, status=Status.FOUND, score=60.0, confidence=0.5, spans=(Span(10.0, 20.0),), reason="r"
        )

    report = replace(bare(make_report), findings=(found("one"), found("two")))
    assert [shade.title for shade in series.shades(report)] == ["one, two"]


def test_the_time_axis_ends_with_the_run(report):
    first, last = report.plot().layout.xaxis.range
    assert (last - first) / np.timedelta64(1, "s") == pytest.approx(len(report.run), rel=0.01)


def test_svg_is_well_formed_small_and_self_contained(report):
    text = svg.picture(report)
    root = ET.fromstring(text)
    assert len(root.findall(f"{SVG}path")) == 4  # pace, heart rate, cadence and the cadence expected
    assert len(root.findall(f"{SVG}rect")) == 1
    assert max(len(re.findall("[ML]", path.get("d"))) for path in root.iter(f"{SVG}path")) <= svg.MOST_POINTS <= 600
    assert len(text) < 40_000
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text) == []
    assert not re.search(r"<(image|script|style|link|use|foreignObject)", text)


def test_svg_breaks_where_nothing_was_recorded(report):
    path = ET.fromstring(svg.picture(report)).find(f"{SVG}path")
    assert path.get("d").count("M") == 2  # the stop at minute 20 cuts the curve in two


def test_svg_escapes_titles(make_report):
    evil = Finding(
        id="x",
        title='<script>alert("1")</script>&',
        status=Status.FOUND,
        score=60.0,
        confidence=0.5,
        spans=(Span(10.0, 20.0),),
        reason="r",
    )
    root = ET.fromstring(svg.picture(make_report(findings=(evil,))))
    assert root.find(f"{SVG}rect/{SVG}title").text == evil.title


def test_svg_of_nothing_is_empty(make_report):
    assert svg.picture(bare(make_report, speed_mps=np.full(1000, np.nan), grade_adjusted_speed_mps=np.full(1000, np.nan))) == ""
    assert svg.picture(bare(make_report, n=1)) == ""


def test_svg_shows_heart_rate_that_is_not_used_faintly(make_report):
    report = bare(make_report, heart_rate_bpm=np.linspace(120, 160, 1000))
    half = np.arange(1000) < 500
    run = replace(report.run, masks=Masks({**report.run.masks, "heart_rate_usable": half}))
    text = svg.picture(replace(report, run=run))
    assert "faint: not used" in text
    assert text.count('stroke-opacity="0.35"') == 1


def test_overview_has_a_panel_per_channel_and_pace_upside_down(report):
    figure = report.plot()
    assert [trace.name for trace in figure.data] == [
        "Pace",
        "on the flat",
        "Heart rate",
        "Cadence",
        "usual at this speed",
        "Altitude",
    ]
    low, high = figure.layout.yaxis.range
    assert low > high  # faster is up
    assert figure.layout.yaxis2.range[0] < figure.layout.yaxis2.range[1]


def test_overview_shades_and_names_the_finding(report):
    figure = figures.overview(report)
    assert len([shape for shape in figure.layout.shapes if shape.type == "rect"]) == 4  # in each of four panels
    assert [note.text for note in figure.layout.annotations if note.text == "Late fade"] == ["Late fade"]


def test_figures_offer_no_upload(report):
    assert "sendcharttocloud" in figures.overview(report).layout.modebar.remove


def test_pace_hover_reads_as_minutes_and_seconds(report):
    pace = figures.pace(report).data[0]
    assert re.fullmatch(r"\d:\d\d", pace.customdata[10])
    assert len(pace.x) <= figures.MOST_POINTS


@pytest.mark.parametrize("name", ["pace", "heart_rate", "cadence", "altitude", "splits"])
def test_each_figure_stands_alone(report, name):
    figure = getattr(figures, name)(report)
    assert len(figure.data) >= 1
    figure.to_json()


@pytest.mark.parametrize("name", ["heart_rate", "cadence", "altitude"])
def test_a_figure_of_what_was_not_recorded_says_so(make_report, name):
    with pytest.raises(InputError, match="nothing that can be drawn was recorded"):
        getattr(figures, name)(bare(make_report))


def test_a_figure_of_no_splits_says_so(make_report):
    with pytest.raises(InputError, match="no splits to draw"):
        figures.splits(bare(make_report))


def test_split_bars_are_as_long_as_the_pace(make_report):
    report = replace(bare(make_report), split_columns=Columns({"speed_mps": [1000 / 300, 1000 / 330]}))
    (bars,) = figures.splits(report).data
    np.testing.assert_allclose(bars.y, [300.0, 330.0])
    assert list(bars.customdata) == ["5:00", "5:30"]


def test_markup_in_a_title_stays_text(make_report):
    evil = Finding(
        id="x",
        title='<a href="http://x">b</a>',
        status=Status.FOUND,
        score=60.0,
        confidence=0.5,
        spans=(Span(10.0, 20.0),),
        reason="r",
    )
    notes = [note.text for note in make_report(findings=(evil,)).plot().layout.annotations]
    assert "&lt;a href=&quot;http://x&quot;&gt;b&lt;/a&gt;" in notes
