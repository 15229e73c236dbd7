"""Each activity once: copies, the same run from two devices, and recordings cut in parts are found by time and content."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from legcheck.history.fragments import main_part, merge_parts
from legcheck.history.pairs import SAME_FILE_S, SAME_OVERLAP, length_s, pairs, sport_of, start_s
from legcheck.history.summary import ActivitySummary

__all__ = ["Dropped", "once"]

COMPLETE = 0.8
"""[share of the longest] A shorter recording of the same activity never stands for it."""

PART_GAP_S = 900.0
"""[s] A recording that begins sooner after another one has ended goes on with it; engineering value."""

PART_OVERLAP_S = 60.0
"""[s] By so much a part may begin before the end that the one before states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """An activity that is not counted by itself.

    Attributes
    ----------
    path : str
        Its file.
    kept_path : str
        The file that stands for it.
    sha256, kept_sha256 : str
        The contents of the two: an archive may hold several files of one name.
    reason : str
        Why, in plain words.
    kind : str
        ``"same_content"``, ``"copy"`` (the same recording in another file), ``"same_activity"`` (recorded twice) or
        ``"fragment"`` (a part; its distance and time are counted with those of ``kept_path``).
    """

    path: str
    kept_path: str
    sha256: str
    kept_sha256: str
    reason: str
    kind: str


def once(summaries: Iterable[ActivitySummary]) -> tuple[tuple[ActivitySummary, ...], tuple[Dropped, ...]]:
    """Keep each activity once.

    Equal content is kept once. Two recordings of the same sport that overlap for over 80 % of the shorter one, at a similar distance or
    speed, are one activity unless the runner moved at other times or speed went otherwise minute by minute
    (:meth:`legcheck.history.likeness.Profiles.differ`); the one with heart rate, then with more measures, then the longer one is kept,
    unless it misses over a fifth of the longest. Feel, effort and the local time of the others fill what it does not tell. A recording
    that begins within 15 minutes of the end of another one of the same sport and device goes on with it, unless the runner rated each (a
    warm-up and a race, say); both are counted as one (:func:`legcheck.history.fragments.merge_parts`), whose distance and speed are held against
    another recording's as a whole and part by part. Different sports never stand for each other.

    Parameters
    ----------
    summaries : iterable of ActivitySummary
        In any order.

    Returns
    -------
    kept : tuple of ActivitySummary
        By start, those without a start last.
    dropped : tuple of Dropped
        By path; together with ``kept`` as many as came in.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> start = datetime(2024, 5, 1, 6, tzinfo=UTC)
    >>> watch = ActivitySummary(path="watch.fit", start_time=start, numbers={"distance_m": 8000.0, "elapsed_s": 2700.0}, heart_rate_s={140: 2700.0})
    >>> phone = replace(watch, path="phone.gpx", device="phone", numbers={"distance_m": 8090.0, "elapsed_s": 2650.0}, heart_rate_s={})
    >>> kept, dropped = once([phone, watch])
    >>> [summary.path for summary in kept], dropped[0].reason
    (['watch.fit'], 'overlaps with watch.fit for 44 min, 8.1 and 8.0 km: the same activity recorded twice; watch.fit has heart rate')
    """
    pool = _Pool(sorted(summaries, key=_order))
    _drop_same_content(pool)
    _drop_recorded_twice(pool, one_device=True)
    _join_parts(pool)
    _drop_recorded_twice(pool, one_device=False)
    return pool.kept(), pool.dropped()


@dataclass(slots=True)
class _Pool:
    """What is still there, by place in a fixed order, and what each of the others gave way to."""

    summaries: list[ActivitySummary]
    gone: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    parts: dict[int, list[ActivitySummary]] = field(default_factory=dict)
    """Of those that were put together: what of."""

    def dated(self) -> list[int]:
        """Places still there that have a start, by start."""
        there = [place for place in range(len(self.summaries)) if place not in self.gone]
        dated = (place for place in there if self.summaries[place].start_time is not None)
        return sorted(dated, key=lambda place: _order(self.summaries[place]))

    def drop(self, place: int, kept: int, reason: str, kind: str) -> None:
        self.gone[place] = (kept, reason, kind)

    def kept(self) -> tuple[ActivitySummary, ...]:
        there = (summary for place, summary in enumerate(self.summaries) if place not in self.gone)
        return tuple(sorted(there, key=_order))

    def dropped(self) -> tuple[Dropped, ...]:
        listed = []
        for place, (kept, reason, kind) in self.gone.items():
            last = kept
            while last in self.gone:
                last = self.gone[last][0]
            one, other = self.summaries[place], self.summaries[last]
            names = {"path": one.path, "sha256": one.sha256, "kept_path": other.path, "kept_sha256": other.sha256}
            listed.append(Dropped(**names, reason=reason, kind=kind))
        return tuple(sorted(listed, key=lambda item: (item.path, item.kept_path, item.kind, item.reason, item.sha256)))


def _drop_same_content(pool: _Pool) -> None:
    """Of equal contents the first by path stays; one file may hold several activities."""
    first: dict[tuple[object, ...], int] = {}
    for place, summary in enumerate(pool.summaries):
        if not summary.sha256:
            continue
        kept = first.setdefault((summary.sha256, summary.start_time, summary.sport, length_s(summary)), place)
        if kept != place:
            pool.drop(place, kept, f"same content as {pool.summaries[kept].path}", "same_content")


def _drop_recorded_twice(pool: _Pool, *, one_device: bool) -> None:
    """Of recordings of one activity the best stays; ``one_device`` looks only among those of the same device."""
    twins: dict[int, set[int]] = defaultdict(set)
    for place, other in _pairs_of_places(pool, one_device=one_device):
        twins[place].add(other)
        twins[other].add(place)
    quality = {
        place: _quality(pool.summaries[place], max(length_s(pool.summaries[twin]) for twin in twins[place])) for place in twins
    }
    for place in sorted(twins, key=quality.__getitem__):
        if place in pool.gone:
            continue
        for loser in sorted(twins[place] - pool.gone.keys(), key=quality.__getitem__):
            reason, kind = _reason(pool.summaries[loser], pool.summaries[place])
            pool.drop(loser, place, reason, kind)
            pool.summaries[place] = _filled(pool.summaries[place], pool.summaries[loser])


def _pairs_of_places(pool: _Pool, *, one_device: bool) -> Iterator[tuple[int, int]]:
    """Pairs of one activity. The speed of one put together is that of each of its parts too: the whole has the break in its time."""
    known = [(place, pool.summaries[place]) for place in pool.dated()]
    known += [(main, part) for main, parts in pool.parts.items() if main not in pool.gone for part in parts]
    known.sort(key=lambda item: _order(item[1]))
    for one, two in pairs([summary for _, summary in known], one_device=one_device):
        place, other = known[one][0], known[two][0]
        if place != other and _is_covered(pool.summaries[place], pool.summaries[other]):
            yield place, other


def _is_covered(one: ActivitySummary, other: ActivitySummary) -> bool:
    """Whether the two overlap for most of the shorter one."""
    return _overlap_s(one, other) > SAME_OVERLAP * min(length_s(one), length_s(other))


def _overlap_s(one: ActivitySummary, other: ActivitySummary) -> float:
    return min(start_s(one) + length_s(one), start_s(other) + length_s(other)) - max(start_s(one), start_s(other))


def _join_parts(pool: _Pool) -> None:
    """Of recordings of one sport and device that follow each other closely make one; those the runner rated one by one do not."""
    chains: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    ends_s: dict[tuple[str, str], float] = {}
    for place in pool.dated():
        summary = pool.summaries[place]
        group, begins_s = (sport_of(summary), summary.device), start_s(summary)
        follows = -PART_OVERLAP_S <= begins_s - ends_s.get(group, -math.inf) < PART_GAP_S
        if follows and not (_is_rated(summary) and _is_rated(pool.summaries[chains[group][-1][-1]])):
            chains[group][-1].append(place)
        else:
            chains[group].append([place])
        ends_s[group] = begins_s + length_s(summary)
    for chain in (chain for group in chains.values() for chain in group if len(chain) > 1):
        _join_chain(pool, chain)


def _join_chain(pool: _Pool, chain: Sequence[int]) -> None:
    parts = [pool.summaries[place] for place in chain]
    main = chain[main_part(parts)]
    pool.summaries[main], pool.parts[main] = merge_parts(parts), parts
    for number, place in enumerate(chain, start=1):
        if place != main:
            whole = f"part {number} of {len(chain)} of one activity, same sport and device, under 15 min apart"
            pool.drop(place, main, f"{whole}: counted with {pool.summaries[main].path}", "fragment")


def _quality(summary: ActivitySummary, longest_twin_s: float) -> tuple[object, ...]:
    """The best first: complete, a run, with heart rate, much measured, long; then by path."""
    known = [*summary.numbers.values(), *summary.measures.values()]
    return (
        length_s(summary) < COMPLETE * longest_twin_s,
        not summary.is_run,
        not _has_heart_rate(summary),
        -sum(not math.isnan(value) for value in known),
        -length_s(summary),
        _order(summary),
    )


def _reason(loser: ActivitySummary, winner: ActivitySummary) -> tuple[str, str]:
    """Why one gave way to the other, and what kind of reason that is."""
    starts, lengths = (start_s(loser), start_s(winner)), (length_s(loser), length_s(winner))
    ways = loser.number("distance_m"), winner.number("distance_m")
    devices = {loser.device, winner.device}
    apart = max(abs(starts[0] - starts[1]), abs(lengths[0] - lengths[1]))
    if apart <= SAME_FILE_S and ("" in devices or len(devices) == 1):
        return f"starts and ends with {winner.path}: another copy of the same recording", "copy"
    minutes = _overlap_s(loser, winner) / 60.0
    far = "" if any(math.isnan(way) for way in ways) else f", {ways[0] / 1000.0:.1f} and {ways[1] / 1000.0:.1f} km"
    better = f"; {winner.path} has heart rate" if _has_heart_rate(winner) and not _has_heart_rate(loser) else ""
    return f"overlaps with {winner.path} for {minutes:.0f} min{far}: the same activity recorded twice{better}", "same_activity"


def _filled(winner: ActivitySummary, loser: ActivitySummary) -> ActivitySummary:
    """What the runner entered, and local time, from a recording that was dropped."""
    names = [name for name in ("utc_offset_s", "feel", "effort") if math.isnan(getattr(winner, name))]
    new = {name: getattr(loser, name) for name in names if not math.isnan(getattr(loser, name))}
    return replace(winner, **new) if new else winner


def _order(summary: ActivitySummary) -> tuple[float, str, str, str]:
    return start_s(summary), summary.path, summary.sha256, summary.sport


def _has_heart_rate(summary: ActivitySummary) -> bool:
    return bool(summary.heart_rate_s) or not math.isnan(summary.number("heart_rate_bpm"))


def _is_rated(summary: ActivitySummary) -> bool:
    """Whether the runner ended the recording on purpose and rated it."""
    return not (math.isnan(summary.feel) and math.isnan(summary.effort))
