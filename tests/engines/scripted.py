"""Studies of a few hand-made contacts whose every draw is scripted, and what the engine did with them as lines of text.

Unless a script says otherwise every answer resolves, nobody balks, tries again, is passed on or a VIP, every call-back
reaches its customer, and the uniforms of a share and of an offer are 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.demand.tickets import Tickets
from sim.engine import simulate
from sim.records import OUTCOMES, Records
from sim.study.study import Study

HOUR, DAY = 3600.0, 86400.0
LIMIT = 30 * DAY
"""The end of the aftermath: a horizon of two days and 28 more."""

TICKET_OUTCOMES = ("resolved", "given up", "lost")
DEFAULTS = {
    "resolution": 0.0, "balk": 0.999, "retry": 0.999, "share": 0.5, "retry_delay": 100.0, "follow_up": 1000.0,
    "escalation": 0.999, "vip": 0.999, "offer": 0.5, "no_answer": 0.999,
}  # fmt: skip


@dataclass(frozen=True)
class Customer:
    """One ticket: when it first comes, and what its contacts bring unless the script says otherwise."""

    at: float
    handle_time: float = 60.0
    patience: float = inf
    queue: str = "calls"
    market: str = "home"
    ahead: float = 0.0
    """Seconds of head start in the queue."""
    script: Mapping[tuple[Any, ...], float] = field(default_factory=dict)
    """(purpose, round) or (purpose, round, try) -> value."""


class ScriptedDraws:
    """Stands in for `ContactDraws`: every value comes from the customers' scripts."""

    def __init__(self, customers: Sequence[Customer]) -> None:
        self.customers = customers

    def _value(self, purpose: str, ticket: int, *key: int) -> float:
        return self.customers[ticket].script.get((purpose, *key), DEFAULTS[purpose])

    def handle_time(self, ticket: int, round_: int, queue: int) -> float:
        customer = self.customers[ticket]
        return customer.script.get(("handle_time", round_), customer.handle_time)

    def follow_up_delay(self, ticket: int, round_: int, queue: int) -> float:
        return self._value("follow_up", ticket, round_)

    def patience(self, ticket: int, round_: int, try_: int, queue: int) -> float:
        customer = self.customers[ticket]
        return customer.script.get(("patience", round_, try_), customer.patience)

    def retry_delay(self, ticket: int, round_: int, try_: int, queue: int) -> float:
        return self._value("retry_delay", ticket, round_, try_)

    def resolution(self, ticket: int, round_: int) -> float:
        return self._value("resolution", ticket, round_)

    def balk(self, ticket: int, round_: int, try_: int) -> float:
        return self._value("balk", ticket, round_, try_)

    def retry(self, ticket: int, round_: int, try_: int) -> float:
        return self._value("retry", ticket, round_, try_)

    def brings(self, ticket: int, round_: int, try_: int, queue: int) -> tuple[float, float, float, float]:
        return (
            self.handle_time(ticket, round_, queue),
            self.patience(ticket, round_, try_, queue),
            self.resolution(ticket, round_),
            self.balk(ticket, round_, try_),
        )

    def escalation(self, ticket: int, round_: int) -> float:
        return self._value("escalation", ticket, round_)

    def offer(self, ticket: int, round_: int, try_: int) -> float:
        return self._value("offer", ticket, round_, try_)

    def no_answer(self, ticket: int, round_: int, try_: int, call: int) -> float:
        return self._value("no_answer", ticket, round_, try_, call)

    def share(self, ticket: int, round_: int, try_: int) -> float:
        return self._value("share", ticket, round_, try_)


def world(
    queues: Mapping[str, Mapping[str, Any]] | None = None,
    routing: Mapping[str, Any] | None = None,
    pools: Mapping[str, Mapping[str, Any]] | None = None,
    **changes: Any,
) -> Study:
    """Two days from Monday 2 March 2026 in UTC, one market, one queue, one desk; keys can be replaced."""
    queues, pools = queues or {"calls": {}}, pools or {"desk": {}}
    routing = routing or {name: list(pools) for name in queues}
    skills = {name: {} for name in queues}
    data: dict[str, Any] = {
        "name": "Scripted",
        "horizon": {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC"},
        "markets": {"home": {"time_zone": "UTC"}},
        "queues": {name: {"channel": "voice", "handle_time": "60s", **rule} for name, rule in queues.items()},
        "demand": [{"market": "home", "queue": name, "rate": "1/h"} for name in queues],
        "pools": {
            name: {"sourcing": "in_house", "time_zone": "UTC", "skills": skills, "employment": {"wage": "20/h"}, **rule}
            for name, rule in pools.items()
        },
        "strategies": {"one": {"staffing": {name: {"agents": 1} for name in pools}, "routing": routing}},
    }
    return Study.model_validate({**data, **changes})


def tickets_of(study: Study, customers: Sequence[Customer]) -> Tickets:
    """The customers as tickets; they must stand in the order of their coming."""
    arrivals = [customer.at for customer in customers]
    assert arrivals == sorted(arrivals), "customers are written in the order in which they come"
    queues, markets = list(study.queues), list(study.markets)
    draws: Any = ScriptedDraws(customers)
    places = [(queues.index(customer.queue), markets.index(customer.market)) for customer in customers]
    return Tickets(
        arrival=np.array(arrivals),
        queue=np.array([queue for queue, _ in places], dtype=np.int64),
        market=np.array([market for _, market in places], dtype=np.int64),
        handle_time=np.array([draws.handle_time(k, 1, q) for k, (q, _) in enumerate(places)]),
        patience=np.array([draws.patience(k, 1, 1, q) for k, (q, _) in enumerate(places)]),
        resolution=np.array([draws.resolution(k, 1) for k in range(len(places))]),
        balk=np.array([draws.balk(k, 1, 1) for k in range(len(places))]),
        draws=draws,
        vip=np.array([draws._value("vip", k) for k in range(len(places))]),
        head_start=np.array([customer.ahead for customer in customers]) if any(c.ahead for c in customers) else None,
    )


Roster = Sequence[tuple[float, int]]
Paces = Mapping[str, Sequence[tuple[float, float]]]


def played(
    study: Study, customers: Sequence[Customer], rosters: Mapping[str, Roster] | int = 1, paces: Paces | None = None,
    outages: Mapping[str, Sequence[tuple[float, float]]] | None = None,
) -> Records:
    """Play customers; `rosters` gives the agents on duty per pool from each time on, or how many always.

    `paces` gives the factor on their handle time per pool from each time on, 1 always unless given; `outages` the begin
    and end of those of a pool.
    """
    if isinstance(rosters, int):
        rosters = {name: [(0.0, rosters)] for name in study.pools}

    def part(name: str, roster: Roster) -> SimpleNamespace:
        down = [(t, up) for a, b in (outages or {}).get(name, ()) for t, up in ((a, 0.0), (b, 1.0))]
        outage_times, in_order = np.array([(0.0, 1.0), *down]).T
        (times, agents), (changes, pace) = (np.array(steps).T for steps in (roster, (paces or {}).get(name, [(0, 1)])))
        return SimpleNamespace(
            pool=name, times=times, agents=agents, pace_times=changes.astype(float), pace=pace,
            outage_times=outage_times, in_order=in_order,
        )  # fmt: skip

    plan: Any = SimpleNamespace(pools=tuple(part(name, roster) for name, roster in rosters.items()))
    return simulate(study, "one", tickets_of(study, customers), plan)


def lines(study: Study, records: Records) -> list[str]:
    """One line a contact: ticket/round/try queue arrival +wait outcome, then pool and handle time of the answered."""
    queues = list(study.queues)
    found = []
    for k in range(len(records.ticket)):
        words = [
            f"{records.ticket[k]}/{records.round_[k]}/{records.try_[k]}",
            queues[records.queue[k]],
            plain(records.arrival[k]),
            f"+{plain(records.wait[k])}",
            OUTCOMES[records.outcome[k]],
        ]
        if records.pool[k] >= 0:
            words += [records.pools[records.pool[k]], plain(records.handle_time[k])]
        found.append(" ".join(words))
    return found


def trace(
    study: Study, customers: Sequence[Customer], rosters: Mapping[str, Roster] | int = 1, paces: Paces | None = None
) -> list[str]:
    """Play customers and return the lines."""
    return lines(study, played(study, customers, rosters, paces))


def duty(records: Records, pool: str = "desk") -> list[tuple[float, float]]:
    """The agents on duty of a pool: from each time on, so many."""
    times, agents = records.duty[records.pools.index(pool)]
    return list(zip(times.tolist(), agents.tolist(), strict=True))


def ticket_outcomes(records: Records) -> list[str]:
    """What became of each ticket."""
    return [TICKET_OUTCOMES[outcome] for outcome in records.ticket_outcome]


def plain(seconds: float) -> str:
    """A time without a tail of zeros."""
    return f"{seconds:.7f}".rstrip("0").rstrip(".")
