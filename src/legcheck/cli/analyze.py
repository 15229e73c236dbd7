"""The analyze command: one file in full, several in a line each, a folder in ten lines and a table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from legcheck.cli.places import STDOUT, check_outputs, keep_recordings, keep_what_is_read
from legcheck.cli.tables import is_terminal, show_lines, show_runs
from legcheck.core import Athlete, InputError, LegcheckError
from legcheck.report.files import write_text

if TYPE_CHECKING:
    from legcheck.batch import FolderReport, Outcome
    from legcheck.batch.targets import Target
    from legcheck.heuristics import Heuristic
    from legcheck.report import Report

__all__ = ["Request", "carry_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for; names as on the command line. ``files`` are those with settings: the athlete's, thresholds."""

    targets: tuple[Target, ...]
    athlete: Athlete | None
    heuristics: tuple[Heuristic, ...] | None
    diary: str | None
    html: str | None
    json: str | None
    csv: str | None
    jobs: int | None
    files: tuple[Path, ...]
    redact: bool
    engine: str | None
    on_damage: str | None
    cache: bool
    history: bool
    parts: str | None

    @property
    def settings(self) -> dict[str, Any]:
        """What belongs to reading and analysis."""
        given = {"athlete": self.athlete, "heuristics": self.heuristics, "engine": self.engine, "on_damage": self.on_damage}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def talks(self) -> bool:
        """Whether standard output is free for people."""
        return STDOUT not in self.outputs

    @property
    def outputs(self) -> tuple[str | None, ...]:
        """Where results go."""
        return (self.html, self.json, self.csv)


def carry_out(request: Request) -> int:
    """Analyse, show and write; returns the exit code."""
    if request.outputs.count(STDOUT) > 1:
        raise InputError("only one of --html, --json and --csv can go to standard output")
    if request.parts and request.redact:
        raise InputError("parts hold names and times; write JSON, CSV or HTML with --redact")
    keep_what_is_read(request.outputs, (*request.targets, *request.files, _path(request.diary)))
    keep_recordings(request.outputs)
    check_outputs(request.outputs)
    is_alone = len(request.targets) == 1 and request.diary is None and request.parts is None
    if is_alone and _is_single(request.targets[0]):
        return _one_file(request, request.targets[0])
    return _many(request)


def _path(diary: str | None) -> Target | None:
    from legcheck.batch.targets import as_target

    return None if diary is None else as_target(diary)


def _is_single(path: Target) -> bool:
    """A file that holds one activity: no folder, no zip (told by its first bytes; behind a URL by its name).

    A pipe is taken for one unseen: what is read of it is gone.
    """
    from legcheck.batch.targets import is_folder
    from legcheck.parsers import Kind
    from legcheck.parsers.sniff import sniff_container

    if is_folder(path):
        return False
    if isinstance(path, str):
        return not path.lower().endswith(".zip")
    if not path.is_file():
        return True
    try:
        with path.open("rb") as stream:
            return sniff_container(stream.read(16)) is not Kind.ZIP
    except OSError:
        return True


def _one_file(request: Request, path: Target) -> int:
    from legcheck.pipeline import analyze

    try:
        report = analyze(path, **request.settings)
    except LegcheckError as error:
        said = _nameless(error, path) if request.redact else str(error)
        if isinstance(error, InputError):
            raise InputError(said) from error
        _complain(said)
        return 1
    if request.talks:
        _show_report(report, redact=request.redact)
    _write(
        (request.json, lambda: report.to_json(indent=2, redact=request.redact) + "\n"),
        (request.csv, lambda: _as_folder(report).to_csv(redact=request.redact)),
        (request.html, lambda: report.to_html(redact=request.redact)),
    )
    return 0


def _nameless(error: LegcheckError, path: Target) -> str:
    """An error as a folder's redacted report tells it."""
    from legcheck.batch import Outcome
    from legcheck.batch.redact import redacted_outcomes
    from legcheck.batch.targets import shown

    message = error.message.replace(str(Path.cwd()), "[folder]")
    (outcome,) = redacted_outcomes([Outcome(path=shown(path), kind="error", reason=message)])
    return f"{outcome.path}: {outcome.reason}"


def _many(request: Request) -> int:
    from legcheck.batch import analyze_paths
    from legcheck.batch.targets import is_folder

    how = {name: getattr(request, name) for name in ("jobs", "cache", "diary", "history", "parts")}
    folder = analyze_paths(request.targets, **how, **request.settings)
    shown = folder.redacted() if request.redact else folder
    named = tuple(str(path) for path in request.targets if not is_folder(path))
    if request.talks:
        _show_folder(shown, is_folder=len(named) < len(request.targets) or _holds_several(folder, named), parts=request.parts)
    failed = [pair for pair in zip(folder.outcomes, shown.outcomes, strict=True) if _has_failed(pair[0], named)]
    for _, outcome in failed:
        _complain(f"{outcome.path}: {outcome.reason}")
    _write((request.json, lambda: shown.to_json(indent=2) + "\n"), (request.csv, shown.to_csv), (request.html, shown.to_html))
    return 1 if failed else 0


def _holds_several(report: FolderReport, named: tuple[str, ...]) -> bool:
    """Whether one of the files that were named holds several runs, as an export does: it is told as a folder is."""
    packed = {outcome.path for outcome in report.outcomes if outcome.kind == "run"} - set(named)
    return any(sum(path.startswith((f"{name}/", f"{name}#")) for path in packed) > 1 for name in named)


def _has_failed(outcome: Outcome, named: tuple[str, ...]) -> bool:
    """Whether a file failed: any reason counts for a file named by the user, only damage for one found in a folder."""
    if outcome.kind in {"run", "duplicate"}:
        return False
    is_named = outcome.path in named or outcome.path.rpartition("#")[0] in named
    return is_named or outcome.kind == "error"


def _show_report(report: Report, *, redact: bool) -> None:
    from legcheck.report.text import as_text

    data = report.to_dict(redact=redact)
    if not is_terminal():
        typer.echo(as_text(data), nl=False)
        return
    from rich.console import Console

    from legcheck.report.terminal import renderables

    console = Console(highlight=False)
    for part in renderables(data):
        console.print(part)


def _show_folder(report: FolderReport, *, is_folder: bool, parts: str | None) -> None:
    from legcheck.batch.digest import HEADER, heavy_rows, lines, rows
    from legcheck.history.words import section_texts
    from legcheck.report.wording import printable, verdict

    if is_folder:
        head = list(lines(report))
    else:
        runs = [outcome for outcome in report.outcomes if outcome.kind == "run"]
        head = [printable(f"{outcome.path}: {outcome.reason or verdict(outcome.report['heavy_legs'])}") for outcome in runs]
    table = () if parts else rows(report)
    head += [f"Results: {printable(parts)}"] if parts else []
    show_lines([*head, ""] if table else head, style="bold" if is_folder else "")
    if table:
        show_runs(HEADER, table, heavy_rows(report))
    for text in section_texts(report.history) if is_folder else ():
        show_lines(["", *text.split("\n")])


def _as_folder(report: Report) -> FolderReport:
    from legcheck.batch import FolderReport, outcome_of

    return FolderReport(folder="", outcomes=(outcome_of(report),))


def _write(*results: tuple[str | None, Callable[[], str]]) -> None:
    """Write each result to its place; one that cannot be written keeps none of the others from it.

    Raises
    ------
    InputError
        The first that could not; others are told.
    """
    errors = []
    for target, content in results:
        try:
            if target == STDOUT:
                typer.echo(content(), nl=False)
            elif target is not None:
                write_text(target, content())
        except InputError as error:
            errors.append(error)
    for other in errors[1:]:
        _complain(str(other))
    if errors:
        raise errors[0]


def _complain(message: str) -> None:
    from legcheck.report.wording import printable

    sys.stderr.write(f"legcheck: {printable(message)}\n")
