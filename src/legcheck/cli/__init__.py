"""The command line: a thin face over the library."""

from __future__ import annotations

import signal
import sys
from importlib.util import find_spec

__all__ = ["main"]

HINT = 'legcheck: the command line needs two more packages: pip install "legcheck[cli]"'
"""Said when they are not there."""

USAGE, INTERRUPTED = 2, 130
"""Exit codes: the command was not understood, or cannot be carried out as given; stopped by the user."""


def main() -> None:
    """Entry point of the ``legcheck`` command; ends the process with its exit code.

    Once it is stopped, another interrupt ends what Python still does on its way out.
    """
    if find_spec("typer") is None or find_spec("rich") is None:
        sys.stderr.write(f"{HINT}\n")
        sys.exit(USAGE)
    try:
        from legcheck.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(code)
