"""The command line: what goes to stdout, what to stderr, and with which exit code it ends."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import gpxpy
import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner

import legcheck
from legcheck import synth
from legcheck.cli import HINT
from legcheck.cli.app import app, run
from legcheck.heuristics import all_heuristics
from legcheck.history.heuristics import past_heuristics, pattern_heuristics
from legcheck.report import schema
from legcheck.report.wording import SAFETY


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """No test reads or fills the user's own cache."""
    monkeypatch.setenv("LEGCHECK_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder with two runs, a ride, a damaged file and a text; and a clean one."""
    root = tmp_path_factory.mktemp("cli")
    clean = root / "clean"
    clean.mkdir()
    synth.run(duration_s=2400, seed=1).write(clean / "easy.fit")
    synth.plant("late_fade", seed=2).write(clean / "faded.gpx")
    ride = synth.run(duration_s=1200, seed=4).tcx().replace(b'Sport="Running"', b'Sport="Biking"')
    (clean / "ride.tcx").write_bytes(ride)
    (clean / "readme.txt").write_text("hello")
    shutil.copytree(clean, root / "mixed")
    (root / "mixed" / "broken.fit").write_bytes((clean / "easy.fit").read_bytes()[:14] + b"\xff" * 300)
    return root


@pytest.fixture
def call(capsys):
    """Run a command line in this process: exit code, stdout, stderr."""

    def called(*arguments):
        code = run([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_one_file_is_told_in_full(call, files):
    code, out, err = call("analyze", files / "clean" / "faded.gpx")
    assert (code, err) == (0, "")
    assert out.startswith("Heavy legs: ")
    assert out.endswith(SAFETY + "\n")
    assert "\nSplits\n" in out
    assert "\x1b" not in out  # nobody is looking: no colours


def test_several_files_get_a_line_each_then_a_table(call, files):
    easy, faded = files / "clean" / "easy.fit", files / "clean" / "faded.gpx"
    code, out, err = call("analyze", easy, faded, "--jobs", 1)
    head, table = out.split("\n\n")
    assert (code, err) == (0, "")
    assert [line.split(": ")[0] for line in head.splitlines()] == [str(easy), str(faded)]
    assert len(table.splitlines()) == 3


def test_a_folder_is_told_in_ten_lines_then_a_table(call, files):
    code, out, err = call("analyze", files / "clean", "--jobs", 1)
    head, table, *weeks = out.split("\n\n")
    assert weeks[0].startswith("What stands out over the weeks\n")
    assert (code, err) == (0, "")  # another sport and a text are no failures of a folder
    assert head.startswith("2 runs, ")
    assert len(head.splitlines()) <= 10
    assert len(table.splitlines()) == 3


def test_a_damaged_file_in_a_folder_is_one_line_and_exit_code_1(call, files):
    code, out, err = call("analyze", files / "mixed", "--jobs", 1)
    assert code == 1
    assert out.startswith("2 runs, ")
    (line,) = err.splitlines()
    assert line.startswith("legcheck: broken.fit: ")


@pytest.mark.parametrize(
    ("name", "reason"), [("ride.tcx", "cycling"), ("readme.txt", "this is a text file"), ("nothing.fit", "no such file")]
)
def test_a_file_that_was_named_and_is_no_run_is_a_failure(call, files, name, reason):
    for others in ((), (files / "clean" / "easy.fit",)):
        code, _, err = call("analyze", files / "clean" / name, *others, "--jobs", 1)
        (line,) = err.splitlines()
        assert code == 1
        assert name in line
        assert line.startswith("legcheck: ")
        assert others or reason in line


def test_a_single_zip_is_a_folder(call, files, tmp_path):
    from legcheck.synth.pack import zipped

    members = {path.name: path.read_bytes() for path in (files / "clean").iterdir()}
    (tmp_path / "export.zip").write_bytes(zipped(members))
    code, out, err = call("analyze", tmp_path / "export.zip", "--jobs", 1)
    assert (code, err) == (0, "")
    assert out.startswith("2 runs, ")
    assert "What stands out over the weeks\n" in out
    assert "export.zip/easy.fit" in out
    assert "export.zip/faded.gpx" in out


def test_an_archive_of_one_run_and_another_file_get_a_line_each(call, files, tmp_path):
    from legcheck.synth.pack import zipped

    (tmp_path / "one.zip").write_bytes(zipped({"easy.fit": (files / "clean" / "easy.fit").read_bytes()}))
    faded = files / "clean" / "faded.gpx"
    code, out, err = call("analyze", tmp_path / "one.zip", faded, "--jobs", 1)
    head, _ = out.split("\n\n")
    assert (code, err) == (0, "")
    assert {line.split(": ")[0] for line in head.splitlines()} == {str(tmp_path / "one.zip" / "easy.fit"), str(faded)}


def test_json_of_one_file_fits_the_schema(call, files, tmp_path):
    code, out, _ = call("analyze", files / "clean" / "easy.fit", "--json", "-")
    assert code == 0
    jsonschema.validate(json.loads(out), schema())
    code, out, _ = call("analyze", files / "clean" / "easy.fit", "--json", tmp_path / "x.json")
    assert out.startswith("No sign of heavy legs")  # with a file for the JSON, stdout is for people
    jsonschema.validate(json.loads((tmp_path / "x.json").read_text(encoding="utf-8")), schema())


def test_json_of_a_folder_holds_a_report_per_run(call, files):
    code, out, _ = call("analyze", files / "clean", "--json", "-", "--jobs", 1)
    assert code == 0
    data = json.loads(out)
    assert [item["source"]["name"] for item in data["reports"]] == [row["path"] for row in data["runs"]]
    for item in data["reports"]:
        jsonschema.validate(item, schema())


@pytest.mark.parametrize(("target", "rows"), [("clean", 2), ("clean/easy.fit", 1)])
def test_csv_has_a_row_per_run(call, files, target, rows):
    code, out, _ = call("analyze", files / target, "--csv", "-", "--jobs", 1)
    assert code == 0
    assert len(pd.read_csv(io.StringIO(out))) == rows


@pytest.mark.parametrize("target", ["clean", "clean/easy.fit"])
def test_html_is_a_page(call, files, tmp_path, target):
    code, out, err = call("analyze", files / target, "--html", tmp_path / "out.html", "--jobs", 1)
    assert (code, err) == (0, "")
    assert out
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("target", ["mixed", "mixed/easy.fit", "mixed/faded.gpx"])
def test_redacted_output_tells_neither_name_nor_day(call, files, tmp_path, target):
    arguments = (
        "analyze",
        files / target,
        "--redact",
        "--json",
        tmp_path / "o.json",
        "--csv",
        tmp_path / "o.csv",
        "--html",
        tmp_path / "o.html",
    )
    _, out, err = call(*arguments, "--jobs", 1)
    shown = [out, err, *((tmp_path / name).read_text(encoding="utf-8") for name in ("o.json", "o.csv", "o.html"))]
    for text in shown:
        for secret in ("easy.fit", "faded.gpx", "broken", "2024-05-05"):
            assert secret not in text


def test_parts_are_written_and_named(call, files, tmp_path):
    arguments = ("analyze", files / "mixed", "--jobs", 1, "--parts", tmp_path / "out")
    code, out, err = call(*arguments)
    assert code == 1  # one file is broken
    assert f"Results: {tmp_path / 'out'}\n" in out
    assert "easy.fit" not in out.split("Results:")[0].splitlines()[0]
    assert pd.read_parquet(tmp_path / "out" / "runs")["path"].tolist() == ["easy.fit", "faded.gpx"]
    assert "broken.fit" in err
    assert call(*arguments)[0] == 2  # never mixed with older ones
    code, _, err = call(*arguments[:-1], tmp_path / "new", "--redact")
    assert (code, (tmp_path / "new").exists()) == (2, False)
    assert "parts hold names and times" in err


def test_without_history_nothing_is_said_of_weeks(call, files):
    _, told, _ = call("analyze", files / "clean", "--jobs", 1)
    _, alone, _ = call("analyze", files / "clean", "--jobs", 1, "--no-history")
    assert "over the weeks" in told
    assert "over the weeks" not in alone


def test_urls_are_as_good_as_paths(call, files):
    pytest.importorskip("fsspec")
    url = (files / "clean").as_uri()
    assert call("analyze", url, "--jobs", 1) == call("analyze", files / "clean", "--jobs", 1)
    code, out, _ = call("analyze", f"{url}/easy.fit")
    local = call("analyze", files / "clean" / "easy.fit")[1]
    assert (code, out.replace(f"{url}/easy.fit", "X")) == (0, local.replace(str(files / "clean" / "easy.fit"), "X"))
    code, _, err = call("analyze", f"{url}/none.fit")
    assert code == 1
    assert "nothing there" in err


def test_the_athlete_file_is_used(call, files, tmp_path):
    (tmp_path / "me.toml").write_text("height_m = 1.95\n")
    _, plain, _ = call("analyze", files / "clean" / "faded.gpx", "--json", "-")
    _, tall, _ = call("analyze", files / "clean" / "faded.gpx", "--json", "-", "--athlete", tmp_path / "me.toml")

    def cadence(text):
        (finding,) = [item for item in json.loads(text)["findings"] if item["id"] == "low_cadence"]
        return finding["evidence"]

    assert cadence(plain) != cadence(tall)


def test_engine_and_damage_settings_reach_the_reader(call, files, tmp_path):
    cut = tmp_path / "cut.fit"
    data = (files / "clean" / "easy.fit").read_bytes()
    cut.write_bytes(data[: len(data) // 2])
    assert call("analyze", cut)[0] == 0
    assert call("analyze", cut, "--on-damage", "raise")[0] == 1
    assert call("analyze", files / "clean" / "easy.fit", "--engine", "fitparse")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze"], "Missing argument"),
        (["bogus"], "bogus"),
        (["analyze", "x", "--bogus"], "--bogus"),
        (["analyze", "x", "--jobs", "0"], "--jobs"),
        (["analyze", ".", "--engine", "x"], "engine is one of"),
        (["analyze", ".", "--on-damage", "x"], "on_damage is"),
        (["analyze", ".", "--athlete", "nothing.toml"], "nothing.toml"),
        (["analyze", ".", "--diary", "diary.csv"], "diary.csv"),
        (["analyze", ".", "--json", "-", "--csv", "-"], "only one of --html, --json and --csv"),
        (["analyze", ".", "--json", "-", "--html", "-"], "only one of --html, --json and --csv"),
        (["analyze", ""], "has an empty name"),
        (["analyze", "a.fit", " "], "has an empty name"),
        (["convert", "", "out.csv"], "has an empty name"),
        (["synth", "x.fit", "--plant", "late_fate"], "late_fate"),
        (["synth", "x.doc"], "ends in none of"),
    ],
)
def test_usage_errors_are_one_line_and_exit_code_2(call, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith("legcheck: ")
    assert says in err
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == []


@pytest.mark.parametrize("redact", [(), ("--redact",)])
def test_a_page_may_go_to_standard_output(call, files, tmp_path, monkeypatch, redact):
    monkeypatch.chdir(tmp_path)
    for target in ("clean", "clean/easy.fit"):
        code, out, err = call("analyze", files / target, "--html", "-", "--jobs", 1, *redact)
        assert (code, err) == (0, "")
        assert out.startswith("<!DOCTYPE html>")
        assert ("easy.fit" in out) is not bool(redact)
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("option", ["--json", "--csv", "--html"])
@pytest.mark.parametrize("by", ["name", "link", "detour", "folder", "url"])
def test_results_never_replace_what_is_read(call, files, tmp_path, option, by):
    recording = tmp_path / "runs" / "only.fit"
    recording.parent.mkdir()
    shutil.copy(files / "clean" / "easy.fit", recording)
    (tmp_path / "link").symlink_to(recording)
    out = {"link": tmp_path / "link", "detour": recording.parent / ".." / "runs" / "only.fit"}.get(by, recording)
    target = {"folder": recording.parent, "url": recording.as_uri()}.get(by, recording)
    code, shown, err = call("analyze", target, option, out, "--jobs", 1)
    assert (code, shown) == (2, "")
    assert err.startswith(f"legcheck: {out}: this is ")
    assert err.endswith("would be overwritten; give the result another name\n")
    assert recording.read_bytes() == (files / "clean" / "easy.fit").read_bytes()


@pytest.mark.parametrize(
    ("option", "text"),
    [("--athlete", "height_m = 1.8"), ("--thresholds", "[late_fade]"), ("--diary", "date,feel\n2024-05-05,3\n")],
)
def test_results_never_replace_settings(call, files, tmp_path, option, text):
    (tmp_path / "own").write_text(text, encoding="utf-8")
    code, _, err = call(
        "analyze", files / "clean" / "easy.fit", option, tmp_path / "own", "--csv", tmp_path / "own", "--jobs", 1
    )
    assert (code, err.split(": ")[2][:20]) == (2, "this is what is read")
    assert (tmp_path / "own").read_text(encoding="utf-8") == text


def test_results_never_replace_recordings_beside_nor_the_list_of_an_export(call, files, tmp_path):
    other, listed = tmp_path / "other.gpx", tmp_path / "activities.csv"
    shutil.copy(files / "clean" / "faded.gpx", other)
    listed.write_text(
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n", encoding="utf-8"
    )
    for out in (other, listed):
        before = out.read_bytes()
        code, _, err = call("analyze", files / "clean" / "easy.fit", "--csv", out)
        assert (code, out.read_bytes()) == (2, before)
        assert "this is a recording" in err


def test_results_replace_older_results(call, files, tmp_path):
    shutil.copy(files / "clean" / "easy.fit", tmp_path)
    arguments = ["--jobs", 1]
    for option in ("json", "csv", "html"):
        arguments += [f"--{option}", tmp_path / f"out.{option}"]
    assert call("analyze", tmp_path, *arguments)[0] == 0
    assert call("analyze", tmp_path, *arguments)[0] == 0


def test_convert_never_replaces_its_own_file(call, files, tmp_path):
    track = tmp_path / "track.gpx"
    shutil.copy(files / "clean" / "faded.gpx", track)
    for source in (track, track.as_uri()):
        code, out, err = call("convert", source, track)
        assert (code, out) == (2, "")
        assert "would be overwritten" in err
    assert track.read_bytes() == (files / "clean" / "faded.gpx").read_bytes()
    assert call("convert", files / "clean" / "easy.fit", track)[0] == 0  # asked for by name, and not what is read


def test_convert_takes_a_url(call, files, tmp_path):
    pytest.importorskip("fsspec")
    code, out, err = call("convert", (files / "clean" / "easy.fit").as_uri(), tmp_path / "o.csv")
    assert (code, out, err) == (0, f"{tmp_path / 'o.csv'}: 2,401 records\n", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_once_and_whole(call, files, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = (files / "clean" / "faded.gpx").read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(data,), daemon=True)
    writer.start()
    code, out, err = call("analyze", pipe)
    writer.join(10)
    assert (code, err) == (0, "")
    assert out.replace("pipe", "faded.gpx") == call("analyze", files / "clean" / "faded.gpx")[1]


@pytest.mark.parametrize("name", ["ann.txt", "ann", "nothing.fit"])
def test_redacted_failures_name_no_file(call, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for other in ("ann.txt", "ann"):
        (tmp_path / other).write_text('{"a": 1}', encoding="utf-8")
    for target in (name, tmp_path / name):
        code, _, err = call("analyze", target, "--redact")
        assert code == 1
        assert err.startswith("legcheck: redacted: ")
        assert name not in err
        assert str(tmp_path) not in err


def test_redacted_usage_errors_name_no_file(call, files):
    code, _, err = call("analyze", files / "clean" / "faded.gpx", "--engine", "fitparse", "--redact")
    assert code == 2
    assert "does not read GPX" in err
    assert "faded" not in err


def test_redaction_leaves_the_verdict_as_it_is(call, tmp_path):
    synth.plant("late_fade", seed=2).write(tmp_path / "late.fit")
    (tmp_path / "late").write_bytes((tmp_path / "late.fit").read_bytes())

    def told(*arguments):
        data = json.loads(call("analyze", *arguments, "--json", "-")[1])
        return data["heavy_legs"], data["findings"]

    assert told(tmp_path / "late", "--redact") == told(tmp_path / "late.fit")


def test_what_is_stopped_says_so(call, files, monkeypatch):
    def stopped(request):
        raise KeyboardInterrupt

    monkeypatch.setattr("legcheck.cli.analyze.carry_out", stopped)
    assert call("analyze", files / "clean" / "easy.fit") == (130, "", "legcheck: stopped\n")


def test_no_arguments_at_all_show_the_help(call):
    code, out, err = call()
    assert (code, err) == (2, "")
    assert out == call("--help")[1]
    assert len(out.splitlines()) > 10


def test_output_that_cannot_be_written_is_one_line(call, files, tmp_path):
    code, _, err = call("analyze", files / "clean" / "easy.fit", "--json", tmp_path / "no" / "x.json")
    assert code == 2
    assert err.splitlines() == [f"legcheck: {tmp_path / 'no' / 'x.json'}: cannot be written: No such file or directory"]


@pytest.mark.parametrize("target", ["clean", "clean/easy.fit"])
def test_outputs_are_looked_at_before_any_work(call, files, tmp_path, monkeypatch, target):
    """One that cannot be written, a folder, and two of one name: nothing is judged, nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "same")
    for name in ("pipeline.analyze", "batch.analyze_paths"):
        monkeypatch.setattr(f"legcheck.{name}", lambda *_, **__: 1 / 0)
    for arguments, says in (
        (("--json", "no/x.json", "--csv", "ok.csv"), "no/x.json: cannot be written: No such file or directory"),
        (("--json", "ok.json", "--html", "folder"), "folder: cannot be written: Is a directory"),
        (("--json", "same", "--csv", "./same"), "same: two results would go to the same file; give each a name of its own"),
        (("--html", "same", "--csv", "link"), "link: two results would go to the same file; give each a name of its own"),
    ):
        assert call("analyze", files / target, *arguments) == (2, "", f"legcheck: {says}\n")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "cache") == ["folder", "link"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")  # noqa: PTH110  at import
@pytest.mark.parametrize("target", ["clean", "clean/easy.fit"])
def test_a_result_that_cannot_be_written_keeps_none_of_the_others(call, files, tmp_path, target):
    arguments = ["--json", "/dev/full", "--csv", tmp_path / "ok.csv", "--html", tmp_path / "ok.html", "--jobs", 1]
    code, _, err = call("analyze", files / target, *arguments)
    assert (code, err) == (2, "legcheck: /dev/full: cannot be written: No space left on device\n")
    assert (tmp_path / "ok.csv").stat().st_size > 100
    assert (tmp_path / "ok.html").stat().st_size > 1000


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")  # noqa: PTH110  at import
def test_a_full_standard_output_is_one_line(files):
    code = "import sys; from legcheck.cli import main; sys.argv = ['legcheck', *sys.argv[1:]]; main()"
    arguments = [sys.executable, "-c", code, "analyze", str(files / "clean" / "faded.gpx")]
    with open("/dev/full", "w") as full:  # noqa: PTH123  a device
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (2, "legcheck: standard output: No space left on device\n")


def test_a_name_cannot_steer_the_terminal(call, tmp_path):
    name = tmp_path / "a\x1b[31m.fit"
    name.write_bytes(b"hello")
    _, out, err = call("analyze", name)
    assert "\x1b" not in out + err
    assert len(err.splitlines()) == 1


def test_heuristics_are_listed(call):
    code, out, err = call("heuristics")
    assert (code, err) == (0, "")
    in_a_run, over_weeks = (text.splitlines() for text in out.split("\n\n"))
    assert in_a_run[0].split() == ["id", "title", "needs", "what", "it", "looks", "for"]
    assert over_weeks[0].split() == ["id", "title", "judges", "what", "it", "looks", "for"]
    assert [line.split()[0] for line in in_a_run[1:]] == [kind.id for kind in all_heuristics()]
    kinds = [*past_heuristics(), *pattern_heuristics()]
    assert [line.split()[0] for line in over_weeks[1:]] == [kind.id for kind in kinds]
    assert all(kind.title in out for kind in [*all_heuristics(), *kinds])


def test_version(call):
    assert call("--version") == (0, f"legcheck {legcheck.__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["analyze", "--help"], ["convert", "-h"]])
def test_help_goes_to_stdout(call, arguments):
    code, out, err = call(*arguments)
    assert (code, err) == (0, "")
    assert "Usage: legcheck" in out


def test_convert(call, files, tmp_path):
    run_file = files / "clean" / "easy.fit"
    for suffix in ("csv", "parquet", "gpx"):
        code, out, err = call("convert", run_file, tmp_path / f"o.{suffix}")
        assert (code, err) == (0, "")
        assert out == f"{tmp_path / 'o'}.{suffix}: 2,401 records\n"
    assert len(pd.read_csv(tmp_path / "o.csv")) == len(pd.read_parquet(tmp_path / "o.parquet")) == 2401
    assert gpxpy.parse((tmp_path / "o.gpx").read_text(encoding="utf-8")).get_track_points_no() == 2401


def test_convert_says_what_does_not_work(call, files, tmp_path):
    assert call("convert", files / "clean" / "easy.fit", tmp_path / "o.kml")[0] == 2
    code, _, err = call("convert", files / "clean" / "readme.txt", tmp_path / "o.csv")
    assert (code, len(err.splitlines())) == (1, 1)


def test_synth_makes_the_same_run_again(call, tmp_path):
    for name in ("a.fit", "b.fit"):
        assert call("synth", tmp_path / name, "--plant", "late_fade", "--seed", 5) == (0, f"{tmp_path / name}\n", "")
    assert (tmp_path / "a.fit").read_bytes() == (tmp_path / "b.fit").read_bytes()
    assert legcheck.analyze(tmp_path / "a.fit")["late_fade"].is_found


def test_typers_own_runner_agrees(files):
    result = CliRunner().invoke(app, ["analyze", str(files / "clean" / "easy.fit"), "--json", "-"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["summary"]["moving_s"] > 2000


def command(*arguments, **environment):
    code = "import sys; from legcheck.cli import main; sys.argv = ['legcheck', *sys.argv[1:]]; main()"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_real_process_ends_with_its_exit_code(files):
    done = command("analyze", files / "mixed", "--jobs", 2)
    assert done.returncode == 1
    assert done.stdout.startswith("2 runs, ")
    assert len(done.stderr.splitlines()) == 1


def test_output_survives_a_terminal_that_knows_no_unicode(files):
    done = command("analyze", files / "clean", "--jobs", 1, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_pipe_is_no_traceback(files):
    code = "import sys; from legcheck.cli import main; sys.argv = ['legcheck', *sys.argv[1:]]; main()"
    arguments = [sys.executable, "-c", code, "analyze", str(files / "clean" / "faded.gpx"), "--json", "-"]
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(arguments, stdout=writer, stderr=subprocess.PIPE, text=True) as process:
        os.close(writer)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")  # whoever read it has seen enough; 1 would tell of files that could not be read


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("analyze easy.fit >&-", 0, ""),
        ("analyze . --no-cache --jobs 1 2>&-", 0, ""),
        ("analyze nowhere.fit 2>&-", 1, ""),
        ("analyze easy.fit >&- 2>&-", 0, ""),
        ("analyze easy.fit --json - >&-", 2, "legcheck: standard output is closed; give the result a name\n"),
        ("analyze easy.fit --html=- >&-", 2, "legcheck: standard output is closed; give the result a name\n"),
    ],
)
def test_closed_streams_are_no_traceback(files, arguments, code, said):
    command_line = f'"{sys.executable}" -m legcheck {arguments}'
    done = subprocess.run(command_line, shell=True, cwd=files / "clean", stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, said)


def test_the_package_can_be_run_as_a_module():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "legcheck", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"legcheck {legcheck.__version__}\n", "")


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_its_extra_the_command_says_what_to_install(missing):
    code = f"""
import importlib.util, sys
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == {missing!r} else real(name, *rest)
from legcheck.cli import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", HINT + "\n")


def test_a_terminal_gets_colours(files):
    from rich.console import Console

    from legcheck.report.terminal import renderables

    console = Console(force_terminal=True, width=100, color_system="standard", file=io.StringIO())
    data = legcheck.analyze(files / "clean" / "faded.gpx").to_dict()
    for part in renderables(data):
        console.print(part)
    assert console.file.getvalue().startswith("\x1b[1;33mHeavy legs: ")


def test_the_oldest_typer_asked_for_knows_the_types_of_the_arguments():
    """Those before 0.13.1 stop at ``Path | None``, or at what click says of flags."""
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    (oldest,) = (item for item in tomllib.loads(text)["project"]["optional-dependencies"]["cli"] if item.startswith("typer"))
    assert tuple(map(int, oldest.removeprefix("typer>=").split("."))) >= (0, 13, 1)
