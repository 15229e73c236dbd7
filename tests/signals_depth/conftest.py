"""Lets the tests of this folder import the builder of runs by hand, and what lies beside them."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (str(HERE), str(HERE.parent / "signals")):
    if folder not in sys.path:
        sys.path.insert(0, folder)
