"""Tickets meet agents, compiled: the world is built, filled, played and read; where rows run short there are more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.demand.draws import ContactDraws
from sim.demand.tickets import Tickets
from sim.engine.compiled import loop
from sim.engine.compiled.books import hand_in, records_of
from sim.engine.compiled.build import ROOM, ROOM_A_TICKET, Tables, build_world, named
from sim.engine.compiled.layout import TABLES, WORLD
from sim.engine.desk import build_desk
from sim.records import Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy, as `simpy_engine.simulate` does, and return the same records.

    Raises ValueError where a distribution gives a time that is not finite or negative.
    """
    room = {name: rows + ROOM_A_TICKET.get(name, 0) * len(tickets.arrival) for name, rows in ROOM.items()}
    while True:
        desk = build_desk(study, strategy_name, plan)
        tables = build_world(study, desk, tickets.draws, room)
        hand_in(tables, tickets)
        loop.begin(tables.world)
        while (why := loop.run(tables.world)) == loop.ROOM:
            tables.grow()
        if why == loop.DONE:
            loop.close_the_books(tables.world)
            return records_of(tables, desk.names)
        if why == loop.BAD_TIME:
            raise ValueError("a distribution gave a time that is not finite or negative")
        for name in named(tables.w["overflow"]):
            room[name] *= 2


def compile_all() -> None:
    """Compile every function that is called here, on a world with nothing in it."""
    world, times, places = np.zeros(1, WORLD), np.zeros(0), np.zeros(0, np.int64)
    tables = Tables(world, {name: np.zeros(0, dtype) for name, dtype in TABLES.items()})
    draws = ContactDraws(np.zeros(0, np.uint64), ())
    hand_in(tables, Tickets(times, places, places, times, times, times, times, draws))
    loop.begin(world)
    world["over"] = 1
    loop.run(world)
    loop.close_the_books(world)
    records_of(tables, ())
