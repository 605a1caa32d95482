"""The cost statement as a table: a row per pool and line, a column per strategy, totals that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.report.wording import NOTHING, amount, label

NO_POOL = "customers"
"""Where costs that belong to no pool stand: the tickets that were lost."""


@dataclass(frozen=True)
class Line:
    """One row of the statement."""

    pool: str
    line: str
    amounts: tuple[str, ...]
    """One a strategy, in the order of the heading."""
    subtotal: bool = False
    total: bool = False


def statement(summary: Mapping[str, Any], names: list[str]) -> list[Line]:
    """The mean costs over the horizon by pool and line, a subtotal for each pool and the total of all.

    names: the strategies, in the order of the columns.
    """
    currency = summary["setting"]["currency"]
    costs = {name: summary["strategies"][name]["costs"] for name in names}
    pools = list(dict.fromkeys(pool for name in names for pool in costs[name] if costs[name][pool]))
    pools.sort(key=lambda pool: pool == "")
    rows: list[Line] = []
    for pool in pools:
        lines = list(dict.fromkeys(line for name in names for line in costs[name].get(pool, {})))
        for line in lines:
            means = [costs[name].get(pool, {}).get(line) for name in names]
            cells = tuple(NOTHING if found is None else amount(found["mean"], currency) for found in means)
            rows.append(Line(pool or NO_POOL, label(line), cells))
        if len(lines) > 1:
            sums = [_sum(costs[name].get(pool, {})) for name in names]
            rows.append(
                Line(pool or NO_POOL, "all lines", tuple(_cell(found, currency) for found in sums), subtotal=True)
            )
    totals = [sum(_sum(lines) or 0.0 for lines in costs[name].values()) for name in names]
    rows.append(Line("", "total", tuple(amount(found, currency) for found in totals), total=True))
    return rows


def _sum(lines: Mapping[str, Mapping[str, Any]]) -> float | None:
    return sum(float(found["mean"]) for found in lines.values()) if lines else None


def _cell(value: float | None, currency: str) -> str:
    return NOTHING if value is None else amount(value, currency)
