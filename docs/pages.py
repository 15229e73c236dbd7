"""Pages made from the code: units, notes, constants, heuristics, public names, and the changelog.

Everything here turns the package into Markdown; ``hooks.py`` hands the pages to mkdocs when the documentation is built.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
from collections.abc import Iterator
from typing import Any

from figures import signals_page
from heuristic_pages import cause_weights_page, heuristic_page, heuristics, heuristics_page
from history_pages import history_pages
from writing import ROOT, first_line, linked, plain, table

import legcheck
from legcheck.core.channels import CHANNELS, Channel
from legcheck.core.run import MASKS

JUDGING = ("cleaning", "core", "heuristics", "history", "parsers", "signals")
"""The rooms of the package whose numbers can change a verdict."""

LONGEST_VALUE = 60
"""[characters] Longer constants are tables, which the pages show in their own way."""


def generated_pages() -> dict[str, str]:
    """Every page that is made from the code: its path and its Markdown."""
    pages = {"units.md": units_page(), "changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")}
    pages["notes.md"] = notes_page()
    pages["signals.md"] = signals_page()
    pages["method/cause-weights.md"] = cause_weights_page()
    pages["method/constants.md"] = constants_page()
    pages["heuristics/index.md"] = heuristics_page()
    pages |= {f"heuristics/{kind.id}.md": heuristic_page(kind) for kind in heuristics()}
    pages |= history_pages()
    pages["reference/index.md"] = reference_page()
    return pages | {f"reference/{name}.md": name_page(name) for name in public_names()}


def public_names() -> list[str]:
    """The public names, in reading order."""
    return [name for name in sorted(legcheck.__all__, key=str.lower) if not name.startswith("_")]


def units_page() -> str:
    """The channel table as a page."""
    recorded = table(("channel", "unit", "meaning", "plausible", "gap filled"), map(channel_row, channels(derived=False)))
    derived = table(("channel", "unit", "meaning", "plausible", "gap filled"), map(channel_row, channels(derived=True)))
    masks = table(("mask", "true where"), ([f"`{name}`", meaning] for name, meaning in MASKS.items()))
    return f"""# Units

One table rules every name, unit and plausible range; readers, checks, tests and this page are made from it.

A **step** is one foot to the *other* foot. A **stride** is two steps. `cadence_spm` counts both feet. Watches store one
foot's count; legcheck doubles it and [says so](notes.md).

## Recorded

A value outside the plausible range is blanked, with a note. A gap in a channel is filled by a straight line only when it is no
longer than the last column says, and never across a stop.

{recorded}

## Derived

{derived}

## Masks

Each cleaned run carries these; they are columns of `report.signals`.

{masks}
"""


def channels(*, derived: bool) -> list[Channel]:
    """The recorded or the derived channels, in the order of the table."""
    return [channel for channel in CHANNELS.values() if channel.derived is derived]


def channel_row(channel: Channel) -> list[str]:
    """A row of the units page."""
    span = f"{channel.low:,.10g} to {channel.high:,.10g}"
    return [f"`{channel.name}`", channel.unit, channel.meaning, span, f"{channel.bridge_s:g} s" if channel.bridge_s else "no"]


def constants_page() -> str:
    """Every named constant with a unit, from the modules themselves."""
    parts = []
    for path in sorted(path for room in JUDGING for path in (ROOT / "src" / "legcheck" / room).rglob("*.py")):
        rows = list(constants(ast.parse(path.read_text(encoding="utf-8"))))
        if rows:
            name = path.relative_to(ROOT / "src").with_suffix("").as_posix().replace("/", ".")
            parts.append(f"## {name}\n\n" + table(("constant", "value", "unit", "meaning and source"), rows))
    return (
        "# Constants\n\nMade from the code: every named constant with its unit and source. Where no paper is named, the "
        "number is our own choice. A change of any of them is listed in the [changelog](../changelog.md) under *Numbers that "
        "change*.\n\n" + "\n\n".join(parts) + "\n"
    )


def constants(module: ast.Module) -> Iterator[list[str]]:
    """Name, value, unit and meaning of the constants whose note opens with a unit in brackets."""
    for line, note in itertools.pairwise(module.body):
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        if not (isinstance(target, ast.Name) and isinstance(note, ast.Expr) and isinstance(note.value, ast.Constant)):
            continue
        told = re.match(r"\[([^\]]*)\]\s*(.*)", str(note.value.value), re.DOTALL)
        value = ast.unparse(line.value)
        if told and len(value) <= LONGEST_VALUE:
            yield [f"`{target.id}`", f"`{value}`", told[1], plain(linked(" ".join(told[2].split())))]


def notes_page() -> str:
    """The notes page: the tables of reading and of cleaning, put where they are named."""
    from legcheck import cleaning
    from legcheck.parsers import notes as reading

    page = (ROOT / "docs" / "notes.md.in").read_text(encoding="utf-8")
    for name, codes in (("reading", reading.NOTES), ("cleaning", cleaning.NOTES)):
        page = page.replace(
            f"{{{name}}}", table(("code", "what it says"), ([f"`{code}`", told] for code, told in codes.items()))
        )
    return page


def reference_page() -> str:
    """The list of all public names."""
    rows = ([f"[`{name}`]({name}.md)", first_line(getattr(legcheck, name))] for name in public_names())
    return f"""# Public names

Everything that `import legcheck` offers. These names, their parameters and the keys of `Report.to_dict()` are a promise:
a change is listed under *Breaking* in the [changelog](../changelog.md).

{table(("name", "what it is"), rows)}
"""


def name_page(name: str) -> str:
    """The page of one public name: a thing, or a module and the things it offers."""
    thing = getattr(legcheck, name)
    head = f"# `legcheck.{name}`\n\n"
    if not inspect.ismodule(thing):
        return f"{head}{described(thing)}"
    parts = [getattr(thing, member) for member in thing.__all__]
    offered = "\n".join(described(part) for part in parts if inspect.isclass(part) or inspect.isroutine(part))
    return f"{head}{plain(inspect.getdoc(thing) or '')}\n\n{offered}"


def described(thing: Any) -> str:
    """The line that makes mkdocstrings describe a class or function, where it is defined."""
    return f"::: {thing.__module__}.{thing.__qualname__}\n"
