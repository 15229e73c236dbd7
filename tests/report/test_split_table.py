"""Columns of the split table: none that say nothing."""

from __future__ import annotations

from legcheck import analyze, synth
from legcheck.report.split_table import split_table


def header(**settings):
    return split_table(analyze(synth.run(duration_s=2400, seed=6, **settings).activity).to_dict())[0]


def test_pace_on_the_flat_is_shown_only_where_there_are_slopes():
    assert "flat min/km" in header(hills=(20.0, 1000.0))
    assert "flat min/km" not in header(altitude=False)
    assert "min/km" in header(altitude=False)


def test_columns_without_any_value_are_left_out():
    assert "bpm" in header()
    assert not {"bpm", "up m", "down m"} & set(header(heart_rate=False, altitude=False))
