"""Tables that people and services write: text with commas or semicolons, read row by row, every bad cell named."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any

from legcheck.core import InputError, ReadError
from legcheck.history.table_head import column_names, encoding_of, without_separator_line
from legcheck.parsers.fetch import fetch, is_url

__all__ = ["BadCell", "BadCellError", "Table", "TableSource", "day_first", "number", "read_cells", "read_table", "refuse"]

TableSource = str | PathLike[str] | IO[str] | IO[bytes]
"""A path, a URL or an open file."""

MOST_SHOWN = 20
"""[rows] Bad cells listed in one error; how many more there are is said."""

LONGEST_SHOWN = 40
"""[characters] Longer text is cut in an error."""

SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of spreadsheet programs begin that are no text: a zip (.xlsx, .ods, .numbers), a compound file (.xls)."""

YEARS = (1970, 2100)
"""[years] Dates outside are slips of the hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadCell:
    """A cell that cannot be used.

    Attributes
    ----------
    row : int
        As a spreadsheet counts: the header is row 1.
    column, value, expected : str
        Where, what is there, and what should be.
    """

    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[:LONGEST_SHOWN]}..."
        return f"row {self.row}, {self.column}: {shown!r}, expected {self.expected}"


class BadCellError(InputError):
    """The text of one cell does not fit; the message says what would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text under a header.

    Attributes
    ----------
    path : str
        Where it came from; empty for an open file without a name.
    header : tuple of str
        Names of the columns, lower case, without blanks around them.
    rows : tuple of (int, tuple of str)
        Row as a spreadsheet counts, and its cells, as many as the header has. Blank rows are left out.
    """

    path: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def records(self, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row as a mapping of chosen names to cells."""
        for row, cells in self.rows:
            yield row, {name: cells[place] for name, place in columns.items()}


def read_table(source: TableSource) -> Table:
    """Read a table; the header, or a line ``sep=;`` before it, tells whether columns are parted by comma, semicolon or tab.

    Parameters
    ----------
    source : path or open file
        Text in UTF-8, with or without a byte order mark, or in UTF-16 with one.

    Raises
    ------
    InputError
        If it cannot be read, is empty, is no such text, or a row has more cells than the header or an unclosed quote.
    """
    path, loaded = _load(source)
    text, delimiter = without_separator_line(loaded)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        filled = [(row, cells) for row, cells in enumerate(reader, start=1) if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError(
            f"not a table near line {reader.line_num}: {error}; is a quotation mark left open?", path=path
        ) from error
    if not filled:
        raise InputError("the file is empty; its first row must name the columns", path=path)
    header = column_names(filled[0][1])
    trailing = len(header)
    long = [
        BadCell(
            row=row,
            column=f"cell {trailing + 1}",
            value=_beyond(cells, trailing),
            expected=f"at most {trailing} cells; text that holds the separator needs quotation marks",
        )
        for row, cells in filled[1:]
        if _beyond(cells, trailing)
    ]
    refuse(long, path)
    padded = tuple((row, tuple(cell.strip() for cell in [*cells, *[""] * trailing][:trailing])) for row, cells in filled[1:])
    return Table(path=path, header=header, rows=padded)


def read_cells(
    cells: Mapping[str, str],
    readers: Mapping[str, Callable[[str], dict[str, Any]]],
    *,
    row: int,
    titles: Mapping[str, str],
    bad: list[BadCell],
) -> dict[str, Any]:
    """What the cells of a row say, put together; cells that do not fit are added to ``bad``.

    Parameters
    ----------
    cells : mapping
        Name to text. Where there is none only ``date`` is read, which is needed.
    readers : mapping
        Name to what makes values of a text, or raises :class:`BadCellError`; other cells are passed over.
    row : int
        As a spreadsheet counts.
    titles : mapping
        Name to the name of its column, as people know it.
    bad : list of BadCell
        Is added to.

    Examples
    --------
    >>> read_cells({"date": "3", "feel": ""}, {"date": lambda text: {"day": int(text)}}, row=2, titles={}, bad=[])
    {'day': 3}
    """
    values: dict[str, Any] = {}
    for name, text in cells.items():
        if name not in readers or not (text or name == "date"):
            continue
        try:
            values |= readers[name](text)
        except BadCellError as error:
            bad.append(BadCell(row=row, column=titles.get(name, name), value=text, expected=error.message))
    return values


def refuse(bad: Sequence[BadCell], path: str) -> None:
    """Raise one error that names all bad cells, the first twenty in full; nothing when there are none.

    Raises
    ------
    InputError
        If there is any bad cell: half a diary would read like a whole one.
    """
    if not bad:
        return
    shown = "\n  ".join(str(cell) for cell in sorted(bad, key=lambda cell: cell.row)[:MOST_SHOWN])
    more = f"\n  and {len(bad) - MOST_SHOWN} more" if len(bad) > MOST_SHOWN else ""
    cells = "1 cell does" if len(bad) == 1 else f"{len(bad)} cells do"
    raise InputError(f"{cells} not fit, so nothing was taken; put right:\n  {shown}{more}", path=path)


def number(text: str, low: float, high: float, unit: str) -> float:
    """A number between two bounds, with a decimal point or comma.

    Raises
    ------
    BadCellError
        If it is no number or out of bounds.

    Examples
    --------
    >>> number("7,5", 0, 24, "hours")
    7.5
    """
    expected = f"a number from {low:g} to {high:g} {unit}".rstrip()
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        raise BadCellError(expected) from None
    if not low <= value <= high:
        raise BadCellError(expected)
    return value


def day_first(day: str, month: str, year: str) -> date:
    """A date from its three numbers.

    Raises
    ------
    BadCellError
        If the calendar has no such day, or it lies far from today.
    """
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise BadCellError("a day that the calendar has") from None
    if not YEARS[0] <= found.year <= YEARS[1]:
        raise BadCellError(f"a year from {YEARS[0]} to {YEARS[1]}")
    return found


def _beyond(cells: Sequence[str], width: int) -> str:
    return next((cell.strip() for cell in cells[width:] if cell.strip()), "")


def _load(source: TableSource) -> tuple[str, str]:
    """Where the table is and its text."""
    data: str | bytes
    if isinstance(source, str) and is_url(source):
        path = source
        try:
            data, _ = fetch(source)
        except ReadError as error:
            raise InputError(error.message, path=path) from error
    elif isinstance(source, str | PathLike):
        path = fspath(source)
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}", path=path) from error
    else:
        path, data = str(getattr(source, "name", "")), source.read()
    if isinstance(data, str):
        return path, data.removeprefix("\ufeff")
    if data.startswith(SPREADSHEETS):
        raise InputError("a spreadsheet, not a table of text; save it as CSV UTF-8", path=path)
    try:
        return path, data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text; save it again as CSV UTF-8", path=path, offset=error.start) from error
