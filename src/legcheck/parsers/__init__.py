"""Files into activities: FIT, GPX and TCX, plain or packed, whole or damaged. Format knowledge ends here."""

from __future__ import annotations

from legcheck.parsers.containers import DEFAULT_LIMITS, Limits, Member, open_members
from legcheck.parsers.notes import NOTES
from legcheck.parsers.reading import ENGINES, read, read_all
from legcheck.parsers.sniff import Kind, sniff
from legcheck.parsers.table import from_frame

__all__ = [
    "DEFAULT_LIMITS",
    "ENGINES",
    "NOTES",
    "Kind",
    "Limits",
    "Member",
    "from_frame",
    "open_members",
    "read",
    "read_all",
    "sniff",
]
