"""Patience learned from waits: seen only where a customer left, and censored where an agent was faster.

Source: Kaplan & Meier 1958; for calls Brown et al. 2005, "Statistical Analysis of a Telephone Call Center".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize


@dataclass(frozen=True)
class SurvivalCurve:
    """The share of customers still willing to wait after each time, a step function from 1 at time 0.

    Attributes
    ----------
    time : (k,) seconds at which somebody left, ascending
    survival : (k,) share whose patience exceeds that time, 0..1
    error : (k,) its standard error (Greenwood)
    at_risk : (k,) customers who had waited that long

    """

    time: NDArray[np.float64]
    survival: NDArray[np.float64]
    error: NDArray[np.float64]
    at_risk: NDArray[np.float64]

    def at(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the survival (n,) at times (n,), seconds."""
        index = np.searchsorted(self.time, np.asarray(seconds, dtype=np.float64), side="right")
        return np.concatenate([[1.0], self.survival])[index]

    def quantile(self, share: float) -> float:
        """Return the time by which a share has lost patience; infinite where the curve does not fall so far."""
        below = np.flatnonzero(self.survival <= 1 - share + 1e-12)
        return float(self.time[below[0]]) if below.size else math.inf


@dataclass(frozen=True)
class PatienceFit:
    """What waits tell about patience.

    Attributes
    ----------
    curve : Kaplan–Meier
    balk : share who leave at once, beyond what the exponential of the others explains, 0..1
    balk_within : seconds that still count as at once
    exponential_mean : seconds of waiting per customer lost: the exponential's mean, without balking
    mean : the mean of the exponential beside `balk`, from what happened after `balk_within`
    weibull_mean, weibull_shape : the censored maximum-likelihood Weibull of all who waited
    abandoned, waited : customers

    """

    curve: SurvivalCurve
    balk: float
    balk_within: float
    exponential_mean: float
    mean: float
    weibull_mean: float
    weibull_shape: float
    abandoned: int
    waited: int


def survival_curve(wait: NDArray[np.float64], left: NDArray[np.bool_]) -> SurvivalCurve:
    """Estimate the distribution of patience from waits (n,), seconds, and whether each customer left (n,).

    Those who were answered at a time were willing to wait longer than it: leaving comes first among equal times.
    S(t) = Π (1 − d ÷ n) over the times up to t at which d of n waiting customers left.

    >>> c = survival_curve(np.array([10.0, 20.0, 30.0, 40.0]), np.array([True, False, True, False]))
    >>> c.survival.tolist(), c.at(np.array([5.0, 35.0])).tolist()
    ([0.75, 0.375], [1.0, 0.375])
    """
    times = np.unique(wait[left])
    ordered = np.sort(wait)
    at_risk = (ordered.size - np.searchsorted(ordered, times, side="left")).astype(np.float64)
    gone = np.bincount(np.searchsorted(times, wait[left]), minlength=times.size).astype(np.float64)
    survival = np.cumprod(1 - gone / at_risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(gone / (at_risk * (at_risk - gone)))
        error = np.where(survival > 0, survival * np.sqrt(variance), 0.0).astype(np.float64)
    return SurvivalCurve(times, survival, error, at_risk)


def exponential_mean(wait: NDArray[np.float64], left: NDArray[np.bool_]) -> float:
    """Return the maximum-likelihood mean of exponential patience, seconds: total wait ÷ customers who left.

    Answered and abandoned waits (n,) both count; infinite where nobody left.

    >>> exponential_mean(np.array([10.0, 20.0, 30.0]), np.array([True, False, True]))
    30.0
    """
    number = int(left.sum())
    return float(wait.sum()) / number if number else math.inf


def weibull(wait: NDArray[np.float64], left: NDArray[np.bool_]) -> tuple[float, float]:
    """Return mean (seconds) and shape of the censored maximum-likelihood Weibull; waits of zero are left out.

    With shape k and d customers who left, k solves Σ t^k log t ÷ Σ t^k − 1 ÷ k = mean of log t over those who left,
    and scale^k = Σ t^k ÷ d, sums over all waits.

    Raises
    ------
    ValueError : fewer than two different waits of customers who left

    >>> mean, shape = weibull(np.array([50.0, 100.0, 200.0, 400.0]), np.array([True, True, True, True]))
    >>> round(mean, 1), round(shape, 3)
    (188.5, 1.449)

    """
    some = wait > 0
    t, own = wait[some], left[some]
    if np.unique(t[own]).size < 2:
        raise ValueError("at least two different waits of customers who left are wanted")
    scale = float(t.max())
    logs = np.log(t / scale)
    wanted = float(logs[own].mean())

    def slope(shape: float) -> float:
        weight = np.exp(shape * logs)
        return float((weight * logs).sum() / weight.sum() - 1 / shape - wanted)

    shape = float(optimize.brentq(slope, 1e-3, 1e3))
    length = scale * (float(np.exp(shape * logs).sum()) / float(own.sum())) ** (1 / shape)
    return length * math.gamma(1 + 1 / shape), shape


def fit_patience(wait: NDArray[np.float64], left: NDArray[np.bool_], balk_within: float = 5.0) -> PatienceFit:
    """Fit patience to the waits (n,), seconds, of customers who could not be served at once, and who left (n,).

    A study's customers balk with a share β, else have exponential patience of mean θ. With b = `balk_within`, θ is the
    wait beyond b ÷ customers who left after b, and 1 − β = S(b) ÷ exp(−b ÷ θ), S the Kaplan–Meier curve.

    Raises
    ------
    ValueError : nobody, or fewer than two different waits, to learn from

    """
    curve = survival_curve(wait, left)
    later = wait > balk_within
    mean = exponential_mean(wait[later] - balk_within, left[later])
    stayed = float(curve.at(np.array([balk_within]))[0]) * math.exp(balk_within / mean)
    return PatienceFit(
        curve,
        max(0.0, 1 - stayed),
        balk_within,
        exponential_mean(wait, left),
        mean,
        *weibull(wait, left),
        int(left.sum()),
        wait.size,
    )
