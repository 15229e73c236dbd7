"""The page of signals: its figures are drawn, the same each time, and what it says is so."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import legcheck

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def figures():
    """The module that draws them; the documentation is no package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        return importlib.import_module("figures")


@pytest.fixture(scope="module")
def page(figures) -> str:
    return figures.signals_page()


@pytest.fixture(scope="module")
def written() -> str:
    return (DOCS / "signals.md.in").read_text(encoding="utf-8")


def test_every_figure_is_on_the_page_once(figures, written, page):
    assert sorted(figures.MARKER.findall(written)) == sorted(figures.FIGURES)
    assert "<!--" not in page


def test_figures_are_well_formed_and_not_empty(figures, page):
    drawn = re.findall(r"<svg.*?</svg>", page)
    assert len(drawn) == len(figures.FIGURES)
    for each in drawn:
        root = ET.fromstring(each)
        shapes = [shape for shape in root.iter() if shape.tag.split("}")[1] in {"path", "circle", "rect"}]
        assert len(shapes) >= 3
        assert "nan" not in each


def test_captions_hold_numbers(page):
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page)
    assert all(re.search(r"\d", caption) or "rough" in caption for caption in captions)
    assert not any("nan" in caption for caption in captions)


def test_a_second_build_is_the_same(figures, page):
    for cached in (figures.sample, figures.long_run, figures.there_and_back):
        cached.cache_clear()
    assert figures.signals_page() == page


def test_every_function_named_on_the_page_exists(written):
    named = re.findall(r"^### .*: (.*)$", written, re.MULTILINE)
    names = {name for line in named for name in re.findall(r"`(\w+)`", line)}
    assert names <= set(legcheck.signals.__all__)
    assert len(names) > 18


def test_the_example_runs(written, monkeypatch):
    (block,) = re.findall(r"^```python\n(.*?)^```", written, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    exec(compile(block, "signals.md", "exec"), names)
    assert names["signals"].durability(names["run"]).reason == "11.8 km; needs 15"
    assert 0.1 < names["signals"].pace_decay(names["run"]).fade.value < 0.2


def test_links_lead_somewhere(written):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", written)
    generated = {"reference/signals.md"}
    assert [target for target in targets if target not in generated and not (DOCS / target).exists()] == []
