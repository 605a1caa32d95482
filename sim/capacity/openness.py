"""When queues and the steps of their routes are open, and when a pool may get contacts."""

from __future__ import annotations

from sim.capacity.axis import Axis
from sim.capacity.steps import Steps, any_of, product
from sim.study.reach import pairs_reached
from sim.study.strategy import RouteStep, Strategy
from sim.study.study import Study


def pool_open(study: Study, axis: Axis, pool: str) -> Steps:
    """1 while a pool can work, by its `agent_hours`."""
    return axis.lay(study.pools[pool].agent_hours, study.pools[pool].time_zone)


def step_open(study: Study, axis: Axis, step: RouteStep, pool: str) -> Steps:
    """1 while a step of a route may lead to a pool: within the step's hours and the pool's, both on its clock."""
    open_ = pool_open(study, axis, pool)
    return open_ if step.hours is None else product(open_, axis.lay(step.hours, study.pools[pool].time_zone))


def queue_open(study: Study, axis: Axis, market: str, queue: str) -> Steps:
    """1 while contacts of a market are let into a queue, on the market's clock; deferred work always is."""
    return axis.lay(study.queues[queue].accepts, study.markets[market].time_zone)


def wanted(study: Study, axis: Axis, strategy: Strategy, pool: str) -> Steps:
    """1 while a pool may get contacts: some queue whose route leads to it then is open for some market.

    Deferred work is never sent away; as open count the hours in which the study says that it is written.
    """
    open_: list[Steps] = []
    for market, queue in pairs_reached(study):
        steps = [step for step in strategy.routing.get(queue, ()) if pool in step.pools]
        if steps and queue in study.pools[pool].skills:
            led = any_of([step_open(study, axis, step, pool) for step in steps])
            hours = axis.lay(study.queues[queue].opening_hours, study.markets[market].time_zone)
            open_.append(product(hours, led))
    return any_of(open_)
