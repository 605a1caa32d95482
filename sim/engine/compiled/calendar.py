"""The calendar of the compiled engine: a heap of events in the same order among equals as SimPy's."""

from __future__ import annotations

from typing import Any

from sim.engine.compiled.layout import GROWING, World
from sim.engine.compiled.tables import events
from sim.randomness.compiling import compiled

CONTACTS, LANES, NODES, EVENTS, FRAMES, DUTY, SPELLS, AGENTS, CHATS, ANEW = (1 << bit for bit in range(len(GROWING)))
"""Bits that stand for the tables that grow, in their order: those that run `short`, and those whose rows ran out within
one event (`overflow`), so that the run must begin anew with more of them."""


@compiled
def _comes_before(time: float, order: int, put: int, other: Any) -> bool:
    if time != other.time:
        return bool(time < other.time)
    if order != other.order:
        return bool(order < other.order)
    return bool(put < other.put)


@compiled
def _copy(event: Any, to: Any) -> None:
    to.time, to.order, to.put, to.a, to.b, to.kind = event.time, event.order, event.put, event.a, event.b, event.kind


@compiled
def put(w: World, time: float, order: int, kind: int, a: int, b: int) -> None:
    """Put an event on the calendar at a time, with its order among equals, its kind and whom it is about."""
    place, turn = w.events, w.put
    if place >= w.room_events:
        w.overflow |= EVENTS
        return
    w.events = place + 1
    w.put = turn + 1
    while place > 0:
        above = (place - 1) >> 1
        if not _comes_before(time, order, turn, events(w, above)):
            break
        _copy(events(w, above), events(w, place))
        place = above
    event = events(w, place)
    event.time = time
    event.order = order
    event.put = turn
    event.kind = kind
    event.a = a
    event.b = b


@compiled
def take_first(w: World) -> None:
    """Take the first event off the calendar."""
    end = w.events - 1
    w.events = end
    last = events(w, end)
    place = 0
    while True:
        child = 2 * place + 1
        if child >= end:
            break
        one = events(w, child)
        if child + 1 < end:
            other = events(w, child + 1)
            if _comes_before(other.time, other.order, other.put, one):
                child += 1
                one = other
        if _comes_before(last.time, last.order, last.put, one):
            break
        _copy(one, events(w, place))
        place = child
    _copy(last, events(w, place))
