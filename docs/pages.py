"""Pages made from the code: units, notes, constants, heuristics, public names, and the changelog.

Everything here turns the package into Markdown; ``hooks.py`` hands the pages to mkdocs when the documentation is built.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import legcheck
from legcheck.core.channels import CHANNELS, Channel
from legcheck.core.run import MASKS

ROOT = Path(__file__).resolve().parents[1]


METHOD_OF_FAMILY = {
    "cadence": "cadence.md",
    "contact": "fade.md",
    "heart": "drift.md",
    "pace": "fade.md",
    "quality": "cleaning.md",
}
"""Page of the method for each family of heuristics."""

JUDGING = ("cleaning", "core", "heuristics", "history", "parsers", "signals")
"""The rooms of the package whose numbers can change a verdict."""

LONGEST_VALUE = 60
"""[characters] Longer constants are tables, which the pages show in their own way."""


def generated_pages() -> dict[str, str]:
    """Every page that is made from the code: its path and its Markdown."""
    pages = {"units.md": units_page(), "changelog.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")}
    pages["notes.md"] = notes_page()
    pages["method/cause-weights.md"] = cause_weights_page()
    pages["method/constants.md"] = constants_page()
    pages["heuristics/index.md"] = heuristics_page()
    pages |= {f"heuristics/{kind.id}.md": heuristic_page(kind) for kind in heuristics()}
    pages["reference/index.md"] = reference_page()
    return pages | {f"reference/{name}.md": name_page(name) for name in public_names()}


def public_names() -> list[str]:
    """The public names, in reading order."""
    return [name for name in sorted(legcheck.__all__, key=str.lower) if not name.startswith("_")]


def heuristics() -> list[Any]:
    """The classes of all heuristics, by id."""
    from legcheck.heuristics import all_heuristics

    return sorted((each if isinstance(each, type) else type(each) for each in all_heuristics()), key=lambda kind: kind.id)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    cells = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


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


def heuristics_page() -> str:
    """The list of all heuristics."""
    rows = ([f"[{kind.title}]({kind.id}.md)", f"`{kind.id}`", first_line(kind)] for kind in heuristics())
    return f"""# Heuristics

What legcheck looks for. Each is one file, judges on its own, and answers in one of three ways: **found**, **clear**, or
**not assessed** with the reason. What a score and a confidence mean is [explained here](../method/score-and-confidence.md).

{table(("heuristic", "id", "what it looks for"), rows)}
"""


def first_line(thing: Any) -> str:
    """The first sentence of a docstring, on one line."""
    return plain(" ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()))


def heuristic_page(kind: Any) -> str:
    """One heuristic from its class: what it looks for, what it needs, an example, its thresholds and sources."""
    needed = ", ".join(f"`{name}`" for name in sorted(kind.needs))
    method = METHOD_OF_FAMILY.get(kind.family)
    how = f" How it is measured: [method](../method/{method})." if method else ""
    parts = [
        f"# {kind.title}",
        first_line(kind),
        f"**Id** `{kind.id}`. **Needs** {needed}; without it the answer is *not assessed*.{how}",
        example(kind.id),
        thresholds(kind),
        "## Sources\n\n" + "\n".join(f"- {linked(source)}" for source in kind.sources),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def linked(text: str) -> str:
    """The text with its DOI as a link."""
    return re.sub(r"(?<!\[)doi:(10\.\S+[^\s.,;)])", r"[doi:\1](https://doi.org/\1)", text)


@functools.cache
def sample_reports() -> dict[str, Any]:
    """The reports of the sample files that are activities, by what they are called in the text."""
    folder = ROOT / "sample_files"
    files = sorted(path for path in folder.iterdir() if path.suffix in {".fit", ".gpx", ".tcx", ".gz", ".zip"})
    return {f"On `sample_files/{path.name}`": legcheck.analyze(path) for path in files}


@functools.cache
def planted_reports() -> dict[str, Any]:
    """The reports of one run of each kind that can be made, by what they are called in the text."""
    from legcheck import synth

    words = "On a run made by `legcheck synth made.fit --plant {} --seed 0`"
    return {words.format(name): legcheck.analyze(synth.plant(name, seed=0).fit()) for name in sorted(synth.PLANTS)}


def example(heuristic_id: str) -> str:
    """What the heuristic says about the made-up run on which it speaks loudest, as this build computed it."""
    from legcheck.report.wording import evidence_line

    found = speaking(heuristic_id, sample_reports()) or speaking(heuristic_id, planted_reports())
    if not found:
        return ""
    name, finding = max(
        found.items(), key=lambda item: (round(item[1].score * item[1].confidence), len(item[1].evidence), item[0])
    )
    evidence = (evidence_line(dataclasses.asdict(item)) for item in finding.evidence)
    lists = {
        "The numbers": evidence,
        "What else would explain it, and what is not claimed": finding.alternatives,
        "What to try": (f"{advice.text} ({linked(advice.source)})" for advice in finding.advice),
    }
    told = "\n\n".join(f"**{head}**\n\n" + "\n".join(f"- {line}" for line in lines) for head, lines in lists.items())
    verdict = f"> {finding.reason}\n>\n> score {finding.score:.0f} of 100, confidence {finding.confidence:.2f}"
    return f"## Example\n\n{name}:\n\n{verdict}\n\n{told}"


def speaking(heuristic_id: str, reports: dict[str, Any]) -> dict[str, Any]:
    """The findings of one heuristic in the reports in which it found something."""
    return {name: report[heuristic_id] for name, report in reports.items() if report[heuristic_id].is_found}


def thresholds(kind: Any) -> str:
    """The fields of a heuristic, their defaults, and what the class docstring says of them."""
    told = attribute_notes(inspect.getdoc(kind) or "")
    rows = [[f"`{field.name}`", f"{field.default:g}", told.get(field.name, "")] for field in dataclasses.fields(kind)]
    if not rows:
        return ""
    return f"## Thresholds\n\nFields of `{kind.__name__}`.\n\n" + table(("threshold", "default", "meaning, unit, source"), rows)


def attribute_notes(docstring: str) -> dict[str, str]:
    """What the *Attributes* section of a numpydoc docstring says of each name."""
    _, _, section = docstring.partition("Attributes\n----------\n")
    entries = re.findall(r"^(\w[\w, ]*) :[^\n]*\n((?:[ ]+\S[^\n]*\n?)+)", section, re.MULTILINE)
    return {name.strip(): " ".join(text.split()) for names, text in entries for name in names.split(",")}


def cause_weights_page() -> str:
    """What each cause expects of each measurement."""
    weighing = vars(importlib.import_module("legcheck.heuristics.cause"))
    expected, weight, prior = (weighing[name] for name in ("_EXPECTED", "_WEIGHT", "_PRIOR"))
    head = ("cause", "prior", *(f"`{name}`" for name in expected))
    rows = [
        [f"`{cause}`", f"{prior[cause]:g}", *(spread(expected[name][cause]) for name in expected)]
        for cause in weighing["CAUSES"]
    ]
    rows.append(["*weight*", "", *(f"{weight[name]:g}" for name in expected)])
    return f"""---
hide:
  - toc
---

# Weights of causes

Made from the code: the value, and its spread, that each cause lets one expect of each measurement, and the prior before
anything is known of the run. How they are used is told under [what limits a run](causes.md). Sizes are our own choice, set
on simulated runs.

`fade`, `early_surge`: share of speed. `relief`, `abruptness`: ratio. `drift`: bpm per hour. `onset_share`: share of the
run. `contact_time`: per cent at equal speed. `cadence`: steps/min at equal speed.

{table(head, rows)}
"""


def spread(pair: tuple[float, float]) -> str:
    """A mean and its spread."""
    return f"{pair[0]:g} ± {pair[1]:g}"


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
    """The notes page: what is written there about reading, and the table of cleaning."""
    from legcheck.cleaning.notes import NOTES

    written = (ROOT / "docs" / "notes.md.in").read_text(encoding="utf-8")
    return written + table(("code", "what it says"), ([f"`{code}`", meaning] for code, meaning in NOTES.items())) + "\n"


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


def plain(text: str) -> str:
    """Text with ``:class:`~package.Name``` written as the bare name in code font; also in HTML."""
    return re.sub(r":\w+:(`|<code>)~?(?:[\w.]+\.)?(\w+)(`|</code>)", r"\1\2\3", text)
