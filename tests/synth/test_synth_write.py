"""Where a made-up run cannot be written."""

from __future__ import annotations

import pytest

from legcheck import synth
from legcheck.core import InputError


@pytest.mark.parametrize("name", ["missing/run.fit", "run.gpx.gz"])
def test_a_place_that_takes_no_file_is_named(tmp_path, name):
    (tmp_path / "run.gpx.gz").mkdir()
    with pytest.raises(InputError, match="cannot be written") as refused:
        synth.run(duration_s=60, seed=1).write(tmp_path / name)
    assert refused.value.path == str(tmp_path / name)
