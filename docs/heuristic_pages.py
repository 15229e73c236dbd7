"""The pages about heuristics and causes, made from their classes and from what they say about made-up runs."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import re
from typing import Any

from class_text import how_often_right, not_claimed, section, why
from writing import ROOT, first_line, linked, table

import legcheck

METHOD_OF_FAMILY = {
    "cadence": "cadence.md",
    "contact": "fade.md",
    "heart": "drift.md",
    "pace": "fade.md",
    "quality": "cleaning.md",
}
"""Page of the method for each family of heuristics."""


def heuristics() -> list[Any]:
    """The classes of all heuristics, by id."""
    from legcheck.heuristics import all_heuristics

    return sorted((each if isinstance(each, type) else type(each) for each in all_heuristics()), key=lambda kind: kind.id)


def heuristics_page() -> str:
    """The list of all heuristics."""
    rows = ([f"[{kind.title}]({kind.id}.md)", f"`{kind.id}`", first_line(kind)] for kind in heuristics())
    return f"""# Heuristics

What legcheck looks for. Each is one file, judges on its own, and answers in one of three ways: **found**, **clear**, or
**not assessed** with the reason. What a score and a confidence mean is [explained here](../method/score-and-confidence.md).

{table(("heuristic", "id", "what it looks for"), rows)}
"""


def heuristic_page(kind: Any) -> str:
    """One heuristic from its class: what, why, how, an example, thresholds, how often it is right, what it does not claim, sources."""
    needed = ", ".join(f"`{name}`" for name in sorted(kind.needs))
    method = METHOD_OF_FAMILY.get(kind.family)
    more = f"\n\nMore of it: [method](../method/{method})." if method else ""
    parts = [
        f"# {kind.title}",
        first_line(kind),
        f"**Id** `{kind.id}`. **Needs** {needed}; without it the answer is *not assessed*.",
        why(kind),
        section(kind, "Notes", "How it is measured") + more,
        example(kind.id),
        thresholds(kind),
        how_often_right(kind.id),
        not_claimed(kind),
        "## Sources\n\n" + "\n".join(f"- {linked(source)}" for source in kind.sources),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


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
    rows = [[f"`{field.name}`", shown(field.default), told.get(field.name, "")] for field in dataclasses.fields(kind)]
    if not rows:
        return ""
    return f"## Thresholds\n\nFields of `{kind.__name__}`.\n\n" + table(("threshold", "default", "meaning, unit, source"), rows)


def shown(default: Any) -> str:
    """A default as people read it."""
    if isinstance(default, tuple):
        return ", ".join(map(shown, default))
    return f"{default:g}" if isinstance(default, int | float) else str(default)


def attribute_notes(docstring: str) -> dict[str, str]:
    """What the *Attributes* section of a numpydoc docstring says of each name."""
    _, _, section = docstring.partition("Attributes\n----------\n")
    entries = re.findall(r"^(\w[\w, ]*) :[^\n]*\n((?:[ ]+\S[^\n]*\n?)+)", section, re.MULTILINE)
    return {name.strip(): " ".join(text.split()) for names, text in entries for name in names.split(",")}


def cause_weights_page() -> str:
    """What each cause expects of each measurement."""
    weighing = vars(importlib.import_module("legcheck.heuristics.cause"))
    expected, weight, prior, lean = (weighing[name] for name in ("EXPECTED", "WEIGHT", "PRIOR", "LEAN"))
    second = weighing["OR_ELSE"]
    head = ("cause", "prior", "lean", *(f"`{name}`" for name in expected))
    rows = [
        [
            f"`{cause}`",
            f"{prior[cause]:g}",
            f"{lean.get(cause, 0.0):+.2f}",
            *(spread(expected[name][cause], second.get(name, {}).get(cause)) for name in expected),
        ]
        for cause in weighing["CAUSES"]
    ]
    rows.append(["*weight*", "", "", *(f"{weight[name]:g}" for name in expected)])
    return f"""---
hide:
  - toc
---

# Weights of causes

Made from the code: the value, and its spread, that each cause lets one expect of each measurement, and the prior before
anything is known of the run. How they are used is told under [what limits a run](causes.md). Sizes are our own choice, set
on simulated runs.

`fade`, `early_surge`: share of speed. `relief`, `abruptness`: ratio. `drift`: bpm per hour. `onset_share`: share of the
run. `contact_time`: per cent at equal speed. `cadence`: steps/min at equal speed. `early_intensity`: share of the maximum
heart rate. `temperature`: degrees Celsius at the sensor. `effort`, `feel`: 0-100, as entered. `lean`: log odds, fitted on
simulated fades together with one sharpness of {weighing["SHARPNESS"]:g} for all weights.

{table(head, rows)}
"""


def spread(pair: tuple[float, float], second: tuple[float, float, float] | None) -> str:
    """A mean and its spread, and a second way in which the cause shows with how often it does."""
    first = f"{pair[0]:g} ± {pair[1]:g}"
    return first if second is None else f"{first}; in {100 * second[2]:.0f} % {second[0]:g} ± {second[1]:g}"
