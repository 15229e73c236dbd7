"""Keywords in, a run with known truth out, and the files it would have left on a watch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from legcheck.core.activity import Activity
from legcheck.core.arrays import Columns
from legcheck.core.errors import InputError
from legcheck.core.finding import Span
from legcheck.synth.recipe import Recipe, recipe_from
from legcheck.synth.recording import Recording, activity_of, record
from legcheck.synth.simulate import plan_of, simulate
from legcheck.synth.truth import Truth, truth_of

__all__ = ["SyntheticRun", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticRun:
    """A run that never took place, and everything there is to know about it.

    Attributes
    ----------
    recipe : Recipe
        What was asked for.
    activity : Activity
        What an ideal reader would make of its FIT file.
    truth : Truth
        What was planted.
    recording : Recording
        What goes into the files.
    """

    recipe: Recipe
    activity: Activity
    truth: Truth
    recording: Recording

    @property
    def plan(self) -> Columns:
        """The same run without noise, one value a second, made when asked for.

        The measured channels plus ``grade_pct`` and ``grade_adjusted_speed_mps``.
        """
        return Columns(plan_of(self.recipe))

    def __repr__(self) -> str:
        minutes = self.recipe.duration_s / 60.0
        return f"<SyntheticRun {minutes:.0f} min at {self.recipe.speed_mps:g} m/s, {self.truth.cause}, seed {self.recipe.seed}>"

    def planned_fade(self, reference: Span, late: Span) -> float:
        """Loss of planned flat speed from one stretch to another, without noise. [-]

        Parameters
        ----------
        reference, late : Span
            Stretches to compare. [s]

        Examples
        --------
        >>> fading = run(fade_after_s=1800, fade_fraction=0.2, fade_ramp_s=60)
        >>> round(fading.planned_fade(Span(600, 1800), Span(2400, 3600)), 2)
        0.2
        """
        speed = self.plan["grade_adjusted_speed_mps"]
        before = speed[int(reference.start_s) : int(reference.end_s)].mean()
        after = speed[int(late.start_s) : int(late.end_s)].mean()
        return float(1.0 - after / before)

    def fit(self) -> bytes:
        """The run as a FIT file."""
        from legcheck.synth.encoder import encode

        return encode(self.recipe, self.recording)

    def gpx(self) -> bytes:
        """The run as a GPX 1.1 file with Garmin's track point extension; needs positions.

        Raises
        ------
        InputError
            If the run has no positions.
        """
        from legcheck.synth.xml import gpx

        return gpx(self.recipe, self.activity)

    def tcx(self) -> bytes:
        """The run as a TCX file with Garmin's activity extension."""
        from legcheck.synth.xml import tcx

        return tcx(self.recipe, self.activity)

    def write(self, path: str | Path) -> Path:
        """Write the run in the format the suffix names: ``.fit``, ``.gpx`` or ``.tcx``, each also as ``.gz``.

        Returns
        -------
        Path
            Where it was written.

        Raises
        ------
        InputError
            If the suffix is none of these, or nothing can be written there.
        """
        from legcheck.synth.pack import gzipped

        target = Path(path)
        suffixes = [suffix.lower() for suffix in target.suffixes]
        packed = suffixes[-1:] == [".gz"]
        kind = suffixes[-2 if packed else -1] if len(suffixes) > packed else ""
        writers = {".fit": self.fit, ".gpx": self.gpx, ".tcx": self.tcx}
        if kind not in writers:
            raise InputError(f"ends in none of {', '.join(writers)} (or one of these and .gz)", path=str(path))
        content = writers[kind]()
        try:
            target.write_bytes(gzipped(content) if packed else content)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", path=str(path)) from error
        return target


def run(recipe: Recipe | None = None, /, **settings: Any) -> SyntheticRun:
    """Make a run with planted truth.

    Parameters
    ----------
    recipe : Recipe, optional
        A ready recipe in place of keywords.
    **settings
        Fields of :class:`~legcheck.synth.recipe.Recipe`: ``duration_s``, ``speed_mps``, ``seed``, ``runner``,
        ``cadence_spm``, ``fade_after_s``, ``fade_fraction``, ``relief``, ``drift_bpm_per_h``, ``heat_c``, ``hills``,
        ``intervals`` and the others listed there, with their units.

    Returns
    -------
    SyntheticRun
        The same settings give the same run.

    Raises
    ------
    InputError
        If a keyword is unknown or a value makes no run.

    Notes
    -----
    Speed is the plan times its fade, divided by what slopes cost, times the runner's own unevenness; heart rate
    follows the flat speed with a lag of 40 s, drift and noise; cadence and contact time follow the runner's own
    lines. Sizes and correlation times of all noise are medians of 82 real steady runs (given beside the constants).

    Examples
    --------
    >>> made = run(cadence_spm=158, fade_after_s=2400)
    >>> made.truth.cause, made.truth.onset_s, round(made.truth.cadence_offset_sd, 1)
    ('leg_limited', 2400, -1.8)
    >>> len(made.activity)
    3601
    """
    if recipe is not None and settings:
        raise InputError("give either a recipe or keywords, not both")
    chosen = recipe if recipe is not None else recipe_from(settings)
    recording = record(chosen, simulate(chosen, noise=chosen.noise))
    return SyntheticRun(
        recipe=chosen,
        activity=activity_of(chosen, recording, name=f"synthetic run {chosen.seed}"),
        truth=truth_of(chosen),
        recording=recording,
    )
