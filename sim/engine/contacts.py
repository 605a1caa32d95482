"""The contacts of one simulation as columns that grow, and the records made of them at the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.demand.tickets import Tickets
from sim.engine.calendar import ROUND_BITS, TRY_BITS, contact_order
from sim.engine.duty import PoolState, spells_of
from sim.records import ANSWERED, CALLBACKS, LOST, RESOLVED, UNSERVED, Records

NOT_YET = -1
"""Outcome of a contact that has not come, waits or is in hand."""


class Contacts:
    """One row a contact; the first contact of a ticket has the ticket's row, later ones follow as they come.

    `waiting` flags who is in a queue; `handle_time` becomes the time in hand once an agent has taken the contact.
    """

    def __init__(self, tickets: Tickets) -> None:
        count = len(tickets.arrival)
        self.count = count
        self.draws = tickets.draws
        self.ticket: list[int] = []
        self.round_: list[int] = []
        self.try_: list[int] = []
        first = contact_order(0, 1, 1)
        self.order: list[int] = ((np.arange(count) << (ROUND_BITS + TRY_BITS)) + first).tolist()
        self.queue: list[int] = tickets.queue.tolist()
        self.market: list[int] = tickets.market.tolist()
        self.arrival: list[float] = tickets.arrival.tolist()
        self.patience: list[float] = tickets.patience.tolist()
        self.handle_time: list[float] = tickets.handle_time.tolist()
        self.resolution: list[float] = tickets.resolution.tolist()
        self.balk: list[float] = tickets.balk.tolist()
        self.wait = [0.0] * count
        self.outcome = [NOT_YET] * count
        self.pool = [-1] * count
        self.opened_late: dict[int, float] = {}
        self.waiting = bytearray(count)
        self.ticket_outcome = bytearray([RESOLVED]) * count
        self.vip = None if tickets.vip is None else tickets.vip.tolist()
        self.shared: list[int] = []
        self.escalated: list[int] = []
        self.called_back: dict[int, float] = {}
        self.cut_off: list[int] = []
        self.head_start = None if tickets.head_start is None else tickets.head_start.tolist()
        self.seniority: list[float] | None = None
        if self.head_start is not None:
            self.seniority = [a - h for a, h in zip(self.arrival, self.head_start, strict=True)]

    def key(self, contact: int) -> tuple[int, int, int]:
        """Return (ticket, round, try) of a contact."""
        if contact < self.count:
            return contact, 1, 1
        row = contact - self.count
        return self.ticket[row], self.round_[row], self.try_[row]

    def ticket_of(self, contact: int) -> int:
        """Return the ticket of a contact."""
        return contact if contact < self.count else self.ticket[contact - self.count]

    def started(self, contact: int) -> float:
        """Return when an agent took a contact that is in hand."""
        return self.called_back.get(contact, self.arrival[contact] + self.wait[contact])

    def add(self, ticket: int, round_: int, try_: int, queue: int, arrival: float) -> int:
        """Add a further contact of a ticket and return its row."""
        self.ticket.append(ticket)
        self.round_.append(round_)
        self.try_.append(try_)
        self.order.append(contact_order(ticket, round_, try_))
        self.queue.append(queue)
        self.market.append(self.market[ticket])
        self.arrival.append(arrival)
        handle_time, patience, resolution, balk = self.draws.brings(ticket, round_, try_, queue)
        self.handle_time.append(handle_time)
        self.patience.append(patience)
        self.resolution.append(resolution)
        self.balk.append(balk)
        self.wait.append(0.0)
        self.outcome.append(NOT_YET)
        self.pool.append(-1)
        self.waiting.append(0)
        if self.seniority is not None and self.head_start is not None:
            self.seniority.append(arrival - self.head_start[ticket])
        return len(self.arrival) - 1

    def close_the_books(self, limit: float) -> None:
        """Settle what is still open when the aftermath ends: waiting contacts stay unserved, their tickets lost."""
        for contact, outcome in enumerate(self.outcome):
            if outcome == CALLBACKS:
                if contact not in self.called_back:
                    self.ticket_outcome[self.ticket_of(contact)] = LOST
                continue
            if self.waiting[contact]:
                self.outcome[contact] = UNSERVED
                self.wait[contact] = limit - self.arrival[contact]
            if self.waiting[contact] or outcome == NOT_YET:
                self.ticket_outcome[self.ticket_of(contact)] = LOST

    def records(self, pool_names: tuple[str, ...], pools: list[PoolState], vip_shares: Sequence[float]) -> Records:
        """Return the records, in the order (ticket, round, try)."""
        count, total = self.count, len(self.arrival)
        ticket = np.concatenate([np.arange(count), np.array(self.ticket, dtype=np.int64)])
        round_ = np.concatenate([np.ones(count, np.int16), np.array(self.round_, dtype=np.int16)])
        try_ = np.concatenate([np.ones(count, np.int16), np.array(self.try_, dtype=np.int16)])
        outcome = np.array(self.outcome, dtype=np.int8)
        rows = np.arange(total) if total == count else np.lexsort((try_, round_, ticket))
        rows = rows[outcome[rows] != NOT_YET]
        arrival = np.array(self.arrival)
        answered, wait = outcome == ANSWERED, np.array(self.wait)
        opened, start = np.where(answered, arrival, np.nan), np.where(answered, arrival + wait, np.nan)
        if self.opened_late:
            opened[list(self.opened_late)] = list(self.opened_late.values())
        if self.called_back:
            start[list(self.called_back)] = list(self.called_back.values())
        handle_time = np.where(np.isnan(start), 0.0, np.array(self.handle_time))
        end = np.full(count, -np.inf)
        left = np.where(np.isnan(start), arrival + wait, start + handle_time)
        np.maximum.at(end, ticket[rows], left[rows])
        return Records(
            ticket=ticket[rows], round_=round_[rows], try_=try_[rows],
            queue=np.array(self.queue, dtype=np.int16)[rows], market=np.array(self.market, dtype=np.int16)[rows],
            arrival=arrival[rows], wait=wait[rows], outcome=outcome[rows],
            pool=np.array(self.pool, dtype=np.int16)[rows], start=start[rows], handle_time=handle_time[rows],
            opened=opened[rows], shared=_flags(self.shared, total)[rows],
            escalated=_flags(self.escalated, total)[rows], cut_off=_flags(self.cut_off, total)[rows],
            vip=self._vips(ticket, vip_shares)[rows],
            ticket_outcome=np.frombuffer(bytes(self.ticket_outcome), dtype=np.int8), ticket_end=end,
            pools=pool_names, duty=tuple((np.array(p.times), np.array(p.agents)) for p in pools),
            spells=spells_of(pools),
        )  # fmt: skip

    def _vips(self, ticket: NDArray[np.int64], shares: Sequence[float]) -> NDArray[np.bool_]:
        """Return which contacts (contacts,) have their queue's VIP priority."""
        if self.vip is None:
            return np.zeros(len(ticket), dtype=np.bool_)
        return np.asarray(np.array(self.vip)[ticket] < np.array(shares)[np.array(self.queue, dtype=np.int64)])


def _flags(rows: Sequence[int], total: int) -> NDArray[np.bool_]:
    flags = np.zeros(total, dtype=np.bool_)
    flags[list(rows)] = True
    return flags
