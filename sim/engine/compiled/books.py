"""First contacts in, records out: how the rows of the compiled engine are filled and read."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.demand.tickets import Tickets
from sim.engine.calendar import ROUND_BITS, TRY_BITS
from sim.engine.compiled.build import Tables
from sim.engine.compiled.hands import NOT_YET
from sim.engine.compiled.returns import clear
from sim.engine.compiled.tables import contacts, queues
from sim.randomness.compiling import compiled
from sim.records import ANSWERED, Records, Spells

_KEY_BITS = ROUND_BITS + TRY_BITS
_ROUND, _TRY = (1 << ROUND_BITS) - 1, (1 << TRY_BITS) - 1


def hand_in(tables: Tables, tickets: Tickets) -> None:
    """Hand the first contacts of tickets in, in the order of their arrival."""
    nothing = np.zeros(0)
    head_start = nothing if tickets.head_start is None else tickets.head_start
    _hand_in(
        tables.world, tickets.arrival, tickets.queue, tickets.market, tickets.handle_time, tickets.patience,
        tickets.resolution, tickets.balk, tickets.draws.keys, head_start,
        nothing if tickets.vip is None else tickets.vip,
    )  # fmt: skip


@compiled
def _hand_in(
    world: NDArray[Any], arrival: NDArray[np.float64], queue: NDArray[np.int64], market: NDArray[np.int64],
    handle_time: NDArray[np.float64], patience: NDArray[np.float64], resolution: NDArray[np.float64],
    balk: NDArray[np.float64], keys: NDArray[np.uint64], head_start: NDArray[np.float64], vip: NDArray[np.float64],
) -> None:  # fmt: skip
    w = world[0]
    count, place = len(arrival), w.contacts
    w.head_starts, w.vips = int(len(head_start) > 0 and count > 0), int(len(vip) > 0)
    for k in range(count):
        row = contacts(w, place + k)
        row.order = (k << _KEY_BITS) | (1 << TRY_BITS) | 1
        row.key, row.first, row.round, row.try_ = keys[k], place + k, 1, 1
        row.arrival, row.queue, row.market = arrival[k], queue[k], market[k]
        row.handle_time, row.patience, row.resolution, row.balk = handle_time[k], patience[k], resolution[k], balk[k]
        row.head_start = head_start[k] if len(head_start) else 0.0
        row.vip = vip[k] if len(vip) else 0.0
        row.age = row.arrival - row.head_start
        clear(w, place + k)
    w.next_first, w.firsts, w.contacts = place, place + count, place + count
    w.open_tickets = count


class Columns(NamedTuple):
    """The columns of `Records`, (contacts,) and (tickets,) each."""

    ticket: NDArray[Any]
    round_: NDArray[Any]
    try_: NDArray[Any]
    queue: NDArray[Any]
    market: NDArray[Any]
    arrival: NDArray[Any]
    wait: NDArray[Any]
    outcome: NDArray[Any]
    pool: NDArray[Any]
    start: NDArray[Any]
    handle_time: NDArray[Any]
    opened: NDArray[Any]
    shared: NDArray[Any]
    escalated: NDArray[Any]
    cut_off: NDArray[Any]
    vip: NDArray[Any]
    ticket_outcome: NDArray[Any]
    ticket_end: NDArray[Any]


_TYPES = ("i8", "i2", "i2", "i2", "i2", "f8", "f8", "i1", "i2", "f8", "f8", "f8", "?", "?", "?", "?")


def records_of(tables: Tables, pool_names: tuple[str, ...]) -> Records:
    """Return the records, in the order (ticket, round, try)."""
    w, known = tables.w, tables.of["contacts"]
    total, tickets = int(w["contacts"]), int(w["firsts"])
    rows = np.arange(total)
    if total > tickets:
        rows = np.argsort(known["order"][:total], kind="stable")
    of_contacts = [np.empty(total, kind) for kind in _TYPES]
    columns = Columns._make([*of_contacts, np.empty(tickets, np.int8), np.full(tickets, -np.inf)])
    kept = _write_out(tables.world, rows, columns)
    return Records(
        **{name: getattr(columns, name)[:kept] for name in Columns._fields[:-2]},
        ticket_outcome=columns.ticket_outcome,
        ticket_end=columns.ticket_end,
        pools=pool_names,
        duty=_duty(tables),
        spells=_spells(tables),
    )


@compiled
def _write_out(world: NDArray[Any], rows: NDArray[np.int64], out: Columns) -> int:
    """Fill the columns in the order of the rows; return how many contacts there were."""
    w, n = world[0], 0
    for k in range(len(rows)):
        row = contacts(w, rows[k])
        if row.outcome == NOT_YET:
            continue
        ticket = row.order >> _KEY_BITS
        out.ticket[n], out.round_[n], out.try_[n] = ticket, (row.order >> TRY_BITS) & _ROUND, row.order & _TRY
        out.queue[n], out.market[n], out.arrival[n], out.wait[n] = row.queue, row.market, row.arrival, row.wait
        out.outcome[n], out.pool[n] = row.outcome, row.pool
        start = row.called_back
        if math.isnan(start) and row.outcome == ANSWERED:
            start = row.arrival + row.wait
        in_hand = 0.0 if math.isnan(start) else row.handle_time
        out.start[n], out.handle_time[n] = start, in_hand
        out.opened[n] = np.nan
        if row.outcome == ANSWERED:
            out.opened[n] = row.arrival if math.isnan(row.opened) else row.opened
        out.shared[n], out.escalated[n], out.cut_off[n] = row.shared == 1, row.escalated == 1, row.cut_off == 1
        out.vip[n] = w.vips == 1 and row.vip < queues(w, row.queue).vip_share
        left = row.arrival + row.wait if math.isnan(start) else start + in_hand
        out.ticket_end[ticket] = max(out.ticket_end[ticket], left)
        n += 1
    for k in range(len(out.ticket_outcome)):
        out.ticket_outcome[k] = contacts(w, k).ticket_outcome
    return n


def _duty(tables: Tables) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]:
    log = tables.of["duty"][: tables.w["duty"]]
    mine = [log[log["pool"] == p] for p in range(tables.w["n_pools"])]
    return tuple((rows["time"].copy(), rows["agents"].copy()) for rows in mine)


def _spells(tables: Tables) -> Spells:
    log = tables.of["spells"][: tables.w["spells"]]
    log = log[np.argsort(log["pool"], kind="stable")]
    return Spells(
        log["pool"].astype(np.int16), log["begin"].copy(), log["end"].copy(), log["kind"].astype(np.int8)
    )
