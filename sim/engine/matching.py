"""Which waiting contact a pool takes next: the highest priority first, then the longest waiting."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

from sim.engine.contacts import Contacts
from sim.engine.duty import PoolState
from sim.engine.waiting import Gate, Lane
from sim.randomness.distributions import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

Choice = tuple[int, Gate]
"""A waiting contact and the gate through which the pool may take it."""


def plain_choice(pool: PoolState, contacts: Contacts, ages: Sequence[float], now: float) -> Choice | None:
    """Return the next contact of a plain pool with an idle agent: its lanes stand in the order of their priorities."""
    best, best_gate, priority = -1, None, 0
    for lane, gate in pool.gates:
        if best_gate is not None and lane.priority > priority:
            break
        contact = lane.first(contacts.waiting, gate, now, contacts.arrival)
        if contact >= 0 and (
            best_gate is None or (ages[contact], contacts.order[contact]) < (ages[best], contacts.order[best])
        ):
            best, best_gate, priority = contact, gate, lane.priority
    return None if best_gate is None else (best, best_gate)


def choice(pool: PoolState, contacts: Contacts, ages: Sequence[float], now: float) -> Choice | None:
    """Return the next contact that an idle agent may take, or an agent with chats in hand, or None.

    A contact that waits for an idle agent keeps those with chats in hand from taking chats of lower priority.
    """
    heads: list[Head] = []
    idle, level = pool.duty - pool.busy, 0
    for lane, gate in pool.gates:
        if heads and not pool.rising and lane.priority > level:
            found = _first_to_start(pool, heads, heads[0][0])
            if found is not None or idle <= 0:
                return found
        level = lane.priority
        contact = lane.first(contacts.waiting, gate, now, contacts.arrival)
        if contact >= 0:
            priority = lane.priority_of(now - contacts.arrival[contact]) if pool.rising else lane.priority
            heads.append((priority, ages[contact], contacts.order[contact], len(heads), contact, gate))
            heads.sort()
    return _first_to_start(pool, heads, heads[0][0]) if heads else None


def next_release(pool: PoolState, contacts: Contacts, now: float) -> float:
    """Return when a chat's rising priority next reaches that of all who hold it back, if nothing else happens.

    Infinite where no waiting chat is held back by others alone, or none of them ever gets there.
    """
    heads = [
        (lane, contact, gate)
        for lane, gate in pool.gates
        if (contact := lane.first(contacts.waiting, gate, now, contacts.arrival)) >= 0
    ]
    times = []
    for lane, contact, gate in heads:
        if not lane.rises or not gate.shared or pool.floor.room(gate) is None:
            continue
        own = lane.priority_of(now - contacts.arrival[contact])
        above = [
            (own - level, lane.rises - other.rises)
            for other, ahead, _ in heads
            if (level := other.priority_of(now - contacts.arrival[ahead])) < own
        ]
        if above and all(gain > 0 for _, gain in above):
            times.append(now + max(behind / gain for behind, gain in above))
    soonest = min(times, default=inf)
    return soonest if soonest == inf else max(ceil(soonest * GRID) / GRID, now + 1 / GRID)


Head = tuple[float, float, int, int, int, Gate]
"""Priority, age, order and number of the longest waiting contact of a lane, the contact, and its gate."""


def _first_to_start(pool: PoolState, heads: Sequence[Head], highest: float) -> Choice | None:
    """Return the first of those in line for whom there is an agent."""
    for priority, _, _, _, contact, gate in heads:
        if pool.busy + gate.keep_free < pool.duty:
            return contact, gate
        if gate.shared and priority == highest and pool.floor.room(gate) is not None:
            return contact, gate
    return None


def may_start(pool: PoolState, lane: Lane, gate: Gate, waited: float, contacts: Contacts, now: float) -> bool:
    """Whether the pool has an agent for a contact that has waited so long and comes through an open gate."""
    if pool.busy + gate.keep_free < pool.duty:
        return True
    if not gate.shared or pool.floor.room(gate) is None:
        return False
    return not _waits_before(pool, lane.priority_of(waited), contacts, now)


def _waits_before(pool: PoolState, priority: float, contacts: Contacts, now: float) -> bool:
    """Whether a contact of higher priority waits that the pool could take if it had an idle agent."""
    for lane, gate in pool.gates:
        contact = lane.first(contacts.waiting, gate, now, contacts.arrival)
        if contact >= 0 and lane.priority_of(now - contacts.arrival[contact]) < priority:
            return True
    return False
