"""Lets the tests of this folder import the builder of runs in tests/signals."""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = str(Path(__file__).parents[1] / "signals")
if FOLDER not in sys.path:
    sys.path.insert(0, FOLDER)
