"""Gzip and zip containers whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import gzip
import io
import zipfile

__all__ = ["gzipped", "zipped"]

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every zip member: the earliest the format knows."""

OWNER_MAY_WRITE = 0o644 << 16
"""Permissions of every zip member, where Unix looks for them."""


def gzipped(content: bytes) -> bytes:
    """Pack ``content`` without file name or time.

    Examples
    --------
    >>> gzip.decompress(gzipped(b"run")), gzipped(b"run") == gzipped(b"run")
    (b'run', True)
    """
    return gzip.compress(content, compresslevel=9, mtime=0)


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive of ``members``, in the order given."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = OWNER_MAY_WRITE
            archive.writestr(entry, content)
    return memory.getvalue()
