"""The cost statement of one strategy in one replication: months × pools × lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.cost.contract import invoice_lines, overhead_lines
from sim.cost.contract_life import committed_after_end, contract_one_offs, orders_of
from sim.cost.employment import employment_lines
from sim.cost.employment_end import owed_after_end
from sim.cost.exchange import season_rate
from sim.cost.months import pieces
from sim.cost.one_off import OneOff, charged_evenly, charged_whole, monthly
from sim.cost.quantities import contract_usage, employed_hours
from sim.cost.service import VendorService, service_lines, vendor_service
from sim.cost.work import VendorWork, Work, work_of
from sim.metrics.satisfaction import ticket_scores
from sim.records import Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
    from sim.demand.forecast import Forecast

MONEY_GRID = 2.0**14
"""Amounts are held in 1/16384 of the currency's unit: their sums are exact, whatever the order of addition."""

SERVICE_FIELDS = tuple(item.name for item in fields(VendorService))
ONCE = ("hiring", "training", "leaving")
"""Lines of our own people that are spread over a year in the amortised cost."""
LOST_TICKETS = "lost_tickets"
NO_POOL = ""
"""Where what belongs to no pool stands: the cost of lost tickets."""


@dataclass(frozen=True)
class CostStatement:
    """What a strategy costs in the counted window, in the study's currency.

    Attributes
    ----------
    months : "YYYY-MM", each on its pool's own clock
    pools : the strategy's pools, and "" for what belongs to none
    lines : names of the lines
    amounts : (months, pools, lines); a line that a pool does not have is 0
    amortised : (months, pools, lines) the same with one-off costs spread over the time that they serve
    committed : (pools,) what contracts still oblige us to after the horizon, and letting go whom the season took
    service : (months, pools, fields) how vendors served, in the order of `SERVICE_FIELDS`; 0 for other pools

    """

    months: tuple[str, ...]
    pools: tuple[str, ...]
    lines: tuple[str, ...]
    amounts: NDArray[np.float64]
    amortised: NDArray[np.float64]
    committed: NDArray[np.float64]
    service: NDArray[np.float64]

    @property
    def total(self) -> float:
        """The whole cost; by month, by pool and by line it adds up to the same."""
        return math.fsum(self.amounts.ravel().tolist())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as arrays by name, as `of_arrays` takes them."""
        names = {name: np.array(getattr(self, name), dtype=np.str_) for name in ("months", "pools", "lines")}
        return {**names, **{name: getattr(self, name) for name in _ARRAYS}}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CostStatement:
        """Make the statement from `arrays`."""
        months, pools, lines = (tuple(str(name) for name in arrays[key]) for key in ("months", "pools", "lines"))
        return cls(months, pools, lines, *(np.asarray(arrays[name], dtype=np.float64) for name in _ARRAYS))


_ARRAYS = ("amounts", "amortised", "committed", "service")


@dataclass(frozen=True)
class PoolCosts:
    """The costs of one pool, or of what belongs to none.

    Attributes
    ----------
    months : "YYYY-MM", on the pool's clock
    lines : name -> (months,) what is charged as it is used
    whole, spread : name -> (months,) one-off costs as they fall due, and over the time that they serve
    committed : after the horizon
    service : of a vendor

    """

    months: tuple[str, ...]
    lines: Mapping[str, NDArray[np.float64]]
    whole: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    spread: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    committed: float = 0.0
    service: VendorService | None = None

    def at_rate(self, rate: float) -> PoolCosts:
        """The same with every amount × a rate."""
        if rate == 1:
            return self

        def converted(lines: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
            return {line: amounts * rate for line, amounts in lines.items()}

        lines, whole, spread = (converted(part) for part in (self.lines, self.whole, self.spread))
        return replace(self, lines=lines, whole=whole, spread=spread, committed=self.committed * rate)


def cost_statement(
    study: Study,
    strategy: str,
    counted: NDArray[np.bool_],
    plan: StaffingPlan,
    records: Records,
    forecast: Forecast | None = None,
    replication: int = 0,
) -> CostStatement:
    """Return what one replication cost under a strategy.

    Hours, heads, minutes and contacts are charged as they fall in the counted window, one-off costs as they fall due,
    those due before the window at its start; a lost ticket costs the goal's
    `lost_ticket` for each counted ticket that was given up or lost, in the month of its arrival.

    Parameters
    ----------
    study, strategy : the study and the name of the strategy that was simulated
    counted : (tickets,) whether the ticket arrived in the counted window
    plan : the strategy's staffing, for heads, overtime and paid breaks
    records : what the engine wrote
    forecast : of the study; wanted where a contract locks it
    replication : 0, 1, ...; draws the rates of other currencies

    """
    work = work_of(study, strategy, counted, records, ticket_scores(study, records))
    return statement_of(study, strategy, plan, work, records, forecast, replication)


def statement_of(
    study: Study,
    strategy: str,
    plan: StaffingPlan,
    work: Work,
    records: Records,
    forecast: Forecast | None = None,
    replication: int = 0,
) -> CostStatement:
    """Return what one replication cost from the work that is billed, and from its pools' duty.

    Parameters are those of `cost_statement`; of the records only what is not of single contacts is read.
    """
    staffing = study.strategies[strategy].staffing
    entries: dict[str, PoolCosts] = {}
    for name, staffed in staffing.items():
        if study.pools[name].employment is not None:
            entries[name] = _employees(study, name, plan, records)
        else:
            by_hand = staffed.size_for is None
            entries[name] = _vendor(study, strategy, plan.of(name), by_hand, records, work.vendors[name], forecast)
        entries[name] = entries[name].at_rate(season_rate(study.pools[name].exchange, study.seed, replication))
    if study.goal.lost_ticket is not None:
        cut = pieces(study.clock, study.clock.zone)
        entries[NO_POOL] = PoolCosts(cut.months, {LOST_TICKETS: study.goal.lost_ticket * cut.by_month(work.lost)})
    return assembled(entries)


def _employees(study: Study, name: str, plan: StaffingPlan, records: Records) -> PoolCosts:
    pool = study.pools[name]
    assert pool.employment is not None
    cut, hours = employed_hours(study.clock, pool, plan.of(name), records)
    lines = employment_lines(pool.employment, pool.shrinkage.total, hours)
    site = pool.employment.set_up
    once = [] if site is None else [OneOff("set_up", study.clock.warm_up, site.cost, site.amortise)]
    people = monthly(cut, {line: lines[line] for line in ONCE if line in lines})
    owed = owed_after_end(pool, plan.of(name))
    return PoolCosts(cut.months, lines, charged_whole(cut, once), charged_evenly(cut, [*once, *people]), owed)


def _vendor(
    study: Study,
    strategy: str,
    plan: PoolPlan,
    by_hand: bool,
    records: Records,
    work: VendorWork,
    forecast: Forecast | None,
) -> PoolCosts:
    pool, clock = study.pools[plan.pool], study.clock
    assert pool.contract is not None
    cut, usage = contract_usage(study, plan, records, work)
    service = vendor_service(study, strategy, plan, cut, records, work, forecast)
    invoice = invoice_lines(pool.contract, usage)
    fee = np.sum(list(invoice.values()), axis=0)
    orders = orders_of(clock, pool, plan, by_hand)
    once = contract_one_offs(clock, pool, orders)
    return PoolCosts(
        months=cut.months,
        lines={
            **invoice,
            **overhead_lines(pool.contract, fee, usage.seconds),
            **service_lines(pool.contract, fee, service),
        },
        whole=charged_whole(cut, once),
        spread=charged_evenly(cut, once),
        committed=committed_after_end(clock, pool, orders),
        service=service,
    )


def assembled(entries: Mapping[str, PoolCosts]) -> CostStatement:
    """Put the lines of several pools together, each pool with its own months, amounts rounded to the money grid.

    >>> march, one = ("2026-03",), np.ones(1)
    >>> desk = PoolCosts(march, {"wages": 100 * one}, {"set_up": 36 * one}, {"set_up": one})
    >>> found = assembled({"desk": desk, "": PoolCosts(march, {"lost": one})})
    >>> found.lines, found.amounts.tolist(), found.total, float(found.amortised.sum())
    (('wages', 'set_up', 'lost'), [[[100.0, 36.0, 0.0], [0.0, 0.0, 1.0]]], 137.0, 102.0)
    """
    months = tuple(sorted({month for costs in entries.values() for month in costs.months}))
    lines = tuple(dict.fromkeys(line for costs in entries.values() for line in (*costs.lines, *costs.whole)))
    tables = np.zeros((2, len(months), len(entries), len(lines)))
    for column, costs in enumerate(entries.values()):
        rows = [months.index(month) for month in costs.months]
        for table, once in zip(tables, (costs.whole, costs.spread), strict=True):
            for line, values in (*costs.lines.items(), *once.items()):
                table[rows, column, lines.index(line)] = _on_grid(values)
    committed = _on_grid(np.array([costs.committed for costs in entries.values()]))
    return CostStatement(months, tuple(entries), lines, tables[0], tables[1], committed, _service(months, entries))


def _service(months: tuple[str, ...], entries: Mapping[str, PoolCosts]) -> NDArray[np.float64]:
    table = np.zeros((len(months), len(entries), len(SERVICE_FIELDS)))
    for column, costs in enumerate(entries.values()):
        if costs.service is not None:
            rows = [months.index(month) for month in costs.months]
            table[rows, column] = np.stack([getattr(costs.service, name) for name in SERVICE_FIELDS], axis=-1)
    return table


def _on_grid(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(amounts * MONEY_GRID) / MONEY_GRID
