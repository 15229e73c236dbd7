"""The command line: a thin face over the library."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]

HINT = 'legcheck: the command line needs two more packages: pip install "legcheck[cli]"'
"""Said when they are not there."""

USAGE = 2
"""Exit code: the command was not understood, or cannot be carried out as given."""


def main() -> None:
    """Entry point of the ``legcheck`` command; ends the process with its exit code."""
    if find_spec("typer") is None or find_spec("rich") is None:
        sys.stderr.write(f"{HINT}\n")
        sys.exit(USAGE)
    from legcheck.cli.app import run

    sys.exit(run(sys.argv[1:]))
