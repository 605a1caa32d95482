"""The cost statement of one strategy in one replication: months × pools × lines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.cost.contract import contract_lines
from sim.cost.employment import employment_lines
from sim.cost.quantities import contract_usage, employed_hours, lost_by_month
from sim.metrics.occupancy import pool_plan
from sim.records import RESOLVED, Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.plan import StaffingPlan

MONEY_GRID = 2.0**14
"""Amounts are held in 1/16384 of the currency's unit: their sums are exact, whatever the order of addition."""

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

    """

    months: tuple[str, ...]
    pools: tuple[str, ...]
    lines: tuple[str, ...]
    amounts: NDArray[np.float64]

    @property
    def total(self) -> float:
        """The whole cost; by month, by pool and by line it adds up to the same."""
        return math.fsum(self.amounts.ravel().tolist())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything as arrays by name, as `of_arrays` takes them."""
        names = {name: np.array(getattr(self, name), dtype=np.str_) for name in ("months", "pools", "lines")}
        return {**names, "amounts": self.amounts}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> CostStatement:
        """Make the statement from `arrays`."""
        months, pools, lines = (tuple(str(name) for name in arrays[key]) for key in ("months", "pools", "lines"))
        return cls(months, pools, lines, np.asarray(arrays["amounts"], dtype=np.float64))


def cost_statement(
    study: Study, strategy: str, counted: NDArray[np.bool_], plan: StaffingPlan, records: Records
) -> CostStatement:
    """Return what one replication cost under a strategy.

    Hours, heads, minutes and contacts are charged as they fall in the counted window; a lost ticket costs the goal's
    `lost_ticket` for each counted ticket that was given up or lost, in the month of its arrival.

    Parameters
    ----------
    study, strategy : the study and the name of the strategy that was simulated
    counted : (tickets,) whether the ticket arrived in the counted window
    plan : the strategy's staffing, for heads, overtime and paid breaks
    records : what the engine wrote

    """
    entries = {name: _pool_lines(study, name, plan, records) for name in study.strategies[strategy].staffing}
    if study.goal.lost_ticket is not None:
        months, lost = lost_by_month(study.clock, counted, records.ticket_outcome != RESOLVED, records)
        entries[NO_POOL] = (months, {LOST_TICKETS: study.goal.lost_ticket * lost})
    return assembled(entries)


def _pool_lines(
    study: Study, name: str, plan: StaffingPlan, records: Records
) -> tuple[tuple[str, ...], dict[str, NDArray[np.float64]]]:
    pool, part = study.pools[name], pool_plan(plan, name)
    if pool.employment is not None:
        cut, hours = employed_hours(study.clock, pool, part, records)
        return cut.months, employment_lines(pool.employment, pool.shrinkage.total, hours)
    assert pool.contract is not None
    cut, usage = contract_usage(study.clock, pool, part, records)
    return cut.months, contract_lines(pool.contract, usage)


def assembled(entries: Mapping[str, tuple[tuple[str, ...], dict[str, NDArray[np.float64]]]]) -> CostStatement:
    """Put the lines of several pools together, each pool with its own months, amounts rounded to the money grid.

    >>> march = ("2026-03",)
    >>> one = assembled({"desk": (march, {"wages": np.array([100.0])}), "": (march, {"lost": np.ones(1)})})
    >>> one.lines, one.amounts.tolist(), one.total
    (('wages', 'lost'), [[[100.0, 0.0], [0.0, 1.0]]], 101.0)
    """
    months = tuple(sorted({month for names, _ in entries.values() for month in names}))
    lines = tuple(dict.fromkeys(line for _, amounts in entries.values() for line in amounts))
    table = np.zeros((len(months), len(entries), len(lines)))
    for column, (names, amounts) in enumerate(entries.values()):
        rows = [months.index(month) for month in names]
        for line, values in amounts.items():
            table[rows, column, lines.index(line)] = np.round(values * MONEY_GRID) / MONEY_GRID
    return CostStatement(months, tuple(entries), lines, table)
