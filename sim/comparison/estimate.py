"""Estimates across replications: ratios of means with jackknife intervals, paired differences, the mean of the tail.

A figure of one replication is a numerator and a denominator; a plain value has denominator 1. Across r replications the
estimate is Q = Σ num ÷ Σ den. With Q(i) the same without replication i, the pseudo-values are J(i) = r Q − (r − 1) Q(i)
(Quenouille 1956, Tukey 1958; see Law, Simulation Modeling and Analysis, section 9.6). The 95 % interval is mean(J) ±
t(0.975, r − 1) · sd(J) ÷ √r. For a plain value J(i) is the value itself and the interval is the usual one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

CONFIDENCE = 0.95
TAIL = 0.05
CVAR_FROM = 100
"""Replications from which the mean of the worst 5 % is worth stating."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure across replications; None where there is no figure, or no interval."""

    mean: float | None
    low: float | None
    high: float | None

    def as_json(self) -> dict[str, float | None]:
        """Return the estimate as `summary.json` holds it."""
        return {"mean": self.mean, "low": self.low, "high": self.high}


def ratio_of_means(num: Floats, den: Floats, low: float = -math.inf, high: float = math.inf) -> Estimate:
    """Return the ratio of means of one figure with its 95 % jackknife interval.

    Parameters
    ----------
    num, den : (replications,) numerator and denominator of each replication, 0 and 0 where nothing happened
    low, high : the range of the figure, to which the interval is clipped

    >>> ratio_of_means(np.array([1.0, 3.0]), np.array([2.0, 2.0])).mean
    1.0
    >>> ratio_of_means(np.array([1.0]), np.array([2.0]))
    Estimate(mean=0.5, low=None, high=None)

    """
    means, lows, highs = ratios_of_means(num[:, None], den[:, None], np.array([low]), np.array([high]))
    return _estimate(means[0], lows[0], highs[0])


def paired_difference(
    num_a: Floats, den_a: Floats, num_b: Floats, den_b: Floats, low: float = -math.inf, high: float = math.inf
) -> Estimate:
    """Return A − B of a figure that two strategies have on the same customers, with its 95 % interval.

    Parameters
    ----------
    num_a, den_a, num_b, den_b : (replications,) numerators and denominators, paired by replication
    low, high : the range of the difference

    >>> one = np.ones(3)
    >>> paired_difference(np.array([3.0, 5.0, 4.0]), one, np.array([1.0, 3.0, 2.0]), one).low
    2.0

    """
    ratio_a, pseudo_a = pseudo_values(num_a[:, None], den_a[:, None])
    ratio_b, pseudo_b = pseudo_values(num_b[:, None], den_b[:, None])
    difference = ratio_a - ratio_b
    lows, highs = _interval(difference, pseudo_a - pseudo_b, np.array([low]), np.array([high]))
    return _estimate(difference[0], lows[0], highs[0])


def ratios_of_means(num: Floats, den: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Return means, lower and upper ends (k,) of k figures at once; nan where there is none.

    Parameters
    ----------
    num, den : (replications, k)
    low, high : (k,) ranges of the figures

    """
    ratios, pseudo = pseudo_values(num, den)
    return (ratios, *_interval(ratios, pseudo, low, high))


def pseudo_values(num: Floats, den: Floats) -> tuple[Floats, Floats]:
    """Return the ratios of means (k,) and their jackknife pseudo-values (replications, k).

    Parameters
    ----------
    num, den : (replications, k)

    Ratios are nan where the denominators add up to 0, pseudo-values where they do so without one replication.

    >>> ratio, pseudo = pseudo_values(np.array([[1.0], [2.0]]), np.array([[2.0], [2.0]]))
    >>> ratio.tolist(), pseudo.ravel().tolist()
    ([0.75], [0.5, 1.0])

    """
    count = len(num)
    total_num, total_den = num.sum(axis=0), den.sum(axis=0)
    ratios = _quotient(total_num, total_den)
    rest = total_den - den
    rest = np.where(np.abs(rest) <= 1e-12 * np.abs(total_den), 0.0, rest)
    pseudo = count * ratios - (count - 1) * _quotient(total_num - num, rest)
    steady = (den == den[:1]).all(axis=0)  # every Q(i) has the same weight: the pseudo-value is the replication's own
    return ratios, np.where(steady, _quotient(num, den), pseudo)


def _quotient(num: Floats, den: Floats) -> Floats:
    shape = np.broadcast_shapes(num.shape, den.shape)
    return np.asarray(np.divide(num, den, out=np.full(shape, np.nan), where=den != 0))


def _interval(ratios: Floats, pseudo: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    count = len(pseudo)
    if count < 2:
        return np.full(ratios.shape, np.nan), np.full(ratios.shape, np.nan)
    apart = pseudo - ratios  # small beside the figure, so that what never varies has no length
    half = half_width(apart.std(axis=0, ddof=1), count)
    centre = ratios + apart.mean(axis=0)
    # The pseudo-values' mean has less bias than the ratio; the interval is kept wide enough to hold the ratio shown.
    lows, highs = np.minimum(centre - half, ratios), np.maximum(centre + half, ratios)
    return np.clip(lows, low, high), np.clip(highs, low, high)


def half_width(deviation: Floats, count: int) -> Floats:
    """Return t(0.975, count − 1) × deviation ÷ √count, half the length of a 95 % interval.

    >>> round(float(half_width(np.array([1.0]), 10)[0]), 4)
    0.7154
    """
    return np.asarray(special.stdtrit(count - 1, (1 + CONFIDENCE) / 2) * deviation / math.sqrt(count))


def share_interval(count: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability of which `count` of `of` independent trials are a sample (Wilson 1927).

    centre = (p + z² ÷ 2n) ÷ (1 + z² ÷ n), half-width = z √(p (1 − p) ÷ n + z² ÷ 4n²) ÷ (1 + z² ÷ n), z = 1.96.

    >>> [round(end, 4) for end in share_interval(18, 20)]
    [0.699, 0.9721]
    >>> share_interval(0, 20)[0], share_interval(20, 20)[1]
    (0.0, 1.0)
    """
    z = float(special.ndtri((1 + CONFIDENCE) / 2))
    share, scale = count / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / scale
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / scale
    low = 0.0 if count == 0 else max(centre - half, 0.0)
    return low, 1.0 if count == of else min(centre + half, 1.0)


def tail_mean(values: Floats) -> Estimate:
    """Return the mean of the largest 5 % of a value (CVaR) with its jackknife interval; None below 100 replications.

    Parameters
    ----------
    values : (replications,); where 5 % of them is no whole number, the last one enters in part

    >>> tail_mean(np.arange(1.0, 101.0)).mean
    98.0
    >>> tail_mean(np.arange(1.0, 100.0)).mean is None
    True

    """
    count = len(values)
    if count < CVAR_FROM:
        return Estimate(None, None, None)
    ordered = np.sort(values)[::-1]
    whole = _upper_mean(ordered, np.full(1, count), TAIL * count)
    without = _upper_mean(ordered, np.arange(count), TAIL * (count - 1))
    lows, highs = _interval(whole, (count * whole - (count - 1) * without)[:, None], *(np.full(1, e) for e in _ALL))
    return _estimate(whole[0], lows[0], highs[0])


_ALL = (-math.inf, math.inf)


def _upper_mean(ordered: Floats, left_out: NDArray[np.int64], mass: float) -> Floats:
    """Mean of the upper `mass` of values in descending order (n,), each time without one of them (position n: none)."""
    whole = int(mass)
    sums, following = np.concatenate([[0.0], np.cumsum(ordered)]), np.append(ordered, 0.0)
    inside = left_out < whole
    top = np.where(inside, sums[whole + 1] - following[left_out], sums[whole])
    beside = np.where(left_out <= whole, following[whole + 1], following[whole])
    return np.asarray((top + (mass - whole) * beside) / mass)


def _estimate(mean: float, low: float, high: float) -> Estimate:
    return Estimate(*(None if math.isnan(value) else float(value) for value in (mean, low, high)))
