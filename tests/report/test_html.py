"""HTML for notebooks and whole pages: escaped, self-contained, clear when something is not installed."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from legcheck.core import Advice, Evidence, Finding, HeavyLegs, Note, Span, Status
from legcheck.report import html, page
from legcheck.report.wording import SAFETY

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


class Seen(HTMLParser):
    """Tags, attributes and text of a document; notes tags that are not closed."""

    VOID = frozenset({"meta", "img", "br", "wbr", "line", "rect", "path"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text, self.attributes, self.wrong = [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def evil_report(make_report):
    """Every text anybody else can set says something nasty."""
    finding = Finding(
        id="late_fade",
        title=EVIL,
        status=Status.FOUND,
        score=70.0,
        confidence=0.9,
        spans=(Span(100.0, 900.0),),
        evidence=(Evidence(name=EVIL, value=1.0, unit=EVIL, threshold=0.5),),
        reason=EVIL,
        alternatives=(EVIL,),
        advice=(Advice(text=EVIL, source=EVIL),),
    )
    clear = Finding(id="c", title=EVIL, status=Status.CLEAR, score=1.0, confidence=1.0, reason=EVIL)
    missing = Finding(id="m", title=EVIL, status=Status.NOT_ASSESSED, reason=EVIL)
    heavy = HeavyLegs(status=Status.FOUND, score=70.0, confidence=0.9, causes=(), would_help=EVIL, reason=EVIL)
    return make_report(name=EVIL, notes=(Note("n", EVIL),), findings=(finding, clear, missing), heavy_legs=heavy)


def test_the_fragment_is_well_formed_and_starts_with_the_verdict(report):
    seen = Seen(report._repr_html_())
    assert (seen.open, seen.wrong) == ([], [])
    texts = [text for text in seen.text if "legcheck{" not in text]
    assert texts[0].startswith("Heavy legs: 78/100")
    assert texts[-1] == SAFETY
    assert [tag for tag in seen.tags if re.fullmatch("h[1-6]", tag)] == ["h3", "h4"]  # below the headings of a notebook


def test_the_fragment_escapes_every_text(make_report):
    seen = Seen(evil_report(make_report)._repr_html_())
    assert "script" not in seen.tags
    assert "img" not in seen.tags
    assert not any(name.startswith("on") for name, _ in seen.attributes)
    assert sum("<script>alert(1)</script>" in text for text in seen.text) >= 8


def test_the_fragment_is_small_and_asks_nobody_for_anything(report):
    text = report._repr_html_()
    assert len(text) < 60_000
    assert re.findall(r"""(?:src|href)\s*=|@import|url\(""", text) == []


def test_what_can_be_done_is_open_and_what_is_missing_is_folded(report):
    text = report._repr_html_()
    for title in ("What else it could be", "What to try", "Splits"):
        assert f"<details open><summary>{title}</summary>" in text
    for title in ("Could not be judged", "Notes on the data", "How to read this"):
        assert f"<details><summary>{title}</summary>" in text


def test_verdict_evidence_picture_and_advice_come_before_splits(report):
    text = report._repr_html_()
    places = [
        text.index(part)
        for part in ('class="verdict', "<h4>Why</h4>", "<svg", "What else it could be", "What to try", "<summary>Splits<")
    ]
    assert places == sorted(places)


def test_words_that_are_used_are_explained_and_no_others(report, make_report):
    told = report._repr_html_().split("How to read this")[1]
    for word in (
        "Score (0 to 100)",
        "Confidence (0 to 1)",
        "Leg-limited",
        "Threshold",
        "95 % interval",
        "Relief ratio",
        "Stride",
    ):
        assert word in told
    assert "Decoupling" not in told
    assert re.findall("href|https?:", told) == []
    sd = Evidence(name="cadence below expected", value=1.0, unit="SD", threshold=0.8)
    low = Finding(id="low", title="L", status=Status.FOUND, score=60.0, confidence=1.0, evidence=(sd,), reason="r")
    assert "SD: the usual difference" in make_report(findings=(low,))._repr_html_()
    assert "SD: the usual difference" not in told


def test_every_word_that_is_explained_can_stand_in_a_report():
    from pathlib import Path

    import legcheck
    from legcheck.report import glossary

    sources = "".join(path.read_text(encoding="utf-8") for path in Path(legcheck.__file__).parent.glob("*/*.py"))
    written = sources.replace(Path(glossary.__file__).read_text(encoding="utf-8"), "").replace('unit="SD"', " SD")
    assert [word for word in glossary._TERMS if word not in written] == []


def test_a_table_marks_rows_and_escapes_cells():
    text = html.table(("a", "b"), [("<1>", "*"), ("2", "")], text_columns=frozenset({0}))
    assert '<thead><tr><th scope="col" class="text">a</th><th scope="col">b</th></tr></thead>' in text
    assert '<tr class="marked"><td class="text">&lt;1&gt;</td><td>*</td></tr>' in text
    assert '<tr><td class="text">2</td><td></td></tr>' in text
    text = html.table(("a", "b"), [("1", ""), ("2", "")], marked=frozenset({1}), kind="runs")
    assert '<table class="runs">' in text
    assert '<tr><td>1</td><td></td></tr><tr class="marked"><td>2</td><td></td></tr>' in text


def test_on_a_phone_a_row_keeps_its_mark_and_loses_what_is_said_twice(report):
    text = report._repr_html_()
    assert '<table class="splits"><caption>Splits</caption><thead><tr><th scope="col">km</th>' in text
    assert text.count('class="spare"') == 1 + len(report.split_columns["start_s"])  # stride: twice the step beside it
    assert '<th scope="col" class="spare">stride m</th>' in text
    assert '<td class="mark">*</td>' in text
    phone = html.STYLE.split("@media (max-width:640px){")[1]
    assert ".legcheck .spare,.legcheck .splits :is(td,th).mark{display:none}" in phone
    assert '.legcheck .splits tr.marked td:first-child::before{content:"* "}' in phone


def test_a_page_is_told_to_those_who_hear_it(report):
    text = without_plotly_js(report.to_html())
    seen = Seen(text)
    assert [seen.tags.count(tag) for tag in ("main", "h1", "h2", "thead", "caption")] == [1, 1, 1, 1, 1]
    label = "Pace, heart rate, cadence and altitude over time; late fade 1:10:00 to 1:39:50"
    assert f'<div class="figure" role="img" aria-label="{label}">' in text
    assert 'aria-label="Pace, heart rate and cadence over time; late fade 1:10:00 to 1:39:50"' in report._repr_html_()


def test_long_names_wrap_on_a_phone():
    assert ".legcheck p{overflow-wrap:anywhere}" in html.STYLE


def without_plotly_js(text):
    from plotly.offline import get_plotlyjs

    assert get_plotlyjs() in text
    return text.replace(get_plotlyjs(), "")


def test_the_page_stands_alone(report):
    text = report.to_html()
    rest = without_plotly_js(text)
    assert text.startswith("<!DOCTYPE html>")
    assert text.count("</html>") == 1
    assert re.findall(r"""(?:src|href)\s*=|@import|url\(|https?://""", rest) == []
    assert "default-src 'none'" in rest
    assert '"modeBarButtonsToRemove": ["sendChartToCloud"]' in rest


def test_the_page_escapes_every_text(make_report):
    rest = without_plotly_js(evil_report(make_report).to_html())
    assert "<script>alert(1)" not in rest
    assert "<img" not in rest
    assert rest.count("<title>") == 1


def test_a_redacted_page_tells_nothing(make_report):
    report = make_report(name="/data/ann/ann.fit")
    rest = without_plotly_js(report.to_html(redact=True))
    for secret in ("ann.fit", "2024-05-01", "3987654321"):
        assert secret not in rest
        assert secret == "3987654321" or secret in without_plotly_js(report.to_html())


def test_a_page_without_anything_to_draw_has_no_script(make_report, report):
    import numpy as np

    from legcheck.core import Columns

    blank = Columns(
        {
            **report.run.channels,
            **dict.fromkeys(("speed_mps", "heart_rate_bpm", "cadence_spm", "altitude_m"), np.full(6000, np.nan)),
        }
    )
    nothing = replace(report, run=replace(report.run, channels=blank))
    assert "<script" not in nothing.to_html()
    assert len(nothing.to_html()) < 40_000


@pytest.mark.parametrize("missing", ["plotly", "jinja2"])
def test_a_missing_extra_is_one_clear_error(missing):
    code = f"""
import sys
sys.modules[{missing!r}] = None
from legcheck.core import InputError
from legcheck.report import page
try:
    page._environment()
    page._figure(None)
except InputError as error:
    assert str(error) == page.MISSING_EXTRA, error
else:
    raise SystemExit("no error")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert 'pip install "legcheck[report]"' in page.MISSING_EXTRA


def test_figures_without_plotly_are_one_clear_error():
    code = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "plotly":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
import importlib.util
importlib.util.find_spec = lambda name: None
from legcheck.core import InputError
from legcheck.report import figures
try:
    figures._empty()
except InputError as error:
    assert "legcheck[report]" in str(error)
else:
    raise SystemExit("no error")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
