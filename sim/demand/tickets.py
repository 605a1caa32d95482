"""The customers of one replication, drawn: when each ticket arrives, and what its first contact brings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.demand.draws import ContactDraws
from sim.demand.forecast import Forecast
from sim.demand.uncertainty import busyness
from sim.randomness.distributions import on_grid
from sim.randomness.keyed import ticket_keys
from sim.randomness.streams import named_stream
from sim.study.study import Study


@dataclass(frozen=True)
class Tickets:
    """Tickets in the order of their arrival; the same for every strategy.

    Attributes
    ----------
    arrival : (tickets,) seconds since the horizon's start, ascending
    queue, market : (tickets,) positions in the study
    handle_time : (tickets,) seconds of the first contact with an agent of factor one
    patience : (tickets,) seconds of the first contact; infinite where the queue knows no patience
    resolution : (tickets,) uniforms; below the chance that the first answer resolves, the ticket is resolved
    balk : (tickets,) uniforms; below the balking share the first contact leaves at once if nobody can start it
    draws : everything random about the contacts, by (ticket, round, try)
    head_start : (tickets,) seconds a contact is put ahead in its queue, or None
    vip : (tickets,) uniforms; below the VIP share of a queue the customer is one of its VIPs; None where no queue has
        VIPs
    replication : which one these are the customers of

    """

    arrival: NDArray[np.float64]
    queue: NDArray[np.int64]
    market: NDArray[np.int64]
    handle_time: NDArray[np.float64]
    patience: NDArray[np.float64]
    resolution: NDArray[np.float64]
    balk: NDArray[np.float64]
    draws: ContactDraws
    head_start: NDArray[np.float64] | None = None
    vip: NDArray[np.float64] | None = None
    replication: int = 0

    def counted(self, warm_up: float) -> NDArray[np.bool_]:
        """Return which tickets (tickets,) arrive after the warm-up."""
        return self.arrival >= warm_up


def draw_tickets(study: Study, forecast: Forecast, replication: int) -> Tickets:
    """Draw the tickets of one replication.

    Counts per segment are Poisson given the rate and the replication's random factors, and spread evenly within it. A
    backlog is there at the first instant.
    """
    (tickets,) = ticket_stretches(study, forecast, replication, math.inf)
    return tickets


def ticket_stretches(study: Study, forecast: Forecast, replication: int, size: float) -> Iterator[Tickets]:
    """Draw the tickets of one replication a stretch of time after the other, at least `size` of them but in the last.

    The stretches one after the other are the tickets of `draw_tickets`.
    """
    factors = busyness(study, forecast, replication)
    entries = [_Arrivals(study, forecast, factors, position, replication) for position in range(len(study.demand))]
    together = np.cumsum(sum(entry.counts for entry in entries))
    begin, segments = 0, len(forecast.edges) - 1
    while begin < segments:
        before = together[begin - 1] if begin else 0
        end = min(int(np.searchsorted(together, before + size)) + 1, segments)
        drawn = [entry.until(end) for entry in entries]
        numbers = np.repeat(np.arange(len(entries)), [len(times) for times, _ in drawn])
        times, keys = (np.concatenate(columns) for columns in zip(*drawn, strict=True))
        yield replace(arranged(study, times, numbers, keys), replication=replication)
        begin = end


class _Arrivals:
    """The arrivals of one demand entry, drawn in the order of time."""

    def __init__(
        self, study: Study, forecast: Forecast, factors: NDArray[np.float64], position: int, replication: int
    ) -> None:
        self._study, self._demand, self._replication = study, study.demand[position], replication
        self._edges = forecast.edges
        self._stream = _arrival_stream(study, position, replication)
        self.counts = _counts(self._stream, forecast, factors, position)
        self._segment, self._number, self._held = 0, 0, np.zeros(0)

    def until(self, segment: int) -> tuple[NDArray[np.float64], NDArray[np.uint64]]:
        """Return times and keys (n,) of the arrivals up to the end of a segment, from where the last call ended."""
        here, edges = slice(self._segment, segment), self._edges
        counts = self.counts[here]
        begin, end = np.repeat(edges[:-1][here], counts), np.repeat(edges[1:][here], counts)
        times = on_grid(begin + (end - begin) * self._stream.random(len(begin)))
        times = np.sort(np.concatenate([self._held, np.minimum(times, self._study.clock.length - 2.0**-20)]))
        in_time = len(times) if segment == len(self.counts) else int(np.searchsorted(times, edges[segment]))
        times, self._held = times[:in_time], times[in_time:]  # who was rounded up to the edge comes with the next
        keys = self._keys(self._demand.name, in_time, self._number)
        backlog = int(self._demand.backlog) if self._segment == 0 else 0
        if backlog:
            times = np.concatenate([np.zeros(backlog), times])
            keys = np.concatenate([self._keys(f"{self._demand.name} backlog", backlog), keys])
        self._segment, self._number = segment, self._number + in_time
        return times, keys

    def _keys(self, name: str, count: int, first: int = 0) -> NDArray[np.uint64]:
        return ticket_keys(self._study.seed, self._replication, name, count, first)


def arranged(
    study: Study,
    arrival: NDArray[np.float64],
    entry: NDArray[np.int64],
    keys: NDArray[np.uint64],
    head_start: NDArray[np.float64] | None = None,
) -> Tickets:
    """Put arrivals (n,) of the study's demand entries (n,) in order of time and draw their first contacts.

    Equal times keep the order of the entries.
    """
    order = np.argsort(arrival, kind="stable")
    queues = list(study.queues)
    markets = list(study.markets)
    to_queue = np.array([queues.index(d.queue) for d in study.demand])
    to_market = np.array([markets.index(d.market) for d in study.demand])
    queue = to_queue[entry[order]]
    draws = ContactDraws(keys[order], tuple(study.queues.values()))
    handle, patience = np.empty(len(order)), np.empty(len(order))
    for q in range(len(queues)):
        rows = np.flatnonzero(queue == q)
        handle[rows] = draws.column("handle_time", q, rows)
        patience[rows] = draws.column("patience", q, rows)
    every = np.arange(len(order))
    return Tickets(
        arrival=arrival[order],
        queue=queue,
        market=to_market[entry[order]],
        handle_time=handle,
        patience=patience,
        resolution=draws.column("resolution", 0, every),
        balk=draws.column("balk", 0, every),
        draws=draws,
        head_start=None if head_start is None else head_start[order],
        vip=draws.column("vip", 0, every) if any(q.vip is not None for q in study.queues.values()) else None,
    )


def first_contact_counts(study: Study, forecast: Forecast, replication: int) -> NDArray[np.int64]:
    """Return how many first contacts (entries, segments) one replication has, without drawing the tickets."""
    factors = busyness(study, forecast, replication)
    return np.array(
        [
            _counts(_arrival_stream(study, position, replication), forecast, factors, position)
            for position in range(len(study.demand))
        ]
    )


def _arrival_stream(study: Study, position: int, replication: int) -> np.random.Generator:
    return named_stream(study.seed, replication, f"arrivals {study.demand[position].name}")


def _counts(
    stream: np.random.Generator, forecast: Forecast, factors: NDArray[np.float64], position: int
) -> NDArray[np.int64]:
    counts = stream.poisson(forecast.first_contacts[position] * factors[position])
    fixed = forecast.fixed_counts[position]
    counts[fixed] = np.floor(forecast.first_contacts[position][fixed] + 0.5).astype(np.int64)
    if forecast.cells is not None:
        _keep_the_past(counts, stream, forecast.first_contacts[position], forecast.cells[position])
    return np.asarray(counts)


def _keep_the_past(
    counts: NDArray[np.int64], stream: np.random.Generator, first: NDArray[np.float64], cells: NDArray[np.int64]
) -> None:
    """Put the counts of what has come: each row's number to the nearest whole one, spread by chance within the row."""
    for row in range(int(cells.max()) + 1):
        here = cells == row
        total = float(first[here].sum())
        if total > 0:
            counts[here] = stream.multinomial(int(total + 0.5), first[here] / total)
        else:
            counts[here] = 0
