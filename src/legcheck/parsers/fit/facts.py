"""Facts beside the records: the device's own totals, device, athlete, local time."""

from __future__ import annotations

from collections.abc import Iterable

from legcheck.core import STEPS_PER_STRIDE, Athlete, Device, Totals
from legcheck.parsers.fit.profile import (
    ANT_HEART_RATE,
    BLUETOOTH_HEART_RATE,
    LOCAL_WRIST_HEART_RATE,
    MANUFACTURERS,
    ON_FOOT,
    SOURCE_BLUETOOTH_LE,
    SOURCE_LOCAL,
    TIMESTAMP,
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


def session_totals(row: Row | None, sport: str) -> Totals:
    """The device's totals of a session message."""
    if row is None:
        return Totals()
    return Totals(
        distance_m=_over(row, 9, 100.0),
        timer_s=_over(row, 8, 1000.0),
        elapsed_s=_over(row, 7, 1000.0),
        heart_rate_bpm=_positive(row, 16),
        max_heart_rate_bpm=_positive(row, 17),
        cadence_spm=_cadence(row, 18, 92, sport),
        ascent_m=_over(row, 22, 1.0),
        descent_m=_over(row, 23, 1.0),
    )


def lap_totals(row: Row, sport: str) -> Totals:
    """The device's totals of a lap message."""
    return Totals(
        distance_m=_over(row, 9, 100.0),
        timer_s=_over(row, 8, 1000.0),
        elapsed_s=_over(row, 7, 1000.0),
        heart_rate_bpm=_positive(row, 15),
        max_heart_rate_bpm=_positive(row, 16),
        cadence_spm=_cadence(row, 17, 80, sport),
        ascent_m=_over(row, 21, 1.0),
        descent_m=_over(row, 22, 1.0),
    )


def _over(row: Row, field: int, divisor: float) -> float | None:
    value = row.number(field)
    return None if value is None else value / divisor


def _positive(row: Row, field: int) -> float | None:
    value = row.number(field)
    return float(value) if value else None


def _cadence(row: Row, whole: int, fraction: int, sport: str) -> float | None:
    strides = row.number(whole)
    if strides is None or sport not in ON_FOOT:
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


def athlete_of(profile: Row | None, zones: Row | None) -> Athlete:
    """The plausible facts about the runner in user_profile and zones_target messages."""
    profile, zones = profile or Row(0, {}), zones or Row(0, {})
    return Athlete.plausible(
        height_m=_over(profile, 3, 100.0),
        weight_kg=_over(profile, 4, 10.0),
        age_years=profile.number(2),
        resting_hr_bpm=profile.number(8),
        max_hr_bpm=zones.number(1) or profile.number(9) or profile.number(11),
    )


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
