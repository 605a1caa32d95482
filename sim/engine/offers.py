"""Another way than waiting on the line: messages, and call-backs that keep their place in the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.calendar import ARRIVAL, COMPLETION, OFFER, Occurrence
from sim.engine.returns import message_of
from sim.randomness.distributions import time_on_grid
from sim.records import CALLBACKS, LOST, MESSAGES, NOT_REACHED
from sim.study.queue import MaxWait, NoAnswer, Offer

if TYPE_CHECKING:
    from sim.engine.simpy_engine import Simulation
    from sim.engine.waiting import Gate, QueueState


class Offers:
    """What is offered to customers who wait long or come outside opening hours, and what comes of it.

    `calls` counts the calls out to each customer who asked to be called back and may not be reached; `outside` are
    those who asked outside opening hours.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.calendar = simulation.calendar
        self.calls: dict[int, int] = {}
        self.outside: set[int] = set()
        self._waited_long = [self._offer]
        self._line_up = [self._line_up_again]
        self._not_reached = [self._hang_up]

    def expect(self, contact: int, rule: MaxWait) -> None:
        """Put the moment on the calendar at which a waiting customer gets the offer."""
        contacts = self.simulation.contacts
        time = contacts.arrival[contact] + time_on_grid(rule.after)
        self.calendar.at(time, OFFER | contacts.order[contact], Occurrence(self._waited_long, (contact, rule)))

    def outside_hours(self, contact: int, queue: QueueState, rule: Offer) -> bool:
        """Offer a customer who finds the queue closed what it offers then; return whether the customer accepts."""
        if not self._accepted(contact, rule):
            return False
        if rule.then == "message":
            self._leave_message(contact, rule)
        else:
            self.simulation.contacts.outcome[contact] = CALLBACKS
            self.outside.add(contact)
            self.keep_to_opening(contact, queue)
        return True

    def _accepted(self, contact: int, rule: Offer) -> bool:
        contacts = self.simulation.contacts
        return rule.accepted >= 1 or contacts.draws.offer(*contacts.key(contact)) < rule.accepted

    def _offer(self, event: Occurrence) -> None:
        """Make the offer to who has waited long; who accepts leaves the line."""
        (contact, rule), simulation = event.subject, self.simulation
        contacts = simulation.contacts
        if not contacts.waiting[contact] or not self._accepted(contact, rule):
            return
        queue = simulation.queues[contacts.queue[contact]]
        contacts.wait[contact] = self.calendar._now - contacts.arrival[contact]
        queue.inside -= 1
        if rule.then == "message":
            simulation.stop_waiting(contact, queue)
            self._leave_message(contact, rule)
            return
        contacts.outcome[contact] = CALLBACKS
        if not queue.open[contacts.market[contact]] and queue.at_close != "finish":
            self.keep_to_opening(contact, queue)

    def _leave_message(self, contact: int, rule: Offer) -> None:
        simulation = self.simulation
        simulation.contacts.outcome[contact] = MESSAGES
        again = None
        if rule.queue is not None:
            answered_in = simulation.desk.queue_names.index(rule.queue)
            again = message_of(simulation.contacts, contact, answered_in, self.calendar._now)
        simulation.come_again(contact, again, LOST)

    def keep_to_opening(self, contact: int, queue: QueueState) -> None:
        """Let a call-back wait for the next opening of its queue, where it takes its place again."""
        simulation, contacts = self.simulation, self.simulation.contacts
        if contacts.waiting[contact]:
            simulation.stop_waiting(contact, queue)
        time = queue.hours[contacts.market[contact]].open_from(self.calendar._now)
        if time is not None and time < simulation.limit:
            self.calendar.at(time, ARRIVAL | contacts.order[contact], Occurrence(self._line_up, contact))

    def _line_up_again(self, event: Occurrence) -> None:
        """Put a call-back at its place in the queue; where an agent is free, it is made at once."""
        contact, simulation = event.subject, self.simulation
        contacts = simulation.contacts
        queue = simulation.queues[contacts.queue[contact]]
        if not queue.open[contacts.market[contact]]:
            self.keep_to_opening(contact, queue)
            return
        lane = queue.single or simulation.lane_of(contact, queue)
        simulation.line_up(contact, queue, lane, contacts.seniority or contacts.arrival)
        for gate in lane.gates:
            simulation.match(gate.pool)

    def call(self, contact: int, queue: QueueState, gate: Gate) -> None:
        """Let an agent call a customer back, who is reached or not."""
        simulation, contacts, now = self.simulation, self.simulation.contacts, self.calendar._now
        rule = self._no_answer_rule(contact, queue)
        if rule is not None:
            call = self.calls[contact] = self.calls.get(contact, 0) + 1
            if contacts.draws.no_answer(*contacts.key(contact), call) < rule.share:
                gate.pool.busy += 1
                ends = now + time_on_grid(rule.takes)
                event = Occurrence(self._not_reached, (contact, rule, gate.pool, now))
                self.calendar.at(ends, COMPLETION | contacts.order[contact], event)
                return
        contacts.called_back[contact] = now
        simulation.start(contact, queue, gate)

    def _no_answer_rule(self, contact: int, queue: QueueState) -> NoAnswer | None:
        """The rule of the offer that the customer took."""
        taken: Offer | None = queue.rule.when_closed if contact in self.outside else queue.rule.max_wait
        return taken.no_answer if taken is not None else None

    def _hang_up(self, event: Occurrence) -> None:
        """Free the agent of a call that nobody took; the next one is due later, if there is one."""
        contact, rule, pool, begun = event.subject
        simulation, now = self.simulation, self.calendar._now
        pool.busy -= 1
        pool.spells.append((begun, now, NOT_REACHED))
        simulation.next_for(pool)
        if self.calls[contact] >= rule.attempts:
            simulation.come_again(contact, None, LOST)
            return
        time = now + time_on_grid(rule.delay)
        if time < simulation.limit:
            order = ARRIVAL | simulation.contacts.order[contact]
            self.calendar.at(time, order, Occurrence(self._line_up, contact))
