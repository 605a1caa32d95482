"""What the clock changes in the course of a run: paces, rosters, hours of routes, opening and closing of queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.calendar import OPENING, ROSTER
from sim.engine.duty import PoolState
from sim.engine.failures import Failures
from sim.engine.scaling import Elastic
from sim.records import CALLBACKS

if TYPE_CHECKING:
    from sim.engine.simpy_engine import Simulation
    from sim.engine.waiting import Gate, QueueState


class Clockwork:
    """The changes of a strategy's desk by the clock, and what follows from them at once."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar
        self.elastic = Elastic(simulation)
        self.failures = Failures(simulation)

    def wind_up(self) -> None:
        """Put all changes on the calendar, one of each series at a time."""
        desk, calendar = self.simulation.desk, self.calendar
        self.failures.wind_up()
        self.elastic.wind_up()
        for pool, paces in zip(desk.pools, desk.paces, strict=True):
            calendar.series(ROSTER | pool.position, PoolState.keep_pace, pool, paces)
        for pool, roster in zip(desk.pools, desk.rosters, strict=True):
            calendar.series(ROSTER | (len(desk.pools) + pool.position), self._change_roster, pool, roster)
        for order, (gate, hours) in enumerate(desk.gate_hours):
            calendar.hours(order, self._change_hours, gate, hours)
        for order, (queue, market) in enumerate(desk.opening):
            opening = queue.hours[market].changes()
            calendar.series(OPENING | order, self._change_opening, (queue, market), opening)

    def _change_roster(self, pool: PoolState, agents: int) -> None:
        self.change_duty(pool, agents, pool.elastic)

    def change_duty(self, pool: PoolState, on_roster: int, elastic: int) -> None:
        """Let so many agents of the roster and of a scaling rule be on duty from now on."""
        was_on_duty = pool.duty > 0
        pool.reschedule(self.calendar._now, on_roster, elastic)
        if was_on_duty != (pool.duty > 0):
            self._come_or_go(pool)
        self.simulation.match(pool)

    def release(self, pool: PoolState) -> None:
        """Let the agents go who stayed for a closed queue, if none holds them any more."""
        was_on_duty = pool.duty > 0
        pool.release(self.calendar._now)
        if was_on_duty and not pool.duty:
            self._come_or_go(pool)

    def _come_or_go(self, pool: PoolState) -> None:
        """Do what follows when a pool's first agent comes or its last goes: shares, and gates for when it is closed."""
        self._share_anew(pool)
        for gate in pool.opens:
            self._turn(gate)

    def _turn(self, gate: Gate) -> None:
        """Open or shut a gate; either way its pool may have somebody to take: who waited behind it, or held others."""
        was_open = gate.open
        if gate.turn():
            gate.opened_at = self.calendar._now
        if gate.open != was_open:
            self.simulation.match(gate.pool)

    def _share_anew(self, pool: PoolState) -> None:
        """Lead the waiting contacts of shares anew, by the pools on duty: one of those that share came or went."""
        simulation, now = self.simulation, self.calendar._now
        contacts = simulation.contacts
        ages = contacts.seniority or contacts.arrival
        for queue in simulation.queues:
            if pool not in queue.sharing:
                continue
            queue.choices.clear()
            # Also where nobody waits: who is to be called back later may be led to another lane than the one left.
            before = queue.leave_lanes(contacts.waiting)
            if not before:
                continue
            for contact in sorted(before, key=lambda c: (ages[c], contacts.order[c])):
                lane, old = simulation.lane_of(contact, queue), before[contact]
                lane.add(contact, None)
                if lane is not old:
                    simulation.put_timers(contact, lane)
                    fresh = {(contact, gate): now for gate in lane.gates if gate not in old.gates}
                    simulation.opened_anew.update(fresh)
            for gate in queue.gates:
                simulation.match(gate.pool)

    def _change_hours(self, gate: Gate, value: float) -> None:
        gate.within_hours = value > 0
        self._turn(gate)

    def _change_opening(self, about: tuple[QueueState, int], opens: bool) -> None:
        queue, market = about
        if queue.rule.live:
            queue.open[market] = opens
        if opens:
            for gate in queue.gates:
                self.release(gate.pool)
        elif queue.at_close == "clear" or (queue.at_close == "carry" and queue.rule.calls_back):
            self._clear(queue, market)

    def _clear(self, queue: QueueState, market: int) -> None:
        """Send those waiting away where the queue clears; keep the call-backs for the next opening."""
        if not queue.waiting_by_market[market]:
            return
        simulation, contacts = self.simulation, self.simulation.contacts
        rows = {c for lane in queue.lanes.values() for c in lane.contacts if contacts.market[c] == market}
        for contact in sorted(rows, key=contacts.order.__getitem__):
            if not contacts.waiting[contact]:
                continue
            if contacts.outcome[contact] == CALLBACKS:
                simulation.offers.keep_to_opening(contact, queue)
            elif queue.at_close == "clear":
                simulation.stop_waiting(contact, queue)
                simulation.abandon(contact, queue)
