"""What the clock changes in the compiled engine: paces, rosters, outages, hours, openings, and elastic agents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.calendar import ROSTER, SCALING
from sim.engine.compiled.agenda import (
    COMING_OR_GOING,
    MATCHING,
    RELEASING,
    carry_out,
    put_frame,
    stop_waiting,
    turn,
)
from sim.engine.compiled.calendar import put
from sim.engine.compiled.chats import go, sort_out
from sim.engine.compiled.duty import keep_pace, note, reschedule
from sim.engine.compiled.hands import NOT_YET, started
from sim.engine.compiled.layout import (
    CARRY,
    CLEAR,
    COMPLETE,
    DUE,
    HOURS,
    LOOK,
    NOTHING,
    OUTAGE,
    PACE,
    ROSTER_CHANGE,
    SERIES_STEP,
    World,
)
from sim.engine.compiled.offers import keep_to_opening
from sim.engine.compiled.returns import abandon, follow_up
from sim.engine.compiled.tables import (
    agents,
    changes,
    chats,
    contacts,
    events,
    fronts,
    gates,
    lanes,
    loads,
    nodes,
    pools,
    queues,
    scaling,
    series,
)
from sim.engine.scaling import TICK
from sim.randomness.compiling import compiled
from sim.records import ANSWERED, CALLBACKS


@compiled
def wind_up(w: World) -> None:
    """Put all changes on the calendar, one of each series at a time, in the model's order."""
    for k in range(w.n_series):
        if series(w, k).what == OUTAGE:
            _put_next(w, k)
    for rule in range(w.n_scaling):
        pool = scaling(w, rule).pool
        if scaling(w, rule).at_least:
            _change_duty(w, pool, pools(w, pool).on_roster, scaling(w, rule).at_least)
        put(w, TICK, SCALING | pool, LOOK, rule, 0)
    for k in range(w.n_series):
        if series(w, k).what != OUTAGE:
            _put_next(w, k)


@compiled
def _put_next(w: World, which: int) -> None:
    row = series(w, which)
    if row.next < row.end:
        put(w, changes(w, row.next).time, row.order, SERIES_STEP, which, 0)


@compiled
def change(w: World, which: int) -> None:
    """Make the next change of a series, and put the one after it on the calendar."""
    row = series(w, which)
    value = changes(w, row.next).value
    row.next += 1
    _put_next(w, which)
    if row.what == PACE:
        keep_pace(w, row.a, value)
    elif row.what == OUTAGE:
        _go_down_or_up(w, row.a, value > 0.0)
    elif row.what == ROSTER_CHANGE:
        _change_duty(w, row.a, int(value), pools(w, row.a).elastic)
    elif row.what == HOURS:
        gates(w, row.a).within_hours = int(value > 0.0)
        turn(w, row.a)
        carry_out(w)
    else:
        _change_opening(w, row.a, row.b, value > 0.0)


@compiled
def _change_duty(w: World, pool: int, on_roster: int, elastic: int) -> None:
    """Let so many agents of the roster and of a scaling rule be on duty from now on."""
    was_on_duty = pools(w, pool).duty > 0
    reschedule(w, pool, on_roster, elastic)
    put_frame(w, MATCHING, pool)
    if was_on_duty != (pools(w, pool).duty > 0):
        put_frame(w, COMING_OR_GOING, pool)
    carry_out(w)


@compiled
def _change_opening(w: World, queue: int, market: int, opens: bool) -> None:
    row = queues(w, queue)
    if row.live:
        fronts(w, queue, market).open = int(opens)
    if opens:
        put_frame(w, RELEASING, queue)
        carry_out(w)
    elif row.at_close == CLEAR or (row.at_close == CARRY and row.calls_back):
        _clear(w, queue, market)


@compiled
def _clear(w: World, queue: int, market: int) -> None:
    """Send those waiting away where the queue clears; keep the call-backs for the next opening."""
    if not fronts(w, queue, market).waiting:
        return
    rows, count = np.empty(w.nodes, np.int64), 0
    for lane in range(w.lanes):
        if lanes(w, lane).queue != queue:
            continue
        node = lanes(w, lane).head
        while node >= 0:
            contact = nodes(w, node).contact
            if contacts(w, contact).market == market and contacts(w, contact).waiting:
                rows[count] = contact
                count += 1
            node = nodes(w, node).next
    _sort_by_order(w, rows[:count])
    for k in range(count):
        contact = rows[k]
        if not contacts(w, contact).waiting:
            continue
        if contacts(w, contact).outcome == CALLBACKS:
            keep_to_opening(w, contact)
        elif queues(w, queue).at_close == CLEAR:
            stop_waiting(w, contact)
            abandon(w, contact)


@compiled
def _sort_by_order(w: World, rows: NDArray[np.int64]) -> None:
    orders = np.empty(len(rows), np.int64)
    for k in range(len(rows)):
        orders[k] = contacts(w, rows[k]).order
    rows[:] = rows[np.argsort(orders)]


@compiled
def _go_down_or_up(w: World, pool: int, in_order: bool) -> None:
    """Begin or end an outage of a pool, which undoes what its scaling rule has ordered."""
    row, there = pools(w, pool), 0
    row.down = int(not in_order)
    for rule in range(w.n_scaling):
        if scaling(w, rule).pool == pool:
            scaling(w, rule).on_the_way = 0
            there = scaling(w, rule).at_least if in_order else 0
    _change_duty(w, pool, row.on_roster, there)
    if row.down and row.loses:
        _cut_off(w, pool)


@compiled
def _cut_off(w: World, pool: int) -> None:
    """End every contact in hand, in the order (ticket, round, try); its ticket goes on as one not resolved."""
    rows, count = np.empty(w.events + w.chats, np.int64), 0
    for k in range(w.events):
        event = events(w, k)
        if event.kind == COMPLETE and contacts(w, event.a).pool == pool:
            event.kind = NOTHING
            rows[count] = event.a
            count += 1
    pools(w, pool).busy -= count
    for load in range(1, w.n_loads):
        agent = loads(w, pool, load).head
        while agent >= 0:
            following, chat = agents(w, agent).next, agents(w, agent).chats
            while chat >= 0:
                rows[count] = chats(w, chat).contact
                count += 1
                chat = chats(w, chat).next
            sort_out(w, agent, load)
            go(w, agent)
            agent = following
    note(w, pool)
    _sort_by_order(w, rows[:count])
    for k in range(count):
        row = contacts(w, rows[k])
        row.handle_time = w.now - started(w, rows[k])
        row.cut_off = 1
        if row.outcome == ANSWERED:
            queues(w, row.queue).inside -= 1
        follow_up(w, rows[k])


@compiled
def look(w: World, which: int) -> None:
    """Order agents if somebody has waited too long and none are on their way; let some go if they are idle."""
    rule = scaling(w, which)
    if w.now + TICK < w.limit:
        put(w, w.now + TICK, SCALING | rule.pool, LOOK, which, 0)
    pool = pools(w, rule.pool)
    if pool.down:
        return
    if queues(w, rule.queue).waiting:
        more = min(rule.step, rule.up_to - pool.elastic)
        if more > 0 and rule.on_the_way == 0 and _too_much(w, which):
            rule.on_the_way = more
            rule.orders += 1
            put(w, w.now + rule.lead, ROSTER | (2 * w.n_pools + rule.pool), DUE, which, rule.orders)
        return
    fewer = min(rule.step, pool.elastic - rule.at_least)
    if fewer > 0 and pool.duty - pool.busy >= fewer:
        _change_duty(w, rule.pool, pool.on_roster, pool.elastic - fewer)


@compiled
def come_as_ordered(w: World, which: int, number: int) -> None:
    """Let the agents come that a rule has ordered, unless an outage has undone that."""
    rule = scaling(w, which)
    if rule.on_the_way and number == rule.orders:
        more, pool = rule.on_the_way, pools(w, rule.pool)
        rule.on_the_way = 0
        _change_duty(w, rule.pool, pool.on_roster, pool.elastic + more)


@compiled
def _too_much(w: World, which: int) -> bool:
    """Tell whether more wait on the line than a rule allows, or longer; who is to be called back does not."""
    rule, count, longest = scaling(w, which), 0, 0.0
    for lane in range(w.lanes):
        if lanes(w, lane).queue != rule.queue:
            continue
        node = lanes(w, lane).head
        while node >= 0:
            row = contacts(w, nodes(w, node).contact)
            if row.waiting and row.outcome == NOT_YET:
                count += 1
                longest = max(longest, w.now - row.arrival)
            node = nodes(w, node).next
    return bool(count > rule.longer_than or longest > rule.wait)
