"""What growth, seasons, events and public holidays do to each local day of a market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, holiday_is, public_holidays
from sim.errors import StudyError
from sim.study.arrivals import Demand, Uplifted
from sim.study.world import Market

YEAR = 365 * DAY
"""Seconds of the year by which growth compounds."""


@dataclass(frozen=True)
class DayFactors:
    """Factors of an entry on consecutive local days.

    Attributes
    ----------
    first : the first of these days
    growth : (days,) what growth alone does
    calendar : (days,) what seasons, events and public holidays do
    holidays : (day, name) of the public holidays that had an effect, in order
    unknown : names in `only` that no public holiday of the market's country goes by in the years of the horizon

    """

    first: date
    growth: NDArray[np.float64]
    calendar: NDArray[np.float64]
    holidays: tuple[tuple[date, str], ...]
    unknown: tuple[str, ...] = ()

    @property
    def factors(self) -> NDArray[np.float64]:
        """Growth and calendar together, (days,)."""
        return np.asarray(self.growth * self.calendar)


def day_factors(entry: Demand, market: Market, start: date, first: date, count: int) -> DayFactors:
    """Return the factors of a demand entry on local days of its market.

    Seasons multiply where they overlap. On the days of an event the season does not count; overlapping events
    multiply. A public holiday multiplies too, unless an event covers the day. Growth is (1 + g)^(days ÷ 365), with g
    the share a year and whole days counted from the horizon's first date, so that a date is the same day everywhere.

    Parameters
    ----------
    entry : the demand
    market : its market
    start : the horizon's first date
    first, count : the first local day, and how many follow each other from it

    Raises
    ------
    StudyError : the market's country is not known to the calendar of public holidays

    """
    days = np.maximum(np.arange(count) + (first - start).days, 0)
    growth = (1.0 + entry.growth * YEAR) ** (days / 365)
    season, _ = _uplifts(entry.seasons, first, count)
    event, covered = _uplifts(entry.events, first, count)
    calendar = np.where(covered, event, season)
    kept: list[tuple[date, str]] = []
    rule = entry.public_holidays
    if rule is None or market.country is None:
        return DayFactors(first, growth, calendar, ())
    for day, name in _holidays(entry, market.country, first, first + timedelta(days=count - 1)).items():
        position = (day - first).days
        if not covered[position] and _meant(name, rule.only):
            calendar[position] *= 1.0 + rule.uplift
            kept.append((day, name))
    return DayFactors(first, growth, calendar, tuple(kept), _unknown(entry, market.country, first, count))


def _uplifts(spans: Sequence[Uplifted], first: date, count: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Product (days,) of the factors of spans of days, and which days (days,) any of them covers."""
    product, covered = np.ones(count), np.zeros(count, dtype=bool)
    for span in spans:
        begin, end = max(0, (span.from_ - first).days), min(count, (span.to - first).days + 1)
        if begin < end:
            product[begin:end] *= 1.0 + span.uplift
            covered[begin:end] = True
    return product, covered


def _holidays(entry: Demand, country: str, first: date, last: date) -> dict[date, str]:
    try:
        return public_holidays(country, first, last)
    except ValueError as error:
        raise StudyError(f"markets.{entry.market}.country: {error}") from error


def _meant(holiday: str, only: Sequence[str] | None) -> bool:
    return only is None or any(holiday_is(holiday, name) for name in only)


def _unknown(entry: Demand, country: str, first: date, count: int) -> tuple[str, ...]:
    rule = entry.public_holidays
    if rule is None or rule.only is None:
        return ()
    last = first + timedelta(days=count - 1)
    known = _holidays(entry, country, date(first.year, 1, 1), date(last.year, 12, 31)).values()
    return tuple(name for name in rule.only if not any(holiday_is(holiday, name) for holiday in known))
