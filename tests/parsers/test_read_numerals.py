"""Numbers and times as text against Python's own float() and datetime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legcheck.parsers.numerals import NO_TIME, parse_floats, parse_time, parse_times

PAD = bytes(64)
EARLY, LATE = datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2060-01-01")


def spans(texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([len(text) + 1 for text in encoded]) - 1 + len(PAD)
    starts = ends - [len(text) for text in encoded]
    return np.frombuffer(PAD + b"<".join(encoded) + PAD, dtype=np.uint8), starts, ends


def floats(texts: list[str]) -> list[float]:
    return parse_floats(*spans(texts)).tolist()


def python_float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


@pytest.mark.parametrize(
    "text",
    [
        "0", "7", "-7", "+7", "007", "12.5", "-12.5", ".5", "5.", "-.5", "-0", "-0.0",
        "0.1", "0.3", "46.158643048256636", "41.87593930400907993316650390625", "123456789012345678", "9007199254740993",
        "1234567890.12345678", "1e3", "1E-3", "-1.5e+2", "  42  ", "\n\t42\r\n", "0.000000000000000001",
        "99999999999999999999999999", "4.800000190734863",
    ],
)  # fmt: skip
def test_value_is_exactly_that_of_float(text: str) -> None:
    (value,) = floats([text])
    assert value == float(text)
    assert np.signbit(value) == np.signbit(float(text))


@pytest.mark.parametrize(
    "text", ["", " ", "-", ".", "+", "-.", "1.2.3", "1-2", "--5", "abc", "nan", "inf", "1e999", "12a", "0x10", "1 2"]
)
def test_what_is_no_finite_number_is_missing(text: str) -> None:
    assert np.isnan(floats([text])).all()


@given(
    st.lists(
        st.one_of(
            st.floats(allow_nan=False, allow_infinity=False).map(repr),
            st.from_regex(r"[-+]?[0-9]{0,22}\.?[0-9]{0,22}", fullmatch=True),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_columns_equal_float_value_for_value(texts: list[str]) -> None:
    np.testing.assert_array_equal(floats(texts), [python_float(text) for text in texts])


@given(st.lists(st.text(alphabet="0123456789+-.eE x", max_size=12), min_size=1, max_size=20))
def test_junk_equals_float_too(texts: list[str]) -> None:
    np.testing.assert_array_equal(floats(texts), [python_float(text) for text in texts])


def test_empty_columns() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert parse_floats(np.zeros(100, dtype=np.uint8), nothing, nothing).size == 0
    assert parse_times(np.zeros(100, dtype=np.uint8), nothing, nothing).epoch_us.size == 0


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-05-01T08:00:00Z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01t08:00:00z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01 08:00:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-02-29T23:59:59.999Z", datetime(2024, 2, 29, 23, 59, 59, 999_000, tzinfo=UTC)),
        ("2024-05-01T08:00:00.1234567Z", datetime(2024, 5, 1, 8, 0, 0, 123_456, tzinfo=UTC)),
        ("2024-05-01T08:00:00,5Z", datetime(2024, 5, 1, 8, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-05-01T10:00:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01T10:00:00.250+0200", datetime(2024, 5, 1, 8, 0, 0, 250_000, tzinfo=UTC)),
        ("2024-05-01T03:30:00-04:30", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01T10:00:00+02", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-5-1T8:0:0Z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("  2024-05-01T08:00:00Z\n", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("1969-12-31T23:59:59Z", datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_times_in_every_spelling(text: str, instant: datetime) -> None:
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    assert parse_time(text) == since // timedelta(microseconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-13-01T08:00:00Z",
        "2023-02-29T08:00:00Z",
        "2024-05-01T25:00:00Z",
        "2024-05-01",
        "0000-00-00T00:00:00Z",
        "2024-05-01T08:61:00Z",
    ],
)
def test_what_is_no_time_is_missing(text: str) -> None:
    assert parse_time(text) == NO_TIME


@given(
    st.lists(st.datetimes(min_value=EARLY, max_value=LATE), min_size=1, max_size=20),
    st.integers(-14 * 4, 14 * 4),
    st.sampled_from(["seconds", "milliseconds", "microseconds"]),
)
def test_times_equal_datetime(moments: list[datetime], quarters: int, precision: str) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    texts = [moment.replace(tzinfo=zone).isoformat(timespec=precision) for moment in moments]
    times = parse_times(*spans(texts))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    assert times.epoch_us.tolist() == [(datetime.fromisoformat(text) - epoch) // timedelta(microseconds=1) for text in texts]
    assert times.utc_offset_s == (900.0 * quarters or None)
    assert not times.without_zone


def test_offset_is_only_told_when_all_agree() -> None:
    times = parse_times(*spans(["2024-05-01T10:00:00+02:00", "2024-05-01T10:00:00+01:00", "2024-05-01T10:00:00"]))
    assert times.utc_offset_s is None
    assert times.without_zone
    assert (np.diff(times.epoch_us) / 3_600_000_000).tolist() == [1.0, 1.0]
