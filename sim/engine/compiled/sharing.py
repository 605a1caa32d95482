"""Shares led anew in the compiled engine, when a pool's first agent comes or its last goes; and timers of lanes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.calendar import TIMER
from sim.engine.compiled.calendar import ANEW, put
from sim.engine.compiled.lanes import lane_of
from sim.engine.compiled.layout import LATER, World
from sim.engine.compiled.tables import anew, contacts, gates, lane_gates, lanes, nodes, queues, steps
from sim.engine.compiled.waiting import add, drop_head
from sim.randomness.compiling import compiled


@compiled
def shares(w: World, queue: int, pool: int) -> bool:
    for step in range(queues(w, queue).steps, queues(w, queue).steps_end):
        if steps(w, step).is_share:
            for gate in range(steps(w, step).first, steps(w, step).end):
                if gates(w, gate).pool == pool:
                    return True
    return False


@compiled
def lead_anew(w: World, queue: int) -> bool:
    """Lead the waiting contacts of a queue to lanes by the pools now on duty; return whether there were any."""
    count, before = 0, w.lanes
    waiting, was_in = np.empty(w.nodes, np.int64), np.empty(w.nodes, np.int64)
    for lane in range(before):
        while lanes(w, lane).queue == queue and lanes(w, lane).head >= 0:
            contact = nodes(w, lanes(w, lane).head).contact
            if contacts(w, contact).waiting:
                waiting[count], was_in[count] = contact, lane
                count += 1
            drop_head(w, lane)
    places = in_order(w, waiting[:count])
    for k in range(count):
        contact, old = waiting[places[k]], was_in[places[k]]
        if k and waiting[places[k - 1]] == contact:
            continue  # a call-back that stood in its lane twice
        lane = lane_of(w, contact)
        add(w, contact, lane)
        if w.overflow:
            return False
        if lane != old:
            put_timers(w, contact, lane)
            _note_anew(w, contact, lane, old)
    return count > 0


@compiled
def in_order(w: World, waiting: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places that put contacts (n,) in order: the longest waiting first, then (ticket, round, try)."""
    ages, orders = np.empty(len(waiting)), np.empty(len(waiting), np.int64)
    for k in range(len(waiting)):
        orders[k] = contacts(w, waiting[k]).order
    by_order = np.argsort(orders)
    for k in range(len(waiting)):
        ages[k] = contacts(w, waiting[by_order[k]]).age
    return by_order[np.argsort(ages, kind="mergesort")]


@compiled
def _note_anew(w: World, contact: int, lane: int, old: int) -> None:
    """Write down that the gates of a lane which the old one has not are open to a contact from now on."""
    row = contacts(w, contact)
    for k in range(lanes(w, lane).gates):
        gate = lane_gates(w, lane, k).place
        known = False
        for j in range(lanes(w, old).gates):
            known = known or lane_gates(w, old, j).place == gate
        if known:
            continue
        if w.anew >= w.room_anew:
            w.overflow |= ANEW
            return
        new = anew(w, w.anew)
        new.time, new.gate, new.next = w.now, gate, row.anew
        row.anew = w.anew
        w.anew += 1


@compiled
def put_timers(w: World, contact: int, lane: int) -> None:
    """Put the moments on the calendar at which a contact has waited long enough for further pools."""
    if not lanes(w, lane).timers:
        return
    row = contacts(w, contact)
    for k in range(lanes(w, lane).gates):
        gate = lane_gates(w, lane, k).place
        if gates(w, gate).after > 0.0:
            time = row.arrival + gates(w, gate).after
            if time > w.now:
                put(w, time, TIMER | row.order, LATER, contact, gate)
