"""Chats in the course of a run: begun with the agent who has the fewest, re-timed when that agent's load changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.calendar import COMPLETION, TIMER, Occurrence
from sim.engine.chats import ChatAgent
from sim.engine.matching import next_release

if TYPE_CHECKING:
    from sim.engine.duty import PoolState
    from sim.engine.simpy_engine import Simulation
    from sim.engine.waiting import Gate


class ChatDesk:
    """What happens to chats in hand; `used` tells whether any pool of the strategy takes several at once."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar
        self.used = any(gate.shared for queue in simulation.queues for gate in queue.gates)
        self.releases: dict[PoolState, float] = {}
        self._end = [self._end_next]
        self._released = [self._release]

    def begin(self, contact: int, seconds: float, gate: Gate) -> None:
        """Give a chat to an idle agent, else to the one with the fewest chats; `matching` has found that one can."""
        contacts, pool, now = self.simulation.contacts, gate.pool, self.calendar._now
        contacts.shared.append(contact)
        floor = pool.floor
        idle = pool.busy + gate.keep_free < pool.duty
        agent = floor.come(now) if idle else floor.room(gate)
        assert agent is not None
        load = len(agent.chats)
        agent.take(contact, contacts.order[contact], seconds, gate, now)
        floor.sort(agent, load)
        self._put_next_end(pool, agent)

    def _put_next_end(self, pool: PoolState, agent: ChatAgent) -> None:
        agent.version += 1
        time, chat = agent.next_end()
        self.calendar.at(time, COMPLETION | chat.order, Occurrence(self._end, (pool, agent, chat, agent.version)))

    def _end_next(self, event: Occurrence) -> None:
        """End a chat, if its agent's load has not changed since that was expected; then settle the ticket."""
        pool, agent, chat, version = event.subject
        if agent.version != version:
            return
        simulation, now, load = self.simulation, self.calendar._now, len(agent.chats)
        agent.drop(chat, now)
        pool.floor.sort(agent, load)
        self._note(chat.contact, now)
        if agent.chats:
            self._put_next_end(pool, agent)
        else:
            pool.floor.go(agent, now)
        simulation.next_for(pool)
        simulation.settle(chat.contact)

    def leave(self, pool: PoolState, agent: ChatAgent) -> None:
        """Take all chats out of an agent's hands at once."""
        agent.version += 1
        pool.floor.sort_out(agent)
        pool.floor.go(agent, self.calendar._now)

    def expect_release(self, pool: PoolState) -> None:
        """Put the moment on the calendar at which a chat's priority has risen to that of who holds it back."""
        now = self.calendar._now
        if not (pool.rising and pool.floor.count and self.simulation.waiting_in_all):
            return
        time = next_release(pool, self.simulation.contacts, now)
        if time < self.simulation.limit and not now < self.releases.get(pool, now) <= time:
            self.releases[pool] = time
            self.calendar.at(time, TIMER | pool.position, Occurrence(self._released, pool))

    def _release(self, event: Occurrence) -> None:
        self.simulation.match(event.subject)

    def _note(self, contact: int, now: float) -> None:
        """Write down how long a chat was in hand."""
        contacts = self.simulation.contacts
        contacts.handle_time[contact] = now - (contacts.arrival[contact] + contacts.wait[contact])

    def stop(self, now: float) -> None:
        """End the books of chats that are still in hand when the aftermath ends."""
        for pool in self.simulation.pools:
            for agent in pool.floor.agents():
                for chat in agent.chats:
                    self._note(chat.contact, now)
                pool.floor.go(agent, now)
