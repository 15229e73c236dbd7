"""The commands, their arguments and exit codes. The work is done elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from legcheck.cli.places import STDOUT
from legcheck.core import LegcheckError

__all__ = ["app", "run"]

DONE, SOME_FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: all done; some files failed; the command does not fit; stopped by the user."""

_Refused = typer.BadParameter.__mro__[2]
"""What typer raises for a command line that does not fit; its own class is public only in some versions."""

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads a runner's activity files (FIT, GPX, TCX) and explains heavy legs.",
)


def run(arguments: Sequence[str]) -> int:
    """Carry out a command line; one line on stderr for anything that does not fit, the help for none at all.

    Returns
    -------
    int
        Exit code: 0 done, 1 some files failed, 2 usage or a result that cannot be written, 130 stopped from the keyboard.
    """
    is_closed = sys.stdout is None
    _take_what_nobody_reads()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if is_closed and any(argument == STDOUT or argument.endswith(f"={STDOUT}") for argument in arguments):
        return _complain("standard output is closed; give the result a name")
    try:
        code = app(args=list(arguments) or ["--help"], prog_name="legcheck", standalone_mode=False)
        code = code if arguments else USAGE
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise  # typer makes an exit of a broken pipe; any other is not for us
        _give_up_stdout()
        return DONE  # whoever read the output has seen enough
    except Exception as error:  # noqa: BLE001  what is none of ours is raised again there
        return _complain(_reason(error))
    if code == INTERRUPTED:
        return _complain("stopped", INTERRUPTED)
    return code if isinstance(code, int) else DONE


def _take_what_nobody_reads() -> None:
    """A place for what is written to a closed stream, where Python has None."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  open until the process ends


def _reason(error: Exception) -> str:
    """What is said of an error; one that nobody foresaw goes on."""
    if isinstance(error, LegcheckError):
        return str(error)
    if isinstance(error, OSError):
        _give_up_stdout()
        return f"{error.filename or 'standard output'}: {error.strerror or error}"
    if isinstance(error, _Refused):
        return getattr(error, "format_message", error.__str__)() or "no command given; see legcheck --help"
    raise error


def _give_up_stdout() -> None:
    """Drop what standard output still holds, if it cannot be written, so that Python does not try once more on its way out."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(message: str, code: int = USAGE) -> int:
    from legcheck.report.wording import printable

    sys.stderr.write(f"legcheck: {printable(message)}\n")
    return code


def _version(wanted: bool) -> None:
    if wanted:
        from legcheck.core.version import __version__

        typer.echo(f"legcheck {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Reads a runner's activity files (FIT, GPX, TCX) and explains heavy legs."""


@app.command()
def analyze(
    targets: Annotated[
        list[str], typer.Argument(metavar="FILE_OR_FOLDER...", help="Activity files, folders of them, or URLs.")
    ],
    *,
    athlete: Annotated[Path | None, typer.Option(help="TOML file with height_m, max_hr_bpm, ...")] = None,
    thresholds: Annotated[Path | None, typer.Option(help="TOML file with thresholds of your own.")] = None,
    diary: Annotated[str | None, typer.Option(help="CSV of what you wrote down: date, feel, rpe, sleep_h, shoes, ...")] = None,
    html: Annotated[str | None, typer.Option(help="Write a page that stands alone; - for standard output.")] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON; - for standard output.")] = None,
    csv: Annotated[str | None, typer.Option(help="Write a row per run as CSV; - for standard output.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Worker processes; as many as processors by default.")] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Leave out names, times and serial numbers.")] = False,
    engine: Annotated[str | None, typer.Option(help="legcheck, fitparse or gpxpy.")] = None,
    on_damage: Annotated[str | None, typer.Option(help="salvage or raise.")] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Keep and use results of folders.")] = True,
    history: Annotated[
        bool, typer.Option("--history/--no-history", help="Hold each run of a folder against those before.")
    ] = True,
    parts: Annotated[
        str | None, typer.Option(metavar="DIR", help="Write Parquet parts as the work goes on; an empty folder.")
    ] = None,
) -> None:
    """Say whether legs were heavy, and why."""
    from legcheck.cli.analyze import Request, carry_out
    from legcheck.cli.places import target_of
    from legcheck.core import Athlete
    from legcheck.heuristics import heuristics_from_toml

    request = Request(
        targets=tuple(map(target_of, targets)),
        athlete=Athlete.from_toml(athlete) if athlete else None,
        heuristics=heuristics_from_toml(thresholds) if thresholds else None,
        diary=diary,
        html=html,
        json=json,
        csv=csv,
        jobs=jobs,
        files=tuple(path for path in (athlete, thresholds) if path is not None),
        redact=redact,
        engine=engine,
        on_damage=on_damage,
        cache=cache,
        history=history,
        parts=parts,
    )
    raise typer.Exit(carry_out(request))


@app.command()
def heuristics() -> None:
    """List what is looked for: in one run, and over weeks."""
    from legcheck.cli.tables import heuristics_table, history_table, show_table

    show_table(*heuristics_table())
    typer.echo()
    show_table(*history_table())


@app.command()
def convert(
    file: Annotated[str, typer.Argument(help="An activity file, or its URL.")],
    out: Annotated[Path, typer.Argument(help="Where to write it: .csv, .parquet or .gpx.")],
) -> None:
    """Write the records of an activity as CSV, Parquet or GPX."""
    from legcheck.cli.places import keep_what_is_read, target_of
    from legcheck.core import ReadError
    from legcheck.parsers import read
    from legcheck.report.export import export

    source = target_of(file)
    keep_what_is_read([out], [source])
    try:
        activity = read(source)
    except ReadError as error:
        raise typer.Exit(_complain(str(error), SOME_FAILED)) from error
    typer.echo(f"{export(activity, out)}: {len(activity):,} records")


@app.command()
def synth(
    out: Annotated[Path, typer.Argument(help="Where to write it: .fit, .gpx or .tcx, also with .gz.")],
    *,
    plant: Annotated[str, typer.Option(help="What happens in the run: steady, late_fade, ...")] = "steady",
    seed: Annotated[int, typer.Option(help="The same seed gives the same run.")] = 0,
) -> None:
    """Make a run with known truth."""
    from legcheck.core import InputError
    from legcheck.synth import plant as planted

    try:
        path = planted(plant, seed).write(out)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}", path=str(out)) from error
    typer.echo(str(path))
