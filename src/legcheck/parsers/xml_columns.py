"""The elements of an XML file as columns: one column of numbers per element name, aligned to the points of a track.

Plain files go straight through :mod:`legcheck.parsers.xml_tokens`. The rest (comments, CDATA, UTF-16, damage) is
first read by libxml2, with entities, DTDs, network and huge nodes switched off, and written anew as plain XML. There
is therefore one way from elements to numbers, and damaged files take it too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from legcheck.core import BoolArray, FloatArray, IntArray, Note, ReadError
from legcheck.parsers.numerals import Times, parse_floats, parse_times
from legcheck.parsers.sniff import decode_text
from legcheck.parsers.xml_tokens import NotPlainXmlError, Tokens, tokenize

__all__ = ["Elements", "read_elements"]

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_PLAIN_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_ATTRIBUTE = re.compile(rb'([^\s=]+)\s*=\s*"([^"]*)"')
_QUOTE = 34
_SPECIAL_START = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class Elements:
    """Elements of one document and ways to read them as columns.

    Attributes
    ----------
    tokens : Tokens
        Positions of everything.
    notes : tuple of Note
        What had to be mended.
    is_cut_off : bool
        Whether the file ends before its last end tag.
    """

    tokens: Tokens
    notes: tuple[Note, ...] = ()
    is_cut_off: bool = False

    @property
    def root(self) -> str:
        """Name of the root element, without prefix."""
        return self.tokens.names[int(self.tokens.name_id[0])]

    def named(self, *names: str, within: tuple[int, int] | None = None) -> IntArray:
        """Numbers of the elements with one of these local names (any case), in document order."""
        wanted = {name.lower() for name in names}
        ids = [i for i, name in enumerate(self.tokens.names) if name.lower() in wanted]
        first, last = within or (0, self.tokens.name_id.size)
        return np.flatnonzero(np.isin(self.tokens.name_id[first:last], ids)) + first

    def local_names(self) -> tuple[str, ...]:
        """Distinct local names, in lower case."""
        return tuple(dict.fromkeys(name.lower() for name in self.tokens.names))

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

    def text(self, element: int) -> str:
        """Text of one element, stripped."""
        span = self.tokens.data[int(self.tokens.tag_end[element]) + 1 : int(self.tokens.text_end[element])]
        return html.unescape(span.decode("utf-8", "replace")).strip()

    def attribute(self, element: int, name: str) -> str:
        """One attribute of one element; empty when it has none of that name."""
        span = self.tokens.data[int(self.tokens.name_end[element]) : int(self.tokens.tag_end[element])]
        for key, value in _ATTRIBUTE.findall(span):
            if key.rpartition(b":")[2].decode("utf-8", "replace").lower() == name.lower():
                return html.unescape(value.decode("utf-8", "replace")).strip()
        return ""

    def attribute_floats(self, elements: IntArray, name: str) -> FloatArray:
        """One attribute of each element as a number, NaN where it is missing."""
        tokens = self.tokens
        values = np.full(elements.size, np.nan)
        if elements.size == 0:
            return values
        quotes = np.flatnonzero(tokens.buffer == _QUOTE)
        holder = np.searchsorted(tokens.tag_start[elements], quotes) - 1
        inside = (holder >= 0) & (quotes < tokens.tag_end[elements[holder]])
        quotes, holder = quotes[inside], holder[inside]
        rank = np.arange(quotes.size) - np.searchsorted(holder, holder)
        opening = np.flatnonzero((rank % 2 == 0) & (np.append(holder[1:], -1) == holder))
        key = np.frombuffer(f" {name}=".encode(), dtype=np.uint8)
        before = np.lib.stride_tricks.sliding_window_view(tokens.buffer, key.size)[quotes[opening] - key.size]
        found = opening[(before[:, 1:] == key[1:]).all(axis=1) & (before[:, 0] <= key[0])]
        values[holder[found]] = parse_floats(tokens.buffer, quotes[found] + 1, quotes[found + 1])
        return values


def read_elements(data: bytes, *, path: str, on_damage: str = "salvage", need_attributes: Iterable[str] = ()) -> Elements:
    """Find the elements of an XML file, mending what can be mended.

    Parameters
    ----------
    data : bytes
        The file.
    path : str
        Its name, for messages.
    on_damage : {"salvage", "raise"}
        Whether to go on after damage.
    need_attributes : iterable of str
        Attributes read by :meth:`Elements.attribute_floats` later; a file that spells them in an unusual way
        (single quotes, blanks around ``=``) is written anew first.

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
    odd_quotes = any(re.search(rf"\s{name}(?:\s*=\s+|\s+=\s*)[\"']".encode(), text) for name in need_attributes)
    if not odd_quotes:
        try:
            return _plain(text, path=path, on_damage=on_damage)
        except NotPlainXmlError:
            pass
    return _mended(text, path=path, on_damage=on_damage)


def _as_utf8(data: bytes, path: str) -> bytes:
    declared = _DECLARED.match(data)
    is_plain = declared is None or declared[1].lower() in _PLAIN_ENCODINGS
    if is_plain and not data.startswith(_SPECIAL_START):
        return data.lstrip()
    try:
        return decode_text(data).lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    except (UnicodeError, LookupError) as error:
        raise ReadError(f"its text cannot be decoded: {error}", path=path) from error


def _plain(text: bytes, *, path: str, on_damage: str) -> Elements:
    tokens = tokenize(text)
    if tokens.is_closed.all():
        return Elements(tokens)
    if on_damage == "raise":
        raise ReadError("ends before its last end tag; read it with on_damage='salvage'", path=path, offset=len(text))
    return Elements(tokens, (_cut_off_note(len(text)),), is_cut_off=True)


def _cut_off_note(size: int) -> Note:
    return Note("file_cut_off", f"the file stops in the middle, at byte {size:,}; all points before that were read")


def _mended(text: bytes, *, path: str, on_damage: str) -> Elements:
    from lxml import etree

    try:
        plain, error = _rewrite(text, recover=False), None
    except etree.XMLSyntaxError as found:
        error = found
        if on_damage == "raise":
            raise ReadError(f"damaged XML in line {found.lineno}: {found.msg}; read it with on_damage='salvage'", path=path) from found
        plain = _rewrite(text, recover=True)
    try:
        tokens = tokenize(plain)
    except NotPlainXmlError as found_odd:
        raise ReadError("not XML that an activity could be read from", path=path) from found_odd
    if error is None:
        return Elements(tokens)
    return Elements(tokens, (Note("file_damaged", f"damaged XML in line {error.lineno}; what could be read around it was kept"),), is_cut_off=True)


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
