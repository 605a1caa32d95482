"""How well a fitted week foretells weeks it has not seen, against repeating the last week."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.counts_file import Counts
from sim.demand.history import Profile, day_text, fit_profile
from sim.errors import StudyError
from sim.records import Table


@dataclass(frozen=True)
class Errors:
    """Errors of a forecast, 0..; a perfect one has nothing but chance.

    Attributes
    ----------
    wape : sum of absolute errors over sum of counts
    mape : mean of absolute error over count, where the count is above zero
    bias : sum of forecasts over sum of counts, minus one
    chance : the wape that Poisson chance alone gives a perfect forecast

    """

    wape: float
    mape: float
    bias: float
    chance: float


@dataclass(frozen=True)
class Holdout:
    """Counts held out at the end of a history, and two forecasts of them made from what came before.

    Attributes
    ----------
    profile : the week fitted to what came before
    clock : (n,) starts of the held-out intervals, local clock seconds after Monday 1970-01-05
    count : (n,) what was recorded
    fitted : (n,) contacts by the fitted week
    naive : (n,) contacts by the last recorded day of the same weekday
    by_interval, by_day : errors of the fit
    naive_by_interval, naive_by_day : errors of the naive forecast

    """

    profile: Profile
    clock: NDArray[np.float64]
    count: NDArray[np.float64]
    fitted: NDArray[np.float64]
    naive: NDArray[np.float64]
    by_interval: Errors
    by_day: Errors
    naive_by_interval: Errors
    naive_by_day: Errors


def forecast_errors(count: NDArray[np.float64], forecast: NDArray[np.float64]) -> Errors:
    """Compare counts (n,) with their forecast (n,).

    WAPE = Σ |count − forecast| ÷ Σ count. Poisson chance gives a count of mean m a mean absolute deviation of about
    √(2 m ÷ π).

    >>> e = forecast_errors(np.array([10.0, 30.0]), np.array([12.0, 24.0]))
    >>> e.wape, e.mape, round(e.bias, 3)
    (0.2, 0.2, -0.1)
    """
    total = float(count.sum())
    if not total > 0:
        return Errors(math.nan, math.nan, math.nan, math.nan)
    some = count > 0
    return Errors(
        wape=float(np.abs(count - forecast).sum()) / total,
        mape=float(np.mean(np.abs(count - forecast)[some] / count[some])),
        bias=float(forecast.sum()) / total - 1,
        chance=float(np.sqrt(2 * np.maximum(forecast, 0) / math.pi).sum()) / total,
    )


def expected_counts(profile: Profile, clock: NDArray[np.float64], origin: float) -> NDArray[np.float64]:
    """Contacts (n,) that a fitted week expects in the intervals that start at `clock` (n,), local clock seconds.

    origin : the local clock second from which growth, where known, is counted
    """
    day = np.floor_divide(clock, DAY).astype(np.int64)
    slot = np.floor_divide(np.mod(clock, DAY), profile.interval).astype(np.int64)
    grown = (1 + profile.growth) ** ((clock - origin) / (365 * DAY)) if math.isfinite(profile.growth) else 1.0
    return np.asarray(profile.expected[day % 7, slot] * grown)


def hold_out(counts: Counts, seconds: float, grain: float = 0.0) -> Holdout:
    """Fit a week to all but the last `seconds` of a history and compare it with them.

    The held-out part is whole local days, up to the last day recorded. Intervals without a row are not judged.

    Raises
    ------
    StudyError : less than two weeks would be left to fit

    """
    end = (counts.clock[-1] // DAY + 1) * DAY
    border = end - math.ceil(seconds / DAY) * DAY
    if border - counts.clock[0] // DAY * DAY < 14 * DAY:
        raise StudyError(
            f"the history spans {(end - counts.clock[0]) / DAY:.0f} days; holding out {seconds / DAY:.0f} leaves "
            "less than two weeks to fit (--holdout)"
        )
    before, after = counts.clock < border, counts.clock >= border
    earlier = Counts(counts.clock[before], counts.count[before], counts.interval)
    profile = fit_profile(earlier, grain)
    clock, count = counts.clock[after], counts.count[after]
    fitted = expected_counts(profile, clock, border)
    naive = _last_of_weekday(earlier, clock)
    row = np.unique(np.floor_divide(clock, DAY), return_inverse=True)[1]
    days = [np.bincount(row, weights=values).astype(np.float64) for values in (count, fitted, naive)]
    return Holdout(
        profile, clock, count, fitted, naive,
        forecast_errors(count, fitted), forecast_errors(days[0], days[1]),
        forecast_errors(count, naive), forecast_errors(days[0], days[2]),
    )  # fmt: skip


def by_day(trial: Holdout) -> Table:
    """Sum a trial over the held-out local days: columns day (ISO date), recorded, fitted and naive, (days,) each."""
    days, row = np.unique(np.floor_divide(trial.clock, DAY).astype(np.int64), return_inverse=True)
    sums = {
        name: np.bincount(row, weights=values)
        for name, values in (("recorded", trial.count), ("fitted", trial.fitted), ("naive", trial.naive))
    }
    return {"day": np.array([day_text(int(day)) for day in days], dtype=object), **sums}


def _last_of_weekday(earlier: Counts, clock: NDArray[np.float64]) -> NDArray[np.float64]:
    """The counts (n,) of the last recorded day of the same weekday, 0 where it has no row for the interval."""
    days = np.unique(earlier.day)
    weekday, second = np.floor_divide(clock, DAY).astype(np.int64) % 7, np.mod(clock, DAY)
    asked = np.zeros(clock.size)
    for number in np.unique(weekday):
        same = days[days % 7 == number]
        asked[weekday == number] = same[-1] * DAY if same.size else -math.inf
    asked = asked + second
    index = np.minimum(np.searchsorted(earlier.clock, asked), earlier.clock.size - 1)
    return np.where(earlier.clock[index] == asked, earlier.count[index], 0.0)
