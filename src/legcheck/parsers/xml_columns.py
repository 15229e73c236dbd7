"""The elements of an XML file as columns: one column of numbers per element name, aligned to the points of a track.

Plain files go straight through :mod:`legcheck.parsers.xml_tokens`. The rest (comments, CDATA, UTF-16, damage) is
first read by libxml2, with entities, DTDs, network and huge nodes switched off, and written anew as plain XML. There
is therefore one way from elements to numbers, and damaged files take it too.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray, Note, ReadError
from legcheck.parsers.numerals import NO_TIME, Times, parse_floats, parse_times
from legcheck.parsers.sniff import decode_text
from legcheck.parsers.xml_tokens import NotPlainXmlError, Tokens, tokenize

__all__ = ["Elements", "read_elements"]

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_PADDING_BYTES = b"\x00 \t\r\n"
_SPECIAL_START = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class Elements:
    """Elements of one document and ways to read them as columns.

    Attributes
    ----------
    tokens : Tokens
        Positions of everything.
    damage : str
        What is wrong with the file; empty when nothing is.
    is_cut_off : bool
        Whether the file ends before its last end tag.
    is_rewritten : bool
        Whether libxml2 wrote it anew.
    """

    tokens: Tokens
    damage: str = ""
    is_cut_off: bool = False
    is_rewritten: bool = False

    @property
    def root(self) -> str:
        """Name of the root element, without prefix."""
        return self.tokens.names[int(self.tokens.name_id[0])]

    def named(self, *names: str) -> IntArray:
        """Numbers of the elements with one of these local names (any case), in document order."""
        by_name = self.tokens.by_name
        groups = [by_name[name] for name in dict.fromkeys(name.lower() for name in names) if name in by_name]
        if len(groups) > 1:
            return np.sort(np.concatenate(groups))
        return groups[0] if groups else np.empty(0, dtype=np.int64)

    def complete(self, points: IntArray) -> IntArray:
        """The points without the one in which the file stops: its last text may be half a number."""
        if self.is_cut_off and self.is_rewritten:
            return points[:-1]
        return points[self.tokens.is_closed[points]]

    def damage_notes(self, n_points: int) -> tuple[Note, ...]:
        """What to say about damage, if there is any."""
        if not self.damage:
            return ()
        return (Note("file_cut_off" if self.is_cut_off else "file_damaged", f"{self.damage}: {n_points:,} points recovered"),)

    def owner(self, children: IntArray, owners: IntArray) -> IntArray:
        """Which of ``owners`` (never nested in one another) contains each child; -1 where none does."""
        if owners.size == 0:
            return np.full(children.size, -1)
        index = np.searchsorted(owners, children, side="right") - 1
        is_inside = (index >= 0) & (children < self.tokens.after[owners[index]]) & (children != owners[index])
        return np.where(is_inside, index, -1)

    def is_child(self, children: IntArray, owners: IntArray, index: IntArray) -> BoolArray:
        """Whether each child stands directly below ``owners[index]``."""
        depth = self.tokens.depth
        if owners.size == 0:
            return np.zeros(children.size, dtype=np.bool_)
        return np.asarray((index >= 0) & (depth[children] == depth[owners[index]] + 1), dtype=np.bool_)

    def floats(self, elements: IntArray) -> FloatArray:
        """Text of the elements as numbers."""
        return parse_floats(self.tokens.buffer, self.tokens.tag_end[elements] + 1, self.tokens.text_end[elements])

    def times(self, elements: IntArray) -> Times:
        """Text of the elements as times."""
        return parse_times(self.tokens.buffer, self.tokens.tag_end[elements] + 1, self.tokens.text_end[elements])

    def column(self, points: IntArray, *names: str, children_only: bool = False, without_prefix: str = "") -> FloatArray:
        """One number per point from elements of these names inside it, NaN where it has none; the first counts."""
        found, owner = self._inside(points, names, children_only=children_only)
        if without_prefix:
            other = ~self._has_prefix(found, f"{without_prefix}:".encode())
            found, owner = found[other], owner[other]
        column = np.full(points.size, np.nan)
        if found.size == 0:
            return column
        values = self.floats(found)
        usable = np.isfinite(values)
        column[owner[usable]] = values[usable]
        return column

    def time_column(self, points: IntArray, name: str) -> Times:
        """The time of each point, from its direct child of this name."""
        found, owner = self._inside(points, (name,), children_only=True)
        times = self.times(found)
        epoch_us = np.full(points.size, NO_TIME, dtype=np.int64)
        epoch_us[owner] = times.epoch_us
        return Times(epoch_us, times.utc_offset_s, times.without_zone)

    def unread_time(self, points: IntArray, name: str) -> str:
        """Text of the first direct child of this name; for saying what could not be read as a time."""
        found, _ = self._inside(points, (name,), children_only=True)
        return self.text(int(found.min())) if found.size else ""

    def _has_prefix(self, elements: IntArray, prefix: bytes) -> BoolArray:
        key = np.frombuffer(prefix, dtype=np.uint8)
        begins = np.lib.stride_tricks.sliding_window_view(self.tokens.buffer, key.size)[self.tokens.tag_start[elements] + 1]
        return np.asarray((begins == key).all(axis=1))

    def _inside(self, points: IntArray, names: tuple[str, ...], *, children_only: bool) -> tuple[IntArray, IntArray]:
        """Elements of these names inside points, and inside which; last first, so that the first is written last."""
        found = self.named(*names)
        owner = self.owner(found, points)
        kept = self.is_child(found, points, owner) if children_only else owner >= 0
        return found[kept][::-1], owner[kept][::-1]

    def text(self, element: int) -> str:
        """Text of one element, stripped."""
        span = self.tokens.data[int(self.tokens.tag_end[element]) + 1 : int(self.tokens.text_end[element])]
        return html.unescape(span.decode("utf-8", "replace")).strip()

    def child(self, element: int, name: str) -> int | None:
        """The first direct child of this name; None when there is none."""
        found = self.named(name)
        first, last = np.searchsorted(found, (element + 1, self.tokens.after[element]))
        direct = found[first:last][self.tokens.depth[found[first:last]] == self.tokens.depth[element] + 1]
        return int(direct[0]) if direct.size else None

    def child_text(self, element: int, name: str) -> str:
        """Text of the first direct child of this name; empty when there is none."""
        found = self.child(element, name)
        return "" if found is None else self.text(found)

    def attribute(self, element: int, name: str) -> str:
        """One attribute of one element; empty when it has none of that name."""
        span = self.tokens.data[int(self.tokens.name_end[element]) : int(self.tokens.tag_end[element])]
        parts = span.decode("utf-8", "replace").split('"')
        for key, value in zip(parts[::2], parts[1::2], strict=False):
            words = key.rstrip().removesuffix("=").split()
            if words and words[-1].rpartition(":")[2].lower() == name.lower():
                return html.unescape(value).strip()
        return ""

    def attribute_floats(self, elements: IntArray, *names: str) -> list[FloatArray]:
        """Attributes of each element as numbers, a column per name, NaN where one is missing."""
        columns = [np.full(elements.size, np.nan) for _ in names]
        if elements.size == 0:
            return columns
        buffer = self.tokens.buffer
        opening, closing, holder = self._quoted(elements)
        for name, column in zip(names, columns, strict=True):
            key = np.frombuffer(f" {name}=".encode(), dtype=np.uint8)
            before = np.lib.stride_tricks.sliding_window_view(buffer, key.size)[opening - key.size]
            found = np.flatnonzero((before[:, 1:] == key[1:]).all(axis=1) & (before[:, 0] <= key[0]))
            column[holder[found]] = parse_floats(buffer, opening[found] + 1, closing[found])
        return columns

    def _quoted(self, elements: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Opening and closing quote of every attribute of ``elements``, and which element it belongs to."""
        tokens = self.tokens
        first = np.searchsorted(tokens.quotes, tokens.tag_start[elements])
        count = np.searchsorted(tokens.quotes, tokens.tag_end[elements]) - first
        pairs = count // 2
        holder = np.repeat(np.arange(elements.size), pairs)
        rank = np.arange(holder.size) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        position = first[holder] + 2 * rank
        return tokens.quotes[position], tokens.quotes[position + 1], holder


def read_elements(data: bytes, *, path: str, on_damage: str = "salvage", rewrite: bool = False) -> Elements:
    """Find the elements of an XML file, mending what can be mended.

    Parameters
    ----------
    data : bytes
        The file.
    path : str
        Its name, for messages.
    on_damage : {"salvage", "raise"}
        Whether to go on after damage.
    rewrite : bool
        Have libxml2 write even a plain file anew, so that attributes are spelled the usual way (no blanks around
        ``=``).

    Returns
    -------
    Elements

    Raises
    ------
    ReadError
        If it holds no elements, defines entities, or is damaged and ``on_damage`` is ``"raise"``.
    """
    text = _as_utf8(data, path)
    if b"<!ENTITY" in text:
        raise ReadError("defines XML entities, which activity files have no use for; not read for safety", path=path)
    if not rewrite:
        try:
            return _plain(text, path=path, on_damage=on_damage)
        except NotPlainXmlError:
            pass
    return _mended(text, path=path, on_damage=on_damage)


def _as_utf8(data: bytes, path: str) -> bytes:
    declared = _DECLARED.match(data)
    is_plain = declared is None or declared[1].lower() in _PLAIN_ENCODINGS
    if is_plain and not data.startswith(_SPECIAL_START):
        return data.strip(_PADDING_BYTES)
    try:
        return decode_text(data).strip("\ufeff\x00 \t\r\n").encode("utf-8", "replace")
    except (UnicodeError, LookupError) as error:
        raise ReadError(f"its text cannot be decoded: {error}", path=path) from error


def _plain(text: bytes, *, path: str, on_damage: str) -> Elements:
    tokens = tokenize(text)
    if tokens.is_closed.all():
        return Elements(tokens)
    if on_damage == "raise":
        raise ReadError("ends before its last end tag; read it with on_damage='salvage'", path=path, offset=len(text))
    return Elements(tokens, f"the file stops in the middle, at byte {len(text):,}", is_cut_off=True)


def _mended(text: bytes, *, path: str, on_damage: str) -> Elements:
    from lxml import etree

    problem = None
    try:
        plain = _rewrite(text, recover=False)
    except etree.XMLSyntaxError as found:
        problem = found
        if on_damage == "raise":
            message = f"damaged XML in line {found.lineno} ({found.msg}); read it with on_damage='salvage'"
            raise ReadError(message, path=path) from found
        plain = _rewrite(text, recover=True)
    try:
        tokens = tokenize(plain, is_rewritten=True)
    except NotPlainXmlError as found:
        raise ReadError("damaged XML, nothing could be read from it", path=path) from found
    if problem is None:
        return Elements(tokens, is_rewritten=True)
    root = tokens.names[int(tokens.name_id[0])].encode()
    is_cut_off = re.search(rb"</(?:[^<>:]*:)?" + re.escape(root) + rb"\s*>[^<>]*$", text) is None
    where = "the file stops in the middle, in" if is_cut_off else "the XML is damaged in"
    return Elements(tokens, f"{where} line {problem.lineno:,}", is_cut_off=is_cut_off, is_rewritten=True)


def _rewrite(text: bytes, *, recover: bool) -> bytes:
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root = etree.fromstring(text, parser)
    return b"" if root is None else etree.tostring(root, encoding="utf-8", xml_declaration=False)
