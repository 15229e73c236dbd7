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


def test_what_limited_the_run_is_shaded_first_and_each_finding_has_its_colour(make_report):
    def found(name, start):
        return Finding(
            id=name, title=name, status=Status.FOUND, score=60.0, confidence=0.5, spans=(Span(start, start + 9),), reason="r"
        )

    names = ("heart_rate_unreliable", "no_warm_up", "no_cool_down", "late_fade")
    report = replace(bare(make_report), findings=tuple(found(name, 10.0 * place) for place, name in enumerate(names)))
    shades = series.shades(report)
    assert [shade.title for shade in shades] == ["late_fade", "no_warm_up", "no_cool_down"]
    assert [shade.color for shade in shades] == list(series.SHADE_COLORS)


def test_findings_of_one_stretch_share_a_shade(make_report):
    def found(name):
        return Finding(
            id=name, title=name, status=Status.FOUND, score=60.0, confidence=0.5, spans=(Span(10.0, 20.0),), reason="r"
        )

    report = replace(bare(make_report), findings=(found("one"), found("two")))
    assert [shade.title for shade in series.shades(report)] == ["one, two"]


def axis(figure):
    """Ends of the time axis; one plotly gives back datetime64, another datetime."""
    return [np.datetime64(end, "ms") for end in figure.layout.xaxis.range]


def test_the_time_axis_is_the_run_from_its_first_second_to_its_last(report):
    first, last = axis(report.plot())
    assert first == np.datetime64("1970-01-01T00:00:00.000")
    assert (last - first) / np.timedelta64(1, "s") == 5999.0  # 6000 rows, a second apart


@pytest.mark.parametrize(
    ("start", "end", "anchor", "at"),
    [(0.0, 60.0, "left", 0.0), (5900.0, 6000.0, "right", 5999.0), (700.0, 5000.0, "left", 700.0)],
)
def test_the_name_of_a_stretch_lies_on_the_axis_and_leans_inwards(make_report, start, end, anchor, at):
    """At an end of the axis a name would be left out or cut, were it not on it and turned away from it."""
    item = Finding(id="x", title="X", status=Status.FOUND, score=60.0, confidence=0.5, spans=(Span(start, end),), reason="r")
    figure = make_report(findings=(item,)).plot()
    (note,) = [note for note in figure.layout.annotations if note.text.endswith("</span> X")]
    first, last = axis(figure)
    at_note = np.datetime64(note.x, "ms")
    assert first <= at_note <= last
    assert ((at_note - first) / np.timedelta64(1, "s"), note.xanchor) == (at, anchor)
    text = ET.fromstring(svg.picture(make_report(findings=(item,)))).find(f"{SVG}text")
    assert (text.text, text.get("text-anchor")) == ("X", {"left": "start", "right": "end"}[anchor])


@pytest.mark.parametrize("surface", ["trail", "treadmill"])
def test_no_cadence_is_usual_where_speed_does_not_set_it(report, surface):
    elsewhere = replace(report, run=replace(report.run, surface=surface))
    (cadence,) = [panel for panel in series.panels(elsewhere, 100) if panel.name == "cadence"]
    assert cadence.beside is None
    assert "usual" not in svg.picture(elsewhere)


def channel_of(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(color):
    red, green, blue = (channel_of(part) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb(color):
    return tuple(int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))


def contrast(one, other):
    """As WCAG 2 counts it: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("#ffffff", "#15181c")


def shaded(ground):
    """A ground alone and under each shade."""
    alone = rgb(ground)
    mixed = [
        tuple(
            series.SHADE_OPACITY * over + (1 - series.SHADE_OPACITY) * under
            for over, under in zip(rgb(color), alone, strict=True)
        )
        for color in series.SHADE_COLORS
    ]
    return [alone, *mixed]


def test_contrast_is_counted_as_others_count_it():
    assert contrast(rgb("#ffffff"), rgb("#000000")) == pytest.approx(21.0)
    assert contrast(rgb("#7b828c"), rgb("#ffffff")) == pytest.approx(3.9, abs=0.05)


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_curve_is_seen_on_every_ground(report, ground):
    colors = {panel.color for panel in series.panels(report, 100)} | {series.UNUSED_COLOR}
    assert min(contrast(rgb(color), behind) for color in colors for behind in shaded(ground)) >= 3.0


def test_every_word_of_a_page_is_read_on_its_ground(report):
    style = report.to_html().split("</style>")[0]
    assert tuple(re.findall(r"--ground: (#\w+)", style)) == GROUNDS
    for ground, label in zip(GROUNDS, re.findall(r"--label: (#\w+)", style), strict=True):
        assert min(contrast(rgb(label), behind) for behind in shaded(ground)) >= 4.5
    assert '.figure :is([class$="tick"], [class$="title"], .annotation) text { fill: var(--label) !important; }' in style


def test_titles_of_panels_are_short_and_have_the_colour_of_text(report):
    titles = [note.text for note in report.plot().layout.annotations if "<b>" in note.text]
    words = [re.sub("<.*?>", "", title) for title in titles]
    assert words == [
        "━ Pace min/km, dotted: on the flat",
        "━ Heart rate bpm",
        "━ Cadence steps/min, dotted: usual",
        "━ Altitude m",
    ]
    assert not any("<b style" in title for title in titles)


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


def test_svg_shows_heart_rate_that_is_not_used_in_grey(make_report):
    report = bare(make_report, heart_rate_bpm=np.linspace(120, 160, 1000))
    half = np.arange(1000) < 500
    run = replace(report.run, masks=Masks({**report.run.masks, "heart_rate_usable": half}))
    text = svg.picture(replace(report, run=run))
    assert "grey: not used" in text
    assert text.count(f'stroke="{series.UNUSED_COLOR}"') == 1
    assert figures.heart_rate(replace(report, run=run)).data[0].line.color == series.UNUSED_COLOR


def test_overview_has_a_panel_per_channel_and_pace_upside_down(report):
    figure = report.plot()
    assert [trace.name for trace in figure.data] == [
        "Pace",
        "on the flat",
        "Heart rate",
        "Cadence",
        "usual",
        "Altitude",
    ]
    low, high = figure.layout.yaxis.range
    assert low > high  # faster is up
    assert figure.layout.yaxis2.range[0] < figure.layout.yaxis2.range[1]


def test_overview_shades_and_names_the_finding(report):
    figure = figures.overview(report)
    assert len([shape for shape in figure.layout.shapes if shape.type == "rect"]) == 4  # in each of four panels
    names = [note.text for note in figure.layout.annotations if "Late fade" in note.text]
    assert names == [f"<span style='color:{series.SHADE_COLORS[0]}'>■</span> Late fade"]


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
    assert any(note.endswith("■</span> &lt;a href=&quot;http://x&quot;&gt;b&lt;/a&gt;") for note in notes)
