"""The house rules as tests: sizes, layers, light imports, errors that travel, and nothing left lying about."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pickle
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import legcheck
from legcheck.core.errors import LegcheckError, MissingChannelError

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "legcheck"
MODULES = sorted(PACKAGE.rglob("*.py"))

MODULE_LINES = 300
FUNCTION_LINES = 30
PUBLIC_NAMES = 15

HEAVY = {"fitparse", "gpxpy", "jinja2", "lxml", "pandas", "plotly", "pyarrow", "rich", "scipy", "typer", "dask", "fsspec"}
"""What `import legcheck` must not load."""

PROMISED = {
    "Activity",
    "Athlete",
    "Finding",
    "FolderReport",
    "Heuristic",
    "LegcheckError",
    "Report",
    "Run",
    "analyze",
    "analyze_folder",
    "clean",
    "figures",
    "read",
    "read_all",
    "signals",
}

every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    """Lines of code in the body: docstring, blank lines and comments not counted."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    inside = lines[body[0].lineno - 1 : body[-1].end_lineno]
    return sum(1 for line in inside if line.strip() and not line.lstrip().startswith("#"))


def test_body_lines_counts_code_only() -> None:
    source = 'def f():\n    """Doc.\n\n    More.\n    """\n    # why\n    a = 1\n\n    return a\n'
    (function,) = functions(ast.parse(source))
    assert body_lines(function, source.splitlines()) == 2  # `a = 1` and `return a`


@every_module
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES


@every_module
def test_functions_are_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    long = {function.name: body_lines(function, lines) for function in functions(parse(path))}
    assert {name: count for name, count in long.items() if count > FUNCTION_LINES} == {}


@every_module
def test_module_opens_with_docstring_and_future_annotations(path: Path) -> None:
    tree = parse(path)
    assert ast.get_docstring(tree)
    future = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [alias.name for node in future for alias in node.names] == ["annotations"]


@every_module
def test_module_says_what_it_offers(path: Path) -> None:
    module = importlib.import_module(module_name(path))
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert len(set(module.__all__)) == len(module.__all__)


@every_module
def test_nothing_is_printed(path: Path) -> None:
    if path.name == "cli.py" or "cli" in path.parts:
        return
    calls = [node for node in ast.walk(parse(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert [node.lineno for node in calls if getattr(node.func, "id", "") == "print"] == []


@every_module
def test_no_error_is_swallowed(path: Path) -> None:
    handlers = [node for node in ast.walk(parse(path)) if isinstance(node, ast.ExceptHandler)]
    assert [handler.lineno for handler in handlers if handler.type is None] == []
    assert [handler.lineno for handler in handlers if catches_everything(handler) and does_nothing(handler)] == []


def catches_everything(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"} for kind in caught)


def does_nothing(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(line, ast.Pass | ast.Continue) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
        for line in handler.body
    )


@every_module
def test_randomness_is_seeded_by_its_caller(path: Path) -> None:
    tree = parse(path)
    shared = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "random"
        and node.attr not in {"Generator", "PCG64", "SeedSequence", "default_rng"}
    ]
    unseeded = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("default_rng") and not node.args and not node.keywords
    ]
    assert (shared, unseeded) == ([], [])


@every_module
def test_exceptions_to_the_linters_give_their_reason(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    marks = [line for line in lines if re.search(r"#\s*(noqa|type:\s*ignore)", line)]
    reasoned = re.compile(r"# (noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\])\s+(# |-- )?\w.{5,}")
    assert [line for line in marks if not reasoned.search(line)] == []


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_public_names_are_the_promised_ones() -> None:
    assert set(legcheck.__all__) - {"__version__"} == PROMISED
    assert len(set(legcheck.__all__) - {"__version__"}) <= PUBLIC_NAMES
    assert [name for name in legcheck.__all__ if getattr(legcheck, name, None) is None] == []


def test_nothing_else_is_public() -> None:
    shown = {name for name in dir(legcheck) if not name.startswith("_")}
    rooms = {module.name for module in pkgutil.iter_modules(legcheck.__path__)}
    assert shown - set(legcheck.__all__) - rooms - {"annotations"} == set()


def test_import_stays_light() -> None:
    command = [sys.executable, "-X", "importtime", "-c", "import legcheck"]
    log = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in log.splitlines() if line.startswith("import time:")}
    assert "legcheck" in loaded, "the log was not understood"
    assert loaded & HEAVY == set()


def errors() -> list[type[LegcheckError]]:
    for path in MODULES:
        importlib.import_module(module_name(path))
    found, waiting = [], [LegcheckError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(found, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", errors(), ids=lambda kind: kind.__name__)
def test_error_survives_pickling(kind: type[LegcheckError]) -> None:
    special = {MissingChannelError: lambda: MissingChannelError(["power_w"], ["speed_mps"], path="run.fit")}
    error = special[kind]() if kind in special else kind("cannot be read", path="run.fit", offset=1234)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), vars(again), again.args) == (str(error), vars(error), error.args)
    assert "run.fit" in str(again)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the copy of the package in ``folder``."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(folder / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    pytest.importorskip("importlinter", reason="import-linter is not installed (it comes with the test extra)")
    shutil.copytree(PACKAGE, tmp_path / "legcheck", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_data_flows_one_way(package_copy: Path) -> None:
    result = lint_imports(package_copy)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        ("core/channels.py", "legcheck.signals"),
        ("parsers/__init__.py", "legcheck.cleaning"),
        ("signals/__init__.py", "legcheck.pipeline"),
        ("report/__init__.py", "legcheck.cli"),
        ("parsers/__init__.py", "legcheck.synth"),
    ],
)
def test_an_upward_import_is_caught(package_copy: Path, lower: str, upper: str) -> None:
    with (package_copy / "legcheck" / lower).open("a", encoding="utf-8") as module:
        module.write(f"\nimport {upper}\n")
    result = lint_imports(package_copy)
    assert result.returncode != 0
    assert re.search(r"data flows one way\s+BROKEN", result.stdout), result.stdout + result.stderr
    below = "legcheck." + lower.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    assert f"{below} -> {upper}" in result.stdout


def test_a_heuristic_importing_another_is_caught(package_copy: Path) -> None:
    with (package_copy / "legcheck" / "heuristics" / "low_cadence.py").open("a", encoding="utf-8") as module:
        module.write("\nimport legcheck.heuristics.late_fade\n")
    result = lint_imports(package_copy)
    assert result.returncode != 0
    assert re.search(r"heuristics know nothing of each other\s+BROKEN", result.stdout), result.stdout + result.stderr
    assert "legcheck.heuristics.low_cadence -> legcheck.heuristics.late_fade" in result.stdout


BESIDE, ROOM, NOTES = "sha" + "red", "/wo" + "rk/", ("MET" + "HOD", "DES" + "IGN", "CAU" + "SES", "PEE" + "RS", "STY" + "LE")
"""Spelt in pieces, so that this file passes its own test."""

ELSEWHERE = {
    "a folder beside the repository": re.compile(rf"\b{BESIDE}/|\.\./{BESIDE}"),
    "a path of one machine": re.compile(r"(?<![\w.])/(work|opt|home|root|Users)/[\w.]"),
    "a working note": re.compile(rf"\b({'|'.join(NOTES)})\.md\b"),
    "a mark of a working note": re.compile(r"[\[(](V\d{1,3}b?|C\d{1,2})[\])]|(^|\s)\[[ERC]\]", re.MULTILINE),
    "a package registry": re.compile(r"\b(py" + r"pi\.org|pythonhos" + r"ted\.org|index" + r"-url)\b"),
}
"""What only means something outside the repository."""

MAY_NAME = {".ci/run": {"a folder beside the repository"}}


def repository_files() -> list[Path]:
    """Files under version control or about to be; without git, every file outside the scratch folders."""
    git = shutil.which("git")
    listed = git and subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed and listed.stdout:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        hidden = {".git", ".venv", "__pycache__", "site", "build", "dist"}
        paths = [path for path in ROOT.rglob("*") if hidden.isdisjoint(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


def test_the_repository_stands_on_its_own() -> None:
    files = repository_files()
    assert PACKAGE / "__init__.py" in files
    strays = []
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        found = [what for what, pattern in ELSEWHERE.items() if pattern.search(text_of(path))]
        strays += [(name, what) for what in found if what not in MAY_NAME.get(name, set())]
    assert strays == []


def test_the_pattern_of_strays_sees_them() -> None:
    seen = [
        f"../{BESIDE}/x",
        f"see {ROOM}main/x",
        f"{NOTES[0]}.md",
        f"measured [V{20}]",
        f"a guess [{'E'}]",
        f"a cause (C{12})",
    ]
    assert [text for text in seen if not any(pattern.search(text) for pattern in ELSEWHERE.values())] == []
    unseen = [
        "a shared folder",
        f"https://example.org{ROOM}x",
        "sigma[i]",
        "Sequence[R]",
        "(C) temperature",
        f"my_{NOTES[0]}.mdx",
    ]
    assert [text for text in unseen if any(pattern.search(text) for pattern in ELSEWHERE.values())] == []


def test_tests_cannot_write_into_the_repository() -> None:
    with pytest.raises(PermissionError, match="tmp_path"):
        (ROOT / "left_by_a_test.txt").write_text("should never be", encoding="utf-8")
    assert not (ROOT / "left_by_a_test.txt").exists()


def test_public_things_are_documented() -> None:
    bare = [name for name in PROMISED if not inspect.getdoc(getattr(legcheck, name, None))]
    assert bare == []


def test_rooms_are_modules_or_packages() -> None:
    assert isinstance(legcheck.signals, ModuleType)
    assert isinstance(legcheck.figures, ModuleType)
