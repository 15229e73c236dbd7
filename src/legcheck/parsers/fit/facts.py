"""Facts beside the records: the device's own totals, device, athlete, local time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from legcheck.core import STEPS_PER_STRIDE, Athlete, Device, Note, Totals
from legcheck.parsers.fit.profile import (
    ANT_HEART_RATE,
    BLUETOOTH_HEART_RATE,
    LOCAL_WRIST_HEART_RATE,
    MANUFACTURERS,
    SOURCE_BLUETOOTH_LE,
    SOURCE_LOCAL,
    TIMESTAMP,
    Message,
    name_of,
)
from legcheck.parsers.fit.rows import Row

__all__ = ["athlete_of", "device_of", "lap_totals", "session_totals", "utc_offset_s"]

LONGEST_UTC_OFFSET_S = 16 * 3600
"""[s] A larger difference between local time and UTC is a clock error."""

UTC_OFFSET_STEP_S = 900
"""[s] Every time zone is a multiple of a quarter of an hour away from UTC."""

CREATOR_INDEX = 0
"""Device index of the device that wrote the file."""

FRACTION_PARTS = 128.0
"""Divisor of a fractional cadence."""

SESSION_PEAK = 17
"""Field number of the largest heart rate in a session message."""

SEVERAL = 2
"""[sessions] From so many on, a message that names no session may belong to any of them."""


def session_totals(row: Row | None) -> Totals:
    """The device's totals of a session message."""
    if row is None:
        return Totals()
    return Totals(
        distance_m=_over(row, 9, 100.0),
        timer_s=_over(row, 8, 1000.0),
        elapsed_s=_over(row, 7, 1000.0),
        heart_rate_bpm=_positive(row, 16),
        max_heart_rate_bpm=_positive(row, 17),
        cadence_spm=_cadence(row, 18, 92),
        ascent_m=_over(row, 22, 1.0),
        descent_m=_over(row, 23, 1.0),
    )


def lap_totals(row: Row) -> Totals:
    """The device's totals of a lap message."""
    return Totals(
        distance_m=_over(row, 9, 100.0),
        timer_s=_over(row, 8, 1000.0),
        elapsed_s=_over(row, 7, 1000.0),
        heart_rate_bpm=_positive(row, 15),
        max_heart_rate_bpm=_positive(row, 16),
        cadence_spm=_cadence(row, 17, 80),
        ascent_m=_over(row, 21, 1.0),
        descent_m=_over(row, 22, 1.0),
    )


def _over(row: Row, field: int, divisor: float) -> float | None:
    value = row.number(field)
    return None if value is None else value / divisor


def _positive(row: Row, field: int) -> float | None:
    value = row.number(field)
    return float(value) if value else None


def _cadence(row: Row, whole: int, fraction: int) -> float | None:
    """Twice the strides a minute; a sport that counts something else is seen to when the sport is settled."""
    strides = row.number(whole)
    if strides is None:
        return None
    return STEPS_PER_STRIDE * (strides + (row.number(fraction) or 0.0) / FRACTION_PARTS)


def utc_offset_s(activity: Iterable[Row]) -> float | None:
    """Local time minus UTC from the activity message, None where it is missing or cannot be a time zone. [s]

    Examples
    --------
    >>> utc_offset_s([Row(0, {253: 1_000_000_000, 5: 1_000_007_201})])
    7200.0
    """
    for row in activity:
        local, utc = row.number(5), row.number(TIMESTAMP)
        if local is None or utc is None:
            continue
        offset = UTC_OFFSET_STEP_S * round((local - utc) / UTC_OFFSET_STEP_S)
        if abs(offset) <= LONGEST_UTC_OFFSET_S:
            return float(offset)
    return None


def athlete_of(rows: Mapping[int, Sequence[Row]], session: Row | None = None) -> tuple[Athlete, list[Note]]:
    """The plausible facts about the runner that a file states, and a note on where its heart rates come from.

    Notes
    -----
    Resting heart rate: user_profile, else time_in_zone. Maximum: time_in_zone of this session (what its zones were counted
    from), zones_target, user_profile; one that the session itself exceeded comes after those that it did not. A device does not say
    whether a figure was measured, typed or reckoned from age. The threshold heart rate in the same messages is left out: it is the
    device's estimate or its default, and legcheck takes a threshold for one that was measured.

    Examples
    --------
    >>> athlete, notes = athlete_of({Message.TIME_IN_ZONE: [Row(0, {0: 18, 1: 0, 11: 190, 12: 0, 13: 171})]})
    >>> athlete.max_hr_bpm, athlete.resting_hr_bpm, athlete.second_threshold_hr_bpm, notes[0].message
    (190.0, None, None, 'the device states a maximum heart rate of 190 bpm (time_in_zone)')
    """
    profiles, zones = rows.get(Message.USER_PROFILE) or (Row(0, {}),), rows.get(Message.ZONES_TARGET, ())
    profile, counted = profiles[0], _of_session(rows, session)
    resting = _rates("resting_hr_bpm", [("user_profile", profile, 8), *(("time_in_zone", row, 12) for row in counted)])
    maximum = _rates(
        "max_hr_bpm",
        [
            *(("time_in_zone", row, 11) for row in counted),
            *(("zones_target", row, 1) for row in zones),
            ("user_profile", profile, 9),
            ("user_profile", profile, 11),
        ],
    )
    peak = (session.number(SESSION_PEAK) or 0.0) if session else 0.0
    maximum.sort(key=lambda stated: stated[0] < peak)
    athlete = Athlete.plausible(
        height_m=_over(profile, 3, 100.0),
        weight_kg=_over(profile, 4, 10.0),
        age_years=profile.number(2),
        resting_hr_bpm=resting[0][0] if resting else None,
        max_hr_bpm=maximum[0][0] if maximum else None,
    )
    return athlete, _told(("maximum", athlete.max_hr_bpm, maximum), ("resting", athlete.resting_hr_bpm, resting))


def _of_session(rows: Mapping[int, Sequence[Row]], session: Row | None) -> list[Row]:
    """The time_in_zone messages of a session, else those of its laps; another session's may be of another sport."""
    found, index = rows.get(Message.TIME_IN_ZONE, ()), session.whole(254) if session else None
    own = [row for row in found if row.whole(0) == Message.SESSION and row.whole(1) in {index, None}]
    return own or [row for row in found if len(rows.get(Message.SESSION, ())) < SEVERAL]


def _rates(fact: str, places: Iterable[tuple[str, Row, int]]) -> list[tuple[float, str]]:
    """The plausible heart rates in fields, with the names of their messages; 0 stands for none."""
    stated = ((row.number(field), name) for name, row, field in places)
    found = ((_plausible(fact, value), name) for value, name in stated if value is not None)
    return [(value, name) for value, name in found if value is not None]


@lru_cache(maxsize=512)
def _plausible(fact: str, value: float) -> float | None:
    """A fact alone, None where it cannot be; kept, as the files of one runner say the same."""
    told: float | None = getattr(Athlete.plausible(**{fact: value}), fact)
    return told


def _told(*kinds: tuple[str, float | None, list[tuple[float, str]]]) -> list[Note]:
    """Which heart rates were taken from which messages."""
    told = [f"a {kind} heart rate of {taken:.0f} bpm ({stated[0][1]})" for kind, taken, stated in kinds if taken is not None]
    return [Note("heart_rate_stated", f"the device states {' and '.join(told)}")] if told else []


def device_of(file_id: Row | None, infos: Iterable[Row]) -> Device:
    """The recording device, from file_id and the device_info messages of the creator."""
    infos = list(infos)
    creator = [row for row in infos if row.values.get(0) == CREATOR_INDEX] or [row for row in infos if 0 not in row.values]
    sources = ([(file_id, 1, 2, 3, 8)] if file_id else []) + [(row, 2, 4, 3, 27) for row in creator]
    makers = [name_of(MANUFACTURERS, row.whole(maker), unknown="manufacturer") for row, maker, *_ in sources]
    products = [row.text(text) for row, *_, text in sources] + [_text(row.whole(number)) for row, _, number, *_ in sources]
    serials = [_text(row.whole(serial)) for row, _, _, serial, _ in sources]
    versions = [f"{version / 100:.2f}" for row in creator if (version := row.number(5)) is not None]
    return Device(
        manufacturer=_first(makers),
        product=_first(products),
        serial=_first(serials),
        software=_first(versions),
        heart_rate_source=_heart_rate_source(infos),
    )


def _heart_rate_source(infos: Iterable[Row]) -> str:
    """``strap`` when one is paired, else ``wrist`` when the watch has its own sensor."""
    kinds = {(row.values.get(25), row.values.get(1)) for row in infos}
    if any(kind == ANT_HEART_RATE and source != SOURCE_LOCAL for source, kind in kinds):
        return "strap"
    if (SOURCE_BLUETOOTH_LE, BLUETOOTH_HEART_RATE) in kinds:
        return "strap"
    return "wrist" if (SOURCE_LOCAL, LOCAL_WRIST_HEART_RATE) in kinds else ""


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
