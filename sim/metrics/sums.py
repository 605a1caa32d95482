"""Sums by group, the one operation under every figure; sums of pieces of the records add up to those of the whole."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Sums = TypeVar("Sums")
_HIGH, _LOW = 2.0**26, 2.0**29


def sum_by(group: NDArray[np.int64], groups: int, values: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the sum of values (n,) by group (n,), or how many there are of each, as (groups,).

    Times stand on a grid, so that their sums are exact and do not depend on the order.

    >>> sum_by(np.array([0, 2, 2]), 3, np.array([1.0, 2.0, 4.0])).tolist()
    [1.0, 0.0, 6.0]
    """
    if groups == 1:
        return np.array([len(group) if values is None else values.sum()], dtype=np.float64)
    return np.bincount(group, values, groups).astype(np.float64, copy=False)


def shares_by(group: NDArray[np.int64], groups: int, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of shares (n,) in [0, 1] by group (n,) as two parts (groups, 2), see `total_share`.

    The parts are sums of whole numbers, exact for up to 16 million shares, so that they do not depend on the order.
    """
    high = np.floor(shares * _HIGH)
    low = np.rint((shares * _HIGH - high) * _LOW)
    return np.stack([sum_by(group, groups, high), sum_by(group, groups, low)], axis=-1)


def total_share(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sums (...,) from their two parts (..., 2).

    >>> total_share(shares_by(np.array([0, 1, 1]), 2, np.array([0.82, 0.1, 0.25]))).tolist()
    [0.82, 0.35]
    """
    return np.asarray(parts[..., 0] / _HIGH + parts[..., 1] / (_HIGH * _LOW))


def added(one: Sums, other: Sums) -> Sums:
    """Return the sum of two dataclasses of arrays, field by field; dataclasses within them are added, tuples joined.

    None stands for what a study does not have.
    """
    found: dict[str, Any] = {}
    for field in fields(one):  # type: ignore[arg-type]
        mine, others = getattr(one, field.name), getattr(other, field.name)
        if mine is None or isinstance(mine, (np.ndarray, tuple)):
            found[field.name] = None if mine is None else mine + others
        else:
            found[field.name] = added(mine, others)
    return type(one)(**found)
