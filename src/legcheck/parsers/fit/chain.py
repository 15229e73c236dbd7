"""Whether a chain of messages that starts at some byte can be believed: by its layouts, and by the times it carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from legcheck.parsers.fit.framing import CRC_SIZE
from legcheck.parsers.fit.layout import (
    BASE_TYPE_MASK,
    BASE_TYPES,
    COMPRESSED_BIT,
    LOCAL_MASK,
    Definition,
    is_definition,
    local_type,
    parse_definition,
)
from legcheck.parsers.fit.profile import TIMESTAMP, Message

__all__ = [
    "PROOFS_BEFORE_BREAK",
    "PROOFS_ENOUGH",
    "PROOFS_TO_RESUME",
    "Chain",
    "Kind",
    "is_believable",
    "kind_of",
    "plausible_definition",
]

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

COMPRESSED_PROOF = 0.5
"""What a compressed timestamp is worth beside a full one."""

COMPRESSED = -1
BROKEN = -2
REACHED_END = -3
"""Marks in a chain of times: a compressed timestamp; the chain breaks here; the chain ends where the file does."""

NO_MESSAGE = -1
"""Global number where there is no message."""

SPARE_BITS = 0x60
"""[bits] Never set in the base type of a field."""

SPARE_HEADER_BIT = 0x10
"""[bit] Never set in the header of a definition."""


class Kind(NamedTuple):
    """What a local message type means, with the place of its timestamp (-1 without one)."""

    definition: Definition
    time_at: int


class Step(NamedTuple):
    """One message of a chain: its time (None without one) or a mark, its global number, and where it starts."""

    time: int | None
    message: int
    at: int


class Chain:
    """Follows messages without believing them yet.

    Parameters
    ----------
    buffer : bytes
        The file.
    end : int
        Where messages end at the latest; a checksum may stand before it. [bytes]
    """

    def __init__(self, buffer: bytes, end: int) -> None:
        self.buffer = buffer
        self.end = end

    def meaning(self, kinds: Mapping[int, Kind], at: int) -> Kind | None:
        """What the data message at ``at`` is, None when it can be none.

        Of damaged files it is taken that only records have compressed timestamps, and never beside a full one.
        """
        if at >= self.end:
            return None
        header = self.buffer[at]
        kind = kinds.get(local_type(header))
        if kind is None or at + kind.definition.size > self.end:
            return None
        if header & COMPRESSED_BIT and (kind.time_at >= 0 or kind.definition.message != Message.RECORD):
            return None
        return kind

    def time(self, kind: Kind, at: int) -> int | None:
        """The timestamp of the message at ``at``, None where it has none; a record always has one, right or wrong."""
        if kind.time_at < 0:
            return None
        raw = self.buffer[at + kind.time_at : at + kind.time_at + 4]
        time = int.from_bytes(raw, "big" if kind.definition.order == ">" else "little")
        return None if time == BASE_TYPES[6].invalid and kind.definition.message != Message.RECORD else time

    def first_time(self, kinds: Mapping[int, Kind], at: int) -> int | None:
        """The first full time met from ``at`` on."""
        return next((step.time for step in self.follow(kinds, at) if step.time is not None and step.time >= 0), None)

    def may_start(self, kinds: Mapping[int, Kind], at: int, clock: int | None) -> bool:
        """Whether the first message at ``at`` leaves room for a chain that proves itself: what rules out most bytes at once."""
        if is_definition(self.buffer[at]):
            return plausible_definition(self.buffer, at, self.end) is not None
        kind = self.meaning(kinds, at)
        if kind is None:
            return False
        time = None if clock is None or self.buffer[at] & COMPRESSED_BIT else self.time(kind, at)
        return time is None or is_believable(time, clock)

    def break_behind(self, kinds: Mapping[int, Kind], at: int, clock: int | None) -> int | None:
        """Where a chain from ``at`` breaks that has shown at least one believable time before, None without one."""
        has_proof = False
        for step in self.follow(kinds, at):
            if step.time == BROKEN:
                return step.at if has_proof else None
            if step.time is not None and step.time >= 0:
                if not is_believable(step.time, clock):
                    return None
                has_proof = True
        return None

    def follow(self, kinds: Mapping[int, Kind], at: int) -> Iterator[Step]:
        """Each message from ``at`` on, up to where the chain ends or breaks."""
        for _ in range(LONGEST_PROOF):
            if at in (self.end, self.end - CRC_SIZE):
                yield Step(REACHED_END, NO_MESSAGE, at)
                return
            if at < self.end and is_definition(self.buffer[at]):
                definition = plausible_definition(self.buffer, at, self.end)
                if definition is None:
                    yield Step(BROKEN, NO_MESSAGE, at)
                    return
                kinds = {**kinds, self.buffer[at] & LOCAL_MASK: kind_of(definition)}
                at += 1 + len(definition.body)
                continue
            kind = self.meaning(kinds, at)
            if kind is None:
                yield Step(BROKEN, NO_MESSAGE, at)
                return
            time = COMPRESSED if self.buffer[at] & COMPRESSED_BIT else self.time(kind, at)
            yield Step(time, kind.definition.message, at)
            at += kind.definition.size

    def proofs(self, kinds: Mapping[int, Kind], at: int, clock: int | None) -> float:
        """Believable times met when following the messages from ``at``, as many as it takes; 0 when they lead nowhere.

        Without a clock to go by, the first time met is taken for right, and reaching the end proves nothing.
        """
        bonus = 0.0 if clock is None else PROOFS_TO_RESUME
        proofs = 0.0
        record_times: list[int] = []
        for time, message, _ in self.follow(kinds, at):
            if time == COMPRESSED:
                proofs += COMPRESSED_PROOF
            elif time == REACHED_END:
                return max(proofs, bonus) if proofs else 0.0
            elif time is not None:
                clock = time if clock is None else clock
                if time == BROKEN or not is_believable(time, clock):
                    return proofs if proofs >= PROOFS_BEFORE_BREAK and _moves(record_times) else 0.0
                proofs += 1.0
                if message == Message.RECORD:
                    record_times.append(time)
            if proofs >= PROOFS_ENOUGH:
                return proofs if _moves(record_times) else 0.0
        return proofs


def is_believable(time: int, clock: int | None) -> bool:
    """Whether a time lies near enough to the last believed one."""
    return clock is not None and abs(time - clock) <= TIME_WINDOW_S


def _moves(times: list[int]) -> bool:
    """Whether the times of records look like a clock: not the same number again and again."""
    return len(set(times)) * 2 >= len(times)


def kind_of(definition: Definition) -> Kind:
    """The definition and where its timestamp stands."""
    places = [place for place in definition.fields((TIMESTAMP,)) if place.size == BASE_TYPES[6].size]
    return Kind(definition, places[0].offset if places else -1)


def plausible_definition(buffer: bytes, at: int, end: int) -> Definition | None:
    """The definition at ``at`` if it looks like one a device writes: known types, no field twice, nothing reserved set."""
    if at + 2 >= end or buffer[at] & SPARE_HEADER_BIT or buffer[at + 1] or buffer[at + 2] > 1:
        return None
    definition = parse_definition(buffer, at, end)
    if definition is None or definition.size == 1:
        return None
    numbers, types = definition.numbers, definition.types
    if len(set(numbers)) < len(numbers):
        return None
    known = all(kind & BASE_TYPE_MASK in BASE_TYPES and not kind & SPARE_BITS for kind in types)
    return definition if known else None
