"""Tickets meet agents, compiled: the world is built, filled, played and read; where rows run short there are more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.demand.tickets import Tickets
from sim.engine.compiled import loop
from sim.engine.compiled.books import hand_in, records_of
from sim.engine.compiled.build import ROOM, build_world
from sim.engine.desk import build_desk
from sim.records import Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy, as `simpy_engine.simulate` does, and return the same records.

    Raises ValueError where a distribution gives a time that is not finite or negative.
    """
    room = dict(ROOM)
    room["contacts"] += len(tickets.arrival) + len(tickets.arrival) // 8
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
        room = {name: 2 * rows for name, rows in room.items()}
