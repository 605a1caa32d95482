"""Distributions as numbers: a form and its constants, from which uniforms become times, on arrays or compiled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.randomness.elementary import exponential, logarithm, normal_quantile

CONSTANT, EXPONENTIAL, LOGNORMAL, GAMMA, WEIBULL, UNIFORM, TRIANGULAR, EMPIRICAL = range(8)
"""Forms of laws."""

GAMMA_STEP, GAMMA_REACH = 1.0 / 256.0, 8.5
"""The logarithm of a gamma quantile is tabulated over the normal quantile, which it follows smoothly."""
_LEAST = -60.0
"""Logarithm of the least tabulated quantile, far below the grid of times."""


class Law(NamedTuple):
    """A form, up to three constants and, for some forms, a row of values."""

    form: int
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    values: NDArray[np.float64] = np.zeros(0)


def law_of(name: str, p: dict[str, float], sample: Sequence[float]) -> Law:
    """Return the law of a distribution by its name, parameters and sample, as `Distribution` has them."""
    if name == "exponential":
        return Law(EXPONENTIAL, p["mean"])
    if name == "lognormal":
        variance = math.log1p(p["cv"] ** 2)
        return Law(LOGNORMAL, math.log(p["mean"]) - variance / 2, math.sqrt(variance))
    if name == "gamma":
        return Law(GAMMA, values=_gamma_table(p["mean"], p["cv"]))
    if name == "weibull":
        return Law(WEIBULL, p["mean"] / math.gamma(1 + 1 / p["shape"]), 1 / p["shape"])
    if name == "uniform":
        return Law(UNIFORM, p["low"], p["high"])
    if name == "triangular":
        return Law(TRIANGULAR, p["low"], p["mode"], p["high"])
    if name == "constant":
        return Law(CONSTANT, p["value"])
    return Law(EMPIRICAL, values=np.asarray(sample, dtype=np.float64))


@lru_cache(maxsize=256)
def _gamma_table(mean: float, cv: float) -> NDArray[np.float64]:
    """Logarithms of the quantiles at normal quantiles from −`GAMMA_REACH` on, `GAMMA_STEP` apart."""
    shape = 1 / cv**2
    z = np.arange(-GAMMA_REACH, GAMMA_REACH + 3 * GAMMA_STEP, GAMMA_STEP)
    tail = special.ndtr(-np.abs(z))
    quantile = np.where(z < 0, special.gammaincinv(shape, tail), special.gammainccinv(shape, tail)) * (mean / shape)
    return np.asarray(np.log(np.maximum(quantile, math.exp(_LEAST))))


def inverse(law: Law, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn uniforms (n,) in (0, 1) into times (n,) in seconds, not yet on the grid."""
    a, b, c = law.a, law.b, law.c
    if law.form == CONSTANT:
        return np.full_like(u, a)
    if law.form == EXPONENTIAL:
        return -a * logarithm(1.0 - u)
    if law.form == LOGNORMAL:
        return exponential(a + b * normal_quantile(u))
    if law.form == GAMMA:
        return exponential(_interpolated(law.values, normal_quantile(u)))
    if law.form == WEIBULL:
        return a * exponential(logarithm(-logarithm(1.0 - u)) * b)
    if law.form == UNIFORM:
        return a + (b - a) * u
    if law.form == TRIANGULAR:
        rising = a + np.sqrt(u * (c - a) * (b - a))
        falling = c - np.sqrt((1.0 - u) * (c - a) * (c - b))
        return np.where(u * (c - a) < b - a, rising, falling)
    return np.asarray(law.values[np.minimum((u * len(law.values)).astype(np.int64), len(law.values) - 1)])  # empirical


def _interpolated(table: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
    place = (z + GAMMA_REACH) / GAMMA_STEP
    k = np.floor(place).astype(np.int64)
    return np.asarray(cubic_core(table[k - 1], table[k], table[k + 1], table[k + 2], place - k))


def cubic_core(before: Any, left: Any, right: Any, after: Any, t: Any) -> Any:  # numbers or arrays
    """Return the cubic through four values one step apart, at a share t of the way from the second to the third."""
    third = (after - before) - 3.0 * (right - left)
    second = before - 2.0 * left + right
    first = (right - left) - second * 0.5 - third / 6.0
    return left + t * (first + t * (second * 0.5 + t * (third / 6.0)))
