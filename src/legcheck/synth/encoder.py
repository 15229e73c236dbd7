"""A recording as the bytes of a FIT file: header, definitions, messages in order of time, checksums."""

from __future__ import annotations

import numpy as np

from legcheck.core.activity import Totals
from legcheck.core.channels import STEPS_PER_STRIDE
from legcheck.synth.fields import RECORD_FIELDS, Field
from legcheck.synth.fit_messages import CLOCK, Values, definition, fit_file, fit_time, message, record_rows
from legcheck.synth.recipe import Recipe
from legcheck.synth.recording import DEVICE, SUB_SPORTS, Recording

__all__ = ["encode"]

DEVELOPMENT, HEART_RATE_STRAP, ANT_PLUS = 255, 120, 1
"""Manufacturer id, ANT+ device type and source type, as the FIT profile numbers them."""

RUNNING, ACTIVITY_FILE = 1, 4
"""Sport and file type, as the FIT profile numbers them."""

SUB_SPORT = {"generic": 0, "treadmill": 1, "trail": 3, "track": 4}
INTENSITY = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4, "interval": 5}
TRIGGER = {"manual": 0, "time": 1, "distance": 2, "session_end": 7}
TIMER_START, TIMER_STOP_ALL, STOP = 0, 4, 1
"""Event types."""

_TIME_MS = {"scale": 1000.0}


def encode(recipe: Recipe, recording: Recording) -> bytes:
    """The recording as a FIT file.

    Parameters
    ----------
    recipe : Recipe
        Who, where and when.
    recording : Recording
        What the watch wrote down.

    Returns
    -------
    bytes
        A complete file: file_id, device_info, sport, user_profile, zones_target, timer events, records, laps,
        session and activity.

    Examples
    --------
    >>> from legcheck.synth import run
    >>> content = run(duration_s=60).fit()
    >>> content[8:12], int.from_bytes(content[4:8], "little") + 16 == len(content)
    (b'.FIT', True)
    """
    start = fit_time(recipe.start_time)
    return fit_file([*_opening(recipe, start), *_timeline(recording, start), *_closing(recipe, recording, start)])


def _opening(recipe: Recipe, start: int) -> list[bytes]:
    sub_sport = SUB_SPORT[SUB_SPORTS[recipe.surface]]
    messages = [
        message(
            0,
            {
                Field(number=0, base="enum"): ACTIVITY_FILE,
                Field(number=1, base="uint16"): DEVELOPMENT,
                Field(number=2, base="uint16"): 1,
                Field(number=3, base="uint32z"): int(DEVICE.serial),
                Field(number=4, base="uint32"): start,
                Field(number=8, base="string"): DEVICE.product,
            },
        ),
        _device(start, index=0),
        message(
            12,
            {
                Field(number=0, base="enum"): RUNNING,
                Field(number=1, base="enum"): sub_sport,
                Field(number=3, base="string"): "Run",
            },
        ),
    ]
    if recipe.heart_rate and recipe.heart_rate_source == "strap":
        messages.insert(2, _device(start, index=1, device_type=HEART_RATE_STRAP))
    return [*messages, *(_athlete(recipe) if recipe.athlete_in_file else [])]


def _device(start: int, *, index: int, device_type: int | None = None) -> bytes:
    own = device_type is None
    return message(
        23,
        {
            CLOCK: start,
            Field(number=0, base="uint8"): index,
            Field(number=1, base="uint8"): device_type,
            Field(number=2, base="uint16"): DEVELOPMENT,
            Field(number=3, base="uint32z"): int(DEVICE.serial) if own else None,
            Field(number=4, base="uint16"): 1 if own else None,
            Field(number=5, base="uint16", scale=100.0): float(DEVICE.software) if own else None,
            Field(number=25, base="enum"): None if own else ANT_PLUS,
            Field(number=27, base="string"): DEVICE.product if own else "strap",
        },
    )


def _athlete(recipe: Recipe) -> list[bytes]:
    facts = recipe.runner.facts()
    return [
        message(
            3,
            {
                Field(number=2, base="uint8"): facts.age_years,
                Field(number=3, base="uint8", scale=100.0): facts.height_m,
                Field(number=4, base="uint16", scale=10.0): facts.weight_kg,
                Field(number=8, base="uint8"): facts.resting_hr_bpm,
            },
        ),
        message(7, {Field(number=1, base="uint8"): facts.max_hr_bpm}),
    ]


def _timeline(recording: Recording, start: int) -> list[bytes]:
    """Records, with the timer events and laps that fall between them."""
    fields = [CLOCK, *(RECORD_FIELDS[name] for name in recording.columns)]
    rows = record_rows(fields, [recording.elapsed_s + start, *recording.columns.values()])
    inserts = [(0.0, 0, _event(start, TIMER_START))]
    for pause in recording.pauses:
        inserts.append((pause.start_s + 0.5, 0, _event(start + int(pause.start_s), TIMER_STOP_ALL)))
        inserts.append((pause.end_s, 0, _event(start + int(pause.end_s), TIMER_START)))
    for number, lap in enumerate(recording.laps):
        inserts.append((lap.span.end_s + 0.5, 1, _lap(recording, number, start)))
    end = int(recording.elapsed_s[-1])
    inserts.append((end + 0.5, 0, _event(start + end, TIMER_STOP_ALL)))
    parts, done = [definition(20, fields)], 0
    for moment, _, inserted in sorted(inserts, key=lambda insert: insert[:2]):
        row = int(np.searchsorted(recording.elapsed_s, moment))
        parts += [rows[done:row].tobytes(), inserted]
        done = max(done, row)
    return parts


def _event(moment: int, kind: int) -> bytes:
    return message(
        21,
        {
            CLOCK: moment,
            Field(number=0, base="enum"): 0,
            Field(number=1, base="enum"): kind,
            Field(number=4, base="uint8"): 0,
        },
    )


def _lap(recording: Recording, number: int, start: int) -> bytes:
    lap = recording.laps[number]
    return message(
        19,
        {
            Field(number=254, base="uint16"): number,
            CLOCK: start + int(lap.span.end_s),
            Field(number=0, base="enum"): 9,
            Field(number=1, base="enum"): STOP,
            Field(number=2, base="uint32"): start + int(lap.span.start_s),
            **_totals(lap.totals, mean_speed=110, heart=(15, 16), cadence=(17, 80), climb=(21, 22)),
            Field(number=23, base="enum"): INTENSITY[lap.intensity],
            Field(number=24, base="enum"): TRIGGER[lap.trigger],
            Field(number=25, base="enum"): RUNNING,
        },
    )


def _totals(
    totals: Totals, *, mean_speed: int, heart: tuple[int, int], cadence: tuple[int, int], climb: tuple[int, int]
) -> Values:
    strides = None if totals.cadence_spm is None else totals.cadence_spm / STEPS_PER_STRIDE
    speed = None if not totals.timer_s or totals.distance_m is None else totals.distance_m / totals.timer_s
    return {
        Field(number=7, base="uint32", **_TIME_MS): totals.elapsed_s,
        Field(number=8, base="uint32", **_TIME_MS): totals.timer_s,
        Field(number=9, base="uint32", scale=100.0): totals.distance_m,
        Field(number=mean_speed, base="uint32", **_TIME_MS): speed,
        Field(number=heart[0], base="uint8"): totals.heart_rate_bpm,
        Field(number=heart[1], base="uint8"): totals.max_heart_rate_bpm,
        Field(number=cadence[0], base="uint8"): None if strides is None else strides // 1.0,
        Field(number=cadence[1], base="uint8", scale=128.0): None if strides is None else strides % 1.0,
        Field(number=climb[0], base="uint16"): totals.ascent_m,
        Field(number=climb[1], base="uint16"): totals.descent_m,
    }


def _closing(recipe: Recipe, recording: Recording, start: int) -> list[bytes]:
    end = start + int(recording.elapsed_s[-1])
    session: Values = {
        Field(number=254, base="uint16"): 0,
        CLOCK: end,
        Field(number=0, base="enum"): 8,
        Field(number=1, base="enum"): STOP,
        Field(number=2, base="uint32"): start,
        Field(number=5, base="enum"): RUNNING,
        Field(number=6, base="enum"): SUB_SPORT[SUB_SPORTS[recipe.surface]],
        **_totals(recording.totals, mean_speed=124, heart=(16, 17), cadence=(18, 92), climb=(22, 23)),
        Field(number=25, base="uint16"): 0,
        Field(number=26, base="uint16"): len(recording.laps),
        Field(number=28, base="enum"): 0,
        Field(number=192, base="uint8"): recipe.feel,
        Field(number=193, base="uint8"): recipe.effort,
    }
    activity: Values = {
        CLOCK: end,
        Field(number=0, base="uint32", **_TIME_MS): recording.totals.timer_s,
        Field(number=1, base="uint16"): 1,
        Field(number=2, base="enum"): 0,
        Field(number=3, base="enum"): 26,
        Field(number=4, base="enum"): STOP,
        Field(number=5, base="uint32"): end + int(recipe.utc_offset_s),
    }
    return [message(18, session), message(34, activity)]
