"""The notebooks of the documentation: kept without outputs, run to their end, and right in what their texts claim."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))

WIDEST_LINE = 90
"""[characters] Longer lines of code run out of a page."""

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """What makes pages of notebooks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))  # as mkdocs does while it loads a hook
        spec = importlib.util.spec_from_file_location("notebook_pages", DOCS / "notebook_pages.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def here(sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample files, where notebooks may be run."""
    shutil.copytree(sample_files, tmp_path / "sample_files")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "mkdtemp", lambda: str(tmp_path / "made"))
    return tmp_path


def cells(path: Path, kind: str) -> list[str]:
    book = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == kind]


def run(path: Path) -> dict[str, Any]:
    """The names that the cells leave, and in ``shown`` what the last line of each gives."""
    names: dict[str, Any] = {"__name__": "notebook", "shown": []}
    for number, source in enumerate(cells(path, "code")):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"{path.name}, cell {number}", "exec"), names)
        if isinstance(last, ast.Expr):
            names["shown"].append(eval(compile(ast.Expression(last.value), f"{path.name}, cell {number}", "eval"), names))
    return names


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {"one_run", "over_weeks", "toolbox"}


@each_notebook
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    book = json.loads(path.read_text(encoding="utf-8"))
    assert [cell for cell in book["cells"] if cell.get("outputs") or cell.get("execution_count")] == []
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    assert book["metadata"]["kernelspec"]["name"] == "python3"
    assert [line for source in cells(path, "code") for line in source.splitlines() if len(line) > WIDEST_LINE] == []


@each_notebook
def test_a_notebook_runs_to_its_end(path: Path, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = run(path)
    assert names["shown"]
    assert capsys.readouterr().err == ""


def test_what_one_run_says_is_true(here: Path) -> None:
    names = run(DOCS / "notebooks" / "one_run.ipynb")
    report, decay, planted = names["report"], names["decay"], names["planted"]
    assert report.heavy_legs.cause == "leg_limited"
    assert [finding.id for finding in report.findings if finding.status == "not_assessed"] == []
    assert decay.onset_s.low <= planted["fade_onset_s"] <= decay.onset_s.high
    assert decay.fade.low <= planted["fade_fraction"] <= decay.fade.high
    assert planted["fade_onset_s"] < 44 * 60 < planted["fade_complete_s"]
    assert "minute 44" in report.heavy_legs.reason
    assert (planted["fade_onset_s"], planted["fade_complete_s"], planted["fade_fraction"]) == (2400.0, 3150.0, 0.15)
    four = names["four"]
    assert (four["last four"] < four["first four"]).all()
    assert names["other"].heavy_legs.causes[0].probability < report.heavy_legs.causes[0].probability


def test_what_the_weeks_say_is_true(here: Path) -> None:
    names = run(DOCS / "notebooks" / "over_weeks.ipynb")
    folder, called = names["folder"], names["called"]
    assert folder.counts()["ignored"] == 1  # the diary
    assert folder.history["pattern"].is_found
    assert names["heavy"]["planted"].sum() == called["planted"].sum() == 12
    # The planted runs are told apart: most of them called, hardly any other.
    assert called.loc[called["planted"], "called"].mean() > 0.6
    assert called.loc[~called["planted"], "called"].mean() < 0.1


def test_what_the_toolbox_says_is_true(here: Path) -> None:
    names = run(DOCS / "notebooks" / "toolbox.ipynb")
    table = names["in_per_cent"].set_index("planted")
    assert [low < planted < high for planted, low, high in zip(table.index, table["from"], table["to"], strict=True)] == [
        True
    ] * 4
    assert table["found"].is_monotonic_decreasing
    assert any(note.code == "cadence_unit" for note in names["activity"].notes)


@each_notebook
def test_a_notebook_runs_in_jupyter_and_becomes_a_page(path: Path, maker: ModuleType, sample_files: Path) -> None:
    for package in ("nbclient", "nbformat", "ipykernel"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (it comes with the docs extra)")
    import subprocess
    import sys

    # In a process of its own: Jupyter's loop and sockets are none of this test's business.
    code = "import json, sys, notebook_pages as n, pathlib; json.dump(n.executed(pathlib.Path(sys.argv[1])), sys.stdout)"
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=DOCS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    book = json.loads(done.stdout)
    assert all(cell["execution_count"] for cell in book["cells"] if cell["cell_type"] == "code")
    markdown = maker.page(book, path.stem)
    marks = re.findall(r"^<p>output-of-cell-.*</p>$", markdown, re.MULTILINE)
    html = maker.with_outputs("\n".join(marks), book, path.stem)
    assert len(marks) == sum(bool(cell.get("outputs")) for cell in book["cells"]) > 3
    assert "output-of-cell" not in html
    assert html.count('<div class="notebook-output">') == len(list(maker.outputs(book)))
    with pytest.raises(ValueError, match="have no place on the page"):
        maker.with_outputs("", book, path.stem)


OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["all is well\n"]}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({**OUTPUT, "text": [f"read {ROOT}/x.fit"]}, "shows a path of this machine"),
        ({**OUTPUT, "text": ["read " + "/tm" + "p/abc/run.fit"]}, "shows a path of this machine"),
        ({**OUTPUT, "name": "stderr", "text": ["Warning: old"]}, "warns: Warning: old"),
    ],
)
def test_outputs_that_nobody_should_see_are_refused(maker: ModuleType, output: dict[str, Any], said: str) -> None:
    maker.check({"cells": [{"outputs": [OUTPUT]}]}, "it")
    with pytest.raises(ValueError, match=said):
        maker.check({"cells": [{"outputs": [OUTPUT, output]}]}, "it")


def test_text_of_outputs_is_escaped_and_tables_have_one_head(maker: ModuleType) -> None:
    import pandas as pd

    assert "&lt;b&gt;" in maker.as_html({**OUTPUT, "text": "<b>"})
    for frame, heads in [
        (pd.DataFrame({"x": [1]}, index=pd.Index([5], name="km")), "<th>km</th> <th>x</th>"),
        (pd.DataFrame({"x": [1]}), "<th></th> <th>x</th>"),
    ]:
        html = maker.as_html({"output_type": "execute_result", "data": {"text/html": frame._repr_html_(), "text/plain": ""}})
        assert heads in " ".join(html.split())
        assert "style" not in html.split("<table", 1)[0]
    named = pd.DataFrame({"x": [1]}, index=pd.Index([5], name="km")).rename_axis("what", axis="columns")
    html = maker.as_html({"output_type": "execute_result", "data": {"text/html": named._repr_html_(), "text/plain": ""}})
    assert all(f"<th>{name}</th>" in html for name in ("km", "what", "x"))
