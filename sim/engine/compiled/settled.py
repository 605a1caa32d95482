"""Tickets that are closed leave the compiled engine: their contacts are written out, and their rows are free again.

They leave in the order of tickets, so that the records come out in order; who comes after an open ticket waits for it.
Where too many do, all leave, and the records are put in order at the end.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.calendar import ROUND_BITS, TRY_BITS
from sim.engine.compiled.build import Tables
from sim.engine.compiled.hands import NOT_YET
from sim.engine.compiled.layout import (
    COMPLETE,
    HANG_UP,
    LATER,
    LINE_UP,
    NOTHING,
    PATIENCE,
    RETURN,
    WAITED_LONG,
    World,
)
from sim.engine.compiled.tables import chats, contacts, events, lanes, nodes, queues
from sim.randomness.compiling import compiled
from sim.records import ANSWERED, Records, Spells

_KEY_BITS = ROUND_BITS + TRY_BITS
_ROUND, _TRY = (1 << ROUND_BITS) - 1, (1 << TRY_BITS) - 1


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


OPEN_TICKETS_HOLD_UP, OPEN_TICKETS_STAY, ALL_LEAVE = range(3)
"""Who leaves: closed tickets up to the first that is open, all that are closed, or all."""


_AT_ONCE, _OF_ONE_TICKET = 1 << 19, 1 << 16
"""Contacts that are written at once in pieces, and those that a ticket may have."""


class Ledger:
    """The records as far as they are written.

    `filled` rows of contacts and `tickets` are taken; what is not written takes no memory. In pieces the tickets are
    numbered as they come, and one piece after the other is written over the last; else they keep their numbers.
    """

    def __init__(self, tickets: int, in_pieces: bool = False) -> None:
        room = tickets + tickets // 4
        self.in_pieces, self.in_order = in_pieces, True
        self.filled, self.tickets = 0, 0 if in_pieces else tickets
        self.columns = Columns._make(
            [*(np.empty(room, kind) for kind in _TYPES), np.empty(tickets, np.int8), np.empty(tickets)]
        )

    def write_settled(self, tables: Tables, who: int = OPEN_TICKETS_HOLD_UP) -> None:
        """Write the contacts of tickets out that leave, and free their rows."""
        self.in_order = self.in_order and who != OPEN_TICKETS_STAY
        count = int(tables.w["contacts"])
        self._make_room(min(count, _AT_ONCE + _OF_ONE_TICKET) if self.in_pieces else count)
        gone = np.zeros(count, np.bool_)
        numbered = self.tickets if self.in_pieces else -1
        most = self.filled + _AT_ONCE if self.in_pieces else self.filled + count
        self.filled, numbered = _write_out(tables.world, gone, who, self.columns, self.filled, numbered, most)
        self.tickets = max(self.tickets, numbered)
        kept = count - int(gone.sum())
        if kept < count:
            table = tables.of["contacts"]
            rows = table.view(np.uint64).reshape(len(table), -1)  # whole rows, not field by field
            _move(tables.world, _closed_up(rows, gone), kept)

    def put_in_order(self) -> None:
        """Put the contacts in the order (ticket, round, try)."""
        if not self.in_order:
            order = np.argsort(self.columns.ticket[: self.filled], kind="stable")
            contacts_ = [column[order] for column in self.columns[: len(_TYPES)]]
            self.columns = Columns._make([*contacts_, *self.columns[len(_TYPES) :]])

    def records(
        self, pools: tuple[str, ...], duty: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...], spells: Spells
    ) -> Records:
        """Return what is written; in pieces it stands until the next is written."""
        columns = self.columns
        return Records(
            **{name: getattr(columns, name)[: self.filled] for name in Columns._fields[:-2]},
            ticket_outcome=columns.ticket_outcome[: self.tickets],
            ticket_end=columns.ticket_end[: self.tickets],
            pools=pools,
            duty=duty,
            spells=spells,
        )

    def begin_piece(self) -> None:
        """Write what comes next over what is written."""
        self.filled = self.tickets = 0

    def _make_room(self, more: int) -> None:
        """Let there be room for so many contacts more, and in pieces for as many tickets."""
        found = list(self.columns)
        for place, column in enumerate(found):
            of_contacts = place < len(_TYPES)
            used = self.filled if of_contacts else self.tickets
            if used + more > len(column) and (of_contacts or self.in_pieces):
                found[place] = np.empty(max(used + 2 * more, len(column) * 5 // 4), column.dtype)
                found[place][:used] = column[:used]
        self.columns = Columns._make(found)


@compiled
def _write_out(
    world: NDArray[Any], gone: NDArray[np.bool_], who: int, out: Columns, filled: int, numbered: int, most: int
) -> tuple[int, int]:
    """Write the tickets out that leave, mark their rows as gone; return how many rows are filled, and tickets numbered.

    Tickets are numbered from `numbered` on; where it is negative, they keep their numbers. It stops at `most` rows.
    """
    w, n, tickets = world[0], filled, numbered
    for k in range(len(gone)):
        ticket = contacts(w, k)
        if ticket.first != k:
            continue
        if n >= most:
            break
        if ticket.ticket_open and who != ALL_LEAVE:
            if who == OPEN_TICKETS_HOLD_UP:
                break
            continue
        number, end, contact = ticket.order >> _KEY_BITS if numbered < 0 else tickets, -math.inf, k
        tickets += 1
        while contact >= 0:
            row = contacts(w, contact)
            gone[contact] = True
            if row.outcome != NOT_YET:
                end = max(end, _write(w, contact, out, n))
                out.ticket[n] = number
                n += 1
            contact = row.following
        out.ticket_outcome[number], out.ticket_end[number] = ticket.ticket_outcome, end
    return n, tickets if numbered >= 0 else -1


@compiled
def _write(w: World, contact: int, out: Columns, n: int) -> float:
    """Write one contact into row n; return when it was over."""
    row = contacts(w, contact)
    out.round_[n], out.try_[n] = (row.order >> TRY_BITS) & _ROUND, row.order & _TRY
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
    return float(row.arrival + row.wait if math.isnan(start) else start + in_hand)


@compiled
def _closed_up(rows: NDArray[np.uint64], gone: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Move the rows that stay to the front; return their new places, -1 of those that are gone."""
    places, count = np.full(len(gone), -1, np.int64), 0
    for k in range(len(gone)):
        if not gone[k]:
            if count < k:
                for word in range(rows.shape[1]):
                    rows[count, word] = rows[k, word]
            places[k] = count
            count += 1
    return places


@compiled
def _move(world: NDArray[Any], places: NDArray[np.int64], count: int) -> None:
    """Let all that names a contact name its new place, -1 where it is gone; `count` contacts are left."""
    w = world[0]
    w.contacts, w.firsts, w.next_first = count, count, count
    for k in range(count):
        row = contacts(w, k)
        row.first = places[row.first]
        if row.following >= 0:
            row.following = places[row.following]
    for k in range(w.events):
        event = events(w, k)
        if event.kind in (RETURN, COMPLETE, PATIENCE, LATER, WAITED_LONG, LINE_UP, HANG_UP):
            event.a = places[event.a]
            if event.a < 0:
                event.kind = NOTHING
    for k in range(w.chats):
        if 0 <= chats(w, k).contact < len(places):
            chats(w, k).contact = places[chats(w, k).contact]
    for lane in range(w.lanes):
        _keep_waiting(w, lane, places)


@compiled
def _keep_waiting(w: World, lane: int, places: NDArray[np.int64]) -> None:
    """Take who is gone out of a lane."""
    row = lanes(w, lane)
    node, before = row.head, -1
    row.head = -1
    while node >= 0:
        following = nodes(w, node).next
        contact = places[nodes(w, node).contact]
        if contact < 0:
            nodes(w, node).next = w.free_node
            w.free_node = node
        else:
            nodes(w, node).contact, nodes(w, node).before = contact, before
            if before < 0:
                row.head = node
            else:
                nodes(w, before).next = node
            before = node
        node = following
    row.tail = before
    if before >= 0:
        nodes(w, before).next = -1
