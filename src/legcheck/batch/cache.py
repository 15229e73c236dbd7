"""Results kept between calls: keyed by content, settings and the code itself; never in the way when it cannot work.

Kept in the folder named by ``LEGCHECK_CACHE_DIR``, else in the platform's own cache folder, readable by the user only. What
is kept is what a report says as data (start time and file name included, no positions). Deleting the folder is always safe.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from legcheck.batch.outcome import Outcome

__all__ = ["CACHE_VARIABLE", "Cache", "cache_folder", "open_cache"]

CACHE_VARIABLE = "LEGCHECK_CACHE_DIR"
"""Environment variable that names the folder."""

STALE_AFTER_S = 30 * 86_400.0
"""[s] Results of another version of the code are removed when untouched for this long."""

_GENERATION = re.compile(r"code-[0-9a-f]{16}")


def cache_folder() -> Path | None:
    """Where results are kept, None when there is no such place."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base, "legcheck", "Cache") if base else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "legcheck"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "legcheck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """Results of one version of the code under one set of settings.

    Attributes
    ----------
    folder : str
        Where they lie.
    settings : str
        Fingerprint of the settings.
    """

    folder: str
    settings: str

    def key(self, sha256: str, path: str) -> str:
        """Name of a result: the same content under another name is another result, since reports carry the name."""
        return hashlib.sha256(f"{sha256}\n{self.settings}\n{path}".encode("utf-8", "replace")).hexdigest()

    def get(self, key: str) -> tuple[Outcome, ...] | None:
        """What was kept, None when there is nothing or it cannot be read."""
        try:
            stored = json.loads(self._path(key).read_text(encoding="utf-8"))
            return tuple(Outcome(**item) for item in stored)
        except (OSError, ValueError, TypeError):
            return None

    def put(self, key: str, outcomes: tuple[Outcome, ...]) -> None:
        """Keep a result, whole or not at all; a folder that cannot be written to is no error."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    json.dump([outcome.to_dict() for outcome in outcomes], stream, allow_nan=False)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def _path(self, key: str) -> Path:
        return Path(self.folder, key[:2], f"{key}.json")


def open_cache(settings: Mapping[str, Any]) -> Cache | None:
    """The cache for these settings; None where nothing can be kept (no folder, settings that cannot be written down)."""
    root = cache_folder()
    try:
        text = json.dumps(dict(settings), sort_keys=True, default=_plain)
    except TypeError:
        return None
    if root is None:
        return None
    try:
        generation = root / f"code-{_code_fingerprint()}"
    except OSError:
        return None
    _remove_stale(root, generation)
    return Cache(folder=str(generation), settings=hashlib.sha256(text.encode()).hexdigest())


def _plain(value: object) -> Any:
    """A dataclass (an Athlete, a Heuristic with its thresholds) as data with its class named."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"class": f"{type(value).__module__}.{type(value).__qualname__}", **asdict(value)}
    raise TypeError(f"{type(value).__name__} cannot be part of a cache key")


@lru_cache(maxsize=1)
def _code_fingerprint() -> str:
    """Changes with every change of the code and of the packages that add heuristics to it."""
    import legcheck

    package = Path(legcheck.__file__).parent
    digest = hashlib.sha256(legcheck.__version__.encode())
    for path in sorted(package.rglob("*.py")):
        stat = path.stat()
        digest.update(f"{path.relative_to(package).as_posix()}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    from importlib.metadata import entry_points

    for entry in sorted(entry_points(group="legcheck.heuristics"), key=lambda entry: entry.name):
        digest.update(f"{entry.value}\0{entry.dist.version if entry.dist else ''}\n".encode())
    return digest.hexdigest()[:16]


def _remove_stale(root: Path, current: Path) -> None:
    """Clear away what older code left behind; the current folder is touched so that it stays."""
    oldest = time.time() - STALE_AFTER_S
    with contextlib.suppress(OSError):
        if current.is_dir():
            os.utime(current)
        for folder in root.iterdir():
            if _GENERATION.fullmatch(folder.name) and folder != current and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
