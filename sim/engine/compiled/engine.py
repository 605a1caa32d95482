"""Tickets meet agents, compiled: the world is built, filled, played and read; where rows run short there are more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.draws import ContactDraws
from sim.demand.tickets import Tickets
from sim.engine.compiled import loop
from sim.engine.compiled.books import hand_in, records_of
from sim.engine.compiled.build import ROOM, Tables, build_world, named
from sim.engine.compiled.layout import TABLES, WORLD
from sim.engine.compiled.settled import ALL_LEAVE, OPEN_TICKETS_STAY, Ledger
from sim.engine.desk import build_desk
from sim.records import Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


AT_A_TIME, FULL, MOST_HELD_UP = 16384, 0.5, 65536
"""Tickets that are handed in at once at most; the share of rows in use from which on settled ones are let go; contacts
from which on these do not wait for open ones any more."""


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy, as `simpy_engine.simulate` does, and return the same records.

    Raises ValueError where a distribution gives a time that is not finite or negative.
    """
    room = dict(ROOM)
    while True:
        desk = build_desk(study, strategy_name, plan)
        tables, ledger = build_world(study, desk, tickets.draws, room), Ledger(len(tickets.arrival))
        why = _played(tables, tickets, ledger)
        if why == loop.DONE:
            loop.close_the_books(tables.world)
            ledger.write_settled(tables, ALL_LEAVE)
            ledger.put_in_order()
            return records_of(tables, ledger, desk.names)
        if why == loop.BAD_TIME:
            raise ValueError("a distribution gave a time that is not finite or negative")
        for name in named(tables.w["overflow"]):
            room[name] *= 2


def _played(tables: Tables, tickets: Tickets, ledger: Ledger) -> int:
    """Play all tickets, some of them at a time; return why the loop stopped."""
    handed = _more(tables, tickets, 0)
    loop.begin(tables.world)
    while True:
        why = loop.run(tables.world)
        if why == loop.ROOM:
            tables.grow()
        elif why == loop.MORE:
            if tables.w["contacts"] > FULL * tables.w["room_contacts"]:
                ledger.write_settled(tables)
                if tables.w["contacts"] > MOST_HELD_UP:
                    ledger.write_settled(tables, OPEN_TICKETS_STAY)
                while 4 * tables.w["contacts"] > tables.w["room_contacts"]:  # so that settling is rare
                    tables.double(["contacts"])
            handed = _more(tables, tickets, handed)
        else:
            return why


def _more(tables: Tables, tickets: Tickets, handed: int) -> int:
    """Hand in first contacts, at most a quarter of the rows; return how many are handed in by now."""
    end = min(handed + min(AT_A_TIME, int(tables.w["room_contacts"]) // 4), len(tickets.arrival))
    hand_in(tables, tickets, handed, end)
    return end


def compile_all() -> None:
    """Compile every function that is called here, on a world with nothing in it."""
    world, times, places = np.zeros(1, WORLD), np.zeros(0), np.zeros(0, np.int64)
    tables = Tables(world, {name: np.zeros(1, dtype) for name, dtype in TABLES.items()})
    draws = ContactDraws(np.zeros(0, np.uint64), ())
    hand_in(tables, Tickets(times, places, places, times, times, times, times, draws), 0, 0)
    loop.begin(world)
    world["over"] = 1
    loop.run(world)
    loop.close_the_books(world)
    Ledger(0).write_settled(tables)
    world["contacts"] = 1
    Ledger(0).write_settled(tables)
