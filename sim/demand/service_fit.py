"""Handle times learned from recorded services: moments, the log-normal, and how well it fits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class ServiceFit:
    """What recorded services tell about the handle time.

    Attributes
    ----------
    services : number of services
    mean, cv : mean, seconds, and coefficient of variation: the log-normal by moments has these
    quantiles : seconds at `SHARES`
    likely_mean, likely_cv : mean and coefficient of variation of the maximum-likelihood log-normal
    distance, likely_distance : largest difference of the recorded and the fitted distribution function, by moments
        and by likelihood (Kolmogorov–Smirnov), 0..1

    """

    services: int
    mean: float
    cv: float
    quantiles: tuple[float, ...]
    likely_mean: float
    likely_cv: float
    distance: float
    likely_distance: float


def fit_service(seconds: NDArray[np.float64]) -> ServiceFit:
    """Fit handle times (n,), seconds above zero.

    By likelihood log t is normal with the mean and variance of the logs, so the mean is exp(mean + variance ÷ 2) and
    cv² = exp(variance) − 1.

    Raises
    ------
    ValueError : fewer than two services, or one of no length

    >>> fit = fit_service(np.array([60.0, 120.0, 240.0]))
    >>> fit.mean, round(fit.cv, 3), round(fit.likely_mean, 1)
    (140.0, 0.655, 152.6)

    """
    if seconds.size < 2 or not seconds.min() > 0:
        raise ValueError("at least two services are wanted, each longer than zero seconds")
    logs = np.log(seconds)
    mean, cv = float(seconds.mean()), float(seconds.std(ddof=1) / seconds.mean())
    variance = float(logs.var(ddof=1))
    likely_mean = math.exp(float(logs.mean()) + variance / 2)
    likely_cv = math.sqrt(math.expm1(variance))
    return ServiceFit(
        seconds.size,
        mean,
        cv,
        tuple(float(q) for q in np.quantile(seconds, SHARES, method="inverted_cdf")),
        likely_mean,
        likely_cv,
        _distance(logs, mean, cv),
        _distance(logs, likely_mean, likely_cv),
    )


def _distance(logs: NDArray[np.float64], mean: float, cv: float) -> float:
    variance = math.log1p(cv * cv)
    ordered = np.sort(logs)
    model = special.ndtr((ordered - math.log(mean) + variance / 2) / math.sqrt(variance))
    steps = np.arange(ordered.size + 1) / ordered.size
    return float(max(np.abs(model - steps[:-1]).max(), np.abs(model - steps[1:]).max()))
