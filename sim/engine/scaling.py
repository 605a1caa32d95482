"""Agents who come within minutes and go again, by a rule on the state of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.calendar import ROSTER, SCALING, Occurrence
from sim.engine.contacts import NOT_YET

if TYPE_CHECKING:
    from sim.engine.routing import ScalingRule
    from sim.engine.simpy_engine import Simulation

TICK = 60.0
"""Seconds between two looks at a queue."""


class Elastic:
    """The scaling rules of a strategy at work: every minute each looks at the queue that it watches."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar
        self.on_the_way: dict[ScalingRule, int] = {}
        self._tick = [self._look]
        self._arrival = [self._arrive]

    def wind_up(self) -> None:
        """Put the first look of each rule on the calendar."""
        for rule in self.simulation.desk.table.scaling:
            self.calendar.at(TICK, SCALING | rule.pool, Occurrence(self._tick, rule))

    def _look(self, event: Occurrence) -> None:
        """Order agents if somebody has waited too long and none are on their way; let some go if they are idle."""
        rule, now = event.subject, self.calendar._now
        if now + TICK < self.simulation.limit:
            self.calendar.at(now + TICK, SCALING | rule.pool, Occurrence(self._tick, rule))
        pool, queue = self.simulation.pools[rule.pool], self.simulation.queues[rule.queue]
        if queue.waiting:
            more = min(rule.step, rule.up_to - pool.elastic)
            if more > 0 and rule not in self.on_the_way and self._longest_wait(rule.queue) > rule.wait:
                self.on_the_way[rule] = more
                order = ROSTER | (2 * len(self.simulation.pools) + rule.pool)
                self.calendar.at(now + rule.lead, order, Occurrence(self._arrival, rule))
            return
        fewer = min(rule.step, pool.elastic)
        if fewer > 0 and pool.duty - pool.busy >= fewer:
            self.simulation.clockwork.change_duty(pool, pool.on_roster, pool.elastic - fewer)

    def _arrive(self, event: Occurrence) -> None:
        rule = event.subject
        pool = self.simulation.pools[rule.pool]
        self.simulation.clockwork.change_duty(pool, pool.on_roster, pool.elastic + self.on_the_way.pop(rule))

    def _longest_wait(self, queue: int) -> float:
        """Return the seconds that the first of those on the line has waited; 0 where nobody is."""
        contacts, now = self.simulation.contacts, self.calendar._now
        return max(
            (
                now - contacts.arrival[contact]
                for lane in self.simulation.queues[queue].lanes.values()
                for contact in lane.contacts
                if contacts.waiting[contact] and contacts.outcome[contact] == NOT_YET
            ),
            default=0.0,
        )
