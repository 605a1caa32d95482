"""The routing of a strategy as tables of positions, which every engine reads."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.clock import WeekSteps
from sim.randomness.distributions import time_on_grid
from sim.study.elastic import Scaling
from sim.study.strategy import RouteStep
from sim.study.study import Study


@dataclass(frozen=True)
class StepRule:
    """One step of a route: its pools (positions) with weights, and when it is open to a contact.

    `longer_than` is the number of waiting contacts the queue must exceed, -1 for no condition; `closed` the position of
    the pool that must have nobody on duty, -1 for no condition; `keep_free` how many agents stay free for others.
    """

    pools: tuple[int, ...]
    weights: tuple[float, ...]
    after: float
    hours: WeekSteps | None
    longer_than: int
    closed: int
    keep_free: int

    @property
    def is_share(self) -> bool:
        """Whether one of several pools is drawn."""
        return len(self.pools) > 1


@dataclass(frozen=True)
class ScalingRule:
    """When more agents of a pool are ordered, and how many: positions of the pool and of the watched queue, seconds.

    `wait` and `longer_than` are infinite where they order nothing; `at_least` agents are there at all times.
    """

    pool: int
    queue: int
    wait: float
    longer_than: float
    step: int
    up_to: int
    at_least: int
    lead: float


@dataclass(frozen=True)
class RoutingTable:
    """Routes by queue position, and how each pool handles each queue.

    Attributes
    ----------
    pools : names of the strategy's pools, in the order of its staffing
    zones : time zones of the pools
    routes : per queue of the study its steps; empty where the strategy does not route it
    handle_factor, resolution_factor : [pool][queue], 1 where the pool lacks the skill
    slowdown : [pool][queue] how much slower a contact is with 1, 2, ... in hand, to the most that an agent takes
    speaks : [market][pool] whether the pool may take the market's contacts
    scaling : rules by which agents come and go while the simulation runs
    loses : [pool] whether an outage cuts off what is in hand

    """

    pools: tuple[str, ...]
    zones: tuple[str, ...]
    routes: tuple[tuple[StepRule, ...], ...]
    handle_factor: tuple[tuple[float, ...], ...]
    resolution_factor: tuple[tuple[float, ...], ...]
    slowdown: tuple[tuple[tuple[float, ...], ...], ...]
    speaks: tuple[tuple[bool, ...], ...]
    scaling: tuple[ScalingRule, ...]
    loses: tuple[bool, ...]


def routing_table(study: Study, strategy_name: str) -> RoutingTable:
    """Compile the routing of one strategy."""
    strategy = study.strategies[strategy_name]
    names = tuple(strategy.staffing)
    pools = [study.pools[name] for name in names]
    return RoutingTable(
        pools=names,
        zones=tuple(pool.time_zone for pool in pools),
        routes=tuple(
            tuple(_rule(step, names) for step in strategy.routing.get(queue, ())) for queue in study.queues
        ),
        handle_factor=tuple(_factors(study, name, "handle_time_factor") for name in names),
        resolution_factor=tuple(_factors(study, name, "resolution_factor") for name in names),
        slowdown=tuple(
            tuple(pool.skills[q].concurrency_slowdown if q in pool.skills else (1.0,) for q in study.queues)
            for pool in pools
        ),
        speaks=tuple(
            tuple(market.language is None or market.language in pool.languages for pool in pools)
            for market in study.markets.values()
        ),
        scaling=tuple(
            _scaling(place, pool.scaling, list(study.queues))
            for place, pool in enumerate(pools)
            if pool.scaling is not None and pool.scaling.watch is not None
        ),
        loses=tuple(pool.outages is not None and pool.outages.in_hand == "lose" for pool in pools),
    )


def _rule(step: RouteStep, names: tuple[str, ...]) -> StepRule:
    share = step.share or dict.fromkeys(step.pools, 1.0)
    chosen = [(names.index(name), weight) for name, weight in share.items() if weight > 0]
    return StepRule(
        pools=tuple(position for position, _ in chosen),
        weights=tuple(weight for _, weight in chosen),
        after=time_on_grid(step.after),
        hours=step.hours,
        longer_than=-1 if step.when is None or step.when.queue_longer_than is None else step.when.queue_longer_than,
        closed=names.index(step.when.closed) if step.when and step.when.closed else -1,
        keep_free=step.keep_free,
    )


def _scaling(pool: int, rule: Scaling, queues: list[str]) -> ScalingRule:
    assert rule.watch is not None
    return ScalingRule(
        pool=pool,
        queue=queues.index(rule.watch),
        wait=math.inf if rule.wait is None else time_on_grid(rule.wait),
        longer_than=math.inf if rule.queue_longer_than is None else rule.queue_longer_than,
        step=rule.step,
        up_to=rule.up_to,
        at_least=rule.at_least,
        lead=time_on_grid(rule.lead),
    )


def _factors(study: Study, name: str, field: str) -> tuple[float, ...]:
    skills = study.pools[name].skills
    return tuple(getattr(skills[queue], field) if queue in skills else 1.0 for queue in study.queues)
