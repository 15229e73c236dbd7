"""The documentation does what it says: its examples run, its links lead somewhere, and it leaves no name out."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
import math
import re
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import legcheck
from legcheck.core.channels import CHANNELS
from legcheck.heuristics import all_heuristics
from legcheck.heuristics.cause import CAUSES
from legcheck.history.heuristics import past_heuristics, pattern_heuristics

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "legcheck"
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]

each_page = pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def marked(page: Path, marker: str) -> str:
    """The fenced block that follows a marker."""
    found = re.search(rf"<!-- {marker} -->\n```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no block after <!-- {marker} -->"
    return found[1]


PAGES_WITH_CODE = [page for page in WRITTEN if blocks(page, "python")]


def load(name: str) -> ModuleType:
    """A module of the documentation, which is no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))  # as mkdocs does while it loads a hook
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """What makes pages from the code."""
    return load("pages")


@pytest.fixture(scope="module")
def pages(maker: ModuleType, sample_files: Path) -> dict[str, str]:
    """Every page: the written ones and those made from the code."""
    assert sample_files
    written = {page.relative_to(DOCS).as_posix(): page.read_text(encoding="utf-8") for page in sorted(DOCS.rglob("*.md"))}
    generated = maker.generated_pages()
    generated |= {f"notebooks/{path.stem}.md": "" for path in (DOCS / "notebooks").glob("*.ipynb")}
    assert written.keys().isdisjoint(generated)
    return written | generated


@pytest.mark.parametrize("page", PAGES_WITH_CODE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_examples_run(
    page: Path, sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(sample_files, tmp_path / "sample_files")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "example"}
    for number, block in enumerate(blocks(page, "python"), start=1):
        exec(compile(block, f"{page.name}, example {number}", "exec"), names)
    told = capsys.readouterr()
    assert told.err == ""
    assert (
        re.findall(r".*: (?:100|0)%|.*\bNone\b.*|.*from -?\d+\.\d{6,} to .*", told.out) == []
    )  # no certainty, nothing unsaid, no noise


def test_the_notebook_example_of_the_readme_is_ten_lines_and_right(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = marked(ROOT / "README.md", "notebook")
    assert len(block.strip().splitlines()) <= 10
    shutil.copytree(sample_files, tmp_path / "sample_files")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(block, "README.md", "exec"), names)
    assert names["report"]["late_fade"].is_found, "the sample of the README has a planted fade"
    assert names["report"].heavy_legs.cause == "leg_limited"


def test_the_readme_shows_what_is_said_today(sample_files: Path) -> None:
    """Every line of the example, put together again where it was wrapped, stands in the report of today."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.split(r"<!-- example: (?:begin|end) -->", text)[1].split("\n\n", 1)[1].rsplit("\n...", 1)[0]
    said = " ".join(str(legcheck.analyze(sample_files / "leg_limited_fade.fit")).split())
    parts = [" ".join(part.split()) for part in shown.split("\n\n")]
    told = [part.split(" sample_files/")[0] for part in parts]
    assert len(told) >= 3
    assert [part for part in told if part not in said] == []


def test_the_files_that_contributors_are_sent_to_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py)?)`", text) if name.split("/")[0] != "src"}
    assert {"parsers/cadence_unit.py", "cleaning/cadence.py"} <= named
    missing = [name for name in sorted(named) if not ((PACKAGE / name).exists() or (ROOT / name).exists())]
    assert missing == []


def test_the_commands_of_the_readme_use_extras_that_exist() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for marker in ("main", "test"):
        command = marked(ROOT / "README.md", marker)
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert len(command.strip().splitlines()) == 1
        (named,) = re.findall(r'"\.\[([\w,]+)\]"', command)
        assert set(named.split(",")) <= set(extras)


def test_every_public_name_has_a_page(pages: dict[str, str]) -> None:
    names = [name for name in legcheck.__all__ if not name.startswith("_")]
    assert [name for name in names if f"reference/{name}.md" not in pages] == []
    assert [name for name in names if f"`{name}`" not in pages["reference/index.md"]] == []


def test_every_public_name_is_used_or_explained_in_prose() -> None:
    prose = "\n".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    names = [name for name in legcheck.__all__ if not name.startswith("_")]
    assert [name for name in names if not re.search(rf"\b{name}\b", prose)] == []


def test_every_heuristic_has_a_page_with_its_thresholds_and_sources(pages: dict[str, str]) -> None:
    for kind in all_heuristics():
        page = pages[f"heuristics/{kind.id}.md"]
        assert page.startswith(f"# {kind.title}\n")
        assert all(f"`{name}`" in page for name in kind.needs)
        assert all(source.split(",")[0] in page for source in kind.sources)
        fields = page.partition("## Thresholds\n")[2].partition("\n## ")[0]
        rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.*) \|$", fields, re.MULTILINE)
        assert rows
        assert [name for name, meaning in rows if "[" not in meaning] == [], "a threshold without its unit"


def test_every_heuristic_tells_why_how_and_what_it_does_not_claim(pages: dict[str, str]) -> None:
    told = (
        "## Why\n",
        "## How it is measured\n",
        "## Thresholds\n",
        "## How often it is right\n",
        "## What it does not claim\n",
    )
    every = [*all_heuristics(), *past_heuristics(), *pattern_heuristics()]
    assert len(every) > 30
    missing = {kind.id: [part for part in told if part not in pages[f"heuristics/{kind.id}.md"]] for kind in every}
    assert {name: parts for name, parts in missing.items() if parts} == {}


def test_the_page_of_a_heuristic_shows_its_own_rows_of_the_evaluation(pages: dict[str, str]) -> None:
    rows = [line for line in pages["heuristics/late_fade.md"].splitlines() if line.startswith("| `")]
    measured = [row for row in rows if "%" in row and "(" in row]
    assert len(measured) >= 5
    assert all(row in pages["evaluation.md"] for row in measured)
    assert not any(row.startswith("| `low_cadence`") for row in rows)


def test_every_heuristic_and_cause_stands_in_the_list_of_what_makes_legs_heavy() -> None:
    page = (DOCS / "heavy-legs.md").read_text(encoding="utf-8")
    every = [*all_heuristics(), *past_heuristics(), *pattern_heuristics()]
    assert [kind.id for kind in every if f"(heuristics/{kind.id}.md)" not in page] == []
    assert [cause for cause in CAUSES if cause != "none" and f"`{cause}`" not in page] == []


def test_the_first_page_shows_the_example_of_the_readme(maker: ModuleType) -> None:
    mark = "<!-- the example of the README -->"
    assert mark in (DOCS / "index.md").read_text(encoding="utf-8")
    made = load("hooks").on_page_markdown(mark)
    assert made.startswith("```text\n$ legcheck analyze")
    assert made.endswith("```")


def test_every_heuristic_with_a_sample_is_shown_by_it(pages: dict[str, str], sample_files: Path) -> None:
    truth = json.loads((sample_files / "truth.json").read_text(encoding="utf-8"))
    planted = {found for sample in truth.values() for found in sample["found"]}
    assert planted
    assert [
        found for found in sorted(planted) if "## Example\n\nOn `sample_files/" not in pages[f"heuristics/{found}.md"]
    ] == []


def test_the_causes_page_names_every_cause(pages: dict[str, str]) -> None:
    from legcheck.report.wording import CAUSES

    assert set(re.findall(r"^\| `(\w+)` \|", pages["method/causes.md"], re.MULTILINE)) == set(CAUSES)


def module(name: str) -> ModuleType:
    """A module of the package (some functions are named like theirs)."""
    return importlib.import_module(f"legcheck.{name}")


def _odds(prior: dict[str, float], lean: dict[str, float]) -> str:
    legs, choice = (prior[cause] * math.exp(lean[cause]) for cause in ("leg_limited", "eased_off"))
    return f"{100 * legs / (legs + choice):.0f} to {100 * choice / (legs + choice):.0f}"


def numbers_of_the_code() -> list[tuple[str, str]]:
    """Page of the method, and words that must stand there as long as the constants are what they are."""
    rooms = "signals.bootstrap signals.breakpoint signals.gait_change signals.heart_rate signals.pace signals.relief signals.windows"
    bootstrap, bends, gait_change, heart_rate, pace, relief, windows = map(module, rooms.split())
    base, cause, headline = map(module, ("heuristics._base", "heuristics.cause", "heuristics.headline"))
    cleaning, grade, gait = map(module, ("cleaning.clean", "cleaning.grade", "core.gait"))
    slow = module("signals.speed_error")
    return [
        ("index.md", f"minute {windows.WARM_UP_S / 60:.0f} to {100 * windows.REFERENCE_END:.0f} %"),
        ("index.md", f"stretched to {100 * windows.REFERENCE_END_LATEST:.0f} % in short"),
        ("index.md", f"without its last {100 * windows.FINISH_CUT:.0f} %"),
        ("intervals.md", f"{bootstrap.SPEED_MEMORY_S:g} s"),
        ("cadence.md", f"({gait.CADENCE_AT_REST_SPM:.1f} + {gait.CADENCE_PER_MPS:.2f} v)"),
        ("cadence.md", f"(H / {gait.REFERENCE_HEIGHT_M:g}) ** {gait.HEIGHT_EXPONENT:g}"),
        ("cadence.md", f"{gait.CADENCE_PER_GRADE_UP:g} up + {gait.CADENCE_PER_GRADE_DOWN:g} down"),
        ("cadence.md", f"differ by {gait.CADENCE_SD_HEIGHT_KNOWN_SPM:g} steps a minute"),
        ("cadence.md", f"{gait.CADENCE_SD_HEIGHT_UNKNOWN_SPM:g} where height is unknown"),
        ("cleaning.md", f"{cleaning.HEART_SETTLES_S:g} s of heart rate and {cleaning.GAIT_SETTLES_S:g} s of gait"),
        ("cleaning.md", f"limited to ±{grade.CLIP_PCT[1]:g} %"),
        ("drift.md", f"delay of {min(heart_rate.LAGS_S):g}-{max(heart_rate.LAGS_S):g} s"),
        ("drift.md", {1800.0: "less than half an hour"}[heart_rate.MIN_USABLE_S]),
        ("drift.md", f"pace varied by more than {100 * heart_rate.MAX_SPEED_CV:.0f} %"),
        ("fade.md", {2400.0: "Forty minutes"}[pace.MIN_RUN_S]),
        ("fade.md", {0.012: "slow errors of satellite speed are added, about one per cent"}[slow.SLOW_SPEED_SD]),
        ("fade.md", f"Bayes factor above {bends.EVIDENCE:g}"),
        ("intervals.md", f"{100 * slow.SLOW_SPEED_SD:g} %, as far as the estimate's weights let it through"),
        ("fade.md", f"{gait_change.CADENCE_SLOPE_SPM_PER_MPS:g} steps/min per m/s"),
        ("fade.md", f"to the power {gait_change.CONTACT_EXPONENT:g}"),
        ("relief-ratio.md", f"fade of {100 * relief.MIN_FADE:.0f} % or more"),
        ("relief-ratio.md", {1200.0: "twenty minutes before the bend"}[relief.BEFORE_ONSET_S]),
        ("relief-ratio.md", f"delayed by {relief.LAG_S:g} s"),
        ("relief-ratio.md", f"leans on {relief.DRIFT_PRIOR_BPM_PER_H:g} bpm per hour"),
        ("relief-ratio.md", f"between 0 and {relief.DRIFT_CAP_BPM_PER_H:g}"),
        ("score-and-confidence.md", f"(z - {base.SCORE_CENTRE_Z:g}) / {base.SCORE_SCALE_Z:g}"),
        ("score-and-confidence.md", f"from a score of {base.FOUND_AT:g}"),
        ("score-and-confidence.md", f"below a confidence of {base.LOW_CONFIDENCE:g}"),
        ("score-and-confidence.md", f"75 below {base.FAIR_CONFIDENCE:g}"),
        ("score-and-confidence.md", f"{headline.DRIFT_WEIGHT:g} * drift) * (1 - {headline.FORM_WEIGHT:g} * form"),
        ("causes.md", f"for more than one {cause.FARTHEST:g} spreads away"),
        ("causes.md", f"legs and choice, say, at {_odds(cause.PRIOR, cause.LEAN)}"),
    ]


def test_the_numbers_of_the_method_are_those_of_the_code() -> None:
    told = {page.name: " ".join(page.read_text(encoding="utf-8").split()) for page in (DOCS / "method").glob("*.md")}
    assert [(page, words) for page, words in numbers_of_the_code() if words not in told[page]] == []


def test_the_units_page_holds_every_channel(pages: dict[str, str]) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \|", pages["units.md"], re.MULTILINE)
    assert {name: unit for name, unit in rows if name in CHANNELS} == {name: each.unit for name, each in CHANNELS.items()}


def test_the_json_keys_of_the_embedding_guide_are_those_of_a_report(sample_files: Path) -> None:
    data = json.loads(legcheck.analyze(sample_files / "leg_limited_fade.fit").to_json())
    text = (DOCS / "guide" / "embedding.md").read_text(encoding="utf-8")
    section = text[text.index("## The JSON") : text.index("## Without the person")]
    rows = {
        tuple(re.findall(r"`(\w+)`", left)): right
        for left, right in re.findall(r"^\| (`.*?`) \| (.*) \|$", section, re.MULTILINE)
    }
    assert {name for names in rows for name in names} == set(data)
    for (*_, name), told in rows.items():
        value = data[name][0] if isinstance(data[name], list) else data[name]
        if isinstance(value, dict):
            inner = set(data["heavy_legs"]["causes"][0]) if name == "heavy_legs" else set()
            assert set(re.findall(r"`(\w+)`", told)) - inner == set(value), name


def test_the_schemas_stand_where_the_embedding_guide_says() -> None:
    text = (DOCS / "guide" / "embedding.md").read_text(encoding="utf-8")
    named = re.findall(r"`legcheck/(\w+)/(\S+\.schema\.json)`", text)
    assert [room for room, _ in named] == ["report", "batch"]
    for room, path in named:
        assert json.loads((PACKAGE / room / path).read_text(encoding="utf-8"))["$schema"].endswith("2020-12/schema")


def note_codes(room: str) -> set[str]:
    """Every code that a note gets in one room of the package: in ``Note(code, ...)``, or in a pair that becomes one."""
    codes = set()
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in {"Note", "note"} and node.args:
                inside = list(ast.walk(node.args[0]))
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and is_sentence(node.elts[1]):
                inside = [node.elts[0]]
            else:
                continue
            codes |= {str(part.value) for part in inside if isinstance(part, ast.Constant)}
    return {code for code in codes if re.fullmatch(r"[a-z]+(_[a-z]+)*", code)}


def is_sentence(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and str(node.value).count(" ") > 2)


def test_the_notes_page_lists_every_code_and_no_other(pages: dict[str, str]) -> None:
    reading, cleaning = pages["notes.md"].split("## From cleaning")
    listed = set(re.findall(r"^\| `(\w+)` \|", reading, re.MULTILINE))
    assert len(listed) > 10
    assert note_codes("parsers") ^ listed == set(), "codes that the readers leave but the page does not name, or the other way"
    assert note_codes("cleaning") - set(re.findall(r"^\| `(\w+)` \|", cleaning, re.MULTILINE)) == set()


def test_the_codes_that_heuristics_look_for_are_written_by_someone() -> None:
    wanted = set()
    for path in (PACKAGE / "heuristics").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        wanted |= set(re.findall(r'note\.code [!=]= "(\w+)"', source)) | set(re.findall(r'"(\w+)" (?:not )?in codes', source))
        wanted |= {
            code
            for group in re.findall(r"(?:codes & |_CODES = )\W*([^=]*?)[})]", source)
            for code in re.findall(r'"(\w+)"', group)
        }
    assert wanted, "the pattern found nothing"
    assert wanted - note_codes("parsers") - set(cleaning_notes()) == set()


def cleaning_notes() -> Mapping[str, str]:
    from legcheck.cleaning.notes import NOTES

    return NOTES


@each_page
def test_links_lead_somewhere(page: Path, pages: dict[str, str]) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [target.split("#")[0] for target in re.findall(r"\]\((?!https?:)([^)#]+[^)]*)\)", text)]
    generated = {(DOCS / name).resolve() for name in pages}
    missing = [target for target in targets if not is_there(page.parent / target, generated)]
    assert missing == []


def is_there(path: Path, generated: set[Path]) -> bool:
    return path.exists() or path.resolve() in generated


def test_a_page_that_would_load_from_elsewhere_is_refused() -> None:
    hooks = load("hooks")
    assert hooks.ELSEWHERE.search('<script src="https://cdn.example.org/x.js">')
    assert hooks.ELSEWHERE.search('<link rel="stylesheet" href="https://fonts.example.org/css">')
    assert not hooks.ELSEWHERE.search('<script src="../assets/x.js"></script><a href="https://doi.org/10.1000/1">')


def test_the_first_ten_lines_of_contributing_are_ten() -> None:
    first = blocks(ROOT / "CONTRIBUTING.md", "bash")[0].strip().splitlines()
    assert [int(re.search(r"# +(\d+)", line)[1]) for line in first] == list(range(1, 11))
    recipes = set(re.findall(r"^(\w+)(?: [*\w]+(?:=\S+)?)*:", (ROOT / "justfile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {line.split()[1] for line in first if line.startswith("just ")}
    assert named <= recipes


def test_the_changelog_has_its_headings() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.split(r"^## ", log, flags=re.MULTILINE)[1:]
    assert versions[0].startswith("Unreleased\n")
    wanted = ["Breaking", "Numbers that change", "Added", "Fixed"]
    assert [re.findall(r"^### (.*)$", version, re.MULTILINE) for version in versions] == [wanted] * len(versions)
    assert versions[1].startswith(f"{legcheck.__version__}\n")
    assert f"\nversion: {legcheck.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
