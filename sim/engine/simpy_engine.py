"""The model: tickets meet agents, event by event, on SimPy's calendar. It defines what is right.

Two or three events a contact: it arrives; it is completed; where it must wait, its patience ends. Nothing is random
here: the same tickets, roster and routing give the same records.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, inf
from typing import TYPE_CHECKING, Any

from sim.clock import AFTERMATH
from sim.demand.tickets import Tickets
from sim.engine.calendar import ABANDONMENT, ARRIVAL, COMPLETION, LIMIT, OPENING, ROSTER, TIMER, Calendar, Occurrence
from sim.engine.contacts import Contacts
from sim.engine.desk import Desk, build_desk
from sim.engine.duty import PoolState
from sim.engine.returns import Return, follow_up_of, retry_of
from sim.engine.waiting import Gate, Lane, QueueState
from sim.randomness.distributions import GRID
from sim.records import ABANDONED, ANSWERED, BLOCKED, CLOSED, GIVEN_UP, LOST, Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.plan import StaffingPlan


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy and return what happened to each contact.

    Parameters
    ----------
    study : the world, with its strategies
    strategy_name : which strategy routes and staffs
    tickets : the customers, the same for every strategy
    plan : agents on duty of the strategy's pools

    """
    return _Simulation(study, build_desk(study, strategy_name, plan), tickets).run()


class _Simulation:
    """One run: the calendar, the desk and the contacts."""

    def __init__(self, study: Study, desk: Desk, tickets: Tickets) -> None:
        self.calendar = Calendar()
        self._put = self.calendar.at
        self.desk = desk
        self.pools = desk.pools
        self.queues = desk.queues
        self.contacts = Contacts(tickets)
        self.length = study.clock.length
        self.limit = self.length + AFTERMATH
        self.open_tickets = self.contacts.count
        self.waiting_in_all = 0
        self.opened_anew: dict[tuple[int, Gate], float] = {}
        self.over = self.calendar.event()
        self._first_arrival: list[Callable[[Any], None]] = [self._arrive_first]
        self._return_arrival = [lambda event: self._arrive(event.subject)]
        self._completion = [self._complete]
        self._patience_end = [self._lose_patience]
        self._overflow = [self._open_timer]

    def run(self) -> Records:
        calendar = self.calendar
        if self.contacts.count:
            first = Occurrence(self._first_arrival, 0)
            calendar.at(self.contacts.arrival[0], ARRIVAL | self.contacts.order[0], first)
        for pool, roster in zip(self.pools, self.desk.rosters, strict=True):
            calendar.series(ROSTER | pool.position, self._change_roster, pool, roster)
        for order, (gate, hours) in enumerate(self.desk.gate_hours):
            calendar.hours(order, self._change_gate, gate, hours)
        for order, (queue, market) in enumerate(self.desk.opening):
            opening = queue.hours[market].changes()
            calendar.series(OPENING | order, self._change_opening, (queue, market), opening)
        calendar.at(self.length, LIMIT, Occurrence([self._finish], None))
        calendar.at(self.limit, LIMIT, Occurrence([self._finish], None))
        calendar.run(until=self.over)
        self.contacts.close_the_books(self.limit)
        records = self.contacts.records(self.desk.names, self.pools)
        del self.contacts  # callbacks keep this object in a circle until the garbage collector comes: not its columns
        return records

    # Customers -----------------------------------------------------------------------------------------------------

    def _arrive_first(self, event: Occurrence) -> None:
        """Let the next ticket arrive; one occurrence serves all first arrivals, which come in order."""
        contact, contacts = event.subject, self.contacts
        following = contact + 1
        if following < contacts.count:
            event.subject = following
            event.callbacks = self._first_arrival
            self._put(contacts.arrival[following], ARRIVAL | contacts.order[following], event)
        self._arrive(contact)

    def _arrive(self, contact: int) -> None:
        """Let a contact ask for an agent: refused, answered at once, gone at once, or waiting."""
        contacts = self.contacts
        queue = self.queues[contacts.queue[contact]]
        if not queue.open[contacts.market[contact]]:
            self._leave(contact, queue, CLOSED)
            return
        if queue.lines is not None:
            if queue.inside >= queue.lines:
                self._leave(contact, queue, BLOCKED)
                return
            queue.inside += 1
        lane = queue.single or self._lane(queue, contact)
        for gate in lane.gates:
            pool = gate.pool
            if pool.busy < pool.duty and gate.after == 0.0 and gate.within_hours and queue.waiting > gate.longer_than:
                self._start(contact, queue, gate)
                return
        if contacts.balk[contact] < queue.balk:
            self._quit(contact, queue)
            return
        self._wait(contact, queue, lane)

    def _lane(self, queue: QueueState, contact: int) -> Lane:
        share = self.contacts.draws.share(*self.contacts.key(contact)) if queue.shares else 0.0
        return self.desk.lane(queue, share)

    def _wait(self, contact: int, queue: QueueState, lane: Lane) -> None:
        contacts, now = self.contacts, self.calendar._now
        contacts.waiting[contact] = 1
        lane.add(contact, contacts.seniority)
        queue.waiting += 1
        queue.waiting_by_market[contacts.market[contact]] += 1
        self.waiting_in_all += 1
        patience = contacts.patience[contact]
        if patience < inf:
            end = Occurrence(self._patience_end, contact)
            self._put(now + patience, ABANDONMENT | contacts.order[contact], end)
        if lane.timers:
            self._put_timers(contact, lane)
        if queue.conditional:
            self._open_by_length(queue)

    def _put_timers(self, contact: int, lane: Lane) -> None:
        """Put the moments on the calendar at which a contact has waited long enough for further pools."""
        contacts, now = self.contacts, self.calendar._now
        for gate in lane.timers:
            time = contacts.arrival[contact] + gate.after
            if time > now:
                timer = Occurrence(self._overflow, (contact, gate))
                self.calendar.at(time, TIMER | contacts.order[contact], timer)

    def _open_by_length(self, queue: QueueState) -> None:
        """Open the gates for which the queue has just become long enough."""
        opening = [gate for gate in queue.gates if gate.longer_than == queue.waiting - 1]
        for gate in opening:
            gate.opened_at = self.calendar._now
        for gate in opening:
            self._match(gate.pool)

    def _open_timer(self, event: Occurrence) -> None:
        """Offer a contact that has waited long enough to the pool behind the gate that opens now."""
        contact, gate = event.subject
        contacts = self.contacts
        if not contacts.waiting[contact]:
            return
        queue = self.queues[contacts.queue[contact]]
        if queue.shares and gate not in self._lane(queue, contact).gates:
            return
        if gate.pool.busy < gate.pool.duty and gate.within_hours and queue.waiting > gate.longer_than:
            self._take(contact, queue, gate)

    def _lose_patience(self, event: Occurrence) -> None:
        contact = event.subject
        if self.contacts.waiting[contact]:
            queue = self.queues[self.contacts.queue[contact]]
            self._stop_waiting(contact, queue)
            self._quit(contact, queue)

    def _quit(self, contact: int, queue: QueueState) -> None:
        """Let a contact that was inside leave without an answer."""
        self.contacts.wait[contact] = self.calendar._now - self.contacts.arrival[contact]
        queue.inside -= 1
        self._leave(contact, queue, ABANDONED)

    def _leave(self, contact: int, queue: QueueState, outcome: int) -> None:
        """End a contact without an answer; some try again."""
        self.contacts.outcome[contact] = outcome
        again = None
        if queue.rule.retry is not None:
            again = retry_of(self.contacts, self.queues, contact, outcome, self.calendar._now)
        self._come_again(contact, again, LOST)

    # Agents --------------------------------------------------------------------------------------------------------

    def _start(self, contact: int, queue: QueueState, gate: Gate) -> None:
        """Put a contact into the hands of a free agent."""
        contacts, pool, now = self.contacts, gate.pool, self.calendar._now
        pool.busy += 1
        contacts.outcome[contact] = ANSWERED
        contacts.pool[contact] = pool.position
        factor = pool.handle_factor[queue.position]
        seconds = contacts.handle_time[contact]
        if factor != 1.0:
            seconds = contacts.handle_time[contact] = floor(seconds * factor * GRID + 0.5) / GRID
        if gate.after or gate.opened_at or self.opened_anew:
            self._note_opening(contact, gate)
        self._put(now + seconds, COMPLETION | contacts.order[contact], Occurrence(self._completion, contact))

    def _note_opening(self, contact: int, gate: Gate) -> None:
        """Write down when a contact was opened to the pool that takes it, where that was not at its arrival."""
        contacts, now = self.contacts, self.calendar._now
        arrival = contacts.arrival[contact]
        opened = max(arrival + gate.after, gate.opened_at, self.opened_anew.get((contact, gate), 0.0))
        if opened != arrival:
            contacts.opened_late[contact] = min(opened, now)

    def _take(self, contact: int, queue: QueueState, gate: Gate) -> None:
        """Let a free agent take a waiting contact."""
        contacts = self.contacts
        contacts.wait[contact] = self.calendar._now - contacts.arrival[contact]
        self._start(contact, queue, gate)
        self._stop_waiting(contact, queue)

    def _stop_waiting(self, contact: int, queue: QueueState) -> None:
        market = self.contacts.market[contact]
        self.contacts.waiting[contact] = 0
        self.waiting_in_all -= 1
        queue.waiting -= 1
        queue.waiting_by_market[market] -= 1
        if not queue.waiting_by_market[market] and not queue.stays_open(market, self.calendar._now):
            for gate in queue.gates:
                self._release(gate.pool)

    def _release(self, pool: PoolState) -> None:
        """Let the agents go who stayed for a closed queue, if none holds them any more."""
        was_on_duty = pool.duty > 0
        pool.release(self.calendar._now)
        if was_on_duty and not pool.duty:
            self._share_anew(pool)

    def _complete(self, event: Occurrence) -> None:
        """Free an agent, who goes home, takes the next contact or is idle; then settle the ticket."""
        contact = event.subject
        contacts = self.contacts
        pool = self.pools[contacts.pool[contact]]
        pool.busy -= 1
        queue = self.queues[contacts.queue[contact]]
        queue.inside -= 1
        if pool.busy >= pool.duty:
            pool.note(self.calendar._now)
        elif self.waiting_in_all:
            self._match(pool)
        self._settle(contact, queue, pool)

    def _match(self, pool: PoolState) -> None:
        """Give the pool's free agents the waiting contacts they may take: highest priority, then longest waiting."""
        contacts, now = self.contacts, self.calendar._now
        ages = contacts.seniority or contacts.arrival
        while pool.busy < pool.duty and self.waiting_in_all:
            best, best_gate = -1, None
            for lane, gate in pool.gates:
                if best_gate is not None and lane.priority > self.queues[contacts.queue[best]].priority:
                    break
                contact = lane.first(contacts.waiting, gate, now, contacts.arrival)
                if contact >= 0 and (
                    best_gate is None
                    or (ages[contact], contacts.order[contact]) < (ages[best], contacts.order[best])
                ):
                    best, best_gate = contact, gate
            if best_gate is None:
                return
            self._take(best, self.queues[contacts.queue[best]], best_gate)

    # Tickets -------------------------------------------------------------------------------------------------------

    def _settle(self, contact: int, queue: QueueState, pool: PoolState) -> None:
        """Resolve the ticket of an answered contact, give it up, or let it come back."""
        contacts = self.contacts
        if contacts.resolution[contact] < queue.resolution * pool.resolution_factor[queue.position]:
            self._end_ticket()
        else:
            self._come_again(contact, follow_up_of(contacts, self.queues, contact, self.calendar._now), GIVEN_UP)

    def _come_again(self, contact: int, again: Return | None, otherwise: int) -> None:
        """Put the customer's next contact on the calendar; without one the ticket ends as said, or is lost."""
        contacts = self.contacts
        ticket = contacts.key(contact)[0]
        if again is None or again.time is None or again.time >= self.limit:
            contacts.ticket_outcome[ticket] = otherwise if again is None else LOST
            self._end_ticket()
            return
        row = contacts.add(ticket, again.round_, again.try_, again.queue, again.time)
        self.calendar.at(again.time, ARRIVAL | contacts.order[row], Occurrence(self._return_arrival, row))

    def _end_ticket(self) -> None:
        self.open_tickets -= 1
        if not self.open_tickets:
            self._finish(None)

    # Clockwork -----------------------------------------------------------------------------------------------------

    def _change_roster(self, pool: PoolState, agents: int) -> None:
        was_on_duty = pool.duty > 0
        pool.reschedule(self.calendar._now, agents)
        if was_on_duty != (pool.duty > 0):
            self._share_anew(pool)
        self._match(pool)

    def _share_anew(self, pool: PoolState) -> None:
        """Lead the waiting contacts of shares anew, by the pools on duty: this one came or went."""
        contacts, now = self.contacts, self.calendar._now
        ages = contacts.seniority or contacts.arrival
        for queue in self.queues:
            if not (queue.shares and queue.waiting and any(gate.pool is pool for gate in queue.gates)):
                continue
            before = queue.leave_lanes(contacts.waiting)
            for contact in sorted(before, key=lambda c: (ages[c], contacts.order[c])):
                lane, old = self._lane(queue, contact), before[contact]
                lane.add(contact, None)
                if lane is not old:
                    self._put_timers(contact, lane)
                    self.opened_anew.update({(contact, gate): now for gate in lane.gates if gate not in old.gates})
            for gate in queue.gates:
                self._match(gate.pool)

    def _change_gate(self, gate: Gate, value: float) -> None:
        gate.within_hours = value > 0
        if gate.within_hours:
            gate.opened_at = self.calendar._now
            self._match(gate.pool)

    def _change_opening(self, about: tuple[QueueState, int], opens: bool) -> None:
        queue, market = about
        queue.open[market] = opens
        if opens:
            for gate in queue.gates:
                self._release(gate.pool)
        if opens or queue.at_close != "clear" or not queue.waiting_by_market[market]:
            return
        contacts = self.contacts
        rows = [c for lane in queue.lanes.values() for c in lane.contacts if contacts.waiting[c]]
        for contact in sorted(rows, key=contacts.order.__getitem__):
            if contacts.market[contact] == market and contacts.waiting[contact]:
                self._stop_waiting(contact, queue)
                self._quit(contact, queue)

    def _finish(self, _: Occurrence | None) -> None:
        """End when no ticket is open, but not before the horizon's end, since duty goes on; at the limit anyhow."""
        settled = not self.open_tickets and self.calendar._now >= self.length
        if (settled or self.calendar._now >= self.limit) and not self.over.triggered:
            self.over.succeed()
