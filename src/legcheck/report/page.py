"""A Report as a page that stands alone: text, figures and the script that draws them in one file."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from legcheck.core import InputError
from legcheck.report.html import STYLE, body
from legcheck.report.wording import headline, printable

if TYPE_CHECKING:
    from jinja2 import Environment

    from legcheck.report.model import Report

__all__ = ["MISSING_EXTRA", "page", "wrap"]

MISSING_EXTRA = 'a page needs plotly and jinja2: pip install "legcheck[report]"'
"""What to do when the optional packages are not there."""

FIGURE_CONFIG = {
    "displaylogo": False,
    "responsive": True,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["sendChartToCloud"],
}
"""Of the drawing script: no link to anywhere, and no button that would upload a runner's data."""


def page(report: Report, *, redact: bool = False) -> str:
    """The report as a whole HTML page with everything inlined.

    Raises
    ------
    InputError
        If plotly or jinja2 is not installed.
    """
    data = report.to_dict(redact=redact)
    title = printable(f"{data['source']['name']}: {headline(data['heavy_legs'])}")
    return wrap(title, body(data, _figure(report), level=1))


def wrap(title: str, content: str) -> str:
    """A page around a fragment.

    Parameters
    ----------
    title : str
        Plain text; escaped here.
    content : str
        Markup, escaped piece by piece where it was put together.

    Raises
    ------
    InputError
        If jinja2 is not installed.
    """
    environment = _environment()
    from markupsafe import Markup

    from legcheck.core.version import __version__

    template = environment.get_template("page.html.jinja")
    trusted = {"style": Markup(STYLE), "content": Markup(content)}  # noqa: S704  our own style; escaped markup
    return template.render(title=title, version=__version__, **trusted)


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
    from legcheck.report.series import described, panels

    drawn_panels = panels(report, 10)
    if not drawn_panels:
        return ""
    label = escape(described(report, drawn_panels))
    drawn = overview(report).to_html(full_html=False, include_plotlyjs=False, config=FIGURE_CONFIG, div_id="legcheck-figure")
    return f'<script>{get_plotlyjs()}</script><div class="figure" role="img" aria-label="{label}">{drawn}</div>'
