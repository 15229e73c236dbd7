"""The runner's own diary: a table with a row per day or per run, any of its columns, in any order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from legcheck.core import InputError
from legcheck.history.diary import FEEL_STEP, FEEL_WORDS, DiaryEntry
from legcheck.history.diary_table import (
    BadCell,
    BadCellError,
    Table,
    TableSource,
    day_first,
    number,
    read_cells,
    read_table,
    refuse,
)
from legcheck.history.table_head import header_of

__all__ = ["DIARY_COLUMNS", "is_diary", "read_diary"]

DIARY_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "date": "2024-06-03, with the time of the run where there were several: 2024-06-03 07:10",
        "feel": "1 very weak, 2 weak, 3 normal, 4 strong, 5 very strong",
        "rpe": "how hard it was, 0 nothing to 10 maximal",
        "sleep_h": "sleep in the night before [h]",
        "shoes": "name of the pair",
        "strength": "yes or no: strength training on that day",
        "fuel": "what was eaten before and during",
        "illness": "yes or no: ill on that day",
        "weight": "on that morning [kg]",
        "resting_hr": "on that morning [bpm]",
        "notes": "anything",
    }
)
"""Columns of a diary and what they hold. A column whose name begins with ``_`` is left alone."""

RPE_STEP = 10.0
"""[points] Likewise for the rating of effort from 0 to 10 (Borg CR10)."""

YES = frozenset({"yes", "y", "true", "1", "x", "ja", "j", "oui", "si", "sí"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "nee"})

ABOUT_ACTIVITY = ("feel", "effort", "shoes", "fuel")
"""What two rows of one day without a time must not tell differently."""

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(.+))?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DATE = "a date such as 2024-06-03 or 2024-06-03 07:10"


def read_diary(source: TableSource) -> tuple[DiaryEntry, ...]:
    r"""Read a diary; all of it or nothing.

    Parameters
    ----------
    source : path or open file
        A table in UTF-8 with a header, parted by commas, semicolons or tabs. Its columns are any of :data:`DIARY_COLUMNS`,
        whatever their order and case; ``date`` is needed. Feel goes from 1 to 5 and becomes 0 to 100, effort from 0 to 10
        and becomes 0 to 100. Times are those of the runner's clock unless a time zone is written behind them.

    Returns
    -------
    tuple of DiaryEntry
        In order of time; rows that say nothing but a date are left out.

    Raises
    ------
    InputError
        If the file is no such table; the message lists up to twenty bad cells with row, column, value and what is expected.

    Examples
    --------
    >>> import io
    >>> (entry,) = read_diary(io.StringIO("Date,Feel,RPE,Sleep_h\n2024-06-03,2,7,6.5\n"))
    >>> entry.feel, entry.effort, entry.sleep_h
    (25.0, 70.0, 6.5)
    """
    table = read_table(source)
    columns = _columns(table)
    bad: list[BadCell] = []
    read = [(row, _entry(row, cells, bad)) for row, cells in table.records(columns)]
    entries = [(row, entry) for row, entry in read if entry is not None]
    bad += _contradictions(entries)
    refuse(bad, table.path)
    return tuple(sorted((entry for _, entry in entries), key=lambda entry: entry.sort_key))


def is_diary(data: bytes) -> bool:
    r"""Whether a table begins like a diary: a column ``date`` first, and another that diaries have.

    Examples
    --------
    >>> is_diary(b"Date;Feel;km\n2024-06-03;2;8\n"), is_diary(b"date,km\n2024-06-03,8\n")
    (True, False)
    """
    names = _names(header_of(data))
    return names[:1] == ["date"] and len(set(names) & set(DIARY_COLUMNS)) > 1


def _names(header: Sequence[str]) -> list[str]:
    return [name.replace(" ", "_") for name in header]


def _columns(table: Table) -> dict[str, int]:
    """Place of each known column."""
    names = _names(table.header)
    known = {name: place for place, name in enumerate(names) if name in DIARY_COLUMNS}
    for place, name in enumerate(names):
        if name in DIARY_COLUMNS and place != known[name]:
            raise InputError(f"column {name} is there twice", path=table.path)
        if not name and any(cells[place] for _, cells in table.rows):
            raise InputError(f"column {place + 1} has no name; a name that begins with _ leaves it alone", path=table.path)
        if name and name not in DIARY_COLUMNS and not name.startswith("_"):
            raise InputError(_unknown(name), path=table.path)
    if "date" not in known:
        raise InputError(f"no column date; there is: {', '.join(names)}", path=table.path)
    return known


def _unknown(name: str) -> str:
    if name == "activity_date":
        return "this is a Strava export, not a diary; it is read along with the activities of its folder"
    near = get_close_matches(name, DIARY_COLUMNS, n=1)
    meant = f", perhaps {near[0]}" if near else ""
    return f"unknown column {name}{meant}; known: {', '.join(DIARY_COLUMNS)}; a name that begins with _ leaves a column alone"


def _entry(row: int, cells: Mapping[str, str], bad: list[BadCell]) -> DiaryEntry | None:
    """A row as an entry; None when it says nothing or something in it is bad."""
    before = len(bad)
    values = read_cells(cells, _READ, row=row, titles={}, bad=bad)
    if len(bad) > before or not any(text for column, text in cells.items() if column != "date"):
        return None
    return DiaryEntry(**values, row=row)


def _contradictions(entries: list[tuple[int, DiaryEntry]]) -> list[BadCell]:
    """Rows of one day without a time that tell different things of its run."""
    first: dict[tuple[date, str], object] = {}
    bad = []
    for row, entry in entries:
        for name in ABOUT_ACTIVITY if entry.clock is None and entry.moment is None else ():
            if entry.knows(name) and first.setdefault((entry.day, name), getattr(entry, name)) != getattr(entry, name):
                other = f"the time of the run behind the date, since another row of that day tells another {_COLUMN.get(name, name)}"
                bad.append(BadCell(row=row, column="date", value=entry.day.isoformat(), expected=other))
    return bad


def _when(text: str) -> dict[str, Any]:
    dotted = _DOTTED.fullmatch(text)
    if dotted:
        day = day_first(dotted[1], dotted[2], dotted[3])
        return {"day": day, "clock": _time(dotted[4])} if dotted[4] else {"day": day}
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCellError(_DATE) from None
    day = day_first(str(moment.day), str(moment.month), str(moment.year))
    if moment.utcoffset() is not None:
        return {"day": day, "moment": moment.astimezone(UTC)}
    return {"day": day} if _is_date(text) else {"day": day, "clock": moment.time()}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text.zfill(5) if len(text) <= 5 else text.zfill(8))
    except ValueError:
        raise BadCellError(_DATE) from None


def _feel(text: str) -> dict[str, Any]:
    expected = "1 (very weak) to 5 (very strong)"
    if text.lower() in FEEL_WORDS:
        return {"feel": FEEL_STEP * FEEL_WORDS.index(text.lower())}
    try:
        return {"feel": FEEL_STEP * (number(text, 1.0, 5.0, "") - 1.0)}
    except BadCellError:
        raise BadCellError(expected) from None


def _sleep(text: str) -> dict[str, Any]:
    clock = _CLOCK.fullmatch(text)
    if clock and int(clock[2]) < 60:
        text = str(int(clock[1]) + int(clock[2]) / 60.0)
    return {"sleep_h": number(text, 0.0, 24.0, "hours")}


def _yes(name: str) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if text.lower() not in YES | NO:
            raise BadCellError("yes or no; more about it goes to notes")
        return {name: text.lower() in YES}

    return read


_COLUMN = {"effort": "rpe"}

_READ: Mapping[str, Callable[[str], dict[str, Any]]] = MappingProxyType(
    {
        "date": _when,
        "feel": _feel,
        "rpe": lambda text: {"effort": RPE_STEP * number(text, 0.0, 10.0, "")},
        "sleep_h": _sleep,
        "shoes": lambda text: {"shoes": text},
        "strength": _yes("strength"),
        "fuel": lambda text: {"fuel": text},
        "illness": _yes("illness"),
        "weight": lambda text: {"weight_kg": number(text, 25.0, 250.0, "kg")},
        "resting_hr": lambda text: {"resting_hr_bpm": number(text, 25.0, 120.0, "bpm")},
        "notes": lambda text: {"notes": text},
    }
)
