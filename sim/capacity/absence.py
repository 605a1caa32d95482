"""Agents who are not there on a day: public holidays of their country, and absence, drawn person by person."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from scipy import special

from sim.capacity.present import beta_shares, part_of
from sim.capacity.steps import Array, Steps
from sim.clock import AFTERMATH, Horizon, holiday_is, public_holidays
from sim.randomness.streams import named_stream
from sim.study.sourcing import Pool, Shrinkage


def local_days(clock: Horizon, zone: str) -> tuple[Array, list[date]]:
    """The midnights (days,) of a clock, seconds since the start, the first moved to 0, to 28 days after the end."""
    first, last = (clock.local_date(at, zone) for at in (0.0, clock.length + AFTERMATH))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return np.array([max(clock.midnight(day, zone), 0.0) for day in days]), days


def days_off(pool: Pool, clock: Horizon) -> dict[date, str]:
    """The public holidays of a pool's country on which agents are off duty, by day, with their names."""
    rule = pool.public_holidays
    if rule is None or pool.country is None:
        return {}
    days = local_days(clock, pool.time_zone)[1]
    found = public_holidays(pool.country, days[0], days[-1])
    meant = {day: name for day, name in found.items() if rule.only is None or _is_any(name, rule.only)}
    return dict(sorted(meant.items()))


def _is_any(name: str, wanted: tuple[str, ...]) -> bool:
    return any(holiday_is(name, one) for one in wanted)


def agents_holidays(pool: Pool, clock: Horizon) -> dict[date, str]:
    """The public holidays of a pool's country within the horizon that have an effect: a premium, or agents off duty."""
    premium = pool.employment.premiums.public_holiday if pool.employment is not None else 0.0
    if pool.country is None or (premium == 0 and pool.public_holidays is None):
        return {}
    first, last = clock.local_date(0.0, pool.time_zone), clock.local_date(clock.length - 1.0, pool.time_zone)
    found = public_holidays(pool.country, first, last)
    return found if premium > 0 else {day: name for day, name in days_off(pool, clock).items() if day in found}


def on_holidays(duty: Steps, pool: Pool, clock: Horizon) -> Steps:
    """Whole agents on duty without those who are off on public holidays of their country."""
    off = days_off(pool, clock)
    if not off or pool.public_holidays is None:
        return duty
    begins, days = local_days(clock, pool.time_zone)
    shares = np.array([1.0 - pool.public_holidays.absent if day in off else 1.0 for day in days])
    return part_of(duty, begins, shares, np.full(len(days), 0.5))


def as_the_day_is(duty: Steps, pool: Pool, name: str, seed: int, replication: int, clock: Horizon) -> Steps:
    """Whole agents on duty where each person is absent or not, drawn by replication, pool and day.

    Of a day's agents (1 − planned − absent) ÷ (1 − planned − unplanned) are there: fewer than planned on a bad day,
    more on a good one, as many on the mean. Absent are a binomial number of the people behind the day's most agents,
    each with the unplanned share of the day, which is beta distributed with `daily_cv`, else always the same.
    """
    rule: Shrinkage = pool.shrinkage
    if rule.unplanned == 0:
        return duty
    begins, days = local_days(clock, pool.time_zone)
    stream = named_stream(seed, replication, f"absence {name}")
    chance, draws = beta_shares(rule.unplanned, rule.daily_cv, stream, len(days)), stream.random((2, len(days)))
    people = np.maximum(np.round(_most_by_day(duty, begins) / (1.0 - rule.total)), 1.0)
    absent = binomial(draws[0], people, chance) / people
    there = np.maximum(1.0 - rule.planned - absent, 0.0) / (1.0 - rule.total)
    return part_of(duty, begins, there, draws[1])


def binomial(uniforms: Array, trials: Array, chance: Array) -> Array:
    """Turn uniforms (n,) into binomial numbers (n,): the least k whose distribution function reaches the uniform.

    >>> one = np.ones(3)
    >>> binomial(np.array([0.2, 0.3, 0.8]), 2 * one, 0.5 * one).tolist()  # 1/4, 3/4 and 1
    [0.0, 1.0, 2.0]
    """
    found = np.clip(np.ceil(special.bdtrik(uniforms, trials, chance)), 0.0, trials)
    lower = np.maximum(found - 1.0, 0.0)
    return np.asarray(np.where(special.bdtr(lower, trials.astype(np.int64), chance) >= uniforms, lower, found))


def _most_by_day(duty: Steps, begins: Array) -> Array:
    """The most agents on duty in each day (days,)."""
    times = np.unique(np.concatenate([duty.times, begins]))
    day = np.searchsorted(begins, times, side="right") - 1
    most = np.zeros(len(begins))
    np.maximum.at(most, day, duty.at(times))
    return most
