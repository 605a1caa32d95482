"""Agents with several chats in hand, compiled: a virtual clock each, which runs slower the more chats there are."""

from __future__ import annotations

import math

import numpy as np

from sim.engine.calendar import COMPLETION
from sim.engine.compiled.calendar import AGENTS, CHATS, put
from sim.engine.compiled.duty import note_spell
from sim.engine.compiled.layout import CHAT_END, World
from sim.engine.compiled.tables import agents, chats, clocks, contacts, gates, loads, pools, slowdowns
from sim.randomness.compiled import GRID
from sim.randomness.compiling import compiled
from sim.records import CHATTING


@compiled
def most(w: World, agent: int) -> int:
    """Return how many chats an agent takes at most, given those in hand."""
    chat, fewest = agents(w, agent).chats, 1 << 30
    while chat >= 0:
        fewest = min(fewest, gates(w, chats(w, chat).gate).most)
        chat = chats(w, chat).next
    return int(fewest)


@compiled
def room(w: World, pool: int, gate: int) -> int:
    """Return the agent with the fewest chats who may take one more of a gate's, or -1."""
    leaving = pools(w, pool).floor - pools(w, pool).duty
    for load in range(1, gates(w, gate).most):
        agent = loads(w, pool, load).head
        while agent >= 0:
            if leaving > 0:
                leaving -= 1
            elif most(w, agent) > load:
                return int(agent)
            agent = agents(w, agent).next
    return -1


@compiled
def has_room(w: World, pool: int) -> bool:
    """Tell whether any agent with chats in hand has fewer than the most that any takes."""
    return bool(loads(w, pool, pools(w, pool).most).count < pools(w, pool).floor)


@compiled
def begin_chat(w: World, contact: int, seconds: float, gate: int) -> None:
    """Give a chat to an idle agent, else to the one with the fewest chats."""
    row, pool = contacts(w, contact), gates(w, gate).pool
    row.shared = 1
    if pools(w, pool).busy + gates(w, gate).keep_free < pools(w, pool).duty:
        agent = _come(w, pool)
    else:
        agent = room(w, pool, gate)
    if w.overflow:
        return
    load = agents(w, agent).load
    _take(w, agent, contact, seconds, gate)
    _sort(w, agent, load)
    _put_next_end(w, agent)


@compiled
def _come(w: World, pool: int) -> int:
    agent = w.free_agent
    if agent >= 0:
        w.free_agent = agents(w, agent).next
    else:
        agent = w.agents
        if agent >= w.room_agents:
            w.overflow |= AGENTS
            return 0
        w.agents = agent + 1
    pools(w, pool).floor += 1
    pools(w, pool).busy += 1
    row = agents(w, agent)
    row.begin, row.since, row.pool, row.load, row.version = w.now, w.now, pool, 0, 0
    row.chats, row.last_chat, row.next_chat, row.next, row.before = -1, -1, -1, -1, -1
    for slow in range(w.n_slowdowns):
        clocks(w, agent, slow).value = np.nan
    return int(agent)


@compiled
def _advance(w: World, agent: int) -> None:
    row, now = agents(w, agent), w.now
    elapsed = now - row.since
    if elapsed != 0.0 and row.load:
        for slow in range(w.n_slowdowns):
            if not math.isnan(clocks(w, agent, slow).value):
                clocks(w, agent, slow).value += elapsed / slowdowns(w, slow, row.load - 1).value
    row.since = now


@compiled
def _take(w: World, agent: int, contact: int, seconds: float, gate: int) -> None:
    _advance(w, agent)
    row, slow = agents(w, agent), gates(w, gate).slow
    if math.isnan(clocks(w, agent, slow).value):
        clocks(w, agent, slow).value = 0.0
    chat = w.free_chat
    if chat >= 0:
        w.free_chat = chats(w, chat).next
    else:
        chat = w.chats
        if chat >= w.room_chats:
            w.overflow |= CHATS
            return
        w.chats = chat + 1
    new = chats(w, chat)
    new.ends, new.order, new.contact = clocks(w, agent, slow).value + seconds, contacts(w, contact).order, contact
    new.gate, new.next = gate, -1
    if row.load:
        chats(w, row.last_chat).next = chat
    else:
        row.chats = chat
    row.last_chat = chat
    row.load += 1


@compiled
def drop(w: World, agent: int, chat: int) -> None:
    """End one chat of an agent."""
    _advance(w, agent)
    row, before, other = agents(w, agent), -1, agents(w, agent).chats
    while other != chat:
        before = other
        other = chats(w, other).next
    following = chats(w, chat).next
    if before < 0:
        row.chats = following
    else:
        chats(w, before).next = following
    if following < 0:
        row.last_chat = before
    chats(w, chat).next = w.free_chat
    w.free_chat = chat
    load = row.load
    row.load -= 1
    _sort(w, agent, load)


@compiled
def _put_next_end(w: World, agent: int) -> None:
    """Put the end of the chat on the calendar that ends first if the load stays as it is."""
    row = agents(w, agent)
    w.versions += 1
    row.version = w.versions
    best, best_time, best_order = -1, -1.0, 0
    chat = row.chats
    while chat >= 0:
        one = chats(w, chat)
        slow = gates(w, one.gate).slow
        left = (one.ends - clocks(w, agent, slow).value) * slowdowns(w, slow, row.load - 1).value
        time = max(np.floor((row.since + left) * GRID + 0.5) / GRID, row.since)
        if best < 0 or time < best_time or (time == best_time and one.order < best_order):
            best, best_time, best_order = chat, time, one.order
        chat = one.next
    row.next_chat = best
    put(w, best_time, COMPLETION | best_order, CHAT_END, agent, row.version)


@compiled
def end_chat(w: World, agent: int) -> int:
    """End the chat of an agent that was expected to end now; return its contact."""
    chat = agents(w, agent).next_chat
    contact = chats(w, chat).contact
    drop(w, agent, chat)
    note_chat(w, contact)
    if agents(w, agent).load:
        _put_next_end(w, agent)
    else:
        go(w, agent)
    return int(contact)


@compiled
def note_chat(w: World, contact: int) -> None:
    """Write down how long a chat was in hand."""
    row = contacts(w, contact)
    row.handle_time = w.now - (row.arrival + row.wait)


@compiled
def _sort(w: World, agent: int, before: int) -> None:
    """Put an agent among those with as many chats as it has now, at the end."""
    if before:
        sort_out(w, agent, before)
    row = agents(w, agent)
    if row.load:
        load = loads(w, row.pool, row.load)
        row.before, row.next = load.tail, -1
        if load.tail < 0:
            load.head = agent
        else:
            agents(w, load.tail).next = agent
        load.tail = agent
        load.count += 1


@compiled
def sort_out(w: World, agent: int, load: int) -> None:
    """Take an agent from among those with so many chats."""
    row, group = agents(w, agent), loads(w, agents(w, agent).pool, load)
    if row.before < 0:
        group.head = row.next
    else:
        agents(w, row.before).next = row.next
    if row.next < 0:
        group.tail = row.before
    else:
        agents(w, row.next).before = row.before
    group.count -= 1


@compiled
def go(w: World, agent: int) -> None:
    """Let an agent without chats be idle, and write its spell down; any chats still listed are let go of."""
    row = agents(w, agent)
    pools(w, row.pool).floor -= 1
    pools(w, row.pool).busy -= 1
    note_spell(w, row.pool, row.begin, CHATTING)
    if row.chats >= 0:
        chats(w, row.last_chat).next = w.free_chat
        w.free_chat = row.chats
        row.chats = -1
    row.version = 0
    row.next = w.free_agent
    w.free_agent = agent


@compiled
def stop(w: World) -> None:
    """End the books of chats that are still in hand when the aftermath ends."""
    for pool in range(w.n_pools):
        for load in range(1, w.n_loads):
            agent = loads(w, pool, load).head
            while agent >= 0:
                following = agents(w, agent).next
                chat = agents(w, agent).chats
                while chat >= 0:
                    note_chat(w, chats(w, chat).contact)
                    chat = chats(w, chat).next
                go(w, agent)
                agent = following
            loads(w, pool, load).head = -1
