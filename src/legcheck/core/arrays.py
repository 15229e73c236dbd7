"""The one array shape used inside: read-only float64 columns of equal length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["BoolArray", "Columns", "FloatArray", "IntArray", "Masks", "read_only"]

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def read_only(values: ArrayLike) -> FloatArray:
    """Return ``values`` as a float64 array that cannot be written to.

    An array that is already read-only float64 is passed on as it is; anything else is copied, also a read-only view
    of an array that can be written to, so the caller's own array keeps its write flag and cannot change the result.

    Examples
    --------
    >>> read_only([1, 2]).flags.writeable
    False
    """
    array = np.asarray(values, dtype=np.float64)
    if array.flags.writeable or (isinstance(array.base, np.ndarray) and array.base.flags.writeable):
        array = array.copy()
        array.flags.writeable = False
    return array


class Columns(Mapping[str, FloatArray]):
    """Named float64 columns of one length; neither the mapping nor the arrays can be changed.

    Parameters
    ----------
    columns : mapping of str to array_like
        One-dimensional, all of the same length.

    Raises
    ------
    ValueError
        If the lengths differ or a column is not one-dimensional.

    Examples
    --------
    >>> columns = Columns({"elapsed_s": [0.0, 1.0], "speed_mps": [3.0, 3.1]})
    >>> columns.length, sorted(columns)
    (2, ['elapsed_s', 'speed_mps'])
    """

    __slots__ = ("_columns",)

    def __init__(self, columns: Mapping[str, ArrayLike]) -> None:
        self._columns = {name: read_only(values) for name, values in columns.items()}
        _check_shapes(self._columns)

    def __getitem__(self, name: str) -> FloatArray:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __eq__(self, other: object) -> bool:
        return _is_same(self, other) if isinstance(other, Columns) else NotImplemented

    def __hash__(self) -> int:
        return hash((tuple(sorted(self)), self.length))

    def __repr__(self) -> str:
        return f"Columns({', '.join(self._columns)}; {self.length} rows)"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Columns, (dict(self._columns),))

    @property
    def length(self) -> int:
        """Number of rows."""
        return next((len(values) for values in self._columns.values()), 0)


class Masks(Mapping[str, BoolArray]):
    """Named boolean columns of one length; neither the mapping nor the arrays can be changed."""

    __slots__ = ("_masks",)

    def __init__(self, masks: Mapping[str, BoolArray]) -> None:
        self._masks: dict[str, BoolArray] = {}
        for name, values in masks.items():
            mask = np.array(values, dtype=np.bool_)
            mask.flags.writeable = False
            self._masks[name] = mask
        _check_shapes(self._masks)

    def __getitem__(self, name: str) -> BoolArray:
        return self._masks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._masks)

    def __len__(self) -> int:
        return len(self._masks)

    def __eq__(self, other: object) -> bool:
        return _is_same(self, other) if isinstance(other, Masks) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(sorted(self)))

    def __repr__(self) -> str:
        return f"Masks({', '.join(self._masks)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Masks, (dict(self._masks),))


def _is_same(one: Mapping[str, NDArray[Any]], other: Mapping[str, NDArray[Any]]) -> bool:
    """Same names in any order and the same values, NaN equal to NaN."""
    return one.keys() == other.keys() and all(
        np.array_equal(values, other[name], equal_nan=values.dtype != np.bool_) for name, values in one.items()
    )


def _check_shapes(columns: Mapping[str, NDArray[Any]]) -> None:
    shapes = {name: values.shape for name, values in columns.items()}
    if len(set(shapes.values())) > 1 or any(len(shape) != 1 for shape in shapes.values()):
        raise ValueError(f"columns must be one-dimensional and of one length, got {shapes}")
