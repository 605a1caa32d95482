"""The desk before the first customer: pools, queues, gates and calendars of changes, built from a strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.engine.duty import PoolState
from sim.engine.opening import OpenPeriods
from sim.engine.routing import RoutingTable, StepRule, routing_table
from sim.engine.waiting import Gate, Lane, QueueState
from sim.randomness.distributions import on_grid
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan, StaffingPlan


Options = list[tuple[float, int]]
"""Weight and place of each pool of a route's step that a contact can be led to."""


@dataclass(frozen=True)
class Desk:
    """Pools and queues of one strategy, and the changes that the clock brings.

    Attributes
    ----------
    names, queue_names : the pools' and the queues' names
    rosters : per pool (time, agents) of the changes after the start
    paces : per pool (time, pace) of the changes after the start
    outages : per pool (time, whether it is in order) of the changes, those at the start too
    gate_hours : gates with hours, and their (time, open) changes
    opening : queue and market position of each opening calendar

    """

    table: RoutingTable
    names: tuple[str, ...]
    queue_names: tuple[str, ...]
    pools: list[PoolState]
    queues: list[QueueState]
    steps: list[list[list[Gate]]]
    rosters: list[list[tuple[float, int]]]
    paces: list[list[tuple[float, float]]]
    outages: list[list[tuple[float, bool]]]
    gate_hours: list[tuple[Gate, list[tuple[float, float]]]]
    opening: list[tuple[QueueState, int]]

    def lane(self, queue: QueueState, market: int, *, vip: bool, share: float) -> Lane:
        """Return the lane of a contact whose share uniform is given: the gates it may pass, in order."""
        choices = queue.choices.get((vip, market)) or self._choices(queue, market, vip=vip)
        picks = tuple(options[0][1] if len(options) == 1 else picked(options, share) for options in choices)
        lane = queue.lanes.get((vip, picks))
        if lane is None:
            priority = queue.rule.vip.priority if vip and queue.rule.vip else queue.priority
            steps = self.steps[queue.position]
            lane = Lane(queue, tuple(steps[k][place] for k, place in enumerate(picks) if place >= 0), priority)
            queue.lanes[vip, picks] = lane
            for gate in lane.gates:
                gate.pool.gates.append((lane, gate))
                gate.pool.gates.sort(key=lambda pair: (pair[0].priority, pair[0].queue.position))
        return lane

    def _choices(self, queue: QueueState, market: int, *, vip: bool) -> list[Options]:
        """Return for each step of a queue's route what a contact can be led to, as the pools are on duty now."""
        speaks = self.table.speaks[market]
        route, steps = self.table.routes[queue.position], self.steps[queue.position]
        found = [options(rule, gates, speaks) for rule, gates in zip(route, steps, strict=True)]
        queue.choices[vip, market] = found
        return found


def options(rule: StepRule, gates: Sequence[Gate], speaks: Sequence[bool]) -> Options:
    """Return the weight and place of each pool of a step that a contact can be led to; (1, -1) alone where none is.

    Of a share these are the pools that are on duty and speak the contact's language.
    """
    able = [
        (weight, place)
        for place, (weight, gate) in enumerate(zip(rule.weights, gates, strict=True))
        if speaks[gate.pool.position] and (gate.pool.duty > 0 or not rule.is_share)
    ]
    return able or [(1.0, -1)]


def picked(able: Options, share: float) -> int:
    """Return the place that a uniform picks by weight.

    >>> picked([(1.0, 0), (3.0, 2)], 0.24), picked([(1.0, 0), (3.0, 2)], 0.25)
    (0, 2)
    """
    total = 0.0
    for weight, _ in able:  # `sum` adds otherwise from Python 3.12 on
        total += weight
    left = share * total
    for weight, place in able:
        if left < weight:
            return place
        left -= weight
    return able[-1][1]


def build_desk(study: Study, strategy_name: str, plan: StaffingPlan) -> Desk:
    """Build the desk of one strategy as it stands at the start of the horizon."""
    table = routing_table(study, strategy_name)
    by_name = {pool.pool: pool for pool in plan.pools}
    rosters = [
        list(zip(on_grid(by_name[name].times).tolist(), map(int, by_name[name].agents.tolist()), strict=True))
        for name in table.pools
    ]
    paces = [
        list(zip(on_grid(by_name[name].pace_times).tolist(), by_name[name].pace.tolist(), strict=True))
        for name in table.pools
    ]
    pools = [
        PoolState(p, table.handle_factor[p], table.resolution_factor[p], rosters[p][0][1])
        for p in range(len(table.pools))
    ]
    for pool, series in zip(pools, paces, strict=True):
        pool.keep_pace(series[0][1])
    queues, steps = _queues(study), _gates(table, pools)
    desk = Desk(
        table=table, names=table.pools, queue_names=tuple(study.queues), pools=pools, queues=queues, steps=steps,
        rosters=[roster[1:] for roster in rosters], paces=[series[1:] for series in paces],
        outages=[_outages(by_name[name]) for name in table.pools],
        gate_hours=_gate_hours(study, table, steps),
        opening=[(queue, m) for queue in queues for m in range(len(study.markets))],
    )  # fmt: skip
    for queue in queues:
        _join(desk, queue, len(study.markets))
    return desk


def _outages(plan: PoolPlan) -> list[tuple[float, bool]]:
    times, in_order = on_grid(plan.outage_times).tolist(), (plan.in_order > 0).tolist()
    changes = list(zip(times, in_order, strict=True))
    return changes[1:] if in_order[0] else changes


def _gates(table: RoutingTable, pools: Sequence[PoolState]) -> list[list[list[Gate]]]:
    """The gates of each queue's route, step by step."""

    def gate(queue: int, rule: StepRule, pool: int) -> Gate:
        return Gate(pools[pool], rule, table.slowdown[pool][queue], pools[rule.closed] if rule.closed >= 0 else None)

    steps = [
        [[gate(queue, rule, p) for p in rule.pools] for rule in route] for queue, route in enumerate(table.routes)
    ]
    for found in (gate for route in steps for gates in route for gate in gates):
        if found.closed is not None:
            found.closed.opens.append(found)
            found.turn()
    return steps


def _gate_hours(
    study: Study, table: RoutingTable, steps: list[list[list[Gate]]]
) -> list[tuple[Gate, list[tuple[float, float]]]]:
    """The gates with hours, set to how they stand at the start, and their later changes."""
    found = []
    for route, gates_of in zip(table.routes, steps, strict=True):
        for rule, gates in zip(route, gates_of, strict=True):
            for gate in gates if rule.hours is not None else ():
                times, values = study.clock.expand(rule.hours, table.zones[gate.pool.position])  # type: ignore[arg-type]
                gate.within_hours = bool(values[0] > 0)
                gate.turn()
                found.append((gate, list(zip(times[1:].tolist(), values[1:].tolist(), strict=True))))
    return found


def _join(desk: Desk, queue: QueueState, markets: int) -> None:
    """Join a queue to its gates and pools, with a lane for each kind of contact that a share does not decide."""
    rules = desk.table.routes[queue.position]
    steps = desk.steps[queue.position]
    queue.sharing = {gate.pool for rule, gates in zip(rules, steps, strict=True) if rule.is_share for gate in gates}
    queue.conditional = any(rule.longer_than >= 0 for rule in rules)
    queue.gates = [gate for gates in steps for gate in gates]
    if not queue.sharing:
        kinds = (False, True) if queue.vip_share else (False,)
        queue.fixed_lanes = [[desk.lane(queue, m, vip=vip, share=0.0) for m in range(markets)] for vip in kinds]
        if len(queue.lanes) == 1:
            queue.single = queue.fixed_lanes[0][0]
    for gate in queue.gates:
        pool = gate.pool
        pool.rising = pool.rising or queue.rises > 0
        pool.plain = pool.plain and not (gate.shared or gate.keep_free or queue.rises)
        pool.floor.allow(len(gate.slowdown))
    if queue.at_close == "finish":
        for pool in {gate.pool.position: gate.pool for gate in queue.gates}.values():
            pool.finishing.extend((queue, m) for m in range(markets) if desk.table.speaks[m][pool.position])


def _queues(study: Study) -> list[QueueState]:
    horizon, names = study.clock, list(study.queues)
    queues = []
    for position, rule in enumerate(study.queues.values()):
        hours = tuple(OpenPeriods(horizon, rule.opening_hours, m.time_zone) for m in study.markets.values())
        accepts = hours
        if rule.accepts != rule.opening_hours:
            accepts = tuple(OpenPeriods(horizon, rule.accepts, m.time_zone) for m in study.markets.values())
        queue = QueueState(position, rule, hours, accepts)
        if rule.follow_up and rule.follow_up.queue:
            queue.follow_up_queue = names.index(rule.follow_up.queue)
        if rule.retry and rule.retry.queue:
            queue.retry_queue = names.index(rule.retry.queue)
        if rule.escalation:
            queue.escalation_queue = names.index(rule.escalation.queue)
        queues.append(queue)
    return queues
