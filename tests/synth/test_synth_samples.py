"""The sample files on disk are those that the generator makes, and they say what their page says."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import gpxpy
import numpy as np
import pytest
from garmin_fit_sdk import Decoder, Stream

from legcheck.synth import samples
from legcheck.synth.fields import RECORD_FIELDS, Field
from legcheck.synth.plants import HEURISTICS
from legcheck.synth.samples import SAMPLES, make

FOLDER = Path(__file__).parents[2] / "sample_files"


def unpacked(name, content):
    """The bytes inside: packing programs differ from one machine to the next, what they pack does not."""
    if name.endswith(".gz"):
        return gzip.decompress(content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    return content


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_file_on_disk_is_what_the_script_makes_now(name):
    assert unpacked(name, (FOLDER / name).read_bytes()) == unpacked(name, make(name))


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_making_twice_makes_the_same_bytes(name):
    assert make(name) == make(name)


def test_page_and_truth_on_disk_are_current():
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == samples.readme()
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    assert truth == {name: samples.expected(name) for name in SAMPLES}


def test_nothing_else_lies_in_the_folder():
    assert {path.name for path in FOLDER.iterdir()} == {*SAMPLES, "README.md", "truth.json"}


def test_the_script_writes_everything(tmp_path, capsys):
    assert samples.main([str(tmp_path / "new")]) == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert set(written) == {*SAMPLES, "README.md", "truth.json"}
    assert written["steady_run.fit"] == make("steady_run.fit")
    assert "steady_run.fit" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--help"]])
def test_the_script_says_how_it_is_used(arguments, capsys):
    assert samples.main(arguments) == 2
    assert samples.COMMAND in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_files_are_small(name):
    limit = 160_000 if name.endswith((".fit", ".gz", ".zip")) else 600_000
    assert (FOLDER / name).stat().st_size < limit


@pytest.mark.parametrize("name", [name for name in sorted(SAMPLES) if name.endswith(".fit") and name != "cut_off.fit"])
def test_the_official_sdk_reads_the_fit_samples(name):
    content = bytearray((FOLDER / name).read_bytes())
    assert Decoder(Stream.from_byte_array(content)).check_integrity()
    messages, errors = Decoder(Stream.from_byte_array(content)).read()
    assert errors == []
    assert len(messages["record_mesgs"]) == len(SAMPLES[name].run().activity)


def test_the_cut_is_inside_a_record():
    made = SAMPLES["cut_off.fit"].run()
    whole, cut = made.fit(), (FOLDER / "cut_off.fit").read_bytes()
    assert whole.startswith(cut)
    fields = [Field(number=253, base="uint32"), *(RECORD_FIELDS[name] for name in made.recording.columns)]
    size = 1 + sum(np.dtype(field.dtype).itemsize for field in fields)
    stamp = int((made.activity.start_time - datetime(1989, 12, 31, tzinfo=UTC)).total_seconds())
    starts = [whole.index(b"\x01" + (stamp + second).to_bytes(4, "little")) for second in range(3601)]
    assert any(start < len(cut) < start + size for start in starts)


def test_the_gpx_sample_has_no_heart_rate_and_one_foot():
    content = (FOLDER / "fade_without_heart_rate.gpx").read_text(encoding="utf-8")
    points = gpxpy.parse(content).tracks[0].segments[0].points
    cadence = [float(point.extensions[0].find("{*}cad").text) for point in points]
    assert "hr>" not in content
    assert max(cadence) < 100


def test_the_tcx_sample_is_the_same_run_as_the_fit_one():
    one, other = SAMPLES["steady_run.tcx.gz"].run().activity, SAMPLES["steady_run.fit"].run().activity
    assert one.start_time == other.start_time
    assert all(np.array_equal(one[name], other[name]) for name in other.channels)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_heuristic_has_an_expected_answer(name):
    verdict = samples.expected(name)
    answers = verdict["found"] + verdict["either"] + verdict["clear_or_not_assessed"]
    assert sorted(answers) == sorted(HEURISTICS)
    assert verdict["cause"]
