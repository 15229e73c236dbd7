"""Every code that a note gets while reading is in the table, and the table holds no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import legcheck.parsers
from legcheck.parsers import NOTES

FOLDER = Path(legcheck.parsers.__file__).parent
SOURCES = [path for path in sorted(FOLDER.rglob("*.py")) if path.name != "notes.py"]
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def nodes() -> Iterator[ast.AST]:
    for path in SOURCES:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def texts(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or any(text.count(" ") > 2 for text in texts(node))


def written() -> set[str]:
    """Codes in ``Note(code, ...)``, and in the pairs of a code and a message that become notes elsewhere."""
    found: set[str] = set()
    for node in nodes():
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Note") and node.args:
            found |= texts(node.args[0])
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and is_message(node.elts[1]):
            found |= {text for text in texts(node.elts[0]) if CODE.fullmatch(text)}
    return found


def test_every_code_is_in_the_table_and_no_other() -> None:
    assert written() == set(NOTES)


def test_every_note_names_its_code_where_it_is_made_or_in_a_pair() -> None:
    calls = [node for node in nodes() if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Note")]
    assert len(calls) > 20
    for call in calls:
        assert len(call.args) == 2, ast.unparse(call)
        assert texts(call.args[0]) or ast.unparse(call.args[0]) == "code", ast.unparse(call)


def test_the_table_is_for_people_and_in_order() -> None:
    assert list(NOTES) == sorted(NOTES)
    for code, meaning in NOTES.items():
        assert CODE.fullmatch(code)
        assert meaning.count(" ") > 2
        assert not meaning.endswith(".")
