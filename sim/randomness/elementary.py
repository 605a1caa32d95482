"""Logarithm, exponential and normal quantile from + − × ÷ and square root alone, whose results are exactly rounded.

The libraries' own functions differ in the last bit from machine to machine, and between numpy and the C library; these
give the same bits everywhere, on arrays and, compiled, on single numbers. The cores (names with `_core`) serve both.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

LN2_HIGH = math.floor(math.log(2.0) * 2.0**32) / 2.0**32
"""The leading bits of log 2: their product with a whole number below 2^20 is exact."""
LN2_LOW = 1.9082149292705877e-10
LOG2_E = 1.4426950408889634
SQRT_HALF = 0.7071067811865476

_LOG = tuple(2.0 / (2 * k + 1) for k in range(11))
"""Of log((1 + s) ÷ (1 − s)) = s Σ 2 s^2k ÷ (2k + 1); the next term is below 2^-55 of the sum for s² < 0.0295."""
_EXP = tuple(1.0 / math.factorial(k) for k in range(14))
"""Of the exponential series; the next term is below 2^-57 for |r| < 0.347."""

# PPND16 of M. J. Wichura, Algorithm AS 241: percentage points of the normal distribution, Applied Statistics 37 (1988)
_CENTRE = (
    (3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
     3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)  # fmt: skip
_SIDE = (
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
     1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
     1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)  # fmt: skip
_TAIL = (
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2, 7.86869131145613259100e-4,
     1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
)  # fmt: skip
CENTRE_WIDTH, SIDE_END, SIDE_SHIFT = 0.425, 5.0, 1.6


def log_core(mantissa: Any, exponent: Any) -> Any:  # numbers or arrays
    """Return log(mantissa × 2^exponent) for a mantissa in [√½, √2)."""
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    a = _LOG[10]
    a = a * z + _LOG[9]
    a = a * z + _LOG[8]
    a = a * z + _LOG[7]
    a = a * z + _LOG[6]
    a = a * z + _LOG[5]
    a = a * z + _LOG[4]
    a = a * z + _LOG[3]
    a = a * z + _LOG[2]
    a = a * z + _LOG[1]
    a = a * z
    return exponent * LN2_HIGH + (s * _LOG[0] + (s * a + exponent * LN2_LOW))


def exp_core(x: Any, power: Any) -> Any:
    """Return exp(x − power × log 2) where the power of two is the nearest to x ÷ log 2."""
    r = (x - power * LN2_HIGH) - power * LN2_LOW
    a = _EXP[13]
    a = a * r + _EXP[12]
    a = a * r + _EXP[11]
    a = a * r + _EXP[10]
    a = a * r + _EXP[9]
    a = a * r + _EXP[8]
    a = a * r + _EXP[7]
    a = a * r + _EXP[6]
    a = a * r + _EXP[5]
    a = a * r + _EXP[4]
    a = a * r + _EXP[3]
    a = a * r + _EXP[2]
    return (a * r + 1.0) * r + 1.0


def rational(r: Any, above: tuple[float, ...], below: tuple[float, ...]) -> Any:
    """Return the ratio of two polynomials of degree seven, coefficients from the constant on."""
    top, bottom = above[7] * r + above[6], below[7] * r + below[6]
    top, bottom = top * r + above[5], bottom * r + below[5]
    top, bottom = top * r + above[4], bottom * r + below[4]
    top, bottom = top * r + above[3], bottom * r + below[3]
    top, bottom = top * r + above[2], bottom * r + below[2]
    top, bottom = top * r + above[1], bottom * r + below[1]
    return (top * r + above[0]) / (bottom * r + below[0])


def centre_core(q: Any) -> Any:
    """Return the normal quantile of 0.5 + q for |q| up to `CENTRE_WIDTH`."""
    return q * rational(CENTRE_WIDTH * CENTRE_WIDTH - q * q, _CENTRE[0], _CENTRE[1])


def side_core(r: Any) -> Any:
    """Return the upper normal quantile where r = √(−log of the tail) is up to `SIDE_END`."""
    return rational(r - SIDE_SHIFT, _SIDE[0], _SIDE[1])


def tail_core(r: Any) -> Any:
    """Return the upper normal quantile where r = √(−log of the tail) is beyond `SIDE_END`."""
    return rational(r - SIDE_END, _TAIL[0], _TAIL[1])


def logarithm(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the natural logarithm of positive numbers (n,).

    >>> x = np.array([1e-300, 0.3, 1.0, 2.5e9])
    >>> bool(np.allclose(logarithm(x), np.log(x), rtol=4e-16, atol=0))
    True
    """
    mantissa, exponent = np.frexp(x)
    low = mantissa < SQRT_HALF
    return np.asarray(log_core(np.where(low, mantissa * 2.0, mantissa), np.where(low, exponent - 1.0, exponent)))


def exponential(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return e to the power of numbers (n,) between −700 and 700.

    >>> x = np.array([-30.0, -0.1, 0.0, 1.0, 20.5])
    >>> bool(np.allclose(exponential(x), np.exp(x), rtol=5e-16, atol=0))
    True
    """
    power = np.floor(x * LOG2_E + 0.5)
    return np.asarray(np.ldexp(exp_core(x, power), power.astype(np.int32)))


def normal_quantile(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard normal quantile of probabilities (n,) in (0, 1), to a relative error of 1e-15 (AS 241).

    >>> [round(float(z), 12) for z in normal_quantile(np.array([1e-300, 0.025, 0.5, 0.9]))]
    [-37.047096299361, -1.95996398454, 0.0, 1.281551565545]
    """
    q = u - 0.5
    beyond = np.abs(q) > CENTRE_WIDTH
    z = centre_core(np.where(beyond, 0.0, q))
    rows = np.flatnonzero(beyond)
    if rows.size:
        upper = q[rows] > 0
        r = np.sqrt(-logarithm(np.where(upper, 1.0 - u[rows], u[rows])))
        far = r > SIDE_END
        found = np.where(far, tail_core(np.where(far, r, SIDE_END)), side_core(np.where(far, SIDE_END, r)))
        z[rows] = np.where(upper, found, -found)
    return np.asarray(z)
