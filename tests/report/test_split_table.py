"""Columns of the split table: none that say nothing."""

from __future__ import annotations

from legcheck import analyze, synth
from legcheck.report.split_table import split_table
from legcheck.signals.splits import SPLIT_COLUMNS


def header(**settings):
    return split_table(analyze(synth.run(duration_s=2400, seed=6, **settings).activity).to_dict())[0]


def test_pace_on_the_flat_is_shown_only_where_there_are_slopes():
    assert "flat min/km" in header(hills=(20.0, 1000.0))
    assert "flat min/km" not in header(altitude=False)
    assert "min/km" in header(altitude=False)


def test_columns_without_any_value_are_left_out():
    assert "bpm" in header()
    assert not {"bpm", "up m", "down m"} & set(header(heart_rate=False, altitude=False))


def test_standing_has_a_column_where_there_was_some():
    """A kilometre at 2.5 m/s takes 400 s: 442 s are 42 s more; 405 s are nobody's rest."""
    rows = [
        dict.fromkeys(SPLIT_COLUMNS) | {"start_s": 0.0, "end_s": 500.0, "distance_m": 1000.0, "speed_mps": 2.5}
        for _ in range(2)
    ]
    rows[0]["duration_s"], rows[1]["duration_s"] = 442.0, 405.0
    header, cells = split_table({"splits": rows, "findings": []})
    assert header[:3] == ("km", "time", "standing")
    assert [row[2] for row in cells] == ["0:42", ""]
    rows[0]["duration_s"] = 400.0
    assert "standing" not in split_table({"splits": rows, "findings": []})[0]
