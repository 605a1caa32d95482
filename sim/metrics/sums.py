"""Sums by group, the one operation under every figure; sums of pieces of the records add up to those of the whole."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Sums = TypeVar("Sums")
TIMES, SHARES = 64.0, 2.0**-26
"""Units in which sums are split, see `exact_by`."""
_FINEST, _EXACT = 2.0**55, 2.0**33
"""The finest part of a share that counts; what sums of times on their grid may reach and still be exact."""


def sum_by(group: NDArray[np.int64], groups: int, values: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the sum of values (n,) by group (n,), or how many there are of each, as (groups,).

    Times stand on a grid, so that their sums are exact and do not depend on the order.

    >>> sum_by(np.array([0, 2, 2]), 3, np.array([1.0, 2.0, 4.0])).tolist()
    [1.0, 0.0, 6.0]
    """
    if groups == 1:
        return np.array([len(group) if values is None else values.sum()], dtype=np.float64)
    return np.bincount(group, values, groups).astype(np.float64, copy=False)


def count_by(group: NDArray[np.int64], groups: int, which: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many of some (n,) bool there are by group (n,), as (groups,).

    >>> count_by(np.array([0, 2, 2]), 3, np.array([True, False, True])).tolist()
    [1.0, 0.0, 1.0]
    """
    if groups == 1:
        return np.array([np.count_nonzero(which)], dtype=np.float64)
    return sum_by(group[which], groups)


def count_by_ticket(ticket: NDArray[np.int64], tickets: int, which: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return how many of some contacts (n,) bool each ticket has, (tickets,); contacts stand in the order of tickets.

    >>> count_by_ticket(np.array([0, 0, 1]), 2, np.array([True, True, False])).tolist()
    [2.0, 0.0]
    """
    if len(ticket) == tickets:  # one contact each
        return which.astype(np.float64)
    return sum_by(ticket if which.all() else ticket[which], tickets)


def exact_by(
    group: NDArray[np.int64], groups: int, values: NDArray[np.float64], unit: float
) -> NDArray[np.float64]:
    """Return the sum of values (n,) >= 0 by group (n,) as two parts (groups, 2), see `total_of`.

    The parts are sums of whole units (a power of two) and of what is left. Both are exact for up to 16 million values:
    with `TIMES` of times on their grid below a hundred years, with `SHARES` of numbers in [0, 1]; so they do not depend
    on the order, nor on the pieces in which they are added.
    """
    if unit == TIMES and len(values) * float(values.max(initial=0.0)) < _EXACT:
        total = sum_by(group, groups, values)
        whole = np.floor(total / unit)
        return np.stack([whole, total - whole * unit], axis=-1)
    whole = np.floor(values / unit)
    rest = np.rint((values - whole * unit) * _FINEST) / _FINEST
    return np.stack([sum_by(group, groups, whole), sum_by(group, groups, rest)], axis=-1)


def total_of(parts: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """Return sums (...,) from their two parts (..., 2).

    >>> total_of(exact_by(np.array([0, 1, 1]), 2, np.array([0.82, 0.1, 0.25]), SHARES), SHARES).tolist()
    [0.82, 0.35]
    """
    return np.asarray(parts[..., 0] * unit + parts[..., 1])


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
