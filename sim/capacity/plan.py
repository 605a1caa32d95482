"""The staffing plan of a strategy: each pool's agents on duty as a step function, and its weeks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from sim.capacity.absence import days_off, on_holidays
from sim.capacity.axis import Axis
from sim.capacity.contracted import sized_by_week
from sim.capacity.employed import employed_by_week, employed_for_today, employed_for_week
from sim.capacity.needs import Need, Setting, need_as_first, need_as_remainder, setting_of
from sim.capacity.openness import pool_open, wanted
from sim.capacity.pipeline import Pipeline
from sim.capacity.ramp import Ramp
from sim.capacity.roster import Roster, given_roster
from sim.capacity.sharing import available_share, ordered_for
from sim.capacity.sizing import Sized, heads_for, sized_for_today, sized_for_week
from sim.capacity.steps import Array, Steps, combined, constant, joined, product, repeated_after_end, shortest
from sim.clock import Horizon, step_integral
from sim.demand.forecast import Forecast
from sim.errors import UsageError
from sim.study.sourcing import Pool
from sim.study.strategy import Strategy
from sim.study.study import Study


@dataclass(frozen=True)
class PoolPlan:
    """One pool's agents: on duty as a step function, by interval, and its people by planning week.

    Attributes
    ----------
    pool : name
    times, agents : (k,) from `times[i]` (seconds, the first is 0) on, `agents[i]` are on duty, to 28 days after the
        end; of shared agents all who are ordered
    required : (intervals,) agents that the load requires, deferred work included, also where the roster was given by
        hand
    scheduled : (intervals,) mean agents on duty; of shared ones as many as other clients leave on the mean
    overtime : (intervals,) mean of those who are on overtime
    paid_breaks : (intervals,) mean agents on paid breaks, who are not on duty
    required_heads : (weeks,) whole people that the requirement of the week takes, through shrinkage
    ordered : (weeks,) the level ordered by the end of the week, whether it has arrived or not; own people: decided
    heads : (weeks,) people on the payroll; a vendor's agents under contract
    in_training : (weeks,) people who are not on duty yet
    hired, left : (weeks,) people who come at the week's start, and who are gone from its start on
    present : (weeks,) people there on average: heads × (1 − shrinkage)
    late : whether the plan comes too late for what is required
    order_by : last day for the first order or decision, so that every week's requirement is met; None: nothing to order
    arrives : the day on which the first of them come
    notes : what a planner should know, in plain sentences
    seasonal : (intervals,) mean of those on duty who are on seasonal contracts; None where the plan has none
    pace_times, pace : (k,) from `pace_times[i]` (seconds, the first is 0) on, a contact that an agent takes lasts
        `pace[i]` times as long as with a proficient one
    outage_times, in_order : (k,) from `outage_times[i]` (seconds, the first is 0) on the pool is in order (1)
        or not (0)
    pipeline : of our own people sized by the program: whom the plan hires, and when
    trained_before : weeks that new people were paid before the horizon
    ordinary_heads : whole people that an ordinary week takes
    course : of a vendor's agents sized by the program: their levels, those before the horizon too
    leaving_factor : how many times as fast as the plan reckons with people leave when it is realised

    """

    pool: str
    times: Array
    agents: Array
    required: Array
    scheduled: Array
    overtime: Array
    paid_breaks: Array
    required_heads: Array
    ordered: Array
    heads: Array
    in_training: Array
    hired: Array
    left: Array
    present: Array
    late: bool = False
    order_by: date | None = None
    arrives: date | None = None
    notes: tuple[str, ...] = ()
    seasonal: Array | None = None
    pace_times: Array = field(default_factory=lambda: np.zeros(1))
    pace: Array = field(default_factory=lambda: np.ones(1))
    outage_times: Array = field(default_factory=lambda: np.zeros(1))
    in_order: Array = field(default_factory=lambda: np.ones(1))
    pipeline: Pipeline | None = None
    trained_before: float = 0.0
    ordinary_heads: float = 0.0
    leaving_factor: float = 1.0
    course: Ramp | None = None


@dataclass(frozen=True)
class StaffingPlan:
    """The plans of a strategy's pools, in the order of its staffing."""

    strategy: str
    pools: tuple[PoolPlan, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know, of all pools."""
        return tuple(note for pool in self.pools for note in pool.notes)

    @property
    def late(self) -> bool:
        """Whether any pool's plan comes too late."""
        return any(pool.late for pool in self.pools)


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
            earlier = pool_of(before, pool)
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


def pool_of(plan: StaffingPlan, pool: str) -> PoolPlan:
    """The plan of one pool."""
    return next(part for part in plan.pools if part.pool == pool)


@dataclass(frozen=True)
class Decided:
    """What was decided before the day of a re-plan: whom a plan hires, or a vendor's levels."""

    day: date
    pipeline: Pipeline | None
    course: Ramp | None


def decided_before(before: StaffingPlan | None, pool: str, day: date | None) -> Decided | None:
    """What a pool's plan had decided before a day; None where nothing is planned anew."""
    if before is None or day is None:
        return None
    plan = pool_of(before, pool)
    return Decided(day, plan.pipeline, plan.course)


def going_on(study: Study, before: PoolPlan, after: PoolPlan, day: date) -> PoolPlan:
    """The plan as it was up to a day, and as it is made anew from then on."""
    clock = study.clock
    begin = clock.midnight(day, clock.zone)
    past, week = clock.edges[1:] <= begin, clock.week_edges()[:-1] < begin
    duty = joined(Steps(before.times, before.agents), Steps(after.times, after.agents), begin)
    pace = joined(Steps(before.pace_times, before.pace), Steps(after.pace_times, after.pace), begin)
    rows = {
        name: np.where(past, getattr(before, name), getattr(after, name))
        for name in ("required", "scheduled", "overtime", "paid_breaks")
    } | {
        name: np.where(week, getattr(before, name), getattr(after, name))
        for name in ("required_heads", "ordered", "heads", "in_training", "hired", "left", "present")
    }
    if before.seasonal is not None and after.seasonal is not None:
        rows["seasonal"] = np.where(past, before.seasonal, after.seasonal)
    return replace(
        after, times=duty.times, agents=duty.values, pace_times=pace.times, pace=pace.values,
        trained_before=before.trained_before, **rows,
    )  # fmt: skip


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
