"""Contacts come into the hands of agents in the compiled engine: answered, called back, or not reached."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.calendar import COMPLETION
from sim.engine.compiled import draws
from sim.engine.compiled.calendar import put
from sim.engine.compiled.chats import begin_chat
from sim.engine.compiled.layout import COMPLETE, HANG_UP, World
from sim.engine.compiled.tables import anew, contacts, factors, gates, offers, pools
from sim.randomness.compiled import GRID
from sim.randomness.compiling import compiled
from sim.records import ANSWERED, CALLBACKS

NOT_YET = -1


@compiled
def start(w: World, contact: int, gate: int) -> None:
    """Put a contact into the hands of a free agent, or of one with chats in hand who takes one more."""
    row, way = contacts(w, contact), gates(w, gate)
    row.pool = way.pool
    if row.outcome == NOT_YET:
        row.outcome = ANSWERED
        if way.after != 0.0 or way.opened_at != 0.0 or row.anew >= 0:
            _note_opening(w, contact, gate)
    factor = factors(w, way.pool, row.queue).now
    if factor != 1.0:
        row.handle_time = np.floor(row.handle_time * factor * GRID + 0.5) / GRID
    if way.shared:
        begin_chat(w, contact, row.handle_time, gate)
        return
    pools(w, way.pool).busy += 1
    put(w, w.now + row.handle_time, COMPLETION | row.order, COMPLETE, contact, 0)


@compiled
def _note_opening(w: World, contact: int, gate: int) -> None:
    """Write down when a contact was opened to the pool that takes it, where that was not at its arrival."""
    row, way = contacts(w, contact), gates(w, gate)
    opened = max(row.arrival + way.after, way.opened_at)
    led = row.anew
    while led >= 0:
        if anew(w, led).gate == gate:
            opened = max(opened, anew(w, led).time)
            break
        led = anew(w, led).next
    if opened != row.arrival:
        row.opened = min(opened, w.now)


@compiled
def take(w: World, contact: int, gate: int) -> None:
    """Let an agent take a waiting contact, which is then to be taken off the waiting."""
    row = contacts(w, contact)
    if row.outcome == CALLBACKS:
        _call(w, contact, gate)
    else:
        row.wait = w.now - row.arrival
        start(w, contact, gate)


@compiled
def _call(w: World, contact: int, gate: int) -> None:
    """Let an agent call a customer back, who is reached or not."""
    row = contacts(w, contact)
    rule = offers(w, row.queue, int(row.outside))
    if rule.there and rule.may_fail:
        row.calls += 1
        if draws.no_answer(w, contact, row.calls) < rule.no_answer:
            pool = gates(w, gate).pool
            pools(w, pool).busy += 1
            put(w, w.now + rule.takes, COMPLETION | row.order, HANG_UP, contact, pool)
            return
    row.called_back = w.now
    start(w, contact, gate)


@compiled
def started(w: World, contact: int) -> float:
    """Return when an agent took a contact that is in hand."""
    row = contacts(w, contact)
    return float(row.arrival + row.wait if math.isnan(row.called_back) else row.called_back)
