"""Which waiting contact a pool of the compiled engine takes next: highest priority first, then the longest waiting."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.compiled.chats import room
from sim.engine.compiled.layout import World
from sim.engine.compiled.tables import contacts, gates, lanes, pools, ways
from sim.engine.compiled.waiting import first, priority_of
from sim.randomness.compiled import GRID
from sim.randomness.compiling import compiled


@compiled
def _is_older(w: World, contact: int, other: int) -> bool:
    """Tell whether a contact has waited longer than another one, or as long and comes before it."""
    one, two = contacts(w, contact), contacts(w, other)
    return bool(one.age < two.age or (one.age == two.age and one.order < two.order))


@compiled
def plain_choice(w: World, pool: int) -> tuple[int, int]:
    """Return the next contact of a plain pool with an idle agent, and its gate; (-1, -1) where there is none."""
    best, best_gate, priority = -1, -1, 0.0
    for k in range(pools(w, pool).ways):
        way = ways(w, pool, k)
        if best_gate >= 0 and lanes(w, way.lane).priority > priority:
            break
        contact = first(w, way.lane, way.gate)
        if contact >= 0 and (best_gate < 0 or _is_older(w, contact, best)):
            best, best_gate, priority = contact, way.gate, lanes(w, way.lane).priority
    return best, best_gate


@compiled
def choice(w: World, pool: int) -> tuple[int, int]:
    """Return the next contact that an idle agent may take, or an agent with chats in hand, and its gate."""
    row, heads, level = pools(w, pool), False, 0.0
    for k in range(row.ways):
        way = ways(w, pool, k)
        priority = lanes(w, way.lane).priority
        if heads and not row.rising and priority > level:
            contact, gate = _first_to_start(w, pool, k)
            if contact >= 0 or row.busy >= row.duty:
                return contact, gate
        level = priority
        if first(w, way.lane, way.gate) >= 0:
            heads = True
    return _first_to_start(w, pool, row.ways)


@compiled
def _priority(w: World, pool: int, lane: int, contact: int) -> float:
    return priority_of(w, lane, contact) if pools(w, pool).rising else float(lanes(w, lane).priority)


@compiled
def _first_to_start(w: World, pool: int, end: int) -> tuple[int, int]:
    """Return the first for whom there is an agent of the longest waiting of the pool's first so many lanes."""
    row = pools(w, pool)
    highest = math.inf
    for k in range(end):
        way = ways(w, pool, k)
        contact = first(w, way.lane, way.gate)
        if contact >= 0:
            highest = min(highest, _priority(w, pool, way.lane, contact))
    best, best_gate, best_priority = -1, -1, math.inf
    for k in range(end):
        way = ways(w, pool, k)
        contact = first(w, way.lane, way.gate)
        if contact < 0:
            continue
        priority, gate = _priority(w, pool, way.lane, contact), gates(w, way.gate)
        if best >= 0 and (priority > best_priority or (priority == best_priority and not _is_older(w, contact, best))):
            continue
        idle = row.busy + gate.keep_free < row.duty
        if idle or (gate.shared and priority == highest and room(w, pool, way.gate) >= 0):
            best, best_gate, best_priority = contact, way.gate, priority
    return best, best_gate


@compiled
def next_release(w: World, pool: int) -> float:
    """Return when a chat's rising priority next reaches that of all who hold it back, if nothing else happens."""
    soonest, now = math.inf, w.now
    for k in range(pools(w, pool).ways):
        way = ways(w, pool, k)
        contact = first(w, way.lane, way.gate)
        lane = lanes(w, way.lane)
        if contact < 0 or lane.rises == 0.0 or not gates(w, way.gate).shared or room(w, pool, way.gate) < 0:
            continue
        own, latest, held, ever = priority_of(w, way.lane, contact), -math.inf, False, True
        for j in range(pools(w, pool).ways):
            other = ways(w, pool, j)
            ahead = first(w, other.lane, other.gate)
            if ahead < 0:
                continue
            level = priority_of(w, other.lane, ahead)
            if level < own:
                held = True
                gain = lane.rises - lanes(w, other.lane).rises
                if gain <= 0:
                    ever = False
                else:
                    latest = max(latest, (own - level) / gain)
        if held and ever:
            soonest = min(soonest, now + latest)
    if soonest == math.inf:
        return soonest
    return float(max(np.ceil(soonest * GRID) / GRID, now + 1 / GRID))


@compiled
def may_start(w: World, pool: int, lane: int, gate: int, waited: float) -> bool:
    """Tell whether a pool has an agent for a contact that has waited so long and comes through an open gate."""
    if pools(w, pool).busy + gates(w, gate).keep_free < pools(w, pool).duty:
        return True
    if not gates(w, gate).shared or room(w, pool, gate) < 0:
        return False
    priority = lanes(w, lane).priority - waited * lanes(w, lane).rises
    for k in range(pools(w, pool).ways):
        way = ways(w, pool, k)
        contact = first(w, way.lane, way.gate)
        if contact >= 0 and priority_of(w, way.lane, contact) < priority:
            return False
    return True
