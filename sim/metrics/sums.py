"""Sums by group, the one operation under every figure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sum_by(group: NDArray[np.int64], groups: int, values: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the sum of values (n,) by group (n,), or how many there are of each, as (groups,).

    Times stand on a grid, so that their sums are exact and do not depend on the order.

    >>> sum_by(np.array([0, 2, 2]), 3, np.array([1.0, 2.0, 4.0])).tolist()
    [1.0, 0.0, 6.0]
    """
    if groups == 1:
        return np.array([len(group) if values is None else values.sum()], dtype=np.float64)
    return np.bincount(group, values, groups).astype(np.float64, copy=False)
