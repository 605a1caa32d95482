"""Outages: a pool that is down takes nothing; what it has in hand is finished, or cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.calendar import ROSTER, Occurrence
from sim.engine.duty import PoolState
from sim.engine.returns import follow_up_of
from sim.records import ANSWERED, GIVEN_UP

if TYPE_CHECKING:
    from sim.engine.simpy_engine import Simulation


class Failures:
    """What happens when pools go down and come up again."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar

    def wind_up(self) -> None:
        """Put the outages of all pools on the calendar: a pool goes down before its roster changes, and comes up."""
        desk = self.simulation.desk
        for pool, changes in zip(desk.pools, desk.outages, strict=True):
            self.calendar.series(ROSTER | pool.position, self._change, pool, changes)

    def _change(self, pool: PoolState, in_order: bool) -> None:
        simulation = self.simulation
        pool.down = not in_order
        elastic = simulation.clockwork.elastic.begin_anew(pool, in_order=in_order)
        simulation.clockwork.change_duty(pool, pool.on_roster, elastic)
        if pool.down and simulation.desk.table.loses[pool.position]:
            self._cut_off(pool)

    def _cut_off(self, pool: PoolState) -> None:
        """End every contact in hand, in the order (ticket, round, try); its ticket goes on as one not resolved."""
        simulation, now = self.simulation, self.calendar._now
        contacts = simulation.contacts
        events: list[Any] = [entry[3] for entry in self.calendar._queue]
        alone = [event for event in events if self._in_hand(event, pool)]
        for completion in alone:
            completion.callbacks = []
        rows = [completion.subject for completion in alone]
        pool.busy -= len(rows)
        for agent in pool.floor.agents():
            rows += [chat.contact for chat in agent.chats]
            simulation.chats.leave(pool, agent)
        pool.note(now)
        for contact in sorted(rows, key=contacts.order.__getitem__):
            contacts.handle_time[contact] = now - contacts.started(contact)
            contacts.cut_off.append(contact)
            if contacts.outcome[contact] == ANSWERED:
                simulation.queues[contacts.queue[contact]].inside -= 1
            simulation.come_again(contact, follow_up_of(contacts, simulation.queues, contact, now), GIVEN_UP)

    def _in_hand(self, event: Any, pool: PoolState) -> bool:
        """Whether an event of the calendar is the completion of a contact that is its agent's alone, in a pool."""
        simulation = self.simulation
        completion = isinstance(event, Occurrence) and event.callbacks is simulation.completion
        return completion and simulation.contacts.pool[event.subject] == pool.position
