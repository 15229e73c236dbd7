"""One Report, many renderings: text, terminal, JSON, HTML and figures, all from the same data."""

from __future__ import annotations

from legcheck.report.json import SCHEMA_VERSION, schema
from legcheck.report.model import Report, Summary, UnknownFindingError
from legcheck.report.order import in_order

__all__ = ["SCHEMA_VERSION", "Report", "Summary", "UnknownFindingError", "in_order", "schema"]
