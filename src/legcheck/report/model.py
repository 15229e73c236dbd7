"""The Report of one run: plain values, and the ways to look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

from legcheck.core import Activity, Columns, Finding, HeavyLegs, LegcheckError, Note, Run
from legcheck.report.files import json_text, write_text
from legcheck.signals import RunSignals

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Report", "Summary", "UnknownFindingError"]


class UnknownFindingError(LegcheckError, KeyError):
    """A finding was asked for by an id that no heuristic has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The run in numbers, None where not recorded.

    Attributes
    ----------
    distance_m : float or None
        Distance covered. [m]
    elapsed_s, timer_s, moving_s : float or None
        From start to end; with the timer running; running or walking. [s]
    speed_mps, grade_adjusted_speed_mps : float or None
        Mean over the moving time, as run and as if on the flat. [m/s]
    cadence_spm : float or None
        Mean steps a minute while running, both feet. [steps/min]
    step_length_m, stride_length_m : float or None
        One foot to the other; two steps. [m]
    heart_rate_bpm : float or None
        Mean. [bpm]
    ascent_m, descent_m : float or None
        Climbed and descended. [m]
    temperature_c : float or None
        Mean at the sensor. [degC]

    Examples
    --------
    >>> Summary(distance_m=10_000.0).items()[0]
    ('distance_m', 10000.0)
    """

    distance_m: float | None = None
    elapsed_s: float | None = None
    timer_s: float | None = None
    moving_s: float | None = None
    speed_mps: float | None = None
    grade_adjusted_speed_mps: float | None = None
    cadence_spm: float | None = None
    step_length_m: float | None = None
    stride_length_m: float | None = None
    heart_rate_bpm: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    temperature_c: float | None = None

    def items(self) -> tuple[tuple[str, float | None], ...]:
        """Names and values, in the order above."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Report:
    """What legcheck says about one run. Shows itself in a notebook, on a terminal and as text.

    ``report["late_fade"]`` is a finding, ``"late_fade" in report`` whether there is one (judged or not), and iterating
    gives all of them. Two reports are equal only if they are the same one; compare ``to_dict()``.

    Attributes
    ----------
    run : Run
        The cleaned run it is about.
    summary : Summary
    derived : Columns
        Derived signals, as long as the run.
    split_columns : Columns
        A row per kilometre, NaN where unknown; :attr:`splits` is the same as a DataFrame.
    findings : tuple of Finding
        Strongest first; clear ones after those found; not assessed last.
    heavy_legs : HeavyLegs
        The headline.
    session_type : str
        ``steady``, ``intervals``, ``progression``, ``hilly``, ``variable``, ``treadmill``, ...
    run_signals : RunSignals
        What the findings were judged by (fade, drift, cadence level, ...). Every report of :func:`legcheck.analyze` has them; in one put
        together by hand without them it is None.
    """

    run: Run
    summary: Summary
    derived: Columns
    split_columns: Columns
    findings: tuple[Finding, ...]
    heavy_legs: HeavyLegs
    session_type: str = ""
    run_signals: RunSignals = field(default=cast("RunSignals", None))  # so that who analyzes a run need not ask

    def __getitem__(self, finding_id: str) -> Finding:
        for finding in self.findings:
            if finding.id == finding_id:
                return finding
        known = ", ".join(sorted(finding.id for finding in self.findings)) or "none"
        raise UnknownFindingError(f"no finding {finding_id!r} here; there are: {known}")

    def __contains__(self, finding: object) -> bool:
        return any(finding in (known.id, known) for known in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __repr__(self) -> str:
        from legcheck.report.wording import verdict

        data = self.to_dict()
        return f"<Report {data['source']['name']}: {verdict(data['heavy_legs'])}>"

    def __str__(self) -> str:
        from legcheck.report.text import as_text

        return as_text(self.to_dict())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from legcheck.report.terminal import renderables

        yield from renderables(self.to_dict())

    def _repr_html_(self) -> str:
        from legcheck.report.html import fragment

        return fragment(self)

    @property
    def activity(self) -> Activity:
        """What the device recorded."""
        return self.run.activity

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was odd in the data, and what was changed."""
        return self.run.notes

    @property
    def splits(self) -> pd.DataFrame:
        """A row per kilometre; the index counts kilometres from 1."""
        import pandas as pd

        index = pd.RangeIndex(1, self.split_columns.length + 1, name="kilometre")
        return pd.DataFrame({name: values.copy() for name, values in self.split_columns.items()}, index=index)

    @property
    def signals(self) -> pd.DataFrame:
        """Cleaned channels, masks and derived signals at 1 Hz, indexed by UTC time."""
        frame = self.run.to_frame()
        derived = {name: values.copy() for name, values in self.derived.items() if name not in frame.columns}
        return frame.assign(**derived)

    def to_dict(self, *, redact: bool = False) -> dict[str, Any]:
        """The report as strict, versioned JSON data; see :func:`legcheck.report.schema`.

        Parameters
        ----------
        redact : bool, default False
            Leave out what tells who, where and when.
        """
        from legcheck.report.json import as_dict

        return as_dict(self, redact=redact)

    @overload
    def to_json(self, path: int | None = None, *, indent: int | None = None, redact: bool = False) -> str: ...
    @overload
    def to_json(self, path: str | Path, *, indent: int | None = None, redact: bool = False) -> None: ...
    def to_json(self, path: str | Path | int | None = None, *, indent: int | None = None, redact: bool = False) -> str | None:
        """:meth:`to_dict` as text.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without one the text is returned. A number is taken as ``indent``.
        indent : int, optional
            Spaces of each level; without it everything stands on one line.
        redact : bool, default False
            Leave out what tells who, where and when.

        Raises
        ------
        InputError
            If ``path`` cannot be written.
        """
        return json_text(self.to_dict(redact=redact), path, indent)

    @overload
    def to_html(self, path: None = None, *, redact: bool = False) -> str: ...
    @overload
    def to_html(self, path: str | Path, *, redact: bool = False) -> None: ...
    def to_html(self, path: str | Path | None = None, *, redact: bool = False) -> str | None:
        """A page that stands alone: everything inlined, nothing fetched. Needs the ``report`` extra.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; without one the page is returned as text.
        redact : bool, default False
            Leave out what tells who, where and when.

        Raises
        ------
        InputError
            If the ``report`` extra is not installed, or ``path`` cannot be written.
        """
        from legcheck.report.page import page

        text = page(self, redact=redact)
        if path is not None:
            write_text(path, text)
        return text if path is None else None

    def plot(self) -> Figure:
        """Pace, heart rate, cadence and altitude over time as a plotly Figure. Needs the ``report`` extra.

        Raises
        ------
        InputError
            If the ``report`` extra is not installed.
        """
        from legcheck.report.figures import overview

        return overview(self)
