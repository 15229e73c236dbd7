"""A Report as a page that stands alone: text, figures and the script that draws them in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legcheck.core import InputError
from legcheck.report.html import STYLE, body
from legcheck.report.wording import printable, verdict

if TYPE_CHECKING:
    from jinja2 import Environment

    from legcheck.report.model import Report

__all__ = ["MISSING_EXTRA", "page"]

MISSING_EXTRA = 'a page needs plotly and jinja2: pip install "legcheck[report]"'
"""What to do when the optional packages are not there."""

FIGURE_CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["sendChartToCloud"],
    "plotlyServerURL": "",
}
"""Of the drawing script: no link to anywhere, and no button that would upload a runner's data."""


def page(report: Report, *, redact: bool = False) -> str:
    """The report as a whole HTML page with everything inlined.

    Raises
    ------
    InputError
        If plotly or jinja2 is not installed.
    """
    environment = _environment()
    from markupsafe import Markup

    data = report.to_dict(redact=redact)
    template = environment.get_template("page.html.jinja")
    return template.render(
        title=printable(f"{data['source']['name']}: {verdict(data['heavy_legs'])}"),
        style=Markup(STYLE),  # noqa: S704  -- our own constant
        content=Markup(body(data, _figure(report))),  # noqa: S704  -- escaped piece by piece where it is put together
        version=data["legcheck_version"],
    )


def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader
    except ImportError as error:
        raise InputError(MISSING_EXTRA) from error
    return Environment(loader=PackageLoader("legcheck.report", "."), autoescape=True)


def _figure(report: Report) -> str:
    """The overview with the script that draws it; empty when there is nothing to draw."""
    try:
        from plotly.offline import get_plotlyjs
    except ImportError as error:
        raise InputError(MISSING_EXTRA) from error
    from legcheck.report.figures import overview
    from legcheck.report.series import panels

    if not panels(report, 10):
        return ""
    drawn = overview(report).to_html(full_html=False, include_plotlyjs=False, config=FIGURE_CONFIG, div_id="legcheck-figure")
    return f'<script>{get_plotlyjs()}</script><div class="figure">{drawn}</div>'
