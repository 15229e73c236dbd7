"""How a table that people and programs write begins: its encoding, what parts its columns, and their names."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable

__all__ = ["HEADER_BYTES", "column_names", "encoding_of", "header_of", "without_separator_line"]

HEADER_BYTES = 65_536
"""[bytes] A header is never longer."""

SEPARATORS = ";\t,"
"""What parts columns: the one of these that the header holds most often, of as many the first."""

_TOLD_SEPARATOR = re.compile(r'"?sep=([,;\t|:])"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""A first line that tells spreadsheet programs what parts columns; they show no row for it."""

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(data: bytes) -> str:
    """UTF-16 where its byte order mark stands first, else UTF-8, with a mark or without.

    Examples
    --------
    >>> encoding_of("date".encode("utf-16")), encoding_of(b"date")
    ('utf-16', 'utf-8-sig')
    """
    return "utf-16" if data.startswith(_WIDE_MARKS) else "utf-8-sig"


def header_of(data: bytes) -> tuple[str, ...]:
    r"""Names of the columns of what may be a table, from its first bytes.

    Examples
    --------
    >>> header_of(b"sep=;\r\nDate;Sleep  h\r\n2024-06-03;7\r\n")
    ('date', 'sleep h')
    """
    head = data[:HEADER_BYTES]
    text, delimiter = without_separator_line(head.decode(encoding_of(head), errors="replace"))
    return column_names(next(csv.reader([_first_line(text)], delimiter=delimiter), ()))


def without_separator_line(text: str) -> tuple[str, str]:
    r"""A table without a line ``sep=;`` before it, and what parts its columns.

    Examples
    --------
    >>> without_separator_line("sep=|\na|b,c\n"), without_separator_line("a;b,c;d\n")
    (('a|b,c\n', '|'), ('a;b,c;d\n', ';'))
    """
    told = _TOLD_SEPARATOR.match(text)
    return (text[told.end() :], told[1]) if told else (text, max(SEPARATORS, key=_first_line(text).count))


def column_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Cells of a header in lower case, one blank between words, none around them."""
    return tuple(" ".join(cell.lower().replace("\u2019", "'").split()) for cell in cells)


def _first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.lstrip("\r\n "), maxsplit=1)[0]
