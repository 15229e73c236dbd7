"""FIT files, read as columns: a run in milliseconds, damaged ones as far as they go."""

from __future__ import annotations

from legcheck.parsers.fit.fitparse_engine import read_fit_with_fitparse
from legcheck.parsers.fit.reader import read_fit

__all__ = ["read_fit", "read_fit_with_fitparse"]
