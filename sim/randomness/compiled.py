"""The compiled twin of the draws by key: the same uniforms and the same times, bit for bit, one number at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.randomness import elementary
from sim.randomness.compiling import compiled
from sim.randomness.elementary import CENTRE_WIDTH, LOG2_E, SIDE_END, SQRT_HALF
from sim.randomness.laws import (
    CONSTANT,
    EXPONENTIAL,
    GAMMA,
    GAMMA_REACH,
    GAMMA_STEP,
    LOGNORMAL,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    Law,
    cubic_core,
)

LAW = np.dtype([("a", "f8"), ("b", "f8"), ("c", "f8"), ("first", "i8"), ("size", "i8"), ("form", "i8")])
"""One law as a row; its values stand in an array that all laws share, `size` of them from `first` on."""

GRID = 2.0**20
_GOLDEN, _MIX1, _MIX2 = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_12, _16, _27, _30, _31 = (np.uint64(bits) for bits in (12, 16, 27, 30, 31))

_log_core, _exp_core = compiled(elementary.log_core), compiled(elementary.exp_core)
_cubic = compiled(cubic_core)
_rational = compiled(elementary.rational)


def law_rows(laws: list[Law]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Return laws as rows, and the values that they share."""
    rows, values, first = np.zeros(len(laws), LAW), [np.zeros(1)], 1
    for row, law in zip(rows, laws, strict=True):
        row["form"], row["a"], row["b"], row["c"] = law.form, law.a, law.b, law.c
        row["first"], row["size"] = first, len(law.values)
        values.append(law.values)
        first += len(law.values)
    return rows, np.concatenate(values)


@compiled
def mixed(value: Any) -> Any:
    """Scramble one 64-bit integer, as `keyed.mix` does arrays."""
    z = value + _GOLDEN
    z = (z ^ (z >> _30)) * _MIX1
    z = (z ^ (z >> _27)) * _MIX2
    return z ^ (z >> _31)


@compiled
def uniform(key: Any, salt: Any, round_: int, try_: int) -> float:
    """Return the uniform of a ticket's key for a purpose (its salt), round and try, as `keyed.keyed_uniform` does."""
    salted = salt | (np.uint64(round_) << _16) | np.uint64(try_)
    bits = mixed(key ^ mixed(salted))
    return float((float(bits >> _12) + 0.5) * 2.0**-52)


@compiled
def logarithm(x: float) -> float:
    """Return the natural logarithm of a positive number."""
    mantissa, exponent = math.frexp(x)
    if mantissa < SQRT_HALF:
        return float(_log_core(mantissa * 2.0, exponent - 1.0))
    return float(_log_core(mantissa, float(exponent)))


@compiled
def exponential(x: float) -> float:
    """Return e to the power of a number between −700 and 700."""
    power = math.floor(x * LOG2_E + 0.5)
    return math.ldexp(_exp_core(x, float(power)), int(power))


@compiled
def normal_quantile(u: float) -> float:
    """Return the standard normal quantile of a probability in (0, 1)."""
    q = u - 0.5
    if abs(q) <= CENTRE_WIDTH:
        return float(q * _rational(CENTRE_WIDTH * CENTRE_WIDTH - q * q, elementary._CENTRE[0], elementary._CENTRE[1]))
    r = math.sqrt(-logarithm(1.0 - u if q > 0 else u))
    if r > SIDE_END:
        found = _rational(r - SIDE_END, elementary._TAIL[0], elementary._TAIL[1])
    else:
        found = _rational(r - elementary.SIDE_SHIFT, elementary._SIDE[0], elementary._SIDE[1])
    return float(found if q > 0 else -found)


@compiled
def inverse(law: Any, values: NDArray[np.float64], u: float) -> float:
    """Turn a uniform in (0, 1) into a time in seconds, not yet on the grid, as `laws.inverse` does."""
    if law.form == EXPONENTIAL:
        return float(-law.a * logarithm(1.0 - u))
    if law.form == LOGNORMAL:
        return exponential(law.a + law.b * normal_quantile(u))
    if law.form == CONSTANT:
        return float(law.a)
    if law.form == GAMMA:
        place = (normal_quantile(u) + GAMMA_REACH) / GAMMA_STEP
        k = int(math.floor(place))
        at = law.first + k
        return exponential(_cubic(values[at - 1], values[at], values[at + 1], values[at + 2], place - k))
    if law.form == WEIBULL:
        return float(law.a * exponential(logarithm(-logarithm(1.0 - u)) * law.b))
    if law.form == UNIFORM:
        return float(law.a + (law.b - law.a) * u)
    if law.form == TRIANGULAR:
        if u * (law.c - law.a) < law.b - law.a:
            return float(law.a + math.sqrt(u * (law.c - law.a) * (law.b - law.a)))
        return float(law.c - math.sqrt((1.0 - u) * (law.c - law.a) * (law.c - law.b)))
    return float(values[law.first + min(int(u * law.size), law.size - 1)])  # empirical


@compiled
def time_of(law: Any, values: NDArray[np.float64], u: float) -> float:
    """Turn a uniform into a time in seconds, on the grid; one that is not finite or negative becomes nan."""
    seconds = inverse(law, values, u)
    if not 0.0 <= seconds < math.inf:
        return math.nan
    return float(np.floor(seconds * GRID + 0.5) / GRID)
