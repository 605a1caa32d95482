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
    from sim.capacity.plan import StaffingPlan


@dataclass(frozen=True)
class Desk:
    """Pools and queues of one strategy, and the changes that the clock brings.

    Attributes
    ----------
    names : the pools' names
    rosters : per pool (time, agents) of the changes after the start
    gate_hours : gates with hours, and their (time, open) changes
    opening : queue and market position of each opening calendar

    """

    table: RoutingTable
    names: tuple[str, ...]
    pools: list[PoolState]
    queues: list[QueueState]
    steps: list[list[list[Gate]]]
    rosters: list[list[tuple[float, int]]]
    gate_hours: list[tuple[Gate, list[tuple[float, float]]]]
    opening: list[tuple[QueueState, int]]

    def lane(self, queue: QueueState, share: float) -> Lane:
        """Return the lane of a contact whose share uniform is given: the gates it may pass, in order."""
        picks = tuple(
            pick(rule, gates, share)
            for rule, gates in zip(self.table.routes[queue.position], self.steps[queue.position], strict=True)
        )
        lane = queue.lanes.get(picks)
        if lane is None:
            steps = self.steps[queue.position]
            lane = Lane(queue, tuple(steps[k][pick_] for k, pick_ in enumerate(picks) if pick_ >= 0))
            queue.lanes[picks] = lane
            for gate in lane.gates:
                gate.pool.gates.append((lane, gate))
                gate.pool.gates.sort(key=lambda pair: (pair[0].priority, pair[0].queue.position))
        return lane


def pick(rule: StepRule, gates: Sequence[Gate], share: float) -> int:
    """Return which pool of a step a contact is led to: by weight among those on duty, -1 if none is."""
    if not rule.is_share:
        return 0
    weights = [weight if gate.pool.duty > 0 else 0.0 for weight, gate in zip(rule.weights, gates, strict=True)]
    left = share * sum(weights)
    for position, weight in enumerate(weights):
        if weight and left < weight:
            return position
        left -= weight
    return max((k for k, weight in enumerate(weights) if weight), default=-1)


def build_desk(study: Study, strategy_name: str, plan: StaffingPlan) -> Desk:
    """Build the desk of one strategy as it stands at the start of the horizon."""
    table, horizon = routing_table(study, strategy_name), study.clock
    by_name = {pool.pool: pool for pool in plan.pools}
    rosters = [
        list(zip(on_grid(by_name[name].times).tolist(), map(int, by_name[name].agents.tolist()), strict=True))
        for name in table.pools
    ]
    pools = [
        PoolState(p, table.handle_factor[p], table.resolution_factor[p], rosters[p][0][1])
        for p in range(len(table.pools))
    ]
    queues = _queues(study)
    steps = [
        [[Gate(pools[p], rule.after, rule.longer_than) for p in rule.pools] for rule in route]
        for route in table.routes
    ]
    gate_hours = []
    for queue, gates_of, route in zip(queues, steps, table.routes, strict=True):
        for rule, gates in zip(route, gates_of, strict=True):
            queue.shares = queue.shares or rule.is_share
            queue.conditional = queue.conditional or rule.longer_than >= 0
            queue.gates.extend(gates)
            for gate in gates if rule.hours is not None else ():
                times, values = horizon.expand(rule.hours, table.zones[gate.pool.position])  # type: ignore[arg-type]
                gate.within_hours = bool(values[0] > 0)
                gate_hours.append((gate, list(zip(times[1:].tolist(), values[1:].tolist(), strict=True))))
    desk = Desk(
        table=table, names=table.pools, pools=pools, queues=queues, steps=steps,
        rosters=[roster[1:] for roster in rosters], gate_hours=gate_hours,
        opening=[(queue, m) for queue in queues for m in range(len(study.markets))],
    )  # fmt: skip
    for queue in queues:
        if not queue.shares:
            queue.single = desk.lane(queue, 0.0)
        if queue.at_close == "finish":
            for pool in {gate.pool.position: gate.pool for gate in queue.gates}.values():
                pool.finishing.extend((queue, m) for m in range(len(study.markets)))
    return desk


def _queues(study: Study) -> list[QueueState]:
    horizon, names = study.clock, list(study.queues)
    queues = []
    for position, rule in enumerate(study.queues.values()):
        hours = tuple(OpenPeriods(horizon, rule.opening_hours, m.time_zone) for m in study.markets.values())
        queue = QueueState(position, rule, hours)
        if rule.follow_up and rule.follow_up.queue:
            queue.follow_up_queue = names.index(rule.follow_up.queue)
        if rule.retry and rule.retry.queue:
            queue.retry_queue = names.index(rule.retry.queue)
        queues.append(queue)
    return queues
