"""Served coverage: in which of the 168 hours of the week the promise is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import Normalize

from sim.charts.hour_maps import hour_maps
from sim.charts.selection import market_zones, names, rows, strategies, weekday_number
from sim.charts.style import Panels, drawn

if TYPE_CHECKING:
    from sim.records import Table

MEASURES = {"served": "intervals that met the target", "staffed": "time with an agent on duty"}


@drawn
def coverage(tables: Mapping[str, Table], summary: Mapping[str, Any], measure: str = "served") -> Panels:
    """The share of intervals in which the target was met, for each hour of the week, market and strategy.

    Reads `coverage`: shares of 0 to 100 %, hours on each market's clock; light is good, hatched is an hour without
    contacts. measure: `served` (target met, of the intervals with a contact offered) or `staffed` (an agent on duty).

    Picture: docs/gallery.md#coverage
    """
    table = tables["coverage"]
    markets = names(table, "market")
    if measure not in MEASURES:
        raise ValueError(f"coverage is measured as {' or '.join(MEASURES)} (got {measure})")

    def values(strategy: str, market: str) -> np.ndarray:
        return by_hour(rows(table, strategy=strategy, market=market), measure)

    bar = {"label": f"share of {MEASURES[measure]}", "format": lambda value, _: f"{100 - 100 * value:.0f} %"}
    return hour_maps(
        strategies(summary),
        markets,
        lambda strategy, market: 1 - values(strategy, market),
        market_zones(summary, markets),
        bar,
        Normalize(0, 1),
    )


def by_hour(table: Table, column: str) -> np.ndarray:
    """One column of coverage as (7, 24), Monday first, nan where the table has no row."""
    grid = np.full((7, 24), np.nan)
    for weekday, hour, value in zip(table["weekday"], table["hour"], table[column], strict=True):
        grid[weekday_number(weekday), int(float(hour))] = value
    return grid
