"""The harness behind the evaluation page: its arithmetic by hand, and a run or two through every part so that it keeps working."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from legcheck import analyze, synth
from legcheck.core import Span

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def harness():
    """Modules of the harness by name; they import each other as neighbours, as they do when run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield importlib.import_module


def cell_number(harness, name: str, size: str = "") -> int:
    cells: ModuleType = harness("evaluation_cells")
    return next(number for number, cell in enumerate(cells.CELLS) if (cell.name, cell.size) == (name, size))


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [
        # z2 = 1.96^2 = 3.8415. Centre (p + z2/2n) / (1 + z2/n), reach z / (1 + z2/n) * sqrt(p(1-p)/n + z2/4n2).
        (0, 100, 0.0, 3.699),  # centre = reach = 0.019207 / 1.038415 = 0.018497; twice that
        (100, 100, 96.301, 100.0),  # the mirror image
        (5, 10, 23.66, 76.34),  # centre 0.5; 1.95996 / 1.38415 * sqrt(0.025 + 0.0096036) = 0.26341
        (0, 0, 0.0, 100.0),  # nothing looked at, nothing known
    ],
)
def test_wilson_interval(harness, hits: int, runs: int, low: float, high: float) -> None:
    assert harness("evaluation_tables").wilson(hits, runs) == pytest.approx((low, high), abs=0.01)


def test_three_cells_give_a_page(harness) -> None:
    evaluate = harness("evaluate")
    wanted = {("steady", ""): None, ("leg-limited fade", "20 %"): "late_fade", ("low cadence", "-2.5 SD"): "low_cadence"}
    outcomes = [evaluate.outcome((cell_number(harness, *cell), 17)) for cell in wanted]
    for outcome, expected in zip(outcomes, wanted.values(), strict=True):
        found = {name for name, status in outcome.statuses.items() if status == "found"}
        assert ({expected} <= found) if expected else not found
    assert outcomes[1].causes[0][0] == "leg_limited"
    page = harness("evaluation_tables").page(outcomes)
    assert "1 clean runs of 13 kinds, 2 planted ones." in page
    assert "| `late_fade` | leg-limited fade 20 % | 1 | 0 | 100.0 % (20.7-100.0) |" in page
    assert "took rests at a walk" not in page
    resting = replace(outcomes[1], cell=cell_number(harness, "rests by choice", "walked 60-150 s"), headline=49.0)
    rested = harness("evaluation_tables").page([*outcomes, resting])
    assert (
        "In 1 runs in which the runner took rests at a walk and ran on as before, `late_fade` tells of the slowing in 100.0 %"
        in rested
    )
    assert "heavy legs are found in 0.0 % (0.0-79.3)." in rested
    slow = replace(outcomes[2], statuses={**outcomes[2].statuses, "low_cadence": "not_assessed"})
    page = harness("evaluation_tables").page([*outcomes, slow])
    assert "| `low_cadence` | low cadence -2.5 SD | 1 | 1 | 100.0 % (20.7-100.0) |" in page


def test_every_run_of_the_harness_has_its_own_seed(harness) -> None:
    evaluate, robustness, drift = harness("evaluate"), harness("evaluation_robustness"), harness("evaluation_drift")
    seeds = [job[-1] for job in [*evaluate.jobs(200, 100, 5_000_000), *robustness.jobs(5), *drift.jobs(200)]]
    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize(("alarms", "level"), [(0, 40.0), (1, 30.0), (2, 30.0), (3, 5.0), (4, -1.0)])
def test_a_rule_is_compared_at_as_many_false_alarms(harness, alarms: int, level: float) -> None:
    scores = [5.0, 40.0, 30.0, 30.0, float("nan")]
    assert harness("evaluation_tables").score_with_alarms(scores, alarms) == level
    assert sum(score > level for score in scores) <= alarms


def test_a_drift_is_looked_for_in_its_run(harness) -> None:
    drift = harness("evaluation_drift")
    told = [drift.judged((more, 90, drift.DRIFT_SEED + 7)) for more in (0.0, 12.0)]
    assert [(outcome.more, outcome.minutes, outcome.found) for outcome in told] == [(0.0, 90, False), (12.0, 90, True)]


def test_the_size_found_in_eight_of_ten_runs_lies_between_its_neighbours(harness) -> None:
    """90 min: none of ten at +0 and +3, seven at +6, nine at +9: eight of ten are half way, +7.5. 50 min: never more than seven."""
    drift = harness("evaluation_drift")
    found = {(more, 90): hits for more, hits in zip(drift.MORE_BPM_PER_H, (0, 0, 7, 9, 10), strict=True)}
    found |= {(more, minutes): 7 for more in drift.MORE_BPM_PER_H for minutes in (50, 70, 120)}
    results = [
        drift.DriftOutcome(more=more, minutes=minutes, found=number < hits)
        for (more, minutes), hits in found.items()
        for number in range(10)
    ]
    section = drift.section(results)
    assert section.splitlines()[-3] == "| found in 80 % | more than +12 | more than +12 | +7.5 bpm/h | more than +12 |"
    assert "| +6 bpm/h (14.4) | 70.0 % (39.7-89.2) | 70.0 % (39.7-89.2) | 70.0 % (39.7-89.2) |" in section


def test_a_run_recorded_worse_is_held_against_itself(harness) -> None:
    robustness = harness("evaluation_robustness")
    results = robustness.comparisons((cell_number(harness, "leg-limited fade", "20 %"), 7_900_000))
    assert [result.way for result in results] == list(robustness.WAYS)
    by_way = {result.way: result for result in results}
    assert by_way["10 % of records lost"].before["late_fade"] is True
    assert by_way["GPX"].unjudged == ("contact_time_drift",)
    assert all(result.after["late_fade"] for result in results)
    changed = replace(results[0], after={**results[0].after, "late_fade": False}, causes=("leg_limited", "eased_off"))
    text = robustness.section([[changed, *results[1:]]])
    assert "| `late_fade` | −1 +0 of 1 | −0 +0 of 1 |" in text
    assert "most often `leg_limited` to `eased_off` (1)." in text


def test_the_worse_recordings_are_worse(harness) -> None:
    robustness = harness("evaluation_robustness")
    made = synth.run(duration_s=1800, seed=4)
    whole = analyze(made.activity)
    reports = {way: judge(made) for way, judge in robustness.WAYS.items()}
    records = {way: len(report.run.activity) for way, report in reports.items()}
    assert 0.87 < records["10 % of records lost"] / 1801 < 0.93  # 3 binomial SD of 0.9: 0.9 +- 0.021
    assert 0.19 < records["smart recording"] / 1801 < 0.26  # a record every 4.5 s on average
    for way, factor in (("3 % too long", 1.03), ("3 % too short", 0.97)):
        assert reports[way].summary.distance_m / whole.summary.distance_m == pytest.approx(factor, abs=0.001)
    assert not reports["no running dynamics"].run.has("contact_time_ms")
    assert reports["GPX"].run.athlete.height_m is not None
    assert reports["GPX, runner unknown"].run.athlete.height_m is None


@pytest.fixture(scope="module")
def stopping():
    """A hilly run with pauses, drifting and fading."""
    return synth.run(
        duration_s=3600, fade_after_s=1800, fade_fraction=0.25, hills=(6.0, 1000.0), stops=(700.0, 40.0), seed=6
    ).activity


def test_turned_round_twice_is_the_run_itself(harness, stopping) -> None:
    real = harness("evaluation_real")
    whole = [real.Piece(start_s=0.0, end_s=3601.0, backward=True)]
    once = real.rearranged(stopping, whole)
    twice = real.rearranged(once, whole)
    assert once["heart_rate_bpm"].tolist() == stopping["heart_rate_bpm"][::-1].tolist()
    for name in stopping.channels:
        np.testing.assert_allclose(twice[name] - twice[name][0], stopping[name] - stopping[name][0], atol=1e-6, err_msg=name)
    assert twice.pauses == stopping.pauses
    assert once.pauses != stopping.pauses


def test_a_break_stays_between_its_two_records(harness) -> None:
    real = harness("evaluation_real")
    whole = synth.run(duration_s=600, seed=1).activity
    broken = replace(whole, breaks=(400.0,))  # a new segment begins with the record at 400 s
    turned = real.rearranged(broken, [real.Piece(start_s=0.0, end_s=601.0, backward=True)])
    assert turned.breaks == (201.0,)  # backward it begins with the record of 399 s, now at 600 - 399
    swapped = real.rearranged(broken, [real.Piece(start_s=300.0, end_s=601.0), real.Piece(start_s=0.0, end_s=300.0)])
    assert swapped.breaks == (100.0,)


def test_backward_a_climb_is_still_a_climb(harness, stopping) -> None:
    real = harness("evaluation_real")
    once = real.rearranged(stopping, [real.Piece(start_s=0.0, end_s=3601.0, backward=True)])
    for name in ("distance_m", "altitude_m"):
        assert once[name][-1] - once[name][0] == pytest.approx(stopping[name][-1] - stopping[name][0], abs=1e-6)
        np.testing.assert_allclose(np.diff(once[name]), np.diff(stopping[name])[::-1], atol=1e-6)
    assert analyze(stopping)["late_fade"].is_found
    assert not analyze(once)["late_fade"].is_found


def test_shuffled_blocks_are_the_same_seconds(harness) -> None:
    real = harness("evaluation_real")
    activity = synth.run(duration_s=3600, hills=(6.0, 1000.0), seed=6).activity
    pieces = real.shuffled_pieces(Span(600.0, 3540.0), 3600.0, (1, 2))
    edges = sorted((piece.start_s, piece.end_s) for piece in pieces)
    assert [start for start, _ in edges] == [0.0, *(end for _, end in edges[:-1])]
    assert edges[-1] == (3540.0, 3601.0)
    assert len(pieces) == 12  # 2940 s are 10 blocks of 294 s; with warm-up and finish
    assert [piece.start_s for piece in pieces] != [start for start, _ in edges]
    shuffled = real.rearranged(activity, pieces)
    assert shuffled.elapsed_s.tolist() == activity.elapsed_s.tolist()
    assert sorted(shuffled["heart_rate_bpm"]) == sorted(activity["heart_rate_bpm"])
    for name in ("distance_m", "altitude_m", "latitude_deg"):
        np.testing.assert_allclose(np.sort(np.diff(shuffled[name])), np.sort(np.diff(activity[name])), atol=1e-6)


def test_recorded_runs_leave_only_counts(harness, tmp_path) -> None:
    real = harness("evaluation_real")
    steady = synth.run(duration_s=4200, seed=3)
    for name in ("hidden_place.fit", "again.gpx"):
        steady.write(tmp_path / name)
    synth.run(duration_s=900, seed=3).write(tmp_path / "short.fit")
    (tmp_path / "notes.gpx").write_text("no run")
    files = real.files(tmp_path)
    results = [real.controls(path) for path in files]
    assert [path.name for path, result in zip(files, results, strict=True) if result] == ["again.gpx", "hidden_place.fit"]
    text = real.section(results)
    assert "1 recorded steady runs" in text  # the same run in two files
    assert "0 of 5" in text
    assert not any(word in text for word in ("hidden", "2024", str(tmp_path)))


def test_without_recorded_runs_the_section_says_so(harness, monkeypatch) -> None:
    real = harness("evaluation_real")
    monkeypatch.delenv("LEGCHECK_CORPUS", raising=False)
    assert real.corpus_folder() is None
    assert "Not run this time" in real.section(None)
    assert "holds no steady run" in real.section([None])


# Sections of the page -----------------------------------------------------------------------------------------------------


def test_one_writer_leaves_the_section_of_the_other(harness, tmp_path) -> None:
    page = harness("evaluation_page")
    path = tmp_path / "evaluation.md"
    path.write_text("# An old page without sections\n")
    page.write_section("history", "## Weeks", path)
    page.write_section("runs", "# Evaluation\n\n| a |\n", path)
    page.write_section("history", "## Weeks again\n\n", path)
    assert path.read_text() == (
        "<!-- begin: runs -->\n# Evaluation\n\n| a |\n<!-- end: runs -->\n\n"
        "<!-- begin: history -->\n## Weeks again\n<!-- end: history -->\n"
    )
    assert page.sections_of(path.read_text()) == {"runs": "# Evaluation\n\n| a |\n", "history": "## Weeks again\n"}


def test_an_unknown_section_follows_the_known_ones(harness, tmp_path) -> None:
    page = harness("evaluation_page")
    path = tmp_path / "evaluation.md"
    for name in ("zebra", "apple", "history", "runs"):
        page.write_section(name, name, path)
    assert list(page.sections_of(path.read_text())) == ["runs", "history", "apple", "zebra"]


# Fades in which causes overlap ---------------------------------------------------------------------------------------------


def test_a_fade_is_made_of_its_seed_and_planted_as_said(harness) -> None:
    fades = harness("evaluation_fades")
    assert sum(fades.SHARES.values()) == pytest.approx(1.0)
    drawn = [fades.draw(seed) for seed in range(20, 34)]
    assert fades.draw(23).made.recipe == drawn[3].made.recipe
    assert len({fade.cause for fade in drawn}) >= 4
    for fade in drawn:
        recipe = fade.made.recipe
        eased, held_up = recipe.ease_off_after_s is not None, recipe.headwind_after_s is not None
        assert eased == (fade.cause == "eased_off")
        assert held_up == (fade.cause == "terrain_or_gps")
        assert (recipe.fade_after_s is not None) == (not eased and not held_up)
        assert fade.can_tell <= recipe.dynamics


def test_calibration_and_report_share_no_seed(harness) -> None:
    evaluate, robustness, fades = harness("evaluate"), harness("evaluation_robustness"), harness("evaluation_fades")
    reported = {*harness("evaluation_causes").seeds(2000)}
    reported |= {seed for _, seed in [*evaluate.jobs(200, 100, 5_000_000), *robustness.jobs(5)]}
    assert reported.isdisjoint(range(fades.CALIBRATION_SEED, fades.CALIBRATION_SEED + 10_000))
    assert len(reported) == 2000 + len(evaluate.jobs(200, 100, 5_000_000)) + len(robustness.jobs(5))


def test_the_fit_finds_sharpness_and_lean_that_were_put_in(harness) -> None:
    """Causes drawn from a posterior half as sharp as the evidence, with one cause leaning by +0.3."""
    calibrate = harness("calibrate_causes")
    order, random = calibrate.ORDER, np.random.default_rng(5)
    lean = np.array([0.3, *[0.0] * (len(order) - 1)])
    cases = []
    for _ in range(6000):
        evidence = random.normal(0.0, 2.0, len(order))
        odds = np.exp(0.5 * evidence + lean)
        cause = order[random.choice(len(order), p=odds / odds.sum())]
        cases.append(calibrate.Weighed(cause=cause, log_priors=(0.0,) * len(order), evidence=tuple(evidence)))
    sharpness, leans = calibrate.fitted(cases)
    assert sharpness == pytest.approx(0.5, abs=0.05)
    assert leans[0] - leans[1:].mean() == pytest.approx(0.3, abs=0.12)
    too_clear = [calibrate.Weighed(cause=order[0], log_priors=(0.0,) * 7, evidence=(9.0, *[0.0] * 6))] * 50
    assert calibrate.fitted(too_clear)[0] <= calibrate.MOST_SHARPNESS * (1 + 1e-9)


def test_an_overlapping_fade_is_judged_and_counted(harness) -> None:
    causes = harness("evaluation_causes")
    result = causes.judged(8_900_000)
    assert result.cause in harness("evaluation_fades").SHARES
    assert len(result.said) == 2
    legs = causes.FadeOutcome(
        cause="leg_limited",
        said=(("eased_off", 0.62), ("leg_limited", 0.30)),
        fade_pct=12.0,
        heavy=False,
        known=frozenset({"heart rate"}),
    )
    right = replace(legs, said=(("leg_limited", 0.66), ("eased_off", 0.30)), heavy=True)
    text = causes.section([legs, right, replace(legs, fade_pct=7.9)])
    assert "3 fades of which 2 measured" in text
    assert "| `leg_limited` | 2 | 1 | 1 |" in text  # said of legs and of choice
    # Two fades in the bin from 60 to 70 %: 64 % said on average, one of two right. Brier (0.62^2 + 0.34^2) / 2 = 0.25.
    assert "| 60-70 % | 2 | 64.0 % | 50.0 % (" in text
    assert "Brier score 0.250, expected calibration error 0.140" in text
    assert "| legs or choice planted, neither recorded | 2 | 64.0 % |" in text
    # With two clear cases of 90 %, both right: (0.9 + 0.9 + 0.66 + 0.62) / 4 said, 3 of 4 right. Brier (0.01 + 0.01 + 0.34^2 + 0.62^2) / 4 = 0.13.
    clear = replace(right, said=(("leg_limited", 0.9), ("none", 0.1)))
    together = causes.section([legs, right], [clear, clear])
    assert "page together**, clear and overlapping, 4: first cause right in 75.0 % (" in together
    assert "in 100.0 % (51.0-100.0); Brier score 0.130" in together
    assert "together" not in text
