"""Figures are drawn of a report; a run in its place is named, not stumbled over."""

from __future__ import annotations

import pytest

from legcheck.core import InputError
from legcheck.report import figures


@pytest.mark.parametrize("name", figures.__all__)
def test_what_is_no_report_is_refused(report, name):
    with pytest.raises(InputError, match="a figure is drawn of a Report, got Run;"):
        getattr(figures, name)(report.run)
