"""The figures of one replication under one strategy, as sums that add up over replications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon
from sim.metrics.backlog import Open, backlog_by_interval, backlog_rows, open_spans
from sim.metrics.callbacks import callback_rows, offer_callbacks
from sim.metrics.chats import chat_time
from sim.metrics.classes import Classes, contact_classes
from sim.metrics.coverage import coverage
from sim.metrics.occupancy import PoolTime, pool_time, window_edges
from sim.metrics.pools import contact_rows, pool_hours
from sim.metrics.reduction import Reduction, reduced
from sim.metrics.satisfaction import ticket_scores
from sim.metrics.service_level import own_service_level
from sim.metrics.tickets import ticket_rows
from sim.metrics.vips import vip_rows
from sim.metrics.waiting import Row, Tally, counting_rows, handle_time_row, percentile_rows, waiting_rows
from sim.metrics.weeks import counted_weeks, one_week_rows, week_names, week_rows, weekly_service
from sim.records import BLOCKED, CLOSED, OUTCOMES, UNSERVED, Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan, StaffingPlan

INTERVAL_FIELDS = (
    "offered", "answered", "abandoned", "blocked", "closed", "messages", "callbacks", "met", "met_base", "wait_sum",
    "wait_base",
)  # fmt: skip
COVERAGE_FIELDS = ("staffed", "total", "asked", "served")
POOL_WEEK_FIELDS = ("staffed", "busy", "paid", "in_hand")
WORKFORCE_FIELDS = ("heads", "in_training", "hired", "left")

Key = tuple[str, str, str]
"""Scope (total, queue, market, pool, week, vip), name within it ("" for total), key figure."""


@dataclass(frozen=True)
class Measures:
    """Everything that is kept of one replication; every array adds up over replications.

    Attributes
    ----------
    kpi_keys : (k,) scope, name and key figure; the same in every replication of a study and strategy
    kpi_num, kpi_den : (k,) each key figure as a ratio: a plain value has denominator 1, a rate its base; 0 ÷ 0 where
        nothing happened
    classes : (market, queue) of each class of contacts
    intervals : (classes, intervals, fields) sums by interval of arrival, in the order of `INTERVAL_FIELDS`
    weekly : (queues, weeks, 2) numerator and denominator of each queue's service level, by its own definition
    pools : names of the strategy's pools
    pool_staffed, pool_busy : (pools, intervals) agent-seconds within the counted window
    pool_weeks : (pools, weeks, 4) agent-seconds within the counted window, in the order of `POOL_WEEK_FIELDS`
    workforce : (pools, weeks, 4) people of the plan as it was realised, in the order of `WORKFORCE_FIELDS`
    coverage : (markets, 168, 4) by hour of the week on the market's clock, in the order of `COVERAGE_FIELDS`
    backlog : (deferred queues, intervals, 2) at the intervals' starts, in the order of `BACKLOG_FIELDS`
    chats : (chat pools, intervals, 2) seconds within the counted window, in the order of `CHAT_FIELDS`

    """

    kpi_keys: tuple[Key, ...]
    kpi_num: NDArray[np.float64]
    kpi_den: NDArray[np.float64]
    classes: tuple[tuple[str, str], ...]
    intervals: NDArray[np.float64]
    weekly: NDArray[np.float64]
    pools: tuple[str, ...]
    pool_staffed: NDArray[np.float64]
    pool_busy: NDArray[np.float64]
    pool_weeks: NDArray[np.float64]
    workforce: NDArray[np.float64]
    coverage: NDArray[np.float64]
    backlog: NDArray[np.float64]
    chats: NDArray[np.float64]

    def ratio(self, scope: str, name: str, kpi: str) -> tuple[float, float]:
        """Return numerator and denominator of one key figure; raises ValueError where it is not kept."""
        position = self.kpi_keys.index((scope, name, kpi))
        return float(self.kpi_num[position]), float(self.kpi_den[position])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as arrays by name, as `of_arrays` takes them."""
        texts = {name: np.array(getattr(self, name), dtype=np.str_) for name in _TEXTS}
        numbers = {name: getattr(self, name) for name in _ARRAYS}
        return {**{name: text.reshape(len(text), -1) for name, text in texts.items()}, **numbers}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Measures:
        """Make the measures from `arrays`."""
        texts = {name: [tuple(str(cell) for cell in row) for row in arrays[name]] for name in _TEXTS}
        return cls(
            kpi_keys=tuple((scope, name, kpi) for scope, name, kpi in texts["kpi_keys"]),
            classes=tuple((market, queue) for market, queue in texts["classes"]),
            pools=tuple(name for (name,) in texts["pools"]),
            **{name: np.asarray(arrays[name], dtype=np.float64) for name in _ARRAYS},
        )


_TEXTS = ("kpi_keys", "classes", "pools")
_ARRAYS = (
    "kpi_num", "kpi_den", "intervals", "weekly", "pool_staffed", "pool_busy", "pool_weeks", "workforce", "coverage",
    "backlog", "chats",
)  # fmt: skip


def measure(
    study: Study, strategy: str, counted: NDArray[np.bool_], plan: StaffingPlan, records: Records
) -> Measures:
    """Reduce the records of one replication to its figures.

    Contacts and tickets are those of the counted tickets, each followed to its end, also after the horizon; only the
    sums by interval and week leave out what arrives after it. Hours of the pools and coverage by duty are of the
    counted window [warm-up, end), whoever's contacts fill them.

    Parameters
    ----------
    study, strategy : the study and the name of the strategy that was simulated
    counted : (tickets,) whether the ticket arrived in the counted window
    plan : the strategy's staffing as it was realised, for paid breaks and people
    records : what the engine wrote

    Raises ValueError where the records hold a contact that the study cannot have.

    """
    kept = reduced(study, counted, records, ticket_scores(study, records))
    return measures_of(study, strategy, plan, kept, records)


def measures_of(study: Study, strategy: str, plan: StaffingPlan, kept: Reduction, records: Records) -> Measures:
    """Return the figures of one replication from what was kept of its contacts, and from its pools' duty and spells.

    Parameters are those of `measure`; of the records only what is not of single contacts is read.
    """
    horizon, classes, sums = study.clock, contact_classes(study), kept.contacts
    met, base = own_service_level(sums.by_interval[:, :-1], classes.definition)
    intervals = interval_sums(sums, met, base)
    by_week = sums.weeks(horizon)
    weekly = weekly_service(classes, by_week, len(study.queues))
    hours = coverage(study, strategy, classes, records, intervals[..., 0] - kept.left_at_once, met, base)
    edges = window_edges(horizon, horizon.edges)
    time = pool_time(study, plan, records, edges, kept.by_interval)
    weeks = pool_time(study, plan, records, window_edges(horizon, horizon.week_edges()), kept.by_week)
    chats = chat_time(study, records, edges, kept.by_interval.chats)
    deferred = np.concatenate(kept.deferred)
    rows = [
        *_contact_scopes(study, classes, kept, deferred),
        *((("total", ""), row) for row in week_rows(study, weekly)),
        *_coverage_scopes(study, hours),
        *_pool_scopes(study, plan, records, contact_rows(study, records.pools, kept.pools, chats), time),
        *_week_scopes(horizon, classes, by_week),
        *((("vip", name), row) for name, row in vip_rows(study, classes, kept.vips)),
    ]
    return Measures(
        kpi_keys=tuple((*place, kpi) for place, (kpi, _, _) in rows),
        kpi_num=np.array([num for _, (_, num, _) in rows]),
        kpi_den=np.array([den for _, (_, _, den) in rows]),
        classes=classes.pairs,
        intervals=intervals,
        weekly=weekly,
        pools=records.pools,
        pool_staffed=time.staffed,
        pool_busy=time.busy,
        pool_weeks=np.stack([getattr(weeks, name) for name in POOL_WEEK_FIELDS], axis=-1),
        workforce=np.array([workforce(plan.of(pool)) for pool in records.pools]),
        coverage=hours,
        backlog=backlog_by_interval(study, deferred),
        chats=chats,
    )


def workforce(plan: PoolPlan) -> NDArray[np.float64]:
    """Return a pool's people week by week (weeks, 4), in the order of `WORKFORCE_FIELDS`."""
    return np.stack([getattr(plan, name) for name in WORKFORCE_FIELDS], axis=-1)


def interval_sums(sums: Tally, met: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums (classes, intervals, fields) by interval of arrival, in the order of `INTERVAL_FIELDS`."""
    outcomes = sums.by_interval[:, :-1].sum(axis=2)
    offered = outcomes.sum(axis=-1) - outcomes[..., CLOSED]
    columns = [offered, *(outcomes[..., place] for place in range(len(OUTCOMES)) if place != UNSERVED)]
    return np.stack([*columns, met, base, sums.wait[:, :-1], offered - outcomes[..., BLOCKED]], axis=-1)


Placed = Iterator[tuple[tuple[str, str], Row]]


def _contact_scopes(study: Study, classes: Classes, kept: Reduction, deferred: Open) -> Placed:
    kind, waits = np.concatenate(kept.kinds), np.concatenate(kept.waits)
    of_all = percentile_rows(waits)
    places = [("total", "", 0)]
    places += [("queue", name, position) for position, name in enumerate(study.queues)]
    places += [("market", name, position) for position, name in enumerate(study.markets)]
    offer, sums = offer_callbacks(study, classes), kept.contacts
    for scope, name, position in places:
        members = classes.members(scope, position)
        waiting = members if scope == "queue" else members & classes.live
        rows = [*counting_rows(sums, members), *waiting_rows(classes, sums, waiting), handle_time_row(sums, members)]
        rows += of_all if waiting.all() else percentile_rows(waits[waiting[kind]])
        rows += ticket_rows(kept.tickets, members)
        if (members & offer).any():
            rows += callback_rows(kept.callbacks, members)
        if scope == "queue":
            rows += _queue_rows(study, kept, deferred, position, members)
        yield from (((scope, name), row) for row in rows)


def _queue_rows(
    study: Study, kept: Reduction, deferred: Open, position: int, members: NDArray[np.bool_]
) -> Iterator[Row]:
    """Figures that only some queues have: those to which others pass on, that can be cut off, that are deferred."""
    name = list(study.queues)[position]
    if any(queue.escalation is not None and queue.escalation.queue == name for queue in study.queues.values()):
        yield "escalations_received", float(kept.escalated[members].sum()), 1.0
    if any(pool.outages is not None and pool.outages.in_hand == "lose" for pool in study.pools.values()):
        yield "cut_off", float(kept.cut_off[members].sum()), 1.0
    if not study.queues[name].live:
        yield from backlog_rows(study.clock, open_spans(deferred, position))


def _coverage_scopes(study: Study, hours: NDArray[np.float64]) -> Placed:
    sums = hours.sum(axis=1)
    live = any(queue.live for queue in study.queues.values())
    if not live:
        return
    yield ("total", ""), ("staffed_coverage", float((sums[:, 0] / sums[:, 1]).mean()), 1.0)
    yield ("total", ""), ("served_coverage", float(sums[:, 3].sum()), float(sums[:, 2].sum()))
    for name, (staffed, total, asked, served) in zip(study.markets, sums.tolist(), strict=True):
        yield ("market", name), ("staffed_coverage", staffed, total)
        yield ("market", name), ("served_coverage", served, asked)


def _pool_scopes(
    study: Study, plan: StaffingPlan, records: Records, contacts: Mapping[str, Sequence[Row]], time: PoolTime
) -> Placed:
    for name, hours in pool_hours(study, plan, records, time):
        place = ("pool", name) if name else ("total", "")
        yield from ((place, row) for row in (*hours, *contacts.get(name, ())))


def _week_scopes(horizon: Horizon, classes: Classes, by_week: NDArray[np.float64]) -> Placed:
    for week, name in enumerate(week_names(horizon)):
        if counted_weeks(horizon)[week]:
            yield from ((("week", name), row) for row in one_week_rows(classes, by_week[:, week]))
