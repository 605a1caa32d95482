"""A staffing plan as one replication realises it: who has left, who is free for us, what fails, all drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.capacity.absence import as_the_day_is
from sim.capacity.outages import in_order
from sim.capacity.pipeline import Leavers
from sim.capacity.plan import pace_by_week
from sim.capacity.sharing import left_by_others
from sim.capacity.spread import spread
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.capacity.steps import Array, Steps, product, shortest
from sim.clock import AFTERMATH, WEEK, Horizon
from sim.randomness.streams import named_stream
from sim.study.study import Study

HOUR = 3600.0


def realised(study: Study, plan: StaffingPlan, replication: int) -> StaffingPlan:
    """Draw who leaves and what fails in one replication, and put those on duty who are there.

    Parameters
    ----------
    study : its seed and pools
    plan : the plan of a strategy, which reckons with the leavers to be expected
    replication : 0, 1, ...

    A week's agent-hours are those of the plan times people there ÷ people reckoned with, in whole agents, spread as the
    plan spreads them. Classes come as planned, whoever leaves. A pool in which nobody leaves is as planned. Some of a
    day's agents are absent, and of shared agents only those are there whom other clients leave. In an outage nobody of
    a pool is on duty but who has a contact in hand.

    """
    changes = (_realised, _as_the_day_is, _without_others, _without_outages)
    pools = plan.pools
    for change in changes:
        pools = tuple(change(study, pool, replication) for pool in pools)
    return replace(plan, pools=pools)


def _as_the_day_is(study: Study, plan: PoolPlan, replication: int) -> PoolPlan:
    terms, planned = study.pools[plan.pool], Steps(plan.times, plan.agents)
    if terms.shrinkage.unplanned == 0:
        return plan
    duty = as_the_day_is(planned, terms, plan.pool, study.seed, replication, study.clock)
    return replace(plan, times=duty.times, agents=duty.values, scheduled=duty.mean(study.clock.edges))


def _without_others(study: Study, plan: PoolPlan, replication: int) -> PoolPlan:
    rule = study.pools[plan.pool].sharing
    if rule is None:
        return plan
    duty = left_by_others(Steps(plan.times, plan.agents), study.seed, replication, plan.pool, rule, study.clock)
    return replace(plan, times=duty.times, agents=duty.values, scheduled=duty.mean(study.clock.edges))


def _without_outages(study: Study, plan: PoolPlan, replication: int) -> PoolPlan:
    rule = study.pools[plan.pool].outages
    if rule is None:
        return plan
    zone = study.pools[plan.pool].time_zone
    working = in_order(study.seed, replication, plan.pool, rule, study.clock, zone)
    there = product(Steps(plan.times, plan.agents), working)
    share = working.mean(study.clock.edges)
    return replace(
        plan, outage_times=working.times, in_order=working.values, scheduled=there.mean(study.clock.edges),
        overtime=plan.overtime * share, paid_breaks=plan.paid_breaks * share,
    )  # fmt: skip


def _realised(study: Study, plan: PoolPlan, replication: int) -> PoolPlan:
    pipeline = plan.pipeline
    if pipeline is None or pipeline.terms.stay == 1:
        return plan
    clock = study.clock
    course = pipeline.course(_leavers(study.seed, replication, plan.pool, pipeline.terms.stay**plan.leaving_factor))
    expected = pipeline.course().on_duty
    ratio = np.divide(course.on_duty, expected, out=np.ones(clock.weeks), where=expected > 0)
    duty = scaled(Steps(plan.times, plan.agents), ratio, clock)
    pace = pace_by_week(course.pace, clock)
    by_interval = ratio[np.searchsorted(clock.week_edges(), clock.starts, side="right") - 1]
    return replace(
        plan,
        times=duty.times,
        agents=duty.values,
        scheduled=duty.mean(clock.edges),
        overtime=plan.overtime * by_interval,
        paid_breaks=plan.paid_breaks * by_interval,
        heads=course.heads,
        in_training=course.in_training,
        left=course.left,
        present=course.on_duty * (1 - study.pools[plan.pool].shrinkage.total),
        trained_before=course.trained_before,
        pace_times=pace.times,
        pace=pace.values,
    )


def _leavers(seed: int, replication: int, pool: str, stay: float) -> Leavers:
    """Each person leaves or stays, drawn by replication, pool and week, cohort by cohort."""

    def drawn(week: int, cohorts: Array) -> Array:
        stream = named_stream(seed, replication, f"attrition {pool} {week}")
        return stream.binomial(cohorts.astype(np.int64), 1.0 - stay).astype(np.float64)

    return drawn


def scaled(duty: Steps, ratio: Array, clock: Horizon) -> Steps:
    """Agents on duty with each week's agent-hours times a ratio, in whole agents, in the proportions of the week.

    Parameters
    ----------
    duty : whole agents on duty, to 28 days after the end
    ratio : (weeks,) of each planning week; the last one's holds after the end
    clock : the horizon

    The hours come as near to the ratio's as whole agents allow, and never exceed them.

    """
    end = clock.length + AFTERMATH
    borders = np.concatenate([clock.week_edges(), np.arange(clock.length + WEEK, end + 1.0, WEEK)])
    times = np.unique(np.concatenate([duty.times, borders[:-1]]))
    agents, lengths = duty.at(times), np.diff(np.append(times, end)) / HOUR
    week = np.minimum(np.searchsorted(borders, times, side="right") - 1, len(ratio) - 1)
    place = np.searchsorted(borders, times, side="right") - 1
    for number in range(len(borders) - 1):
        here = place == number
        factor = float(ratio[week[here][0]])
        if factor != 1.0:
            hours = factor * float(agents[here] @ lengths[here])
            agents[here] = spread(agents[here], lengths[here], hours)
    return shortest(times, agents)
