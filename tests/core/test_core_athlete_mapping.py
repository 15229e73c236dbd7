"""An athlete from a mapping: what is none, and keys that are no words."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from legcheck.core import Athlete, InputError


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([1], "facts are a mapping of names to numbers, got list"),
        (None, "facts are a mapping of names to numbers, got NoneType"),
        ({1: 2}, "unknown: 1; known: age_years"),
        ({1: 2, "height": 1.8}, "unknown: 1, height; known: age_years"),
    ],
)
def test_what_is_no_mapping_of_names_is_refused(facts, said):
    with pytest.raises(InputError, match=said):
        Athlete.from_mapping(facts)


def test_any_mapping_will_do():
    assert Athlete.from_mapping(MappingProxyType({"height_m": 1.8})) == Athlete(height_m=1.8)
