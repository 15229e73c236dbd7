"""No cool-down: the fewer easy minutes after hard running, the higher its score, up to the cap."""

from __future__ import annotations

import numpy as np
import pytest
from run_builder import make_run

from legcheck.core import Athlete
from legcheck.heuristics._base import evidence_score
from legcheck.heuristics.no_cool_down import NoCoolDown
from legcheck.signals import derive


def judged(easy_min):
    """Half an hour easily, ten minutes at 184 of 185 bpm, then so many easy minutes."""
    hard_until = 2400
    time = np.arange(hard_until + 60 * easy_min)
    heart = np.where((time >= 1800) & (time < hard_until), 184.0, 130.0)
    run = make_run(time.size, 3.0, heart_rate_bpm=heart, athlete=Athlete(max_hr_bpm=185.0))
    return NoCoolDown().judge(derive(run))


# The 30-s mean falls below 0.935 * 185 = 173 bpm once a fifth of it is easy, (184 - 173) / (184 - 130): 9 s early.
@pytest.mark.parametrize(("easy_min", "low_z", "high_z"), [(3, -0.25 / 0.7, 0.0), (10, -7.25 / 0.7, -7.0 / 0.7)])
def test_score_falls_with_easy_minutes(easy_min, low_z, high_z):
    assert evidence_score(low_z) - 1e-9 <= judged(easy_min).score <= evidence_score(high_z)


def test_none_at_all_is_found_at_the_cap():
    finding = judged(0)
    assert finding.is_found
    assert finding.score == 25.0
    assert finding.evidence[0].value == pytest.approx(0.0, abs=0.25)


def test_easy_minutes_are_counted():
    assert [round(judged(minutes).evidence[0].value) for minutes in (1, 3, 10)] == [1, 3, 10]
