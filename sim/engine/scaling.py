"""Agents who come within minutes and go again, by a rule on the state of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.calendar import ROSTER, SCALING, Occurrence
from sim.engine.contacts import NOT_YET

if TYPE_CHECKING:
    from sim.engine.duty import PoolState
    from sim.engine.routing import ScalingRule
    from sim.engine.simpy_engine import Simulation

TICK = 60.0
"""Seconds between two looks at a queue."""


class Elastic:
    """The scaling rules of a strategy at work: every minute each looks at the queue that it watches.

    `on_the_way` are the agents that a rule has ordered; `orders` counts its orders, so that one that an outage has
    undone is known when it falls due.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar
        self.on_the_way: dict[ScalingRule, int] = {}
        self.orders: dict[ScalingRule, int] = {}
        self._tick = [self._look]
        self._arrival = [self._arrive]

    def wind_up(self) -> None:
        """Bring those who are always there, and put the first look of each rule on the calendar."""
        for rule in self.simulation.desk.table.scaling:
            pool = self.simulation.pools[rule.pool]
            if rule.at_least:
                self.simulation.clockwork.change_duty(pool, pool.on_roster, rule.at_least)
            self.calendar.at(TICK, SCALING | rule.pool, Occurrence(self._tick, rule))

    def begin_anew(self, pool: PoolState, *, in_order: bool) -> int:
        """Undo what a pool's rule has ordered; return how many are there by the rule as an outage begins or ends."""
        there = 0
        for rule in self.simulation.desk.table.scaling:
            if rule.pool == pool.position:
                self.on_the_way.pop(rule, None)
                there = rule.at_least if in_order else 0
        return there

    def _look(self, event: Occurrence) -> None:
        """Order agents if somebody has waited too long and none are on their way; let some go if they are idle."""
        rule, now = event.subject, self.calendar._now
        if now + TICK < self.simulation.limit:
            self.calendar.at(now + TICK, SCALING | rule.pool, Occurrence(self._tick, rule))
        pool, queue = self.simulation.pools[rule.pool], self.simulation.queues[rule.queue]
        if pool.down:
            return
        if queue.waiting:
            more = min(rule.step, rule.up_to - pool.elastic)
            if more > 0 and rule not in self.on_the_way and self._too_much(rule):
                self.on_the_way[rule] = more
                self.orders[rule] = self.orders.get(rule, 0) + 1
                order = ROSTER | (2 * len(self.simulation.pools) + rule.pool)
                due = Occurrence(self._arrival, (rule, self.orders[rule]))
                self.calendar.at(now + rule.lead, order, due)
            return
        fewer = min(rule.step, pool.elastic - rule.at_least)
        if fewer > 0 and pool.duty - pool.busy >= fewer:
            self.simulation.clockwork.change_duty(pool, pool.on_roster, pool.elastic - fewer)

    def _arrive(self, event: Occurrence) -> None:
        rule, number = event.subject
        if rule in self.on_the_way and number == self.orders[rule]:
            pool = self.simulation.pools[rule.pool]
            self.simulation.clockwork.change_duty(pool, pool.on_roster, pool.elastic + self.on_the_way.pop(rule))

    def _too_much(self, rule: ScalingRule) -> bool:
        """Whether more wait on the line than the rule allows, or longer."""
        waits = self._waits(rule.queue)
        return len(waits) > rule.longer_than or max(waits, default=0.0) > rule.wait

    def _waits(self, queue: int) -> list[float]:
        """Return the seconds that those on the line have waited; who is to be called back is not."""
        contacts, now = self.simulation.contacts, self.calendar._now
        return [
            now - contacts.arrival[contact]
            for lane in self.simulation.queues[queue].lanes.values()
            for contact in lane.contacts
            if contacts.waiting[contact] and contacts.outcome[contact] == NOT_YET
        ]
