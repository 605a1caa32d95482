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
from sim.engine.calendar import ABANDONMENT, ARRIVAL, COMPLETION, LIMIT, TIMER, Calendar, Occurrence
from sim.engine.chat_desk import ChatDesk
from sim.engine.clockwork import Clockwork
from sim.engine.contacts import NOT_YET, Contacts
from sim.engine.desk import Desk, build_desk
from sim.engine.duty import PoolState
from sim.engine.matching import choice, may_start, plain_choice
from sim.engine.offers import Offers
from sim.engine.returns import Return, escalation_of, follow_up_of, retry_of
from sim.engine.waiting import Gate, Lane, QueueState
from sim.randomness.distributions import GRID
from sim.records import ABANDONED, ANSWERED, BLOCKED, CALLBACKS, CLOSED, GIVEN_UP, LOST, Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy and return what happened to each contact.

    Parameters
    ----------
    study : the world, with its strategies
    strategy_name : which strategy routes and staffs
    tickets : the customers, the same for every strategy
    plan : agents on duty of the strategy's pools

    """
    return Simulation(study, build_desk(study, strategy_name, plan), tickets).run()


class Simulation:
    """One run: the calendar, the desk and the contacts; what customers and agents do.

    Chats in hand, offers to who waits long, and what the clock changes have files of their own.
    """

    def __init__(self, study: Study, desk: Desk, tickets: Tickets) -> None:
        self.calendar = Calendar()
        self._put = self.calendar.at
        self.desk = desk
        self.pools = desk.pools
        self.queues = desk.queues
        self.contacts = Contacts(tickets)
        for queue in self.queues:
            queue.head_starts = self.contacts.seniority is not None
        self.length = study.clock.length
        self.limit = self.length + AFTERMATH
        self.open_tickets = self.contacts.count
        self.waiting_in_all = 0
        self.opened_anew: dict[tuple[int, Gate], float] = {}
        self.over = self.calendar.event()
        self.chats = ChatDesk(self)
        self.offers = Offers(self)
        self.clockwork = Clockwork(self)
        self._first_arrival: list[Callable[[Any], None]] = [self._arrive_first]
        self._return_arrival = [lambda event: self._arrive(event.subject)]
        self.completion = [self._complete]
        self._patience_end = [self._lose_patience]
        self._overflow = [self._open_timer]

    def run(self) -> Records:
        """Play all tickets and return the records."""
        calendar = self.calendar
        if self.contacts.count:
            first = Occurrence(self._first_arrival, 0)
            calendar.at(self.contacts.arrival[0], ARRIVAL | self.contacts.order[0], first)
        self.clockwork.wind_up()
        calendar.at(self.length, LIMIT, Occurrence([self._finish], None))
        calendar.at(self.limit, LIMIT, Occurrence([self._finish], None))
        calendar.run(until=self.over)
        self.chats.stop(self.calendar._now)
        self.contacts.close_the_books(self.limit)
        records = self.contacts.records(self.desk.names, self.pools, [queue.vip_share for queue in self.queues])
        # Callbacks keep this object in a circle until the garbage collector comes: not its columns.
        del self.contacts
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
            offer = queue.rule.when_closed
            if offer is None or not self.offers.outside_hours(contact, queue, offer):
                self._leave(contact, queue, CLOSED)
            return
        if queue.lines is not None:
            if queue.inside >= queue.lines:
                self._leave(contact, queue, BLOCKED)
                return
            queue.inside += 1
        lane = queue.single or self.lane_of(contact, queue)
        for gate in lane.gates:
            pool = gate.pool
            if gate.after == 0.0 and gate.open and queue.waiting > gate.longer_than:
                if pool.busy + gate.keep_free < pool.duty:
                    self.start(contact, queue, gate)
                    return
                if gate.shared and may_start(pool, lane, gate, 0.0, contacts, self.calendar._now):
                    self.start(contact, queue, gate)
                    return
        if contacts.balk[contact] < queue.balk:
            self.abandon(contact, queue)
            return
        self._wait(contact, queue, lane)

    def lane_of(self, contact: int, queue: QueueState) -> Lane:
        """Return the lane of a contact: its gates by its language and share, its priority by whether it is a VIP."""
        contacts = self.contacts
        market, ticket = contacts.market[contact], contacts.ticket_of(contact)
        vip = contacts.vip is not None and contacts.vip[ticket] < queue.vip_share
        if not queue.sharing:
            return queue.fixed_lanes[vip][market]
        return self.desk.lane(queue, market, vip=vip, share=contacts.draws.share(*contacts.key(contact)))

    def _wait(self, contact: int, queue: QueueState, lane: Lane) -> None:
        contacts, now = self.contacts, self.calendar._now
        patience = contacts.patience[contact]
        if patience < inf:
            end = Occurrence(self._patience_end, contact)
            self._put(now + patience, ABANDONMENT | contacts.order[contact], end)
        if queue.rule.max_wait is not None:
            self.offers.expect(contact, queue.rule.max_wait)
        self.line_up(contact, queue, lane)

    def line_up(self, contact: int, queue: QueueState, lane: Lane, ages: list[float] | None = None) -> None:
        """Let a contact wait: at the end of its lane or, where ages are given, at the place of its age."""
        contacts = self.contacts
        contacts.waiting[contact] = 1
        lane.add(contact, ages or contacts.seniority)
        queue.waiting += 1
        queue.waiting_by_market[contacts.market[contact]] += 1
        self.waiting_in_all += 1
        if lane.timers:
            self.put_timers(contact, lane)
        if queue.conditional:
            self._open_by_length(queue)
        if queue.rises:
            for gate in lane.gates:
                self.chats.expect_release(gate.pool)

    def put_timers(self, contact: int, lane: Lane) -> None:
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
            self.match(gate.pool)

    def _open_timer(self, event: Occurrence) -> None:
        """Offer a contact that has waited long enough to the pool behind the gate that opens now."""
        contact, gate = event.subject
        contacts = self.contacts
        if not contacts.waiting[contact]:
            return
        queue = self.queues[contacts.queue[contact]]
        lane = queue.single or self.lane_of(contact, queue)
        if not (gate in lane.gates and gate.open and queue.waiting > gate.longer_than):
            return
        if may_start(gate.pool, lane, gate, gate.after, contacts, self.calendar._now):
            self._take(contact, gate)
        else:
            self.chats.expect_release(gate.pool)

    def _lose_patience(self, event: Occurrence) -> None:
        contact, contacts = event.subject, self.contacts
        if contacts.waiting[contact] and contacts.outcome[contact] == NOT_YET:
            queue = self.queues[contacts.queue[contact]]
            self.stop_waiting(contact, queue)
            self.abandon(contact, queue)

    def abandon(self, contact: int, queue: QueueState) -> None:
        """Let a contact that was inside leave without an answer: it lost patience, balked, or was sent away."""
        self.contacts.wait[contact] = self.calendar._now - self.contacts.arrival[contact]
        queue.inside -= 1
        self._leave(contact, queue, ABANDONED)

    def _leave(self, contact: int, queue: QueueState, outcome: int) -> None:
        """End a contact without an answer; some try again."""
        self.contacts.outcome[contact] = outcome
        again = None
        if queue.rule.retry is not None:
            again = retry_of(self.contacts, self.queues, contact, outcome, self.calendar._now)
        self.come_again(contact, again, LOST)

    # Agents --------------------------------------------------------------------------------------------------------

    def start(self, contact: int, queue: QueueState, gate: Gate) -> None:
        """Put a contact into the hands of a free agent, or of one with chats in hand who takes one more."""
        contacts, pool, now = self.contacts, gate.pool, self.calendar._now
        contacts.pool[contact] = pool.position
        if contacts.outcome[contact] == NOT_YET:
            contacts.outcome[contact] = ANSWERED
            if gate.after or gate.opened_at or self.opened_anew:
                self._note_opening(contact, gate)
        factor = pool.handle_factor[queue.position]
        seconds = contacts.handle_time[contact]
        if factor != 1.0:
            seconds = contacts.handle_time[contact] = floor(seconds * factor * GRID + 0.5) / GRID
        if gate.shared:
            self.chats.begin(contact, seconds, gate)
            return
        pool.busy += 1
        self._put(now + seconds, COMPLETION | contacts.order[contact], Occurrence(self.completion, contact))

    def _note_opening(self, contact: int, gate: Gate) -> None:
        """Write down when a contact was opened to the pool that takes it, where that was not at its arrival."""
        contacts, now = self.contacts, self.calendar._now
        arrival = contacts.arrival[contact]
        opened = max(arrival + gate.after, gate.opened_at, self.opened_anew.get((contact, gate), 0.0))
        if opened != arrival:
            contacts.opened_late[contact] = min(opened, now)

    def _take(self, contact: int, gate: Gate) -> None:
        """Let an agent take a waiting contact."""
        contacts = self.contacts
        queue = self.queues[contacts.queue[contact]]
        if contacts.outcome[contact] == CALLBACKS:
            self.offers.call(contact, queue, gate)
        else:
            contacts.wait[contact] = self.calendar._now - contacts.arrival[contact]
            self.start(contact, queue, gate)
        self.stop_waiting(contact, queue)

    def stop_waiting(self, contact: int, queue: QueueState) -> None:
        """Take a contact off the waiting: agents who stayed for it may go, and chats that it held back may begin."""
        market = self.contacts.market[contact]
        self.contacts.waiting[contact] = 0
        self.waiting_in_all -= 1
        queue.waiting -= 1
        queue.waiting_by_market[market] -= 1
        if not queue.waiting_by_market[market] and not queue.stays_open(market, self.calendar._now):
            for gate in queue.gates:
                self.clockwork.release(gate.pool)
        if self.chats.used and self.waiting_in_all:
            for gate in queue.gates:
                if gate.pool.floor.count and not gate.pool.matching:
                    self.match(gate.pool)

    def _complete(self, event: Occurrence) -> None:
        """Free an agent, who goes home, takes the next contact or is idle; then settle the ticket."""
        contact = event.subject
        contacts = self.contacts
        pool = self.pools[contacts.pool[contact]]
        pool.busy -= 1
        self.next_for(pool)
        self.settle(contact)

    def next_for(self, pool: PoolState) -> None:
        """Let a pool with less work in hand go on: home where the shift is over, else to who waits."""
        if pool.busy >= pool.duty:
            pool.note(self.calendar._now)
        if self.waiting_in_all:
            self.match(pool)

    def match(self, pool: PoolState) -> None:
        """Give the pool's agents the waiting contacts they may take: highest priority, then longest waiting."""
        contacts, now = self.contacts, self.calendar._now
        ages = contacts.seniority or contacts.arrival
        if pool.plain:
            while pool.busy < pool.duty and self.waiting_in_all and (found := plain_choice(pool, contacts, ages, now)):
                self._take(*found)
            return
        pool.matching = True
        while self.waiting_in_all and (pool.busy < pool.duty or pool.floor.has_room):
            found = choice(pool, contacts, ages, now)
            if found is None:
                break
            self._take(*found)
        pool.matching = False
        self.chats.expect_release(pool)

    # Tickets -------------------------------------------------------------------------------------------------------

    def settle(self, contact: int) -> None:
        """Pass an answered contact on, or resolve its ticket, give it up, or let it come back."""
        contacts, now = self.contacts, self.calendar._now
        queue, pool = self.queues[contacts.queue[contact]], self.pools[contacts.pool[contact]]
        if queue.lines is not None and contacts.outcome[contact] == ANSWERED:
            queue.inside -= 1
        if queue.escalation_queue >= 0:
            passed_on = escalation_of(contacts, self.queues, contact, now)
            if passed_on is not None:
                self.come_again(contact, passed_on, LOST, escalated=True)
                return
        if contacts.resolution[contact] < queue.resolution * pool.resolution_factor[queue.position]:
            self._end_ticket()
        else:
            self.come_again(contact, follow_up_of(contacts, self.queues, contact, now), GIVEN_UP)

    def come_again(self, contact: int, again: Return | None, otherwise: int, *, escalated: bool = False) -> None:
        """Put the ticket's next contact on the calendar; without one the ticket ends as said, or is lost."""
        contacts = self.contacts
        ticket = contacts.ticket_of(contact)
        if again is None or again.time is None or again.time >= self.limit:
            contacts.ticket_outcome[ticket] = otherwise if again is None else LOST
            self._end_ticket()
            return
        row = contacts.add(ticket, again.round_, again.try_, again.queue, again.time)
        if escalated:
            contacts.escalated.append(row)
        self.calendar.at(again.time, ARRIVAL | contacts.order[row], Occurrence(self._return_arrival, row))

    def _end_ticket(self) -> None:
        self.open_tickets -= 1
        if not self.open_tickets:
            self._finish(None)

    def _finish(self, _: Occurrence | None) -> None:
        """End when no ticket is open, but not before the horizon's end, since duty goes on; at the limit anyhow."""
        settled = not self.open_tickets and self.calendar._now >= self.length
        if (settled or self.calendar._now >= self.limit) and not self.over.triggered:
            self.over.succeed()
