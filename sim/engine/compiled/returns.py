"""Customers who come again, compiled: a further try, a follow-up, a second tier, a message; and tickets that end."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.calendar import ARRIVAL, ROUND_BITS, TRY_BITS
from sim.engine.compiled import draws
from sim.engine.compiled.calendar import CONTACTS, put
from sim.engine.compiled.hands import NOT_YET
from sim.engine.compiled.layout import RETURN, World
from sim.engine.compiled.opening import ACCEPTS, moved_into_hours, open_from
from sim.engine.compiled.tables import contacts, factors, queues
from sim.randomness.compiling import compiled
from sim.records import ABANDONED, ANSWERED, CLOSED, GIVEN_UP, LOST, RESOLVED

_KEY_BITS = ROUND_BITS + TRY_BITS


@compiled
def leave(w: World, contact: int, outcome: int) -> None:
    """End a contact without an answer; some try again."""
    row, now = contacts(w, contact), w.now
    row.outcome = outcome
    queue = queues(w, row.queue)
    if row.try_ >= queue.retries or draws.retry(w, contact) >= queue.retry_share:
        end_ticket(w, contact, LOST)
        return
    again = row.queue if queue.retry_queue < 0 else queue.retry_queue
    begin = open_from(w, again, row.market, ACCEPTS, now) if outcome == CLOSED else now
    _come_again(w, contact, row.round, row.try_ + 1, again, begin + draws.retry_delay(w, contact))


@compiled
def abandon(w: World, contact: int) -> None:
    """Let a contact that was inside leave without an answer: it lost patience, balked, or was sent away."""
    row = contacts(w, contact)
    row.wait = w.now - row.arrival
    queues(w, row.queue).inside -= 1
    leave(w, contact, ABANDONED)


@compiled
def settle(w: World, contact: int) -> None:
    """Pass an answered contact on, or resolve its ticket, give it up, or let it come back."""
    row, now = contacts(w, contact), w.now
    queue = queues(w, row.queue)
    if queue.lines >= 0 and row.outcome == ANSWERED:
        queue.inside -= 1
    if queue.escalation_queue >= 0 and draws.escalation(w, contact) < queue.escalation_share:
        time = open_from(w, queue.escalation_queue, row.market, ACCEPTS, now)
        passed_on = _come_again(w, contact, row.round + 1, 1, queue.escalation_queue, time)
        if passed_on >= 0:
            contacts(w, passed_on).escalated = 1
        return
    if row.resolution < queue.resolution * factors(w, row.pool, row.queue).resolution:
        end_ticket(w, contact, RESOLVED)
    else:
        follow_up(w, contact)


@compiled
def follow_up(w: World, contact: int) -> None:
    """Let a customer come back after an unresolved answer, or give the ticket up."""
    row = contacts(w, contact)
    queue = queues(w, row.queue)
    if row.round >= queue.follow_ups:
        end_ticket(w, contact, GIVEN_UP)
        return
    again = row.queue if queue.follow_up_queue < 0 else queue.follow_up_queue
    due = w.now + draws.follow_up_delay(w, contact)
    _come_again(w, contact, row.round + 1, 1, again, moved_into_hours(w, again, row.market, due))


@compiled
def message(w: World, contact: int, queue: int) -> None:
    """Let a message be worked in a deferred queue, at once; without one the ticket is lost."""
    row = contacts(w, contact)
    if queue < 0:
        end_ticket(w, contact, LOST)
    else:
        _come_again(w, contact, row.round, row.try_ + 1, queue, w.now)


@compiled
def _come_again(w: World, contact: int, round_: int, try_: int, queue: int, time: float) -> int:
    """Put the ticket's next contact on the calendar; where its time is nan or too late, the ticket is lost.

    Returns its row, or -1.
    """
    if math.isnan(time) or time >= w.limit:
        end_ticket(w, contact, LOST)
        return -1
    row = w.contacts
    if row >= w.room_contacts:
        w.overflow |= CONTACTS
        return -1
    w.contacts = row + 1
    new, old = contacts(w, row), contacts(w, contact)
    ticket = old.order >> _KEY_BITS
    old.following = row
    new.order = (ticket << _KEY_BITS) | (round_ << TRY_BITS) | try_
    new.key, new.first, new.market, new.vip, new.head_start = old.key, old.first, old.market, old.vip, old.head_start
    new.round, new.try_, new.queue, new.arrival = round_, try_, queue, time
    new.age = time - old.head_start if w.head_starts else time
    draws.bring_along(w, row)
    clear(w, row)
    put(w, time, ARRIVAL | new.order, RETURN, row, 0)
    return int(row)


@compiled
def clear(w: World, contact: int) -> None:
    """Let a contact's row say that nothing has come of it yet."""
    row = contacts(w, contact)
    row.wait, row.opened, row.called_back, row.anew, row.following = 0.0, np.nan, np.nan, -1, -1
    row.pool, row.outcome, row.waiting, row.shared, row.escalated = -1, NOT_YET, 0, 0, 0
    row.cut_off, row.outside, row.calls, row.ticket_outcome, row.ticket_open = 0, 0, 0, RESOLVED, 1


@compiled
def end_ticket(w: World, contact: int, outcome: int) -> None:
    """End a contact's ticket."""
    first = contacts(w, contacts(w, contact).first)
    first.ticket_outcome, first.ticket_open = outcome, 0
    w.open_tickets -= 1
    if w.open_tickets == 0:
        finish(w)


@compiled
def finish(w: World) -> None:
    """End when no ticket is open, but not before the horizon's end, since duty goes on; at the limit anyhow."""
    if (w.open_tickets == 0 and w.now >= w.length) or w.now >= w.limit:
        w.over = 1
