"""The loop of the compiled engine: the next first contact or the next event, whichever comes first."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from sim.engine.calendar import ABANDONMENT, ARRIVAL, LIMIT, OFFER
from sim.engine.compiled.agenda import carry_out, expect_release, match, next_for, no_longer_waits, stop_waiting
from sim.engine.compiled.calendar import ANEW, CONTACTS, DUTY, EVENTS, NODES, SPELLS, put, take_first
from sim.engine.compiled.chats import end_chat, stop
from sim.engine.compiled.clockwork import change, come_as_ordered, look, wind_up
from sim.engine.compiled.hands import NOT_YET, start, take
from sim.engine.compiled.lanes import lane_of
from sim.engine.compiled.layout import (
    CHAT_END,
    COMPLETE,
    DUE,
    FINISHING,
    FREED,
    HANG_UP,
    LATER,
    LINE_UP,
    LOOK,
    PATIENCE,
    RETURN,
    SERIES_STEP,
    WAITED_LONG,
    World,
)
from sim.engine.compiled.matching import may_start
from sim.engine.compiled.offers import WHILE_WAITING, hang_up, line_up, line_up_again, make_offer, outside_hours
from sim.engine.compiled.returns import abandon, finish, leave, settle
from sim.engine.compiled.tables import agents, contacts, events, fronts, gates, lane_gates, lanes, offers, pools, queues
from sim.randomness.compiling import compiled
from sim.records import BLOCKED, CALLBACKS, CLOSED, LOST, UNSERVED

DONE, ROOM, MORE, BEGIN_ANEW, BAD_TIME = range(5)
"""Why the loop stops: all is done; rows are short; first contacts are to be handed in; rows ran out; a time is no time.
"""
SPARE = 1024
"""Rows that are to be free before an event, beside those for all who wait."""


@compiled
def begin(world: NDArray[Any]) -> None:
    """Put on the calendar what the clock brings, and the ends of the horizon and of the aftermath."""
    w = world[0]
    wind_up(w)
    put(w, w.length, LIMIT, FINISHING, 0, 0)
    put(w, w.limit, LIMIT, FINISHING, 0, 0)


@compiled
def run(world: NDArray[Any]) -> int:
    """Play on until the run is over or something is needed; return what."""
    w = world[0]
    while not w.over:
        if w.overflow or w.bad_time:
            return BAD_TIME if w.bad_time else BEGIN_ANEW
        w.short = _short(w)
        if w.short:
            return ROOM
        event, first = events(w, 0), w.next_first
        if first < w.firsts:
            contact = contacts(w, first)
            if contact.arrival < event.time or (
                contact.arrival == event.time and ARRIVAL | contact.order < event.order
            ):
                w.now = contact.arrival
                w.next_first = first + 1
                _arrive(w, first)
                continue
        elif w.more:
            return MORE
        kind, a, b = event.kind, event.a, event.b
        w.now = event.time
        take_first(w)
        _happen(w, kind, a, b)
    return DONE


@compiled
def _short(w: World) -> int:
    """Return the tables whose rows might run out with the next event, as bits."""
    spare = SPARE + 2 * w.waiting_in_all
    return int(
        CONTACTS * (w.contacts + spare > w.room_contacts)
        | EVENTS * (w.events + spare > w.room_events)
        | NODES * (w.nodes + spare > w.room_nodes)
        | DUTY * (w.duty + SPARE > w.room_duty)
        | SPELLS * (w.spells + w.agents + SPARE > w.room_spells)
        | ANEW * (w.leads_anew and w.anew + w.waiting_in_all * w.stride_lane_gates > w.room_anew)
    )


@compiled
def _happen(w: World, kind: int, a: int, b: int) -> None:
    """Let an event of the calendar happen."""
    if kind == COMPLETE:
        pool = contacts(w, a).pool
        pools(w, pool).busy -= 1
        next_for(w, pool)
        settle(w, a)
    elif kind == PATIENCE:
        if contacts(w, a).waiting and contacts(w, a).outcome == NOT_YET:
            stop_waiting(w, a)
            abandon(w, a)
    elif kind == RETURN:
        _arrive(w, a)
    elif kind == CHAT_END:
        if agents(w, a).version == b:
            pool = agents(w, a).pool
            contact = end_chat(w, a)
            next_for(w, pool)
            settle(w, contact)
    else:
        _happen_rarely(w, kind, a, b)


@compiled
def _happen_rarely(w: World, kind: int, a: int, b: int) -> None:
    if kind == LATER:
        _open_later(w, a, b)
    elif kind == WAITED_LONG:
        make_offer(w, a)
    elif kind == LINE_UP:
        line_up_again(w, a)
    elif kind == HANG_UP:
        hang_up(w, a, b)
    elif kind == SERIES_STEP:
        change(w, a)
    elif kind == LOOK:
        look(w, a)
    elif kind == DUE:
        come_as_ordered(w, a, b)
    elif kind == FREED:
        match(w, a)
    elif kind == FINISHING:
        finish(w)


@compiled
def _arrive(w: World, contact: int) -> None:
    """Let a contact ask for an agent: refused, answered at once, gone at once, or waiting."""
    row = contacts(w, contact)
    queue = queues(w, row.queue)
    if not fronts(w, row.queue, row.market).open:
        if not outside_hours(w, contact):
            leave(w, contact, CLOSED)
        return
    if queue.lines >= 0:
        if queue.inside >= queue.lines:
            leave(w, contact, BLOCKED)
            return
        queue.inside += 1
    lane = lane_of(w, contact)
    for k in range(lanes(w, lane).gates):
        gate = lane_gates(w, lane, k).place
        way = gates(w, gate)
        if way.after == 0.0 and way.open and queue.waiting > way.longer_than:
            pool = pools(w, way.pool)
            if pool.busy + way.keep_free < pool.duty or (way.shared and may_start(w, way.pool, lane, gate, 0.0)):
                start(w, contact, gate)
                return
    if row.balk < queue.balk:
        abandon(w, contact)
        return
    if row.patience < math.inf:
        put(w, w.now + row.patience, ABANDONMENT | row.order, PATIENCE, contact, 0)
    offer = offers(w, row.queue, WHILE_WAITING)
    if offer.there:
        put(w, row.arrival + offer.after, OFFER | row.order, WAITED_LONG, contact, 0)
    line_up(w, contact, lane, False)


@compiled
def _open_later(w: World, contact: int, gate: int) -> None:
    """Offer a contact that has waited long enough to the pool behind the gate that opens now."""
    row, way = contacts(w, contact), gates(w, gate)
    if not row.waiting:
        return
    lane, found = lane_of(w, contact), False
    for k in range(lanes(w, lane).gates):
        found = found or lane_gates(w, lane, k).place == gate
    if not (found and way.open and queues(w, row.queue).waiting > way.longer_than):
        return
    if may_start(w, way.pool, lane, gate, way.after):
        take(w, contact, gate)
        if no_longer_waits(w, contact):
            carry_out(w)
    else:
        expect_release(w, way.pool)


@compiled
def close_the_books(world: NDArray[Any]) -> None:
    """Settle what is still open when the run is over: chats in hand end, who waits stays unserved, its ticket lost."""
    w = world[0]
    stop(w)
    for contact in range(w.contacts):
        row = contacts(w, contact)
        ticket = contacts(w, row.first)
        if row.outcome == CALLBACKS:
            if math.isnan(row.called_back):
                ticket.ticket_outcome = LOST
            continue
        outcome = row.outcome
        if row.waiting:
            row.outcome = UNSERVED
            row.wait = w.limit - row.arrival
        if row.waiting or outcome == NOT_YET:
            ticket.ticket_outcome = LOST
