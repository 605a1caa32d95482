"""One strategy played: its records beside the study's rules, read contact by contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from math import floor
from zoneinfo import ZoneInfo

import numpy as np

from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.clock import AFTERMATH, WEEK, WeekSteps
from sim.demand.tickets import Tickets
from sim.records import CALLBACKS, CLOSED, MESSAGES, Records
from sim.study.queue import Offer, Queue
from sim.study.sourcing import Pool
from sim.study.strategy import RouteStep
from sim.study.study import Study

GRID = 2.0**20


def on_grid(seconds: float) -> float:
    """A time of a rule as the engine knows it."""
    return floor(seconds * GRID + 0.5) / GRID


@dataclass(frozen=True)
class Played:
    """A study's strategy, the customers, the plan and the records."""

    study: Study
    name: str
    tickets: Tickets
    plan: StaffingPlan
    records: Records

    @cached_property
    def rules(self) -> list[Queue]:
        """The queue of each contact."""
        queues = list(self.study.queues.values())
        return [queues[q] for q in self.records.queue.tolist()]

    @cached_property
    def keys(self) -> list[tuple[int, int, int]]:
        """Ticket, round and try of each contact."""
        r = self.records
        return list(zip(r.ticket.tolist(), r.round_.tolist(), r.try_.tolist(), strict=True))

    @cached_property
    def arrivals(self) -> list[float]:
        """When each contact came."""
        return self.records.arrival.tolist()

    @cached_property
    def leaves(self) -> list[float]:
        """When each contact left the line: answered or gone."""
        return (self.records.arrival + self.records.wait).tolist()

    @cached_property
    def starts(self) -> list[float]:
        """When an agent took each contact; nan where none did."""
        return self.records.start.tolist()

    @cached_property
    def ends(self) -> list[float]:
        """When each contact was over, in hand or gone."""
        r = self.records
        return np.where(np.isnan(r.start), r.arrival + r.wait, r.start + r.handle_time).tolist()

    @property
    def limit(self) -> float:
        """When the books are closed."""
        return self.study.clock.length + AFTERMATH

    def reached(self, k: int) -> bool:
        """Whether an agent had the contact in hand."""
        return bool(self.records.pool[k] >= 0)

    def pool_of(self, k: int) -> Pool:
        """The pool that had a contact in hand."""
        return self.study.pools[self.records.pools[self.records.pool[k]]]

    def queue_name(self, k: int) -> str:
        """The name of a contact's queue."""
        return self.names[self.records.queue[k]]

    @cached_property
    def names(self) -> list[str]:
        """The queues' names."""
        return list(self.study.queues)

    @cached_property
    def zones(self) -> list[str]:
        """The markets' clocks."""
        return [market.time_zone for market in self.study.markets.values()]

    def zone_of(self, k: int) -> str:
        """The clock of a contact's market."""
        return self.zones[self.records.market[k]]

    def routes(self, k: int) -> tuple[RouteStep, ...]:
        """The route of a contact."""
        return self.study.strategies[self.name].routing[self.queue_name(k)]

    def speaks(self, k: int, pool: str) -> bool:
        """Whether a pool speaks a contact's language."""
        language = list(self.study.markets.values())[self.records.market[k]].language
        return language is None or language in self.study.pools[pool].languages

    def pool_plan(self, pool: str) -> PoolPlan:
        """The plan of one pool."""
        return self.plan.of(pool)

    def holds(self, hours: WeekSteps | None, zone: str, time: float) -> bool:
        """Whether hours hold at a time, as a clock on the wall there reads it."""
        if hours is None or hours.constant:
            return hours is None or hours.values[0] > 0
        local = datetime.fromtimestamp(self.study.clock.origin + time, UTC).astimezone(ZoneInfo(zone))
        second = local.weekday() * 86400 + local.hour * 3600 + local.minute * 60 + local.second
        return hours.at(second % WEEK) > 0

    def lets_in(self, k: int, time: float, queue: Queue | None = None) -> bool:
        """Whether a queue (the contact's own, unless given) lets contacts of its market in at a time."""
        rule = queue or self.rules[k]
        return not rule.live or self.holds(rule.opening_hours, self.zone_of(k), time)

    def outside(self, k: int) -> bool:
        """Whether a contact found its line closed, whatever came of that."""
        return not self.lets_in(k, self.arrivals[k])

    def offer_taken(self, k: int) -> Offer | None:
        """The offer that a contact took which ended so."""
        if self.records.outcome[k] not in (MESSAGES, CALLBACKS):
            return None
        return self.rules[k].when_closed if self.outside(k) else self.rules[k].max_wait

    def accepts(self, k: int, offer: Offer) -> bool:
        """Whether a contact's customer takes an offer."""
        return offer.accepted >= 1 or self.tickets.draws.offer(*self.keys[k]) < offer.accepted

    def inside(self, k: int) -> bool:
        """Whether a contact got in and took a line."""
        return self.records.outcome[k] != CLOSED and not self.outside(k)

    def may_wait(self, k: int, time: float) -> bool:
        """Whether a contact may be waiting from a time on; who asked to be called back may until then."""
        called = self.records.outcome[k] == CALLBACKS and not self.starts[k] <= time
        return self.arrivals[k] <= time and (self.leaves[k] > time or called)
