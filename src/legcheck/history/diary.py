"""What the runner wrote down, and which activity it belongs to: told by time and day, never by the name of a file."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any

from legcheck.core import InputError
from legcheck.history.diary_calendar import Calendar
from legcheck.history.summary import ActivitySummary

__all__ = ["FEEL_STEP", "FEEL_WORDS", "DiaryEntry", "join", "on_runner_clock", "unmatched", "with_entries"]

FEEL_WORDS = ("very weak", "weak", "normal", "strong", "very strong")
"""What the numbers 1 to 5 of a diary mean, and the five answers a watch offers."""

FEEL_STEP = 25.0
"""[points] From one answer to the next on the scale of 0 to 100 that watches use."""

DAY_FIELDS = ("sleep_h", "strength", "illness", "weight_kg", "resting_hr_bpm")
"""What is true of a whole day, whatever was done on it."""

ACTIVITY_FIELDS = ("feel", "effort", "fuel", "commute", "name", "notes")
"""What is true of one activity."""

SHOE_FIELDS = ("shoes",)
"""What is true of the runs of a day, unless told otherwise."""

ALL_FIELDS = (*ACTIVITY_FIELDS, *SHOE_FIELDS, *DAY_FIELDS)
"""Everything an entry can say."""

OWN, DAY, ONLY_RUN, SAME_DAY, STRAVA = range(5)
"""Who is believed first: the entry of that very time, the one of the day, one whose time met nothing, another of that day, Strava."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryEntry:
    """What the runner wrote about a day or an activity; NaN, None and "" where nothing.

    Attributes
    ----------
    day : date
        On the runner's clock.
    moment : datetime or None
        Start of the activity it is about, UTC, when the source tells.
    clock : time or None
        Time of day on the runner's clock, when the source tells that and no time zone.
    elapsed_s : float
        How long that activity lasted, when the source tells. [s]
    feel, effort : float
        0-100: feel from very weak to very strong, effort from nothing to maximal.
    sleep_h : float
        Sleep in the night before. [h]
    shoes : str
        Name of the pair.
    strength, illness : bool or None
        Strength training on that day; ill on that day.
    fuel : str
        What was eaten before and during.
    weight_kg, resting_hr_bpm : float
        On that morning. [kg], [bpm]
    commute : bool or None
        Whether the activity was a way to work.
    name, notes : str
        Free text.
    source : str
        ``"diary"``, ``"strava"`` or, joined from both, ``"diary+strava"``.
    is_run : bool or None
        Whether it is about a run, when the source tells.
    row : int
        Where it stands in its table, as a spreadsheet counts; 0 when it is from none. Plays no part in comparisons.
    """

    day: date
    moment: datetime | None = None
    clock: time | None = None
    elapsed_s: float = math.nan
    feel: float = math.nan
    effort: float = math.nan
    sleep_h: float = math.nan
    shoes: str = ""
    strength: bool | None = None
    illness: bool | None = None
    fuel: str = ""
    weight_kg: float = math.nan
    resting_hr_bpm: float = math.nan
    commute: bool | None = None
    name: str = ""
    notes: str = ""
    source: str = "diary"
    is_run: bool | None = None
    row: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.moment is not None and self.moment.utcoffset() is None:
            raise InputError(
                f"moment must tell its time zone, got {self.moment}; a time on the runner's clock is given as clock"
            )

    @property
    def sort_key(self) -> tuple[int, float, str, str]:
        """Order in time, then by source, then by content, so that no two different entries are equal."""
        told = self.moment.astimezone(UTC).time() if self.moment else self.clock
        second = -1.0 if told is None else told.hour * 3600.0 + told.minute * 60.0 + told.second
        content = repr([getattr(self, entry.name) for entry in fields(self) if entry.compare])
        return self.day.toordinal(), second, self.source, content

    def knows(self, name: str) -> bool:
        """Whether anything was written under that name."""
        value = getattr(self, name)
        return not (value is None or value == "" or (isinstance(value, float) and math.isnan(value)))


def join(activities: Sequence[ActivitySummary], entries: Iterable[DiaryEntry]) -> tuple[DiaryEntry | None, ...]:
    """For each activity what was written about it, several sources merged field by field.

    An entry with a time belongs to the activity that began within five minutes of it, or else was under way. An entry without
    a time gives sleep, illness, strength, weight and resting heart rate to every activity of its day, shoes to every run, and
    feel, effort, fuel and notes to the longest run that has no entry of its own. An entry of the diary whose time meets nothing
    counts for its day too; what it says of a run counts only if there was one run that day. The diary goes before Strava.

    Parameters
    ----------
    activities : sequence of ActivitySummary
        In any order.
    entries : iterable of DiaryEntry
        In any order.

    Returns
    -------
    tuple of DiaryEntry or None
        As long as ``activities``; None where nothing was written.

    Examples
    --------
    >>> run = ActivitySummary(path="a.fit", start_time=datetime(2024, 5, 1, 5, tzinfo=UTC), utc_offset_s=7200.0)
    >>> written = DiaryEntry(day=date(2024, 5, 1), clock=time(7, 2), feel=25.0), DiaryEntry(day=date(2024, 5, 1), sleep_h=6.5)
    >>> (entry,) = join([run], written)
    >>> entry.feel, entry.sleep_h
    (25.0, 6.5)
    """
    calendar = Calendar(activities)
    offers: dict[int, list[tuple[tuple[Any, ...], DiaryEntry, tuple[str, ...]]]] = defaultdict(list)
    timed: set[int] = set()
    untimed: list[DiaryEntry] = []
    for entry in entries:
        if entry.moment is None and entry.clock is None:
            untimed.append(entry)
            continue
        place = calendar.find(entry.moment, entry.day, entry.clock)
        for at, rank, names in _timed_offers(entry, place, calendar):
            offers[at].append(((rank, -_or_zero(entry.elapsed_s), entry.sort_key), entry, names))
        if place is not None and entry.source == "diary":
            timed.add(place)
    for entry in untimed:
        for at, rank, names in _untimed_offers(entry, calendar, timed):
            offers[at].append(((rank, 0.0, entry.sort_key), entry, names))
    return tuple(_merged(offers[place], calendar, place) if place in offers else None for place in range(len(activities)))


def unmatched(activities: Sequence[ActivitySummary], entries: Iterable[DiaryEntry]) -> tuple[DiaryEntry, ...]:
    """Entries about an activity that is not there: a slip in the date, or a file that is missing.

    Of a diary, rows with feel, effort, fuel or shoes that :func:`join` gives to no activity; what a row says of its day needs
    none. Of Strava, the runs at whose time nothing was recorded.

    Parameters
    ----------
    activities : sequence of ActivitySummary
        In any order.
    entries : iterable of DiaryEntry
        In any order.

    Returns
    -------
    tuple of DiaryEntry
        In order of time.

    Examples
    --------
    >>> run = ActivitySummary(path="a.fit", start_time=datetime(2024, 5, 1, 5, tzinfo=UTC))
    >>> written = [DiaryEntry(day=date(2024, 5, day), feel=25.0, row=day + 1) for day in (1, 2)]
    >>> [entry.row for entry in unmatched([run], written)]
    [3]
    """
    calendar = Calendar(activities)
    lost = (entry for entry in entries if _is_about_activity(entry) and not _is_met(entry, calendar))
    return tuple(sorted(lost, key=lambda entry: (entry.sort_key, entry.row)))


def with_entries(activities: Sequence[ActivitySummary], joined: Sequence[DiaryEntry | None]) -> tuple[ActivitySummary, ...]:
    """The activities with feel and effort from their entries where the files have none.

    Parameters
    ----------
    activities : sequence of ActivitySummary
    joined : sequence of DiaryEntry or None
        What :func:`join` found for them.

    Raises
    ------
    InputError
        If the two are not equally long.
    """
    if len(activities) != len(joined):
        raise InputError(f"{len(activities)} activities and {len(joined)} entries; join the diary to these activities first")
    return tuple(_filled(summary, entry) for summary, entry in zip(activities, joined, strict=True))


def on_runner_clock(entries: Iterable[DiaryEntry], activities: Sequence[ActivitySummary]) -> tuple[DiaryEntry, ...]:
    """Entries with their day on the runner's clock, where a source tells the moment in UTC only; in order of time.

    The difference to UTC is that of the last activity begun before, or of the first one.
    """
    calendar = Calendar(activities)
    placed = (replace(entry, day=calendar.day_at(entry.moment)) if _is_utc_only(entry) else entry for entry in entries)
    return tuple(sorted(placed, key=lambda entry: entry.sort_key))


def _timed_offers(entry: DiaryEntry, place: int | None, calendar: Calendar) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    """Which activities an entry with a time has something to say to: place, rank, what."""
    if place is not None:
        yield place, OWN if entry.source == "diary" else STRAVA, ALL_FIELDS
    if entry.source != "diary":
        return
    yield from ((other, SAME_DAY, DAY_FIELDS) for other in calendar.by_day.get(entry.day, ()) if other != place)
    runs = calendar.runs_on(entry.day)
    if place is None and len(runs) == 1:
        yield runs[0], ONLY_RUN, (*ACTIVITY_FIELDS, *SHOE_FIELDS)


def _untimed_offers(entry: DiaryEntry, calendar: Calendar, timed: set[int]) -> Iterable[tuple[int, int, tuple[str, ...]]]:
    """Which activities an entry without a time has something to say to: place, rank, what."""
    places, runs = calendar.by_day.get(entry.day, []), calendar.runs_on(entry.day)
    yield from ((place, DAY, DAY_FIELDS) for place in places)
    yield from ((place, DAY, SHOE_FIELDS) for place in runs)
    candidates = runs or places
    free = [place for place in candidates if place not in timed] or candidates
    if free:
        yield max(free, key=lambda place: calendar.activities[place].duration_s), DAY, ACTIVITY_FIELDS


def _is_about_activity(entry: DiaryEntry) -> bool:
    if entry.source == "strava":
        return bool(entry.is_run)
    return any(entry.knows(name) for name in ("feel", "effort", "fuel", *SHOE_FIELDS))


def _is_met(entry: DiaryEntry, calendar: Calendar) -> bool:
    """Whether any activity takes what the entry says of one."""
    if entry.moment is None and entry.clock is None:
        offers = _untimed_offers(entry, calendar, set())
    else:
        offers = _timed_offers(entry, calendar.find(entry.moment, entry.day, entry.clock), calendar)
    return any(set(ACTIVITY_FIELDS) <= set(names) for _, _, names in offers)


def _merged(
    offers: list[tuple[tuple[Any, ...], DiaryEntry, tuple[str, ...]]], calendar: Calendar, place: int
) -> DiaryEntry | None:
    told: dict[str, Any] = {}
    sources = set()
    for _, entry, names in sorted(offers, key=lambda offer: offer[0]):
        new = {name: getattr(entry, name) for name in names if name not in told and entry.knows(name)}
        told |= new
        sources |= {entry.source} if new else set()
    if not told:
        return None
    start = calendar.activities[place].start_time
    return DiaryEntry(day=calendar.day_of(place), moment=start, source="+".join(sorted(sources)), **told)


def _filled(summary: ActivitySummary, entry: DiaryEntry | None) -> ActivitySummary:
    if entry is None:
        return summary
    new = {
        name: getattr(entry, name) for name in ("feel", "effort") if math.isnan(getattr(summary, name)) and entry.knows(name)
    }
    return replace(summary, **new) if new else summary


def _is_utc_only(entry: DiaryEntry) -> bool:
    return entry.moment is not None and entry.source == "strava"


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value
