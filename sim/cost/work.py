"""Records -> the work that is billed: what each vendor's agents had in hand, by piece of its calendar; lost tickets.

Work of whole tickets adds up to that of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon
from sim.cost.months import Pieces, pieces
from sim.metrics.occupancy import seconds_in_hand
from sim.metrics.satisfaction import last_in_hand
from sim.metrics.sums import SHARES, added, exact_by, sum_by
from sim.records import ANSWERED, CLOSED, RESOLVED, Records
from sim.study.study import Study

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class VendorWork:
    """What the agents of one vendor did in the counted window, (pieces,) of its calendar each, by when it began.

    Attributes
    ----------
    used : of the contract's unit: minutes or contacts in hand, or tickets that were resolved last by the vendor
    answered, met : (queues, pieces) contacts answered, those within the queue's acceptable wait from when the contact
        was opened to the pool
    offered : contacts that came, repeats included, retries not, to the queues in whose routes the pool stands
    handled : contacts in hand
    tickets, resolved : tickets whose last contact in hand was the vendor's, those of them that it resolved
    satisfaction : (pieces, 2) the sum of their satisfaction, in two parts

    """

    used: Amounts
    answered: Amounts
    met: Amounts
    offered: Amounts
    handled: Amounts
    tickets: Amounts
    resolved: Amounts
    satisfaction: Amounts


@dataclass(frozen=True)
class Work:
    """The work of all vendors by name, and the counted tickets that were given up or lost, by piece of the horizon.

    Where a lost ticket has no price, they are not counted.
    """

    vendors: dict[str, VendorWork]
    lost: Amounts

    def __add__(self, other: Work) -> Work:
        vendors = {name: added(work, other.vendors[name]) for name, work in self.vendors.items()}
        return Work(vendors, self.lost + other.lost)


def vendor_pieces(study: Study, pool: str) -> Pieces:
    """Return the pieces of the window on a vendor's calendar, cut at planning weeks too where heads are billed."""
    terms, horizon = study.pools[pool], study.clock
    by_head = terms.contract is not None and terms.contract.unit == "fte_month"
    return pieces(horizon, terms.time_zone, [horizon.week_edges()] if by_head else [])


def work_of(
    study: Study, strategy: str, counted: NDArray[np.bool_], records: Records, scores: NDArray[np.float64]
) -> Work:
    """Return the work in the records of whole tickets.

    Parameters
    ----------
    study, strategy : the study and the name of the strategy that was simulated
    counted : (tickets,) whether the ticket arrived in the counted window
    records : what the engine wrote
    scores : (tickets,) satisfaction

    """
    vendors = [name for name in study.strategies[strategy].staffing if study.pools[name].employment is None]
    last = last_in_hand(records) if vendors else np.zeros(0, np.int64)
    found = {name: _work_of_vendor(study, strategy, name, records, last, scores) for name in vendors}
    lost = np.zeros(0) if study.goal.lost_ticket is None else _lost(study.clock, counted, records)
    return Work(found, lost)


def routed(study: Study, strategy: str, pool: str) -> dict[str, bool]:
    """Return whether a pool stands in the route of each queue, in the study's order."""
    routing = study.strategies[strategy].routing
    return {queue: any(pool in step.pools for step in routing.get(queue, ())) for queue in study.queues}


def _work_of_vendor(
    study: Study, strategy: str, pool: str, records: Records, last: NDArray[np.int64], scores: NDArray[np.float64]
) -> VendorWork:
    cut, place, queues = vendor_pieces(study, pool), records.pools.index(pool), len(study.queues)
    taken = records.pool == place
    mine = taken & (records.outcome == ANSWERED)
    queue, start = records.queue[mine].astype(np.int64), records.start[mine]
    within = np.array([promised.service_level.within for promised in study.queues.values()])
    met = start - records.opened[mine] <= within[queue]
    own = last[records.pool[last] == place]
    resolved = own[records.ticket_outcome[records.ticket[own]] == RESOLVED]
    ways = np.flatnonzero(list(routed(study, strategy, pool).values()))
    came = np.isin(records.queue, ways) & (records.try_ == 1) & (records.outcome != CLOSED)
    size = len(cut.days)
    piece, inside = _piece(cut, start)
    cell = (queue * size + piece)[inside]
    closed, closed_inside = _piece(cut, records.start[own])
    return VendorWork(
        used=_used(study, pool, records, taken, resolved, cut),
        answered=sum_by(cell, queues * size).reshape(queues, size),
        met=sum_by((queue * size + piece)[inside & met], queues * size).reshape(queues, size),
        offered=_counted(cut, records.arrival[came]),
        handled=_counted(cut, records.start[taken]),
        tickets=_counted(cut, records.start[own]),
        resolved=_counted(cut, records.start[resolved]),
        satisfaction=exact_by(closed[closed_inside], size, scores[records.ticket[own]][closed_inside], SHARES),
    )


def _used(
    study: Study, pool: str, records: Records, taken: NDArray[np.bool_], resolved: NDArray[np.int64], cut: Pieces
) -> Amounts:
    contract = study.pools[pool].contract
    unit = "" if contract is None else contract.unit
    if unit == "minute":
        start = records.start[taken]
        one = np.zeros(len(start), dtype=np.int64)
        return np.asarray(seconds_in_hand(one, start, start + records.handle_time[taken], cut.edges, 1)[0])
    if unit == "resolution":
        return _counted(cut, records.start[resolved])
    return _counted(cut, records.start[taken])


def _piece(cut: Pieces, times: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the piece of each time (n,), and whether it lies in the window (n,)."""
    inside = (times >= cut.edges[0]) & (times < cut.edges[-1])
    return np.searchsorted(cut.edges, times, side="right") - 1, inside


def _counted(cut: Pieces, times: NDArray[np.float64]) -> Amounts:
    piece, inside = _piece(cut, times)
    return sum_by(piece[inside], len(cut.days))


def _lost(horizon: Horizon, counted: NDArray[np.bool_], records: Records) -> Amounts:
    """Counted tickets that were given up or lost, by piece of the horizon of their arrival."""
    first = np.flatnonzero((records.round_ == 1) & (records.try_ == 1))
    lost = (counted & (records.ticket_outcome != RESOLVED))[records.ticket[first]]
    return _counted(pieces(horizon, horizon.zone), records.arrival[first[lost]])
