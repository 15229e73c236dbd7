"""Choices that are True or False: another word is refused, not taken for yes."""

from __future__ import annotations

import pytest

from legcheck import analyze_folder
from legcheck.batch import analyze_paths
from legcheck.core import InputError


@pytest.mark.parametrize("given", ["/my/cache", "no", 0, 1, "summaries.jsonl"])
@pytest.mark.parametrize("name", ["cache", "history", "recursive", "progress"])
@pytest.mark.parametrize("ask", [analyze_folder, lambda folder, **how: analyze_paths([folder], **how)], ids=["folder", "paths"])
def test_what_is_neither_true_nor_false_is_refused(tmp_path, ask, name, given):
    with pytest.raises(InputError, match=f"{name} is True or False, got {given!r}"):
        ask(tmp_path, **{name: given})


def test_another_cache_folder_is_named_elsewhere(tmp_path):
    with pytest.raises(InputError, match="LEGCHECK_CACHE_DIR names another cache folder"):
        analyze_folder(tmp_path, cache=str(tmp_path))


@pytest.mark.parametrize("progress", [None, False])
def test_progress_may_be_left_open(tmp_path, progress):
    assert len(analyze_folder(tmp_path, progress=progress, cache=False, history=False, recursive=False).runs) == 0
