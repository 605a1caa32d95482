"""Uncertain days and seasons: random factors of mean one on the rate of every demand entry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.demand.forecast import Forecast
from sim.randomness.streams import named_stream
from sim.study.study import Study

SMALLEST = 1e-6
"""Coefficients of variation below this are none."""


def gamma_factor(uniforms: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """Turn uniforms (n,) into gamma factors (n,) of mean one and a coefficient of variation.

    The shape is 1 ÷ cv², the scale cv². They are exactly 1 where cv is 0 (or below one in a million).

    >>> gamma_factor(np.array([0.5]), 0.0).tolist()
    [1.0]
    >>> round(float(gamma_factor(np.array([0.5]), 1.0)[0]), 6)  # the exponential's median, ln 2
    0.693147

    """
    from scipy.special import gammaincinv

    if cv < SMALLEST:
        return np.ones(len(uniforms))
    shape = cv**-2
    return np.asarray(gammaincinv(shape, uniforms) / shape)


def busyness(study: Study, forecast: Forecast, replication: int) -> NDArray[np.float64]:
    """Return the random factors (entries, segments) on the first contacts of one replication.

    A factor is the day's times the season's. One uniform a day of the planner's clock and one for the season are
    shared by all entries, each through its own gamma; an entry with `shared: false` draws its own. Recorded counts
    that are replayed have factor one: they are what they were, and so is what has come of a season so far.

    Parameters
    ----------
    study : the study, with its seed
    forecast : its forecast
    replication : 0, 1, ...

    """
    days = int(forecast.day_index.max()) + 1
    factors = np.ones(forecast.first_contacts.shape)
    for i, entry in enumerate(study.demand):
        own = "" if entry.uncertainty.shared else f" {entry.name}"
        day = named_stream(study.seed, replication, f"day{own}").random(days)
        season = named_stream(study.seed, replication, f"season{own}").random(1)
        season_cv = forecast.season_cv[i] if forecast.season_cv else entry.uncertainty.season
        by_day = gamma_factor(day, entry.uncertainty.day) * gamma_factor(season, season_cv)
        factors[i] = by_day[forecast.day_index]
    factors[forecast.fixed_counts] = 1.0
    if forecast.cells is not None:
        factors[forecast.cells >= 0] = 1.0
    return factors
