"""The staffing plan of a strategy: each pool's agents on duty as a step function, and its weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from sim.capacity.absence import days_off, on_holidays
from sim.capacity.axis import Axis
from sim.capacity.contracted import sized_by_week
from sim.capacity.employed import employed_by_week, employed_for_today, employed_for_week
from sim.capacity.needs import Need, Setting, need_as_first, need_as_remainder, setting_of
from sim.capacity.openness import pool_open, wanted
from sim.capacity.replan import Decided, decided_before, going_on
from sim.capacity.roster import Roster, given_roster
from sim.capacity.sharing import available_share, ordered_for
from sim.capacity.sizing import Sized, heads_for, sized_for_today, sized_for_week
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.capacity.steps import Array, Steps, combined, constant, product, repeated_after_end, shortest
from sim.clock import Horizon, step_integral
from sim.demand.forecast import Forecast
from sim.errors import UsageError
from sim.study.sourcing import Pool
from sim.study.strategy import Strategy
from sim.study.study import Study


def plan_staffing(
    study: Study, forecast: Forecast, strategy_name: str, before: StaffingPlan | None = None, day: date | None = None
) -> StaffingPlan:
    """Say how many agents of each pool are on duty when, under one strategy.

    Parameters
    ----------
    study : the study
    forecast : its expected contacts
    strategy_name : one of its strategies; `UsageError` for another
    before, day : the plan as it was, and the day from which on it is made anew: pools that follow the forecast, or a
        remainder of it, decide anew from then on, what was decided stands, and the others stay as they were

    """
    if strategy_name not in study.strategies:
        known = ", ".join(study.strategies)
        raise UsageError(f"the study has no strategy {strategy_name!r}; it has {known}")
    strategy = study.strategies[strategy_name]
    given = {
        pool: given_roster(study, strategy_name, pool)
        for pool, staffing in strategy.staffing.items()
        if staffing.size_for is None
    }
    setting = setting_of(study, forecast, strategy_name, given)
    plans: dict[str, PoolPlan] = {}
    free: dict[str, Array] = {}
    for pool, staffing in strategy.staffing.items():
        if staffing.size_for == "remainder":
            need = need_as_remainder(setting, pool, free)
        else:
            need = need_as_first(setting, pool)
        if study.pools[pool].follows_forecast:
            beside = any(pool in found and found & set(free) for found in _served_together(strategy))
            plans[pool] = _elastic(setting, pool, need_as_remainder(setting, pool, free) if beside else need)
        elif pool in given:
            plans[pool] = _by_hand(setting, pool, given[pool], need)
        else:
            plans[pool] = _planned(setting, strategy_name, pool, need, decided_before(before, pool, day))
        if before is not None and day is not None:
            earlier = before.of(pool)
            anew = staffing.size_for in ("forecast", "remainder") or study.pools[pool].follows_forecast
            plans[pool] = going_on(study, earlier, plans[pool], day) if anew else earlier
        free[pool] = np.maximum(plans[pool].scheduled - need.deferred, 0.0)
    return StaffingPlan(strategy_name, tuple(plans.values()))


def _served_together(strategy: Strategy) -> list[set[str]]:
    """The pools of each queue's route."""
    return [{pool for step in route for pool in step.pools} for route in strategy.routing.values()]


def _elastic(setting: Setting, pool: str, need: Need) -> PoolPlan:
    """The plan of a cloud pool that follows the forecast: what is required of it, in steps and within its limits."""
    study, clock, rule = setting.study, setting.study.clock, setting.study.pools[pool].scaling
    assert rule is not None
    agents = np.clip(np.ceil(need.required / rule.step) * rule.step, rule.at_least, rule.up_to)
    open_ = pool_open(study, Axis.of_horizon(clock), pool)
    duty = product(repeated_after_end(Steps(clock.starts, agents), clock), open_)
    return _by_hand(setting, pool, Roster(duty, constant(0.0)), need)


def _planned(
    setting: Setting, strategy_name: str, pool: str, own_need: Need, decided: Decided | None = None
) -> PoolPlan:
    study, weeks = setting.study, setting.weeks
    terms, staffing = study.pools[pool], setting.strategy.staffing[pool]
    if decided is not None and staffing.size_for in ("forecast", "remainder"):
        since = max(decided.day, staffing.decide_from or decided.day)
        staffing = staffing.model_copy(update={"decide_from": since})
    need = ordered_for(own_need, terms)
    axis = Axis.of_horizon(study.clock)
    flat = wanted(study, axis, setting.strategy, pool).mean(axis.edges)
    if staffing.size_for == "today":
        for_today = employed_for_today if terms.own else sized_for_today
        sized = for_today(pool, terms, need, flat, weeks)
    elif staffing.size_for in ("base", "peak"):
        week = need.ordinary if staffing.size_for == "base" else weeks.largest_by_slot(need.required)
        if terms.own:
            sized = employed_for_week(pool, terms, week, need, flat, weeks)
        else:
            sized = sized_for_week(pool, terms, week, need, weeks)
    else:
        where = f"strategies.{strategy_name}.staffing.{pool}"
        if terms.own:
            hires = decided.pipeline if decided else None
            sized = employed_by_week(pool, terms, staffing, need, flat, weeks, where, hires)
        else:
            sized = sized_by_week(pool, terms, staffing, need, flat, weeks, where, decided.course if decided else None)
    open_ = pool_open(study, axis, pool)
    starts = study.clock.starts
    planned = product(repeated_after_end(Steps(starts, weeks.inside(sized.agents)), study.clock), open_)
    duty = on_holidays(planned, terms, study.clock)
    overtime = product(Steps(starts, weeks.inside(sized.overtime)), open_)
    plan = _pool_plan(setting, pool, own_need, sized, duty, overtime, _paid_days_off(terms, planned, duty))
    if sized.seasonal is None:
        return plan
    seasonal = product(Steps(starts, weeks.inside(sized.seasonal)), open_)
    return replace(plan, seasonal=seasonal.mean(study.clock.edges))


def _by_hand(setting: Setting, pool: str, roster: Roster, need: Need) -> PoolPlan:
    """The plan of a given roster: as many heads as its agent-hours of each whole week take."""
    clock, terms = setting.study.clock, setting.study.pools[pool]
    edges = clock.week_edges()
    edges[-1] = clock.midnight(clock.start + timedelta(days=7 * clock.weeks), clock.zone)
    hours = step_integral(roster.duty.times, roster.duty.values, edges) / 3600.0
    heads, none = heads_for(hours, terms), np.zeros(clock.weeks)
    sized = Sized(none, none, heads, heads, none, none, none)
    duty = roster.duty
    if {"agents", "shifts"} & set(setting.strategy.staffing[pool].ways):  # the others name their days themselves
        duty = on_holidays(duty, terms, clock)
    paid = combined([roster.paid_breaks, _paid_days_off(terms, roster.duty, duty)], lambda v: np.asarray(v.sum(axis=0)))
    return _pool_plan(setting, pool, need, sized, duty, constant(0.0), paid)


def _paid_days_off(pool: Pool, planned: Steps, there: Steps) -> Steps:
    """Our own agents who are off duty on public holidays and paid."""
    if not pool.own:
        return constant(0.0)
    return combined([planned, there], lambda agents: np.maximum(agents[0] - agents[1], 0.0))


def _told_off(name: str, pool: Pool, clock: Horizon) -> tuple[str, ...]:
    """Say on which days public holidays take agents off duty."""
    off = {day: what for day, what in days_off(pool, clock).items() if day < clock.local_date(clock.length, clock.zone)}
    if not off or pool.public_holidays is None:
        return ()
    told = ", ".join(f"{day} ({what})" for day, what in off.items())
    return (f"{name}: {pool.public_holidays.absent:.0%} of the agents are off duty on {told}.",)


def _pool_plan(
    setting: Setting, pool: str, need: Need, sized: Sized, duty: Steps, overtime: Steps, paid_breaks: Steps
) -> PoolPlan:
    clock, weeks, terms = setting.study.clock, setting.weeks, setting.study.pools[pool]
    pace = constant(1.0) if sized.pace is None else pace_by_week(sized.pace, clock)
    ordered = ordered_for(need, terms)
    hours = weeks.by_week(weeks.whole(ordered.required, ordered.ordinary) * need.lengths / weeks.hours)
    return PoolPlan(
        pool=pool,
        times=duty.times,
        agents=duty.values,
        required=need.required,
        scheduled=duty.mean(clock.edges) * available_share(terms),
        overtime=overtime.mean(clock.edges),
        paid_breaks=paid_breaks.mean(clock.edges),
        required_heads=heads_for(hours, terms),
        ordered=sized.ordered,
        heads=sized.heads,
        in_training=sized.in_training,
        hired=sized.hired,
        left=sized.left,
        present=(sized.heads - sized.in_training) * (1 - terms.shrinkage.total),
        late=sized.late,
        order_by=sized.order_by,
        arrives=sized.arrives,
        notes=(*sized.notes, *_told_off(pool, terms, clock)),
        pace_times=pace.times,
        pace=pace.values,
        pipeline=sized.pipeline,
        course=sized.course,
        trained_before=sized.trained_before,
        ordinary_heads=float(heads_for(np.array([ordered.ordinary_hours]), terms)[0]),
    )


def pace_by_week(pace: Array, clock: Horizon) -> Steps:
    """The pace of each planning week (weeks,) as a step function; the last one's holds after the end."""
    return shortest(clock.week_edges()[:-1], pace)
