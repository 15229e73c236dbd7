"""The part of the FIT profile a run needs: which field of which message holds what, and by what it is scaled."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Message", "Scale", "name_of"]


class Message:
    """Global message numbers."""

    FILE_ID = 0
    USER_PROFILE = 3
    ZONES_TARGET = 7
    SPORT = 12
    SESSION = 18
    LAP = 19
    RECORD = 20
    EVENT = 21
    DEVICE_INFO = 23
    WORKOUT_STEP = 27
    ACTIVITY = 34
    HRV = 78
    HR = 132
    FIELD_DESCRIPTION = 206
    TIME_IN_ZONE = 216


@dataclass(frozen=True, slots=True)
class Scale:
    """How a raw value becomes a physical one: ``raw / divisor - offset``."""

    name: str
    divisor: float = 1.0
    offset: float = 0.0


TIMESTAMP = 253
"""Field number of the time in every message that has one. [s since the FIT epoch]"""

DISTANCE = 5
"""Field number of the distance in a record."""

FIT_EPOCH_S = 631_065_600
"""[s] 1989-12-31 00:00 UTC, from which FIT counts, as Unix time."""

RELATIVE_TIME_LIMIT_S = 0x1000_0000
"""[s] Below this a timestamp counts from when the device was switched on, not from the FIT epoch."""

SEMICIRCLES_PER_DEGREE = 2**31 / 180
"""[1/deg] Positions are stored in 2**31 parts of half a turn."""

RECORD: dict[int, Scale] = {
    0: Scale("position_lat", SEMICIRCLES_PER_DEGREE),
    1: Scale("position_long", SEMICIRCLES_PER_DEGREE),
    2: Scale("altitude", 5.0, 500.0),
    3: Scale("heart_rate"),
    4: Scale("cadence"),
    5: Scale("distance", 100.0),
    6: Scale("speed", 1000.0),
    7: Scale("power"),
    8: Scale("compressed_speed_distance"),
    13: Scale("temperature"),
    39: Scale("vertical_oscillation", 10.0),
    41: Scale("stance_time", 10.0),
    52: Scale("cadence256", 256.0),
    53: Scale("fractional_cadence", 128.0),
    73: Scale("enhanced_speed", 1000.0),
    78: Scale("enhanced_altitude", 5.0, 500.0),
    83: Scale("vertical_ratio", 100.0),
    84: Scale("stance_time_balance", 100.0),
    85: Scale("step_length", 10.0),
    99: Scale("respiration_rate"),
    108: Scale("enhanced_respiration_rate", 100.0),
    139: Scale("core_temperature", 100.0),
    253: Scale("timestamp"),
}
"""Fields of a record, by number."""

SPEED_12_BIT = 100.0
"""[1/(m/s)] Divisor of the speed inside a compressed speed-distance field."""

DISTANCE_12_BIT = 16.0
"""[1/m] Divisor of the distance inside a compressed speed-distance field."""

FILE_TYPES = {
    1: "device",
    2: "settings",
    3: "sport",
    4: "activity",
    5: "workout",
    6: "course",
    7: "schedule",
    9: "weight",
    10: "totals",
    11: "goals",
    14: "blood pressure",
    15: "monitoring",
    20: "activity summary",
    28: "daily monitoring",
    32: "monitoring",
    34: "segment",
    35: "segment list",
}
"""What a FIT file is, by the type in its file_id message."""

ACTIVITY_FILE = 4
"""File type of a recorded activity."""

SPORTS = {
    0: "generic",
    1: "running",
    2: "cycling",
    3: "transition",
    4: "fitness_equipment",
    5: "swimming",
    10: "training",
    11: "walking",
    12: "cross_country_skiing",
    13: "alpine_skiing",
    14: "snowboarding",
    15: "rowing",
    16: "mountaineering",
    17: "hiking",
    18: "multisport",
    19: "paddling",
    21: "e_biking",
    30: "inline_skating",
    31: "rock_climbing",
    32: "sailing",
    33: "ice_skating",
    35: "snowshoeing",
    37: "stand_up_paddleboarding",
    38: "surfing",
    41: "kayaking",
    48: "floor_climbing",
    53: "diving",
    62: "hiit",
    64: "racket",
    65: "wheelchair_push_walk",
    66: "wheelchair_push_run",
    82: "snorkeling",
    84: "jump_rope",
    254: "all",
}
"""Sports by number."""

SUB_SPORTS = {
    0: "generic",
    1: "treadmill",
    2: "street",
    3: "trail",
    4: "track",
    5: "spin",
    6: "indoor_cycling",
    7: "road",
    8: "mountain",
    13: "track_cycling",
    14: "indoor_rowing",
    15: "elliptical",
    16: "stair_climbing",
    17: "lap_swimming",
    18: "open_water",
    19: "flexibility_training",
    20: "strength_training",
    21: "warm_up",
    22: "match",
    23: "exercise",
    24: "challenge",
    26: "cardio_training",
    27: "indoor_walking",
    30: "casual_walking",
    31: "speed_walking",
    32: "bike_to_run_transition",
    33: "run_to_bike_transition",
    34: "swim_to_bike_transition",
    42: "skate_skiing",
    43: "yoga",
    44: "pilates",
    45: "indoor_running",
    46: "gravel_cycling",
    48: "commuting",
    50: "navigate",
    51: "track_me",
    58: "virtual_activity",
    59: "obstacle",
    67: "ultra",
    70: "hiit",
}
"""Sub-sports by number."""

MANUFACTURERS = {
    1: "garmin",
    13: "dynastream_oem",
    15: "dynastream",
    23: "suunto",
    32: "wahoo_fitness",
    70: "sigmasport",
    71: "tomtom",
    83: "scosche",
    89: "tacx",
    95: "stryd",
    112: "bryton_sensors",
    123: "polar_electro",
    142: "tag_heuer",
    255: "development",
    257: "healthandlife",
    258: "lezyne",
    259: "scribe_labs",
    260: "zwift",
    263: "favero_electronics",
    265: "strava",
    267: "bryton",
    289: "hammerhead",
    294: "coros",
    300: "nurvv",
    303: "greenteg",
    305: "whoop",
    310: "decathlon",
    337: "runna",
    339: "zepp",
    340: "peloton",
    348: "huawei",
}
"""Makers of running devices by number."""

INTENSITIES = {0: "active", 1: "rest", 2: "warmup", 3: "cooldown", 4: "recovery", 5: "interval"}
"""What a lap was for, by number."""

LAP_TRIGGERS = {
    0: "manual",
    1: "time",
    2: "distance",
    3: "position",
    4: "position",
    5: "position",
    6: "position",
    7: "session_end",
    8: "fitness_equipment",
}
"""What closed a lap, by number."""

TIMER_EVENT = 0
"""Event number of the timer."""

TIMER_START = 0
"""Event type: the timer runs."""

TIMER_STOPS = frozenset({1, 4, 8, 9})
"""Event types: the timer stands (stop, stop all, stop and disable, stop and disable all)."""

ANT_HEART_RATE = 120
"""Device type of a heart-rate strap on ANT+."""

BLUETOOTH_HEART_RATE = 1
"""Device type of a heart-rate strap on Bluetooth Low Energy."""

LOCAL_WRIST_HEART_RATE = 10
"""Device type of a built-in wrist sensor."""

SOURCE_BLUETOOTH_LE = 3
"""Source type: the sensor reached the watch over Bluetooth Low Energy."""

SOURCE_LOCAL = 5
"""Source type: the sensor is part of the watch."""


def name_of(names: dict[int, str], number: int | None, *, unknown: str) -> str:
    """The name of a number; ``unknown_<number>`` where the table lacks it, empty where there is none.

    Examples
    --------
    >>> name_of(SPORTS, 1, unknown="sport"), name_of(SPORTS, 250, unknown="sport"), name_of(SPORTS, None, unknown="sport")
    ('running', 'sport_250', '')
    """
    if number is None:
        return ""
    return names.get(number, f"{unknown}_{number}")
