"""What the runner told Strava: the table ``activities.csv`` of an export."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any

from legcheck.core import InputError
from legcheck.history.diary import DiaryEntry
from legcheck.history.diary_table import BadCell, BadCellError, TableSource, day_first, number, read_cells, read_table, refuse
from legcheck.history.table_head import HEADER_BYTES, header_of

__all__ = ["FILE_NAME", "find_strava", "is_strava", "read_strava"]

FILE_NAME = "activities.csv"
"""How the table is called in an export."""

FOLDER_NAME = "activities"
"""How the folder of the files is called that lies beside it."""

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": ("activity date", "date", "aktivitätsdatum", "datum van activiteit"),
        "name": ("activity name", "name", "name der aktivität", "naam van activiteit", "naam activiteit"),
        "type": ("activity type", "type", "aktivitätsart", "activiteitstype"),
        "elapsed": ("elapsed time", "elapsed_time", "verstrichene zeit", "verstreken tijd"),
        "commute": ("commute", "pendeln", "woon-werkverkeer"),
        "gear": ("activity gear", "gear", "aktivitätsausrüstung", "uitrusting voor activiteit"),
        "weight": ("athlete weight", "sportlergewicht"),
        "effort": ("perceived exertion", "gefühlte anstrengung"),
    }
)
"""Names of a column in the languages that are known, English of 2019 and later and of before, German, Dutch. Several columns are
there twice: first as shown to people, later in plain units; the first is meant here."""

NEEDED = ("date", "name", "type")
"""Columns without which it is another table; other services name theirs otherwise."""

PLACES: Mapping[str, int] = MappingProxyType(
    {"date": 1, "name": 2, "type": 3, "elapsed": 5, "commute": 9, "gear": 11, "weight": 13, "effort": 43}
)
"""Where the columns stand in the long form of the table, whatever its language."""

REPEATED = ((5, 15), (6, 17), (7, 30), (8, 37))
"""Places whose columns have the same name in the long form: elapsed time, distance, maximum heart rate, relative effort."""

STRENGTH_TYPES = frozenset({"weight training", "weighttraining", "crossfit", "krafttraining", "krachttraining"})
"""Types of activity that are strength training."""

RUN_TYPES = frozenset(
    {"run", "trail run", "virtual run", "lauf", "traillauf", "virtueller lauf", "hardlopen", "hardloopsessie"}
)
"""Types of activity that are runs; of others nobody expects a file here."""

_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fev"),
    ("mar", "mrt", "mrz", "maa"),
    ("apr", "abr", "avr"),
    ("may", "mai", "mei", "mag", "maj"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic", "des"),
)
"""How the names of the months begin, January first, without accents; English, German, French, Spanish, Italian, Dutch and others."""

EFFORT_STEP = 10.0
"""[points] Strava's perceived exertion goes from 1 to 10."""

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?: ?(?P<half>[ap])\.? ?m\.?)?"
_BETWEEN = r"(?:,| at| a las| a| om| um| kl\.?)*\s+"
_FORMS = tuple(
    re.compile(form + _BETWEEN + _CLOCK)
    for form in (
        r"(?P<name>[a-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.? (?:de )?(?P<name>[a-z]+)\.?(?: de)?,? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    )
)
_DATE = "a date such as Jun 3, 2024, 4:56:38 PM; an export in English has that"


def read_strava(path: TableSource) -> tuple[DiaryEntry, ...]:
    r"""Read names, gear, perceived exertion, commutes and weight; all rows or nothing.

    Strava writes dates in UTC, so the activity of an entry is found by its start, and
    :func:`legcheck.history.diary.on_runner_clock` gives it the runner's day.

    Parameters
    ----------
    path : path or open file
        The table ``activities.csv`` of an export, best in English. Other languages are read as far as the order of columns
        and the names of months tell.

    Returns
    -------
    tuple of DiaryEntry
        In order of time, ``source="strava"``; perceived exertion 1-10 as effort 10-100. [points]

    Raises
    ------
    InputError
        If the file is no such table; the message lists up to twenty bad cells with row, column, value and what is expected.

    Examples
    --------
    >>> import io
    >>> text = 'Activity Date,Activity Name,Activity Type,Activity Gear\n"Jun 3, 2024, 4:56:38 PM",Evening,Run,Red pair\n'
    >>> (entry,) = read_strava(io.StringIO(text))
    >>> entry.moment.isoformat(), entry.shoes
    ('2024-06-03T16:56:38+00:00', 'Red pair')
    """
    table = read_table(path)
    columns = _columns(table.header)
    if not set(NEEDED) <= set(columns):
        raise InputError(
            "not the activities.csv of a Strava export, or in a language that is not known; set Strava to English and export again",
            path=table.path,
        )
    bad: list[BadCell] = []
    titles = {name: table.header[place] for name, place in columns.items()}
    entries = [_entry(row, cells, titles, bad) for row, cells in table.records(columns)]
    refuse(bad, table.path)
    return tuple(sorted((DiaryEntry(**values) for values in entries), key=lambda entry: entry.sort_key))


def find_strava(folder: str | PathLike[str]) -> Path | None:
    """The ``activities.csv`` of a Strava export in a folder or the one above it, None when there is none.

    Its header tells; beside a folder ``activities``, as an export lays it, it is taken for one whatever it holds, so that a
    language that is not known is told by :func:`read_strava` and not passed over.

    Parameters
    ----------
    folder : path
        For example the folder ``activities`` of an unpacked export.
    """
    here = Path(folder).resolve()
    places = [place for place in (here / FILE_NAME, here.parent / FILE_NAME) if place.is_file()]
    known = (place for place in places if _begins_like_strava(place))
    laid = (place for place in places if (place.parent / FOLDER_NAME).is_dir())
    return next(known, None) or next(laid, None)


def is_strava(data: bytes) -> bool:
    """Whether a table begins like the ``activities.csv`` of an export."""
    return {*NEEDED, "elapsed"} <= set(_columns(header_of(data)))


def _begins_like_strava(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_strava(file.read(HEADER_BYTES))
    except OSError:
        return False


def _columns(header: tuple[str, ...]) -> dict[str, int]:
    """Place of each column: by name, else, in the long form of any language, by place."""
    found = {key: header.index(name) for key, names in NAMES.items() for name in reversed(names) if name in header}
    is_long = len(header) > max(PLACES.values()) and all(header[first] == header[again] != "" for first, again in REPEATED)
    return {**found, **PLACES} if is_long else found


def _entry(row: int, cells: Mapping[str, str], titles: Mapping[str, str], bad: list[BadCell]) -> dict[str, Any]:
    kind = cells["type"].lower()
    told = {"strength": True} if kind in STRENGTH_TYPES else {"shoes": cells.get("gear", "")}
    about = {"source": "strava", "name": cells.get("name", ""), "is_run": True if kind in RUN_TYPES else None, "row": row}
    return about | told | read_cells(cells, _READ, row=row, titles=titles, bad=bad)


def _moment(text: str) -> dict[str, Any]:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))
    plain = " ".join(plain.split())
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    if match is None:
        raise BadCellError(_DATE)
    parts = match.groupdict()
    month = parts.get("month") or _month(parts["name"])
    day = day_first(parts["day"], month, parts["year"])
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] == "p" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59 or second > 59:
        raise BadCellError(_DATE)
    return {"day": day, "moment": datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC)}


def _month(name: str) -> str:
    """Number of a month."""
    starts = [(start, place) for place, names in enumerate(_MONTHS, start=1) for start in names if name.startswith(start)]
    if not starts:
        raise BadCellError(_DATE)
    return str(max(starts, key=lambda start: len(start[0]))[1])


def _commute(text: str) -> dict[str, Any]:
    told = {"true": True, "1": True, "1.0": True, "false": False, "0": False, "0.0": False}.get(text.lower())
    if told is None:
        raise BadCellError("true or false")
    return {"commute": told}


def _weight(text: str) -> dict[str, Any]:
    """A weight of 0 means that none was entered."""
    kilograms = number(text, 0.0, 250.0, "kg")
    return {"weight_kg": kilograms if kilograms > 0.0 else math.nan}


_READ: Mapping[str, Callable[[str], dict[str, Any]]] = MappingProxyType(
    {
        "date": _moment,
        "commute": _commute,
        "weight": _weight,
        "effort": lambda text: {"effort": EFFORT_STEP * number(text, 0.0, 10.0, "")},
        "elapsed": lambda text: {"elapsed_s": number(text, 0.0, math.inf, "seconds")},
    }
)
