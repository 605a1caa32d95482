"""Busyness: a random factor on the day's rate makes the day's count vary more than a Poisson count does."""

from __future__ import annotations

import math


def count_deviation(mean: float, variation: float) -> float:
    """The standard deviation of a day's count, Poisson given a rate whose factor has mean 1.

    `mean` contacts a day; `variation` the factor's coefficient of variation (a gamma factor of shape k has 1/√k).
    The variance is mean + (mean × variation)², whatever the factor's distribution (mixed Poisson; Whitt 1999;
    Avramidis, Deslauriers & L'Ecuyer 2004). Raises ValueError for a negative value.

    >>> count_deviation(mean=100.0, variation=0.0)
    10.0
    """
    if mean < 0 or variation < 0:
        raise ValueError(f"a mean and a variation of at least zero are wanted (got {mean!r} and {variation!r})")
    return math.sqrt(mean + (mean * variation) ** 2)
