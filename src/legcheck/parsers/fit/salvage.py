"""Reading on after damage: where the chain of messages breaks, find the next place from which it holds again."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from legcheck.parsers.fit.framing import CRC_SIZE
from legcheck.parsers.fit.layout import (
    BASE_TYPE_MASK,
    BASE_TYPES,
    COMPRESSED_BIT,
    DEFINITION_BIT,
    LOCAL_MASK,
    Definition,
    parse_definition,
)
from legcheck.parsers.fit.profile import TIMESTAMP, Message
from legcheck.parsers.fit.scan import Group, Scan

__all__ = ["Gap", "Salvage", "salvage_messages"]

TIME_WINDOW_S = 7 * 86_400
"""[s] A time further than this from the last believed one is not believed on its own."""

PROOFS_TO_RESUME = 2
"""Believable times in a row of messages that make a place good to read on from."""

PROOFS_ENOUGH = 6
"""Believable times after which a place is not tried any further; by then the clock must have moved."""

PROOFS_BEFORE_BREAK = 3
"""Believable times that prove a place even though the chain breaks again behind them."""

LONGEST_PROOF = 60
"""Messages followed at most when a place is tried."""

MOST_JUMPS = 8
"""Times that a new clock is accepted because nothing more follows on the old one."""

COMPRESSED_PROOF = 0.5
"""What a compressed timestamp is worth beside a full one."""

COMPRESSED = -1
BROKEN = -2
REACHED_END = -3
"""Marks in a chain of times: a compressed timestamp; the chain breaks here; the chain ends where the file does."""

SPARE_BITS = 0x60
"""[bits] Never set in the base type of a field."""


class _Kind(NamedTuple):
    """What a local message type means, with the place of its timestamp (-1 without one)."""

    definition: Definition
    time_at: int


class Gap(NamedTuple):
    """Bytes that could not be read: from ``start`` up to ``stop``."""

    start: int
    stop: int


@dataclass(slots=True)
class Salvage:
    """What was recovered.

    Attributes
    ----------
    scan : Scan
        The messages that can be believed.
    gaps : list of Gap
        What was skipped, in order.
    spurious : int
        Records left out because their time cannot be right.
    reached_end : bool
        Whether the last gap stops short of the end.
    """

    scan: Scan
    gaps: list[Gap]
    spurious: int
    reached_end: bool


def salvage_messages(buffer: bytes, start: int, end: int, wanted: Container[int], clock: float | None = None) -> Salvage:
    """Follow the messages from ``start`` to ``end``, checking each, and read on behind every damaged stretch.

    Parameters
    ----------
    buffer : bytes
        The file.
    start, end : int
        Where messages may stand. [bytes]
    wanted : container of int
        Global message numbers to keep.
    clock : float, optional
        About when the activity was recorded. [s since the FIT epoch]

    Notes
    -----
    A message is believed when its time lies near the last believed one; messages without a time are believed together
    with the next that has one. At a break everything since the last believed message is given up, and every following
    byte is tried as a start until the messages from there prove themselves by at least two believable times. A few
    microseconds a message; only damaged files come here.
    """
    return _Walker(buffer, end, wanted, clock=None if clock is None else int(clock)).walk(start)


@dataclass(slots=True)
class _Walker:
    buffer: bytes
    end: int
    wanted: Container[int]
    kinds: dict[int, _Kind] = field(default_factory=dict)
    groups: dict[bytes, Group] = field(default_factory=dict)
    clock: int | None = None
    anchor: int = 0
    pending: list[tuple[Definition, int]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    spurious: int = 0
    jumps: int = 0

    def walk(self, start: int) -> Salvage:
        at = self.anchor = start
        while at < self.end:
            following = self._step(at)
            if following is None:
                resumed = self._resume()
                if resumed is None:
                    break
                following = self.anchor = resumed
            at = following
        reached_end = at >= self.end
        if reached_end:
            self._commit(at)
        elif self.end - self.anchor > CRC_SIZE:
            self.gaps.append(Gap(self.anchor, self.end))
        scan = Scan(list(self.groups.values()), self.anchor)
        return Salvage(scan, self.gaps, self.spurious, reached_end or self.end - self.anchor <= CRC_SIZE)

    def _step(self, at: int) -> int | None:
        """Take the message at ``at``; where the next one starts, None when this cannot be one."""
        header = self.buffer[at]
        if _is_definition(header):
            definition = plausible_definition(self.buffer, at, self.end)
            if definition is None:
                return None
            self.kinds[header & LOCAL_MASK] = _kind(definition)
            return at + 1 + len(definition.body)
        kind = self._meaning(self.kinds, at)
        if kind is None:
            return None
        following = at + kind.definition.size
        if header & COMPRESSED_BIT:
            self.pending.append((kind.definition, at))
            self._commit(following)
        elif kind.time_at < 0:
            self.pending.append((kind.definition, at))
        else:
            return self._step_in_time(kind, at, following)
        return following

    def _step_in_time(self, kind: _Kind, at: int, following: int) -> int | None:
        """The same for a message with a time."""
        time = self._time(kind, at)
        if time is None:
            self.pending.append((kind.definition, at))
            return following
        if _is_believable(time, self.clock):
            self.clock = time
            self.pending.append((kind.definition, at))
            self._commit(following)
            return following
        if self._proofs(following, self.clock) >= PROOFS_TO_RESUME:
            self.spurious += kind.definition.message == Message.RECORD
            return following
        return None

    def _commit(self, following: int) -> None:
        """Believe everything up to ``following``."""
        for definition, at in self.pending:
            if definition.message in self.wanted:
                self.groups.setdefault(definition.body, Group(definition)).offsets.append(at)
        self.pending.clear()
        self.anchor = following

    def _resume(self) -> int | None:
        """The next place from which messages prove themselves; what lies before it is given up."""
        self.pending.clear()
        found = None if self.clock is None else self._search(self.anchor + 1, self.clock)
        if found is None and self.jumps < MOST_JUMPS:
            self.jumps += 1
            found = self._search(self.anchor, None)
            if found is not None:
                self.clock = next((time for time, _ in self._follow(found) if time is not None and time >= 0), self.clock)
        if found is not None and found > self.anchor:
            self.gaps.append(Gap(self.anchor, found))
        return found

    def _search(self, start: int, clock: int | None) -> int | None:
        for at in range(start, self.end):
            header = self.buffer[at]
            is_known = _is_definition(header) or _local(header) in self.kinds
            if is_known and self._proofs(at, clock) >= PROOFS_TO_RESUME:
                return at
        return None

    def _proofs(self, at: int, clock: int | None) -> float:
        """Believable times met when following the messages from ``at``, as many as it takes; 0 when they lead nowhere.

        Without a clock to go by, the first time met is taken for right.
        """
        proofs = 0.0
        record_times: list[int] = []
        for time, message in self._follow(at):
            if time == COMPRESSED:
                proofs += COMPRESSED_PROOF
            elif time == REACHED_END:
                return max(proofs, PROOFS_TO_RESUME) if proofs else 0.0
            elif time is not None:
                clock = time if clock is None else clock
                if time == BROKEN or not _is_believable(time, clock):
                    return proofs if proofs >= PROOFS_BEFORE_BREAK and _moves(record_times) else 0.0
                proofs += 1.0
                if message == Message.RECORD:
                    record_times.append(time)
            if proofs >= PROOFS_ENOUGH:
                return proofs if _moves(record_times) else 0.0
        return proofs

    def _follow(self, at: int) -> Iterator[tuple[int | None, int]]:
        """Time and number of each message from ``at`` on; None without a time, BROKEN where the chain ends too soon."""
        kinds = self.kinds
        for _ in range(LONGEST_PROOF):
            if at in (self.end, self.end - CRC_SIZE):
                yield REACHED_END, 0
                return
            header = self.buffer[at] if at < self.end else 0
            if at < self.end and _is_definition(header):
                definition = plausible_definition(self.buffer, at, self.end)
                if definition is None:
                    yield BROKEN, 0
                    return
                kinds = {**kinds, header & LOCAL_MASK: _kind(definition)}
                at += 1 + len(definition.body)
                continue
            kind = self._meaning(kinds, at)
            if kind is None:
                yield BROKEN, 0
                return
            yield COMPRESSED if header & COMPRESSED_BIT else self._time(kind, at), kind.definition.message
            at += kind.definition.size

    def _meaning(self, kinds: Mapping[int, _Kind], at: int) -> _Kind | None:
        """What the data message at ``at`` is, None when it can be none; no message carries its time twice."""
        header = self.buffer[at] if at < self.end else 0
        kind = kinds.get(_local(header))
        if kind is None or at + kind.definition.size > self.end:
            return None
        return None if header & COMPRESSED_BIT and kind.time_at >= 0 else kind

    def _time(self, kind: _Kind, at: int) -> int | None:
        """The timestamp of the message at ``at``, None where it has none; a record always has one, right or wrong."""
        if kind.time_at < 0:
            return None
        raw = self.buffer[at + kind.time_at : at + kind.time_at + 4]
        time = int.from_bytes(raw, "big" if kind.definition.order == ">" else "little")
        return None if time == BASE_TYPES[6].invalid and kind.definition.message != Message.RECORD else time


def _is_believable(time: int, clock: int | None) -> bool:
    return clock is not None and abs(time - clock) <= TIME_WINDOW_S


def _moves(times: list[int]) -> bool:
    """Whether the times of records look like a clock: not the same number again and again."""
    return len(set(times)) * 2 >= len(times)


def _is_definition(header: int) -> bool:
    return header & (COMPRESSED_BIT | DEFINITION_BIT) == DEFINITION_BIT


def _local(header: int) -> int:
    return header >> 5 & 3 if header & COMPRESSED_BIT else header & LOCAL_MASK


def _kind(definition: Definition) -> _Kind:
    places = [place for place in definition.fields((TIMESTAMP,)) if place.size == BASE_TYPES[6].size]
    return _Kind(definition, places[0].offset if places else -1)


def plausible_definition(buffer: bytes, at: int, end: int) -> Definition | None:
    """The definition at ``at`` if it looks like one a device writes: known types, no field twice, nothing reserved set."""
    if at + 2 >= end or buffer[at] & 0x10 or buffer[at + 1] or buffer[at + 2] > 1:
        return None
    definition = parse_definition(buffer, at, end)
    if definition is None or definition.size == 1:
        return None
    first = 5
    last = first + 3 * definition.field_count
    numbers, types = definition.body[first:last:3], definition.body[first + 2 : last : 3]
    if len(set(numbers)) < len(numbers):
        return None
    known = all(kind & BASE_TYPE_MASK in BASE_TYPES and not kind & SPARE_BITS for kind in types)
    return definition if known else None
