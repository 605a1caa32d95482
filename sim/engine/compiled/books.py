"""First contacts in, logs out: how the rows of the compiled engine are filled, and what is written of its pools."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.demand.tickets import Tickets
from sim.engine.calendar import ROUND_BITS, TRY_BITS
from sim.engine.compiled.build import Tables
from sim.engine.compiled.returns import clear
from sim.engine.compiled.tables import contacts
from sim.randomness.compiling import compiled
from sim.records import Spells

_KEY_BITS = ROUND_BITS + TRY_BITS


def hand_in(tables: Tables, tickets: Tickets, some: slice, number: int, more: int) -> None:
    """Hand the first contacts of some tickets in, the first of them by its number; `more` tickets come later."""
    nothing = np.zeros(0)
    _hand_in(
        tables.world, number, more, tickets.arrival[some], tickets.queue[some], tickets.market[some],
        tickets.handle_time[some], tickets.patience[some], tickets.resolution[some], tickets.balk[some],
        tickets.draws.keys[some],
        nothing if tickets.head_start is None else tickets.head_start[some],
        nothing if tickets.vip is None else tickets.vip[some],
    )  # fmt: skip


@compiled
def _hand_in(
    world: NDArray[Any], number: int, more: int, arrival: NDArray[np.float64], queue: NDArray[np.int64],
    market: NDArray[np.int64], handle_time: NDArray[np.float64], patience: NDArray[np.float64],
    resolution: NDArray[np.float64], balk: NDArray[np.float64], keys: NDArray[np.uint64],
    head_start: NDArray[np.float64], vip: NDArray[np.float64],
) -> None:  # fmt: skip
    w = world[0]
    count, place = len(arrival), w.contacts
    if number == 0:
        w.open_tickets = count + more
        w.head_starts, w.vips = int(len(head_start) > 0), int(len(vip) > 0)
    for k in range(count):
        row = contacts(w, place + k)
        row.order = ((number + k) << _KEY_BITS) | (1 << TRY_BITS) | 1
        row.key, row.first, row.round, row.try_ = keys[k], place + k, 1, 1
        row.arrival, row.queue, row.market = arrival[k], queue[k], market[k]
        row.handle_time, row.patience, row.resolution, row.balk = handle_time[k], patience[k], resolution[k], balk[k]
        row.head_start = head_start[k] if len(head_start) else 0.0
        row.vip = vip[k] if len(vip) else 0.0
        row.age = row.arrival - row.head_start
        clear(w, place + k)
    w.next_first, w.firsts, w.contacts, w.more = place, place + count, place + count, more


def duty_of(tables: Tables) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]:
    """Return the step function (times, agents) of each pool's agents on duty."""
    log = tables.of["duty"][: tables.w["duty"]]
    mine = [log[log["pool"] == p] for p in range(tables.w["n_pools"])]
    return tuple((rows["time"].copy(), rows["agents"].copy()) for rows in mine)


def spells_of(tables: Tables) -> Spells:
    """Return the times in which agents were busy that are not one contact's own."""
    log = tables.of["spells"][: tables.w["spells"]]
    log = log[np.argsort(log["pool"], kind="stable")]
    return Spells(
        log["pool"].astype(np.int16), log["begin"].copy(), log["end"].copy(), log["kind"].astype(np.int8)
    )
