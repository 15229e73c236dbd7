"""Tables on a terminal: what a narrow one leaves out, and how many runs are shown."""

from __future__ import annotations

import pytest

from legcheck.batch.digest import HEADER
from legcheck.cli import tables

ROW = ("2024-05-05 06:30", "11.80", "1:05:01", "5:31", "143", "169", "100", "leg-limited", "Late fade", "leg_limited_fade.fit")


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (140, set()),
        # 18 + 7 + 9 + 8 + 5 + 11 + 12 + 13 + 11 = 94 without the file (22)
        (100, {"file"}),
        (90, {"file", "steps/min"}),
        (80, {"file", "steps/min", "time"}),
        (70, {"file", "steps/min", "time", "bpm"}),
        # 18 + 7 + 8 + 12 = 45, and text of at least 8 + 2 each: 65 with cause and found, 55 with one of them
        (65, {"file", "steps/min", "time", "bpm"}),
        (60, {"file", "steps/min", "time", "bpm", "cause"}),
        (54, {"file", "steps/min", "time", "bpm", "cause", "found"}),
        (44, {"file", "steps/min", "time", "bpm", "cause", "found", "min/km"}),
        (30, {"file", "steps/min", "time", "bpm", "cause", "found", "min/km", "km"}),
    ],
)
def test_a_narrow_terminal_does_without_some_columns(width, left_out):
    kept = tables.columns_that_fit(HEADER, [ROW], width)
    assert set(HEADER) - {HEADER[place] for place in kept} == left_out


@pytest.mark.parametrize("width", range(30, 141, 5))
def test_no_terminal_cuts_a_number_off(width, monkeypatch, capsys):
    monkeypatch.setattr(tables, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", str(width))
    tables.show_runs(HEADER, [ROW], [True])
    header, first, *_ = capsys.readouterr().out.splitlines()
    kept = tables.columns_that_fit(HEADER, [ROW], width)
    whole = [ROW[place] for place in kept if place not in tables.TEXT_COLUMNS]
    assert [cell for cell in whole if f" {cell} " not in f" {first} "] == []
    assert [HEADER[place] for place in kept if place not in tables.TEXT_COLUMNS and HEADER[place] not in header] == []


def test_people_see_the_latest_runs_and_how_many_there_are(monkeypatch, capsys):
    monkeypatch.setattr(tables, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "140")
    rows = [(f"2024-05-{day:02d} 06:30", *ROW[1:]) for day in range(1, 29)]
    tables.show_runs(HEADER, rows, [False] * 28)
    shown = capsys.readouterr().out
    assert "2024-05-09" in shown
    assert "2024-05-08" not in shown
    assert "the last 20 of 28 runs" in shown


def test_a_pipe_gets_every_run_and_every_line_as_it_is(monkeypatch, capsys):
    monkeypatch.setattr(tables, "is_terminal", lambda: False)
    tables.show_runs(HEADER, [ROW] * 28, [True] * 28)
    tables.show_lines(["word " * 60])
    out = capsys.readouterr().out
    assert out.count("leg_limited_fade.fit") == 28
    assert "word " * 60 in out
