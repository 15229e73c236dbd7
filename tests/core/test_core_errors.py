"""Errors say where, carry the builtin a caller would catch, and cross process boundaries."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil

import pytest

import legcheck
from legcheck.core import InputError, LegcheckError, MissingChannelError, NotARunError, ReadError, UnsupportedFileError


def every_kind():
    """All error classes of the package, found in its modules rather than listed."""
    found = {}
    for module in pkgutil.walk_packages(legcheck.__path__, "legcheck."):
        for value in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(value) and issubclass(value, LegcheckError):
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return [found[name] for name in sorted(found)]


def example(kind):
    if issubclass(kind, MissingChannelError):
        return kind(["power_w", "cadence_spm"], ["speed_mps"], path="run.fit")
    return kind("what is wrong", path="run.fit", offset=1234)


def test_the_search_finds_the_known_ones():
    assert {LegcheckError, InputError, MissingChannelError, NotARunError, ReadError, UnsupportedFileError} <= set(every_kind())


@pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_an_error_is_the_same_after_pickling(kind, protocol):
    error = example(kind)
    error.add_note("while reading a folder")
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)
    assert again.args == error.args


def test_the_message_says_where():
    assert str(LegcheckError("no records")) == "no records"
    assert str(LegcheckError("no records", path="run.fit")) == "run.fit: no records"
    assert str(ReadError("cut off", path="run.fit", offset=12345)) == "run.fit: cut off (at byte 12,345)"
    assert str(ReadError("cut off", offset=0)) == "cut off (at byte 0)"


def test_missing_channels_are_sorted_and_the_rest_is_named():
    error = MissingChannelError(["power_w", "cadence_spm"], ["speed_mps", "altitude_m"], path="run.fit")
    assert error.missing == ("cadence_spm", "power_w")
    assert str(error) == "run.fit: no cadence_spm, power_w here; there is: altitude_m, speed_mps"
    assert str(MissingChannelError(["power_w"], [])) == "no power_w here; there is: nothing"


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (ReadError, ValueError),
        (UnsupportedFileError, ReadError),
        (NotARunError, ValueError),
        (InputError, ValueError),
        (MissingChannelError, KeyError),
    ],
)
def test_a_builtin_catches_it_too(kind, builtin):
    with pytest.raises(builtin):
        raise example(kind)
