"""Estimates of validation: statistics of sums by the jackknife, with controls of known mean zero taken out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

CONFIDENCE = 0.999
_SAME = 1e-9
"""Controls that differ by no more than this from a sum of the others say nothing new."""

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Turns sums (..., k) into a value (...)."""


@dataclass(frozen=True)
class Estimate:
    """A value, its standard error, and half the length of its 99.9 % interval."""

    value: float
    error: float
    half_width: float


def ratio(sums: Floats) -> Floats:
    """First sum ÷ second."""
    return np.asarray(sums[..., 0] / sums[..., 1])


def variance(sums: Floats) -> Floats:
    """Variance from the sums of squares, of ones and of values.

    >>> float(variance(np.array([10.0, 2.0, 4.0])))  # values 1 and 3
    1.0
    """
    return np.asarray(sums[..., 0] / sums[..., 1] - (sums[..., 2] / sums[..., 1]) ** 2)


def deviation(sums: Floats) -> Floats:
    """Standard deviation from the sums of squares, of ones and of values."""
    return np.sqrt(variance(sums))


def jackknife(sums: Floats, statistic: Statistic) -> Floats:
    """Return the pseudo-values (replications,) of a statistic of sums (replications, k).

    >>> jackknife(np.array([[1.0, 1.0], [3.0, 1.0]]), ratio).tolist()
    [1.0, 3.0]
    """
    count, total = len(sums), sums.sum(axis=0)
    return np.asarray(count * statistic(total) - (count - 1) * statistic(total - sums))


def estimate(values: Floats, controls: Floats) -> Estimate:
    """Return the mean of values (replications,) by regression on controls (replications, k) that have mean zero.

    Without controls it is the plain mean. Controls that say nothing new are left out.

    >>> round(estimate(np.array([1.0, 3.0]), np.zeros((2, 0))).value, 9)
    2.0
    """
    scale = controls.std(axis=0)
    used = controls[:, scale > 0] / scale[scale > 0]
    left, sizes, right = np.linalg.svd(np.column_stack([np.ones(len(values)), used]), full_matrices=False)
    kept = sizes > _SAME * sizes[0]
    freedom = len(values) - int(kept.sum())
    if freedom < 1:
        raise ValueError(f"more replications than controls are wanted (got {len(values)} of {int(kept.sum()) - 1})")
    weights = (right[kept, 0] / sizes[kept]) @ left.T[kept]  # of the values, in the coefficient of the ones
    rest = values - left[:, kept] @ (left[:, kept].T @ values)
    error = float(np.sqrt((rest @ rest) / freedom * (weights @ weights)))
    width = float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2))
    return Estimate(float(weights @ values), error, width * error)
