"""Reading on after damage: where the chain of messages breaks, find the next place from which it holds again."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import NamedTuple

from legcheck.parsers.fit.chain import (
    PROOFS_BEFORE_BREAK,
    PROOFS_ENOUGH,
    PROOFS_TO_RESUME,
    Chain,
    Kind,
    is_believable,
    kind_of,
    plausible_definition,
)
from legcheck.parsers.fit.framing import CRC_SIZE
from legcheck.parsers.fit.layout import COMPRESSED_BIT, LOCAL_MASK, Definition, is_definition, local_type
from legcheck.parsers.fit.profile import Message
from legcheck.parsers.fit.scan import Group, Scan

__all__ = ["Gap", "Salvage", "salvage_messages"]

MOST_JUMPS = 8
"""Times that a new clock is accepted because nothing more follows on the old one."""

UNDEFINED = -1
"""Stands for the global message number of a kind that was never defined."""

LARGEST_GUESS = 512
"""[bytes] Largest size tried for a kind of message that was never defined."""

MOST_MISSES = 20
"""Guesses without success after which no more are made."""

NEXT_RECORD_S = 60
"""[s] A single record is believed on its own when it follows the last believed time by no more than this."""

MOST_TRIED = 400_000
"""Places tried as a start, in a whole file, before the rest is given up: some three seconds. Damage to an activity takes
hundreds or thousands; only a file that is junk throughout takes more."""

LONG_RUN = 64
"""[bytes] The same byte this often in a row is filling, not messages."""


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
    guessed : int
        Kinds of messages without a definition whose size could be told from what follows them.
    reached_end : bool
        Whether the last gap stops short of the end.
    """

    scan: Scan
    gaps: list[Gap]
    spurious: int
    guessed: int
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
    walker = _Walker(buffer, end, wanted, Chain(buffer, end), clock=None if clock is None else int(clock))
    return walker.walk(start)


@dataclass(slots=True)
class _Walker:
    """Goes through the messages one by one; ``anchor`` is where what is believed so far ends."""

    buffer: bytes
    end: int
    wanted: Container[int]
    chain: Chain
    clock: int | None = None
    anchor: int = 0
    jumps: int = 0
    guessed: int = 0
    misses: int = 0
    tried: int = 0
    spurious: int = 0
    kinds: dict[int, Kind] = field(default_factory=dict)
    groups: dict[bytes, Group] = field(default_factory=dict)
    pending: list[tuple[Definition, int]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def walk(self, start: int) -> Salvage:
        """Believe what can be believed from ``start`` to the end."""
        at = self.anchor = start
        while at < self.end - CRC_SIZE:
            following = self._step(at)
            if following is None and self._guess_size(at):
                continue
            if following is None:
                resumed = self._resume()
                if resumed is None:
                    break
                following = self.anchor = resumed
            at = following
        reached_end = at >= self.end - CRC_SIZE
        if reached_end:
            self._commit(min(at, self.end))
        else:
            self.gaps.append(Gap(self.anchor, self.end))
        return Salvage(Scan(list(self.groups.values()), self.anchor), self.gaps, self.spurious, self.guessed, reached_end)

    def _step(self, at: int) -> int | None:
        """Take the message at ``at``; where the next one starts, None when this cannot be one."""
        header = self.buffer[at]
        if is_definition(header):
            definition = plausible_definition(self.buffer, at, self.end)
            if definition is None:
                return None
            self.kinds[header & LOCAL_MASK] = kind_of(definition)
            return at + 1 + len(definition.body)
        kind = self.chain.meaning(self.kinds, at)
        if kind is None:
            return None
        following = at + kind.definition.size
        time = self.chain.time(kind, at)
        if time is not None and not is_believable(time, self.clock):
            return self._step_over(kind, following)
        self.pending.append((kind.definition, at))
        if time is not None:
            self.clock = time
        if time is not None or header & COMPRESSED_BIT:
            self._commit(following)
        return following

    def _step_over(self, kind: Kind, following: int) -> int | None:
        """Leave out a message with an impossible time if what follows is sound, else it is none."""
        if self.chain.proofs(self.kinds, following, self.clock) < PROOFS_TO_RESUME:
            return None
        self.spurious += kind.definition.message == Message.RECORD
        return following

    def _commit(self, following: int) -> None:
        """Believe everything up to ``following``."""
        for definition, at in self.pending:
            if definition.message != UNDEFINED and definition.message in self.wanted:
                self.groups.setdefault(definition.body, Group(definition)).offsets.append(at)
        self.pending.clear()
        self.anchor = following

    def _guess_size(self, at: int) -> bool:
        """Whether the message at ``at``, of a kind never defined, has a size with which everything behind it fits."""
        header = self.buffer[at] if at < self.end else None
        if header is None or header > LOCAL_MASK or header in self.kinds or self.misses >= MOST_MISSES:
            return False
        for size in range(2, LARGEST_GUESS):
            if self._is_next_record(at + size - 1):
                break
            guess = Kind(Definition(UNDEFINED, "<", size, b"", 0), -1)
            if self.chain.proofs({**self.kinds, header: guess}, at, self.clock) >= PROOFS_ENOUGH:
                self.kinds[header] = guess
                self.guessed += 1
                return True
        self.misses += 1
        return False

    def _resume(self) -> int | None:
        """The next place from which messages prove themselves; what lies before it is given up."""
        self.pending.clear()
        found = None if self.clock is None else self._search(self.anchor + 1, self.clock)
        if found is None and self.jumps < MOST_JUMPS:
            self.jumps += 1
            found = self._search(self.anchor, None)
            if found is not None:
                self.clock = self.chain.first_time(self.kinds, found)
        if found is not None and found > self.anchor:
            self.gaps.append(Gap(self.anchor, found))
        return found

    def _search(self, start: int, clock: int | None) -> int | None:
        """The first place at or after ``start`` from which messages prove themselves."""
        at = start
        while at < self.end and self.tried < MOST_TRIED:
            header = self.buffer[at]
            filling = self.buffer[at : at + LONG_RUN]
            if filling.count(header) == LONG_RUN:
                at += LONG_RUN - 1
            elif (is_definition(header) or local_type(header) in self.kinds) and self._is_sound(at, clock):
                return at
            at += 1
        return None

    def _is_sound(self, at: int, clock: int | None) -> bool:
        """Whether messages from ``at`` prove themselves, if need be by a guess at a kind that was never defined."""
        self.tried += 1
        if not self.chain.may_start(self.kinds, at, clock):
            return False
        needed = PROOFS_BEFORE_BREAK if clock is None else PROOFS_TO_RESUME
        if self.chain.proofs(self.kinds, at, clock) >= needed:
            return True
        broken = self.chain.break_behind(self.kinds, at, clock)
        return broken is not None and (self._guess_size(broken) or self._is_next_record(at))

    def _is_next_record(self, at: int) -> bool:
        """Whether a record stands here whose time follows closely on the last believed one: no chance hit does that."""
        kind = self.chain.meaning(self.kinds, at)
        if kind is None or kind.definition.message != Message.RECORD or self.clock is None:
            return False
        time = self.chain.time(kind, at)
        return time is not None and self.clock < time <= self.clock + NEXT_RECORD_S
