"""Numbers and times written as text, converted a whole column at a time.

Numerals are laid side by side, split at the blanks between and handed to ``float()`` by ``map``: every digit counts,
and no step of the interpreter is spent on a single one. Times are ISO 8601, in UTC or with an offset; their digits
stand at fixed places and are summed as arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from legcheck.core import BoolArray, FloatArray, IntArray

__all__ = ["NO_TIME", "US_PER_S", "Times", "parse_floats", "parse_time", "parse_times"]

NO_TIME = np.iinfo(np.int64).min
"""Stands for a time that is missing or cannot be read."""

US_PER_S = 1_000_000
"""[us/s]"""

_S_PER_DAY = 86_400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_WIDEST = 60
"""[bytes] Longest numeral, and most blanks around one, that go with the column; others are read one by one."""

_STAMP = 19
_SUFFIX = 24
_DIGIT_PLACES = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
_ZONE = re.compile(rb"([.,]\d+)?\s*(Z|[+-]\d{2}:?\d{0,2})?", re.IGNORECASE)
_LOOSE = re.compile(rb"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(\D.*)?", re.IGNORECASE | re.DOTALL)
_BASIC = re.compile(rb"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(\D.*)?", re.IGNORECASE | re.DOTALL)
_HALF_DAY = re.compile(rb"\s*[AP]\.?M", re.IGNORECASE)
_DIGIT_0, _BLANK, _POINT, _M, _LOWER = 48, 32, 46, 109, 32


@dataclass(frozen=True, slots=True)
class Times:
    """Instants read from text.

    Attributes
    ----------
    epoch_us : ndarray of int64
        Since 1970-01-01 UTC. [us] :data:`NO_TIME` where there is none.
    utc_offset_s : float or None
        Local time minus UTC where all times carry one and the same offset other than zero. [s]
    without_zone : bool
        Whether some say neither ``Z`` nor an offset; they are taken as UTC.
    """

    epoch_us: IntArray
    utc_offset_s: float | None = None
    without_zone: bool = False


def parse_floats(buffer: NDArray[np.uint8], start: IntArray, end: IntArray) -> FloatArray:
    """Read numerals at ``buffer[start:end]``.

    Parameters
    ----------
    buffer : ndarray of uint8
        Text, with padding before and after wider than any window used here (60 bytes).
    start, end : ndarray of int, shape (n,)
        Spans; blanks around a numeral are allowed.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the span holds no finite number. A decimal comma is read as well as a point.

    Examples
    --------
    >>> text = np.frombuffer(b" " * 64 + b"-12.5|7" + b" " * 64, dtype=np.uint8)
    >>> parse_floats(text, np.array([64, 70]), np.array([69, 71])).tolist()
    [-12.5, 7.0]
    """
    start, end = _strip(buffer, start, end)
    width = end - start
    regular = np.flatnonzero((width > 0) & (width <= _WIDEST))
    values = np.full(start.size, np.nan)
    values[regular] = _in_one_go(buffer, end[regular], width[regular])
    unread = np.flatnonzero(np.isnan(values) & (width > 0))
    for row in unread.tolist():
        values[row] = _float(buffer[start[row] : end[row]].tobytes())
    return values


def _in_one_go(buffer: NDArray[np.uint8], end: IntArray, width: IntArray) -> FloatArray:
    """The numerals side by side with blanks between, split and converted without a step per numeral here."""
    if end.size == 0:
        return np.empty(0)
    columns = int(width.max())
    chars = np.lib.stride_tricks.sliding_window_view(buffer, columns)[end - columns]
    row = np.full((end.size, columns + 1), _BLANK, dtype=np.uint8)
    np.copyto(row[:, 1:], chars, where=np.arange(columns) >= columns - width[:, None])
    parts = row.tobytes().split()
    if len(parts) != end.size:
        return np.full(end.size, np.nan)
    try:
        values = np.fromiter(map(float, parts), dtype=np.float64, count=end.size)
    except ValueError:
        return np.full(end.size, np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _float(text: bytes) -> float:
    """One numeral; a single comma in it is the decimal mark of programs that write as their country does."""
    if text.count(b",") == 1 and b"." not in text:
        text = text.replace(b",", b".")
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


def _strip(buffer: NDArray[np.uint8], start: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
    """Spans without blanks at either end; more than a line's indentation is left to whoever reads the span."""
    start, end = start.copy(), end.copy()
    for _ in range(_WIDEST):
        blank = (buffer[start] <= _BLANK) & (start < end)
        if not blank.any():
            break
        start += blank
    for _ in range(_WIDEST):
        blank = (buffer[end - 1] <= _BLANK) & (start < end)
        if not blank.any():
            break
        end -= blank
    return start, end


def parse_times(buffer: NDArray[np.uint8], start: IntArray, end: IntArray) -> Times:
    """Read ISO 8601 times at ``buffer[start:end]``.

    Parameters
    ----------
    buffer : ndarray of uint8
        Text, with padding before and after.
    start, end : ndarray of int, shape (n,)
        Spans; blanks around a time are allowed.

    Returns
    -------
    Times

    Examples
    --------
    >>> text = np.frombuffer(b"1970-01-01T02:00:01.5+02:00" + bytes(64), dtype=np.uint8)
    >>> times = parse_times(text, np.array([0]), np.array([27]))
    >>> times.epoch_us.tolist(), times.utc_offset_s
    ([1500000], 7200.0)
    """
    if start.size == 0:
        return Times(np.empty(0, dtype=np.int64))
    start, end = _strip(buffer, start, end)
    stamps = np.lib.stride_tricks.sliding_window_view(buffer, _STAMP)[start]
    seconds, is_regular = _stamp_seconds(stamps)
    is_regular &= (end - start >= _STAMP) & (end - start <= _STAMP + _SUFFIX)
    last = buffer[end - 1]
    is_regular &= ((last | _LOWER) != _M) & (last != _POINT)  # AM or PM, perhaps
    suffix_start = np.where(is_regular, start + _STAMP, end)
    fractions_us, offsets_s = _suffixes(buffer, suffix_start, end)
    epoch_us = np.where(is_regular, seconds * US_PER_S + fractions_us, NO_TIME)
    for row in np.flatnonzero(~is_regular).tolist():
        epoch_us[row], offsets_s[row] = _loose(buffer[start[row] : end[row]].tobytes())
    zoned = epoch_us != NO_TIME
    known = np.isfinite(offsets_s)
    epoch_us = epoch_us - np.where(zoned & known, np.nan_to_num(offsets_s), 0.0).astype(np.int64) * US_PER_S * zoned
    offsets = np.unique(offsets_s[zoned & known])
    common = float(offsets[0]) if offsets.size == 1 and offsets[0] != 0.0 else None
    return Times(epoch_us, common, bool(np.any(zoned & ~known)))


def parse_time(text: str) -> int:
    """One ISO 8601 time as microseconds since 1970 UTC; :data:`NO_TIME` when it is none.

    Examples
    --------
    >>> parse_time("1970-01-01T00:00:02Z")
    2000000
    """
    encoded = text.encode()
    buffer = np.frombuffer(encoded + bytes(_STAMP + _SUFFIX), dtype=np.uint8)
    return int(parse_times(buffer, np.array([0]), np.array([len(encoded)])).epoch_us[0])


def _stamp_seconds(stamps: NDArray[np.uint8]) -> tuple[IntArray, BoolArray]:
    """Seconds since 1970 of ``YYYY-MM-DDTHH:MM:SS`` rows, and which rows have that shape."""
    digits = stamps[:, _DIGIT_PLACES].astype(np.int64) - _DIGIT_0
    ok = np.all((digits >= 0) & (digits <= 9), axis=1)
    marks = stamps[:, (4, 7, 13, 16)] == np.frombuffer(b"--::", dtype=np.uint8)
    ok &= marks.all(axis=1) & np.isin(stamps[:, 10], np.frombuffer(b"Tt ", dtype=np.uint8))
    day_key = digits[:, :8] @ np.array([10**7, 10**6, 10**5, 10**4, 1000, 100, 10, 1])
    hour, minute, second = (10 * digits[:, i] + digits[:, i + 1] for i in (8, 10, 12))
    ok &= (hour <= 24) & (minute <= 59) & (second <= 60)
    keys, inverse = np.unique(np.where(ok, day_key, 0), return_inverse=True)
    days = np.array([_days_since_1970(int(key)) for key in keys], dtype=np.int64)
    ok &= days[inverse] != NO_TIME
    seconds = np.where(ok, days[inverse], 0) * _S_PER_DAY + hour * 3600 + minute * 60 + second
    return np.where(ok, seconds, 0), ok


def _days_since_1970(key: int) -> int:
    try:
        return date(key // 10_000, key // 100 % 100, key % 100).toordinal() - _EPOCH_ORDINAL
    except ValueError:
        return int(NO_TIME)


def _suffixes(buffer: NDArray[np.uint8], start: IntArray, end: IntArray) -> tuple[IntArray, FloatArray]:
    """Microseconds and UTC offset [s] written behind the seconds; offset NaN where none is."""
    width = int(np.clip((end - start).max(), 1, _SUFFIX))
    text = np.lib.stride_tricks.sliding_window_view(buffer, width)[start]
    text = np.ascontiguousarray(np.where(np.arange(width) < (end - start)[:, None], text, 0))
    kinds = text.view(f"S{width}").ravel()
    if np.all(kinds == kinds[0]):
        fraction, offset = _suffix(bytes(kinds[0]))
        return np.full(start.size, fraction), np.full(start.size, offset)
    distinct, inverse = np.unique(kinds, return_inverse=True)
    parsed = [_suffix(bytes(kind)) for kind in distinct]
    fractions = np.array([fraction for fraction, _ in parsed], dtype=np.int64)
    offsets = np.array([offset for _, offset in parsed])
    return fractions[inverse], offsets[inverse]


def _suffix(text: bytes) -> tuple[int, float]:
    match = _ZONE.fullmatch(text)
    if match is None:
        return 0, np.nan
    digits = (match[1] or b".")[1:7]
    fraction = int(digits.ljust(6, b"0"))
    zone = match[2]
    if zone is None:
        return fraction, np.nan
    if zone in b"Zz":
        return fraction, 0.0
    numbers = zone[1:].replace(b":", b"").ljust(4, b"0")
    minutes = 60 * int(numbers[:2]) + int(numbers[2:])
    return fraction, -60.0 * minutes if zone[:1] == b"-" else 60.0 * minutes


def _loose(text: bytes) -> tuple[int, float]:
    """Time since 1970 [us, local] and offset [s] of a time that is not spelled the usual way.

    Fields of one digit, no seconds, or the basic form without marks between. A fraction of a minute, and hours of half
    a day (AM, PM), are not read.
    """
    match = _LOOSE.fullmatch(text.strip()) or _BASIC.fullmatch(text.strip())
    if match is None:
        return int(NO_TIME), np.nan
    suffix = (match[7] or b"").strip()
    if _HALF_DAY.match(suffix) or (match[6] is None and suffix[:1] in {b".", b","}):
        return int(NO_TIME), np.nan
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    days = _days_since_1970(10_000 * year + 100 * month + day)
    if days == NO_TIME or hour > 24 or minute > 59 or second > 60:
        return int(NO_TIME), np.nan
    fraction, offset = _suffix(suffix)
    return (days * _S_PER_DAY + hour * 3600 + minute * 60 + second) * US_PER_S + fraction, offset
