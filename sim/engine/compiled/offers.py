"""Another way than waiting on the line, compiled: messages, and call-backs that keep their place in the queue."""

from __future__ import annotations

import math

from sim.engine.calendar import ARRIVAL
from sim.engine.compiled import draws
from sim.engine.compiled.agenda import expect_release, match, next_for, stop_waiting
from sim.engine.compiled.calendar import put
from sim.engine.compiled.duty import note_spell
from sim.engine.compiled.lanes import lane_of
from sim.engine.compiled.layout import FINISH, LINE_UP, World
from sim.engine.compiled.opening import HOURS_OF_SERVICE, open_from
from sim.engine.compiled.returns import end_ticket, message
from sim.engine.compiled.sharing import put_timers
from sim.engine.compiled.tables import contacts, fronts, gates, lane_gates, lanes, offers, pools, queues
from sim.engine.compiled.waiting import add, add_by_age
from sim.randomness.compiling import compiled
from sim.records import CALLBACKS, LOST, MESSAGES, NOT_REACHED

WHILE_WAITING, OUTSIDE_HOURS = range(2)


@compiled
def line_up(w: World, contact: int, lane: int, by_age: bool) -> None:
    """Let a contact wait: at the end of its lane, or at the place of its age."""
    row = contacts(w, contact)
    queue = queues(w, row.queue)
    row.waiting = 1
    if by_age or w.head_starts:
        add_by_age(w, contact, lane)
    else:
        add(w, contact, lane)
    queue.waiting += 1
    fronts(w, row.queue, row.market).waiting += 1
    w.waiting_in_all += 1
    put_timers(w, contact, lane)
    if queue.conditional:
        _open_by_length(w, row.queue, queue.waiting - 1)
    if queue.rises != 0.0:
        for k in range(lanes(w, lane).gates):
            expect_release(w, gates(w, lane_gates(w, lane, k).place).pool)


@compiled
def _open_by_length(w: World, queue: int, length: int) -> None:
    """Open the gates for which the queue has just become long enough."""
    first, end = queues(w, queue).gates, queues(w, queue).gates_end
    for gate in range(first, end):
        if gates(w, gate).longer_than == length:
            gates(w, gate).opened_at = w.now
    for gate in range(first, end):
        if gates(w, gate).longer_than == length:
            match(w, gates(w, gate).pool)


@compiled
def _accepts(w: World, contact: int, accepted: float) -> bool:
    return bool(accepted >= 1.0 or draws.offer(w, contact) < accepted)


@compiled
def outside_hours(w: World, contact: int) -> bool:
    """Offer a customer who finds the queue closed what it offers then; return whether the customer accepts."""
    row = contacts(w, contact)
    rule = offers(w, row.queue, OUTSIDE_HOURS)
    if not rule.there or not _accepts(w, contact, rule.accepted):
        return False
    if rule.message:
        row.outcome = MESSAGES
        message(w, contact, rule.message_queue)
    else:
        row.outcome = CALLBACKS
        row.outside = 1
        keep_to_opening(w, contact)
    return True


@compiled
def make_offer(w: World, contact: int) -> None:
    """Make the offer to who has waited long; who accepts leaves the line."""
    row = contacts(w, contact)
    queue, rule = queues(w, row.queue), offers(w, row.queue, WHILE_WAITING)
    if not row.waiting or not _accepts(w, contact, rule.accepted):
        return
    row.wait = w.now - row.arrival
    queue.inside -= 1
    if rule.message:
        stop_waiting(w, contact)
        row.outcome = MESSAGES
        message(w, contact, rule.message_queue)
        return
    row.outcome = CALLBACKS
    if not fronts(w, row.queue, row.market).open and queue.at_close != FINISH:
        keep_to_opening(w, contact)


@compiled
def keep_to_opening(w: World, contact: int) -> None:
    """Let a call-back wait for the next opening of its queue, where it takes its place again."""
    row = contacts(w, contact)
    if row.waiting:
        stop_waiting(w, contact)
    time = open_from(w, row.queue, row.market, HOURS_OF_SERVICE, w.now)
    if not math.isnan(time) and time < w.limit:
        put(w, time, ARRIVAL | row.order, LINE_UP, contact, 0)


@compiled
def line_up_again(w: World, contact: int) -> None:
    """Put a call-back at its place in the queue; where an agent is free, it is made at once."""
    row = contacts(w, contact)
    if not fronts(w, row.queue, row.market).open:
        keep_to_opening(w, contact)
        return
    lane = lane_of(w, contact)
    line_up(w, contact, lane, True)
    for k in range(lanes(w, lane).gates):
        match(w, gates(w, lane_gates(w, lane, k).place).pool)


@compiled
def hang_up(w: World, contact: int, pool: int) -> None:
    """Free the agent of a call that nobody took; the next one is due later, if there is one."""
    row = contacts(w, contact)
    rule = offers(w, row.queue, int(row.outside))
    pools(w, pool).busy -= 1
    note_spell(w, pool, w.now - rule.takes, NOT_REACHED)
    next_for(w, pool)
    if row.calls >= rule.attempts:
        end_ticket(w, contact, LOST)
        return
    time = w.now + rule.delay
    if time < w.limit:
        put(w, time, ARRIVAL | row.order, LINE_UP, contact, 0)
