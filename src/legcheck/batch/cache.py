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

from legcheck.batch.outcome import KINDS, Outcome
from legcheck.heuristics import Heuristic, all_heuristics
from legcheck.heuristics._base import is_own

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
            outcomes = tuple(Outcome(**item) for item in stored)
        except (OSError, ValueError, TypeError):
            return None
        is_whole = isinstance(stored, list) and all(outcome.kind in KINDS for outcome in outcomes)
        return outcomes if is_whole and outcomes else None

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
    """The cache for these settings; None where nothing can be kept (no folder, settings that cannot be written down).

    A heuristic that is not legcheck's own is known by its thresholds and by the files it is written in: the module, and in a
    package all modules beside it. What these import from elsewhere is not looked at. One that is in no file is not kept.
    """
    root = cache_folder()
    try:
        others = {_name(kind): _sources(kind) for kind in all_heuristics() if not is_own(kind)}
        text = json.dumps({"settings": dict(settings), "others": others}, sort_keys=True, default=_plain)
    except (TypeError, OSError):
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
    """A dataclass (an Athlete, a Heuristic with its thresholds) as data with its class named, and with the code of another's."""
    if is_dataclass(value) and not isinstance(value, type):
        return {"class": _name(type(value)), "code": _sources(type(value)), "fields": asdict(value)}
    raise TypeError(f"{type(value).__name__} cannot be part of a cache key")


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


@lru_cache(maxsize=256)
def _sources(kind: type) -> str:
    """Fingerprint of the files, other than legcheck's own, that a class and those it is made from are written in.

    Kept for each class, as the code itself is: a file that is changed counts once it is imported again.

    Raises
    ------
    TypeError
        If it is in no file: made in a notebook or in a function.
    OSError
        If a file cannot be read.
    """
    if issubclass(kind, Heuristic) and "<locals>" in kind.__qualname__:
        raise TypeError(f"{kind.__qualname__} may differ from call to call")
    digest = hashlib.sha256()
    for base in kind.__mro__:
        if is_own(base) or base.__module__ in sys.stdlib_module_names:
            continue
        for path in _files_of(base):
            digest.update(f"{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _files_of(kind: type) -> list[Path]:
    module = sys.modules.get(kind.__module__)
    file = getattr(module, "__file__", None)
    if file is None or kind.__module__ == "__main__":
        raise TypeError(f"{_name(kind)} is in no file that stays")
    beside = Path(file).parent.glob("*.py") if getattr(module, "__package__", "") else ()
    return sorted({Path(file), *beside})


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
