"""One replication of a case, played as far as its figures ask for it."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.tickets import Tickets, first_contact_counts
from sim.experiment.replication import Prepared, draw, play
from sim.metrics.measures import Measures
from sim.records import ABANDONED, Records

Floats = NDArray[np.float64]


class Played:
    """A replication of a study with one strategy; tickets are drawn and played when a figure needs them."""

    def __init__(self, prepared: Prepared, replication: int) -> None:
        self.prepared = prepared
        self.replication = replication
        self.strategy = next(iter(prepared.plans))

    @property
    def days(self) -> int:
        """Days of the horizon."""
        return round(self.prepared.study.clock.length / DAY)

    @cached_property
    def tickets(self) -> Tickets:
        """The customers."""
        return draw(self.prepared, self.replication)

    @cached_property
    def _played(self) -> tuple[Measures, Records]:
        outcome, records = play(self.prepared, self.strategy, self.tickets)
        return outcome.measures, records

    @property
    def records(self) -> Records:
        """Every contact."""
        return self._played[1]

    @cached_property
    def _figures(self) -> dict[tuple[str, str, str], tuple[float, float]]:
        found = self._played[0]
        pairs = zip(found.kpi_num.tolist(), found.kpi_den.tolist(), strict=True)
        return dict(zip(found.kpi_keys, pairs, strict=True))

    def figure(self, kpi: str, queue: str = "") -> tuple[float, float]:
        """Numerator and denominator of a key figure, of all queues or of one."""
        return self._figures["queue" if queue else "total", queue, kpi]

    def amount(self, kpi: str) -> float:
        """A key figure of all queues that is a plain number."""
        return self.figure(kpi)[0]

    @cached_property
    def counts(self) -> Floats:
        """First contacts by day, (days,)."""
        forecast = self.prepared.forecast
        found = first_contact_counts(self.prepared.study, forecast, self.replication).sum(axis=0)
        return np.bincount(forecast.day_index, found, self.days).astype(np.float64)

    def by_day(self, column: str) -> Floats:
        """Seconds waited, or contacts abandoned, by the day of arrival, (days,)."""
        values = self.records.wait if column == "wait" else (self.records.outcome == ABANDONED).astype(np.float64)
        return np.bincount((self.records.arrival / DAY).astype(np.int64), values, self.days).astype(np.float64)

    def busy_moments(self, pool: int) -> tuple[float, float, float]:
        """Time integrals over the counted window of the square of a pool's contacts in hand, of 1, and of these.

        They are its busy agents, unless these have several at once.
        """
        records, clock = self.records, self.prepared.study.clock
        own = records.pool == pool
        times = np.concatenate([records.start[own], (records.start + records.handle_time)[own]])
        order = np.argsort(times, kind="stable")
        busy = np.cumsum(np.repeat([1.0, -1.0], int(own.sum()))[order])
        edges = np.append(np.clip(times[order], clock.warm_up, clock.length), clock.length)
        seconds = np.diff(edges)
        return float(busy**2 @ seconds), clock.length - clock.warm_up, float(busy @ seconds)
