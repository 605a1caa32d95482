"""The forecast of a season that has begun: the past as it was, the rest as the past lets expect."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon, step_integral
from sim.demand.actuals import Actuals, Series
from sim.demand.expectation import expected_contacts
from sim.demand.forecast import Forecast
from sim.study.study import Study

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SeasonFactor:
    """What is known of a season's random factor: its mean, and its coefficient of variation."""

    mean: float
    cv: float


def season_given(ratio: float, noise: float, cv: float) -> SeasonFactor:
    """Return what a season's factor is expected to be after a part of it has been seen.

    Parameters
    ----------
    ratio : contacts that came ÷ contacts that were expected
    noise : variance of that ratio for a season of factor one, from its days' factors and chance
    cv : coefficient of variation of the factor as it was planned with; mean one

    The factor is gamma with shape k = 1 ÷ cv²; what was seen counts as n = 1 ÷ noise Poisson observations of its mean.
    Gamma and Poisson are conjugate (Gelman et al., Bayesian Data Analysis, 2.6): shape k + n ratio, mean
    (k + n ratio) ÷ (k + n), the credibility formula with weight n ÷ (k + n) on what was seen.

    >>> found = season_given(1.12, 0.0064, 0.08)  # as much noise as there is spread: half of it is believed
    >>> round(found.mean, 4), round(found.cv, 4)
    (1.06, 0.0549)
    >>> season_given(1.12, 0.01, 0.0)
    SeasonFactor(mean=1.0, cv=0.0)

    """
    if cv == 0:
        return SeasonFactor(1.0, 0.0)
    shape, seen = cv**-2, 1.0 / noise
    return SeasonFactor((shape + seen * ratio) / (shape + seen), float((shape + seen * ratio) ** -0.5))


def replanned(study: Study, forecast: Forecast, actuals: Actuals) -> Forecast:
    """Return the forecast with the past as it was, and what comes then by what the past says of the season.

    First contacts of a row of the actuals are its contacts in proportion to those expected there, and come in that
    number; what is expected after `actuals.day` is multiplied by the mean that the season's factor has now, and its
    spread is what is left of it. Entries whose randomness is shared are seen together.
    """
    clock = study.clock
    begin = clock.midnight(actuals.day, clock.zone)
    first, cells = forecast.first_contacts.copy(), np.full(forecast.first_contacts.shape, -1, dtype=np.int64)
    by_entry = {series.entry: series for series in actuals.series}
    found = _factors(study, forecast, by_entry)
    seasons, notes = [], list(forecast.notes)
    for place, (entry, factor) in enumerate(zip(study.demand, found, strict=True)):
        series = by_entry[entry.name]
        _as_it_was(first[place], cells[place], forecast, series, _expected(study, forecast, series))
        later = forecast.edges[:-1] >= max(begin, float(series.edges[-1]))
        first[place][later] *= factor.mean
        seasons.append(factor.cv)
    for name, factor, ratio in _told(study, forecast, by_entry, found):
        rest = f"the rest is planned {factor.mean - 1:+.0%}, give or take {factor.cv:.0%}."
        notes.append(f"{name}: {ratio - 1:+.0%} against the forecast so far; {rest}".replace("-", "−"))
    offered, closed = expected_contacts(study, forecast.classes, forecast.edges, first)
    return replace(
        forecast, first_contacts=first, cells=cells, season_cv=tuple(seasons), expected_contacts=offered,
        closed_contacts=closed, notes=tuple(notes),
    )  # fmt: skip


def _expected(study: Study, forecast: Forecast, series: Series) -> Array:
    """Contacts that were expected in each row (rows,) of what came."""
    market, queue = series.entry.split("/", 1)
    place = forecast.classes.index((market, queue))
    clock: Horizon = study.clock
    rate = (forecast.expected_contacts[place] + forecast.closed_contacts[place]) / np.diff(clock.edges)
    return np.asarray(step_integral(clock.starts, rate, series.edges))


def _as_it_was(first: Array, cells: NDArray[np.int64], forecast: Forecast, series: Series, expected: Array) -> None:
    """Put an entry's first contacts of each row as it came; a row in which none was expected is spread evenly."""
    row = np.searchsorted(series.edges, forecast.edges[:-1], side="right") - 1
    lengths = np.diff(forecast.edges)
    for number, (came, awaited) in enumerate(zip(series.contacts.tolist(), expected.tolist(), strict=True)):
        here = row == number
        if not here.any():
            continue
        planned = float(first[here].sum())
        if planned > 0 and awaited > 0:
            first[here] *= came / awaited
        else:
            first[here] = came * lengths[here] / lengths[here].sum()
        cells[here] = number


def _factors(study: Study, forecast: Forecast, by_entry: dict[str, Series]) -> list[SeasonFactor]:
    """What is known now of each entry's season; entries that share their randomness by all that came to them."""
    seen = {entry.name: _seen(study, forecast, by_entry[entry.name], entry.uncertainty.day) for entry in study.demand}
    shared = [seen[entry.name] for entry in study.demand if entry.uncertainty.shared]
    together = np.sum(shared, axis=0) if shared else np.zeros(3)
    found = []
    for entry in study.demand:
        came, expected, spread = together if entry.uncertainty.shared else seen[entry.name]
        ratio = came / expected if expected > 0 else 1.0
        # The days' factors are one draw for all that share them: their deviations add, not their variances.
        noise = (spread / expected) ** 2 + 1 / expected if expected > 0 else np.inf
        found.append(season_given(float(ratio), float(noise), entry.uncertainty.season))
    return found


def _seen(study: Study, forecast: Forecast, series: Series, day_cv: float) -> Array:
    """Contacts that came, those expected, and the standard deviation that the days' factors give their sum."""
    expected = _expected(study, forecast, series)
    clock = study.clock
    days = np.floor(clock.local_seconds((series.edges[:-1] + series.edges[1:]) / 2, clock.zone) / 86400.0)
    # A row longer than a day holds several days' factors.
    whole = np.maximum(np.diff(series.edges) / 86400.0, 1.0)
    by_day = np.zeros(len(expected))
    np.add.at(by_day, np.unique(days, return_inverse=True)[1], expected)
    parts = np.ones(len(expected)) if whole.max() <= 1.0 else whole
    variance = float((by_day**2 / parts).sum()) * day_cv**2
    return np.array([series.contacts.sum(), expected.sum(), np.sqrt(variance)])


def _told(
    study: Study, forecast: Forecast, by_entry: dict[str, Series], found: list[SeasonFactor]
) -> list[tuple[str, SeasonFactor, float]]:
    """For each demand entry what came against what was expected."""
    told = []
    for entry, factor in zip(study.demand, found, strict=True):
        series = by_entry[entry.name]
        expected = float(_expected(study, forecast, series).sum())
        told.append((entry.name, factor, float(series.contacts.sum()) / expected if expected > 0 else 1.0))
    return told
