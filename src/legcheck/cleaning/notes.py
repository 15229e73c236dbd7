"""Every note that cleaning can leave: one table of codes, and the one way to write a note."""

from __future__ import annotations

from types import MappingProxyType

from legcheck.core.activity import Note

__all__ = ["NOTES", "count_of", "note"]

NOTES: MappingProxyType[str, str] = MappingProxyType(
    {
        "records_without_time": "records carry no usable time and were left out",
        "clock_set_back": "the clock went back while the distance went on; later times were moved on",
        "clock_set_forward": "the clock leapt forward by days while the distance went on; times were put on one clock",
        "stray_times": "single records whose time lies far from those around them were left out",
        "clock_jump": "times lie days apart, as when a clock is set; only the largest connected part was kept",
        "clock_rebased": "the first record lies before the start time of the file, which was moved to it",
        "time_backward": "records were not in order of time and were sorted",
        "duplicate_times": "several records share one time and were merged",
        "sparse_recording": "records are further apart than a few seconds; wider gaps than usual are bridged",
        "timer_pauses": "the timer was stopped for a while",
        "records_in_pause": "records written while the timer was stopped were left out",
        "pause_ignored": "the file calls a stretch a pause although distance was counted in it",
        "inferred_pauses": "no record for a while and no way made: taken as a pause",
        "standing_gaps": "no record for a while, no way made, but the timer ran: taken as standing",
        "segment_breaks": "the recording starts anew (a new segment); nothing is bridged across it",
        "ran_on": "no record for up to 30 s while the runner moved on and the timer ran; way and time count, nothing else is bridged",
        "recording_gaps": "no record for a while although the runner moved on; nothing is bridged across it",
        "out_of_range": "values outside their plausible range were blanked",
        "position_spikes": "positions far off the track were blanked",
        "speed_spikes": "speeds far above those around them were blanked",
        "faster_than_running": "speed stays above what runners reach (a car, a bicycle?): blanked, and its way left out of the distance",
        "distance_reset": "the recorded distance starts anew and was continued",
        "distance_jump": "the recorded distance jumps by more than anyone runs and was corrected",
        "speed_source": "where the speed comes from, when it is not the recorded speed",
        "distance_source": "where the distance comes from, when it is not the recorded distance",
        "speed_distance_disagree": "recorded speed and recorded distance do not belong together; speed is taken from distance",
        "channel_dead": "recorded speed or distance never leaves zero although the runner moved; it is not used",
        "channel_scale": "recorded speed or distance is a constant multiple of the way between positions (another unit); it is not used",
        "no_speed": "neither speed, distance nor positions were recorded",
        "cadence_harmonics": "cadence at half or double its true value was put right",
        "cadence_spikes": "short jumps of cadence were blanked",
        "cadence_dropouts": "cadence of zero at running speed was blanked",
        "heart_rate_spikes": "short jumps of heart rate were blanked",
        "heart_rate_dropouts": "heart rate far too low for running is not used",
        "heart_rate_stuck": "heart rate stands still on one value and is not used there",
        "heart_rate_start": "heart rate of the first minutes is too high to be true and is not used",
        "heart_rate_locked": "heart rate follows the steps (an optical sensor's error) and is not used there",
        "maximum_exceeded": "the maximum heart rate that the file states was exceeded in this run; it is not used",
        "no_altitude": "no altitude was recorded; the ground is taken as flat",
        "indoor_grade": "altitude says nothing on a treadmill; the ground is taken as flat",
        "altitude_noisy": "altitude is too noisy for slopes; the ground is taken as flat",
        "altitude_smoothed": "altitude is noisy (no barometer?); slopes are taken over longer stretches",
        "altitude_jump": "altitude jumps faster than anyone climbs (the device set it anew); left out of slopes",
        "altitude_impossible": "altitude climbs faster than anyone can; it is not used there",
        "altitude_drift": "start and end of the loop differ in height; the drift was taken out of the slopes",
        "grade_clipped": "slopes steeper than can be run were clipped",
    }
)
"""Code of each note and what it means."""


def note(code: str, message: str) -> Note:
    """A note whose code is in :data:`NOTES`.

    Raises
    ------
    KeyError
        If the code is not in the table: a mistake in legcheck, found by its tests.
    """
    if code not in NOTES:
        raise KeyError(code)
    return Note(code, message)


def count_of(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    Examples
    --------
    >>> count_of(1, "GPS spike"), count_of(1200, "GPS spike")
    ('1 GPS spike', '1,200 GPS spikes')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
