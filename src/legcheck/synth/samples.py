"""Make the sample files: small runs with planted truth, their expected verdicts, and the page that describes them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from legcheck.synth.generate import SyntheticRun
from legcheck.synth.pack import gzipped, zipped
from legcheck.synth.plants import PLANTS, plant

__all__ = ["SAMPLES", "Sample", "main", "make", "write_all"]

COMMAND = "python -m legcheck.synth.samples sample_files"
"""What makes the sample files, from the root of the repository."""

CUT_FRACTION = 0.605
"""[-] How much of the cut-off file is left: the cut falls inside a record."""

FIRST_DAY = datetime(2024, 5, 5, 6, 30, tzinfo=UTC)
"""When the first of them starts."""

MEMBER = "activity.fit"
"""Name of the file inside the archive."""


def _tcx_gz(made: SyntheticRun) -> bytes:
    return gzipped(made.tcx())


def _zip(made: SyntheticRun) -> bytes:
    return zipped({MEMBER: made.fit()})


def _cut_fit(made: SyntheticRun) -> bytes:
    content = made.fit()
    return content[: int(CUT_FRACTION * len(content)) | 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One sample file.

    Attributes
    ----------
    plant : str
        Which of :data:`~legcheck.synth.plants.PLANTS`.
    seed : int
    day : int
        Days after the first one: one runner has one run at a time.
    settings : mapping of str to object
        In place of the plant's own.
    pack : callable
        Makes the file's bytes of the run.
    causes : tuple of str, optional
        Cause ids that may come first; the plant's by default.
    notes : tuple of str
        Codes of notes that reading must leave.
    remark : str
        What else is worth knowing.
    """

    plant: str
    seed: int
    day: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    pack: Callable[[SyntheticRun], bytes] = SyntheticRun.fit
    causes: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    remark: str = ""

    def run(self) -> SyntheticRun:
        """The run in the file."""
        return plant(self.plant, self.seed, start_time=FIRST_DAY + timedelta(days=self.day), **self.settings)


_NO_HEART = MappingProxyType({"heart_rate": False, "dynamics": False, "smart_recording": True})

SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        "steady_run.fit": Sample(plant="steady", seed=1, settings={"feel": 75.0, "effort": 40.0}),
        "steady_run.tcx.gz": Sample(
            plant="steady", seed=1, pack=_tcx_gz, remark="the same run as steady_run.fit, as TCX packed with gzip"
        ),
        "leg_limited_fade.fit": Sample(plant="late_fade", seed=2, day=3, settings={"feel": 25.0, "effort": 80.0}),
        "heat_drift.fit": Sample(plant="heat_drift", seed=3, day=6),
        "heat_drift_export.zip": Sample(
            plant="heat_drift", seed=3, day=6, pack=_zip, remark="heat_drift.fit in an archive, as exports come"
        ),
        "low_cadence_long_steps.fit": Sample(plant="low_cadence", seed=4, day=9),
        "intervals.fit": Sample(plant="intervals", seed=5, day=11, remark="laps carry their intensity"),
        "hilly_run.fit": Sample(plant="hilly", seed=6, day=13),
        "fade_without_heart_rate.gpx": Sample(
            plant="late_fade",
            seed=7,
            day=16,
            settings=_NO_HEART,
            pack=SyntheticRun.gpx,
            causes=("leg_limited", "eased_off", "paced_too_hard", "heat_or_dehydration", "glycogen_wall"),
            notes=("cadence_unit",),
            remark="a record every 1 to 8 s, cadence of one foot; without heart rate the cause stays open",
        ),
        "cut_off.fit": Sample(
            plant="steady",
            seed=8,
            day=19,
            settings={"duration_s": 4500.0},
            pack=_cut_fit,
            notes=("file_cut_off",),
            remark="planned for 75 min, but only the first three fifths of the file are left",
        ),
    }
)
"""Every sample file by name."""


def make(name: str) -> bytes:
    """The bytes of one sample file.

    Examples
    --------
    >>> make("steady_run.fit")[8:12]
    b'.FIT'
    """
    sample = SAMPLES[name]
    return sample.pack(sample.run())


def expected(name: str) -> dict[str, Any]:
    """The verdict a fair judge would give of one sample file.

    Returns
    -------
    dict
        ``found``, ``either`` and ``clear_or_not_assessed`` (heuristic ids), ``cause`` (ids that may come first),
        ``notes`` (codes that must be there) and ``planted`` (numbers with their unit in the name).
    """
    sample = SAMPLES[name]
    about, truth = PLANTS[sample.plant], sample.run().truth
    planted = {
        "speed_mps": truth.speed_mps,
        "cadence_spm": round(truth.cadence_spm, 1),
        "cadence_offset_sd": round(truth.cadence_offset_sd, 2),
        "heart_rate_bpm": round(truth.heart_rate_bpm, 1) if truth.has_heart_rate else None,
        "drift_bpm_per_h": truth.drift_bpm_per_h if truth.has_heart_rate else None,
        "fade_fraction": truth.fade_fraction,
        "fade_onset_s": truth.onset_s,
        "fade_complete_s": truth.complete_s,
        "relief": truth.relief,
        "late_cadence_fraction": truth.late_cadence_fraction,
        "late_contact_time_fraction": truth.late_contact_time_fraction,
        "heat_c": truth.heat_c,
        "height_m": truth.height_m,
    }
    return {
        "plant": sample.plant,
        "seed": sample.seed,
        "found": list(about.found),
        "either": list(about.either),
        "clear_or_not_assessed": list(about.not_found),
        "cause": list(sample.causes or truth.causes),
        "notes": list(sample.notes),
        "planted": planted,
    }


def write_all(folder: str | Path) -> list[Path]:
    """Write every sample file, ``truth.json`` and ``README.md`` into ``folder``.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there; files of other names are left alone.

    Returns
    -------
    list of Path
        What was written.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    contents = {name: make(name) for name in SAMPLES}
    contents["truth.json"] = (json.dumps({name: expected(name) for name in SAMPLES}, indent=2) + "\n").encode()
    contents["README.md"] = readme().encode()
    for name, content in contents.items():
        (target / name).write_bytes(content)
    return [target / name for name in contents]


def readme() -> str:
    """The page that describes the sample files, in Markdown."""
    rows = [_row(name, expected(name)) for name in SAMPLES]
    return "\n".join([*_HEAD, *rows, *_TAIL]) + "\n"


def _row(name: str, verdict: Mapping[str, Any]) -> str:
    sample = SAMPLES[name]
    found = ", ".join(f"`{item}`" for item in verdict["found"]) or "nothing"
    causes = " or ".join(f"`{item}`" for item in verdict["cause"])
    summary = PLANTS[sample.plant].summary + (f"; {sample.remark}" if sample.remark else "")
    return f"| `{name}` | {summary} | {_numbers(verdict['planted'])} | {found} | {causes} |"


def _numbers(planted: Mapping[str, Any]) -> str:
    parts = [f"{planted['speed_mps']:g} m/s, {planted['cadence_spm']:.0f} spm ({planted['cadence_offset_sd']:+.1f} SD)"]
    if planted["heart_rate_bpm"] is not None:
        parts.append(f"{planted['heart_rate_bpm']:.0f} bpm {planted['drift_bpm_per_h']:+g} bpm/h")
    if planted["fade_onset_s"] is not None:
        parts.append(
            f"fade {100 * planted['fade_fraction']:.0f} % from {planted['fade_onset_s'] / 60:.0f} min, "
            f"complete at {planted['fade_complete_s'] / 60:.0f} min, relief {planted['relief']:g}"
        )
    if planted["late_cadence_fraction"] or planted["late_contact_time_fraction"]:
        contact = f"contact time {100 * planted['late_contact_time_fraction']:+.1f} %"
        parts.append(f"late cadence {100 * planted['late_cadence_fraction']:+.1f} %, {contact}")
    if planted["heat_c"] is not None:
        parts.append(f"{planted['heat_c']:g} degC")
    return "; ".join(parts)


_HEAD = (
    "# Sample files",
    "",
    "Runs that never took place, on a course in the open Atlantic: what was planted in each is known, so every verdict can be checked.",
    "They are free to use like the rest of the repository.",
    "",
    "Heart rate and cadence are those at the planned flat speed before anything goes wrong; SD is the spread of cadence between",
    "runners of one height at one speed; relief 1 means that heart rate fell as far as the pace, 0 that it did not come down at all.",
    "`truth.json` holds the same for programs.",
    "",
    "| file | what happens | planted | expected: found | expected: first cause |",
    "|---|---|---|---|---|",
)

_TAIL = (
    "",
    "All other heuristics find nothing in these runs (clear, or not assessed where a channel is missing or the run is no steady one).",
    "",
    "Made by",
    "",
    f"    {COMMAND}",
    "",
    "which writes the same bytes every time. `legcheck.synth.plant(name, seed)` makes more of them.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the sample files into the folder named on the command line.

    Returns
    -------
    int
        Exit code: 0 done, 2 wrong usage.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if len(given) != 1 or given[0].startswith("-"):
        sys.stderr.write(f"usage: {COMMAND}\n")
        return 2
    for path in write_all(given[0]):
        sys.stdout.write(f"{path} {path.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
