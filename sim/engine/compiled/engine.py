"""Tickets meet agents, compiled: the world is built, filled, played and read; where rows run short there are more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.demand.draws import ContactDraws
from sim.demand.tickets import Tickets
from sim.engine.compiled import loop
from sim.engine.compiled.books import duty_of, hand_in, spells_of
from sim.engine.compiled.build import ROOM, Tables, build_world, named
from sim.engine.compiled.layout import TABLES, WORLD
from sim.engine.compiled.settled import ALL_LEAVE, OPEN_TICKETS_HOLD_UP, OPEN_TICKETS_STAY, Ledger
from sim.engine.desk import build_desk
from sim.records import Records, Spells
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


AT_A_TIME, FEW, GROWN, MOST_HELD_UP = 16384, 32768, 1.5, 65536
"""Tickets that are handed in at once at most; contacts from which on those of settled tickets are let go, and by what
factor they must have grown since that was done last; contacts from which on these do not wait for open ones any more.
"""


A_ROW_A_TICKET = ("contacts", "nodes", "events")

Sink = Callable[[Records], None]
"""Takes a piece of the records: whole tickets, numbered from 0; its arrays hold until the next piece comes."""


def simulate(study: Study, strategy_name: str, tickets: Tickets, plan: StaffingPlan) -> Records:
    """Play every ticket through one strategy, as `simpy_engine.simulate` does, and return the same records.

    Raises ValueError where a distribution gives a time that is not finite or negative.
    """

    def begun() -> tuple[_Feed, Ledger]:
        return _Feed(iter([tickets]), len(tickets.arrival)), Ledger(len(tickets.arrival))

    tables, ledger, pools = _simulated(study, strategy_name, plan, begun, lambda *_: None)
    ledger.put_in_order()
    return ledger.records(pools, duty_of(tables), spells_of(tables))


def simulate_in_pieces(
    study: Study,
    strategy_name: str,
    stretches: Callable[[], Iterator[Tickets]],
    count: int,
    plan: StaffingPlan,
    sink: Callable[[], Sink],
    rows: int,
) -> Records:
    """Play tickets that are drawn a stretch after the other, and hand on the records of those that are closed.

    Parameters
    ----------
    study, strategy_name, plan : as in `simulate`
    stretches : begins to draw the tickets
    count : how many there are
    sink : begins to take pieces; where rows have run out, all begins again
    rows : contacts of a piece at least, but for the last

    Returns the records without any contact: the pools' duty, and the spells.

    """
    taken: list[Sink] = []

    def begun() -> tuple[_Feed, Ledger]:
        taken[:] = [sink()]
        return _Feed(stretches(), count), Ledger(0, in_pieces=True)

    def written(ledger: Ledger, pools: tuple[str, ...], least: int = rows) -> None:
        if ledger.filled >= least:
            taken[0](ledger.records(pools, (), none))
            ledger.begin_piece()

    none = Spells(*(np.zeros(0, kind) for kind in ("i2", "f8", "f8", "i1")))
    tables, ledger, pools = _simulated(study, strategy_name, plan, begun, written)
    written(ledger, pools, least=0)
    return ledger.records(pools, duty_of(tables), spells_of(tables))


class _Feed:
    """First contacts of tickets, handed in some at a time."""

    def __init__(self, stretches: Iterator[Tickets], count: int) -> None:
        self._stretches, self.count = stretches, count
        self._here, self._place, self._number = next(stretches), 0, 0

    @property
    def draws(self) -> ContactDraws:
        """The draws of the tickets at hand."""
        return self._here.draws

    def hand_in(self, tables: Tables) -> None:
        """Hand in first contacts, as many as there are rows for."""
        while self._place == len(self._here.arrival) and self._number < self.count:
            self._here, self._place = next(self._stretches), 0
        if tables.w["contacts"] + AT_A_TIME > tables.w["room_contacts"]:
            tables.double(["contacts"])
        most = min(AT_A_TIME, int(tables.w["room_contacts"] - tables.w["contacts"]))
        some = slice(self._place, min(self._place + most, len(self._here.arrival)))
        more = self.count - self._number - (some.stop - some.start)
        hand_in(tables, self._here, some, self._number, more)
        self._place, self._number = some.stop, self.count - more


def _simulated(
    study: Study,
    strategy_name: str,
    plan: StaffingPlan,
    begun: Callable[[], tuple[_Feed, Ledger]],
    written: Callable[[Ledger, tuple[str, ...]], None],
) -> tuple[Tables, Ledger, tuple[str, ...]]:
    """Play until all is written, from the beginning where rows ran out; tell whenever something was written."""
    room = dict(ROOM)
    while True:
        desk, (feed, ledger) = build_desk(study, strategy_name, plan), begun()
        # Room for a ticket each takes no memory before it is written, and spares copies of tables that are large.
        at_most = {name: rows + feed.count * (name in A_ROW_A_TICKET) for name, rows in room.items()}
        tables = build_world(study, desk, feed.draws, at_most)
        why = _played(tables, feed, ledger, lambda: written(ledger, desk.names))  # noqa: B023  # called here alone
        if why == loop.DONE:
            loop.close_the_books(tables.world)
            while tables.w["contacts"]:
                ledger.write_settled(tables, ALL_LEAVE)
                written(ledger, desk.names)
            return tables, ledger, desk.names
        if why == loop.BAD_TIME:
            raise ValueError("a distribution gave a time that is not finite or negative")
        for name in named(tables.w["overflow"]):
            room[name] *= 2


def _played(tables: Tables, feed: _Feed, ledger: Ledger, written: Callable[[], None]) -> int:
    """Play all tickets, some of them at a time; return why the loop stopped."""
    feed.hand_in(tables)
    loop.begin(tables.world)
    w, open_ = tables.w, 0
    while True:
        why = loop.run(tables.world)
        if why == loop.ROOM:
            tables.grow()
        elif why == loop.MORE:
            if w["contacts"] > max(FEW, GROWN * open_):
                ledger.write_settled(tables, OPEN_TICKETS_STAY if ledger.in_pieces else OPEN_TICKETS_HOLD_UP)
                if w["contacts"] > MOST_HELD_UP and not ledger.in_pieces:
                    ledger.write_settled(tables, OPEN_TICKETS_STAY)
                written()
                open_ = int(w["contacts"])
            feed.hand_in(tables)
        else:
            return why


def compile_all() -> None:
    """Compile every function that is called here, on a world with nothing in it."""
    world, times, places = np.zeros(1, WORLD), np.zeros(0), np.zeros(0, np.int64)
    tables = Tables(world, {name: np.zeros(1, dtype) for name, dtype in TABLES.items()})
    tables.of["contacts"]["following"] = -1
    tables.join()
    draws = ContactDraws(np.zeros(0, np.uint64), ())
    tickets = Tickets(times, places, places, times, times, times, times, draws)
    hand_in(tables, tickets, slice(0, 0), 0, 0)
    loop.begin(world)
    world["over"] = 1
    loop.run(world)
    loop.close_the_books(world)
    Ledger(0).write_settled(tables)
    world["contacts"] = 1
    Ledger(1).write_settled(tables)
