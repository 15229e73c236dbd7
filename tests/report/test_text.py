"""The report as text: verdict first, in ten seconds, and nothing that could steer a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legcheck.core import Advice, Cause, Columns, Evidence, Finding, HeavyLegs, Note, Span, Status
from legcheck.report import text
from legcheck.report.split_table import split_table
from legcheck.report.wording import SAFETY


def lines_of(report):
    return str(report).splitlines()


def test_the_first_line_is_the_verdict_and_the_last_is_for_safety(report):
    lines = lines_of(report)
    assert lines[0] == "Heavy legs: 78/100 (confidence 0.70). Most likely the legs (leg-limited 71 %, wall 12 %)."
    assert lines[-1] == SAFETY
    assert str(report).endswith("\n")


def test_the_head_says_what_was_run_where_it_came_from_and_when(report):
    assert lines_of(report)[2].startswith("18.42 km in 1:39:00 moving (1:40:00 from start to end), 5:23 min/km")
    assert lines_of(report)[3] == "morning.fit, 2024-05-01 07:30 UTC, running, garmin fr945"


def test_sections_come_in_the_order_they_matter(report):
    titles = [section.title for section in text.document(report.to_dict())]
    assert titles == [
        "",
        "Why",
        "What else it could be",
        "What to try",
        "Splits",
        "What the score is made of",
        "Looked at, nothing found",
        "Could not be judged",
        "Notes on the data",
        "",
    ]


def test_evidence_that_was_judged_comes_before_context(report):
    (why,) = [section for section in text.document(report.to_dict()) if section.title == "Why"]
    assert why.lines == (
        "Late fade (82/100, confidence 0.70, 1:10:00 to 1:39:50): From minute 70 the pace fell and did not come back.",
        "  pace fade 12.4 % (95 % interval 9.1 to 15.7, threshold 5.0 %)",
        "  cardiac relief ratio 0.91 (95 % interval 0.72 to 1.12, threshold below 0.70): does not support it",
        "  duration 100 min",
    )


def found(number, evidence=6):
    items = tuple(Evidence(name=f"e{number}{place}", value=1.0, unit="", threshold=0.5) for place in range(evidence))
    return Finding(
        id=f"f{number}", title=f"F{number}", status=Status.FOUND, score=60.0, confidence=0.5, evidence=items, reason="r"
    )


@pytest.mark.parametrize(("count", "findings", "numbers"), [(1, 1, 4), (2, 2, 4), (3, 3, 3), (6, 3, 3)])
def test_no_more_is_told_than_is_read(make_report, count, findings, numbers):
    report = make_report(findings=tuple(found(number) for number in range(count)))
    (why,) = [section for section in text.document(report.to_dict()) if section.title == "Why"]
    assert sum(line.startswith("F") for line in why.lines) == findings
    assert sum(line.startswith("  e") for line in why.lines) == numbers
    assert (count <= 3) or why.lines[-1] == "Also found: F3 (60), F4 (60), F5 (60)"


def test_a_number_two_findings_rest_on_is_given_once(make_report):
    shared = [Evidence(name="contact time", value=5.0, unit="%", threshold=limit) for limit in (2.0, 3.0)]
    both = tuple(replace(found(number, evidence=0), evidence=(shared[number],)) for number in range(2))
    (why,) = [section for section in text.document(make_report(findings=both).to_dict()) if section.title == "Why"]
    assert [line for line in why.lines if line.startswith("  ")] == ["  contact time 5.00 % (threshold 2.00 %)"]


def test_the_score_is_taken_apart_without_what_adds_nothing(make_report):
    terms = (Evidence(name="late fade", value=30.0, unit="points"), Evidence(name="drift", value=0.1, unit="points"))
    heavy = HeavyLegs(status=Status.FOUND, score=60.0, confidence=0.5, causes=(), would_help="", reason="r", terms=terms)
    (section,) = [
        section
        for section in text.document(make_report(heavy_legs=heavy).to_dict())
        if section.title == "What the score is made of"
    ]
    assert section.lines == ("late fade 30.0 points",)


def test_advice_gives_its_source_and_is_not_repeated(make_report):
    advice = (Advice(text="try shorter steps", source="A paper"),)
    both = tuple(replace(found(number), advice=advice) for number in range(2))
    (section,) = [section for section in text.document(make_report(findings=both).to_dict()) if section.title == "What to try"]
    assert section.lines == ("Try shorter steps.", "  A paper")


@pytest.mark.parametrize(("cause", "is_told"), [("eased_off", False), ("leg_limited", True)])
def test_a_pace_that_fell_by_choice_asks_for_no_advice_against_fading(make_report, cause, is_told):
    fade = replace(found(1), id="late_fade", advice=(Advice(text="start slower", source="A paper"),))
    heavy = HeavyLegs(
        status=Status.FOUND,
        score=60.0,
        confidence=0.5,
        causes=(Cause(id=cause, probability=0.8),),
        would_help="",
        reason="r",
        terms=(),
    )
    sections = text.document(make_report(findings=(fade,), heavy_legs=heavy).to_dict())
    assert any("Start slower." in section.lines for section in sections) is is_told


def test_missing_data_are_named_and_never_listed_as_clear(report):
    by_title = {section.title: section.lines for section in text.document(report.to_dict())}
    assert by_title["Could not be judged"] == ("Left-right balance: no contact time balance was recorded",)
    assert not any("balance" in line for line in by_title["Looked at, nothing found"])


def test_what_would_settle_it_is_asked_only_when_something_was_judged(make_report):
    unknown = HeavyLegs(
        status=Status.NOT_ASSESSED, score=None, confidence=None, causes=(), would_help="heart rate", reason="too short"
    )
    assert "settle" not in str(make_report(heavy_legs=unknown, findings=()))
    assert "What would settle it: ground contact time" in str(make_report())


def test_nothing_would_settle_what_is_settled(make_report):
    known = make_report().heavy_legs
    sure = replace(known, causes=(Cause(id="leg_limited", probability=0.97), known.causes[1]))
    assert "settle" not in str(make_report(heavy_legs=sure))
    assert make_report(heavy_legs=sure).to_dict()["heavy_legs"]["would_help"] == "ground contact time"


def columns(**changed):
    base = {
        "start_s": [0.0, 300.0, 620.0],
        "end_s": [300.0, 620.0, 770.0],
        "distance_m": [1000.0, 1000.0, 500.0],
        "duration_s": [300.0, 320.0, 150.0],
        "speed_mps": [1000 / 300, 1000 / 320, 500 / 150],
        "cadence_spm": [170.0, float("nan"), 171.6],
        "step_length_m": [1.176, float("nan"), 1.165],
    }
    return Columns({**base, **changed})


def test_split_table(make_report):
    header, rows = split_table(make_report(split_columns=columns(), findings=()).to_dict())
    assert header == ("km", "time", "min/km", "steps/min", "step m", "stride m")  # no heart rate, no altitude: no columns
    assert rows == (
        ("1", "5:00", "5:00", "170", "1.18", "2.35"),  # 2 * 1.176 = 2.352
        ("2", "5:20", "5:20", "—", "—", "—"),
        ("2.50", "2:30", "5:00", "172", "1.17", "2.33"),  # 500 m in 150 s is 300 s/km; 2 * 1.165 = 2.33
    )


def test_splits_inside_the_strongest_finding_are_marked(make_report):
    fade = replace(found(0), spans=(Span(500.0, 770.0),))
    header, rows = split_table(make_report(split_columns=columns(), findings=(fade,)).to_dict())
    assert [row[-1] for row in rows] == ["", "", "*"]  # middles 150, 460 and 695 s
    assert header[-1] == ""
    assert "* within f0" in str(make_report(split_columns=columns(), findings=(fade,)))


def test_what_limited_the_run_is_told_and_marked_before_the_quality_of_the_data(make_report):
    doubt = replace(
        found(0), id="heart_rate_unreliable", title="Heart rate not reliable", score=100.0, spans=(Span(0.0, 200.0),)
    )
    habit = replace(found(1), id="no_warm_up", title="No warm-up", score=95.0, spans=(Span(0.0, 100.0),))
    drift = replace(found(2), id="heart_rate_drift", title="Drift", score=90.0, spans=(Span(0.0, 700.0),))  # 91 % of the run
    fade = replace(found(3), id="late_fade", title="Late fade", score=60.0, spans=(Span(500.0, 770.0),))
    report = make_report(split_columns=columns(), findings=(doubt, habit, drift, fade))
    told = [line.split(" (")[0] for line in str(report).splitlines() if "/100, confidence" in line]
    assert told == ["  Drift", "  Late fade", "  No warm-up"]
    assert "Also found: Heart rate not reliable (100)" in str(report)
    assert "  * within late fade" in lines_of(report)
    assert [row[-1] for row in split_table(report.to_dict())[1]] == ["", "", "*"]
    assert [item["id"] for item in report.to_dict()["findings"]] == [
        item.id for item in report.findings
    ]  # data keep their order


def test_the_quality_of_the_data_marks_no_split(make_report):
    doubt = replace(found(0), id="pace_unreliable", spans=(Span(0.0, 200.0),))
    assert "* within" not in str(make_report(split_columns=columns(), findings=(doubt,)))


def test_why_a_run_cannot_be_judged_stands_on_a_line_of_its_own(make_report):
    unknown = HeavyLegs(
        status=Status.NOT_ASSESSED, score=None, confidence=None, causes=(), would_help="", reason="cannot be judged: too short"
    )
    assert lines_of(make_report(heavy_legs=unknown, findings=()))[:2] == ["Heavy legs: cannot be judged.", "Too short."]


def test_a_finding_about_the_whole_run_marks_no_split(make_report):
    whole = replace(found(0), spans=(Span(0.0, 770.0),))
    _, rows = split_table(make_report(split_columns=columns(), findings=(whole,)).to_dict())
    assert all(row[-1] != "*" for row in rows)


def test_no_splits_no_table(make_report):
    assert "Splits" not in str(make_report(split_columns=Columns({name: [] for name in columns()})))


def test_texts_from_files_cannot_steer_the_terminal(make_report):
    report = make_report(name="a\x1b[2Jb\n.fit", notes=(Note("n", "tab\there\x07\nnew"),))
    assert "\x1b" not in str(report)
    assert "\x07" not in str(report)
    assert "  Tab here new." in lines_of(report)


def test_redacted_text_names_neither_file_nor_time(report):
    shown = text.as_text(report.to_dict(redact=True))
    assert "morning" not in shown
    assert "2024" not in shown
    assert "abababababab, running, garmin fr945" in shown


def test_terminal_shows_the_same_words(report):
    from rich.console import Console

    console = Console(width=400, file=None, force_terminal=False, record=True)
    with console.capture() as captured:
        console.print(report)
    words = captured.get().split()
    assert [word for word in str(report).split() if word not in words] == []


@pytest.mark.parametrize("width", [30, 40, 50, 60, 64, 70, 80, 120])
def test_a_narrow_terminal_leaves_columns_of_the_splits_out_and_cuts_none_off(report, width):
    from rich.console import Console

    console = Console(width=width, file=None, force_terminal=False)
    with console.capture() as captured:
        console.print(report)
    lines = captured.get().splitlines()
    titles, (first, *_) = split_table(report.to_dict())
    (place,) = (place for place, line in enumerate(lines) if line.split()[:1] == ["km"])
    shown = " ".join(lines[place].split())
    kept = [column for column, title in enumerate(titles) if f" {title} " in f" {shown} "]
    assert shown == " ".join(titles[column] for column in kept).strip()
    assert lines[place + 1].split() == [first[column] for column in kept if first[column]]
    assert "…" not in captured.get()
    assert (set(titles) - {""} == {titles[column] for column in kept}) == (width >= 70)
    assert {"km", "min/km"} <= {titles[column] for column in kept}


def test_terminal_shows_text_as_it_is_not_as_markup(make_report):
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as captured:
        console.print(make_report(notes=(Note("n", "[bold]not markup[/bold] [link=x]y"),)))
    assert "[bold]not markup[/bold] [link=x]y" in captured.get()
