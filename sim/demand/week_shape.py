"""How a demand entry's contacts spread over an ordinary local week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, WEEK, WeekSteps, step_integral, step_values
from sim.errors import StudyError
from sim.study.arrivals import Demand

_DAYS: NDArray[np.float64] = np.arange(8, dtype=np.float64) * DAY


def spread(pattern: WeekSteps, weekday: tuple[float, ...] | None) -> WeekSteps:
    """Spread a week's contacts in proportion to a pattern within each day; the result has mean one over the week.

    Parameters
    ----------
    pattern : what a day's contacts follow, 0 or more
    weekday : the days' weights (7,), Monday first; without them a day weighs what the pattern holds of it

    A day without any pattern gets nothing, whatever its weight, and the others share the whole week.

    Raises
    ------
    StudyError : no day has both a pattern and a weight

    >>> from sim.clock import week_steps
    >>> nine_to_five = week_steps({d: {32400.0: 1.0, 61200.0: 0.0} for d in range(5)})
    >>> spread(nine_to_five, None).at(36000.0)  # 168 h of the week in 40 h
    4.2
    >>> spread(nine_to_five, (2.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0)).at(36000.0)  # half the week in 8 h
    10.5

    """
    within = _by_day(pattern)
    weights = within if weekday is None else np.where(within > 0, np.array(weekday), 0.0)
    if not weights.sum() > 0:
        raise StudyError("no day of the week has contacts: weekday, intraday and opening hours leave none")
    level = weights / weights.sum() * WEEK / np.where(within > 0, within, 1.0)
    return _scaled(pattern, level)


def week_shape(entry: Demand, opening: WeekSteps) -> WeekSteps:
    """Return the factors, mean one over the local week, by which an ordinary week's contacts are spread.

    With `intraday` the curve is taken literally: each of its days averages one and weighs its `weekday` factor.
    Without, contacts spread evenly over the opening hours, and with `weekday` each day's share is its factor's.

    Parameters
    ----------
    entry : the demand
    opening : opening hours of its queue on the market's clock, 1 where open

    """
    if entry.intraday is None:
        return spread(opening, entry.weekday)
    return spread(entry.intraday, entry.weekday or (1.0,) * 7)


def week_rate(entry: Demand, opening: WeekSteps) -> WeekSteps:
    """Return the first contacts per second of an ordinary local week of an entry that gives `rate`.

    One number holds while the queue is open; a clock map, or an `intraday` curve beside it, is taken literally.
    `weekday` factors average one over the days on which there is anything, `intraday` factors one over each day.

    Raises
    ------
    StudyError : the weekday factors or the intraday curve leave nothing of it

    """
    assert entry.rate is not None
    literal = not entry.rate_while_open or entry.intraday is not None
    rate = entry.rate if literal else _product(entry.rate, opening)
    if entry.intraday is not None:
        rate = _product(rate, spread(entry.intraday, (1.0,) * 7))
    if entry.weekday is None or not any(rate.values):
        return rate
    weekday = np.where(_by_day(rate) > 0, np.array(entry.weekday), 0.0)
    if not weekday.sum() > 0:
        raise StudyError("no day of the week has contacts: weekday, intraday and opening hours leave none")
    return _scaled(rate, weekday / weekday[_by_day(rate) > 0].mean())


def open_share(rate: WeekSteps, opening: WeekSteps) -> float:
    """Return the share of a week's contacts (0..1) that come while the queue is open; 1 where there are none.

    >>> open_share(WeekSteps((0.0,), (2.0,)), WeekSteps((0.0, 302400.0), (1.0, 0.0)))
    0.5
    """
    total = rate.mean()
    return min(1.0, _product(rate, opening).mean() / total) if total > 0 else 1.0


def _by_day(steps: WeekSteps) -> NDArray[np.float64]:
    return step_integral(np.array(steps.times), np.array(steps.values), _DAYS)


def _scaled(steps: WeekSteps, level: NDArray[np.float64]) -> WeekSteps:
    """Multiply each day (7,) of the week by its level."""
    return _product(steps, WeekSteps(tuple(_DAYS[:7].tolist()), tuple(level.tolist())))


def _product(a: WeekSteps, b: WeekSteps) -> WeekSteps:
    times = np.union1d(a.times, b.times)
    values = step_values(a.times, a.values, times) * step_values(b.times, b.values, times)
    kept = np.concatenate([[True], np.diff(values) != 0])
    return WeekSteps(tuple(times[kept].tolist()), tuple(values[kept].tolist()))
