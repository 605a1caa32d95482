"""All replications of a strategy, gathered one by one: what varies is kept each, what is only averaged is added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.cost.statement import CostStatement
from sim.metrics.measures import Key, Measures

Outcome = tuple[Measures, CostStatement]
"""What one replication left of one strategy."""

_ADDED = ("intervals", "pool_staffed", "pool_busy", "pool_weeks", "workforce", "coverage", "backlog", "chats")


@dataclass(frozen=True)
class Sample:
    """The replications of one strategy.

    Attributes
    ----------
    keys : (k,) scope, name, key figure
    num, den : (replications, k) each figure as a ratio
    weekly : (replications, queues, weeks, 2) each queue's service level, by its own definition
    classes, pools : names of the classes of contacts and of the pools
    months, cost_pools, lines : names of the cost statement
    amounts : (replications, months, pools, lines)
    sums : sums over the replications of the arrays of `Measures` and of the statement's `service`, by name

    """

    keys: tuple[Key, ...]
    num: NDArray[np.float64]
    den: NDArray[np.float64]
    weekly: NDArray[np.float64]
    classes: tuple[tuple[str, str], ...]
    pools: tuple[str, ...]
    months: tuple[str, ...]
    cost_pools: tuple[str, ...]
    lines: tuple[str, ...]
    amounts: NDArray[np.float64]
    sums: Mapping[str, NDArray[np.float64]]

    @property
    def replications(self) -> int:
        """How many there are."""
        return len(self.num)

    def only(self, replications: Sequence[int]) -> Sample:
        """Return the figures of some replications alone; `sums` stay those of all."""
        kept = list(replications)
        return replace(
            self, num=self.num[kept], den=self.den[kept], weekly=self.weekly[kept], amounts=self.amounts[kept]
        )

    @property
    def cost(self) -> NDArray[np.float64]:
        """The whole cost (replications,)."""
        return self.ratio("total", "", "cost")[0]

    def ratio(self, scope: str, name: str, kpi: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return numerator and denominator (replications,) of one figure; raises ValueError where it is not kept."""
        position = self.keys.index((scope, name, kpi))
        return self.num[:, position], self.den[:, position]


def gather(replications: Iterable[Mapping[str, Outcome]]) -> dict[str, Sample]:
    """Gather the replications, each a map of strategy to what it left, into one sample per strategy.

    Only one replication's intervals need be in memory at a time. Raises ValueError where there is no replication, or
    one differs from the first in its strategies or figures.
    """
    gathering: dict[str, _Gathering] = {}
    for number, outcomes in enumerate(replications):
        if number and list(outcomes) != list(gathering):
            raise ValueError(f"replication {number} has strategies {list(outcomes)}, the first {list(gathering)}")
        for strategy, (measures, statement) in outcomes.items():
            gathering.setdefault(strategy, _Gathering(measures, statement)).add(measures, statement)
    if not gathering:
        raise ValueError("there is no replication to compare")
    return {strategy: found.sample() for strategy, found in gathering.items()}


class _Gathering:
    """One strategy's replications while they come in."""

    def __init__(self, measures: Measures, statement: CostStatement) -> None:
        self.first, self.statement = measures, statement
        self.rows: list[tuple[NDArray[np.float64], ...]] = []
        self.sums = {name: np.zeros_like(getattr(measures, name)) for name in _ADDED}
        self.sums["service"] = np.zeros_like(statement.service)

    def add(self, measures: Measures, statement: CostStatement) -> None:
        names = (statement.months, statement.pools, statement.lines)
        if measures.kpi_keys != self.first.kpi_keys or names != (
            self.statement.months, self.statement.pools, self.statement.lines
        ):  # fmt: skip
            raise ValueError("the replications of a strategy do not hold the same figures")
        money = np.array([statement.amortised.sum(), statement.committed.sum()])
        self.rows.append((measures.kpi_num, measures.kpi_den, measures.weekly, statement.amounts, money))
        for name in _ADDED:
            self.sums[name] += getattr(measures, name)
        self.sums["service"] += statement.service

    def sample(self) -> Sample:
        num, den, weekly, amounts, further = (np.array(column) for column in zip(*self.rows, strict=True))
        money = cost_figures(self.first.kpi_keys, num, den, amounts.sum(axis=(1, 2, 3)))
        one = np.ones(len(num))
        money |= {"cost_amortised": (further[:, 0], one), "committed_after_end": (further[:, 1], one)}
        return Sample(
            keys=(*self.first.kpi_keys, *(("total", "", kpi) for kpi in money)),
            num=np.column_stack([num, *(part for part, _ in money.values())]),
            den=np.column_stack([den, *(whole for _, whole in money.values())]),
            weekly=weekly,
            classes=self.first.classes,
            pools=self.first.pools,
            months=self.statement.months,
            cost_pools=self.statement.pools,
            lines=self.statement.lines,
            amounts=amounts,
            sums=self.sums,
        )


def cost_figures(
    keys: tuple[Key, ...], num: NDArray[np.float64], den: NDArray[np.float64], cost: NDArray[np.float64]
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the cost (replications,), also per contact in hand and per resolved ticket, as ratios.

    Parameters
    ----------
    keys : (k,) the figures of `num` and `den`
    num, den : (replications, k) their numerators and denominators
    cost : (replications,) the whole cost

    A contact in hand is one that an agent took: answered, or a call-back that reached its customer.

    """
    in_hand = den[:, keys.index(("total", "", "handle_time"))]
    resolved = num[:, keys.index(("total", "", "resolved_share"))]
    return {
        "cost": (cost, np.ones_like(cost)),
        "cost_per_contact": (cost, in_hand),
        "cost_per_resolved_ticket": (cost, resolved),
    }
