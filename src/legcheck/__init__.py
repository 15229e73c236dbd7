"""legcheck reads a runner's GPS activity files (FIT, GPX, TCX) and explains heavy legs.

>>> import legcheck
>>> sorted(legcheck.__all__)[:3]
['Activity', 'Athlete', 'Finding']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from legcheck.core.version import __version__ as __version__

__all__ = [
    "Activity",
    "Athlete",
    "Finding",
    "FolderReport",
    "Heuristic",
    "LegcheckError",
    "Report",
    "Run",
    "analyze",
    "analyze_folder",
    "clean",
    "figures",
    "read",
    "read_all",
    "signals",
]

if TYPE_CHECKING:
    from legcheck import signals
    from legcheck.batch import FolderReport, analyze_folder
    from legcheck.cleaning import clean
    from legcheck.core import Activity, Athlete, Finding, LegcheckError, Run
    from legcheck.heuristics import Heuristic
    from legcheck.parsers import read, read_all
    from legcheck.pipeline import analyze
    from legcheck.report import Report, figures

_HOME = {
    "Activity": "legcheck.core",
    "Athlete": "legcheck.core",
    "Finding": "legcheck.core",
    "FolderReport": "legcheck.batch",
    "Heuristic": "legcheck.heuristics",
    "LegcheckError": "legcheck.core",
    "Report": "legcheck.report",
    "Run": "legcheck.core",
    "analyze": "legcheck.pipeline",
    "analyze_folder": "legcheck.batch",
    "clean": "legcheck.cleaning",
    "read": "legcheck.parsers",
    "read_all": "legcheck.parsers",
}
"""Where each public name lives; fetched on first use, so that ``import legcheck`` stays light."""

_MODULES = {"figures": "legcheck.report.figures", "signals": "legcheck.signals"}
"""Public names that are modules."""


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'legcheck' has no attribute {name!r}; there are: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
