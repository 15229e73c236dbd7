"""What a file is, told from its bytes. Its name only tells what to say of bytes that are none of what is read."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from legcheck.core import UnsupportedFileError

__all__ = ["Kind", "decode_text", "named_kind", "sniff", "sniff_container"]

_HEAD = 65_536
"""[bytes] How far the root element of an XML file is looked for."""

_ROOT = re.compile(
    r"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|(?><!DOCTYPE[^>\[]*+(?:\[.*?\])?\s*+>))*+<(?:[\w.-]++:)?([\w.-]+)",
    re.DOTALL | re.IGNORECASE,
)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_WIDE = ("utf-16", "utf-32", "ucs", "iso-10646")
"""Encodings in which a declaration cannot be read byte by byte: one that can be so read is wrong about it."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"SQLite format 3", "an SQLite database"),
)
_NAMED = re.compile(r"\.(fit|gpx|tcx)(?:\.gz)?\Z", re.IGNORECASE)
_WHAT_IS_READ = "legcheck reads FIT, GPX and TCX activities, also inside .gz and .zip"


class Kind(StrEnum):
    """The kinds of file that are read."""

    FIT = "fit"
    GPX = "gpx"
    TCX = "tcx"
    GZIP = "gzip"
    ZIP = "zip"


def sniff(data: bytes, *, path: str | None = None) -> Kind:
    """Tell what kind of file these bytes are.

    Parameters
    ----------
    data : bytes
        The whole file.
    path : str, optional
        Its name, for messages only: bytes that are none of these under a name such as ``run.fit`` are a download that failed.

    Returns
    -------
    Kind

    Raises
    ------
    UnsupportedFileError
        If it is none of them; the message says what it seems to be.

    Examples
    --------
    >>> sniff(b"  <gpx:gpx xmlns:gpx='http://www.topografix.com/GPX/1/1'/>")
    <Kind.GPX: 'gpx'>
    """
    if data[8:12] == b".FIT":
        return Kind.FIT
    if (container := sniff_container(data)) is not None:
        return container
    root = _xml_root(data)
    if root == "gpx" or (root and b"<trkpt" in data):
        return Kind.GPX
    if root == "trainingcenterdatabase" or (root and b"<Trackpoint" in data):
        return Kind.TCX
    told, named = _description(data, root), named_kind(path or "")
    if named is None:
        raise UnsupportedFileError(f"{told}; {_WHAT_IS_READ}", path=path)
    advice = "" if ";" in told else "; download or copy it again"
    raise UnsupportedFileError(f"named as {named.upper()}, but {told}{advice}", path=path)


def named_kind(path: str) -> Kind | None:
    """:attr:`Kind.FIT`, :attr:`Kind.GPX` or :attr:`Kind.TCX` where the end of a name says so, packed or not; None elsewhere.

    Examples
    --------
    >>> named_kind("export.zip/2024-05-01.FIT.gz")
    <Kind.FIT: 'fit'>
    >>> named_kind("fit.txt") is None
    True
    """
    named = _NAMED.search(path)
    return Kind(named[1].lower()) if named else None


def sniff_container(data: bytes) -> Kind | None:
    """:attr:`Kind.GZIP`, :attr:`Kind.ZIP`, or None when it is no archive."""
    if data.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    return None


def decode_text(data: bytes) -> str:
    """Decode by byte order mark, by the pattern of NUL bytes, by the XML declaration, else as UTF-8.

    Examples
    --------
    >>> decode_text('<?xml version="1.0" encoding="utf-16"?><gpx/>'.encode())
    '<?xml version="1.0" encoding="utf-16"?><gpx/>'
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:4] in {b"<\x00?\x00", b"<\x00g\x00", b"<\x00T\x00"}:
        return data.decode("utf-16-le", "replace")
    if data[:4] in {b"\x00<\x00?", b"\x00<\x00g", b"\x00<\x00T"}:
        return data.decode("utf-16-be", "replace")
    declared = _ENCODING.match(data[:200].lstrip())
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    return data.decode("utf-8" if encoding.startswith(_WIDE) else encoding, "replace")


def _xml_root(data: bytes) -> str:
    """Name of the root element in lower case, without prefix; empty when this is not XML."""
    try:
        head = decode_text(data[:_HEAD])
    except (LookupError, UnicodeError):
        head = data[:_HEAD].decode("latin-1")
    match = _ROOT.match(head.lstrip("\ufeff \t\r\n"))
    return match[1].lower() if match else ""


def _description(data: bytes, root: str) -> str:
    if root == "html":
        return "this is a web page (perhaps a log-in page was saved instead of the file)"
    if root:
        return f"this is an XML file of another kind (<{root[:40]}>)"
    magic = next((name for magic, name in _MAGIC if data.startswith(magic)), "")
    return f"this is {magic}" if magic else _blank_or_text(data)


def _blank_or_text(data: bytes) -> str:
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data:
        return "the file is empty"
    if not data.strip(b"\x00"):
        return "the file holds only zeros (a copy or upload that failed)"
    if not head:
        return "the file begins with nothing but blanks"
    if head.startswith((b"{", b"[")):
        return "this is a JSON file"
    if head.startswith(b"<"):
        return "this looks like XML but has no root element"
    return "this is a text file" if _is_text(data[:1000]) else "this is no file format known here"


def _is_text(head: bytes) -> bool:
    return all(byte >= 32 or byte in b"\t\r\n" for byte in head)
