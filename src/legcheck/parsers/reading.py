"""One door for every file: fetch the bytes, open archives, tell the kind, parse, check the cadence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from legcheck.core import Activity, InputError, LegcheckError, Note, ReadError, Source, UnsupportedFileError
from legcheck.parsers.cadence_unit import with_cadence_in_steps
from legcheck.parsers.containers import DEFAULT_LIMITS, Limits, Member, open_members
from legcheck.parsers.derive import stands_still
from legcheck.parsers.fetch import fetch
from legcheck.parsers.sniff import Kind, sniff
from legcheck.parsers.sports import is_running

if TYPE_CHECKING:
    from legcheck.parsers.arguments import Engine, OnDamage, Readable

__all__ = ["ENGINES", "read", "read_all"]

ENGINES = ("legcheck", "fitparse", "gpxpy")
"""Who decodes: our own readers, or fitparse (FIT) and gpxpy (GPX) for a second opinion."""


LAP_SLACK_S = 60.0
"""[s] A lap may begin this long before the first record or after the last."""


@dataclass(frozen=True, slots=True)
class _Settings:
    engine: str
    on_damage: str
    sport: str | None
    cadence_factor: float | None

    def __post_init__(self) -> None:
        if self.engine not in tuple(ENGINES):
            raise InputError(f"engine is one of {', '.join(ENGINES)}; got {self.engine!r}")
        if self.on_damage not in ("salvage", "raise"):
            raise InputError(f"on_damage is 'salvage' or 'raise'; got {self.on_damage!r}")
        if self.sport is not None and not isinstance(self.sport, str):
            raise InputError(f"sport is a text, got {self.sport!r}")


def read(
    source: Readable,
    *,
    engine: Engine = "legcheck",
    on_damage: OnDamage = "salvage",
    sport: str | None = None,
    cadence_factor: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Activity:
    """Read one activity; of several in a file, the longest run.

    Parameters
    ----------
    source : str, path, bytes or binary file object
        A FIT, GPX or TCX file, plain or inside .gz or .zip; told by content, the name does not matter. Strings with
        ``://`` are fetched through fsspec.
    engine : {"legcheck", "fitparse", "gpxpy"}
        Who decodes; the other two are slower and give a second opinion on FIT and GPX.
    on_damage : {"salvage", "raise"}
        Whether a damaged file gives what can be recovered, with a note, or an error.
    sport : str, optional
        What it was, where the file says otherwise or nothing.
    cadence_factor : float, optional
        What the file's cadence has to be multiplied by to be steps a minute, both feet; by default decided from
        the numbers.
    limits : Limits
        How much opening it may cost.

    Returns
    -------
    Activity
        In legcheck's names and units, nothing filled in; ``notes`` says what was odd.

    Raises
    ------
    ReadError
        If nothing can be got from it; :class:`~legcheck.core.UnsupportedFileError` when it is no activity file,
        :class:`~legcheck.core.LimitError` when it grows too large.
    InputError
        If an argument does not fit.

    Examples
    --------
    >>> activity = read(
    ...     b'<gpx><trk><type>running</type><trkseg>'
    ...     b'<trkpt lat="50.0" lon="8.0"><time>2024-05-01T08:00:00Z</time><hr>120</hr></trkpt>'
    ...     b'<trkpt lat="50.0" lon="8.1"><time>2024-05-01T08:00:05Z</time><hr>125</hr></trkpt>'
    ...     b'</trkseg></trk></gpx>'
    ... )
    >>> activity.sport, activity.elapsed_s.tolist(), activity["heart_rate_bpm"].tolist()
    ('running', [0.0, 5.0], [120.0, 125.0])
    """
    activities = read_all(source, engine=engine, on_damage=on_damage, sport=sport, cadence_factor=cadence_factor, limits=limits)
    chosen = max(activities, key=_preference)
    others = [activity for activity in activities if activity is not chosen]
    if not others:
        return chosen
    shown = ", ".join(_brief(activity) for activity in others[:5]) + (", ..." if len(others) > 5 else "")
    note = Note("several_activities", f"the longest run of {len(activities)} activities was taken; not read: {shown}")
    return replace(chosen, notes=(*chosen.notes, note))


def read_all(
    source: Readable,
    *,
    engine: Engine = "legcheck",
    on_damage: OnDamage = "salvage",
    sport: str | None = None,
    cadence_factor: float | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Activity]:
    """Read every activity in a file or archive; parameters and errors as for :func:`read`.

    Returns
    -------
    list of Activity
        At least one, in the order of the file (files of an archive by name).
    """
    settings = _Settings(engine, on_damage, sport, cadence_factor)
    data, name = fetch(source, limits=limits)
    activities: list[Activity] = []
    errors: list[LegcheckError] = []
    members = 0
    for member in open_members(data, name=name, limits=limits, on_damage=on_damage):
        members += 1
        try:
            activities += _parse(member, settings)
        except ReadError as error:
            errors.append(error)
    if not activities:
        raise _nothing(errors, members, name)
    unread = [error for error in errors if not isinstance(error, UnsupportedFileError)]
    if not unread:
        return activities
    shown = "; ".join(str(error) for error in unread[:3]) + ("; ..." if len(unread) > 3 else "")
    note = Note("files_not_read", f"{len(unread)} files of the archive could not be read: {shown}")
    return [replace(activity, notes=(*activity.notes, note)) for activity in activities]


def _parse(member: Member, settings: _Settings) -> list[Activity]:
    if member.error is not None:
        raise member.error
    kind = sniff(member.data, path=member.name)
    source = Source(name=member.name, format=str(kind), sha256=hashlib.sha256(member.data).hexdigest())
    parse = _parser(kind, settings, member.name)
    return [_finished(activity, member, settings) for activity in parse(member.data, source)]


def _parser(kind: Kind, settings: _Settings, path: str) -> Callable[[bytes, Source], list[Activity]]:
    if settings.engine == "fitparse" and kind is Kind.FIT:
        from legcheck.parsers.fit import read_fit_with_fitparse

        return lambda data, source: read_fit_with_fitparse(data, source=source)
    if settings.engine == "gpxpy" and kind is Kind.GPX:
        from legcheck.parsers.engines import read_gpx_with_gpxpy

        return lambda data, source: read_gpx_with_gpxpy(data, source=source)
    if settings.engine != "legcheck":
        raise InputError(f"engine {settings.engine!r} does not read {kind.upper()} files; leave it out", path=path)
    return _own_parser(kind, settings.on_damage)


def _own_parser(kind: Kind, on_damage: str) -> Callable[[bytes, Source], list[Activity]]:
    if kind is Kind.FIT:
        from legcheck.parsers.fit import read_fit

        return lambda data, source: read_fit(data, source=source, on_damage=on_damage)
    if kind is Kind.GPX:
        from legcheck.parsers.gpx import read_gpx

        return lambda data, source: read_gpx(data, source=source, on_damage=on_damage)
    from legcheck.parsers.tcx import read_tcx

    return lambda data, source: read_tcx(data, source=source, on_damage=on_damage)


def _finished(activity: Activity, member: Member, settings: _Settings) -> Activity:
    sport = activity.sport if settings.sport is None else settings.sport.strip().lower()
    if sport != activity.sport:
        activity = replace(activity, sport=sport, sub_sport="")
    activity = _with_believable_laps(replace(activity, notes=(*member.notes, *activity.notes)))
    return _told_if_still(with_cadence_in_steps(activity, cadence_factor=settings.cadence_factor))


def _told_if_still(activity: Activity) -> Activity:
    """With a note when nothing in it moves: a recording started and stopped by mistake."""
    if not is_running(activity.sport) or not stands_still(activity):
        return activity
    heart_rate = "only heart rate was recorded" if activity.has("heart_rate_bpm") else "heart rate was not recorded either"
    note = Note("no_movement", f"nothing moves in these {activity.elapsed_s.max():,.0f} s: no distance, no steps; {heart_rate}")
    return replace(activity, notes=(*activity.notes, note))


def _with_believable_laps(activity: Activity) -> Activity:
    """Without laps that lie outside the recording: left by damage, or by a clock that was set in between."""
    end_s = float(activity.elapsed_s.max()) + LAP_SLACK_S
    kept = tuple(lap for lap in activity.laps if lap.span.start_s >= -LAP_SLACK_S and lap.span.start_s <= end_s)
    left_out = len(activity.laps) - len(kept)
    if not left_out:
        return activity
    note = Note("laps_left_out", f"{left_out} laps lie outside the recorded time and were left out")
    return replace(activity, laps=kept, notes=(*activity.notes, note))


def _preference(activity: Activity) -> tuple[bool, bool, int]:
    return activity.sport == "running", is_running(activity.sport), len(activity)


def _brief(activity: Activity) -> str:
    return f"{activity.sport or 'sport unknown'} of {activity.start_time:%Y-%m-%d %H:%M} UTC ({len(activity):,} records)"


def _nothing(errors: list[LegcheckError], members: int, name: str) -> LegcheckError:
    if len(errors) == 1:
        return errors[0]
    if not members:
        return UnsupportedFileError("the archive holds no files", path=name)
    if not errors:
        return ReadError("holds no activity with records", path=name)
    kind = UnsupportedFileError if all(isinstance(error, UnsupportedFileError) for error in errors) else ReadError
    return kind(f"none of its {len(errors)} files could be read as an activity; the first: {errors[0]}", path=name)
