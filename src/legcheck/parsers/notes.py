"""Every note that reading can leave: one table of codes and what they mean."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["NOTES"]

NOTES: MappingProxyType[str, str] = MappingProxyType(
    {
        "archive_damaged": "the .gz or .zip is damaged or cut off; what could be taken out of it was read",
        "cadence_not_steps": "cadence left out: in this sport it does not count steps",
        "cadence_unit": "by what (0.5, 1 or 2) the file's cadence was multiplied to become steps a minute, and why",
        "cadence_unit_unclear": "whether cadence counts one foot or both could not be checked; where it is no steps a minute at all it was left out",
        "checksum": "the checksum of the FIT file is wrong; the records were read all the same",
        "clock_set_back": "the clock went back while the way went on; later times were moved on",
        "clock_set_forward": "the clock leapt forward by days while the way went on; times were put on one clock",
        "damage_skipped": "part of a FIT file is damaged; it was skipped, and the records before and after it were read",
        "data_size": "the FIT header gives no length (the device stopped while writing)",
        "developer_field": "a channel is taken from a field that an app or a pod added, as the device's own holds nothing",
        "field_size": "the size of a FIT field does not fit its declared type; it was read as bytes",
        "file_cut_off": "the file stops in the middle; what came before was read",
        "file_damaged": "the file is damaged inside; what could be read around the damage was kept",
        "files_not_read": "files of an archive that could not be read",
        "heart_rate_stated": "maximum and resting heart rate that the device states, and the FIT messages they stand in; set or reckoned, not measured",
        "heart_rate_stream": "heart rate taken from the strap's own recording",
        "laps_left_out": "laps that do not fit the recording were left out",
        "native_field": "a channel was recorded twice: the device's own field was taken, that of an app or a pod was not",
        "no_movement": "nothing in the recording moves: no distance, no speed, no steps",
        "no_session": "the FIT file holds no summary; it was read from its records alone",
        "other_content": "the file also holds something that is no activity",
        "points_without_time": "points without a time that can be read were left out",
        "records_dropped": "records with an impossible time were left out",
        "records_without_time": "records without a time were left out",
        "relative_time": "the clock was not set: time counts from when the device was switched on, dates mean nothing",
        "several_activities": "the file holds several activities; the longest run was taken",
        "start_unknown": "the table has no dates; its start was put at 1970-01-01 00:00 UTC",
        "stray_times": "single records or points whose time lies far from those around them were left out",
        "times_far_off": "points dated more than seven days from the rest were left out",
        "times_without_zone": "times carry no time zone and were taken as UTC",
        "tracks_joined": "several tracks follow each other and were read as one activity",
        "trailing_bytes": "bytes after the end of the FIT content were ignored",
        "undefined_message": "messages of a FIT file lack their definition; they were left out",
    }
)
"""Code of each note and what it means."""
