"""What the terms are applied to: hours, heads, minutes and contacts of a pool by month on its own clock.

Only what lies in the counted window is charged, whoever's contacts it served: duty (overrun included), minutes in hand
cut at the window and at the month, contacts in the month in which an agent took them. Minutes are those of contacts:
two chats in one agent's hand are two minutes a minute, and a chat slowed down by the other is longer. A call-back that
reaches its customer is a contact; one that does not is none and has no minutes, though its agent was busy. A resolution
is a contact after which its ticket needed no other.
"""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEK, Horizon, public_holidays, step_integral, step_values
from sim.cost.contract import Usage
from sim.cost.contract_life import bound
from sim.cost.employment import EmployedHours
from sim.cost.months import Pieces, pieces
from sim.cost.work import VendorWork, vendor_pieces
from sim.metrics.occupancy import break_seconds, paid_time, training_seconds
from sim.metrics.sums import sum_by
from sim.records import Records
from sim.study.contract import Peak
from sim.study.sourcing import Pool
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan

HOUR = 3600.0
SATURDAY = 5


def employed_hours(horizon: Horizon, pool: Pool, plan: PoolPlan, records: Records) -> tuple[Pieces, EmployedHours]:
    """Return the window's pieces on the pool's clock and what its employees worked by month.

    Parameters
    ----------
    horizon : the horizon
    pool : its clock, its country's public holidays and the hours of the night premium
    plan : overtime, paid breaks and heads
    records : the hours on duty

    """
    assert pool.employment is not None
    weeks = horizon.week_edges()
    nights = horizon.expand(pool.employment.premiums.night_hours, pool.time_zone)
    cut = pieces(horizon, pool.time_zone, [weeks, nights[0]])
    duty = step_integral(*_duty(plan, records), cut.edges) / HOUR
    night = step_values(*nights, cut.edges[:-1]) > 0
    return cut, EmployedHours(
        duty=cut.by_month(duty),
        paid_breaks=cut.by_month(break_seconds(horizon, plan, cut.edges) / HOUR),
        overtime=cut.by_month(step_integral(horizon.starts, plan.overtime, cut.edges) / HOUR),
        night=cut.by_month(duty * night),
        weekend=cut.by_month(duty * [day.weekday() >= SATURDAY for day in cut.days]),
        public_holiday=cut.by_month(duty * on_holiday(pool.country, cut.days)),
        head_months=cut.by_month(heads_by_piece(horizon, plan, cut) * cut.month_share),
        training=cut.by_month(_training_hours(horizon, pool, plan, cut)),
        hired=cut.by_month(_hired(horizon, plan, cut)),
        left=cut.by_month(_left(horizon, plan, cut)),
        empty_seats=cut.by_month(_empty_seats(horizon, pool, plan, cut) * cut.month_share),
        seasonal=cut.by_month(_seasonal_hours(horizon, plan, cut)),
    )


def _training_hours(horizon: Horizon, pool: Pool, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """Hours of people in training by piece (pieces,); those before the counted window are in the first."""
    edges = np.append(0.0, cut.edges)
    hours = training_seconds(horizon, pool, plan, edges) / HOUR
    hours[1] += hours[0] + plan.trained_before * pool.weekly_hours
    return hours[1:]


def _hired(horizon: Horizon, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """People hired by piece (pieces,): those of a week in the piece with which it begins.

    Those who come before the counted window are in its first piece; people on seasonal contracts are not counted.
    """
    seasonal = plan.pipeline.seasonal if plan.pipeline else None
    return _as_weeks_begin(horizon, cut, plan.hired if seasonal is None else plan.hired - seasonal.come)


def _left(horizon: Horizon, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """People who left by piece (pieces,), likewise; whose seasonal contract ends does not leave."""
    seasonal = plan.pipeline.seasonal if plan.pipeline else None
    return _as_weeks_begin(horizon, cut, plan.left if seasonal is None else plan.left - seasonal.go)


def _as_weeks_begin(horizon: Horizon, cut: Pieces, people: NDArray[np.float64]) -> NDArray[np.float64]:
    begins = np.maximum(horizon.week_edges()[:-1], horizon.warm_up)
    return sum_by(np.searchsorted(cut.edges, begins), len(cut.days), people)


def _empty_seats(horizon: Horizon, pool: Pool, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """Seats in each piece (pieces,) that were taken within the seat's notice before it, and are not any more."""
    assert pool.employment is not None
    notice = pool.employment.seat_notice or 0.0
    weeks = math.ceil(notice / WEEK)
    taken = np.array([plan.heads[max(week - weeks, 0) : week + 1].max() for week in range(len(plan.heads))])
    return np.asarray((taken - plan.heads)[np.searchsorted(horizon.week_edges(), cut.edges[:-1], side="right") - 1])


def _seasonal_hours(horizon: Horizon, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """Hours on duty of people on seasonal contracts, by piece (pieces,)."""
    if plan.seasonal is None:
        return np.zeros(len(cut.days))
    return step_integral(horizon.starts, plan.seasonal, cut.edges) / HOUR


def on_holiday(country: str | None, days: tuple[date, ...]) -> NDArray[np.bool_]:
    """Return which days (days,) are public holidays of a country; none where no country is given.

    >>> on_holiday("US", (date(2026, 11, 26), date(2026, 11, 27))).tolist()
    [True, False]
    """
    holidays = public_holidays(country, min(days), max(days)) if country is not None else {}
    return np.array([day in holidays for day in days], dtype=np.bool_)


def contract_usage(study: Study, plan: PoolPlan, records: Records, work: VendorWork) -> tuple[Pieces, Usage]:
    """Return the window's pieces on the pool's clock and what was used of the vendor's contract by month."""
    pool, horizon = study.pools[plan.pool], study.clock
    assert pool.contract is not None
    cut = vendor_pieces(study, plan.pool)
    used = _used(horizon, pool, plan, records, cut, work)
    peak = np.array([at_peak(pool.contract.peak, day) for day in cut.days])
    return cut, Usage(
        used=cut.by_month(used),
        at_peak=cut.by_month(used * peak),
        month_share=cut.by_month(cut.month_share),
        bound=cut.by_month(cut.month_share * bound(cut, pool.contract)),
        seconds=cut.by_month(np.diff(cut.edges)),
    )


def at_peak(peak: Peak | None, day: date) -> bool:
    """Tell whether a day is one of the peak's."""
    return peak is not None and peak.from_ <= day <= peak.to


def _used(
    horizon: Horizon, pool: Pool, plan: PoolPlan, records: Records, cut: Pieces, work: VendorWork
) -> NDArray[np.float64]:
    """What a piece of the window holds (pieces,) of the unit that a contract is paid by."""
    assert pool.contract is not None
    unit = pool.contract.unit
    if unit == "fte_month":
        return heads_by_piece(horizon, plan, cut) * cut.month_share
    if unit in ("agent_hour", "paid_hour"):
        duty = step_integral(*_duty(plan, records), cut.edges) / HOUR
        if unit == "agent_hour":
            return duty
        return paid_time(duty, break_seconds(horizon, plan, cut.edges) / HOUR, pool.shrinkage.total)
    return work.used / 60.0 if unit == "minute" else work.used


def heads_by_piece(horizon: Horizon, plan: PoolPlan, cut: Pieces) -> NDArray[np.float64]:
    """Return the plan's heads in each piece (pieces,) of a window that is cut at the planning weeks."""
    return np.asarray(plan.heads[np.searchsorted(horizon.week_edges(), cut.edges[:-1], side="right") - 1])


def _duty(plan: PoolPlan, records: Records) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return records.duty[records.pools.index(plan.pool)]
