"""By which number a strategy, pool, queue or line of costs has its colour and hatch, whatever else is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.charts.selection import deferred_queues, live_queues, names, rows

if TYPE_CHECKING:
    from sim.records import Table

KEPT = "numbering"
"""Where a narrowed summary keeps the names of the whole results, so that colours stay as they are on other slides."""


def numbering(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the whole results by kind, each at the number of its colour.

    Strategies stand as in the study, pools and queues as in the tables, lines of costs the largest first. Live queues
    and those of deferred work are numbered apart, since they never share a chart.
    """
    kept: dict[str, list[str]] | None = summary.get(KEPT)
    if kept is not None:
        return kept
    return {
        "strategy": list(summary["strategies"]),
        "pool": names(tables["pools"], "pool"),
        "live": live_queues(tables, summary),
        "deferred": deferred_queues(tables, summary),
        "line": lines_by_size(tables["costs"]),
    }


def numbers(kind: str, tables: Mapping[str, Table], summary: Mapping[str, Any]) -> dict[str, int]:
    """The number of each name of a kind: `strategy`, `pool`, `live` or `deferred` queues, `line`."""
    return {name: number for number, name in enumerate(numbering(tables, summary)[kind])}


def lines_by_size(table: Table) -> list[str]:
    """The lines of a cost table, the one first whose amounts, added up over the strategies, are the largest."""
    lines, strategies = names(table, "line"), names(table, "strategy")
    sizes = [
        sum(abs(float(np.nansum(rows(table, line=line, strategy=name)["mean"]))) for name in strategies)
        for line in lines
    ]
    return [lines[place] for place in np.argsort(-np.array(sizes), kind="stable")]
